/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What console programs take from Windows' <io.h>. */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <io.h>
#else
#ifndef NT_IO_H
#define NT_IO_H

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define _access access
#define _close close
#define _dup dup
#define _dup2 dup2
#define _fileno fileno
#define _isatty isatty
#define _open open
#define _read read
#define _unlink unlink
#define _write write

/* There is one mode only: bytes, unchanged. Returns what Windows would name as the mode before. */
static inline int _setmode(int fd, int mode)
{
    (void)fd;
    (void)mode;
    return _O_TEXT;
}

#endif
#endif
