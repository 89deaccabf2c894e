/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NT's ports by the ALPC calls: a synchronous NtAlpcSendWaitReceivePort against a server that answers with
 * RELEASE_MESSAGE and receives in the same call. Once plain, once with a server that takes the CONTEXT and TOKEN
 * attributes of every message.
 */
#include "bench/object_server.h"
#include "bench/transport.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntalpcapi.h>
#include <ntobapi.h>
#include <ntrtl.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PORT_NAME        L"\\RPC Control\\ntbench-alpc"
#define CONNECT_TRIES    2000
#define CONNECT_PAUSE_US 5000

struct alpc_message {
    PORT_MESSAGE header;
    uint8_t data[MESSAGE_MAX];
};

struct alpc_attributes {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_CONTEXT_ATTR context;
    ALPC_TOKEN_ATTR token;
};

struct alpc_state {
    struct object_server server;
    size_t size;
    bool attributes;
    HANDLE port;
    struct alpc_message message; /* the client's */
};

static bool call_failed(const char *call, NTSTATUS status)
{
    fprintf(stderr, "alpc-port: %s failed with status 0x%08x\n", call, (unsigned)status);
    return false;
}

static void *setup(size_t size, bool attributes)
{
    struct alpc_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    state->attributes = attributes;
    if (!object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    return state;
}

static void *plain_setup(size_t size)
{
    return setup(size, false);
}

static void *attributes_setup(size_t size)
{
    return setup(size, true);
}

static ALPC_PORT_ATTRIBUTES port_attributes(void)
{
    return (ALPC_PORT_ATTRIBUTES){.MaxMessageLength = sizeof(struct alpc_message)};
}

static bool alpc_serve(void *data)
{
    struct alpc_state *state = data;
    ALPC_PORT_ATTRIBUTES limits = port_attributes();
    struct alpc_attributes attributes;
    struct alpc_message message;
    OBJECT_ATTRIBUTES named;
    UNICODE_STRING name;
    PORT_MESSAGE *reply = NULL;
    HANDLE port, accepted;
    NTSTATUS status;

    object_server_use(&state->server);
    RtlInitUnicodeString(&name, PORT_NAME);
    InitializeObjectAttributes(&named, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = NtAlpcCreatePort(&port, &named, &limits);
    if (!NT_SUCCESS(status))
        return call_failed("NtAlpcCreatePort", status);

    for (;;) {
        SIZE_T length = sizeof(message);

        attributes.header.AllocatedAttributes = ALPC_MESSAGE_CONTEXT_ATTRIBUTE | ALPC_MESSAGE_TOKEN_ATTRIBUTE;
        status = NtAlpcSendWaitReceivePort(port, reply ? ALPC_MSGFLG_RELEASE_MESSAGE : 0, reply, NULL,
                                           &message.header, &length, state->attributes ? &attributes.header : NULL,
                                           NULL);
        reply = NULL;
        if (!NT_SUCCESS(status))
            return call_failed("NtAlpcSendWaitReceivePort", status);
        switch (message.header.u2.s2.Type & 0xff) {
        case LPC_REQUEST:
            answer_message(message.data);
            reply = &message.header;
            break;
        case LPC_CONNECTION_REQUEST:
            status = NtAlpcAcceptConnectPort(&accepted, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE);
            if (!NT_SUCCESS(status))
                return call_failed("NtAlpcAcceptConnectPort", status);
            break;
        case LPC_PORT_CLOSED:
            return true;
        }
    }
}

/* The server may still be starting, and have started the object server a moment ago. */
static bool alpc_connect(void *data)
{
    struct alpc_state *state = data;
    ALPC_PORT_ATTRIBUTES limits = port_attributes();
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

static bool alpc_call(void *data, const void *request, void *reply)
{
    struct alpc_state *state = data;
    struct alpc_message *message = &state->message;
    SIZE_T length = sizeof(*message);
    NTSTATUS status;

    memset(&message->header, 0, sizeof(message->header));
    message->header.u1.s1.DataLength = (CSHORT)state->size;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(message->header) + state->size);
    memcpy(message->data, request, state->size);
    status = NtAlpcSendWaitReceivePort(state->port, ALPC_MSGFLG_SYNC_REQUEST, &message->header, NULL,
                                       &message->header, &length, NULL, NULL);
    if (!NT_SUCCESS(status))
        return call_failed("NtAlpcSendWaitReceivePort", status);
    memcpy(reply, message->data, state->size);
    return true;
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
