/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The C library's wide functions for 2-byte characters, in crt_*.c. Ported code gets them under
 * their usual names by the wrapper headers <wchar.h>, <stdio.h>, ... (nt_crt_wide.h says how), so
 * each of these is exported. Plain System V calls; bytes are UTF-8; FILE and va_list are glibc's.
 *
 * None of them calls a wide function of glibc, which would take a WCHAR for 4 bytes.
 */
#pragma once

#include <stdarg.h>
#include <stdio.h>

#include <windef.h>

typedef unsigned int ntcrt_wint_t;      /* glibc's wint_t and wctype_t */
typedef unsigned long ntcrt_wctype_t;
#define NTCRT_WEOF 0xffffffffu

/* crt_string.c */
size_t ntcrt_wcslen(const WCHAR *s);
size_t ntcrt_wcsnlen(const WCHAR *s, size_t max);
WCHAR *ntcrt_wcscpy(WCHAR *dst, const WCHAR *src);
WCHAR *ntcrt_wcsncpy(WCHAR *dst, const WCHAR *src, size_t n);
WCHAR *ntcrt_wcscat(WCHAR *dst, const WCHAR *src);
WCHAR *ntcrt_wcsncat(WCHAR *dst, const WCHAR *src, size_t n);
WCHAR *ntcrt_wcsdup(const WCHAR *s);
WCHAR *ntcrt__wcslwr(WCHAR *s);
WCHAR *ntcrt__wcsupr(WCHAR *s);
WCHAR *ntcrt__wcsrev(WCHAR *s);
WCHAR *ntcrt_wmemcpy(WCHAR *dst, const WCHAR *src, size_t n);
WCHAR *ntcrt_wmemmove(WCHAR *dst, const WCHAR *src, size_t n);
WCHAR *ntcrt_wmemset(WCHAR *dst, WCHAR c, size_t n);

/* crt_search.c */
int ntcrt_wcscmp(const WCHAR *a, const WCHAR *b);
int ntcrt_wcsncmp(const WCHAR *a, const WCHAR *b, size_t n);
int ntcrt_wcscoll(const WCHAR *a, const WCHAR *b);
int ntcrt__wcsicmp(const WCHAR *a, const WCHAR *b);
int ntcrt__wcsnicmp(const WCHAR *a, const WCHAR *b, size_t n);
int ntcrt_wmemcmp(const WCHAR *a, const WCHAR *b, size_t n);
WCHAR *ntcrt_wmemchr(const WCHAR *s, WCHAR c, size_t n);
WCHAR *ntcrt_wcschr(const WCHAR *s, WCHAR c);
WCHAR *ntcrt_wcsrchr(const WCHAR *s, WCHAR c);
WCHAR *ntcrt_wcsstr(const WCHAR *s, const WCHAR *part);
WCHAR *ntcrt_wcspbrk(const WCHAR *s, const WCHAR *set);
size_t ntcrt_wcsspn(const WCHAR *s, const WCHAR *set);
size_t ntcrt_wcscspn(const WCHAR *s, const WCHAR *set);
WCHAR *ntcrt_wcstok(WCHAR *s, const WCHAR *set, WCHAR **context);

/* crt_character.c */
ntcrt_wint_t ntcrt_towlower(ntcrt_wint_t c);
ntcrt_wint_t ntcrt_towupper(ntcrt_wint_t c);
int ntcrt_iswalpha(ntcrt_wint_t c);
int ntcrt_iswdigit(ntcrt_wint_t c);
int ntcrt_iswspace(ntcrt_wint_t c);
int ntcrt_iswxdigit(ntcrt_wint_t c);
int ntcrt_iswalnum(ntcrt_wint_t c);
int ntcrt_iswlower(ntcrt_wint_t c);
int ntcrt_iswupper(ntcrt_wint_t c);
int ntcrt_iswprint(ntcrt_wint_t c);
int ntcrt_iswpunct(ntcrt_wint_t c);
int ntcrt_iswcntrl(ntcrt_wint_t c);
int ntcrt_iswgraph(ntcrt_wint_t c);
int ntcrt_iswblank(ntcrt_wint_t c);
ntcrt_wctype_t ntcrt_wctype(const char *name);
int ntcrt_iswctype(ntcrt_wint_t c, ntcrt_wctype_t type);

/* crt_number.c */
long ntcrt_wcstol(const WCHAR *s, WCHAR **end, int base);
unsigned long ntcrt_wcstoul(const WCHAR *s, WCHAR **end, int base);
long long ntcrt_wcstoll(const WCHAR *s, WCHAR **end, int base);
unsigned long long ntcrt_wcstoull(const WCHAR *s, WCHAR **end, int base);
double ntcrt_wcstod(const WCHAR *s, WCHAR **end);
int ntcrt__wtoi(const WCHAR *s);
int ntcrt__wtol(const WCHAR *s);
long long ntcrt__wtoi64(const WCHAR *s);
double ntcrt__wtof(const WCHAR *s);
WCHAR *ntcrt__itow(int value, WCHAR *buffer, int radix);
WCHAR *ntcrt__ultow(unsigned int value, WCHAR *buffer, int radix);
WCHAR *ntcrt__i64tow(long long value, WCHAR *buffer, int radix);
WCHAR *ntcrt__ui64tow(unsigned long long value, WCHAR *buffer, int radix);

/* crt_convert.c */
size_t ntcrt_mbstowcs(WCHAR *dst, const char *src, size_t n);
size_t ntcrt_wcstombs(char *dst, const WCHAR *src, size_t n);
int ntcrt_mbtowc(WCHAR *dst, const char *src, size_t n);
int ntcrt_wctomb(char *dst, WCHAR c);

/* crt_printf_wide.c */
int ntcrt_swprintf(WCHAR *buf, size_t count, const WCHAR *format, ...);
int ntcrt_vswprintf(WCHAR *buf, size_t count, const WCHAR *format, va_list args);
int ntcrt__swprintf(WCHAR *buf, const WCHAR *format, ...);
int ntcrt__vswprintf(WCHAR *buf, const WCHAR *format, va_list args);
int ntcrt__snwprintf(WCHAR *buf, size_t count, const WCHAR *format, ...);
int ntcrt__vsnwprintf(WCHAR *buf, size_t count, const WCHAR *format, va_list args);
int ntcrt__scwprintf(const WCHAR *format, ...);
int ntcrt__vscwprintf(const WCHAR *format, va_list args);
int ntcrt_wprintf(const WCHAR *format, ...);
int ntcrt_fwprintf(FILE *f, const WCHAR *format, ...);
int ntcrt_vwprintf(const WCHAR *format, va_list args);
int ntcrt_vfwprintf(FILE *f, const WCHAR *format, va_list args);

/* crt_printf_narrow.c */
int ntcrt_printf(const char *format, ...);
int ntcrt_fprintf(FILE *f, const char *format, ...);
int ntcrt_sprintf(char *buf, const char *format, ...);
int ntcrt_snprintf(char *buf, size_t count, const char *format, ...);
int ntcrt_vprintf(const char *format, va_list args);
int ntcrt_vfprintf(FILE *f, const char *format, va_list args);
int ntcrt_vsprintf(char *buf, const char *format, va_list args);
int ntcrt_vsnprintf(char *buf, size_t count, const char *format, va_list args);
int ntcrt__snprintf(char *buf, size_t count, const char *format, ...);
int ntcrt__vsnprintf(char *buf, size_t count, const char *format, va_list args);
int ntcrt__scprintf(const char *format, ...);
int ntcrt__vscprintf(const char *format, va_list args);

/* crt_scan.c */
int ntcrt_swscanf(const WCHAR *s, const WCHAR *format, ...);
int ntcrt_vswscanf(const WCHAR *s, const WCHAR *format, va_list args);

/* crt_stream.c */
int ntcrt_fputws(const WCHAR *s, FILE *f);
int ntcrt__putws(const WCHAR *s);
WCHAR *ntcrt_fgetws(WCHAR *buf, int n, FILE *f);
ntcrt_wint_t ntcrt_fputwc(WCHAR c, FILE *f);
ntcrt_wint_t ntcrt_putwchar(WCHAR c);
ntcrt_wint_t ntcrt_fgetwc(FILE *f);
ntcrt_wint_t ntcrt_getwchar(void);
FILE *ntcrt__wfopen(const WCHAR *name, const WCHAR *mode);

/* crt_start.c */
WCHAR *ntcrt__wgetenv(const WCHAR *name);
int ntcrt_start_wmain(int argc, char **argv, char **envp, int (*wmain)(int, WCHAR **, WCHAR **));
