/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A format string of Windows' language and what stands in it: crt_format.c says what it means.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>

#include <windef.h>

enum size { SIZE_INT, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_WIDE, SIZE_LONG_DOUBLE };

struct spec {
    bool left, plus, space, alternate, zero;
    int width;
    int precision;                      /* -1: none given */
    enum size size;
    unsigned conversion;
};

/* The format string, of either kind, and the arguments: a va_list alone has no address to pass. */
struct format {
    const WCHAR *wide;
    const char *narrow;
    va_list args;
};

/* The next character, 0 at the end, and going over it. */
unsigned format_peek(const struct format *format);
void format_skip(struct format *format);

/* What follows a %: takes the arguments of its asterisks. A conversion of 0 is the format's end. */
struct spec format_take_spec(struct format *format);

/* hh h l ll I64 I32 I j z t w L, or nothing */
enum size format_take_size(struct format *format);
/* A number in digits, at most INT_MAX; 0 if there is none. */
int format_take_digits(struct format *format);
bool format_accept(struct format *format, char c);
