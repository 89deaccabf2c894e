/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Formatted and wide output for 2-byte wchar_t, as Windows has it: see nt_crt_wide.h for the way.
 *
 * In the wide functions %s is wide and %hs, %S are bytes; in the others it is the other way round,
 * and %ls is always wide. Streams stay byte streams, and what is wide is written as UTF-8. %I64d,
 * %wZ (UNICODE_STRING) and %Z (ANSI_STRING) are known.
 *
 * glibc's printf takes %ls for 4-byte characters and %I64d for something else entirely, silently.
 * So with NT_CRT_STDIO, which ntcc and "pkg-config --cflags ntdll" define, the byte functions are
 * libntdll's as well; where the format has nothing of the kind they just call glibc's.
 */
#ifndef NT_CRT_STDIO_H
#define NT_CRT_STDIO_H
#pragma GCC system_header

#include <stdarg.h>
#include <nt_crt_wide.h>

#ifdef __cplusplus
extern "C" {
#endif

struct _IO_FILE;

/* --- Wide ------------------------------------------------------------------------------------- */

#ifdef _CRT_NON_CONFORMING_SWPRINTFS
int swprintf(wchar_t *buffer, const wchar_t *format, ...) NT_CRT(_swprintf);
int vswprintf(wchar_t *buffer, const wchar_t *format, va_list args) NT_CRT(_vswprintf);
#else
int swprintf(wchar_t *buffer, size_t count, const wchar_t *format, ...) NT_CRT(swprintf);
int vswprintf(wchar_t *buffer, size_t count, const wchar_t *format, va_list args) NT_CRT(vswprintf);
#ifdef __cplusplus
extern "C++" {
int swprintf(wchar_t *buffer, const wchar_t *format, ...) NT_CRT(_swprintf);
int vswprintf(wchar_t *buffer, const wchar_t *format, va_list args) NT_CRT(_vswprintf);
}
#endif
#endif
int _swprintf(wchar_t *buffer, const wchar_t *format, ...) NT_CRT(_swprintf);
int _vswprintf(wchar_t *buffer, const wchar_t *format, va_list args) NT_CRT(_vswprintf);
int _snwprintf(wchar_t *buffer, size_t count, const wchar_t *format, ...) NT_CRT(_snwprintf);
int _vsnwprintf(wchar_t *buffer, size_t count, const wchar_t *format, va_list args)
    NT_CRT(_vsnwprintf);
int _scwprintf(const wchar_t *format, ...) NT_CRT(_scwprintf);
int _vscwprintf(const wchar_t *format, va_list args) NT_CRT(_vscwprintf);
int wprintf(const wchar_t *format, ...) NT_CRT(wprintf);
int fwprintf(struct _IO_FILE *f, const wchar_t *format, ...) NT_CRT(fwprintf);
int vwprintf(const wchar_t *format, va_list args) NT_CRT(vwprintf);
int vfwprintf(struct _IO_FILE *f, const wchar_t *format, va_list args) NT_CRT(vfwprintf);
int swscanf(const wchar_t *s, const wchar_t *format, ...) NT_CRT(swscanf);
int vswscanf(const wchar_t *s, const wchar_t *format, va_list args) NT_CRT(vswscanf);

int fputws(const wchar_t *s, struct _IO_FILE *f) NT_CRT(fputws);
int _putws(const wchar_t *s) NT_CRT(_putws);
wchar_t *fgetws(wchar_t *buffer, int n, struct _IO_FILE *f) NT_CRT(fgetws);
NT_WINT fputwc(wchar_t c, struct _IO_FILE *f) NT_CRT(fputwc);
NT_WINT putwc(wchar_t c, struct _IO_FILE *f) NT_CRT(fputwc);
NT_WINT putwchar(wchar_t c) NT_CRT(putwchar);
NT_WINT fgetwc(struct _IO_FILE *f) NT_CRT(fgetwc);
NT_WINT getwc(struct _IO_FILE *f) NT_CRT(fgetwc);
NT_WINT getwchar(void) NT_CRT(getwchar);
struct _IO_FILE *_wfopen(const wchar_t *name, const wchar_t *mode) NT_CRT(_wfopen);

/* --- Bytes ------------------------------------------------------------------------------------ */

#ifdef NT_CRT_STDIO
int printf(const char *format, ...) NT_CRT(printf);
int fprintf(struct _IO_FILE *f, const char *format, ...) NT_CRT(fprintf);
int sprintf(char *buffer, const char *format, ...) NT_CRT(sprintf);
int snprintf(char *buffer, size_t count, const char *format, ...) NT_CRT(snprintf);
int vprintf(const char *format, va_list args) NT_CRT(vprintf);
int vfprintf(struct _IO_FILE *f, const char *format, va_list args) NT_CRT(vfprintf);
int vsprintf(char *buffer, const char *format, va_list args) NT_CRT(vsprintf);
int vsnprintf(char *buffer, size_t count, const char *format, va_list args) NT_CRT(vsnprintf);
#endif
int _snprintf(char *buffer, size_t count, const char *format, ...) NT_CRT(_snprintf);
int _vsnprintf(char *buffer, size_t count, const char *format, va_list args) NT_CRT(_vsnprintf);
int _scprintf(const char *format, ...) NT_CRT(_scprintf);
int _vscprintf(const char *format, va_list args) NT_CRT(_vscprintf);

#ifdef __cplusplus
}
#endif

#endif
