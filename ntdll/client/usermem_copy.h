/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What usermem.c and its tests see of the copying instructions: see usermem_copy.S. */
#pragma once

#include <stdbool.h>

/* One byte; false when it faults. */
bool usermem_touch(const void *at);
bool usermem_rewrite(void *at);

/* Where a fault is ours, and where it then goes on. */
extern const char usermem_begin[], usermem_end[], usermem_failed[];
