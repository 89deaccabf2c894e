/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two clocks: one to sample with (cheap, in ticks of its own), one that knows what a nanosecond is.
 */
#pragma once

#include <stdint.h>
#include <time.h>
#include <x86intrin.h>

static inline uint64_t clock_ticks(void)
{
    return __rdtsc();
}

static inline uint64_t clock_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
