/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* glibc's <wchar.h> with 2-byte wide characters: see nt_crt_wide.h. */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <wchar.h>
#else
#include <nt_crt_wide.h>
#include <nt_crt_stdio.h>
#include <nt_crt_hide.h>
#include_next <wchar.h>
#include <nt_crt_show.h>
#endif
