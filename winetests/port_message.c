/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests and datagrams: what arrives where, and as what (lpc-semantics 1, 2.3, 3, 4, 8.8, 8.9).
 */
#include "winetests/port.h"

static NTSTATUS send(struct connection *connection, const void *data, size_t size)
{
    struct message_args args = { .port = connection->client_port };

    message_make(&args.out, data, size);
    actor_call(connection->client, datagram_run, &args, sizeof(args));
    return args.status;
}

/* Every size that there is, both ways, and no byte more than that */
static void test_sizes(bool process)
{
    static const unsigned int sizes[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 64, 100, 255, 256, 257, 607,
                                          MAX_DATA };
    UCHAR bytes[MAX_DATA], back[MAX_DATA];
    struct message_args call = { 0 };
    struct connection connection;
    struct message *edge, message;
    struct name name;
    HANDLE port;
    size_t i;

    for (i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (UCHAR)(i * 13 + 1);
        back[i] = (UCHAR)~bytes[i];
    }
    port = port_create(&name);
    connection_make(&connection, port, &name, process ? actor_process(1) : actor_thread(), NULL);
    call.port = connection.client_port;
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        message_make(&call.out, bytes, sizes[i]);
        memset(&call.in, 0x77, sizeof(call.in));
        actor_begin(connection.client, request_run, &call, sizeof(call));
        /* the message fits exactly before memory that cannot be touched */
        edge = memory_before_fault(sizeof(PORT_MESSAGE) + sizes[i]);
        if (((ULONG_PTR)edge & 7) == 0)
            ok_status(NtReplyWaitReceivePort(port, NULL, NULL, &edge->header), STATUS_SUCCESS);
        else
            ok_status(NtReplyWaitReceivePort(port, NULL, NULL, &(edge = &message)->header),
                      STATUS_SUCCESS);
        expect_message(edge, LPC_REQUEST, connection.id, bytes, sizes[i]);
        ok_equal(edge->header.CallbackId, 0);
        ok_equal(DATA_INFO_OFFSET(edge), 0);
        memcpy(edge->data, back, sizes[i]);
        ok_status(NtReplyPort(port, &edge->header), STATUS_SUCCESS);
        actor_end(connection.client, &call);
        ok_status(call.status, STATUS_SUCCESS);
        expect_message(&call.in, LPC_REPLY, connection.id, back, sizes[i]);
        ok(sizes[i] == MAX_DATA || call.in.data[sizes[i]] == 0x77, "written beyond the reply");
    }
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* A reply may be longer or shorter than the request; the request's buffer may take it. */
static void test_in_place(void)
{
    struct message_args call = { 0 };
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    call.port = connection.client_port;
    message_text(&call.in, "short");
    actor_begin(connection.client, request_in_place_run, &call, sizeof(call));
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REQUEST, connection.id, "short");
    message_answer(&message, "a good deal longer");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    actor_end(connection.client, &call);
    ok_status(call.status, STATUS_SUCCESS);
    expect_text(&call.in, LPC_REPLY, connection.id, "a good deal longer");
    ok_equal(call.in.header.MessageId, message.header.MessageId);

    /* what was received is sent again: the ids and the type's place are new */
    call.in.header.u2.ZeroInit = 0;
    actor_begin(connection.client, request_in_place_run, &call, sizeof(call));
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REQUEST, connection.id, "a good deal longer");
    ok(message.header.MessageId != call.in.header.MessageId, "the old MessageId");
    message_answer(&message, "");
    DATA_LENGTH(&message) = 0;
    TOTAL_LENGTH(&message) = sizeof(PORT_MESSAGE);
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    actor_end(connection.client, &call);
    expect_message(&call.in, LPC_REPLY, connection.id, NULL, 0);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* Datagrams and requests of one sender keep their order; ids are never the same. */
static void test_order(void)
{
    enum { N = 30 };
    struct connection connection;
    struct message message;
    ULONG ids[N + 1];
    struct name name;
    HANDLE port;
    int i, j, number;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), (PVOID)7);
    for (i = 0; i < N; i++)
        ok_status(send(&connection, &i, sizeof(i)), STATUS_SUCCESS);
    request_begin(&connection, "request");
    for (i = 0; i < N; i++) {
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        memcpy(&number, message.data, sizeof(number));
        ok_equal(number, i);
        ids[i] = message.header.MessageId;
    }
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REQUEST, connection.id, "request");
    ids[N] = message.header.MessageId;
    for (i = 0; i <= N; i++) {
        ok(ids[i] != 0, "MessageId 0");
        for (j = 0; j < i; j++)
            ok(ids[i] != ids[j], "messages %d and %d have one id", i, j);
    }
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &message), STATUS_SUCCESS);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/*
 * Nobody receives: sending never blocks, and ends with a status when there is no more room. What
 * was accepted is all there, in order, and a request still gets through.
 */
struct flood_args {
    HANDLE port;
    unsigned int n, limit;
    NTSTATUS status;
};

static void flood_run(void *parameter)
{
    struct flood_args *args = parameter;
    struct message message;
    UCHAR bytes[200] = { 0 };

    args->status = STATUS_SUCCESS;
    for (args->n = 0; args->n < args->limit; args->n++) {
        memcpy(bytes, &args->n, sizeof(args->n));
        message_make(&message, bytes, sizeof(bytes));
        args->status = NtRequestPort(args->port, &message.header);
        if (args->status)
            break;
    }
}

static void test_flood(bool from_server)
{
    struct flood_args flood = { .limit = 20000 };
    struct connection connection;
    struct message_args incoming = { .timeout = PATIENCE_MS };
    struct message message;
    struct name name;
    unsigned int i, number, wrong = 0;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, from_server ? actor_thread() : actor_process(1),
                    NULL);
    flood.port = from_server ? connection.server_port : connection.client_port;
    if (from_server)
        flood_run(&flood);
    else
        actor_call(connection.client, flood_run, &flood, sizeof(flood));
    ok(flood.n > 30, "only %u datagrams", flood.n);
    ok(!flood.status || flood.status == STATUS_QUOTA_EXCEEDED || flood.status == STATUS_NO_MEMORY ||
       flood.status == STATUS_INSUFFICIENT_RESOURCES, "got %s", status_name(flood.status));

    if (!from_server) {
        request_begin(&connection, "through the crowd");
        ok(actor_blocked(connection.client), "no room for a request");
    }
    for (i = 0; i < flood.n; i++) {
        if (from_server) {
            incoming.port = connection.client_port;
            receive_run(&incoming);
            message = incoming.in;
        } else {
            incoming.status = port_receive(port, NULL, NULL, &message);
        }
        if (!ok_status(incoming.status, STATUS_SUCCESS))
            break;
        memcpy(&number, message.data, sizeof(number));
        wrong += number != i || TYPE(&message) != LPC_DATAGRAM || DATA_LENGTH(&message) != 200;
    }
    ok_equal(wrong, 0);
    if (!from_server) {
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        expect_text(&message, LPC_REQUEST, connection.id, "through the crowd");
        ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
        ok_status(request_end(&connection, &message), STATUS_SUCCESS);
    }
    ok_status(port_poll(from_server ? connection.client_port : port, NULL, &message),
              STATUS_TIMEOUT);
    /* there is room again */
    flood.limit = 30;
    if (from_server)
        flood_run(&flood);
    else
        actor_call(connection.client, flood_run, &flood, sizeof(flood));
    ok_status(flood.status, STATUS_SUCCESS);
    while (port_poll(from_server ? connection.client_port : port, NULL, &message) == STATUS_SUCCESS)
        ;
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* 3: what may stand in Type */
static void test_types(void)
{
    static const CSHORT refused[] = { LPC_REQUEST, LPC_REPLY, LPC_LOST_REPLY, LPC_PORT_CLOSED,
                                      LPC_CLIENT_DIED, LPC_EXCEPTION, LPC_CONNECTION_REQUEST, 64 };
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;
    size_t i;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_thread(), NULL);
    for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        message_text(&message, "datagram");
        TYPE(&message) = refused[i];
        ok_status(NtRequestPort(connection.client_port, &message.header), STATUS_INVALID_PARAMETER);
        if (refused[i] == LPC_REQUEST)      /* a callback: port_callback.c */
            continue;
        ok_status(NtRequestWaitReplyPort(connection.client_port, &message.header, &message.header),
                  STATUS_INVALID_PARAMETER);
    }
    message_text(&message, "datagram");
    TYPE(&message) = LPC_DATAGRAM;
    ok_status(NtRequestWaitReplyPort(connection.client_port, &message.header, &message.header),
              STATUS_INVALID_PARAMETER);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);

    /* the kernel's mark is taken off; the sender's buffer stays as it is */
    message_text(&message, "datagram");
    TYPE(&message) = LPC_DATAGRAM;
    ok_status(NtRequestPort(connection.client_port, &message.header), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_DATAGRAM);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_DATAGRAM, own_id(), "datagram");
    message_text(&message, "datagram");
    TYPE(&message) = LPC_KERNELMODE_MESSAGE;
    ok_status(NtRequestPort(connection.client_port, &message.header), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_KERNELMODE_MESSAGE);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_DATAGRAM, own_id(), "datagram");
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* 3: LPC_NO_IMPERSONATE and LPC_KERNELMODE_MESSAGE on a request */
static void test_request_flags(void)
{
    static const CSHORT flags[] = { LPC_NO_IMPERSONATE, LPC_KERNELMODE_MESSAGE };
    struct message_args call = { 0 };
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;
    int i;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    call.port = connection.client_port;
    for (i = 0; i < 2; i++) {
        message_text(&call.out, "flags");
        TYPE(&call.out) = flags[i];
        actor_begin(connection.client, request_run, &call, sizeof(call));
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        ok_equal(TYPE(&message) & ~LPC_NO_IMPERSONATE & 0xffff, LPC_REQUEST);
        ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
        actor_end(connection.client, &call);
        ok_status(call.status, STATUS_SUCCESS);
        expect_text(&call.in, LPC_REPLY, connection.id, "flags");
    }
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* 1: ports without a peer deliver to themselves */
static void test_self(void)
{
    struct message_args call = { 0 };
    struct actor *other = actor_thread();
    struct message message;
    PVOID context;
    struct name name;
    HANDLE ports[2];
    int i;

    NtCreatePort(&ports[0], NULL, 0, 0, 0);
    ports[1] = port_create(&name);
    for (i = 0; i < 2; i++) {
        message_text(&message, "to myself");
        ok_status(NtRequestPort(ports[i], &message.header), STATUS_SUCCESS);
        context = UNTOUCHED;
        memset(&message, 0, sizeof(message));
        ok_status(port_receive(ports[i], &context, NULL, &message), STATUS_SUCCESS);
        expect_text(&message, LPC_DATAGRAM, own_id(), "to myself");
        ok_equal(context, NULL);
        ok_status(port_poll(ports[i], NULL, &message), STATUS_TIMEOUT);

        call.port = ports[i];
        message_text(&call.out, "from another thread");
        actor_begin(other, request_run, &call, sizeof(call));
        context = UNTOUCHED;
        ok_status(port_receive(ports[i], &context, NULL, &message), STATUS_SUCCESS);
        expect_text(&message, LPC_REQUEST, actor_sender(other), "from another thread");
        ok_equal(context, NULL);
        message_answer(&message, "back");
        ok_status(NtReplyPort(ports[i], &message.header), STATUS_SUCCESS);
        actor_end(other, &call);
        ok_status(call.status, STATUS_SUCCESS);
        expect_text(&call.in, LPC_REPLY, actor_sender(other), "back");
        NtClose(ports[i]);
    }
    actor_finish(other);
}

/* 1, 8.9: the server may send and ask, too; it all lands in the client port's own queue */
static void test_from_server(bool process)
{
    struct message_args incoming = { .timeout = PATIENCE_MS }, answer = { 0 }, call = { 0 };
    struct actor *server_thread = actor_thread();
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, process ? actor_process(1) : actor_thread(),
                    (PVOID)5);
    message_text(&message, "datagram");
    ok_status(NtRequestPort(connection.server_port, &message.header), STATUS_SUCCESS);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    incoming.port = connection.client_port;
    incoming.context = UNTOUCHED;
    actor_call(connection.client, receive_run, &incoming, sizeof(incoming));
    ok_status(incoming.status, STATUS_SUCCESS);
    expect_text(&incoming.in, LPC_DATAGRAM, own_id(), "datagram");
    ok_equal(incoming.context, NULL);

    call.port = connection.server_port;
    message_text(&call.out, "question");
    actor_begin(server_thread, request_run, &call, sizeof(call));
    actor_call(connection.client, receive_run, &incoming, sizeof(incoming));
    ok_status(incoming.status, STATUS_SUCCESS);
    expect_text(&incoming.in, LPC_REQUEST, actor_sender(server_thread), "question");
    answer.port = connection.client_port;
    answer.out = incoming.in;
    message_answer(&answer.out, "answer");
    actor_call(connection.client, reply_run, &answer, sizeof(answer));
    ok_status(answer.status, STATUS_SUCCESS);
    actor_end(server_thread, &call);
    ok_status(call.status, STATUS_SUCCESS);
    expect_text(&call.in, LPC_REPLY, actor_sender(server_thread), "answer");

    connection_end(&connection, port);
    NtClose(port);
    actor_finish(server_thread);
    actor_finish(connection.client);
}

/* 1: several threads of a client each wait for an answer of their own */
static void test_client_threads(void)
{
    struct actor *clients[3];
    struct message_args call = { 0 };
    struct connection connection;
    struct message messages[3];
    struct name name;
    HANDLE port;
    int i, j;

    port = port_create(&name);
    clients[0] = actor_process(3);
    clients[1] = actor_sibling(clients[0]);
    clients[2] = actor_sibling(clients[0]);
    connection_make(&connection, port, &name, clients[0], NULL);
    call.port = connection.client_port;
    for (i = 0; i < 3; i++) {
        message_make(&call.out, &i, sizeof(i));
        actor_begin(clients[i], request_run, &call, sizeof(call));
        ok_status(port_receive(port, NULL, NULL, &messages[i]), STATUS_SUCCESS);
        expect_message(&messages[i], LPC_REQUEST, actor_sender(clients[i]), &i, sizeof(i));
    }
    for (i = 2; i >= 0; i--) {
        for (j = 0; j <= i; j++)
            ok(actor_blocked(clients[j]), "thread %d wakes for another's reply", j);
        ok_status(NtReplyPort(port, &messages[i].header), STATUS_SUCCESS);
        actor_end(clients[i], &call);
        ok_status(call.status, STATUS_SUCCESS);
        expect_message(&call.in, LPC_REPLY, actor_sender(clients[i]), &i, sizeof(i));
    }
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(clients[0]);
}

#ifndef _WIN32
#include <pthread.h>

/* A thread that nobody made through ntdll may use ports, too. */
static void *foreign_thread(void *argument)
{
    request_run(argument);
    return NULL;
}

static void test_foreign_thread(void)
{
    struct message_args call = { 0 };
    struct message message;
    pthread_t thread;
    HANDLE port;

    NtCreatePort(&port, NULL, 0, 0, 0);
    call.port = port;
    message_text(&call.out, "pthread");
    ok_equal(pthread_create(&thread, NULL, foreign_thread, &call), 0);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok(message.header.ClientId.UniqueThread != NtCurrentThreadId(), "the same thread");
    message_answer(&message, "reply");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    pthread_join(thread, NULL);
    ok_status(call.status, STATUS_SUCCESS);
    expect_text(&call.in, LPC_REPLY, message.header.ClientId, "reply");
    NtClose(port);
}
#else
static void test_foreign_thread(void)
{
}
#endif

START_TEST(port_message)
{
    if (!ports_available())
        return;
    test_sizes(true);
    test_sizes(false);
    test_in_place();
    test_order();
    test_flood(false);
    test_flood(true);
    test_types();
    test_request_flags();
    test_self();
    test_from_server(true);
    test_from_server(false);
    test_client_threads();
    test_foreign_thread();
}
