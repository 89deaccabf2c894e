/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A watch: a thread that waits for objects of ours, or for what the library sleeps on, while its user waits for Wine's, one of which,
 * `event`, says that the thread's wait is satisfied.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct watch;

/* NULL: no memory. Waits for any, or all, of these, which must stay until watch_end. */
struct watch *watch_begin(const uint64_t *objects, uint32_t n, bool any);
/* The same until one of these words of memory is not as given. */
struct futex_waitv;
struct watch *watch_begin_words(const struct futex_waitv *words, uint32_t n);
/* An event of Wine's. */
uint64_t watch_event(const struct watch *watch);
/* Ends the wait if it is not over; what came of it: STATUS_ALERTED, when it was not. */
uint32_t watch_end(struct watch *watch);
