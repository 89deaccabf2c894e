/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UTF-16 to UTF-8 and back, without the C library's wide characters: theirs have four bytes.
 */
#include "tools/ntobj/text.h"

#include "tools/ntobj/say.h"

#include <stdbool.h>
#include <string.h>

static char *put_utf8(char *at, uint32_t c)
{
    if (c < 0x80) {
        *at++ = (char)c;
    } else if (c < 0x800) {
        *at++ = (char)(0xc0 | c >> 6);
        *at++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *at++ = (char)(0xe0 | c >> 12);
        *at++ = (char)(0x80 | (c >> 6 & 0x3f));
        *at++ = (char)(0x80 | (c & 0x3f));
    } else {
        *at++ = (char)(0xf0 | c >> 18);
        *at++ = (char)(0x80 | (c >> 12 & 0x3f));
        *at++ = (char)(0x80 | (c >> 6 & 0x3f));
        *at++ = (char)(0x80 | (c & 0x3f));
    }
    return at;
}

char *utf8_from_utf16(const void *text, size_t size)
{
    const uint8_t *bytes = text;
    size_t n = size / 2;
    char *result = allocate(n * 3 + 1);
    char *at = result;

    for (size_t i = 0; i < n; i++) {
        uint32_t c = bytes[2 * i] | (uint32_t)bytes[2 * i + 1] << 8;

        if (c >= 0xd800 && c < 0xdc00 && i + 1 < n && (bytes[2 * i + 3] & 0xfc) == 0xdc) {
            i++;
            c = 0x10000 + ((c & 0x3ff) << 10) +
                ((bytes[2 * i] | (uint32_t)bytes[2 * i + 1] << 8) & 0x3ff);
        } else if (c >= 0xd800 && c < 0xe000) {
            c = 0xfffd;
        }
        at = put_utf8(at, c);
    }
    *at = 0;
    return result;
}

/* One character of UTF-8 text that ends with a zero. false: it is not UTF-8. */
static bool take_utf8(const char **text, uint32_t *c)
{
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    const uint8_t *at = (const uint8_t *)*text;
    int n = *at < 0x80 ? 0 : *at >> 5 == 6 ? 1 : *at >> 4 == 14 ? 2 : *at >> 3 == 30 ? 3 : -1;

    if (n < 0)
        return false;
    *c = n ? *at & (0x3f >> n) : *at;
    for (int i = 1; i <= n; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return false;
        *c = *c << 6 | (at[i] & 0x3f);
    }
    *text += n + 1;
    return *c >= least[n] && *c < 0x110000 && !(*c >= 0xd800 && *c < 0xe000);
}

uint16_t *object_path(const char *typed, uint32_t *size)
{
    uint16_t *path = allocate((strlen(typed) + 1) * 2);
    bool slashes = *typed == '/';
    uint32_t n = 0, c;

    while (*typed) {
        if (!take_utf8(&typed, &c)) {
            release(path);
            return NULL;
        }
        if (slashes && c == '/')
            c = '\\';
        if (c >= 0x10000) {
            path[n++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
            path[n++] = (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            path[n++] = (uint16_t)c;
        }
    }
    while (n > 1 && path[n - 1] == '\\')        /* "\RPC Control\" is what completion leaves */
        n--;
    *size = n * 2;
    return path;
}

size_t text_width(const char *text)
{
    size_t width = 0;

    for (; *text; text++)
        width += (*text & 0xc0) != 0x80;
    return width;
}
