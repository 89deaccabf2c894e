/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Accepting and refusing: NtAlpcAcceptConnectPort (alpc 5.5). */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"

#include <stdlib.h>

DEBUG_CHANNEL(alpc);

/* What goes along with the answer. */
struct answer_attributes {
    ALPC_MESSAGE_ATTRIBUTES *user;
    struct sent_attributes sent;
};

/* The client may send as soon as it is told that it is accepted, so our end must be there before. When the server has
 * completed the connection already, the client is told by us. */
static NTSTATUS attach(const struct accept_port_reply *r, int *fds, const struct accept_port_request *request,
                       struct answer_attributes *answer)
{
    struct port_memory memory = PORT_MEMORY(r, fds, .kind = SERVER_PORT, .flags = r->flags, .context = r->context);
    struct complete_port_request complete = {.handle = r->handle};
    NTSTATUS status;
    struct port *port;

    for (int i = 3; i < WIRE_MAX_FDS; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    port = port_attach(r->handle, PORT_ALL_ACCESS, &memory, true, &status);
    if (!port)
        return status;
    if (request->attributes.size)
        alpc_limit_sections(port, &request->attributes);
    status = security_prepare(port, &answer->sent);
    if (NT_SUCCESS(status) && r->completed) {
        channel_announce_mail(port->channel);
    } else if (NT_SUCCESS(status)) {
        if (answer->sent.valid & ALPC_MESSAGE_SECURITY_ATTRIBUTE)
            complete.security = (uintptr_t)answer->sent.security.ContextHandle;
        status = parcel_pack(port->channel, &answer->sent, &complete.parcel);
        if (NT_SUCCESS(status))
            status = accept_complete(port, &complete);
        security_was_sent(port, answer->user, &answer->sent, status);
    }
    if (NT_SUCCESS(status))
        view_was_sent(&answer->sent, port->channel);
    port_put(port);
    return status;
}

static NTSTATUS accept_now(struct accept_port_request *request, HANDLE *handle, struct answer_attributes *answer)
{
    struct accept_port_reply reply = {0};
    int fds[WIRE_MAX_FDS];
    HANDLE value;
    NTSTATUS status;

    if (!watcher_start())
        return STATUS_SERVER_DISABLED;
    status = call_accept_port(request, &reply, fds);
    if (!NT_SUCCESS(status) || !request->accept)
        return status;
    value = (HANDLE)(uintptr_t)reply.handle;
    status = attach(&reply, fds, request, answer);
    if (NT_SUCCESS(status) && !user_write(handle, &value, sizeof value))
        status = STATUS_ACCESS_VIOLATION;
    if (!NT_SUCCESS(status))
        NtClose(value);
    return status;
}

NTSTATUS NTAPI NtAlpcAcceptConnectPort(PHANDLE PortHandle, HANDLE ConnectionPortHandle, ULONG Flags,
                                       POBJECT_ATTRIBUTES ObjectAttributes, PALPC_PORT_ATTRIBUTES PortAttributes,
                                       PVOID PortContext, PPORT_MESSAGE ConnectionRequest,
                                       PALPC_MESSAGE_ATTRIBUTES ConnectionMessageAttributes,
                                       BOOLEAN AcceptConnection)
{
    struct accept_port_request request = {
        .listener = wire_handle(ConnectionPortHandle), .accept = AcceptConnection != FALSE,
        .context = AcceptConnection ? (uintptr_t)PortContext : 0,
    };
    struct captured_message message;
    struct answer_attributes answer = {.user = ConnectionMessageAttributes};
    ALPC_PORT_ATTRIBUTES attributes;
    struct self *caller;
    NTSTATUS status;

    (void)Flags, (void)ObjectAttributes;
    if (AcceptConnection && !user_writable(PortHandle, sizeof *PortHandle))
        return STATUS_ACCESS_VIOLATION;
    status = alpc_capture_port_attributes(&attributes, &request.attributes, PortAttributes);
    if (NT_SUCCESS(status))
        status = attributes_capture(&answer.sent, ConnectionMessageAttributes);
    if (NT_SUCCESS(status))
        status = security_check(&answer.sent);
    if (NT_SUCCESS(status))
        status = alpc_capture_message(&message, ConnectionRequest);
    if (!NT_SUCCESS(status))
        return status;
    caller = self();
    request.slot = caller ? caller->slot : NO_SLOT;
    request.message_id = message.header.MessageId;
    request.info = (wire_blob){message.data, message.size};
    request.complete = !answer.sent.valid;
    status = request.listener ? accept_now(&request, PortHandle, &answer) : STATUS_INVALID_HANDLE;
    free(message.data);
    TRACE("%s", debug_status(status));
    return status;
}
ZW_TWIN(AlpcAcceptConnectPort)
