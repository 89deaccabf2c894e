/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * __in and __out for C++ sources that use them. They are libstdc++'s names, too, so its headers are
 * read first. ntcc includes this before such a source.
 */
#ifndef NT_SAL1_CXX_H
#define NT_SAL1_CXX_H
#pragma GCC system_header

#ifdef __cplusplus
#include <bits/stdc++.h>
#define __in
#define __out
#endif

#endif
