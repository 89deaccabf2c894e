/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers in the text of security descriptors. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

static inline int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Decimal, or hexadecimal after 0x; *text goes behind it. false: none, or above most. */
static inline bool number_parse(uint64_t *number, const char **text, uint64_t most)
{
    const char *at = *text;
    int base = 10;

    if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
        base = 16;
        at += 2;
    }
    if (digit_of(*at) >= base)
        return false;
    for (*number = 0; digit_of(*at) < base; at++) {
        *number = *number * (uint64_t)base + (uint64_t)digit_of(*at);
        if (*number > most)
            return false;
    }
    *text = at;
    return true;
}
