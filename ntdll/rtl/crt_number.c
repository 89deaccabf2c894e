/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wide text to numbers and back. What ISO C has is as ISO C says, with a native long of 8 bytes;
 * what only Windows has (_wtol, _ultow) takes Windows' long of 4.
 */
#include "ntdll/rtl/crt.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static unsigned digit_value(WCHAR c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return UINT_MAX;
}

struct integer {
    uint64_t magnitude;
    bool negative, overflow;
};

/* The 0x is a prefix only if a digit follows; otherwise the number is the 0. */
static const WCHAR *skip_prefix(const WCHAR *s, unsigned *base)
{
    bool hexadecimal = s[0] == '0' && (s[1] == 'x' || s[1] == 'X') && digit_value(s[2]) < 16;

    if (*base == 0)
        *base = hexadecimal ? 16 : s[0] == '0' ? 8 : 10;
    return hexadecimal && *base == 16 ? s + 2 : s;
}

static struct integer scan_integer(const WCHAR *s, WCHAR **end, int signed_base)
{
    struct integer number = { 0 };
    const WCHAR *start = s, *first;
    unsigned base = signed_base;

    if (signed_base < 0 || signed_base == 1 || signed_base > 36) {
        errno = EINVAL;
        if (end)
            *end = (WCHAR *)start;
        return number;
    }
    while (ntcrt_iswspace(*s))
        s++;
    if (*s == '+' || *s == '-')
        number.negative = *s++ == '-';
    s = first = skip_prefix(s, &base);
    for (; digit_value(*s) < base; s++) {
        if (__builtin_mul_overflow(number.magnitude, base, &number.magnitude) ||
            __builtin_add_overflow(number.magnitude, digit_value(*s), &number.magnitude))
            number.overflow = true;
    }
    if (end)
        *end = (WCHAR *)(s == first ? start : s);
    return number;
}

static int64_t to_signed(struct integer number, int64_t min, int64_t max)
{
    uint64_t limit = number.negative ? -(uint64_t)min : (uint64_t)max;

    if (number.overflow || number.magnitude > limit) {
        errno = ERANGE;
        return number.negative ? min : max;
    }
    return number.negative ? -number.magnitude : number.magnitude;
}

long long ntcrt_wcstoll(const WCHAR *s, WCHAR **end, int base)
{
    return to_signed(scan_integer(s, end, base), INT64_MIN, INT64_MAX);
}

long ntcrt_wcstol(const WCHAR *s, WCHAR **end, int base)
{
    return ntcrt_wcstoll(s, end, base);
}

/* A minus sign is allowed and wraps, as ISO C has it. */
unsigned long long ntcrt_wcstoull(const WCHAR *s, WCHAR **end, int base)
{
    struct integer number = scan_integer(s, end, base);

    if (number.overflow) {
        errno = ERANGE;
        return UINT64_MAX;
    }
    return number.negative ? -number.magnitude : number.magnitude;
}

unsigned long ntcrt_wcstoul(const WCHAR *s, WCHAR **end, int base)
{
    return ntcrt_wcstoull(s, end, base);
}

int ntcrt__wtoi(const WCHAR *s)
{
    return to_signed(scan_integer(s, NULL, 10), INT_MIN, INT_MAX);
}

int ntcrt__wtol(const WCHAR *s)
{
    return ntcrt__wtoi(s);
}

long long ntcrt__wtoi64(const WCHAR *s)
{
    return ntcrt_wcstoll(s, NULL, 10);
}

/*
 * strtod reads everything a number can consist of; it only has to be given the text as bytes. No
 * number contains a blank, so the first one (or what is not ASCII) ends the text.
 */
double ntcrt_wcstod(const WCHAR *s, WCHAR **end)
{
    const WCHAR *start = s;
    char small[128], *text = small, *text_end;
    size_t n = 0;
    double value;

    while (ntcrt_iswspace(*s))
        s++;
    while (s[n] > ' ' && s[n] < 0x7f)
        n++;
    if (n >= sizeof(small)) {
        text = malloc(n + 1);
        if (!text)
            return 0;
    }
    for (size_t i = 0; i < n; i++)
        text[i] = s[i];
    text[n] = 0;
    value = strtod(text, &text_end);
    if (end)
        *end = (WCHAR *)(text_end == text ? start : s + (text_end - text));
    if (text != small)
        free(text);
    return value;
}

double ntcrt__wtof(const WCHAR *s)
{
    return ntcrt_wcstod(s, NULL);
}

WCHAR *ntcrt__ui64tow(unsigned long long value, WCHAR *buffer, int radix)
{
    WCHAR digits[64];
    size_t n = 0;

    if (radix < 2 || radix > 36) {
        errno = EINVAL;
        buffer[0] = 0;
        return buffer;
    }
    do {
        digits[n++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % radix];
        value /= radix;
    } while (value);
    for (size_t i = 0; i < n; i++)
        buffer[i] = digits[n - 1 - i];
    buffer[n] = 0;
    return buffer;
}

WCHAR *ntcrt__ultow(unsigned int value, WCHAR *buffer, int radix)
{
    return ntcrt__ui64tow(value, buffer, radix);
}

/* Only ten knows negative numbers; in other bases the bits are shown. */
WCHAR *ntcrt__i64tow(long long value, WCHAR *buffer, int radix)
{
    if (radix != 10 || value >= 0)
        return ntcrt__ui64tow(value, buffer, radix);
    buffer[0] = '-';
    ntcrt__ui64tow(-(uint64_t)value, buffer + 1, radix);
    return buffer;
}

WCHAR *ntcrt__itow(int value, WCHAR *buffer, int radix)
{
    return radix == 10 ? ntcrt__i64tow(value, buffer, radix)
                       : ntcrt__ui64tow((unsigned)value, buffer, radix);
}
