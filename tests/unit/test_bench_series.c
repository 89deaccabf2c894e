/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the benchmark computes of its samples: medians, percentiles, ratios of rounds. */
#include "bench/series.h"
#include "tests/unit/suite.h"

#include <math.h>

static void samples_give_a_median_and_a_p99(void)
{
    static uint32_t samples[1000];
    struct series series = {0};

    for (uint32_t i = 0; i < 1000; i++)
        samples[i] = 1000 - i;
    series_add(&series, samples, 1000, 2000);
    CU_ASSERT_EQUAL(series.n_rounds, 1);
    CU_ASSERT_DOUBLE_EQUAL(series.median[0], 501 * 2, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(series.p99[0], 991 * 2, 1e-9);
}

static void rounds_give_a_spread(void)
{
    struct series series = {0};
    struct spread spread;

    series_add_value(&series, 4);
    series_add_value(&series, 1);
    series_add_value(&series, 3);
    series_add_value(&series, 2);
    spread = series_medians(&series);
    CU_ASSERT_EQUAL(spread.lowest, 1);
    CU_ASSERT_EQUAL(spread.median, 2.5);
    CU_ASSERT_EQUAL(spread.highest, 4);
}

static void failed_rounds_do_not_count(void)
{
    struct series series = {0};

    CU_ASSERT(isnan(series_medians(&series).median));
    series_add(&series, NULL, 0, 1);
    CU_ASSERT(isnan(series_medians(&series).median));
    series_add_value(&series, 7);
    CU_ASSERT_EQUAL(series_medians(&series).median, 7);
    CU_ASSERT_EQUAL(series.n_rounds, 2);
}

/* The machine was half as fast in the second round, for both. */
static void ratios_are_taken_within_a_round(void)
{
    struct series over = {0}, under = {0};
    struct spread ratio;

    series_add_value(&over, 10);
    series_add_value(&under, 5);
    series_add_value(&over, 20);
    series_add_value(&under, 10);
    series_add_value(&over, 30);
    series_add_failed(&under);
    ratio = series_ratios(&over, &under);
    CU_ASSERT_EQUAL(ratio.lowest, 2);
    CU_ASSERT_EQUAL(ratio.highest, 2);
}

static void no_more_rounds_than_there_is_room_for(void)
{
    struct series series = {0};

    for (unsigned i = 0; i < MAX_ROUNDS + 5; i++)
        series_add_value(&series, 1);
    series_add_failed(&series);
    CU_ASSERT_EQUAL(series.n_rounds, MAX_ROUNDS);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(samples_give_a_median_and_a_p99),
        TEST(rounds_give_a_spread),
        TEST(failed_rounds_do_not_count),
        TEST(ratios_are_taken_within_a_round),
        TEST(no_more_rounds_than_there_is_room_for),
    };

    return RUN_SUITE("bench series", tests);
}
