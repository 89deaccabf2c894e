/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wait completion packets; see wait_packet.h. */
#include "server/objects/wait_packet.h"

#include "server/namespace.h"
#include "server/objects/completion.h"
#include "server/request.h"
#include "server/wait.h"

#include <ntioapi.h>
#include <stdio.h>

struct wait_packet {
    struct object object;
    struct completion *completion;      /* NULL: it is not in use; a reference while it waits */
    struct wait *wait;                  /* NULL: it lies in the queue, which has a reference to it */
    struct packet packet;
};

static void taken(struct packet *content)
{
    struct wait_packet *packet = (struct wait_packet *)((char *)content - offsetof(struct wait_packet, packet));

    packet->completion = NULL;
    object_unref(packet);
}

/* From here on the completion port has the packet and not the reverse, so that both can go. */
static void post(struct wait_packet *packet)
{
    _cleanup_(object_unrefp) struct completion *completion = packet->completion;

    object_ref(packet);
    completion_post(completion, &packet->packet);
}

void wait_packet_signaled(struct wait_packet *packet)
{
    packet->wait = NULL;
    post(packet);
}

static void stop_waiting(struct wait_packet *packet)
{
    struct completion *completion = packet->completion;

    wait_end_packet(packet->wait);
    packet->wait = NULL;
    packet->completion = NULL;
    object_unref(completion);
}

static void wait_packet_destroy(struct object *object)
{
    struct wait_packet *packet = (struct wait_packet *)object;

    if (packet->wait)
        stop_waiting(packet);
}

static void wait_packet_describe(struct object *object, char *buffer, size_t size)
{
    struct wait_packet *packet = (struct wait_packet *)object;

    snprintf(buffer, size, "\"state\": \"%s\"",
             packet->wait ? "waiting" : packet->completion ? "queued" : "idle");
}

const struct object_type wait_packet_type = {
    .name = "WaitCompletionPacket",
    .size = sizeof(struct wait_packet),
    .access = {STANDARD_RIGHTS_READ, STANDARD_RIGHTS_WRITE | 1, STANDARD_RIGHTS_EXECUTE, STANDARD_RIGHTS_REQUIRED | 1},
    .valid_access = STANDARD_RIGHTS_REQUIRED | 1,
    .destroy = wait_packet_destroy,
    .describe = wait_packet_describe,
};

NTSTATUS handle_create_wait_packet(struct session *session, const struct create_wait_packet_request *req,
                                   struct create_wait_packet_reply *reply)
{
    _cleanup_(object_unrefp) struct wait_packet *packet = NULL;
    NTSTATUS status;

    packet = object_new(&wait_packet_type, session->account, &status);
    if (!packet)
        return status;
    packet->packet.gone = taken;
    return namespace_create(session, &req->path, &req->sd, &packet->object, req->access, &reply->handle);
}

static NTSTATUS begin(struct wait_packet *packet, struct completion *completion, struct object *target,
                      uint32_t *signaled)
{
    *signaled = wait_try_object(target);
    if (!*signaled) {
        packet->wait = wait_begin_packet(packet, target);
        if (!packet->wait)
            return STATUS_NO_MEMORY;
    }
    packet->completion = object_ref(completion);
    if (*signaled)
        post(packet);
    return STATUS_SUCCESS;
}

/* A mutant needs a thread to own it. */
static bool can_target(const struct object *object)
{
    return object->type != &mutant_type && (!object->type->can_wait || object->type->can_wait((struct object *)object));
}

NTSTATUS handle_associate_wait_packet(struct session *session, const struct associate_wait_packet_request *req,
                                      struct associate_wait_packet_reply *reply)
{
    _cleanup_(object_unrefp) struct wait_packet *packet = NULL;
    _cleanup_(object_unrefp) struct completion *completion = NULL;
    _cleanup_(object_unrefp) struct object *target = NULL;
    NTSTATUS status;

    packet = handle_get(session, req->packet, &wait_packet_type, 1, &status);
    if (packet)
        completion = handle_get(session, req->completion, &completion_type, IO_COMPLETION_MODIFY_STATE, &status);
    if (completion)
        target = handle_get(session, req->target, NULL, SYNCHRONIZE, &status);
    if (!target)
        return status;
    if (packet->completion)
        return STATUS_INVALID_PARAMETER_1;
    if (!can_target(target))
        return STATUS_INVALID_PARAMETER_3;
    packet->packet.content = (struct io_packet){.key = req->key, .context = req->context,
                                                .information = req->information, .status = req->status};
    return begin(packet, completion, target, &reply->signaled);
}

NTSTATUS handle_cancel_wait_packet(struct session *session, const struct cancel_wait_packet_request *req,
                                   struct cancel_wait_packet_reply *reply)
{
    _cleanup_(object_unrefp) struct wait_packet *packet = NULL;
    NTSTATUS status;

    (void)reply;
    packet = handle_get(session, req->packet, &wait_packet_type, 1, &status);
    if (!packet)
        return status;
    if (!packet->completion)
        return STATUS_CANCELLED;
    if (packet->wait) {
        stop_waiting(packet);
        return STATUS_SUCCESS;
    }
    if (!req->withdraw)
        return STATUS_PENDING;
    completion_withdraw(packet->completion, &packet->packet);
    taken(&packet->packet);
    return STATUS_SUCCESS;
}
