/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The language of messages: %1 to %99 are inserts, with a format of printf between exclamation
 * marks or as a string; %n is a line end, %0 the end of the message without one; after any other %,
 * the character itself.
 */
#include "ntwin32/message_text.h"

#include <ntrtl.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define MAX_FORMAT 16
#define MAX_NUMBER 64
#define MAX_FIELD  1024

static void put(struct message_text *out, const WCHAR *units, size_t n)
{
    size_t room = out->room ? out->room : 256;
    WCHAR *larger;

    while (room < out->n + n)
        room *= 2;
    if (room != out->room) {
        larger = out->units
                     ? RtlReAllocateHeap(RtlProcessHeap(), 0, out->units, room * sizeof *larger)
                     : RtlAllocateHeap(RtlProcessHeap(), 0, room * sizeof *larger);
        if (!larger) {
            out->out_of_memory = TRUE;
            return;
        }
        out->units = larger;
        out->room = room;
    }
    memcpy(out->units + out->n, units, n * sizeof *units);
    out->n += n;
}

void message_text_free(struct message_text *text)
{
    RtlFreeHeap(RtlProcessHeap(), 0, text->units);
}

static ULONG_PTR argument(struct message_arguments *arguments, size_t number)
{
    if (arguments->array)
        return arguments->array[number - 1];
    if (!arguments->list)
        return 0;
    while (arguments->n_read < number)
        arguments->read[arguments->n_read++] = va_arg(*arguments->list, ULONG_PTR);
    return arguments->read[number - 1];
}

/* What a format says of a string besides its kind: [-][width][.precision]. */
struct field {
    BOOL left;
    size_t width, precision;
};

static struct field read_field(const WCHAR *format)
{
    struct field field = {.precision = SIZE_MAX};
    wchar_t *end;

    field.left = *format == '-';
    field.width = wcstoul(format + field.left, &end, 10) % MAX_FIELD;
    if (*end == '.')
        field.precision = wcstoul(end + 1, NULL, 10);
    return field;
}

static void put_field(struct message_text *out, const WCHAR *units, size_t n, struct field field)
{
    n = n < field.precision ? n : field.precision;
    for (size_t i = n; !field.left && i < field.width; i++)
        put(out, L" ", 1);
    put(out, units, n);
    for (size_t i = n; field.left && i < field.width; i++)
        put(out, L" ", 1);
}

static void put_string(struct message_text *out, ULONG_PTR value, BOOL wide, struct field field)
{
    const WCHAR *units = (const WCHAR *)value;
    UNICODE_STRING string = {0};

    if (!value)
        units = L"(null)";
    else if (!wide) {
        if (!RtlCreateUnicodeStringFromAsciiz(&string, (const char *)value)) {
            out->out_of_memory = TRUE;
            return;
        }
        units = string.Buffer;
    }
    put_field(out, units, wcslen(units), field);
    RtlFreeUnicodeString(&string);
}

/* The string formats: s is as wide as the function, S the other, hs bytes, ls and ws wide. */
static BOOL is_string(const WCHAR *format, size_t n, BOOL *wide)
{
    WCHAR last = n ? format[n - 1] : 0, size = n > 1 ? format[n - 2] : 0;

    if (last != 's' && last != 'S')
        return FALSE;
    if (last == 'S')
        *wide = !*wide;
    if (size == 'h' || size == 'l' || size == 'w')
        *wide = size != 'h';
    return TRUE;
}

/* The sizes before the letter of a number, and whether it then has 8 bytes. */
static const struct size {
    const WCHAR *text;
    BOOL is_long;
} sizes[] = {{L"", FALSE}, {L"h", FALSE}, {L"l", FALSE}, {L"I32", FALSE},
             {L"I", TRUE}, {L"ll", TRUE}, {L"I64", TRUE}};

static const struct size *find_size(const WCHAR *text, size_t n)
{
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (wcslen(sizes[i].text) == n && !wcsncmp(sizes[i].text, text, n))
            return &sizes[i];
    return NULL;
}

/* Only what printf can do no harm with. */
static BOOL put_number(struct message_text *out, const WCHAR *format, size_t n, ULONG_PTR value)
{
    WCHAR printf_format[MAX_FORMAT + 4] = L"%", text[MAX_NUMBER];
    size_t flags = wcsspn(format, L"-+ #0123456789.");
    const struct size *size;
    WCHAR type;
    BOOL is_long;
    int written;

    if (n > MAX_FORMAT || flags >= n)
        return FALSE;
    type = format[n - 1];
    size = find_size(format + flags, n - flags - 1);
    if (!size || !type || !wcschr(L"diuoxXcp", type))
        return FALSE;
    is_long = size->is_long || type == 'p';
    memcpy(printf_format + 1, format, flags * sizeof(WCHAR));
    wcscpy(printf_format + 1 + flags, is_long && type != 'p' ? L"ll" : L"");
    printf_format[wcslen(printf_format)] = type;
    written = is_long ? _snwprintf(text, MAX_NUMBER, printf_format, value)
                      : _snwprintf(text, MAX_NUMBER, printf_format, (ULONG)value);
    if (written >= 0 && written <= MAX_NUMBER)
        put(out, text, (size_t)written);
    return TRUE;
}

/* At the digits of an insert; returns where it goes on. */
static const WCHAR *put_insert(struct message_text *out, const WCHAR *at,
                               struct message_arguments *arguments)
{
    size_t number = (size_t)(*at++ - '0');
    BOOL wide = arguments->wide;
    const WCHAR *end;
    ULONG_PTR value;

    if (*at >= '0' && *at <= '9')
        number = number * 10 + (size_t)(*at++ - '0');
    value = argument(arguments, number);
    end = *at == '!' ? wcschr(at + 1, '!') : NULL;
    if (!end) {
        put_string(out, value, wide, (struct field){.precision = SIZE_MAX});
        return at;
    }
    if (is_string(at + 1, (size_t)(end - at - 1), &wide))
        put_string(out, value, wide, read_field(at + 1));
    else if (!put_number(out, at + 1, (size_t)(end - at - 1), value))
        put(out, at, (size_t)(end + 1 - at));
    return end + 1;
}

/* With a width, line ends of the source are spaces; only all of it (the mask) is supported, not
 * breaking lines. */
static const WCHAR *put_plain(struct message_text *out, const WCHAR *at, DWORD flags)
{
    if (!(flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) || (*at != '\r' && *at != '\n')) {
        put(out, at, 1);
        return at + 1;
    }
    put(out, L" ", 1);
    return at + (at[0] == '\r' && at[1] == '\n' ? 2 : 1);
}

BOOL message_text_expand(struct message_text *out, const WCHAR *source, DWORD flags,
                         struct message_arguments *arguments)
{
    const WCHAR *at = source;

    put(out, L"", 0);
    while (*at && !out->out_of_memory) {
        if (*at != '%' || !at[1]) {
            at = put_plain(out, at, flags);
        } else if (at[1] == '0') {
            break;
        } else if (at[1] >= '1' && at[1] <= '9') {
            if (flags & FORMAT_MESSAGE_IGNORE_INSERTS) {
                put(out, at++, 1);
            } else {
                at = put_insert(out, at + 1, arguments);
            }
        } else {
            put(out,
                at[1] == 'n'   ? L"\r\n"
                : at[1] == 'r' ? L"\r"
                : at[1] == 't' ? L"\t"
                               : at + 1,
                at[1] == 'n' ? 2 : 1);
            at += 2;
        }
    }
    return !out->out_of_memory;
}
