/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The spin policy; see spin.h for the rule and docs/performance.md for what it was measured against. */
#include "ntdll/channel/spin.h"

#include <stdlib.h>

static uint64_t budget_ns = SPIN_DEFAULT_US * 1000;

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

__attribute__((constructor)) static void spin_configure(void)
{
    const char *setting = secure_getenv("NTPORT_SPIN");

    if (setting) {
        long us = strtol(setting, NULL, 10);
        budget_ns = (uint64_t)(us < 0 ? 0 : us > 1000 ? 1000 : us) * 1000;
    }
    /* With one CPU for everybody, nobody can answer while we look. */
    if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
        budget_ns = 0;
}

struct spin spin_start(uint32_t peer_cpu)
{
    struct spin spin = {0};

    if (budget_ns && peer_cpu != this_cpu())
        spin.end = now_ns() + budget_ns;
    return spin;
}

static bool is_bound(void)
{
    cpu_set_t cpus;

    return !sched_getaffinity(0, sizeof cpus, &cpus) && CPU_COUNT(&cpus) == 1;
}

struct spin spin_start_first(uint32_t peer_cpu)
{
    return peer_cpu == NO_CPU && is_bound() ? (struct spin){0} : spin_start(peer_cpu);
}

bool spin_in_time(struct spin *spin)
{
    if (now_ns() < spin->end)
        return true;
    spin->end = 0;
    return false;
}
