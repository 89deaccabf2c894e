/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What console programs take from Windows' <direct.h>. */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <direct.h>
#else
#ifndef NT_DIRECT_H
#define NT_DIRECT_H

#include <sys/stat.h>
#include <unistd.h>

#define _chdir chdir
#define _getcwd getcwd
#define _rmdir rmdir
#define _mkdir(path) mkdir(path, 0777)

#endif
#endif
