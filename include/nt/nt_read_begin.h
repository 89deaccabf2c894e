/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The mingw-w64 headers are about to be read: tell them that this is Cygwin, and put away the names
 * that glibc defines as macros and they use. Nests; nt_read_end.h takes it back. No include guard:
 * it is meant to be included many times.
 */
#pragma GCC system_header
#ifndef __MINGW32__
#pragma push_macro("__CYGWIN__")
#undef __CYGWIN__
#define __CYGWIN__ 1
#pragma push_macro("LOCK_WRITE")        /* <fcntl.h> with _GNU_SOURCE */
#undef LOCK_WRITE
#endif
