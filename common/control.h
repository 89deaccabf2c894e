/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory that a process shares with the server alone, and memory that all processes share.
 *
 * Control memory: one place for each thread. A thread sets word to 0, makes a request that may answer
 * STATUS_PENDING, and sleeps on word; the server writes status, then word = 1, then wakes. A cancelled
 * wait is over before the cancelling request returns, so a ring is never late.
 *
 * Session memory: the two counters that NT keeps for the whole system (lpc-semantics 4).
 */
#pragma once

#include "common/shmem.h"

#define CONTROL_SLOTS 1024u         /* threads of a process that may call us */

/* A packet of an I/O completion port. */
struct io_packet {
    uint64_t key, context, information;
    int32_t status;
    uint32_t flags;
};
#define IO_PACKET_MAIL 1u           /* the server has put something into a port's queue: the notice may come later than this */
#define IO_PACKETS_MAX 256u         /* in one answer */

struct control_slot {
    uint32_t word;
    int32_t status;
    struct io_packet packet;        /* what a wait for a packet has got */
    uint32_t channel;               /* whose answer the thread waits for, or 0; said by the process */
} __attribute__((aligned(CACHE_LINE)));

struct control_memory {
    struct control_slot slots[CONTROL_SLOTS];
};

struct session_memory {
    uint32_t message_id;            /* the last one given out; 0 is skipped, and bit 31 is not of the id */
    uint32_t callback_id;
};
#define SESSION_MEMORY_SIZE 4096u
#define MESSAGE_ID_MAX 0x7fffffffu  /* with the highest bit it names a resource reserve (alpc 2) */
