/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events: both types, by handle and by name, in one process and in two. */
#include "winetests/actor.h"

static NTSTATUS look(HANDLE event)
{
    LARGE_INTEGER timeout;

    return NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, 0));
}

#define expect_state(event, type, state) expect_state_at(__LINE__, event, type, state)

static void expect_state_at(int line, HANDLE event, EVENT_TYPE type, LONG state)
{
    EVENT_BASIC_INFORMATION info;
    ULONG size = 0;

    memset(&info, 0x55, sizeof(info));
    ok_status(NtQueryEvent(event, EventBasicInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(info));
    ok(info.EventType == type && info.EventState == state, "line %d: type %d, state %d", line,
       (int)info.EventType, (int)info.EventState);
}

static void test_notification(void)
{
    LONG previous = 5;
    HANDLE event;

    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE),
              STATUS_SUCCESS);
    expect_state(event, NotificationEvent, 0);
    ok_status(look(event), STATUS_TIMEOUT);
    ok_status(NtSetEvent(event, &previous), STATUS_SUCCESS);
    ok_equal(previous, 0);
    ok_status(NtSetEvent(event, &previous), STATUS_SUCCESS);
    ok_equal(previous, 1);
    ok_status(look(event), STATUS_SUCCESS);
    ok_status(look(event), STATUS_SUCCESS);
    expect_state(event, NotificationEvent, 1);
    ok_status(NtResetEvent(event, &previous), STATUS_SUCCESS);
    ok_equal(previous, 1);
    ok_status(NtResetEvent(event, NULL), STATUS_SUCCESS);
    expect_state(event, NotificationEvent, 0);
    ok_status(NtSetEvent(event, NULL), STATUS_SUCCESS);
    ok_status(NtClearEvent(event), STATUS_SUCCESS);
    ok_status(look(event), STATUS_TIMEOUT);
    ok_status(NtPulseEvent(event, &previous), STATUS_SUCCESS);
    ok_equal(previous, 0);
    expect_state(event, NotificationEvent, 0);
    ok_status(NtClose(event), STATUS_SUCCESS);
}

static void test_synchronization(void)
{
    HANDLE event;

    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, TRUE),
              STATUS_SUCCESS);
    expect_state(event, SynchronizationEvent, 1);
    /* a wait that succeeds takes the signal */
    ok_status(look(event), STATUS_SUCCESS);
    ok_status(look(event), STATUS_TIMEOUT);
    expect_state(event, SynchronizationEvent, 0);
    ok_status(NtClose(event), STATUS_SUCCESS);
}

static void test_arguments(void)
{
    EVENT_BASIC_INFORMATION info;
    OBJECT_ATTRIBUTES attributes;
    HANDLE event, other;
    ULONG size;

    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, (EVENT_TYPE)2, FALSE),
              STATUS_INVALID_PARAMETER);
    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    attributes.Length--;
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE),
              STATUS_INVALID_PARAMETER);

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(NtQueryEvent(event, EventBasicInformation, &info, sizeof(info) - 1, &size),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtQueryEvent(event, (EVENT_INFORMATION_CLASS)1, &info, sizeof(info), &size),
              STATUS_INVALID_INFO_CLASS);
    ok_status(NtQueryEvent(event, EventBasicInformation, NULL, sizeof(info), NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtSetEvent(event, no_memory()), STATUS_ACCESS_VIOLATION);
    /* nothing has happened; Wine sets the event first and then writes */
    todo_wine ok_status(look(event), STATUS_TIMEOUT);
    NtResetEvent(event, NULL);

    /* rights */
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &other,
                                EVENT_QUERY_STATE, 0, 0), STATUS_SUCCESS);
    ok_status(NtSetEvent(other, NULL), STATUS_ACCESS_DENIED);
    ok_status(NtResetEvent(other, NULL), STATUS_ACCESS_DENIED);
    ok_status(look(other), STATUS_ACCESS_DENIED);
    expect_state(other, NotificationEvent, 0);
    NtClose(other);
    NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &other, EVENT_MODIFY_STATE, 0,
                      0);
    ok_status(NtSetEvent(other, NULL), STATUS_SUCCESS);
    ok_status(NtQueryEvent(other, EventBasicInformation, &info, sizeof(info), NULL),
              STATUS_ACCESS_DENIED);
    NtClose(other);
    NtClose(event);

    ok_status(NtSetEvent(event, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtSetEvent(NULL, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtSetEvent(NtCurrentProcess(), NULL), STATUS_OBJECT_TYPE_MISMATCH);
}

static void test_named(void)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE event, second, opened;
    struct name name;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-event");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtOpenEvent(&opened, EVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE),
              STATUS_SUCCESS);
    ok_status(NtCreateEvent(&second, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE),
              STATUS_OBJECT_NAME_COLLISION);
    /* with OBJ_OPENIF it is opened as it is, and the status says so */
    attributes.Attributes = OBJ_OPENIF;
    ok_status(NtCreateEvent(&second, EVENT_ALL_ACCESS, &attributes, SynchronizationEvent, TRUE),
              STATUS_OBJECT_NAME_EXISTS);
    expect_state(second, NotificationEvent, 0);
    attributes.Attributes = 0;
    ok_status(NtOpenEvent(&opened, EVENT_MODIFY_STATE, &attributes), STATUS_SUCCESS);
    ok_status(NtSetEvent(opened, NULL), STATUS_SUCCESS);
    expect_state(event, NotificationEvent, 1);
    NtClose(event);
    NtClose(second);
    NtClose(opened);
    ok_status(NtOpenEvent(&opened, EVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
}

/* A helper opens an event by name and does something with it. */
struct event_args {
    struct name name;
    HANDLE event;
    NTSTATUS status;
};

static void open_event(void *parameter)
{
    struct event_args *args = parameter;
    OBJECT_ATTRIBUTES attributes;

    args->name.string.Buffer = args->name.buffer;
    InitializeObjectAttributes(&attributes, &args->name.string, 0, NULL, NULL);
    args->status = NtOpenEvent(&args->event, EVENT_ALL_ACCESS, &attributes);
}

static void wait_event(void *parameter)
{
    struct event_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForSingleObject(args->event, FALSE, timeout_ms(&timeout, PATIENCE_MS));
}

static void set_event(void *parameter)
{
    struct event_args *args = parameter;

    args->status = NtSetEvent(args->event, NULL);
}

static void test_two_processes(void)
{
    struct actor *actor = actor_process(1);
    struct event_args args = { 0 };
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout;
    struct name name;
    HANDLE event;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-event");
    args.name = name;
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, SynchronizationEvent, FALSE);
    actor_call(actor, open_event, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);

    actor_begin(actor, wait_event, &args, sizeof(args));
    ok(actor_blocked(actor), "the wait is over before the event was set");
    ok_status(NtSetEvent(event, NULL), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_SUCCESS);
    expect_state(event, SynchronizationEvent, 0);

    actor_call(actor, set_event, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, PATIENCE_MS)),
              STATUS_SUCCESS);

    /* the helper's handle keeps the name, and gives it up when the helper is killed */
    NtClose(event);
    ok_status(NtOpenEvent(&event, EVENT_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    NtClose(event);
    actor_kill(actor);
    ok_status(NtOpenEvent(&event, EVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_release_order(void)
{
    struct actor *actors[3];
    struct event_args args = { 0 };
    int i, awake;

    /* one signal of a synchronization event releases one thread, of a notification event all */
    NtCreateEvent(&args.event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
    for (i = 0; i < 3; i++) {
        actors[i] = actor_thread();
        actor_begin(actors[i], wait_event, &args, sizeof(args));
    }
    ok(actor_blocked(actors[2]), "the wait is over before the event was set");
    NtSetEvent(args.event, NULL);
    for (i = awake = 0; i < 3; i++)
        if (!actor_blocked(actors[i]))
            awake++;
    ok(awake <= 1, "%d threads of one signal", awake);
    NtSetEvent(args.event, NULL);
    NtSetEvent(args.event, NULL);
    /* two signals may have been one when nobody took the first in time */
    for (i = 0; i < 3; i++) {
        if (actor_blocked(actors[i]))
            NtSetEvent(args.event, NULL);
        actor_end(actors[i], &args);
        ok_status(args.status, STATUS_SUCCESS);
    }
    NtClose(args.event);

    NtCreateEvent(&args.event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    for (i = 0; i < 3; i++)
        actor_begin(actors[i], wait_event, &args, sizeof(args));
    ok(actor_blocked(actors[2]), "the wait is over before the event was set");
    NtSetEvent(args.event, NULL);
    for (i = 0; i < 3; i++) {
        actor_end(actors[i], &args);
        ok_status(args.status, STATUS_SUCCESS);
        actor_leave(actors[i]);
    }
    NtClose(args.event);
}

START_TEST(event)
{
    test_notification();
    test_synchronization();
    test_arguments();
    test_named();
    test_two_processes();
    test_release_order();
}
