/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The prelude around mingw-w64's <basetsd.h>: see _mingw.h.
 *
 * On Windows SIZE_T and ULONG_PTR are the same type as size_t and uintptr_t, and programs pass the
 * address of one for the other, which is an error in C++ when they are not. mingw-w64 makes them
 * long long; here they are long, as Linux's are. ULONGLONG and the other 64-bit numbers stay long
 * long, which is what the %llu says that programs print them with.
 */
#pragma GCC system_header

#include <_mingw.h>

#ifdef __MINGW32__
#include_next <basetsd.h>
#else
#ifndef NT_BASETSD
#define NT_BASETSD

#define INT_PTR nt_mingw_INT_PTR
#define PINT_PTR nt_mingw_PINT_PTR
#define UINT_PTR nt_mingw_UINT_PTR
#define PUINT_PTR nt_mingw_PUINT_PTR
#define LONG_PTR nt_mingw_LONG_PTR
#define PLONG_PTR nt_mingw_PLONG_PTR
#define ULONG_PTR nt_mingw_ULONG_PTR
#define PULONG_PTR nt_mingw_PULONG_PTR
#define SHANDLE_PTR nt_mingw_SHANDLE_PTR
#define HANDLE_PTR nt_mingw_HANDLE_PTR
#define SIZE_T nt_mingw_SIZE_T
#define PSIZE_T nt_mingw_PSIZE_T
#define SSIZE_T nt_mingw_SSIZE_T
#define PSSIZE_T nt_mingw_PSSIZE_T
#define DWORD_PTR nt_mingw_DWORD_PTR
#define PDWORD_PTR nt_mingw_PDWORD_PTR
#include_next <basetsd.h>
#undef INT_PTR
#undef PINT_PTR
#undef UINT_PTR
#undef PUINT_PTR
#undef LONG_PTR
#undef PLONG_PTR
#undef ULONG_PTR
#undef PULONG_PTR
#undef SHANDLE_PTR
#undef HANDLE_PTR
#undef SIZE_T
#undef PSIZE_T
#undef SSIZE_T
#undef PSSIZE_T
#undef DWORD_PTR
#undef PDWORD_PTR

typedef long INT_PTR, *PINT_PTR;
typedef unsigned long UINT_PTR, *PUINT_PTR;
typedef long LONG_PTR, *PLONG_PTR;
typedef unsigned long ULONG_PTR, *PULONG_PTR;
typedef long SHANDLE_PTR;
typedef unsigned long HANDLE_PTR;
typedef ULONG_PTR SIZE_T, *PSIZE_T;
typedef LONG_PTR SSIZE_T, *PSSIZE_T;
typedef ULONG_PTR DWORD_PTR, *PDWORD_PTR;

#endif
#endif
