/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NT's ports: NtRequestWaitReplyPort against NtReplyWaitReceivePort, as a ported program calls
 * them: the public headers, libntdll.so, an object server of its own. The size is that of the data;
 * the message has a PORT_MESSAGE in front of them.
 */
#include "bench/object_server.h"
#include "bench/transport.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntlpcapi.h>
#include <ntobapi.h>
#include <ntrtl.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PORT_NAME        L"\\RPC Control\\ntbench"
#define CONNECT_TRIES    2000
#define CONNECT_PAUSE_US 5000

struct port_message {
    PORT_MESSAGE header;
    uint8_t data[MESSAGE_MAX];
};

struct port_state {
    struct object_server server;
    size_t size;
    HANDLE port;
    struct port_message message; /* the client's */
};

static bool call_failed(const char *call, NTSTATUS status)
{
    fprintf(stderr, "lpc-port: %s failed with status 0x%08x\n", call, (unsigned)status);
    return false;
}

static void *port_setup(size_t size)
{
    struct port_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    if (!object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    return state;
}

static bool port_accept(PORT_MESSAGE *request)
{
    HANDLE port;
    NTSTATUS status = NtAcceptConnectPort(&port, NULL, request, TRUE, NULL, NULL);

    if (!NT_SUCCESS(status))
        return call_failed("NtAcceptConnectPort", status);
    status = NtCompleteConnectPort(port);
    return NT_SUCCESS(status) || call_failed("NtCompleteConnectPort", status);
}

static bool port_serve(void *data)
{
    struct port_state *state = data;
    struct port_message message;
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    PORT_MESSAGE *reply = NULL;
    HANDLE port;
    NTSTATUS status;

    object_server_use(&state->server);
    RtlInitUnicodeString(&name, PORT_NAME);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = NtCreatePort(&port, &attributes, 0, sizeof(message), 0);
    if (!NT_SUCCESS(status))
        return call_failed("NtCreatePort", status);

    for (;;) {
        status = NtReplyWaitReceivePort(port, NULL, reply, &message.header);
        reply = NULL;
        if (!NT_SUCCESS(status))
            return call_failed("NtReplyWaitReceivePort", status);
        switch (message.header.u2.s2.Type) {
        case LPC_REQUEST:
            answer_message(message.data);
            reply = &message.header;
            break;
        case LPC_CONNECTION_REQUEST:
            if (!port_accept(&message.header))
                return false;
            break;
        case LPC_PORT_CLOSED:
            return true;
        }
    }
}

/* The server may still be starting, and have started the object server a moment ago. */
static bool port_connect(void *data)
{
    struct port_state *state = data;
    SECURITY_QUALITY_OF_SERVICE qos = {
        .Length = sizeof(qos),
        .ImpersonationLevel = SecurityImpersonation,
        .ContextTrackingMode = SECURITY_DYNAMIC_TRACKING,
        .EffectiveOnly = TRUE,
    };
    UNICODE_STRING name;
    NTSTATUS status;

    object_server_use(&state->server);
    RtlInitUnicodeString(&name, PORT_NAME);
    for (int i = 0; i < CONNECT_TRIES; i++) {
        status = NtConnectPort(&state->port, &name, &qos, NULL, NULL, NULL, NULL, NULL);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND)
            break;
        usleep(CONNECT_PAUSE_US);
    }
    return NT_SUCCESS(status) || call_failed("NtConnectPort", status);
}

static bool port_call(void *data, const void *request, void *reply)
{
    struct port_state *state = data;
    struct port_message *message = &state->message;
    NTSTATUS status;

    memset(&message->header, 0, sizeof(message->header));
    message->header.u1.s1.DataLength = (CSHORT)state->size;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(message->header) + state->size);
    memcpy(message->data, request, state->size);
    status = NtRequestWaitReplyPort(state->port, &message->header, &message->header);
    if (!NT_SUCCESS(status))
        return call_failed("NtRequestWaitReplyPort", status);
    memcpy(reply, message->data, state->size);
    return true;
}

static pid_t port_authority(void *data)
{
    struct port_state *state = data;

    return object_server_pid(&state->server);
}

static void port_teardown(void *data)
{
    struct port_state *state = data;

    object_server_remove(&state->server);
    free(state);
}

const struct transport lpc_port = {
    .name = "lpc-port",
    .title = "NT port (LPC)",
    .setup = port_setup,
    .serve = port_serve,
    .connect = port_connect,
    .call = port_call,
    .authority = port_authority,
    .teardown = port_teardown,
};
