/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who is told that something has arrived at a port: threads that wait for a waitable one as an object, and
 * the completion port that it has been associated with (alpc 16).
 */
#include "server/objects/completion.h"
#include "server/objects/port_private.h"

#include "server/handle.h"
#include "server/wait.h"

#include <ntioapi.h>

void port_changed(struct port *port)
{
    if (port->waitable)
        wake_waiters(&port->object);
}

static void arrived(struct port *port, uint32_t flags)
{
    port_changed(port);
    if (port->source)
        completion_source_post(port->source, flags);
}

void port_mail_arrived(struct port *port)
{
    arrived(port, IO_PACKET_MAIL);
}

/* In whose queue arrives what that end of the connection sends. */
static struct port *receiver_of(const struct session *session, const struct connection *connection, uint32_t end)
{
    if (!port_holds_end(session, connection, end))
        return NULL;
    return end == CLIENT_END ? connection->listener : connection->client;
}

NTSTATUS handle_signal_port(struct session *session, const struct signal_port_request *req,
                            struct signal_port_reply *reply)
{
    struct connection *connection = req->channel ? connection_find(req->channel) : NULL;
    struct port *port = req->channel ? NULL : port_find(req->port);

    (void)reply;
    if (connection)
        port = receiver_of(session, connection, req->end);
    if (!port || !(port->waitable || port->source) || (!connection && !port_reads_queue(session, port)))
        return STATUS_INVALID_PARAMETER;
    port->signaled = req->signaled != SIGNAL_EMPTY;
    if (connection || req->signaled == SIGNAL_ARRIVED) {
        arrived(port, 0);
        return STATUS_SUCCESS;
    }
    port->watched = true;
    if (port->signaled)
        wake_waiters(&port->object);
    return STATUS_SUCCESS;
}

/* The queue that the port receives from: a server port's is its connection port's. */
static struct port *queue_of(struct port *port)
{
    return port->kind == SERVER_PORT ? port->connection->listener : port;
}

NTSTATUS handle_associate_completion(struct session *session, const struct associate_completion_request *req,
                                     struct associate_completion_reply *reply)
{
    _cleanup_(object_unrefp) struct port *port = NULL;
    _cleanup_(object_unrefp) struct completion *completion = NULL;
    struct port *receiver;
    NTSTATUS status;

    (void)reply;
    port = handle_get(session, req->handle, &port_type, 0, &status);
    if (!port)
        return status;
    completion = handle_get(session, req->completion, &completion_type, IO_COMPLETION_MODIFY_STATE, &status);
    if (!completion)
        return status;
    receiver = queue_of(port);
    if (receiver->source)
        return STATUS_PORT_ALREADY_SET;
    receiver->source = completion_source_new(completion, req->key);
    if (!receiver->source)
        return STATUS_NO_MEMORY;
    mail_recall(receiver);              /* whoever gets a packet for it asks */
    for (uint32_t i = 0; i < receiver->n_mail; i++)
        completion_source_post(receiver->source, IO_PACKET_MAIL);
    return STATUS_SUCCESS;
}

NTSTATUS handle_dissociate_completion(struct session *session, const struct dissociate_completion_request *req,
                                      struct dissociate_completion_reply *reply)
{
    struct port *port = port_find(req->port), *receiver;

    (void)reply;
    if (!port || !port_used(session, port))
        return STATUS_INVALID_PARAMETER;
    receiver = queue_of(port);
    completion_source_free(receiver->source);
    receiver->source = NULL;
    return STATUS_SUCCESS;
}
