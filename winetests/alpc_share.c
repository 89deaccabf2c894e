/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ALPC ports whose handles are in several processes: whoever holds one may go on with any message of it (alpc 4.1). */
#include "winetests/alpc.h"

static HANDLE port;
static struct name name;

/* The actor receives from its handle, or answers a message through it. */
static NTSTATUS receive_there(struct actor *actor, HANDLE on, struct alpc_message *message)
{
    struct alpc_exchange_args args = { .port = on, .receives = true, .give_length = true,
                                       .length = sizeof(args.in), .timeout = PATIENCE_MS };

    actor_call(actor, alpc_exchange_run, &args, sizeof(args));
    *message = args.in;
    return args.status;
}

static NTSTATUS send_there(struct actor *actor, HANDLE on, ULONG flags, const struct alpc_message *message)
{
    struct alpc_exchange_args args = { .port = on, .sends = true, .flags = flags, .timeout = PATIENCE_MS };

    args.out = *message;
    actor_call(actor, alpc_exchange_run, &args, sizeof(args));
    return args.status;
}

/* Received here, answered there, and the reverse; what the client waits for, and what comes later. */
static void test_server(struct alpc_connection *c)
{
    struct actor *worker = actor_process(1);
    HANDLE port_there = actor_give(worker, port), server_there = actor_give(worker, c->server_port);
    struct alpc_message message, reply;
    int i;

    for (i = 0; i < 8; i++) {
        bool waits = i & 1, here_first = i & 2;
        HANDLE there = i & 4 ? server_there : port_there;

        if (waits)
            alpc_request_begin(c, "question");
        else
            ok_status(alpc_client_send(c, 0, 0, "question"), STATUS_SUCCESS);
        ok_status(here_first ? alpc_receive(port, &message, NULL) : receive_there(worker, port_there, &message),
                  STATUS_SUCCESS);
        alpc_expect(&message, LPC_REQUEST | GOES_ON, "question");
        alpc_answer(&message, "answer");
        ok_status(here_first ? send_there(worker, there, ALPC_MSGFLG_RELEASE_MESSAGE, &message)
                             : alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
        ok_status(waits ? alpc_request_end(c, &reply) : alpc_client_receive(c, PATIENCE_MS, &reply), STATUS_SUCCESS);
        alpc_expect(&reply, LPC_REPLY, "answer");
        /* once */
        ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);
        ok_status(send_there(worker, there, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);
    }
    message.header.MessageId = 0x1234567;
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);

    /* cancelled here what was received there */
    {
        ALPC_CONTEXT_ATTR context = { 0 };

        alpc_request_begin(c, "question");
        ok_status(receive_there(worker, port_there, &message), STATUS_SUCCESS);
        context.MessageId = message.header.MessageId;
        ok_status(NtAlpcCancelMessage(port, 0, &context), STATUS_PENDING);
        ok_status(alpc_request_end(c, NULL), STATUS_MESSAGE_LOST);
        ok_status(send_there(worker, port_there, 0, &message), STATUS_REQUEST_CANCELED);
    }

    /* and asked about */
    {
        UCHAR sid[68];

        ok_status(alpc_client_send(c, 0, 0, "question"), STATUS_SUCCESS);
        ok_status(receive_there(worker, port_there, &message), STATUS_SUCCESS);
        ok_status(NtAlpcQueryInformationMessage(port, &message.header, AlpcMessageSidInformation, sid, sizeof(sid), NULL),
                  STATUS_SUCCESS);
        ok_status(send_there(worker, port_there, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
        ok_status(alpc_client_receive(c, PATIENCE_MS, &reply), STATUS_SUCCESS);
    }

    /* what a process had to do with goes with it */
    ok_status(alpc_client_send(c, 0, 0, "question"), STATUS_SUCCESS);
    ok_status(receive_there(worker, port_there, &message), STATUS_SUCCESS);
    actor_kill(worker);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);
}

struct context_args {
    HANDLE port;
    PVOID context;
    NTSTATUS status;
};

static void send_with_context(void *parameter)
{
    struct context_args *args = parameter;
    struct {
        ALPC_MESSAGE_ATTRIBUTES header;
        ALPC_CONTEXT_ATTR context;
    } attributes = { { ALPC_MESSAGE_CONTEXT_ATTRIBUTE, ALPC_MESSAGE_CONTEXT_ATTRIBUTE },
                     { .MessageContext = args->context } };
    struct alpc_message message;

    alpc_text(&message, "question");
    args->status = NtAlpcSendWaitReceivePort(args->port, 0, &message.header, &attributes.header, NULL, NULL, NULL, NULL);
}

/* Asked by one process, answered to another that holds the same client port. */
static void test_client(struct alpc_connection *c)
{
    struct actor *friend = actor_process(1);
    HANDLE client_here = actor_take(c->client, c->client_port), client_there = actor_give(friend, client_here);
    struct alpc_exchange_args fetch = { .port = client_there, .receives = true, .give_length = true,
                                        .length = sizeof(fetch.in), .timeout = PATIENCE_MS };
    struct context_args ask = { .port = c->client_port, .context = (PVOID)0x4711 };
    struct alpc_message message;

    actor_call(c->client, send_with_context, &ask, sizeof(ask));
    ok_status(ask.status, STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_answer(&message, "answer");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    actor_call(friend, alpc_exchange_run, &fetch, sizeof(fetch));
    ok_status(fetch.status, STATUS_SUCCESS);
    alpc_expect(&fetch.in, LPC_REPLY, "answer");
    ok_equal((ULONG_PTR)fetch.attributes.context.MessageContext, 0x4711);
    ok_status(NtClose(client_here), STATUS_SUCCESS);
    actor_finish(friend);
}

/* Places in which threads waited for answers come back when their process dies: there are 256 of them. */
static void test_places(struct alpc_connection *c)
{
    HANDLE client_here = actor_take(c->client, c->client_port);
    struct alpc_exchange_args args;
    struct alpc_message message;
    int round, i;

    for (round = 0; round < 33; round++) {
        struct actor *lanes[8];

        lanes[0] = actor_process(8);
        for (i = 1; i < 8; i++)
            lanes[i] = actor_sibling(lanes[0]);
        alpc_request_prepare(&args, actor_give(lanes[0], client_here), "question");
        for (i = 0; i < 8; i++)
            actor_begin(lanes[i], alpc_exchange_run, &args, sizeof(args));
        for (i = 0; i < 8; i++) {
            ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
            alpc_expect(&message, LPC_REQUEST | GOES_ON, "question");
        }
        actor_kill(lanes[0]);
    }
    alpc_request_begin(c, "is there room?");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_request_end(c, NULL), STATUS_SUCCESS);
    ok_status(NtClose(client_here), STATUS_SUCCESS);
}

START_TEST(alpc_share)
{
    struct alpc_connection c;
    struct alpc_message message;

    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    alpc_connection_make(&c, port, &name, actor_process(1), 0, (PVOID)0x1234);
    test_server(&c);
    test_client(&c);
    test_places(&c);
    ok_status(actor_close(c.client, c.client_port), STATUS_SUCCESS);
    do
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    while (ALPC_TYPE(&message) == LPC_CANCEL_MESSAGE);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    ok_status(NtClose(c.server_port), STATUS_SUCCESS);
    actor_finish(c.client);
    ok_status(NtClose(port), STATUS_SUCCESS);
}
