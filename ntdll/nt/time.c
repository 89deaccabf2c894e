/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Time: sleeping, and the clocks. The performance counter is CLOCK_MONOTONIC in units of 100 ns,
 * the frequency that Windows 10 has.
 */
#include "ntdll/client/timeout.h"
#include "ntdll/client/usermem.h"
#include "ntdll/export.h"
#include "ntdll/nt/sync/sync.h"

#include <errno.h>
#include <ntexapi.h>
#include <ntrtl.h>
#include <sched.h>

#define FREQUENCY         10000000
#define TICKS_PER_MS      10000
#define COARSEST_TIMER    156250                /* 15.6 ms, what NT knows as its slowest timer */
#define FINEST_TIMER      5000

static NTSTATUS delay_alertably(const LARGE_INTEGER *interval)
{
    NTSTATUS status = wait_for_alert(WAIT_ALERTABLE, interval);

    return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

NTSTATUS NTAPI NtDelayExecution(BOOLEAN Alertable, PLARGE_INTEGER DelayInterval)
{
    static const struct timespec never = {.tv_sec = INT32_MAX};
    const struct timespec *until;
    struct timespec end;
    LARGE_INTEGER interval;

    if (!user_read(&interval, DelayInterval, sizeof interval))
        return STATUS_ACCESS_VIOLATION;
    if (Alertable)
        return delay_alertably(&interval);
    if (!interval.QuadPart)
        return NtYieldExecution();
    until = timeout_until(&end, &interval);
    do
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, until ? until : &never, NULL) ==
               EINTR)
            ;
    while (!until);
    return STATUS_SUCCESS;
}
ZW_TWIN(DelayExecution)

NTSTATUS NTAPI NtYieldExecution(VOID)
{
    sched_yield();
    return STATUS_SUCCESS;
}
ZW_TWIN(YieldExecution)

NTSTATUS NTAPI NtQuerySystemTime(PLARGE_INTEGER SystemTime)
{
    LARGE_INTEGER now = {.QuadPart = system_time()};

    return user_write(SystemTime, &now, sizeof now) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
ZW_TWIN(QuerySystemTime)

NTSTATUS NTAPI NtQueryPerformanceCounter(PLARGE_INTEGER PerformanceCounter,
                                         PLARGE_INTEGER PerformanceFrequency)
{
    LARGE_INTEGER counter = {.QuadPart = monotonic_time()}, frequency = {.QuadPart = FREQUENCY};

    if (!user_write(PerformanceCounter, &counter, sizeof counter))
        return STATUS_ACCESS_VIOLATION;
    if (PerformanceFrequency && !user_write(PerformanceFrequency, &frequency, sizeof frequency))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
ZW_TWIN(QueryPerformanceCounter)

LOGICAL NTAPI RtlQueryPerformanceCounter(PLARGE_INTEGER PerformanceCounter)
{
    PerformanceCounter->QuadPart = monotonic_time();
    return TRUE;
}

LOGICAL NTAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER PerformanceFrequency)
{
    PerformanceFrequency->QuadPart = FREQUENCY;
    return TRUE;
}

ULONG NTAPI NtGetTickCount(VOID)
{
    return (ULONG)(monotonic_time() / TICKS_PER_MS);
}
ZW_TWIN(GetTickCount)

/* The kernel's timers are finer than any of NT's, so its finest is always in force. */
NTSTATUS NTAPI NtQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime)
{
    ULONG coarsest = COARSEST_TIMER, finest = FINEST_TIMER;

    if (!user_write(MaximumTime, &coarsest, sizeof coarsest) ||
        !user_write(MinimumTime, &finest, sizeof finest) ||
        !user_write(CurrentTime, &finest, sizeof finest))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
ZW_TWIN(QueryTimerResolution)
