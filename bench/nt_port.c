/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making, finding and accepting; see nt_port.h. */
#include "bench/nt_port.h"

#include <stdio.h>
#include <unistd.h>

#define CONNECT_TRIES    2000
#define CONNECT_PAUSE_US 5000

bool nt_failed(const char *call, NTSTATUS status)
{
    fprintf(stderr, "ntbench: %s failed with status 0x%08x\n", call, (unsigned)status);
    return false;
}

bool nt_port_create(HANDLE *port, const WCHAR *name, ALPC_PORT_ATTRIBUTES limits)
{
    OBJECT_ATTRIBUTES named;
    UNICODE_STRING text;
    NTSTATUS status;

    RtlInitUnicodeString(&text, name);
    InitializeObjectAttributes(&named, &text, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = NtAlpcCreatePort(port, &named, &limits);
    return NT_SUCCESS(status) || nt_failed("NtAlpcCreatePort", status);
}

/* The server may still be starting, and have started the object server a moment ago. */
bool nt_port_connect(HANDLE *port, const WCHAR *name, ALPC_PORT_ATTRIBUTES limits)
{
    UNICODE_STRING text;
    NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;

    RtlInitUnicodeString(&text, name);
    for (int i = 0; i < CONNECT_TRIES && status == STATUS_OBJECT_NAME_NOT_FOUND; i++) {
        if (i)
            usleep(CONNECT_PAUSE_US);
        status = NtAlpcConnectPort(port, &text, NULL, &limits, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL, NULL, NULL, NULL,
                                   NULL);
    }
    return NT_SUCCESS(status) || nt_failed("NtAlpcConnectPort", status);
}

bool nt_port_accept(HANDLE *accepted, HANDLE port, PORT_MESSAGE *request, uintptr_t context)
{
    NTSTATUS status = NtAlpcAcceptConnectPort(accepted, port, 0, NULL, NULL, (PVOID)context, request, NULL, TRUE);

    return NT_SUCCESS(status) || nt_failed("NtAlpcAcceptConnectPort", status);
}

bool nt_port_call(HANDLE port, PORT_MESSAGE *room, size_t size, const void *request, void *reply)
{
    SIZE_T length = sizeof(*room) + size;
    NTSTATUS status;

    nt_new_message(room, size);
    memcpy(room + 1, request, size);
    status = NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_SYNC_REQUEST, room, NULL, room, &length, NULL, NULL);
    if (!NT_SUCCESS(status))
        return nt_failed("a synchronous NtAlpcSendWaitReceivePort", status);
    memcpy(reply, room + 1, size);
    return true;
}

static bool release(HANDLE port, PORT_MESSAGE *message)
{
    NTSTATUS status = NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_RELEASE_MESSAGE, message, NULL, NULL, NULL, NULL,
                                                NULL);

    return NT_SUCCESS(status) || nt_failed("a sending NtAlpcSendWaitReceivePort", status);
}

bool nt_port_reply(HANDLE port, PORT_MESSAGE *message)
{
    return release(port, message);
}

bool nt_port_send(HANDLE port, PORT_MESSAGE *message, size_t size)
{
    nt_new_message(message, size);
    return release(port, message);
}

ALPC_PORT_ATTRIBUTES nt_limits(size_t message)
{
    return (ALPC_PORT_ATTRIBUTES){.MaxMessageLength = message};
}
