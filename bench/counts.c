/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counts: what a round trip asks of the kernel. On two CPUs both look and neither sleeps, as long
 * as each of them has its CPU: one that the scheduler takes it from for longer than the peer looks
 * makes that peer sleep, once. So calls are counted in short windows, of which the median says what
 * a round trip needs, and all together say what it cost. On one CPU it is less than two sleeps and
 * two wake-ups: who is woken runs at once, so the reply is often there before its receiver sleeps.
 */
#include "bench/pair.h"
#include "bench/progress.h"
#include "bench/run.h"
#include "bench/wakeups.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WARM_UP_CALLS 2000
#define WINDOWS       200
#define COUNT_MS      1000

static_assert(WINDOWS <= MAX_WINDOWS, "room for all windows");

struct wakeups {
    uint64_t authority, helpers;
};

static bool take_wakeups(const struct pair *pair, pid_t authority, struct wakeups *wakeups)
{
    uint64_t n;

    memset(wakeups, 0, sizeof(*wakeups));
    if (authority && !wakeups_read(authority, true, &wakeups->authority))
        return false;
    for (int role = 0; role < N_ROLES; role++) {
        if (!pair->pids[role])
            continue;
        if (!wakeups_read(pair->pids[role], false, &n))
            return false;
        wakeups->helpers += n;
    }
    return true;
}

static int compare_counts(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static void sum_up(const struct pair *pair, const struct syscall_counter *before,
                   struct count *count)
{
    struct pair_memory *memory = pair->memory;

    count->syscalls_counted = true;
    for (int role = 0; role < N_ROLES; role++) {
        count->syscalls[role] = memory->syscalls[role].total - before[role].total;
        if (pair->pids[role] && !memory->countable[role])
            count->syscalls_counted = false;
    }
    count->windows = memory->n_windows;
    count->calls = (uint64_t)count->windows * COUNT_WINDOW;
    for (uint32_t i = 0; i < count->windows; i++)
        count->quiet_windows += memory->in_window[i] == 0;
    qsort(memory->in_window, count->windows, sizeof(memory->in_window[0]), compare_counts);
    count->in_median_window = (double)memory->in_window[count->windows / 2] / COUNT_WINDOW;
}

static void count_pair(struct pair *pair, struct count *count)
{
    const struct order settle = {.kind = ORDER_COUNT, .warm_up = WARM_UP_CALLS};
    const struct order order = {.kind = ORDER_COUNT,
                                .warm_up = WARM_UP_CALLS,
                                .windows = WINDOWS,
                                .calls = COUNT_WINDOW,
                                .slice_ms = COUNT_MS};
    const struct transport *transport = pair->transport;
    struct syscall_counter before[N_ROLES];
    struct wakeups began, ended;
    pid_t authority;

    /* To ask who it is wakes it, and what is made on first use may too: all that before anything is
     * counted. */
    authority = transport->authority ? transport->authority(pair->state) : 0;
    if (!pair_order(pair, &settle))
        return;
    count->has_authority = authority != 0;
    memcpy(before, pair->memory->syscalls, sizeof(before));
    if (!take_wakeups(pair, authority, &began) || !pair_order(pair, &order) ||
        !take_wakeups(pair, authority, &ended))
        return;
    count->authority_wakeups = ended.authority - began.authority;
    count->helper_wakeups = ended.helpers - began.helpers;
    sum_up(pair, before, count);
    count->done = true;
}

void run_counts(struct run *run, int placement)
{
    for (int i = 0; i < N_TRANSPORTS && !pair_interrupted(); i++) {
        struct pair pair;

        if (!run->want[i])
            continue;
        progress_show("%s: counting %s", placements[placement].name, transports[i]->name);
        pair_start(&pair, transports[i], &placements[placement], run->size);
        count_pair(&pair, &run->counts[placement][i]);
        run->failed |= pair.failed;
        pair_end(&pair);
    }
    progress_clear();
}
