/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Event objects. */
#include "server/namespace.h"
#include "server/request.h"
#include "server/wait.h"

#include <ntexapi.h>
#include <stdio.h>

struct event {
    struct object object;
    bool manual, set;
};

static bool event_signaled(struct object *object, const struct thread *waiter)
{
    (void)waiter;
    return ((struct event *)object)->set;
}

static NTSTATUS event_satisfied(struct object *object, struct thread *waiter)
{
    struct event *event = (struct event *)object;

    (void)waiter;
    if (!event->manual)
        event->set = false;
    return STATUS_SUCCESS;
}

static NTSTATUS event_signal(struct object *object, uint32_t granted, struct thread *thread)
{
    (void)thread;
    if (!(granted & EVENT_MODIFY_STATE))
        return STATUS_ACCESS_DENIED;
    ((struct event *)object)->set = true;
    wake_waiters(object);
    return STATUS_SUCCESS;
}

static void event_describe(struct object *object, char *buffer, size_t size)
{
    struct event *event = (struct event *)object;

    snprintf(buffer, size, "\"event_type\": \"%s\", \"signaled\": %s",
             event->manual ? "notification" : "synchronization", event->set ? "true" : "false");
}

const struct object_type event_type = {
    .name = "Event",
    .size = sizeof(struct event),
    .access = {STANDARD_RIGHTS_READ | EVENT_QUERY_STATE, STANDARD_RIGHTS_WRITE | EVENT_MODIFY_STATE,
               STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, EVENT_ALL_ACCESS},
    .valid_access = EVENT_ALL_ACCESS,
    .signaled = event_signaled,
    .satisfied = event_satisfied,
    .signal = event_signal,
    .describe = event_describe,
};

NTSTATUS handle_create_event(struct session *session, const struct create_event_request *req,
                             struct create_event_reply *reply)
{
    _cleanup_(object_unrefp) struct event *event = NULL;
    NTSTATUS status;

    if (req->type != NotificationEvent && req->type != SynchronizationEvent)
        return STATUS_INVALID_PARAMETER;
    event = object_new(&event_type, session->account, &status);
    if (!event)
        return status;
    event->manual = req->type == NotificationEvent;
    event->set = req->state != 0;
    return namespace_create(session, &req->path, &req->sd, &event->object, req->access, &reply->handle);
}

NTSTATUS handle_open_event(struct session *session, const struct open_event_request *req,
                           struct open_event_reply *reply)
{
    return namespace_open(session, &req->path, &event_type, req->access, &reply->handle);
}

NTSTATUS handle_operate_event(struct session *session, const struct operate_event_request *req,
                              struct operate_event_reply *reply)
{
    _cleanup_(object_unrefp) struct event *event = NULL;
    NTSTATUS status;

    if (req->operation > EVENT_PULSE)
        return STATUS_INVALID_PARAMETER;
    event = handle_get(session, req->handle, &event_type, EVENT_MODIFY_STATE, &status);
    if (!event)
        return status;
    reply->previous = event->set;
    event->set = req->operation == EVENT_SET || req->operation == EVENT_PULSE;
    if (event->set)
        wake_waiters(&event->object);
    if (req->operation == EVENT_PULSE)
        event->set = false;
    return STATUS_SUCCESS;
}

NTSTATUS handle_query_event(struct session *session, const struct query_event_request *req,
                            struct query_event_reply *reply)
{
    _cleanup_(object_unrefp) struct event *event = NULL;
    NTSTATUS status;

    event = handle_get(session, req->handle, &event_type, EVENT_QUERY_STATE, &status);
    if (!event)
        return status;
    reply->type = event->manual ? NotificationEvent : SynchronizationEvent;
    reply->state = event->set;
    return STATUS_SUCCESS;
}
