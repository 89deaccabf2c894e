/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keyed events. */
#include "winetests/actor.h"

struct key_args {
    HANDLE event;
    ULONG_PTR key;
    NTSTATUS status;
};

static void wait_run(void *parameter)
{
    struct key_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForKeyedEvent(args->event, (PVOID)args->key, FALSE, timeout_ms(&timeout, PATIENCE_MS));
}

static void release_run(void *parameter)
{
    struct key_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtReleaseKeyedEvent(args->event, (PVOID)args->key, FALSE, timeout_ms(&timeout, PATIENCE_MS));
}

#define KEY(n) ((PVOID)(ULONG_PTR)(n))

static void test_meeting(HANDLE event)
{
    struct key_args args = { .event = event, .key = 100 };
    struct actor *actor = actor_thread(), *other = actor_thread();
    LARGE_INTEGER timeout;

    timeout_ms(&timeout, 0);
    ok_status(NtWaitForKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_TIMEOUT);
    ok_status(NtReleaseKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_TIMEOUT);
    timeout_ms(&timeout, 1);
    ok_status(NtWaitForKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_TIMEOUT);
    ok_status(NtReleaseKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_TIMEOUT);

    /* who waits is released, by the key */
    actor_begin(actor, wait_run, &args, sizeof(args));
    ok(actor_blocked(actor), "nobody has released it");
    ok_status(NtReleaseKeyedEvent(event, KEY(102), FALSE, &timeout), STATUS_TIMEOUT);
    ok_status(NtWaitForKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_TIMEOUT);
    ok(actor_blocked(actor), "nobody has released it");
    timeout_ms(&timeout, 0);
    ok_status(NtReleaseKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_SUCCESS);

    /* who releases waits too */
    actor_begin(actor, release_run, &args, sizeof(args));
    ok(actor_blocked(actor), "there is nobody to release");
    ok_status(NtWaitForKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_SUCCESS);

    /* one release, one thread */
    actor_begin(actor, wait_run, &args, sizeof(args));
    ok(actor_blocked(actor), "nobody has released it");
    actor_begin(other, wait_run, &args, sizeof(args));
    ok(actor_blocked(other), "nobody has released it");
    ok_status(NtReleaseKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_SUCCESS);
    ok(actor_blocked(other), "one release, two threads");
    ok_status(NtReleaseKeyedEvent(event, KEY(100), FALSE, &timeout), STATUS_SUCCESS);
    actor_end(other, &args);
    ok_status(args.status, STATUS_SUCCESS);
    actor_leave(actor);
    actor_leave(other);
}

static void test_arguments(void)
{
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout;
    HANDLE event, other;
    struct name name;

    timeout_ms(&timeout, 0);
    if (!running_under_wine())          /* which does not look at the flags */
        ok_status(NtCreateKeyedEvent(&event, KEYEDEVENT_ALL_ACCESS, NULL, 1), STATUS_INVALID_PARAMETER_4);
    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-keyed");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtCreateKeyedEvent(&event, KEYEDEVENT_ALL_ACCESS, &attributes, 0), STATUS_SUCCESS);
    ok_status(NtWaitForKeyedEvent(event, KEY(1), FALSE, &timeout), STATUS_INVALID_PARAMETER_1);
    ok_status(NtReleaseKeyedEvent(event, KEY(1), FALSE, &timeout), STATUS_INVALID_PARAMETER_1);
    ok_status(NtOpenKeyedEvent(&other, KEYEDEVENT_WAIT, &attributes), STATUS_SUCCESS);
    ok_status(NtWaitForKeyedEvent(other, KEY(2), FALSE, &timeout), STATUS_TIMEOUT);
    ok_status(NtReleaseKeyedEvent(other, KEY(2), FALSE, &timeout), STATUS_ACCESS_DENIED);
    NtClose(other);
    NtClose(event);
    ok_status(NtWaitForKeyedEvent(event, KEY(2), FALSE, &timeout), STATUS_INVALID_HANDLE);
    ok_status(NtWaitForKeyedEvent(NtCurrentProcess(), KEY(2), FALSE, &timeout), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtOpenKeyedEvent(&event, KEYEDEVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
}

/* Threads of two processes do not meet. */
static void test_processes(void)
{
    struct actor *process = actor_process(1);
    struct key_args args = { .key = 200 };
    LARGE_INTEGER timeout;

    actor_begin(process, wait_run, &args, sizeof(args));
    ok(actor_blocked(process), "nobody has released it");
    ok_status(NtReleaseKeyedEvent(NULL, KEY(200), FALSE, timeout_ms(&timeout, 1)), STATUS_TIMEOUT);
    actor_kill(process);
}

static void test_alert(void)
{
    LARGE_INTEGER timeout;

    NtAlertThread(NtCurrentThread());
    if (running_under_wine()) {
        win_skip("Wine has no alerts");
        return;
    }
    ok_status(NtWaitForKeyedEvent(NULL, KEY(4), TRUE, timeout_ms(&timeout, PATIENCE_MS)), STATUS_ALERTED);
    ok_status(NtWaitForKeyedEvent(NULL, KEY(4), TRUE, timeout_ms(&timeout, 1)), STATUS_TIMEOUT);
}

START_TEST(sync_keyed_event)
{
    HANDLE event;

    ok_status(NtCreateKeyedEvent(&event, KEYEDEVENT_ALL_ACCESS, NULL, 0), STATUS_SUCCESS);
    test_meeting(event);
    NtClose(event);
    test_meeting(NULL);
    test_arguments();
    test_processes();
    test_alert();
}
