/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libstdc++'s configuration, but for one thing: std::wstring is compiled into the program, for its 2-byte wchar_t. Otherwise
 * the program would call the one in libstdc++.so, which is compiled for 4 bytes, and nothing would say so.
 */
#pragma GCC system_header

#include_next <bits/c++config.h>

#if __SIZEOF_WCHAR_T__ == 2 && !defined __MINGW32__ && _GLIBCXX_EXTERN_TEMPLATE > 0
#undef _GLIBCXX_EXTERN_TEMPLATE
#define _GLIBCXX_EXTERN_TEMPLATE -1
#endif
