/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A loan: an object of Wine's that goes to another process with a message. Our server carries an
 * object of ours of the same type, whose name says in which process, under which handle, Wine's is.
 */
#pragma once

#include "wine/mirror.h"

#include <stdint.h>

/* In the sender: the object that the message shall carry. */
uint32_t loan_make(uint64_t *object, uint64_t handle);
/* After the call, whatever came of it. */
void loan_sent(uint64_t object);
/* In the receiver: a handle of Wine's instead of a received object of ours, which is closed. An object
 * that is no loan gets a handle that stands for it. sender: by the message's header. */
uint32_t loan_take(uint64_t *handle, uint64_t object, uint32_t access, uint64_t sender);

/* Of an event or semaphore that has been sent, while its handle is open: ours; 0: it has not. */
uint64_t loan_of(uint64_t handle);
/* Does that to both; false: it has not been sent. */
bool loan_act(uint32_t *status, uint64_t handle, mirror_function *act, struct mirrored *call);
/* Before a wait for Wine's alone: what is in ours comes back. */
void loan_pull(uint64_t handle);
/* Before a wait for either, and after one that has been satisfied by ours. */
void loan_sync(uint64_t handle);
/* For a waiter who has looked at Wine's in vain. */
bool loan_take_signal(uint64_t handle);
/* Before the program closes its handle. */
void loan_closed(uint64_t handle);
