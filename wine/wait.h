/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits in which an object of ours is, or one of Wine's that has been sent (loan.h), besides Wine's own or alone. The
 * arguments are the calls'. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define MAX_WAIT 64

/* NtWaitForSingleObject on an object of ours; 0: on one of Wine's that has been sent. */
uint64_t wait_single(const uint64_t *a, uint64_t object);
/* NtWaitForMultipleObjects; objects: ours, 0 for each handle that is Wine's. */
uint64_t wait_multiple(const uint64_t *a, const uint64_t objects[MAX_WAIT]);
/* NtSignalAndWaitForSingleObject; an object that is 0 is Wine's. */
uint64_t wait_after_signal(const uint64_t *a, uint64_t signalled, uint64_t waited);
