/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Windows' format language.
 *
 *     %s %c           text of the function's own kind: wide in the wide functions, else bytes
 *     %S %C           the other kind        %hs %hc  bytes       %ls %lc %ws %wc  wide
 *     %wZ %Z          UNICODE_STRING *, ANSI_STRING *
 *     %I64d %I32d %Id 8 bytes, 4 bytes, the size of a pointer; besides hh h l ll j z t L
 *     %p              wide functions: 16 capital digits
 *
 * An %ld in a *wide* format reads 4 bytes, as on Windows: those formats are Windows code, the
 * argument is a LONG or DWORD, no compiler checks them, and 8 bytes would show what happens to
 * stand beside it. In a *narrow* format it is the native long, since gcc checks that and glibc
 * prints formats without any of Windows' additions (format_is_windows). So there %p looks as
 * glibc's does, too.
 *
 * A precision of text counts characters of the argument, a width those of the output. A conversion
 * that does not exist stands for itself.
 */
#include "ntdll/rtl/crt_format.h"
#include "common/utf16.h"
#include "ntdll/rtl/crt.h"
#include "ntdll/rtl/crt_spec.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <nt_base.h>

static void pad(struct sink *sink, const struct spec *spec, bool is_left, size_t length)
{
    if (spec->left == is_left && length < (size_t)spec->width)
        sink_pad(sink, ' ', spec->width - length);
}

static void put_wide(struct sink *sink, const struct spec *spec, const WCHAR *text, size_t n)
{
    size_t length = sink_measure_wide(sink, text, n);

    pad(sink, spec, false, length);
    sink_put_wide(sink, text, n);
    pad(sink, spec, true, length);
}

static void put_narrow(struct sink *sink, const struct spec *spec, const char *text, size_t n)
{
    size_t length = sink_measure_narrow(sink, text, n);

    pad(sink, spec, false, length);
    sink_put_narrow(sink, text, n);
    pad(sink, spec, true, length);
}

/* A counted string is limited by a precision too. */
static size_t limit(const struct spec *spec, size_t n)
{
    return spec->precision >= 0 && (size_t)spec->precision < n ? (size_t)spec->precision : n;
}

/* In a piece of UTF-8 that a precision cut off, the character it cut through does not count. */
static size_t whole_characters(const char *text, size_t n)
{
    size_t start = n;

    while (start > 0 && n - start < 3 && (text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xc2) {
        int code;

        start--;
        utf8_take(text + start, n - start, &code);
        if (code < 0)
            return start;
    }
    return n;
}

static void put_null(struct sink *sink, const struct spec *spec)
{
    put_narrow(sink, spec, "(null)", limit(spec, 6));
}

static bool is_wide_text(const struct format *format, const struct spec *spec)
{
    bool is_capital = spec->conversion == 'S' || spec->conversion == 'C';

    if (spec->size == SIZE_LONG || spec->size == SIZE_WIDE)
        return true;
    if (spec->size == SIZE_SHORT)
        return false;
    return (format->wide != NULL) != is_capital;
}

static void put_string(struct sink *sink, struct format *format, const struct spec *spec)
{
    size_t max = spec->precision >= 0 ? (size_t)spec->precision : SIZE_MAX;
    const void *text = va_arg(format->args, const void *);

    if (!text) {
        put_null(sink, spec);
    } else if (is_wide_text(format, spec)) {
        put_wide(sink, spec, text, ntcrt_wcsnlen(text, max));
    } else {
        size_t n = strnlen(text, max);

        put_narrow(sink, spec, text, n == max ? whole_characters(text, n) : n);
    }
}

static void put_character(struct sink *sink, struct format *format, const struct spec *spec)
{
    int c = va_arg(format->args, int);
    WCHAR wide = c;
    char narrow = c;

    if (is_wide_text(format, spec))
        put_wide(sink, spec, &wide, 1);
    else
        put_narrow(sink, spec, &narrow, 1);
}

static void put_counted(struct sink *sink, struct format *format, const struct spec *spec)
{
    if (spec->size == SIZE_WIDE || spec->size == SIZE_LONG) {
        const UNICODE_STRING *string = va_arg(format->args, const UNICODE_STRING *);

        if (string && string->Buffer)
            put_wide(sink, spec, string->Buffer, limit(spec, string->Length / sizeof(WCHAR)));
        else
            put_null(sink, spec);
    } else {
        const STRING *string = va_arg(format->args, const STRING *);

        if (string && string->Buffer)
            put_narrow(sink, spec, string->Buffer, limit(spec, string->Length));
        else
            put_null(sink, spec);
    }
}

/* Sign or 0x, then zeroes, then digits. */
static void put_number(struct sink *sink, const struct spec *spec, const char *prefix,
                       size_t n_zeroes, const char *digits, size_t n_digits)
{
    size_t n_prefix = strlen(prefix);
    size_t length = n_prefix + n_zeroes + n_digits;

    pad(sink, spec, false, length);
    sink_put_narrow(sink, prefix, n_prefix);
    sink_pad(sink, '0', n_zeroes);
    sink_put_narrow(sink, digits, n_digits);
    pad(sink, spec, true, length);
}

/* Zeroes that fill the width; then there are no blanks to put. */
static size_t fill_zeroes(const struct spec *spec, size_t length)
{
    return spec->zero && !spec->left && length < (size_t)spec->width ? spec->width - length : 0;
}

static void put_integer(struct sink *sink, const struct spec *spec, uint64_t value, unsigned base,
                        const char *prefix)
{
    const char *figures = spec->conversion == 'X' || spec->conversion == 'p' ? "0123456789ABCDEF"
                                                                           : "0123456789abcdef";
    size_t precision = spec->precision >= 0 ? spec->precision : 1;
    size_t n = 0, n_zeroes;
    char digits[24];                    /* 22 octal ones are the most */

    for (; value; value /= base)
        digits[sizeof(digits) - ++n] = figures[value % base];
    n_zeroes = precision > n ? precision - n : 0;
    if (spec->alternate && base == 8 && !n_zeroes)
        n_zeroes = 1;
    if (spec->precision < 0)
        n_zeroes += fill_zeroes(spec, strlen(prefix) + n_zeroes + n);
    put_number(sink, spec, prefix, n_zeroes, digits + sizeof(digits) - n, n);
}

static const char *sign(const struct spec *spec, bool negative)
{
    return negative ? "-" : spec->plus ? "+" : spec->space ? " " : "";
}

static int64_t take_signed(struct format *format, enum size size)
{
    switch (size) {
    case SIZE_CHAR:
        return (signed char)va_arg(format->args, int);
    case SIZE_SHORT:
        return (short)va_arg(format->args, int);
    case SIZE_64:
        return va_arg(format->args, int64_t);
    case SIZE_LONG:
        return format->wide ? va_arg(format->args, int) : va_arg(format->args, long);
    default:
        return va_arg(format->args, int);
    }
}

static uint64_t take_unsigned(struct format *format, enum size size)
{
    int64_t value = take_signed(format, size);

    switch (size) {
    case SIZE_CHAR:
        return (unsigned char)value;
    case SIZE_SHORT:
        return (unsigned short)value;
    case SIZE_64:
        return value;
    case SIZE_LONG:
        return format->wide ? (unsigned)value : (unsigned long)value;
    default:
        return (unsigned)value;
    }
}

static void put_pointer(struct sink *sink, struct format *format, struct spec *spec)
{
    uint64_t value = (uintptr_t)va_arg(format->args, void *);

    if (format->wide) {
        spec->precision = 16;
        put_integer(sink, spec, value, 16, "");
    } else if (value) {
        spec->conversion = 'x';
        put_integer(sink, spec, value, 16, "0x");
    } else {
        put_narrow(sink, spec, "(nil)", 5);
    }
}

/*
 * glibc makes the digits; sign and padding are done here, so that a width costs no memory. Zeroes
 * go behind a 0x and never in front of inf and nan.
 */
static bool put_float(struct sink *sink, struct format *format, const struct spec *spec)
{
    bool is_long = spec->size == SIZE_LONG_DOUBLE;
    char form[8], prefix[4], *all, *digits;
    size_t n_zeroes;
    int n;

    snprintf(form, sizeof(form), "%%%s.*%s%c", spec->alternate ? "#" : "", is_long ? "L" : "",
             (char)spec->conversion);
    if (is_long)
        n = asprintf(&all, form, spec->precision, va_arg(format->args, long double));
    else
        n = asprintf(&all, form, spec->precision, va_arg(format->args, double));
    if (n < 0)
        return false;

    digits = all + (all[0] == '-');
    strcpy(prefix, sign(spec, all[0] == '-'));
    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
        strncat(prefix, digits, 2);
        digits += 2;
    }
    n -= digits - all;
    n_zeroes = (digits[0] | 0x20) == 'i' || (digits[0] | 0x20) == 'n'
                   ? 0 : fill_zeroes(spec, strlen(prefix) + n);
    put_number(sink, spec, prefix, n_zeroes, digits, n);
    free(all);
    return true;
}

static bool refuse(int error)
{
    errno = error;
    return false;
}

static bool put_conversion(struct sink *sink, struct format *format, struct spec *spec)
{
    uint64_t value;
    WCHAR itself;

    switch (spec->conversion) {
    case 'd':
    case 'i':
        value = take_signed(format, spec->size);
        put_integer(sink, spec, (int64_t)value < 0 ? -value : value, 10,
                    sign(spec, (int64_t)value < 0));
        return true;
    case 'u':
        put_integer(sink, spec, take_unsigned(format, spec->size), 10, "");
        return true;
    case 'o':
        put_integer(sink, spec, take_unsigned(format, spec->size), 8, "");
        return true;
    case 'x':
    case 'X':
        value = take_unsigned(format, spec->size);
        put_integer(sink, spec, value, 16,
                    !spec->alternate || !value ? "" : spec->conversion == 'x' ? "0x" : "0X");
        return true;
    case 'p':
        put_pointer(sink, format, spec);
        return true;
    case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
        return put_float(sink, format, spec);
    case 's':
    case 'S':
        put_string(sink, format, spec);
        return true;
    case 'c':
    case 'C':
        put_character(sink, format, spec);
        return true;
    case 'Z':
        put_counted(sink, format, spec);
        return true;
    case 'n':                           /* writes to memory */
    case '$':                           /* %1$d */
        return refuse(EINVAL);
    default:
        itself = spec->conversion;
        sink_put_wide(sink, &itself, 1);
        return true;
    }
}

/* Everything up to the next conversion. */
static void put_literal(struct sink *sink, struct format *format)
{
    const WCHAR *wide = format->wide;
    const char *narrow = format->narrow;

    while (format_peek(format) && format_peek(format) != '%')
        format_skip(format);
    if (wide)
        sink_put_wide(sink, wide, format->wide - wide);
    else
        sink_put_narrow(sink, narrow, format->narrow - narrow);
}

static bool put_all(struct sink *sink, struct format *format)
{
    for (;;) {
        struct spec spec;

        put_literal(sink, format);
        if (!format_accept(format, '%'))
            return true;
        spec = format_take_spec(format);
        if (!spec.conversion)
            return true;
        if (!put_conversion(sink, format, &spec))
            return false;
        if (sink->count > INT_MAX)
            return refuse(EOVERFLOW);
    }
}

bool format_wide(struct sink *sink, const WCHAR *text, va_list args)
{
    struct format format = { .wide = text };
    bool ok;

    va_copy(format.args, args);
    ok = put_all(sink, &format);
    va_end(format.args);
    sink_end(sink);
    return ok;
}

bool format_narrow(struct sink *sink, const char *text, va_list args)
{
    struct format format = { .narrow = text };
    bool ok;

    va_copy(format.args, args);
    ok = put_all(sink, &format);
    va_end(format.args);
    sink_end(sink);
    return ok;
}
