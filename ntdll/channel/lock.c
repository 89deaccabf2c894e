/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Robust locks, by the C library's own: it keeps the kernel's list of them. */
#include "ntdll/channel/lock.h"

#include <assert.h>
#include <errno.h>

int robust_init(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attributes;
    int rc;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    rc = pthread_mutex_init(lock, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return rc;
}

bool robust_lock(pthread_mutex_t *lock)
{
    int rc = pthread_mutex_lock(lock);

    if (rc == 0)
        return true;
    assert(rc == EOWNERDEAD);
    pthread_mutex_consistent(lock);
    return false;
}

void robust_unlock(pthread_mutex_t *lock)
{
    pthread_mutex_unlock(lock);
}
