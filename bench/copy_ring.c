/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The least that a long message between two processes can cost when it is copied: into shared memory, and out of it, with
 * nothing but two counters to say how far each is. Both only spin, so it needs two CPUs.
 */
#include "bench/await_change.h"
#include "bench/rate.h"
#include "bench/transport.h"

#include <stdlib.h>
#include <sys/mman.h>

#define PLACES 8u

struct copy_ring {
    uint32_t written __attribute__((aligned(CACHE_LINE))); /* messages; atomic */
    uint32_t taken __attribute__((aligned(CACHE_LINE)));
    uint8_t data[] __attribute__((aligned(CACHE_LINE)));
};

struct ring_state {
    struct copy_ring *ring;
    size_t size, mapped;
    uint8_t *message; /* each side's own */
};

static void *setup(size_t size)
{
    struct ring_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    state->mapped = sizeof(*state->ring) + PLACES * size;
    state->message = malloc(size);
    state->ring = mmap(NULL, state->mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (state->message && state->ring != MAP_FAILED) {
        memset(state->message, 1, size);
        return state;
    }
    free(state->message);
    free(state);
    return NULL;
}

static uint8_t *place(const struct ring_state *state, uint32_t n)
{
    return state->ring->data + n % PLACES * state->size;
}

static bool serve(void *data)
{
    struct ring_state *state = data;

    for (uint32_t n = 0;; n++) {
        await_change(&state->ring->written, n);
        memcpy(state->message, place(state, n), state->size);
        shm_store_release(&state->ring->taken, n + 1);
    }
    return true; /* not reached: it is killed */
}

static bool send_next(void *data)
{
    struct ring_state *state = data;
    uint32_t n = shm_load(&state->ring->written);

    while (n - shm_load_acquire(&state->ring->taken) == PLACES)
        cpu_relax();
    memcpy(place(state, n), state->message, state->size);
    shm_store_release(&state->ring->written, n + 1);
    return true;
}

static double measure(void *data, unsigned ms)
{
    struct ring_state *state = data;

    return rate_of(send_next, state, ms) * (double)state->size / 1e9;
}

static void teardown(void *data)
{
    struct ring_state *state = data;

    munmap(state->ring, state->mapped);
    free(state->message);
    free(state);
}

const struct transport copy_ring = {
    .name = "copy-ring",
    .title = "two bare copies",
    .setup = setup,
    .serve = serve,
    .measure = measure,
    .teardown = teardown,
};
