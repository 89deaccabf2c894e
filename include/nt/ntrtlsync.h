/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rtl*: what the threads of one process share: critical sections, slim reader/writer locks,
 * condition variables, one-time initialization. <ntrtl.h> includes it. None of them may lie in
 * memory that processes share.
 */
#ifndef NT_RTLSYNC_H
#define NT_RTLSYNC_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Critical sections: the owner may enter again --------------------------------------------- */

NTSTATUS NTAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);
NTSTATUS NTAPI RtlInitializeCriticalSectionAndSpinCount(PRTL_CRITICAL_SECTION CriticalSection,
                                                        ULONG SpinCount);
NTSTATUS NTAPI RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION CriticalSection,
                                              ULONG SpinCount, ULONG Flags);
NTSTATUS NTAPI RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);
NTSTATUS NTAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);
NTSTATUS NTAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);

/* Not 0 if it was entered. */
LOGICAL NTAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);

/* Whether somebody, or the caller, is in it. */
LOGICAL NTAPI RtlIsCriticalSectionLocked(PRTL_CRITICAL_SECTION CriticalSection);
LOGICAL NTAPI RtlIsCriticalSectionLockedByThread(PRTL_CRITICAL_SECTION CriticalSection);

/* Returns the count before. */
ULONG NTAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION CriticalSection, ULONG SpinCount);

/* --- Slim reader/writer locks: nobody may enter twice ----------------------------------------- */

VOID NTAPI RtlInitializeSRWLock(PRTL_SRWLOCK SRWLock);
VOID NTAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock);
VOID NTAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK SRWLock);
VOID NTAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK SRWLock);
VOID NTAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK SRWLock);

/* FALSE instead of waiting. */
BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock);
BOOLEAN NTAPI RtlTryAcquireSRWLockShared(PRTL_SRWLOCK SRWLock);

/* --- Condition variables ---------------------------------------------------------------------- */

VOID NTAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable);
VOID NTAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable);
VOID NTAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable);

/**
 * RtlSleepConditionVariableCS - leave a critical section, sleep until woken, enter it again
 * @ConditionVariable:      what is waited for; may also end without it
 * @CriticalSection:        entered once by the caller
 * @Timeout:                optional, forever without it; units of 100 ns, negative from now,
 *                          positive since 1601
 *
 * STATUS_TIMEOUT   nobody woke it (a success); the section is entered nevertheless
 */
NTSTATUS NTAPI RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE ConditionVariable,
                                           PRTL_CRITICAL_SECTION CriticalSection,
                                           const LARGE_INTEGER *Timeout);

/*
 * The same with a slim lock; Flags says how it is held: 0 or
 * RTL_CONDITION_VARIABLE_LOCKMODE_SHARED.
 */
NTSTATUS NTAPI RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE ConditionVariable,
                                            PRTL_SRWLOCK SRWLock, const LARGE_INTEGER *Timeout,
                                            ULONG Flags);

/* --- One-time initialization ------------------------------------------------------------------ */

VOID NTAPI RtlRunOnceInitialize(PRTL_RUN_ONCE RunOnce);

/*
 * Run InitFn in one thread, while the others wait; STATUS_UNSUCCESSFUL when it returned 0, and the
 * next caller tries again.
 */
NTSTATUS NTAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE RunOnce, PRTL_RUN_ONCE_INIT_FN InitFn,
                                     PVOID Parameter, PVOID *Context);

/* In two halves: STATUS_PENDING is for the one that initializes, and has to complete it. */
NTSTATUS NTAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID *Context);
NTSTATUS NTAPI RtlRunOnceComplete(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID Context);

#ifdef __cplusplus
}
#endif

#endif
