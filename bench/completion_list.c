/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Workers that take the messages of a completion list: how many system calls they and the sender make for each message,
 * while there are always some.
 */
#include "bench/nt_port.h"
#include "bench/object_server.h"
#include "bench/oneway.h"
#include "bench/syscall_counter.h"
#include "common/shmem.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PORT_NAME   L"\\RPC Control\\ntbench-list"
#define LIST_SIZE   (1024u * 1024)
#define WORKERS_MAX 8u

/* What both processes see. */
struct list_shared {
    struct syscall_counter sender, workers[WORKERS_MAX];
    uint32_t n_workers; /* that have begun */
    uint32_t n_taken;
};

struct list_state {
    struct object_server server;
    struct list_shared *shared;
    unsigned n_workers;
    HANDLE port, accepted;
    ALPC_COMPLETION_LIST_HEADER *list;
    uint64_t n_sent;
    struct nt_message message;
};

static void *setup(unsigned n_workers)
{
    struct list_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->n_workers = n_workers;
    state->shared = mmap(NULL, sizeof(*state->shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (state->shared == MAP_FAILED || !object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    return state;
}

static bool take_all(struct list_state *state)
{
    PORT_MESSAGE *message, ack;

    while ((message = AlpcGetMessageFromCompletionList(state->list, NULL))) {
        AlpcFreeCompletionListMessage(state->list, message);
        if ((shm_fetch_add(&state->shared->n_taken, 1) + 1) % ONEWAY_STREAM.ack_every == 0 &&
            !nt_port_send(state->accepted, &ack, 0))
            return false;
    }
    return true;
}

/* Sleeps at the port while the list is empty; connection requests come that way, too. */
static bool wait_for_more(struct list_state *state)
{
    struct nt_message message;
    SIZE_T length = sizeof(message);
    NTSTATUS status = NtAlpcSendWaitReceivePort(state->port, 0, NULL, NULL, &message.header, &length, NULL, NULL);

    if (status == STATUS_ALPC_CHECK_COMPLETION_LIST)
        return true;
    if (!NT_SUCCESS(status))
        return nt_failed("a receiving NtAlpcSendWaitReceivePort", status);
    return nt_message_type(&message.header) != LPC_CONNECTION_REQUEST ||
           nt_port_accept(&state->accepted, state->port, &message.header, 0);
}

static void *work(void *data)
{
    struct list_state *state = data;
    uint32_t i = shm_fetch_add(&state->shared->n_workers, 1);

    if (syscall_counter_attach(&state->shared->workers[i]) && AlpcRegisterCompletionListWorkerThread(state->list))
        while (wait_for_more(state) && take_all(state))
            ;
    return NULL;
}

static bool serve(void *data)
{
    struct list_state *state = data;
    pthread_t thread;
    NTSTATUS status;

    object_server_use(&state->server);
    state->list = mmap(NULL, LIST_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (state->list == MAP_FAILED || !nt_port_create(&state->port, PORT_NAME, nt_limits(sizeof(state->message))))
        return false;
    status = AlpcRegisterCompletionList(state->port, state->list, LIST_SIZE, state->n_workers, 0);
    if (!NT_SUCCESS(status))
        return nt_failed("AlpcRegisterCompletionList", status);
    for (unsigned i = 0; i < state->n_workers; i++)
        if (pthread_create(&thread, NULL, work, state) != 0)
            return false;
    pthread_join(thread, NULL); /* does not come */
    return false;
}

static bool connect_port(void *data)
{
    struct list_state *state = data;

    object_server_use(&state->server);
    return nt_port_connect(&state->port, PORT_NAME, nt_limits(sizeof(state->message))) &&
           syscall_counter_attach(&state->shared->sender);
}

static bool send_one(void *data)
{
    struct list_state *state = data;

    state->n_sent++;
    return nt_port_send(state->port, &state->message.header, CROWD_MESSAGE);
}

static bool await_one(void *data)
{
    struct list_state *state = data;
    struct nt_message ack;
    SIZE_T length = sizeof(ack);
    NTSTATUS status = NtAlpcSendWaitReceivePort(state->port, 0, NULL, NULL, &ack.header, &length, NULL, NULL);

    return NT_SUCCESS(status) || nt_failed("receiving", status);
}

static uint64_t counted(struct list_shared *shared, bool on)
{
    uint64_t total;

    syscall_counter_switch(&shared->sender, on);
    total = shm_load(&shared->sender.total);
    for (unsigned i = 0; i < WORKERS_MAX; i++) {
        syscall_counter_switch(&shared->workers[i], on);
        total += shm_load(&shared->workers[i].total);
    }
    return total;
}

/* System calls a message, of the sender and of all workers. */
static double measure(void *data, unsigned ms)
{
    struct list_state *state = data;
    const struct oneway_rhythm rhythm = ONEWAY_STREAM;
    uint64_t before = counted(state->shared, true), after;
    double rate;

    state->n_sent = 0;
    rate = oneway_run(&rhythm, ms, state, send_one, await_one);
    after = counted(state->shared, false);
    return rate < 0 ? rate : (double)(after - before) / (double)state->n_sent;
}

static void teardown(void *data)
{
    struct list_state *state = data;

    object_server_remove(&state->server);
    munmap(state->shared, sizeof(*state->shared));
    free(state);
}

#define LIST(id, n, title_)                                                                       \
    static void *id##_setup(size_t size)                                                          \
    {                                                                                             \
        (void)size;                                                                               \
        return setup(n);                                                                          \
    }                                                                                             \
    const struct transport id = {                                                                 \
        .name = #id,                                                                              \
        .title = title_,                                                                          \
        .setup = id##_setup,                                                                      \
        .serve = serve,                                                                           \
        .connect = connect_port,                                                                  \
        .measure = measure,                                                                       \
        .teardown = teardown,                                                                     \
    };

LIST(list_1, 1, "sender and 1 worker")
LIST(list_4, 4, "sender and 4 workers")
