/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Alerts and user APCs that end alertable waits on ALPC ports: alpc 6.6. */
#include "winetests/alpc.h"

static HANDLE port;
static struct name name;
static LONG n_ran;
static bool have_alerts;        /* Wine's NtAlertThread does nothing */

static void NTAPI apc(PVOID a, PVOID b, PVOID c)
{
    (void)a;
    (void)b;
    (void)c;
    n_ran++;
}

static NTSTATUS queue(HANDLE thread)
{
    return NtQueueApcThread(thread, apc, NULL, NULL, NULL);
}

static NTSTATUS receive(HANDLE on, ULONG flags, unsigned int ms)
{
    struct alpc_message message;
    SIZE_T length = sizeof(message);
    LARGE_INTEGER timeout;

    return NtAlpcSendWaitReceivePort(on, flags, NULL, NULL, &message.header, &length, NULL, timeout_ms(&timeout, ms));
}

/* What is pending when the call is made: a message goes before it, it goes before the time. */
static void test_pending(HANDLE on)
{
    HANDLE me = NtCurrentThread();

    n_ran = 0;
    ok_status(queue(me), STATUS_SUCCESS);
    ok_status(receive(on, 0, 1), STATUS_TIMEOUT);
    ok_equal(n_ran, 0);
    ok_status(receive(on, ALPC_MSGFLG_WAIT_ALERTABLE, PATIENCE_MS), STATUS_USER_APC);
    ok_equal(n_ran, 1);
    ok_status(receive(on, ALPC_MSGFLG_WAIT_ALERTABLE, 1), STATUS_TIMEOUT);
    ok_status(queue(me), STATUS_SUCCESS);
    ok_status(receive(on, ALPC_MSGFLG_WAIT_ALERTABLE, 0), STATUS_USER_APC);
    ok_equal(n_ran, 2);
    if (!have_alerts)
        return;
    ok_status(NtAlertThread(me), STATUS_SUCCESS);
    ok_status(receive(on, 0, 0), STATUS_TIMEOUT);
    ok_status(receive(on, ALPC_MSGFLG_WAIT_ALERTABLE, 0), STATUS_ALERTED);
    ok_status(receive(on, ALPC_MSGFLG_WAIT_ALERTABLE, 0), STATUS_TIMEOUT);
}

static void test_message_first(struct alpc_connection *c)
{
    n_ran = 0;
    ok_status(queue(NtCurrentThread()), STATUS_SUCCESS);
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "it is there"), STATUS_SUCCESS);
    ok_status(receive(port, ALPC_MSGFLG_WAIT_ALERTABLE, PATIENCE_MS), STATUS_SUCCESS);
    ok_equal(n_ran, 0);
    ok_status(receive(port, ALPC_MSGFLG_WAIT_ALERTABLE, PATIENCE_MS), STATUS_USER_APC);
    ok_equal(n_ran, 1);
}

struct receive_args {
    HANDLE port;
    ULONG flags;
    NTSTATUS status;
};

static void receive_run(void *parameter)
{
    struct receive_args *args = parameter;

    args->status = receive(args->port, args->flags, PATIENCE_MS);
}

/* While another thread sleeps in a receive */
static void test_receiver(struct alpc_connection *c, HANDLE on)
{
    struct receive_args args = { .port = on, .flags = ALPC_MSGFLG_WAIT_ALERTABLE };
    struct actor *actor = actor_thread();
    HANDLE thread = actor_open_thread(actor, THREAD_ALL_ACCESS);

    n_ran = 0;
    actor_begin(actor, receive_run, &args, sizeof(args));
    ok(actor_blocked(actor), "the wait is over before an APC was queued");
    ok_status(queue(thread), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_USER_APC);
    ok_equal(n_ran, 1);

    if (have_alerts) {
        actor_begin(actor, receive_run, &args, sizeof(args));
        ok(actor_blocked(actor), "the wait is over before the alert");
        ok_status(NtAlertThread(thread), STATUS_SUCCESS);
        actor_end(actor, &args);
        ok_status(args.status, STATUS_ALERTED);
    }

    if (on == port) {
        actor_begin(actor, receive_run, &args, sizeof(args));
        ok(actor_blocked(actor), "the wait is over before the message");
        ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "a message ends it too"), STATUS_SUCCESS);
        actor_end(actor, &args);
        ok_status(args.status, STATUS_SUCCESS);

        args.flags = 0;
        actor_begin(actor, receive_run, &args, sizeof(args));
        ok_status(queue(thread), STATUS_SUCCESS);
        ok(actor_blocked(actor), "an APC ended a wait that is not alertable");
        ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "only a message"), STATUS_SUCCESS);
        actor_end(actor, &args);
        ok_status(args.status, STATUS_SUCCESS);
        ok_equal(n_ran, 1);
    }
    ok_status(NtClose(thread), STATUS_SUCCESS);
    actor_leave(actor);
}

/* A synchronous request is given up, and its answer comes too late. */
static void test_requester(struct alpc_connection *c)
{
    HANDLE thread = actor_open_thread(c->client, THREAD_ALL_ACCESS);
    struct alpc_exchange_args args;
    struct alpc_message message;
    int alert;

    for (alert = 0; alert < 1 + have_alerts; alert++) {
        n_ran = 0;
        alpc_request_prepare(&args, c->client_port, "question");
        args.flags |= ALPC_MSGFLG_WAIT_ALERTABLE;
        actor_begin(c->client, alpc_exchange_run, &args, sizeof(args));
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
        ok(actor_blocked(c->client), "the request is over");
        ok_status(alert ? NtAlertThread(thread) : queue(thread), STATUS_SUCCESS);
        actor_end(c->client, &args);
        ok_status(args.status, alert ? STATUS_ALERTED : STATUS_USER_APC);
        ok_equal(n_ran, !alert);
        ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_REQUEST_CANCELED);
    }
    /* and one that is answered is as ever */
    alpc_request_prepare(&args, c->client_port, "question");
    args.flags |= ALPC_MSGFLG_WAIT_ALERTABLE;
    actor_begin(c->client, alpc_exchange_run, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    actor_end(c->client, &args);
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(NtClose(thread), STATUS_SUCCESS);
}

static void test_connector(void)
{
    struct actor *actor = actor_thread();
    HANDLE thread = actor_open_thread(actor, THREAD_ALL_ACCESS);
    struct alpc_connect_args connect;
    struct alpc_message message;

    n_ran = 0;
    alpc_connect_prepare(&connect, &name, ALPC_MSGFLG_SYNC_REQUEST | ALPC_MSGFLG_WAIT_ALERTABLE, "hello");
    actor_begin(actor, alpc_connect_run, &connect, sizeof(connect));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok(actor_blocked(actor), "connected");
    ok_status(queue(thread), STATUS_SUCCESS);
    actor_end(actor, &connect);
    ok_status(connect.status, STATUS_USER_APC);
    ok_equal(n_ran, 1);
    ok((ULONG_PTR)connect.port == (ULONG_PTR)UNTOUCHED, "a handle was written");
    ok_status(NtClose(thread), STATUS_SUCCESS);
    actor_leave(actor);
}

START_TEST(alpc_alert)
{
    struct alpc_connection c;

    if (!alpc_available())
        return;
    have_alerts = NtAlertThread(NtCurrentThread()) != STATUS_NOT_IMPLEMENTED;
    if (have_alerts)
        NtTestAlert();
    else
        win_skip("threads cannot be alerted");
    port = alpc_create(&name, 0);
    alpc_connection_make(&c, port, &name, actor_thread(), 0, NULL);
    test_pending(port);
    test_pending(c.server_port);
    test_message_first(&c);
    test_receiver(&c, port);
    test_receiver(&c, c.server_port);
    test_requester(&c);
    alpc_connection_end(&c, port);
    actor_leave(c.client);
    test_connector();
    ok_status(NtClose(port), STATUS_SUCCESS);
}
