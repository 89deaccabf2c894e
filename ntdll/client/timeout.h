/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NT's clocks, in units of 100 ns. */
#pragma once

#include <stdint.h>
#include <time.h>
#include <windows.h>

/* since 1601, UTC */
int64_t system_time(void);
/* CLOCK_MONOTONIC */
int64_t monotonic_time(void);

/* Windows' timeouts: NULL for ever (returns NULL), negative relative, else absolute system time.
 * Fills *until with CLOCK_MONOTONIC. The value has been captured already. */
const struct timespec *timeout_until(struct timespec *until, const LARGE_INTEGER *timeout);
