/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Crowds of clients, and many pairs, of what others have written. */
#include "bench/crowd.h"

CROWD(alpc_all, alpc_port, crowd_throughput, "ALPC port")
CROWD(unix_all, unix_epoll, crowd_throughput, "AF_UNIX and epoll")

PAIRS(futex_pairs, futex_slot, "bare futex slot")
PAIRS(plain_pairs, futex_plain, "bare futex slot, no spinning")
PAIRS(unix_pairs, unix_stream, "AF_UNIX STREAM")
PAIRS(lpc_pairs, lpc_port, "NT port (LPC)")
PAIRS(alpc_pairs, alpc_port, "NT port (ALPC)")
