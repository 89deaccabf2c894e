/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AF_UNIX: what a program would use without us. One connected pair, blocking calls, no event loop:
 * two system calls a side and round trip, the least there can be.
 */
#include "bench/stream.h"
#include "bench/transport.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct socket_state {
    int ends[2];
    size_t size;
};

static void *socket_setup(size_t size, int type)
{
    struct socket_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    if (!stream_pair(state->ends, type)) {
        free(state);
        return NULL;
    }
    return state;
}

static void *stream_setup(size_t size)
{
    return socket_setup(size, SOCK_STREAM);
}

static void *seqpacket_setup(size_t size)
{
    return socket_setup(size, SOCK_SEQPACKET);
}

static bool socket_serve(void *data)
{
    struct socket_state *state = data;
    uint8_t message[MESSAGE_MAX];

    close(state->ends[0]);
    while (stream_read(state->ends[1], message, state->size)) {
        answer_message(message);
        if (!stream_write(state->ends[1], message, state->size))
            break;
    }
    return true;
}

static bool socket_connect(void *data)
{
    struct socket_state *state = data;

    close(state->ends[1]);
    return true;
}

static bool socket_call(void *data, const void *request, void *reply)
{
    struct socket_state *state = data;

    return stream_write(state->ends[0], request, state->size) &&
           stream_read(state->ends[0], reply, state->size);
}

static void socket_teardown(void *data)
{
    struct socket_state *state = data;

    close(state->ends[0]);
    close(state->ends[1]);
    free(state);
}

const struct transport unix_stream = {
    .name = "unix-stream",
    .title = "AF_UNIX STREAM",
    .setup = stream_setup,
    .serve = socket_serve,
    .connect = socket_connect,
    .call = socket_call,
    .teardown = socket_teardown,
};

const struct transport unix_seqpacket = {
    .name = "unix-seqpacket",
    .title = "AF_UNIX SEQPACKET",
    .setup = seqpacket_setup,
    .serve = socket_serve,
    .connect = socket_connect,
    .call = socket_call,
    .teardown = socket_teardown,
};
