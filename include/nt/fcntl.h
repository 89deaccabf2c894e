/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * glibc's <fcntl.h>, and the text modes that Windows' has: streams are byte streams here, what is
 * wide is written as UTF-8.
 */
#pragma GCC system_header
#include_next <fcntl.h>
#ifndef __MINGW32__
#define _O_TEXT 0x4000
#define _O_BINARY 0x8000
#define _O_WTEXT 0x10000
#define _O_U16TEXT 0x20000
#define _O_U8TEXT 0x40000
#define _O_RDONLY O_RDONLY
#define _O_WRONLY O_WRONLY
#define _O_RDWR O_RDWR
#define _O_CREAT O_CREAT
#define _O_TRUNC O_TRUNC
#define _O_APPEND O_APPEND
#endif
