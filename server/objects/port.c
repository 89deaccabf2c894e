/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports as objects: creating, using, deleting; see port_private.h. */
#include "server/objects/port_private.h"

#include "common/sd.h"
#include "server/access.h"
#include "server/json.h"
#include "server/namespace.h"
#include "server/objects/completion.h"
#include "server/shm.h"

#include <ntlpcapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define N_BUCKETS 4096

struct port_actor port_actor;

static struct port *buckets[N_BUCKETS];
static uint32_t last_id;
static struct port *left;               /* what the request under way closed last; see port_left */

static struct port **bucket_of(uint32_t id)
{
    return &buckets[id % N_BUCKETS];
}

struct port *port_find(uint32_t id)
{
    struct port *port = *bucket_of(id);

    while (port && port->id != id)
        port = port->next;
    return port;
}

static uint32_t new_id(void)
{
    do
        last_id = (last_id + 1) & ~DETACH_LAST;
    while (!last_id || port_find(last_id));
    return last_id;
}

NTSTATUS port_new(struct port **out, struct session *session, enum port_kind kind)
{
    NTSTATUS status;
    struct port *port = object_new(&port_type, session->account, &status);

    if (!port)
        return status;
    port->kind = kind;
    port->uid = session->uid;
    port->queue_fd = port->holder_fd = -1;
    port->mail_end = &port->mail;
    port->id = new_id();
    port->next = *bucket_of(port->id);
    *bucket_of(port->id) = port;
    *out = port;
    return STATUS_SUCCESS;
}

/* Who uses a port. */

struct port_use *port_used(const struct session *session, const struct port *port)
{
    struct port_use *use = port->users;

    while (use && use->session != session)
        use = use->next_of_port;
    return use;
}

/* The first process that uses the port whose queue it is; until another one reads there, too. */
static void note_reader(struct session *session, struct port *port)
{
    struct port *owner = port->kind == SERVER_PORT ? port->connection->listener : port;

    if (owner == port && !owner->reader && !owner->shared)
        owner->reader = session;
    else if (owner->reader != session)
        mail_share(owner);
}

NTSTATUS port_use(struct session *session, struct port *port)
{
    struct port_use *use;

    if (port_used(session, port))
        return STATUS_SUCCESS;
    use = malloc(sizeof *use);
    if (!use)
        return STATUS_NO_MEMORY;
    *use = (struct port_use){session, object_ref(port), session->ports, port->users};
    session->ports = port->users = use;
    note_reader(session, port);
    return STATUS_SUCCESS;
}

bool port_of_another(const struct port *port, const struct session *session)
{
    return port->uid != session->uid || (port->uid == OVERFLOW_UID && !port_used(session, port));
}

static void end_use(struct port_use *use)
{
    struct port_use **link = &use->session->ports;

    while (*link != use)
        link = &(*link)->next_of_session;
    *link = use->next_of_session;
    link = &use->port->users;
    while (*link != use)
        link = &(*link)->next_of_port;
    *link = use->next_of_port;
    if (use->port->reader == use->session)
        mail_share(use->port);
    session_withdraw_notice(use->session, NOTICE_PEER_CLOSED, use->port->id);
    object_unref(use->port);
    free(use);
}

void port_notify_users(const struct port *port, const struct notice *notice, const struct session *except)
{
    for (struct port_use *use = port->users; use; use = use->next_of_port)
        if (use->session != except)
            session_notify(use->session, notice);
}

bool port_reads_queue(const struct session *session, const struct port *port)
{
    if (port_used(session, port))
        return true;
    for (struct port_use *use = session->ports; use; use = use->next_of_session)
        if (use->port->kind == SERVER_PORT && use->port->connection->listener == port)
            return true;
    return false;
}

struct port *port_destination(const struct port *port)
{
    switch (port->kind) {
    case CLIENT_PORT:
        return port->connection->server ? port->connection->listener : NULL;
    case SERVER_PORT:
        return port->connection->client;
    default:
        return (struct port *)port;
    }
}

uint32_t port_send_limit(const struct port *port)
{
    switch (port->kind) {
    case CLIENT_PORT:
        return port->connection->max_request;
    case SERVER_PORT:
        return port->connection->client ? port->connection->client->max_message : port->max_message;
    default:
        return port->max_message;
    }
}

bool port_holds_end(const struct session *session, const struct connection *connection, enum channel_end end)
{
    return end == CLIENT_END ? connection->client && port_used(session, connection->client)
                             : port_reads_queue(session, connection->listener);
}

uint32_t port_peer_flags(const struct port *port)
{
    switch (port->kind) {
    case CLIENT_PORT:
        return port->connection->listener->flags;
    case SERVER_PORT:
        return port->connection->client ? port->connection->client->flags : 0;
    default:
        return port->flags;
    }
}

void port_act_as(struct session *session, uint32_t slot)
{
    struct thread *thread = slot == NO_SLOT_INDEX ? NULL : session_thread(session, slot);

    port_actor = (struct port_actor){
        .session = session, .orderly = slot != NO_SLOT_INDEX, .pid = (uint32_t)session->pid,
        .tid = (uint32_t)(thread ? thread->tid : session->pid),
    };
}

/* The object type. */

static void handles_changed(const struct port *port)
{
    for (struct port_use *use = port->users; use; use = use->next_of_port)
        shm_store_release(&use->session->control->handles_changed, ++use->session->n_handles_changed);
}

/* Its users must know that there are others than the one they got with it. */
static void port_handle_opened(struct object *object, struct session *session, uint32_t access)
{
    (void)session, (void)access;
    handles_changed((struct port *)object);
}

void port_handle_protected(struct object *object)
{
    handles_changed((struct port *)object);
}

/* A port that is not waitable: always as a classic one, never as one of ALPC (alpc 16). */
static bool port_signaled(struct object *object, const struct thread *waiter)
{
    struct port *port = (struct port *)object;

    (void)waiter;
    if (!port->waitable)
        return !(port->flags & PORT_ALPC);
    return port->signaled || port->mail || port->state == PORT_REFUSED ||
           (port->kind == CLIENT_PORT && port->state == PORT_CONNECTED && !port->connection->server);
}

static bool port_can_wait(struct object *object)
{
    struct port *port = (struct port *)object;

    return !port->waitable || port->watched;
}

static void port_session_left(struct object *object, struct session *session, uint32_t slot)
{
    port_act_as(session, slot);
    if (port_used(session, (struct port *)object))
        left = (struct port *)object;
}

uint32_t port_left(struct session *session)
{
    struct port *port = left;

    (void)session;
    left = NULL;
    return port ? port->id | (port->object.n_handles ? 0 : DETACH_LAST) : 0;
}

static void port_last_handle(struct object *object, uint32_t slot)
{
    struct port *port = (struct port *)object;

    (void)slot;
    if (port->kind > UNCONNECTED_PORT)
        return;
    port->closed = true;
    mail_purge(port);
    for (struct connect *connect = port->connects, *next; connect; connect = next) {
        next = connect->next;
        if (connect->state != CONNECT_ACCEPTED)
            connect_end(connect, STATUS_PORT_CONNECTION_REFUSED);
    }
    port_notify_users(port, &(struct notice){.type = NOTICE_QUEUE_CLOSED, .id = port->id},
                      port_actor.session);
    for (uint32_t i = 1; i < port->n_connections; i++)
        if (port->connections[i] && port->connections[i]->server)
            port_notify_users(port->connections[i]->server,
                              &(struct notice){.type = NOTICE_QUEUE_CLOSED, .id = port->id},
                              port_actor.session);
}

static void port_destroy(struct object *object)
{
    struct port *port = (struct port *)object, **link = bucket_of(port->id);

    if (left == port)
        left = NULL;
    while (*link != port)
        link = &(*link)->next;
    *link = port->next;
    if (port->connection)
        connection_leave(port->connection, port);
    mail_purge(port);
    completion_source_free(port->source);
    contexts_free(port);
    if (port->n_connections && port->connections[0])
        connection_free(port->connections[0]);
    free(port->connections);
    if (port->creator)
        object_unref(port->creator);
    if (port->queue)
        munmap(port->queue, QUEUE_MEMORY_SIZE);
    if (port->queue_fd >= 0)
        close(port->queue_fd);
    if (port->holder_fd >= 0)
        close(port->holder_fd);
    page_release(&port->holder_page);
}

static const char *kind_name(enum port_kind kind)
{
    static const char *const names[] = {"?", "connection", "unconnected", "client", "server"};

    return names[kind];
}

static void port_describe(struct object *object, char *buffer, size_t size)
{
    struct port *port = (struct port *)object;

    snprintf(buffer, size,
             "\"port\": %u, \"kind\": \"%s\", \"max_message\": %u, \"clients\": %u, \"mail\": %u",
             port->id, kind_name(port->kind), port->max_message, port->n_clients, port->n_mail);
}

const struct object_type port_type = {
    .name = "ALPC Port",
    .size = sizeof(struct port),
    .access = {READ_CONTROL | PORT_CONNECT, DELETE | PORT_CONNECT, 0, PORT_ALL_ACCESS},
    .valid_access = PORT_ALL_ACCESS,
    .invalid_attributes = OBJ_INHERIT | OBJ_PERMANENT | OBJ_EXCLUSIVE | OBJ_OPENIF | OBJ_OPENLINK |
                          OBJ_KERNEL_HANDLE | OBJ_FORCE_ACCESS_CHECK,
    .signaled = port_signaled,
    .can_wait = port_can_wait,
    .handle_opened = port_handle_opened,
    .session_left = port_session_left,
    .last_handle = port_last_handle,
    .destroy = port_destroy,
    .describe = port_describe,
};

/* Creating. */

/* The pool is the budget; a ring takes at least two messages of the greatest length and what is left at its end. */
uint32_t port_ring_size(uint64_t max_pool, uint32_t max_message)
{
    uint32_t size = RING_SIZE_MIN, least = max_message * 3;

    if (!max_pool)
        max_pool = RING_SIZE_DEFAULT;
    while ((size < max_pool || size < least) && size < RING_SIZE_MAX)
        size *= 2;
    return size;
}

NTSTATUS port_make_memory(struct port *port, struct session *session, int *fd, const char *name, uint64_t size)
{
    NTSTATUS status;

    size = (size + 4095) & ~4095ull;
    status = charge_take(&port->object.charge, session->account, 0, 0, size);
    return NT_SUCCESS(status) ? shm_create(fd, name, size) : status;
}

static NTSTATUS make_queue(struct port *port, struct session *session)
{
    NTSTATUS status = port_make_memory(port, session, &port->queue_fd, "ntport-queue", sizeof(struct queue_memory));

    if (NT_SUCCESS(status))
        port->queue = shm_map(port->queue_fd, QUEUE_MEMORY_SIZE);
    return NT_SUCCESS(status) ? port_make_memory(port, session, &port->holder_fd, "ntport-holder",
                                                 holder_memory_size(MAX_CHANNELS))
                              : status;
}

NTSTATUS port_publish(struct port *port, struct session *session, const wire_path *path, const wire_blob *sd,
                      uint64_t *handle)
{
    NTSTATUS status = make_queue(port, session);

    if (NT_SUCCESS(status))
        status = namespace_create(session, path, sd, &port->object, PORT_ALL_ACCESS, handle);
    if (!NT_SUCCESS(status))
        return status;
    status = port_use(session, port);
    if (!NT_SUCCESS(status)) {
        handle_close(session, *handle, NO_SLOT_INDEX);
        return status;
    }
    session_send_fd(session, port->queue_fd);
    session_send_fd(session, port->holder_fd);
    return STATUS_SUCCESS;
}

static NTSTATUS check_limits(const struct create_port_request *req)
{
    if (req->max_info > MAX_CONNECTION_INFO)
        return STATUS_INVALID_PARAMETER_3;
    if (req->max_message > LPC_MESSAGE_MAX)
        return STATUS_INVALID_PARAMETER_4;
    return STATUS_SUCCESS;
}

/* Attributes and descriptor come before the limits, the name comes last (lpc-semantics 8.1). */
NTSTATUS handle_create_port(struct session *session, const struct create_port_request *req,
                            struct create_port_reply *reply)
{
    _cleanup_(object_unrefp) struct port *port = NULL;
    NTSTATUS status;

    if (req->path.attributes & port_type.invalid_attributes)
        return STATUS_INVALID_PARAMETER;
    if (req->sd.size && !sd_valid(req->sd.data, req->sd.size))
        return STATUS_INVALID_SECURITY_DESCR;
    status = check_limits(req);
    if (!NT_SUCCESS(status))
        return status;
    status = port_new(&port, session, req->path.name.size ? CONNECTION_PORT : UNCONNECTED_PORT);
    if (!NT_SUCCESS(status))
        return status;
    port->max_message = req->max_message ? req->max_message : LPC_MESSAGE_MAX;
    port->max_info = req->max_info;
    port->ring_size = port_ring_size(req->max_pool, port->max_message);
    port->waitable = req->waitable;
    port->creator = object_ref(session->process);
    status = port_publish(port, session, &req->path, &req->sd, &reply->handle);
    if (!NT_SUCCESS(status))
        return status;
    reply->port = port->id;
    reply->kind = port->kind;
    reply->max_message = port->max_message;
    return STATUS_SUCCESS;
}

/* Using. */

NTSTATUS handle_open_port(struct session *session, const struct open_port_request *req,
                          struct open_port_reply *reply)
{
    _cleanup_(object_unrefp) struct port *port = NULL;
    struct connection *connection;
    uint32_t attributes;
    NTSTATUS status;

    port = handle_get_granted(session, req->handle, &port_type, 0, &reply->access, &attributes, &status);
    if (!port)
        return status;
    if (port_of_another(port, session))
        return STATUS_ACCESS_DENIED;
    status = port_use(session, port);
    if (!NT_SUCCESS(status))
        return status;
    connection = port->connection;
    reply->port = port->id;
    reply->kind = port->kind;
    reply->flags = port->flags;
    reply->peer_flags = port_peer_flags(port);
    reply->max_message = port->max_message;
    reply->send_limit = port_send_limit(port);
    reply->state = port->state;
    if (!connection) {
        session_send_fd(session, port->queue_fd);
        session_send_fd(session, port->holder_fd);
        return STATUS_SUCCESS;
    }
    reply->queue_port = connection->listener->id;
    reply->channel = connection->id;
    reply->index = connection->index;
    reply->ring_size = connection->listener->ring_size;
    reply->context = connection->context;
    reply->peer_pid = (uint32_t)(port->kind == CLIENT_PORT
                                     ? connection->listener->creator->pid
                                     : connection->client_session ? connection->client_session->pid : 0);
    reply->bell = connection->bell;
    if (port->kind == CLIENT_PORT) {
        reply->holder_page = connection_send_memory(session, connection);
        return STATUS_SUCCESS;
    }
    session_send_fd(session, connection->listener->queue_fd);
    session_send_fd(session, connection->listener->holder_fd);
    session_send_fd(session, connection->channel_fd);
    return STATUS_SUCCESS;
}

/* No process has ever asked for more than one of them to be closed so, and a handle that is protected stays. */
NTSTATUS handle_leave_port(struct session *session, const struct leave_port_request *req,
                           struct leave_port_reply *reply)
{
    _cleanup_(object_unrefp) struct port *port = NULL;
    NTSTATUS status;

    (void)reply;
    port = handle_get(session, req->handle, &port_type, 0, &status);
    if (!port || port->id != req->port)
        return STATUS_INVALID_PARAMETER;
    status = handle_close(session, req->handle, req->slot);
    if (NT_SUCCESS(status) && port_left(session)) {
        port_act_as(session, req->slot);
        end_use(port_used(session, port));
    }
    return status;
}

NTSTATUS handle_detach_port(struct session *session, const struct detach_port_request *req,
                            struct detach_port_reply *reply)
{
    struct port *port = port_find(req->port);
    struct port_use *use = port ? port_used(session, port) : NULL;

    if (!use || (port->object.n_handles && handle_exists(session, &port->object)))
        return STATUS_INVALID_PARAMETER;
    port_act_as(session, req->slot);
    end_use(use);
    reply->deleted = !port_find(req->port);
    return STATUS_SUCCESS;
}

/* The other processes of an end must know that one of them died: it may have left something half done. */
static void tell_peers_of_death(struct port *port, const struct session *session)
{
    struct notice notice = {.type = NOTICE_PEER_DIED, .pid = (uint32_t)session->pid};
    struct port *peer;

    if (!port->connection || !port->users || !port->users->next_of_port)
        return;
    peer = port->kind == CLIENT_PORT ? port->connection->server : port->connection->client;
    if (!peer)
        return;
    notice.id = peer->id;
    port_notify_users(peer, &notice, session);
}

/* And those that hold the same port: the places where its threads waited are free again, and it may have been woken for
 * something that it did not get to, or have seen last that there is mail. */
static void tell_sharers_of_death(struct port *port, const struct session *session)
{
    struct notice notice = {.type = NOTICE_SHARER_DIED, .id = port->id, .pid = (uint32_t)session->pid};
    struct port *reader = port->kind == SERVER_PORT ? port->connection->listener : port;

    port_notify_users(port, &notice, session);
    if (reader->reader == session)
        mail_share(reader);
    if (reader->mail)
        mail_notify(reader);
}

static void forget_client_session(struct connection *connection)
{
    connection->client_session = NULL;
    if (connection->connect && connection->connect->connection)
        connect_end(connection->connect, STATUS_PORT_CONNECTION_REFUSED);
}

void port_session_exit(struct session *session)
{
    port_records_session_exit(session);
    port_act_as(session, NO_SLOT_INDEX);
    while (session->ports) {
        tell_peers_of_death(session->ports->port, session);
        tell_sharers_of_death(session->ports->port, session);
        end_use(session->ports);
    }
    for (size_t i = 0; i < N_BUCKETS; i++)
        for (struct port *port = buckets[i]; port; port = port->next)
            if (port->connection && port->connection->client_session == session)
                forget_client_session(port->connection);
    arena_free(session);
    port_actor = (struct port_actor){0};
    left = NULL;
}

/* Threads that end (lpc-semantics 8.19, 12). */

struct terminate_port {
    struct terminate_port *next;
    struct port *port;                  /* a reference */
    struct charge charge;
};

NTSTATUS handle_register_terminate_port(struct session *session,
                                        const struct register_terminate_port_request *req,
                                        struct register_terminate_port_reply *reply)
{
    _cleanup_(object_unrefp) struct port *port = NULL;
    struct thread *thread = session_thread(session, req->slot);
    struct terminate_port *entry;
    NTSTATUS status;

    (void)reply;
    port = handle_get(session, req->handle, &port_type, PORT_ALL_ACCESS, &status);
    if (!port)
        return status;
    entry = thread ? calloc(1, sizeof *entry) : NULL;
    if (!entry)
        return thread ? STATUS_INSUFFICIENT_RESOURCES : STATUS_INVALID_PARAMETER;
    status = charge_take(&entry->charge, session->account, 1, 0, 0);
    if (!NT_SUCCESS(status)) {
        free(entry);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    entry->port = take_ptr(&port);
    entry->next = thread->terminate_ports;
    thread->terminate_ports = entry;
    return STATUS_SUCCESS;
}

static void post_client_died(const struct thread *thread, const struct port *port)
{
    struct port *destination = port_destination(port);
    bool from_client = port->kind == CLIENT_PORT;

    if (destination && mail_post(destination, from_client ? port->connection->index : NO_CHANNEL,
                                 from_client ? port->connection->context : 0, NULL, LPC_CLIENT_DIED,
                                 (uint32_t)thread->process->pid, (uint32_t)thread->tid, 0, 0,
                                 &thread->object.create_time, sizeof thread->object.create_time))
        mail_send(destination, false);
}

void port_thread_exit(struct thread *thread)
{
    if (thread->connect)
        connect_abandon(thread->connect);
    while (thread->terminate_ports) {
        struct terminate_port *entry = thread->terminate_ports;

        thread->terminate_ports = entry->next;
        post_client_died(thread, entry->port);
        charge_release(&entry->charge);
        object_unref(entry->port);
        free(entry);
    }
}

NTSTATUS handle_check_client_id(struct session *session, const struct check_client_id_request *req,
                                struct check_client_id_reply *reply)
{
    (void)session, (void)reply;
    return thread_find(session_find((pid_t)req->pid), req->tid) ? STATUS_SUCCESS : STATUS_INVALID_CID;
}

/* For people. */

NTSTATUS handle_list_ports(struct session *session, const struct list_ports_request *req,
                           struct list_ports_reply *reply)
{
    struct json list = {.text = session_scratch(session), .size = WIRE_MAX / 2};
    uint32_t n = 0;

    for (size_t i = 0; i < N_BUCKETS; i++)
        for (struct port *port = buckets[i]; port; port = port->next, n++) {
            char text[8192];
            struct json entry = {.text = text, .size = sizeof text};

            if (n < req->index || (session->uid != 0 && port->object.charge.account != session->account))
                continue;
            json_print(&entry, "{\"pid\": %d, ", port->creator ? port->creator->pid : 0);
            json_object(&entry, &port->object);
            json_print(&entry, "}");
            if (!json_entry(&list, &entry)) {
                reply->next = n;
                goto out;
            }
        }
out:
    reply->json = (wire_blob){list.text, (uint32_t)list.used};
    return STATUS_SUCCESS;
}
