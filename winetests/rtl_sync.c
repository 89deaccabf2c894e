/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Critical sections: recursion, trying, and several threads. */
#include "winetests/actor.h"

static RTL_CRITICAL_SECTION section;

static void try_enter(void *args)
{
    ULONG *entered = args;

    *entered = RtlTryEnterCriticalSection(&section);
    if (*entered)
        RtlLeaveCriticalSection(&section);
}

static void test_recursion(void)
{
    struct actor *actor = actor_thread();
    ULONG entered;

    ok_status(RtlInitializeCriticalSection(&section), STATUS_SUCCESS);
    ok_equal(section.LockCount, -1);
    ok_equal(section.RecursionCount, 0);
    ok_equal(section.OwningThread, NULL);
    ok_status(RtlEnterCriticalSection(&section), STATUS_SUCCESS);
    ok_equal(section.RecursionCount, 1);
    ok_equal(section.OwningThread, NtCurrentThreadId());
    ok(RtlTryEnterCriticalSection(&section), "its owner cannot enter again");
    ok_equal(section.RecursionCount, 2);

    actor_call(actor, try_enter, &entered, sizeof(entered));
    ok_equal(entered, 0);
    ok_status(RtlLeaveCriticalSection(&section), STATUS_SUCCESS);
    actor_call(actor, try_enter, &entered, sizeof(entered));
    ok_equal(entered, 0);
    ok_status(RtlLeaveCriticalSection(&section), STATUS_SUCCESS);
    ok_equal(section.OwningThread, NULL);
    actor_call(actor, try_enter, &entered, sizeof(entered));
    ok_equal(entered, 1);
    ok_status(RtlDeleteCriticalSection(&section), STATUS_SUCCESS);
    actor_leave(actor);
}

static void enter_and_leave(void *args)
{
    (void)args;
    RtlEnterCriticalSection(&section);
    RtlLeaveCriticalSection(&section);
}

static void test_blocking(void)
{
    struct actor *actor = actor_thread();

    ok_status(RtlInitializeCriticalSectionAndSpinCount(&section, 100), STATUS_SUCCESS);
    RtlEnterCriticalSection(&section);
    actor_begin(actor, enter_and_leave, NULL, 0);
    ok(actor_blocked(actor), "entered while another thread is inside");
    RtlLeaveCriticalSection(&section);
    actor_end(actor, NULL);
    ok_status(RtlDeleteCriticalSection(&section), STATUS_SUCCESS);
    actor_leave(actor);
}

#define N_THREADS 4
#define N_ROUNDS 20000

static unsigned int sum, inside, overlaps;

static void add(void *args)
{
    int i;

    (void)args;
    for (i = 0; i < N_ROUNDS; i++) {
        RtlEnterCriticalSection(&section);
        if (__atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST) != 1)
            overlaps++;
        sum++;
        __atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
        RtlLeaveCriticalSection(&section);
    }
}

static void test_exclusion(void)
{
    struct actor *actors[N_THREADS];
    int i;

    RtlInitializeCriticalSection(&section);
    for (i = 0; i < N_THREADS; i++) {
        actors[i] = actor_thread();
        actor_begin(actors[i], add, NULL, 0);
    }
    for (i = 0; i < N_THREADS; i++) {
        actor_end(actors[i], NULL);
        actor_leave(actors[i]);
    }
    ok_equal(sum, N_THREADS * N_ROUNDS);
    ok_equal(overlaps, 0);
    ok_equal(section.LockCount, -1);
    RtlDeleteCriticalSection(&section);
}

START_TEST(rtl_sync)
{
    test_recursion();
    test_blocking();
    test_exclusion();
}
