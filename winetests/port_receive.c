/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Receiving: which queue is read, whose context comes with a message, time-outs, and several
 * threads at one queue (lpc-semantics 1, 8.12, 8.13, 11).
 */
#include "winetests/port.h"

static void say(struct connection *connection, const char *text)
{
    struct message_args args = { .port = connection->client_port };

    message_text(&args.out, text);
    actor_call(connection->client, datagram_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
}

static void expect_next(HANDLE port, CLIENT_ID id, const char *text, PVOID wanted)
{
    PVOID context = UNTOUCHED;
    struct message message;

    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_DATAGRAM, id, text);
    ok_equal(context, wanted);
}

/* 8.13: contexts, and one queue for the connection port and all server ports */
static void test_contexts(void)
{
    struct connection first, second;
    struct message message;
    PVOID context = UNTOUCHED;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&first, port, &name, actor_process(1), (PVOID)0x1111);
    connection_make(&second, port, &name, actor_process(1), (PVOID)~(ULONG_PTR)0);
    say(&first, "first 1");
    say(&second, "second 1");
    say(&first, "first 2");
    say(&second, "second 2");
    expect_next(port, first.id, "first 1", (PVOID)0x1111);
    /* through a server port come the other clients' messages, too */
    expect_next(first.server_port, second.id, "second 1", (PVOID)~(ULONG_PTR)0);
    expect_next(second.server_port, first.id, "first 2", (PVOID)0x1111);
    expect_next(first.server_port, second.id, "second 2", (PVOID)~(ULONG_PTR)0);

    /* NULL: whoever does not want to know */
    say(&first, "first 3");
    ok_status(NtReplyWaitReceivePort(port, NULL, NULL, &message.header), STATUS_SUCCESS);
    expect_text(&message, LPC_DATAGRAM, first.id, "first 3");

    /* nothing is written when nothing came */
    memset(&message, 0x33, sizeof(message));
    ok_status(port_poll(port, &context, &message), STATUS_TIMEOUT);
    ok_equal(context, UNTOUCHED);
    ok_equal(message.header.MessageId, 0x33333333);
    connection_end(&first, port);
    connection_end(&second, port);
    NtClose(port);
    actor_finish(first.client);
    actor_finish(second.client);
}

/* 11: one queue, first come first served, whoever sends; each sends when the one before has sent */
static void test_order(void)
{
    enum { CLIENTS = 4, N = 60 };
    struct connection connections[CLIENTS];
    struct message_args args = { 0 };
    struct message message;
    unsigned int i, number, wrong = 0;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    for (i = 0; i < CLIENTS; i++)
        connection_make(&connections[i], port, &name, actor_process(1), NULL);
    for (i = 0; i < N; i++) {
        struct connection *connection = &connections[i * i % 7 % CLIENTS];

        args.port = connection->client_port;
        message_make(&args.out, &i, sizeof(i));
        actor_call(connection->client, datagram_run, &args, sizeof(args));
        ok_status(args.status, STATUS_SUCCESS);
    }
    for (i = 0; i < N; i++) {
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        memcpy(&number, message.data, sizeof(number));
        wrong += number != i;
    }
    ok(wrong == 0, "%u of %u messages at another place", wrong, N);
    for (i = 0; i < CLIENTS; i++) {
        connection_end(&connections[i], port);
        actor_finish(connections[i].client);
    }
    NtClose(port);
}

/* The same for a connection request, which comes after what was sent before it */
static void test_order_of_connect(void)
{
    struct actor *second = actor_process(1);
    struct connection first;
    struct connect_args connect;
    struct message message;
    struct name name;
    HANDLE port, server;

    port = port_create(&name);
    connection_make(&first, port, &name, actor_process(1), (PVOID)1);
    say(&first, "before");
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(second, connect_run, &connect, sizeof(connect));
    ok(actor_blocked(second), "nobody has accepted");
    say(&first, "after");
    expect_next(port, first.id, "before", (PVOID)1);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_message(&message, LPC_CONNECTION_REQUEST, actor_sender(second), NULL, 0);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, FALSE, NULL, NULL),
              STATUS_SUCCESS);
    actor_end(second, &connect);
    expect_next(port, first.id, "after", (PVOID)1);
    connection_end(&first, port);
    NtClose(port);
    actor_finish(first.client);
    actor_finish(second);
}

/* 1: a connection request arrives at a server port, too */
static void test_connect_at_server_port(void)
{
    struct connection first, second;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&first, port, &name, actor_process(1), (PVOID)1);
    connection_make(&second, first.server_port, &name, actor_process(1), (PVOID)2);
    say(&second, "second");
    expect_next(first.server_port, second.id, "second", (PVOID)2);
    connection_end(&second, first.server_port);
    connection_end(&first, port);
    NtClose(port);
    actor_finish(first.client);
    actor_finish(second.client);
}

/* 8.13: a reply and the next message in one call and one buffer, as every server does it */
static void test_loop(void)
{
    enum { N = 20 };
    struct message_args call = { 0 };
    struct connection connection;
    struct message message;
    LARGE_INTEGER timeout;
    struct name name;
    PVOID context;
    HANDLE port;
    int i, number;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), (PVOID)9);
    call.port = connection.client_port;
    for (i = 0; i < N; i++) {
        message_make(&call.out, &i, sizeof(i));
        actor_begin(connection.client, request_run, &call, sizeof(call));
        context = NULL;
        if (i == 0)
            ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
        else
            ok_status(NtReplyWaitReceivePort(port, &context, NULL, &message.header),
                      STATUS_SUCCESS);
        ok_equal(context, (PVOID)9);
        memcpy(&number, message.data, sizeof(number));
        ok_equal(number, i);
        number = -i;
        memcpy(message.data, &number, sizeof(number));
        /* the reply is there though nothing follows */
        context = UNTOUCHED;
        ok_status(NtReplyWaitReceivePortEx(port, &context, &message.header, &message.header,
                                           timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
        ok_equal(context, UNTOUCHED);
        actor_end(connection.client, &call);
        ok_status(call.status, STATUS_SUCCESS);
        expect_message(&call.in, LPC_REPLY, connection.id, &number, sizeof(number));
    }
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* A reply together with a receive that blocks, until the next client's message comes. */
static void test_reply_and_block(void)
{
    struct connection first, second;
    struct message_args server = { .timeout = PATIENCE_MS };
    struct actor *thread = actor_thread();
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&first, port, &name, actor_process(1), (PVOID)1);
    connection_make(&second, port, &name, actor_process(1), (PVOID)2);
    request_begin(&first, "question");
    ok_status(port_receive(port, NULL, NULL, &server.out), STATUS_SUCCESS);
    message_answer(&server.out, "answer");
    server.port = port;
    actor_begin(thread, reply_receive_run, &server, sizeof(server));
    ok_status(request_end(&first, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REPLY, first.id, "answer");
    ok(actor_blocked(thread), "the receive is over");
    say(&second, "next");
    actor_end(thread, &server);
    ok_status(server.status, STATUS_SUCCESS);
    expect_text(&server.in, LPC_DATAGRAM, second.id, "next");
    ok_equal(server.context, (PVOID)2);
    connection_end(&first, port);
    connection_end(&second, port);
    NtClose(port);
    actor_finish(thread);
    actor_finish(first.client);
    actor_finish(second.client);
}

/* 8.13: 0 polls, negative is relative, positive absolute */
static void test_timeouts(void)
{
    LARGE_INTEGER timeout, before, after;
    struct message message;
    HANDLE port;

    NtCreatePort(&port, NULL, 0, 0, 0);
    timeout.QuadPart = 0;
    ok_status(NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header, &timeout),
              STATUS_TIMEOUT);
    NtQuerySystemTime(&before);
    ok_status(NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header,
                                       timeout_ms(&timeout, 20)), STATUS_TIMEOUT);
    NtQuerySystemTime(&after);
    ok(after.QuadPart - before.QuadPart >= 190000, "only %u units of 100 ns",
       (unsigned int)(after.QuadPart - before.QuadPart));
    NtQuerySystemTime(&timeout);
    timeout.QuadPart += 200000;
    ok_status(NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header, &timeout),
              STATUS_TIMEOUT);
    NtQuerySystemTime(&after);
    ok(after.QuadPart >= timeout.QuadPart - 10000, "too early");
    timeout.QuadPart = 1;
    ok_status(NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header, &timeout),
              STATUS_TIMEOUT);

    /* what is there is taken, whatever the time */
    message_text(&message, "hello");
    ok_status(NtRequestPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header, &timeout),
              STATUS_SUCCESS);
    message_text(&message, "hello");
    ok_status(NtRequestPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header, NULL), STATUS_SUCCESS);
    NtClose(port);
}

/* A message wakes a receiver that sleeps, on every kind of port. */
static void test_wake(bool process)
{
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct actor *thread = actor_thread();
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, process ? actor_process(1) : actor_thread(),
                    (PVOID)3);
    receive.port = port;
    actor_begin(thread, receive_run, &receive, sizeof(receive));
    ok(actor_blocked(thread), "received nothing");
    say(&connection, "wake up");
    actor_end(thread, &receive);
    ok_status(receive.status, STATUS_SUCCESS);
    expect_text(&receive.in, LPC_DATAGRAM, connection.id, "wake up");
    receive.port = connection.server_port;
    actor_begin(thread, receive_run, &receive, sizeof(receive));
    ok(actor_blocked(thread), "received nothing");
    say(&connection, "wake up");
    actor_end(thread, &receive);
    ok_status(receive.status, STATUS_SUCCESS);
    ok_equal(receive.context, (PVOID)3);

    receive.port = connection.client_port;
    actor_begin(connection.client, receive_run, &receive, sizeof(receive));
    ok(actor_blocked(connection.client), "received nothing");
    message_text(&message, "wake up");
    ok_status(NtRequestPort(connection.server_port, &message.header), STATUS_SUCCESS);
    actor_end(connection.client, &receive);
    ok_status(receive.status, STATUS_SUCCESS);
    expect_text(&receive.in, LPC_DATAGRAM, own_id(), "wake up");
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(thread);
    actor_finish(connection.client);
}

/* 8.13, 11: several threads at one queue; each message goes to one of them */
static void test_several_receivers(void)
{
    enum { N = 4 };
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct actor *threads[N];
    struct connection connection;
    unsigned int seen = 0, number;
    struct name name;
    HANDLE port;
    int i;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), (PVOID)4);
    receive.port = port;
    for (i = 0; i < N; i++) {
        threads[i] = actor_thread();
        actor_begin(threads[i], receive_run, &receive, sizeof(receive));
    }
    for (number = 0; number < N; number++) {
        struct message_args args = { .port = connection.client_port };

        message_make(&args.out, &number, sizeof(number));
        actor_call(connection.client, datagram_run, &args, sizeof(args));
        ok_status(args.status, STATUS_SUCCESS);
    }
    for (i = 0; i < N; i++) {
        actor_end(threads[i], &receive);
        ok_status(receive.status, STATUS_SUCCESS);
        memcpy(&number, receive.in.data, sizeof(number));
        ok(!(seen & 1u << number), "message %u came twice", number);
        seen |= 1u << number;
        actor_finish(threads[i]);
    }
    ok_equal(seen, (1u << N) - 1);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

START_TEST(port_receive)
{
    if (!ports_available())
        return;
    test_contexts();
    test_order();
    test_order_of_connect();
    test_connect_at_server_port();
    test_loop();
    test_reply_and_block();
    test_timeouts();
    test_wake(true);
    test_wake(false);
    test_several_receivers();
}
