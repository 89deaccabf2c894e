/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads and processes that end: termination ports, and kill -9 of either side at every step of a
 * conversation (lpc-semantics 8.19, 12). Survivors get a status, never a hang.
 */
#include "winetests/port.h"

static LONGLONG creation_time(CLIENT_ID id)
{
    LARGE_INTEGER times[4] = { { { 0 } } };
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenThread(&thread, THREAD_QUERY_INFORMATION, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtQueryInformationThread(thread, ThreadTimes, times, sizeof(times), NULL),
              STATUS_SUCCESS);
    NtClose(thread);
    return times[0].QuadPart;
}

static void register_port(struct actor *actor, HANDLE port)
{
    struct handle_args args = { .handle = port };

    actor_call(actor, register_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
}

static void expect_died(HANDLE port, CLIENT_ID id, LONGLONG created, PVOID wanted)
{
    struct message message;
    PVOID context = UNTOUCHED;

    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    expect_end(&message, LPC_CLIENT_DIED, id, &created);
    ok_equal(context, wanted);
}

static void expect_closed(HANDLE port, PVOID wanted)
{
    struct message message;
    PVOID context = UNTOUCHED;

    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    ok_equal(DATA_LENGTH(&message), 8);
    ok_equal(TOTAL_LENGTH(&message), 0x30);
    ok_equal(context, wanted);
}

static void expect_nothing(HANDLE port)
{
    struct message message;

    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
}

/* 8.19: handles */
static void test_register_arguments(void)
{
    HANDLE event;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(NtRegisterThreadTerminatePort(BAD_HANDLE), STATUS_INVALID_HANDLE);
    ok_status(NtRegisterThreadTerminatePort(NULL), STATUS_INVALID_HANDLE);
    ok_status(NtRegisterThreadTerminatePort(event), STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
}

/* 8.19: any kind of port, several times, the last registered first */
static void test_thread_ends(bool process)
{
    struct actor *first = process ? actor_process(2) : actor_thread(), *thread;
    struct connection connection;
    struct message message;
    HANDLE port, unnamed = NULL;
    LONGLONG created;
    struct name name;
    CLIENT_ID id;

    port = port_create(&name);
    connection_make(&connection, port, &name, first, (PVOID)6);
    thread = process ? actor_sibling(first) : actor_thread();
    id = actor_sender(thread);
    register_port(thread, connection.client_port);
    register_port(thread, connection.client_port);
    if (!process) {
        /* to the queue that the port at hand would send to */
        register_port(thread, port);
        NtCreatePort(&unnamed, NULL, 0, 0, 0);
        register_port(thread, unnamed);
    }
    created = creation_time(id);
    expect_nothing(port);
    actor_leave(thread);
    if (!process) {
        expect_died(unnamed, id, created, NULL);
        expect_nothing(unnamed);
        NtClose(unnamed);
        expect_died(port, id, created, NULL);
    }
    expect_died(port, id, created, (PVOID)6);
    expect_died(port, id, created, (PVOID)6);
    expect_nothing(port);
    message_text(&message, "alive?");
    ok_status(NtRequestPort(connection.server_port, &message.header), STATUS_SUCCESS);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(first);
}

/* 8.19: a registration keeps the port, until the thread has ended */
static void test_keeps_port(void)
{
    struct actor *first = actor_process(2), *thread;
    struct connection connection;
    LONGLONG created;
    struct name name;
    HANDLE port;
    CLIENT_ID id;

    port = port_create(&name);
    connection_make(&connection, port, &name, first, (PVOID)7);
    thread = actor_sibling(first);
    id = actor_sender(thread);
    register_port(thread, connection.client_port);
    created = creation_time(id);
    ok_status(actor_close(first, connection.client_port), STATUS_SUCCESS);
    expect_nothing(port);
    actor_leave(thread);
    expect_died(port, id, created, (PVOID)7);
    expect_closed(port, (PVOID)7);
    NtClose(connection.server_port);
    NtClose(port);
    actor_finish(first);
}

/* 12: a thread that registered nothing says nothing */
static void test_unregistered(void)
{
    struct actor *first = actor_process(2);
    struct connection connection;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, first, NULL);
    actor_leave(actor_sibling(first));
    expect_nothing(port);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(first);
}

/* 12: a process ends: first its threads, then its handles */
static void test_process_ends(bool killed)
{
    struct actor *first = actor_process(2), *second;
    struct connection connection;
    struct message message;
    LONGLONG created[2];
    struct name name;
    HANDLE port;
    CLIENT_ID ids[2];
    int i, which, seen = 0;

    port = port_create(&name);
    connection_make(&connection, port, &name, first, (PVOID)3);
    second = actor_sibling(first);
    register_port(first, connection.client_port);
    register_port(second, connection.client_port);
    ids[0] = actor_sender(first);
    ids[1] = actor_sender(second);
    for (i = 0; i < 2; i++)
        created[i] = creation_time(ids[i]);
    if (killed)
        actor_kill(first);
    else
        actor_exit(first);
    for (i = 0; i < 2; i++) {
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        which = message.header.ClientId.UniqueThread == ids[1].UniqueThread;
        expect_end(&message, LPC_CLIENT_DIED, ids[which], &created[which]);
        seen |= 1 << which;
    }
    ok_equal(seen, 3);
    expect_closed(port, (PVOID)3);
    expect_nothing(port);
    NtClose(connection.server_port);
    NtClose(port);
}

/* --- kill -9 of the client, at each step; this is its server --- */

enum client_step { QUEUED, LISTENED, ACCEPTED, COMPLETED, ASKING, IN_HAND, RECEIVING, ANSWERED,
                   CLIENT_STEPS };

static const char *const client_steps[] = {
    "client killed when its connect is queued", "... is received", "... is accepted",
    "... is completed", "client killed when its request is queued", "... is received",
    "client killed while it receives", "... when it is answered",
};

static void expect_gone(NTSTATUS status)
{
    ok(status == STATUS_INVALID_CID || status == STATUS_REPLY_MESSAGE_MISMATCH, "got %s",
       status_name(status));
}

static void kill_client_connecting(HANDLE port, struct name *name, enum client_step step)
{
    struct actor *client = actor_process(1);
    struct connect_args connect;
    struct message message;
    HANDLE server = NULL;

    connect_prepare(&connect, name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    port_wait_queued(port);
    if (step >= LISTENED)
        ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    if (step >= ACCEPTED)
        ok_status(NtAcceptConnectPort(&server, (PVOID)1, &message.header, TRUE, NULL, NULL),
                  STATUS_SUCCESS);
    actor_kill(client);
    /* the request may have gone with its sender, or be there and lead to nobody */
    if (step == LISTENED || (step == QUEUED && port_poll(port, NULL, &message) == STATUS_SUCCESS))
        expect_gone(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL));
    if (step == ACCEPTED) {
        expect_closed(port, (PVOID)1);
        ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
        message_text(&message, "anyone?");
        ok_status(NtRequestPort(server, &message.header), STATUS_PORT_DISCONNECTED);
        ok_status(NtClose(server), STATUS_SUCCESS);
    }
    expect_nothing(port);
}

static void kill_client_talking(HANDLE port, struct name *name, enum client_step step)
{
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct connection connection;
    struct message message, reply;

    connection_make(&connection, port, name, actor_process(1), (PVOID)2);
    if (step == ASKING || step == IN_HAND || step == ANSWERED) {
        request_begin(&connection, "question");
        port_wait_queued(port);
    }
    if (step == IN_HAND || step == ANSWERED)
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    if (step == ANSWERED) {
        ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
        ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    }
    if (step == RECEIVING) {
        receive.port = connection.client_port;
        actor_begin(connection.client, receive_run, &receive, sizeof(receive));
        ok(actor_blocked(connection.client), "received nothing");
    }
    actor_kill(connection.client);
    if (step == ASKING) {
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        expect_text(&message, LPC_REQUEST, connection.id, "question");
    }
    expect_closed(port, (PVOID)2);
    if (step == ASKING || step == IN_HAND || step == ANSWERED)
        expect_gone(NtReplyPort(port, &message.header));
    message_text(&message, "anyone?");
    ok_status(NtRequestPort(connection.server_port, &message.header), STATUS_PORT_DISCONNECTED);
    ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
    expect_nothing(port);
}

static void test_client_killed(void)
{
    struct connection honest;
    struct message message;
    struct name name;
    HANDLE port;
    int step;

    port = port_create_with(&name, 0, 0, true);
    connection_make(&honest, port, &name, actor_process(1), (PVOID)1);
    for (step = QUEUED; step < CLIENT_STEPS; step++) {
        test_context(client_steps[step]);
        if (step < COMPLETED)
            kill_client_connecting(port, &name, step);
        else
            kill_client_talking(port, &name, step);
        /* another client has noticed nothing */
        request_begin(&honest, "question");
        ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
        ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
        ok_status(request_end(&honest, &message), STATUS_SUCCESS);
    }
    test_context(NULL);
    connection_end(&honest, port);
    NtClose(port);
    actor_finish(honest.client);
}

/* --- kill -9 of the server, at each step; this is its client --- */

/* What the server does until it is killed; it stops after the step that is asked for. */
enum server_step { S_MADE, S_LISTENED, S_ACCEPTED, S_COMPLETED, S_RECEIVED, SERVER_STEPS };

static const char *const server_steps[] = {
    "server killed when a connect is queued", "... is received", "... is accepted",
    "... is completed", "... a request is received",
};

static void tell(struct actor *server, actor_function *function, struct serve_args *args)
{
    args->status = STATUS_SUCCESS;
    actor_call(server, function, args, sizeof(*args));
    ok_status(args->status, STATUS_SUCCESS);
}

static void kill_server(struct actor *client, enum server_step step)
{
    struct message_args call = { .timeout = PATIENCE_MS };
    struct actor *server = actor_process(1);
    struct serve_args args = { 0 };
    struct connect_args connect;
    struct name name;

    NAME_UNIQUE(&name, "\\RPC Control\\ntdll-test-victim");
    args.name = name;
    tell(server, serve_create, &args);
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    tell(server, serve_wait_queued, &args);
    if (step >= S_LISTENED)
        tell(server, serve_receive, &args);
    if (step >= S_ACCEPTED)
        tell(server, serve_accept, &args);
    if (step < S_COMPLETED) {
        actor_kill(server);
        actor_end(client, &connect);
        ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
        actor_call(client, connect_run, &connect, sizeof(connect));
        ok_status(connect.status, STATUS_OBJECT_NAME_NOT_FOUND);
        return;
    }
    tell(server, serve_complete, &args);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    call.port = connect.port;
    if (step == S_RECEIVED) {
        message_text(&call.out, "question");
        actor_begin(client, request_run, &call, sizeof(call));
        tell(server, serve_receive, &args);
        actor_kill(server);
        actor_end(client, &call);
        ok_status(call.status, STATUS_LPC_REPLY_LOST);
    } else {
        actor_begin(client, receive_run, &call, sizeof(call));
        ok(actor_blocked(client), "received nothing");
        actor_kill(server);
        actor_end(client, &call);
        ok_status(call.status, STATUS_PORT_DISCONNECTED);
    }
    message_text(&call.out, "anyone?");
    actor_call(client, request_run, &call, sizeof(call));
    ok_status(call.status, STATUS_PORT_DISCONNECTED);
    actor_call(client, datagram_run, &call, sizeof(call));
    ok_status(call.status, STATUS_PORT_DISCONNECTED);
    ok_status(actor_close(client, connect.port), STATUS_SUCCESS);
}

static void test_server_killed(void)
{
    struct actor *client = actor_process(1);
    int step;

    for (step = S_MADE; step < SERVER_STEPS; step++) {
        test_context(server_steps[step]);
        kill_server(client, step);
    }
    test_context(NULL);
    actor_finish(client);
}

/* 12: a server's thread ends with a request in hand: nothing happens, another may answer */
static void test_server_thread_ends(void)
{
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct actor *thread = actor_thread();
    struct connection connection;
    struct message reply;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "question");
    receive.port = port;
    actor_call(thread, receive_run, &receive, sizeof(receive));
    ok_status(receive.status, STATUS_SUCCESS);
    actor_leave(thread);
    ok(actor_blocked(connection.client), "the client wakes for the end of a server's thread");
    message_answer(&receive.in, "answer");
    ok_status(NtReplyPort(port, &receive.in.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    expect_text(&reply, LPC_REPLY, connection.id, "answer");
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

START_TEST(port_death)
{
    if (!ports_available())
        return;
    test_register_arguments();
    test_thread_ends(true);
    test_thread_ends(false);
    test_keeps_port();
    test_unregistered();
    test_process_ends(false);
    test_process_ends(true);
    test_client_killed();
    test_server_killed();
    test_server_thread_ends();
}
