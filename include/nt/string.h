/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* glibc's <string.h> with Windows' additions: see nt_crt_wide.h, nt_crt_bytes.h. */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <string.h>
#else
#include <nt_crt_wide.h>
#include <nt_crt_hide.h>
#include_next <string.h>
#include <nt_crt_show.h>
#include <nt_crt_bytes.h>
#endif
