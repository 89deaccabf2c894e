/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connecting, being accepted, one request and its answer, and closing at both ends, one after the other. */
#include "bench/nt_port.h"
#include "bench/object_server.h"
#include "bench/rate.h"

#include <stdlib.h>

#define PORT_NAME L"\\RPC Control\\ntbench-connects"
#define N_OPEN    64u /* accepted and not yet closed, at most */

struct connects_state {
    struct object_server server;
    struct nt_message message;
    HANDLE open[N_OPEN]; /* the server's, by its port context */
    uintptr_t n_accepted;
};

struct context_attribute {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_CONTEXT_ATTR context;
};

static void *setup(size_t size)
{
    struct connects_state *state = calloc(1, sizeof(*state));

    (void)size;
    if (!state || !object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    return state;
}

static bool accept_next(struct connects_state *state, HANDLE port)
{
    uintptr_t context = ++state->n_accepted;

    return nt_port_accept(&state->open[context % N_OPEN], port, &state->message.header, context);
}

static bool serve(void *data)
{
    struct connects_state *state = data;
    struct context_attribute attribute = {0};
    HANDLE port;

    object_server_use(&state->server);
    if (!nt_port_create(&port, PORT_NAME, nt_limits(sizeof(state->message))))
        return false;
    for (;;) {
        SIZE_T length = sizeof(state->message);
        NTSTATUS status;

        attribute.header.AllocatedAttributes = ALPC_MESSAGE_CONTEXT_ATTRIBUTE;
        status = NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &state->message.header, &length, &attribute.header, NULL);
        if (!NT_SUCCESS(status))
            return nt_failed("a receiving NtAlpcSendWaitReceivePort", status);
        switch (nt_message_type(&state->message.header)) {
        case LPC_CONNECTION_REQUEST:
            if (!accept_next(state, port))
                return false;
            break;
        case LPC_REQUEST:
            answer_message(state->message.data);
            if (!nt_port_reply(port, &state->message.header))
                return false;
            break;
        case LPC_PORT_CLOSED:
            NtClose(state->open[(uintptr_t)attribute.context.PortContext % N_OPEN]);
            break;
        }
    }
}

static bool connect_once(void *data)
{
    struct connects_state *state = data;
    uint8_t request[CROWD_MESSAGE] = {0}, reply[CROWD_MESSAGE];
    HANDLE port;
    bool done;

    if (!nt_port_connect(&port, PORT_NAME, nt_limits(sizeof(state->message))))
        return false;
    done = nt_port_call(port, &state->message.header, CROWD_MESSAGE, request, reply);
    NtClose(port);
    return done;
}

/* The first one waits until there is a server. */
static bool connect_first(void *data)
{
    struct connects_state *state = data;

    object_server_use(&state->server);
    return connect_once(state);
}

static double measure(void *data, unsigned ms)
{
    return rate_of(connect_once, data, ms) / 1e3;
}

static void teardown(void *data)
{
    struct connects_state *state = data;

    object_server_remove(&state->server);
    free(state);
}

const struct transport alpc_connects = {
    .name = "alpc-connects",
    .title = "ALPC port",
    .setup = setup,
    .serve = serve,
    .connect = connect_first,
    .measure = measure,
    .teardown = teardown,
};
