/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acting as the sender of a message, in our server and in Wine's. Our server says whether, and at which level;
 * Wine's token is a copy of the sender's there, as it is then.
 */
#pragma once

#include <stdint.h>

/* With the port's object. STATUS_CANNOT_IMPERSONATE: the sender is no program of this Wine.
 * STATUS_NOT_IMPLEMENTED: anonymously, as nobody is in Wine */
uint64_t impersonate_lpc_client(const uint64_t *a, const uint64_t *given);
uint64_t impersonate_alpc_client(const uint64_t *a, const uint64_t *given);
/* NtSetInformationThread: whom Wine lets a thread act as, or nobody, takes the place of a sender. */
uint64_t impersonate_set_thread(const uint64_t *a);
