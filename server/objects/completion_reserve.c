/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reserves for completion packets: a packet that is there before it is wanted, so that posting it cannot fail. */
#include "server/namespace.h"
#include "server/objects/completion.h"
#include "server/request.h"

#include <ntioapi.h>
#include <stdio.h>

#define RESERVE_MODIFY 2u
#define RESERVE_ALL    (STANDARD_RIGHTS_REQUIRED | 3u)

struct completion_reserve {
    struct object object;
    struct packet packet;               /* while it lies in a queue, that has a reference to us */
};

static struct completion_reserve *reserve_of(struct packet *packet)
{
    return (struct completion_reserve *)((char *)packet - offsetof(struct completion_reserve, packet));
}

static void taken(struct packet *packet)
{
    object_unref(reserve_of(packet));
}

static void completion_reserve_describe(struct object *object, char *buffer, size_t size)
{
    snprintf(buffer, size, "\"state\": \"%s\"", ((struct completion_reserve *)object)->packet.n ? "queued" : "idle");
}

const struct object_type completion_reserve_type = {
    .name = "IoCompletionReserve",
    .size = sizeof(struct completion_reserve),
    .access = {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | RESERVE_MODIFY, STANDARD_RIGHTS_EXECUTE, RESERVE_ALL},
    .valid_access = RESERVE_ALL,
    .describe = completion_reserve_describe,
};

NTSTATUS handle_create_completion_reserve(struct session *session, const struct create_completion_reserve_request *req,
                                          struct create_completion_reserve_reply *reply)
{
    _cleanup_(object_unrefp) struct completion_reserve *reserve = NULL;
    NTSTATUS status;

    reserve = object_new(&completion_reserve_type, session->account, &status);
    if (!reserve)
        return status;
    reserve->packet.gone = taken;
    return namespace_create(session, &req->path, &req->sd, &reserve->object, RESERVE_ALL, &reply->handle);
}

NTSTATUS handle_post_reserved(struct session *session, const struct post_reserved_request *req,
                              struct post_reserved_reply *reply)
{
    _cleanup_(object_unrefp) struct completion *completion = NULL;
    _cleanup_(object_unrefp) struct completion_reserve *reserve = NULL;
    NTSTATUS status;

    (void)reply;
    completion = handle_get(session, req->handle, &completion_type, IO_COMPLETION_MODIFY_STATE, &status);
    if (completion)
        reserve = handle_get(session, req->reserve, &completion_reserve_type, RESERVE_MODIFY, &status);
    if (!reserve)
        return status;
    if (reserve->packet.n)
        return STATUS_INVALID_PARAMETER_2;
    reserve->packet.content = (struct io_packet){.key = req->key, .context = req->context,
                                                 .information = req->information, .status = req->status};
    object_ref(reserve);
    completion_post(completion, &reserve->packet);
    return STATUS_SUCCESS;
}
