/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes that do nothing but use a CPU, as neighbours of what is measured. */
#pragma once

#include <stdbool.h>

#define MAX_BUSY 64u    /* of a run; a group may add as many */

/* So many there are then. false: failed, and said so. */
bool busy_start(unsigned n);
/* Ends all but so many. */
void busy_end(unsigned n);
