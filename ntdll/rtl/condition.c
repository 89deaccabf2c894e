/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Condition variables: one pointer's worth of memory, zero at the start. The lower half counts the
 * wake-ups and is what sleepers sleep on, the upper half says how many sleepers there are, so that
 * waking nobody costs no system call. As on Windows a sleeper may wake for no reason.
 *
 * A sleeper reads the count and counts itself while it still has the lock. Who changes what it waits
 * for does that under the lock too, and so either comes before, or sees the sleeper and moves on the
 * count that it sleeps on.
 */
#include "common/shmem.h"

#include <ntrtl.h>

#include <errno.h>

#define TICKS_PER_SECOND 10000000LL
#define NS_PER_TICK      100
#define NS_PER_SECOND    1000000000L
#define SECONDS_TO_1970  11644473600LL
#define FOR_EVER         (INT64_MAX / TICKS_PER_SECOND / 2)

static uint32_t *count_of(PRTL_CONDITION_VARIABLE variable)
{
    return (uint32_t *)&variable->Ptr;
}

static uint32_t *sleepers_of(PRTL_CONDITION_VARIABLE variable)
{
    return (uint32_t *)&variable->Ptr + 1;
}

/* Ticks from now on to an NT timeout, negative if it is relative, else a system time. */
static int64_t ticks_from_now(int64_t timeout)
{
    struct timespec now;
    int64_t ticks;

    if (timeout <= 0)
        return timeout == INT64_MIN ? INT64_MAX : -timeout;
    clock_gettime(CLOCK_REALTIME, &now);
    ticks = (now.tv_sec + SECONDS_TO_1970) * TICKS_PER_SECOND + now.tv_nsec / NS_PER_TICK;
    return timeout > ticks ? timeout - ticks : 0;
}

/* The end on the monotonic clock; NULL for none. */
static const struct timespec *end_of_wait(struct timespec *end, const LARGE_INTEGER *timeout)
{
    int64_t ticks;

    if (!timeout)
        return NULL;
    ticks = ticks_from_now(timeout->QuadPart);
    if (ticks / TICKS_PER_SECOND > FOR_EVER)
        return NULL;
    clock_gettime(CLOCK_MONOTONIC, end);
    end->tv_sec += ticks / TICKS_PER_SECOND;
    end->tv_nsec += ticks % TICKS_PER_SECOND * NS_PER_TICK;
    if (end->tv_nsec >= NS_PER_SECOND) {
        end->tv_nsec -= NS_PER_SECOND;
        end->tv_sec++;
    }
    return end;
}

static uint32_t enter(PRTL_CONDITION_VARIABLE variable)
{
    shm_fetch_add(sleepers_of(variable), 1);
    return shm_load(count_of(variable));
}

/* STATUS_TIMEOUT, or STATUS_SUCCESS for whatever else ends it. */
static NTSTATUS sleep_and_exit(PRTL_CONDITION_VARIABLE variable, uint32_t count,
                               const LARGE_INTEGER *timeout)
{
    struct timespec storage;
    const struct timespec *end = end_of_wait(&storage, timeout);
    int error = futex_sleep(count_of(variable), count, end);

    shm_fetch_add(sleepers_of(variable), -1);
    return error == ETIMEDOUT ? STATUS_TIMEOUT : STATUS_SUCCESS;
}

static void wake(PRTL_CONDITION_VARIABLE variable, int n)
{
    if (!shm_fetch_add(sleepers_of(variable), 0))
        return;
    shm_fetch_add(count_of(variable), 1);
    futex_wake(count_of(variable), n);
}

VOID NTAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable)
{
    ConditionVariable->Ptr = NULL;
}

VOID NTAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable)
{
    wake(ConditionVariable, 1);
}

VOID NTAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable)
{
    wake(ConditionVariable, INT_MAX);
}

/* The section is left once, so it must be entered once only. */
NTSTATUS NTAPI RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE ConditionVariable,
                                           PRTL_CRITICAL_SECTION CriticalSection,
                                           const LARGE_INTEGER *Timeout)
{
    uint32_t count = enter(ConditionVariable);
    NTSTATUS status;

    RtlLeaveCriticalSection(CriticalSection);
    status = sleep_and_exit(ConditionVariable, count, Timeout);
    RtlEnterCriticalSection(CriticalSection);
    return status;
}

NTSTATUS NTAPI RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE ConditionVariable,
                                            PRTL_SRWLOCK SRWLock, const LARGE_INTEGER *Timeout,
                                            ULONG Flags)
{
    bool shared = Flags & RTL_CONDITION_VARIABLE_LOCKMODE_SHARED;
    NTSTATUS status;
    uint32_t count;

    if (Flags & ~RTL_CONDITION_VARIABLE_LOCKMODE_SHARED)
        return STATUS_INVALID_PARAMETER_4;
    count = enter(ConditionVariable);
    if (shared)
        RtlReleaseSRWLockShared(SRWLock);
    else
        RtlReleaseSRWLockExclusive(SRWLock);
    status = sleep_and_exit(ConditionVariable, count, Timeout);
    if (shared)
        RtlAcquireSRWLockShared(SRWLock);
    else
        RtlAcquireSRWLockExclusive(SRWLock);
    return status;
}
