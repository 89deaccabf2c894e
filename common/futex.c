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

void futex_wake(uint32_t *word, int n)
{
    int saved = errno;

    syscall(SYS_futex, word, FUTEX_WAKE, n, NULL, NULL, 0);
    errno = saved;
}
