/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Choosing CPUs, and going there; see placement.h. */
#include "bench/placement.h"

#include <sched.h>
#include <stdio.h>

struct placement placements[N_PLACEMENTS] = {
    [ONE_CPU] = {.name = "one-cpu"},
    [TWO_CPUS] = {.name = "two-cpus"},
    [ASLEEP] = {.name = "asleep"},
    [FREE] = {.name = "free"},
};

static cpu_set_t both; /* where those are that are free */

static void place(struct placement *placement, int client, int server)
{
    placement->cpu[CLIENT_ROLE] = client;
    placement->cpu[SERVER_ROLE] = server;
    placement->cpu[RELAY_ROLE] = server; /* so the relay's last hop costs no wake-up across CPUs */
    placement->possible = true;
}

bool placements_choose(const char *cpus)
{
    int first = -1, second = -1;
    cpu_set_t may;

    if (sched_getaffinity(0, sizeof(may), &may) < 0)
        return false;
    if (cpus) {
        if (sscanf(cpus, "%d,%d", &first, &second) != 2 || first < 0 || second < 0 ||
            first == second || first >= CPU_SETSIZE || second >= CPU_SETSIZE ||
            !CPU_ISSET(first, &may) || !CPU_ISSET(second, &may))
            return false;
    } else {
        for (int cpu = 0; cpu < CPU_SETSIZE && second < 0; cpu++)
            if (CPU_ISSET(cpu, &may))
                *(first < 0 ? &first : &second) = cpu;
    }

    place(&placements[ONE_CPU], first, first);
    snprintf(placements[ONE_CPU].title, sizeof(placements[ONE_CPU].title), "one CPU (%d)", first);
    if (second >= 0) {
        place(&placements[TWO_CPUS], first, second);
        snprintf(placements[TWO_CPUS].title, sizeof(placements[TWO_CPUS].title),
                 "two CPUs (%d and %d)", first, second);
        place(&placements[ASLEEP], first, second);
        snprintf(placements[ASLEEP].title, sizeof(placements[ASLEEP].title),
                 "two CPUs, no spinning");
    }
    place(&placements[FREE], ANY_CPU, ANY_CPU);
    snprintf(placements[FREE].title, sizeof(placements[FREE].title), "free to move");
    CPU_SET(first, &both);
    if (second >= 0)
        CPU_SET(second, &both);
    return true;
}

bool placement_enter(const struct placement *placement, enum role role)
{
    cpu_set_t set = both;

    if (placement->cpu[role] != ANY_CPU) {
        CPU_ZERO(&set);
        CPU_SET(placement->cpu[role], &set);
    }
    if (sched_setaffinity(0, sizeof(set), &set) == 0)
        return true;
    perror("sched_setaffinity");
    return false;
}
