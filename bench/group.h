/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Groups: what is measured beside round trips. The entries of a group do the same work in different ways, and give
 * one number for each turn, or make round trips, of which the median counts; as with round trips, all take turns in each round, and what counts is the ratio to
 * the group's yardstick within a round.
 */
#pragma once

#include "bench/run.h"

#define MAX_ENTRIES 16u
#define MAX_GROUPS  32u
#define NO_TARGET   0.0

struct entry {
    const struct transport *transport;
    size_t size;                /* what its setup() is given */
    unsigned yardstick;         /* compared with that entry */
    double target[N_PLACEMENTS];    /* of the ratio, or of the number where it is its own yardstick; NO_TARGET: only shown */
    const char *label;          /* instead of the transport's title, where it occurs several times */
    const char *unfit[N_PLACEMENTS];    /* why it is not measured there; NULL: it is */
};

struct group {
    const char *name, *title;
    const char *unit;
    bool less_is_better;        /* also: a target is the most, not the least */
    bool placed[N_PLACEMENTS];  /* where it is run */
    unsigned n_busy;            /* processes that want a CPU all the time, beside the run's own */
    struct entry entries[MAX_ENTRIES];  /* up to one without a transport */
};

/* What came of it. */
struct group_result {
    struct series values[N_PLACEMENTS][MAX_ENTRIES];
};

extern const struct group *const groups[];
extern const unsigned n_groups;

unsigned group_size(const struct group *group);
const char *entry_title(const struct entry *entry);
/* Why it cannot be measured there, or NULL. */
const char *entry_missing(const struct entry *entry, int placement);
/* Runs it wherever run wants it. false: something could not be measured. */
bool group_run(const struct group *group, const struct run *run, struct group_result *result);
struct spread group_ratio(const struct group *group, const struct group_result *result, int placement, unsigned entry);
/* Was any of it measured there? */
bool group_ran(const struct group *group, const struct group_result *result, int placement);
/* What is compared with the target. */
double group_judged(const struct group *group, const struct group_result *result, int placement, unsigned entry);
/* Has it reached its target? true also where there is none. */
bool group_met(const struct group *group, const struct group_result *result, int placement, unsigned entry);
