/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The C library's wide strings, characters and numbers for 2-byte wchar_t, as Windows has them.
 *
 * With -fshort-wchar every wide function of glibc is silently wrong: it reads two characters as
 * one. So each name is declared here with the symbol of libntdll's version, before glibc's header
 * can declare it, and glibc's own declarations are read under other names (nt_crt_hide.h). Nothing
 * of glibc is replaced: what libraries call stays what it was.
 *
 * Windows has these names in <string.h>, <stdlib.h>, <wchar.h> and <wctype.h>; so do the wrappers
 * of these headers.
 */
#ifndef NT_CRT_WIDE_H
#define NT_CRT_WIDE_H
#pragma GCC system_header

#include <stddef.h>

#define NT_CRT(name) __asm__("ntcrt_" #name)
#define NT_WINT __WINT_TYPE__

#ifdef __cplusplus
extern "C" {
#endif

/* --- Strings ---------------------------------------------------------------------------------- */

size_t wcslen(const wchar_t *s) NT_CRT(wcslen);
size_t wcsnlen(const wchar_t *s, size_t max) NT_CRT(wcsnlen);
wchar_t *wcscpy(wchar_t *dst, const wchar_t *src) NT_CRT(wcscpy);
wchar_t *wcsncpy(wchar_t *dst, const wchar_t *src, size_t n) NT_CRT(wcsncpy);
wchar_t *wcscat(wchar_t *dst, const wchar_t *src) NT_CRT(wcscat);
wchar_t *wcsncat(wchar_t *dst, const wchar_t *src, size_t n) NT_CRT(wcsncat);
int wcscmp(const wchar_t *a, const wchar_t *b) NT_CRT(wcscmp);
int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n) NT_CRT(wcsncmp);
int wcscoll(const wchar_t *a, const wchar_t *b) NT_CRT(wcscoll);
int _wcsicmp(const wchar_t *a, const wchar_t *b) NT_CRT(_wcsicmp);
int wcsicmp(const wchar_t *a, const wchar_t *b) NT_CRT(_wcsicmp);
int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n) NT_CRT(_wcsnicmp);
int wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n) NT_CRT(_wcsnicmp);
size_t wcsspn(const wchar_t *s, const wchar_t *set) NT_CRT(wcsspn);
size_t wcscspn(const wchar_t *s, const wchar_t *set) NT_CRT(wcscspn);
wchar_t *wcstok(wchar_t *s, const wchar_t *set, wchar_t **context) NT_CRT(wcstok);
wchar_t *wcstok_s(wchar_t *s, const wchar_t *set, wchar_t **context) NT_CRT(wcstok);
wchar_t *wcsdup(const wchar_t *s) NT_CRT(wcsdup);
wchar_t *_wcsdup(const wchar_t *s) NT_CRT(wcsdup);
wchar_t *_wcslwr(wchar_t *s) NT_CRT(_wcslwr);
wchar_t *wcslwr(wchar_t *s) NT_CRT(_wcslwr);
wchar_t *_wcsupr(wchar_t *s) NT_CRT(_wcsupr);
wchar_t *wcsupr(wchar_t *s) NT_CRT(_wcsupr);
wchar_t *_wcsrev(wchar_t *s) NT_CRT(_wcsrev);
wchar_t *wmemcpy(wchar_t *dst, const wchar_t *src, size_t n) NT_CRT(wmemcpy);
wchar_t *wmemmove(wchar_t *dst, const wchar_t *src, size_t n) NT_CRT(wmemmove);
wchar_t *wmemset(wchar_t *dst, wchar_t c, size_t n) NT_CRT(wmemset);
int wmemcmp(const wchar_t *a, const wchar_t *b, size_t n) NT_CRT(wmemcmp);

/*
 * C++ has each search twice: what is searched in a constant string is constant. glibc's header does
 * that for g++ alone, and for clang libstdc++ adds the second one itself.
 */
#if defined __cplusplus && !defined __clang__
extern "C++" {
const wchar_t *wcschr(const wchar_t *s, wchar_t c) NT_CRT(wcschr);
wchar_t *wcschr(wchar_t *s, wchar_t c) NT_CRT(wcschr);
const wchar_t *wcsrchr(const wchar_t *s, wchar_t c) NT_CRT(wcsrchr);
wchar_t *wcsrchr(wchar_t *s, wchar_t c) NT_CRT(wcsrchr);
const wchar_t *wcsstr(const wchar_t *s, const wchar_t *part) NT_CRT(wcsstr);
wchar_t *wcsstr(wchar_t *s, const wchar_t *part) NT_CRT(wcsstr);
const wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set) NT_CRT(wcspbrk);
wchar_t *wcspbrk(wchar_t *s, const wchar_t *set) NT_CRT(wcspbrk);
const wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n) NT_CRT(wmemchr);
wchar_t *wmemchr(wchar_t *s, wchar_t c, size_t n) NT_CRT(wmemchr);
}
#else
wchar_t *wcschr(const wchar_t *s, wchar_t c) NT_CRT(wcschr);
wchar_t *wcsrchr(const wchar_t *s, wchar_t c) NT_CRT(wcsrchr);
wchar_t *wcsstr(const wchar_t *s, const wchar_t *part) NT_CRT(wcsstr);
wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set) NT_CRT(wcspbrk);
wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n) NT_CRT(wmemchr);
#endif

/* --- Characters ------------------------------------------------------------------------------- */

NT_WINT towlower(NT_WINT c) NT_CRT(towlower);
NT_WINT towupper(NT_WINT c) NT_CRT(towupper);
int iswalpha(NT_WINT c) NT_CRT(iswalpha);
int iswdigit(NT_WINT c) NT_CRT(iswdigit);
int iswspace(NT_WINT c) NT_CRT(iswspace);
int iswxdigit(NT_WINT c) NT_CRT(iswxdigit);
int iswalnum(NT_WINT c) NT_CRT(iswalnum);
int iswlower(NT_WINT c) NT_CRT(iswlower);
int iswupper(NT_WINT c) NT_CRT(iswupper);
int iswprint(NT_WINT c) NT_CRT(iswprint);
int iswpunct(NT_WINT c) NT_CRT(iswpunct);
int iswcntrl(NT_WINT c) NT_CRT(iswcntrl);
int iswgraph(NT_WINT c) NT_CRT(iswgraph);
int iswblank(NT_WINT c) NT_CRT(iswblank);
unsigned long wctype(const char *name) NT_CRT(wctype);
int iswctype(NT_WINT c, unsigned long type) NT_CRT(iswctype);

/* --- Numbers -------------------------------------------------------------------------------------
 *
 * What Windows calls long has 4 bytes in the functions that only Windows has.
 */

long wcstol(const wchar_t *s, wchar_t **end, int base) NT_CRT(wcstol);
unsigned long wcstoul(const wchar_t *s, wchar_t **end, int base) NT_CRT(wcstoul);
long long wcstoll(const wchar_t *s, wchar_t **end, int base) NT_CRT(wcstoll);
long long _wcstoi64(const wchar_t *s, wchar_t **end, int base) NT_CRT(wcstoll);
unsigned long long wcstoull(const wchar_t *s, wchar_t **end, int base) NT_CRT(wcstoull);
unsigned long long _wcstoui64(const wchar_t *s, wchar_t **end, int base) NT_CRT(wcstoull);
double wcstod(const wchar_t *s, wchar_t **end) NT_CRT(wcstod);
int _wtoi(const wchar_t *s) NT_CRT(_wtoi);
int _wtol(const wchar_t *s) NT_CRT(_wtol);
long long _wtoi64(const wchar_t *s) NT_CRT(_wtoi64);
double _wtof(const wchar_t *s) NT_CRT(_wtof);
wchar_t *_itow(int value, wchar_t *buffer, int radix) NT_CRT(_itow);
wchar_t *_ltow(int value, wchar_t *buffer, int radix) NT_CRT(_itow);
wchar_t *_ultow(unsigned int value, wchar_t *buffer, int radix) NT_CRT(_ultow);
wchar_t *_i64tow(long long value, wchar_t *buffer, int radix) NT_CRT(_i64tow);
wchar_t *_ui64tow(unsigned long long value, wchar_t *buffer, int radix) NT_CRT(_ui64tow);

/* --- Conversion: bytes are UTF-8 -------------------------------------------------------------- */

size_t mbstowcs(wchar_t *dst, const char *src, size_t n) NT_CRT(mbstowcs);
size_t wcstombs(char *dst, const wchar_t *src, size_t n) NT_CRT(wcstombs);
int mbtowc(wchar_t *dst, const char *src, size_t n) NT_CRT(mbtowc);
int wctomb(char *dst, wchar_t c) NT_CRT(wctomb);

/* --- The environment -------------------------------------------------------------------------- */

wchar_t *_wgetenv(const wchar_t *name) NT_CRT(_wgetenv);

#ifdef __cplusplus
}
#endif

#endif
