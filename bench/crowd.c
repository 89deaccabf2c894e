/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many clients at once; see crowd.h. */
#include "bench/crowd.h"

#include "bench/clock.h"
#include "bench/series.h"
#include "common/shmem.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SAMPLES (1u << 19) /* of each client; the last ones when there are more */
#define WARM_UP 20u

struct crowd_client {
    uint32_t n_calls;
    uint32_t samples[SAMPLES]; /* nanoseconds */
};

/* What all clients see. */
struct crowd_shared {
    pthread_barrier_t begin, end;
    uint32_t n_clients;
    uint32_t ms;
    uint8_t failed;
    struct crowd_client clients[];
};

struct crowd_state {
    const struct transport *inner;
    size_t mapped, n_states;
    struct crowd_shared *shared;
    void *states[]; /* one for all clients, or one for each */
};

static void *state_of(const struct crowd_state *crowd, uint32_t client)
{
    return crowd->states[client % crowd->n_states];
}

static size_t samples_of(const struct crowd_client *client)
{
    return client->n_calls < SAMPLES ? client->n_calls : SAMPLES;
}

static void barrier_init(pthread_barrier_t *barrier, uint32_t n)
{
    pthread_barrierattr_t shared;

    pthread_barrierattr_init(&shared);
    pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(barrier, &shared, n);
    pthread_barrierattr_destroy(&shared);
}

static bool add_states(struct crowd_state *crowd, size_t n)
{
    while (crowd->n_states < n) {
        void *state = crowd->inner->setup(CROWD_MESSAGE);

        if (!state)
            return false;
        crowd->states[crowd->n_states++] = state;
    }
    return true;
}

static void *setup(const struct transport *inner, size_t clients, size_t servers)
{
    struct crowd_state *crowd = calloc(1, sizeof(*crowd) + servers * sizeof(crowd->states[0]));

    if (!crowd)
        return NULL;
    crowd->inner = inner;
    crowd->mapped = sizeof(*crowd->shared) + clients * sizeof(crowd->shared->clients[0]);
    crowd->shared = mmap(NULL, crowd->mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (crowd->shared == MAP_FAILED || !add_states(crowd, servers)) {
        crowd_teardown(crowd);
        return NULL;
    }
    crowd->shared->n_clients = (uint32_t)clients;
    barrier_init(&crowd->shared->begin, crowd->shared->n_clients + 1);
    barrier_init(&crowd->shared->end, crowd->shared->n_clients + 1);
    return crowd;
}

void *crowd_setup(const struct transport *inner, size_t clients)
{
    return setup(inner, clients, 1);
}

void *pairs_setup(const struct transport *inner, size_t pairs)
{
    return setup(inner, pairs, pairs);
}

/* A process for each server but the first, which is the caller. */
bool crowd_serve(void *data)
{
    struct crowd_state *crowd = data;
    pid_t parent = getpid();

    for (size_t i = 1; i < crowd->n_states; i++) {
        if (fork() != 0)
            continue;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        _exit(getppid() == parent && crowd->inner->serve(crowd->states[i]) ? 0 : 1);
    }
    return crowd->inner->serve(crowd->states[0]);
}

static bool call_once(const struct crowd_state *crowd, void *state, uint64_t stamp)
{
    uint8_t request[CROWD_MESSAGE] = {0}, reply[CROWD_MESSAGE];
    uint64_t got;

    memcpy(request, &stamp, sizeof(stamp));
    if (!crowd->inner->call(state, request, reply))
        return false;
    memcpy(&got, reply, sizeof(got));
    return got == stamp + 1;
}

static bool call_for_a_while(const struct crowd_state *crowd, void *state, struct crowd_client *client)
{
    uint64_t last = clock_ns(), end = last + (uint64_t)shm_load(&crowd->shared->ms) * 1000000;

    client->n_calls = 0;
    while (last < end) {
        uint64_t now;

        if (!call_once(crowd, state, 2 * client->n_calls))
            return false;
        now = clock_ns();
        client->samples[client->n_calls++ % SAMPLES] = (uint32_t)(now - last);
        last = now;
    }
    return true;
}

/* They die with the client's process that has made them. */
static void __attribute__((noreturn)) client_main(const struct crowd_state *crowd, uint32_t i, pid_t parent)
{
    struct crowd_client *client = &crowd->shared->clients[i];
    void *state = state_of(crowd, i);
    bool fine;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    fine = !crowd->inner->connect || crowd->inner->connect(state);
    for (uint64_t n = 0; fine && n < WARM_UP; n++)
        fine = call_once(crowd, state, 2 * n);
    for (;;) {
        if (!fine)
            shm_store(&crowd->shared->failed, 1);
        pthread_barrier_wait(&crowd->shared->begin);
        fine = fine && call_for_a_while(crowd, state, client);
        if (!fine)
            shm_store(&crowd->shared->failed, 1);
        pthread_barrier_wait(&crowd->shared->end);
    }
}

static bool run(const struct crowd_state *crowd, unsigned ms)
{
    shm_store(&crowd->shared->ms, ms);
    pthread_barrier_wait(&crowd->shared->begin);
    pthread_barrier_wait(&crowd->shared->end);
    if (shm_load(&crowd->shared->failed))
        fprintf(stderr, "%s: a client of many failed\n", crowd->inner->name);
    return !shm_load(&crowd->shared->failed);
}

bool crowd_connect(void *data)
{
    struct crowd_state *crowd = data;
    pid_t parent = getpid();

    for (uint32_t i = 0; i < crowd->shared->n_clients; i++) {
        pid_t pid = fork();

        if (pid == 0)
            client_main(crowd, i, parent);
        if (pid < 0) {
            perror("fork");
            return false;
        }
    }
    return run(crowd, 1); /* they are all connected then */
}

double crowd_throughput(void *data, unsigned ms)
{
    struct crowd_state *crowd = data;
    uint64_t begin = clock_ns(), n = 0;

    if (!run(crowd, ms))
        return -1;
    for (uint32_t i = 0; i < crowd->shared->n_clients; i++)
        n += crowd->shared->clients[i].n_calls;
    return (double)n * 1e6 / (double)(clock_ns() - begin);
}

double crowd_mean(void *data, unsigned ms)
{
    const struct crowd_state *crowd = data;
    double thousands = crowd_throughput(data, ms);

    return thousands > 0 ? crowd->shared->n_clients * 1e3 / thousands : -1;
}

static size_t n_samples(const struct crowd_shared *shared)
{
    size_t n = 0;

    for (uint32_t i = 0; i < shared->n_clients; i++)
        n += samples_of(&shared->clients[i]);
    return n;
}

/* All clients' samples as one round of a series; NAN: there are none. */
static struct series all_of(const struct crowd_shared *shared)
{
    uint32_t *all = calloc(n_samples(shared) + 1, sizeof(*all)), n = 0;
    struct series series = {0};

    for (uint32_t i = 0; all && i < shared->n_clients; i++) {
        size_t many = samples_of(&shared->clients[i]);

        memcpy(&all[n], shared->clients[i].samples, many * sizeof(*all));
        n += (uint32_t)many;
    }
    series_add(&series, all, n, 1);
    free(all);
    return series;
}

double crowd_p99(void *data)
{
    const struct crowd_state *crowd = data;

    return all_of(crowd->shared).p99[0];
}

double crowd_tail(void *data, unsigned ms)
{
    struct crowd_state *crowd = data;
    struct series series;

    if (!run(crowd, ms))
        return -1;
    series = all_of(crowd->shared);
    return series.median[0] > 0 ? series.p99[0] / series.median[0] : -1;
}

void crowd_teardown(void *data)
{
    struct crowd_state *crowd = data;

    while (crowd->n_states)
        crowd->inner->teardown(crowd->states[--crowd->n_states]);
    if (crowd->shared != MAP_FAILED)
        munmap(crowd->shared, crowd->mapped);
    free(crowd);
}
