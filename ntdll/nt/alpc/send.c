/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sending through an ALPC port (alpc 4): a message that begins, or one that goes on with a conversation, by the
 * MessageId in its header; and waiting for the answer of a synchronous one.
 */
#include "ntdll/channel/spin.h"
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/sync/sync.h"

#include <ntpsapi.h>

DEBUG_CHANNEL(alpc);

#define RESERVE_BIT 0x80000000u

static bool is_synchronous(const struct alpc_send *send)
{
    return send->flags & ALPC_MSGFLG_SYNC_REQUEST;
}

static bool is_last(const struct alpc_send *send)
{
    return send->flags & ALPC_MSGFLG_RELEASE_MESSAGE;
}

static struct ring_source source_of(const struct alpc_send *send, const struct record_attributes *record)
{
    return (struct ring_source){
        .header = &send->header, .data = send->user + 1, .copy = user_read,
        .attributes = record->valid ? record : NULL,
    };
}

static void stamp(PORT_MESSAGE *header, const struct self *self, uint32_t message_id, uint16_t type)
{
    header->u2.s2.Type = (SHORT)type;
    header->ClientId.UniqueProcess = (HANDLE)(uintptr_t)self->pid;
    header->ClientId.UniqueThread = (HANDLE)(uintptr_t)self->tid;
    header->MessageId = message_id;
    header->ClientViewSize = 0;
}

/* The server may have accepted already: its notice is on the way to us. */
static uint32_t ask_state(struct port *port)
{
    struct alpc_state_request request = {.port = port->id};
    struct alpc_state_reply reply = {0};

    if (!NT_SUCCESS(call_alpc_state(&request, &reply, NULL)) || reply.state == PORT_PENDING)
        return PORT_PENDING;
    shm_store(&port->channel->send_limit, reply.send_limit);
    shm_store_release(&port->state, reply.state);
    return reply.state;
}

static uint32_t state_of(struct port *port)
{
    uint32_t state = shm_load_acquire(&port->state);

    return state == PORT_PENDING ? ask_state(port) : state;
}

/* May the port send something new (alpc 6.7)? */
static NTSTATUS check_state(struct port *port)
{
    if (port->kind == CONNECTION_PORT)
        return STATUS_INVALID_PORT_HANDLE;
    if (shm_load(&port->disconnected))
        return STATUS_PORT_DISCONNECTED;
    if (port->kind != CLIENT_PORT)
        return STATUS_SUCCESS;
    switch (state_of(port)) {
    case PORT_PENDING:
        return STATUS_LPC_REQUESTS_NOT_ALLOWED;
    case PORT_REFUSED:
        return STATUS_PORT_CONNECTION_REFUSED;
    default:
        return STATUS_SUCCESS;
    }
}

/* Case b: the answer will come as a message, so we must know that we asked. */
static NTSTATUS send_asynchronous(struct channel *channel, struct alpc_send *send, const struct ring_source *source)
{
    const struct envelope envelope = {.slot = NO_SLOT, .cpu = this_cpu(), .flags = RECORD_REQUEST};
    struct pending record = {
        .key = {.message_id = send->header.MessageId}, .turn = TURN_PEERS, .channel = channel, .slot = NO_SLOT,
        .parcel = source->attributes ? source->attributes->parcel : 0,
    };
    NTSTATUS status;

    if (send->attributes.valid & ALPC_MESSAGE_CONTEXT_ATTRIBUTE)
        record.context = send->attributes.context.MessageContext;
    if (!pending_begin(&record, new_message_id))
        return STATUS_NO_MEMORY;
    status = send_record(channel, source, &envelope, &record.position);
    if (!NT_SUCCESS(status)) {
        pending_remove(&record);
        return status;
    }
    pending_place(&record);
    send->sent_id = record.key.message_id;
    return STATUS_SUCCESS;
}

static NTSTATUS send_synchronous(struct channel *channel, struct alpc_send *send, const struct ring_source *source,
                                 struct self *self, struct conversation *conversation)
{
    NTSTATUS status = conversation_begin(conversation, channel, self, &send->header, NULL, 0);

    if (!NT_SUCCESS(status))
        return status;
    status = send_record(channel, source, &conversation->envelope, NULL);
    if (!NT_SUCCESS(status))
        conversation_abandon(conversation);
    return status;
}

static NTSTATUS send_begun(struct channel *channel, struct alpc_send *send, const struct ring_source *source,
                           struct self *self, struct conversation *conversation)
{
    const struct envelope datagram = {.slot = NO_SLOT, .cpu = this_cpu()};

    stamp(&send->header, self, new_message_id(), 0);
    if (is_synchronous(send))
        return send_synchronous(channel, send, source, self, conversation);
    if (is_last(send))
        return send_record(channel, source, &datagram, NULL);
    return send_asynchronous(channel, send, source);
}

/* Cases a, b, c. */
static inline NTSTATUS send_new(struct port *port, struct alpc_send *send, struct self *self,
                                struct conversation *conversation)
{
    struct record_attributes record;
    struct ring_source source;
    struct channel *channel;
    NTSTATUS status = check_state(port);

    if (NT_SUCCESS(status))
        status = sending_channel(port, &channel);
    if (NT_SUCCESS(status) && total_of(&send->header) > port_send_limit(port))
        status = STATUS_PORT_MESSAGE_TOO_LONG;
    if (NT_SUCCESS(status))
        status = attributes_pack(&record, channel, &send->attributes);
    if (!NT_SUCCESS(status))
        return status;
    source = source_of(send, &record);
    status = send_begun(channel, send, &source, self, conversation);
    if (NT_SUCCESS(status))
        view_was_sent(&send->attributes, channel);
    else
        parcel_release(channel->id, record.parcel);
    return status;
}

static NTSTATUS send_with_reserve(struct port *port, struct alpc_send *send, struct self *self,
                                  struct conversation *conversation)
{
    uint32_t id = send->header.MessageId;
    NTSTATUS status = reserve_take(port, id);

    if (!NT_SUCCESS(status))
        return status;
    status = send_new(port, send, self, conversation);
    reserve_sent(port, id, NT_SUCCESS(status) ? send->header.MessageId : 0);
    return status;
}

/* Cases d, e, f: may we answer it now? */
static NTSTATUS check_turn(const struct pending *found, const PORT_MESSAGE *header)
{
    if (found->turn == TURN_NOBODYS)
        return STATUS_REQUEST_CANCELED;
    if (found->turn != TURN_OURS)
        return STATUS_INVALID_MESSAGE;
    if (channel_is_closed(found->channel))
        return STATUS_PORT_DISCONNECTED;
    return total_of(header) > shm_load(&found->channel->send_limit) ? STATUS_PORT_MESSAGE_TOO_LONG
                                                                    : STATUS_SUCCESS;
}

static NTSTATUS claim(const struct pending *found, const struct self *self)
{
    struct reply_slot *slot;

    if (found->slot == NO_SLOT)
        return STATUS_SUCCESS;
    slot = channel_peer_slot(found->channel, found->slot);
    if (slot && slot_claim(slot, found->generation, self->pid))
        return STATUS_SUCCESS;
    pending_remove(found);              /* nobody waits for it any more (alpc 24, point 6) */
    return STATUS_REQUEST_CANCELED;
}

/* Whose turn it is then is written down before the peer can see the message, and so answer it. */
static NTSTATUS send_continuation(struct pending *found, struct alpc_send *send, struct self *self,
                                  const struct envelope *from)
{
    struct record_attributes record;
    struct ring_source source;
    struct pending next = *found;
    NTSTATUS status = attributes_pack(&record, found->channel, &send->attributes);

    if (!NT_SUCCESS(status))
        return status;
    source = source_of(send, &record);
    stamp(&send->header, self, found->wire_id, is_last(send) ? LPC_REPLY : LPC_REQUEST);
    next.turn = is_last(send) ? TURN_NOBODYS : TURN_PEERS;
    next.parcel = 0;
    if (send->attributes.valid & ALPC_MESSAGE_CONTEXT_ATTRIBUTE)
        next.context = send->attributes.context.MessageContext;
    status = pending_pass(found, &next) ? claim(found, self) : STATUS_REQUEST_CANCELED;
    if (!NT_SUCCESS(status)) {
        parcel_release(found->channel->id, record.parcel);
        return status;
    }
    status = answer_send(found, &source, from, is_last(send));
    if (!NT_SUCCESS(status)) {
        parcel_release(found->channel->id, record.parcel);
        pending_pass(&next, found);     /* unless it was cancelled meanwhile */
        return status;
    }
    if (is_last(send) || from)
        pending_remove(found);          /* over, or the answer comes to the waiting thread */
    view_was_sent(&send->attributes, found->channel);
    return status;
}

static NTSTATUS answer(struct pending *found, struct alpc_send *send, struct self *self,
                       struct conversation *conversation)
{
    PORT_MESSAGE waits_for = send->header;
    NTSTATUS status;

    if (found->datagram) {              /* nothing goes back: it is released */
        pending_remove(found);
        return STATUS_SUCCESS;
    }
    if (!is_synchronous(send))
        return send_continuation(found, send, self, NULL);
    waits_for.MessageId = found->wire_id;
    status = conversation_begin(conversation, found->channel, self, &waits_for, NULL, 0);
    if (!NT_SUCCESS(status))
        return status;
    status = send_continuation(found, send, self, &conversation->envelope);
    if (!NT_SUCCESS(status))
        conversation_abandon(conversation);
    return status;
}

/* The answer lets go what came along with the message. */
static NTSTATUS go_on(struct pending *found, struct alpc_send *send, struct self *self,
                      struct conversation *conversation)
{
    uint32_t parcel = found->parcel, message_id = found->key.message_id;
    NTSTATUS status = check_turn(found, &send->header);

    if (NT_SUCCESS(status))
        status = answer(found, send, self, conversation);
    if (!NT_SUCCESS(status))
        return status;
    view_release_received(&send->attributes, found->channel, message_id);
    parcel_release(found->channel->id, parcel);
    return STATUS_SUCCESS;
}

/* Only a message that begins here is told of when it is finished, and nobody waits for it otherwise (alpc 7.5). */
static NTSTATUS check_direct(const struct port *port, const struct alpc_send *send)
{
    if (is_synchronous(send))
        return STATUS_INVALID_PARAMETER_2;
    return !(port->flags & ALPC_PORFLG_DIRECT_MESSAGE) ||
                   (send->header.MessageId && !(send->header.MessageId & RESERVE_BIT))
               ? STATUS_INVALID_PARAMETER
               : STATUS_SUCCESS;
}

NTSTATUS alpc_send(struct port *port, struct alpc_send *send, struct self *self, struct conversation *conversation)
{
    struct pending found;
    NTSTATUS status;

    if (send->attributes.valid & ALPC_MESSAGE_DIRECT_ATTRIBUTE) {
        status = check_direct(port, send);
        if (!NT_SUCCESS(status))
            return status;
    }
    if (!send->header.MessageId)
        return send_new(port, send, self, conversation);
    if (send->header.MessageId & RESERVE_BIT)
        return send_with_reserve(port, send, self, conversation);
    if (!shared_find(port, send->header.MessageId, &found))
        return STATUS_INVALID_MESSAGE;
    status = go_on(&found, send, self, conversation);
    if (NT_SUCCESS(status) && is_synchronous(send))
        send->held = found.channel;
    else
        channel_release(found.channel);
    return status;
}

/* Waiting for the answer. */

/* What goes back and forth is now ours to answer, or what came along with the last of it to let go. */
static NTSTATUS keep_going(struct channel *channel, const struct reply_slot *slot, struct arrival *arrival, bool last)
{
    PORT_MESSAGE *header = &arrival->sink.header;
    struct pending record = {
        .key = key_of(header), .received = true, .datagram = last, .channel = channel,
        .slot = last ? NO_SLOT : shm_load(&slot->from_slot),
        .generation = shm_load(&slot->from_generation), .parcel = arrival->sink.attributes.parcel,
    };

    header->u2.s2.Type = (last ? LPC_REPLY : LPC_REQUEST) | LPC_CONTINUATION_REQUIRED;
    if (!pending_begin(&record, new_message_id))
        return STATUS_NO_MEMORY;
    header->MessageId = record.key.message_id;
    return STATUS_SUCCESS;
}

static enum ring_result read_answer(struct channel *channel, struct reply_slot *slot, struct ring_sink *sink)
{
    enum ring_result result = slot_read(slot, sink);

    return result == RING_EMPTY ? channel_take_answer(channel, shm_load(&slot->position), sink) : result;
}

/* Too long for the caller's buffer: into the queue, where a receive finds it (alpc 24, point 7). */
static NTSTATUS put_aside(struct port *port, struct channel *channel, struct reply_slot *slot,
                          struct arrival *arrival, NTSTATUS (*finish)(struct channel *, struct reply_slot *,
                                                                      struct arrival *))
{
    uint32_t size = total_of(&arrival->sink.header) - (uint32_t)sizeof(PORT_MESSAGE);
    struct kept *kept = kept_new(channel, size);
    struct arrival whole = {.sink.room = size};

    if (!kept)
        return STATUS_NO_MEMORY;
    whole.sink.data = kept->message.data;
    if (read_answer(channel, slot, &whole.sink) != RING_DONE || !NT_SUCCESS(finish(channel, slot, &whole))) {
        kept_free(kept);
        return STATUS_PORT_DISCONNECTED;
    }
    kept->message.header = whole.sink.header;
    kept->attributes = whole.sink.attributes;
    arrival_keep(port->queue, kept);
    return STATUS_BUFFER_TOO_SMALL;
}

static NTSTATUS finish_answer(struct channel *channel, struct reply_slot *slot, struct arrival *arrival)
{
    PORT_MESSAGE *header = &arrival->sink.header;
    bool goes_on = header->u2.s2.Type == LPC_REQUEST;

    header->MessageId = shm_load(&slot->message_id);
    header->CallbackId = 0;
    header->u2.s2.DataInfoOffset = 0;
    identify_sender(channel, header);
    arrival->channel_id = channel->id;
    arrival->end = channel->end;
    if (goes_on || arrival->sink.attributes.parcel)
        return keep_going(channel, slot, arrival, !goes_on);
    header->u2.s2.Type = LPC_REPLY;
    return STATUS_SUCCESS;
}

static NTSTATUS take_answer(struct port *port, struct channel *channel, struct reply_slot *slot,
                            struct arrival *arrival)
{
    NTSTATUS status;

    switch (read_answer(channel, slot, &arrival->sink)) {
    case RING_DONE:
        shm_store(&channel->peer_cpu, shm_load(&slot->cpu));
        status = finish_answer(channel, slot, arrival);
        if (NT_SUCCESS(status))
            arrival->channel = channel_hold(channel);
        return status;
    case RING_LONG:
        return put_aside(port, channel, slot, arrival, finish_answer);
    case RING_FAULT:
        return STATUS_ACCESS_VIOLATION;
    default:
        WARN("the peer wrote a reply that cannot be; disconnected");
        channel_break(channel);
        return STATUS_PORT_DISCONNECTED;
    }
}

/* Until the slot is no longer waiting; a time that is over, or an alert, ends it unless the answer is being written. */
static enum slot_state await_slot(const struct conversation *conversation, struct reply_slot *slot,
                                  const struct futex_word *also, const struct timespec *until)
{
    static const struct message nothing;

    for (;;) {
        enum slot_state state = channel_await(conversation->channel, conversation->slot, conversation->generation,
                                              also, until);

        if (state == SLOT_COPYING) {
            data_copy_for_peer(slot, &nothing);         /* nothing was declared: refused */
            slot_copied(slot, conversation->generation);
        } else if (state != SLOT_WAITING || slot_give_up(slot, conversation->generation)) {
            return state;
        } else {
            until = NULL;
            also = NULL;
        }
    }
}

/* The same, when alerts and user APCs count. An answer that is there goes before them. */
static enum slot_state await_alertable(const struct conversation *conversation, struct reply_slot *slot,
                                       struct self *caller, const struct timespec *until, NTSTATUS *interrupted)
{
    static const struct timespec past = {0};
    struct futex_word also;
    NTSTATUS status = alertable_begin(caller, &also);
    bool begun = status == STATUS_PENDING;
    enum slot_state state = await_slot(conversation, slot, begun ? &also : NULL, begun ? until : &past);

    if (begun)
        status = alertable_end(caller);
    *interrupted = status;
    if (state != SLOT_WAITING && status == STATUS_ALERTED)
        NtAlertThread(NtCurrentThread());       /* it was not needed: the next one */
    return state;
}

NTSTATUS alpc_await(struct port *port, const struct conversation *conversation, const struct timespec *until,
                    struct arrival *arrival)
{
    struct reply_slot *slot = &conversation->channel->slots.slots[conversation->slot];
    NTSTATUS status, interrupted = STATUS_TIMEOUT;
    enum slot_state state;

    state = arrival->alertable ? await_alertable(conversation, slot, arrival->alertable, until, &interrupted)
                               : await_slot(conversation, slot, NULL, until);
    switch (state) {
    case SLOT_WAITING:
        status = interrupted;
        break;
    case SLOT_REPLIED:
        status = take_answer(port, conversation->channel, slot, arrival);
        break;
    case SLOT_CANCELLED:
        status = STATUS_MESSAGE_LOST;
        break;
    case SLOT_LOST:
        status = STATUS_PORT_DISCONNECTED;
        break;
    default:
        WARN("the peer wrote a state that cannot be; disconnected");
        channel_break(conversation->channel);
        status = STATUS_PORT_DISCONNECTED;
    }
    conversation_abandon(conversation);
    return status;
}
