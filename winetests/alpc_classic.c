/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Classic calls on ports of ALPC, and the other way round: one object, one queue. Both ends are threads of this process. */
#include "winetests/alpc.h"
#include "winetests/port.h"

static HANDLE port;
static struct name name;

/* A classic client of an ALPC server. */
static void connect_classic(struct actor *client, struct connect_args *args, HANDLE *server, const char *info)
{
    struct alpc_message message;

    connect_prepare(args, &name, info, strlen(info) + 1);
    actor_begin(client, connect_run, args, sizeof(*args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_CONNECTION_REQUEST | GOES_ON, info);
    alpc_answer(&message, "welcome");
    ok_status(NtAlpcAcceptConnectPort(server, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    actor_end(client, args);
    ok_status(args->status, STATUS_SUCCESS);
    ok(!memcmp(args->info, "welc", 4), "other information");
}

static void test_classic_client(void)
{
    struct actor *client = actor_thread();
    struct message_args args = { 0 };
    ALPC_CONTEXT_ATTR context = { 0 };
    struct connect_args connect;
    struct alpc_message message;
    HANDLE server;
    int i;

    connect_classic(client, &connect, &server, "classic hello");
    args.port = connect.port;
    message_text(&args.out, "datagram");
    ok_status(NtRequestPort(connect.port, &args.out.header), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM, "datagram");
    /* whichever way the server answers, it is a reply */
    for (i = 0; i < 2; i++) {
        message_text(&args.out, "question");
        actor_begin(client, request_run, &args, sizeof(args));
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
        alpc_expect(&message, LPC_REQUEST | GOES_ON, "question");
        alpc_answer(&message, "answer");
        ok_status(alpc_send(port, i ? 0 : ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
        actor_end(client, &args);
        ok_status(args.status, STATUS_SUCCESS);
        ok_equal(TYPE(&args.in), LPC_REPLY);
        ok(!memcmp(args.in.data, "answer", 7), "another answer");
    }
    /* more than a classic client can take; cancelled */
    actor_begin(client, request_run, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    message.header.u1.s1.DataLength = ALPC_DATA;
    message.header.u1.s1.TotalLength = sizeof(message);
    ok_status(alpc_send(port, 0, &message), STATUS_PORT_MESSAGE_TOO_LONG);
    ok(actor_blocked(client), "answered all the same");
    context.MessageId = message.header.MessageId;
    ok_status(NtAlpcCancelMessage(port, 0, &context), STATUS_PENDING);
    actor_end(client, &args);
    ok_status(args.status, STATUS_LPC_REPLY_LOST);
    ok_status(NtClose(connect.port), STATUS_SUCCESS);
    do {
        if (alpc_receive(port, &message, NULL) != STATUS_SUCCESS)
            break;
    } while (ALPC_TYPE(&message) == LPC_CANCEL_MESSAGE);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    ok_status(NtClose(server), STATUS_SUCCESS);
    actor_leave(client);
}

/* An ALPC client whose server uses the classic calls on the ALPC port. */
static void test_classic_server(void)
{
    struct alpc_exchange_args args;
    struct actor *client = actor_thread();
    struct alpc_connect_args connect;
    struct message message;
    struct alpc_message answer;
    HANDLE server;
    PVOID context;

    alpc_connect_prepare(&connect, &name, ALPC_MSGFLG_SYNC_REQUEST, "hello");
    actor_begin(client, alpc_connect_run, &connect, sizeof(connect));
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_CONNECTION_REQUEST);
    ok_status(NtAcceptConnectPort(&server, (PVOID)7, &message.header, TRUE, NULL, NULL), STATUS_SUCCESS);
    ok(actor_blocked(client), "connected before it was complete");
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);

    alpc_request_prepare(&args, connect.port, "question");
    actor_begin(client, alpc_exchange_run, &args, sizeof(args));
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_REQUEST);
    ok_equal((ULONG_PTR)context, 7);
    message_answer(&message, "answer");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    actor_end(client, &args);
    ok_status(args.status, STATUS_SUCCESS);
    alpc_expect(&args.in, LPC_REPLY, "answer");

    /* an asynchronous one is answered into the queue */
    alpc_text(&answer, "later");
    ok_status(alpc_send(connect.port, 0, &answer), STATUS_SUCCESS);
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_REQUEST);
    message_answer(&message, "now");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(alpc_receive(connect.port, &answer, NULL), STATUS_SUCCESS);
    alpc_expect(&answer, LPC_REPLY, "now");
    ok_status(NtClose(connect.port), STATUS_SUCCESS);
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    ok_status(NtClose(server), STATUS_SUCCESS);
    actor_leave(client);
}

/* 19.1: without the flag a port takes no classic requests */
static void test_not_allowed(void)
{
    struct actor *client = actor_thread();
    struct message_args args = { 0 };
    struct connect_args connect;
    struct alpc_message message;
    HANDLE kept = port, server;
    struct name kept_name = name;

    port = alpc_create(&name, 0);
    connect_classic(client, &connect, &server, "hello");
    message_text(&args.out, "text");
    ok_status(NtRequestPort(connect.port, &args.out.header), STATUS_LPC_REQUESTS_NOT_ALLOWED);
    ok_status(NtRequestWaitReplyPort(connect.port, &args.out.header, &args.in.header),
              STATUS_LPC_REQUESTS_NOT_ALLOWED);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    ok_status(NtClose(connect.port), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtClose(server), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
    port = kept;
    name = kept_name;
    name.string.Buffer = name.buffer;
    actor_leave(client);
}

START_TEST(alpc_classic)
{
    if (!alpc_available())
        return;
    port = alpc_create(&name, ALPC_PORFLG_ALLOW_LPC_REQUESTS);
    test_classic_client();
    test_classic_server();
    test_not_allowed();
    ok_status(NtClose(port), STATUS_SUCCESS);
}
