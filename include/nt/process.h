/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What console programs take from Windows' <process.h>. */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <process.h>
#else
#ifndef NT_PROCESS_H
#define NT_PROCESS_H

#include <stdlib.h>
#include <unistd.h>

#define _getpid getpid

#endif
#endif
