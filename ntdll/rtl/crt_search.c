/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wide strings of the C library: comparing and searching. Case is ignored by NT's lower case, so
 * that the characters between Z and a sort as they do on Windows.
 */
#include "common/utf16.h"
#include "ntdll/rtl/crt.h"

#include <stdbool.h>
#include <stdint.h>

static int compare(const WCHAR *a, const WCHAR *b, size_t n, bool ignore_case)
{
    for (size_t i = 0; i < n; i++) {
        int x = ignore_case ? utf16_downcase(a[i]) : a[i];
        int y = ignore_case ? utf16_downcase(b[i]) : b[i];

        if (x != y)
            return x - y;
        if (!x)
            break;
    }
    return 0;
}

int ntcrt_wcscmp(const WCHAR *a, const WCHAR *b)
{
    return compare(a, b, SIZE_MAX, false);
}

int ntcrt_wcsncmp(const WCHAR *a, const WCHAR *b, size_t n)
{
    return compare(a, b, n, false);
}

int ntcrt_wcscoll(const WCHAR *a, const WCHAR *b)
{
    return compare(a, b, SIZE_MAX, false);
}

int ntcrt__wcsicmp(const WCHAR *a, const WCHAR *b)
{
    return compare(a, b, SIZE_MAX, true);
}

int ntcrt__wcsnicmp(const WCHAR *a, const WCHAR *b, size_t n)
{
    return compare(a, b, n, true);
}

int ntcrt_wmemcmp(const WCHAR *a, const WCHAR *b, size_t n)
{
    return utf16_compare(a, n, b, n, false);
}

WCHAR *ntcrt_wmemchr(const WCHAR *s, WCHAR c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] == c)
            return (WCHAR *)s + i;
    return NULL;
}

WCHAR *ntcrt_wcschr(const WCHAR *s, WCHAR c)
{
    return ntcrt_wmemchr(s, c, ntcrt_wcslen(s) + 1);
}

WCHAR *ntcrt_wcsrchr(const WCHAR *s, WCHAR c)
{
    for (size_t i = ntcrt_wcslen(s) + 1; i > 0; i--)
        if (s[i - 1] == c)
            return (WCHAR *)s + i - 1;
    return NULL;
}

WCHAR *ntcrt_wcsstr(const WCHAR *s, const WCHAR *part)
{
    size_t n = ntcrt_wcslen(part);

    for (size_t rest = ntcrt_wcslen(s); rest >= n; rest--, s++)
        if (utf16_equal(s, n, part, n, false))
            return (WCHAR *)s;
    return NULL;
}

/* How many characters from the start are, or are not, in the set. */
static size_t span(const WCHAR *s, const WCHAR *set, bool in_set)
{
    size_t n_set = ntcrt_wcslen(set);
    size_t n = 0;

    while (s[n] && (ntcrt_wmemchr(set, s[n], n_set) != NULL) == in_set)
        n++;
    return n;
}

size_t ntcrt_wcsspn(const WCHAR *s, const WCHAR *set)
{
    return span(s, set, true);
}

size_t ntcrt_wcscspn(const WCHAR *s, const WCHAR *set)
{
    return span(s, set, false);
}

WCHAR *ntcrt_wcspbrk(const WCHAR *s, const WCHAR *set)
{
    s += span(s, set, false);
    return *s ? (WCHAR *)s : NULL;
}

/* Without a context the place is remembered for the thread, as older programs expect. */
WCHAR *ntcrt_wcstok(WCHAR *s, const WCHAR *set, WCHAR **context)
{
    static _Thread_local WCHAR *of_thread;
    WCHAR *token;

    if (!context)
        context = &of_thread;
    if (!s)
        s = *context;
    if (!s)
        return NULL;
    token = s + span(s, set, true);
    if (!*token) {
        *context = NULL;
        return NULL;
    }
    s = token + span(token, set, false);
    *context = *s ? s + 1 : NULL;
    *s = 0;
    return token;
}
