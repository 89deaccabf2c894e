/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What ports of ALPC have that classic ones have not: attributes, a client port that exists while its
 * connection is still pending, and answers to who is at the other end.
 */
#include "server/objects/port_private.h"

#include "common/sd.h"
#include "server/access.h"
#include "server/namespace.h"

#include <ntpsapi.h>
#include <string.h>

#define DEFAULT_MESSAGE 512u            /* alpc 24, point 11 */
#define KERNEL_FLAGS    (ALPC_PORFLG_LPC_MODE | ALPC_PORFLG_SYSTEM_PROCESS)
#define KNOWN_FLAGS     0x03ff0000u

/* All bits set is no limit; more than any ring is the same. */
#define MAX_POOL_UNLIMITED (2u << 20)

NTSTATUS port_check_attributes(const wire_blob *blob)
{
    ALPC_PORT_ATTRIBUTES attributes;

    if (!blob->size)
        return STATUS_SUCCESS;
    if (blob->size != sizeof attributes)
        return STATUS_INVALID_PARAMETER;
    memcpy(&attributes, blob->data, sizeof attributes);
    if (attributes.Flags & KERNEL_FLAGS || attributes.MaxMessageLength < sizeof(PORT_MESSAGE) ||
        attributes.MaxMessageLength > ALPC_MESSAGE_MAX)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static uint64_t pool(const ALPC_PORT_ATTRIBUTES *attributes)
{
    return attributes->MaxPoolUsage == (SIZE_T)-1 ? MAX_POOL_UNLIMITED : attributes->MaxPoolUsage;
}

void port_set_attributes(struct port *port, const wire_blob *blob)
{
    ALPC_PORT_ATTRIBUTES attributes = {
        .Flags = ALPC_PORFLG_ALLOW_IMPERSONATION, .MaxMessageLength = DEFAULT_MESSAGE,
    };

    if (blob->size)
        memcpy(&attributes, blob->data, sizeof attributes);
    port->flags = (attributes.Flags & KNOWN_FLAGS) | PORT_ALPC;
    port->dup_types = attributes.DupObjectTypes;
    port->max_message = (uint32_t)attributes.MaxMessageLength;
    port->waitable = attributes.Flags & ALPC_PORFLG_WAITABLE_PORT && port->kind != SERVER_PORT;
    port->ring_size = port_ring_size(pool(&attributes), port->max_message);
}

NTSTATUS handle_alpc_create_port(struct session *session, const struct alpc_create_port_request *req,
                                 struct alpc_create_port_reply *reply)
{
    _cleanup_(object_unrefp) struct port *port = NULL;
    wire_path path = req->path;
    NTSTATUS status;

    if (req->sd.size && !sd_valid(req->sd.data, req->sd.size))
        return STATUS_INVALID_SECURITY_DESCR;
    status = port_check_attributes(&req->attributes);
    if (!NT_SUCCESS(status))
        return status;
    status = port_new(&port, session, path.name.size ? CONNECTION_PORT : UNCONNECTED_PORT);
    if (!NT_SUCCESS(status))
        return status;
    port_set_attributes(port, &req->attributes);
    port->creator = object_ref(session->process);
    path.attributes &= OBJ_CASE_INSENSITIVE;
    status = port_publish(port, session, &path, &req->sd, &reply->handle);
    if (!NT_SUCCESS(status))
        return status;
    reply->port = port->id;
    reply->kind = port->kind;
    reply->flags = port->flags;
    reply->max_message = port->max_message;
    return STATUS_SUCCESS;
}

/* Connecting. */

static NTSTATUS check_connect(struct session *session, const struct alpc_connect_request *req)
{
    if (!session_thread(session, req->slot))
        return STATUS_INVALID_PARAMETER;
    if (req->server_sid.size && !sid_valid(req->server_sid.data, req->server_sid.size))
        return STATUS_INVALID_SID;
    if (req->server_sd.size && !sd_valid(req->server_sd.data, req->server_sd.size))
        return STATUS_INVALID_SECURITY_DESCR;
    return port_check_attributes(&req->attributes);
}

static NTSTATUS check_server(const struct port *listener, const struct alpc_connect_request *req)
{
    struct session *server = listener->creator->session;

    if (req->server_sd.size &&
        (!server || !token_allowed_by(server->token, &port_type, req->server_sd.data, req->server_sd.size,
                                      PORT_CONNECT)))
        return STATUS_ACCESS_DENIED;
    if (req->info.size + sizeof(PORT_MESSAGE) >
        (listener->flags & PORT_ALPC ? listener->max_message : sizeof(PORT_MESSAGE) + MAX_CONNECTION_INFO))
        return STATUS_PORT_MESSAGE_TOO_LONG;
    return listener->n_mail >= MAX_MAIL ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

/* What the attributes say; without any, who the client is and no more (alpc 24, 11). */
static NTSTATUS init_security(struct connection *connection, struct session *session, const wire_blob *attributes)
{
    struct quality quality = {SecurityIdentification, true, false};
    ALPC_PORT_ATTRIBUTES a = {.Flags = ALPC_PORFLG_ALLOW_IMPERSONATION};

    if (attributes->size) {
        memcpy(&a, attributes->data, sizeof a);
        quality = (struct quality){(uint32_t)a.SecurityQos.ImpersonationLevel,
                                   a.SecurityQos.ContextTrackingMode == SECURITY_DYNAMIC_TRACKING,
                                   a.SecurityQos.EffectiveOnly};
    }
    return client_security_init(&connection->security, session, session->caller, &quality,
                                a.Flags & ALPC_PORFLG_ALLOW_IMPERSONATION);
}

/* The client port, pending, and its connection. On failure both are gone again. */
static NTSTATUS make_pending(struct port **out, struct session *session, struct port *listener,
                             const wire_blob *attributes)
{
    struct connection *connection;
    struct port *client = NULL;
    NTSTATUS status = connection_create(&connection, listener, session);

    if (!NT_SUCCESS(status))
        return status;
    status = init_security(connection, session, attributes);
    if (NT_SUCCESS(status))
        status = connect_make_client(&client, session, listener);
    if (!NT_SUCCESS(status)) {
        if (client)
            object_unref(client);
        connection_free(connection);
        return status;
    }
    port_set_attributes(client, attributes);
    client->connection = connection;
    client->state = PORT_PENDING;
    connection->client = client;
    *out = client;
    return STATUS_SUCCESS;
}

static NTSTATUS start_connect(struct session *session, const struct alpc_connect_request *req,
                              struct port *client, struct port *listener, uint64_t *context)
{
    const struct quality quality = {req->context_level, req->context_dynamic, req->context_effective_only};
    struct connect *connect = connect_new(listener, session, &req->info);
    NTSTATUS status = STATUS_SUCCESS;

    if (!connect)
        return STATUS_NO_MEMORY;
    connect->connection = client->connection;
    client->connection->connect = connect;
    if (req->context_level != NO_LEVEL)
        status = context_create(&connect->context, client, session, &quality);
    if (NT_SUCCESS(status))
        status = parcel_pack(client->connection, session, SERVER_END, &req->handles, &connect->parcel);
    if (!NT_SUCCESS(status)) {
        connect_abandon(connect);
        return status;
    }
    *context = connect->context;
    status = connect_queue(connect, (uint32_t)session_thread(session, req->slot)->tid);
    return status == STATUS_PENDING ? STATUS_SUCCESS : status;
}

NTSTATUS handle_alpc_connect(struct session *session, const struct alpc_connect_request *req,
                             struct alpc_connect_reply *reply)
{
    _cleanup_(object_unrefp) struct port *listener = NULL;
    _cleanup_(object_unrefp) struct port *client = NULL;
    struct connection *connection;
    NTSTATUS status = check_connect(session, req);

    if (!NT_SUCCESS(status))
        return status;
    if (!req->path.name.size)
        return STATUS_OBJECT_NAME_INVALID;
    listener = connect_find_listener(session, &req->path, &req->server_sid, &status);
    if (!listener)
        return status;
    status = check_server(listener, req);
    if (NT_SUCCESS(status))
        status = make_pending(&client, session, listener, &req->attributes);
    if (NT_SUCCESS(status))
        status = port_use(session, client);
    if (NT_SUCCESS(status))
        status = handle_create(&reply->handle, session, &client->object, PORT_ALL_ACCESS,
                               req->handle_attributes & OBJ_INHERIT);
    if (!NT_SUCCESS(status))
        return status;
    status = start_connect(session, req, client, listener, &reply->context);
    if (!NT_SUCCESS(status)) {
        handle_close(session, reply->handle, NO_SLOT_INDEX);
        return status;
    }
    connection = client->connection;
    reply->port = client->id;
    reply->queue_port = listener->id;
    reply->channel = connection->id;
    reply->index = connection->index;
    reply->ring_size = listener->ring_size;
    reply->flags = client->flags;
    reply->peer_flags = port_peer_flags(client);
    reply->max_message = client->max_message;
    reply->send_limit = connection->max_request;
    reply->peer_pid = (uint32_t)listener->creator->pid;
    reply->bell = connection->bell;
    reply->holder_page = connection_send_memory(session, connection);
    return STATUS_SUCCESS;
}

NTSTATUS handle_alpc_state(struct session *session, const struct alpc_state_request *req,
                           struct alpc_state_reply *reply)
{
    struct port *port = port_find(req->port);

    if (!port || port->kind != CLIENT_PORT || !port_used(session, port))
        return STATUS_INVALID_PARAMETER;
    reply->state = port->state;
    reply->send_limit = port_send_limit(port);
    return STATUS_SUCCESS;
}

NTSTATUS handle_query_blocked(struct session *session, const struct query_blocked_request *req,
                              struct query_blocked_reply *reply)
{
    _cleanup_(object_unrefp) struct thread *thread = NULL;
    const struct connection *connection;
    void *name = session_scratch(session);
    NTSTATUS status;

    thread = handle_get(session, req->thread, &thread_type, THREAD_QUERY_LIMITED_INFORMATION, &status);
    if (!thread)
        return status;
    connection = connection_awaited(thread);
    if (!connection)
        return STATUS_SUCCESS;
    reply->blocked = true;
    reply->pid = (uint32_t)connection->listener->creator->pid;
    reply->name = (wire_str){name, namespace_path(&connection->listener->object, name, WIRE_MAX / 2)};
    return reply->name.size <= WIRE_MAX / 2 ? STATUS_SUCCESS : STATUS_NAME_TOO_LONG;
}

NTSTATUS handle_alpc_disconnect(struct session *session, const struct alpc_disconnect_request *req,
                                struct alpc_disconnect_reply *reply)
{
    _cleanup_(object_unrefp) struct port *port = NULL;
    NTSTATUS status;

    (void)reply;
    port = handle_get(session, req->handle, &port_type, 0, &status);
    if (!port)
        return status;
    if (port->kind != CLIENT_PORT)
        return STATUS_INVALID_PORT_HANDLE;
    port_act_as(session, req->slot);
    connection_disconnect(port->connection);
    return STATUS_SUCCESS;
}
