/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* I/O completion ports; see completion.h. */
#include "server/objects/completion.h"

#include "server/account.h"
#include "server/deadline.h"
#include "server/namespace.h"
#include "server/request.h"
#include "server/thread.h"
#include "server/wait.h"

#include <ntioapi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#define PATIENCE (100 * 10000ll)        /* 100 ns */

struct posted {                         /* by a client */
    struct packet packet;
    struct charge charge;
};

struct completion_source {
    struct packet packet;
    struct completion *completion;      /* NULL: its owner is gone, and it goes with its last packet */
};

struct completion {
    struct object object;
    uint32_t limit, n_running, depth;
    uint32_t more;                      /* how many more than the limit may run, until the queue is empty */
    struct deadline stuck;              /* set while packets lie there and nobody may take them */
    int64_t last_change;                /* when a packet was taken, or the first one came */
    bool has_room;
    struct packet *first, **end;
    struct thread *waiting;             /* last come first */
    struct thread *workers;
};

static uint32_t n_processors = 1;

void completion_init(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        n_processors = (uint32_t)CPU_COUNT(&set);
}

/* Packets. */

static void append(struct completion *completion, struct packet *packet)
{
    packet->next = NULL;
    *completion->end = packet;
    completion->end = &packet->next;
}

static void take_first(struct completion *completion, struct io_packet *content)
{
    struct packet *packet = completion->first;

    *content = packet->content;
    completion->first = packet->next;
    if (!completion->first)
        completion->end = &completion->first;
    completion->depth--;
    completion->last_change = deadline_now(INTERRUPT_TIME);
    if (--packet->n)
        append(completion, packet);     /* its turn comes again, behind what others have posted */
    else
        packet->gone(packet);
    if (!completion->first)
        completion->more = 0;
}

/* Threads. */

static void leave(struct worker *worker)
{
    if (!worker->completion)
        return;
    *worker->link = worker->next;
    if (worker->next)
        worker->next->worker.link = worker->link;
    worker->completion = NULL;
}

static void join(struct thread *thread, struct completion *completion)
{
    struct worker *worker = &thread->worker;

    if (worker->completion == completion)
        return;
    leave(worker);
    worker->completion = completion;
    worker->next = completion->workers;
    if (worker->next)
        worker->next->worker.link = &worker->next;
    worker->link = &completion->workers;
    completion->workers = thread;
}

static void stop_waiting(struct thread *thread)
{
    struct thread **link = &thread->worker.waits_for->waiting;

    while (*link != thread)
        link = &(*link)->worker.next_waiting;
    *link = thread->worker.next_waiting;
    thread->worker.waits_for = NULL;
}

static void end_wait(struct thread *thread, NTSTATUS status)
{
    struct completion *completion = thread->worker.waits_for;

    stop_waiting(thread);
    worker_runs(thread);
    session_ring(thread->session, thread->slot, status);
    object_unref(completion);
}

static bool may_run(const struct completion *completion)
{
    return completion->n_running < completion->limit || completion->n_running - completion->limit < completion->more;
}

static void mind(struct completion *completion)
{
    if (completion->first && !may_run(completion) && !completion->stuck.place)
        deadline_set(&completion->stuck, INTERRUPT_TIME, deadline_now(INTERRUPT_TIME) + PATIENCE);
}

/* Gives out what there is, as long as there is somebody who may run. */
static void dispatch(struct completion *completion)
{
    object_ref(completion);
    while (completion->first && completion->waiting && may_run(completion)) {
        struct thread *thread = completion->waiting;

        take_first(completion, &thread->session->control->slots[thread->slot].packet);
        end_wait(thread, STATUS_SUCCESS);
    }
    mind(completion);
    if (completion->first)
        wake_waiters(&completion->object);
    object_unref(completion);
}

void worker_runs(struct thread *thread)
{
    struct worker *worker = &thread->worker;

    if (!worker->completion || worker->runs)
        return;
    worker->runs = true;
    worker->completion->n_running++;
}

static bool stop_running(struct worker *worker)
{
    bool ran = worker->runs;

    worker->runs = false;
    if (ran)
        worker->completion->n_running--;
    return ran;
}

void worker_blocks(struct thread *thread)
{
    if (stop_running(&thread->worker))
        dispatch(thread->worker.completion);
}

bool worker_abandon(struct thread *thread)
{
    struct completion *completion = thread->worker.waits_for;

    if (!completion)
        return false;
    stop_waiting(thread);
    worker_runs(thread);
    object_unref(completion);
    return true;
}

void worker_exit(struct thread *thread)
{
    struct completion *completion;

    worker_abandon(thread);
    completion = thread->worker.completion;
    worker_blocks(thread);
    if (completion)
        leave(&thread->worker);
}

static void is_stuck(struct deadline *deadline)
{
    struct completion *completion = (struct completion *)((char *)deadline - offsetof(struct completion, stuck));
    int64_t since = deadline_now(INTERRUPT_TIME) - completion->last_change;

    if (!completion->first || may_run(completion))
        return;
    if (since < PATIENCE) {
        deadline_set(deadline, INTERRUPT_TIME, completion->last_change + PATIENCE);
        return;
    }
    completion->more = completion->n_running - completion->limit + 1;
    dispatch(completion);
}

/* The object type. */

static bool completion_signaled(struct object *object, const struct thread *waiter)
{
    (void)waiter;
    return ((struct completion *)object)->depth > 0;
}

/* Nobody can post any more; who waits is told so (as since NT 6). */
static void completion_last_handle(struct object *object, uint32_t slot)
{
    struct completion *completion = (struct completion *)object;

    (void)slot;
    while (completion->waiting)
        end_wait(completion->waiting, STATUS_ABANDONED);
}

static void completion_destroy(struct object *object)
{
    struct completion *completion = (struct completion *)object;

    deadline_cancel(&completion->stuck);
    if (completion->has_room)
        deadline_unreserve();
    while (completion->workers) {
        stop_running(&completion->workers->worker);
        leave(&completion->workers->worker);
    }
    while (completion->first) {
        struct packet *packet = completion->first;

        completion->first = packet->next;
        packet->n = 0;
        packet->gone(packet);
    }
}

static void completion_describe(struct object *object, char *buffer, size_t size)
{
    struct completion *completion = (struct completion *)object;

    snprintf(buffer, size, "\"packets\": %u, \"running\": %u, \"limit\": %u", completion->depth,
             completion->n_running, completion->limit);
}

const struct object_type completion_type = {
    .name = "IoCompletion",
    .size = sizeof(struct completion),
    .access = {STANDARD_RIGHTS_READ | IO_COMPLETION_QUERY_STATE, STANDARD_RIGHTS_WRITE | IO_COMPLETION_MODIFY_STATE,
               STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, IO_COMPLETION_ALL_ACCESS},
    .valid_access = IO_COMPLETION_ALL_ACCESS,
    .signaled = completion_signaled,
    .last_handle = completion_last_handle,
    .destroy = completion_destroy,
    .describe = completion_describe,
};

/* Posting. */

void completion_post(struct completion *completion, struct packet *packet)
{
    if (!completion->first)
        completion->last_change = deadline_now(INTERRUPT_TIME);
    if (!packet->n++)
        append(completion, packet);
    completion->depth++;
    dispatch(completion);
}

void completion_withdraw(struct completion *completion, struct packet *packet)
{
    struct packet **link = &completion->first;

    if (!packet->n)
        return;
    while (*link != packet)
        link = &(*link)->next;
    *link = packet->next;
    if (!packet->next)
        completion->end = link;
    completion->depth -= packet->n;
    packet->n = 0;
}

static void source_gone(struct packet *packet)
{
    struct completion_source *source = (struct completion_source *)packet;

    packet->content.flags = 0;
    if (!source->completion)
        free(source);
}

struct completion_source *completion_source_new(struct completion *completion, uint64_t key)
{
    struct completion_source *source = calloc(1, sizeof *source);

    if (!source)
        return NULL;
    source->packet.content.key = key;
    source->packet.gone = source_gone;
    source->completion = object_ref(completion);
    return source;
}

void completion_source_post(struct completion_source *source, uint32_t flags)
{
    source->packet.content.flags |= flags;
    if (source->completion->depth < INT32_MAX)  /* more than anybody can ever count */
        completion_post(source->completion, &source->packet);
}

void completion_source_free(struct completion_source *source)
{
    struct completion *completion;

    if (!source)
        return;
    completion = source->completion;
    source->completion = NULL;
    if (!source->packet.n)
        free(source);
    object_unref(completion);
}

static void posted_gone(struct packet *packet)
{
    struct posted *posted = (struct posted *)packet;

    charge_release(&posted->charge);
    free(posted);
}

/* Requests. */

NTSTATUS handle_create_completion(struct session *session, const struct create_completion_request *req,
                                  struct create_completion_reply *reply)
{
    _cleanup_(object_unrefp) struct completion *completion = NULL;
    NTSTATUS status;

    completion = object_new(&completion_type, session->account, &status);
    if (!completion)
        return status;
    completion->end = &completion->first;
    completion->stuck.expire = is_stuck;
    status = deadline_reserve();
    if (!NT_SUCCESS(status))
        return status;
    completion->has_room = true;
    completion->limit = req->limit ? req->limit : n_processors;
    return namespace_create(session, &req->path, &req->sd, &completion->object, req->access, &reply->handle);
}

NTSTATUS handle_post_completion(struct session *session, const struct post_completion_request *req,
                                struct post_completion_reply *reply)
{
    _cleanup_(object_unrefp) struct completion *completion = NULL;
    struct posted *posted;
    NTSTATUS status;

    (void)reply;
    completion = handle_get(session, req->handle, &completion_type, IO_COMPLETION_MODIFY_STATE, &status);
    if (!completion)
        return status;
    posted = calloc(1, sizeof *posted);
    if (!posted)
        return STATUS_NO_MEMORY;
    status = charge_take(&posted->charge, session->account, 1, 0, 0);
    if (!NT_SUCCESS(status)) {
        free(posted);
        return status;
    }
    posted->packet.content = (struct io_packet){.key = req->key, .context = req->context,
                                                .information = req->information, .status = req->status};
    posted->packet.gone = posted_gone;
    completion_post(completion, &posted->packet);
    return STATUS_SUCCESS;
}

static uint32_t take_many(struct completion *completion, struct io_packet *packets, uint32_t max)
{
    uint32_t n = 0;

    while (n < max && completion->first)
        take_first(completion, &packets[n++]);
    return n;
}

/* A thread that comes back is not running any more, so there may be a place for it at once. */
NTSTATUS handle_remove_completion(struct session *session, const struct remove_completion_request *req,
                                  struct remove_completion_reply *reply)
{
    _cleanup_(object_unrefp) struct completion *completion = NULL;
    struct thread *thread = session_thread(session, req->slot);
    struct io_packet *packets = session_scratch(session);
    NTSTATUS status;

    if (!thread || !req->max || req->max > IO_PACKETS_MAX)
        return STATUS_INVALID_PARAMETER;
    wait_abandon(thread);
    completion = handle_get(session, req->handle, &completion_type, IO_COMPLETION_MODIFY_STATE, &status);
    if (!completion)
        return status;
    if (thread->worker.completion == completion)
        stop_running(&thread->worker);
    else
        worker_blocks(thread);
    join(thread, completion);
    if (completion->first && may_run(completion)) {
        worker_runs(thread);
        reply->packets = (wire_blob){packets, take_many(completion, packets, req->max) * (uint32_t)sizeof *packets};
        return STATUS_SUCCESS;
    }
    mind(completion);
    status = wait_check_alerts(thread, req->alerts);
    if (status != STATUS_SUCCESS || req->poll) {
        worker_runs(thread);
        return status != STATUS_SUCCESS ? status : STATUS_TIMEOUT;
    }
    thread->worker.waits_for = object_ref(completion);
    thread->worker.next_waiting = completion->waiting;
    completion->waiting = thread;
    thread->wait_alerts = req->alerts;
    return STATUS_PENDING;
}

NTSTATUS handle_query_completion(struct session *session, const struct query_completion_request *req,
                                 struct query_completion_reply *reply)
{
    _cleanup_(object_unrefp) struct completion *completion = NULL;
    NTSTATUS status;

    completion = handle_get(session, req->handle, &completion_type, IO_COMPLETION_QUERY_STATE, &status);
    if (!completion)
        return status;
    reply->depth = (int32_t)completion->depth;
    return STATUS_SUCCESS;
}
