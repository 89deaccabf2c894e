/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The pool's threads; see pool.h. How many of them run at once is the completion port's business: as many as there are
 * processors, and more when those are stuck. Here one more is started whenever all have something to do, so that
 * there is always one that can be given a packet, and one that has had nothing to do for a while leaves.
 */
#include "ntdll/nt/alpc/pool.h"

#include "common/shmem.h"
#include "ntdll/debug.h"

#include <ntioapi.h>
#include <ntobapi.h>
#include <pthread.h>
#include <stdlib.h>

DEBUG_CHANNEL(alpc);

#define WORKERS_MAX 64u
#define IDLE_TIME   (-50000000ll)       /* 5 s */
#define LEAVE       NULL                /* the key of a packet that dismisses a worker */

struct pool {
    HANDLE completion;
    unsigned n_bound, n_workers, n_idle;
    bool broken;                        /* its completion port is gone, with the server */
};

struct worker {
    struct pool *pool;
    struct pool_call call;
    bool tells_all;                     /* it was the first to see that the server has died: calls back for each key */
    uintptr_t told;                     /* up to this one */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;        /* for all below */
static struct pool *current;            /* whatever is bound now joins this one */

/* In a Windows program only a thread of Wine's can call back. libntport-wine.so, which makes them, is in front of us then:
 * one that asks `next` what to call, and ends when that says false. 0: it cannot; -1: this is no Windows program. */
typedef bool worker_next(void *worker, void *call[5]);
int ntport_start_worker(worker_next *next, void *worker) __attribute__((weak));

static void *worker_main(void *parameter);
static worker_next next_outside;

static bool start_thread(struct worker *worker)
{
    int started = ntport_start_worker ? ntport_start_worker(next_outside, worker) : -1;
    pthread_t thread;

    if (started >= 0)
        return started;
    if (pthread_create(&thread, NULL, worker_main, worker))
        return false;
    pthread_detach(thread);
    return true;
}

/* All of these under lock. */

static bool start_worker(struct pool *pool)
{
    struct worker *worker = calloc(1, sizeof *worker);

    if (!worker)
        return false;
    worker->pool = pool;
    if (!start_thread(worker)) {
        free(worker);
        return false;
    }
    pool->n_workers++;
    pool->n_idle++;
    return true;
}

static void free_if_unused(struct pool *pool)
{
    if (pool->n_bound || pool->n_workers)
        return;
    if (!pool->broken)
        NtClose(pool->completion);
    free(pool);
}

static struct pool *make(NTSTATUS *status)
{
    struct pool *pool = calloc(1, sizeof *pool);

    *status = pool ? NtCreateIoCompletion(&pool->completion, IO_COMPLETION_ALL_ACCESS, NULL, 0) : STATUS_NO_MEMORY;
    if (!NT_SUCCESS(*status)) {
        free(pool);
        return NULL;
    }
    return pool;
}

static void retire(struct pool *pool)
{
    if (current == pool)
        current = NULL;
    for (unsigned i = 0; i < pool->n_workers && !pool->broken; i++)
        NtSetIoCompletion(pool->completion, LEAVE, NULL, STATUS_SUCCESS, 0);
}

struct pool *pool_join(NTSTATUS *status)
{
    struct pool *pool;

    pthread_mutex_lock(&lock);
    if (!current)
        current = make(status);
    pool = current;
    if (pool && !pool->n_workers && !start_worker(pool)) {
        *status = STATUS_NO_MEMORY;
        current = NULL;
        free_if_unused(pool);
        pool = NULL;
    }
    if (pool)
        pool->n_bound++;
    pthread_mutex_unlock(&lock);
    return pool;
}

void pool_leave(struct pool *pool)
{
    pthread_mutex_lock(&lock);
    if (!--pool->n_bound) {
        retire(pool);
        free_if_unused(pool);
    }
    pthread_mutex_unlock(&lock);
}

HANDLE pool_completion(const struct pool *pool)
{
    return pool->completion;
}

void pool_forget(void)
{
    pthread_mutex_init(&lock, NULL);
    current = NULL;
}

/* The thread that waits for packets is no longer idle; the next packet needs another. */
static void begin_work(struct pool *pool)
{
    pthread_mutex_lock(&lock);
    if (!--pool->n_idle && pool->n_workers < WORKERS_MAX && pool == current)
        start_worker(pool);
    pthread_mutex_unlock(&lock);
}

static void end_work(struct pool *pool)
{
    pthread_mutex_lock(&lock);
    pool->n_idle++;
    pthread_mutex_unlock(&lock);
}

static bool is_superfluous(struct pool *pool)
{
    bool superfluous;

    pthread_mutex_lock(&lock);
    superfluous = pool->n_idle > 1;
    if (superfluous)
        pool->n_idle--;
    pthread_mutex_unlock(&lock);
    return superfluous;
}

/* Whoever is first to see that the server has died. */
static bool break_off(struct pool *pool)
{
    bool first;

    pthread_mutex_lock(&lock);
    first = !pool->broken;
    pool->broken = true;
    if (current == pool)
        current = NULL;
    pthread_mutex_unlock(&lock);
    return first;
}

/* true: something is to be called because of a packet. */
static bool next_packet(struct worker *worker)
{
    LARGE_INTEGER idle = {.QuadPart = IDLE_TIME};
    struct pool *pool = worker->pool;
    IO_STATUS_BLOCK block;
    PVOID key, context;
    NTSTATUS status;

    for (;;) {
        status = NtRemoveIoCompletion(pool->completion, &key, &context, &block, &idle);
        if (!NT_SUCCESS(status))
            break;
        if (status == STATUS_TIMEOUT && is_superfluous(pool))
            return false;
        if (status != STATUS_SUCCESS)
            continue;
        if (key == LEAVE)
            return false;
        begin_work(pool);
        if (pool_call_begin(&worker->call, (uintptr_t)key))
            return true;
        end_work(pool);
    }
    worker->tells_all = break_off(pool);
    return false;
}

static void end_call(struct worker *worker)
{
    if (!worker->call.alpc)
        return;
    pool_call_end(&worker->call);
    if (!worker->tells_all)
        end_work(worker->pool);
}

static void leave(struct worker *worker)
{
    struct pool *pool = worker->pool;

    TRACE("a worker leaves");
    free(worker);
    pthread_mutex_lock(&lock);
    pool->n_workers--;
    free_if_unused(pool);
    pthread_mutex_unlock(&lock);
}

/* Ends the last call. true: there is another one; false: the worker is no more. */
static bool next_call(struct worker *worker)
{
    end_call(worker);
    if (!worker->tells_all && next_packet(worker))
        return true;
    if (worker->tells_all && pool_call_begin_broken(&worker->call, &worker->told, worker->pool))
        return true;
    leave(worker);
    return false;
}

static bool next_outside(void *parameter, void *call[5])
{
    struct worker *worker = parameter;

    if (!next_call(worker))
        return false;
    pool_call_tell(call, &worker->call);
    return true;
}

static void *worker_main(void *parameter)
{
    struct worker *worker = parameter;

    while (next_call(worker))
        pool_call_make(&worker->call);
    return NULL;
}
