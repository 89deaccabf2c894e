/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events and semaphores that both sides have, and each signals to the other. */
#pragma once

#include "tests/wine/talk.h"

#define MAX_SIGNALS 4

/* --- the client: keep sends a handle along; ask and answer are the two halves of request --- */

struct signal_calls {
    NTSTATUS (*keep)(HANDLE port, struct talk *talk, HANDLE handle);
    talk_function *request, *ask, *answer;
};
/* What wakes one waiter, there and back again, many times. */
NTSTATUS signals_ping(HANDLE port, const struct signal_calls *calls, bool semaphores);
/* A semaphore that one releases while both take from it: each count is somebody's. */
NTSTATUS signals_shared(HANDLE port, const struct signal_calls *calls);
/* An event that stays set: either side sets and resets it. */
NTSTATUS signals_state(HANDLE port, const struct signal_calls *calls);

/* --- the server: what is done with a kept one --- */

NTSTATUS signal_work(HANDLE handle, struct talk *talk);
