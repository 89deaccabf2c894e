/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the processes of a pair run. A pair on one CPU and a pair on two are different machines
 * (factors of 6 to 200 apart), and the scheduler moves a pair that is free from one to the other
 * for reasons of its own: so only the pinned ones are compared with targets.
 */
#pragma once

#include <stdbool.h>

enum role { CLIENT_ROLE, SERVER_ROLE, RELAY_ROLE, N_ROLES };

#define ANY_CPU (-1) /* of the two */

struct placement {
    const char *name;
    char title[32];
    int cpu[N_ROLES]; /* or ANY_CPU */
    bool possible;
};

/* ASLEEP is TWO_CPUS for those who never spin. Only what is in front of FREE is counted. */
enum { ONE_CPU, TWO_CPUS, ASLEEP, FREE, N_PLACEMENTS };

extern struct placement placements[N_PLACEMENTS];

/* Chooses CPUs of those this process may use: the first two, or the given ones ("2,3"). false: it
 * may not use those, or the text is no such list. */
bool placements_choose(const char *cpus);
/* Moves the calling process there. false: failed, and said so. */
bool placement_enter(const struct placement *placement, enum role role);
