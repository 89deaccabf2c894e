/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A relay: what a message costs when a third process passes it on, as a design does in which the
 * object server carries the messages. It is the cheapest relay there can be: one client, one
 * server, and it always knows which of them speaks next, so it needs no poll().
 */
#include "bench/stream.h"
#include "bench/transport.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct relay_state {
    int client[2]; /* the client's end, the relay's */
    int server[2]; /* the relay's end, the server's */
    size_t size;
};

static void *relay_setup(size_t size)
{
    struct relay_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    if (!stream_pair(state->client, SOCK_STREAM)) {
        free(state);
        return NULL;
    }
    if (!stream_pair(state->server, SOCK_STREAM)) {
        close(state->client[0]);
        close(state->client[1]);
        free(state);
        return NULL;
    }
    return state;
}

static bool relay_serve(void *data)
{
    struct relay_state *state = data;
    uint8_t message[MESSAGE_MAX];

    close(state->client[0]);
    close(state->client[1]);
    close(state->server[0]);
    while (stream_read(state->server[1], message, state->size)) {
        answer_message(message);
        if (!stream_write(state->server[1], message, state->size))
            break;
    }
    return true;
}

static bool relay_relay(void *data)
{
    struct relay_state *state = data;
    int client = state->client[1], server = state->server[0];
    uint8_t message[MESSAGE_MAX];

    close(state->client[0]);
    close(state->server[1]);
    while (stream_read(client, message, state->size) &&
           stream_write(server, message, state->size) &&
           stream_read(server, message, state->size) &&
           stream_write(client, message, state->size))
        ;
    return true;
}

static bool relay_connect(void *data)
{
    struct relay_state *state = data;

    close(state->client[1]);
    close(state->server[0]);
    close(state->server[1]);
    return true;
}

static bool relay_call(void *data, const void *request, void *reply)
{
    struct relay_state *state = data;

    return stream_write(state->client[0], request, state->size) &&
           stream_read(state->client[0], reply, state->size);
}

static void relay_teardown(void *data)
{
    struct relay_state *state = data;

    for (int i = 0; i < 2; i++) {
        close(state->client[i]);
        close(state->server[i]);
    }
    free(state);
}

const struct transport unix_relay = {
    .name = "unix-relay",
    .title = "relay over AF_UNIX",
    .setup = relay_setup,
    .serve = relay_serve,
    .relay = relay_relay,
    .connect = relay_connect,
    .call = relay_call,
    .teardown = relay_teardown,
};
