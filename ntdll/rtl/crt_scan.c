/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * swscanf: reading by Windows' format language, whose sizes are those of crt_format.c. %s, %c and
 * %[ fill WCHARs, with h (or as %S, %C) bytes of UTF-8; %ld fills a LONG of 4 bytes.
 */
#include "common/utf16.h"
#include "ntdll/rtl/crt.h"
#include "ntdll/rtl/crt_spec.h"

#include <limits.h>
#include <stdint.h>

#define MAX_NUMBER 512                  /* characters, where a width limits them */

struct scan {
    const WCHAR *start, *next;          /* of the input */
    struct format format;
    int n_stored;
};

struct field {
    bool is_stored;                     /* no asterisk */
    int width;                          /* 0: none given */
    enum size size;
    unsigned conversion;
};

/* DONE: go on. The end of the input counts only if nothing was converted before. */
enum outcome { DONE, MISMATCH, END_OF_INPUT };

static void skip_blanks(struct scan *scan)
{
    while (ntcrt_iswspace(*scan->next))
        scan->next++;
}

static void store_integer(struct scan *scan, const struct field *field, uint64_t value)
{
    void *to = va_arg(scan->format.args, void *);

    switch (field->size) {
    case SIZE_CHAR:
        *(uint8_t *)to = value;
        break;
    case SIZE_SHORT:
        *(uint16_t *)to = value;
        break;
    case SIZE_64:
        *(uint64_t *)to = value;
        break;
    default:
        *(uint32_t *)to = value;
    }
}

/* The input, or as much of it as the width allows, copied. */
static const WCHAR *limited(const struct scan *scan, const struct field *field, WCHAR *copy)
{
    size_t n = field->width < MAX_NUMBER ? field->width : MAX_NUMBER - 1;

    if (!field->width)
        return scan->next;
    n = ntcrt_wcsnlen(scan->next, n);
    ntcrt_wmemcpy(copy, scan->next, n);
    copy[n] = 0;
    return copy;
}

static enum outcome scan_integer(struct scan *scan, const struct field *field, int base)
{
    WCHAR copy[MAX_NUMBER];
    const WCHAR *text;
    uint64_t value;
    WCHAR *end;

    skip_blanks(scan);
    text = limited(scan, field, copy);
    value = field->conversion == 'd' || field->conversion == 'i'
                ? (uint64_t)ntcrt_wcstoll(text, &end, base) : ntcrt_wcstoull(text, &end, base);
    if (end == text)
        return *text ? MISMATCH : END_OF_INPUT;
    scan->next += end - text;
    if (field->is_stored) {
        store_integer(scan, field, value);
        scan->n_stored++;
    }
    return DONE;
}

static enum outcome scan_float(struct scan *scan, const struct field *field)
{
    WCHAR copy[MAX_NUMBER];
    const WCHAR *text;
    double value;
    WCHAR *end;

    skip_blanks(scan);
    text = limited(scan, field, copy);
    value = ntcrt_wcstod(text, &end);
    if (end == text)
        return *text ? MISMATCH : END_OF_INPUT;
    scan->next += end - text;
    if (!field->is_stored)
        return DONE;
    if (field->size == SIZE_LONG_DOUBLE)
        *va_arg(scan->format.args, long double *) = value;
    else if (field->size == SIZE_LONG)
        *va_arg(scan->format.args, double *) = value;
    else
        *va_arg(scan->format.args, float *) = value;
    scan->n_stored++;
    return DONE;
}

/* The characters between the brackets; a ] counts as one of them when it comes first. */
struct set {
    const WCHAR *first, *end;
    bool is_inverted;
};

static struct set take_set(struct format *format)
{
    struct set set = { .is_inverted = format_accept(format, '^') };

    set.first = format->wide;
    do {
        if (format_peek(format))
            format_skip(format);
    } while (format_peek(format) && format_peek(format) != ']');
    set.end = format->wide;
    format_accept(format, ']');
    return set;
}

static bool set_has(const struct set *set, WCHAR c)
{
    const WCHAR *s = set->first;

    while (s < set->end) {
        bool is_range = set->end - s > 2 && s[1] == '-';

        if (is_range ? c >= s[0] && c <= s[2] : c == s[0])
            return !set->is_inverted;
        s += is_range ? 3 : 1;
    }
    return set->is_inverted;
}

static bool is_wide_text(const struct field *field)
{
    if (field->size == SIZE_LONG || field->size == SIZE_WIDE)
        return true;
    return field->size != SIZE_SHORT && field->conversion != 'S' && field->conversion != 'C';
}

static void store_text(struct scan *scan, const struct field *field, const WCHAR *text, size_t n,
                       bool terminate)
{
    size_t length = n;

    if (!field->is_stored)
        return;
    if (is_wide_text(field)) {
        WCHAR *to = va_arg(scan->format.args, WCHAR *);

        ntcrt_wmemcpy(to, text, n);
        if (terminate)
            to[n] = 0;
    } else {
        char *to = va_arg(scan->format.args, char *);

        utf16_to_utf8(to, n * 3, &length, text, n);
        if (terminate)
            to[length] = 0;
    }
    scan->n_stored++;
}

static enum outcome scan_text(struct scan *scan, const struct field *field)
{
    bool is_character = field->conversion == 'c' || field->conversion == 'C';
    size_t max = field->width ? (size_t)field->width : is_character ? 1 : SIZE_MAX;
    struct set set = { 0 };
    const WCHAR *text;
    size_t n = 0;

    if (field->conversion == '[')
        set = take_set(&scan->format);
    else if (!is_character)
        skip_blanks(scan);
    text = scan->next;
    if (!*text)
        return END_OF_INPUT;
    while (n < max && text[n]) {
        if (field->conversion == '[' ? !set_has(&set, text[n])
                                     : !is_character && ntcrt_iswspace(text[n]))
            break;
        n++;
    }
    if (!n || (is_character && n < max))
        return n ? END_OF_INPUT : MISMATCH;
    scan->next += n;
    store_text(scan, field, text, n, !is_character);
    return DONE;
}

static enum outcome scan_literal(struct scan *scan, unsigned c)
{
    if (*scan->next != c)
        return *scan->next ? MISMATCH : END_OF_INPUT;
    scan->next++;
    return DONE;
}

static enum outcome scan_field(struct scan *scan)
{
    struct field field = { .is_stored = !format_accept(&scan->format, '*') };

    field.width = format_take_digits(&scan->format);
    field.size = format_take_size(&scan->format);
    field.conversion = format_peek(&scan->format);
    if (!field.conversion)
        return MISMATCH;
    format_skip(&scan->format);
    switch (field.conversion) {
    case 'd':
    case 'u':
        return scan_integer(scan, &field, 10);
    case 'i':
        return scan_integer(scan, &field, 0);
    case 'o':
        return scan_integer(scan, &field, 8);
    case 'p':
        field.size = SIZE_64;
        return scan_integer(scan, &field, 16);
    case 'x':
    case 'X':
        return scan_integer(scan, &field, 16);
    case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
        return scan_float(scan, &field);
    case 's': case 'S': case 'c': case 'C': case '[':
        return scan_text(scan, &field);
    case 'n':
        if (field.is_stored)
            store_integer(scan, &field, scan->next - scan->start);
        return DONE;
    case '%':
        skip_blanks(scan);
        return scan_literal(scan, '%');
    default:
        return MISMATCH;
    }
}

static int scan_all(struct scan *scan)
{
    enum outcome outcome = DONE;

    while (outcome == DONE && format_peek(&scan->format)) {
        unsigned c = format_peek(&scan->format);

        format_skip(&scan->format);
        if (c == '%')
            outcome = scan_field(scan);
        else if (ntcrt_iswspace(c))
            skip_blanks(scan);
        else
            outcome = scan_literal(scan, c);
    }
    return outcome == END_OF_INPUT && !scan->n_stored ? EOF : scan->n_stored;
}

int ntcrt_vswscanf(const WCHAR *s, const WCHAR *format, va_list args)
{
    struct scan scan = { .start = s, .next = s, .format.wide = format };
    int n;

    va_copy(scan.format.args, args);
    n = scan_all(&scan);
    va_end(scan.format.args);
    return n;
}

int ntcrt_swscanf(const WCHAR *s, const WCHAR *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt_vswscanf(s, format, args);
    va_end(args);
    return n;
}
