/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The floor: one sequence word and one buffer in shared memory, written by hand for exactly one
 * client and one server. No lengths, no checks, no other clients.
 *
 * It waits as well as one can: each side publishes the CPU it last ran on; a waiter that finds
 * itself on the other's CPU sleeps at once, any other looks for up to 100 us first. So it is the
 * "bare futex slot" on one CPU and the "bare spinning slot" on two. NTPORT_SPIN sets the time, as
 * it does for ports. Once more as one that never looks: the plain futex.
 */
#include "bench/look.h"
#include "bench/transport.h"

#include "common/shmem.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define SPIN_DEFAULT_US 100

enum side { CLIENT, SERVER };

struct slot {
    uint32_t turn;        /* odd: a request is there; even: its reply */
    uint32_t sleeping[2]; /* by side: set before it sleeps on turn */
    uint32_t cpu[2];      /* by side: where it last ran */
    uint8_t message[MESSAGE_MAX] __attribute__((aligned(CACHE_LINE)));
};

struct futex_state {
    struct slot *slot;
    size_t size;
    uint64_t budget_ns; /* how long a waiter looks */
};

static void slot_await(struct slot *slot, enum side side, uint32_t turn, uint64_t budget_ns)
{
    if (shm_load_acquire(&slot->turn) != turn)
        return;
    if (budget_ns && shm_load(&slot->cpu[!side]) != (uint32_t)sched_getcpu() &&
        look_at(&slot->turn, turn, budget_ns))
        return;
    shm_store(&slot->sleeping[side], 1);
    shm_fence(); /* (2) pairs with slot_publish() (2) */
    while (shm_load_acquire(&slot->turn) == turn)
        futex_sleep(&slot->turn, turn, NULL);
    shm_store(&slot->sleeping[side], 0);
}

static void slot_publish(struct slot *slot, enum side side, uint32_t turn)
{
    shm_store(&slot->cpu[side], (uint32_t)sched_getcpu());
    shm_exchange(&slot->turn, turn); /* (1) published, and (2) a full fence, in one */
    if (shm_load(&slot->sleeping[!side]))
        futex_wake(&slot->turn, 1);
}

static void *setup(size_t size, uint64_t budget_ns)
{
    struct futex_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    state->budget_ns = budget_ns;
    state->slot =
        mmap(NULL, sizeof(*state->slot), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (state->slot == MAP_FAILED) {
        perror("futex-slot: mmap");
        free(state);
        return NULL;
    }
    return state;
}

static void *futex_setup(size_t size)
{
    return setup(size, look_ns(SPIN_DEFAULT_US));
}

static void *plain_setup(size_t size)
{
    return setup(size, 0);
}

static bool futex_serve(void *data)
{
    struct futex_state *state = data;
    struct slot *slot = state->slot;
    uint8_t message[MESSAGE_MAX];

    for (uint32_t turn = 0;; turn += 2) {
        slot_await(slot, SERVER, turn, state->budget_ns);
        memcpy(message, slot->message, state->size);
        answer_message(message);
        memcpy(slot->message, message, state->size);
        slot_publish(slot, SERVER, turn + 2);
    }
    return true; /* not reached: it is killed */
}

static bool futex_call(void *data, const void *request, void *reply)
{
    struct futex_state *state = data;
    struct slot *slot = state->slot;
    uint32_t turn = shm_load(&slot->turn) + 1;

    memcpy(slot->message, request, state->size);
    slot_publish(slot, CLIENT, turn);
    slot_await(slot, CLIENT, turn, state->budget_ns);
    memcpy(reply, slot->message, state->size);
    return true;
}

static void futex_teardown(void *data)
{
    struct futex_state *state = data;

    munmap(state->slot, sizeof(*state->slot));
    free(state);
}

const struct transport futex_slot = {
    .name = "futex-slot",
    .title = "bare futex slot",
    .setup = futex_setup,
    .serve = futex_serve,
    .call = futex_call,
    .teardown = futex_teardown,
};

const struct transport futex_plain = {
    .name = "futex-plain",
    .title = "bare futex slot, no spinning",
    .setup = plain_setup,
    .serve = futex_serve,
    .call = futex_call,
    .teardown = futex_teardown,
};
