/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security identifiers; see sid.h. */
#include "common/sid.h"

#include <string.h>

uint32_t sid_size(const void *bytes, size_t room)
{
    const uint8_t *sid = bytes;
    uint32_t size;

    if (room < 8 || sid[0] != 1 || sid[1] > SID_MAX_SUBS)
        return 0;
    size = 8u + 4u * sid[1];
    return size <= room ? size : 0;
}

uint32_t sid_length(const void *sid)
{
    return 8u + 4u * ((const uint8_t *)sid)[1];
}

bool sid_equal(const void *a, const void *b)
{
    const uint8_t *x = a, *y = b;

    return x[1] == y[1] && memcmp(x, y, 8u + 4u * x[1]) == 0;
}

uint32_t sid_last(const void *sid)
{
    const uint8_t *bytes = sid;
    uint32_t last = 0;

    if (bytes[1])
        memcpy(&last, bytes + SID_HEADER_SIZE + 4 * (bytes[1] - 1), sizeof last);
    return last;
}

uint32_t sid_make(uint8_t out[SID_MAX_SIZE], uint8_t authority, const uint32_t *subs, uint8_t n_subs)
{
    memset(out, 0, 8);
    out[0] = 1;
    out[1] = n_subs;
    out[7] = authority;
    memcpy(out + 8, subs, 4u * n_subs);
    return 8u + 4u * n_subs;
}
