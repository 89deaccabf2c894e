/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Locks in memory that several processes of one uid hold. Their owner may be killed at any
 * instruction: what they guard is changed by single stores, or can be made anew, so the next owner goes
 * on (R5).
 *
 * The word is the kernel's (robust futexes): the owner's thread id, and two flags. The C library has such locks, too, and
 * a list of those that a thread owns; these are held one at a time and briefly, so they need only the place in that list's
 * head for an operation that is under way. What it has stood for before, of the C library's in a thread that a signal
 * interrupted, is put back.
 *
 * A receiver unlocks without an atomic operation as long as nobody has waited lately. Who begins to wait in that very moment
 * may not be woken, so nobody sleeps for long without a look.
 */
#pragma once

#include "common/channel.h"

#include <stdbool.h>

/* This thread, as an owner. */
struct lock_owner {
    uint32_t tid;               /* 0: not looked up yet */
    uint32_t n_outer;
    void **pending;             /* in the head of the list that the kernel looks at when the thread ends */
    void *outer[2];
    int64_t offset;             /* of a word from where the list points to */
};

extern __thread struct lock_owner lock_owner __attribute__((tls_model("initial-exec")));

/* For the functions below. */
void lock_know_owner(void);
void lock_begin_inner(void);
void lock_end_inner(void);
bool lock_wait(struct robust_lock *lock);
void lock_wake(struct robust_lock *lock, uint32_t word);

/* A child after fork is another thread. */
void lock_forget_owner(void);

/* false: the last owner died inside, and what the lock guards should be looked over. */
static inline bool robust_lock(struct robust_lock *lock)
{
    struct lock_owner *me = &lock_owner;

    if (!me->tid)
        lock_know_owner();
    if (*me->pending)
        lock_begin_inner();
    shm_store(me->pending, (void *)((char *)&lock->word - me->offset));
    shm_signal_fence();
    return shm_compare_exchange(&lock->word, 0, me->tid) || lock_wait(lock);
}

static inline void lock_end(void)
{
    shm_signal_fence();
    shm_store(lock_owner.pending, NULL);
    if (lock_owner.n_outer)
        lock_end_inner();
}

/* A full fence, too. */
static inline void robust_unlock(struct robust_lock *lock)
{
    uint32_t word = shm_exchange(&lock->word, 0);

    if (word != lock_owner.tid)
        lock_wake(lock, word);
    lock_end();
}

static inline void robust_unlock_quickly(struct robust_lock *lock)
{
    uint32_t wary = shm_load(&lock->wary);

    if (wary) {
        shm_store(&lock->wary, wary - 1);
        robust_unlock(lock);
        return;
    }
    shm_store_release(&lock->word, 0);
    lock_end();
}
