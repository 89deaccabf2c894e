/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ports as this process sees them: from a handle to the queue it reads and the channel it writes.
 *
 * A port is found by its handle without a lock and without a request; its memory is never given back to
 * the heap, so a look at one that is being closed is harmless. Whoever is in a call on it has it in hand (life.h),
 * and the object lives on in the server until nobody has (lpc-semantics 12).
 */
#pragma once

#include "ntdll/channel/channel.h"

#include <windows.h>
#include <ntalpcapi.h>
#include <ntstatus.h>

struct port {
    struct life life;                   /* no reference: not in use */
    uint32_t id;                        /* the server's number */
    enum port_kind kind;
    uint32_t flags;                     /* ALPC_PORFLG_*, PORT_ALPC */
    uint32_t peer_flags;                /* of the port that gets what is sent on it */
    uint32_t max_message;               /* that it receives, header included */
    uint64_t max_section, max_view, max_total_section;  /* ALPC: of sections made on it */
    uint32_t state;                     /* client ports: enum port_state; atomic */
    bool disconnected;                  /* by NtAlpcDisconnectPort; atomic */
    bool has_completion;                /* a completion port, perhaps the pool's, is told of what arrives; atomic */
    bool has_list;                      /* a completion list; atomic */
    uint32_t n_tracked;                 /* calls on it that are to be counted (alpc 14); atomic */
    struct queue *queue;                /* where it receives */
    struct channel *channel;            /* what it sends on; NULL for a connection port until it sends */
    struct queue *peer_queue;           /* client ports: the connection port's, send only; NULL: another user's */
    uint64_t view_base;                 /* server ports: where the client's section is mapped */
    uint64_t only_handle;               /* what it came with, and no other to it then; */
    uint32_t handles_changed;           /* nor since, while this is what the server says (control.h) */
    uint64_t leaving;                   /* port_leave() has closed that handle, but not yet told the server; atomic */
    bool detached;                      /* no handle left in this process; atomic */
    bool dead;                          /* the server that knew it is gone */
    struct port *next;                  /* by id, or the list of unused ones */
};

/* The port of a handle that grants the access, for the length of a call. NULL with the statuses of every handle. */
struct port *port_get(HANDLE handle, ACCESS_MASK access, NTSTATUS *status);
/* For longer, or for another thread. */
struct port *port_ref(struct port *port);
void port_unref(struct port *port);
/* Ends what port_get() began. */
static inline void port_put(struct port *port)
{
    if (!hand_give(LIFE_OF_PORT, &port->life))
        port_unref(port);
}
/* How long a message sent on it may be. */
static inline uint32_t port_send_limit(const struct port *port)
{
    return port->channel ? shm_load(&port->channel->send_limit) : port->max_message;
}

/* What the server said of a port's memory: see open_port. fds are consumed. */
struct port_memory {
    uint32_t port, kind, flags, peer_flags, max_message, send_limit, queue_port, channel, index, ring_size, peer_pid;
    uint32_t state, bell, holder_page;
    uint64_t context;
    int *fds;                           /* queue, holder, channel memory; -1 where there is none. The queue is the one that
                                         * is received from, but for a client port of BELL_OF_QUEUE: that is sent to */
};
/* From a reply with a connection (open_port, alpc_connect, finish_connect, accept_port), and what that says besides. */
#define PORT_MEMORY(reply, descriptors, ...)                                                                                \
    {                                                                                                                       \
        .port = (reply)->port, .peer_flags = (reply)->peer_flags, .max_message = (reply)->max_message,                      \
        .send_limit = (reply)->send_limit, .queue_port = (reply)->queue_port, .channel = (reply)->channel,                  \
        .index = (reply)->index, .bell = (reply)->bell, .ring_size = (reply)->ring_size, .peer_pid = (reply)->peer_pid,     \
        .fds = (descriptors), __VA_ARGS__                                                                                   \
    }
/* Makes the port known here under its handle, which grants everything unless said. The first holder of fresh
 * memory makes its locks. A reference, or NULL with STATUS_NO_MEMORY. */
struct port *port_attach(uint64_t handle, uint32_t access, const struct port_memory *memory, bool fresh,
                         NTSTATUS *status);
/* Do we already have that queue, so that the server need not send its memory again? */
bool port_knows_queue(uint32_t queue_port);
/* That queue, a reference, or NULL: none of our ports receives there. */
struct queue *port_queue(uint32_t queue_port);
/* The channel of a connection port to itself, made when first wanted. */
NTSTATUS port_open_loopback(struct port *port);
/* A channel found pending in a queue that this process has not seen. */
NTSTATUS port_open_channel(struct queue *queue, uint32_t index);

/* Views belong to the port that they came with and go with it (lpc-semantics 9.3). placed: it lies in the
 * arena, which keeps the address. */
bool port_add_view(uint32_t port, void *base, bool placed);

