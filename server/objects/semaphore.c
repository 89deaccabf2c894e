/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Semaphore objects. */
#include "server/namespace.h"
#include "server/request.h"
#include "server/wait.h"

#include <ntexapi.h>
#include <stdio.h>

struct semaphore {
    struct object object;
    int32_t count, maximum;
};

static bool semaphore_signaled(struct object *object, const struct thread *waiter)
{
    (void)waiter;
    return ((struct semaphore *)object)->count > 0;
}

static NTSTATUS semaphore_satisfied(struct object *object, struct thread *waiter)
{
    (void)waiter;
    ((struct semaphore *)object)->count--;
    return STATUS_SUCCESS;
}

static NTSTATUS release(struct semaphore *semaphore, int32_t count)
{
    if (count > semaphore->maximum - semaphore->count)
        return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
    semaphore->count += count;
    wake_waiters(&semaphore->object);
    return STATUS_SUCCESS;
}

static NTSTATUS semaphore_signal(struct object *object, uint32_t granted, struct thread *thread)
{
    (void)thread;
    return granted & SEMAPHORE_MODIFY_STATE ? release((struct semaphore *)object, 1) : STATUS_ACCESS_DENIED;
}

static void semaphore_describe(struct object *object, char *buffer, size_t size)
{
    struct semaphore *semaphore = (struct semaphore *)object;

    snprintf(buffer, size, "\"count\": %d, \"maximum\": %d", semaphore->count, semaphore->maximum);
}

const struct object_type semaphore_type = {
    .name = "Semaphore",
    .size = sizeof(struct semaphore),
    .access = {STANDARD_RIGHTS_READ | SEMAPHORE_QUERY_STATE, STANDARD_RIGHTS_WRITE | SEMAPHORE_MODIFY_STATE,
               STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, SEMAPHORE_ALL_ACCESS},
    .valid_access = SEMAPHORE_ALL_ACCESS,
    .signaled = semaphore_signaled,
    .satisfied = semaphore_satisfied,
    .signal = semaphore_signal,
    .describe = semaphore_describe,
};

NTSTATUS handle_create_semaphore(struct session *session, const struct create_semaphore_request *req,
                                 struct create_semaphore_reply *reply)
{
    _cleanup_(object_unrefp) struct semaphore *semaphore = NULL;
    NTSTATUS status;

    if (req->maximum <= 0 || req->initial < 0 || req->initial > req->maximum)
        return STATUS_INVALID_PARAMETER;
    semaphore = object_new(&semaphore_type, session->account, &status);
    if (!semaphore)
        return status;
    semaphore->count = req->initial;
    semaphore->maximum = req->maximum;
    return namespace_create(session, &req->path, &req->sd, &semaphore->object, req->access, &reply->handle);
}

NTSTATUS handle_release_semaphore(struct session *session, const struct release_semaphore_request *req,
                                  struct release_semaphore_reply *reply)
{
    _cleanup_(object_unrefp) struct semaphore *semaphore = NULL;
    NTSTATUS status;

    if (req->count <= 0)
        return STATUS_INVALID_PARAMETER;
    semaphore = handle_get(session, req->handle, &semaphore_type, SEMAPHORE_MODIFY_STATE, &status);
    if (!semaphore)
        return status;
    reply->previous = semaphore->count;
    return release(semaphore, req->count);
}

NTSTATUS handle_query_semaphore(struct session *session, const struct query_semaphore_request *req,
                                struct query_semaphore_reply *reply)
{
    _cleanup_(object_unrefp) struct semaphore *semaphore = NULL;
    NTSTATUS status;

    semaphore = handle_get(session, req->handle, &semaphore_type, SEMAPHORE_QUERY_STATE, &status);
    if (!semaphore)
        return status;
    reply->count = semaphore->count;
    reply->maximum = semaphore->maximum;
    return STATUS_SUCCESS;
}
