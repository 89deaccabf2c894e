/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The "secure" functions of Windows' C library that programs use most: they take the size of the
 * destination. Where Windows calls the invalid-parameter handler, which ends the program, these
 * leave an empty string and return the error.
 */
#ifndef NT_CRT_SECURE_H
#define NT_CRT_SECURE_H
#pragma GCC system_header

#include <errno.h>
#include <stdarg.h>
#include <nt_crt_bytes.h>
#include <nt_crt_wide.h>
#include <nt_crt_stdio.h>

#define _TRUNCATE ((size_t)-1)
#ifndef STRUNCATE
#define STRUNCATE 80
#endif

#ifdef __cplusplus
extern "C" {
#endif

static inline errno_t memcpy_s(void *dst, size_t size, const void *src, size_t n)
{
    if (n == 0)
        return 0;
    if (!dst)
        return EINVAL;
    if (!src || size < n) {
        memset(dst, 0, size);
        return src ? ERANGE : EINVAL;
    }
    memcpy(dst, src, n);
    return 0;
}

static inline errno_t memmove_s(void *dst, size_t size, const void *src, size_t n)
{
    if (n == 0)
        return 0;
    if (!dst || !src)
        return EINVAL;
    if (size < n)
        return ERANGE;
    memmove(dst, src, n);
    return 0;
}

/* One body for bytes and wide: put at most n characters of src to position at. */
#define NT_CRT_PUT(name, type, length)                                                             \
    static inline errno_t name(type *dst, size_t size, size_t at, const type *src, size_t n)       \
    {                                                                                              \
        size_t have, room;                                                                         \
                                                                                                   \
        if (!dst || size == 0)                                                                     \
            return EINVAL;                                                                         \
        if (!src || at >= size) {                                                                  \
            dst[0] = 0;                                                                            \
            return EINVAL;                                                                         \
        }                                                                                          \
        room = size - at - 1;                                                                      \
        have = length(src, n == _TRUNCATE ? room + 1 : n);                                         \
        if (have > room && n != _TRUNCATE) {                                                       \
            dst[0] = 0;                                                                            \
            return ERANGE;                                                                         \
        }                                                                                          \
        memmove(dst + at, src, (have > room ? room : have) * sizeof(type));                        \
        dst[at + (have > room ? room : have)] = 0;                                                 \
        return have > room ? STRUNCATE : 0;                                                        \
    }
NT_CRT_PUT(nt_str_put, char, strnlen)
NT_CRT_PUT(nt_wcs_put, wchar_t, wcsnlen)
#undef NT_CRT_PUT

static inline errno_t strcpy_s(char *dst, size_t size, const char *src)
{
    return nt_str_put(dst, size, 0, src, SIZE_MAX - 1);
}

static inline errno_t strncpy_s(char *dst, size_t size, const char *src, size_t n)
{
    return nt_str_put(dst, size, 0, src, n);
}

static inline errno_t strcat_s(char *dst, size_t size, const char *src)
{
    return nt_str_put(dst, size, dst ? strnlen(dst, size) : 0, src, SIZE_MAX - 1);
}

static inline errno_t strncat_s(char *dst, size_t size, const char *src, size_t n)
{
    return nt_str_put(dst, size, dst ? strnlen(dst, size) : 0, src, n);
}

static inline errno_t wcscpy_s(wchar_t *dst, size_t size, const wchar_t *src)
{
    return nt_wcs_put(dst, size, 0, src, SIZE_MAX - 1);
}

static inline errno_t wcsncpy_s(wchar_t *dst, size_t size, const wchar_t *src, size_t n)
{
    return nt_wcs_put(dst, size, 0, src, n);
}

static inline errno_t wcscat_s(wchar_t *dst, size_t size, const wchar_t *src)
{
    return nt_wcs_put(dst, size, dst ? wcsnlen(dst, size) : 0, src, SIZE_MAX - 1);
}

static inline errno_t wcsncat_s(wchar_t *dst, size_t size, const wchar_t *src, size_t n)
{
    return nt_wcs_put(dst, size, dst ? wcsnlen(dst, size) : 0, src, n);
}

static inline errno_t wmemcpy_s(wchar_t *dst, size_t size, const wchar_t *src, size_t n)
{
    return memcpy_s(dst, size * sizeof *dst, src, n * sizeof *src);
}

static inline errno_t _wcslwr_s(wchar_t *s, size_t size)
{
    return s && wcsnlen(s, size) < size ? (_wcslwr(s), 0) : EINVAL;
}

static inline errno_t _wcsupr_s(wchar_t *s, size_t size)
{
    return s && wcsnlen(s, size) < size ? (_wcsupr(s), 0) : EINVAL;
}

static inline errno_t _itow_s(int value, wchar_t *buffer, size_t size, int radix)
{
    wchar_t text[40];

    return nt_wcs_put(buffer, size, 0, _itow(value, text, radix), SIZE_MAX - 1);
}

/*
 * Formatted: too long is -1 and an empty string; with a count, what fits, and -1 if that was not
 * all.
 */
static inline int vsprintf_s(char *buffer, size_t size, const char *format, va_list args)
{
    int n = _vsnprintf(buffer, size, format, args);

    if ((n < 0 || (size_t)n >= size) && buffer && size) {
        buffer[0] = 0;
        return -1;
    }
    return n;
}

static inline int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format,
                               va_list args)
{
    int n;

    if (!buffer || size == 0)
        return -1;
    n = _vsnprintf(buffer, count < size ? count : size, format, args);
    if (count < size && (n < 0 || (size_t)n == count)) {
        buffer[count] = 0;
        return n < 0 ? -1 : n;
    }
    if (n >= 0 && (size_t)n < size)
        return n;
    buffer[count == _TRUNCATE ? size - 1 : 0] = 0;
    return -1;
}

static inline int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
{
    int n = _vsnwprintf(buffer, size, format, args);

    if ((n < 0 || (size_t)n >= size) && buffer && size) {
        buffer[0] = 0;
        return -1;
    }
    return n;
}

static inline int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count,
                                const wchar_t *format, va_list args)
{
    int n;

    if (!buffer || size == 0)
        return -1;
    n = _vsnwprintf(buffer, count < size ? count : size, format, args);
    if (count < size && (n < 0 || (size_t)n == count)) {
        buffer[count] = 0;
        return n < 0 ? -1 : n;
    }
    if (n >= 0 && (size_t)n < size)
        return n;
    buffer[count == _TRUNCATE ? size - 1 : 0] = 0;
    return -1;
}

#define NT_CRT_VARIADIC(name, vname, parameters, ...)                                              \
    static inline int name parameters                                                              \
    {                                                                                              \
        va_list args;                                                                              \
        int n;                                                                                     \
                                                                                                   \
        va_start(args, format);                                                                    \
        n = vname(__VA_ARGS__, format, args);                                                      \
        va_end(args);                                                                              \
        return n;                                                                                  \
    }
NT_CRT_VARIADIC(sprintf_s, vsprintf_s,
                (char *buffer, size_t size, const char *format, ...),
                buffer, size)
NT_CRT_VARIADIC(_snprintf_s, _vsnprintf_s,
                (char *buffer, size_t size, size_t count, const char *format, ...),
                buffer, size, count)
NT_CRT_VARIADIC(swprintf_s, vswprintf_s,
                (wchar_t *buffer, size_t size, const wchar_t *format, ...),
                buffer, size)
NT_CRT_VARIADIC(_snwprintf_s, _vsnwprintf_s,
                (wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...),
                buffer, size, count)
#undef NT_CRT_VARIADIC

#define printf_s printf
#define fprintf_s fprintf
#define wprintf_s wprintf
#define fwprintf_s fwprintf
#define strtok_s strtok_r

static inline errno_t fopen_s(FILE **f, const char *name, const char *mode)
{
    *f = fopen(name, mode);
    return *f ? 0 : errno;
}

static inline errno_t _wfopen_s(FILE **f, const wchar_t *name, const wchar_t *mode)
{
    *f = _wfopen(name, mode);
    return *f ? 0 : errno;
}

#ifdef __cplusplus
}

/* C++ knows the size of an array itself. (<sys/un.h> includes <string.h> inside extern "C".) */
extern "C++" {
template <size_t N>
inline errno_t strcpy_s(char (&dst)[N], const char *src)
{
    return strcpy_s(dst, N, src);
}

template <size_t N>
inline errno_t strcat_s(char (&dst)[N], const char *src)
{
    return strcat_s(dst, N, src);
}

template <size_t N>
inline errno_t strncpy_s(char (&dst)[N], const char *src, size_t n)
{
    return strncpy_s(dst, N, src, n);
}

template <size_t N>
inline errno_t wcscpy_s(wchar_t (&dst)[N], const wchar_t *src)
{
    return wcscpy_s(dst, N, src);
}

template <size_t N>
inline errno_t wcscat_s(wchar_t (&dst)[N], const wchar_t *src)
{
    return wcscat_s(dst, N, src);
}

template <size_t N>
inline errno_t wcsncpy_s(wchar_t (&dst)[N], const wchar_t *src, size_t n)
{
    return wcsncpy_s(dst, N, src, n);
}

template <size_t N, class... Args>
inline int sprintf_s(char (&buffer)[N], const char *format, Args... args)
{
    return sprintf_s(buffer, N, format, args...);
}

template <size_t N, class... Args>
inline int swprintf_s(wchar_t (&buffer)[N], const wchar_t *format, Args... args)
{
    return swprintf_s(buffer, N, format, args...);
}
}
#endif

#endif
