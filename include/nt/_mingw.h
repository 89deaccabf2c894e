/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The prelude: what makes the mingw-w64 headers readable for a Linux compiler.
 *
 * Every mingw-w64 header begins by including <_mingw.h>, so this file, found before theirs, is
 * where the whole arrangement lives. They support Cygwin, which is LP64 as Linux is, and so they
 * are told that this is Cygwin, but only while they are being read: __CYGWIN__ never reaches the
 * program or another native header (nt_read_begin.h, nt_read_end.h). Calling conventions and
 * __declspec get the meaning that gcc and clang know.
 *
 * x86_64-w64-mingw32-gcc needs none of it and passes straight through, so that one source serves
 * both.
 */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <_mingw.h>
#else

#ifndef NT_MINGW_PRELUDE
#define NT_MINGW_PRELUDE

#ifndef __x86_64__
#error ntport runs on x86-64 only
#endif
#if __SIZEOF_WCHAR_T__ != 2
#error WCHAR has 2 bytes: compile with -fshort-wchar (ntcc and "pkg-config --cflags ntdll" do)
#endif

/*
 * What the mingw-w64 headers would include while __CYGWIN__ is defined is read before, untouched by
 * it.
 */
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <x86intrin.h>

/*
 * The names that __declspec() takes. gcc and clang have an attribute for each of them, or nothing
 * is to be done: what libntdll exports needs no import.
 */
#define NT_DECLSPEC_align(n) __attribute__((__aligned__(n)))
#define NT_DECLSPEC_address_safe
#define NT_DECLSPEC_allocator
#define NT_DECLSPEC_code_seg(name)
#define NT_DECLSPEC_deprecated __attribute__((__deprecated__))
#define NT_DECLSPEC_dllexport __attribute__((__visibility__("default")))
#define NT_DECLSPEC_dllimport
#define NT_DECLSPEC_guard(what)
#define NT_DECLSPEC_naked __attribute__((__naked__))
#define NT_DECLSPEC_noalias
#define NT_DECLSPEC_noinline __attribute__((__noinline__))
#define NT_DECLSPEC_noreturn __attribute__((__noreturn__))
#define NT_DECLSPEC_nothrow __attribute__((__nothrow__))
#define NT_DECLSPEC_novtable
#define NT_DECLSPEC_restrict __attribute__((__malloc__))
#define NT_DECLSPEC_safebuffers
#define NT_DECLSPEC_selectany __attribute__((__weak__))
#define NT_DECLSPEC_thread __thread
#define NT_DECLSPEC_uuid(text)

#ifndef __declspec
#define __declspec(name) NT_DECLSPEC_##name
#endif

/*
 * On x64 Windows has one convention whatever is written; here the words that Windows' own calls
 * carry mean ms_abi.
 */
#undef __stdcall
#undef __fastcall
#undef _stdcall
#undef _fastcall
#define __fastcall __attribute__((__ms_abi__))
#define _stdcall __attribute__((__ms_abi__))
#define _fastcall __attribute__((__ms_abi__))
#ifndef __cdecl
#define __cdecl
#endif
#ifndef _cdecl
#define _cdecl
#endif
#ifndef __thiscall
#define __thiscall
#endif
#ifndef __vectorcall
#define __vectorcall
#endif

/* Imports are nothing special in ELF, so the declarations need not say it. */
#ifndef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT
#endif

#endif /* NT_MINGW_PRELUDE */

#include <nt_read_begin.h>
#include_next <_mingw.h>
#include <nt_read_end.h>

/* mingw-w64 makes it empty on 64 bits, where its own compiler has ms_abi already. */
#undef __stdcall
#define __stdcall __attribute__((__ms_abi__))

#endif /* __MINGW32__ */
