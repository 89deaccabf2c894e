/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtImpersonateClientOfPort (sections 6, 8.16): only while the client's thread waits for the answer to that very message. */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc/lpc.h"

DEBUG_CHANNEL(lpc);

static NTSTATUS find_client(struct impersonate_client_request *request, struct port *port, const PORT_MESSAGE *header)
{
    struct reply_slot *slot;
    struct pending found;
    NTSTATUS status;

    if (port->kind != SERVER_PORT)
        return STATUS_INVALID_PORT_HANDLE;
    if (channel_is_closed(port->channel))
        return STATUS_PORT_DISCONNECTED;
    if ((uint16_t)header->u2.s2.Type & LPC_NO_IMPERSONATE)
        return STATUS_ACCESS_DENIED;
    status = reply_find(port, header, &found);
    if (!NT_SUCCESS(status))
        return status;
    slot = channel_peer_slot(found.channel, found.slot);
    if (!header->MessageId || !slot || !slot_waits(slot, found.generation))
        status = STATUS_REPLY_MESSAGE_MISMATCH;
    request->channel = found.channel->id;
    request->end = found.channel->end;
    request->tid = found.key.tid;
    request->context = found.security;
    channel_release(found.channel);
    return status;
}

NTSTATUS NTAPI NtImpersonateClientOfPort(HANDLE PortHandle, PPORT_MESSAGE Message)
{
    struct impersonate_client_request request = {0};
    struct self *caller = self();
    PORT_MESSAGE header;
    struct port *port;
    NTSTATUS status = capture_header(&header, Message);

    if (!NT_SUCCESS(status))
        return status;
    if (!caller)
        return STATUS_SERVER_DISABLED;
    port = port_get(PortHandle, PORT_ALL_ACCESS, &status);
    if (!port)
        return status;
    status = find_client(&request, port, &header);
    port_put(port);
    request.slot = caller->slot;
    if (NT_SUCCESS(status))
        status = call_impersonate_client(&request, NULL, NULL);
    TRACE("%p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(ImpersonateClientOfPort)
