/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The floor of a stream of short messages: a ring in shared memory for exactly one sender and one receiver, another one
 * for the acknowledgements. A message is copied in behind a header as long as a port's, published by itself, and copied
 * out; whoever waits looks for as long as a port's receiver, not at all when the other side runs on his CPU, and
 * then sleeps. No limits to check, no other senders, no identities, nobody who could die. See oneway.h.
 *
 * The window keeps a ring from running full.
 */
#include "bench/look.h"
#include "bench/oneway.h"

#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>

#define PLACES       1024u
#define AHEAD        1024u /* bytes that are fetched ahead, as ports do */
#define LOOK_US      50
#define HEADER_SPARE 32u
#define DATA_MAX     64u

struct record {
    uint32_t size, cpu; /* the sender's */
    uint8_t spare[HEADER_SPARE];
    uint8_t data[DATA_MAX];
};

struct lane {
    uint32_t tail __attribute__((aligned(CACHE_LINE)));   /* records published; atomic */
    uint32_t asleep __attribute__((aligned(CACHE_LINE))); /* set before its receiver sleeps on tail */
    struct record records[PLACES] __attribute__((aligned(CACHE_LINE)));
};

/* A side of a lane, in its process alone. */
struct end {
    struct lane *lane;
    uint32_t n;       /* records put or taken */
    uint32_t seen;    /* receiver: the tail, when it was looked at last */
    uint32_t their_cpu;
    uint64_t budget_ns;
};

struct ring_state {
    struct lane *lanes; /* messages, acknowledgements */
    size_t size;
    struct oneway_rhythm rhythm;
    struct end out, in; /* the client's */
    struct record message, ack;
};

static struct end end_of(struct lane *lane)
{
    return (struct end){.lane = lane, .their_cpu = ~0u, .budget_ns = look_ns(LOOK_US)};
}

static void fetch_to_write(struct record *record)
{
    __builtin_prefetch((uint8_t *)record + AHEAD, 1);
    __builtin_prefetch((uint8_t *)record + AHEAD + CACHE_LINE, 1);
}

/* What is known to be written, as ports do: where the sender is about to write it would lose the line. */
static void fetch_to_read(const struct end *end, const struct record *place)
{
    if (end->seen - end->n <= AHEAD / sizeof(*place) + 1)
        return;
    __builtin_prefetch((const uint8_t *)place + AHEAD);
    __builtin_prefetch((const uint8_t *)place + AHEAD + CACHE_LINE);
}

static size_t length_of(size_t size)
{
    return offsetof(struct record, data) + size;
}

static void put(struct end *end, struct record *message, size_t size)
{
    struct lane *lane = end->lane;
    struct record *place = &lane->records[end->n++ % PLACES];

    message->size = (uint32_t)size;
    message->cpu = (uint32_t)sched_getcpu();
    fetch_to_write(place);
    memcpy(place, message, length_of(size));
    shm_exchange(&lane->tail, end->n); /* published, and a full fence; pairs with await() */
    if (shm_load(&lane->asleep) && shm_exchange(&lane->asleep, 0))
        futex_wake(&lane->tail, 1);
}

static void await(struct end *end)
{
    struct lane *lane = end->lane;

    if (end->budget_ns && end->their_cpu != (uint32_t)sched_getcpu() && look_at(&lane->tail, end->n, end->budget_ns))
        return;
    while (shm_load_acquire(&lane->tail) == end->n) {
        shm_store(&lane->asleep, 1);
        shm_fence(); /* pairs with put() */
        futex_sleep(&lane->tail, end->n, NULL);
    }
}

static void take(struct end *end, struct record *message, size_t size)
{
    const struct record *place = &end->lane->records[end->n % PLACES];

    if (end->seen == end->n) {
        if (shm_load_acquire(&end->lane->tail) == end->n)
            await(end);
        end->seen = shm_load_acquire(&end->lane->tail);
    }
    fetch_to_read(end, place);
    memcpy(message, place, length_of(size));
    end->their_cpu = message->cpu;
    end->n++;
}

static void *setup(size_t size, struct oneway_rhythm rhythm)
{
    struct ring_state *state = calloc(1, sizeof(*state));

    if (!state || size > DATA_MAX || rhythm.window > PLACES) {
        free(state);
        return NULL;
    }
    state->size = size;
    state->rhythm = rhythm;
    state->lanes = mmap(NULL, 2 * sizeof(struct lane), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (state->lanes == MAP_FAILED) {
        perror("ring: mmap");
        free(state);
        return NULL;
    }
    state->out = end_of(&state->lanes[0]);
    state->in = end_of(&state->lanes[1]);
    return state;
}

static void *stream_setup(size_t size)
{
    return setup(size, ONEWAY_STREAM);
}

static void *burst_setup(size_t size)
{
    return setup(size, ONEWAY_BURST);
}

static bool serve(void *data)
{
    struct ring_state *state = data;
    struct end in = end_of(&state->lanes[0]), out = end_of(&state->lanes[1]);
    struct record message, ack = {0};

    for (;;) {
        take(&in, &message, state->size);
        __asm__ volatile("" : : "r"(&message) : "memory"); /* somebody wants it */
        if (in.n % state->rhythm.ack_every == 0)
            put(&out, &ack, 8);
    }
    return true; /* not reached: it is killed */
}

static bool send_one(void *data)
{
    struct ring_state *state = data;

    put(&state->out, &state->message, state->size);
    return true;
}

static bool await_one(void *data)
{
    struct ring_state *state = data;

    take(&state->in, &state->ack, 8);
    return true;
}

static double measure(void *data, unsigned ms)
{
    struct ring_state *state = data;

    return oneway_run(&state->rhythm, ms, state, send_one, await_one) / 1e6;
}

static void teardown(void *data)
{
    struct ring_state *state = data;

    munmap(state->lanes, 2 * sizeof(struct lane));
    free(state);
}

const struct transport ring_stream = {
    .name = "ring-stream",
    .title = "bare ring",
    .setup = stream_setup,
    .serve = serve,
    .measure = measure,
    .teardown = teardown,
};

const struct transport ring_burst = {
    .name = "ring-burst",
    .title = "bare ring, bursts of 32",
    .setup = burst_setup,
    .serve = serve,
    .measure = measure,
    .teardown = teardown,
};
