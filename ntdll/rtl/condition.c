/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Condition variables: one pointer's worth of memory, zero at the start. The lower half counts the
 * wake-ups and is what sleepers sleep on, the upper half says how many sleepers there are, so that
 * waking nobody costs no system call. As on Windows a sleeper may wake for no reason.
 *
 * A sleeper reads the count and counts itself while it still has the lock. Who changes what it
 * waits for does that under the lock too, and so either comes before, or sees the sleeper and moves
 * on the count that it sleeps on.
 */
#include "common/shmem.h"
#include "ntdll/client/timeout.h"

#include <ntrtl.h>

#include <errno.h>

static uint32_t *count_of(PRTL_CONDITION_VARIABLE variable)
{
    return (uint32_t *)&variable->Ptr;
}

static uint32_t *sleepers_of(PRTL_CONDITION_VARIABLE variable)
{
    return (uint32_t *)&variable->Ptr + 1;
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
    struct timespec until;
    int error = futex_sleep(count_of(variable), count, timeout_until(&until, timeout));

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
