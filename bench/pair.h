/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A pair: the processes of one transport in one placement. The parent gives the client orders and
 * waits for its answers, never longer than WATCHDOG_MS beyond what was ordered: who does not answer
 * is killed, and the pair has failed. Whatever becomes of the parent, the processes die with it.
 */
#pragma once

#include "bench/placement.h"
#include "bench/series.h"
#include "bench/syscall_counter.h"
#include "bench/transport.h"

#define MAX_SAMPLES (1u << 20)
#define MAX_WINDOWS 256u
#define WATCHDOG_MS 20000
#define CONNECT_MS  60000 /* of as many as there may be */

enum order_kind {
    ORDER_CONNECT,
    ORDER_SLICE, /* time each call for a while */
    ORDER_MEASURE, /* whatever the transport's number is */
    ORDER_COUNT, /* count system calls in windows of calls */
};

struct order {
    enum order_kind kind;
    uint32_t warm_up;        /* calls before either */
    uint32_t slice_ms;       /* of timing; the longest that counting may take */
    uint32_t windows, calls; /* at most so many windows, so many calls in each */
};

/* Written by the client's process, read by the parent after the answer. */
struct pair_memory {
    uint32_t n_samples;
    uint32_t samples[MAX_SAMPLES]; /* ticks */
    double ns_per_tick;
    double measured, measured_p99;
    uint32_t n_windows;
    uint32_t in_window[MAX_WINDOWS]; /* system calls of all processes */
    struct syscall_counter syscalls[N_ROLES];
    uint8_t countable[N_ROLES];
};

struct pair {
    const struct transport *transport;
    const struct placement *placement;
    void *state;
    struct pair_memory *memory;
    pid_t pids[N_ROLES]; /* 0: there is none */
    int control[2];      /* the parent's end, the client's */
    bool failed;
};

/* Starts the processes, and waits until a client has connected. false: failed, and said so;
 * pair_end() is due in any case. */
bool pair_start(struct pair *pair, const struct transport *transport,
                const struct placement *placement, size_t size);
/* Has the client do it. false: failed, now or before. */
bool pair_order(struct pair *pair, const struct order *order);
/* A turn of round trips; what they took, or that they failed, is a round more of the series. */
void pair_do_slice(struct pair *pair, struct series *series, unsigned slice_ms);
void pair_end(struct pair *pair);

/* A signal asked us to end: every order fails from then on. */
void pair_interrupt(void);
bool pair_interrupted(void);
