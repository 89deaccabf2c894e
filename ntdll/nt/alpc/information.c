/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtAlpcQueryInformation, NtAlpcSetInformation (alpc 14). */
#include "common/sid.h"
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/alpc/completion_list.h"

#include <ntrtl.h>
#include <stdlib.h>

struct answer_place {
    void *buffer;
    ULONG length;
    ULONG *returned;
};

static NTSTATUS answer(const struct answer_place *to, const void *data, ULONG size)
{
    if (to->returned && !user_write(to->returned, &size, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    if (to->length < size)
        return STATUS_INFO_LENGTH_MISMATCH;
    return user_write(to->buffer, data, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS basic(const struct port *port, const struct answer_place *to)
{
    const ALPC_BASIC_INFORMATION information = {
        .Flags = port->flags & ~PORT_ALPC,
        .SequenceNo = port->channel ? shm_load(&port->channel->state->sequence) : 0,
        .PortContext = port->kind == SERVER_PORT ? port->channel->context : NULL,
    };

    return answer(to, &information, sizeof information);
}

/* Is that the user of the process which owns the connection port? */
static NTSTATUS connected_sid(const struct port *port, const struct answer_place *from)
{
    struct query_peer_request request;
    uint8_t given[68], user[68];
    struct query_peer_reply reply = {.sid = {user, sizeof user}};
    uint32_t size;
    NTSTATUS status = capture_sid(given, &size, from->buffer);

    if (!NT_SUCCESS(status))
        return status;
    if (port->kind != CLIENT_PORT)
        return STATUS_INVALID_PORT_HANDLE;
    request = (struct query_peer_request){.channel = port->channel->id};
    status = call_query_peer(&request, &reply, NULL);
    if (!NT_SUCCESS(status) || reply.sid.size > sizeof user)
        return STATUS_PORT_DISCONNECTED;
    return sid_equal(given, user) ? STATUS_SUCCESS : STATUS_SERVER_SID_MISMATCH;
}

static NTSTATUS server_session(const struct port *port, const struct answer_place *to)
{
    ALPC_SERVER_SESSION_INFORMATION information;

    if (port->kind != CLIENT_PORT)
        return STATUS_INVALID_PORT_HANDLE;
    information = (ALPC_SERVER_SESSION_INFORMATION){RtlGetCurrentPeb()->SessionId, port->channel->peer_pid};
    return answer(to, &information, sizeof information);
}

/* What is this thread blocked for? The name stands behind the structure. */
static NTSTATUS server_information(const struct answer_place *to)
{
    struct {
        ALPC_SERVER_INFORMATION fixed;
        uint16_t name[WIRE_MAX / 4 + 1];
    } *out;
    struct query_blocked_request request;
    struct query_blocked_reply reply = {0};
    HANDLE thread;
    ULONG size;
    NTSTATUS status;

    if (to->length < sizeof out->fixed)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&thread, to->buffer, sizeof thread))
        return STATUS_ACCESS_VIOLATION;
    out = calloc(1, sizeof *out);
    if (!out)
        return STATUS_NO_MEMORY;
    request.thread = wire_handle(thread);
    reply.name = (wire_str){out->name, sizeof out->name - sizeof out->name[0]};
    status = call_query_blocked(&request, &reply, NULL);
    if (NT_SUCCESS(status)) {
        ALPC_SERVER_INFORMATION *fixed = &out->fixed;

        size = (ULONG)sizeof *fixed;
        fixed->Out.ThreadBlocked = (BOOLEAN)reply.blocked;
        fixed->Out.ConnectedProcessId = (HANDLE)(uintptr_t)reply.pid;
        if (reply.name.size) {
            fixed->Out.ConnectionPortName.Length = (USHORT)reply.name.size;
            fixed->Out.ConnectionPortName.MaximumLength = (USHORT)(reply.name.size + sizeof out->name[0]);
            fixed->Out.ConnectionPortName.Buffer = (PWSTR)((ALPC_SERVER_INFORMATION *)to->buffer + 1);
            size += fixed->Out.ConnectionPortName.MaximumLength;
        }
        status = answer(to, out, size);
    }
    free(out);
    return status;
}

/* Waits until no more calls than that are tracked (ALPC_MSGFLG_TRACK_PORT_REFERENCES); how many there are then. */
static NTSTATUS wait_for_references(const struct port *port, const struct answer_place *place)
{
    ULONG most, n;

    if (place->length != sizeof most)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&most, place->buffer, sizeof most))
        return STATUS_ACCESS_VIOLATION;
    while ((n = shm_load_acquire(&port->n_tracked)) > most)
        futex_sleep((uint32_t *)(uintptr_t)&port->n_tracked, n, NULL);
    return answer(place, &n, sizeof n);
}

static NTSTATUS query(const struct port *port, ALPC_PORT_INFORMATION_CLASS class, const struct answer_place *place)
{
    switch (class) {
    case AlpcBasicInformation:
        return basic(port, place);
    case AlpcConnectedSIDInformation:
        return connected_sid(port, place);
    case AlpcServerSessionInformation:
        return server_session(port, place);
    case AlpcWaitForPortReferences:
        return wait_for_references(port, place);
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
}

NTSTATUS NTAPI NtAlpcQueryInformation(HANDLE PortHandle, ALPC_PORT_INFORMATION_CLASS PortInformationClass,
                                      PVOID PortInformation, ULONG Length, PULONG ReturnLength)
{
    const struct answer_place place = {PortInformation, Length, ReturnLength};
    struct port *port;
    NTSTATUS status;

    if (PortInformationClass == AlpcServerInformation)
        return server_information(&place);     /* of a thread, not of a port */
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    status = query(port, PortInformationClass, &place);
    port_put(port);
    return status;
}
ZW_TWIN(AlpcQueryInformation)

/* On an existing port only whether it takes classic requests may change, and only where messages arrive. */
static NTSTATUS set_port(struct port *port, const void *user, ULONG length)
{
    ALPC_PORT_ATTRIBUTES attributes;

    if (length != sizeof attributes)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&attributes, user, sizeof attributes))
        return STATUS_ACCESS_VIOLATION;
    if ((attributes.Flags ^ port->flags) & ~(ALPC_PORFLG_ALLOW_LPC_REQUESTS | PORT_ALPC))
        return STATUS_INVALID_PARAMETER;
    port->flags = (port->flags & ~(uint32_t)ALPC_PORFLG_ALLOW_LPC_REQUESTS) |
                  (attributes.Flags & ALPC_PORFLG_ALLOW_LPC_REQUESTS);
    return STATUS_SUCCESS;
}

/* For classes that have nothing to say. */
static NTSTATUS without_data(struct port *port, ULONG length, NTSTATUS (*set)(struct port *))
{
    return length ? STATUS_INFO_LENGTH_MISMATCH : set(port);
}

/* What Windows has used since 8.1 for nothing. */
static NTSTATUS set_zone(ULONG length)
{
    return length == sizeof(ALPC_PORT_MESSAGE_ZONE_INFORMATION) ? STATUS_SUCCESS : STATUS_INFO_LENGTH_MISMATCH;
}

NTSTATUS NTAPI NtAlpcSetInformation(HANDLE PortHandle, ALPC_PORT_INFORMATION_CLASS PortInformationClass,
                                    PVOID PortInformation, ULONG Length)
{
    struct port *port;
    NTSTATUS status;

    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    switch (PortInformationClass) {
    case AlpcPortInformation:
        status = set_port(port, PortInformation, Length);
        break;
    case AlpcAssociateCompletionPortInformation:
        status = alpc_associate_completion(port, PortHandle, PortInformation, Length);
        break;
    case AlpcMessageZoneInformation:
        status = set_zone(Length);
        break;
    case AlpcRegisterCompletionListInformation:
        status = completion_list_register(port, PortHandle, PortInformation, Length);
        break;
    case AlpcUnregisterCompletionListInformation:
        status = without_data(port, Length, completion_list_unregister);
        break;
    case AlpcAdjustCompletionListConcurrencyCountInformation:
        status = completion_list_adjust(port, PortInformation, Length);
        break;
    case AlpcCompletionListRundownInformation:
        status = without_data(port, Length, completion_list_rundown);
        break;
    default:
        status = STATUS_INVALID_INFO_CLASS;
    }
    port_put(port);
    return status;
}
ZW_TWIN(AlpcSetInformation)
