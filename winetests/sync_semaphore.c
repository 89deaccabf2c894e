/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Semaphores, by handle and by name, in one process and in two. */
#include "winetests/actor.h"

static NTSTATUS look(HANDLE handle)
{
    LARGE_INTEGER timeout;

    return NtWaitForSingleObject(handle, FALSE, timeout_ms(&timeout, 0));
}

static HANDLE make(LONG initial, LONG maximum)
{
    HANDLE semaphore = NULL;

    ok_status(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, initial, maximum),
              STATUS_SUCCESS);
    return semaphore;
}

static LONG count_of(HANDLE semaphore)
{
    SEMAPHORE_BASIC_INFORMATION info = { -1, -1 };

    ok_status(NtQuerySemaphore(semaphore, SemaphoreBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    return info.CurrentCount;
}

static void test_count(void)
{
    SEMAPHORE_BASIC_INFORMATION info;
    HANDLE semaphore = make(2, 3);
    ULONG size = 0;
    LONG previous;

    ok_status(NtQuerySemaphore(semaphore, SemaphoreBasicInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(info));
    ok_equal(info.CurrentCount, 2);
    ok_equal(info.MaximumCount, 3);

    /* a wait takes one */
    ok_status(look(semaphore), STATUS_SUCCESS);
    ok_status(look(semaphore), STATUS_SUCCESS);
    ok_status(look(semaphore), STATUS_TIMEOUT);
    ok_equal(count_of(semaphore), 0);

    previous = -1;
    ok_status(NtReleaseSemaphore(semaphore, 2, &previous), STATUS_SUCCESS);
    ok_equal(previous, 0);
    /* more than fit: none */
    ok_status(NtReleaseSemaphore(semaphore, 2, &previous), STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    ok_status(NtReleaseSemaphore(semaphore, 0x7fffffff, NULL), STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    ok_equal(count_of(semaphore), 2);
    ok_status(NtReleaseSemaphore(semaphore, 1, &previous), STATUS_SUCCESS);
    ok_equal(previous, 2);
    ok_equal(count_of(semaphore), 3);
    NtClose(semaphore);
}

static void test_arguments(void)
{
    SEMAPHORE_BASIC_INFORMATION info;
    HANDLE semaphore, other;
    LONG count;

    ok_status(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 0, 0),
              STATUS_INVALID_PARAMETER);
    ok_status(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 2, 1),
              STATUS_INVALID_PARAMETER);
    ok_status(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, -1, 1),
              STATUS_INVALID_PARAMETER);
    ok_status(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 0, -1),
              STATUS_INVALID_PARAMETER);
    semaphore = make(0, 10);
    /* Wine takes 0 and asks how many there are */
    todo_wine ok_status(NtReleaseSemaphore(semaphore, 0, NULL), STATUS_INVALID_PARAMETER);
    todo_wine ok_status(NtReleaseSemaphore(semaphore, -1, NULL), STATUS_INVALID_PARAMETER);
    ok_status(NtQuerySemaphore(semaphore, SemaphoreBasicInformation, &info, sizeof(info) - 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtQuerySemaphore(semaphore, (SEMAPHORE_INFORMATION_CLASS)1, &info, sizeof(info), NULL),
              STATUS_INVALID_INFO_CLASS);
    ok_status(NtQuerySemaphore(semaphore, SemaphoreBasicInformation, NULL, sizeof(info), NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtReleaseSemaphore(semaphore, 1, no_memory()), STATUS_ACCESS_VIOLATION);
    /* nothing has happened; Wine releases first and then writes */
    count = count_of(semaphore);
    todo_wine ok_equal(count, 0);

    ok_status(NtDuplicateObject(NtCurrentProcess(), semaphore, NtCurrentProcess(), &other,
                                SEMAPHORE_QUERY_STATE, 0, 0), STATUS_SUCCESS);
    ok_status(NtReleaseSemaphore(other, 1, NULL), STATUS_ACCESS_DENIED);
    ok_status(look(other), STATUS_ACCESS_DENIED);
    NtClose(other);
    ok_status(NtDuplicateObject(NtCurrentProcess(), semaphore, NtCurrentProcess(), &other,
                                SEMAPHORE_MODIFY_STATE, 0, 0), STATUS_SUCCESS);
    ok_status(NtReleaseSemaphore(other, 1, NULL), STATUS_SUCCESS);
    ok_status(NtQuerySemaphore(other, SemaphoreBasicInformation, &info, sizeof(info), NULL),
              STATUS_ACCESS_DENIED);
    NtClose(other);
    NtClose(semaphore);
    ok_status(NtReleaseSemaphore(semaphore, 1, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtReleaseSemaphore(NtCurrentProcess(), 1, NULL), STATUS_OBJECT_TYPE_MISMATCH);
}

struct semaphore_args {
    struct name name;
    HANDLE semaphore;
    NTSTATUS status;
};

static void open_run(void *parameter)
{
    struct semaphore_args *args = parameter;
    OBJECT_ATTRIBUTES attributes;

    args->name.string.Buffer = args->name.buffer;
    InitializeObjectAttributes(&attributes, &args->name.string, 0, NULL, NULL);
    args->status = NtOpenSemaphore(&args->semaphore, SEMAPHORE_ALL_ACCESS, &attributes);
}

static void wait_run(void *parameter)
{
    struct semaphore_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForSingleObject(args->semaphore, FALSE, timeout_ms(&timeout, PATIENCE_MS));
}

static void test_named(void)
{
    struct actor *actor = actor_process(1);
    struct semaphore_args args = { 0 };
    OBJECT_ATTRIBUTES attributes;
    HANDLE semaphore, second;
    struct name name;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-semaphore");
    args.name = name;
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtOpenSemaphore(&second, SEMAPHORE_ALL_ACCESS, &attributes),
              STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(NtOpenSemaphore(&second, SEMAPHORE_ALL_ACCESS, NULL), STATUS_INVALID_PARAMETER);
    ok_status(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, &attributes, 0, 5),
              STATUS_SUCCESS);
    attributes.Attributes = OBJ_OPENIF;
    ok_status(NtCreateSemaphore(&second, SEMAPHORE_ALL_ACCESS, &attributes, 3, 3),
              STATUS_OBJECT_NAME_EXISTS);
    ok_equal(count_of(second), 0);
    NtClose(second);
    attributes.Attributes = 0;
    ok_status(NtOpenEvent(&second, EVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_TYPE_MISMATCH);

    actor_call(actor, open_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    actor_begin(actor, wait_run, &args, sizeof(args));
    ok(actor_blocked(actor), "the wait is over before there was anything to take");
    ok_status(NtReleaseSemaphore(semaphore, 1, NULL), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_SUCCESS);
    ok_equal(count_of(semaphore), 0);
    NtClose(semaphore);
    actor_exit(actor);
    ok_status(NtOpenSemaphore(&second, SEMAPHORE_ALL_ACCESS, &attributes),
              STATUS_OBJECT_NAME_NOT_FOUND);
}

/* Each one that is released reaches one thread, no more and no less. */
static void test_release_many(void)
{
    struct semaphore_args args = { .semaphore = make(0, 10) };
    struct actor *actors[4];
    int i, awake;

    for (i = 0; i < 4; i++) {
        actors[i] = actor_thread();
        actor_begin(actors[i], wait_run, &args, sizeof(args));
    }
    for (i = 0; i < 4; i++)
        ok(actor_blocked(actors[i]), "thread %d does not wait", i);
    ok_status(NtReleaseSemaphore(args.semaphore, 2, NULL), STATUS_SUCCESS);
    while (count_of(args.semaphore))
        NtYieldExecution();
    for (i = awake = 0; i < 4; i++)
        if (!actor_blocked(actors[i]))
            awake++;
    ok(awake <= 2, "%d threads for two", awake);
    ok_status(NtReleaseSemaphore(args.semaphore, 2, NULL), STATUS_SUCCESS);
    for (i = 0; i < 4; i++) {
        actor_end(actors[i], &args);
        ok_status(args.status, STATUS_SUCCESS);
        actor_leave(actors[i]);
    }
    ok_equal(count_of(args.semaphore), 0);
    NtClose(args.semaphore);
}

static void test_signal_and_wait(void)
{
    HANDLE semaphore = make(0, 1), event, other;
    LARGE_INTEGER timeout;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, TRUE);
    timeout_ms(&timeout, 0);
    ok_status(NtSignalAndWaitForSingleObject(semaphore, event, FALSE, &timeout), STATUS_SUCCESS);
    ok_equal(count_of(semaphore), 1);
    /* it cannot be signalled: then nothing is waited for either */
    NtSetEvent(event, NULL);
    ok_status(NtSignalAndWaitForSingleObject(semaphore, event, FALSE, &timeout),
              STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    ok_status(look(event), STATUS_SUCCESS);
    /* one can wait for what one signals */
    ok_status(look(semaphore), STATUS_SUCCESS);
    ok_status(NtSignalAndWaitForSingleObject(semaphore, semaphore, FALSE, &timeout),
              STATUS_SUCCESS);
    ok_equal(count_of(semaphore), 0);
    ok_status(NtSignalAndWaitForSingleObject(semaphore, event, FALSE, &timeout), STATUS_TIMEOUT);
    ok_equal(count_of(semaphore), 1);

    ok_status(NtSignalAndWaitForSingleObject(NULL, event, FALSE, &timeout), STATUS_INVALID_HANDLE);
    ok_status(NtSignalAndWaitForSingleObject(NtCurrentThread(), event, FALSE, &timeout),
              STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtSignalAndWaitForSingleObject(event, event, FALSE, no_memory()),
              STATUS_ACCESS_VIOLATION);
    NtDuplicateObject(NtCurrentProcess(), semaphore, NtCurrentProcess(), &other, SYNCHRONIZE, 0, 0);
    ok_status(NtSignalAndWaitForSingleObject(other, event, FALSE, &timeout), STATUS_ACCESS_DENIED);
    NtClose(other);
    NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &other, EVENT_MODIFY_STATE, 0,
                      0);
    /* what cannot be waited for leaves the other one as it is */
    ok_status(look(semaphore), STATUS_SUCCESS);
    ok_status(NtSignalAndWaitForSingleObject(semaphore, other, FALSE, &timeout),
              STATUS_ACCESS_DENIED);
    ok_equal(count_of(semaphore), 0);
    NtClose(other);
    NtClose(event);
    NtClose(semaphore);
}

START_TEST(sync_semaphore)
{
    test_count();
    test_arguments();
    test_named();
    test_release_many();
    test_signal_and_wait();
}
