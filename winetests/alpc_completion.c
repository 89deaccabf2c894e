/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ALPC ports that are associated with I/O completion ports: alpc 16. */
#include "winetests/alpc.h"

#include <ntioapi.h>

#define KEY ((PVOID)(ULONG_PTR)0x1234)

static HANDLE completion_make(void)
{
    HANDLE completion = NULL;

    ok_status(NtCreateIoCompletion(&completion, IO_COMPLETION_ALL_ACCESS, NULL, 0), STATUS_SUCCESS);
    return completion;
}

static NTSTATUS associate(HANDLE port, HANDLE completion, PVOID key)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT association = { key, completion };

    return NtAlpcSetInformation(port, AlpcAssociateCompletionPortInformation, &association,
                                sizeof(association));
}

/* Takes a packet, which must have that key. */
static NTSTATUS packet(HANDLE completion, PVOID wanted, unsigned int ms)
{
    IO_STATUS_BLOCK io = { { 5 }, 5 };
    PVOID key = NULL, context = KEY;
    LARGE_INTEGER timeout;
    NTSTATUS status;

    status = NtRemoveIoCompletion(completion, &key, &context, &io, timeout_ms(&timeout, ms));
    if (status == STATUS_SUCCESS) {
        ok_equal(key, wanted);
        ok_equal(context, NULL);
        ok_equal(io.Status, 0);
        ok_equal(io.Information, 0);
    }
    return status;
}

static void test_arguments(void)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT association;
    HANDLE completion = completion_make(), only, event, port;
    struct name name;

    port = alpc_create(&name, 0);
    association.CompletionKey = KEY;
    association.CompletionPort = completion;
    ok_status(NtAlpcSetInformation(port, AlpcAssociateCompletionPortInformation, &association,
                                   sizeof(association) - 1), STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtAlpcSetInformation(port, AlpcAssociateCompletionPortInformation, no_memory(),
                                   sizeof(association)), STATUS_ACCESS_VIOLATION);
    ok_status(associate(port, NULL, KEY), STATUS_INVALID_HANDLE);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(associate(port, event, KEY), STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
    NtDuplicateObject(NtCurrentProcess(), completion, NtCurrentProcess(), &only,
                      IO_COMPLETION_QUERY_STATE, 0, 0);
    ok_status(associate(port, only, KEY), STATUS_ACCESS_DENIED);
    NtClose(only);
    ok_status(associate(completion, completion, KEY), STATUS_OBJECT_TYPE_MISMATCH);
    /* none of that has associated anything */
    ok_status(associate(port, completion, KEY), STATUS_SUCCESS);
    ok_status(associate(port, completion, KEY), STATUS_PORT_ALREADY_SET);
    NtClose(port);
    NtClose(completion);
}

/* One packet for each message, which is then to be received; both sides */
static void test_messages(bool process)
{
    struct actor *client = process ? actor_process(1) : actor_thread();
    struct alpc_connection connection;
    struct alpc_connect_args connect;
    struct alpc_message message;
    HANDLE completion = completion_make(), port;
    struct name name;
    int i;

    port = alpc_create(&name, 0);
    ok_status(associate(port, completion, KEY), STATUS_SUCCESS);
    ok_status(packet(completion, KEY, 0), STATUS_TIMEOUT);

    /* a connection request: exactly one */
    alpc_connect_prepare(&connect, &name, ALPC_MSGFLG_SYNC_REQUEST, "hello");
    actor_begin(client, alpc_connect_run, &connect, sizeof(connect));
    ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(packet(completion, KEY, GLIMPSE_MS), STATUS_TIMEOUT);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(&connection.server_port, port, 0, NULL, NULL, NULL,
                                      &message.header, NULL, TRUE), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    connection.client = client;
    connection.client_port = connect.port;
    connection.id = actor_sender(client);
    ok_status(packet(completion, KEY, 0), STATUS_TIMEOUT);

    for (i = 0; i < 3; i++)
        ok_status(alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "datagram"), STATUS_SUCCESS);
    for (i = 0; i < 3; i++)
        ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(packet(completion, KEY, GLIMPSE_MS), STATUS_TIMEOUT);
    for (i = 0; i < 3; i++) {
        ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
        alpc_expect(&message, LPC_DATAGRAM, "datagram");
    }
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);

    /* a request, whose answer is none of ours */
    alpc_request_begin(&connection, "question");
    ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REQUEST | GOES_ON, "question");
    alpc_answer(&message, "answer");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_request_end(&connection, &message), STATUS_SUCCESS);
    ok_status(packet(completion, KEY, GLIMPSE_MS), STATUS_TIMEOUT);

    /* the end of the client */
    actor_close(client, connection.client_port);
    ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    NtClose(connection.server_port);
    NtClose(port);
    NtClose(completion);
    actor_finish(client);
}

struct server_args {
    struct name name;
    HANDLE port, server;
    struct alpc_message message;
    NTSTATUS status;
};

static void server_create_run(void *parameter)
{
    struct server_args *args = parameter;

    args->port = alpc_create(&args->name, 0);
}

static void server_accept_run(void *parameter)
{
    struct server_args *args = parameter;
    struct alpc_message message;

    args->status = alpc_receive(args->port, &message, NULL);
    if (!args->status)
        args->status = NtAlpcAcceptConnectPort(&args->server, args->port, 0, NULL, NULL, NULL, &message.header,
                                               NULL, TRUE);
}

static void server_echo_run(void *parameter)
{
    struct server_args *args = parameter;
    struct alpc_message message;

    args->status = alpc_receive(args->port, &message, NULL);
    if (!args->status)
        args->status = alpc_send(args->port, ALPC_MSGFLG_RELEASE_MESSAGE, &message);
}

/* A client with one thread for everything: the answers to its requests, and the server's end */
static void test_client(void)
{
    struct actor *server = actor_process(1);
    HANDLE completion = completion_make(), port;
    struct server_args args = { 0 };
    struct alpc_message message;
    LARGE_INTEGER timeout;
    int i;

    actor_call(server, server_create_run, &args, sizeof(args));
    args.name.string.Buffer = args.name.buffer;
    /* the connection's answer, too, comes to the port */
    alpc_text(&message, "hello");
    ok_status(NtAlpcConnectPort(&port, &args.name.string, NULL, NULL, 0, NULL, &message.header, NULL, NULL, NULL,
                                timeout_ms(&timeout, PATIENCE_MS)), STATUS_SUCCESS);
    ok_status(associate(port, completion, KEY), STATUS_SUCCESS);
    actor_call(server, server_accept_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        alpc_text(&message, "question");
        ok_status(alpc_send(port, 0, &message), STATUS_SUCCESS);
        ok_status(packet(completion, KEY, 0), STATUS_TIMEOUT);
        actor_call(server, server_echo_run, &args, sizeof(args));
        ok_status(args.status, STATUS_SUCCESS);
        ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
        ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
        alpc_expect(&message, LPC_REPLY, "question");
    }
    actor_kill(server);
    ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_PORT_DISCONNECTED);
    NtClose(port);
    NtClose(completion);
}

/* What came before the association is not lost; packets outlive the port; the port outlives the completion port. */
static void test_lifetimes(void)
{
    struct actor *client = actor_thread();
    struct alpc_connection connection;
    struct alpc_message message;
    HANDLE completion = completion_make(), port;
    struct name name;

    port = alpc_create(&name, 0);
    alpc_connection_make(&connection, port, &name, client, 0, NULL);
    ok_status(alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "early"), STATUS_SUCCESS);
    ok_status(associate(connection.server_port, completion, KEY), STATUS_SUCCESS);
    /* a server port's messages are the connection port's */
    ok_status(associate(port, completion, KEY), STATUS_PORT_ALREADY_SET);
    ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
    ok_status(alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "late"), STATUS_SUCCESS);
    ok_status(alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "late"), STATUS_SUCCESS);
    NtClose(connection.server_port);
    actor_close(client, connection.client_port);
    NtClose(port);
    ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
    NtClose(completion);

    port = alpc_create(&name, 0);
    completion = completion_make();
    ok_status(associate(port, completion, KEY), STATUS_SUCCESS);
    NtClose(completion);
    alpc_connection_make(&connection, port, &name, client, 0, NULL);
    ok_status(alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "nobody hears"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_connection_end(&connection, port);
    NtClose(port);
    actor_finish(client);
}

/* A client goes with something under way: a packet for each notice about that, too. */
static void test_cancelled(void)
{
    struct actor *client = actor_thread();
    struct alpc_connection connection;
    struct alpc_message message;
    HANDLE completion = completion_make(), port;
    struct name name;
    int i;

    port = alpc_create(&name, 0);
    alpc_connection_make(&connection, port, &name, client, 0, NULL);
    ok_status(associate(port, completion, KEY), STATUS_SUCCESS);
    for (i = 0; i < 2; i++) {
        ok_status(alpc_client_send(&connection, 0, 0, "question"), STATUS_SUCCESS);
        ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
        ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
    }
    actor_close(client, connection.client_port);
    /* one receive for each packet */
    for (i = 0; i < 3; i++) {
        ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
        ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
        ok_equal(ALPC_TYPE(&message), i < 2 ? LPC_CANCEL_MESSAGE : LPC_PORT_CLOSED);
    }
    ok_status(packet(completion, KEY, GLIMPSE_MS), STATUS_TIMEOUT);
    NtClose(connection.server_port);
    NtClose(port);
    NtClose(completion);
    actor_finish(client);
}

/* A client that is killed: only the server knows of its end, and the packet must not come before one can receive that. */
static void test_killed(void)
{
    HANDLE completion = completion_make(), port;
    struct name name;
    int i;

    port = alpc_create(&name, 0);
    ok_status(associate(port, completion, KEY), STATUS_SUCCESS);
    for (i = 0; i < 10; i++) {
        struct alpc_connection connection;
        struct alpc_message message;

        alpc_connection_make(&connection, port, &name, actor_process(1), 0, NULL);
        ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
        actor_kill(connection.client);
        ok_status(packet(completion, KEY, PATIENCE_MS), STATUS_SUCCESS);
        ok_status(alpc_poll(port, &message), STATUS_SUCCESS);
        ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
        NtClose(connection.server_port);
    }
    NtClose(port);
    NtClose(completion);
}

#define CLIENTS 6
#define REQUESTS 60

struct worker_args {
    HANDLE completion;
    LONG n;
};

/* Serves one request for each packet until the one comes whose key is NULL. */
static void work_run(void *parameter)
{
    struct worker_args *args = parameter;
    struct alpc_message message;
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK io;
    PVOID key, context;

    while (ok_status(NtRemoveIoCompletion(args->completion, &key, &context, &io, timeout_ms(&timeout, PATIENCE_MS)),
                     STATUS_SUCCESS) && key) {
        if (alpc_poll((HANDLE)key, &message))
            continue;
        if ((ALPC_TYPE(&message) & 0xff) != LPC_REQUEST)
            continue;
        ok_status(alpc_send((HANDLE)key, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
        args->n++;
    }
}

/* Several threads for several clients: every request has its packet, and with it somebody who answers. */
static void test_many(void)
{
    struct alpc_askers askers;
    struct worker_args args = { .completion = completion_make() };
    struct actor *workers[3];
    struct name name;
    HANDLE port;
    LONG total = 0;
    int i;

    port = alpc_create(&name, 0);
    alpc_askers_make(&askers, CLIENTS, port, &name);
    ok_status(associate(port, args.completion, port), STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        workers[i] = actor_thread();
        actor_begin(workers[i], work_run, &args, sizeof(args));
    }
    alpc_askers_run(&askers, REQUESTS);
    for (i = 0; i < 3; i++)
        ok_status(NtSetIoCompletion(args.completion, NULL, NULL, 0, 0), STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        struct worker_args result;

        actor_end(workers[i], &result);
        total += result.n;
        actor_leave(workers[i]);
    }
    ok_equal(total, CLIENTS * REQUESTS);
    alpc_askers_end(&askers, port);
    NtClose(port);
    NtClose(args.completion);
}

START_TEST(alpc_completion)
{
    if (!alpc_available())
        return;
    test_arguments();
    test_messages(false);
    test_messages(true);
    test_client();
    test_lifetimes();
    test_cancelled();
    test_killed();
    test_many();
}
