/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a server waits that does nothing but look at a word. One that has heard nothing for a while is not in its turn:
 * it then looks only now and then, or it would take its CPU from the others in theirs.
 */
#pragma once

#include "bench/clock.h"

#include "common/shmem.h"

#include <stdbool.h>
#include <unistd.h>

#define QUIET_NS      2000000u
#define LOOK_AGAIN_US 20000u
#define LOOKS         1024

static inline bool changes(const uint32_t *word, uint32_t from)
{
    for (int i = 0; i < LOOKS; i++) {
        if (shm_load_acquire(word) != from)
            return true;
        cpu_relax();
    }
    return false;
}

static inline void await_change(const uint32_t *word, uint32_t from)
{
    uint64_t begin = clock_ns();

    while (!changes(word, from))
        if (clock_ns() - begin > QUIET_NS)
            usleep(LOOK_AGAIN_US);
}
