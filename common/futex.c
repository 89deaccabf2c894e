/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sleeping on a word of shared memory. FUTEX_WAIT_BITSET is the form that takes an absolute time, so
 * a wait that a signal interrupts goes on with the same end.
 */
#include "common/shmem.h"

#include <errno.h>

int futex_sleep(uint32_t *word, uint32_t value, const struct timespec *until)
{
    long rc = syscall(SYS_futex, word, FUTEX_WAIT_BITSET, value, until, NULL, FUTEX_BITSET_MATCH_ANY);

    return rc == 0 ? 0 : errno;
}

/* A timeout of futex_waitv is always absolute. */
int futex_sleep_either(uint32_t *word, uint32_t value, const struct futex_word *second, const struct timespec *until)
{
    struct futex_waitv both[2] = {{.val = value, .uaddr = (uintptr_t)word, .flags = FUTEX_32}};
    long rc;

    if (!second)
        return futex_sleep(word, value, until);
    both[1] = (struct futex_waitv){.val = second->value, .uaddr = (uintptr_t)second->word, .flags = FUTEX_32};
    rc = syscall(SYS_futex_waitv, both, 2, 0, until, CLOCK_MONOTONIC);
    return rc >= 0 ? 0 : errno;
}

void futex_wake(uint32_t *word, int n)
{
    int saved = errno;

    syscall(SYS_futex, word, FUTEX_WAKE, n, NULL, NULL, 0);
    errno = saved;
}
