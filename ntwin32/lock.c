/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the threads of a process share: critical sections, slim locks, condition variables, one-time
 * set-up. */
#include "ntwin32/error.h"

#include <ntrtlsync.h>
#include <windows.h>

#define TICKS_PER_MS 10000

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    RtlInitializeCriticalSection(lpCriticalSection);
}

WINBOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION lpCriticalSection,
                                                     DWORD dwSpinCount)
{
    return succeeded(RtlInitializeCriticalSectionAndSpinCount(lpCriticalSection, dwSpinCount));
}

WINBOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount,
                                           DWORD Flags)
{
    return succeeded(RtlInitializeCriticalSectionEx(lpCriticalSection, dwSpinCount, Flags));
}

DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount)
{
    return RtlSetCriticalSectionSpinCount(lpCriticalSection, dwSpinCount);
}

VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    RtlEnterCriticalSection(lpCriticalSection);
}

WINBOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    return RtlTryEnterCriticalSection(lpCriticalSection) != 0;
}

VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    RtlLeaveCriticalSection(lpCriticalSection);
}

VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    RtlDeleteCriticalSection(lpCriticalSection);
}

VOID WINAPI InitializeSRWLock(PSRWLOCK SRWLock)
{
    RtlInitializeSRWLock(SRWLock);
}

VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK SRWLock)
{
    RtlAcquireSRWLockExclusive(SRWLock);
}

VOID WINAPI AcquireSRWLockShared(PSRWLOCK SRWLock)
{
    RtlAcquireSRWLockShared(SRWLock);
}

BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK SRWLock)
{
    return RtlTryAcquireSRWLockExclusive(SRWLock);
}

BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK SRWLock)
{
    return RtlTryAcquireSRWLockShared(SRWLock);
}

VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK SRWLock)
{
    RtlReleaseSRWLockExclusive(SRWLock);
}

VOID WINAPI ReleaseSRWLockShared(PSRWLOCK SRWLock)
{
    RtlReleaseSRWLockShared(SRWLock);
}

VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    RtlInitializeConditionVariable(ConditionVariable);
}

static PLARGE_INTEGER time_out(PLARGE_INTEGER out, DWORD ms)
{
    out->QuadPart = -(LONGLONG)ms * TICKS_PER_MS;
    return ms == INFINITE ? NULL : out;
}

/* STATUS_TIMEOUT is a success of the native call and none of this one. */
static WINBOOL slept(NTSTATUS status)
{
    return status == STATUS_TIMEOUT ? failed_with(ERROR_TIMEOUT) : succeeded(status);
}

WINBOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE ConditionVariable,
                                        PCRITICAL_SECTION CriticalSection, DWORD dwMilliseconds)
{
    LARGE_INTEGER timeout;

    return slept(RtlSleepConditionVariableCS(ConditionVariable, CriticalSection,
                                             time_out(&timeout, dwMilliseconds)));
}

WINBOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE ConditionVariable, PSRWLOCK SRWLock,
                                         DWORD dwMilliseconds, ULONG Flags)
{
    LARGE_INTEGER timeout;

    return slept(RtlSleepConditionVariableSRW(ConditionVariable, SRWLock,
                                              time_out(&timeout, dwMilliseconds), Flags));
}

VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    RtlWakeConditionVariable(ConditionVariable);
}

VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    RtlWakeAllConditionVariable(ConditionVariable);
}

VOID WINAPI InitOnceInitialize(PINIT_ONCE InitOnce)
{
    RtlRunOnceInitialize(InitOnce);
}

WINBOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE InitOnce, PINIT_ONCE_FN InitFn, PVOID Parameter,
                                   LPVOID *Context)
{
    return NT_SUCCESS(
        RtlRunOnceExecuteOnce(InitOnce, (PRTL_RUN_ONCE_INIT_FN)InitFn, Parameter, Context));
}

WINBOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE lpInitOnce, DWORD dwFlags, PBOOL fPending,
                                       LPVOID *lpContext)
{
    NTSTATUS status = RtlRunOnceBeginInitialize(lpInitOnce, dwFlags, lpContext);

    if (!succeeded(status))
        return FALSE;
    *fPending = status == STATUS_PENDING;
    return TRUE;
}

WINBOOL WINAPI InitOnceComplete(LPINIT_ONCE lpInitOnce, DWORD dwFlags, LPVOID lpContext)
{
    return succeeded(RtlRunOnceComplete(lpInitOnce, dwFlags, lpContext));
}
