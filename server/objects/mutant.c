/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mutant objects: what one thread at a time owns, as often as it has waited for it. One that is not
 * owned is in nobody's list.
 */
#include "server/objects/mutant.h"

#include "server/namespace.h"
#include "server/request.h"
#include "server/thread.h"
#include "server/wait.h"

#include <ntexapi.h>
#include <stdio.h>

struct mutant {
    struct object object;
    struct thread *owner;               /* NULL: free */
    struct mutant *next, **link;        /* in its owner's list */
    int32_t count;                      /* 1 free; 0 owned, and one less for each time more */
    bool abandoned;                     /* its last owner ended without giving it up */
};

static void take(struct mutant *mutant, struct thread *thread)
{
    mutant->owner = thread;
    mutant->next = thread->mutants;
    if (mutant->next)
        mutant->next->link = &mutant->next;
    mutant->link = &thread->mutants;
    thread->mutants = mutant;
}

static void give_up(struct mutant *mutant)
{
    if (!mutant->owner)
        return;
    *mutant->link = mutant->next;
    if (mutant->next)
        mutant->next->link = mutant->link;
    mutant->owner = NULL;
}

static bool mutant_signaled(struct object *object, const struct thread *waiter)
{
    struct mutant *mutant = (struct mutant *)object;

    return !mutant->owner || mutant->owner == waiter;
}

static NTSTATUS mutant_satisfied(struct object *object, struct thread *waiter)
{
    struct mutant *mutant = (struct mutant *)object;
    NTSTATUS status = mutant->abandoned ? STATUS_ABANDONED : STATUS_SUCCESS;

    if (mutant->count == INT32_MIN)
        return STATUS_MUTANT_LIMIT_EXCEEDED;
    mutant->count--;
    mutant->abandoned = false;
    if (!mutant->owner)
        take(mutant, waiter);
    return status;
}

static NTSTATUS release(struct mutant *mutant, const struct thread *thread)
{
    if (!thread || mutant->owner != thread)
        return STATUS_MUTANT_NOT_OWNED;
    if (++mutant->count == 1) {
        give_up(mutant);
        wake_waiters(&mutant->object);
    }
    return STATUS_SUCCESS;
}

/* Who owns it may give it up, whatever the handle grants. */
static NTSTATUS mutant_signal(struct object *object, uint32_t granted, struct thread *thread)
{
    (void)granted;
    return release((struct mutant *)object, thread);
}

static void mutant_destroy(struct object *object)
{
    give_up((struct mutant *)object);
}

static void mutant_describe(struct object *object, char *buffer, size_t size)
{
    struct mutant *mutant = (struct mutant *)object;

    snprintf(buffer, size, "\"count\": %d, \"owner\": %d, \"abandoned\": %s", mutant->count,
             mutant->owner ? mutant->owner->tid : 0, mutant->abandoned ? "true" : "false");
}

const struct object_type mutant_type = {
    .name = "Mutant",
    .size = sizeof(struct mutant),
    .access = {STANDARD_RIGHTS_READ | MUTANT_QUERY_STATE, STANDARD_RIGHTS_WRITE,
               STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, MUTANT_ALL_ACCESS},
    .valid_access = MUTANT_ALL_ACCESS,
    .signaled = mutant_signaled,
    .satisfied = mutant_satisfied,
    .signal = mutant_signal,
    .destroy = mutant_destroy,
    .describe = mutant_describe,
};

void mutant_thread_exit(struct thread *thread)
{
    while (thread->mutants) {
        struct mutant *mutant = thread->mutants;

        give_up(mutant);
        mutant->count = 1;
        mutant->abandoned = true;
        wake_waiters(&mutant->object);
    }
}

NTSTATUS handle_create_mutant(struct session *session, const struct create_mutant_request *req,
                              struct create_mutant_reply *reply)
{
    _cleanup_(object_unrefp) struct mutant *mutant = NULL;
    struct thread *thread = session_thread(session, req->slot);
    NTSTATUS status;

    if (!thread)
        return STATUS_INVALID_PARAMETER;
    mutant = object_new(&mutant_type, session->account, &status);
    if (!mutant)
        return status;
    mutant->count = 1;
    status = namespace_create(session, &req->path, &req->sd, &mutant->object, req->access, &reply->handle);
    if (status == STATUS_SUCCESS && req->owned)     /* else it was there already */
        mutant_satisfied(&mutant->object, thread);
    return status;
}

NTSTATUS handle_release_mutant(struct session *session, const struct release_mutant_request *req,
                               struct release_mutant_reply *reply)
{
    _cleanup_(object_unrefp) struct mutant *mutant = NULL;
    NTSTATUS status;

    mutant = handle_get(session, req->handle, &mutant_type, 0, &status);
    if (!mutant)
        return status;
    reply->previous = mutant->count;
    return release(mutant, session_thread(session, req->slot));
}

NTSTATUS handle_query_mutant(struct session *session, const struct query_mutant_request *req,
                             struct query_mutant_reply *reply)
{
    _cleanup_(object_unrefp) struct mutant *mutant = NULL;
    NTSTATUS status;

    mutant = handle_get(session, req->handle, &mutant_type, MUTANT_QUERY_STATE, &status);
    if (!mutant)
        return status;
    reply->count = mutant->count;
    reply->abandoned = mutant->abandoned;
    if (!mutant->owner)
        return STATUS_SUCCESS;
    reply->owned = mutant->owner == session_thread(session, req->slot);
    reply->pid = (uint32_t)mutant->owner->process->pid;
    reply->tid = (uint32_t)mutant->owner->tid;
    return STATUS_SUCCESS;
}
