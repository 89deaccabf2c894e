/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests and datagrams: NtRequestPort, NtRequestWaitReplyPort (sections 8.8, 8.9). */
#include "ntdll/channel/spin.h"
#include "ntdll/client/call.h"
#include "ntdll/client/session.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc/lpc.h"

DEBUG_CHANNEL(lpc);

static void signal_port(const struct channel *channel)
{
    struct signal_port_request request = {.channel = channel->id, .end = channel->end, .signaled = 1};
    struct signal_port_reply reply;

    call_signal_port(&request, &reply, NULL);
}

void signal_watched(struct channel *channel)
{
    if (channel_watched(channel))
        signal_port(channel);
}

void channel_ring_by_server(struct channel *channel)
{
    struct ring_channel_request request = {.channel = channel->id};

    call_ring_channel(&request, NULL, NULL);
}

NTSTATUS ring_status(enum ring_result result)
{
    switch (result) {
    case RING_DONE:
        return STATUS_SUCCESS;
    case RING_FULL:
        return STATUS_NO_MEMORY;
    case RING_FAULT:
        return STATUS_ACCESS_VIOLATION;
    default:
        WARN("the peer wrote a ring position that cannot be; disconnected");
        return STATUS_PORT_DISCONNECTED;
    }
}

/* What this process has closed before shall be gone before what it sends now arrives. Any answer of the server's says so. */
static void settle(void)
{
    call_check_client_id(&(struct check_client_id_request){0}, NULL, NULL);
}

/* A full ring is the port's budget; nothing is dropped silently. */
NTSTATUS send_record(struct channel *channel, const struct ring_source *source, const struct envelope *envelope,
                     uint64_t *position)
{
    uint64_t somewhere;
    enum ring_result result;

    if (session_told())
        settle();
    result = channel_send(channel, source, envelope, position ? position : &somewhere);
    if (result == RING_DONE)
        signal_watched(channel);
    return ring_status(result);
}

static NTSTATUS send_message(struct channel *channel, const struct message *message,
                             const struct envelope *envelope)
{
    struct ring_source source = {.header = &message->header, .data = message->data};

    return send_record(channel, &source, envelope, NULL);
}

/* A port of ALPC takes classic requests only if it says so (alpc 19.1), and ports in other states none. */
static NTSTATUS check_takes_classic(struct port *port)
{
    if (shm_load(&port->disconnected))
        return STATUS_PORT_DISCONNECTED;
    if (port->kind == CLIENT_PORT && shm_load_acquire(&port->state) == PORT_REFUSED)
        return STATUS_PORT_CONNECTION_REFUSED;
    if ((port->kind == CLIENT_PORT && shm_load_acquire(&port->state) == PORT_PENDING) ||
        (port->peer_flags & PORT_ALPC && !(port->peer_flags & ALPC_PORFLG_ALLOW_LPC_REQUESTS)))
        return STATUS_LPC_REQUESTS_NOT_ALLOWED;
    return STATUS_SUCCESS;
}

static NTSTATUS send_datagram(struct port *port, struct message *message, const PORT_MESSAGE *user,
                              struct self *self)
{
    struct envelope envelope = {.slot = NO_SLOT, .cpu = this_cpu()};
    struct channel *channel;
    NTSTATUS status = check_takes_classic(port);

    if (NT_SUCCESS(status))
        status = check_length(&message->header, port_send_limit(port));
    if (NT_SUCCESS(status))
        status = capture_data(message, user);
    if (NT_SUCCESS(status))
        status = sending_channel(port, &channel);
    if (!NT_SUCCESS(status))
        return status;
    stamp_message(message, self, LPC_DATAGRAM);
    return send_message(channel, message, &envelope);
}

NTSTATUS NTAPI NtRequestPort(HANDLE PortHandle, PPORT_MESSAGE Request)
{
    struct message message;
    struct self *caller;
    struct port *port;
    NTSTATUS status;
    uint16_t type;

    status = capture_header(&message.header, Request);
    if (!NT_SUCCESS(status))
        return status;
    type = (uint16_t)message.header.u2.s2.Type & 0xff;
    if (type && type != LPC_DATAGRAM)
        return STATUS_INVALID_PARAMETER;
    if (message.header.u2.s2.DataInfoOffset || !lengths_fit(&message.header))
        return STATUS_INVALID_PARAMETER;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    caller = self();
    status = caller ? send_datagram(port, &message, Request, caller) : STATUS_SERVER_DISABLED;
    port_put(port);
    TRACE("handle %p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(RequestPort)

static NTSTATUS send_request(struct port *port, struct message *message, struct self *self)
{
    struct conversation conversation;
    struct channel *channel;
    NTSTATUS status = sending_channel(port, &channel);

    if (!NT_SUCCESS(status))
        return status;
    stamp_message(message, self, LPC_REQUEST);
    status = conversation_begin(&conversation, channel, self, &message->header,
                                (const uint8_t *)message + (uint16_t)message->header.u2.s2.DataInfoOffset,
                                data_information_size(&message->header, message->data));
    if (!NT_SUCCESS(status))
        return status;
    status = send_message(channel, message, &conversation.envelope);
    if (!NT_SUCCESS(status)) {
        conversation_abandon(&conversation);
        return status;
    }
    return conversation_await(&conversation, self, message);
}

/* To the thread that waits for our reply, instead of a reply (section 8.9.1). */
static NTSTATUS call_back(struct port *port, struct message *message, struct self *self)
{
    struct ring_source source = {.header = &message->header, .data = message->data};
    struct conversation conversation;
    struct reply_slot *slot;
    struct pending peer;
    NTSTATUS status;

    if (!message->header.MessageId)
        return STATUS_INVALID_PARAMETER;
    status = reply_claim(port, &message->header, self, &peer);
    if (!NT_SUCCESS(status))
        return status;
    message->header.u2.s2.Type = LPC_REQUEST;
    message->header.u2.s2.DataInfoOffset = 0;
    message->header.ClientId.UniqueProcess = (HANDLE)(uintptr_t)self->pid;
    message->header.ClientId.UniqueThread = (HANDLE)(uintptr_t)self->tid;
    message->header.ClientViewSize = 0;
    message->header.CallbackId = new_callback_id();
    slot = channel_peer_slot(peer.channel, peer.slot);
    status = conversation_begin(&conversation, peer.channel, self, &message->header, NULL, 0);
    if (NT_SUCCESS(status)) {
        slot_answer(slot, peer.generation, &source, &conversation.envelope);
        status = conversation_await(&conversation, self, message);
    } else {
        slot_unclaim(slot, peer.generation);
    }
    channel_release(peer.channel);
    return status;
}

static NTSTATUS request_and_wait(struct port *port, struct message *message, const PORT_MESSAGE *user,
                                 bool callback, struct self *self)
{
    NTSTATUS status = callback ? STATUS_SUCCESS : check_takes_classic(port);

    if (NT_SUCCESS(status))
        status = check_length(&message->header, port_send_limit(port));
    if (NT_SUCCESS(status))
        status = capture_data(message, user);
    if (!NT_SUCCESS(status))
        return status;
    return callback ? call_back(port, message, self) : send_request(port, message, self);
}

NTSTATUS NTAPI NtRequestWaitReplyPort(HANDLE PortHandle, PPORT_MESSAGE Request, PPORT_MESSAGE Reply)
{
    struct message message;
    struct self *caller;
    struct port *port;
    NTSTATUS status;
    uint16_t type;

    status = capture_header(&message.header, Request);
    if (NT_SUCCESS(status))
        status = user_probe_write(Reply, sizeof message.header, sizeof(ULONG));
    if (!NT_SUCCESS(status))
        return status;
    status = check_data_information(&message.header, Request);
    if (!NT_SUCCESS(status))
        return status;
    type = (uint16_t)message.header.u2.s2.Type & ~(LPC_NO_IMPERSONATE | LPC_KERNELMODE_MESSAGE);
    if (type > LPC_REQUEST || !lengths_fit(&message.header))
        return STATUS_INVALID_PARAMETER;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    caller = self();
    status = caller ? request_and_wait(port, &message, Request, type == LPC_REQUEST, caller)
                    : STATUS_SERVER_DISABLED;
    port_put(port);
    if (NT_SUCCESS(status))
        status = deliver_message(Reply, &message);
    TRACE("handle %p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(RequestWaitReplyPort)
