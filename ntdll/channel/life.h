/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How long ports and channels live: while somebody has a reference to them, or has them in hand.
 *
 * References are counted, may lie anywhere, and are given back by any thread. In hand is what a thread works with for the
 * length of a call: a plain store into a place of its own, where counting would be two locked operations on a line that all
 * threads write. Who gives the last reference back pays for it: all threads of the process pass a barrier (membarrier), and
 * then he looks into their hands. What is found there ends when it is let go.
 *
 * A thread has one hand for each kind. What it takes up besides is counted, and which of its holds on the same thing is the
 * counted one does not matter.
 */
#pragma once

#include "common/shmem.h"

enum life_kind { LIFE_OF_PORT, LIFE_OF_CHANNEL, N_LIFE_KINDS };

struct life {
    uint32_t n_references;              /* atomic; from 1 to 0 only in life_unref() */
    bool over;                          /* it is among those that end when no hand has them */
    struct life *next;
};

/* The caller has it already, or keeps it from being ended. */
static inline void life_ref(struct life *life)
{
    shm_fetch_add(&life->n_references, 1);
}

/* end, the same for all of a kind, is called once, by some thread, when there is no reference and no hand any more. */
void life_unref(enum life_kind kind, struct life *life, void (*end)(struct life *life));

/* Takes it in hand; whoever did not have it looks afterwards whether there is still a reference to it. false: the hand is full,
 * or there are no barriers: count. */
bool hand_take(enum life_kind kind, struct life *life);
/* Lets it go, as a thread that ends does. false: it is not in hand, but counted. */
bool hand_give(enum life_kind kind, struct life *life);

/* fork: the child has only this thread, with empty hands. */
void hands_forget(void);
