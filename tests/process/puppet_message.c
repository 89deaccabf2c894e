/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts against what messages mean: catalogue D of the threat model, an act for each line. Most need a connection of their
 * own, with both ends here; some are aimed at the server that this puppet is connected to.
 */
#include "tests/process/loop.h"

#include <ntobapi.h>
#include <ntpsapi.h>

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define LAST ALPC_MSGFLG_RELEASE_MESSAGE

static NTSTATUS answer(HANDLE port, ULONG id)
{
    struct loop_message message;

    loop_message(&message, "forged");
    message.header.MessageId = id;
    return loop_send(port, loop_random() % 2 ? LAST : 0, &message, NULL);
}

/* D1: of others, guessed, from a connection that is closed. The honest pair's ids are from the same counter as ours. */
static NTSTATUS forged_id(char *arguments)
{
    struct loop_message mine;
    struct loop loop, closed;

    (void)arguments;
    loop_make(&loop, 0);
    loop_make(&closed, 0);
    loop_request(&closed, &mine);
    loop_end(&closed);
    for (int i = 0; i < 2000; i++) {
        HANDLE ports[] = { loop.port, loop.server, loop.client, client_port };
        HANDLE port = ports[i % 4];

        refused(answer(port, mine.header.MessageId + (ULONG)i / 2), STATUS_INVALID_MESSAGE, STATUS_OBJECTID_NOT_FOUND);
        refused(answer(port, loop_random() | 1), STATUS_INVALID_MESSAGE, STATUS_OBJECTID_NOT_FOUND);
    }
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* D2 */
static NTSTATUS forged_client_id(char *arguments)
{
    struct loop_message message;
    struct loop loop;

    (void)arguments;
    loop_make(&loop, 0);
    for (int i = 0; i < 500; i++) {
        ULONG_PTR pids[] = { 0, 1, 4, (ULONG_PTR)-1, (ULONG_PTR)getppid(), loop_random(), (ULONG_PTR)getpid() << 32 };
        NTSTATUS status;

        loop_message(&message, "who am I?");
        message.header.ClientId.UniqueProcess = (HANDLE)pids[i % 7];
        message.header.ClientId.UniqueThread = (HANDLE)pids[i / 7 % 7];
        status = loop_send(loop.client, LAST, &message, NULL);
        if (!status)
            status = loop_receive(loop.port, &message, NULL, 10000);
        attempt(!status && message.header.ClientId.UniqueProcess == NtCurrentTeb()->ClientId.UniqueProcess &&
                    message.header.ClientId.UniqueThread == NtCurrentTeb()->ClientId.UniqueThread, status);
    }
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* D3 */
static NTSTATUS double_reply(char *arguments)
{
    struct loop_message message;
    struct loop loop;

    (void)arguments;
    loop_make(&loop, 0);
    for (int i = 0; i < 500; i++) {
        HANDLE port = i % 2 ? loop.port : loop.server;
        NTSTATUS status;

        loop_request(&loop, &message);
        status = loop_send(port, LAST, &message, NULL);
        attempt(status == STATUS_SUCCESS, status);
        refused(loop_send(port, LAST, &message, NULL), STATUS_INVALID_MESSAGE);
        refused(loop_send(port, 0, &message, NULL), STATUS_INVALID_MESSAGE);
        status = loop_receive(loop.client, &message, NULL, 10000);
        attempt(status == STATUS_SUCCESS, status);
        status = loop_receive(loop.client, &message, NULL, 0);
        attempt(status == STATUS_TIMEOUT, status);
    }
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

struct waiter {
    HANDLE port;
    int ms;
    pthread_t thread;
    NTSTATUS status;
};

static void *wait_for_answer(void *parameter)
{
    struct waiter *waiter = parameter;
    LARGE_INTEGER timeout = { .QuadPart = waiter->ms * -10000ll };
    struct loop_message message, reply;
    SIZE_T length = sizeof(reply);

    loop_message(&message, "question");
    waiter->status = NtAlpcSendWaitReceivePort(waiter->port, ALPC_MSGFLG_SYNC_REQUEST, &message.header, NULL,
                                               &reply.header, &length, NULL, &timeout);
    return NULL;
}

static void waiter_start(struct waiter *waiter, HANDLE port, int ms)
{
    *waiter = (struct waiter){ .port = port, .ms = ms };
    pthread_create(&waiter->thread, NULL, wait_for_answer, waiter);
}

static NTSTATUS waiter_end(struct waiter *waiter)
{
    pthread_join(waiter->thread, NULL);
    return waiter->status;
}

static NTSTATUS cancel(HANDLE port, ULONG id)
{
    ALPC_CONTEXT_ATTR context = { .MessageId = id };

    return NtAlpcCancelMessage(port, 0, &context);
}

/* D4: after cancel, after time-out, after disconnect */
static NTSTATUS late_reply(char *arguments)
{
    struct loop_message message;
    struct waiter waiter;
    struct loop loop;
    NTSTATUS status;

    (void)arguments;
    for (int i = 0; i < 60; i++) {
        loop_make(&loop, 0);
        loop_request(&loop, &message);
        status = cancel(loop.port, message.header.MessageId);
        attempt(status == STATUS_PENDING, status);
        refused(loop_send(loop.port, i % 2 ? LAST : 0, &message, NULL), STATUS_REQUEST_CANCELED);

        waiter_start(&waiter, loop.client, 1);
        status = loop_receive(loop.port, &message, NULL, 10000);
        attempt(status == STATUS_SUCCESS, status);
        status = waiter_end(&waiter);
        attempt(status == STATUS_TIMEOUT, status);
        refused(loop_send(loop.server, LAST, &message, NULL), STATUS_REQUEST_CANCELED);
        refused(loop_send(loop.server, LAST, &message, NULL), STATUS_REQUEST_CANCELED, STATUS_INVALID_MESSAGE);

        loop_request(&loop, &message);
        NtAlpcDisconnectPort(loop.client, 0);
        refused(loop_send(loop.port, LAST, &message, NULL), STATUS_PORT_DISCONNECTED, STATUS_REQUEST_CANCELED,
                STATUS_INVALID_MESSAGE);
        loop_end(&loop);
    }
    attempts_told();
    return STATUS_SUCCESS;
}

/* D5: datagrams, notices, and nothing at all */
static NTSTATUS reply_without_request(char *arguments)
{
    struct loop_message message, request;
    struct loop loop;

    (void)arguments;
    loop_make(&loop, 0);
    for (int i = 0; i < 500; i++) {
        loop_message(&message, "datagram");
        loop_send(loop.client, LAST, &message, NULL);
        loop_receive(loop.port, &message, NULL, 10000);
        refused(loop_send(loop.port, LAST, &message, NULL), STATUS_INVALID_MESSAGE);
        refused(loop_send(loop.client, LAST, &message, NULL), STATUS_INVALID_MESSAGE);
        /* one's own request is the other's to answer */
        loop_request(&loop, &request);
        refused(answer(loop.client, request.header.MessageId), STATUS_INVALID_MESSAGE);
        loop_send(loop.port, LAST, &request, NULL);
        loop_receive(loop.client, &message, NULL, 10000);
        refused(answer(loop.client, message.header.MessageId), STATUS_INVALID_MESSAGE);
    }
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* D6: classic calls on ALPC ports, ALPC calls on a classic one */
static NTSTATUS other_family(char *arguments)
{
    struct loop_message message, request;
    OBJECT_ATTRIBUTES named;
    struct loop loop;
    HANDLE classic;
    NTSTATUS status;

    (void)arguments;
    loop_make(&loop, 0);
    InitializeObjectAttributes(&named, nt_name("\\RPC Control\\classic"), 0, NULL, NULL);
    status = NtCreatePort(&classic, &named, 256, 400, 0);
    attempt(status == STATUS_SUCCESS, status);
    for (int i = 0; i < 200; i++) {
        loop_message(&message, "datagram");
        loop_send(loop.client, LAST, &message, NULL);
        loop_receive(loop.port, &message, NULL, 10000);
        refused(NtReplyPort(loop.port, &message.header), STATUS_REPLY_MESSAGE_MISMATCH, STATUS_INVALID_CID);
        refused(NtReplyPort(loop.client, &message.header), STATUS_REPLY_MESSAGE_MISMATCH, STATUS_INVALID_CID);
        loop_message(&message, "request");
        refused(NtRequestPort(loop.client, &message.header), STATUS_LPC_REQUESTS_NOT_ALLOWED);
        refused(NtRequestWaitReplyPort(loop.client, &message.header, &message.header),
                STATUS_LPC_REQUESTS_NOT_ALLOWED);
        refused(NtReplyWaitReplyPort(loop.client, &message.header), STATUS_REPLY_MESSAGE_MISMATCH, STATUS_INVALID_CID,
                STATUS_INVALID_PARAMETER);
        refused(NtCompleteConnectPort(loop.server), STATUS_INVALID_PORT_HANDLE, STATUS_INVALID_PARAMETER);
        refused(NtAlpcDisconnectPort(NtCurrentProcess(), 0), STATUS_OBJECT_TYPE_MISMATCH);
        refused(loop_send(classic, LAST, &message, NULL), STATUS_INVALID_PORT_HANDLE);
        refused(answer(classic, loop_random() & 0x7fffffff), STATUS_INVALID_MESSAGE);
        /* an ALPC request answered by the classic call is answered, once */
        loop_request(&loop, &request);
        status = NtReplyPort(loop.port, &request.header);
        attempt(status == STATUS_SUCCESS || status == STATUS_REPLY_MESSAGE_MISMATCH, status);
        if (!status)
            refused(loop_send(loop.port, LAST, &request, NULL), STATUS_INVALID_MESSAGE);
        loop_drain(loop.client);
    }
    NtClose(classic);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* D7: accepting twice, what is no connection request, what is not ours */
static NTSTATUS wrong_accept(char *arguments)
{
    struct loop_message message, request;
    struct loop loop, other;
    HANDLE accepted;
    NTSTATUS status;

    (void)arguments;
    loop_make(&loop, 0);
    loop_make(&other, 0);
    for (int i = 0; i < 200; i++) {
        BOOLEAN accept = i % 3 != 0;

        loop_request(&loop, &request);
        refused(NtAlpcAcceptConnectPort(&accepted, loop.port, 0, NULL, NULL, NULL, &request.header, NULL, accept),
                STATUS_REPLY_MESSAGE_MISMATCH);
        refused(NtAlpcAcceptConnectPort(&accepted, other.port, 0, NULL, NULL, NULL, &request.header, NULL, accept),
                STATUS_REPLY_MESSAGE_MISMATCH);
        refused(NtAlpcAcceptConnectPort(&accepted, loop.server, 0, NULL, NULL, NULL, &request.header, NULL, accept),
                STATUS_REPLY_MESSAGE_MISMATCH, STATUS_INVALID_PORT_HANDLE);
        refused(NtAlpcAcceptConnectPort(&accepted, loop.client, 0, NULL, NULL, NULL, &request.header, NULL, accept),
                STATUS_REPLY_MESSAGE_MISMATCH, STATUS_INVALID_PORT_HANDLE);
        refused(NtAcceptConnectPort(&accepted, NULL, &request.header, accept, NULL, NULL), STATUS_REPLY_MESSAGE_MISMATCH,
                STATUS_INVALID_CID);
        refused(NtCompleteConnectPort(loop.port), STATUS_INVALID_PORT_HANDLE);
        loop_message(&message, "forged");
        message.header.MessageId = loop_random();
        refused(NtAlpcAcceptConnectPort(&accepted, loop.port, 0, NULL, NULL, NULL, &message.header, NULL, accept),
                STATUS_REPLY_MESSAGE_MISMATCH, STATUS_INVALID_PARAMETER);
        status = loop_send(loop.port, LAST, &request, NULL);
        attempt(status == STATUS_SUCCESS, status);
        loop_drain(loop.client);
    }
    loop_end(&other);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* What arrives must be whole and ours, whatever its header said. */
static void expect_sound(struct loop *loop, NTSTATUS sent, ULONG data, ULONG total)
{
    bool fits = total >= sizeof(PORT_MESSAGE) && data <= total - sizeof(PORT_MESSAGE) &&
                total <= sizeof(struct loop_message);
    struct loop_message message;
    NTSTATUS status = loop_receive(loop->port, &message, NULL, 0);
    USHORT type = (USHORT)message.header.u2.s2.Type;

    if (sent) {
        attempt(!NT_SUCCESS(sent) && status == STATUS_TIMEOUT, sent);
        return;
    }
    attempt(fits && status == STATUS_SUCCESS && (USHORT)message.header.u1.s1.DataLength == data &&
                (USHORT)message.header.u1.s1.TotalLength == total && !(type & 0xd000) &&
                ((type & 0xff) == LPC_REQUEST || (type & 0xff) == LPC_DATAGRAM), status);
    if (!status && type & LPC_CONTINUATION_REQUIRED)
        cancel(loop->port, message.header.MessageId);
    loop_drain(loop->client);
}

/* D8: each field of the header */
static NTSTATUS hostile_header(char *arguments)
{
    static const ULONG values[] = {
        0, 1, 39, 40, 41, 48, LOOP_DATA, LOOP_DATA + 40, LOOP_DATA + 41, 0x7fff, 0x8000, 0xfff0, 0xffff,
    };
    static const ULONG types[] = { 0, 1, 3, 5, 10, 12, 0x1001, 0x2001, 0x4001, 0x8001, 0x80ff, 0xffff };
    struct loop_message message;
    struct loop loop;
    unsigned n = 0;

    (void)arguments;
    loop_make(&loop, 0);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++)
            for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++, n++) {
                memset(&message.header, 0, sizeof(message.header));
                message.header.u1.s1.DataLength = (CSHORT)values[i];
                message.header.u1.s1.TotalLength = (CSHORT)values[k];
                message.header.u2.s2.Type = (CSHORT)types[t];
                message.header.u2.s2.DataInfoOffset = (CSHORT)values[n % 13];
                message.header.ClientViewSize = n % 3 ? (SIZE_T)-1 : values[n % 11];
                expect_sound(&loop, loop_send(loop.client, n % 2 ? LAST : 0, &message, NULL), values[i], values[k]);
            }
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* D9: connect messages, at the limit of the port and over */
static NTSTATUS long_connect(char *arguments)
{
    static const LONG over[] = { -1, 0, 1, 2, 1000, 50000 };
    ALPC_PORT_ATTRIBUTES limits = { .MaxMessageLength = 1000 };
    static struct {
        PORT_MESSAGE header;
        UCHAR data[65536];
    } message;
    struct loop_message received;
    OBJECT_ATTRIBUTES named;
    HANDLE port, client, accepted;

    (void)arguments;
    InitializeObjectAttributes(&named, nt_name("\\RPC Control\\narrow"), 0, NULL, NULL);
    if (NtAlpcCreatePort(&port, &named, &limits))
        return STATUS_UNSUCCESSFUL;
    for (int i = 0; i < 120; i++) {
        ULONG total = 1000 + (ULONG)over[i % 6];
        SIZE_T length = sizeof(message);
        NTSTATUS status;

        memset(&message.header, 0, sizeof(message.header));
        message.header.u1.s1.TotalLength = (CSHORT)total;
        message.header.u1.s1.DataLength = (CSHORT)(total - sizeof(PORT_MESSAGE));
        status = NtAlpcConnectPort(&client, nt_name("\\RPC Control\\narrow"), NULL, &limits, 0, NULL, &message.header,
                                   &length, NULL, NULL, NULL);
        if (over[i % 6] > 0) {
            refused(status, STATUS_PORT_MESSAGE_TOO_LONG);
            continue;
        }
        attempt(status == STATUS_SUCCESS, status);
        status = loop_receive(port, &received, NULL, 10000);
        attempt(status == STATUS_SUCCESS && (USHORT)received.header.u1.s1.TotalLength == total, status);
        /* and the answer likewise */
        message.header = received.header;
        message.header.u1.s1.TotalLength = 1001;
        message.header.u1.s1.DataLength = 1001 - sizeof(PORT_MESSAGE);
        refused(NtAlpcAcceptConnectPort(&accepted, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
                STATUS_PORT_MESSAGE_TOO_LONG);
        NtAlpcAcceptConnectPort(NULL, port, 0, NULL, NULL, NULL, &received.header, NULL, FALSE);
        status = loop_receive(client, &received, NULL, 10000);
        attempt(status == STATUS_PORT_CONNECTION_REFUSED, status);
        NtClose(client);
        loop_drain(port);
    }
    NtClose(port);
    attempts_told();
    return STATUS_SUCCESS;
}

/* D10: asking oneself, on a connection and on a port that is not connected */
static NTSTATUS own_request(char *arguments)
{
    struct waiter waiter;
    struct loop loop;
    HANDLE unnamed;

    (void)arguments;
    loop_make(&loop, 0);
    if (NtAlpcCreatePort(&unnamed, NULL, NULL))
        return STATUS_UNSUCCESSFUL;
    for (int i = 0; i < 30; i++) {
        HANDLE ports[] = { unnamed, loop.client, loop.server };

        waiter = (struct waiter){ .port = ports[i % 3], .ms = 1 };
        wait_for_answer(&waiter);
        attempt(waiter.status == STATUS_TIMEOUT, waiter.status);
        loop_drain(loop.port);
        loop_drain(unnamed);
        loop_drain(loop.client);
    }
    NtClose(unnamed);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* Serves one request by asking somebody else first. */
struct server {
    HANDLE port, ask;
    pthread_t thread;
    NTSTATUS status;
};

static void *serve_by_asking(void *parameter)
{
    struct server *server = parameter;
    struct loop_message message;

    server->status = loop_receive(server->port, &message, NULL, 10000);
    if (!server->status) {
        struct waiter waiter = { .port = server->ask, .ms = 20 };

        wait_for_answer(&waiter);
        server->status = waiter.status;
        loop_send(server->port, LAST, &message, NULL);
    }
    return NULL;
}

/* D11: each of three servers asks the next before it answers */
static NTSTATUS cycle(char *arguments)
{
    struct server servers[3];
    struct waiter waiter;
    struct loop loops[3];

    (void)arguments;
    for (int i = 0; i < 3; i++)
        loop_make(&loops[i], 0);
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 3; i++) {
            servers[i] = (struct server){ .port = loops[i].port, .ask = loops[(i + 1) % 3].client };
            pthread_create(&servers[i].thread, NULL, serve_by_asking, &servers[i]);
        }
        waiter_start(&waiter, loops[0].client, 5000);
        waiter_end(&waiter);
        attempt(waiter.status == STATUS_SUCCESS, waiter.status);
        for (int i = 0; i < 3; i++) {
            pthread_join(servers[i].thread, NULL);
            attempt(servers[i].status == STATUS_SUCCESS || servers[i].status == STATUS_TIMEOUT, servers[i].status);
            loop_drain(loops[i].port);
        }
    }
    for (int i = 0; i < 3; i++)
        loop_end(&loops[i]);
    attempts_told();
    return STATUS_SUCCESS;
}

struct canceller {
    HANDLE port;
    ULONG id;
    pthread_barrier_t *together;
    NTSTATUS status;
};

static void *cancel_it(void *parameter)
{
    struct canceller *canceller = parameter;

    pthread_barrier_wait(canceller->together);
    canceller->status = cancel(canceller->port, canceller->id);
    return NULL;
}

/* D12: exactly one of them wins, and the client is told which */
static NTSTATUS cancel_races_reply(char *arguments)
{
    pthread_barrier_t together;
    struct loop loop;

    (void)arguments;
    loop_make(&loop, 0);
    pthread_barrier_init(&together, NULL, 2);
    for (int i = 0; i < 300; i++) {
        struct canceller canceller = { .port = loop.server, .together = &together };
        struct loop_message message;
        struct waiter waiter;
        pthread_t thread;
        NTSTATUS replied;

        waiter_start(&waiter, loop.client, 10000);
        if (loop_receive(loop.port, &message, NULL, 10000))
            return STATUS_UNSUCCESSFUL;
        canceller.id = message.header.MessageId;
        pthread_create(&thread, NULL, cancel_it, &canceller);
        pthread_barrier_wait(&together);
        replied = loop_send(loop.port, LAST, &message, NULL);
        pthread_join(thread, NULL);
        waiter_end(&waiter);
        attempt(replied == STATUS_SUCCESS ? canceller.status != STATUS_PENDING && waiter.status == STATUS_SUCCESS
                                          : canceller.status == STATUS_PENDING && waiter.status == STATUS_MESSAGE_LOST,
                replied == STATUS_SUCCESS ? canceller.status : replied);
    }
    pthread_barrier_destroy(&together);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

const struct act message_acts[] = {
    { "forged-id", forged_id },
    { "forged-client-id", forged_client_id },
    { "double-reply", double_reply },
    { "late-reply", late_reply },
    { "reply-without-request", reply_without_request },
    { "other-family", other_family },
    { "wrong-accept", wrong_accept },
    { "hostile-header", hostile_header },
    { "long-connect", long_connect },
    { "own-request", own_request },
    { "cycle", cycle },
    { "cancel-races-reply", cancel_races_reply },
    { NULL, NULL },
};
