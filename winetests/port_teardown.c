/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ports that are closed: what each end learns, and what a blocked thread wakes with
 * (the teardown matrix, lpc-semantics 12). Threads and processes that die: port_death.c.
 */
#include "winetests/port.h"

static SECURITY_QUALITY_OF_SERVICE qos;

static NTSTATUS connect_now(struct name *name)
{
    HANDLE port;

    return NtConnectPort(&port, &name->string, &qos, NULL, NULL, NULL, NULL, NULL);
}

/* What the client's calls give when its peer has gone. */
static void expect_disconnected(struct connection *connection)
{
    struct message_args args = { .port = connection->client_port, .timeout = PATIENCE_MS };

    message_text(&args.out, "anyone?");
    actor_call(connection->client, datagram_run, &args, sizeof(args));
    ok_status(args.status, STATUS_PORT_DISCONNECTED);
    actor_call(connection->client, request_run, &args, sizeof(args));
    ok_status(args.status, STATUS_PORT_DISCONNECTED);
    actor_call(connection->client, receive_run, &args, sizeof(args));
    ok_status(args.status, STATUS_PORT_DISCONNECTED);
}

static LONGLONG creation_time_of_process(void)
{
    LARGE_INTEGER times[4];

    ok_status(NtQueryInformationProcess(NtCurrentProcess(), ProcessTimes, times, sizeof(times),
                                        NULL), STATUS_SUCCESS);
    return times[0].QuadPart;
}

static void creation_time_run(void *parameter)
{
    *(LONGLONG *)parameter = creation_time_of_process();
}

/* The client closes: one message, with the connection's context and its process's creation time */
static void test_client_closes(bool process)
{
    struct connection connection;
    struct message message;
    LONGLONG created = 0;
    PVOID context = NULL;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, process ? actor_process(1) : actor_thread(),
                    (PVOID)0xabcd);
    actor_call(connection.client, creation_time_run, &created, sizeof(created));
    ok_status(actor_close(connection.client, connection.client_port), STATUS_SUCCESS);
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    expect_end(&message, LPC_PORT_CLOSED, connection.id, &created);
    ok_equal(context, (PVOID)0xabcd);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    ok_status(NtReplyPort(port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);

    /* the server port has lost its peer */
    message_text(&message, "anyone?");
    ok_status(NtRequestPort(connection.server_port, &message.header), STATUS_PORT_DISCONNECTED);
    ok_status(NtRequestWaitReplyPort(connection.server_port, &message.header, &message.header),
              STATUS_PORT_DISCONNECTED);
    ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
    NtClose(port);
    actor_finish(connection.client);
}

/* What it sent before comes first; it cannot be answered any more */
static void test_earlier_messages(void)
{
    struct message_args args = { 0 };
    struct connection connection;
    struct message message;
    struct name name;
    NTSTATUS status;
    HANDLE port;
    int i;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), (PVOID)5);
    args.port = connection.client_port;
    for (i = 0; i < 3; i++) {
        message_make(&args.out, &i, sizeof(i));
        actor_call(connection.client, datagram_run, &args, sizeof(args));
        ok_status(args.status, STATUS_SUCCESS);
    }
    ok_status(actor_close(connection.client, connection.client_port), STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        expect_message(&message, LPC_DATAGRAM, connection.id, &i, sizeof(i));
    }
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    NtClose(connection.server_port);
    actor_finish(connection.client);

    /* a request whose sender is killed while it waits */
    connection_make(&connection, port, &name, actor_process(1), (PVOID)5);
    request_begin(&connection, "last words");
    ok_status(port_receive(port, NULL, NULL, &args.out), STATUS_SUCCESS);
    actor_kill(connection.client);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    status = NtReplyPort(port, &args.out.header);
    ok(status == STATUS_INVALID_CID || status == STATUS_REPLY_MESSAGE_MISMATCH, "got %s",
       status_name(status));
    NtClose(connection.server_port);
    NtClose(port);
}

/* Choice: a server port goes on reading the connection port's queue when its client has gone */
static void test_receive_on_orphan(void)
{
    struct connection first, second;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&first, port, &name, actor_process(1), (PVOID)1);
    connection_make(&second, port, &name, actor_process(1), (PVOID)2);
    ok_status(actor_close(first.client, first.client_port), STATUS_SUCCESS);
    ok_status(port_receive(first.server_port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_message(&message, LPC_PORT_CLOSED, first.id, NULL, 8);
    request_begin(&second, "question");
    ok_status(port_receive(first.server_port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REQUEST, second.id, "question");
    ok_status(NtReplyPort(second.server_port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&second, &message), STATUS_SUCCESS);
    ok_status(actor_close(second.client, second.client_port), STATUS_SUCCESS);
    NtClose(second.server_port);
    ok_status(NtClose(port), STATUS_SUCCESS);
    /* the connection port is closed and its queue gone with it */
    ok_status(port_receive(first.server_port, NULL, NULL, &message), STATUS_PORT_DISCONNECTED);
    NtClose(first.server_port);
    actor_finish(first.client);
    actor_finish(second.client);
}

/* 2.3: what is too long for the port is not sent by the system either */
static void test_small_port(ULONG limit, bool told)
{
    struct connect_args connect;
    struct message message;
    HANDLE port, server;
    struct actor *client = actor_process(1);
    struct name name;

    port = port_create_with(&name, 0, limit, false);
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(actor_close(client, connect.port), STATUS_SUCCESS);
    if (told) {
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    } else {
        ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    }
    NtClose(server);
    NtClose(port);
    actor_finish(client);
}

/* The server closes a connection: nothing is sent; who waits, and who calls later */
static void test_server_closes(bool process)
{
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct connection connection;
    struct actor *client = process ? actor_process(1) : actor_thread();
    struct message message;
    struct name name;
    HANDLE port;
    int state;

    port = port_create_with(&name, 0, 0, true);
    for (state = 0; state < 4; state++) {
        connection_make(&connection, port, &name, client, NULL);
        switch (state) {
        case 0:                 /* idle */
            ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
            break;
        case 1:                 /* its request is queued */
            request_begin(&connection, "question");
            port_wait_queued(port);
            ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
            ok_status(request_end(&connection, NULL), STATUS_LPC_REPLY_LOST);
            break;
        case 2:                 /* its request is in somebody's hands */
            request_begin(&connection, "question");
            ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
            ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
            ok_status(request_end(&connection, NULL), STATUS_LPC_REPLY_LOST);
            ok_status(NtReplyPort(port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);
            break;
        case 3:                 /* it receives; choice: it is told */
            receive.port = connection.client_port;
            actor_begin(client, receive_run, &receive, sizeof(receive));
            ok(actor_blocked(client), "received nothing");
            ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
            actor_end(client, &receive);
            ok_status(receive.status, STATUS_PORT_DISCONNECTED);
            break;
        }
        expect_disconnected(&connection);
        ok_status(actor_close(client, connection.client_port), STATUS_SUCCESS);
        /* no LPC_PORT_CLOSED, for there is no server port to say it of */
        while (port_poll(port, NULL, &message) == STATUS_SUCCESS)
            ok_equal(TYPE(&message), LPC_REQUEST);
    }
    NtClose(port);
    actor_finish(client);
}

/* What the server sent before it closed can still be received */
static void test_sent_before_closing(void)
{
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    message_text(&message, "farewell");
    ok_status(NtRequestPort(connection.server_port, &message.header), STATUS_SUCCESS);
    ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
    receive.port = connection.client_port;
    actor_call(connection.client, receive_run, &receive, sizeof(receive));
    ok_status(receive.status, STATUS_SUCCESS);
    expect_text(&receive.in, LPC_DATAGRAM, own_id(), "farewell");
    expect_disconnected(&connection);
    NtClose(port);
    actor_finish(connection.client);
}

/* Between accept and complete; choice: a refusal */
static void test_closed_before_complete(void)
{
    struct actor *client = actor_process(1);
    struct connect_args connect;
    struct message message;
    HANDLE port, server;
    struct name name;

    port = port_create(&name);
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    ok_status(NtClose(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_equal(connect.port, UNTOUCHED);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    NtClose(port);
    actor_finish(client);
}

/* The server waits for its client's answer, and the client closes */
static void test_server_waits(void)
{
    struct message_args call = { 0 };
    struct actor *thread = actor_thread();
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    call.port = connection.server_port;
    message_text(&call.out, "question");
    actor_begin(thread, request_run, &call, sizeof(call));
    ok(actor_blocked(thread), "answered by nobody");
    ok_status(actor_close(connection.client, connection.client_port), STATUS_SUCCESS);
    actor_end(thread, &call);
    ok_status(call.status, STATUS_LPC_REPLY_LOST);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    NtClose(connection.server_port);
    NtClose(port);
    actor_finish(thread);
    actor_finish(connection.client);
}

/* A call that is under way holds the port: the handle goes, the answer still comes */
static void test_closed_under_a_call(void)
{
    struct connection connection;
    struct actor *sibling;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(2), NULL);
    sibling = actor_sibling(connection.client);
    request_begin(&connection, "question");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(actor_close(sibling, connection.client_port), STATUS_SUCCESS);
    message_answer(&message, "answer");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REPLY, connection.id, "answer");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    NtClose(connection.server_port);
    NtClose(port);
    actor_finish(connection.client);
}

/* The connection port is closed: the name, whoever waits in connect, queued or not */
static void test_connection_port(bool listened)
{
    struct actor *client = actor_process(1);
    struct connect_args connect;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create_with(&name, 0, 0, true);
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    port_wait_queued(port);
    if (listened)
        ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_equal(connect.port, UNTOUCHED);
    ok_status(connect_now(&name), STATUS_OBJECT_NAME_NOT_FOUND);
    actor_finish(client);
}

/* Existing connections outlive it, in both directions */
static void test_connections_stay(void)
{
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), (PVOID)8);
    ok_status(NtClose(port), STATUS_SUCCESS);
    request_begin(&connection, "still there?");
    ok_status(port_receive(connection.server_port, &receive.context, NULL, &message),
              STATUS_SUCCESS);
    expect_text(&message, LPC_REQUEST, connection.id, "still there?");
    ok_equal(receive.context, (PVOID)8);
    message_answer(&message, "still here");
    ok_status(NtReplyPort(connection.server_port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REPLY, connection.id, "still here");
    message_text(&message, "datagram");
    ok_status(NtRequestPort(connection.server_port, &message.header), STATUS_SUCCESS);
    receive.port = connection.client_port;
    actor_call(connection.client, receive_run, &receive, sizeof(receive));
    ok_status(receive.status, STATUS_SUCCESS);
    connection_end(&connection, connection.server_port);
    actor_finish(connection.client);
}

/* A connected client's request that was queued goes with the queue; its sender waits on */
static void test_queued_request(void)
{
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create_with(&name, 0, 0, true);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "question");
    port_wait_queued(port);
    ok_status(NtClose(port), STATUS_SUCCESS);
    ok_status(port_poll(connection.server_port, NULL, &message), STATUS_TIMEOUT);
    ok(actor_blocked(connection.client), "woken by the connection port");
    ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
    ok_status(request_end(&connection, NULL), STATUS_LPC_REPLY_LOST);
    actor_finish(connection.client);
}

/* Who asks through the connection port itself, and it is closed */
static void test_self_request(void)
{
    struct actor *thread = actor_thread();
    struct message_args call = { 0 };
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    call.port = port;
    message_text(&call.out, "to myself");
    actor_begin(thread, request_run, &call, sizeof(call));
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
    actor_end(thread, &call);
    ok_status(call.status, STATUS_LPC_REPLY_LOST);
    actor_finish(thread);
}

/* The same for a listener */
static void listen_run(void *parameter)
{
    struct message_args *args = parameter;

    args->status = NtListenPort(args->port, &args->in.header);
}

static void test_listener(void)
{
    struct message_args listen = { 0 };
    struct actor *thread = actor_thread();
    struct name name;

    listen.port = port_create(&name);
    actor_begin(thread, listen_run, &listen, sizeof(listen));
    ok(actor_blocked(thread), "heard nothing");
    ok_status(NtClose(listen.port), STATUS_SUCCESS);
    actor_end(thread, &listen);
    ok_status(listen.status, STATUS_PORT_DISCONNECTED);
    actor_finish(thread);
}

/* Choice: whoever receives on it is told when nobody is left to send */
static void test_receiver(bool connected)
{
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct actor *thread = actor_thread();
    struct connection connection;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    if (connected)
        connection_make(&connection, port, &name, actor_process(1), NULL);
    receive.port = port;
    actor_begin(thread, receive_run, &receive, sizeof(receive));
    ok(actor_blocked(thread), "received nothing");
    ok_status(NtClose(port), STATUS_SUCCESS);
    if (connected) {
        ok(actor_blocked(thread), "woken though there is a connection");
        ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
    }
    actor_end(thread, &receive);
    ok_status(receive.status, STATUS_PORT_DISCONNECTED);
    if (connected)
        actor_finish(connection.client);
    actor_finish(thread);
}

START_TEST(port_teardown)
{
    if (!ports_available())
        return;
    qos = qos_make(SecurityImpersonation, FALSE);
    test_client_closes(true);
    test_client_closes(false);
    test_earlier_messages();
    test_receive_on_orphan();
    test_small_port(0x2f, false);
    test_small_port(0x30, true);
    test_server_closes(true);
    test_server_closes(false);
    test_sent_before_closing();
    test_closed_before_complete();
    test_server_waits();
    test_closed_under_a_call();
    test_connection_port(false);
    test_connection_port(true);
    test_connections_stay();
    test_queued_request();
    test_self_request();
    test_listener();
    test_receiver(false);
    test_receiver(true);
}
