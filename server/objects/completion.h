/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * I/O completion ports: a queue of packets, and the threads that take them. A port wakes the thread that came
 * last, and only while fewer than its limit run. A thread that took a packet counts as running until it waits
 * for something that the server knows of, or belongs to another port. Waits that the server does not see (a
 * reply, a file) must not stop everything: when nothing has been taken for a while, one more may run.
 */
#pragma once

#include "common/control.h"
#include "server/object.h"

struct thread;
struct completion;

/* What a thread is to completion ports. */
struct worker {
    struct completion *completion;      /* it belongs to, not a reference; NULL: none */
    struct thread *next, **link;        /* in its list */
    bool runs;                          /* counted there */
    struct completion *waits_for;       /* a packet of it; a reference */
    struct thread *next_waiting;
};

/* A thread begins to wait for something, is through with that, ends. */
void worker_blocks(struct thread *thread);
void worker_runs(struct thread *thread);
void worker_exit(struct thread *thread);
/* It does not wait for a packet any more. false: it did not. */
bool worker_abandon(struct thread *thread);

/* A packet, in its owner's memory until gone is called. */
struct packet {
    struct packet *next;
    struct io_packet content;
    uint32_t n;                         /* how often it is in the queue */
    void (*gone)(struct packet *packet);
};
void completion_post(struct completion *completion, struct packet *packet);
/* Takes it out again, if it is there; gone is not called. */
void completion_withdraw(struct completion *completion, struct packet *packet);

/* Something that posts the same packet again and again, and cannot fail to. */
struct completion_source;
/* A reference to the completion port goes with it. */
struct completion_source *completion_source_new(struct completion *completion, uint64_t key);
/* flags: IO_PACKET_*, of this packet and those that lie there already */
void completion_source_post(struct completion_source *source, uint32_t flags);
/* Packets that were posted stay. */
void completion_source_free(struct completion_source *source);

/* How many processors there are, while that may still be asked for: the limit of who does not give one. */
void completion_init(void);
