/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Alertable waits in the calls that send and receive. Wine hands APCs to a thread that waits in Wine's server; so that is
 * where such a thread waits, for a watch (watch.h) that sleeps in its place. The library, which calls us then, takes its
 * wait back when an APC has come. Wine runs that when the call returns, and has the call say STATUS_USER_APC.
 */
#include "wine/watch.h"
#include "wine/wine.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int ntport_sleep_alertably(struct futex_waitv *words, unsigned int n, const struct timespec *until)
    __attribute__((visibility("default")));

/* What is left of the time, as Wine has it; 0 when it is over. */
static int64_t relative(const struct timespec *until)
{
    struct timespec now;
    int64_t left;

    clock_gettime(CLOCK_MONOTONIC, &now);
    left = (until->tv_sec - now.tv_sec) * 10000000ll + (until->tv_nsec - now.tv_nsec) / 100;
    return left > 0 ? -left : 0;
}

static int sleep_unalertably(struct futex_waitv *words, unsigned int n, const struct timespec *until)
{
    return syscall(SYS_futex_waitv, words, n, 0, until, CLOCK_MONOTONIC) < 0 ? errno : 0;
}

int ntport_sleep_alertably(struct futex_waitv *words, unsigned int n, const struct timespec *until)
{
    const int64_t timeout = until ? relative(until) : 0;
    struct watch *watch = watch_begin_words(words, n);
    uint32_t status;

    if (!watch)
        return sleep_unalertably(words, n, until);
    status = (uint32_t)wine_call(wine.NtWaitForSingleObject, watch_event(watch), true, until ? (uintptr_t)&timeout : 0,
                                 0, 0, 0, 0);
    watch_end(watch);
    if (status == STATUS_USER_APC)
        return ECANCELED;
    return status == STATUS_TIMEOUT ? ETIMEDOUT : 0;
}
