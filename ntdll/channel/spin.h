/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How long a waiter looks before it sleeps.
 *
 * Not at all when the peer last ran on this very CPU: it cannot run while we look. Otherwise about the
 * price of one wake-up across CPUs, bounded by time, so that spinning costs at most twice the best. Whether more threads
 * want to run than there are CPUs is not asked: spinning gains there too (docs/performance.md, "When CPUs are scarce").
 * Setting: NTPORT_SPIN, microseconds, 0 to 1000; default SPIN_DEFAULT_US.
 */
#pragma once

#include "common/shmem.h"

#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#define SPIN_DEFAULT_US 50
#define NO_CPU          0xffffffffu

struct spin {
    uint64_t end;       /* CLOCK_MONOTONIC, ns; 0: no time left */
    uint32_t turns;
};

/* What sched_getcpu() does, without the call: the kernel writes it for each thread (rseq). */
static inline uint32_t this_cpu(void)
{
#ifdef RSEQ_SIG
    if (__rseq_size) {
        const char *thread = __builtin_thread_pointer();
        const volatile struct rseq *area = (const volatile struct rseq *)(thread + __rseq_offset);
        int cpu = (int)area->cpu_id;

        if (cpu >= 0)
            return (uint32_t)cpu;
    }
#endif
    return (uint32_t)sched_getcpu();
}

/* peer_cpu: where the one we wait for last ran, or NO_CPU: any other. */
struct spin spin_start(uint32_t peer_cpu);

/* For who may not have been heard of yet (NO_CPU): a thread that is bound to one CPU takes it that all are there. */
struct spin spin_start_first(uint32_t peer_cpu);

/* Looks at the clock; false when the time is over. */
bool spin_in_time(struct spin *spin);

/* One turn of the loop: true to look again, false to go to sleep. */
static inline bool spin_again(struct spin *spin)
{
    if (!spin->end)
        return false;
    cpu_relax();
    return ++spin->turns % 16 || spin_in_time(spin);
}
