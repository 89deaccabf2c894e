/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wide strings of the C library: length, copy, append, change in place. Same contracts as the byte
 * functions of <string.h>; sizes count characters.
 */
#include "common/utf16.h"
#include "ntdll/rtl/crt.h"

#include <stdlib.h>
#include <string.h>

size_t ntcrt_wcslen(const WCHAR *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return n;
}

size_t ntcrt_wcsnlen(const WCHAR *s, size_t max)
{
    size_t n = 0;

    while (n < max && s[n])
        n++;
    return n;
}

WCHAR *ntcrt_wcscpy(WCHAR *dst, const WCHAR *src)
{
    return memcpy(dst, src, (ntcrt_wcslen(src) + 1) * sizeof(WCHAR));
}

/* Fills the rest with zeroes; a source of n characters or more leaves no terminator. */
WCHAR *ntcrt_wcsncpy(WCHAR *dst, const WCHAR *src, size_t n)
{
    size_t length = ntcrt_wcsnlen(src, n);

    memcpy(dst, src, length * sizeof(WCHAR));
    memset(dst + length, 0, (n - length) * sizeof(WCHAR));
    return dst;
}

WCHAR *ntcrt_wcscat(WCHAR *dst, const WCHAR *src)
{
    ntcrt_wcscpy(dst + ntcrt_wcslen(dst), src);
    return dst;
}

/* Appends at most n characters, and always a terminator. */
WCHAR *ntcrt_wcsncat(WCHAR *dst, const WCHAR *src, size_t n)
{
    WCHAR *end = dst + ntcrt_wcslen(dst);
    size_t length = ntcrt_wcsnlen(src, n);

    memcpy(end, src, length * sizeof(WCHAR));
    end[length] = 0;
    return dst;
}

WCHAR *ntcrt_wcsdup(const WCHAR *s)
{
    size_t size = (ntcrt_wcslen(s) + 1) * sizeof(WCHAR);
    WCHAR *copy = malloc(size);

    return copy ? memcpy(copy, s, size) : NULL;
}

WCHAR *ntcrt__wcslwr(WCHAR *s)
{
    for (WCHAR *c = s; *c; c++)
        *c = utf16_downcase(*c);
    return s;
}

WCHAR *ntcrt__wcsupr(WCHAR *s)
{
    for (WCHAR *c = s; *c; c++)
        *c = utf16_upcase(*c);
    return s;
}

WCHAR *ntcrt__wcsrev(WCHAR *s)
{
    for (size_t i = 0, n = ntcrt_wcslen(s); i < n / 2; i++) {
        WCHAR c = s[i];

        s[i] = s[n - 1 - i];
        s[n - 1 - i] = c;
    }
    return s;
}

WCHAR *ntcrt_wmemcpy(WCHAR *dst, const WCHAR *src, size_t n)
{
    return memcpy(dst, src, n * sizeof(WCHAR));
}

WCHAR *ntcrt_wmemmove(WCHAR *dst, const WCHAR *src, size_t n)
{
    return memmove(dst, src, n * sizeof(WCHAR));
}

WCHAR *ntcrt_wmemset(WCHAR *dst, WCHAR c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        dst[i] = c;
    return dst;
}
