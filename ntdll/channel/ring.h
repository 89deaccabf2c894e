/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rings: one direction of a connection.
 *
 * The sender copies a message in and publishes it with one store; the receiver copies it out before
 * it looks at anything. The peer may rewrite the ring at any moment, so positions live in private memory
 * (struct channel_state) and the shared ones are output only.
 *
 * Datagrams, which nobody waits for, fill at most three quarters of it: a flood of them does not keep a request
 * out, of which there are never more than threads.
 *
 * A record never goes over the ring's end: what is left there is skipped by a record of its own.
 */
#pragma once

#include "common/channel.h"

#include <stdbool.h>
#include <windows.h>
#include <ntlpcapi.h>

/* A message with its data, as it travels; the header's TotalLength says how much of it counts. */
struct message {
    PORT_MESSAGE header;
    uint8_t data[LPC_MESSAGE_MAX - sizeof(PORT_MESSAGE)];
};

struct ring {
    struct ring_memory *memory;
    uint8_t *data;
    uint32_t size;              /* a power of two */
};

/* What travels with a message besides its own bytes. */
struct envelope {
    uint32_t slot, generation;  /* where the reply is expected; NO_SLOT */
    uint32_t cpu;
};

enum ring_result {
    RING_DONE,
    RING_EMPTY,                 /* nothing there */
    RING_FULL,                  /* no room for it now */
    RING_BROKEN,                /* the peer wrote what cannot be (R8) */
};

/* Copies the message in and publishes it. *tail is the sender's own position; *free what it last saw of the
 * receiver's, looked at again only when there seems to be no room. */
enum ring_result ring_put(const struct ring *ring, uint64_t *tail, uint64_t *free,
                          const struct message *message, const struct envelope *envelope);
/* Copies the oldest message out, checked, and frees its place. *head is the receiver's own position. */
enum ring_result ring_take(const struct ring *ring, uint64_t *head, struct message *message,
                           struct envelope *envelope);
/* The id of the oldest message, without taking it: a hint, unchecked. RING_DONE, EMPTY or BROKEN. */
enum ring_result ring_peek(const struct ring *ring, uint64_t *head, uint32_t *message_id);
bool ring_is_empty(const struct ring *ring, uint64_t head);
/* Throws away all that is there. */
void ring_purge(const struct ring *ring, uint64_t *head);
