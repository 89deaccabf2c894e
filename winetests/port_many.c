/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Many clients at one port, one after the other and all at once, and many threads on either side.
 * Each client checks every answer; the server's books must balance at the end.
 */
#include "winetests/port.h"

#define N_REQUESTS 20

static HANDLE port;
static struct name name;

/* --- a client, from connecting to closing, in one call --- */

struct client_args {
    struct name name;
    unsigned int number, thread;
    HANDLE port;                /* of the process, where several threads share one */
};

/* What a request says; the connection's context is number + 1. */
struct question {
    unsigned int number, thread, round;
};

static unsigned int answer_to(const struct question *question)
{
    return question->number * 1000003u + question->thread * 10007u + question->round * 17u + 1;
}

static void converse(HANDLE client_port, unsigned int number, unsigned int thread)
{
    struct question question = { number, thread, 0 };
    struct message out, in;
    unsigned int answer;

    for (; question.round < N_REQUESTS; question.round++) {
        message_make(&out, &question, sizeof(question));
        if (!ok_status(NtRequestWaitReplyPort(client_port, &out.header, &in.header),
                       STATUS_SUCCESS))
            return;
        answer = answer_to(&question);
        expect_message(&in, LPC_REPLY, own_id(), &answer, sizeof(answer));
    }
}

static void client_connect(struct client_args *args)
{
    struct connect_args connect;

    connect_prepare(&connect, &args->name, &args->number, sizeof(args->number));
    connect_run(&connect);
    ok_status(connect.status, STATUS_SUCCESS);
    args->port = connect.port;
}

static void client_run(void *parameter)
{
    struct client_args *args = parameter;

    client_connect(args);
    converse(args->port, args->number, args->thread);
    ok_status(NtClose(args->port), STATUS_SUCCESS);
}

static void connect_only(void *parameter)
{
    client_connect(parameter);
}

static void converse_only(void *parameter)
{
    struct client_args *args = parameter;

    converse(args->port, args->number, args->thread);
}

/* --- the server --- */

struct book {
    unsigned int connects, requests, closes;
};

static struct book book;
static HANDLE server_ports[64];

static void serve_connect(struct message *message)
{
    unsigned int number = ~0u;
    HANDLE server;

    memcpy(&number, message->data, sizeof(number));
    if (!ok_status(NtAcceptConnectPort(&server, (PVOID)(ULONG_PTR)(number + 1), &message->header,
                                       TRUE, NULL, NULL), STATUS_SUCCESS))
        return;
    __atomic_store_n(&server_ports[number % 64], server, __ATOMIC_SEQ_CST);
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    __atomic_add_fetch(&book.connects, 1, __ATOMIC_SEQ_CST);
}

static void serve_request(struct message *message, PVOID context)
{
    struct question question;
    unsigned int answer;

    memcpy(&question, message->data, sizeof(question));
    ok_equal(context, (PVOID)(ULONG_PTR)(question.number + 1));
    answer = answer_to(&question);
    memcpy(message->data, &answer, sizeof(answer));
    DATA_LENGTH(message) = sizeof(answer);
    TOTAL_LENGTH(message) = sizeof(PORT_MESSAGE) + sizeof(answer);
    __atomic_add_fetch(&book.requests, 1, __ATOMIC_SEQ_CST);
}

static void serve_closed(PVOID context)
{
    HANDLE *server = &server_ports[((ULONG_PTR)context - 1) % 64];

    ok_status(NtClose(__atomic_load_n(server, __ATOMIC_SEQ_CST)), STATUS_SUCCESS);
    __atomic_add_fetch(&book.closes, 1, __ATOMIC_SEQ_CST);
}

/* Until that many clients have closed, or another thread says that it is over. */
static void serve(unsigned int n_closes)
{
    struct message message, *reply = NULL;
    NTSTATUS status;
    PVOID context;

    while (__atomic_load_n(&book.closes, __ATOMIC_SEQ_CST) < n_closes) {
        status = port_receive(port, &context, reply, &message);
        reply = NULL;
        if (!ok_status(status, STATUS_SUCCESS))
            return;
        switch (TYPE(&message)) {
        case LPC_CONNECTION_REQUEST:
            serve_connect(&message);
            break;
        case LPC_REQUEST:
            serve_request(&message, context);
            reply = &message;
            break;
        case LPC_PORT_CLOSED:
            serve_closed(context);
            break;
        case LPC_DATAGRAM:      /* over */
            return;
        default:
            ok(false, "type %d", TYPE(&message));
        }
    }
}

static void expect_book(unsigned int clients, unsigned int requests)
{
    ok_equal(book.connects, clients);
    ok_equal(book.requests, requests);
    ok_equal(book.closes, clients);
    memset(&book, 0, sizeof(book));
}

static void test_one_after_the_other(void)
{
    struct client_args args = { .name = name };
    struct actor *client;
    int i;

    for (i = 0; i < 5; i++) {
        client = actor_process(1);
        actor_begin(client, client_run, &args, sizeof(args));
        serve(1);
        actor_end(client, NULL);
        actor_finish(client);
        expect_book(1, N_REQUESTS);
    }
}

static void test_at_once(void)
{
    enum { N = 50 };
    struct client_args args = { .name = name };
    struct actor *clients[N];
    unsigned int i;

    for (i = 0; i < N; i++)
        clients[i] = actor_process(1);
    for (i = 0; i < N; i++) {
        args.number = i;
        actor_begin(clients[i], client_run, &args, sizeof(args));
    }
    serve(N);
    for (i = 0; i < N; i++) {
        actor_end(clients[i], NULL);
        actor_finish(clients[i]);
    }
    expect_book(N, N * N_REQUESTS);
}

/* Several threads of one client share its port. */
static void test_client_threads(void)
{
    enum { N = 6 };
    struct client_args args = { .name = name };
    struct actor *threads[N];
    struct message message;
    PVOID context;
    unsigned int i;

    threads[0] = actor_process(N);
    for (i = 1; i < N; i++)
        threads[i] = actor_sibling(threads[0]);
    actor_begin(threads[0], connect_only, &args, sizeof(args));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    serve_connect(&message);
    actor_end(threads[0], &args);
    for (i = 0; i < N; i++) {
        args.thread = i;
        actor_begin(threads[i], converse_only, &args, sizeof(args));
    }
    while (book.requests < N * N_REQUESTS) {
        if (!ok_status(port_receive(port, &context, NULL, &message), STATUS_SUCCESS))
            break;
        serve_request(&message, context);
        ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    }
    for (i = 0; i < N; i++)
        actor_end(threads[i], NULL);
    actor_close(threads[0], args.port);
    serve(1);
    actor_finish(threads[0]);
    expect_book(1, N * N_REQUESTS);
}

static void serve_run(void *parameter)
{
    serve(*(unsigned int *)parameter);
}

/* Several threads serve several clients. */
static void test_server_threads(void)
{
    enum { N = 20, THREADS = 4 };
    struct client_args args = { .name = name };
    struct actor *clients[N], *threads[THREADS];
    struct message message;
    unsigned int i, n = N;

    for (i = 0; i < THREADS; i++) {
        threads[i] = actor_thread();
        actor_begin(threads[i], serve_run, &n, sizeof(n));
    }
    for (i = 0; i < N; i++) {
        clients[i] = actor_process(1);
        args.number = i;
        actor_begin(clients[i], client_run, &args, sizeof(args));
    }
    for (i = 0; i < N; i++)
        actor_end(clients[i], NULL);
    /* whoever sleeps still is told, one by one */
    for (i = 0; i < THREADS; i++) {
        message_text(&message, "over");
        ok_status(NtRequestPort(port, &message.header), STATUS_SUCCESS);
    }
    for (i = 0; i < THREADS; i++) {
        actor_end(threads[i], NULL);
        actor_finish(threads[i]);
    }
    for (i = 0; i < N; i++)
        actor_finish(clients[i]);
    while (port_poll(port, NULL, &message) == STATUS_SUCCESS)
        ok_equal(TYPE(&message), LPC_DATAGRAM);
    expect_book(N, N * N_REQUESTS);
}

START_TEST(port_many)
{
    if (!ports_available())
        return;
    port = port_create(&name);
    test_one_after_the_other();
    test_at_once();
    test_client_threads();
    test_server_threads();
    NtClose(port);
}
