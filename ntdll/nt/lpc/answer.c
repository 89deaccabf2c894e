/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way of an answer: to the slot in which a thread waits for it, or into the queue of who asked. */
#include "ntdll/channel/spin.h"
#include "ntdll/nt/lpc/lpc.h"

/* Section 4, rule 5: the waiting thread's port is port itself, its peer, or one of its connection port. */
bool may_answer(const struct channel *channel, const void *data)
{
    const struct port *port = data;

    if (port->kind == CONNECTION_PORT || port->kind == UNCONNECTED_PORT)
        return channel->end == SERVER_END && channel->own_queue == port->queue;
    if (port->channel->id == channel->id && port->channel->end == channel->end)
        return true;
    return port->kind == SERVER_PORT && channel->index == 0 && channel->own_queue == port->queue;
}

static NTSTATUS send_to_queue(struct channel *channel, const struct ring_source *source,
                              const struct envelope *from, bool final)
{
    struct envelope envelope = {.slot = NO_SLOT, .cpu = this_cpu()};

    if (from)
        envelope = *from;
    envelope.flags = final ? RECORD_REPLY : RECORD_CONTINUED;
    return send_record(channel, source, &envelope, NULL);
}

static NTSTATUS send_to_slot(const struct pending *to, struct reply_slot *slot, const struct ring_source *source,
                             const struct envelope *from)
{
    const struct envelope nowhere = {.slot = NO_SLOT, .cpu = this_cpu()};
    uint64_t position;
    enum ring_result result;

    if (slot_fits(source->header))
        return slot_answer(slot, to->generation, source, from) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    result = channel_put_answer(to->channel, source, from ? from : &nowhere, &position);
    if (result == RING_DONE)
        slot_answer_in_ring(slot, to->generation, position, from);
    return ring_status(result);
}

NTSTATUS answer_send(const struct pending *to, const struct ring_source *source, const struct envelope *from,
                     bool final)
{
    struct reply_slot *slot;
    NTSTATUS status;

    if (to->slot == NO_SLOT)
        return send_to_queue(to->channel, source, from, final);
    slot = channel_peer_slot(to->channel, to->slot);
    status = send_to_slot(to, slot, source, from);
    if (!NT_SUCCESS(status))
        slot_unclaim(slot, to->generation);
    return status;
}
