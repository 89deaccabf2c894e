/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The memory through which two connected ports talk, and the memory of a port's queue. The server
 * makes and seals all of it; it maps none of it but a connection port's queue memory, to ring there.
 *
 *   channel memory      one for each connection, mapped by both ends
 *      page 0           positions of both rings, closed flags, the client port's own queue memory, or between
 *                       different users the two bells
 *      client slots     where the client's waiting threads get their replies
 *      server slots     where the server's waiting threads get theirs
 *      ring 0           messages from client to server
 *      ring 1           messages from server to client
 *
 *   queue memory        one for each connection or unconnected port, mapped by its holders and those of
 *                       its clients that are the same user's: the bell and a hint which channels have
 *                       something. A client port that is connected to another user's has one, too
 *   holder memory       one for each port that has a queue, mapped only by the processes that hold the
 *                       port: the positions a side owns (the ones in the rings are output), which
 *                       slots are in use, the order of what waits. A client port's is one page, of a file
 *                       that has several of them for the client ports of one process
 *
 * A connection port's queue has up to MAX_CHANNELS channels; channel 0 is what its own holders send
 * to the port itself. A client port's queue has one channel, number 0: ring 1 of its connection.
 */
#pragma once

#include "common/shmem.h"

#include <assert.h>
#include <stddef.h>

#define MAX_CHANNELS         16384u
#define NO_CHANNEL           0xffffffffu

#define LPC_MESSAGE_MAX      648u       /* lpc-semantics 2.3 */
#define RING_SIZE_DEFAULT    (256u * 1024)
#define RING_SIZE_MIN        (64u * 1024)
#define RING_SIZE_MAX        (16u * 1024 * 1024)

enum channel_end { CLIENT_END, SERVER_END };    /* also: the ring that end sends on */

enum port_kind { CONNECTION_PORT = 1, UNCONNECTED_PORT, CLIENT_PORT, SERVER_PORT };

/* Of a client port. */
enum port_state { PORT_CONNECTED, PORT_PENDING, PORT_REFUSED };

/* Of a port, besides its ALPC_PORFLG_*: it was made by an NtAlpc* call. */
#define PORT_ALPC 1u

/* In close_handle's answer, with the port to detach: no process has a handle to it any more. */
#define DETACH_LAST 0x80000000u

/* Somebody sleeps, or is about to: whoever makes work clears the flag and rings. */
struct bell {
    uint32_t word;
    uint32_t sleeping;
};

/* Between different users (R9, R10), by the end that receives: nobody else can map it, so whoever misuses it keeps only
 * himself waiting. */
struct foreign_bell {
    struct bell bell;
    uint32_t watched;               /* as in queue memory */
} __attribute__((aligned(CACHE_LINE)));

/* How the server is told that there is something. What is sent to a client rings in the same memory as what is sent by
 * it, unless said. */
enum bell_kind {
    BELL_OF_QUEUE,                  /* in the queue's memory: the same user */
    BELL_OF_CHANNEL,                /* in the channel's: another user */
    BELL_BY_SERVER,                 /* the same, but the server is asked to ring: another user, at a port that has
                                     * as many of BELL_OF_CHANNEL as one wait can look at (R12) */
};
#define MAX_FOREIGN_BELLS 64u       /* of BELL_OF_CHANNEL at a port; of the 128 words that futex_waitv takes */
#define MAX_FOREIGN_A_USER 16u      /* of them of one user */

#define WATCHED_BY_WAIT       1u    /* somebody waits for the port as an object */
#define WATCHED_BY_COMPLETION 2u    /* it is associated with an I/O completion port */

/* polled: the channel, plus one, that receivers look at even without a hint, because the last messages came from
 * it; its sender then leaves this memory alone, and two that talk alone share no line of it that changes. */
struct queue_memory {
    struct bell bell;
    uint32_t mail;              /* who has made the server put a message into the queue says so here, sooner than it */
    uint32_t watched;           /* tell the server of each message too: WATCHED_* */
    uint32_t polled;
    uint64_t summary[MAX_CHANNELS / 64 / 64];
    uint64_t pending[MAX_CHANNELS / 64] __attribute__((aligned(CACHE_LINE)));
} __attribute__((aligned(CACHE_LINE)));

#define QUEUE_MEMORY_SIZE ((sizeof(struct queue_memory) + 4095) & ~(size_t)4095)

/* Positions count bytes since the beginning and never wrap in practice (64 bits). */
struct ring_memory {
    uint64_t tail __attribute__((aligned(CACHE_LINE)));     /* the sender's: published up to here */
    uint64_t head __attribute__((aligned(CACHE_LINE)));     /* the receiver's: free up to here */
};

/* In front of each message in a ring. size covers it, the message, and padding to RECORD_ALIGN. */
struct ring_record {
    uint32_t size;
    uint32_t slot;              /* where the reply is expected, NO_SLOT for a datagram, or PADDING */
    uint32_t generation;        /* of the slot */
    uint16_t cpu;               /* the sender runs there */
    uint16_t flags;             /* RECORD_*: what kind of message, and what follows it */
};
#define RECORD_ALIGN  64u
#define NO_SLOT       0xffffffffu
#define RECORD_SKIP   0xfffffffeu   /* no message: the rest of the ring up to its end, or one taken out of turn */

enum record_flags {                 /* none: a request when it has a slot, else a datagram */
    RECORD_REQUEST = 1,             /* the answer comes as a message of its own */
    RECORD_REPLY = 2,               /* the last of its conversation */
    RECORD_CONTINUED = 4,           /* goes on with a conversation */
    RECORD_CANCELLED = 8,           /* the message of that id is given up; no data */
    RECORD_ATTRIBUTES = 16,         /* struct record_attributes stands behind the message, 8-aligned */
    RECORD_FOR_SLOT = 32,           /* not for the queue: the thread that waits in a slot takes it out of turn */
};

/* Attributes of a message that cannot be told from who sends it. valid: ALPC_MESSAGE_*_ATTRIBUTE */
struct record_attributes {
    uint32_t valid;
    uint32_t parcel;                /* what the server keeps for it: handles, a view; 0: nothing */
    uint64_t ticket;                /* WORK_ON_BEHALF */
    uint64_t security;              /* the sender's security context, or 0 */
};

/* A handle that goes along with a message, as the sender names it. flags: ALPC_HANDLEFLG_* */
struct parcel_handle {
    uint64_t handle;
    uint32_t flags;
    uint32_t type;                  /* ALPC_PORFLG_OBJECT_TYPE_*, or 0: whatever it is */
    uint32_t access;
    uint32_t unused;
};
#define RECORD_MAX         128u     /* bytes of a message's record that goes to another process (fetch_record) */
#define PARCEL_HANDLES_MAX 512u     /* ALPC_INDIRECT_HANDLE_MAX */
#define PARCEL_COUNT       0xffffffffu  /* alpc_unpack: how many are there? */

/* A thread that waits for a reply owns one slot of its end. word = generation << 4 | state. */
enum slot_state {
    SLOT_FREE,
    SLOT_WAITING,               /* the reply may be written by whoever claims it */
    SLOT_CLAIMED,               /* somebody is writing it: claimer */
    SLOT_REPLIED,               /* message holds a reply or a callback */
    SLOT_LOST,                  /* there will be none: status LPC_REPLY_LOST */
    SLOT_COPYING,               /* the waiting thread is asked to copy its own memory: copy */
    SLOT_HELD,                  /* the thread works on a callback and will wait here again */
    SLOT_CANCELLED,             /* the message it waits for was cancelled */
};
#define SLOT_STATE(word)              ((word) & 15u)
#define SLOT_WORD(generation, state)  ((generation) << 4 | (state))
#define SLOT_GENERATION_MAX           0x0fffffffu

struct reply_slot {
    uint32_t word;              /* what the waiting thread sleeps on */
    uint32_t sleeping;          /* it does */
    uint32_t claimer;           /* pid of who has it SLOT_CLAIMED or SLOT_COPYING */
    uint32_t cpu;               /* the replier runs there */
    uint32_t from_slot;         /* a callback: where its author waits */
    uint32_t from_generation;
    uint32_t in_ring;           /* the reply is too long for here and stands in the ring, at position */
    uint64_t position;
    struct record_attributes attributes;    /* of the reply */
    uint32_t message_id __attribute__((aligned(CACHE_LINE)));
    uint32_t callback_id;
    uint32_t pid, tid;          /* who waits */
    uint32_t info_size;         /* while waiting: bytes of data information at message */
    struct slot_copy {          /* for SLOT_COPYING; the bytes stand behind the data information */
        uint64_t base;          /* in the waiting thread's process */
        uint32_t size, done;
        uint32_t write;         /* to base, else from it */
    } copy;
    uint8_t message[LPC_MESSAGE_MAX + 56] __attribute__((aligned(CACHE_LINE)));
};

#define CLIENT_SLOTS 256u
#define SERVER_SLOTS 64u

struct channel_memory {
    struct ring_memory ring[2];             /* by the end that sends */
    uint32_t closed[2] __attribute__((aligned(CACHE_LINE)));    /* that end's port is gone */
    struct queue_memory client_queue;       /* BELL_OF_QUEUE */
    struct foreign_bell bells[2];           /* the others, by the end that receives */
};

#define CHANNEL_SLOTS_OFFSET  4096u
#define CHANNEL_RINGS_OFFSET                                                                      \
    ((CHANNEL_SLOTS_OFFSET + (CLIENT_SLOTS + SERVER_SLOTS) * (uint32_t)sizeof(struct reply_slot) + 4095u) & ~4095u)

static inline size_t channel_memory_size(uint32_t ring_size)
{
    return CHANNEL_RINGS_OFFSET + 2 * (size_t)ring_size;
}

/* Of the processes that hold one end (ntdll/channel/lock.h). */
struct robust_lock {
    uint32_t word;                          /* free: 0; else the kernel's: owner's thread id, FUTEX_WAITERS, FUTEX_OWNER_DIED */
    uint32_t wary;                          /* somebody has waited lately */
};

/* What one end of a channel owns; locks are robust and shared between the end's processes (R5). */
struct channel_state {
    struct robust_lock send_lock;
    uint64_t tail;                          /* under send_lock */
    uint64_t head;                          /* under the queue's lock */
    uint64_t slots[CLIENT_SLOTS / 64];      /* taken ones, changed atomically */
    uint32_t ready;                         /* it stands among the ready channels; under the queue's lock */
    uint32_t sequence;                      /* messages taken from it; under the queue's lock */
} __attribute__((aligned(2 * CACHE_LINE)));

/* A channel that has something, ordered by the id of its oldest message. */
struct ready_channel {
    uint32_t message_id;
    uint32_t index;
};

struct holder_memory {
    struct robust_lock lock;                /* guards all below and every head */
    uint32_t closed;                        /* the connection port's last handle is gone */
    uint32_t n_asleep;                      /* threads sleeping on the bell; atomic */
    uint32_t n_ready;
    uint32_t polled;                        /* as in queue memory, which is a copy */
    uint32_t last_index;                    /* where the last message came from */
    uint32_t capacity;                      /* channels */
    uint32_t n_foreign;                     /* those of BELL_OF_CHANNEL, which give no hints: looked at one by one */
    uint32_t foreign[MAX_FOREIGN_BELLS];    /* their indexes */
    struct channel_state channels[];        /* capacity of them, then capacity ready_channels: a heap */
};

static inline size_t holder_memory_size(uint32_t capacity)
{
    return sizeof(struct holder_memory) +
           capacity * (sizeof(struct channel_state) + sizeof(struct ready_channel));
}

#define SHARED_PAGE 4096u                        /* what a client port's holder memory has */

static_assert(sizeof(struct channel_memory) <= CHANNEL_SLOTS_OFFSET, "page 0 of the channel");
static_assert(sizeof(struct holder_memory) + sizeof(struct channel_state) + sizeof(struct ready_channel) <= SHARED_PAGE,
              "a client port's holder memory");
static_assert(sizeof(struct ring_record) == 16, "records");
static_assert(sizeof(struct reply_slot) % CACHE_LINE == 0, "slots");
static_assert(sizeof(struct channel_state) == 2 * CACHE_LINE, "one end's state");
