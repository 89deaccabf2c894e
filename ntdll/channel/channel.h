/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One end of a connection, as this process sees it.
 */
#pragma once

#include "ntdll/channel/life.h"
#include "ntdll/channel/queue.h"
#include "ntdll/channel/ring.h"
#include "ntdll/channel/slot.h"

struct pending_key;

#define N_KNOWN_SENDERS 8

struct channel {
    struct life life;
    uint32_t id, index;             /* the server's number; its place in the connection port's queue */
    uint32_t own_index;             /* its place in the queue we receive from */
    enum channel_end end;           /* ours */
    uint32_t send_limit;            /* bytes of a message that the peer takes */
    struct channel_memory *memory;
    size_t memory_size;
    struct channel_state *state;    /* our end's, inside holder memory that the queue below keeps */
    struct queue *own_queue;        /* where we receive: a reference */
    enum bell_kind bell;
    struct queue_memory *peer_queue;    /* BELL_OF_QUEUE: where what we send is announced, else NULL; */
    uint32_t peer_index;                /* under this number; */
    struct queue *peer_queue_owner;     /* keeps that memory mapped, or NULL: it is in the channel's own */
    struct foreign *foreign;            /* another user's at the other end: foreign.c; else NULL */
    struct ring out, in;
    struct slot_bank slots, peer_slots;
    uint64_t free;                  /* what we last saw of the peer's position in out; under send_lock */
    uint32_t peer_cpu;              /* where the last sender or replier ran */
    bool broken;                    /* the peer wrote what cannot be */
    uint32_t closed;                /* the peer is gone: the server said so, or it broke the ring */
    uint64_t known[N_KNOWN_SENDERS];    /* pid << 32 | tid of senders that were found to be who they say */
    uint32_t peer_pid;              /* from the server (R29) */
    const struct context_memory *context_memory;    /* as whom the peer acts (context.c), once asked for; atomic */
    uint64_t ids[3];                /* or the ids of a token that stays the same; atomic */
    bool ids_known;
    int peer_fd;                    /* a pidfd of that process, -1 until it is wanted */
    void *context;                  /* the server end's port context */
    struct pending *pending;        /* messages received and not yet answered (pending.c) */
    bool draining;                  /* our port is closed, but its queue still has messages of it */
};

/* Takes over memory (unmapped with the last reference) and a reference to each queue given. Loopback: out
 * and in are the same ring. */
struct channel *channel_new(uint32_t id, uint32_t index, enum channel_end end, enum bell_kind bell, void *memory,
                            uint32_t ring_size, struct queue *own_queue, struct queue *peer_queue);
struct channel *channel_ref(struct channel *channel);
void channel_unref(struct channel *channel);
/* For the length of a call, by this thread. The caller has it, or keeps it from ending. NULL is nothing. */
static inline struct channel *channel_hold(struct channel *channel)
{
    if (!hand_take(LIFE_OF_CHANNEL, &channel->life))
        life_ref(&channel->life);
    return channel;
}

static inline void channel_release(struct channel *channel)
{
    if (channel && !hand_give(LIFE_OF_CHANNEL, &channel->life))
        channel_unref(channel);
}

/* Has the server said that there is nobody at the other end any more? What it posted about the end that went is here by
 * then. */
static inline bool channel_is_left(const struct channel *channel)
{
    return shm_load_acquire(&channel->closed);
}

/* Is there nobody? */
static inline bool channel_is_closed(const struct channel *channel)
{
    return channel_is_left(channel) || shm_load_acquire(&channel->memory->closed[!channel->end]);
}

/* Our end's port is gone; tell the peer now rather than when the server's word arrives. */
void channel_close(struct channel *channel);
/* The peer's end is gone: sends fail, waits are lost. Wakes whoever waits. */
void channel_peer_closed(struct channel *channel);
/* The peer wrote what cannot be: as if it were gone, for both sides (R8). */
void channel_break(struct channel *channel);
/* One of several processes at the other end died: what it had claimed is lost. */
void channel_peer_died(struct channel *channel, uint32_t pid);
/* One of several at ours: where its threads waited others may. */
void channel_sharer_died(struct channel *channel, uint32_t pid);

/* Puts the message in our ring, at *position, and announces it. RING_FULL, RING_BROKEN (the channel is closed then). */
enum ring_result channel_send(struct channel *channel, const struct ring_source *source,
                              const struct envelope *envelope, uint64_t *position);
/* Has the peer's queue been told that it has mail from the server, where we can: else it hears of it from the server
 * alone. */
void channel_announce_mail(struct channel *channel);
/* WATCHED_*: of the queue that gets what we send. */
uint32_t channel_watched(const struct channel *channel);
/* As slot_await, for a slot of our end. */
enum slot_state channel_await(struct channel *channel, uint32_t slot, uint32_t generation,
                              const struct futex_word *also, const struct timespec *until);
/* BELL_BY_SERVER: the server is asked to ring (nt/lpc/send.c). */
void channel_ring_by_server(struct channel *channel);
/* Takes back what was sent there, if nobody has taken it yet. */
bool channel_withdraw(struct channel *channel, uint64_t position);
/* An answer too long for the peer's slot, which is claimed: puts it into our ring, not announced. */
enum ring_result channel_put_answer(struct channel *channel, const struct ring_source *source,
                                    const struct envelope *from, uint64_t *position);
/* The peer has done so: takes it out of turn. */
enum ring_result channel_take_answer(struct channel *channel, uint64_t position, struct ring_sink *sink);
/* Where the peer's thread waits, or NULL for a number that is none. */
struct reply_slot *channel_peer_slot(struct channel *channel, uint32_t number);
/* The peer's slot in which that thread waits for that message; NO_SLOT. */
uint32_t channel_find_waiter(struct channel *channel, const struct pending_key *key, uint32_t *generation);
