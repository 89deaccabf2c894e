/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Alerts and user APCs. */
#include "winetests/actor.h"

#include <ntioapi.h>

static LONG n_ran;
static ULONG_PTR ran[8][3];

static void NTAPI apc(PVOID a, PVOID b, PVOID c)
{
    if (n_ran < 8) {
        ran[n_ran][0] = (ULONG_PTR)a;
        ran[n_ran][1] = (ULONG_PTR)b;
        ran[n_ran][2] = (ULONG_PTR)c;
    }
    n_ran++;
}

static HANDLE make_event(BOOLEAN set)
{
    HANDLE event = NULL;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, set);
    return event;
}

static NTSTATUS queue(HANDLE thread, ULONG_PTR n)
{
    return NtQueueApcThread(thread, apc, (PVOID)n, (PVOID)(n + 1), (PVOID)(n + 2));
}

/* Each kind of alertable wait runs what is queued, in order, and only such a wait. */
static void test_apcs(void)
{
    HANDLE me = NtCurrentThread(), event = make_event(FALSE);
    LARGE_INTEGER timeout;
    int i;

    timeout_ms(&timeout, 1);
    n_ran = 0;
    for (i = 0; i < 3; i++)
        ok_status(queue(me, 10 * i), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(event, FALSE, &timeout), STATUS_TIMEOUT);
    ok_status(NtDelayExecution(FALSE, &timeout), STATUS_SUCCESS);
    ok_equal(n_ran, 0);
    ok_status(NtWaitForSingleObject(event, TRUE, NULL), STATUS_USER_APC);
    ok_equal(n_ran, 3);
    for (i = 0; i < 3; i++) {
        ok_equal(ran[i][0], 10 * i);
        ok_equal(ran[i][1], 10 * i + 1);
        ok_equal(ran[i][2], 10 * i + 2);
    }
    ok_status(NtWaitForSingleObject(event, TRUE, &timeout), STATUS_TIMEOUT);
    queue(me, 1);
    ok_status(NtDelayExecution(TRUE, &timeout), STATUS_USER_APC);
    ok_equal(n_ran, 4);
    /* Wine says that the time is over */
    todo_wine ok_status(NtDelayExecution(TRUE, &timeout), STATUS_SUCCESS);
    queue(me, 1);
    ok_status(NtWaitForMultipleObjects(1, &event, WaitAny, TRUE, &timeout), STATUS_USER_APC);
    ok_equal(n_ran, 5);
    queue(me, 1);
    ok_status(NtSignalAndWaitForSingleObject(event, NtCurrentProcess(), TRUE, &timeout), STATUS_USER_APC);
    ok_equal(n_ran, 6);
    queue(me, 1);
    ok_status(NtTestAlert(), STATUS_SUCCESS);
    ok_equal(n_ran, 7);
    ok_status(NtQueueApcThread(NULL, apc, NULL, NULL, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtQueueApcThread(event, apc, NULL, NULL, NULL), STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
}

struct alert_args {
    HANDLE object, thread;
    CLIENT_ID id;
    bool alertable;
    NTSTATUS status;
    int ms;
};

static void wait_run(void *parameter)
{
    struct alert_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForSingleObject(args->object, args->alertable, timeout_ms(&timeout, PATIENCE_MS));
}

static void delay_run(void *parameter)
{
    struct alert_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtDelayExecution(TRUE, timeout_ms(&timeout, PATIENCE_MS));
}

static void remove_run(void *parameter)
{
    struct alert_args *args = parameter;
    FILE_IO_COMPLETION_INFORMATION packet;
    LARGE_INTEGER timeout;
    ULONG n;

    args->status = NtRemoveIoCompletionEx(args->object, &packet, 1, &n, timeout_ms(&timeout, PATIENCE_MS), TRUE);
}

/* From another thread, while it waits */
static void test_other_thread(void)
{
    struct alert_args args = { .object = make_event(FALSE), .alertable = true };
    struct actor *actor = actor_thread();
    HANDLE thread = actor_open_thread(actor, THREAD_ALL_ACCESS), only, completion;

    n_ran = 0;
    actor_begin(actor, wait_run, &args, sizeof(args));
    ok(actor_blocked(actor), "the wait is over before an APC was queued");
    ok_status(queue(thread, 5), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_USER_APC);
    ok_equal(n_ran, 1);

    actor_begin(actor, delay_run, &args, sizeof(args));
    ok(actor_blocked(actor), "the delay is over before an APC was queued");
    queue(thread, 5);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_USER_APC);
    ok_equal(n_ran, 2);

    NtCreateIoCompletion(&completion, IO_COMPLETION_ALL_ACCESS, NULL, 0);
    {
        struct alert_args remove = { .object = completion };

        actor_begin(actor, remove_run, &remove, sizeof(remove));
        ok(actor_blocked(actor), "there is no packet");
        queue(thread, 5);
        actor_end(actor, &remove);
        ok_status(remove.status, STATUS_USER_APC);
        ok_equal(n_ran, 3);
    }
    NtClose(completion);

    /* one that is not alertable goes on */
    args.alertable = false;
    actor_begin(actor, wait_run, &args, sizeof(args));
    queue(thread, 5);
    ok(actor_blocked(actor), "an APC ended a wait that is not alertable");
    NtSetEvent(args.object, NULL);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_SUCCESS);
    ok_equal(n_ran, 3);

    NtDuplicateObject(NtCurrentProcess(), thread, NtCurrentProcess(), &only, SYNCHRONIZE, 0, 0);
    ok_status(queue(only, 1), STATUS_ACCESS_DENIED);
    todo_wine ok_status(NtAlertThread(only), STATUS_ACCESS_DENIED);
    NtClose(only);
    /* what a thread has not run goes with it */
    queue(thread, 5);
    actor_leave(actor);
    ok_status(queue(thread, 5), STATUS_UNSUCCESSFUL);
    NtClose(thread);
    NtClose(args.object);
}

static void test_alerts(void)
{
    struct alert_args args = { .object = make_event(FALSE), .alertable = true };
    struct actor *actor = actor_thread();
    HANDLE thread = actor_open_thread(actor, THREAD_ALL_ACCESS);
    LARGE_INTEGER timeout;

    ok_status(NtTestAlert(), STATUS_SUCCESS);
    if (NtAlertThread(NtCurrentThread()) == STATUS_NOT_IMPLEMENTED) {
        win_skip("Wine has no alerts");
        actor_leave(actor);
        NtClose(thread);
        NtClose(args.object);
        return;
    }
    ok_status(NtTestAlert(), STATUS_ALERTED);
    ok_status(NtTestAlert(), STATUS_SUCCESS);
    timeout_ms(&timeout, 1);
    NtAlertThread(NtCurrentThread());
    NtAlertThread(NtCurrentThread());
    ok_status(NtWaitForSingleObject(args.object, FALSE, &timeout), STATUS_TIMEOUT);
    ok_status(NtWaitForSingleObject(args.object, TRUE, &timeout), STATUS_ALERTED);
    ok_status(NtWaitForSingleObject(args.object, TRUE, &timeout), STATUS_TIMEOUT);
    NtAlertThread(NtCurrentThread());
    ok_status(NtDelayExecution(TRUE, &timeout), STATUS_ALERTED);
    /* what is there already is taken, and the alert is still to come */
    NtAlertThread(NtCurrentThread());
    NtSetEvent(args.object, NULL);
    ok_status(NtWaitForSingleObject(args.object, TRUE, &timeout), STATUS_SUCCESS);
    ok_status(NtTestAlert(), STATUS_ALERTED);
    NtResetEvent(args.object, NULL);

    actor_begin(actor, wait_run, &args, sizeof(args));
    ok(actor_blocked(actor), "the wait is over before the alert");
    ok_status(NtAlertThread(thread), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_ALERTED);
    NtClose(thread);
    NtClose(args.object);
    actor_leave(actor);
}

static void wait_by_id_run(void *parameter)
{
    struct alert_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForAlertByThreadId(args, timeout_ms(&timeout, PATIENCE_MS));
}

static void test_by_id(void)
{
    struct actor *actor = actor_thread(), *process = actor_process(1);
    HANDLE me = NtCurrentTeb()->ClientId.UniqueThread, id = actor_id(actor).UniqueThread;
    struct alert_args args = { 0 };
    LARGE_INTEGER timeout;
    NTSTATUS status;

    timeout_ms(&timeout, 1);
    ok_status(NtWaitForAlertByThreadId(NULL, &timeout), STATUS_TIMEOUT);
    ok_status(NtAlertThreadByThreadId(me), STATUS_SUCCESS);
    ok_status(NtAlertThreadByThreadId(me), STATUS_SUCCESS);
    ok_status(NtWaitForAlertByThreadId(NULL, NULL), STATUS_ALERTED);
    ok_status(NtWaitForAlertByThreadId(NULL, &timeout), STATUS_TIMEOUT);
    actor_begin(actor, wait_by_id_run, &args, sizeof(args));
    ok(actor_blocked(actor), "the wait is over before the alert");
    ok_status(NtAlertThreadByThreadId(id), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_ALERTED);
    /* it is another thing than NtAlertThread */
    NtAlertThread(NtCurrentThread());
    ok_status(NtWaitForAlertByThreadId(NULL, &timeout), STATUS_TIMEOUT);
    NtTestAlert();
    ok_status(NtAlertThreadByThreadId(NULL), STATUS_INVALID_CID);
    ok_status(NtAlertThreadByThreadId((HANDLE)(ULONG_PTR)0x7fffff00), STATUS_INVALID_CID);
    todo_wine ok_status(NtAlertThreadByThreadId(actor_id(process).UniqueThread), STATUS_ACCESS_DENIED);
    actor_leave(actor);
    status = NtAlertThreadByThreadId(id);
    /* Wine forgets it some time later */
    todo_wine_if(status == STATUS_SUCCESS) ok_status(status, STATUS_INVALID_CID);
    actor_finish(process);
}

static void NTAPI on_timer(PVOID context, ULONG low, LONG high)
{
    apc(context, (PVOID)(ULONG_PTR)low, (PVOID)(ULONG_PTR)(ULONG)high);
}

static void set_timer_run(void *parameter)
{
    struct alert_args *args = parameter;
    LARGE_INTEGER due;

    timeout_ms(&due, args->ms);
    args->status = NtSetTimer(args->object, &due, on_timer, NULL, FALSE, 0, NULL);
}

/* Sets the timer to call a thread, and ends the thread: in how many ms the timer was due then. A thread that has ended
 * too late, because it had no CPU, says nothing: another one gets more time. */
static int set_timer_and_end(HANDLE timer)
{
    struct alert_args args = { .object = timer, .ms = 20 };
    LARGE_INTEGER before, now;

    for (;;) {
        struct actor *actor = actor_thread();

        NtQuerySystemTime(&before);
        actor_call(actor, set_timer_run, &args, sizeof(args));
        ok_status(args.status, STATUS_SUCCESS);
        actor_leave(actor);
        NtQuerySystemTime(&now);
        if (now.QuadPart - before.QuadPart < args.ms * 10000 || args.ms > PATIENCE_MS)
            return args.ms;
        args.ms *= 4;
    }
}

static void test_timer(void)
{
    LARGE_INTEGER due, before, time, timeout;
    HANDLE timer;

    n_ran = 0;
    NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, SynchronizationTimer);
    NtQuerySystemTime(&before);
    due.QuadPart = -50000;
    ok_status(NtSetTimer(timer, &due, on_timer, (PVOID)(ULONG_PTR)77, FALSE, 5, NULL), STATUS_SUCCESS);
    timeout_ms(&timeout, PATIENCE_MS);
    ok_status(NtDelayExecution(TRUE, &timeout), STATUS_USER_APC);
    ok_equal(n_ran, 1);
    ok_equal(ran[0][0], 77);
    time.LowPart = (ULONG)ran[0][1];
    time.HighPart = (LONG)ran[0][2];
    /* Wine gives another one */
    todo_wine_if(time.QuadPart < before.QuadPart) ok(time.QuadPart >= before.QuadPart + 40000 && time.QuadPart < before.QuadPart + 600000000, "another time");
    ok_status(NtDelayExecution(TRUE, &timeout), STATUS_USER_APC);
    ok(n_ran >= 2, "%d calls", (int)n_ran);
    /* cancelling takes back what is queued */
    timeout_ms(&timeout, 20);
    NtDelayExecution(FALSE, &timeout);
    n_ran = 0;
    ok_status(NtCancelTimer(timer, NULL), STATUS_SUCCESS);
    todo_wine ok_status(NtDelayExecution(TRUE, &timeout), STATUS_SUCCESS);
    ok_equal(n_ran, 0);
    /* a timer stops when the thread that it calls ends */
    NtWaitForSingleObject(timer, FALSE, &timeout);
    timeout_ms(&timeout, 3 * set_timer_and_end(timer));
    todo_wine ok_status(NtWaitForSingleObject(timer, FALSE, &timeout), STATUS_TIMEOUT);
    /* one that goes with its APC in the queue */
    due.QuadPart = 1;
    NtSetTimer(timer, &due, on_timer, NULL, FALSE, 0, NULL);
    NtWaitForSingleObject(timer, FALSE, &timeout);
    NtClose(timer);
    n_ran = 0;
    NtTestAlert();
    todo_wine_if(n_ran) ok_equal(n_ran, 0);
}

START_TEST(sync_alert)
{
    test_apcs();
    test_other_thread();
    test_alerts();
    test_by_id();
    test_timer();
}
