/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the ALPC families share: see alpc.h. */
#include "winetests/alpc.h"

bool alpc_available(void)
{
    HANDLE port;

    if (have_function("NtAlpcCreatePort") && !NtAlpcCreatePort(&port, NULL, NULL)) {
        NtClose(port);
        return true;
    }
    skip_family("no ALPC here");
    return false;
}

void alpc_make(struct alpc_message *message, const void *data, size_t size)
{
    memset(&message->header, 0, sizeof(message->header));
    message->header.u1.s1.DataLength = (CSHORT)size;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(message->header) + size);
    if (size)
        memcpy(message->data, data, size);
}

void alpc_text(struct alpc_message *message, const char *text)
{
    alpc_make(message, text, text ? strlen(text) + 1 : 0);
}

void alpc_answer(struct alpc_message *message, const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;

    message->header.u1.s1.DataLength = (CSHORT)size;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(message->header) + size);
    if (size)
        memcpy(message->data, text, size);
}

void alpc_expect_at(const char *file, int line, const struct alpc_message *message, USHORT type,
                    const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;

    test_ok(file, line, ALPC_TYPE(message) == type, "type %x, not %x", ALPC_TYPE(message), type);
    test_ok(file, line, ALPC_SIZE(message) == size, "DataLength %u, not %u", ALPC_SIZE(message),
            (unsigned int)size);
    test_ok(file, line, ALPC_TOTAL(message) == size + sizeof(PORT_MESSAGE), "TotalLength %u",
            ALPC_TOTAL(message));
    test_ok(file, line, message->header.MessageId != 0, "MessageId 0");
    if (text && ALPC_SIZE(message) == size)
        test_ok(file, line, !memcmp(message->data, text, size), "other data than \"%s\"", text);
}

ALPC_PORT_ATTRIBUTES alpc_port_attributes(ULONG flags, SIZE_T max)
{
    return (ALPC_PORT_ATTRIBUTES){
        .Flags = flags,
        .MaxMessageLength = max,
        .MaxSectionSize = (SIZE_T)-1,
        .MaxViewSize = (SIZE_T)-1,
        .MaxTotalSectionSize = (SIZE_T)-1,
        .DupObjectTypes = ALPC_PORFLG_OBJECT_TYPE_ALL,
    };
}

HANDLE alpc_create(struct name *name, ULONG flags)
{
    ALPC_PORT_ATTRIBUTES port_attributes = alpc_port_attributes(flags, sizeof(struct alpc_message));
    OBJECT_ATTRIBUTES attributes;
    HANDLE port = NULL;

    NAME_UNIQUE(name, "\\RPC Control\\ntdll-test");
    InitializeObjectAttributes(&attributes, &name->string, 0, NULL, NULL);
    ok_status(NtAlpcCreatePort(&port, &attributes, &port_attributes), STATUS_SUCCESS);
    return port;
}

NTSTATUS alpc_send(HANDLE port, ULONG flags, struct alpc_message *message)
{
    return NtAlpcSendWaitReceivePort(port, flags, &message->header, NULL, NULL, NULL, NULL, NULL);
}

NTSTATUS alpc_receive(HANDLE port, struct alpc_message *message, struct alpc_attributes *attributes)
{
    SIZE_T length = sizeof(*message);
    LARGE_INTEGER timeout;
    NTSTATUS status;

    if (attributes)
        attributes->header.AllocatedAttributes = ALPC_CONTEXT_AND_TOKEN;
    status = NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &message->header, &length,
                                       attributes ? &attributes->header : NULL,
                                       timeout_ms(&timeout, PATIENCE_MS));
    if (status == STATUS_SUCCESS)
        ok_equal(length, ALPC_TOTAL(message));
    return status;
}

NTSTATUS alpc_poll(HANDLE port, struct alpc_message *message)
{
    SIZE_T length = sizeof(*message);
    LARGE_INTEGER timeout;

    return NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &message->header, &length, NULL,
                                     timeout_ms(&timeout, 0));
}

void alpc_connect_prepare(struct alpc_connect_args *args, const struct name *name, ULONG flags,
                          const char *text)
{
    memset(args, 0, sizeof(*args));
    args->name = *name;
    args->flags = flags;
    args->attributes = alpc_port_attributes(0, sizeof(struct alpc_message));
    args->give_attributes = true;
    args->give_message = args->give_length = text != NULL;
    args->length = sizeof(args->message);
    alpc_text(&args->message, text);
    args->port = UNTOUCHED;
}

void alpc_connect_run(void *parameter)
{
    struct alpc_connect_args *args = parameter;
    LARGE_INTEGER timeout;

    args->name.string.Buffer = args->name.buffer;
    args->status = NtAlpcConnectPort(&args->port, &args->name.string, NULL,
                                     args->give_attributes ? &args->attributes : NULL, args->flags,
                                     NULL, args->give_message ? &args->message.header : NULL,
                                     args->give_length ? &args->length : NULL, NULL, NULL,
                                     args->give_timeout ? timeout_ms(&timeout, args->timeout) : NULL);
}

void alpc_request_prepare(struct alpc_exchange_args *args, HANDLE port, const char *text)
{
    memset(args, 0, sizeof(*args));
    args->port = port;
    args->flags = ALPC_MSGFLG_SYNC_REQUEST;
    args->sends = args->receives = args->give_length = true;
    args->length = sizeof(args->in);
    args->timeout = PATIENCE_MS;
    alpc_text(&args->out, text);
}

void alpc_exchange_run(void *parameter)
{
    struct alpc_exchange_args *args = parameter;
    LARGE_INTEGER timeout;

    args->attributes.header.AllocatedAttributes = ALPC_CONTEXT_AND_TOKEN;
    args->status = NtAlpcSendWaitReceivePort(args->port, args->flags, args->sends ? &args->out.header : NULL,
                                             NULL, args->receives ? &args->in.header : NULL,
                                             args->give_length ? &args->length : NULL,
                                             args->receives ? &args->attributes.header : NULL,
                                             timeout_ms(&timeout, args->timeout));
}

void alpc_connection_make(struct alpc_connection *connection, HANDLE port, const struct name *name,
                          struct actor *client, ULONG flags, PVOID context)
{
    struct alpc_connect_args connect;
    struct alpc_message message;

    connection->client = client;
    connection->id = actor_sender(client);
    connection->server_port = NULL;
    alpc_connect_prepare(&connect, name, ALPC_MSGFLG_SYNC_REQUEST, "hello");
    connect.attributes.Flags = flags;
    actor_begin(client, alpc_connect_run, &connect, sizeof(connect));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_CONNECTION_REQUEST | GOES_ON, "hello");
    ok(message.header.ClientId.UniqueProcess == connection->id.UniqueProcess, "another process");
    alpc_answer(&message, "welcome");
    ok_status(NtAlpcAcceptConnectPort(&connection->server_port, port, 0, NULL, NULL, context, &message.header,
                                      NULL, TRUE), STATUS_SUCCESS);
    connect.port = NULL;
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    alpc_expect(&connect.message, LPC_INTERNAL_CONNECTION_REPLY, "welcome");
    ok_equal(connect.length, ALPC_TOTAL(&connect.message));
    connection->client_port = connect.port;
}

void alpc_connection_end(struct alpc_connection *connection, HANDLE port)
{
    struct alpc_message message;

    ok_status(actor_close(connection->client, connection->client_port), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    ok_status(NtClose(connection->server_port), STATUS_SUCCESS);
}

void alpc_request_begin(struct alpc_connection *connection, const char *text)
{
    struct alpc_exchange_args args;

    alpc_request_prepare(&args, connection->client_port, text);
    actor_begin(connection->client, alpc_exchange_run, &args, sizeof(args));
}

NTSTATUS alpc_request_end(struct alpc_connection *connection, struct alpc_message *reply)
{
    struct alpc_exchange_args args = { .status = STATUS_UNSUCCESSFUL };

    actor_end(connection->client, &args);
    if (reply)
        *reply = args.in;
    return args.status;
}

NTSTATUS alpc_client_send(struct alpc_connection *connection, ULONG flags, ULONG id, const char *text)
{
    struct alpc_exchange_args args;

    alpc_request_prepare(&args, connection->client_port, text);
    args.out.header.MessageId = id;
    args.flags = flags;
    args.receives = false;
    actor_call(connection->client, alpc_exchange_run, &args, sizeof(args));
    return args.status;
}

NTSTATUS alpc_client_receive(struct alpc_connection *connection, unsigned int timeout,
                             struct alpc_message *message)
{
    struct alpc_exchange_args args;

    alpc_request_prepare(&args, connection->client_port, NULL);
    args.flags = 0;
    args.sends = false;
    args.timeout = timeout;
    actor_call(connection->client, alpc_exchange_run, &args, sizeof(args));
    *message = args.in;
    return args.status;
}

void alpc_askers_make(struct alpc_askers *askers, unsigned int n, HANDLE port, const struct name *name)
{
    unsigned int i;

    askers->n = n;
    for (i = 0; i < n; i++)
        alpc_connection_make(&askers->connections[i], port, name, i % 2 ? actor_process(1) : actor_thread(), 0, NULL);
}

struct ask_args {
    HANDLE port;
    unsigned int n_requests;
    NTSTATUS status;
};

static void ask_run(void *parameter)
{
    struct ask_args *args = parameter;
    struct alpc_exchange_args request;
    unsigned int i;

    for (i = 0; i < args->n_requests; i++) {
        alpc_request_prepare(&request, args->port, "question");
        alpc_exchange_run(&request);
        args->status = request.status;
        if (args->status)
            return;
        alpc_expect(&request.in, LPC_REPLY, "question");
    }
}

void alpc_askers_run(const struct alpc_askers *askers, unsigned int n_requests)
{
    struct ask_args args = { .n_requests = n_requests };
    unsigned int i;

    for (i = 0; i < askers->n; i++) {
        args.port = askers->connections[i].client_port;
        actor_begin(askers->connections[i].client, ask_run, &args, sizeof(args));
    }
    for (i = 0; i < askers->n; i++) {
        actor_end(askers->connections[i].client, &args);
        ok_status(args.status, STATUS_SUCCESS);
    }
}

void alpc_askers_end(struct alpc_askers *askers, HANDLE port)
{
    unsigned int i;

    for (i = 0; i < askers->n; i++) {
        alpc_connection_end(&askers->connections[i], port);
        actor_finish(askers->connections[i].client);
    }
}
