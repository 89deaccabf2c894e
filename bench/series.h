/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the rounds of one transport in one placement gave. Absolute times drift by factors from
 * minute to minute; so two transports are compared by the ratio within each round, and the median
 * of those.
 */
#pragma once

#include <stdint.h>

#define MAX_ROUNDS 99u

struct series {
    unsigned n_rounds;         /* done, or failed: then NAN */
    double median[MAX_ROUNDS]; /* microseconds */
    double p99[MAX_ROUNDS];
};

struct spread {
    double lowest, median, highest;
};

/* Takes over a round's samples, which it sorts. */
void series_add(struct series *series, uint32_t *samples, uint32_t n, double ns_per_tick);
/* A round that gave one number, of any unit; */
void series_add_value(struct series *series, double value);
/* and one that has a 99th percentile, or NAN. */
void series_add_with_p99(struct series *series, double value, double p99);
void series_add_failed(struct series *series);

/* All NAN when there is no value. */
struct spread series_medians(const struct series *series);
struct spread series_p99s(const struct series *series);
struct spread series_ratios(const struct series *over, const struct series *under);
