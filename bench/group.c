/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running groups; see group.h. */
#include "bench/group.h"

#include "bench/busy.h"
#include "bench/pair.h"
#include "bench/progress.h"

#include <math.h>

unsigned group_size(const struct group *group)
{
    unsigned n = 0;

    while (n < MAX_ENTRIES && group->entries[n].transport)
        n++;
    return n;
}

const char *entry_title(const struct entry *entry)
{
    return entry->label ? entry->label : entry->transport->title;
}

const char *entry_missing(const struct entry *entry, int placement)
{
    return entry->unfit[placement] ? entry->unfit[placement] : transport_missing(entry->transport, entry->size);
}

static void do_turn(struct pair *pair, struct series *values, unsigned slice_ms)
{
    const struct order order = {.kind = ORDER_MEASURE, .slice_ms = slice_ms};

    if (!pair->transport->measure)
        pair_do_slice(pair, values, slice_ms);
    else if (pair_order(pair, &order))
        series_add_with_p99(values, pair->memory->measured, pair->memory->measured_p99);
    else
        series_add_failed(values);
}

static bool run_in(const struct group *group, const struct run *run, int placement, struct series *values)
{
    struct pair pairs[MAX_ENTRIES];
    unsigned n = group_size(group);
    bool measured[MAX_ENTRIES], failed = false;

    memset(pairs, 0, sizeof(pairs));
    for (unsigned i = 0; i < n; i++) {
        measured[i] = !entry_missing(&group->entries[i], placement);
        if (!measured[i])
            continue;
        progress_show("%s, %s: starting %s", group->name, placements[placement].name, entry_title(&group->entries[i]));
        pair_start(&pairs[i], group->entries[i].transport, &placements[placement], group->entries[i].size);
    }
    for (unsigned round = 0; round < run->n_rounds && !pair_interrupted(); round++) {
        progress_show("%s, %s: round %u of %u", group->name, placements[placement].name, round + 1, run->n_rounds);
        for (unsigned turn = 0; turn < n; turn++) {
            unsigned i = (round + turn) % n;

            if (measured[i])
                do_turn(&pairs[i], &values[i], run->slice_ms);
        }
    }
    progress_clear();
    for (unsigned i = 0; i < n; i++) {
        if (!measured[i])
            continue;
        failed |= pairs[i].failed;
        pair_end(&pairs[i]);
    }
    return !failed;
}

bool group_run(const struct group *group, const struct run *run, struct group_result *result)
{
    bool done = true;

    *result = (struct group_result){0};
    if (!busy_start(run->n_busy + group->n_busy))
        return false;
    for (int placement = 0; placement < N_PLACEMENTS && !pair_interrupted(); placement++)
        if (group->placed[placement] && run->want_placement[placement] && placements[placement].possible)
            done &= run_in(group, run, placement, result->values[placement]);
    busy_end(run->n_busy);
    return done;
}

bool group_ran(const struct group *group, const struct group_result *result, int placement)
{
    for (unsigned i = 0; i < group_size(group); i++)
        if (result->values[placement][i].n_rounds)
            return true;
    return false;
}

struct spread group_ratio(const struct group *group, const struct group_result *result, int placement, unsigned entry)
{
    const struct series *values = result->values[placement];

    return series_ratios(&values[entry], &values[group->entries[entry].yardstick]);
}

double group_judged(const struct group *group, const struct group_result *result, int placement, unsigned entry)
{
    if (group->entries[entry].yardstick == entry)
        return series_medians(&result->values[placement][entry]).median;
    return group_ratio(group, result, placement, entry).median;
}

bool group_met(const struct group *group, const struct group_result *result, int placement, unsigned entry)
{
    double target = group->entries[entry].target[placement];
    double value = group_judged(group, result, placement, entry);

    if (target == NO_TARGET || isnan(value))
        return true;
    return group->less_is_better ? value <= target : value >= target;
}
