/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connecting and accepting (lpc-semantics 7, 8.4, 8.6, 8.7).
 *
 *   PREPARED   the client maps its section        connect_port
 *   QUEUED     the request is in the queue        send_connect
 *   ACCEPTED   both ports exist                   accept_port
 *   DONE       the thread has been rung           complete_port, a refusal, or whoever's end
 *
 * The thread then fetches the outcome by finish_connect, which makes the client's handle. One of alpc_connect
 * (port_alpc.c) begins as QUEUED and has no thread: the outcome comes to the client port, which exists already.
 */
#include "server/objects/port_private.h"

#include "server/access.h"
#include "server/namespace.h"
#include "server/shm.h"

#include <ntlpcapi.h>
#include <stdlib.h>
#include <string.h>

static void leave_listener(struct connect *connect)
{
    struct connect **link = &connect->listener->connects;

    while (*link && *link != connect)
        link = &(*link)->next;
    if (*link)
        *link = connect->next;
    mail_drop_connect(connect->listener, connect);
}

/* Its connection, when it was accepted, is completed or over: it does not point here any more. */
static void leave_connection(struct connect *connect)
{
    if (connect->connection)
        connect->connection->connect = NULL;
    if (connect->client && connect->client->connection &&
        connect->client->connection->connect == connect)
        connect->client->connection->connect = NULL;
}

static void drop_client(struct connect *connect)
{
    struct port *client = take_ptr(&connect->client);

    if (client)
        object_unref(client);
}

/* Who accepts announces that in an ALPC connection where both ends share memory. */
static bool announces(const struct connect *connect)
{
    return connect->connection && connect->connection->bell == BELL_OF_QUEUE;
}

static void send_mail(struct mail *mail, struct port *to, const struct connect *connect, bool announced)
{
    if (!mail)
        return;
    if (connect->connection) {
        mail->channel = connect->connection->id;
        mail->parcel = connect->parcel;
        mail->security = connect->context;
        mail->limit = connect->connection->max_request;
    }
    mail_send(to, announced);
}

/* To the client port itself: the connection reply as a message, or that there is none. */
static void tell_client(const struct connect *connect, NTSTATUS status)
{
    struct port *client = connect->connection->client;
    struct notice notice = {.type = NOTICE_CONNECTED, .id = client->id, .limit = connect->connection->max_request};

    client->state = NT_SUCCESS(status) ? PORT_CONNECTED : PORT_REFUSED;
    if (!NT_SUCCESS(status))
        notice.type = NOTICE_REFUSED;
    if (!NT_SUCCESS(status) || !announces(connect))
        port_notify_users(client, &notice, NULL);
    if (NT_SUCCESS(status))
        send_mail(mail_post(client, NO_CHANNEL, 0, NULL, LPC_INTERNAL_CONNECTION_REPLY, connect->server_pid,
                            connect->server_tid, connect->message_id, 0, connect->info, connect->info_size),
                  client, connect, announces(connect));
    else
        port_changed(client);
}

void connect_end(struct connect *connect, NTSTATUS status)
{
    if (connect->state == CONNECT_DONE)
        return;
    leave_listener(connect);
    leave_connection(connect);
    connect->state = CONNECT_DONE;
    if (connect->connection) {
        tell_client(connect, status);
        connect_abandon(connect);
        return;
    }
    connect->status = status;
    session_ring(connect->session, connect->thread->slot, STATUS_SUCCESS);
    if (!NT_SUCCESS(status))
        drop_client(connect);
}

void connect_abandon(struct connect *connect)
{
    leave_listener(connect);
    leave_connection(connect);
    if (connect->thread)
        connect->thread->connect = NULL;
    drop_client(connect);
    object_unref(connect->listener);
    if (connect->section)
        object_unref(connect->section);
    if (connect->server_section)
        object_unref(connect->server_section);
    client_security_deinit(&connect->security);
    free(connect->info);
    free(connect);
}

static bool set_info(struct connect *connect, const void *info, uint32_t size)
{
    uint8_t *copy = malloc(size ? size : 1);

    if (!copy)
        return false;
    if (size)
        memcpy(copy, info, size);
    free(connect->info);
    connect->info = copy;
    connect->info_size = size;
    return true;
}

struct connect *connect_new(struct port *listener, struct session *session, const wire_blob *info)
{
    struct connect *connect = calloc(1, sizeof *connect);

    if (!connect || !set_info(connect, info->data, info->size)) {
        free(connect);
        return NULL;
    }
    connect->session = session;
    connect->next = listener->connects;
    listener->connects = connect;
    connect->listener = object_ref(listener);
    return connect;
}

/* Step 1 and 2: the client. */

/* A queue's room for requests is for all users. */
static uint32_t n_connects_of(const struct port *listener, uid_t uid)
{
    uint32_t n = 0;

    for (const struct connect *connect = listener->connects; connect; connect = connect->next)
        n += connect->session->uid == uid;
    return n;
}

/* Tests 6 to 8 of section 8.4: the port, if the caller may connect to it. */
struct port *connect_find_listener(struct session *session, const wire_path *path, const wire_blob *server_sid,
                                   NTSTATUS *status)
{
    _cleanup_(object_unrefp) struct port *port = NULL;
    struct session *server;
    uint32_t granted;

    port = namespace_lookup(session, path, &port_type, status);
    if (!port)
        return NULL;
    *status = access_check(session, &port->object, PORT_CONNECT, &granted);
    if (!NT_SUCCESS(*status))
        return NULL;
    *status = STATUS_INVALID_PORT_HANDLE;
    if (port->kind != CONNECTION_PORT)
        return NULL;
    *status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (port->closed)
        return NULL;
    server = port->creator->session;
    *status = STATUS_INSUFFICIENT_RESOURCES;
    if (port->uid != session->uid && n_connects_of(port, session->uid) >= MAX_CONNECTS_A_USER)
        return NULL;
    *status = STATUS_SERVER_SID_MISMATCH;
    if (server_sid->size &&
        (!server || !sid_valid(server_sid->data, server_sid->size) ||
         !token_is_user(server->token, server_sid->data)))
        return NULL;
    *status = STATUS_SUCCESS;
    return take_ptr(&port);
}

NTSTATUS connect_queue(struct connect *connect, uint32_t tid)
{
    struct mail *mail;

    connect->message_id = account_next_message_id(connect->listener->object.charge.account);
    connect->client_tid = tid;
    connect->state = CONNECT_QUEUED;
    mail = mail_post(connect->listener, NO_CHANNEL, 0, connect, LPC_CONNECTION_REQUEST,
                     (uint32_t)connect->session->pid, tid, connect->message_id, connect->view_size, connect->info,
                     connect->info_size);
    send_mail(mail, connect->listener, connect, false);
    if (mail)
        return STATUS_PENDING;
    connect_abandon(connect);
    return STATUS_NO_MEMORY;
}

static wire_blob clip_info(const struct port *listener, const wire_blob *info)
{
    uint32_t limit = listener->max_info ? listener->max_info : MAX_CONNECTION_INFO;

    return (wire_blob){info->data, info->size < limit ? info->size : limit};
}

NTSTATUS handle_connect_port(struct session *session, const struct connect_port_request *req,
                             struct connect_port_reply *reply)
{
    _cleanup_(object_unrefp) struct port *listener = NULL;
    _cleanup_(object_unrefp) struct section *section = NULL;
    const struct quality quality = {req->level, req->tracking == SECURITY_DYNAMIC_TRACKING, req->effective_only};
    struct thread *thread = session_thread(session, req->slot);
    struct client_security security;
    struct connect *connect;
    wire_blob info;
    NTSTATUS status;

    if (!thread)
        return STATUS_INVALID_PARAMETER;
    if (req->server_sid.size && !sid_valid(req->server_sid.data, req->server_sid.size))
        return STATUS_INVALID_SID;
    if (!req->path.name.size)
        return STATUS_OBJECT_NAME_INVALID;
    listener = connect_find_listener(session, &req->path, &req->server_sid, &status);
    if (!listener)
        return status;
    if (!quality.dynamic && quality.level > SecurityDelegation)
        return STATUS_INVALID_PARAMETER;
    if (req->view) {
        section = handle_get(session, req->view, &section_type, SECTION_MAP_READ | SECTION_MAP_WRITE,
                             &status);
        if (!section)
            return status;
        if (!section_mappable_by(section, listener->uid))
            return STATUS_ACCESS_DENIED;
    }
    if (listener->n_mail >= MAX_MAIL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = client_security_init(&security, session, thread, &quality, true);
    if (!NT_SUCCESS(status))
        return status;
    if (thread->connect)
        connect_abandon(thread->connect);
    info = clip_info(listener, &req->info);
    connect = connect_new(listener, session, &info);
    if (!connect) {
        client_security_deinit(&security);
        return STATUS_NO_MEMORY;
    }
    connect->security = security;
    connect->thread = thread;
    connect->arena = req->arena;
    connect->arena_size = req->arena_size;
    reply->max_info = listener->max_info;
    thread->connect = connect;
    if (section) {
        reply->size = section->size;
        reply->attributes = section->attributes;
        reply->protection = section->protection;
        session_send_fd(session, section_fd(section));
        connect->section = take_ptr(&section);
        return STATUS_SUCCESS;
    }
    return connect_queue(connect, (uint32_t)thread->tid);
}

NTSTATUS handle_send_connect(struct session *session, const struct send_connect_request *req,
                             struct send_connect_reply *reply)
{
    struct thread *thread = session_thread(session, req->slot);
    struct connect *connect = thread ? thread->connect : NULL;

    (void)reply;
    if (!connect || !connect->section || !req->view_base || !req->view_size)
        return STATUS_INVALID_PARAMETER;
    if (connect->state == CONNECT_DONE) {       /* the listener was closed meanwhile */
        session_ring(session, req->slot, STATUS_SUCCESS);
        return STATUS_PENDING;
    }
    if (connect->state != CONNECT_PREPARED)
        return STATUS_INVALID_PARAMETER;
    if (req->view_offset % 0x10000 || req->view_offset >= connect->section->size ||
        req->view_size > ((connect->section->size + 4095) & ~4095ull) - req->view_offset)
        return STATUS_INVALID_VIEW_SIZE;
    connect->view_base = req->view_base;
    connect->view_size = req->view_size;
    connect->view_offset = req->view_offset;
    return connect_queue(connect, (uint32_t)thread->tid);
}

/* Step 3: the outcome. */

uint32_t connection_send_memory(struct session *session, const struct connection *connection)
{
    const struct port *client = connection->client;

    session_send_fd(session, connection->bell == BELL_OF_QUEUE ? connection->listener->queue_fd : client->queue_fd);
    session_send_fd(session, page_fd(&client->holder_page));
    session_send_fd(session, connection->channel_fd);
    return client->holder_page.number;
}

static NTSTATUS take_connection(struct session *session, struct connect *connect,
                                struct finish_connect_reply *reply)
{
    struct port *client = connect->client;
    struct connection *connection = client->connection;
    NTSTATUS status = port_use(session, client);

    if (NT_SUCCESS(status))
        status = handle_create(&reply->handle, session, &client->object, PORT_ALL_ACCESS, 0);
    if (!NT_SUCCESS(status))
        return status;
    reply->port = client->id;
    reply->queue_port = connection->listener->id;
    reply->channel = connection->id;
    reply->index = connection->index;
    reply->ring_size = connection->listener->ring_size;
    reply->peer_flags = port_peer_flags(client);
    reply->max_message = client->max_message;
    reply->send_limit = port_send_limit(client);
    reply->peer_pid = (uint32_t)connection->listener->creator->pid;
    reply->remote_base = connect->remote_base;
    reply->bell = connection->bell;
    reply->holder_page = connection_send_memory(session, connection);
    if (connect->server_section) {
        reply->view_base = connect->server_view_base;
        reply->view_size = connect->server_view_size;
        reply->view_offset = connect->server_view_offset;
        reply->section_size = connect->server_section->size;
        reply->section_protection = connect->server_section->protection;
        reply->section_attributes = connect->server_section->attributes;
        session_send_fd(session, section_fd(connect->server_section));
        session_keep_object(session, connect->server_section);
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_finish_connect(struct session *session, const struct finish_connect_request *req,
                               struct finish_connect_reply *reply)
{
    struct thread *thread = session_thread(session, req->slot);
    struct connect *connect = thread ? thread->connect : NULL;
    uint8_t *info = session_scratch(session);
    NTSTATUS status;

    if (!connect || connect->state != CONNECT_DONE)
        return STATUS_INVALID_PARAMETER;
    if (connect->info_size > MAX_CONNECTION_INFO)
        connect->info_size = MAX_CONNECTION_INFO;
    memcpy(info, connect->info, connect->info_size);
    reply->info = (wire_blob){info, connect->info_size};
    status = connect->status;
    if (NT_SUCCESS(status))
        status = take_connection(session, connect, reply);
    connect_abandon(connect);
    return status;
}

/* The server's side. */

static bool is_asked(const struct connect *connect, const struct session *session,
                     const struct accept_port_request *req)
{
    return connect->session->pid == (pid_t)req->pid && connect->listener->creator == session->process;
}

/* Tests 3 to 5 of section 8.6. */
static struct connect *find_by_thread(struct session *session, const struct accept_port_request *req,
                                      NTSTATUS *status)
{
    struct thread *thread = thread_find(session_find((pid_t)req->pid), req->tid);

    *status = thread ? STATUS_REPLY_MESSAGE_MISMATCH : STATUS_INVALID_CID;
    if (!thread || !req->message_id)
        return NULL;
    if (thread->connect)
        return thread->connect->state == CONNECT_QUEUED && thread->connect->message_id == req->message_id &&
                       is_asked(thread->connect, session, req)
                   ? thread->connect : NULL;
    for (struct port_use *use = session->ports; use; use = use->next_of_session)
        for (struct connect *connect = use->port->connects; connect; connect = connect->next)
            if (connect->connection && connect->state == CONNECT_QUEUED &&
                connect->message_id == req->message_id && is_asked(connect, session, req))
                return connect;
    return NULL;
}

/* By the connection port, as ALPC does. */
static struct connect *find_by_port(struct session *session, const struct accept_port_request *req,
                                    NTSTATUS *status)
{
    _cleanup_(object_unrefp) struct port *port = NULL;

    port = handle_get(session, req->listener, &port_type, PORT_CONNECT, status);
    if (!port)
        return NULL;
    *status = STATUS_INVALID_PORT_HANDLE;
    if (port->kind != CONNECTION_PORT)
        return NULL;
    *status = STATUS_ACCESS_DENIED;
    if (port_of_another(port, session))
        return NULL;
    *status = STATUS_REPLY_MESSAGE_MISMATCH;
    for (struct connect *connect = port->connects; connect; connect = connect->next)
        if (connect->state == CONNECT_QUEUED && req->message_id && connect->message_id == req->message_id)
            return connect;
    return NULL;
}

NTSTATUS connect_make_client(struct port **out, struct session *session, const struct port *listener)
{
    NTSTATUS status = port_new(out, session, CLIENT_PORT);

    if (NT_SUCCESS(status))
        status = page_take(&(*out)->holder_page, session);
    if (NT_SUCCESS(status) && port_of_another(listener, session))
        status = port_make_memory(*out, session, &(*out)->queue_fd, "ntport-queue", sizeof(struct queue_memory));
    if (NT_SUCCESS(status))
        (*out)->max_message = listener->max_message < LPC_MESSAGE_MAX ? listener->max_message : LPC_MESSAGE_MAX;
    return status;
}

/* The section that the port server gives, placed in the client. */
static NTSTATUS place_server_view(struct session *session, const struct accept_port_request *req,
                                  struct connect *connect, struct connection *connection)
{
    uint64_t offset = req->view_offset, size = req->view_size;
    struct section *section;
    NTSTATUS status;

    if (!req->view)
        return STATUS_SUCCESS;
    section = handle_get(session, req->view, &section_type, SECTION_MAP_READ | SECTION_MAP_WRITE, &status);
    if (!section)
        return status;
    connect->server_section = section;
    if (!section_mappable_by(section, connect->session->uid))
        return STATUS_ACCESS_DENIED;
    status = view_round(section, &offset, &size);
    if (!NT_SUCCESS(status))
        return status;
    connection->placement = arena_place(connect->session, connect->arena, connect->arena_size, size,
                                        &connect->server_view_base);
    if (!connection->placement)
        return STATUS_NO_MEMORY;
    connect->server_view_offset = offset;
    connect->server_view_size = size;
    return STATUS_SUCCESS;
}

static NTSTATUS make_server(struct port **out, struct session *session, const struct port *listener)
{
    NTSTATUS status = port_new(out, session, SERVER_PORT);

    if (!NT_SUCCESS(status))
        return status;
    (*out)->max_message = listener->max_message;
    (*out)->flags = listener->flags & ~(uint32_t)ALPC_PORFLG_WAITABLE_PORT;
    (*out)->dup_types = listener->dup_types;
    return STATUS_SUCCESS;
}

/* The client port and the connection are there since it connected. */
static NTSTATUS join_alpc(struct session *session, struct connect *connect, struct port **server)
{
    struct connection *connection = connect->connection;
    NTSTATUS status = make_server(server, session, connect->listener);

    if (NT_SUCCESS(status)) {
        (*server)->connection = connection;
        connection->server = *server;
    }
    return status;
}

/* Both ports and what is between them. On failure everything is gone again. */
static NTSTATUS join(struct session *session, const struct accept_port_request *req,
                     struct connect *connect, struct port **server_out)
{
    struct connection *connection = NULL;
    struct port *client = NULL, *server = NULL;
    NTSTATUS status;

    if (connect->connection)
        return req->view ? STATUS_INVALID_PARAMETER : join_alpc(session, connect, server_out);
    status = connection_create(&connection, connect->listener, connect->session);
    if (NT_SUCCESS(status))
        status = connect_make_client(&client, connect->session, connect->listener);
    if (NT_SUCCESS(status))
        status = make_server(&server, session, connect->listener);
    if (NT_SUCCESS(status))
        status = place_server_view(session, req, connect, connection);
    if (!NT_SUCCESS(status)) {
        if (server)
            object_unref(server);
        if (client)
            object_unref(client);
        if (connection)
            connection_free(connection);
        return status;
    }
    client->connection = server->connection = connection;
    connection->client = client;
    connection->server = server;
    connection->connect = connect;
    connection->security = connect->security;
    connect->security.token = NULL;
    connect->client = client;
    *server_out = server;
    return STATUS_SUCCESS;
}

static void describe_views(const struct connect *connect, struct accept_port_reply *reply)
{
    if (connect->section) {
        reply->client_size = connect->view_size;
        reply->client_offset = connect->view_offset;
        reply->client_section_size = connect->section->size;
        reply->client_protection = connect->section->protection;
        reply->client_attributes = connect->section->attributes;
    }
    if (connect->server_section) {
        reply->view_size = connect->server_view_size;
        reply->view_offset = connect->server_view_offset;
        reply->remote_base = connect->server_view_base;
        reply->section_size = connect->server_section->size;
        reply->section_protection = connect->server_section->protection;
        reply->section_attributes = connect->server_section->attributes;
    }
}

static void send_fds(struct session *session, const struct connect *connect,
                     const struct connection *connection)
{
    session_send_fd(session, connection->listener->queue_fd);
    session_send_fd(session, connection->listener->holder_fd);
    session_send_fd(session, connection->channel_fd);
    if (connect->section)
        session_send_fd(session, section_fd(connect->section));
    if (connect->server_section)
        session_send_fd(session, section_fd(connect->server_section));
}

static NTSTATUS accept(struct session *session, const struct accept_port_request *req,
                       struct connect *connect, struct accept_port_reply *reply)
{
    _cleanup_(object_unrefp) struct port *server = NULL;
    NTSTATUS status = join(session, req, connect, &server);

    if (!NT_SUCCESS(status))
        return status;
    connect->state = CONNECT_ACCEPTED;
    status = port_use(session, server);
    if (NT_SUCCESS(status))
        status = handle_create(&reply->handle, session, &server->object, PORT_ALL_ACCESS, 0);
    if (!NT_SUCCESS(status))
        return status;
    if (req->attributes.size)
        port_set_attributes(server, &req->attributes);
    server->connection->max_request = server->max_message;
    server->connection->context = req->context || req->listener ? req->context : reply->handle;
    reply->port = server->id;
    reply->queue_port = connect->listener->id;
    reply->channel = server->connection->id;
    reply->index = server->connection->index;
    reply->bell = server->connection->bell;
    reply->ring_size = connect->listener->ring_size;
    reply->flags = server->flags;
    reply->peer_flags = port_peer_flags(server);
    reply->max_message = server->max_message;
    reply->send_limit = port_send_limit(server);
    reply->context = server->connection->context;
    reply->peer_pid = (uint32_t)connect->session->pid;
    describe_views(connect, reply);
    send_fds(session, connect, server->connection);
    return STATUS_SUCCESS;
}

static void complete(struct connection *connection, const struct complete_port_request *req)
{
    struct connect *connect = connection->connect;

    connection->completed = true;
    if (!connect)                       /* the client died meanwhile */
        return;
    connection->listener->n_clients++;
    connect->remote_base = req->view_base;
    if (connect->connection) {          /* the request is answered: what came along goes */
        parcel_release(connection, connect->parcel);
        connect->parcel = req->parcel;
        connect->context = req->security;
    }
    connect_end(connect, STATUS_SUCCESS);
}

/* A failed accept always releases the client: it sees a refusal. */
NTSTATUS handle_accept_port(struct session *session, const struct accept_port_request *req,
                            struct accept_port_reply *reply)
{
    NTSTATUS status;
    struct connect *connect = req->listener ? find_by_port(session, req, &status)
                                            : find_by_thread(session, req, &status);
    wire_blob info = req->info;

    if (!connect)
        return status;
    if (!NT_SUCCESS(status = port_check_attributes(&req->attributes)))
        return status;
    if (req->listener && req->accept && req->info.size + sizeof(PORT_MESSAGE) > connect->listener->max_message)
        return STATUS_PORT_MESSAGE_TOO_LONG;
    mail_drop_connect(connect->listener, connect);
    if (!req->listener)
        info = clip_info(connect->listener, &req->info);
    if (!set_info(connect, info.data, info.size)) {
        connect_end(connect, STATUS_PORT_CONNECTION_REFUSED);
        return STATUS_NO_MEMORY;
    }
    connect->server_pid = (uint32_t)session->pid;
    connect->server_tid = session_thread(session, req->slot) ? (uint32_t)session_thread(session, req->slot)->tid
                                                             : connect->server_pid;
    if (!req->accept) {
        connect_end(connect, STATUS_PORT_CONNECTION_REFUSED);
        return STATUS_SUCCESS;
    }
    status = accept(session, req, connect, reply);
    if (!NT_SUCCESS(status)) {
        connect_end(connect, STATUS_PORT_CONNECTION_REFUSED);
        return status;
    }
    reply->completed = req->complete && announces(connect);
    if (reply->completed)
        complete(connect->connection, &(struct complete_port_request){.handle = reply->handle});
    return STATUS_SUCCESS;
}

NTSTATUS handle_complete_port(struct session *session, const struct complete_port_request *req,
                              struct complete_port_reply *reply)
{
    _cleanup_(object_unrefp) struct port *server = NULL;
    NTSTATUS status;

    (void)reply;
    server = handle_get(session, req->handle, &port_type, PORT_ALL_ACCESS, &status);
    if (!server)
        return status;
    if (server->kind != SERVER_PORT)
        return STATUS_INVALID_PORT_HANDLE;
    if (server->connection->completed)
        return STATUS_INVALID_PARAMETER;
    complete(server->connection, req);
    return STATUS_SUCCESS;
}
