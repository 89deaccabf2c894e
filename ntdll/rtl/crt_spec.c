/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading format strings, of bytes or wide ones, as printf and scanf have them.
 */
#include "ntdll/rtl/crt_spec.h"
#include "ntdll/rtl/crt_format.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

unsigned format_peek(const struct format *format)
{
    return format->wide ? *format->wide : (unsigned char)*format->narrow;
}

void format_skip(struct format *format)
{
    if (format->wide)
        format->wide++;
    else
        format->narrow++;
}

bool format_accept(struct format *format, char c)
{
    if (format_peek(format) != (unsigned char)c)
        return false;
    format_skip(format);
    return true;
}

static bool accept_text(struct format *format, const char *text)
{
    struct format ahead = { .wide = format->wide, .narrow = format->narrow };

    while (*text)
        if (!format_accept(&ahead, *text++))
            return false;
    format->wide = ahead.wide;
    format->narrow = ahead.narrow;
    return true;
}

static void take_flags(struct format *format, struct spec *spec)
{
    for (;; format_skip(format)) {
        switch (format_peek(format)) {
        case '-': spec->left = true; break;
        case '+': spec->plus = true; break;
        case ' ': spec->space = true; break;
        case '#': spec->alternate = true; break;
        case '0': spec->zero = true; break;
        default: return;
        }
    }
}

int format_take_digits(struct format *format)
{
    int64_t n = 0;

    for (; format_peek(format) - '0' <= 9; format_skip(format))
        if (n <= INT_MAX)
            n = n * 10 + (format_peek(format) - '0');
    return n <= INT_MAX ? n : INT_MAX;
}

static void take_width(struct format *format, struct spec *spec)
{
    if (!format_accept(format, '*')) {
        spec->width = format_take_digits(format);
        return;
    }
    spec->width = va_arg(format->args, int);
    if (spec->width < 0) {
        spec->left = true;
        spec->width = spec->width == INT_MIN ? INT_MAX : -spec->width;
    }
}

static void take_precision(struct format *format, struct spec *spec)
{
    spec->precision = -1;
    if (!format_accept(format, '.'))
        return;
    spec->precision =
        format_accept(format, '*') ? va_arg(format->args, int) : format_take_digits(format);
    if (spec->precision < 0)
        spec->precision = -1;
}

enum size format_take_size(struct format *format)
{
    static const struct {
        const char *text;
        enum size size;
    } sizes[] = {
        { "hh", SIZE_CHAR }, { "h", SIZE_SHORT }, { "ll", SIZE_64 }, { "l", SIZE_LONG },
        { "I64", SIZE_64 }, { "I32", SIZE_INT }, { "I", SIZE_64 }, { "j", SIZE_64 },
        { "z", SIZE_64 }, { "t", SIZE_64 }, { "w", SIZE_WIDE }, { "L", SIZE_LONG_DOUBLE },
    };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        if (accept_text(format, sizes[i].text))
            return sizes[i].size;
    return SIZE_INT;
}

struct spec format_take_spec(struct format *format)
{
    struct spec spec = { 0 };

    take_flags(format, &spec);
    take_width(format, &spec);
    take_precision(format, &spec);
    spec.size = format_take_size(format);
    spec.conversion = format_peek(format);
    if (spec.conversion)
        format_skip(format);
    return spec;
}

bool format_is_windows(const char *text)
{
    while ((text = strchr(text, '%'))) {
        char size;

        text++;
        text += strspn(text, "-+ #0'123456789.*$");
        size = *text;
        if (size == 'I' || size == 'w')
            return true;
        text += strspn(text, "hlqjztL");
        if (*text == 'S' || *text == 'C' || *text == 'Z')
            return true;
        if (size == 'l' && (*text == 's' || *text == 'c'))
            return true;
        if (*text)
            text++;
    }
    return false;
}
