/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Critical sections: recursive locks within a process.
 *
 * LockCount is the whole state, as Windows has had it since Server 2003 SP1:
 *
 *     bit 0        clear: owned
 *     bit 1        clear: a waiter has been woken and is on its way
 *     bits 2..31   the number of waiters, complemented
 *
 * so that -1 means free and -2 owned with nobody waiting. The lock is not handed over: who comes
 * first takes it, and at most one waiter is on its way at a time. LockSemaphore counts the permits
 * that such waiters were given; it is where they sleep. OwningThread and RecursionCount belong to
 * the owner.
 *
 * Zero is not a free critical section; { NULL, -1 } is, as static initialisers have it.
 */
#include "common/shmem.h"

#include <ntrtl.h>

#define FREE      1
#define NO_WAKING 2
#define WAITER    4                     /* subtracted for each */
#define UNLOCKED  (-1)
#define NO_DEBUG_INFO ((PRTL_CRITICAL_SECTION_DEBUG)-1)
#define SPIN_MASK 0x00ffffff            /* the upper byte was once for flags */

static HANDLE current_thread(void)
{
    return NtCurrentTeb()->ClientId.UniqueThread;
}

static bool has_waiters(LONG state)
{
    return ~state / WAITER > 0;
}

static uint32_t *permits(PRTL_CRITICAL_SECTION section)
{
    return (uint32_t *)&section->LockSemaphore;
}

static void take_permit(PRTL_CRITICAL_SECTION section)
{
    uint32_t *word = permits(section);

    for (;;) {
        uint32_t n = shm_load(word);

        if (n && shm_compare_exchange(word, n, n - 1))
            return;
        if (!n)
            futex_sleep(word, 0, NULL);
    }
}

static bool try_lock(PRTL_CRITICAL_SECTION section)
{
    LONG state = shm_load(&section->LockCount);

    while (state & FREE) {
        if (shm_compare_exchange(&section->LockCount, state, state & ~FREE))
            return true;
        state = shm_load(&section->LockCount);
    }
    return false;
}

static bool spin(PRTL_CRITICAL_SECTION section)
{
    for (ULONG_PTR n = section->SpinCount & SPIN_MASK; n; n--) {
        if (try_lock(section))
            return true;
        cpu_relax();
    }
    return false;
}

/* Locks, or counts the caller as a waiter; woken says that it was the one on its way until now. */
static bool lock_or_queue(PRTL_CRITICAL_SECTION section, bool woken)
{
    for (;;) {
        LONG state = shm_load(&section->LockCount);
        LONG next = state & FREE ? state & ~FREE : state - WAITER;

        if (woken)
            next |= NO_WAKING;
        if (shm_compare_exchange(&section->LockCount, state, next))
            return state & FREE;
    }
}

static void unlock(PRTL_CRITICAL_SECTION section)
{
    for (;;) {
        LONG state = shm_load(&section->LockCount);
        bool wake = has_waiters(state) && state & NO_WAKING;
        LONG next = (wake ? (state & ~NO_WAKING) + WAITER : state) | FREE;

        if (!shm_compare_exchange(&section->LockCount, state, next))
            continue;
        if (wake) {
            shm_fetch_add(permits(section), 1);
            futex_wake(permits(section), 1);
        }
        return;
    }
}

static void own(PRTL_CRITICAL_SECTION section)
{
    shm_store(&section->OwningThread, current_thread());
    section->RecursionCount = 1;
}

/* Only a thread itself writes its id there: for the caller the answer cannot change meanwhile. */
static bool is_owner(PRTL_CRITICAL_SECTION section)
{
    return shm_load(&section->OwningThread) == current_thread();
}

NTSTATUS NTAPI RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION CriticalSection,
                                              ULONG SpinCount, ULONG Flags)
{
    if (Flags & RTL_CRITICAL_SECTION_FLAG_RESERVED)
        return STATUS_INVALID_PARAMETER_3;
    if (SpinCount & ~SPIN_MASK)
        return STATUS_INVALID_PARAMETER_2;
    *CriticalSection = (RTL_CRITICAL_SECTION){
        .DebugInfo = NO_DEBUG_INFO,
        .LockCount = UNLOCKED,
        .SpinCount = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? SpinCount : 0,
    };
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlInitializeCriticalSectionAndSpinCount(PRTL_CRITICAL_SECTION CriticalSection,
                                                        ULONG SpinCount)
{
    return RtlInitializeCriticalSectionEx(CriticalSection, SpinCount & SPIN_MASK, 0);
}

NTSTATUS NTAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    return RtlInitializeCriticalSectionEx(CriticalSection, 0, 0);
}

NTSTATUS NTAPI RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    *CriticalSection = (RTL_CRITICAL_SECTION){ .LockCount = UNLOCKED };
    return STATUS_SUCCESS;
}

/* The count before. */
ULONG NTAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION CriticalSection, ULONG SpinCount)
{
    ULONG before = CriticalSection->SpinCount;

    CriticalSection->SpinCount = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? SpinCount & SPIN_MASK : 0;
    return before;
}

NTSTATUS NTAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    if (!try_lock(CriticalSection)) {
        if (is_owner(CriticalSection)) {
            CriticalSection->RecursionCount++;
            return STATUS_SUCCESS;
        }
        if (!spin(CriticalSection)) {
            bool woken = false;

            while (!lock_or_queue(CriticalSection, woken)) {
                take_permit(CriticalSection);
                woken = true;
            }
        }
    }
    own(CriticalSection);
    return STATUS_SUCCESS;
}

LOGICAL NTAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    if (try_lock(CriticalSection)) {
        own(CriticalSection);
        return TRUE;
    }
    if (!is_owner(CriticalSection))
        return FALSE;
    CriticalSection->RecursionCount++;
    return TRUE;
}

/* Like Windows this does not ask who calls, only whether there is something to leave. */
NTSTATUS NTAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    if (CriticalSection->RecursionCount <= 0)
        return STATUS_RESOURCE_NOT_OWNED;
    if (--CriticalSection->RecursionCount > 0)
        return STATUS_SUCCESS;
    shm_store(&CriticalSection->OwningThread, NULL);
    unlock(CriticalSection);
    return STATUS_SUCCESS;
}

LOGICAL NTAPI RtlIsCriticalSectionLocked(PRTL_CRITICAL_SECTION CriticalSection)
{
    return !(shm_load(&CriticalSection->LockCount) & FREE);
}

LOGICAL NTAPI RtlIsCriticalSectionLockedByThread(PRTL_CRITICAL_SECTION CriticalSection)
{
    return is_owner(CriticalSection);
}
