/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Medians of rounds, and of their ratios; see series.h. */
#include "bench/series.h"

#include <math.h>
#include <stdlib.h>

static int compare_ticks(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void series_add(struct series *series, uint32_t *samples, uint32_t n, double ns_per_tick)
{
    if (!n || series->n_rounds >= MAX_ROUNDS) {
        series_add_failed(series);
        return;
    }
    qsort(samples, n, sizeof(*samples), compare_ticks);
    series->median[series->n_rounds] = samples[n / 2] * ns_per_tick / 1000;
    series->p99[series->n_rounds] = samples[(uint64_t)n * 99 / 100] * ns_per_tick / 1000;
    series->n_rounds++;
}

void series_add_with_p99(struct series *series, double value, double p99)
{
    if (series->n_rounds >= MAX_ROUNDS)
        return;
    series->median[series->n_rounds] = value;
    series->p99[series->n_rounds] = p99;
    series->n_rounds++;
}

void series_add_value(struct series *series, double value)
{
    series_add_with_p99(series, value, NAN);
}

void series_add_failed(struct series *series)
{
    series_add_value(series, NAN);
}

static struct spread spread_of(const double *values, unsigned n)
{
    struct spread spread = {NAN, NAN, NAN};
    double sorted[MAX_ROUNDS];
    unsigned n_valid = 0;

    for (unsigned i = 0; i < n; i++)
        if (!isnan(values[i]))
            sorted[n_valid++] = values[i];
    if (!n_valid)
        return spread;
    qsort(sorted, n_valid, sizeof(sorted[0]), compare_doubles);
    spread.lowest = sorted[0];
    spread.median = (sorted[(n_valid - 1) / 2] + sorted[n_valid / 2]) / 2;
    spread.highest = sorted[n_valid - 1];
    return spread;
}

struct spread series_medians(const struct series *series)
{
    return spread_of(series->median, series->n_rounds);
}

struct spread series_p99s(const struct series *series)
{
    return spread_of(series->p99, series->n_rounds);
}

struct spread series_ratios(const struct series *over, const struct series *under)
{
    unsigned n = over->n_rounds < under->n_rounds ? over->n_rounds : under->n_rounds;
    double ratios[MAX_ROUNDS];

    for (unsigned i = 0; i < n; i++)
        ratios[i] = over->median[i] / under->median[i];
    return spread_of(ratios, n);
}
