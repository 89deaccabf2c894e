/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Timer objects. */
#include "server/objects/timer.h"

#include "server/apc.h"
#include "server/deadline.h"
#include "server/namespace.h"
#include "server/request.h"
#include "server/thread.h"
#include "server/wait.h"

#include <ntexapi.h>
#include <stdio.h>

#define UNITS_PER_MS 10000ll

struct timer {
    struct object object;
    struct deadline deadline;
    bool manual, set, has_room;
    uint32_t period;                    /* ms; 0: once */
    struct thread *thread;              /* that gets an APC when it is due; NULL: none */
    struct timer *next, **link;         /* in that thread's list */
    struct apc apc;
};

/* The APC is nobody's any more, queued or to come. */
static void forget_thread(struct timer *timer)
{
    if (!timer->thread)
        return;
    apc_withdraw(&timer->apc);
    *timer->link = timer->next;
    if (timer->next)
        timer->next->link = timer->link;
    timer->thread = NULL;
}

static void apc_for(struct timer *timer, struct thread *thread, uint64_t routine, uint64_t context)
{
    timer->apc.routine = routine;
    timer->apc.arguments[0] = context;
    timer->thread = thread;
    timer->next = thread->timers;
    if (timer->next)
        timer->next->link = &timer->next;
    timer->link = &thread->timers;
    thread->timers = timer;
}

/* As on NT a timer that has somebody to call ends with him. */
void timer_thread_exit(struct thread *thread)
{
    while (thread->timers) {
        struct timer *timer = thread->timers;

        forget_thread(timer);
        deadline_cancel(&timer->deadline);
    }
}

static bool timer_signaled(struct object *object, const struct thread *waiter)
{
    (void)waiter;
    return ((struct timer *)object)->set;
}

static NTSTATUS timer_satisfied(struct object *object, struct thread *waiter)
{
    struct timer *timer = (struct timer *)object;

    (void)waiter;
    if (!timer->manual)
        timer->set = false;
    return STATUS_SUCCESS;
}

static void timer_destroy(struct object *object)
{
    struct timer *timer = (struct timer *)object;

    forget_thread(timer);
    deadline_cancel(&timer->deadline);
    if (timer->has_room)
        deadline_unreserve();
}

static void timer_describe(struct object *object, char *buffer, size_t size)
{
    struct timer *timer = (struct timer *)object;

    snprintf(buffer, size, "\"timer_type\": \"%s\", \"signaled\": %s, \"running\": %s, \"period\": %u",
             timer->manual ? "notification" : "synchronization", timer->set ? "true" : "false",
             timer->deadline.place ? "true" : "false", timer->period);
}

const struct object_type timer_type = {
    .name = "Timer",
    .size = sizeof(struct timer),
    .access = {STANDARD_RIGHTS_READ | TIMER_QUERY_STATE, STANDARD_RIGHTS_WRITE | TIMER_MODIFY_STATE,
               STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, TIMER_ALL_ACCESS},
    .valid_access = TIMER_ALL_ACCESS,
    .signaled = timer_signaled,
    .satisfied = timer_satisfied,
    .destroy = timer_destroy,
    .describe = timer_describe,
};

/* A period counts from when it was due, so it does not drift; what was missed altogether is not made up for. */
static void run_again(struct timer *timer)
{
    int64_t period = timer->period * UNITS_PER_MS, now = deadline_now(INTERRUPT_TIME);
    int64_t next = timer->deadline.clock == INTERRUPT_TIME ? timer->deadline.when + period : now + period;

    deadline_set(&timer->deadline, INTERRUPT_TIME, next > now ? next : now + period);
}

static void expire(struct deadline *deadline)
{
    struct timer *timer = (struct timer *)((char *)deadline - offsetof(struct timer, deadline));

    int64_t now = nt_time_now();

    timer->set = true;
    if (timer->period)
        run_again(timer);
    if (timer->thread && !timer->apc.thread) {
        timer->apc.arguments[1] = (uint32_t)now;
        timer->apc.arguments[2] = (uint64_t)now >> 32;
        apc_queue(timer->thread, &timer->apc);
    }
    wake_waiters(&timer->object);
}

NTSTATUS handle_create_timer(struct session *session, const struct create_timer_request *req,
                             struct create_timer_reply *reply)
{
    _cleanup_(object_unrefp) struct timer *timer = NULL;
    NTSTATUS status;

    if (req->type != NotificationTimer && req->type != SynchronizationTimer)
        return STATUS_INVALID_PARAMETER;
    timer = object_new(&timer_type, session->account, &status);
    if (!timer)
        return status;
    timer->manual = req->type == NotificationTimer;
    timer->deadline.clock = INTERRUPT_TIME;
    timer->deadline.expire = expire;
    status = deadline_reserve();
    if (!NT_SUCCESS(status))
        return status;
    timer->has_room = true;
    return namespace_create(session, &req->path, &req->sd, &timer->object, req->access, &reply->handle);
}

/* The clock and the time on it that NT's due time means. */
static int64_t due_time(enum deadline_clock *clock, int64_t due)
{
    int64_t now;

    *clock = due < 0 ? INTERRUPT_TIME : SYSTEM_TIME;
    if (due >= 0)
        return due;
    now = deadline_now(INTERRUPT_TIME);
    return due < now - INT64_MAX ? INT64_MAX : now - due;
}

NTSTATUS handle_set_timer(struct session *session, const struct set_timer_request *req,
                          struct set_timer_reply *reply)
{
    _cleanup_(object_unrefp) struct timer *timer = NULL;
    struct thread *thread = session_thread(session, req->slot);
    enum deadline_clock clock;
    NTSTATUS status;
    int64_t when;

    if (req->period > INT32_MAX || (req->routine && !thread))
        return STATUS_INVALID_PARAMETER;
    timer = handle_get(session, req->handle, &timer_type, TIMER_MODIFY_STATE, &status);
    if (!timer)
        return status;
    reply->previous = timer->set;
    timer->set = false;
    timer->period = req->period;
    forget_thread(timer);
    if (req->routine)
        apc_for(timer, thread, req->routine, req->context);
    when = due_time(&clock, req->due);
    deadline_set(&timer->deadline, clock, when);
    if (when <= deadline_now(clock)) {  /* whoever looks next must see it */
        deadline_cancel(&timer->deadline);
        expire(&timer->deadline);
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_cancel_timer(struct session *session, const struct cancel_timer_request *req,
                             struct cancel_timer_reply *reply)
{
    _cleanup_(object_unrefp) struct timer *timer = NULL;
    NTSTATUS status;

    timer = handle_get(session, req->handle, &timer_type, TIMER_MODIFY_STATE, &status);
    if (!timer)
        return status;
    reply->previous = timer->set;
    forget_thread(timer);
    deadline_cancel(&timer->deadline);
    return STATUS_SUCCESS;
}

NTSTATUS handle_query_timer(struct session *session, const struct query_timer_request *req,
                            struct query_timer_reply *reply)
{
    _cleanup_(object_unrefp) struct timer *timer = NULL;
    NTSTATUS status;

    timer = handle_get(session, req->handle, &timer_type, TIMER_QUERY_STATE, &status);
    if (!timer)
        return status;
    reply->remaining = timer->deadline.when - deadline_now(timer->deadline.clock);
    reply->signaled = timer->set;
    return STATUS_SUCCESS;
}
