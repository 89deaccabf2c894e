/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The prelude around mingw-w64's <strsafe.h>: see _mingw.h. Its functions are made of the C
 * library's, so they come first.
 */
#pragma GCC system_header
#include <windef.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <nt_read_begin.h>
#include_next <strsafe.h>
#include <nt_read_end.h>
