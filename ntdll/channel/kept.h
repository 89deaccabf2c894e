/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages that this process itself puts in front of a queue: notices that a message was cancelled, and answers
 * that were too long for the buffer of who waited for them.
 */
#pragma once

#include "ntdll/channel/queue.h"

struct kept {
    struct kept *next;
    struct channel *channel;            /* whose message it is: a reference */
    void *message_context;
    struct record_attributes attributes;
    struct message_bytes {
        PORT_MESSAGE header;
        uint8_t data[];
    } message;
};

/* Room for data bytes behind the header. NULL: no memory. */
struct kept *kept_new(struct channel *channel, uint32_t data_size);
void kept_free(struct kept *kept);
/* At the end of those that are there. Wakes a receiver. */
void kept_add(struct queue *queue, struct kept *kept);
/* The first, if its data fits into room (negative: not even a header does). NULL: none, or *needed is the whole length of
 * one that does not. */
struct kept *kept_take(struct queue *queue, int64_t room, uint32_t *needed);
/* What was taken, in front again. */
void kept_put_back(struct queue *queue, struct kept *kept);
/* Throws all away. */
void kept_drop(struct queue *queue);
