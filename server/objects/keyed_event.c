/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keyed events; see keyed_event.h. */
#include "server/objects/keyed_event.h"

#include "server/namespace.h"
#include "server/request.h"
#include "server/thread.h"
#include "server/wait.h"

#include <ntexapi.h>

struct keyed_event {
    struct object object;
    struct thread *waiting;             /* in order of arrival */
};

const struct object_type keyed_event_type = {
    .name = "KeyedEvent",
    .size = sizeof(struct keyed_event),
    .access = {STANDARD_RIGHTS_READ | KEYEDEVENT_WAIT, STANDARD_RIGHTS_WRITE | KEYEDEVENT_WAKE,
               STANDARD_RIGHTS_EXECUTE, KEYEDEVENT_ALL_ACCESS},
    .valid_access = KEYEDEVENT_ALL_ACCESS,
};

/* What a NULL handle means; for everybody, since keys are looked up by process. It is not to be freed. */
static struct keyed_event everybodys = {.object = {.type = &keyed_event_type, .n_references = 1}};

void keyed_wait_abandon(struct thread *thread)
{
    struct keyed_event *event = thread->keyed.event;
    struct thread **link;

    if (!event)
        return;
    link = &event->waiting;
    while (*link != thread)
        link = &(*link)->keyed.next;
    *link = thread->keyed.next;
    thread->keyed.event = NULL;
    worker_runs(thread);
    object_unref(event);
}

static void wait_at(struct thread *thread, struct keyed_event *event, const struct meet_at_keyed_event_request *req)
{
    struct thread **link = &event->waiting;

    while (*link)
        link = &(*link)->keyed.next;
    *link = thread;
    thread->keyed = (struct keyed_wait){object_ref(event), req->key, req->releases != 0, NULL};
    thread->wait_alerts = req->alerts;
    worker_blocks(thread);
}

static struct thread *find_partner(const struct keyed_event *event, const struct session *session,
                                   const struct meet_at_keyed_event_request *req)
{
    struct thread *thread = event->waiting;

    while (thread && (thread->session != session || thread->keyed.key != req->key ||
                      thread->keyed.releases == (req->releases != 0)))
        thread = thread->keyed.next;
    return thread;
}

NTSTATUS handle_create_keyed_event(struct session *session, const struct create_keyed_event_request *req,
                                   struct create_keyed_event_reply *reply)
{
    _cleanup_(object_unrefp) struct keyed_event *event = NULL;
    NTSTATUS status;

    event = object_new(&keyed_event_type, session->account, &status);
    if (!event)
        return status;
    return namespace_create(session, &req->path, &req->sd, &event->object, req->access, &reply->handle);
}

NTSTATUS handle_meet_at_keyed_event(struct session *session, const struct meet_at_keyed_event_request *req,
                                    struct meet_at_keyed_event_reply *reply)
{
    _cleanup_(object_unrefp) struct keyed_event *event = NULL;
    struct thread *thread = session_thread(session, req->slot), *partner;
    NTSTATUS status;

    (void)reply;
    if (!thread)
        return STATUS_INVALID_PARAMETER;
    wait_abandon(thread);
    event = req->handle ? handle_get(session, req->handle, &keyed_event_type,
                                     req->releases ? KEYEDEVENT_WAKE : KEYEDEVENT_WAIT, &status)
                        : object_ref(&everybodys);
    if (!event)
        return status;
    partner = find_partner(event, session, req);
    if (partner) {
        keyed_wait_abandon(partner);
        session_ring(session, partner->slot, STATUS_SUCCESS);
        return STATUS_SUCCESS;
    }
    status = wait_check_alerts(thread, req->alerts);
    if (status != STATUS_SUCCESS || req->poll)
        return status != STATUS_SUCCESS ? status : STATUS_TIMEOUT;
    wait_at(thread, event, req);
    return STATUS_PENDING;
}
