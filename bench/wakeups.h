/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How often threads have gone to sleep, from /proc: a thread that was woken has slept before, and
 * that is counted for every process and costs it nothing.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Voluntary context switches so far of all threads of the process, or of all but the first. */
bool wakeups_read(pid_t pid, bool with_first, uint64_t *wakeups);
