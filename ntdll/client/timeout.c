/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Windows' timeouts. An absolute one is a time of day; it is turned into a distance when the wait
 * begins, so a clock that is set meanwhile neither stretches nor cuts it.
 */
#include "ntdll/client/timeout.h"

#include <limits.h>

#define UNITS_PER_SECOND  10000000ll
#define NS_PER_UNIT       100
#define EPOCH_DIFFERENCE  11644473600ll         /* seconds from 1601 to 1970 */
#define FOR_EVER          (LLONG_MAX / 4)       /* 7,000 years: nobody waits to see it */

static int64_t in_units(const struct timespec *t)
{
    return t->tv_sec * UNITS_PER_SECOND + t->tv_nsec / NS_PER_UNIT;
}

int64_t system_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return in_units(&now) + EPOCH_DIFFERENCE * UNITS_PER_SECOND;
}

int64_t monotonic_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return in_units(&now);
}

const struct timespec *timeout_until(struct timespec *until, const LARGE_INTEGER *timeout)
{
    int64_t distance, end;

    if (!timeout)
        return NULL;
    if (timeout->QuadPart < 0)
        distance = timeout->QuadPart == LLONG_MIN ? LLONG_MAX : -timeout->QuadPart;
    else
        distance = timeout->QuadPart - system_time();
    if (distance > FOR_EVER)
        return NULL;
    end = monotonic_time() + (distance > 0 ? distance : 0);
    *until = (struct timespec){
        .tv_sec = end / UNITS_PER_SECOND, .tv_nsec = end % UNITS_PER_SECOND * NS_PER_UNIT,
    };
    return until;
}
