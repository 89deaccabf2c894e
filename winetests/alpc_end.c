/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is left when one side closes, or dies: alpc 4 (consequences), 13. */
#include "winetests/alpc.h"

static HANDLE port;
static struct name name;

#define CONTEXT ((PVOID)(ULONG_PTR)0x31415926)

/* The next message is this notice, with no data to speak of. */
static void expect_notice(USHORT type, ULONG id)
{
    struct alpc_attributes attributes;
    struct alpc_message message;

    ok_status(alpc_receive(port, &message, &attributes), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), type);
    if (id)
        ok_equal(message.header.MessageId, id);
    if (type == LPC_CANCEL_MESSAGE)
        ok_equal(ALPC_SIZE(&message), 0);
    ok_equal((ULONG_PTR)attributes.context.PortContext, (ULONG_PTR)CONTEXT);
}

/* A process is dead before everybody knows of it. */
static void wait_disconnected(HANDLE server_port)
{
    LARGE_INTEGER pause;
    struct alpc_message message;
    unsigned int ms;

    for (ms = 0; ms < PATIENCE_MS; ms++) {
        alpc_text(&message, "still there?");
        if (alpc_send(server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message) == STATUS_PORT_DISCONNECTED)
            return;
        NtDelayExecution(FALSE, timeout_ms(&pause, 1));
    }
}

/* One message each: answered and kept alive, received, not received, finished. */
static void test_unfinished(bool dies)
{
    struct alpc_message message, answer;
    struct alpc_connection c;
    ULONG alive, received;

    alpc_connection_make(&c, port, &name, actor_process(1), 0, CONTEXT);
    alpc_request_begin(&c, "first");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alive = message.header.MessageId;
    ok_status(alpc_send(port, 0, &message), STATUS_SUCCESS);
    ok_status(alpc_request_end(&c, &answer), STATUS_SUCCESS);
    ok_status(alpc_client_send(&c, 0, 0, "second"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    received = message.header.MessageId;
    ok_status(alpc_client_send(&c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "third"), STATUS_SUCCESS);
    if (dies) {
        actor_kill(c.client);
        wait_disconnected(c.server_port);
    } else {
        ok_status(actor_close(c.client, c.client_port), STATUS_SUCCESS);
    }
    expect_notice(LPC_CANCEL_MESSAGE, 0);       /* the third: nobody has its data any more */
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_CANCEL_MESSAGE);
    ok_status(alpc_receive(port, &answer, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&answer), LPC_CANCEL_MESSAGE);
    ok((message.header.MessageId == alive && answer.header.MessageId == received) ||
       (message.header.MessageId == received && answer.header.MessageId == alive), "other ids");
    expect_notice(LPC_PORT_CLOSED, 0);
    ok_status(alpc_poll(port, &answer), STATUS_TIMEOUT);
    alpc_make(&message, NULL, 0);
    message.header.MessageId = received;
    ok_status(alpc_send(port, 0, &message), STATUS_REQUEST_CANCELED);
    alpc_text(&message, "anybody there?");
    ok_status(alpc_send(c.server_port, 0, &message), STATUS_PORT_DISCONNECTED);
    ok_status(NtClose(c.server_port), STATUS_SUCCESS);
    if (!dies)
        actor_finish(c.client);
}

/* The server port goes: the client's waiting request ends, and sends fail. */
static void test_server_port_closed(void)
{
    struct alpc_message message;
    struct alpc_connection c;

    alpc_connection_make(&c, port, &name, actor_process(1), 0, CONTEXT);
    /* what the server has sent before is not lost */
    ok_status(alpc_client_send(&c, 0, 0, "asynchronous"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_answer(&message, "last words");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    alpc_text(&message, "farewell");
    ok_status(alpc_send(c.server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    alpc_request_begin(&c, "question");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtClose(c.server_port), STATUS_SUCCESS);
    ok_status(alpc_request_end(&c, NULL), STATUS_PORT_DISCONNECTED);
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REPLY, "last words");
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM, "farewell");
    ok_status(alpc_client_send(&c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "and now?"), STATUS_PORT_DISCONNECTED);
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_PORT_DISCONNECTED);
    ok_status(actor_close(c.client, c.client_port), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    actor_finish(c.client);
}

/* Of two connections: what is sent on one after the other was closed is received after that end. */
static void test_closed_before_sending(void)
{
    struct alpc_connection first, second;
    struct alpc_message message;

    alpc_connection_make(&first, port, &name, actor_process(1), 0, CONTEXT);
    alpc_connection_make(&second, port, &name, first.client, 0, CONTEXT);
    ok_status(actor_close(first.client, first.client_port), STATUS_SUCCESS);
    ok_status(alpc_client_send(&second, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "after it"), STATUS_SUCCESS);
    expect_notice(LPC_PORT_CLOSED, 0);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM, "after it");
    ok_status(NtClose(first.server_port), STATUS_SUCCESS);
    alpc_connection_end(&second, port);
    actor_finish(first.client);
}

/* 1: a server port receives nothing */
static void test_server_port_receives_nothing(void)
{
    struct alpc_exchange_args args = { .receives = true, .give_length = true, .timeout = PATIENCE_MS };
    struct actor *waiter = actor_thread();
    struct alpc_message message;
    struct alpc_connection c;

    alpc_connection_make(&c, port, &name, actor_process(1), 0, CONTEXT);
    ok_status(alpc_client_send(&c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "text"), STATUS_SUCCESS);
    ok_status(alpc_poll(c.server_port, &message), STATUS_TIMEOUT);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    args.port = c.server_port;
    args.length = sizeof(args.in);
    actor_begin(waiter, alpc_exchange_run, &args, sizeof(args));
    ok(actor_blocked(waiter), "did not wait");
    ok_status(actor_close(c.client, c.client_port), STATUS_SUCCESS);
    actor_end(waiter, &args);
    ok_status(args.status, STATUS_PORT_DISCONNECTED);
    expect_notice(LPC_PORT_CLOSED, 0);
    ok_status(NtClose(c.server_port), STATUS_SUCCESS);
    actor_finish(c.client);
    actor_leave(waiter);
}

/* A thread waits on a port that is closed under it. */
static void test_closed_while_waiting(void)
{
    struct alpc_exchange_args args = { .receives = true, .give_length = true, .timeout = PATIENCE_MS };
    struct actor *waiter = actor_thread();
    struct name other;

    args.port = alpc_create(&other, 0);
    args.length = sizeof(args.in);
    actor_begin(waiter, alpc_exchange_run, &args, sizeof(args));
    ok(actor_blocked(waiter), "did not wait");
    ok_status(NtClose(args.port), STATUS_SUCCESS);
    actor_end(waiter, &args);
    ok_status(args.status, STATUS_PORT_CLOSED);
    actor_leave(waiter);
}

/* It goes on with a client's message through the connection port, and waits, when the connection ends under it. */
static void test_closed_while_going_on(void)
{
    struct alpc_exchange_args args = {
        .flags = ALPC_MSGFLG_SYNC_REQUEST, .sends = true, .receives = true, .give_length = true,
        .timeout = PATIENCE_MS, .port = port,
    };
    struct actor *waiter = actor_thread();
    struct alpc_message message;
    struct alpc_connection c;

    alpc_connection_make(&c, port, &name, actor_process(1), 0, CONTEXT);
    ok_status(alpc_client_send(&c, 0, 0, "question"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &args.out, NULL), STATUS_SUCCESS);
    alpc_answer(&args.out, "which one?");
    args.length = sizeof(args.in);
    actor_begin(waiter, alpc_exchange_run, &args, sizeof(args));
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REQUEST | GOES_ON, "which one?");
    ok(actor_blocked(waiter), "did not wait");
    ok_status(NtClose(c.server_port), STATUS_SUCCESS);
    actor_end(waiter, &args);
    ok_status(args.status, STATUS_PORT_DISCONNECTED);
    ok_status(actor_close(c.client, c.client_port), STATUS_SUCCESS);
    actor_finish(c.client);
    actor_leave(waiter);
}

/* The server's process is killed: in a connect, in a request, and with the client idle. */
struct serve_args {
    struct name name;
    HANDLE port, server_port;
    struct alpc_message message;
    NTSTATUS status;
};

static void serve_create(void *parameter)
{
    struct serve_args *args = parameter;
    ALPC_PORT_ATTRIBUTES port_attributes = alpc_port_attributes(0, sizeof(struct alpc_message));
    OBJECT_ATTRIBUTES attributes;

    args->name.string.Buffer = args->name.buffer;
    InitializeObjectAttributes(&attributes, &args->name.string, 0, NULL, NULL);
    args->status = NtAlpcCreatePort(&args->port, &attributes, &port_attributes);
}

static void serve_receive(void *parameter)
{
    struct serve_args *args = parameter;

    args->status = alpc_receive(args->port, &args->message, NULL);
}

static void serve_accept(void *parameter)
{
    struct serve_args *args = parameter;

    args->status = NtAlpcAcceptConnectPort(&args->server_port, args->port, 0, NULL, NULL, NULL,
                                           &args->message.header, NULL, TRUE);
}

static void test_server_dies(void)
{
    struct actor *server = actor_process(1), *client = actor_process(2), *second = actor_sibling(client);
    struct serve_args serve = { .status = STATUS_UNSUCCESSFUL };
    struct alpc_connection c = { .client = client };
    struct alpc_connect_args connect, waiting;
    struct alpc_message message;

    NAME_UNIQUE(&serve.name, "\\RPC Control\\ntdll-test");
    actor_call(server, serve_create, &serve, sizeof(serve));
    ok_status(serve.status, STATUS_SUCCESS);
    alpc_connect_prepare(&connect, &serve.name, ALPC_MSGFLG_SYNC_REQUEST, "one");
    actor_begin(client, alpc_connect_run, &connect, sizeof(connect));
    actor_call(server, serve_receive, &serve, sizeof(serve));
    actor_call(server, serve_accept, &serve, sizeof(serve));
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    c.client_port = connect.port;
    alpc_connect_prepare(&waiting, &serve.name, ALPC_MSGFLG_SYNC_REQUEST, "two");
    actor_begin(second, alpc_connect_run, &waiting, sizeof(waiting));
    actor_call(server, serve_receive, &serve, sizeof(serve));
    alpc_request_begin(&c, "question");
    actor_call(server, serve_receive, &serve, sizeof(serve));
    alpc_expect(&serve.message, LPC_REQUEST | GOES_ON, "question");
    ok(actor_blocked(client) && actor_blocked(second), "did not wait");
    actor_kill(server);
    ok_status(alpc_request_end(&c, NULL), STATUS_PORT_DISCONNECTED);
    actor_end(second, &waiting);
    ok_status(waiting.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_status(alpc_client_send(&c, 0, 0, "still there?"), STATUS_PORT_DISCONNECTED);
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_PORT_DISCONNECTED);
    actor_leave(second);
    actor_finish(client);
}

START_TEST(alpc_end)
{
    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    test_unfinished(false);
    test_unfinished(true);
    test_server_port_closed();
    test_closed_before_sending();
    test_server_port_receives_nothing();
    test_closed_while_waiting();
    test_closed_while_going_on();
    test_server_dies();
    ok_status(NtClose(port), STATUS_SUCCESS);
}
