/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Datagrams through an ALPC port; the acknowledgements are datagrams, too. See oneway.h. */
#include "bench/object_server.h"
#include "bench/oneway.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntalpcapi.h>
#include <ntobapi.h>
#include <ntrtl.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PORT_NAME        L"\\RPC Control\\ntbench-oneway"
#define CONNECT_TRIES    2000
#define CONNECT_PAUSE_US 5000
#define DATA_MAX         (65535 - sizeof(PORT_MESSAGE))

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

static bool call_failed(const char *call, NTSTATUS status)
{
    fprintf(stderr, "one-way ALPC: %s failed with status 0x%08x\n", call, (unsigned)status);
    return false;
}

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

static bool send_datagram(HANDLE port, struct datagram *datagram, size_t size)
{
    NTSTATUS status;

    datagram->header = (PORT_MESSAGE){
        .u1.s1.DataLength = (CSHORT)size,
        .u1.s1.TotalLength = (CSHORT)(sizeof(datagram->header) + size),
    };
    status = NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_RELEASE_MESSAGE, &datagram->header, NULL, NULL, NULL, NULL,
                                       NULL);
    return NT_SUCCESS(status) || call_failed("sending", status);
}

static bool receive(HANDLE port, struct datagram *datagram)
{
    SIZE_T length = sizeof(*datagram);
    NTSTATUS status = NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &datagram->header, &length, NULL, NULL);

    return NT_SUCCESS(status) || call_failed("receiving", status);
}

static bool serve(void *data)
{
    struct oneway_state *state = data;
    ALPC_PORT_ATTRIBUTES limits = port_attributes(state);
    HANDLE port, accepted = NULL;
    OBJECT_ATTRIBUTES named;
    UNICODE_STRING name;
    uint32_t n = 0;
    NTSTATUS status;

    object_server_use(&state->server);
    RtlInitUnicodeString(&name, PORT_NAME);
    InitializeObjectAttributes(&named, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = NtAlpcCreatePort(&port, &named, &limits);
    if (!NT_SUCCESS(status))
        return call_failed("NtAlpcCreatePort", status);
    while (receive(port, &state->in)) {
        switch (state->in.header.u2.s2.Type & 0xff) {
        case LPC_DATAGRAM:
            if (++n % state->rhythm.ack_every == 0 && !send_datagram(accepted, &state->out, 8))
                return false;
            break;
        case LPC_CONNECTION_REQUEST:
            status = NtAlpcAcceptConnectPort(&accepted, port, 0, NULL, NULL, NULL, &state->in.header, NULL, TRUE);
            if (!NT_SUCCESS(status))
                return call_failed("NtAlpcAcceptConnectPort", status);
            break;
        case LPC_PORT_CLOSED:
            return true;
        }
    }
    return false;
}

/* The server may still be starting, and have started the object server a moment ago. */
static bool connect_port(void *data)
{
    struct oneway_state *state = data;
    ALPC_PORT_ATTRIBUTES limits = port_attributes(state);
    UNICODE_STRING name;
    NTSTATUS status;

    object_server_use(&state->server);
    RtlInitUnicodeString(&name, PORT_NAME);
    for (int i = 0; i < CONNECT_TRIES; i++) {
        status = NtAlpcConnectPort(&state->port, &name, NULL, &limits, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL, NULL,
                                   NULL, NULL, NULL);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND)
            break;
        usleep(CONNECT_PAUSE_US);
    }
    return NT_SUCCESS(status) || call_failed("NtAlpcConnectPort", status);
}

static bool send_one(void *data)
{
    struct oneway_state *state = data;

    return send_datagram(state->port, &state->out, state->size);
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
