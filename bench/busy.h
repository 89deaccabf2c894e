/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes that do nothing but use a CPU, as neighbours of what is measured. */
#pragma once

#include <stdbool.h>

#define MAX_BUSY 64u

/* false: failed, and said so. */
bool busy_start(unsigned n);
void busy_end(void);
