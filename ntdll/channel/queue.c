/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queues; see queue.h. Sleeping at one is in bell.c. */
#include "ntdll/channel/queue.h"

#include "ntdll/channel/channel.h"
#include "ntdll/channel/foreign.h"
#include "ntdll/channel/kept.h"
#include "ntdll/channel/spin.h"

#include <stdlib.h>
#include <sys/mman.h>

void channel_state_init(struct channel_state *state)
{
    state->send_lock = (struct robust_lock){0};
    state->tail = state->head = 0;
    for (size_t i = 0; i < CLIENT_SLOTS / 64; i++)
        state->slots[i] = 0;
    state->ready = 0;
}

void holder_init(struct holder_memory *holder, uint32_t capacity)
{
    holder->lock = (struct robust_lock){0};
    holder->capacity = capacity;
    channel_state_init(&holder->channels[0]);
}

struct queue *queue_new(uint32_t port, void *memory, size_t memory_size, void *holder, uint32_t capacity)
{
    struct queue *queue = calloc(1, sizeof *queue);

    if (!queue)
        return NULL;
    queue->n_references = 1;
    queue->port = port;
    queue->memory = memory;
    queue->memory_size = memory_size;
    queue->holder = holder;
    queue->capacity = capacity;
    queue->last_cpu = NO_CPU;
    return queue;
}

struct queue *queue_ref(struct queue *queue)
{
    shm_fetch_add(&queue->n_references, 1);
    return queue;
}

void queue_unref(struct queue *queue)
{
    if (!queue || shm_fetch_add(&queue->n_references, -1u) != 1)
        return;
    if (queue->memory_size)
        munmap(queue->memory, queue->memory_size);
    if (queue->holder)
        munmap(queue->holder, holder_memory_size(queue->capacity));
    free(queue->deferred);
    kept_drop(queue);
    free(queue->channels);
    free(queue);
}

/* The heap of ready channels. */

static struct ready_channel *heap_of(struct queue *queue)
{
    return (struct ready_channel *)&queue->holder->channels[queue->capacity];
}

static bool sent_before(uint32_t a, uint32_t b)
{
    return (int32_t)((a - b) << 1) < 0;         /* ids have 31 bits and wrap */
}

static void heap_sift_up(struct ready_channel *heap, uint32_t at)
{
    struct ready_channel moved = heap[at];

    for (; at && sent_before(moved.message_id, heap[(at - 1) / 2].message_id); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = moved;
}

static void heap_sift_down(struct ready_channel *heap, uint32_t n, uint32_t at)
{
    struct ready_channel moved = heap[at];

    for (uint32_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && sent_before(heap[child + 1].message_id, heap[child].message_id))
            child++;
        if (!sent_before(heap[child].message_id, moved.message_id))
            break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

static void ready_add(struct queue *queue, uint32_t index, uint32_t message_id)
{
    struct holder_memory *holder = queue->holder;
    struct ready_channel *heap = heap_of(queue);

    heap[holder->n_ready] = (struct ready_channel){message_id, index};
    heap_sift_up(heap, holder->n_ready);
    shm_store(&holder->n_ready, holder->n_ready + 1);   /* queue_looks_empty() reads it without the lock */
    holder->channels[index].ready = 1;
}

static void ready_remove(struct queue *queue, uint32_t at)
{
    struct holder_memory *holder = queue->holder;
    struct ready_channel *heap = heap_of(queue);

    holder->channels[heap[at].index].ready = 0;
    shm_store(&holder->n_ready, holder->n_ready - 1);
    heap[at] = heap[holder->n_ready];
    if (at < holder->n_ready) {
        heap_sift_down(heap, holder->n_ready, at);
        heap_sift_up(heap, at);
    }
}

static uint32_t ready_find(struct queue *queue, uint32_t index)
{
    struct ready_channel *heap = heap_of(queue);
    uint32_t at = 0;

    while (at < queue->holder->n_ready && heap[at].index != index)
        at++;
    return at;
}

static void set_hint(struct queue_memory *memory, uint32_t index)
{
    uint32_t word = index / 64, group = word / 64;

    shm_fetch_or(&memory->pending[word], 1ull << index % 64);
    if (!(shm_load(&memory->summary[group]) & 1ull << word % 64))
        shm_fetch_or(&memory->summary[group], 1ull << word % 64);
}

void queue_recover(struct queue *queue)
{
    struct holder_memory *holder = queue->holder;

    shm_store(&holder->n_ready, 0);
    for (uint32_t i = 0; i < queue->capacity; i++) {
        holder->channels[i].ready = 0;
        if (i < queue->n_channels && queue->channels[i])
            set_hint(queue->memory, i);
    }
}

static struct channel *channel_at(struct queue *queue, uint32_t index)
{
    return index < queue->n_channels ? queue->channels[index] : NULL;
}

static void set_polled(struct queue *queue, uint32_t polled)
{
    queue->holder->polled = polled;
    shm_store(&queue->memory->polled, polled);
    shm_fence();                        /* pairs with queue_announce() */
}

/* Twice from the same channel: it is looked at without hints from now on. The one before it may have been sent to
 * by somebody who saw that no hint was needed. */
static void note_source(struct queue *queue, uint32_t index)
{
    struct holder_memory *holder = queue->holder;
    uint32_t before = holder->polled;

    if (before != index + 1 && holder->last_index == index) {
        set_polled(queue, index + 1);
        if (before)
            set_hint(queue->memory, before - 1);
    }
    holder->last_index = index;
}

/* A channel that lost its port leaves when the last of its messages has been taken. */
static void drop(struct queue *queue, struct channel *channel)
{
    if (queue->holder->polled == channel->own_index + 1)
        set_polled(queue, 0);
    if (channel->foreign)
        foreign_leave(queue, channel->own_index);
    queue->channels[channel->own_index] = NULL;
    channel_unref(channel);
}

/* Another user's process may give its messages any id, to be the first or to make others wait: when it was seen counts. */
static enum ring_result peek_foreign(struct queue *queue, struct channel *channel, uint32_t *message_id)
{
    enum ring_result result = ring_peek(&channel->in, &channel->state->head, message_id);

    if (result == RING_EMPTY && channel->bell == BELL_BY_SERVER) {
        foreign_arm(channel);
        result = ring_peek(&channel->in, &channel->state->head, message_id);
    }
    if (result == RING_DONE && queue->clock)
        *message_id = shm_load(queue->clock);
    return result;
}

static enum ring_result peek(struct queue *queue, struct channel *channel, uint32_t *message_id)
{
    return channel->foreign ? peek_foreign(queue, channel, message_id)
                            : ring_peek(&channel->in, &channel->state->head, message_id);
}

/* Looks at one hinted channel and makes it ready if it has something. false: it is not known here. */
static bool gather_channel(struct queue *queue, uint32_t index)
{
    struct channel *channel = channel_at(queue, index);
    uint32_t message_id;

    if (!channel)
        return false;
    if (channel->state->ready || channel->broken)
        return true;
    switch (peek(queue, channel, &message_id)) {
    case RING_DONE:
        ready_add(queue, index, message_id);
        break;
    case RING_BROKEN:
        channel_break(channel);
        break;
    default:
        break;
    }
    return true;
}

/* One unknown channel is opened at a time; the hint of another is kept. */
static void note_unknown(struct queue *queue, uint32_t index, uint32_t *unknown)
{
    if (*unknown != NO_CHANNEL && *unknown != index)
        set_hint(queue->memory, *unknown);
    *unknown = index;
}

static void gather_foreign(struct queue *queue, uint32_t *unknown)
{
    for (uint32_t i = 0; i < queue->holder->n_foreign && i < MAX_FOREIGN_BELLS; i++) {
        uint32_t index = queue->holder->foreign[i];

        if (index < queue->capacity && !gather_channel(queue, index))
            note_unknown(queue, index, unknown);
    }
}

static bool has_hints(const struct queue *queue)
{
    uint64_t any = 0;

#pragma GCC unroll 8
    for (uint32_t group = 0; group < MAX_CHANNELS / 4096; group++)
        any |= shm_load(&queue->memory->summary[group]);
    return any;
}

/* Takes all hints. NO_CHANNEL, or the number of a channel that must be opened first. */
static uint32_t gather(struct queue *queue)
{
    struct queue_memory *memory = queue->memory;
    uint32_t unknown = NO_CHANNEL, n_groups = (queue->capacity + 4095) / 4096;
    uint32_t polled = queue->holder->polled;

    if (polled && polled <= queue->capacity && !gather_channel(queue, polled - 1))
        note_unknown(queue, polled - 1, &unknown);

    if (queue->holder->n_foreign)
        gather_foreign(queue, &unknown);
    if (!has_hints(queue))
        return unknown;

    for (uint32_t group = 0; group < n_groups; group++) {
        uint64_t words = shm_load(&memory->summary[group]);

        if (!words)
            continue;
        /* (1) the summary goes first: a sender that still sees its bit set has set its hint before */
        shm_fetch_and(&memory->summary[group], ~words);
        for (; words; words &= words - 1) {
            uint32_t word = group * 64 + (uint32_t)__builtin_ctzll(words);
            uint64_t hints = shm_exchange(&memory->pending[word], 0);

            for (; hints; hints &= hints - 1) {
                uint32_t index = word * 64 + (uint32_t)__builtin_ctzll(hints);

                if (index < queue->capacity && !gather_channel(queue, index))
                    note_unknown(queue, index, &unknown);
            }
        }
    }
    return unknown;
}

static bool is_datagram(const struct envelope *envelope)
{
    return envelope->slot == NO_SLOT && !(envelope->flags & ~RECORD_ATTRIBUTES);
}

static inline enum ring_result take_oldest(struct queue *queue, struct channel *channel, struct ring_sink *sink)
{
    enum ring_result result;

    sink->bare = shm_load(&queue->alpc) && channel->end == SERVER_END && channel_is_closed(channel);
    result = ring_take(&channel->in, &channel->state->head, sink);
    if (result == RING_DONE) {
        sink->sequence = channel->state->sequence + 1;
        shm_store(&channel->state->sequence, sink->sequence);   /* see_who_rang() reads it without the lock */
        shm_store(&queue->last_cpu, sink->envelope.cpu);
        shm_store(&queue->stream.n, is_datagram(&sink->envelope) ? shm_load(&queue->stream.n) + 1 : 0);
        note_source(queue, channel->own_index);
    }
    return result;
}

/* What comes next from it, after one has been taken. The channel that is looked at without hints need not be ready for that. */
static enum ring_result peek_next(struct queue *queue, struct channel *channel, uint32_t *message_id)
{
    bool polled = queue->holder->polled == channel->own_index + 1 && !channel->draining && !channel->foreign;

    return polled ? RING_EMPTY : peek(queue, channel, message_id);
}

/* Takes the message of the ready channel at this place of the heap. RING_EMPTY: it has none. */
static enum ring_result take_from(struct queue *queue, uint32_t at, struct ring_sink *sink, struct channel **out)
{
    struct ready_channel *heap = heap_of(queue);
    struct channel *channel = channel_at(queue, heap[at].index);
    enum ring_result result, next = RING_EMPTY;

    if (!channel) {
        ready_remove(queue, at);
        return RING_EMPTY;
    }
    result = take_oldest(queue, channel, sink);
    if (result == RING_LONG || result == RING_FAULT)
        return result;
    *out = channel_hold(channel);
    if (result == RING_DONE)
        next = peek_next(queue, channel, &heap[at].message_id);
    if (result == RING_BROKEN || next == RING_BROKEN)
        channel_break(channel);
    if (next == RING_DONE) {
        heap_sift_down(heap, queue->holder->n_ready, at);
    } else {
        ready_remove(queue, at);
        if (channel->draining)
            drop(queue, channel);
    }
    if (result != RING_DONE)
        channel_release(*out);
    return result == RING_DONE ? RING_DONE : RING_EMPTY;
}

static struct channel *polled_channel(struct queue *queue)
{
    uint32_t polled = queue->holder->polled;
    struct channel *channel = polled ? channel_at(queue, polled - 1) : NULL;

    return channel ? channel_hold(channel) : NULL;
}

/* When nothing is ready and there is no hint, only the channel that gives none can have something: there is no order to
 * keep. NULL: it is not so simple. */
static struct channel *lone_channel(struct queue *queue)
{
    const struct holder_memory *holder = queue->holder;
    struct channel *channel;

    if (!holder->polled || holder->n_ready || holder->n_foreign || has_hints(queue))
        return NULL;
    channel = channel_at(queue, holder->polled - 1);
    return channel && !channel->broken && !channel->foreign && !channel->draining ? channel : NULL;
}

static enum queue_result take_lone(struct queue *queue, struct channel *lone, struct ring_sink *sink,
                                   struct channel **channel)
{
    enum ring_result taken = take_oldest(queue, lone, sink);

    if (taken == RING_LONG || taken == RING_FAULT)
        return taken == RING_LONG ? QUEUE_LONG : QUEUE_FAULT;
    if (taken == RING_BROKEN)
        channel_break(lone);
    *channel = channel_hold(lone);
    return taken == RING_DONE ? QUEUE_TAKEN : QUEUE_EMPTY;
}

static enum queue_result take_in_order(struct queue *queue, uint32_t only, struct ring_sink *sink,
                                       struct channel **channel, uint32_t *index)
{
    enum queue_result result = QUEUE_EMPTY;
    enum ring_result taken;

    *index = gather(queue);
    while (*index == NO_CHANNEL && queue->holder->n_ready) {
        uint32_t at = only == NO_CHANNEL ? 0 : ready_find(queue, only);

        if (at >= queue->holder->n_ready)
            break;
        if (!channel_at(queue, heap_of(queue)[at].index)) {     /* another process made it ready */
            *index = heap_of(queue)[at].index;
            ready_remove(queue, at);    /* opening it sets its hint again */
            break;
        }
        /* A channel seen second may have been sent to first: look until no new hint comes. */
        if (queue->holder->n_ready > 1 && has_hints(queue)) {
            *index = gather(queue);
            continue;
        }
        taken = take_from(queue, at, sink, channel);
        if (taken == RING_EMPTY)
            continue;
        result = taken == RING_DONE ? QUEUE_TAKEN : taken == RING_LONG ? QUEUE_LONG : QUEUE_FAULT;
        break;
    }
    if (result == QUEUE_EMPTY && *index != NO_CHANNEL)
        result = QUEUE_UNKNOWN;
    if (result == QUEUE_EMPTY)
        *channel = polled_channel(queue);
    return result;
}

enum queue_result queue_take(struct queue *queue, uint32_t only, struct ring_sink *sink,
                             struct channel **channel, uint32_t *index)
{
    struct channel *lone;
    enum queue_result result;

    queue_lock(queue);
    lone = only == NO_CHANNEL ? lone_channel(queue) : NULL;
    result = lone ? take_lone(queue, lone, sink, channel) : take_in_order(queue, only, sink, channel, index);
    queue_unlock(queue);
    return result;
}

enum ring_result queue_take_at(struct queue *queue, struct channel *channel, uint64_t position,
                               struct ring_sink *sink)
{
    enum ring_result result;

    queue_lock(queue);
    result = ring_take_at(&channel->in, &channel->state->head, position, sink);
    queue_unlock(queue);
    return result;
}

bool queue_looks_empty(struct queue *queue, const struct channel *polled)
{
    return !shm_load(&queue->holder->n_ready) && !has_hints(queue) &&
           (!polled || ring_is_empty(&polled->in, shm_load(&polled->state->head)));
}

/* Gathers; the hint of a channel that is not known here stays, and says so. */
static bool gather_known(struct queue *queue)
{
    uint32_t unknown = gather(queue);

    if (unknown != NO_CHANNEL)
        set_hint(queue->memory, unknown);
    return unknown == NO_CHANNEL;
}

/* A hint alone is nothing; a channel that is not known here counts as something. */
bool queue_is_empty(struct queue *queue)
{
    bool empty;

    queue_lock(queue);
    empty = gather_known(queue) && !queue->holder->n_ready;
    queue_unlock(queue);
    return empty;
}

bool queue_has_older(struct queue *queue, uint32_t message_id)
{
    bool older;

    queue_lock(queue);
    gather_known(queue);
    older = queue->holder->n_ready && sent_before(heap_of(queue)->message_id, message_id);
    queue_unlock(queue);
    return older;
}

void queue_purge(struct queue *queue)
{
    queue_lock(queue);
    while (queue->holder->n_ready)
        ready_remove(queue, 0);
    for (uint32_t i = 0; i < queue->n_channels; i++)
        if (queue->channels[i])
            ring_purge(&queue->channels[i]->in, &queue->channels[i]->state->head);
    queue_unlock(queue);
}

static bool grow_channels(struct queue *queue, uint32_t index)
{
    uint32_t n = queue->n_channels ? queue->n_channels : 8;
    struct channel **grown;

    while (n <= index)
        n *= 2;
    if (n == queue->n_channels)
        return true;
    grown = realloc(queue->channels, n * sizeof(struct channel *));
    if (!grown)
        return false;
    for (uint32_t i = queue->n_channels; i < n; i++)
        grown[i] = NULL;
    queue->channels = grown;
    queue->n_channels = n;
    return true;
}

bool queue_attach(struct queue *queue, struct channel *channel)
{
    uint32_t index = channel->own_index;
    bool done = false;

    queue_lock(queue);
    if (index < queue->capacity && grow_channels(queue, index)) {
        uint32_t at = ready_find(queue, index);

        if (at < queue->holder->n_ready)
            ready_remove(queue, at);
        if (queue->channels[index])
            drop(queue, queue->channels[index]);
        queue->channels[index] = channel_ref(channel);
        foreign_enter(queue, channel);
        done = true;
    }
    queue_unlock(queue);
    if (done)
        set_hint(queue->memory, index);     /* it may have something already */
    if (done && channel->foreign)
        queue_wake_all(queue);              /* who sleeps does not listen to its bell */
    return done;
}

static void tell_foreign(struct queue *queue)
{
    queue_lock(queue);
    foreign_watch(queue);
    queue_unlock(queue);
}

void queue_watch(struct queue *queue, uint32_t how)
{
    shm_fetch_or(&queue->memory->watched, how);
    tell_foreign(queue);
    shm_fence();                        /* watched before the look: pairs with queue_announce() */
}

void queue_unwatch(struct queue *queue, uint32_t how)
{
    shm_fetch_and(&queue->memory->watched, ~how);
    tell_foreign(queue);
}

void queue_arm_foreign(struct queue *queue)
{
    queue_lock(queue);
    foreign_arm_all(queue);
    queue_unlock(queue);
}

void queue_forget(struct queue *queue, uint32_t index)
{
    queue_lock(queue);
    if (!channel_at(queue, index))
        foreign_leave(queue, index);
    queue_unlock(queue);
}

void queue_rung(struct queue *queue, uint32_t index, uint32_t id)
{
    struct channel *channel = queue_channel(queue, index);

    if (channel && channel->foreign && channel->id == id && !foreign_rung(channel))
        channel_break(channel);         /* an honest one rings once for each message */
    channel_unref(channel);
    queue_nudge(queue, index);
}

void queue_detach(struct queue *queue, struct channel *channel)
{
    queue_lock(queue);
    if (channel_at(queue, channel->own_index) == channel) {
        if (channel->broken || ring_is_empty(&channel->in, channel->state->head))
            drop(queue, channel);
        else
            channel->draining = true;
    }
    queue_unlock(queue);
}

void queue_clear(struct queue *queue)
{
    queue_lock(queue);
    for (uint32_t i = 0; i < queue->n_channels; i++)
        if (queue->channels[i])
            drop(queue, queue->channels[i]);
    queue_unlock(queue);
}

uint64_t queue_published(struct queue *queue, uint32_t index)
{
    struct channel *channel;
    uint64_t position = 0;

    queue_lock(queue);
    channel = channel_at(queue, index);
    if (channel) {
        position = shm_load_acquire(&channel->in.memory->tail);
        if (position - channel->state->head > channel->in.size) {
            channel_break(channel);     /* a position that cannot be */
            position = channel->state->head;
        }
    }
    queue_unlock(queue);
    return position;
}

bool queue_reached(struct queue *queue, uint32_t index, uint64_t position)
{
    struct channel *channel;
    bool reached;

    queue_lock(queue);
    channel = channel_at(queue, index);
    reached = !channel || channel->broken || channel->state->head >= position;
    queue_unlock(queue);
    return reached;
}

struct channel *queue_channel(struct queue *queue, uint32_t index)
{
    struct channel *channel;

    queue_lock(queue);
    channel = channel_at(queue, index);
    if (channel)
        channel_ref(channel);
    queue_unlock(queue);
    return channel;
}

void queue_each(struct queue *queue, void (*f)(struct channel *channel, void *data), void *data)
{
    queue_lock(queue);
    for (uint32_t i = 0; i < queue->n_channels; i++)
        if (queue->channels[i])
            f(queue->channels[i], data);
    queue_unlock(queue);
}
