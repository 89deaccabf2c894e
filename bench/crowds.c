/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Crowds of clients that others have written. */
#include "bench/crowd.h"

CROWD(alpc_all, alpc_port, crowd_throughput, "ALPC port")
CROWD(unix_all, unix_epoll, crowd_throughput, "AF_UNIX and epoll")
