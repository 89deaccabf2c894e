/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many messages, long ones, several clients and threads: alpc 3.3, 4, 6.3, 6.4. */
#include "winetests/alpc.h"

#include <ntmmapi.h>

#define MAX_MESSAGE 0xffff
#define N_OUTSTANDING 10000

#define PAGE 4096

struct long_message {
    PORT_MESSAGE header;
    UCHAR data[MAX_MESSAGE - sizeof(PORT_MESSAGE)];
};

static HANDLE port, client, server;

static NTSTATUS receive_long(HANDLE on, struct long_message *message, SIZE_T *length)
{
    LARGE_INTEGER timeout;

    return NtAlpcSendWaitReceivePort(on, 0, NULL, NULL, &message->header, length, NULL,
                                     timeout_ms(&timeout, PATIENCE_MS));
}

/* Room for so many bytes; then there is no memory. */
static void *edge_of_memory(SIZE_T room)
{
    static UCHAR *pages;
    SIZE_T size = 2 * PAGE, second = PAGE;
    PVOID base = NULL;
    ULONG old;

    if (!pages && !NtAllocateVirtualMemory(NtCurrentProcess(), &base, 0, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE)) {
        pages = base;
        base = pages + PAGE;
        NtProtectVirtualMemory(NtCurrentProcess(), &base, &second, PAGE_NOACCESS, &old);
    }
    return pages + PAGE - room;
}

/* Bytes that tell whose they are and where they stand. */
static void fill(UCHAR *bytes, SIZE_T size, ULONG seed)
{
    SIZE_T i;

    for (i = 0; i < size; i++)
        bytes[i] = (UCHAR)(i * 13 + seed);
}

static bool is_filled(const UCHAR *bytes, SIZE_T size, ULONG seed)
{
    SIZE_T i;

    for (i = 0; i < size && bytes[i] == (UCHAR)(i * 13 + seed); i++)
        ;
    return i == size;
}

static void make_long(struct long_message *message, SIZE_T size, ULONG seed)
{
    memset(&message->header, 0, sizeof(message->header));
    message->header.u1.s1.DataLength = (CSHORT)size;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(PORT_MESSAGE) + size);
    fill(message->data, size, seed);
}

/* Both ends are this process's. */
static void connect_here(void)
{
    ALPC_PORT_ATTRIBUTES port_attributes = alpc_port_attributes(ALPC_PORFLG_WAITABLE_PORT, MAX_MESSAGE);
    OBJECT_ATTRIBUTES attributes;
    struct alpc_message message;
    struct name name;

    port_attributes.MaxPoolUsage = 0x1000000;
    NAME_UNIQUE(&name, "\\RPC Control\\ntdll-test");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtAlpcCreatePort(&port, &attributes, &port_attributes), STATUS_SUCCESS);
    ok_status(NtAlpcConnectPort(&client, &name.string, NULL, &port_attributes, 0, NULL, NULL, NULL, NULL, NULL,
                                NULL), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(&server, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    ok_status(alpc_receive(client, &message, NULL), STATUS_SUCCESS);
}

/* 6.4: what does not fit stays, and says how long it is */
static void test_too_small(void)
{
    static struct long_message out, in;
    struct alpc_message message;
    SIZE_T length;
    int i;

    for (i = 0; i < 2; i++) {
        HANDLE from = i ? server : client, to = i ? client : port;

        make_long(&out, 5000, 1);
        ok_status(NtAlpcSendWaitReceivePort(from, ALPC_MSGFLG_RELEASE_MESSAGE, &out.header, NULL, NULL, NULL, NULL,
                                            NULL), STATUS_SUCCESS);
        length = 0;
        ok_status(receive_long(to, &in, &length), STATUS_BUFFER_TOO_SMALL);
        ok_equal(length, sizeof(PORT_MESSAGE) + 5000);
        length--;
        ok_status(receive_long(to, &in, &length), STATUS_BUFFER_TOO_SMALL);
        ok_equal(length, sizeof(PORT_MESSAGE) + 5000);
        ok_status(alpc_receive(to, &message, NULL), STATUS_BUFFER_TOO_SMALL);
        ok_status(NtAlpcSendWaitReceivePort(to, 0, NULL, NULL, no_memory(), &length, NULL, NULL),
                  STATUS_ACCESS_VIOLATION);
        ok_status(receive_long(to, &in, &length), STATUS_SUCCESS);
        ok_equal(length, sizeof(PORT_MESSAGE) + 5000);
        ok(is_filled(in.data, 5000, 1), "other data");
        /* without a length the port's own counts */
        ok_status(NtAlpcSendWaitReceivePort(from, ALPC_MSGFLG_RELEASE_MESSAGE, &out.header, NULL, NULL, NULL, NULL,
                                            NULL), STATUS_SUCCESS);
        ok_status(NtAlpcSendWaitReceivePort(to, 0, NULL, NULL, &in.header, NULL, NULL, NULL), STATUS_SUCCESS);
        ok(is_filled(in.data, 5000, 1), "other data");
    }
}

/* An answer that is too long for who waits for it can be fetched later. */
struct request_args {
    SIZE_T length;
    ULONG question, answer;     /* sizes of data */
    bool right;
    NTSTATUS status;
};

static void request_run(void *parameter)
{
    static struct long_message message;
    struct request_args *args = parameter;

    make_long(&message, args->question, args->question);
    args->status = NtAlpcSendWaitReceivePort(client, ALPC_MSGFLG_SYNC_REQUEST, &message.header, NULL, &message.header,
                                             &args->length, NULL, NULL);
    args->right = !args->status && ALPC_SIZE(&message) == args->answer &&
                  is_filled(message.data, args->answer, args->answer);
}

static void test_long_answers(void)
{
    static const ULONG sizes[] = { 0, 1, 600, 664, 665, 4096, 20000, MAX_MESSAGE - sizeof(PORT_MESSAGE) };
    static struct long_message message;
    struct actor *asks = actor_thread();
    struct request_args args;
    SIZE_T length;
    ULONG i, id;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        args = (struct request_args){ MAX_MESSAGE, sizes[i], sizes[i], false, STATUS_UNSUCCESSFUL };
        actor_begin(asks, request_run, &args, sizeof(args));
        length = sizeof(message);
        ok_status(receive_long(port, &message, &length), STATUS_SUCCESS);
        ok_equal(ALPC_SIZE(&message), sizes[i]);
        ok(is_filled(message.data, sizes[i], sizes[i]), "other data");
        ok_status(NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, NULL, NULL, NULL, NULL,
                                            NULL), STATUS_SUCCESS);
        actor_end(asks, &args);
        ok_status(args.status, STATUS_SUCCESS);
        ok(args.right, "%u bytes: another answer", (unsigned int)sizes[i]);
    }
    /* behind a datagram that nobody has fetched; short and long */
    for (i = 0; i < 2; i++) {
        ULONG size = i ? 600 : 30000;

        make_long(&message, 7, 7);
        ok_status(NtAlpcSendWaitReceivePort(server, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, NULL, NULL, NULL,
                                            NULL, NULL), STATUS_SUCCESS);
        args = (struct request_args){ sizeof(PORT_MESSAGE) + 100, 0, size, false, STATUS_UNSUCCESSFUL };
        actor_begin(asks, request_run, &args, sizeof(args));
        length = sizeof(message);
        ok_status(receive_long(port, &message, &length), STATUS_SUCCESS);
        id = message.header.MessageId;
        make_long(&message, size, size);
        message.header.MessageId = id;
        ok_status(NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, NULL, NULL, NULL, NULL,
                                            NULL), STATUS_SUCCESS);
        actor_end(asks, &args);
        ok_status(args.status, STATUS_BUFFER_TOO_SMALL);
        ok_equal(args.length, sizeof(PORT_MESSAGE) + size);
        length = sizeof(message);
        ok_status(receive_long(client, edge_of_memory(sizeof(PORT_MESSAGE) + 8), &length), STATUS_ACCESS_VIOLATION);
        length = sizeof(message);
        ok_status(receive_long(client, &message, &length), STATUS_SUCCESS);
        ok_equal(ALPC_TYPE(&message), LPC_REPLY);
        ok_equal(message.header.MessageId, id);
        ok(is_filled(message.data, size, size), "other data");
        length = sizeof(message);
        ok_status(receive_long(client, &message, &length), STATUS_SUCCESS);
        ok_equal(ALPC_TYPE(&message), LPC_DATAGRAM);
        ok_equal(ALPC_SIZE(&message), 7);
    }
    actor_leave(asks);
}

/* 6.5: a synchronous request whose time is over */
static void test_time_out(void)
{
    struct alpc_message message, in;
    SIZE_T length = sizeof(in);
    LARGE_INTEGER timeout;

    alpc_text(&message, "quickly");
    ok_status(NtAlpcSendWaitReceivePort(client, ALPC_MSGFLG_SYNC_REQUEST, &message.header, NULL, &in.header, &length,
                                        NULL, timeout_ms(&timeout, 10)), STATUS_TIMEOUT);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REQUEST | GOES_ON, "quickly");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_REQUEST_CANCELED);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_INVALID_MESSAGE);
    ok_status(alpc_poll(client, &message), STATUS_TIMEOUT);
    ok_status(NtAlpcSendWaitReceivePort(client, 0, NULL, NULL, &in.header, &length, NULL, no_memory()),
              STATUS_ACCESS_VIOLATION);
}

/* 10,000 unanswered at once, answered in another order */
static void test_outstanding(void)
{
    static ULONG sent[N_OUTSTANDING], numbers[N_OUTSTANDING];
    struct alpc_message message;
    ULONG i, at, wrong = 0;

    for (i = 0; i < N_OUTSTANDING; i++) {
        alpc_make(&message, &i, sizeof(i));
        if (alpc_send(client, 0, &message))
            break;
    }
    ok_equal(i, N_OUTSTANDING);
    for (i = 0; i < N_OUTSTANDING; i++) {
        if (alpc_receive(port, &message, NULL))
            break;
        memcpy(&numbers[i], message.data, sizeof(numbers[i]));
        wrong += numbers[i] != i;
        sent[i] = message.header.MessageId;
    }
    ok_equal(i, N_OUTSTANDING);
    ok_equal(wrong, 0);
    for (i = 0; i < N_OUTSTANDING; i++) {
        at = i * 7919 % N_OUTSTANDING;
        alpc_make(&message, &numbers[at], sizeof(numbers[at]));
        message.header.MessageId = sent[at];
        if (alpc_send(i % 2 ? port : server, ALPC_MSGFLG_RELEASE_MESSAGE, &message))
            break;
    }
    ok_equal(i, N_OUTSTANDING);
    for (i = 0; i < N_OUTSTANDING; i++) {
        if (alpc_receive(client, &message, NULL))
            break;
        at = i * 7919 % N_OUTSTANDING;
        wrong += memcmp(message.data, &numbers[at], sizeof(ULONG)) || message.header.MessageId != sent[at] ||
                 ALPC_TYPE(&message) != LPC_REPLY;
    }
    ok_equal(i, N_OUTSTANDING);
    ok_equal(wrong, 0);
}

/* More than the ring takes: the sender is told, and nothing is lost */
static void test_full(void)
{
    struct alpc_message message;
    ULONG sent = 0, received = 0, number = 0, wrong = 0;
    NTSTATUS status;

    do {
        memset(message.data, 0, sizeof(message.data));
        alpc_make(&message, NULL, 0);
        message.header.u1.s1.DataLength = ALPC_DATA;
        message.header.u1.s1.TotalLength = sizeof(message);
        memcpy(message.data, &sent, sizeof(sent));
        status = alpc_send(client, ALPC_MSGFLG_RELEASE_MESSAGE, &message);
        sent += !status;
    } while (!status && sent < 100000);
    ok_status(status, STATUS_NO_MEMORY);
    while (!alpc_poll(port, &message)) {
        memcpy(&number, message.data, sizeof(number));
        wrong += number != received++;
    }
    ok_equal(received, sent);
    ok_equal(wrong, 0);
    alpc_text(&message, "there is room again");
    ok_status(alpc_send(client, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
}

/* Several processes ask, several threads answer. */
#define N_CLIENTS 4
#define N_WORKERS 3
#define N_REQUESTS 300

struct crowd_args {
    struct name name;
    HANDLE port;
    ULONG seed, n, wrong;
    NTSTATUS status;
};

static void crowd_client(void *parameter)
{
    struct crowd_args *args = parameter;
    struct alpc_connect_args connect;
    struct alpc_exchange_args exchange;
    ULONG i, number;

    alpc_connect_prepare(&connect, &args->name, ALPC_MSGFLG_SYNC_REQUEST, "crowd");
    alpc_connect_run(&connect);
    args->status = connect.status;
    for (i = 0; !args->status && i < N_REQUESTS; i++) {
        alpc_request_prepare(&exchange, connect.port, NULL);
        number = args->seed + i;
        alpc_make(&exchange.out, &number, sizeof(number));
        alpc_exchange_run(&exchange);
        args->status = exchange.status;
        number = ~number;
        args->wrong += memcmp(exchange.in.data, &number, sizeof(number)) != 0;
        args->n++;
    }
    NtClose(connect.port);
}

/* Until all clients have gone. */
static LONG gone;
static HANDLE crowd_ports[N_CLIENTS];
static LONG n_crowd_ports;

static void crowd_worker(void *parameter)
{
    struct crowd_args *args = parameter;
    struct alpc_message message;
    HANDLE accepted;
    ULONG number;

    while (!args->status && __atomic_load_n(&gone, __ATOMIC_SEQ_CST) < N_CLIENTS) {
        SIZE_T length = sizeof(message);
        LARGE_INTEGER timeout;
        NTSTATUS status = NtAlpcSendWaitReceivePort(args->port, 0, NULL, NULL, &message.header, &length, NULL,
                                                    timeout_ms(&timeout, 50));

        if (status == STATUS_TIMEOUT)
            continue;
        args->status = status;
        switch (ALPC_TYPE(&message) & 0xff) {
        case LPC_CONNECTION_REQUEST:
            args->status = NtAlpcAcceptConnectPort(&accepted, args->port, 0, NULL, NULL, NULL, &message.header, NULL,
                                                   TRUE);
            crowd_ports[__atomic_fetch_add(&n_crowd_ports, 1, __ATOMIC_SEQ_CST)] = accepted;
            break;
        case LPC_REQUEST:
            memcpy(&number, message.data, sizeof(number));
            number = ~number;
            memcpy(message.data, &number, sizeof(number));
            args->status = alpc_send(args->port, ALPC_MSGFLG_RELEASE_MESSAGE, &message);
            args->n++;
            break;
        case LPC_PORT_CLOSED:
            __atomic_fetch_add(&gone, 1, __ATOMIC_SEQ_CST);
            break;
        }
    }
}

static void test_crowd(void)
{
    struct crowd_args args = { .status = STATUS_SUCCESS }, result;
    struct actor *clients[N_CLIENTS], *workers[N_WORKERS];
    ULONG i, served = 0;

    args.port = alpc_create(&args.name, 0);
    for (i = 0; i < N_WORKERS; i++) {
        workers[i] = actor_thread();
        actor_begin(workers[i], crowd_worker, &args, sizeof(args));
    }
    for (i = 0; i < N_CLIENTS; i++) {
        clients[i] = actor_process(1);
        args.seed = i << 16;
        actor_begin(clients[i], crowd_client, &args, sizeof(args));
    }
    for (i = 0; i < N_CLIENTS; i++) {
        actor_end(clients[i], &result);
        ok_status(result.status, STATUS_SUCCESS);
        ok_equal(result.n, N_REQUESTS);
        ok_equal(result.wrong, 0);
        actor_finish(clients[i]);
    }
    for (i = 0; i < N_WORKERS; i++) {
        actor_end(workers[i], &result);
        ok_status(result.status, STATUS_SUCCESS);
        served += result.n;
        actor_leave(workers[i]);
    }
    ok_equal(served, N_CLIENTS * N_REQUESTS);
    for (i = 0; i < N_CLIENTS; i++)
        ok_status(NtClose(crowd_ports[i]), STATUS_SUCCESS);
    ok_status(NtClose(args.port), STATUS_SUCCESS);
}

/* 16: signaled as long as there is something, or nobody any more */
static void test_waitable(void)
{
    struct alpc_message message;
    LARGE_INTEGER timeout;
    HANDLE plain;
    int i;

    for (i = 0; i < 2; i++) {
        HANDLE from = i ? server : client, to = i ? client : port;

        ok_status(NtWaitForSingleObject(to, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
        alpc_text(&message, "text");
        ok_status(alpc_send(from, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
        ok_status(NtWaitForSingleObject(to, FALSE, timeout_ms(&timeout, PATIENCE_MS)), STATUS_SUCCESS);
        ok_status(NtWaitForSingleObject(to, FALSE, timeout_ms(&timeout, 0)), STATUS_SUCCESS);
        ok_status(alpc_poll(to, &message), STATUS_SUCCESS);
        ok_status(NtWaitForSingleObject(to, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    }
    ok_status(NtAlpcCreatePort(&plain, NULL, NULL), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(plain, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    ok_status(NtClose(plain), STATUS_SUCCESS);
    ok_status(NtClose(server), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(client, FALSE, timeout_ms(&timeout, PATIENCE_MS)), STATUS_SUCCESS);
}

START_TEST(alpc_many)
{
    if (!alpc_available())
        return;
    connect_here();
    test_too_small();
    test_long_answers();
    test_time_out();
    test_outstanding();
    test_full();
    test_waitable();
    ok_status(NtClose(client), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
    test_crowd();
}
