/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Replies: how one finds its thread, through which ports, and what becomes of one that finds none
 * (lpc-semantics 4, 8.10, 8.13).
 */
#include "winetests/port.h"

static HANDLE port;
static struct name name;

/* 4: through the connection port, or this client's server port, not another's */
static void test_through_which_port(void)
{
    struct connection first, second;
    struct message message, reply;
    LARGE_INTEGER timeout;
    HANDLE other;
    struct name other_name;

    connection_make(&first, port, &name, actor_process(1), NULL);
    connection_make(&second, port, &name, actor_process(1), NULL);
    request_begin(&first, "one");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtReplyPort(second.server_port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);
    other = port_create(&other_name);
    ok_status(NtReplyPort(other, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);
    NtClose(other);
    ok(actor_blocked(first.client), "answered by another port");
    message_answer(&message, "through the connection port");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&first, &reply), STATUS_SUCCESS);
    expect_text(&reply, LPC_REPLY, first.id, "through the connection port");

    request_begin(&first, "two");
    ok_status(port_receive(second.server_port, NULL, NULL, &message), STATUS_SUCCESS);
    message_answer(&message, "through the server port");
    ok_status(NtReplyPort(first.server_port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&first, &reply), STATUS_SUCCESS);
    expect_text(&reply, LPC_REPLY, first.id, "through the server port");

    request_begin(&second, "three");
    ok_status(port_receive(first.server_port, NULL, NULL, &message), STATUS_SUCCESS);
    message_answer(&message, "three");
    ok_status(NtReplyWaitReceivePortEx(second.server_port, NULL, &message.header, &reply.header,
                                       timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    ok_status(request_end(&second, &reply), STATUS_SUCCESS);
    connection_end(&first, port);
    connection_end(&second, port);
    actor_finish(first.client);
    actor_finish(second.client);
}

/* 4: the header decides; each part of it */
static void test_header(void)
{
    struct connection connection;
    struct message message, wrong, reply;

    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "question");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    wrong = message;
    wrong.header.MessageId++;
    ok_status(NtReplyPort(port, &wrong.header), STATUS_REPLY_MESSAGE_MISMATCH);
    wrong.header.MessageId = 0;
    ok_status(NtReplyPort(port, &wrong.header), STATUS_INVALID_PARAMETER);
    wrong = message;
    wrong.header.ClientId = own_id();
    ok_status(NtReplyPort(port, &wrong.header), STATUS_REPLY_MESSAGE_MISMATCH);
    wrong.header.ClientId.UniqueProcess = message.header.ClientId.UniqueProcess;
    ok_status(NtReplyPort(port, &wrong.header), STATUS_INVALID_CID);
    wrong = message;
    wrong.header.ClientId.UniqueThread = (HANDLE)(ULONG_PTR)0x7ffffff0;
    ok_status(NtReplyPort(port, &wrong.header), STATUS_INVALID_CID);
    /* 17: the CallbackId counts, too */
    wrong = message;
    wrong.header.CallbackId = 1;
    ok_status(NtReplyPort(port, &wrong.header), STATUS_REPLY_MESSAGE_MISMATCH);
    ok(actor_blocked(connection.client), "answered by mistake");

    /* 3: whatever stands in Type, a reply is delivered as one */
    message_answer(&message, "answer");
    TYPE(&message) = LPC_DATAGRAM;
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_DATAGRAM);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    expect_text(&reply, LPC_REPLY, connection.id, "answer");
    ok_equal(reply.header.MessageId, message.header.MessageId);
    ok_equal(DATA_INFO_OFFSET(&reply), 0);
    connection_end(&connection, port);
    actor_finish(connection.client);
}

/* 4: twice; to a datagram; to nothing */
static void test_twice(void)
{
    struct message_args args = { 0 };
    struct connection connection;
    struct message message, reply;

    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "question");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(NtReplyPort(connection.server_port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);

    /* while the next request waits, the old one's reply is no reply to it */
    reply = message;
    request_begin(&connection, "next question");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &reply.header), STATUS_REPLY_MESSAGE_MISMATCH);
    ok(actor_blocked(connection.client), "answered by an old reply");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);

    args.port = connection.client_port;
    message_text(&args.out, "datagram");
    actor_call(connection.client, datagram_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);
    connection_end(&connection, port);
    actor_finish(connection.client);
}

/* 8.13: when the reply cannot be given, the call does not wait, and nothing is received */
static void test_failed_reply_does_not_wait(void)
{
    struct connection connection;
    struct message message, reply, incoming;

    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "question");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    request_begin(&connection, "second question");
    ok_status(NtReplyWaitReceivePort(port, NULL, &message.header, &incoming.header),
              STATUS_REPLY_MESSAGE_MISMATCH);
    message.header.MessageId = 0;
    ok_status(NtReplyWaitReceivePort(port, NULL, &message.header, &incoming.header),
              STATUS_INVALID_PARAMETER);
    ok_status(port_receive(port, NULL, NULL, &incoming), STATUS_SUCCESS);
    expect_text(&incoming, LPC_REQUEST, connection.id, "second question");
    ok_status(NtReplyPort(port, &incoming.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    connection_end(&connection, port);
    actor_finish(connection.client);
}

/* 4: replies in any order, by any thread */
static void test_out_of_order(void)
{
    enum { N = 5 };
    static const int order[N] = { 3, 0, 4, 2, 1 };
    struct actor *thread = actor_thread();
    struct connection connections[N];
    struct message messages[N], reply;
    struct message_args args = { .port = port };
    char text[16];
    int i;

    for (i = 0; i < N; i++) {
        connection_make(&connections[i], port, &name, actor_process(1), (PVOID)(ULONG_PTR)(i + 1));
        snprintf(text, sizeof(text), "question %d", i);
        request_begin(&connections[i], text);
        ok_status(port_receive(port, NULL, NULL, &messages[i]), STATUS_SUCCESS);
        expect_text(&messages[i], LPC_REQUEST, connections[i].id, text);
    }
    for (i = 0; i < N; i++) {
        struct message *message = &messages[order[i]];

        snprintf(text, sizeof(text), "answer %d", order[i]);
        message_answer(message, text);
        if (i % 2) {
            args.out = *message;
            actor_call(thread, reply_run, &args, sizeof(args));
            ok_status(args.status, STATUS_SUCCESS);
        } else {
            ok_status(NtReplyPort(port, &message->header), STATUS_SUCCESS);
        }
        ok_status(request_end(&connections[order[i]], &reply), STATUS_SUCCESS);
        expect_text(&reply, LPC_REPLY, connections[order[i]].id, text);
    }
    for (i = 0; i < N; i++) {
        connection_end(&connections[i], port);
        actor_finish(connections[i].client);
    }
    actor_finish(thread);
}

/* 8.9: what a server asks of a client is answered through the client port, by any of its threads */
static void test_to_server(void)
{
    struct actor *asking = actor_thread(), *second;
    struct message_args call = { 0 }, incoming = { .timeout = PATIENCE_MS }, answer = { 0 };
    struct connection connection;

    connection_make(&connection, port, &name, actor_process(2), NULL);
    second = actor_sibling(connection.client);
    call.port = connection.server_port;
    message_text(&call.out, "what do you think?");
    actor_begin(asking, request_run, &call, sizeof(call));
    incoming.port = connection.client_port;
    actor_call(connection.client, receive_run, &incoming, sizeof(incoming));
    ok_status(incoming.status, STATUS_SUCCESS);
    answer.port = connection.client_port;
    answer.out = incoming.in;
    message_answer(&answer.out, "not much");
    actor_call(second, reply_run, &answer, sizeof(answer));
    ok_status(answer.status, STATUS_SUCCESS);
    actor_end(asking, &call);
    ok_status(call.status, STATUS_SUCCESS);
    expect_text(&call.in, LPC_REPLY, actor_sender(asking), "not much");
    actor_call(second, reply_run, &answer, sizeof(answer));
    ok_status(answer.status, STATUS_REPLY_MESSAGE_MISMATCH);
    connection_end(&connection, port);
    actor_finish(connection.client);
    actor_finish(asking);
}

START_TEST(port_reply)
{
    if (!ports_available())
        return;
    port = port_create(&name);
    test_through_which_port();
    test_header();
    test_twice();
    test_failed_reply_does_not_wait();
    test_out_of_order();
    test_to_server();
    NtClose(port);
}
