/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answers: NtReplyPort, NtReplyWaitReplyPort (sections 4, 8.10, 8.11).
 *
 * Who may answer is decided by the record of the message, made when it was received; a process that did
 * not receive it itself but shares the port looks for the waiting thread in the channels.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc/lpc.h"

DEBUG_CHANNEL(lpc);

static bool waits_there(struct channel *channel, const struct pending_key *key, struct pending *found)
{
    uint32_t slot = channel_find_waiter(channel, key, &found->generation);

    if (slot == NO_SLOT)
        return false;
    found->key = *key;
    found->wire_id = key->message_id;
    found->channel = channel_hold(channel);
    found->slot = slot;
    return true;
}

/* Through a connection port: the channels whose other end that process holds. */
static bool waits_in_queue(struct queue *queue, const struct pending_key *key, struct pending *found)
{
    struct find_channel_request request = {.queue_port = queue->port, .pid = key->pid};
    struct find_channel_reply reply;

    while (NT_SUCCESS(call_find_channel(&request, &reply, NULL))) {
        struct channel *channel = queue_channel(queue, reply.index);
        bool waits;

        if (!channel && NT_SUCCESS(port_open_channel(queue, reply.index)))
            channel = queue_channel(queue, reply.index);
        waits = channel && waits_there(channel, key, found);
        channel_unref(channel);
        if (waits)
            return true;
        request.from = reply.index + 1;
    }
    return false;
}

/* No record: another process received the message, or there is none. */
static bool find_waiter(struct port *port, const struct pending_key *key, struct pending *found)
{
    *found = (struct pending){0};
    if (port->kind == CLIENT_PORT || port->kind == SERVER_PORT)
        return waits_there(port->channel, key, found);
    return waits_in_queue(port->queue, key, found);
}

static NTSTATUS no_such_waiter(const struct pending_key *key)
{
    struct check_client_id_request request = {.pid = key->pid, .tid = key->tid};
    struct check_client_id_reply reply;
    NTSTATUS status = call_check_client_id(&request, &reply, NULL);

    return NT_SUCCESS(status) ? STATUS_REPLY_MESSAGE_MISMATCH : status;
}

NTSTATUS reply_find(struct port *port, const PORT_MESSAGE *header, struct pending *found)
{
    struct pending_key key = key_of(header);

    if (!pending_find(&key, may_answer, port, found) && !find_waiter(port, &key, found))
        return no_such_waiter(&key);
    if (!channel_is_closed(found->channel))
        return STATUS_SUCCESS;
    pending_remove(found);              /* who waited is gone */
    channel_release(found->channel);
    return no_such_waiter(&key);
}

NTSTATUS reply_claim(struct port *port, const PORT_MESSAGE *header, const struct self *self,
                     struct pending *claimed)
{
    NTSTATUS status = reply_find(port, header, claimed);
    struct reply_slot *slot;

    if (!NT_SUCCESS(status))
        return status;
    if (claimed->slot == NO_SLOT && !claimed->datagram && claimed->turn == TURN_OURS)
        return STATUS_SUCCESS;          /* the answer goes into a queue */
    slot = channel_peer_slot(claimed->channel, claimed->slot);
    if (slot && slot_claim(slot, claimed->generation, self->pid))
        return STATUS_SUCCESS;
    if (!slot || !slot_holds(slot, claimed->generation))
        pending_remove(claimed);        /* answered by somebody else, or lost */
    channel_release(claimed->channel);
    return STATUS_REPLY_MESSAGE_MISMATCH;
}

static NTSTATUS capture_reply(struct port *port, struct message *message, const PORT_MESSAGE *header,
                              const PORT_MESSAGE *user)
{
    NTSTATUS status = check_length(header, port_send_limit(port));

    message->header = *header;
    message->header.u2.s2.Type = LPC_REPLY;
    message->header.u2.s2.DataInfoOffset = 0;
    return NT_SUCCESS(status) ? capture_data(message, user) : status;
}

static NTSTATUS answer(const struct pending *to, struct message *message, const struct self *self)
{
    struct ring_source source = {.header = &message->header, .data = message->data};
    NTSTATUS status;

    message->header.MessageId = to->wire_id;
    message->header.ClientId.UniqueProcess = (HANDLE)(uintptr_t)self->pid;
    message->header.ClientId.UniqueThread = (HANDLE)(uintptr_t)self->tid;
    status = answer_send(to, &source, NULL, true);
    if (NT_SUCCESS(status))
        pending_remove(to);
    channel_release(to->channel);
    return status;
}

NTSTATUS reply_send(struct port *port, const PORT_MESSAGE *header, const PORT_MESSAGE *user,
                    struct self *self)
{
    struct message message;
    struct pending to;
    NTSTATUS status = capture_reply(port, &message, header, user);

    if (NT_SUCCESS(status))
        status = reply_claim(port, header, self, &to);
    if (!NT_SUCCESS(status))
        return status;
    status = answer(&to, &message, self);
    if (self->lpc && NT_SUCCESS(status))
        conversation_give_up(self, header->MessageId);  /* it was a callback, and no more is waited for */
    return status;
}

/* The checks before the handle, in their order. */
static NTSTATUS check_reply(PORT_MESSAGE *header, const PORT_MESSAGE *user)
{
    NTSTATUS status = capture_header(header, user);

    if (!NT_SUCCESS(status))
        return status;
    if (!lengths_fit(header) || !header->MessageId)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtReplyPort(HANDLE PortHandle, PPORT_MESSAGE Reply)
{
    PORT_MESSAGE header;
    struct self *caller;
    struct port *port;
    NTSTATUS status = check_reply(&header, Reply);

    if (!NT_SUCCESS(status))
        return status;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    caller = self();
    status = caller ? reply_send(port, &header, Reply, caller) : STATUS_SERVER_DISABLED;
    port_put(port);
    TRACE("handle %p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(ReplyPort)

/* Registered as waiting again before the peer is woken, so that its answer finds us. */
static NTSTATUS reply_and_wait(struct port *port, struct message *message, const PORT_MESSAGE *header,
                               const PORT_MESSAGE *user, struct self *self)
{
    struct conversation conversation;
    struct pending to;
    NTSTATUS status = capture_reply(port, message, header, user);

    if (NT_SUCCESS(status))
        status = reply_claim(port, header, self, &to);
    if (!NT_SUCCESS(status))
        return status;
    if (!conversation_held(&conversation, self, header->MessageId)) {
        slot_unclaim(channel_peer_slot(to.channel, to.slot), to.generation);
        channel_release(to.channel);
        return STATUS_REPLY_MESSAGE_MISMATCH;
    }
    conversation_resume(&conversation);
    status = answer(&to, message, self);
    if (!NT_SUCCESS(status))
        return status;
    return conversation_await(&conversation, self, message);
}

NTSTATUS NTAPI NtReplyWaitReplyPort(HANDLE PortHandle, PPORT_MESSAGE Reply)
{
    PORT_MESSAGE header;
    struct message message;
    struct self *caller;
    struct port *port;
    NTSTATUS status = check_reply(&header, Reply);

    if (!NT_SUCCESS(status))
        return status;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    caller = self();
    status = caller ? reply_and_wait(port, &message, &header, Reply, caller) : STATUS_SERVER_DISABLED;
    port_put(port);
    if (NT_SUCCESS(status))
        status = deliver_message(Reply, &message);
    TRACE("handle %p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(ReplyWaitReplyPort)
