/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One-time initialisation. The pointer holds the state in its two lowest bits, and above them, once
 * it is done, the context. Threads that wait for another's initialisation sleep on the lower half.
 *
 *     0  nobody began            1  one thread is at it, others wait (SLEEPERS: they do)
 *     2  done, with the context  3  some threads race (RTL_RUN_ONCE_ASYNC), the first to finish
 * wins
 */
#include "common/shmem.h"

#include <ntrtl.h>

#define STATE_BITS   ((1 << RTL_RUN_ONCE_CTX_RESERVED_BITS) - 1)
#define NOT_BEGUN    0
#define ONE_AT_IT    1
#define DONE         2
#define MANY_AT_IT   3
#define SLEEPERS     4

static uintptr_t *value_of(PRTL_RUN_ONCE once)
{
    return (uintptr_t *)&once->Ptr;
}

static NTSTATUS done(uintptr_t value, PVOID *context)
{
    if (context)
        *context = (PVOID)(value & ~(uintptr_t)STATE_BITS);
    return STATUS_SUCCESS;
}

static void wait_for_other(PRTL_RUN_ONCE once)
{
    if (shm_load(value_of(once)) == ONE_AT_IT)
        shm_compare_exchange(value_of(once), (uintptr_t)ONE_AT_IT,
                             (uintptr_t)(ONE_AT_IT | SLEEPERS));
    futex_sleep((uint32_t *)&once->Ptr, ONE_AT_IT | SLEEPERS, NULL);
}

VOID NTAPI RtlRunOnceInitialize(PRTL_RUN_ONCE RunOnce)
{
    RunOnce->Ptr = NULL;
}

/* STATUS_PENDING is a success: the caller is to initialise, then to call RtlRunOnceComplete. */
NTSTATUS NTAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID *Context)
{
    bool async = Flags & RTL_RUN_ONCE_ASYNC;

    if (Flags & RTL_RUN_ONCE_CHECK_ONLY) {
        uintptr_t value = shm_load_acquire(value_of(RunOnce));

        if (async)
            return STATUS_INVALID_PARAMETER;
        return (value & STATE_BITS) == DONE ? done(value, Context) : STATUS_UNSUCCESSFUL;
    }
    for (;;) {
        uintptr_t value = shm_load_acquire(value_of(RunOnce));
        uintptr_t begun = async ? MANY_AT_IT : ONE_AT_IT;

        switch (value & STATE_BITS) {
        case NOT_BEGUN:
            if (shm_compare_exchange(value_of(RunOnce), value, begun))
                return STATUS_PENDING;
            break;
        case ONE_AT_IT:
            if (async)
                return STATUS_INVALID_PARAMETER;
            wait_for_other(RunOnce);
            break;
        case DONE:
            return done(value, Context);
        default:
            return async ? STATUS_PENDING : STATUS_INVALID_PARAMETER;
        }
    }
}

NTSTATUS NTAPI RtlRunOnceComplete(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID Context)
{
    bool failed = Flags & RTL_RUN_ONCE_INIT_FAILED;
    bool async = Flags & RTL_RUN_ONCE_ASYNC;
    uintptr_t next = failed ? NOT_BEGUN : (uintptr_t)Context | DONE;

    if ((uintptr_t)Context & STATE_BITS || (failed && (Context || async)))
        return STATUS_INVALID_PARAMETER;
    for (;;) {
        uintptr_t value = shm_load(value_of(RunOnce));

        switch (value & STATE_BITS) {
        case ONE_AT_IT:
            if (!shm_compare_exchange(value_of(RunOnce), value, next))
                break;
            if (value & SLEEPERS)
                futex_wake((uint32_t *)&RunOnce->Ptr, INT_MAX);
            return STATUS_SUCCESS;
        case MANY_AT_IT:
            if (!async)
                return STATUS_INVALID_PARAMETER;
            if (shm_compare_exchange(value_of(RunOnce), value, next))
                return STATUS_SUCCESS;
            break;
        default:
            return STATUS_UNSUCCESSFUL;
        }
    }
}

/* After a failure of InitFn the next caller tries again. */
NTSTATUS NTAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE RunOnce, PRTL_RUN_ONCE_INIT_FN InitFn,
                                     PVOID Parameter, PVOID *Context)
{
    PVOID none = NULL;
    NTSTATUS status;

    if (!Context)
        Context = &none;
    status = RtlRunOnceBeginInitialize(RunOnce, 0, Context);
    if (status != STATUS_PENDING)
        return status;
    if (!InitFn(RunOnce, Parameter, Context)) {
        RtlRunOnceComplete(RunOnce, RTL_RUN_ONCE_INIT_FAILED, NULL);
        return STATUS_UNSUCCESSFUL;
    }
    return RtlRunOnceComplete(RunOnce, 0, *Context);
}
