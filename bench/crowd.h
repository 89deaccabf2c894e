/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A crowd: many clients of one server, each a process of its own, which call all at once. It makes one transport of
 * another one's clients; the size is how many there are. Or many pairs: the same, and each client has a server of its own.
 */
#pragma once

#include "bench/transport.h"

/* The same for all crowds; setup() is told whose. */
void *crowd_setup(const struct transport *inner, size_t clients);
void *pairs_setup(const struct transport *inner, size_t pairs);
bool crowd_serve(void *state);
bool crowd_connect(void *state);
/* Thousand round trips a second, of all together. */
double crowd_throughput(void *state, unsigned ms);
/* Microseconds that a client has for each of its round trips. */
double crowd_mean(void *state, unsigned ms);
/* The 99th percentile of all round trips that were made last, microseconds; */
double crowd_p99(void *state);
/* and ÷ their median. */
double crowd_tail(void *state, unsigned ms);
void crowd_teardown(void *state);

#define CROWD(id, inner, measure_, title_) CROWD_OF(id, crowd_setup, inner, measure_, NULL, title_)
#define PAIRS(id, inner, title_)           CROWD_OF(id, pairs_setup, inner, crowd_mean, crowd_p99, title_)

#define CROWD_OF(id, setup_, inner, measure_, p99_, title_)                                       \
    static void *id##_setup(size_t clients)                                                       \
    {                                                                                             \
        return setup_(&inner, clients);                                                           \
    }                                                                                             \
    const struct transport id = {                                                                 \
        .name = #id,                                                                              \
        .title = title_,                                                                          \
        .setup = id##_setup,                                                                      \
        .serve = crowd_serve,                                                                     \
        .connect = crowd_connect,                                                                 \
        .measure = measure_,                                                                      \
        .p99 = p99_,                                                                              \
        .teardown = crowd_teardown,                                                               \
    };
