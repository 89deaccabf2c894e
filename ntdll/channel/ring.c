/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rings; see ring.h. */
#include "ntdll/channel/ring.h"

#include <string.h>

#define FETCH_AHEAD 512u
#define FETCH_MAX   1024u

static struct ring_record *record_at(const struct ring *ring, uint64_t position)
{
    return (struct ring_record *)(ring->data + (position & (ring->size - 1)));
}

static uint32_t record_size(uint32_t message_size)
{
    return ((uint32_t)sizeof(struct ring_record) + message_size + RECORD_ALIGN - 1) &
           ~(RECORD_ALIGN - 1);
}

static uint32_t left_to_end(const struct ring *ring, uint64_t position)
{
    return ring->size - (uint32_t)(position & (ring->size - 1));
}

/* As many bytes as the message had, some messages further on: the peer's CPU has these lines, and they come while this
 * message is finished. Beyond the ring's end it is in vain, and does no harm. */
static void fetch_to_write(const struct ring *ring, uint64_t position, uint32_t size)
{
    const char *ahead = (const char *)record_at(ring, position + FETCH_AHEAD);

    for (uint32_t i = 0; i < size && i < FETCH_MAX; i += CACHE_LINE)
        asm volatile("prefetchw %0" : : "m"(ahead[i]));
}

/* Only what is known to be written: where the sender is about to write, it would lose the line. */
static void fetch_to_read(const struct ring *ring, uint64_t position, uint32_t size)
{
    const char *ahead = (const char *)record_at(ring, position + FETCH_AHEAD);

    if ((int64_t)(ring->seen - position) < (int64_t)(FETCH_AHEAD + size))
        return;
    for (uint32_t i = 0; i < size && i < FETCH_MAX; i += CACHE_LINE)
        __builtin_prefetch(ahead + i);
}

static uint32_t source_size(const struct ring_source *source)
{
    uint32_t size = total_of(source->header);

    return source->attributes ? ((size + 7) & ~7u) + (uint32_t)sizeof *source->attributes : size;
}

bool ring_copy_data(void *to, const void *from, size_t size, ring_copy *copy)
{
    if (copy)
        return copy(to, from, size);
    memcpy(to, from, size);
    return true;
}

static inline bool fill(struct ring_record *record, const struct ring_source *source, const struct envelope *envelope)
{
    uint32_t total = total_of(source->header);
    uint8_t *to = (uint8_t *)(record + 1);

    record->slot = envelope->slot;
    record->generation = envelope->generation;
    record->cpu = (uint16_t)envelope->cpu;
    record->flags = envelope->flags;
    memcpy(to, source->header, sizeof *source->header);
    if (!ring_copy_data(to + sizeof *source->header, source->data, total - sizeof *source->header, source->copy))
        return false;
    if (source->attributes) {
        record->flags |= RECORD_ATTRIBUTES;
        memcpy(to + ((total + 7) & ~7u), source->attributes, sizeof *source->attributes);
    }
    return true;
}

/* Whoever starts something that nobody waits for leaves room for those who wait, and for answers. */
static uint32_t room_for(const struct ring *ring, const struct envelope *envelope)
{
    const uint16_t answers = RECORD_REPLY | RECORD_CONTINUED | RECORD_CANCELLED;

    return envelope->slot == NO_SLOT && !(envelope->flags & answers) ? ring->size / 4 * 3 : ring->size;
}

enum ring_result ring_put(const struct ring *ring, uint64_t *tail, uint64_t *free,
                          const struct ring_source *source, const struct envelope *envelope,
                          uint64_t *position)
{
    uint32_t size = record_size(source_size(source));
    uint32_t left = left_to_end(ring, *tail), skip = left < size ? left : 0;
    uint32_t room = room_for(ring, envelope);
    struct ring_record *record;

    if (skip + size > room)
        return RING_FULL;
    if (*tail - *free > room - skip - size) {
        uint64_t head = shm_load_acquire(&ring->memory->head);      /* pairs with ring_free() */

        if (*tail - head > ring->size)
            return RING_BROKEN;         /* a position that cannot be */
        *free = head;
        if (*tail - head > room - skip - size)
            return RING_FULL;
    }
    if (skip) {
        record = record_at(ring, *tail);
        record->size = skip;
        record->slot = RECORD_SKIP;
    }
    record = record_at(ring, *tail + skip);
    record->size = size;
    if (!fill(record, source, envelope))
        return RING_FAULT;
    *position = *tail + skip;
    *tail += skip + size;
    shm_store_release(&ring->memory->tail, *tail);      /* pairs with ring_published() */
    fetch_to_write(ring, *tail, size);
    return RING_DONE;
}

bool ring_withdraw(const struct ring *ring, uint64_t position)
{
    if (shm_load_acquire(&ring->memory->head) > position)
        return false;
    shm_store(&record_at(ring, position)->slot, RECORD_SKIP);
    return true;
}

/* How many bytes are there to read, or more than the ring holds when the sender lies. */
static uint64_t ring_published(const struct ring *ring, uint64_t head)
{
    return shm_load_acquire(&ring->memory->tail) - head;
}

/* The same, but what was seen before is taken first: the sender writes its position for each message, and the line
 * it stands in changes sides for each look. Another process may have taken messages beyond what we have seen. */
static uint64_t ring_seen(struct ring *ring, uint64_t head)
{
    uint64_t published = ring->seen - head;

    if (published && published <= ring->size)
        return published;
    published = ring_published(ring, head);
    ring->seen = head + published;
    return published;
}

static void ring_free(const struct ring *ring, uint64_t head)
{
    shm_store_release(&ring->memory->head, head);
}

static inline bool load_record(const struct ring *ring, uint64_t position, uint64_t published, struct ring_record *out)
{
    const struct ring_record *record = record_at(ring, position);

    if (published > ring->size || published < RECORD_ALIGN)
        return false;
    out->size = shm_load(&record->size);
    out->slot = shm_load(&record->slot);
    out->generation = shm_load(&record->generation);
    out->cpu = shm_load(&record->cpu);
    out->flags = shm_load(&record->flags);
    return out->size && out->size % RECORD_ALIGN == 0 && out->size <= published &&
           out->size <= left_to_end(ring, position);
}

/* The record at head, loaded once; skips what is no message, or none any more. One for a thread that waits stops
 * everything behind it until the thread has taken it. */
static inline enum ring_result next_record(struct ring *ring, uint64_t *head, struct ring_record *out)
{
    uint64_t published;

    while ((published = ring_seen(ring, *head))) {
        if (!load_record(ring, *head, published, out))
            return RING_BROKEN;
        if (out->slot != RECORD_SKIP) {
            if (!(out->flags & RECORD_FOR_SLOT))
                return RING_DONE;
            if (!shm_load(&ring->orphaned))
                return RING_EMPTY;
        }
        shm_store(head, *head + out->size);     /* queue_looks_empty() reads it without the lock */
        ring_free(ring, *head);
    }
    return RING_EMPTY;
}

enum ring_result ring_peek(struct ring *ring, uint64_t *head, uint32_t *message_id)
{
    struct ring_record record;
    enum ring_result result = next_record(ring, head, &record);

    if (result == RING_DONE) {
        const PORT_MESSAGE *header = (const void *)(record_at(ring, *head) + 1);
        *message_id = shm_load(&header->MessageId);
    }
    return result;
}

static bool read_attributes(struct ring_sink *sink, const uint8_t *from, uint32_t total, uint32_t size)
{
    uint32_t at = (total + 7) & ~7u;

    sink->attributes = (struct record_attributes){0};
    if (!(sink->envelope.flags & RECORD_ATTRIBUTES))
        return true;
    if (size < sizeof sink->attributes || at > size - sizeof sink->attributes)
        return false;
    memcpy(&sink->attributes, from + at, sizeof sink->attributes);
    return true;
}

static void make_bare(PORT_MESSAGE *header)
{
    header->u1.s1.DataLength = 0;
    header->u1.s1.TotalLength = sizeof *header;
}

/* The record, checked, into the sink. */
static inline enum ring_result read_record(const struct ring *ring, uint64_t position, const struct ring_record *record,
                                           struct ring_sink *sink)
{
    const uint8_t *from = (const uint8_t *)(record_at(ring, position) + 1);
    uint32_t size = record->size - (uint32_t)sizeof *record, total;

    if (size < sizeof sink->header)
        return RING_BROKEN;
    memcpy(&sink->header, from, sizeof sink->header);
    total = total_of(&sink->header);
    sink->envelope = (struct envelope){record->slot, record->generation, record->cpu, record->flags};
    if (total < sizeof sink->header || total > size ||
        (uint16_t)sink->header.u1.s1.DataLength > total - sizeof sink->header ||
        !read_attributes(sink, from, total, size))
        return RING_BROKEN;
    if ((sink->bare && !(record->flags & (RECORD_REPLY | RECORD_CONTINUED))) || record->flags & RECORD_CANCELLED) {
        make_bare(&sink->header);
        total = sizeof sink->header;
    }
    if (sink->short_buffer || total - sizeof sink->header > sink->room)
        return RING_LONG;
    return ring_copy_data(sink->data, from + sizeof sink->header, total - sizeof sink->header, sink->copy)
               ? RING_DONE : RING_FAULT;
}

enum ring_result ring_take(struct ring *ring, uint64_t *head, struct ring_sink *sink)
{
    struct ring_record record;
    enum ring_result result = next_record(ring, head, &record);

    if (result == RING_DONE)
        result = read_record(ring, *head, &record, sink);
    if (result != RING_DONE)
        return result;
    shm_store(head, *head + record.size);       /* queue_looks_empty() reads it without the lock */
    ring_free(ring, *head);
    fetch_to_read(ring, *head, record.size);
    return RING_DONE;
}

enum ring_result ring_take_at(struct ring *ring, uint64_t *head, uint64_t position, struct ring_sink *sink)
{
    uint64_t published = ring_published(ring, *head), offset = position - *head;
    struct ring_record record;
    enum ring_result result;

    if (position % RECORD_ALIGN || published > ring->size || offset >= published ||
        !load_record(ring, position, published - offset, &record) || !(record.flags & RECORD_FOR_SLOT))
        return RING_BROKEN;
    result = read_record(ring, position, &record, sink);
    if (result == RING_DONE || result == RING_FAULT) {
        shm_store(&record_at(ring, position)->slot, RECORD_SKIP);
        next_record(ring, head, &record);       /* frees it if it was the oldest */
    }
    return result;
}

/* One that a thread waits for is nothing to a receiver. */
bool ring_is_empty(const struct ring *ring, uint64_t head)
{
    return ring_published(ring, head) == 0 ||
           (shm_load(&record_at(ring, head)->flags) & RECORD_FOR_SLOT &&
            shm_load(&record_at(ring, head)->slot) != RECORD_SKIP && !shm_load(&ring->orphaned));
}

void ring_purge(const struct ring *ring, uint64_t *head)
{
    shm_store(head, shm_load_acquire(&ring->memory->tail));     /* queue_looks_empty() reads it without the lock */
    ring_free(ring, *head);
}
