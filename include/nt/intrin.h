/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The prelude around mingw-w64's <intrin.h>: see _mingw.h. */
#pragma GCC system_header
#include <_mingw.h>
#include <nt_read_begin.h>
#include_next <intrin.h>
#include <nt_read_end.h>
