/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rings; see ring.h. */
#include "ntdll/channel/ring.h"

#include <string.h>

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

enum ring_result ring_put(const struct ring *ring, uint64_t *tail, uint64_t *free,
                          const struct message *message, const struct envelope *envelope)
{
    uint32_t size = record_size(message->header.u1.s1.TotalLength);
    uint32_t left = left_to_end(ring, *tail), skip = left < size ? left : 0;
    uint32_t room = envelope->slot == NO_SLOT ? ring->size / 4 * 3 : ring->size;
    struct ring_record *record;

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
    record->slot = envelope->slot;
    record->generation = envelope->generation;
    record->cpu = envelope->cpu;
    memcpy(record + 1, message, message->header.u1.s1.TotalLength);
    *tail += skip + size;
    shm_store_release(&ring->memory->tail, *tail);      /* pairs with ring_published() */
    return RING_DONE;
}

/* How many bytes are there to read, or more than the ring holds when the sender lies. */
static uint64_t ring_published(const struct ring *ring, uint64_t head)
{
    return shm_load_acquire(&ring->memory->tail) - head;
}

static void ring_free(const struct ring *ring, uint64_t head)
{
    shm_store_release(&ring->memory->head, head);
}

/* The record at head, loaded once; skips what lies before the ring's end. */
static enum ring_result next_record(const struct ring *ring, uint64_t *head, struct ring_record *out)
{
    uint64_t published = ring_published(ring, *head);

    for (int skipped = 0; skipped < 2; skipped++) {
        const struct ring_record *record = record_at(ring, *head);

        if (!published)
            return RING_EMPTY;
        if (published > ring->size || published < RECORD_ALIGN)
            return RING_BROKEN;
        out->size = shm_load(&record->size);
        out->slot = shm_load(&record->slot);
        out->generation = shm_load(&record->generation);
        out->cpu = shm_load(&record->cpu);
        if (!out->size || out->size % RECORD_ALIGN || out->size > published ||
            out->size > left_to_end(ring, *head))
            return RING_BROKEN;
        if (out->slot != RECORD_SKIP)
            return RING_DONE;
        shm_store(head, *head + out->size);
        published -= out->size;
        ring_free(ring, *head);
    }
    return RING_BROKEN;                 /* one end of the ring is skipped once */
}

enum ring_result ring_peek(const struct ring *ring, uint64_t *head, uint32_t *message_id)
{
    struct ring_record record;
    enum ring_result result = next_record(ring, head, &record);

    if (result == RING_DONE) {
        const PORT_MESSAGE *header = (const void *)(record_at(ring, *head) + 1);
        *message_id = shm_load(&header->MessageId);
    }
    return result;
}

enum ring_result ring_take(const struct ring *ring, uint64_t *head, struct message *message,
                           struct envelope *envelope)
{
    struct ring_record record;
    enum ring_result result = next_record(ring, head, &record);
    const uint8_t *from = (const uint8_t *)(record_at(ring, *head) + 1);
    uint32_t total, data;

    if (result != RING_DONE)
        return result;
    if (record.size < sizeof record + sizeof message->header)
        return RING_BROKEN;
    memcpy(&message->header, from, sizeof message->header);
    total = (uint16_t)message->header.u1.s1.TotalLength;
    data = (uint16_t)message->header.u1.s1.DataLength;
    if (total < sizeof message->header || total > sizeof *message ||
        total > record.size - sizeof record || data > total - sizeof message->header)
        return RING_BROKEN;
    memcpy(message->data, from + sizeof message->header, total - sizeof message->header);
    envelope->slot = record.slot;
    envelope->generation = record.generation;
    envelope->cpu = record.cpu;
    shm_store(head, *head + record.size);       /* queue_looks_empty() reads it without the lock */
    ring_free(ring, *head);
    return RING_DONE;
}

bool ring_is_empty(const struct ring *ring, uint64_t head)
{
    return ring_published(ring, head) == 0;
}

void ring_purge(const struct ring *ring, uint64_t *head)
{
    *head = shm_load_acquire(&ring->memory->tail);
    ring_free(ring, *head);
}
