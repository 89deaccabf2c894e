/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting on port handles (lpc-semantics 5.1, 8.2). */
#include "winetests/port.h"

static NTSTATUS look(HANDLE handle)
{
    LARGE_INTEGER timeout;

    return NtWaitForSingleObject(handle, FALSE, timeout_ms(&timeout, 0));
}

/* 5.1: a plain port is always signaled */
static void test_plain(void)
{
    struct connection connection;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    ok_status(look(port), STATUS_SUCCESS);
    connection_make(&connection, port, &name, actor_thread(), NULL);
    ok_status(look(port), STATUS_SUCCESS);
    ok_status(look(connection.server_port), STATUS_SUCCESS);
    ok_status(look(connection.client_port), STATUS_SUCCESS);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* 8.2: signaled while there is something to receive; it is a notification event */
static void test_signal(bool process)
{
    struct message_args call = { 0 };
    struct connection connection;
    struct connect_args connect;
    struct message message;
    struct actor *client = process ? actor_process(1) : actor_thread();
    struct name name;
    HANDLE port;
    int i;

    port = port_create_with(&name, 0, 0, true);
    ok_status(look(port), STATUS_TIMEOUT);

    /* a connection request */
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    port_wait_queued(port);
    ok_status(look(port), STATUS_SUCCESS);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(look(port), STATUS_TIMEOUT);
    ok_status(NtAcceptConnectPort(&connection.server_port, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(connection.server_port), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    connection.client = client;
    connection.client_port = connect.port;
    connection.id = actor_sender(client);

    /* datagrams: reset by the receive that empties the queue */
    call.port = connect.port;
    message_text(&call.out, "datagram");
    for (i = 0; i < 3; i++) {
        actor_call(client, datagram_run, &call, sizeof(call));
        ok_status(call.status, STATUS_SUCCESS);
    }
    for (i = 0; i < 3; i++) {
        port_wait_queued(port);
        ok_status(look(port), STATUS_SUCCESS);
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        expect_text(&message, LPC_DATAGRAM, connection.id, "datagram");
    }
    ok_status(look(port), STATUS_TIMEOUT);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    ok_status(look(port), STATUS_TIMEOUT);

    /* a request; the reply does not come through the queue */
    request_begin(&connection, "question");
    port_wait_queued(port);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(look(port), STATUS_TIMEOUT);
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &message), STATUS_SUCCESS);
    ok_status(look(port), STATUS_TIMEOUT);

    /* through a server port the same queue is emptied */
    actor_call(client, datagram_run, &call, sizeof(call));
    port_wait_queued(port);
    ok_status(port_receive(connection.server_port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(look(port), STATUS_TIMEOUT);

    /* the last message of a client */
    ok_status(actor_close(client, connect.port), STATUS_SUCCESS);
    port_wait_queued(port);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    ok_status(look(port), STATUS_TIMEOUT);
    NtClose(connection.server_port);
    NtClose(port);
    actor_finish(client);
}

/* An unnamed one, with one's own messages */
static void test_self(void)
{
    struct message message;
    HANDLE port;

    ok_status(NtCreateWaitablePort(&port, NULL, 0, 0, 0), STATUS_SUCCESS);
    ok_status(look(port), STATUS_TIMEOUT);
    message_text(&message, "to myself");
    ok_status(NtRequestPort(port, &message.header), STATUS_SUCCESS);
    ok_status(look(port), STATUS_SUCCESS);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(look(port), STATUS_TIMEOUT);
    NtClose(port);
}

struct wait_args {
    HANDLE handles[2];
    NTSTATUS status;
};

static void wait_run(void *parameter)
{
    struct wait_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForMultipleObjects(2, args->handles, WaitAny, FALSE,
                                            timeout_ms(&timeout, PATIENCE_MS));
}

/* With something else, by a thread that sleeps */
static void test_multiple(void)
{
    struct actor *waiter = actor_thread();
    struct message_args call = { 0 };
    struct connection connection;
    struct message message;
    struct wait_args args;
    struct name name;
    HANDLE port;

    port = port_create_with(&name, 0, 0, true);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    NtCreateEvent(&args.handles[0], EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
    args.handles[1] = port;
    actor_begin(waiter, wait_run, &args, sizeof(args));
    ok(actor_blocked(waiter), "the wait is over with nothing in the queue");
    call.port = connection.client_port;
    message_text(&call.out, "wake up");
    actor_call(connection.client, datagram_run, &call, sizeof(call));
    actor_end(waiter, &args);
    ok_status(args.status, STATUS_WAIT_1);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);

    actor_begin(waiter, wait_run, &args, sizeof(args));
    NtSetEvent(args.handles[0], NULL);
    actor_end(waiter, &args);
    ok_status(args.status, STATUS_WAIT_0);
    NtClose(args.handles[0]);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(waiter);
    actor_finish(connection.client);
}

static NTSTATUS wait_two(HANDLE first, HANDLE second, WAIT_TYPE type, unsigned int ms)
{
    HANDLE handles[2] = { first, second };
    LARGE_INTEGER timeout;

    return NtWaitForMultipleObjects(2, handles, type, FALSE, timeout_ms(&timeout, ms));
}

static void send_to(HANDLE port)
{
    struct message message;

    message_text(&message, "to myself");
    ok_status(NtRequestPort(port, &message.header), STATUS_SUCCESS);
}

static void receive_from(HANDLE port)
{
    struct message message;

    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
}

struct late_args {
    HANDLE port, event;
};

static void late_run(void *parameter)
{
    struct late_args *args = parameter;

    if (args->port)
        send_to(args->port);
    if (args->event)
        NtSetEvent(args->event, NULL);
}

/* A port and an event: the first that is signalled; both at once, and nothing taken before; one after the other */
static void test_with_event(void)
{
    struct actor *other = actor_thread();
    struct late_args late = { 0 };
    LARGE_INTEGER timeout;
    HANDLE port, event;

    ok_status(NtCreateWaitablePort(&port, NULL, 0, 0, 0), STATUS_SUCCESS);
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE), STATUS_SUCCESS);
    ok_status(wait_two(port, event, WaitAny, 0), STATUS_TIMEOUT);
    ok_status(wait_two(port, event, WaitAll, 0), STATUS_TIMEOUT);
    ok_status(wait_two(port, event, WaitAny, GLIMPSE_MS), STATUS_TIMEOUT);

    NtSetEvent(event, NULL);
    ok_status(wait_two(port, event, WaitAll, 0), STATUS_TIMEOUT);
    ok_status(wait_two(port, event, WaitAll, GLIMPSE_MS), STATUS_TIMEOUT);
    ok_status(wait_two(port, event, WaitAny, 0), STATUS_WAIT_1);
    ok_status(wait_two(port, event, WaitAny, 0), STATUS_TIMEOUT);

    send_to(port);
    ok_status(wait_two(port, event, WaitAll, 0), STATUS_TIMEOUT);
    NtSetEvent(event, NULL);
    ok_status(wait_two(port, event, WaitAny, 0), STATUS_WAIT_0);
    ok_status(wait_two(event, port, WaitAny, 0), STATUS_WAIT_0);
    ok_status(wait_two(event, port, WaitAny, 0), STATUS_WAIT_1);
    NtSetEvent(event, NULL);
    ok_status(wait_two(port, event, WaitAll, 0), STATUS_WAIT_0);
    ok_status(wait_two(port, event, WaitAll, 0), STATUS_TIMEOUT);
    receive_from(port);

    /* a thread that sleeps: first the port, then the event */
    late.port = port;
    actor_begin(other, late_run, &late, sizeof(late));
    ok_status(wait_two(port, event, WaitAny, PATIENCE_MS), STATUS_WAIT_0);
    actor_end(other, &late);
    late.port = NULL;
    late.event = event;
    actor_begin(other, late_run, &late, sizeof(late));
    ok_status(wait_two(port, event, WaitAll, PATIENCE_MS), STATUS_WAIT_0);
    actor_end(other, &late);
    ok_status(look(event), STATUS_TIMEOUT);
    receive_from(port);

    ok_status(NtSignalAndWaitForSingleObject(event, port, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    ok_status(look(event), STATUS_SUCCESS);
    send_to(port);
    ok_status(NtSignalAndWaitForSingleObject(event, port, FALSE, timeout_ms(&timeout, 0)), STATUS_SUCCESS);
    ok_status(look(event), STATUS_SUCCESS);
    NtClose(event);
    NtClose(port);
    actor_finish(other);
}

static unsigned int n_apcs;

static void NTAPI count_apc(PVOID a, PVOID b, PVOID c)
{
    n_apcs++;
    (void)a, (void)b, (void)c;
}

/* A wait that permits it is ended by an APC */
static void test_alertable(void)
{
    LARGE_INTEGER timeout;
    HANDLE port;

    ok_status(NtCreateWaitablePort(&port, NULL, 0, 0, 0), STATUS_SUCCESS);
    ok_status(NtQueueApcThread(NtCurrentThread(), (PVOID)count_apc, NULL, NULL, NULL), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(port, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    ok_equal(n_apcs, 0);
    ok_status(NtWaitForSingleObject(port, TRUE, timeout_ms(&timeout, PATIENCE_MS)), STATUS_USER_APC);
    ok_equal(n_apcs, 1);
    NtClose(port);
}

START_TEST(port_waitable)
{
    if (!ports_available())
        return;
    test_plain();
    test_signal(true);
    test_signal(false);
    test_self();
    test_multiple();
    test_with_event();
    test_alertable();
}
