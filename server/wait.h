/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for objects. State lives here in the server, a waiting thread sleeps on its slot.
 */
#pragma once

#include "server/session.h"

/* The object may have become signaled: ends whatever waits that satisfies, in order of arrival. */
void wake_waiters(struct object *object);
/* Ends the thread's wait without a result; the thread is going. */
void wait_abandon(struct thread *thread);
