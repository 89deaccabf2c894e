/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How who is not a port waits for a word to change: looks for a while, as ports do (NTPORT_SPIN), before it sleeps. */
#pragma once

#include "bench/clock.h"

#include "common/shmem.h"

#include <stdbool.h>
#include <stdlib.h>

/* NTPORT_SPIN, or else so many microseconds. */
static inline uint64_t look_ns(unsigned long default_us)
{
    const char *setting = getenv("NTPORT_SPIN");

    return (setting ? strtoul(setting, NULL, 10) : default_us) * 1000;
}

/* true when the word has changed. */
static inline bool look_at(const uint32_t *word, uint32_t from, uint64_t budget_ns)
{
    uint64_t end = clock_ns() + budget_ns;

    do {
        for (int i = 0; i < 32; i++) {
            if (shm_load_acquire(word) != from)
                return true;
            cpu_relax();
        }
    } while (clock_ns() < end);
    return false;
}
