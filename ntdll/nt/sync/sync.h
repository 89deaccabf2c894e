/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What all calls that wait in the server do alike.
 */
#pragma once

#include "ntdll/client/self.h"

/* The end of a request of the caller's that has answered this: sleeps if it is STATUS_PENDING, cancels what was
 * asked for when the time is over, and runs user APCs if they have ended it. timeout is NT's. */
NTSTATUS wait_out(struct self *caller, NTSTATUS status, const LARGE_INTEGER *timeout);
/* Nothing but alerts (WAIT_*) ends it, or the time. */
NTSTATUS wait_for_alert(uint32_t alerts, const LARGE_INTEGER *timeout);
/* A wait in our own memory that alerts and user APCs may end, too. Begins it: STATUS_PENDING, and also is what wakes the
 * thread besides what it waits for, or STATUS_ALERTED, STATUS_USER_APC. */
NTSTATUS alertable_begin(struct self *caller, struct futex_word *also);
/* Ends what was begun: STATUS_TIMEOUT, or what has ended it. */
NTSTATUS alertable_end(struct self *caller);
/* Both, without a wait between. */
NTSTATUS alertable_poll(struct self *caller);
/* All that the caller has in its queue. */
void run_apcs(struct self *caller);
