/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Giving messages up: NtAlpcCancelMessage (alpc 12), and whole connections: NtAlpcDisconnectPort (alpc 13). */
#include "ntdll/channel/spin.h"
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"

DEBUG_CHANNEL(alpc);

#define USER_FLAGS 0xfu

/* The other side's queue gets a message of type 12. */
static NTSTATUS send_notice(const struct pending *found, const struct self *self)
{
    PORT_MESSAGE header = {
        .u1.s1.TotalLength = sizeof header, .u2.s2.Type = LPC_CANCEL_MESSAGE, .MessageId = found->wire_id,
        .ClientId = {(HANDLE)(uintptr_t)self->pid, (HANDLE)(uintptr_t)self->tid},
    };
    struct ring_source source = {.header = &header, .data = &header + 1};
    const struct envelope envelope = {.slot = NO_SLOT, .cpu = this_cpu(), .flags = RECORD_CANCELLED};

    return send_record(found->channel, &source, &envelope, NULL);
}

/* We sent it and nobody has answered: nothing is left of it if nobody has received it. */
static NTSTATUS take_back(const struct pending *found, ULONG flags, const struct self *self)
{
    bool withdrawn = channel_withdraw(found->channel, found->position);

    if (!withdrawn && flags & ALPC_CANCELFLG_TRY_CANCEL)
        return STATUS_MESSAGE_RETRIEVED;
    if (withdrawn)
        parcel_release(found->channel->id, found->parcel);      /* nobody else ever will */
    pending_remove(found);
    return send_notice(found, self);
}

/* We received it: whoever waits for the answer gets none. */
static NTSTATUS refuse(struct pending *found, const struct self *self)
{
    struct reply_slot *slot;
    struct pending next = *found;
    NTSTATUS status = STATUS_SUCCESS;

    next.turn = TURN_NOBODYS;
    next.parcel = 0;
    if (!pending_pass(found, &next))
        return STATUS_REQUEST_CANCELED;         /* it has just been answered, or cancelled */
    parcel_release(found->channel->id, found->parcel);
    if (found->datagram) {
        pending_remove(found);
        return STATUS_SUCCESS;
    }
    if (found->turn == TURN_OURS && found->slot != NO_SLOT) {
        slot = channel_peer_slot(found->channel, found->slot);
        if (!slot || !slot_claim(slot, found->generation, self->pid))
            status = STATUS_REQUEST_CANCELED;   /* nobody waits any more */
        else
            slot_cancel(slot, found->generation);
    } else {
        status = send_notice(found, self);
    }
    return status == STATUS_SUCCESS ? STATUS_PENDING : status;
}

static NTSTATUS cancel(struct pending *found, ULONG flags, const ALPC_CONTEXT_ATTR *context, const struct self *self)
{
    if (found->turn == TURN_NOBODYS)
        return STATUS_REQUEST_CANCELED;
    if (!(flags & ALPC_CANCELFLG_NO_CONTEXT_CHECK) && context->MessageContext != found->context)
        return STATUS_CONTEXT_MISMATCH;
    if (!found->received)
        return take_back(found, flags, self);
    return flags & ALPC_CANCELFLG_TRY_CANCEL ? STATUS_MESSAGE_RETRIEVED : refuse(found, self);
}

NTSTATUS NTAPI NtAlpcCancelMessage(HANDLE PortHandle, ULONG Flags, PALPC_CONTEXT_ATTR MessageContext)
{
    ALPC_CONTEXT_ATTR context;
    struct pending found;
    struct self *caller;
    struct port *port;
    NTSTATUS status;

    if (Flags & ~USER_FLAGS)
        return STATUS_INVALID_PARAMETER;
    if (!user_read(&context, MessageContext, sizeof context))
        return STATUS_ACCESS_VIOLATION;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    caller = self();
    status = caller ? STATUS_MESSAGE_NOT_FOUND : STATUS_SERVER_DISABLED;
    if (caller && context.MessageId && shared_find(port, context.MessageId, &found)) {
        status = cancel(&found, Flags, &context, caller);
        channel_release(found.channel);
    }
    port_put(port);
    TRACE("handle %p, message %u: %s", PortHandle, context.MessageId, debug_status(status));
    return status;
}
ZW_TWIN(AlpcCancelMessage)

/* A client's end is over for both; a server that disconnects its port has only stopped using it. */
static NTSTATUS disconnect(struct port *port, HANDLE handle)
{
    struct alpc_disconnect_request request = {.handle = wire_handle(handle)};
    struct alpc_disconnect_reply reply;
    struct self *caller = self();

    if (!caller)
        return STATUS_SERVER_DISABLED;
    if (shm_exchange(&port->disconnected, true))
        return STATUS_PORT_DISCONNECTED;
    if (port->kind == CLIENT_PORT) {
        request.slot = caller->slot;
        channel_close(port->channel);
        call_alpc_disconnect(&request, &reply, NULL);
        channel_announce_mail(port->channel);
        channel_peer_closed(port->channel);
    }
    queue_wake_all(port->queue);
    alpc_ports_changed();
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtAlpcDisconnectPort(HANDLE PortHandle, ULONG Flags)
{
    struct port *port;
    NTSTATUS status;

    if (Flags & ~ALPC_DISCONNECT_PORT_FLG_SKIP_PENDING_FLUSH)
        return STATUS_INVALID_PARAMETER;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    status = disconnect(port, PortHandle);
    port_put(port);
    TRACE("handle %p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(AlpcDisconnectPort)
