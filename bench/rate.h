/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How often something can be done, one after the other. */
#pragma once

#include "bench/clock.h"

#include <stdbool.h>

/* Does it for so long. Times a second; negative: failed. */
static inline double rate_of(bool (*once)(void *state), void *state, unsigned ms)
{
    uint64_t begin = clock_ns(), end = begin + (uint64_t)ms * 1000000, n = 0;

    for (; clock_ns() < end; n++)
        if (!once(state))
            return -1;
    return (double)n * 1e9 / (double)(clock_ns() - begin);
}
