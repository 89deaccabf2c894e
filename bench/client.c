/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The client's process: makes the calls and takes the samples. Nothing is done between two samples
 * but one call, so the sum of the samples is the time of the slice.
 */
#include "bench/client.h"

#include "bench/clock.h"
#include "common/shmem.h"

#include <math.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLOCK_CHECK_TICKS (1u << 18) /* about 0.1 ms */
#define SETTLE_US         20000

struct client {
    struct pair *pair;
    uint64_t stamp;
    uint8_t request[MESSAGE_MAX] __attribute__((aligned(64)));
    uint8_t reply[MESSAGE_MAX] __attribute__((aligned(64)));
};

static bool client_call(struct client *client)
{
    uint64_t expected, got;

    client->stamp += 2;
    memcpy(client->request, &client->stamp, sizeof(client->stamp));
    if (!client->pair->transport->call(client->pair->state, client->request, client->reply))
        return false;
    memcpy(&got, client->reply, sizeof(got));
    memcpy(&expected, client->request, sizeof(expected));
    if (got == expected + 1)
        return true;
    fprintf(stderr, "%s: a reply that does not belong to its request\n",
            client->pair->transport->name);
    return false;
}

static bool client_calls(struct client *client, uint32_t n)
{
    while (n--)
        if (!client_call(client))
            return false;
    return true;
}

/* CPUs' tick counters can differ by a little: a call has taken no less than nothing. */
static uint32_t ticks_between(uint64_t from, uint64_t to)
{
    int64_t ticks = (int64_t)(to - from);

    return ticks < 0 ? 0 : ticks > UINT32_MAX ? UINT32_MAX : (uint32_t)ticks;
}

static bool client_slice(struct client *client, const struct order *order)
{
    struct pair_memory *memory = client->pair->memory;
    uint64_t begin_ns, begin, last, checked;
    uint32_t n = 0;

    if (!client_calls(client, order->warm_up))
        return false;
    begin_ns = clock_ns();
    begin = last = checked = clock_ticks();
    while (n < MAX_SAMPLES) {
        uint64_t now;

        if (!client_call(client))
            return false;
        now = clock_ticks();
        memory->samples[n++] = ticks_between(last, now);
        last = now;
        if (now - checked > CLOCK_CHECK_TICKS) {
            checked = now;
            if (clock_ns() - begin_ns > (uint64_t)order->slice_ms * 1000000)
                break;
        }
    }
    memory->n_samples = n;
    memory->ns_per_tick = (double)(clock_ns() - begin_ns) / (double)(clock_ticks() - begin);
    return true;
}

static uint32_t counted(const struct pair_memory *memory)
{
    uint32_t total = 0;

    for (int role = 0; role < N_ROLES; role++)
        total += shm_load(&memory->syscalls[role].total);
    return total;
}

/* Between two pauses in which the others go back to their waits: each wait after the first pause
 * belongs to the calls. Nothing here but the calls themselves makes a system call meanwhile. */
static bool client_count(struct client *client, const struct order *order)
{
    struct pair_memory *memory = client->pair->memory;
    uint32_t before, after;
    uint64_t end;
    bool done = true;

    memory->n_windows = 0;
    if (!client_calls(client, order->warm_up))
        return false;
    usleep(SETTLE_US);
    for (int role = 0; role < N_ROLES; role++)
        syscall_counter_switch(&memory->syscalls[role], true);
    end = clock_ns() + (uint64_t)order->slice_ms * 1000000;
    before = counted(memory);
    while (memory->n_windows < order->windows && done && clock_ns() < end) {
        done = client_calls(client, order->calls);
        after = counted(memory);
        memory->in_window[memory->n_windows++] = after - before;
        before = after;
    }
    syscall_counter_switch(&memory->syscalls[CLIENT_ROLE], false);
    usleep(SETTLE_US);
    for (int role = 0; role < N_ROLES; role++)
        syscall_counter_switch(&memory->syscalls[role], false);
    return done;
}

static bool client_measure(struct client *client, const struct order *order)
{
    struct pair *pair = client->pair;

    pair->memory->measured = pair->transport->measure(pair->state, order->slice_ms);
    if (pair->memory->measured < 0)
        return false;
    pair->memory->measured_p99 = pair->transport->p99 ? pair->transport->p99(pair->state) : NAN;
    return true;
}

static bool client_obey(struct client *client, const struct order *order)
{
    struct pair *pair = client->pair;

    switch (order->kind) {
    case ORDER_CONNECT:
        return !pair->transport->connect || pair->transport->connect(pair->state);
    case ORDER_SLICE:
        return client_slice(client, order);
    case ORDER_MEASURE:
        return client_measure(client, order);
    case ORDER_COUNT:
        return client_count(client, order);
    }
    return false;
}

void client_run(struct pair *pair)
{
    struct client client = {.pair = pair};
    struct order order;

    /* The page faults of this process, now rather than between two samples. */
    memset(pair->memory->samples, 0, sizeof(pair->memory->samples));
    while (recv(pair->control[1], &order, sizeof(order), 0) == sizeof(order)) {
        bool done = client_obey(&client, &order);

        if (send(pair->control[1], &done, sizeof(done), MSG_NOSIGNAL) != sizeof(done))
            return;
    }
}
