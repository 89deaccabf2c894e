/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The life of a message: alpc 4, cases a to g, matching, and what a receiver sees of each. */
#include "winetests/alpc.h"

static HANDLE port;
static struct name name;

#define CONTEXT ((PVOID)(ULONG_PTR)0x11223344)

/* a: forgotten once received */
static void test_datagram(struct alpc_connection *c)
{
    struct alpc_attributes attributes;
    struct alpc_message message;

    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "datagram"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, &attributes), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM, "datagram");
    ok(message.header.ClientId.UniqueProcess == c->id.UniqueProcess &&
       message.header.ClientId.UniqueThread == c->id.UniqueThread, "another sender");
    ok_equal(attributes.header.ValidAttributes, ALPC_CONTEXT_AND_TOKEN);
    ok_equal((ULONG_PTR)attributes.context.PortContext, (ULONG_PTR)CONTEXT);
    ok_equal((ULONG_PTR)attributes.context.MessageContext, 0);
    ok_equal(attributes.context.MessageId, message.header.MessageId);
    alpc_answer(&message, "what?");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);
}

/* b: the answer comes into the sender's queue */
static void test_asynchronous(struct alpc_connection *c)
{
    struct alpc_message message, answer;
    ULONG id;

    ok_status(alpc_client_send(c, 0, 0, "asynchronous"), STATUS_SUCCESS);
    ok_status(alpc_client_receive(c, 0, &answer), STATUS_TIMEOUT);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REQUEST | GOES_ON, "asynchronous");
    id = message.header.MessageId;
    alpc_answer(&message, "final");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_client_receive(c, PATIENCE_MS, &answer), STATUS_SUCCESS);
    alpc_expect(&answer, LPC_REPLY, "final");
    ok_equal(answer.header.MessageId, id);
    ok(answer.header.ClientId.UniqueProcess == own_id().UniqueProcess, "not from the server");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, id, "over"), STATUS_INVALID_MESSAGE);
}

/* c, d: the answer comes to the call; through either port */
static void test_synchronous(struct alpc_connection *c)
{
    struct alpc_message message, answer;
    int i;

    for (i = 0; i < 2; i++) {
        alpc_request_begin(c, "synchronous");
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
        alpc_expect(&message, LPC_REQUEST | GOES_ON, "synchronous");
        ok(actor_blocked(c->client), "did not wait");
        alpc_answer(&message, "answer");
        ok_status(alpc_send(i ? c->server_port : port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
        ok_status(alpc_request_end(c, &answer), STATUS_SUCCESS);
        alpc_expect(&answer, LPC_REPLY, "answer");
        ok_equal(answer.header.MessageId, message.header.MessageId);
        ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);
    }
}

/* e: an answer that keeps it alive; each side has its turn; flags 0 and 1 are the same */
static void test_kept_alive(struct alpc_connection *c)
{
    struct alpc_message message, answer;
    ULONG id, flags;

    for (flags = 0; flags <= ALPC_MSGFLG_REPLY_MESSAGE; flags++) {
        alpc_request_begin(c, "question");
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
        id = message.header.MessageId;
        alpc_answer(&message, "go on");
        ok_status(alpc_send(port, flags, &message), STATUS_SUCCESS);
        ok_status(alpc_request_end(c, &answer), STATUS_SUCCESS);
        alpc_expect(&answer, LPC_REQUEST | GOES_ON, "go on");
        ok_equal(answer.header.MessageId, id);
        /* it is the client's turn */
        ok_status(alpc_send(port, flags, &message), STATUS_INVALID_MESSAGE);
        ok_status(alpc_client_send(c, 0, id, "second question"), STATUS_SUCCESS);
        ok_status(alpc_client_send(c, 0, id, "too soon"), STATUS_INVALID_MESSAGE);
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
        alpc_expect(&message, LPC_REQUEST | GOES_ON, "second question");
        ok_equal(message.header.MessageId, id);
        alpc_answer(&message, "that is all");
        ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
        ok_status(alpc_client_receive(c, PATIENCE_MS, &answer), STATUS_SUCCESS);
        alpc_expect(&answer, LPC_REPLY, "that is all");
        ok_equal(answer.header.MessageId, id);
    }
}

/* the requester ends it */
static void test_released_by_client(struct alpc_connection *c)
{
    struct alpc_message message, answer;

    alpc_request_begin(c, "question");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_answer(&message, "answer");
    ok_status(alpc_send(port, 0, &message), STATUS_SUCCESS);
    ok_status(alpc_request_end(c, &answer), STATUS_SUCCESS);
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, answer.header.MessageId, "thanks"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REPLY, "thanks");
    ok_equal(message.header.MessageId, answer.header.MessageId);
    ok_status(alpc_send(port, 0, &message), STATUS_INVALID_MESSAGE);
}

/* f: going on and waiting for the other side's word */
struct callback_args {
    HANDLE port;
    ULONG id;
    char question[32];
    struct alpc_message in;
    NTSTATUS status;
};

static void callback_run(void *parameter)
{
    struct callback_args *args = parameter;
    SIZE_T length = sizeof(args->in);
    struct alpc_message out;

    alpc_text(&out, args->question);
    out.header.MessageId = args->id;
    args->status = NtAlpcSendWaitReceivePort(args->port, ALPC_MSGFLG_SYNC_REQUEST, &out.header, NULL,
                                             &args->in.header, &length, NULL, NULL);
}

static void test_callback(struct alpc_connection *c)
{
    struct callback_args args = { .port = port, .question = "which one?" };
    struct actor *helper = actor_thread();
    struct alpc_exchange_args again;
    struct alpc_message message, answer;

    alpc_request_begin(c, "do it");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    args.id = message.header.MessageId;
    actor_begin(helper, callback_run, &args, sizeof(args));
    ok_status(alpc_request_end(c, &answer), STATUS_SUCCESS);
    alpc_expect(&answer, LPC_REQUEST | GOES_ON, "which one?");
    ok_equal(answer.header.MessageId, args.id);
    ok(actor_blocked(helper), "did not wait for the answer");
    alpc_request_prepare(&again, c->client_port, "the first");
    again.out.header.MessageId = args.id;
    actor_begin(c->client, alpc_exchange_run, &again, sizeof(again));
    actor_end(helper, &args);
    ok_status(args.status, STATUS_SUCCESS);
    alpc_expect(&args.in, LPC_REQUEST | GOES_ON, "the first");
    ok_equal(args.in.header.MessageId, args.id);
    message = args.in;
    alpc_answer(&message, "done");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_request_end(c, &answer), STATUS_SUCCESS);
    alpc_expect(&answer, LPC_REPLY, "done");
    actor_leave(helper);
}

/* the server asks, the client answers: the answer comes to the connection port */
static void test_from_server(struct alpc_connection *c)
{
    struct alpc_message message, answer;
    struct alpc_attributes attributes;

    alpc_text(&message, "notice");
    ok_status(alpc_send(c->server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_client_receive(c, PATIENCE_MS, &message), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM, "notice");
    alpc_text(&message, "request");
    ok_status(alpc_send(c->server_port, 0, &message), STATUS_SUCCESS);
    ok_status(alpc_client_receive(c, PATIENCE_MS, &message), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REQUEST | GOES_ON, "request");
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, message.header.MessageId, "reply"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &answer, &attributes), STATUS_SUCCESS);
    alpc_expect(&answer, LPC_REPLY, "reply");
    ok_equal(answer.header.MessageId, message.header.MessageId);
    ok_equal((ULONG_PTR)attributes.context.PortContext, (ULONG_PTR)CONTEXT);

    /* 1.1: a connection port has nobody to send something new to */
    alpc_text(&message, "to whom?");
    ok_status(alpc_send(port, 0, &message), STATUS_INVALID_PORT_HANDLE);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_PORT_HANDLE);
}

/* g, 6.2: in the order in which they are tested */
static void test_flags(struct alpc_connection *c)
{
    struct alpc_message message, in;
    SIZE_T length = sizeof(in);
    HANDLE p = c->server_port;

    alpc_text(&message, "text");
    ok_status(NtAlpcSendWaitReceivePort(p, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL, &in.header, &length, NULL, NULL),
              STATUS_INVALID_PARAMETER_2);
    ok_status(NtAlpcSendWaitReceivePort(p, ALPC_MSGFLG_SYNC_REQUEST | ALPC_MSGFLG_RELEASE_MESSAGE, &message.header,
                                        NULL, &in.header, &length, NULL, NULL), STATUS_INVALID_PARAMETER_2);
    ok_status(NtAlpcSendWaitReceivePort(p, ALPC_MSGFLG_SYNC_REQUEST | ALPC_MSGFLG_INTERNAL_REJECT, &message.header,
                                        NULL, &in.header, &length, NULL, NULL), STATUS_INVALID_PARAMETER_2);
    ok_status(NtAlpcSendWaitReceivePort(p, ALPC_MSGFLG_SYNC_REQUEST, &message.header, NULL, NULL, NULL, NULL, NULL),
              STATUS_LPC_RECEIVE_BUFFER_EXPECTED);
    ok_status(alpc_send(p, ALPC_MSGFLG_INTERNAL_REJECT, &message), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcSendWaitReceivePort(p, 0, NULL, NULL, NULL, NULL, NULL, NULL), STATUS_SUCCESS);
    ok_status(alpc_send(BAD_HANDLE, 0, &message), STATUS_INVALID_HANDLE);
    ok_status(alpc_send(NtCurrentProcess(), 0, &message), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtAlpcSendWaitReceivePort(p, 0, no_memory(), NULL, NULL, NULL, NULL, NULL), STATUS_ACCESS_VIOLATION);
}

/* 2: lengths */
static void test_lengths(struct alpc_connection *c)
{
    struct alpc_message message;
    HANDLE p = c->server_port;

    alpc_text(&message, "text");
    message.header.u1.s1.TotalLength = sizeof(PORT_MESSAGE) - 1;
    message.header.u1.s1.DataLength = 0;
    ok_status(alpc_send(p, 0, &message), STATUS_INVALID_PARAMETER);
    alpc_text(&message, "text");
    message.header.u1.s1.DataLength++;
    ok_status(alpc_send(p, 0, &message), STATUS_INVALID_PARAMETER);
    alpc_text(&message, "text");
    message.header.u1.s1.TotalLength = (CSHORT)(sizeof(message) + 1);
    ok_status(alpc_send(p, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_PORT_MESSAGE_TOO_LONG);
    /* more than the data is carried along */
    alpc_text(&message, "text");
    message.header.u1.s1.TotalLength += 8;
    ok_status(alpc_send(p, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_client_receive(c, PATIENCE_MS, &message), STATUS_SUCCESS);
    ok_equal(ALPC_SIZE(&message), 5);
    ok_equal(ALPC_TOTAL(&message), sizeof(PORT_MESSAGE) + 5 + 8);
}

/* 4.1: unknown ids; another connection's */
static void test_matching(struct alpc_connection *c)
{
    struct alpc_connection other;
    struct alpc_message message, answer;

    alpc_text(&message, "reply");
    message.header.MessageId = 0x7ffffff0;
    ok_status(alpc_send(port, 0, &message), STATUS_INVALID_MESSAGE);
    ok_status(alpc_send(c->server_port, 0, &message), STATUS_INVALID_MESSAGE);
    alpc_connection_make(&other, port, &name, actor_process(1), 0, NULL);
    alpc_request_begin(c, "mine");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_answer(&message, "yours");
    ok_status(alpc_send(other.server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);
    ok(actor_blocked(c->client), "answered through another connection");
    /* whatever stands in the other fields */
    message.header.CallbackId = 0x1234;
    message.header.ClientId.UniqueProcess = message.header.ClientId.UniqueThread = NULL;
    message.header.u2.s2.Type = 0;
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_request_end(c, &answer), STATUS_SUCCESS);
    alpc_expect(&answer, LPC_REPLY, "yours");
    alpc_connection_end(&other, port);
    actor_finish(other.client);
}

/* 4.3: counted within the connection */
static void test_sequence(struct alpc_connection *c)
{
    struct alpc_attributes attributes;
    struct alpc_message message;
    ULONG first = 0, i;

    for (i = 0; i < 3; i++) {
        ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "one more"), STATUS_SUCCESS);
        ok_status(alpc_receive(port, &message, &attributes), STATUS_SUCCESS);
        if (!i)
            first = attributes.context.Sequence;
        ok_equal(attributes.context.Sequence, first + i);
    }
    ok(first > 0, "sequence 0");
}

START_TEST(alpc_message)
{
    struct alpc_connection c;

    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    alpc_connection_make(&c, port, &name, actor_process(2), 0, CONTEXT);
    test_datagram(&c);
    test_asynchronous(&c);
    test_synchronous(&c);
    test_kept_alive(&c);
    test_released_by_client(&c);
    test_callback(&c);
    test_from_server(&c);
    test_flags(&c);
    test_lengths(&c);
    test_matching(&c);
    test_sequence(&c);
    alpc_connection_end(&c, port);
    actor_finish(c.client);
    ok_status(NtClose(port), STATUS_SUCCESS);
}
