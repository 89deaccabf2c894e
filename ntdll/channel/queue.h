/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Queues: what arrives at a port, from all its channels, in the order it was sent.
 *
 * Senders set their channel's bit in the hint bitmap and ring if somebody sleeps; so a thousand idle
 * channels cost nothing. Receivers, one at a time, move hinted channels into a heap ordered by the id
 * of each one's oldest message: ids are given out when sending, so that is the order of sending.
 * The heap is only a cache: when its lock's owner died inside, it is made anew from the rings.
 */
#pragma once

#include "common/channel.h"
#include "ntdll/channel/lock.h"
#include "ntdll/channel/ring.h"

#include <stdbool.h>
#include <time.h>

struct channel;

struct queue {
    uint32_t n_references;          /* atomic */
    uint32_t port;                  /* the server's number of the port that owns it */
    struct queue_memory *memory;
    size_t memory_size;             /* 0: part of a channel's memory */
    struct holder_memory *holder;   /* NULL: we only send to it */
    uint32_t capacity;
    struct channel **channels;      /* by index; under the holder's lock */
    uint32_t n_channels;            /* length of that array */
    const uint32_t *clock;          /* the last message id given out among our user's processes: what comes from
                                     * another user's is ordered by it; NULL: cannot be */
    uint32_t last_cpu;              /* where the last message's sender ran */
    struct stream {                 /* datagrams that follow each other; atomic, right only by and large */
        uint32_t n;                 /* taken since a receiver found nothing; 0: the last was none */
        uint32_t pause;             /* how long it then lets some come: turns of cpu_relax() */
        uint64_t sent;              /* what we had sent by then */
    } stream;
    uint32_t mail;                  /* the server has something for it, or we took it and not yet gave it out */
    struct queue_mail *deferred;    /* that (nt/lpc/mail.c) */
    uint32_t n_ports;               /* of this process that receive here (nt/port_table.c) */
    uint32_t closed;                /* its connection port has no handle left, or the server died */
    bool alpc;                      /* atomic; what a client that has gone has sent is delivered without its data (alpc 4) */
    struct kept *kept;              /* messages that this process puts in front (kept.h) */
    uint32_t n_kept;                /* atomic */
    bool listed;                    /* something stands in the port's completion list; atomic */
};

struct queue *queue_new(uint32_t port, void *memory, size_t memory_size, void *holder, uint32_t capacity);
struct queue *queue_ref(struct queue *queue);
void queue_unref(struct queue *queue);
/* By its first holder; also for a channel that begins. */
void holder_init(struct holder_memory *holder, uint32_t capacity);
void channel_state_init(struct channel_state *state);

/* The holder's lock's owner died inside: forgets the heap and looks at every ring again. */
void queue_recover(struct queue *queue);

/* The holder's lock: the list of channels, and every head. */
static inline void queue_lock(struct queue *queue)
{
    if (!robust_lock(&queue->holder->lock))
        queue_recover(queue);
}

static inline void queue_unlock(struct queue *queue)
{
    robust_unlock_quickly(&queue->holder->lock);
}
/* WATCHED_*: from now on who sends tells the server. */
void queue_watch(struct queue *queue, uint32_t how);
void queue_unwatch(struct queue *queue, uint32_t how);
/* Whoever of another user makes work shall ring. */
void queue_arm_foreign(struct queue *queue);
/* That channel, announced by another holder, is none any more. */
void queue_forget(struct queue *queue, uint32_t index);
/* NOTICE_RUNG: the server rings for the channel. */
void queue_rung(struct queue *queue, uint32_t index, uint32_t channel);
/* The queue learns of a channel, which takes the place of an older one under its index; keeps a reference
 * of its own. false: no memory. */
bool queue_attach(struct queue *queue, struct channel *channel);
void queue_detach(struct queue *queue, struct channel *channel);
/* This process does not receive here any more: forgets all channels. */
void queue_clear(struct queue *queue);
/* Up to where a channel's sender has published, and whether all up to there has been taken. */
uint64_t queue_published(struct queue *queue, uint32_t index);
bool queue_reached(struct queue *queue, uint32_t index, uint64_t position);
/* The channel under that index, with a reference, or NULL. */
struct channel *queue_channel(struct queue *queue, uint32_t index);
/* Calls f for each channel, under the lock. */
void queue_each(struct queue *queue, void (*f)(struct channel *channel, void *data), void *data);

/* Is there, or may there be, something from the server? */
static inline bool queue_has_mail(const struct queue *queue)
{
    return shm_load_acquire(&queue->mail) || shm_load_acquire(&queue->memory->mail);
}
/* Is there anything for a receiver to look at? */
bool queue_has_work(struct queue *queue);
/* Is there any, not seen so far? It counts as seen then. */
bool queue_take_mail(struct queue *queue);
/* Sender: the channel has something, published before a full fence. Announces it and wakes one sleeper. */
void queue_announce(struct queue_memory *memory, uint32_t index);

enum queue_result {
    QUEUE_TAKEN,
    QUEUE_EMPTY,
    QUEUE_LONG, QUEUE_FAULT,        /* as RING_LONG, RING_FAULT */
    QUEUE_UNKNOWN,                  /* *index has something, but this process does not know the channel */
};
/* The oldest message. *channel is held: whose message it is, or, when the queue is empty, the channel to look
 * at while waiting (or NULL). A channel that broke its ring is broken off on the way. only: this index and no
 * other (NO_CHANNEL: any). */
enum queue_result queue_take(struct queue *queue, uint32_t only, struct ring_sink *sink,
                             struct channel **channel, uint32_t *index);
/* A record for one who waits, out of turn: ring_take_at(). */
enum ring_result queue_take_at(struct queue *queue, struct channel *channel, uint64_t position,
                               struct ring_sink *sink);
/* Our own channel may have something now. */
void queue_nudge(struct queue *queue, uint32_t index);
bool queue_is_empty(struct queue *queue);
/* Was something there sent before the message of that id? */
bool queue_has_older(struct queue *queue, uint32_t message_id);
/* The same without the lock: may be wrong for a moment. */
bool queue_looks_empty(struct queue *queue, const struct channel *polled);
/* And nothing else to do either, and the ticket is good. */
bool queue_looks_idle(struct queue *queue, const struct channel *polled, uint32_t ticket);
/* Throws away what is there (the connection port was closed). */
void queue_purge(struct queue *queue);

/* Taken before a receiver looks at anything, so that it does not sleep over a later queue_wake_all. */
uint32_t queue_ticket(const struct queue *queue);
/* Waits until there may be something, or the ticket is void; spuriously too. polled: as queue_take gave it. also: what else
 * wakes, or NULL. false when the time (CLOCK_MONOTONIC; NULL: for ever) is over. */
bool queue_await(struct queue *queue, const struct channel *polled, uint32_t ticket,
                 const struct futex_word *also, const struct timespec *until);
/* Its last step: this thread, which was counted as asleep, is awake. */
void queue_wait_ends(struct queue *queue);
/* Something changed that every sleeper must see. */
void queue_wake_all(struct queue *queue);
/* A receiver leaves: if it leaves work and somebody sleeps, wakes the next (R13). */
void queue_pass_on(struct queue *queue);
/* For work that stands beside the queue: whoever has looked before it stood there shall not sleep over it; */
void queue_void_tickets(struct queue *queue);
/* and some of it is left: wakes one who sleeps, unless one is on his way. */
void queue_wake_one(struct queue *queue);
