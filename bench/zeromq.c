/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ZeroMQ, REQ and REP over ipc: (an abstract address: nothing is left behind, whoever is killed). */
#include "bench/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

struct zeromq_state {
    char address[64];
    size_t size;
    void *socket;
};

static void *zeromq_setup(size_t size)
{
    static unsigned n;
    struct zeromq_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    snprintf(state->address, sizeof(state->address), "ipc://@ntbench-zeromq-%d-%u", (int)getpid(), n++);
    return state;
}

/* In the process that uses it: it has threads. */
static bool zeromq_open(struct zeromq_state *state, int type)
{
    void *context = zmq_ctx_new();

    if (!context)
        return false;
    state->socket = zmq_socket(context, type);
    if (state->socket && (type == ZMQ_REP ? zmq_bind : zmq_connect)(state->socket, state->address) == 0)
        return true;
    fprintf(stderr, "zeromq: %s: %s\n", state->address, zmq_strerror(zmq_errno()));
    return false;
}

static bool zeromq_send(struct zeromq_state *state, const void *message)
{
    return zmq_send(state->socket, message, state->size, 0) == (int)state->size;
}

static bool zeromq_receive(struct zeromq_state *state, void *message)
{
    return zmq_recv(state->socket, message, state->size, 0) == (int)state->size;
}

static bool zeromq_serve(void *data)
{
    struct zeromq_state *state = data;
    uint8_t message[MESSAGE_MAX];

    if (!zeromq_open(state, ZMQ_REP))
        return false;
    while (zeromq_receive(state, message)) {
        answer_message(message);
        if (!zeromq_send(state, message))
            break;
    }
    return true;
}

static bool zeromq_connect(void *data)
{
    return zeromq_open(data, ZMQ_REQ);
}

static bool zeromq_call(void *data, const void *request, void *reply)
{
    return zeromq_send(data, request) && zeromq_receive(data, reply);
}

const struct transport zeromq = {
    .name = "zeromq",
    .title = "ZeroMQ REQ/REP",
    .setup = zeromq_setup,
    .serve = zeromq_serve,
    .connect = zeromq_connect,
    .call = zeromq_call,
    .teardown = free,
};
