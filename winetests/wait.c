/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for one object and for several. */
#include "winetests/actor.h"

static HANDLE make_event(EVENT_TYPE type, BOOLEAN state)
{
    HANDLE event = NULL;

    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, type, state), STATUS_SUCCESS);
    return event;
}

static NTSTATUS wait_for(HANDLE *handles, ULONG count, WAIT_TYPE type, unsigned int ms)
{
    LARGE_INTEGER timeout;

    return NtWaitForMultipleObjects(count, handles, type, FALSE, timeout_ms(&timeout, ms));
}

static void test_timeout(void)
{
    HANDLE event = make_event(NotificationEvent, FALSE);
    LARGE_INTEGER before, after, timeout;

    NtQuerySystemTime(&before);
    ok_status(NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, 20)), STATUS_TIMEOUT);
    NtQuerySystemTime(&after);
    ok(after.QuadPart - before.QuadPart >= 190000, "only %u units of 100 ns",
       (unsigned int)(after.QuadPart - before.QuadPart));
    /* absolute: a moment to come, and one that is past */
    NtQuerySystemTime(&timeout);
    timeout.QuadPart += 200000;
    ok_status(NtWaitForSingleObject(event, FALSE, &timeout), STATUS_TIMEOUT);
    NtQuerySystemTime(&after);
    ok(after.QuadPart >= timeout.QuadPart - 10000, "too early");
    timeout.QuadPart = 1;
    ok_status(NtWaitForSingleObject(event, FALSE, &timeout), STATUS_TIMEOUT);
    NtSetEvent(event, NULL);
    ok_status(NtWaitForSingleObject(event, FALSE, &timeout), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(event, FALSE, NULL), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(event, FALSE, no_memory()), STATUS_ACCESS_VIOLATION);
    NtClose(event);
}

static void test_any(void)
{
    HANDLE events[3];
    int i;

    for (i = 0; i < 3; i++)
        events[i] = make_event(SynchronizationEvent, FALSE);
    ok_status(wait_for(events, 3, WaitAny, 1), STATUS_TIMEOUT);
    NtSetEvent(events[2], NULL);
    NtSetEvent(events[1], NULL);
    /* the first in the list, and only its signal is taken */
    ok_status(wait_for(events, 3, WaitAny, 0), STATUS_WAIT_1);
    ok_status(wait_for(events, 3, WaitAny, 0), STATUS_WAIT_2);
    ok_status(wait_for(events, 3, WaitAny, 0), STATUS_TIMEOUT);
    for (i = 0; i < 3; i++)
        NtClose(events[i]);
}

static void test_all(void)
{
    HANDLE events[2] = { make_event(SynchronizationEvent, TRUE),
                         make_event(SynchronizationEvent, FALSE) };

    /* nothing is taken before everything is there */
    ok_status(wait_for(events, 2, WaitAll, 1), STATUS_TIMEOUT);
    ok_status(wait_for(events, 1, WaitAny, 0), STATUS_SUCCESS);
    NtSetEvent(events[0], NULL);
    NtSetEvent(events[1], NULL);
    ok_status(wait_for(events, 2, WaitAll, 0), STATUS_SUCCESS);
    ok_status(wait_for(events, 2, WaitAny, 0), STATUS_TIMEOUT);
    NtClose(events[0]);
    NtClose(events[1]);
}

struct wait_args {
    HANDLE handles[2];
    WAIT_TYPE type;
    NTSTATUS status;
};

static void wait_two(void *parameter)
{
    struct wait_args *args = parameter;

    args->status = wait_for(args->handles, 2, args->type, PATIENCE_MS);
}

static void test_blocking(void)
{
    struct actor *actor = actor_thread();
    struct wait_args args = { .handles = { make_event(SynchronizationEvent, FALSE),
                                           make_event(SynchronizationEvent, FALSE) } };

    args.type = WaitAny;
    actor_begin(actor, wait_two, &args, sizeof(args));
    ok(actor_blocked(actor), "the wait is over before an event was set");
    NtSetEvent(args.handles[1], NULL);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_WAIT_1);

    args.type = WaitAll;
    actor_begin(actor, wait_two, &args, sizeof(args));
    NtSetEvent(args.handles[1], NULL);
    ok(actor_blocked(actor), "one of two events is enough");
    NtSetEvent(args.handles[0], NULL);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(wait_for(args.handles, 2, WaitAny, 0), STATUS_TIMEOUT);

    NtClose(args.handles[0]);
    NtClose(args.handles[1]);
    actor_leave(actor);
}

static void test_arguments(void)
{
    HANDLE handles[65], directory;
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout;
    struct name name;
    int i;

    for (i = 0; i < 65; i++)
        handles[i] = make_event(SynchronizationEvent, FALSE);
    ok_status(wait_for(handles, 0, WaitAny, 0), STATUS_INVALID_PARAMETER_1);
    ok_status(wait_for(handles, 65, WaitAny, 0), STATUS_INVALID_PARAMETER_1);
    ok_status(wait_for(handles, 64, WaitAny, 0), STATUS_TIMEOUT);
    NtSetEvent(handles[63], NULL);
    ok_status(wait_for(handles, 64, WaitAny, 0), STATUS_WAIT_0 + 63);
    ok_status(wait_for(no_memory(), 2, WaitAny, 0), STATUS_ACCESS_VIOLATION);
    for (i = 0; i < 65; i++)
        NtClose(handles[i]);
    ok_status(wait_for(handles, 2, WaitAny, 0), STATUS_INVALID_HANDLE);
    ok_status(NtWaitForSingleObject(NULL, FALSE, timeout_ms(&timeout, 0)), STATUS_INVALID_HANDLE);
    ok_status(NtWaitForSingleObject(NtCurrentProcess(), FALSE, timeout_ms(&timeout, 0)),
              STATUS_TIMEOUT);
    ok_status(NtWaitForSingleObject(NtCurrentThread(), FALSE, timeout_ms(&timeout, 0)),
              STATUS_TIMEOUT);

    /* a directory cannot be waited for with the rights that it can be opened with */
    NAME_SET(&name, "\\BaseNamedObjects");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtOpenDirectoryObject(&directory, DIRECTORY_QUERY, &attributes), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(directory, FALSE, timeout_ms(&timeout, 0)),
              STATUS_ACCESS_DENIED);
    NtClose(directory);
}

static void test_thread_and_process(void)
{
    struct actor *thread = actor_thread(), *process = actor_process(1);
    CLIENT_ID thread_id = actor_id(thread), process_id = actor_id(process);
    OBJECT_ATTRIBUTES attributes;
    HANDLE handles[2];

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenThread(&handles[0], SYNCHRONIZE, &attributes, &thread_id), STATUS_SUCCESS);
    process_id.UniqueThread = NULL;
    ok_status(NtOpenProcess(&handles[1], SYNCHRONIZE, &attributes, &process_id), STATUS_SUCCESS);
    ok_status(wait_for(handles, 2, WaitAny, 0), STATUS_TIMEOUT);
    actor_leave(thread);
    ok_status(wait_for(handles, 2, WaitAny, PATIENCE_MS), STATUS_WAIT_0);
    ok_status(wait_for(handles, 2, WaitAll, 0), STATUS_TIMEOUT);
    actor_kill(process);
    ok_status(wait_for(handles, 2, WaitAll, PATIENCE_MS), STATUS_SUCCESS);
    NtClose(handles[0]);
    NtClose(handles[1]);
}

START_TEST(wait)
{
    test_timeout();
    test_any();
    test_all();
    test_blocking();
    test_arguments();
    test_thread_and_process();
}
