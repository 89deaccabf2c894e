/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Slim reader/writer locks: one pointer's worth of memory, zero is free, no owner, no recursion.
 *
 * The lower half is the state, on which readers sleep; the upper half counts the times a writer was
 * woken, on which writers sleep.
 *
 *     bits 0..29   readers inside, or all ones: a writer
 *     bit 30       readers wait
 *     bit 31       a writer waits; no new reader gets in, so writers do not starve
 *
 * The release that leaves the lock free clears both bits and wakes one writer and all readers. They
 * compete with whoever comes along, and who must wait again sets its bit again. A writer that has
 * waited keeps the bit set when it gets the lock: others may have gone to sleep on the same bit.
 */
#include "common/shmem.h"

#include <ntrtl.h>

#define HOLDERS         0x3fffffffu
#define WRITER          HOLDERS
#define MAX_READERS     (HOLDERS - 1)
#define READERS_WAITING 0x40000000u
#define WRITERS_WAITING 0x80000000u

static uint32_t *state_of(PRTL_SRWLOCK lock)
{
    return (uint32_t *)&lock->Ptr;
}

static uint32_t *wakes_of(PRTL_SRWLOCK lock)
{
    return (uint32_t *)&lock->Ptr + 1;
}

static bool try_shared(uint32_t *word)
{
    for (;;) {
        uint32_t state = shm_load(word);

        if ((state & HOLDERS) >= MAX_READERS || state & (READERS_WAITING | WRITERS_WAITING))
            return false;
        if (shm_compare_exchange(word, state, state + 1))
            return true;
    }
}

static bool try_exclusive(uint32_t *word, uint32_t keep)
{
    for (;;) {
        uint32_t state = shm_load(word);

        if (state & HOLDERS)
            return false;
        if (shm_compare_exchange(word, state, state | WRITER | keep))
            return true;
    }
}

/*
 * Only while somebody holds the lock, whose release will see the bit. False: the state is not that
 * one any more, try again.
 */
static bool set_waiting(uint32_t *word, uint32_t state, uint32_t bit)
{
    return state & bit || shm_compare_exchange(word, state, state | bit);
}

VOID NTAPI RtlInitializeSRWLock(PRTL_SRWLOCK SRWLock)
{
    SRWLock->Ptr = NULL;
}

BOOLEAN NTAPI RtlTryAcquireSRWLockShared(PRTL_SRWLOCK SRWLock)
{
    return try_shared(state_of(SRWLock));
}

BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock)
{
    return try_exclusive(state_of(SRWLock), 0);
}

VOID NTAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK SRWLock)
{
    uint32_t *word = state_of(SRWLock);

    while (!try_shared(word)) {
        uint32_t state = shm_load(word);

        if (state & HOLDERS && set_waiting(word, state, READERS_WAITING))
            futex_sleep(word, state | READERS_WAITING, NULL);
    }
}

VOID NTAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock)
{
    uint32_t *word = state_of(SRWLock);
    uint32_t keep = 0;

    while (!try_exclusive(word, keep)) {
        /* (1) The count first: a wake-up after this changes it, pairs with release() (2). */
        uint32_t wakes = shm_load_acquire(wakes_of(SRWLock));
        uint32_t state = shm_load_acquire(word);

        if (!(state & HOLDERS) || !set_waiting(word, state, WRITERS_WAITING))
            continue;
        keep = WRITERS_WAITING;
        futex_sleep(wakes_of(SRWLock), wakes, NULL);
    }
}

/* What is not held is left alone; Windows would raise STATUS_RESOURCE_NOT_OWNED. */
static void release(PRTL_SRWLOCK lock, bool exclusive)
{
    uint32_t *word = state_of(lock);
    uint32_t state, next;

    do {
        state = shm_load(word);
        if (!(state & HOLDERS) || ((state & HOLDERS) == WRITER) != exclusive)
            return;
        next = exclusive ? state & ~HOLDERS : state - 1;
        if (!(next & HOLDERS))
            next = 0;
    } while (!shm_compare_exchange(word, state, next));

    if (next & HOLDERS)
        return;
    if (state & WRITERS_WAITING) {
        shm_fetch_add(wakes_of(lock), 1);               /* (2) */
        futex_wake(wakes_of(lock), 1);
    }
    if (state & READERS_WAITING)
        futex_wake(word, INT_MAX);
}

VOID NTAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK SRWLock)
{
    release(SRWLock, false);
}

VOID NTAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK SRWLock)
{
    release(SRWLock, true);
}
