/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Locks between threads: ntdll/rtl/critical_section.c, srw_lock.c, condition.c, run_once.c. What is
 * guarded is plain memory, so that ThreadSanitizer sees a lock that does not hold.
 */
#include "tests/unit/suite.h"

#include <ntrtl.h>

#include <pthread.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#define N_THREADS 4
#define N_ROUNDS  20000
#define MS        10000LL               /* in NT's units */

static RTL_CRITICAL_SECTION section;
static RTL_SRWLOCK srw;
static RTL_CONDITION_VARIABLE condition;
static RTL_RUN_ONCE once;
static long guarded, other;             /* always the same while the lock is free */

static void run_threads(void *(*function)(void *))
{
    pthread_t threads[N_THREADS];

    for (intptr_t i = 0; i < N_THREADS; i++)
        pthread_create(&threads[i], NULL, function, (void *)i);
    for (int i = 0; i < N_THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void run_thread(void *(*function)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, function, NULL);
    pthread_join(thread, NULL);
}

/* ---- critical sections ------------------------------------------- */

static void a_section_counts_its_owners_entries(void)
{
    CU_ASSERT_EQUAL(RtlInitializeCriticalSection(&section), STATUS_SUCCESS);
    CU_ASSERT(section.LockCount == -1 && section.RecursionCount == 0 && !section.OwningThread);
    CU_ASSERT_FALSE(RtlIsCriticalSectionLocked(&section));
    CU_ASSERT_EQUAL(RtlEnterCriticalSection(&section), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(section.OwningThread, NtCurrentTeb()->ClientId.UniqueThread);
    CU_ASSERT(RtlTryEnterCriticalSection(&section));
    CU_ASSERT_EQUAL(section.RecursionCount, 2);
    CU_ASSERT(section.LockCount == -2 && RtlIsCriticalSectionLocked(&section));
    CU_ASSERT_EQUAL(RtlLeaveCriticalSection(&section), STATUS_SUCCESS);
    CU_ASSERT(RtlIsCriticalSectionLockedByThread(&section));
    CU_ASSERT_EQUAL(RtlLeaveCriticalSection(&section), STATUS_SUCCESS);
    CU_ASSERT_FALSE(RtlIsCriticalSectionLockedByThread(&section));
    CU_ASSERT(section.LockCount == -1 && section.RecursionCount == 0 && !section.OwningThread);
    CU_ASSERT_EQUAL(RtlLeaveCriticalSection(&section), STATUS_RESOURCE_NOT_OWNED);
    CU_ASSERT_EQUAL(section.LockCount, -1);
    CU_ASSERT_EQUAL(RtlDeleteCriticalSection(&section), STATUS_SUCCESS);
}

static void a_section_can_be_initialised_in_the_source(void)
{
    static RTL_CRITICAL_SECTION fixed = { NULL, -1, 0, NULL, NULL, 0 };

    CU_ASSERT(RtlTryEnterCriticalSection(&fixed));
    CU_ASSERT_EQUAL(RtlLeaveCriticalSection(&fixed), STATUS_SUCCESS);
}

static void a_section_checks_how_it_is_initialised(void)
{
    ULONG spins = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 1000 : 0;

    CU_ASSERT_EQUAL(RtlInitializeCriticalSectionEx(&section, 0x1000000, 0),
                    STATUS_INVALID_PARAMETER_2);
    CU_ASSERT_EQUAL(RtlInitializeCriticalSectionEx(&section, 0, 0x80000000),
                    STATUS_INVALID_PARAMETER_3);
    CU_ASSERT_EQUAL(RtlInitializeCriticalSectionEx(&section, 1000,
                                                   RTL_CRITICAL_SECTION_FLAG_NO_DEBUG_INFO),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(RtlSetCriticalSectionSpinCount(&section, 5), spins);
    CU_ASSERT_EQUAL(RtlInitializeCriticalSectionAndSpinCount(&section, 0x80000000), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(RtlSetCriticalSectionSpinCount(&section, 0), 0);
}

static void *try_to_enter(void *unused)
{
    (void)unused;
    if (RtlTryEnterCriticalSection(&section))
        CU_FAIL("entered what another thread owns");
    return NULL;
}

static void *enter_often(void *i)
{
    for (int round = 0; round < N_ROUNDS; round++) {
        RtlEnterCriticalSection(&section);
        if ((round + (intptr_t)i) % 7 == 0) {
            RtlEnterCriticalSection(&section);
            RtlLeaveCriticalSection(&section);
        }
        guarded++;
        if ((round + (intptr_t)i) % 512 == 0)
            usleep(10);                 /* so that others sleep */
        other++;
        RtlLeaveCriticalSection(&section);
    }
    return NULL;
}

static void one_thread_at_a_time_is_in_a_section(void)
{
    static const ULONG spins[] = { 0, 1000 };

    for (int i = 0; i < 2; i++) {
        RtlInitializeCriticalSectionAndSpinCount(&section, spins[i]);
        RtlEnterCriticalSection(&section);
        run_thread(try_to_enter);
        RtlLeaveCriticalSection(&section);
        guarded = other = 0;
        run_threads(enter_often);
        CU_ASSERT_EQUAL(guarded, N_THREADS * N_ROUNDS);
        CU_ASSERT_EQUAL(other, N_THREADS * N_ROUNDS);
        CU_ASSERT_EQUAL(section.LockCount, -1);
        CU_ASSERT_PTR_NULL(section.LockSemaphore);
    }
}

/* ---- slim locks -------------------------------------------------- */

static void a_slim_lock_admits_readers_or_one_writer(void)
{
    RtlInitializeSRWLock(&srw);
    CU_ASSERT(RtlTryAcquireSRWLockShared(&srw));
    RtlAcquireSRWLockShared(&srw);
    CU_ASSERT_FALSE(RtlTryAcquireSRWLockExclusive(&srw));
    RtlReleaseSRWLockShared(&srw);
    CU_ASSERT_FALSE(RtlTryAcquireSRWLockExclusive(&srw));
    RtlReleaseSRWLockShared(&srw);
    CU_ASSERT(RtlTryAcquireSRWLockExclusive(&srw));
    CU_ASSERT_FALSE(RtlTryAcquireSRWLockShared(&srw));
    CU_ASSERT_FALSE(RtlTryAcquireSRWLockExclusive(&srw));
    RtlReleaseSRWLockExclusive(&srw);
    CU_ASSERT_PTR_NULL(srw.Ptr);
}

static void what_is_not_held_is_not_released(void)
{
    RtlInitializeSRWLock(&srw);
    RtlReleaseSRWLockShared(&srw);
    RtlReleaseSRWLockExclusive(&srw);
    CU_ASSERT_PTR_NULL(srw.Ptr);
    RtlAcquireSRWLockExclusive(&srw);
    RtlReleaseSRWLockShared(&srw);
    CU_ASSERT_FALSE(RtlTryAcquireSRWLockShared(&srw));
    RtlReleaseSRWLockExclusive(&srw);
    CU_ASSERT(RtlTryAcquireSRWLockExclusive(&srw));
    RtlReleaseSRWLockExclusive(&srw);
}

static void *read_and_write(void *i)
{
    bool torn = false;

    for (int round = 0; round < N_ROUNDS; round++) {
        if ((round + (intptr_t)i) % 3 == 0) {
            RtlAcquireSRWLockExclusive(&srw);
            guarded++;
            if (round % 512 == 0)
                usleep(10);
            other++;
            RtlReleaseSRWLockExclusive(&srw);
        } else {
            RtlAcquireSRWLockShared(&srw);
            torn |= guarded != other;
            if (round % 512 == 1)
                usleep(10);
            RtlReleaseSRWLockShared(&srw);
        }
    }
    if (torn)
        CU_FAIL("read while another thread wrote");
    return NULL;
}

static void readers_never_see_a_writer(void)
{
    long wanted = 0;

    for (int i = 0; i < N_THREADS; i++)
        for (int round = 0; round < N_ROUNDS; round++)
            wanted += (round + i) % 3 == 0;
    RtlInitializeSRWLock(&srw);
    guarded = other = 0;
    run_threads(read_and_write);
    CU_ASSERT_EQUAL(guarded, wanted);
    CU_ASSERT(RtlTryAcquireSRWLockExclusive(&srw));
    RtlReleaseSRWLockExclusive(&srw);
}

static void *write_often(void *unused)
{
    (void)unused;
    for (int round = 0; round < N_ROUNDS; round++) {
        RtlAcquireSRWLockExclusive(&srw);
        guarded++;
        if (round % 256 == 0)
            usleep(10);
        RtlReleaseSRWLockExclusive(&srw);
    }
    return NULL;
}

static void no_writer_is_forgotten(void)
{
    RtlInitializeSRWLock(&srw);
    guarded = 0;
    run_threads(write_often);
    CU_ASSERT_EQUAL(guarded, N_THREADS * N_ROUNDS);
}

/* ---- condition variables ----------------------------------------- */

static void nobody_wakes_and_the_time_ends_it(void)
{
    LARGE_INTEGER relative = { .QuadPart = -20 * MS }, absolute, past = { .QuadPart = 1 };
    struct timespec before, after;

    RtlInitializeConditionVariable(&condition);
    RtlInitializeCriticalSection(&section);
    RtlInitializeSRWLock(&srw);
    RtlEnterCriticalSection(&section);
    clock_gettime(CLOCK_MONOTONIC, &before);
    CU_ASSERT_EQUAL(RtlSleepConditionVariableCS(&condition, &section, &relative), STATUS_TIMEOUT);
    clock_gettime(CLOCK_MONOTONIC, &after);
    CU_ASSERT((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec >=
              20000000);
    CU_ASSERT(RtlIsCriticalSectionLockedByThread(&section));
    CU_ASSERT_EQUAL(RtlSleepConditionVariableCS(&condition, &section, &past), STATUS_TIMEOUT);
    RtlLeaveCriticalSection(&section);

    RtlAcquireSRWLockExclusive(&srw);
    clock_gettime(CLOCK_REALTIME, &after);
    absolute.QuadPart = (after.tv_sec + 11644473600) * 10000000 + after.tv_nsec / 100 + 5 * MS;
    CU_ASSERT_EQUAL(RtlSleepConditionVariableSRW(&condition, &srw, &absolute, 0), STATUS_TIMEOUT);
    CU_ASSERT_FALSE(RtlTryAcquireSRWLockShared(&srw));
    RtlReleaseSRWLockExclusive(&srw);
    RtlAcquireSRWLockShared(&srw);
    CU_ASSERT_EQUAL(RtlSleepConditionVariableSRW(&condition, &srw, &past, 1), STATUS_TIMEOUT);
    CU_ASSERT(RtlTryAcquireSRWLockShared(&srw));
    RtlReleaseSRWLockShared(&srw);
    RtlReleaseSRWLockShared(&srw);
    CU_ASSERT_EQUAL(RtlSleepConditionVariableSRW(&condition, &srw, &past, 2),
                    STATUS_INVALID_PARAMETER_4);
    CU_ASSERT_PTR_NULL(condition.Ptr);
}

/* Half of the threads put into a box that holds one, half take out of it. */
static bool box_is_full;
static RTL_CONDITION_VARIABLE is_empty;

static void *put_or_take(void *i)
{
    bool puts = (intptr_t)i % 2;
    RTL_CONDITION_VARIABLE *mine = puts ? &is_empty : &condition;
    RTL_CONDITION_VARIABLE *theirs = puts ? &condition : &is_empty;

    for (int round = 0; round < N_ROUNDS / 10; round++) {
        RtlEnterCriticalSection(&section);
        while (box_is_full == puts)
            RtlSleepConditionVariableCS(mine, &section, NULL);
        box_is_full = puts;
        guarded += puts ? 1 : -1;
        RtlLeaveCriticalSection(&section);
        RtlWakeConditionVariable(theirs);
    }
    return NULL;
}

static void no_waking_is_lost(void)
{
    RtlInitializeCriticalSection(&section);
    RtlInitializeConditionVariable(&condition);
    RtlInitializeConditionVariable(&is_empty);
    box_is_full = false;
    guarded = 0;
    run_threads(put_or_take);
    CU_ASSERT_EQUAL(guarded, 0);
}

static void *wait_for_the_start(void *unused)
{
    (void)unused;
    RtlAcquireSRWLockShared(&srw);
    while (!guarded)
        RtlSleepConditionVariableSRW(&condition, &srw, NULL,
                                     RTL_CONDITION_VARIABLE_LOCKMODE_SHARED);
    RtlReleaseSRWLockShared(&srw);
    return NULL;
}

static void all_are_woken_at_once(void)
{
    pthread_t threads[N_THREADS];

    RtlInitializeSRWLock(&srw);
    RtlInitializeConditionVariable(&condition);
    guarded = 0;
    for (int i = 0; i < N_THREADS; i++)
        pthread_create(&threads[i], NULL, wait_for_the_start, NULL);
    usleep(20000);
    RtlAcquireSRWLockExclusive(&srw);
    guarded = 1;
    RtlReleaseSRWLockExclusive(&srw);
    RtlWakeAllConditionVariable(&condition);
    for (int i = 0; i < N_THREADS; i++)
        pthread_join(threads[i], NULL);
    CU_ASSERT(guarded);
}

/* ---- once -------------------------------------------------------- */

static DWORD WINAPI initialise(PRTL_RUN_ONCE run_once, PVOID parameter, PVOID *context)
{
    (void)run_once;
    usleep(1000);
    guarded++;
    if (!parameter)
        return FALSE;
    *context = parameter;
    return TRUE;
}

static void *initialise_once(void *unused)
{
    PVOID context = NULL;

    (void)unused;
    if (RtlRunOnceExecuteOnce(&once, initialise, (PVOID)0x40, &context) || context != (PVOID)0x40)
        CU_FAIL("not initialised");
    return NULL;
}

static void many_threads_initialise_once(void)
{
    PVOID context = NULL;

    RtlRunOnceInitialize(&once);
    guarded = 0;
    CU_ASSERT_EQUAL(RtlRunOnceExecuteOnce(&once, initialise, NULL, NULL), STATUS_UNSUCCESSFUL);
    CU_ASSERT_EQUAL(RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_CHECK_ONLY, &context),
                    STATUS_UNSUCCESSFUL);
    run_threads(initialise_once);
    CU_ASSERT_EQUAL(guarded, 2);        /* the failure, and one success */
    CU_ASSERT_EQUAL(RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_CHECK_ONLY, &context),
                    STATUS_SUCCESS);
    CU_ASSERT_PTR_EQUAL(context, 0x40);
    CU_ASSERT_EQUAL(RtlRunOnceExecuteOnce(&once, initialise, NULL, NULL), STATUS_SUCCESS);
}

static void halves_that_do_not_match_are_refused(void)
{
    PVOID context = NULL;

    RtlRunOnceInitialize(&once);
    CU_ASSERT_EQUAL(RtlRunOnceComplete(&once, 0, NULL), STATUS_UNSUCCESSFUL);
    CU_ASSERT_EQUAL(RtlRunOnceBeginInitialize(&once, 0, &context), STATUS_PENDING);
    CU_ASSERT_EQUAL(RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_ASYNC, &context),
                    STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlRunOnceComplete(&once, 0, (PVOID)3), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlRunOnceComplete(&once, RTL_RUN_ONCE_INIT_FAILED, (PVOID)8),
                    STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlRunOnceComplete(&once, RTL_RUN_ONCE_INIT_FAILED, NULL), STATUS_SUCCESS);
    /* with ASYNC several may be at it, and the first wins */
    CU_ASSERT_EQUAL(RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_ASYNC, &context), STATUS_PENDING);
    CU_ASSERT_EQUAL(RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_ASYNC, &context), STATUS_PENDING);
    CU_ASSERT_EQUAL(RtlRunOnceBeginInitialize(&once, 0, &context), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlRunOnceComplete(&once, 0, (PVOID)8), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlRunOnceComplete(&once, RTL_RUN_ONCE_ASYNC, (PVOID)8), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(RtlRunOnceComplete(&once, RTL_RUN_ONCE_ASYNC, (PVOID)16), STATUS_UNSUCCESSFUL);
    CU_ASSERT_EQUAL(RtlRunOnceBeginInitialize(&once, 0, &context), STATUS_SUCCESS);
    CU_ASSERT_PTR_EQUAL(context, 8);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(a_section_counts_its_owners_entries),
        TEST(a_section_can_be_initialised_in_the_source),
        TEST(a_section_checks_how_it_is_initialised),
        TEST(one_thread_at_a_time_is_in_a_section),
        TEST(a_slim_lock_admits_readers_or_one_writer),
        TEST(what_is_not_held_is_not_released),
        TEST(readers_never_see_a_writer),
        TEST(no_writer_is_forgotten),
        TEST(nobody_wakes_and_the_time_ends_it),
        TEST(no_waking_is_lost),
        TEST(all_are_woken_at_once),
        TEST(many_threads_initialise_once),
        TEST(halves_that_do_not_match_are_refused),
    };

    return RUN_SUITE("rtl_lock", tests);
}
