/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same over AF_UNIX, a system call for each message at each end. See oneway.h. */
#include "bench/oneway.h"
#include "bench/stream.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_BYTES_MAX 65536u

struct oneway_socket {
    int ends[2];
    size_t size;
    struct oneway_rhythm rhythm;
    uint8_t message[MESSAGE_BYTES_MAX];
};

static void *setup(size_t size, int type, struct oneway_rhythm rhythm)
{
    struct oneway_socket *state = calloc(1, sizeof(*state));

    if (!state || size > sizeof(state->message) || !stream_pair(state->ends, type)) {
        free(state);
        return NULL;
    }
    state->size = size;
    state->rhythm = rhythm;
    return state;
}

static void *stream_setup(size_t size)
{
    return setup(size, SOCK_STREAM, ONEWAY_STREAM);
}

static void *seqpacket_setup(size_t size)
{
    return setup(size, SOCK_SEQPACKET, ONEWAY_STREAM);
}

static void *burst_setup(size_t size)
{
    return setup(size, SOCK_STREAM, ONEWAY_BURST);
}

static bool serve(void *data)
{
    struct oneway_socket *state = data;
    uint32_t n = 0;

    close(state->ends[0]);
    while (stream_read(state->ends[1], state->message, state->size))
        if (++n % state->rhythm.ack_every == 0 && !stream_write(state->ends[1], state->message, 8))
            break;
    return true;
}

static bool connect_socket(void *data)
{
    struct oneway_socket *state = data;

    close(state->ends[1]);
    return true;
}

static bool send_one(void *data)
{
    struct oneway_socket *state = data;

    return stream_write(state->ends[0], state->message, state->size);
}

static bool await_one(void *data)
{
    struct oneway_socket *state = data;
    uint64_t ack;

    return stream_read(state->ends[0], &ack, sizeof(ack));
}

static double measure(void *data, unsigned ms)
{
    struct oneway_socket *state = data;

    return oneway_run(&state->rhythm, ms, state, send_one, await_one) / 1e6;
}

static double measure_bandwidth(void *data, unsigned ms)
{
    struct oneway_socket *state = data;

    return oneway_run(&state->rhythm, ms, state, send_one, await_one) * (double)state->size / 1e9;
}

static void teardown(void *data)
{
    struct oneway_socket *state = data;

    close(state->ends[0]);
    close(state->ends[1]);
    free(state);
}

const struct transport unix_oneway = {
    .name = "unix-oneway",
    .title = "AF_UNIX STREAM",
    .setup = stream_setup,
    .serve = serve,
    .connect = connect_socket,
    .measure = measure,
    .teardown = teardown,
};

const struct transport unix_oneway_seqpacket = {
    .name = "unix-oneway-seqpacket",
    .title = "AF_UNIX SEQPACKET",
    .setup = seqpacket_setup,
    .serve = serve,
    .connect = connect_socket,
    .measure = measure,
    .teardown = teardown,
};

const struct transport unix_burst = {
    .name = "unix-burst",
    .title = "AF_UNIX, bursts of 32",
    .setup = burst_setup,
    .serve = serve,
    .connect = connect_socket,
    .measure = measure,
    .teardown = teardown,
};

const struct transport unix_bulk = {
    .name = "unix-bulk",
    .title = "AF_UNIX STREAM",
    .setup = stream_setup,
    .serve = serve,
    .connect = connect_socket,
    .measure = measure_bandwidth,
    .teardown = teardown,
};
