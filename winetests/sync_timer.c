/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Timers: both types, relative and absolute, periodic. Nothing here is too late, only too early. */
#include "winetests/actor.h"

static NTSTATUS wait_ms(HANDLE handle, unsigned int ms)
{
    LARGE_INTEGER timeout;

    return NtWaitForSingleObject(handle, FALSE, timeout_ms(&timeout, ms));
}

static HANDLE make(TIMER_TYPE type)
{
    HANDLE timer = NULL;

    ok_status(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, type), STATUS_SUCCESS);
    return timer;
}

static NTSTATUS set(HANDLE timer, LONGLONG due, LONG period)
{
    LARGE_INTEGER time;

    time.QuadPart = due;
    return NtSetTimer(timer, &time, NULL, NULL, FALSE, period, NULL);
}

#define MS 10000ll

static LONGLONG now(void)
{
    LARGE_INTEGER time;

    NtQuerySystemTime(&time);
    return time.QuadPart;
}

static BOOLEAN is_set(HANDLE timer, LONGLONG *remaining)
{
    TIMER_BASIC_INFORMATION info;
    ULONG size = 0;

    memset(&info, 0x55, sizeof(info));
    ok_status(NtQueryTimer(timer, TimerBasicInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(info));
    if (remaining)
        *remaining = info.RemainingTime.QuadPart;
    return info.TimerState;
}

static void test_types(void)
{
    HANDLE timer = make(NotificationTimer);
    LONGLONG before;

    ok_equal(is_set(timer, NULL), FALSE);
    ok_status(wait_ms(timer, 0), STATUS_TIMEOUT);
    before = now();
    ok_status(set(timer, -30 * MS, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    ok(now() - before >= 29 * MS, "only %u units", (unsigned int)(now() - before));
    ok_status(wait_ms(timer, 0), STATUS_SUCCESS);
    ok_equal(is_set(timer, NULL), TRUE);
    /* setting it takes the signal away */
    ok_status(set(timer, -3600000 * MS, 0), STATUS_SUCCESS);
    ok_equal(is_set(timer, NULL), FALSE);
    ok_status(wait_ms(timer, 0), STATUS_TIMEOUT);
    NtClose(timer);

    timer = make(SynchronizationTimer);
    ok_status(set(timer, -1 * MS, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(wait_ms(timer, 20), STATUS_TIMEOUT);
    NtClose(timer);
}

static void test_absolute(void)
{
    HANDLE timer = make(NotificationTimer);
    LONGLONG due = now() + 30 * MS;

    ok_status(set(timer, due, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    ok(now() >= due - MS, "%u units too early", (unsigned int)(due - now()));
    /* what is past is now */
    ok_status(set(timer, now() - 1000 * MS, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(set(timer, 1, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(set(timer, 0, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    /* what never comes */
    ok_status(set(timer, 0x7fffffffffffffffll, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, 1), STATUS_TIMEOUT);
    ok_status(set(timer, -0x7fffffffffffffffll - 1, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, 1), STATUS_TIMEOUT);
    NtClose(timer);
}

static void test_periodic(void)
{
    HANDLE timer = make(SynchronizationTimer);
    LONGLONG before = now();
    int i;

    ok_status(set(timer, -10 * MS, 10), STATUS_SUCCESS);
    for (i = 0; i < 5; i++)
        ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    /* signals that nobody takes become one, so it is never faster */
    ok(now() - before >= 49 * MS, "five periods in %u units", (unsigned int)(now() - before));
    ok_status(NtCancelTimer(timer, NULL), STATUS_SUCCESS);
    wait_ms(timer, 0);
    ok_status(wait_ms(timer, 30), STATUS_TIMEOUT);
    /* absolute at first, then periodic */
    ok_status(set(timer, now() + 5 * MS, 5), STATUS_SUCCESS);
    for (i = 0; i < 3; i++)
        ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    NtClose(timer);
}

static void test_cancel(void)
{
    HANDLE timer = make(NotificationTimer);
    LARGE_INTEGER due;
    BOOLEAN state;

    state = 7;
    ok_status(NtCancelTimer(timer, &state), STATUS_SUCCESS);
    ok_equal(state, FALSE);
    ok_status(set(timer, -20 * MS, 0), STATUS_SUCCESS);
    ok_status(NtCancelTimer(timer, &state), STATUS_SUCCESS);
    ok_status(wait_ms(timer, 60), STATUS_TIMEOUT);
    /* one that is signalled stays so */
    ok_status(set(timer, 1, 0), STATUS_SUCCESS);
    ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(NtCancelTimer(timer, &state), STATUS_SUCCESS);
    ok_equal(state, TRUE);
    ok_equal(is_set(timer, NULL), TRUE);
    due.QuadPart = -3600000 * MS;
    state = 7;
    ok_status(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, &state), STATUS_SUCCESS);
    ok_equal(state, TRUE);
    state = 7;
    ok_status(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, &state), STATUS_SUCCESS);
    ok_equal(state, FALSE);
    NtClose(timer);
}

static void test_query(void)
{
    HANDLE timer = make(NotificationTimer);
    LONGLONG remaining = 0;

    ok_status(set(timer, -3600000 * MS, 0), STATUS_SUCCESS);
    ok_equal(is_set(timer, &remaining), FALSE);
    ok(remaining > 0 && remaining <= 3600000 * MS, "%lld units remain", (long long)remaining);
    ok_status(set(timer, now() + 3600000 * MS, 0), STATUS_SUCCESS);
    is_set(timer, &remaining);
    ok(remaining > 0 && remaining <= 3600000 * MS, "%lld units remain", (long long)remaining);
    NtClose(timer);
}

static void test_arguments(void)
{
    TIMER_BASIC_INFORMATION info;
    HANDLE timer, other;
    LARGE_INTEGER due;

    ok_status(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, (TIMER_TYPE)2),
              STATUS_INVALID_PARAMETER);
    timer = make(NotificationTimer);
    due.QuadPart = 1;
    ok_status(NtSetTimer(timer, no_memory(), NULL, NULL, FALSE, 0, NULL), STATUS_ACCESS_VIOLATION);
    /* Wine does not look at the period */
    todo_wine ok_status(NtSetTimer(timer, &due, NULL, NULL, FALSE, -1, NULL),
                        STATUS_INVALID_PARAMETER_6);
    NtCancelTimer(timer, NULL);
    ok_status(NtSetTimer(timer, &due, NULL, NULL, TRUE, 0, NULL), STATUS_TIMER_RESUME_IGNORED);
    ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
    due.QuadPart = -3600000 * MS;
    NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, NULL);
    ok_status(NtQueryTimer(timer, TimerBasicInformation, &info, sizeof(info) - 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtQueryTimer(timer, (TIMER_INFORMATION_CLASS)1, &info, sizeof(info), NULL),
              STATUS_INVALID_INFO_CLASS);
    ok_status(NtQueryTimer(timer, TimerBasicInformation, NULL, sizeof(info), NULL),
              STATUS_ACCESS_VIOLATION);
    due.QuadPart = 1;
    ok_status(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, no_memory()), STATUS_ACCESS_VIOLATION);
    /* nothing has happened; Wine sets it first and then writes */
    todo_wine ok_status(wait_ms(timer, 0), STATUS_TIMEOUT);

    NtDuplicateObject(NtCurrentProcess(), timer, NtCurrentProcess(), &other, TIMER_QUERY_STATE, 0,
                      0);
    ok_status(set(other, 1, 0), STATUS_ACCESS_DENIED);
    ok_status(NtCancelTimer(other, NULL), STATUS_ACCESS_DENIED);
    ok_status(wait_ms(other, 0), STATUS_ACCESS_DENIED);
    NtClose(other);
    NtDuplicateObject(NtCurrentProcess(), timer, NtCurrentProcess(), &other, TIMER_MODIFY_STATE, 0,
                      0);
    ok_status(set(other, -3600000 * MS, 0), STATUS_SUCCESS);
    ok_status(NtQueryTimer(other, TimerBasicInformation, &info, sizeof(info), NULL),
              STATUS_ACCESS_DENIED);
    NtClose(other);
    NtClose(timer);
    ok_status(set(timer, 1, 0), STATUS_INVALID_HANDLE);
    ok_status(set(NtCurrentProcess(), 1, 0), STATUS_OBJECT_TYPE_MISMATCH);
}

struct timer_args {
    struct name name;
    HANDLE timer;
    NTSTATUS status;
};

static void open_and_set_run(void *parameter)
{
    struct timer_args *args = parameter;
    OBJECT_ATTRIBUTES attributes;

    args->name.string.Buffer = args->name.buffer;
    InitializeObjectAttributes(&attributes, &args->name.string, 0, NULL, NULL);
    args->status = NtOpenTimer(&args->timer, TIMER_ALL_ACCESS, &attributes);
    if (!args->status)
        args->status = set(args->timer, -20 * MS, 0);
}

/* A timer runs on when who set it is gone. */
static void test_named(void)
{
    struct actor *actor = actor_process(1);
    struct timer_args args = { 0 };
    OBJECT_ATTRIBUTES attributes;
    struct name name;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-timer");
    args.name = name;
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtCreateTimer(&args.timer, TIMER_ALL_ACCESS, &attributes, SynchronizationTimer),
              STATUS_SUCCESS);
    {
        HANDLE timer = args.timer;

        actor_call(actor, open_and_set_run, &args, sizeof(args));
        ok_status(args.status, STATUS_SUCCESS);
        actor_kill(actor);
        ok_status(wait_ms(timer, PATIENCE_MS), STATUS_SUCCESS);
        NtClose(timer);
    }
    ok_status(NtOpenTimer(&args.timer, TIMER_ALL_ACCESS, &attributes),
              STATUS_OBJECT_NAME_NOT_FOUND);
}

#define MANY 100

/* In the order of their times, however they were set, moved and cancelled. */
static void test_many(void)
{
    HANDLE timers[MANY];
    BOOLEAN was_set[MANY];              /* when it was cancelled: on a slow machine some were */
    LONGLONG base = now() + 20 * MS;
    int i;

    for (i = 0; i < MANY; i++) {
        timers[i] = make(NotificationTimer);
        set(timers[i], -3600000 * MS, 0);
    }
    for (i = 0; i < MANY; i++)
        set(timers[i], base + (i * 37 % MANY) * MS / 2, 0);
    for (i = 0; i < MANY; i += 3)
        ok_status(NtCancelTimer(timers[i], &was_set[i]), STATUS_SUCCESS);
    for (i = 0; i < MANY; i++)
        if (i % 3) {
            ok_status(wait_ms(timers[i], PATIENCE_MS), STATUS_SUCCESS);
            ok(now() >= base + (i * 37 % MANY) * MS / 2 - MS, "timer %d is too early", i);
        }
    for (i = 0; i < MANY; i++) {
        ok_equal(is_set(timers[i], NULL), i % 3 ? TRUE : was_set[i]);
        NtClose(timers[i]);
    }
}

START_TEST(sync_timer)
{
    test_types();
    test_absolute();
    test_periodic();
    test_cancel();
    test_query();
    test_arguments();
    test_named();
    test_many();
}
