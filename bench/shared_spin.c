/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the two CPUs can do: one sequence word and one message in shared memory, and both sides do nothing but look at
 * the word. No futex, no sleep while there is something to do; only sensible on two CPUs.
 */
#include "bench/await_change.h"
#include "bench/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

struct spin_memory {
    uint32_t turn; /* odd: a request is there; even: its reply */
    uint8_t message[MESSAGE_MAX] __attribute__((aligned(CACHE_LINE)));
};

struct spin_state {
    struct spin_memory *memory;
    size_t size;
};

static void *spin_setup(size_t size)
{
    struct spin_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    state->memory = mmap(NULL, sizeof(*state->memory), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (state->memory == MAP_FAILED) {
        perror("shared-spin: mmap");
        free(state);
        return NULL;
    }
    return state;
}

static bool spin_serve(void *data)
{
    struct spin_state *state = data;
    struct spin_memory *memory = state->memory;
    uint8_t message[MESSAGE_MAX];

    for (uint32_t turn = 1;; turn += 2) {
        await_change(&memory->turn, turn - 1);
        memcpy(message, memory->message, state->size);
        answer_message(message);
        memcpy(memory->message, message, state->size);
        shm_store_release(&memory->turn, turn + 1);
    }
    return true; /* not reached: it is killed */
}

static bool spin_call(void *data, const void *request, void *reply)
{
    struct spin_state *state = data;
    struct spin_memory *memory = state->memory;
    uint32_t turn = shm_load(&memory->turn) + 1;

    memcpy(memory->message, request, state->size);
    shm_store_release(&memory->turn, turn);
    while (shm_load_acquire(&memory->turn) != turn + 1)
        cpu_relax();
    memcpy(reply, memory->message, state->size);
    return true;
}

static void spin_teardown(void *data)
{
    struct spin_state *state = data;

    munmap(state->memory, sizeof(*state->memory));
    free(state);
}

const struct transport shared_spin = {
    .name = "shared-spin",
    .title = "raw spin",
    .setup = spin_setup,
    .serve = spin_serve,
    .call = spin_call,
    .teardown = spin_teardown,
};
