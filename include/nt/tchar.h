/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <tchar.h>: names that are wide with UNICODE or _UNICODE, and bytes without. mingw-w64's own
 * belongs to its C library.
 */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <tchar.h>
#else
#ifndef NT_TCHAR_H
#define NT_TCHAR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>
#include <ctype.h>

#if defined UNICODE && !defined _UNICODE
#define _UNICODE
#endif
#define _INC_TCHAR

#ifdef _UNICODE
#define NT_T(bytes, wide) wide
#define __T(text) L##text
typedef wchar_t _TCHAR;
typedef wchar_t _TSCHAR;
typedef wchar_t _TUCHAR;
typedef wchar_t _TXCHAR;
typedef __WINT_TYPE__ _TINT;
#else
#define NT_T(bytes, wide) bytes
#define __T(text) text
typedef char _TCHAR;
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef char _TXCHAR;
typedef int _TINT;
#endif
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef _TCHAR TCHAR, *PTCHAR, TBYTE, *PTBYTE;
#endif

#define _T(text) __T(text)
#define _TEXT(text) __T(text)
#define _TEOF NT_T(EOF, WEOF)

#define _tmain NT_T(main, wmain)
#define _tprintf NT_T(printf, wprintf)
#define _tprintf_s NT_T(printf, wprintf)
#define _ftprintf NT_T(fprintf, fwprintf)
#define _ftprintf_s NT_T(fprintf, fwprintf)
#define _vtprintf NT_T(vprintf, vwprintf)
#define _vftprintf NT_T(vfprintf, vfwprintf)
#define _stprintf NT_T(sprintf, _swprintf)
#define _stprintf_s NT_T(sprintf_s, swprintf_s)
#define _sntprintf NT_T(_snprintf, _snwprintf)
#define _sntprintf_s NT_T(_snprintf_s, _snwprintf_s)
#define _vstprintf NT_T(vsprintf, _vswprintf)
#define _vstprintf_s NT_T(vsprintf_s, vswprintf_s)
#define _vsntprintf NT_T(_vsnprintf, _vsnwprintf)
#define _vsntprintf_s NT_T(_vsnprintf_s, _vsnwprintf_s)
#define _sctprintf NT_T(_scprintf, _scwprintf)
#define _vsctprintf NT_T(_vscprintf, _vscwprintf)
#define _stscanf NT_T(sscanf, swscanf)
#define _fputts NT_T(fputs, fputws)
#define _putts NT_T(puts, _putws)
#define _fgetts NT_T(fgets, fgetws)
#define _fputtc NT_T(fputc, fputwc)
#define _puttchar NT_T(putchar, putwchar)
#define _fgettc NT_T(fgetc, fgetwc)
#define _gettchar NT_T(getchar, getwchar)
#define _tfopen NT_T(fopen, _wfopen)
#define _tfopen_s NT_T(fopen_s, _wfopen_s)
#define _tgetenv NT_T(getenv, _wgetenv)

#define _tcslen NT_T(strlen, wcslen)
#define _tcsnlen NT_T(strnlen, wcsnlen)
#define _tcscpy NT_T(strcpy, wcscpy)
#define _tcscpy_s NT_T(strcpy_s, wcscpy_s)
#define _tcsncpy NT_T(strncpy, wcsncpy)
#define _tcsncpy_s NT_T(strncpy_s, wcsncpy_s)
#define _tcscat NT_T(strcat, wcscat)
#define _tcscat_s NT_T(strcat_s, wcscat_s)
#define _tcsncat NT_T(strncat, wcsncat)
#define _tcsncat_s NT_T(strncat_s, wcsncat_s)
#define _tcscmp NT_T(strcmp, wcscmp)
#define _tcsncmp NT_T(strncmp, wcsncmp)
#define _tcsicmp NT_T(_stricmp, _wcsicmp)
#define _tcsnicmp NT_T(_strnicmp, _wcsnicmp)
#define _tcscoll NT_T(strcoll, wcscoll)
#define _tcschr NT_T(strchr, wcschr)
#define _tcsrchr NT_T(strrchr, wcsrchr)
#define _tcsstr NT_T(strstr, wcsstr)
#define _tcspbrk NT_T(strpbrk, wcspbrk)
#define _tcsspn NT_T(strspn, wcsspn)
#define _tcscspn NT_T(strcspn, wcscspn)
#define _tcstok_s NT_T(strtok_r, wcstok)
#define _tcsdup NT_T(strdup, wcsdup)
#define _tcslwr NT_T(_strlwr, _wcslwr)
#define _tcsupr NT_T(_strupr, _wcsupr)
#define _totlower NT_T(tolower, towlower)
#define _totupper NT_T(toupper, towupper)
#define _istalpha NT_T(isalpha, iswalpha)
#define _istdigit NT_T(isdigit, iswdigit)
#define _istspace NT_T(isspace, iswspace)
#define _istxdigit NT_T(isxdigit, iswxdigit)
#define _istalnum NT_T(isalnum, iswalnum)
#define _istlower NT_T(islower, iswlower)
#define _istupper NT_T(isupper, iswupper)
#define _istprint NT_T(isprint, iswprint)
#define _tcstol NT_T(strtol, wcstol)
#define _tcstoul NT_T(strtoul, wcstoul)
#define _tcstoi64 NT_T(strtoll, wcstoll)
#define _tcstoui64 NT_T(strtoull, wcstoull)
#define _ttoi NT_T(atoi, _wtoi)
#define _ttol NT_T(atol, _wtol)
#define _ttoi64 NT_T(atoll, _wtoi64)
#define _itot NT_T(_itoa, _itow)
#define _ultot NT_T(_ultoa, _ultow)
#define _i64tot NT_T(_i64toa, _i64tow)
#define _ui64tot NT_T(_ui64toa, _ui64tow)

#endif
#endif
