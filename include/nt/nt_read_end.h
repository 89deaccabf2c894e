/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mingw-w64 headers have been read: see nt_read_begin.h. */
#pragma GCC system_header
#ifndef __MINGW32__
#pragma pop_macro("LOCK_WRITE")
#pragma pop_macro("__CYGWIN__")
#endif
