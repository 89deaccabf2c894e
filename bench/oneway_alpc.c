/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Datagrams through an ALPC port; the acknowledgements are datagrams, too. See oneway.h. */
#include "bench/nt_port.h"
#include "bench/object_server.h"
#include "bench/oneway.h"

#include <stdlib.h>

#define PORT_NAME L"\\RPC Control\\ntbench-oneway"
#define DATA_MAX  (65535 - sizeof(PORT_MESSAGE))

struct datagram {
    PORT_MESSAGE header;
    uint8_t data[DATA_MAX];
};

struct oneway_state {
    struct object_server server;
    struct oneway_rhythm rhythm;
    size_t size;
    HANDLE port;
    struct datagram out, in;
};

static void *setup(size_t size, struct oneway_rhythm rhythm)
{
    struct oneway_state *state = calloc(1, sizeof(*state));

    if (!state || size > DATA_MAX || !object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    state->size = size;
    state->rhythm = rhythm;
    return state;
}

static void *stream_setup(size_t size)
{
    return setup(size, ONEWAY_STREAM);
}

static void *burst_setup(size_t size)
{
    return setup(size, ONEWAY_BURST);
}

/* A long message takes a ring that holds several. */
static void *bulk_setup(size_t size)
{
    return setup(size, (struct oneway_rhythm){8, 2});
}

static ALPC_PORT_ATTRIBUTES port_attributes(const struct oneway_state *state)
{
    return (ALPC_PORT_ATTRIBUTES){
        .MaxMessageLength = sizeof(PORT_MESSAGE) + state->size,
        .MaxPoolUsage = state->size > 1024 ? 1 << 20 : 0,
    };
}

static bool receive(HANDLE port, struct datagram *datagram)
{
    SIZE_T length = sizeof(*datagram);
    NTSTATUS status = NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &datagram->header, &length, NULL, NULL);

    return NT_SUCCESS(status) || nt_failed("a receiving NtAlpcSendWaitReceivePort", status);
}

static bool serve(void *data)
{
    struct oneway_state *state = data;
    HANDLE port, accepted = NULL;
    uint32_t n = 0;

    object_server_use(&state->server);
    if (!nt_port_create(&port, PORT_NAME, port_attributes(state)))
        return false;
    while (receive(port, &state->in)) {
        switch (nt_message_type(&state->in.header)) {
        case LPC_DATAGRAM:
            if (++n % state->rhythm.ack_every == 0 && !nt_port_send(accepted, &state->out.header, 8))
                return false;
            break;
        case LPC_CONNECTION_REQUEST:
            if (!nt_port_accept(&accepted, port, &state->in.header, 0))
                return false;
            break;
        case LPC_PORT_CLOSED:
            return true;
        }
    }
    return false;
}

static bool connect_port(void *data)
{
    struct oneway_state *state = data;

    object_server_use(&state->server);
    return nt_port_connect(&state->port, PORT_NAME, port_attributes(state));
}

static bool send_one(void *data)
{
    struct oneway_state *state = data;

    return nt_port_send(state->port, &state->out.header, state->size);
}

static bool await_one(void *data)
{
    struct oneway_state *state = data;

    return receive(state->port, &state->in);
}

static double measure(void *data, unsigned ms)
{
    struct oneway_state *state = data;

    return oneway_run(&state->rhythm, ms, state, send_one, await_one) / 1e6;
}

static double measure_bandwidth(void *data, unsigned ms)
{
    struct oneway_state *state = data;

    return oneway_run(&state->rhythm, ms, state, send_one, await_one) * (double)state->size / 1e9;
}

static void teardown(void *data)
{
    struct oneway_state *state = data;

    object_server_remove(&state->server);
    free(state);
}

const struct transport alpc_stream = {
    .name = "alpc-stream",
    .title = "ALPC datagrams",
    .setup = stream_setup,
    .serve = serve,
    .connect = connect_port,
    .measure = measure,
    .teardown = teardown,
};

const struct transport alpc_burst = {
    .name = "alpc-burst",
    .title = "ALPC, bursts of 32",
    .setup = burst_setup,
    .serve = serve,
    .connect = connect_port,
    .measure = measure,
    .teardown = teardown,
};

const struct transport alpc_bulk = {
    .name = "alpc-bulk",
    .title = "ALPC messages of 64 KiB",
    .setup = bulk_setup,
    .serve = serve,
    .connect = connect_port,
    .measure = measure_bandwidth,
    .teardown = teardown,
};
