/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The only atomics: every load and store of memory that another process can see goes through here,
 * so that the memory model can be read in one place.
 *
 * A field that a peer can write is loaded once into a local, the local is checked, the local is
 * used (R4).
 */
#pragma once

#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CACHE_LINE 64

#define shm_load(p)                  __atomic_load_n((p), __ATOMIC_RELAXED)
#define shm_load_acquire(p)          __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define shm_store(p, v)              __atomic_store_n((p), (v), __ATOMIC_RELAXED)
#define shm_store_release(p, v)      __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define shm_fence_acquire()          __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define shm_signal_fence()           __atomic_signal_fence(__ATOMIC_SEQ_CST)    /* for the compiler alone */
#define shm_exchange(p, v)           __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define shm_fetch_add(p, v)          __atomic_fetch_add((p), (v), __ATOMIC_SEQ_CST)
#define shm_fetch_or(p, v)           __atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define shm_fetch_and(p, v)          __atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)

/* true and *p = to, when *p was from */
#define shm_compare_exchange(p, from, to)                                                     \
    ({                                                                                        \
        __typeof__(*(p)) shm_expected_ = (from);                                              \
        __atomic_compare_exchange_n((p), &shm_expected_, (to), false, __ATOMIC_SEQ_CST,       \
                                    __ATOMIC_RELAXED);                                        \
    })

/* Orders stores before it with loads after it. A locked operation costs less than mfence, and
 * ThreadSanitizer understands it. */
static inline void shm_fence(void)
{
    uint32_t dummy = 0;

    (void)__atomic_fetch_add(&dummy, 1, __ATOMIC_SEQ_CST);
    shm_signal_fence();
}

static inline void cpu_relax(void)
{
    __builtin_ia32_pause();
}

/* Sleeps while *word is value, until the absolute CLOCK_MONOTONIC time, for ever when that is NULL.
 * Returns 0 or the error number: EAGAIN, EINTR, ETIMEDOUT. */
int futex_sleep(uint32_t *word, uint32_t value, const struct timespec *until);
/* The same for several words: sleeps while all are as given. others NULL: there is only the first. */
struct futex_word {
    uint32_t *word, value;
    const struct futex_word *next;
    bool *interrupted;                      /* NULL, or that of a wait which others may end (below) */
};
int futex_sleep_either(uint32_t *word, uint32_t value, const struct futex_word *others, const struct timespec *until);
/* A sleep that is alertable is left to this, if it is there: libntport-wine.so, since Wine's APCs only reach a thread that
 * waits in Wine. Sleeps as futex_waitv does; ECANCELED: an APC ends the wait. Then the word is no longer as given, and
 * *interrupted. */
struct futex_waitv;
int ntport_sleep_alertably(struct futex_waitv *words, unsigned int n, const struct timespec *until)
    __attribute__((weak));
/* Has one of them changed? */
bool futex_words_changed(const struct futex_word *words);
/* Wakes at most n sleepers of the word. */
void futex_wake(uint32_t *word, int n);
