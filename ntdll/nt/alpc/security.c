/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Security contexts (alpc 8.1), and acting as the sender of a message (8.2). Contexts and tokens are ntserver's; that the
 * message is one that has been received and is not over is ours to know.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"

DEBUG_CHANNEL(alpc);

#define SECURITY_FLAGS (ALPC_SECFLG_CREATE_HANDLE | ALPC_SECFLG_DELETE_EXISTING | ALPC_SECFLG_NOSECTIONHANDLE)

/* ---- contexts ------------------------------------------------------------------------------------------------ */

static bool read_quality(const SECURITY_QUALITY_OF_SERVICE *user, uint32_t *level, uint32_t *dynamic,
                         uint32_t *effective_only)
{
    SECURITY_QUALITY_OF_SERVICE quality;

    if (!user_read(&quality, user, sizeof quality))
        return false;
    *level = (uint32_t)quality.ImpersonationLevel;
    *dynamic = quality.ContextTrackingMode == SECURITY_DYNAMIC_TRACKING;
    *effective_only = quality.EffectiveOnly;
    return true;
}

static NTSTATUS create_context(ALPC_HANDLE *context, const struct port *port, const SECURITY_QUALITY_OF_SERVICE *user)
{
    struct alpc_create_context_request request = {.port = port->id};
    struct alpc_create_context_reply reply = {0};
    NTSTATUS status;

    if (!read_quality(user, &request.level, &request.dynamic, &request.effective_only))
        return STATUS_ACCESS_VIOLATION;
    status = call_alpc_create_context(&request, &reply, NULL);
    *context = (ALPC_HANDLE)(uintptr_t)reply.context;
    return status;
}

static NTSTATUS end_context(const struct port *port, ALPC_HANDLE context, enum context_end how)
{
    struct alpc_end_context_request request = {port->id, (uintptr_t)context, how};

    return call_alpc_end_context(&request, NULL, NULL);
}

NTSTATUS NTAPI NtAlpcCreateSecurityContext(HANDLE PortHandle, ULONG Flags, PALPC_SECURITY_ATTR SecurityAttribute)
{
    ALPC_SECURITY_ATTR attribute;
    ALPC_HANDLE context;
    struct port *port;
    NTSTATUS status;

    if (!user_read(&attribute, SecurityAttribute, sizeof attribute) ||
        !user_writable(SecurityAttribute, sizeof attribute))
        return STATUS_ACCESS_VIOLATION;
    if (Flags || attribute.Flags)
        return STATUS_INVALID_PARAMETER;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    status = create_context(&context, port, attribute.QoS);
    if (NT_SUCCESS(status) && !user_write(&SecurityAttribute->ContextHandle, &context, sizeof context)) {
        end_context(port, context, CONTEXT_DELETE);
        status = STATUS_ACCESS_VIOLATION;
    }
    port_put(port);
    TRACE("%p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(AlpcCreateSecurityContext)

static NTSTATUS end_by_handle(HANDLE handle, ULONG flags, ALPC_HANDLE context, enum context_end how)
{
    struct port *port;
    NTSTATUS status;

    if (flags)
        return STATUS_INVALID_PARAMETER;
    port = port_get(handle, 0, &status);
    if (!port)
        return status;
    status = end_context(port, context, how);
    port_put(port);
    return status;
}

NTSTATUS NTAPI NtAlpcDeleteSecurityContext(HANDLE PortHandle, ULONG Flags, ALPC_HANDLE ContextHandle)
{
    return end_by_handle(PortHandle, Flags, ContextHandle, CONTEXT_DELETE);
}
ZW_TWIN(AlpcDeleteSecurityContext)

NTSTATUS NTAPI NtAlpcRevokeSecurityContext(HANDLE PortHandle, ULONG Flags, ALPC_HANDLE ContextHandle)
{
    return end_by_handle(PortHandle, Flags, ContextHandle, CONTEXT_REVOKE);
}
ZW_TWIN(AlpcRevokeSecurityContext)

/* ---- along with a message ------------------------------------------------------------------------------------ */

/* Does the attribute ask for a new context? */
static bool makes_context(const struct sent_attributes *sent)
{
    return sent->valid & ALPC_MESSAGE_SECURITY_ATTRIBUTE && sent->security.Flags & ALPC_SECFLG_CREATE_HANDLE;
}

NTSTATUS security_check(const struct sent_attributes *sent)
{
    const ALPC_SECURITY_ATTR *security = &sent->security;
    bool makes = security->ContextHandle == ALPC_SECURITY_CONTEXT_CREATE;

    if (!(sent->valid & ALPC_MESSAGE_SECURITY_ATTRIBUTE))
        return STATUS_SUCCESS;
    if (security->Flags & ~(ULONG)SECURITY_FLAGS || makes != makes_context(sent) ||
        (makes && security->Flags & ALPC_SECFLG_DELETE_EXISTING))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

NTSTATUS security_prepare(const struct port *port, struct sent_attributes *sent)
{
    NTSTATUS status = security_check(sent);

    return NT_SUCCESS(status) && makes_context(sent)
               ? create_context(&sent->security.ContextHandle, port, sent->security.QoS) : status;
}

NTSTATUS security_prepare_connect(struct alpc_connect_request *request, const struct sent_attributes *sent)
{
    NTSTATUS status = security_check(sent);

    request->context_level = NO_LEVEL;
    if (!NT_SUCCESS(status) || !(sent->valid & ALPC_MESSAGE_SECURITY_ATTRIBUTE))
        return status;
    if (!makes_context(sent))
        return STATUS_INVALID_HANDLE;   /* there was no port yet to make one on */
    if (!read_quality(sent->security.QoS, &request->context_level, &request->context_dynamic,
                      &request->context_effective_only))
        return STATUS_ACCESS_VIOLATION;
    return request->context_level > SecurityDelegation ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

void security_was_sent(const struct port *port, ALPC_MESSAGE_ATTRIBUTES *user, const struct sent_attributes *sent,
                       NTSTATUS status)
{
    ALPC_SECURITY_ATTR *place;

    if (!(sent->valid & ALPC_MESSAGE_SECURITY_ATTRIBUTE))
        return;
    if (sent->security.Flags & ALPC_SECFLG_CREATE_HANDLE) {
        place = NT_SUCCESS(status) ? attribute_place(user, ALPC_MESSAGE_SECURITY_ATTRIBUTE) : NULL;
        if (!place || !user_write(&place->ContextHandle, &sent->security.ContextHandle, sizeof place->ContextHandle))
            end_context(port, sent->security.ContextHandle, CONTEXT_DELETE);
    } else if (NT_SUCCESS(status) && sent->security.Flags & ALPC_SECFLG_DELETE_EXISTING) {
        end_context(port, sent->security.ContextHandle, CONTEXT_LEAVE);
    }
}

/* ---- acting as its sender ------------------------------------------------------------------------------------ */

/* The server knows who asks to be connected; there is no channel yet. */
static NTSTATUS find_asker(struct impersonate_client_request *request, const struct port *port,
                           const PORT_MESSAGE *header)
{
    if (port->kind != CONNECTION_PORT || (header->u2.s2.Type & 0xff) != LPC_CONNECTION_REQUEST)
        return port->kind == CLIENT_PORT ? STATUS_INVALID_PORT_HANDLE : STATUS_ACCESS_DENIED;
    request->queue_port = port->queue->port;
    request->message_id = header->MessageId;
    return STATUS_SUCCESS;
}

/* The record of a message that is not over. The port's own client has nothing to act as but a context. */
static NTSTATUS find_message(struct impersonate_client_request *request, struct port *port, const PORT_MESSAGE *header)
{
    struct pending found;

    if (!pending_find_id(header->MessageId, may_answer, port, &found))
        return find_asker(request, port, header);
    request->channel = found.channel->id;
    request->end = found.channel->end;
    request->tid = found.key.tid;
    request->context = found.security;
    channel_release(found.channel);
    if (port->kind == CLIENT_PORT && !found.security)
        return STATUS_INVALID_PORT_HANDLE;
    if ((!found.received && !found.datagram) || found.turn == TURN_NOBODYS)
        return STATUS_ACCESS_DENIED;
    return (uint16_t)header->u2.s2.Type & LPC_NO_IMPERSONATE ? STATUS_CANNOT_IMPERSONATE : STATUS_SUCCESS;
}

static NTSTATUS with_message(struct impersonate_client_request *request, HANDLE handle, const PORT_MESSAGE *user)
{
    PORT_MESSAGE header;
    struct port *port;
    NTSTATUS status = capture_header(&header, user);

    if (!NT_SUCCESS(status))
        return status;
    port = port_get(handle, 0, &status);
    if (!port)
        return status;
    status = find_message(request, port, &header);
    port_put(port);
    return status;
}

NTSTATUS NTAPI NtAlpcImpersonateClientOfPort(HANDLE PortHandle, PPORT_MESSAGE Message, PVOID Flags)
{
    uintptr_t flags = (uintptr_t)Flags;
    struct impersonate_client_request request = {
        .least_level = flags & ALPC_IMPERSONATEFLG_REQUIRE_IMPERSONATE ? flags >> 2 & 3 : 0,
        .or_anonymous = flags & ALPC_IMPERSONATEFLG_ANONYMOUS,
    };
    struct self *caller = self();
    NTSTATUS status;

    if (flags > 0xf)
        return STATUS_INVALID_PARAMETER;
    if (!caller)
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    status = with_message(&request, PortHandle, Message);
    if (NT_SUCCESS(status))
        status = call_impersonate_client(&request, NULL, NULL);
    TRACE("%p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(AlpcImpersonateClientOfPort)

/* There are no containers to enter, so all senders are in ours. */
NTSTATUS NTAPI NtAlpcImpersonateClientContainerOfPort(HANDLE PortHandle, PPORT_MESSAGE Message, ULONG Flags)
{
    struct impersonate_client_request request;

    return Flags ? STATUS_INVALID_PARAMETER : with_message(&request, PortHandle, Message);
}
ZW_TWIN(AlpcImpersonateClientContainerOfPort)
