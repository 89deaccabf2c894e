/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Things that happen at a time: for each of two clocks a heap of what is to come, and one timer of the
 * kernel's that is set to the first of it. Setting the time of day moves what hangs on that clock.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <ntstatus.h>
#include <windows.h>

enum deadline_clock {
    SYSTEM_TIME,                        /* 100 ns since 1601 */
    INTERRUPT_TIME,                     /* 100 ns of CLOCK_MONOTONIC */
    N_CLOCKS
};

struct deadline {
    int64_t when;                       /* also after it has passed */
    enum deadline_clock clock;
    uint32_t place;                     /* in the clock's heap, from 1 on; 0: not set */
    void (*expire)(struct deadline *deadline);
};

int64_t deadline_now(enum deadline_clock clock);
/* Room for one more is made beforehand, so that setting cannot fail. STATUS_NO_MEMORY */
NTSTATUS deadline_reserve(void);
void deadline_unreserve(void);
/* expire is called once, later, from the loop; a deadline that is set already is moved. */
void deadline_set(struct deadline *deadline, enum deadline_clock clock, int64_t when);
/* false: it was not set */
bool deadline_cancel(struct deadline *deadline);

/* For the loop: the clock's timer, before the sandbox closes (-1: errno), and what to do when it is readable. */
int deadline_open_clock(enum deadline_clock clock);
void deadlines_expire(void);
