/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work for a server: so many microseconds of a CPU, by counting and not by the clock, which also runs when another one has the CPU. */
#pragma once

#include <stdint.h>

struct work {
    uint32_t steps;
};

/* Measures how fast this CPU counts. */
struct work work_of(unsigned us);
void work_do(struct work work);
