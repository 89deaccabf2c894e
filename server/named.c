/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening objects of which opening needs no more than their name. */
#include "server/namespace.h"
#include "server/request.h"

static const struct object_type *const named_types[N_NAMED_TYPES] = {
    [NAMED_SEMAPHORE] = &semaphore_type,
    [NAMED_MUTANT] = &mutant_type,
    [NAMED_TIMER] = &timer_type,
    [NAMED_COMPLETION] = &completion_type,
    [NAMED_KEYED_EVENT] = &keyed_event_type,
};

NTSTATUS handle_open_named(struct session *session, const struct open_named_request *req,
                           struct open_named_reply *reply)
{
    if (req->type >= N_NAMED_TYPES)
        return STATUS_INVALID_PARAMETER;
    return namespace_open(session, &req->path, named_types[req->type], req->access, &reply->handle);
}
