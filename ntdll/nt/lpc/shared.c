/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages of a port that several processes hold (alpc 4.1): whoever has to do with one has its record, and when another
 * process goes on with it the record moves there, through the server.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/debug.h"
#include "ntdll/nt/lpc/lpc.h"
#include "ntdll/nt/port/port_table.h"

DEBUG_CHANNEL(alpc);

#define PATIENCE (-20000000ll)          /* 2 s, for a process that has been stopped */

/* A record on its way. */
struct moving {
    struct pending_key key;
    uint32_t wire_id, turn, received, datagram;
    uint64_t context, position;
    uint32_t parcel, slot, generation;
    uint32_t channel, index;
};
static_assert(sizeof(struct moving) <= RECORD_MAX, "records");

static void pack(struct moving *moving, const struct pending *record)
{
    *moving = (struct moving){
        .key = record->key, .wire_id = record->wire_id, .turn = record->turn, .received = record->received,
        .datagram = record->datagram, .context = (uintptr_t)record->context, .position = record->position,
        .parcel = record->parcel, .slot = record->slot, .generation = record->generation,
        .channel = record->channel->id, .index = record->channel->own_index,
    };
}

/* Here it is the same end of the same connection. */
static bool unpack(struct queue *queue, const struct moving *moving)
{
    struct pending record = {
        .key = moving->key, .wire_id = moving->wire_id, .turn = (enum pending_turn)moving->turn,
        .received = moving->received, .datagram = moving->datagram, .context = (void *)(uintptr_t)moving->context,
        .position = moving->position, .parcel = moving->parcel, .slot = moving->slot,
        .generation = moving->generation,
    };
    bool entered;

    record.channel = queue_channel(queue, moving->index);
    if (!record.channel && NT_SUCCESS(port_open_channel(queue, moving->index)))
        record.channel = queue_channel(queue, moving->index);
    entered = record.channel && record.channel->id == moving->channel && pending_enter(&record);
    channel_unref(record.channel);
    return entered;
}

static NTSTATUS ask(struct queue *queue, uint32_t channel, uint32_t message_id)
{
    struct self *caller = self();
    const LARGE_INTEGER patience = {.QuadPart = PATIENCE};
    struct fetch_record_request request = {
        .port = queue->port, .channel = channel, .message_id = message_id,
    };
    struct moving moving;
    struct take_record_request take;
    struct take_record_reply taken = {.record = {&moving, sizeof moving}};
    struct timespec until;
    NTSTATUS status;

    if (!caller || !self_arm(caller))
        return STATUS_SERVER_DISABLED;
    request.slot = take.slot = caller->slot;
    status = call_fetch_record(&request, NULL, NULL);
    if (status != STATUS_PENDING)
        return status;
    self_sleep(caller, timeout_until(&until, &patience));
    status = call_take_record(&take, &taken, NULL);
    TRACE("message %u of port %u: %s, %u bytes", message_id, queue->port, debug_status(status), taken.record.size);
    if (!NT_SUCCESS(status) || taken.record.size != sizeof moving || !unpack(queue, &moving))
        return STATUS_INVALID_MESSAGE;
    return STATUS_SUCCESS;
}

bool shared_find(struct port *port, uint32_t message_id, struct pending *found)
{
    if (pending_find_id(message_id, may_answer, port, found))
        return true;
    return NT_SUCCESS(ask(port->queue, 0, message_id)) && pending_find_id(message_id, may_answer, port, found);
}

bool shared_find_wire(struct channel *channel, uint32_t wire_id, struct pending *found)
{
    if (pending_find_wire(channel, wire_id, found))
        return true;
    return NT_SUCCESS(ask(channel->own_queue, channel->id, wire_id)) && pending_find_wire(channel, wire_id, found);
}

struct wanted {
    const struct queue *queue;
    uint32_t channel;                   /* 0: any */
};

static bool is_wanted(const struct channel *channel, const void *data)
{
    const struct wanted *wanted = data;

    return channel->own_queue->port == wanted->queue->port && (!wanted->channel || channel->id == wanted->channel);
}

/* Asked for one of ours: it is no longer ours, unless nobody takes it. */
void shared_asked(uint32_t question)
{
    const struct read_question_request read = {.question = question};
    struct give_record_request give = {.question = question};
    struct read_question_reply asked = {0};
    struct pending found;
    struct moving moving;
    struct queue *queue;
    bool has = false;

    if (!NT_SUCCESS(call_read_question(&read, &asked, NULL)))
        return;
    queue = port_queue(asked.port);
    if (queue) {
        const struct wanted wanted = {queue, asked.channel};

        has = pending_take(asked.message_id, asked.channel != 0, is_wanted, &wanted, &found);
        queue_unref(queue);
    }
    if (has) {
        pack(&moving, &found);
        give.record = (wire_blob){&moving, sizeof moving};
    }
    if (!NT_SUCCESS(call_give_record(&give, NULL, NULL)) && has)
        pending_enter(&found);
    if (has)
        channel_release(found.channel);
}
