/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A server whose threads wait at an I/O completion port that its ALPC port is associated with. Each request is some
 * work, as the clients alone keep two CPUs busy otherwise, and nothing could be gained by another thread. The
 * clients are a crowd.
 */
#include "bench/crowd.h"
#include "bench/nt_port.h"
#include "bench/object_server.h"
#include "bench/work.h"

#include <ntioapi.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define PORT_NAME L"\\RPC Control\\ntbench-completion"
#define WORK_US   500

struct completion_state {
    struct object_server server;
    struct work work;
    unsigned n_threads;
    HANDLE port, completion; /* a client's has the connection instead */
    struct nt_message message;
};

static void *setup(unsigned n_threads)
{
    struct completion_state *state = calloc(1, sizeof(*state));

    if (!state || !object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    state->work = work_of(WORK_US);
    state->n_threads = n_threads;
    return state;
}

/* One message, unless another thread has it already. */
static bool serve_one(const struct completion_state *state)
{
    struct nt_message message;
    SIZE_T length = sizeof(message);
    LARGE_INTEGER at_once = {.QuadPart = 0};
    HANDLE accepted;
    NTSTATUS status = NtAlpcSendWaitReceivePort(state->port, 0, NULL, NULL, &message.header, &length, NULL, &at_once);

    if (status == STATUS_TIMEOUT)
        return true;
    if (!NT_SUCCESS(status))
        return nt_failed("a receiving NtAlpcSendWaitReceivePort", status);
    switch (nt_message_type(&message.header)) {
    case LPC_REQUEST:
        work_do(state->work);
        answer_message(message.data);
        return nt_port_reply(state->port, &message.header);
    case LPC_CONNECTION_REQUEST:
        return nt_port_accept(&accepted, state->port, &message.header, 0);
    default:
        return true;
    }
}

static void *serve_packets(void *data)
{
    struct completion_state *state = data;
    IO_STATUS_BLOCK io;
    PVOID key, context;
    NTSTATUS status;

    do
        status = NtRemoveIoCompletion(state->completion, &key, &context, &io, NULL);
    while (status == STATUS_SUCCESS && serve_one(state));
    return NULL;
}

static bool associate(struct completion_state *state)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT association = {0};
    NTSTATUS status = NtCreateIoCompletion(&state->completion, IO_COMPLETION_ALL_ACCESS, NULL, 0);

    association.CompletionPort = state->completion;
    if (NT_SUCCESS(status))
        status = NtAlpcSetInformation(state->port, AlpcAssociateCompletionPortInformation, &association,
                                      sizeof(association));
    return NT_SUCCESS(status) || nt_failed("associating", status);
}

static bool serve(void *data)
{
    struct completion_state *state = data;
    pthread_t thread;

    object_server_use(&state->server);
    if (!nt_port_create(&state->port, PORT_NAME, nt_limits(sizeof(state->message))) || !associate(state))
        return false;
    for (unsigned i = 1; i < state->n_threads; i++)
        if (pthread_create(&thread, NULL, serve_packets, state) != 0)
            return false;
    serve_packets(state);
    return false;
}

static bool connect_port(void *data)
{
    struct completion_state *state = data;

    object_server_use(&state->server);
    return nt_port_connect(&state->port, PORT_NAME, nt_limits(sizeof(state->message)));
}

static bool call(void *data, const void *request, void *reply)
{
    struct completion_state *state = data;

    return nt_port_call(state->port, &state->message.header, CROWD_MESSAGE, request, reply);
}

static void teardown(void *data)
{
    struct completion_state *state = data;

    object_server_remove(&state->server);
    free(state);
}

#define COMPLETION(n)                                                                             \
    static void *threads_##n##_setup(size_t size)                                                 \
    {                                                                                             \
        (void)size;                                                                               \
        return setup(n);                                                                          \
    }                                                                                             \
    static const struct transport threads_##n = {                                                 \
        .name = "threads-" #n,                                                                    \
        .setup = threads_##n##_setup,                                                             \
        .serve = serve,                                                                           \
        .connect = connect_port,                                                                  \
        .call = call,                                                                             \
        .teardown = teardown,                                                                     \
    };

COMPLETION(1)
COMPLETION(2)
COMPLETION(4)
COMPLETION(8)
CROWD(completion_1, threads_1, crowd_throughput, "1 thread")
CROWD(completion_2, threads_2, crowd_throughput, "2 threads")
CROWD(completion_4, threads_4, crowd_throughput, "4 threads")
CROWD(completion_8, threads_8, crowd_throughput, "8 threads")
CROWD(completion_tail, threads_8, crowd_tail, "8 threads")
