/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Windows' timeouts as ends on CLOCK_MONOTONIC. */
#include "tests/unit/suite.h"

#include "ntdll/client/timeout.h"

#include <limits.h>

#define SECOND 10000000ll

/* How far ahead the end is, in units of 100 ns; LLONG_MAX: for ever. */
static int64_t ahead(int64_t timeout)
{
    LARGE_INTEGER value = {.QuadPart = timeout};
    struct timespec until;

    if (!timeout_until(&until, &value))
        return LLONG_MAX;
    CU_ASSERT_TRUE(until.tv_nsec >= 0 && until.tv_nsec < 1000000000);
    return until.tv_sec * SECOND + until.tv_nsec / 100 - monotonic_time();
}

static void none_is_for_ever(void)
{
    struct timespec until;

    CU_ASSERT_PTR_NULL(timeout_until(&until, NULL));
}

static void a_negative_one_is_a_distance(void)
{
    int64_t distance = ahead(-30 * SECOND);

    CU_ASSERT_TRUE(distance > 20 * SECOND && distance <= 30 * SECOND);
}

static void a_positive_one_is_a_time_of_day(void)
{
    int64_t distance = ahead(system_time() + 30 * SECOND);

    CU_ASSERT_TRUE(distance > 20 * SECOND && distance <= 30 * SECOND);
}

static void the_past_is_now(void)
{
    CU_ASSERT_TRUE(ahead(0) <= 0);
    CU_ASSERT_TRUE(ahead(1) <= 0);
    CU_ASSERT_TRUE(ahead(system_time() - SECOND) <= 0);
}

static void the_longest_ones_are_for_ever(void)
{
    CU_ASSERT_EQUAL(ahead(LLONG_MIN), LLONG_MAX);
    CU_ASSERT_EQUAL(ahead(LLONG_MAX), LLONG_MAX);
    CU_ASSERT_EQUAL(ahead(-LLONG_MAX), LLONG_MAX);
}

static int64_t unix_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);        /* time() may lag behind it by a tick */
    return now.tv_sec;
}

static void the_epoch_is_1601(void)
{
    int64_t before = unix_time(), between = system_time() / SECOND - 11644473600ll, after = unix_time();

    CU_ASSERT_TRUE(before <= between && between <= after);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(none_is_for_ever),
        TEST(a_negative_one_is_a_distance),
        TEST(a_positive_one_is_a_time_of_day),
        TEST(the_past_is_now),
        TEST(the_longest_ones_are_for_ever),
        TEST(the_epoch_is_1601),
    };

    return RUN_SUITE("timeout", tests);
}
