/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rounds: all transports' processes exist from the start, and in each round everyone's turn comes
 * for a slice, while the others sleep. Each round begins with another one, so that nobody always
 * runs behind the same neighbour.
 */
#include "bench/pair.h"
#include "bench/progress.h"
#include "bench/run.h"

#include <string.h>

void run_rounds(struct run *run, int placement)
{
    struct pair pairs[N_TRANSPORTS];

    memset(pairs, 0, sizeof(pairs));
    for (int i = 0; i < N_TRANSPORTS; i++)
        if (run->want[i])
            pair_start(&pairs[i], transports[i], &placements[placement], run->size);

    for (unsigned round = 0; round < run->n_rounds && !pair_interrupted(); round++) {
        progress_show("%s: round %u of %u", placements[placement].name, round + 1, run->n_rounds);
        for (unsigned turn = 0; turn < N_TRANSPORTS; turn++) {
            unsigned i = (round + turn) % N_TRANSPORTS;

            if (run->want[i])
                pair_do_slice(&pairs[i], &run->series[placement][i], run->slice_ms);
        }
    }
    progress_clear();

    for (int i = 0; i < N_TRANSPORTS; i++) {
        if (!run->want[i])
            continue;
        run->failed |= pairs[i].failed;
        pair_end(&pairs[i]);
    }
}
