/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* <ntstatus.h> as programs from a file system without case spell it. */
#pragma GCC system_header
#include <ntstatus.h>
