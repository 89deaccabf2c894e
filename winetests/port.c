/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the port families share: see port.h. */
#include "winetests/port.h"

bool ports_available(void)
{
    HANDLE port;
    NTSTATUS status;

    status = NtCreatePort(&port, NULL, 0, 0, 0);
    if (status == STATUS_NOT_IMPLEMENTED || (running_under_wine() && status)) {
        skip_family("no ports here");
        return false;
    }
    ok_status(status, STATUS_SUCCESS);
    NtClose(port);
    return true;
}

void message_make(struct message *message, const void *data, size_t size)
{
    /* MessageId, CallbackId and ClientId of a new message are ignored (lpc-semantics 4) */
    memset(message, 0xa5, sizeof(*message));
    message->header.u2.ZeroInit = 0;
    DATA_LENGTH(message) = (CSHORT)size;
    TOTAL_LENGTH(message) = (CSHORT)(sizeof(message->header) + size);
    if (size)
        memcpy(message->data, data, size);
}

void message_text(struct message *message, const char *text)
{
    message_make(message, text, strlen(text) + 1);
}

void message_answer(struct message *message, const char *text)
{
    size_t size = strlen(text) + 1;

    DATA_LENGTH(message) = (CSHORT)size;
    TOTAL_LENGTH(message) = (CSHORT)(sizeof(message->header) + size);
    memcpy(message->data, text, size);
}

void expect_message_at(const char *file, int line, const struct message *message, CSHORT type,
                       CLIENT_ID id, const void *data, size_t size)
{
    test_ok(file, line, TYPE(message) == type, "type %d, not %d", TYPE(message), type);
    test_ok(file, line, (size_t)DATA_LENGTH(message) == size, "DataLength %d, not %u",
            DATA_LENGTH(message), (unsigned int)size);
    test_ok(file, line, (size_t)TOTAL_LENGTH(message) == size + sizeof(PORT_MESSAGE),
            "TotalLength %d, not %u", TOTAL_LENGTH(message),
            (unsigned int)(size + sizeof(PORT_MESSAGE)));
    test_ok(file, line, message->header.MessageId != 0, "MessageId 0");
    test_ok(file, line, message->header.ClientId.UniqueProcess == id.UniqueProcess &&
            message->header.ClientId.UniqueThread == id.UniqueThread, "sender %u.%u, not %u.%u",
            (unsigned int)(ULONG_PTR)message->header.ClientId.UniqueProcess,
            (unsigned int)(ULONG_PTR)message->header.ClientId.UniqueThread,
            (unsigned int)(ULONG_PTR)id.UniqueProcess, (unsigned int)(ULONG_PTR)id.UniqueThread);
    if (data && (size_t)DATA_LENGTH(message) == size)
        test_ok(file, line, !memcmp(message->data, data, size), "other data");
}

HANDLE port_create_with(struct name *name, ULONG max_info, ULONG max_message, bool waitable)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE port = NULL;
    NTSTATUS status;

    NAME_UNIQUE(name, "\\RPC Control\\ntdll-test");
    InitializeObjectAttributes(&attributes, &name->string, 0, NULL, NULL);
    if (waitable)
        status = NtCreateWaitablePort(&port, &attributes, max_info, max_message, 0);
    else
        status = NtCreatePort(&port, &attributes, max_info, max_message, 0);
    ok_status(status, STATUS_SUCCESS);
    return port;
}

HANDLE port_create(struct name *name)
{
    return port_create_with(name, MAX_INFO, MAX_TOTAL, false);
}

NTSTATUS port_receive(HANDLE port, PVOID *context, struct message *reply, struct message *message)
{
    LARGE_INTEGER timeout;

    return NtReplyWaitReceivePortEx(port, context, reply ? &reply->header : NULL, &message->header,
                                    timeout_ms(&timeout, PATIENCE_MS));
}

NTSTATUS port_poll(HANDLE port, PVOID *context, struct message *message)
{
    LARGE_INTEGER timeout;

    return NtReplyWaitReceivePortEx(port, context, NULL, &message->header, timeout_ms(&timeout, 0));
}

void port_wait_queued_at(const char *file, int line, HANDLE port)
{
    LARGE_INTEGER timeout;

    test_status(file, line, "waiting for the port",
                NtWaitForSingleObject(port, FALSE, timeout_ms(&timeout, PATIENCE_MS)),
                STATUS_SUCCESS);
}

SECURITY_QUALITY_OF_SERVICE qos_make(SECURITY_IMPERSONATION_LEVEL level, BOOLEAN dynamic)
{
    return (SECURITY_QUALITY_OF_SERVICE){
        .Length = sizeof(SECURITY_QUALITY_OF_SERVICE),
        .ImpersonationLevel = level,
        .ContextTrackingMode = dynamic ? SECURITY_DYNAMIC_TRACKING : SECURITY_STATIC_TRACKING,
        .EffectiveOnly = TRUE,
    };
}

void connect_prepare(struct connect_args *args, const struct name *name, const void *info,
                     size_t size)
{
    memset(args, 0, sizeof(*args));
    args->name = *name;
    args->qos = qos_make(SecurityImpersonation, FALSE);
    args->client_view.Length = sizeof(args->client_view);
    args->server_view.Length = sizeof(args->server_view);
    args->give_max = args->give_info = args->give_length = true;
    args->max_message = 0x5555;
    args->info_length = (ULONG)size;
    memset(args->info, 0xa5, sizeof(args->info));
    if (size)
        memcpy(args->info, info, size);
    args->port = UNTOUCHED;
}

void connect_run(void *parameter)
{
    struct connect_args *args = parameter;

    args->name.string.Buffer = args->name.buffer;
    args->status = NtConnectPort(&args->port, &args->name.string, &args->qos,
                                 args->give_client_view ? &args->client_view : NULL,
                                 args->give_server_view ? &args->server_view : NULL,
                                 args->give_max ? &args->max_message : NULL,
                                 args->give_info ? args->info : NULL,
                                 args->give_length ? &args->info_length : NULL);
}

void request_run(void *parameter)
{
    struct message_args *args = parameter;

    args->status = NtRequestWaitReplyPort(args->port, &args->out.header, &args->in.header);
}

void request_in_place_run(void *parameter)
{
    struct message_args *args = parameter;

    args->status = NtRequestWaitReplyPort(args->port, &args->in.header, &args->in.header);
}

void datagram_run(void *parameter)
{
    struct message_args *args = parameter;

    args->status = NtRequestPort(args->port, &args->out.header);
}

void reply_run(void *parameter)
{
    struct message_args *args = parameter;

    args->status = NtReplyPort(args->port, &args->out.header);
}

void reply_wait_reply_run(void *parameter)
{
    struct message_args *args = parameter;

    args->status = NtReplyWaitReplyPort(args->port, &args->in.header);
}

void receive_run(void *parameter)
{
    struct message_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtReplyWaitReceivePortEx(args->port, &args->context, NULL, &args->in.header,
                                            timeout_ms(&timeout, args->timeout));
}

void reply_receive_run(void *parameter)
{
    struct message_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtReplyWaitReceivePortEx(args->port, &args->context, &args->out.header,
                                            &args->in.header, timeout_ms(&timeout, args->timeout));
}

void serve_create(void *parameter)
{
    struct serve_args *args = parameter;
    OBJECT_ATTRIBUTES attributes;

    args->name.string.Buffer = args->name.buffer;
    InitializeObjectAttributes(&attributes, &args->name.string, 0, NULL, NULL);
    args->status = NtCreateWaitablePort(&args->port, &attributes, 0, 0, 0);
}

void serve_wait_queued(void *parameter)
{
    struct serve_args *args = parameter;

    port_wait_queued(args->port);
}

void serve_receive(void *parameter)
{
    struct serve_args *args = parameter;

    args->status = port_receive(args->port, NULL, NULL, &args->message);
}

void serve_accept(void *parameter)
{
    struct serve_args *args = parameter;

    args->status = NtAcceptConnectPort(&args->server_port, NULL, &args->message.header, TRUE, NULL,
                                       NULL);
}

void serve_complete(void *parameter)
{
    struct serve_args *args = parameter;

    args->status = NtCompleteConnectPort(args->server_port);
}

void serve_handshake(void *parameter)
{
    struct serve_args *args = parameter;

    serve_receive(args);
    if (NT_SUCCESS(args->status))
        serve_accept(args);
    if (NT_SUCCESS(args->status))
        serve_complete(args);
}

void register_run(void *parameter)
{
    struct handle_args *args = parameter;

    args->status = NtRegisterThreadTerminatePort(args->handle);
}

void connection_make(struct connection *connection, HANDLE port, const struct name *name,
                     struct actor *client, PVOID context)
{
    struct connect_args connect;
    struct message message;

    connection->client = client;
    connection->id = actor_sender(client);
    connection->server_port = NULL;
    connect_prepare(&connect, name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_message(&message, LPC_CONNECTION_REQUEST, connection->id, NULL, 0);
    ok_status(NtAcceptConnectPort(&connection->server_port, context, &message.header, TRUE, NULL,
                                  NULL), STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(connection->server_port), STATUS_SUCCESS);
    connect.port = NULL;
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    connection->client_port = connect.port;
}

void connection_end(struct connection *connection, HANDLE port)
{
    struct message message;

    ok_status(actor_close(connection->client, connection->client_port), STATUS_SUCCESS);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_message(&message, LPC_PORT_CLOSED, connection->id, NULL, 8);
    ok_status(NtClose(connection->server_port), STATUS_SUCCESS);
}

void request_begin(struct connection *connection, const char *text)
{
    struct message_args args = { .port = connection->client_port };

    message_text(&args.out, text);
    actor_begin(connection->client, request_run, &args, sizeof(args));
}

NTSTATUS request_end(struct connection *connection, struct message *reply)
{
    struct message_args args = { .status = STATUS_UNSUCCESSFUL };

    actor_end(connection->client, &args);
    if (reply)
        *reply = args.in;
    return args.status;
}
