/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NT's ports by the ALPC calls: a synchronous NtAlpcSendWaitReceivePort against a server that answers with
 * RELEASE_MESSAGE and receives in the same call. Once plain, once with a server that takes the CONTEXT and TOKEN
 * attributes of every message; once with a client that has many connections, and calls through the last of them; and once
 * with a client among many that are processes of their own and have nothing to say.
 */
#include "bench/descriptors.h"
#include "bench/nt_port.h"
#include "bench/object_server.h"
#include "bench/transport.h"
#include "common/shmem.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PORT_NAME   L"\\RPC Control\\ntbench-alpc"
#define AT_ONCE     16u /* so many of the others connect at the same time */
#define LOOK_AGAIN  200 /* microseconds */

struct alpc_attributes {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_CONTEXT_ATTR context;
    ALPC_TOKEN_ATTR token;
};

struct alpc_state {
    struct object_server server;
    size_t size;
    size_t connections;
    uint32_t *n_idle; /* what the others have connected; NULL: all are one process's */
    bool attributes;
    HANDLE port;
    struct nt_long_message message; /* the client's */
};

static void *setup(size_t size, size_t connections, bool attributes)
{
    struct alpc_state *state = calloc(1, sizeof(*state));

    if (!state || !object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    state->size = size;
    state->connections = connections;
    state->attributes = attributes;
    return state;
}

/* What the port is made for: nothing longer than these. */
static ALPC_PORT_ATTRIBUTES limits_of(const struct alpc_state *state)
{
    return nt_limits(sizeof(PORT_MESSAGE) + (state->size > LPC_DATA_MAX ? state->size : LPC_DATA_MAX));
}

static void *plain_setup(size_t size)
{
    return setup(size, 1, false);
}

static void *attributes_setup(size_t size)
{
    return setup(size, 1, true);
}

static void *crowd_setup(size_t connections)
{
    return setup(CROWD_MESSAGE, connections, false);
}

static void *processes_setup(size_t processes)
{
    struct alpc_state *state = setup(CROWD_MESSAGE, processes, false);

    if (!state)
        return NULL;
    state->n_idle = mmap(NULL, sizeof(*state->n_idle), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (state->n_idle != MAP_FAILED)
        return state;
    perror("mmap");
    free(state);
    return NULL;
}

static bool alpc_serve(void *data)
{
    struct alpc_state *state = data;
    struct alpc_attributes attributes;
    struct nt_long_message message;
    PORT_MESSAGE *reply = NULL;
    HANDLE port, accepted;
    NTSTATUS status;

    object_server_use(&state->server);
    if (!nt_port_create(&port, PORT_NAME, limits_of(state)))
        return false;
    for (;;) {
        SIZE_T length = sizeof(message);

        attributes.header.AllocatedAttributes = ALPC_MESSAGE_CONTEXT_ATTRIBUTE | ALPC_MESSAGE_TOKEN_ATTRIBUTE;
        status = NtAlpcSendWaitReceivePort(port, reply ? ALPC_MSGFLG_RELEASE_MESSAGE : 0, reply, NULL,
                                           &message.header, &length, state->attributes ? &attributes.header : NULL,
                                           NULL);
        reply = NULL;
        if (!NT_SUCCESS(status))
            return nt_failed("NtAlpcSendWaitReceivePort", status);
        switch (nt_message_type(&message.header)) {
        case LPC_REQUEST:
            answer_message(message.data);
            reply = &message.header;
            break;
        case LPC_CONNECTION_REQUEST:
            if (!nt_port_accept(&accepted, port, &message.header, 0))
                return false;
            break;
        case LPC_PORT_CLOSED:
            return true;
        }
    }
}

static bool connect_once(struct alpc_state *state)
{
    return nt_port_connect(&state->port, PORT_NAME, limits_of(state));
}

static bool alpc_connect(void *data)
{
    struct alpc_state *state = data;

    object_server_use(&state->server);
    for (size_t i = 0; i < state->connections; i++)
        if (!connect_once(state))
            return false;
    return true;
}

/* They die with the client's process. */
static void __attribute__((noreturn)) idle_main(struct alpc_state *state, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || !connect_once(state))
        _exit(1);
    shm_fetch_add(state->n_idle, 1);
    for (;;)
        pause();
}

/* A child that has failed makes it wait until it is killed. */
static void await_idle(const struct alpc_state *state, size_t n)
{
    while (shm_load(state->n_idle) < n)
        usleep(LOOK_AGAIN);
}

/* This process comes last: the others begin without a session. */
static bool processes_connect(void *data)
{
    struct alpc_state *state = data;
    pid_t parent = getpid();

    object_server_use(&state->server);
    for (size_t i = 0; i + 1 < state->connections; i++) {
        pid_t pid = fork();

        if (pid == 0)
            idle_main(state, parent);
        if (pid < 0) {
            perror("fork");
            return false;
        }
        await_idle(state, i < AT_ONCE ? 0 : i - AT_ONCE);
    }
    await_idle(state, state->connections - 1);
    return connect_once(state);
}

static bool alpc_call(void *data, const void *request, void *reply)
{
    struct alpc_state *state = data;

    return nt_port_call(state->port, &state->message.header, state->size, request, reply);
}

static pid_t alpc_authority(void *data)
{
    struct alpc_state *state = data;

    return object_server_pid(&state->server);
}

static void alpc_teardown(void *data)
{
    struct alpc_state *state = data;

    object_server_remove(&state->server);
    if (state->n_idle)
        munmap(state->n_idle, sizeof(*state->n_idle));
    free(state);
}

const struct transport alpc_port = {
    .name = "alpc-port",
    .title = "NT port (ALPC)",
    .setup = plain_setup,
    .serve = alpc_serve,
    .connect = alpc_connect,
    .call = alpc_call,
    .authority = alpc_authority,
    .teardown = alpc_teardown,
};

const struct transport alpc_attributes = {
    .name = "alpc-attributes",
    .title = "  with attributes",
    .setup = attributes_setup,
    .serve = alpc_serve,
    .connect = alpc_connect,
    .call = alpc_call,
    .authority = alpc_authority,
    .teardown = alpc_teardown,
};

const struct transport alpc_crowd = {
    .name = "alpc-crowd",
    .title = "ALPC port",
    .missing = descriptors_missing,
    .setup = crowd_setup,
    .serve = alpc_serve,
    .connect = alpc_connect,
    .call = alpc_call,
    .teardown = alpc_teardown,
};

const struct transport alpc_processes = {
    .name = "alpc-processes",
    .title = "ALPC port",
    .missing = processes_missing,
    .setup = processes_setup,
    .serve = alpc_serve,
    .connect = processes_connect,
    .call = alpc_call,
    .teardown = alpc_teardown,
};
