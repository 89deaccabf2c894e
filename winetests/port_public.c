/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the two public tests of LPC assert of Windows, in one process with two threads
 * (lpc-semantics 15; the numbers are its list's). Written anew from the list.
 */
#include "winetests/port.h"

static HANDLE create_in_root(struct name *name, ULONG max_info, ULONG max_message)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE port = NULL;
    NTSTATUS status;

    NAME_UNIQUE(name, "\\ntdll-test-public");
    InitializeObjectAttributes(&attributes, &name->string, 0, NULL, NULL);
    status = NtCreatePort(&port, &attributes, max_info, max_message, 0);
    if (status == STATUS_ACCESS_DENIED)     /* 12 */
        return NULL;
    ok_status(status, STATUS_SUCCESS);
    return port;
}

/* 1 to 5 */
static void test_accept_connect(void)
{
    struct actor *client = actor_thread();
    struct message_args datagram = { 0 };
    struct connect_args connect;
    struct message message;
    HANDLE port, server = UNTOUCHED;
    struct name name;
    int word = 0x76543210;

    port = create_in_root(&name, 64, 256);
    if (!port) {
        skip("no right to create in the root");
        actor_finish(client);
        return;
    }
    connect_prepare(&connect, &name, "connection info", 16);
    connect.qos = qos_make(SecurityIdentification, FALSE);
    connect.give_max = false;

    /* 1 */
    actor_begin(client, connect_run, &connect, sizeof(connect));
    memset(&message, 0, sizeof(message));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    expect_message(&message, LPC_CONNECTION_REQUEST, actor_sender(client), "connection info", 16);
    /* 2 */
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, FALSE, NULL, NULL),
              STATUS_SUCCESS);
    ok_equal(server, UNTOUCHED);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_equal(connect.port, UNTOUCHED);
    /* 3 */
    actor_begin(client, connect_run, &connect, sizeof(connect));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtAcceptConnectPort(&server, (PVOID)0xfacebead, &message.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    /* 4, 5, and the client closes right after it has sent */
    datagram.port = connect.port;
    message_make(&datagram.out, &word, sizeof(word));
    actor_call(client, datagram_run, &datagram, sizeof(datagram));
    ok_status(datagram.status, STATUS_SUCCESS);
    ok_status(actor_close(client, connect.port), STATUS_SUCCESS);
    memset(&message, 0, sizeof(message));
    ok_status(NtReplyWaitReceivePort(server, NULL, NULL, &message.header), STATUS_SUCCESS);
    expect_message(&message, LPC_DATAGRAM, actor_sender(client), &word, sizeof(word));
    ok_status(NtClose(server), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
    actor_finish(client);
}

/* 13.a: a TotalLength that says more than there is data; what is delivered is recomputed */
static void test_total_length(void)
{
    struct message_args datagram = { 0 };
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_thread(), NULL);
    datagram.port = connection.client_port;
    message_make(&datagram.out, "1234", 4);
    TOTAL_LENGTH(&datagram.out) = 48;
    actor_call(connection.client, datagram_run, &datagram, sizeof(datagram));
    ok_status(datagram.status, STATUS_SUCCESS);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_message(&message, LPC_DATAGRAM, connection.id, "1234", 4);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* 6 to 11 */
static void test_ports(void)
{
    struct actor *client = actor_thread();
    CLIENT_ID id = actor_sender(client);
    struct message_args call = { 0 };
    struct handle_args registered;
    struct connect_args connect;
    REMOTE_PORT_VIEW *no_view = NULL;
    struct message message;
    HANDLE port, server = NULL;
    struct name name;

    port = create_in_root(&name, 100, 100);
    if (!port) {
        skip("no right to create in the root");
        actor_finish(client);
        return;
    }
    /* 6, 10 */
    connect_prepare(&connect, &name, NULL, 0);
    connect.give_info = connect.give_length = false;
    actor_begin(client, connect_run, &connect, sizeof(connect));
    memset(&message, 0, sizeof(message));
    ok_status(NtReplyWaitReceivePort(port, NULL, NULL, &message.header), STATUS_SUCCESS);
    expect_message(&message, LPC_CONNECTION_REQUEST, id, "", 0);
    ok_equal(message.data[0], 0);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, no_view),
              STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    /* 7 */
    registered.handle = connect.port;
    actor_call(client, register_run, &registered, sizeof(registered));
    ok_status(registered.status, STATUS_SUCCESS);
    /* 8 */
    call.port = connect.port;
    message_text(&call.out, "request 1");
    message = call.out;
    actor_call(client, datagram_run, &call, sizeof(call));
    ok_status(call.status, STATUS_SUCCESS);
    ok(!memcmp(&call.out, &message, sizeof(message)), "the sender's message has changed");
    ok_status(NtReplyWaitReceivePort(port, NULL, NULL, &message.header), STATUS_SUCCESS);
    expect_text(&message, LPC_DATAGRAM, id, "request 1");
    /* 9 */
    message_text(&call.out, "request 2");
    actor_begin(client, request_run, &call, sizeof(call));
    ok_status(NtReplyWaitReceivePort(port, NULL, NULL, &message.header), STATUS_SUCCESS);
    expect_text(&message, LPC_REQUEST, id, "request 2");
    message_answer(&message, "reply");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_REQUEST);
    actor_end(client, &call);
    ok_status(call.status, STATUS_SUCCESS);
    expect_text(&call.in, LPC_REPLY, id, "reply");
    /* 11 */
    actor_leave(client);
    ok_status(NtReplyWaitReceivePort(port, NULL, NULL, &message.header), STATUS_SUCCESS);
    expect_message(&message, LPC_CLIENT_DIED, id, NULL, 8);
    ok_status(NtClose(connect.port), STATUS_SUCCESS);
    ok_status(NtClose(server), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
}

START_TEST(port_public)
{
    if (!ports_available())
        return;
    test_accept_connect();
    test_total_length();
    test_ports();
}
