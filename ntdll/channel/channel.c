/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One end of a connection; see channel.h. */
#include "ntdll/channel/channel.h"

#include "common/bell.h"
#include "ntdll/channel/alive.h"
#include "ntdll/channel/context.h"
#include "ntdll/channel/foreign.h"
#include "ntdll/channel/lock.h"
#include "ntdll/channel/pending.h"
#include "ntdll/channel/spin.h"

#include <stdlib.h>
#include <sys/mman.h>

static struct reply_slot *slots_at(struct channel_memory *memory, uint32_t first)
{
    return (struct reply_slot *)((uint8_t *)memory + CHANNEL_SLOTS_OFFSET) + first;
}

static struct ring ring_at(struct channel_memory *memory, uint32_t size, enum channel_end sender)
{
    return (struct ring){
        .memory = &memory->ring[sender],
        .data = (uint8_t *)memory + CHANNEL_RINGS_OFFSET + (size_t)sender * size,
        .size = size,
    };
}

struct channel *channel_new(uint32_t id, uint32_t index, enum channel_end end, enum bell_kind bell, void *memory,
                            uint32_t ring_size, struct queue *own_queue, struct queue *peer_queue)
{
    struct channel *channel = calloc(1, sizeof *channel);
    struct slot_bank client = {slots_at(memory, 0), NULL, CLIENT_SLOTS};
    struct slot_bank server = {slots_at(memory, CLIENT_SLOTS), NULL, SERVER_SLOTS};

    if (!channel)
        return NULL;
    channel->bell = bell;
    if (bell != BELL_OF_QUEUE && !(channel->foreign = foreign_new(memory, end))) {
        free(channel);
        return NULL;
    }
    channel->life.n_references = 1;
    channel->id = id;
    channel->index = index;
    channel->end = end;
    channel->memory = memory;
    channel->memory_size = channel_memory_size(ring_size);
    channel->own_index = end == SERVER_END ? index : 0;
    channel->state = &own_queue->holder->channels[channel->own_index];
    channel->own_queue = queue_ref(own_queue);
    channel->peer_queue_owner = peer_queue ? queue_ref(peer_queue) : NULL;
    if (bell == BELL_OF_QUEUE)
        channel->peer_queue = peer_queue ? peer_queue->memory : &channel->memory->client_queue;
    channel->peer_index = end == CLIENT_END ? index : 0;
    channel->out = ring_at(memory, ring_size, end);
    channel->in = ring_at(memory, ring_size, !end);
    channel->slots = end == CLIENT_END ? client : server;
    channel->slots.taken = channel->state->slots;
    channel->peer_slots = end == CLIENT_END ? server : client;
    channel->peer_cpu = NO_CPU;
    channel->peer_fd = -1;
    return channel;
}

struct channel *channel_ref(struct channel *channel)
{
    life_ref(&channel->life);
    return channel;
}

static void channel_free(struct life *life)
{
    struct channel *channel = (struct channel *)((char *)life - offsetof(struct channel, life));

    queue_unref(channel->own_queue);
    queue_unref(channel->peer_queue_owner);
    munmap(channel->memory, channel->memory_size);
    context_forget(channel);
    if (channel->peer_fd >= 0)
        alive_give_back(channel->peer_fd);
    free(channel->foreign);
    free(channel);
}

void channel_unref(struct channel *channel)
{
    if (channel)
        life_unref(LIFE_OF_CHANNEL, &channel->life, channel_free);
}

void channel_close(struct channel *channel)
{
    shm_store_release(&channel->memory->closed[channel->end], 1);
}

static void lose_waiters(struct channel *channel, uint32_t claimer)
{
    for (uint32_t i = 0; i < channel->slots.n_slots; i++)
        if (shm_load(&channel->slots.taken[i / 64]) & 1ull << i % 64)
            slot_lose(&channel->slots.slots[i], claimer, !claimer);
}

/* Nobody waits any more: what stands in the ring for one who did is nobody's. */
static void orphan(struct channel *channel)
{
    shm_store(&channel->in.orphaned, true);
    if (!ring_is_empty(&channel->in, shm_load(&channel->state->head)))
        queue_nudge(channel->own_queue, channel->own_index);
    queue_wake_all(channel->own_queue);
}

void channel_peer_closed(struct channel *channel)
{
    shm_store_release(&channel->closed, 1);     /* before the look: pairs with whoever arms a slot */
    shm_fence();
    lose_waiters(channel, 0);
    if (channel->foreign)
        foreign_alarm(channel->foreign);
    orphan(channel);
}

void channel_break(struct channel *channel)
{
    if (shm_exchange(&channel->broken, true))
        return;
    channel_close(channel);
    shm_store_release(&channel->closed, 1);
    for (uint32_t i = 0; i < channel->peer_slots.n_slots; i++)
        slot_lose(&channel->peer_slots.slots[i], 0, true);
    lose_waiters(channel, 0);
    if (channel->foreign)
        foreign_alarm(channel->foreign);
    shm_store(&channel->in.orphaned, true);
}

void channel_peer_died(struct channel *channel, uint32_t pid)
{
    lose_waiters(channel, pid);
    if (channel->foreign)
        foreign_alarm(channel->foreign);
}

void channel_sharer_died(struct channel *channel, uint32_t pid)
{
    for (uint32_t i = 0; i < channel->slots.n_slots; i++)
        if (shm_load(&channel->slots.taken[i / 64]) & 1ull << i % 64 &&
            shm_load(&channel->slots.slots[i].pid) == pid)
            slot_give_back(&channel->slots, i);
}

static enum ring_result put(struct channel *channel, const struct ring_source *source,
                            const struct envelope *envelope, uint64_t *position)
{
    enum ring_result result;

    robust_lock(&channel->state->send_lock);    /* a sender that died inside has published nothing */
    result = ring_put(&channel->out, &channel->state->tail, &channel->free, source, envelope, position);
    robust_unlock(&channel->state->send_lock);  /* (1) of bell.c and foreign.c: a full fence */
    if (result == RING_BROKEN)
        channel_break(channel);
    return result;
}

enum ring_result channel_send(struct channel *channel, const struct ring_source *source,
                              const struct envelope *envelope, uint64_t *position)
{
    enum ring_result result = put(channel, source, envelope, position);

    if (result == RING_DONE && channel->peer_queue)
        queue_announce(channel->peer_queue, channel->peer_index);
    else if (result == RING_DONE)
        foreign_announce(channel);
    return result;
}

void channel_announce_mail(struct channel *channel)
{
    if (channel->peer_queue)
        queue_announce_mail(channel->peer_queue);
}

uint32_t channel_watched(const struct channel *channel)
{
    return channel->peer_queue ? shm_load(&channel->peer_queue->watched) : foreign_watched(channel->foreign);
}

enum slot_state channel_await(struct channel *channel, uint32_t slot, uint32_t generation,
                              const struct futex_word *also, const struct timespec *until)
{
    struct reply_slot *own = &channel->slots.slots[slot];

    if (channel->foreign)
        return foreign_await_slot(channel, own, generation, also, until);
    return slot_await(own, generation, shm_load(&channel->peer_cpu), also, until);
}

bool channel_withdraw(struct channel *channel, uint64_t position)
{
    bool withdrawn;

    robust_lock(&channel->state->send_lock);    /* so nobody writes over it meanwhile */
    withdrawn = ring_withdraw(&channel->out, position);
    robust_unlock(&channel->state->send_lock);
    return withdrawn;
}

enum ring_result channel_put_answer(struct channel *channel, const struct ring_source *source,
                                    const struct envelope *from, uint64_t *position)
{
    struct envelope envelope = *from;

    envelope.flags |= RECORD_FOR_SLOT | RECORD_REPLY;
    return put(channel, source, &envelope, position);
}

enum ring_result channel_take_answer(struct channel *channel, uint64_t position, struct ring_sink *sink)
{
    enum ring_result result = queue_take_at(channel->own_queue, channel, position, sink);

    if (result == RING_DONE || result == RING_FAULT)
        queue_nudge(channel->own_queue, channel->own_index);
    return result;
}

struct reply_slot *channel_peer_slot(struct channel *channel, uint32_t number)
{
    return number < channel->peer_slots.n_slots ? &channel->peer_slots.slots[number] : NULL;
}

uint32_t channel_find_waiter(struct channel *channel, const struct pending_key *key, uint32_t *generation)
{
    for (uint32_t i = 0; i < channel->peer_slots.n_slots; i++) {
        const struct reply_slot *slot = &channel->peer_slots.slots[i];
        uint32_t word = shm_load_acquire(&slot->word);

        if (SLOT_STATE(word) == SLOT_WAITING && shm_load(&slot->message_id) == key->message_id &&
            shm_load(&slot->callback_id) == key->callback_id && shm_load(&slot->pid) == key->pid &&
            shm_load(&slot->tid) == key->tid) {
            *generation = word >> 4;
            return i;
        }
    }
    return NO_SLOT;
}
