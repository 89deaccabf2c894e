/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs as text; see sid_text.h. */
#include "common/sid_text.h"

#include "common/bytes.h"
#include "common/number.h"
#include "common/sid_known.h"

#include <stdio.h>
#include <string.h>

#define MOST_AUTHORITY 0xffffffffffffu

static uint64_t authority_of(const uint8_t *sid)
{
    uint64_t authority = 0;

    for (int i = 2; i < 8; i++)
        authority = authority << 8 | sid[i];
    return authority;
}

size_t sid_print(char text[SID_TEXT_MAX], const void *sid)
{
    const uint8_t *bytes = sid;
    unsigned long long authority = authority_of(bytes);
    int n = snprintf(text, SID_TEXT_MAX, authority >> 32 ? "S-%u-0x%012llx" : "S-%u-%llu", bytes[0], authority);

    for (unsigned i = 0; i < bytes[1]; i++)
        n += snprintf(text + n, SID_TEXT_MAX - (size_t)n, "-%u", (unsigned)u32_at(bytes + 8 + 4 * i));
    return (size_t)n;
}

static uint32_t parse_numbers(uint8_t out[SID_MAX_SIZE], const char *text, const char **end)
{
    uint64_t number;

    if (!number_parse(&number, &text, MOST_AUTHORITY))
        return 0;
    memset(out, 0, SID_HEADER_SIZE);
    out[0] = 1;
    for (int i = 7; i >= 2; i--, number >>= 8)
        out[i] = (uint8_t)number;
    while (*text == '-') {
        text++;
        if (out[1] == SID_MAX_SUBS || !number_parse(&number, &text, UINT32_MAX))
            return 0;
        put_u32(out + 8 + 4 * out[1]++, (uint32_t)number);
    }
    *end = text;
    return out[1] ? sid_length(out) : 0;
}

uint32_t sid_parse(uint8_t out[SID_MAX_SIZE], const char **text)
{
    const char *from = *text;
    const struct known_sid *known;

    if ((from[0] == 'S' || from[0] == 's') && from[1] == '-')
        return from[2] == '1' && from[3] == '-' ? parse_numbers(out, from + 4, text) : 0;
    known = from[0] && from[1] ? known_sid_of_letters(from) : NULL;
    if (!known)
        return 0;
    memcpy(out, known->bytes, sid_length(known->bytes));
    *text = from + 2;
    return sid_length(out);
}
