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

static int sleep_alertably(struct futex_waitv *words, unsigned n, const struct futex_word *alertable,
                           const struct timespec *until)
{
    int rc = ntport_sleep_alertably(words, n, until);

    if (rc != ECANCELED)
        return rc;
    *alertable->interrupted = true;
    shm_store_release(alertable->word, alertable->value + 1);
    return 0;
}

/* A timeout of futex_waitv is always absolute. */
int futex_sleep_either(uint32_t *word, uint32_t value, const struct futex_word *others, const struct timespec *until)
{
    struct futex_waitv words[FUTEX_WAITV_MAX];
    const struct futex_word *alertable = NULL;
    unsigned n = 1;
    long rc;

    if (!others)
        return futex_sleep(word, value, until);
    words[0] = (struct futex_waitv){.val = value, .uaddr = (uintptr_t)word, .flags = FUTEX_32};
    for (; others && n < FUTEX_WAITV_MAX; others = others->next) {
        words[n++] = (struct futex_waitv){
            .val = others->value, .uaddr = (uintptr_t)others->word, .flags = FUTEX_32,
        };
        if (others->interrupted)
            alertable = others;
    }
    if (alertable && ntport_sleep_alertably)
        return sleep_alertably(words, n, alertable, until);
    rc = syscall(SYS_futex_waitv, words, n, 0, until, CLOCK_MONOTONIC);
    return rc >= 0 ? 0 : errno;
}

bool futex_words_changed(const struct futex_word *words)
{
    while (words && shm_load_acquire(words->word) == words->value)
        words = words->next;
    return words;
}

void futex_wake(uint32_t *word, int n)
{
    int saved = errno;

    syscall(SYS_futex, word, FUTEX_WAKE, n, NULL, NULL, 0);
    errno = saved;
}
