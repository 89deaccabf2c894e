/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory that a process shares with the server alone, and memory that all processes share.
 *
 * Control memory: one place for each thread. A thread sets word to 0, makes a request that may answer
 * STATUS_PENDING, and sleeps on word; the server writes status, then word = 1, then wakes. A cancelled
 * wait is over before the cancelling request returns, so a ring is never late.
 *
 * Letters: short mail for a queue that this process alone reads (port_mail.c). The server puts it into a free place and then
 * says its number; whoever takes it has copied it, and then makes the number 0 if it is still the same. The server takes a letter
 * back in that way, too.
 *
 * And one place for the answer to the request under way, if that asks for it (ANSWER_IN_MEMORY): the process sets place to 0,
 * sends the request, and sleeps on place; the server writes the answer there when it is short and brings no descriptor, else it
 * sends a packet, and says which. So an answer costs a futex instead of a packet.
 *
 * Session memory: the two counters that NT keeps for the whole system (lpc-semantics 4).
 */
#pragma once

#include "common/shmem.h"

#include <assert.h>

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

enum answer_where { ANSWER_NOT_YET, ANSWER_HERE, ANSWER_ON_SOCKET };

struct control_answer {
    uint32_t place;                 /* enum answer_where */
    uint32_t size;
    uint8_t packet[4088];
} __attribute__((aligned(4096)));

#define LETTERS     32u
#define LETTER_ROOM 976u            /* for a message with its header */

struct letter {
    uint64_t context, security;
    uint32_t port;                  /* whose queue it is for; the rest is as in take_mail's answer */
    uint32_t index, channel, parcel, limit;
    uint32_t size;
    uint8_t message[LETTER_ROOM] __attribute__((aligned(16)));
};

struct control_memory {
    struct control_slot slots[CONTROL_SLOTS];
    uint64_t letter_numbers[LETTERS];   /* 0: there is none; else the lowest is the oldest */
    uint32_t unlettered;            /* how many queues have mail that must be asked for (take_mail) */
    uint32_t handles_changed;       /* counts how often a port that is in use here got another handle, or one that stays open */
    struct letter letters[LETTERS] __attribute__((aligned(4096)));
    struct control_answer answer;
};

struct session_memory {
    uint32_t message_id;            /* the last one given out; 0 is skipped, and bit 31 is not of the id */
    uint32_t callback_id;
};
#define SESSION_MEMORY_SIZE 4096u
#define MESSAGE_ID_MAX 0x7fffffffu  /* with the highest bit it names a resource reserve (alpc 2) */

static_assert(sizeof(struct letter) == 1024, "letters");
