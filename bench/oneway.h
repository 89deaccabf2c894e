/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One-way traffic: the client sends datagrams, the server takes them and says after every so many that it has
 * them. The client is never more than a window ahead, so nobody's queue runs full, and what counts is what has
 * arrived.
 */
#pragma once

#include "bench/clock.h"
#include "bench/transport.h"

/* A stream: the acknowledgements cost next to nothing, and nobody waits for them. A burst: all of it, then a wait. */
struct oneway_rhythm {
    uint32_t window, ack_every;
};
#define ONEWAY_STREAM ((struct oneway_rhythm){1024, 256})
#define ONEWAY_BURST  ((struct oneway_rhythm){32, 32})

/* Sends for so long with send(), and awaits each acknowledgement with await(). Messages a second; negative: failed. */
static inline double oneway_run(const struct oneway_rhythm *rhythm, unsigned ms, void *state,
                                bool (*send)(void *state), bool (*await)(void *state))
{
    uint64_t begin = clock_ns(), end = begin + (uint64_t)ms * 1000000, n = 0;
    uint32_t ahead = 0;

    while (clock_ns() < end)
        for (uint32_t i = 0; i < rhythm->ack_every; i++, n++) {
            if (ahead == rhythm->window) {
                if (!await(state))
                    return -1;
                ahead -= rhythm->ack_every;
            }
            if (!send(state))
                return -1;
            ahead++;
        }
    for (; ahead; ahead -= rhythm->ack_every)
        if (!await(state))
            return -1;
    return (double)n * 1e9 / (double)(clock_ns() - begin);
}
