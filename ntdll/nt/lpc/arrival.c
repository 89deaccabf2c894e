/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a receiver makes of what it finds: who sends it, what type it is, and the record of a message that is
 * not over with this (alpc 4). Only what we remember of a conversation is believed, not what the peer says of it.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/nt/lpc/lpc.h"

DEBUG_CHANNEL(lpc);

#define GOES_ON LPC_CONTINUATION_REQUIRED

/* What the receiver of a datagram lets go when it has done with it. */
#define TO_BE_RELEASED (ALPC_MESSAGE_HANDLE_ATTRIBUTE | ALPC_MESSAGE_VIEW_ATTRIBUTE)

static void release(const struct channel *channel, uint32_t parcel)
{
    const struct alpc_release_request request = {.channel = channel->id, .parcel = parcel};

    if (parcel)
        call_alpc_release(&request, NULL, NULL);
}

static bool is_loopback(const struct channel *channel)
{
    return channel->end == SERVER_END && channel->index == 0;
}

static void set_type(struct arrival *arrival, uint16_t type)
{
    arrival->sink.header.u2.s2.Type = (SHORT)type;
}

/* A message that begins with this. */
static NTSTATUS begin(struct arrival *arrival, bool datagram)
{
    PORT_MESSAGE *header = &arrival->sink.header;
    uint32_t info_size = arrival->sink.copy || datagram ? 0 : data_information_size(header, arrival->sink.data);
    struct pending record = {
        .key = key_of(header), .received = true, .datagram = datagram, .channel = arrival->channel,
        .slot = arrival->sink.envelope.slot, .generation = arrival->sink.envelope.generation,
        .parcel = arrival->sink.attributes.parcel, .security = arrival->sink.attributes.security,
    };

    if (info_size) {
        record.info = (const uint8_t *)arrival->sink.data + (uint16_t)header->u2.s2.DataInfoOffset - sizeof *header;
        record.info_size = info_size;
    } else {
        header->u2.s2.DataInfoOffset = 0;
    }
    set_type(arrival, (datagram ? LPC_DATAGRAM : LPC_REQUEST) | GOES_ON);
    if (arrival->channel->draining)
        return STATUS_SUCCESS;          /* nobody can answer it */
    if (!pending_begin(&record, new_message_id))
        return STATUS_NO_MEMORY;
    header->MessageId = record.key.message_id;
    return STATUS_SUCCESS;
}

/* The peer's turn to go on with a message that we know. */
static NTSTATUS go_on(struct arrival *arrival, bool final)
{
    PORT_MESSAGE *header = &arrival->sink.header;
    struct pending found;

    header->u2.s2.DataInfoOffset = 0;
    if (!shared_find_wire(arrival->channel, header->MessageId, &found))
        return STATUS_NO_MORE_ENTRIES;  /* given up meanwhile, or never begun */
    channel_release(found.channel);
    if (found.turn != TURN_PEERS)
        return STATUS_NO_MORE_ENTRIES;
    arrival->message_context = found.context;
    header->MessageId = found.key.message_id;
    header->CallbackId = found.key.callback_id;
    set_type(arrival, final ? LPC_REPLY : LPC_REQUEST | GOES_ON);
    if (final && !arrival->sink.attributes.parcel) {
        pending_remove(&found);
        return STATUS_SUCCESS;
    }
    if (final)
        set_type(arrival, LPC_REPLY | GOES_ON);         /* for what came along with it */
    found.turn = TURN_OURS;
    found.received = true;
    found.datagram = final;
    found.slot = arrival->sink.envelope.slot;
    found.generation = arrival->sink.envelope.generation;
    found.parcel = arrival->sink.attributes.parcel;
    found.security = arrival->sink.attributes.security;
    pending_update(&found);
    return STATUS_SUCCESS;
}

/* The peer gives the message up. */
static NTSTATUS give_up(struct arrival *arrival)
{
    PORT_MESSAGE *header = &arrival->sink.header;
    struct pending found;

    header->u2.s2.DataInfoOffset = 0;
    set_type(arrival, LPC_CANCEL_MESSAGE);
    if (!shared_find_wire(arrival->channel, header->MessageId, &found))
        return STATUS_NO_MORE_ENTRIES;
    channel_release(found.channel);
    if (found.turn == TURN_NOBODYS)
        return STATUS_NO_MORE_ENTRIES;
    header->MessageId = found.key.message_id;
    arrival->message_context = found.context;
    release(arrival->channel, found.parcel);
    found.parcel = 0;
    found.turn = TURN_NOBODYS;
    pending_update(&found);
    return STATUS_SUCCESS;
}

NTSTATUS arrival_complete(struct arrival *arrival)
{
    struct ring_sink *sink = &arrival->sink;
    struct channel *channel = arrival->channel;

    identify_sender(channel, &sink->header);
    arrival->channel_id = channel->id;
    arrival->end = channel->end;
    sink->header.ClientViewSize = 0;
    if (shm_load(&channel->own_queue->alpc))
        sink->header.CallbackId = sink->sequence;
    shm_store(&channel->peer_cpu, sink->envelope.cpu);
    arrival->port_context = channel->end == SERVER_END && !is_loopback(channel) ? channel->context : NULL;
    arrival->message_context = NULL;
    if (sink->bare && !(sink->envelope.flags & (RECORD_REPLY | RECORD_CONTINUED))) {
        set_type(arrival, LPC_CANCEL_MESSAGE);  /* its sender has left: the data is history */
        return STATUS_SUCCESS;
    }
    if (sink->envelope.flags & RECORD_CANCELLED)
        return give_up(arrival);
    if (sink->envelope.flags & (RECORD_REPLY | RECORD_CONTINUED))
        return go_on(arrival, sink->envelope.flags & RECORD_REPLY);
    if (sink->envelope.flags & RECORD_REQUEST || sink->envelope.slot != NO_SLOT)
        return begin(arrival, false);
    if (sink->attributes.parcel && sink->attributes.valid & TO_BE_RELEASED)
        return begin(arrival, true);
    release(arrival->channel, sink->attributes.parcel);     /* it is finished by being here */
    sink->attributes.parcel = 0;
    sink->header.u2.s2.DataInfoOffset = 0;
    set_type(arrival, LPC_DATAGRAM);
    return STATUS_SUCCESS;
}

NTSTATUS arrival_from_kept(struct queue *queue, struct arrival *arrival)
{
    struct ring_sink *sink = &arrival->sink;
    uint32_t needed;
    struct kept *kept = kept_take(queue, sink->short_buffer ? -1 : (int64_t)sink->room, &needed);
    bool copied;

    if (!kept) {
        sink->header.u1.s1.TotalLength = (SHORT)needed;
        return needed ? STATUS_BUFFER_TOO_SMALL : STATUS_NO_MORE_ENTRIES;
    }
    sink->header = kept->message.header;
    sink->attributes = kept->attributes;
    sink->sequence = 0;
    arrival->channel_id = kept->channel->id;
    arrival->end = kept->channel->end;
    arrival->port_context = kept->channel->end == SERVER_END ? kept->channel->context : NULL;
    arrival->message_context = kept->message_context;
    copied = ring_copy_data(sink->data, kept->message.data, total_of(&sink->header) - sizeof sink->header,
                            sink->copy);
    if (!copied) {
        kept_put_back(queue, kept);
        return STATUS_ACCESS_VIOLATION;
    }
    arrival->channel = channel_hold(kept->channel);
    kept_free(kept);
    return STATUS_SUCCESS;
}

void arrival_keep(struct queue *queue, struct kept *kept)
{
    struct signal_port_request request = {.port = queue->port, .signaled = SIGNAL_ARRIVED};
    struct signal_port_reply reply;

    kept_add(queue, kept);
    if (shm_load(&queue->memory->watched) & WATCHED_BY_COMPLETION)
        call_signal_port(&request, &reply, NULL);
}

bool arrival_cancel_all(struct queue *queue, struct channel *channel)
{
    struct pending cancelled;
    bool any = false;

    while (pending_cancel_next(channel, &cancelled)) {
        struct kept *kept = kept_new(channel, 0);
        PORT_MESSAGE *header;

        if (!kept) {
            WARN("no memory: message %u is cancelled without a notice", cancelled.key.message_id);
            continue;
        }
        header = &kept->message.header;
        header->u1.s1.TotalLength = sizeof *header;
        header->u2.s2.Type = LPC_CANCEL_MESSAGE;
        header->ClientId.UniqueProcess = (HANDLE)(uintptr_t)cancelled.key.pid;
        header->ClientId.UniqueThread = (HANDLE)(uintptr_t)cancelled.key.tid;
        header->MessageId = cancelled.key.message_id;
        header->CallbackId = cancelled.key.callback_id;
        kept->message_context = cancelled.context;
        arrival_keep(queue, kept);
        any = true;
    }
    return any;
}
