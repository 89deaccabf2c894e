/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Robust locks; see lock.h. Here is what happens when a lock is not free. */
#include "ntdll/channel/lock.h"

#include <assert.h>
#include <limits.h>

#define LOCK_NAP_NS  250000u    /* the first sleep; each is twice as long as the one before */
#define LOCK_NAP_MAX 64000000u
#define LOCK_TURNS   100        /* before sleeping: the owner has a message to copy, no more */
#define LOCK_WARY    65536u     /* how often it is unlocked with care after somebody has waited */

__thread struct lock_owner lock_owner;

/* Of a thread that the C library has not begun. */
static __thread struct robust_list_head own_list;

static struct robust_list_head *make_list(void)
{
    own_list.list.next = &own_list.list;
    syscall(SYS_set_robust_list, &own_list, sizeof own_list);
    return &own_list;
}

void lock_know_owner(void)
{
    struct robust_list_head *head = NULL;
    size_t size = 0;

    if (syscall(SYS_get_robust_list, 0, &head, &size) || !head)
        head = make_list();
    lock_owner.pending = (void **)&head->list_op_pending;
    lock_owner.offset = head->futex_offset;
    lock_owner.tid = (uint32_t)syscall(SYS_gettid);
}

void lock_forget_owner(void)
{
    lock_owner = (struct lock_owner){0};
}

void lock_begin_inner(void)
{
    assert(lock_owner.n_outer < sizeof lock_owner.outer / sizeof lock_owner.outer[0]);
    lock_owner.outer[lock_owner.n_outer++] = *lock_owner.pending;
}

void lock_end_inner(void)
{
    shm_store(lock_owner.pending, lock_owner.outer[--lock_owner.n_outer]);
}

static void nap(struct robust_lock *lock, uint32_t word, uint32_t ns)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ns;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    futex_sleep(&lock->word, word, &until);
}

bool lock_wait(struct robust_lock *lock)
{
    uint32_t mine = lock_owner.tid, turns = 0, ns = LOCK_NAP_NS;

    for (;;) {
        uint32_t word = shm_load(&lock->word);

        if (!(word & FUTEX_TID_MASK)) {
            if (shm_compare_exchange(&lock->word, word, mine | (word & FUTEX_WAITERS)))
                return !(word & FUTEX_OWNER_DIED);
        } else if (turns++ < LOCK_TURNS) {
            cpu_relax();
        } else {
            shm_store(&lock->wary, LOCK_WARY);
            if (!(word & FUTEX_WAITERS) && !shm_compare_exchange(&lock->word, word, word | FUTEX_WAITERS))
                continue;
            nap(lock, word | FUTEX_WAITERS, ns);
            mine = lock_owner.tid | FUTEX_WAITERS;      /* there may be more */
            ns = ns < LOCK_NAP_MAX ? 2 * ns : ns;
        }
    }
}

void lock_wake(struct robust_lock *lock, uint32_t word)
{
    if (word & FUTEX_WAITERS)
        futex_wake(&lock->word, 1);
}
