/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for objects. State lives here in the server, a waiting thread sleeps on its slot.
 */
#pragma once

#include "server/session.h"

struct wait_packet;

/* The object may have become signaled: ends whatever waits that satisfies, in order of arrival. */
void wake_waiters(struct object *object);
/* Of a thread that is about to wait so (WAIT_*): STATUS_ALERTED, which is over then, STATUS_USER_APC or STATUS_SUCCESS. */
NTSTATUS wait_check_alerts(struct thread *thread, uint32_t alerts);
/* Ends the thread's wait, of whatever kind, with that status, if this kind of alert may. */
bool wait_interrupt(struct thread *thread, uint32_t alert, NTSTATUS status);
/* A wait that is no thread's: when the object is signalled, wait_packet_signaled (objects/wait_packet.h) is called. NULL: no memory */
struct wait *wait_begin_packet(struct wait_packet *packet, struct object *object);
void wait_end_packet(struct wait *wait);
/* Is the object signalled? Then it has been taken. */
bool wait_try_object(struct object *object);
/* Ends the thread's wait without a result; the thread is going. */
void wait_abandon(struct thread *thread);
