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

/* What a thread has in hand. */
struct hands {
    struct life *has[N_LIFE_KINDS];     /* atomic; written by its thread alone */
    bool taken;                         /* by a thread; atomic */
    struct hands *next;                 /* of all there have ever been */
};

/* For the functions below: the thread's, NULL until hands_find(); and of what is over without having ended a bit for each, so
 * that who lets go of another thing need not look. */
extern __thread struct hands *own_hands __attribute__((tls_model("initial-exec")));
extern uint64_t over_filter[N_LIFE_KINDS];
struct hands *hands_find(void);
void life_sweep(enum life_kind kind);

static inline uint64_t life_bit(const struct life *life)
{
    return 1ull << ((uintptr_t)life * 0x9e3779b97f4a7c15u >> 58);
}

/* Takes it in hand; whoever did not have it looks afterwards whether there is still a reference to it. false: the hand is full,
 * or there are no barriers: count. */
static inline bool hand_take(enum life_kind kind, struct life *life)
{
    struct hands *place = own_hands ? own_hands : hands_find();

    if (!place || place->has[kind])
        return false;
    shm_store(&place->has[kind], life);
    shm_signal_fence();                 /* (1) then the look whether it still lives: pairs with life_sweep() */
    return true;
}

static inline void hand_let_go(struct hands *place, enum life_kind kind, const struct life *life)
{
    uint64_t filter;

    shm_store_release(&place->has[kind], NULL);
    shm_signal_fence();                 /* (1) then the look whether it is over: pairs with life_sweep() */
    filter = shm_load(&over_filter[kind]);
    if (filter && filter & life_bit(life))
        life_sweep(kind);
}

/* Lets it go, as a thread that ends does. false: it is not in hand, but counted. */
static inline bool hand_give(enum life_kind kind, struct life *life)
{
    struct hands *place = own_hands;

    if (!place || place->has[kind] != life)
        return false;
    hand_let_go(place, kind, life);
    return true;
}

/* fork: the child has only this thread, with empty hands. */
void hands_forget(void);
