/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UTF-16 as NT handles it. No function of the C library's that knows wchar_t is used: it would take
 * a WCHAR for 4 bytes.
 *
 * Both conversions are one loop over take and put, and take is the only place that decides what is
 * well-formed. UTF-8 is read strictly: no overlong form, no surrogate, nothing above U+10FFFF.
 */
#include "common/utf16.h"
#include "common/casetable.h"

#include <string.h>

static WCHAR add_delta(WCHAR c, const uint8_t *index, const uint16_t *delta)
{
    unsigned block = index[c >> CASETABLE_SHIFT];
    unsigned place = c & ((1u << CASETABLE_SHIFT) - 1);

    return c + delta[(block << CASETABLE_SHIFT) + place];
}

WCHAR utf16_upcase(WCHAR c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
    return add_delta(c, casetable_up_index, casetable_up_delta);
}

WCHAR utf16_downcase(WCHAR c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    return add_delta(c, casetable_down_index, casetable_down_delta);
}

int utf16_compare(const WCHAR *a, size_t n_a, const WCHAR *b, size_t n_b, bool ignore_case)
{
    size_t n = n_a < n_b ? n_a : n_b;

    for (size_t i = 0; i < n; i++) {
        int difference = a[i] - b[i];

        if (difference && ignore_case)
            difference = utf16_upcase(a[i]) - utf16_upcase(b[i]);
        if (difference)
            return difference;
    }
    return n_a < n_b ? -1 : n_a > n_b;
}

bool utf16_equal(const WCHAR *a, size_t n_a, const WCHAR *b, size_t n_b, bool ignore_case)
{
    return n_a == n_b && utf16_compare(a, n_a, b, n_b, ignore_case) == 0;
}

/*
 * The second byte is the one whose range depends on the first: that is where overlong forms,
 * surrogates and what lies beyond U+10FFFF are excluded, so a bad piece never includes more than
 * the bytes that could have begun a character.
 */
size_t utf8_take(const char *from, size_t n, int *code)
{
    const unsigned char *s = (const unsigned char *)from;
    unsigned char low = 0x80, high = 0xbf;
    size_t more, i;
    int c = s[0];

    if (c < 0x80) {
        *code = c;
        return 1;
    }
    *code = -1;
    if (c < 0xc2 || c > 0xf4)
        return 1;
    more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    if (c == 0xe0)
        low = 0xa0;
    else if (c == 0xed)
        high = 0x9f;
    else if (c == 0xf0)
        low = 0x90;
    else if (c == 0xf4)
        high = 0x8f;

    c &= 0x3f >> more;
    for (i = 1; i <= more; i++) {
        if (i == n || s[i] < low || s[i] > high)
            return i;
        c = c << 6 | (s[i] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    *code = c;
    return i;
}

size_t utf16_take(const WCHAR *from, size_t n, int *code)
{
    WCHAR first = from[0];

    if ((first & 0xf800) != 0xd800) {
        *code = first;
        return 1;
    }
    if (first < 0xdc00 && n > 1 && (from[1] & 0xfc00) == 0xdc00) {
        *code = 0x10000 + ((first & 0x3ff) << 10) + (from[1] & 0x3ff);
        return 2;
    }
    *code = -1;
    return 1;
}

size_t utf8_put(char to[4], int code)
{
    if (code < 0x80) {
        to[0] = code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = 0xc0 | code >> 6;
        to[1] = 0x80 | (code & 0x3f);
        return 2;
    }
    if (code < 0x10000) {
        to[0] = 0xe0 | code >> 12;
        to[1] = 0x80 | (code >> 6 & 0x3f);
        to[2] = 0x80 | (code & 0x3f);
        return 3;
    }
    to[0] = 0xf0 | code >> 18;
    to[1] = 0x80 | (code >> 12 & 0x3f);
    to[2] = 0x80 | (code >> 6 & 0x3f);
    to[3] = 0x80 | (code & 0x3f);
    return 4;
}

size_t utf16_put(WCHAR to[2], int code)
{
    if (code < 0x10000) {
        to[0] = code;
        return 1;
    }
    code -= 0x10000;
    to[0] = 0xd800 | code >> 10;
    to[1] = 0xdc00 | (code & 0x3ff);
    return 2;
}

NTSTATUS utf16_from_utf8(WCHAR *to, size_t capacity, size_t *length, const char *from, size_t n)
{
    NTSTATUS status = STATUS_SUCCESS;
    size_t done = 0;

    while (n > 0) {
        int code;
        size_t taken = utf8_take(from, n, &code);
        WCHAR units[2];
        size_t n_units;

        if (code < 0) {
            code = UTF16_REPLACEMENT;
            status = STATUS_SOME_NOT_MAPPED;
        }
        n_units = utf16_put(units, code);
        if (to) {
            if (n_units > capacity - done) {
                status = STATUS_BUFFER_TOO_SMALL;
                break;
            }
            memcpy(to + done, units, n_units * sizeof(WCHAR));
        }
        done += n_units;
        from += taken;
        n -= taken;
    }
    *length = done;
    return status;
}

NTSTATUS utf16_to_utf8(char *to, size_t capacity, size_t *length, const WCHAR *from, size_t n)
{
    NTSTATUS status = STATUS_SUCCESS;
    size_t done = 0;

    while (n > 0) {
        int code;
        size_t taken = utf16_take(from, n, &code);
        char bytes[4];
        size_t n_bytes;

        if (code < 0) {
            code = UTF16_REPLACEMENT;
            status = STATUS_SOME_NOT_MAPPED;
        }
        n_bytes = utf8_put(bytes, code);
        if (to) {
            if (n_bytes > capacity - done) {
                status = STATUS_BUFFER_TOO_SMALL;
                break;
            }
            memcpy(to + done, bytes, n_bytes);
        }
        done += n_bytes;
        from += taken;
        n -= taken;
    }
    *length = done;
    return status;
}
