/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ports whose handles are in several processes: NtDuplicateObject makes a worker a server, a
 * friend a client, and whoever holds the last handle decides when a port ends
 * (lpc-semantics 4, 5.3, 8.6, 12).
 */
#include "winetests/port.h"

static void expect_closed(HANDLE port, CLIENT_ID *id)
{
    struct message message;

    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    if (id)
        ok_equal(message.header.ClientId.UniqueProcess, id->UniqueProcess);
}

/* A worker in another process receives through the connection port and replies through either. */
static void test_worker(void)
{
    struct actor *worker = actor_process(1);
    struct message_args receive = { .timeout = PATIENCE_MS }, answer = { 0 };
    struct connection connection;
    struct message reply;
    HANDLE port, port_there, server_there;
    struct name name;
    int i;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), (PVOID)0x4711);
    port_there = actor_give(worker, port);
    server_there = actor_give(worker, connection.server_port);
    for (i = 0; i < 4; i++) {
        receive.port = i & 1 ? server_there : port_there;
        if (i == 0)
            /* the worker sleeps when the request comes, then not */
            actor_begin(worker, receive_run, &receive, sizeof(receive));
        request_begin(&connection, "question");
        if (i != 0)
            actor_begin(worker, receive_run, &receive, sizeof(receive));
        actor_end(worker, &receive);
        ok_status(receive.status, STATUS_SUCCESS);
        expect_text(&receive.in, LPC_REQUEST, connection.id, "question");
        ok_equal(receive.context, (PVOID)0x4711);
        answer.port = i & 2 ? server_there : port_there;
        answer.out = receive.in;
        message_answer(&answer.out, "answer from elsewhere");
        actor_call(worker, reply_run, &answer, sizeof(answer));
        ok_status(answer.status, STATUS_SUCCESS);
        ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
        expect_text(&reply, LPC_REPLY, connection.id, "answer from elsewhere");
    }

    /* received here, answered there, and the reverse */
    request_begin(&connection, "question");
    ok_status(port_receive(port, NULL, NULL, &answer.out), STATUS_SUCCESS);
    actor_call(worker, reply_run, &answer, sizeof(answer));
    ok_status(answer.status, STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    request_begin(&connection, "question");
    actor_call(worker, receive_run, &receive, sizeof(receive));
    ok_status(receive.status, STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &receive.in.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);

    connection_end(&connection, port);
    NtClose(port);
    actor_finish(worker);
    actor_finish(connection.client);
}

/* 8.6, row 5: a worker may listen, but only the port's maker may accept */
struct accept_args {
    struct message message;
    HANDLE port;
    NTSTATUS status;
};

static void accept_run(void *parameter)
{
    struct accept_args *args = parameter;

    args->status = NtAcceptConnectPort(&args->port, NULL, &args->message.header, TRUE, NULL, NULL);
}

static void test_accept_elsewhere(void)
{
    struct actor *worker = actor_process(1), *client = actor_process(1);
    struct message_args receive = { .timeout = PATIENCE_MS };
    struct accept_args accept = { .port = UNTOUCHED };
    struct connect_args connect;
    HANDLE port, server;
    struct name name;

    port = port_create(&name);
    receive.port = actor_give(worker, port);
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    actor_call(worker, receive_run, &receive, sizeof(receive));
    ok_status(receive.status, STATUS_SUCCESS);
    expect_message(&receive.in, LPC_CONNECTION_REQUEST, actor_sender(client), NULL, 0);
    accept.message = receive.in;
    actor_call(worker, accept_run, &accept, sizeof(accept));
    ok_status(accept.status, STATUS_REPLY_MESSAGE_MISMATCH);
    ok_equal(accept.port, UNTOUCHED);
    ok(actor_blocked(client), "the client wakes for a stranger");
    ok_status(NtAcceptConnectPort(&server, NULL, &receive.in.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    ok_status(actor_close(client, connect.port), STATUS_SUCCESS);
    expect_closed(port, NULL);
    NtClose(server);
    NtClose(port);
    actor_finish(worker);
    actor_finish(client);
}

/* What was queued before a worker's first look is there at its first look. */
static void test_first_look(bool connected)
{
    struct actor *worker = actor_process(1), *client = actor_process(1);
    struct message_args receive = { .timeout = PATIENCE_MS }, call = { 0 };
    struct connection connection;
    struct connect_args connect;
    struct message message;
    HANDLE port, server;
    struct name name;

    port = port_create_with(&name, 0, 0, true);
    if (connected) {
        connection_make(&connection, port, &name, client, (PVOID)0x31);
        call.port = connection.client_port;
        message_text(&call.out, "datagram");
        actor_call(client, datagram_run, &call, sizeof(call));
        ok_status(call.status, STATUS_SUCCESS);
    } else {
        connect_prepare(&connect, &name, NULL, 0);
        actor_begin(client, connect_run, &connect, sizeof(connect));
    }
    port_wait_queued(port);
    receive.port = actor_give(worker, port);
    actor_call(worker, receive_run, &receive, sizeof(receive));
    ok_status(receive.status, STATUS_SUCCESS);
    if (connected) {
        expect_text(&receive.in, LPC_DATAGRAM, actor_sender(client), "datagram");
        ok_equal(receive.context, (PVOID)0x31);
        /* and the client's end */
        ok_status(actor_close(client, connection.client_port), STATUS_SUCCESS);
        actor_call(worker, receive_run, &receive, sizeof(receive));
        ok_status(receive.status, STATUS_SUCCESS);
        ok_equal(TYPE(&receive.in), LPC_PORT_CLOSED);
        NtClose(connection.server_port);
    } else {
        ok_status(NtAcceptConnectPort(&server, NULL, &receive.in.header, FALSE, NULL, NULL),
                  STATUS_SUCCESS);
        actor_end(client, &connect);
        ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
    }
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    NtClose(port);
    actor_finish(worker);
    actor_finish(client);
}

/* A friend of the client sends through its port, under its own name, with the same context. */
static void test_friend(void)
{
    struct actor *friend = actor_process(1);
    struct message_args call = { 0 };
    struct connection connection;
    struct message message;
    HANDLE port, here, there;
    struct name name;
    PVOID context;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), (PVOID)0x99);
    here = actor_take(connection.client, connection.client_port);
    there = actor_give(friend, here);
    call.port = there;
    message_text(&call.out, "from a friend");
    actor_begin(friend, request_run, &call, sizeof(call));
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REQUEST, actor_sender(friend), "from a friend");
    ok_equal(context, (PVOID)0x99);
    request_begin(&connection, "from the client");
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    actor_end(friend, &call);
    ok_status(call.status, STATUS_SUCCESS);
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_REQUEST, connection.id, "from the client");
    ok_equal(context, (PVOID)0x99);
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &message), STATUS_SUCCESS);

    /* here, too, it is a client port */
    message_text(&message, "from the server's own process");
    ok_status(NtRequestPort(here, &message.header), STATUS_SUCCESS);
    ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS);
    expect_text(&message, LPC_DATAGRAM, own_id(), "from the server's own process");
    ok_equal(context, (PVOID)0x99);

    /* 12: it is closed when the last of the three is */
    ok_status(actor_close(connection.client, connection.client_port), STATUS_SUCCESS);
    ok_status(NtClose(here), STATUS_SUCCESS);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    actor_call(friend, datagram_run, &call, sizeof(call));
    ok_status(call.status, STATUS_SUCCESS);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(actor_close(friend, there), STATUS_SUCCESS);
    /* under Wine the process that made the handle has the port until the others let go of it */
    expect_closed(port, running_under_wine() ? NULL : &message.header.ClientId);
    NtClose(connection.server_port);
    NtClose(port);
    actor_finish(friend);
    actor_finish(connection.client);
}

static void look_run(void *parameter)
{
    struct handle_args *args = parameter;

    args->status = NtQueryInformationPort(args->handle, PortBasicInformation, NULL, 0, NULL);
}

/* The same with a friend that is killed. */
static void test_last_holder_killed(void)
{
    struct actor *friend = actor_process(1);
    struct handle_args look = { 0 };
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port, here;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    here = actor_take(connection.client, connection.client_port);
    look.handle = actor_give(friend, here);
    if (running_under_wine())           /* where a handle is the friend's from its first use on */
        actor_call(friend, look_run, &look, sizeof(look));
    NtClose(here);
    actor_kill(connection.client);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    actor_kill(friend);
    expect_closed(port, NULL);
    NtClose(connection.server_port);
    NtClose(port);
}

/* A server port lives as long as somebody has it. */
static void test_server_port(void)
{
    struct actor *worker = actor_process(1);
    struct message_args receive = { .timeout = PATIENCE_MS }, answer = { 0 };
    struct connection connection;
    struct message message;
    struct name name;
    HANDLE port;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    receive.port = answer.port = actor_give(worker, connection.server_port);
    ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
    request_begin(&connection, "question");
    actor_call(worker, receive_run, &receive, sizeof(receive));
    ok_status(receive.status, STATUS_SUCCESS);
    answer.out = receive.in;
    actor_call(worker, reply_run, &answer, sizeof(answer));
    ok_status(answer.status, STATUS_SUCCESS);
    ok_status(request_end(&connection, &message), STATUS_SUCCESS);

    request_begin(&connection, "question");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    actor_kill(worker);
    ok_status(request_end(&connection, NULL), STATUS_LPC_REPLY_LOST);
    NtClose(port);
    actor_finish(connection.client);
}

/* 5.3: the name stays as long as somebody has the connection port */
static void test_connection_port(void)
{
    struct actor *worker = actor_process(1), *client = actor_process(1);
    SECURITY_QUALITY_OF_SERVICE qos = qos_make(SecurityImpersonation, FALSE);
    struct message_args receive = { .timeout = PATIENCE_MS };
    OBJECT_ATTRIBUTES attributes;
    struct connect_args connect;
    HANDLE port, server, failed;
    struct name name;
    NTSTATUS status;

    port = port_create(&name);
    receive.port = actor_give(worker, port);
    NtClose(port);
    connect_prepare(&connect, &name, NULL, 0);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    actor_call(worker, receive_run, &receive, sizeof(receive));
    ok_status(receive.status, STATUS_SUCCESS);
    /* accepting needs no handle, only to be the maker */
    ok_status(NtAcceptConnectPort(&server, NULL, &receive.in.header, FALSE, NULL, NULL),
              STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
    actor_kill(worker);
    /* a process is dead before everybody knows of it */
    do
        status = NtConnectPort(&failed, &name.string, &qos, NULL, NULL, NULL, NULL, NULL);
    while (status == STATUS_PORT_CONNECTION_REFUSED);
    ok_status(status, STATUS_OBJECT_NAME_NOT_FOUND);
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtCreatePort(&port, &attributes, 0, 0, 0), STATUS_SUCCESS);
    ok_status(NtCreatePort(&failed, &attributes, 0, 0, 0), STATUS_OBJECT_NAME_COLLISION);
    NtClose(port);
    actor_finish(client);
}

START_TEST(port_share)
{
    if (!ports_available())
        return;
    test_worker();
    test_first_look(false);
    test_first_look(true);
    test_accept_elsewhere();
    test_friend();
    test_last_holder_killed();
    test_server_port();
    test_connection_port();
}
