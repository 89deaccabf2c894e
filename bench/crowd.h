/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A crowd: many clients of one server, each a process of its own, which call all at once. It makes one transport of
 * another one's clients; the size is how many there are.
 */
#pragma once

#include "bench/transport.h"

/* The same for all crowds; setup() is told whose. */
void *crowd_setup(const struct transport *inner, size_t clients);
bool crowd_serve(void *state);
bool crowd_connect(void *state);
/* Thousand round trips a second, of all together. */
double crowd_throughput(void *state, unsigned ms);
/* The 99th percentile of all round trips ÷ their median. */
double crowd_tail(void *state, unsigned ms);
void crowd_teardown(void *state);

#define CROWD(id, inner, measure_, title_)                                                        \
    static void *id##_setup(size_t clients)                                                       \
    {                                                                                             \
        return crowd_setup(&inner, clients);                                                      \
    }                                                                                             \
    const struct transport id = {                                                                 \
        .name = #id,                                                                              \
        .title = title_,                                                                          \
        .setup = id##_setup,                                                                      \
        .serve = crowd_serve,                                                                     \
        .connect = crowd_connect,                                                                 \
        .measure = measure_,                                                                      \
        .teardown = crowd_teardown,                                                               \
    };
