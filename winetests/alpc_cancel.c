/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cancelling messages and disconnecting ports: alpc 12, 13. */
#include "winetests/alpc.h"

static HANDLE port;
static struct name name;

static NTSTATUS cancel(HANDLE on, ULONG flags, ULONG id, PVOID message_context)
{
    ALPC_CONTEXT_ATTR context = { .MessageId = id, .MessageContext = message_context };

    return NtAlpcCancelMessage(on, flags, &context);
}

/* by the server: a synchronous and an asynchronous request it has received */
static void test_by_server(struct alpc_connection *c)
{
    struct alpc_message message, notice;

    alpc_request_begin(c, "question");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(cancel(port, 0x10, message.header.MessageId, NULL), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcCancelMessage(port, 0, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(cancel(BAD_HANDLE, 0, message.header.MessageId, NULL), STATUS_INVALID_HANDLE);
    ok_status(cancel(port, 0, 0, NULL), STATUS_MESSAGE_NOT_FOUND);
    ok_status(cancel(port, 0, message.header.MessageId + 1, NULL), STATUS_MESSAGE_NOT_FOUND);
    ok_status(cancel(port, 0, message.header.MessageId, &message), STATUS_CONTEXT_MISMATCH);
    ok_status(cancel(port, ALPC_CANCELFLG_TRY_CANCEL, message.header.MessageId, NULL), STATUS_MESSAGE_RETRIEVED);
    ok(actor_blocked(c->client), "cancelled by mistake");
    ok_status(cancel(port, ALPC_CANCELFLG_NO_CONTEXT_CHECK, message.header.MessageId, &message), STATUS_PENDING);
    ok_status(alpc_request_end(c, NULL), STATUS_MESSAGE_LOST);
    ok_status(cancel(port, 0, message.header.MessageId, NULL), STATUS_REQUEST_CANCELED);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_REQUEST_CANCELED);

    ok_status(alpc_client_send(c, 0, 0, "asynchronous"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(cancel(port, 0, message.header.MessageId, NULL), STATUS_PENDING);
    ok_status(alpc_client_receive(c, PATIENCE_MS, &notice), STATUS_SUCCESS);
    alpc_expect(&notice, LPC_CANCEL_MESSAGE, NULL);
    ok_equal(notice.header.MessageId, message.header.MessageId);
    ok_status(alpc_send(port, 0, &message), STATUS_REQUEST_CANCELED);
    ok_status(alpc_client_send(c, 0, message.header.MessageId, "and yet"), STATUS_REQUEST_CANCELED);
}

/* by the client: before and after it was received. The id is told in the context attribute. */
struct sent_args {
    HANDLE port;
    ULONG id;
    PVOID context;
    ULONG cancel_flags;
    PVOID cancel_context;
    NTSTATUS sent, cancelled;
};

static void send_with_context(void *parameter)
{
    struct sent_args *args = parameter;
    struct {
        ALPC_MESSAGE_ATTRIBUTES header;
        ALPC_CONTEXT_ATTR context;
    } attributes = {
        { ALPC_MESSAGE_CONTEXT_ATTRIBUTE, ALPC_MESSAGE_CONTEXT_ATTRIBUTE },
        { .MessageContext = args->context },
    };
    struct alpc_message message;

    alpc_text(&message, "with a context");
    args->sent = NtAlpcSendWaitReceivePort(args->port, 0, &message.header, &attributes.header, NULL, NULL, NULL,
                                           NULL);
    args->id = attributes.context.MessageId;
}

static void cancel_run(void *parameter)
{
    struct sent_args *args = parameter;

    args->cancelled = cancel(args->port, args->cancel_flags, args->id, args->cancel_context);
}

static void test_by_client(struct alpc_connection *c)
{
    struct sent_args args = { .port = c->client_port, .context = &args, .cancel_context = &args };
    struct alpc_message message;

    /* nobody has seen it: nobody will */
    args.cancel_flags = ALPC_CANCELFLG_TRY_CANCEL;
    actor_call(c->client, send_with_context, &args, sizeof(args));
    ok_status(args.sent, STATUS_SUCCESS);
    ok(args.id != 0, "no id");
    actor_call(c->client, cancel_run, &args, sizeof(args));
    ok_status(args.cancelled, STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    actor_call(c->client, cancel_run, &args, sizeof(args));
    ok_status(args.cancelled, STATUS_MESSAGE_NOT_FOUND);

    /* the server has it: it is told */
    actor_call(c->client, send_with_context, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(message.header.MessageId, args.id);
    actor_call(c->client, cancel_run, &args, sizeof(args));
    ok_status(args.cancelled, STATUS_MESSAGE_RETRIEVED);
    args.cancel_flags = 0;
    args.cancel_context = NULL;
    actor_call(c->client, cancel_run, &args, sizeof(args));
    ok_status(args.cancelled, STATUS_CONTEXT_MISMATCH);
    args.cancel_context = &args;
    actor_call(c->client, cancel_run, &args, sizeof(args));
    ok_status(args.cancelled, STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_CANCEL_MESSAGE, NULL);
    ok_equal(message.header.MessageId, args.id);
    ok_status(alpc_send(port, 0, &message), STATUS_REQUEST_CANCELED);

    /* 7.1: the context comes back with the answer */
    actor_call(c->client, send_with_context, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    {
        struct alpc_exchange_args answer;

        alpc_request_prepare(&answer, c->client_port, NULL);
        answer.flags = 0;
        answer.sends = false;
        actor_call(c->client, alpc_exchange_run, &answer, sizeof(answer));
        ok_status(answer.status, STATUS_SUCCESS);
        ok_equal(answer.in.header.MessageId, args.id);
        ok_equal((ULONG_PTR)answer.attributes.context.MessageContext, (ULONG_PTR)args.context);
    }
}

static void disconnect_run(void *parameter)
{
    struct handle_args *args = parameter;

    args->status = NtAlpcDisconnectPort(args->handle, 0);
}

static void test_disconnect(void)
{
    struct handle_args args = { .status = STATUS_UNSUCCESSFUL };
    struct alpc_connection c;
    struct alpc_message message;

    ok_status(NtAlpcDisconnectPort(BAD_HANDLE, 0), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcDisconnectPort(NtCurrentProcess(), 0), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtAlpcDisconnectPort(port, 2), STATUS_INVALID_PARAMETER);

    /* the server's is not propagated */
    alpc_connection_make(&c, port, &name, actor_process(1), 0, NULL);
    ok_status(NtAlpcDisconnectPort(c.server_port, 0), STATUS_SUCCESS);
    ok_status(NtAlpcDisconnectPort(c.server_port, 0), STATUS_PORT_DISCONNECTED);
    alpc_text(&message, "text");
    ok_status(alpc_send(c.server_port, 0, &message), STATUS_PORT_DISCONNECTED);
    ok_status(alpc_client_send(&c, 0, 0, "asynchronous"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_SUCCESS);

    /* the client's is: once, though the handle is closed later */
    ok_status(alpc_client_send(&c, 0, 0, "asynchronous"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    args.handle = c.client_port;
    actor_call(c.client, disconnect_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(alpc_client_send(&c, 0, 0, "more"), STATUS_PORT_DISCONNECTED);
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_PORT_DISCONNECTED);
    actor_call(c.client, disconnect_run, &args, sizeof(args));
    ok_status(args.status, STATUS_PORT_DISCONNECTED);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_CANCEL_MESSAGE);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    ok_status(actor_close(c.client, c.client_port), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    ok_status(NtClose(c.server_port), STATUS_SUCCESS);
    actor_finish(c.client);
}

/* 11: a reserve is in use until its message is finished */
struct reserve_args {
    HANDLE port;
    ULONG id, flags;
    NTSTATUS status;
};

static void reserve_create(void *parameter)
{
    struct reserve_args *args = parameter;

    args->status = NtAlpcCreateResourceReserve(args->port, 0, 1000, &args->id);
}

static void reserve_send(void *parameter)
{
    struct reserve_args *args = parameter;
    struct alpc_message message;

    alpc_text(&message, "reserved");
    message.header.MessageId = args->id;
    args->status = alpc_send(args->port, args->flags, &message);
}

static void reserve_delete(void *parameter)
{
    struct reserve_args *args = parameter;

    args->status = NtAlpcDeleteResourceReserve(args->port, 0, args->id);
}

static void test_reserve(struct alpc_connection *c)
{
    struct reserve_args args = { .port = c->client_port };
    struct alpc_message message;
    ULONG id = 0;

    ok_status(NtAlpcCreateResourceReserve(port, 1, 1000, &id), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcCreateResourceReserve(port, 0, sizeof(PORT_MESSAGE) - 1, &id), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcCreateResourceReserve(port, 0, 0xffd8, &id), STATUS_BUFFER_OVERFLOW);
    ok_status(NtAlpcCreateResourceReserve(port, 0, 1000, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcCreateResourceReserve(BAD_HANDLE, 0, 1000, &id), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcCreateResourceReserve(port, 0, 0xffd7, &id), STATUS_SUCCESS);
    ok(id & 0x80000000, "id %x", (unsigned int)id);
    ok_status(NtAlpcDeleteResourceReserve(port, 0, id & 0x7fffffff), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcDeleteResourceReserve(port, 1, id), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcDeleteResourceReserve(c->server_port, 0, id), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcDeleteResourceReserve(port, 0, id), STATUS_SUCCESS);
    ok_status(NtAlpcDeleteResourceReserve(port, 0, id), STATUS_INVALID_HANDLE);

    actor_call(c->client, reserve_create, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    id = args.id;
    args.id++;
    actor_call(c->client, reserve_send, &args, sizeof(args));
    ok_status(args.status, STATUS_OBJECTID_NOT_FOUND);
    args.id = id;
    actor_call(c->client, reserve_send, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    actor_call(c->client, reserve_send, &args, sizeof(args));
    ok_status(args.status, STATUS_RESOURCE_IN_USE);
    actor_call(c->client, reserve_delete, &args, sizeof(args));
    ok_status(args.status, STATUS_DELETE_PENDING);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REQUEST | GOES_ON, "reserved");
    /* an answer that keeps it alive keeps the reserve in use */
    ok_status(alpc_send(port, 0, &message), STATUS_SUCCESS);
    ok_status(alpc_client_receive(c, PATIENCE_MS, &message), STATUS_SUCCESS);
    actor_call(c->client, reserve_send, &args, sizeof(args));
    ok_status(args.status, STATUS_RESOURCE_IN_USE);
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, message.header.MessageId, "done"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    args.flags = ALPC_MSGFLG_RELEASE_MESSAGE;
    actor_call(c->client, reserve_send, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM, "reserved");
    actor_call(c->client, reserve_delete, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
}

START_TEST(alpc_cancel)
{
    struct alpc_connection c;

    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    alpc_connection_make(&c, port, &name, actor_process(1), 0, NULL);
    test_by_server(&c);
    test_by_client(&c);
    test_reserve(&c);
    alpc_connection_end(&c, port);
    actor_finish(c.client);
    test_disconnect();
    ok_status(NtClose(port), STATUS_SUCCESS);
}
