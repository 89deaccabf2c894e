/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mutants: ownership, recursion, abandonment by threads and by processes. */
#include "winetests/actor.h"

static NTSTATUS look(HANDLE handle)
{
    LARGE_INTEGER timeout;

    return NtWaitForSingleObject(handle, FALSE, timeout_ms(&timeout, 0));
}

static HANDLE make(BOOLEAN owned)
{
    HANDLE mutant = NULL;

    ok_status(NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, owned), STATUS_SUCCESS);
    return mutant;
}

#define expect_state(mutant, count, owned, abandoned) \
    expect_state_at(__LINE__, mutant, count, owned, abandoned)

static void expect_state_at(int line, HANDLE mutant, LONG count, BOOLEAN owned, BOOLEAN abandoned)
{
    MUTANT_BASIC_INFORMATION info;
    ULONG size = 0;

    memset(&info, 0x55, sizeof(info));
    ok_status(NtQueryMutant(mutant, MutantBasicInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(info));
    ok(info.CurrentCount == count && info.OwnedByCaller == owned &&
       info.AbandonedState == abandoned, "line %d: count %d, owned %d, abandoned %d", line,
       (int)info.CurrentCount, info.OwnedByCaller, info.AbandonedState);
}

static void expect_owner(HANDLE mutant, CLIENT_ID id)
{
    MUTANT_OWNER_INFORMATION owner = { { NULL, NULL } };
    NTSTATUS status;

    status = NtQueryMutant(mutant, MutantOwnerInformation, &owner, sizeof(owner), NULL);
    if (running_under_wine() && status == STATUS_INVALID_INFO_CLASS)
        return;                         /* it does not know the class */
    ok_status(status, STATUS_SUCCESS);
    ok_equal(owner.ClientId.UniqueProcess, id.UniqueProcess);
    ok_equal(owner.ClientId.UniqueThread, id.UniqueThread);
}

struct mutant_args {
    struct name name;
    HANDLE mutants[2];
    WAIT_TYPE type;
    NTSTATUS status;
};

static void wait_run(void *parameter)
{
    struct mutant_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForSingleObject(args->mutants[0], FALSE, timeout_ms(&timeout, PATIENCE_MS));
}

static void look_run(void *parameter)
{
    struct mutant_args *args = parameter;

    args->status = look(args->mutants[0]);
}

static void release_run(void *parameter)
{
    struct mutant_args *args = parameter;

    args->status = NtReleaseMutant(args->mutants[0], NULL);
}

static void test_recursion(void)
{
    HANDLE mutant = make(FALSE);
    LONG previous = 9;

    expect_state(mutant, 1, FALSE, FALSE);
    ok_status(NtReleaseMutant(mutant, &previous), STATUS_MUTANT_NOT_OWNED);
    ok_status(look(mutant), STATUS_SUCCESS);
    expect_state(mutant, 0, TRUE, FALSE);
    ok_status(look(mutant), STATUS_SUCCESS);
    ok_status(look(mutant), STATUS_SUCCESS);
    expect_state(mutant, -2, TRUE, FALSE);
    ok_status(NtReleaseMutant(mutant, &previous), STATUS_SUCCESS);
    ok_equal(previous, -2);
    ok_status(NtReleaseMutant(mutant, &previous), STATUS_SUCCESS);
    ok_equal(previous, -1);
    ok_status(NtReleaseMutant(mutant, &previous), STATUS_SUCCESS);
    ok_equal(previous, 0);
    expect_state(mutant, 1, FALSE, FALSE);
    ok_status(NtReleaseMutant(mutant, NULL), STATUS_MUTANT_NOT_OWNED);
    NtClose(mutant);

    mutant = make(TRUE);
    expect_state(mutant, 0, TRUE, FALSE);
    ok_status(NtReleaseMutant(mutant, NULL), STATUS_SUCCESS);
    NtClose(mutant);
    /* one that goes while it is owned */
    mutant = make(TRUE);
    NtClose(mutant);
}

static void test_other_thread(void)
{
    struct mutant_args args = { .mutants = { make(TRUE) } };
    struct actor *actor = actor_thread();
    HANDLE only;

    expect_owner(args.mutants[0], NtCurrentTeb()->ClientId);
    actor_call(actor, look_run, &args, sizeof(args));
    ok_status(args.status, STATUS_TIMEOUT);
    actor_call(actor, release_run, &args, sizeof(args));
    ok_status(args.status, STATUS_MUTANT_NOT_OWNED);
    actor_begin(actor, wait_run, &args, sizeof(args));
    ok(actor_blocked(actor), "a mutant has two owners");
    ok_status(NtReleaseMutant(args.mutants[0], NULL), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_SUCCESS);
    expect_state(args.mutants[0], 0, FALSE, FALSE);
    ok_status(NtReleaseMutant(args.mutants[0], NULL), STATUS_MUTANT_NOT_OWNED);
    ok_status(look(args.mutants[0]), STATUS_TIMEOUT);
    expect_owner(args.mutants[0], actor_id(actor));
    actor_call(actor, release_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    expect_owner(args.mutants[0], (CLIENT_ID){ 0 });

    /* who may wait for it may also release it */
    ok_status(NtDuplicateObject(NtCurrentProcess(), args.mutants[0], NtCurrentProcess(), &only,
                                SYNCHRONIZE, 0, 0), STATUS_SUCCESS);
    ok_status(look(only), STATUS_SUCCESS);
    ok_status(NtReleaseMutant(only, NULL), STATUS_SUCCESS);
    NtClose(only);
    NtClose(args.mutants[0]);
    actor_leave(actor);
}

static void test_arguments(void)
{
    MUTANT_BASIC_INFORMATION info;
    HANDLE mutant = make(TRUE), other;

    ok_status(NtQueryMutant(mutant, MutantBasicInformation, &info, sizeof(info) + 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtQueryMutant(mutant, (MUTANT_INFORMATION_CLASS)7, &info, sizeof(info), NULL),
              STATUS_INVALID_INFO_CLASS);
    ok_status(NtQueryMutant(mutant, MutantBasicInformation, NULL, sizeof(info), NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtReleaseMutant(mutant, no_memory()), STATUS_ACCESS_VIOLATION);
    /* nothing has happened; Wine releases first and then writes */
    NtQueryMutant(mutant, MutantBasicInformation, &info, sizeof(info), NULL);
    todo_wine ok_equal(info.CurrentCount, 0);
    NtDuplicateObject(NtCurrentProcess(), mutant, NtCurrentProcess(), &other, SYNCHRONIZE, 0, 0);
    ok_status(NtQueryMutant(other, MutantBasicInformation, &info, sizeof(info), NULL),
              STATUS_ACCESS_DENIED);
    NtClose(other);
    NtClose(mutant);
    ok_status(NtReleaseMutant(mutant, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtReleaseMutant(NtCurrentProcess(), NULL), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtCreateMutant(no_memory(), MUTANT_ALL_ACCESS, NULL, FALSE), STATUS_ACCESS_VIOLATION);
}

static void create_run(void *parameter)
{
    struct mutant_args *args = parameter;
    OBJECT_ATTRIBUTES attributes;

    args->name.string.Buffer = args->name.buffer;
    InitializeObjectAttributes(&attributes, &args->name.string, OBJ_OPENIF, NULL, NULL);
    args->status = NtCreateMutant(&args->mutants[0], MUTANT_ALL_ACCESS, &attributes, TRUE);
}

/* The owner ends: the next one gets it and is told so. */
static void test_abandoned(void)
{
    struct mutant_args args = { .mutants = { make(FALSE), make(FALSE) } };
    struct actor *actor = actor_thread(), *waiter = actor_thread();
    LARGE_INTEGER timeout;

    actor_call(actor, look_run, &args, sizeof(args));
    actor_call(actor, look_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    actor_begin(waiter, wait_run, &args, sizeof(args));
    ok(actor_blocked(waiter), "the wait is over before the owner has ended");
    actor_leave(actor);
    actor_end(waiter, &args);
    ok_status(args.status, STATUS_ABANDONED);
    expect_state(args.mutants[0], 0, FALSE, FALSE);
    actor_call(waiter, release_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);

    actor_call(waiter, look_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    actor_leave(waiter);
    expect_state(args.mutants[0], 1, FALSE, TRUE);
    /* of all: whichever it was */
    ok_status(NtWaitForMultipleObjects(2, (HANDLE[]){ args.mutants[1], args.mutants[0] }, WaitAll,
                                       FALSE, timeout_ms(&timeout, 0)), STATUS_ABANDONED_WAIT_0);
    ok_status(look(args.mutants[0]), STATUS_SUCCESS);
    expect_state(args.mutants[0], -1, TRUE, FALSE);
    expect_state(args.mutants[1], 0, TRUE, FALSE);
    NtReleaseMutant(args.mutants[0], NULL);
    NtReleaseMutant(args.mutants[0], NULL);
    NtReleaseMutant(args.mutants[1], NULL);

    /* of any: its index is in the status */
    actor = actor_thread();
    actor_call(actor, look_run, &args, sizeof(args));
    actor_leave(actor);
    {
        HANDLE event, both[2];

        NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
        both[0] = event;
        both[1] = args.mutants[0];
        ok_status(NtWaitForMultipleObjects(2, both, WaitAny, FALSE, timeout_ms(&timeout, 0)),
                  STATUS_ABANDONED_WAIT_0 + 1);
        NtReleaseMutant(args.mutants[0], NULL);
        NtClose(event);
    }
    NtClose(args.mutants[0]);
    NtClose(args.mutants[1]);
}

static void test_killed(void)
{
    struct actor *actor = actor_process(1);
    struct mutant_args args = { 0 };
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout;
    HANDLE mutant;

    NAME_UNIQUE(&args.name, "\\BaseNamedObjects\\ntdll-test-mutant");
    InitializeObjectAttributes(&attributes, &args.name.string, 0, NULL, NULL);
    ok_status(NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, &attributes, TRUE), STATUS_SUCCESS);
    ok_status(NtReleaseMutant(mutant, NULL), STATUS_SUCCESS);
    /* one that exists is not owned by who opens it */
    actor_call(actor, create_run, &args, sizeof(args));
    ok_status(args.status, STATUS_OBJECT_NAME_EXISTS);
    expect_state(mutant, 1, FALSE, FALSE);
    actor_call(actor, wait_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(look(mutant), STATUS_TIMEOUT);
    actor_kill(actor);
    ok_status(NtWaitForSingleObject(mutant, FALSE, timeout_ms(&timeout, PATIENCE_MS)),
              STATUS_ABANDONED);
    ok_status(NtReleaseMutant(mutant, NULL), STATUS_SUCCESS);
    args.name.string.Buffer = args.name.buffer;
    ok_status(NtOpenMutant(&args.mutants[0], MUTANT_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    NtClose(args.mutants[0]);
    NtClose(mutant);
    ok_status(NtOpenMutant(&mutant, MUTANT_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_signal_and_wait(void)
{
    HANDLE mutant = make(FALSE), event;
    LARGE_INTEGER timeout;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    timeout_ms(&timeout, 0);
    ok_status(NtSignalAndWaitForSingleObject(mutant, event, FALSE, &timeout),
              STATUS_MUTANT_NOT_OWNED);
    ok_status(look(mutant), STATUS_SUCCESS);
    ok_status(NtSignalAndWaitForSingleObject(mutant, event, FALSE, &timeout), STATUS_TIMEOUT);
    expect_state(mutant, 1, FALSE, FALSE);
    NtClose(event);
    NtClose(mutant);
}

#define ROUNDS 200

struct counter_args {
    HANDLE mutant;
    LONG *counter;
    NTSTATUS status;
};

static void count_run(void *parameter)
{
    struct counter_args *args = parameter;
    int i;

    for (i = 0; i < ROUNDS; i++) {
        LONG before;

        args->status = NtWaitForSingleObject(args->mutant, FALSE, NULL);
        if (args->status)
            return;
        before = *(volatile LONG *)args->counter;
        NtYieldExecution();
        *(volatile LONG *)args->counter = before + 1;
        args->status = NtReleaseMutant(args->mutant, NULL);
        if (args->status)
            return;
    }
}

static void test_exclusion(void)
{
    LONG counter = 0;
    struct counter_args args = { .mutant = make(FALSE), .counter = &counter };
    struct actor *actors[4];
    int i;

    for (i = 0; i < 4; i++) {
        actors[i] = actor_thread();
        actor_begin(actors[i], count_run, &args, sizeof(args));
    }
    for (i = 0; i < 4; i++) {
        actor_end(actors[i], &args);
        ok_status(args.status, STATUS_SUCCESS);
        actor_leave(actors[i]);
    }
    ok_equal(counter, 4 * ROUNDS);
    NtClose(args.mutant);
}

START_TEST(sync_mutant)
{
    test_recursion();
    test_other_thread();
    test_arguments();
    test_abandoned();
    test_killed();
    test_signal_and_wait();
    test_exclusion();
}
