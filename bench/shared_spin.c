/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the two CPUs can do: one sequence word and one message in shared memory, and both sides do nothing but look at
 * the word. No futex, no sleep while there is something to do; only sensible on two CPUs.
 *
 * A server that has heard nothing for a while is not in its turn: it then looks only now and then, or it would take its CPU
 * from the others in theirs.
 */
#include "bench/clock.h"
#include "bench/transport.h"

#include "common/shmem.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define QUIET_NS      2000000u
#define LOOK_AGAIN_US 20000u
#define LOOKS         1024

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

static bool turn_comes(const struct spin_memory *memory, uint32_t turn)
{
    for (int i = 0; i < LOOKS; i++) {
        if (shm_load_acquire(&memory->turn) == turn)
            return true;
        cpu_relax();
    }
    return false;
}

static void await_request(const struct spin_memory *memory, uint32_t turn)
{
    uint64_t begin = clock_ns();

    while (!turn_comes(memory, turn))
        if (clock_ns() - begin > QUIET_NS)
            usleep(LOOK_AGAIN_US);
}

static bool spin_serve(void *data)
{
    struct spin_state *state = data;
    struct spin_memory *memory = state->memory;
    uint8_t message[MESSAGE_MAX];

    for (uint32_t turn = 1;; turn += 2) {
        await_request(memory, turn);
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
