/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A whole run: what is to be measured, and what came out. rounds.c and counts.c fill it in,
 * targets.c judges it, report.c and report_json.c show it.
 */
#pragma once

#include "bench/placement.h"
#include "bench/series.h"
#include "bench/transport.h"

#define COUNT_WINDOW 500u

enum { FUTEX_SLOT, LPC_PORT, ALPC_PORT, ALPC_ATTRIBUTES, UNIX_STREAM, UNIX_SEQPACKET, UNIX_RELAY, N_TRANSPORTS };

extern const struct transport *const transports[N_TRANSPORTS];

struct count {
    bool done;             /* the calls were made; else the rest means nothing */
    bool syscalls_counted; /* else this kernel cannot */
    uint64_t calls;
    uint64_t syscalls[N_ROLES];
    uint32_t windows;        /* of COUNT_WINDOW calls each */
    uint32_t quiet_windows;  /* of those, without any system call */
    double in_median_window; /* system calls a round trip */
    bool has_authority;
    uint64_t authority_wakeups; /* how often the object server slept and was woken */
    uint64_t helper_wakeups;    /* the same for the peers' other threads */
};

/* No pointers in it: asleep.c passes it from process to process. */
struct run {
    size_t size;
    unsigned n_rounds, slice_ms, n_busy;
    bool want[N_TRANSPORTS], want_placement[N_PLACEMENTS], want_counts;
    struct series series[N_PLACEMENTS][N_TRANSPORTS];
    struct count counts[N_PLACEMENTS][N_TRANSPORTS]; /* pinned placements only */
    bool failed; /* something that was wanted could not be measured */
};

/* Those with processes that never spin. */
void run_asleep(struct run *run, const char *cpus);
/* The process that does it: the run is in that descriptor. */
int run_asleep_main(int fd);

/* Whatever is wanted in one placement. */
void run_placement(struct run *run, int placement);
/* All wanted transports, in turns. */
void run_rounds(struct run *run, int placement);
/* System calls and wake-ups, one transport after the other. */
void run_counts(struct run *run, int placement);
