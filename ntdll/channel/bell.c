/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sleeping at a queue and waking who sleeps.
 *
 * One word for all sleepers of a queue, and a flag that somebody may be asleep. Whoever makes work, or leaves some, clears
 * the flag and wakes one; so a burst costs one wake-up. The woken thread, and nobody else, sets the flag again while
 * others sleep, and passes on what it leaves. So a flag that is not set while somebody sleeps says that one is on his way,
 * who will look: until he is there, which takes a while when he waits for a CPU, nobody needs to call another.
 *
 * (1) A sender has published, then made a full fence, then looks; (2) a receiver has said that it may be asleep, then made
 * a full fence, then looks.
 */
#include "ntdll/channel/queue.h"

#include "common/bell.h"
#include "ntdll/channel/channel.h"
#include "ntdll/channel/foreign.h"
#include "ntdll/channel/spin.h"

#include <errno.h>
#include <limits.h>

#define STREAM_FEW       8u     /* so few came after a pause that the next is longer, */
#define STREAM_MANY      32u    /* so many that it is shorter */
#define STREAM_PAUSE_MAX 31u

void queue_announce(struct queue_memory *memory, uint32_t index)
{
    uint32_t word = index / 64, group = word / 64;

    if (shm_load(&memory->polled) != index + 1) {
        shm_fetch_or(&memory->pending[word], 1ull << index % 64);
        if (!(shm_load(&memory->summary[group]) & 1ull << word % 64))
            shm_fetch_or(&memory->summary[group], 1ull << word % 64);
    }
    bell_ring_if_asleep(&memory->bell);
}

void queue_nudge(struct queue *queue, uint32_t index)
{
    shm_fence();                                /* (1) */
    queue_announce(queue->memory, index);
}

bool queue_take_mail(struct queue *queue)
{
    bool told = shm_exchange(&queue->mail, 0), announced = shm_exchange(&queue->memory->mail, 0);

    return told || announced;
}

bool queue_has_work(struct queue *queue)
{
    return !queue_is_empty(queue) || queue_has_mail(queue) || shm_load_acquire(&queue->n_kept);
}

uint32_t queue_ticket(const struct queue *queue)
{
    return shm_load_acquire(&queue->memory->bell.word);
}

bool queue_looks_idle(struct queue *queue, const struct channel *polled, uint32_t ticket)
{
    return queue_looks_empty(queue, polled) && !queue_has_mail(queue) &&
           !shm_load_acquire(&queue->n_kept) && queue_ticket(queue) == ticket;
}

void queue_wait_ends(struct queue *queue)
{
    if (shm_fetch_add(&queue->holder->n_asleep, -1u) == 1)
        return;
    shm_store(&queue->memory->bell.sleeping, 1);    /* then a fence, then a look: queue_pass_on(), or another wait */
    if (shm_load(&queue->holder->n_foreign))
        queue_arm_foreign(queue);
}

/* Who sends datagrams and gets nothing back goes on sending. A receiver that looks for each single one takes the line with the
 * position from the sender each time; a little later there are several. The pause is such that some come, far more when the CPUs
 * are far from each other. */
static void let_some_come(struct queue *queue, const struct channel *polled)
{
    struct stream *stream = &queue->stream;
    uint32_t n = shm_load(&stream->n), pause = shm_load(&stream->pause);
    uint64_t sent = polled ? shm_load(&polled->state->tail) : 0;
    bool answered = sent != shm_load(&stream->sent);

    shm_store(&stream->n, 0);
    shm_store(&stream->sent, sent);
    if (!n || !polled || answered)
        return;
    if (n < STREAM_FEW && pause < STREAM_PAUSE_MAX)
        shm_store(&stream->pause, 2 * pause + 1);
    else if (n > STREAM_MANY)
        shm_store(&stream->pause, pause / 2);
    for (; pause; pause--)
        cpu_relax();
}

bool queue_await(struct queue *queue, const struct channel *polled, uint32_t ticket,
                 const struct futex_word *also, const struct timespec *until)
{
    struct bell *bell = &queue->memory->bell;
    struct spin spin;
    int rc = 0;

    if (shm_load(&queue->holder->n_foreign))
        return foreign_await(queue, polled, ticket, also, until);
    spin = spin_start_first(shm_load(&queue->last_cpu));
    if (spin.end)
        let_some_come(queue, polled);
    while (queue_looks_idle(queue, polled, ticket))
        if (!spin_again(&spin)) {
            shm_fetch_add(&queue->holder->n_asleep, 1);
            shm_store(&bell->sleeping, 1);
            shm_fence();                        /* (2) pairs with (1) */
            if (!queue_has_work(queue))
                rc = futex_sleep_either(&bell->word, ticket, also, until);
            queue_wait_ends(queue);
            break;
        }
    return rc != ETIMEDOUT;
}

void queue_pass_on(struct queue *queue)
{
    struct bell *bell = &queue->memory->bell;

    if (!shm_load(&queue->holder->n_asleep))
        return;
    shm_fence();                                /* as (2) */
    if (shm_load(&bell->sleeping) && queue_has_work(queue))
        bell_ring_if_asleep(bell);
}

void queue_void_tickets(struct queue *queue)
{
    shm_fetch_add(&queue->memory->bell.word, 1);
}

void queue_wake_one(struct queue *queue)
{
    if (!shm_load(&queue->holder->n_asleep))
        return;
    shm_fence();                                /* as (1) */
    bell_ring_if_asleep(&queue->memory->bell);
}

/* Whoever is counted as asleep too late for this look sees in the same step that the word has changed. */
void queue_wake_all(struct queue *queue)
{
    struct bell *bell = &queue->memory->bell;

    shm_fetch_add(&bell->word, 1);
    if (shm_load(&queue->holder->n_asleep))
        futex_wake(&bell->word, INT_MAX);
}
