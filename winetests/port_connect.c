/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The handshake: who wakes when, refusal, and what each side has afterwards (lpc-semantics 7).
 * Told twice: with the client in another process and in another thread.
 */
#include "winetests/port.h"

static struct actor *make_client(bool process)
{
    return process ? actor_process(1) : actor_thread();
}

/* 7, facts 1 to 3 and 6; 8.6 and 8.7 after the end */
static void test_accept(bool process)
{
    struct actor *client = make_client(process);
    struct message_args incoming = { .timeout = PATIENCE_MS };
    struct connect_args connect;
    struct message message, datagram;
    HANDLE port, server = UNTOUCHED;
    struct name name;
    PVOID context = UNTOUCHED;

    port = port_create_with(&name, 100, 256, false);
    connect_prepare(&connect, &name, "hello", 6);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    expect_message(&message, LPC_CONNECTION_REQUEST, actor_sender(client), "hello", 6);
    ok_equal(message.header.ClientViewSize, 0);
    ok_equal(DATA_INFO_OFFSET(&message), 0);
    ok_equal(context, NULL);

    ok_status(NtAcceptConnectPort(&server, (PVOID)0x1234, &message.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    ok(server != UNTOUCHED && server, "no handle");
    ok(actor_blocked(client), "the client wakes when it is accepted");

    /* fact 3: the server may send already */
    message_text(&datagram, "early");
    ok_status(NtRequestPort(server, &datagram.header), STATUS_SUCCESS);
    ok(actor_blocked(client), "the client wakes for a message");

    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    ok(connect.port != UNTOUCHED && connect.port, "no handle");
    ok_equal(connect.max_message, 256);

    incoming.port = connect.port;
    actor_call(client, receive_run, &incoming, sizeof(incoming));
    ok_status(incoming.status, STATUS_SUCCESS);
    expect_text(&incoming.in, LPC_DATAGRAM, own_id(), "early");

    /* once only */
    ok_status(NtCompleteConnectPort(server), STATUS_INVALID_PARAMETER);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(NtCompleteConnectPort(port), STATUS_INVALID_PORT_HANDLE);
    if (!process)
        ok_status(NtCompleteConnectPort(connect.port), STATUS_INVALID_PORT_HANDLE);

    ok_status(actor_close(client, connect.port), STATUS_SUCCESS);
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    expect_message(&message, LPC_PORT_CLOSED, actor_sender(client), NULL, 8);
    ok_equal(context, (PVOID)0x1234);
    ok_status(NtClose(server), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
    actor_finish(client);
}

/* 7, facts 4 and 5 */
static void test_refuse(bool process)
{
    struct actor *client = make_client(process);
    struct connect_args connect;
    struct message message;
    HANDLE port, server = UNTOUCHED;
    struct name name;

    port = port_create(&name);
    connect_prepare(&connect, &name, "may I?", 7);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    message_answer(&message, "no");
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, FALSE, NULL, NULL),
              STATUS_SUCCESS);
    ok_equal(server, UNTOUCHED);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_equal(connect.port, UNTOUCHED);
    ok_equal(connect.max_message, 0x5555);
    ok_equal(connect.info_length, 3);
    ok(!memcmp(connect.info, "no", 3), "other information");

    /* the request is used up */
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_REPLY_MESSAGE_MISMATCH);
    /* 12: it was never accepted, so nothing is closed */
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    NtClose(port);
    actor_finish(client);
}

/* 15: after a refusal the same port takes the next one; one client after the other */
static void test_again(bool process)
{
    struct actor *client = make_client(process);
    struct connection connection;
    struct connect_args connect;
    struct message message;
    HANDLE port, server;
    struct name name;
    int i;

    port = port_create(&name);
    connect_prepare(&connect, &name, NULL, 0);
    for (i = 0; i < 3; i++) {
        actor_begin(client, connect_run, &connect, sizeof(connect));
        ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
        ok_status(NtAcceptConnectPort(&server, NULL, &message.header, FALSE, NULL, NULL),
                  STATUS_SUCCESS);
        actor_end(client, &connect);
        ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
        connection_make(&connection, port, &name, client, (PVOID)(ULONG_PTR)(i + 1));
        connection_end(&connection, port);
    }
    NtClose(port);
    actor_finish(client);
}

/* 8.6: a context of NULL stands for the new handle */
static void test_default_context(bool process)
{
    struct connection connection;
    struct message message;
    PVOID context = NULL;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, make_client(process), NULL);
    request_begin(&connection, "hello");
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    ok_equal(context, connection.server_port);
    message_answer(&message, "bye");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &message), STATUS_SUCCESS);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* 7.2: all that accept needs of the message is in the header; a copy of it will do */
static void test_header_only(void)
{
    struct actor *client = actor_process(1);
    struct connect_args connect;
    struct message message;
    PORT_MESSAGE *header;
    HANDLE port, server;
    struct name name;

    port = port_create(&name);
    connect_prepare(&connect, &name, "hello", 6);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    header = memory_before_fault(sizeof(*header));
    memset(header, 0xa5, sizeof(*header));
    header->u1.s1.DataLength = 0;
    header->ClientId = message.header.ClientId;
    header->MessageId = message.header.MessageId;
    ok_status(NtAcceptConnectPort(&server, NULL, header, TRUE, NULL, NULL), STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    ok_equal(connect.info_length, 0);
    actor_finish(client);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    NtClose(server);
    NtClose(port);
}

/* Two clients wait; they may be accepted in any order and completed in any order. */
static void test_interleaved(void)
{
    struct actor *clients[2] = { actor_process(1), actor_process(1) };
    struct connect_args connect[2];
    struct message messages[2];
    HANDLE port, servers[2];
    struct name name;
    int i;

    port = port_create(&name);
    for (i = 0; i < 2; i++) {
        connect_prepare(&connect[i], &name, NULL, 0);
        actor_begin(clients[i], connect_run, &connect[i], sizeof(connect[i]));
        ok_status(NtListenPort(port, &messages[i].header), STATUS_SUCCESS);
        ok_equal(messages[i].header.ClientId.UniqueProcess, actor_sender(clients[i]).UniqueProcess);
    }
    for (i = 1; i >= 0; i--)
        ok_status(NtAcceptConnectPort(&servers[i], (PVOID)(ULONG_PTR)(i + 1), &messages[i].header,
                                      TRUE, NULL, NULL), STATUS_SUCCESS);
    for (i = 0; i < 2; i++) {
        ok_status(NtCompleteConnectPort(servers[i]), STATUS_SUCCESS);
        actor_end(clients[i], &connect[i]);
        ok_status(connect[i].status, STATUS_SUCCESS);
    }
    for (i = 0; i < 2; i++)
        actor_finish(clients[i]);
    NtClose(servers[0]);
    NtClose(servers[1]);
    NtClose(port);
}

/* A process that is its own client, and one that is a client twice. */
static void test_same_process(void)
{
    struct connection first, second;
    struct message message;
    struct name name;
    PVOID context;
    HANDLE port;

    port = port_create(&name);
    connection_make(&first, port, &name, actor_thread(), (PVOID)1);
    connection_make(&second, port, &name, first.client, (PVOID)2);
    ok(first.client_port != second.client_port, "one handle for two connections");
    request_begin(&second, "second");
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    ok_equal(context, (PVOID)2);
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&second, &message), STATUS_SUCCESS);
    request_begin(&first, "first");
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    ok_equal(context, (PVOID)1);
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&first, &message), STATUS_SUCCESS);
    connection_end(&second, port);
    connection_end(&first, port);
    NtClose(port);
    actor_finish(first.client);
}

/* 8.5: what is no connection request is dropped by a listener */
static void test_listen_drops(void)
{
    struct connection connection;
    struct connect_args connect;
    struct message message;
    struct actor *second = actor_process(1);
    struct name name;
    HANDLE port, server;

    port = port_create_with(&name, 0, 0, true);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "will be dropped");
    port_wait_queued(port);
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(second, connect_run, &connect, sizeof(connect));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    expect_message(&message, LPC_CONNECTION_REQUEST, actor_sender(second), NULL, 0);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, FALSE, NULL, NULL),
              STATUS_SUCCESS);
    actor_end(second, &connect);
    ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    ok(actor_blocked(connection.client), "the dropped request is answered");
    NtClose(connection.server_port);
    ok_status(request_end(&connection, NULL), STATUS_LPC_REPLY_LOST);
    NtClose(port);
    actor_finish(second);
    actor_finish(connection.client);
}

/*
 * 15: a server connects to its client's own port while it still handles the client's connection
 * (smss does it), and each is the other's server and client.
 */
static void test_connect_back(void)
{
    struct serve_args back = { .status = STATUS_UNSUCCESSFUL };
    struct actor *client = actor_process(2), *listener;
    struct connect_args connect, to_client;
    struct message message, reply;
    HANDLE port, server;
    struct name name;

    listener = actor_sibling(client);
    port = port_create(&name);
    NAME_UNIQUE(&back.name, "\\RPC Control\\ntdll-test-back");
    connect_prepare(&to_client, &back.name, NULL, 0);
    actor_call(listener, serve_create, &back, sizeof(back));
    ok_status(back.status, STATUS_SUCCESS);

    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_begin(listener, serve_handshake, &back, sizeof(back));
    connect_run(&to_client);
    ok_status(to_client.status, STATUS_SUCCESS);
    actor_end(listener, &back);
    ok_status(back.status, STATUS_SUCCESS);
    expect_message(&back.message, LPC_CONNECTION_REQUEST, own_id(), NULL, 0);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);

    /* a request that way */
    actor_begin(listener, serve_receive, &back, sizeof(back));
    message_text(&message, "who am I?");
    ok_status(NtRequestPort(to_client.port, &message.header), STATUS_SUCCESS);
    actor_end(listener, &back);
    expect_text(&back.message, LPC_DATAGRAM, own_id(), "who am I?");
    ok_status(NtClose(to_client.port), STATUS_SUCCESS);
    actor_exit(client);
    ok_status(port_receive(port, NULL, NULL, &reply), STATUS_SUCCESS);
    ok_equal(TYPE(&reply), LPC_PORT_CLOSED);
    NtClose(server);
    NtClose(port);
}

START_TEST(port_connect)
{
    if (!ports_available())
        return;
    test_accept(true);
    test_accept(false);
    test_refuse(true);
    test_refuse(false);
    test_again(true);
    test_again(false);
    test_default_context(true);
    test_default_context(false);
    test_header_only();
    test_interleaved();
    test_same_process();
    test_listen_drops();
    test_connect_back();
}
