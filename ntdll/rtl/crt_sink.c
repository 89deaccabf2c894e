/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where formatted text goes. A stream is always fed bytes, by fwrite: a stream that glibc takes for
 * a wide one would refuse them, and its idea of a wide character is not ours.
 */
#include "common/utf16.h"
#include "ntdll/rtl/crt_sink.h"

#include <string.h>

void sink_init_wide(struct sink *sink, WCHAR *buffer, size_t capacity)
{
    *sink = (struct sink){ .is_wide = true, .wide = buffer, .capacity = capacity };
}

void sink_init_narrow(struct sink *sink, char *buffer, size_t capacity)
{
    *sink = (struct sink){ .narrow = buffer, .capacity = capacity };
}

static void write_bytes(struct sink *sink, const char *bytes, size_t n)
{
    if (!sink->failed && n && fwrite(bytes, 1, n, sink->stream) != n)
        sink->failed = true;
}

/* The first half of a pair at the end stays in the buffer until its second half has come. */
static void flush_wide(struct sink *sink, bool is_end)
{
    bool keep = !is_end && sink->used > 1 && (sink->wide[sink->used - 1] & 0xfc00) == 0xd800;
    size_t rest = sink->used - keep;
    const WCHAR *next = sink->wide;

    while (rest > 0) {
        int code;
        size_t taken = utf16_take(next, rest, &code);
        char bytes[4];

        write_bytes(sink, bytes, utf8_put(bytes, code < 0 ? UTF16_REPLACEMENT : code));
        next += taken;
        rest -= taken;
    }
    if (keep)
        sink->wide[0] = sink->wide[sink->used - 1];
    sink->used = keep;
}

static bool has_room(struct sink *sink)
{
    if (sink->used < sink->capacity)
        return true;
    if (!sink->stream)
        return false;
    if (sink->is_wide) {
        flush_wide(sink, false);
    } else {
        write_bytes(sink, sink->narrow, sink->used);
        sink->used = 0;
    }
    return true;
}

static void put_unit(struct sink *sink, WCHAR c)
{
    sink->count++;
    if (has_room(sink))
        sink->wide[sink->used++] = c;
}

static void put_byte(struct sink *sink, char c)
{
    sink->count++;
    if (has_room(sink))
        sink->narrow[sink->used++] = c;
}

static void put_bytes(struct sink *sink, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_byte(sink, bytes[i]);
}

static void put_code(struct sink *sink, int code)
{
    char bytes[4];

    put_bytes(sink, bytes, utf8_put(bytes, code < 0 ? UTF16_REPLACEMENT : code));
}

/* A first half that got no second. */
static void put_half(struct sink *sink)
{
    if (sink->half)
        put_code(sink, -1);
    sink->half = 0;
}

static void put_unit_as_bytes(struct sink *sink, WCHAR c)
{
    WCHAR pair[2] = { sink->half, c };
    int code;

    if (sink->half && utf16_take(pair, 2, &code) == 2) {
        sink->half = 0;
        put_code(sink, code);
        return;
    }
    put_half(sink);
    if ((c & 0xfc00) == 0xd800) {
        sink->half = c;
        return;
    }
    utf16_take(&c, 1, &code);
    put_code(sink, code);
}

void sink_put_wide(struct sink *sink, const WCHAR *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (sink->is_wide)
            put_unit(sink, text[i]);
        else
            put_unit_as_bytes(sink, text[i]);
    }
}

void sink_put_narrow(struct sink *sink, const char *text, size_t n)
{
    if (!n)
        return;
    if (!sink->is_wide) {
        put_half(sink);
        put_bytes(sink, text, n);
        return;
    }
    while (n > 0) {
        int code;
        size_t taken = utf8_take(text, n, &code);
        WCHAR units[2];
        size_t n_units = utf16_put(units, code < 0 ? UTF16_REPLACEMENT : code);

        for (size_t i = 0; i < n_units; i++)
            put_unit(sink, units[i]);
        text += taken;
        n -= taken;
    }
}

void sink_pad(struct sink *sink, char c, size_t n)
{
    if (n)
        put_half(sink);
    while (n--) {
        if (sink->is_wide)
            put_unit(sink, c);
        else
            put_byte(sink, c);
    }
}

void sink_end(struct sink *sink)
{
    put_half(sink);
    if (!sink->stream)
        return;
    if (sink->is_wide)
        flush_wide(sink, true);
    else
        write_bytes(sink, sink->narrow, sink->used);
}

size_t sink_measure_wide(const struct sink *sink, const WCHAR *text, size_t n)
{
    size_t n_bytes;

    if (sink->is_wide)
        return n;
    utf16_to_utf8(NULL, 0, &n_bytes, text, n);
    return n_bytes;
}

size_t sink_measure_narrow(const struct sink *sink, const char *text, size_t n)
{
    size_t n_units;

    if (!sink->is_wide)
        return n;
    utf16_from_utf8(NULL, 0, &n_units, text, n);
    return n_units;
}
