/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Channels to another user's processes (R9 to R14): bells in the channel's own memory, which only the two ends can map.
 *
 * Nothing that the other end does there is believed, or delays anybody else. It may move our sleepers to other words
 * (FUTEX_REQUEUE), so whoever sleeps on a word of its sleeps on one of ours too. It may ring for ever: a bell that has
 * rung 64 times for nothing is not listened to for a while, and its ring looked at then. It may give its messages any
 * number, so they are ordered by when they were seen.
 */
#pragma once

#include "ntdll/channel/channel.h"

struct foreign;

struct foreign *foreign_new(struct channel_memory *memory, enum channel_end end);

/* The sender's side. */
void foreign_announce(struct channel *channel);
uint32_t foreign_watched(const struct foreign *foreign);

/* Our waiting threads look up: the channel is over, or something else that the other end may keep from them. */
void foreign_alarm(struct foreign *foreign);
enum slot_state foreign_await_slot(struct channel *channel, struct reply_slot *slot, uint32_t generation,
                                   const struct futex_word *also, const struct timespec *until);

/* The receiver's side. Under the queue's lock: */

/* The queue has the channel now, and has it no more. */
void foreign_enter(struct queue *queue, struct channel *channel);
void foreign_leave(struct queue *queue, uint32_t index);
/* Tells all channels what the queue's watched says. */
void foreign_watch(struct queue *queue);
/* A channel of BELL_BY_SERVER is empty: let it be rung for. */
void foreign_arm(struct channel *channel);
/* Who rings while we sleep shall do so. */
void foreign_arm_all(struct queue *queue);

/* Not under it: as queue_await, which calls it when there are channels that do not ring in the queue's memory. */
bool foreign_await(struct queue *queue, const struct channel *polled, uint32_t ticket,
                   const struct futex_word *also, const struct timespec *until);
/* The server has rung for the channel. false: for nothing, and too often. */
bool foreign_rung(struct channel *channel);
