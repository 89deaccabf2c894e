/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The mingw-w64 headers are about to be read: tell them that this is Cygwin, and hand them no winsock, whose names are
 * those of <sys/socket.h>. Nests; nt_read_end.h takes it back. No include guard: it is meant to be included many times.
 */
#pragma GCC system_header
#ifndef __MINGW32__
#pragma push_macro("__CYGWIN__")
#undef __CYGWIN__
#define __CYGWIN__ 1
#endif
