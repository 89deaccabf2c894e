/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* nng, req and rep over its ipc transport (an abstract address: nothing is left behind, whoever is killed). */
#include "bench/transport.h"

#include <nng/nng.h>
#include <nng/protocol/reqrep0/rep.h>
#include <nng/protocol/reqrep0/req.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct nng_state {
    char address[64];
    size_t size;
    nng_socket socket;
};

static void *nng_setup(size_t size)
{
    static unsigned n;
    struct nng_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    snprintf(state->address, sizeof(state->address), "abstract://ntbench-nng-%d-%u", (int)getpid(), n++);
    return state;
}

static bool nng_done(int error, const char *what)
{
    if (error)
        fprintf(stderr, "nng: %s: %s\n", what, nng_strerror(error));
    return error == 0;
}

static bool nng_receive(struct nng_state *state, void *message)
{
    size_t size = state->size;

    return nng_recv(state->socket, message, &size, 0) == 0 && size == state->size;
}

static bool nng_answer(struct nng_state *state)
{
    uint8_t message[MESSAGE_MAX];

    if (!nng_receive(state, message))
        return false;
    answer_message(message);
    return nng_send(state->socket, message, state->size, 0) == 0;
}

/* In the process that uses it: it has threads. */
static bool nng_serve(void *data)
{
    struct nng_state *state = data;

    if (!nng_done(nng_rep0_open(&state->socket), "open") ||
        !nng_done(nng_listen(state->socket, state->address, NULL, 0), state->address))
        return false;
    while (nng_answer(state))
        ;
    return true;
}

/* The server may not listen yet: NONBLOCK has it try again. */
static bool nng_connect(void *data)
{
    struct nng_state *state = data;

    return nng_done(nng_req0_open(&state->socket), "open") &&
           nng_done(nng_dial(state->socket, state->address, NULL, NNG_FLAG_NONBLOCK), state->address);
}

static bool nng_call(void *data, const void *request, void *reply)
{
    struct nng_state *state = data;

    return nng_send(state->socket, (void *)request, state->size, 0) == 0 && nng_receive(state, reply);
}

const struct transport nng_reqrep = {
    .name = "nng",
    .title = "nng req/rep",
    .setup = nng_setup,
    .serve = nng_serve,
    .connect = nng_connect,
    .call = nng_call,
    .teardown = free,
};
