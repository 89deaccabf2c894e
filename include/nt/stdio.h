/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* glibc's <stdio.h> with Windows' additions: see nt_crt_stdio.h. */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <stdio.h>
#else
#include <nt_crt_stdio.h>
#include <nt_crt_hide.h>
#include_next <stdio.h>
#include <nt_crt_show.h>
#endif
