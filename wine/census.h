/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ids that Wine has for the processes and threads that use ports. Messages have the system's, which
 * is all that our server knows.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* This thread, and its process, are in it from now on. */
void census_join(void);

/* A thread and its process; thread 0: only that. */
struct census_ids {
    uint32_t process, thread;
};
/* From the system's ids to Wine's; false: it is none of this Wine's. */
bool census_find(struct census_ids *wines, const struct census_ids *systems);
/* The reverse. */
bool census_find_system(struct census_ids *systems, const struct census_ids *wines);
