/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NT's ports: NtRequestWaitReplyPort against NtReplyWaitReceivePort, as a ported program calls
 * them: the public headers, libntdll.so, an object server of its own. The size is that of the data;
 * the message has a PORT_MESSAGE in front of them. More than a message holds goes through a view of the connection, into
 * which the client copies its request and the server its answer; the message is then empty.
 */
#include "bench/object_server.h"
#include "bench/transport.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntlpcapi.h>
#include <ntmmapi.h>
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
    uint8_t data[LPC_DATA_MAX];
};

struct port_state {
    struct object_server server;
    size_t size;
    HANDLE port;
    struct port_message message; /* the client's */
    uint8_t *view;               /* of either process; NULL: messages hold the data */
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

static bool port_accept(struct port_state *state, PORT_MESSAGE *request)
{
    REMOTE_PORT_VIEW view = {.Length = sizeof(view)};
    HANDLE port;
    NTSTATUS status = NtAcceptConnectPort(&port, NULL, request, TRUE, NULL, &view);

    state->view = view.ViewBase;
    if (!NT_SUCCESS(status))
        return call_failed("NtAcceptConnectPort", status);
    status = NtCompleteConnectPort(port);
    return NT_SUCCESS(status) || call_failed("NtCompleteConnectPort", status);
}

/* From the view, and back into it. */
static void answer_in_view(const struct port_state *state)
{
    uint8_t message[MESSAGE_MAX];

    memcpy(message, state->view, state->size);
    answer_message(message);
    memcpy(state->view, message, state->size);
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
            if (state->view)
                answer_in_view(state);
            else
                answer_message(message.data);
            reply = &message.header;
            break;
        case LPC_CONNECTION_REQUEST:
            if (!port_accept(state, &message.header))
                return false;
            break;
        case LPC_PORT_CLOSED:
            return true;
        }
    }
}

static bool make_section(HANDLE *section, size_t size)
{
    LARGE_INTEGER whole = {.QuadPart = (LONGLONG)size};
    NTSTATUS status = NtCreateSection(section, SECTION_ALL_ACCESS, NULL, &whole, PAGE_READWRITE, SEC_COMMIT, NULL);

    return NT_SUCCESS(status) || call_failed("NtCreateSection", status);
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
    PORT_VIEW view = {.Length = sizeof(view), .ViewSize = state->size};
    bool by_view = state->size > LPC_DATA_MAX;
    UNICODE_STRING name;
    NTSTATUS status;

    object_server_use(&state->server);
    if (by_view && !make_section(&view.SectionHandle, state->size))
        return false;
    RtlInitUnicodeString(&name, PORT_NAME);
    for (int i = 0; i < CONNECT_TRIES; i++) {
        status = NtConnectPort(&state->port, &name, &qos, by_view ? &view : NULL, NULL, NULL, NULL, NULL);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND)
            break;
        usleep(CONNECT_PAUSE_US);
    }
    if (by_view)
        state->view = view.ViewBase;
    return NT_SUCCESS(status) || call_failed("NtConnectPort", status);
}

static bool port_call(void *data, const void *request, void *reply)
{
    struct port_state *state = data;
    struct port_message *message = &state->message;
    size_t length = state->view ? 0 : state->size;
    uint8_t *place = state->view ? state->view : message->data;
    NTSTATUS status;

    memset(&message->header, 0, sizeof(message->header));
    message->header.u1.s1.DataLength = (CSHORT)length;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(message->header) + length);
    memcpy(place, request, state->size);
    status = NtRequestWaitReplyPort(state->port, &message->header, &message->header);
    if (!NT_SUCCESS(status))
        return call_failed("NtRequestWaitReplyPort", status);
    memcpy(reply, place, state->size);
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
