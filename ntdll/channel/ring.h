/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rings: one direction of a connection.
 *
 * The sender copies a message in and publishes it with one store; the receiver copies it out before
 * it looks at anything. The peer may rewrite the ring at any moment, so positions live in private memory
 * (struct channel_state) and the shared ones are output only.
 *
 * An answer too long for a slot stands here, too, until the thread that waits for it has taken it out of turn.
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

/* A short message with its data; the header's TotalLength says how much of it counts. */
struct message {
    PORT_MESSAGE header;
    uint8_t data[LPC_MESSAGE_MAX - sizeof(PORT_MESSAGE)];
};

static inline uint32_t total_of(const PORT_MESSAGE *header)
{
    return (uint16_t)header->u1.s1.TotalLength;
}

struct ring {
    struct ring_memory *memory;
    uint8_t *data;
    uint32_t size;              /* a power of two */
    uint64_t seen;              /* up to where the sender was when we last looked; under the receiver's lock */
    bool orphaned;              /* no thread of ours waits for anything any more; atomic */
};

/* What travels with a message besides its own bytes. */
struct envelope {
    uint32_t slot, generation;  /* where the reply is expected; NO_SLOT */
    uint32_t cpu;
    uint16_t flags;             /* RECORD_* */
};

/* A copy to or from memory of the caller's, which may not be there: false then. */
typedef bool ring_copy(void *to, const void *from, size_t size);

/* What is sent. copy: NULL when data is memory of ours; attributes: NULL for none. */
struct ring_source {
    const PORT_MESSAGE *header;
    const void *data;
    ring_copy *copy;
    const struct record_attributes *attributes;
};

/* What is received, and where its data goes. */
struct ring_sink {
    PORT_MESSAGE header;
    struct envelope envelope;
    struct record_attributes attributes;
    void *data;
    uint32_t room;              /* bytes at data */
    ring_copy *copy;            /* NULL: data is memory of ours */
    bool short_buffer;          /* there is no room even for the header: every message is RING_LONG */
    bool bare;                  /* of what is no answer the header alone is wanted: it is delivered with no data */
    uint32_t sequence;          /* the how manyth of its channel */
};

enum ring_result {
    RING_DONE,
    RING_EMPTY,                 /* nothing there */
    RING_FULL,                  /* no room for it now */
    RING_BROKEN,                /* the peer wrote what cannot be (R8) */
    RING_LONG,                  /* the sink is too small: the message stays, its header is in the sink */
    RING_FAULT,                 /* the copy failed: nothing has happened */
};

/* false: copy said so. */
bool ring_copy_data(void *to, const void *from, size_t size, ring_copy *copy);
/* Copies the message in, at *position, and publishes it. *tail is the sender's own position; *free what it last saw of the
 * receiver's, looked at again only when there seems to be no room. */
enum ring_result ring_put(const struct ring *ring, uint64_t *tail, uint64_t *free,
                          const struct ring_source *source, const struct envelope *envelope,
                          uint64_t *position);
/* What was put at position becomes no message, if it is still there. */
bool ring_withdraw(const struct ring *ring, uint64_t position);
/* Copies the oldest message out, checked, and frees its place. *head is the receiver's own position. */
enum ring_result ring_take(struct ring *ring, uint64_t *head, struct ring_sink *sink);
/* The one RECORD_FOR_SLOT at position, out of turn. */
enum ring_result ring_take_at(struct ring *ring, uint64_t *head, uint64_t position, struct ring_sink *sink);
/* The id of the oldest message, without taking it: a hint, unchecked. RING_DONE, EMPTY or BROKEN. */
enum ring_result ring_peek(struct ring *ring, uint64_t *head, uint32_t *message_id);
bool ring_is_empty(const struct ring *ring, uint64_t head);
/* Throws away all that is there. */
void ring_purge(const struct ring *ring, uint64_t *head);
