/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections: their memory, their place in the listener's queue, and their end. */
#include "server/objects/port_private.h"

#include "server/shm.h"

#include <ntlpcapi.h>
#include <stdlib.h>
#include <unistd.h>

#define N_BUCKETS 4096

static struct connection *buckets[N_BUCKETS];
static uint32_t last_id;

struct connection *connection_find(uint32_t id)
{
    struct connection *connection = buckets[id % N_BUCKETS];

    while (connection && connection->id != id)
        connection = connection->next;
    return connection;
}

const struct connection *connection_awaited(const struct thread *thread)
{
    struct session *session = thread ? thread->session : NULL;
    uint32_t channel = session ? shm_load(&session->control->slots[thread->slot].channel) : 0;
    const struct connection *connection = channel ? connection_find(channel) : NULL;

    return connection && port_holds_end(session, connection, CLIENT_END) ? connection : NULL;
}

static bool grow_connections(struct port *listener, uint32_t index)
{
    uint32_t n = listener->n_connections ? listener->n_connections : 8;
    struct connection **grown;

    while (n <= index)
        n *= 2;
    if (n == listener->n_connections)
        return true;
    grown = realloc(listener->connections, n * sizeof(struct connection *));
    if (!grown)
        return false;
    for (uint32_t i = listener->n_connections; i < n; i++)
        grown[i] = NULL;
    listener->connections = grown;
    listener->n_connections = n;
    return true;
}

/* Indexes go round, so that one that was freed is not soon another connection's. */
static uint32_t free_index(struct port *listener)
{
    for (uint32_t tried = 1; tried < MAX_CHANNELS; tried++) {
        uint32_t index = listener->next_index % (MAX_CHANNELS - 1) + 1;

        listener->next_index = index;
        if (index >= listener->n_connections || !listener->connections[index])
            return index;
    }
    return NO_CHANNEL;
}

static NTSTATUS enter(struct connection *connection, struct port *listener, uint32_t index)
{
    if (index == NO_CHANNEL || !grow_connections(listener, index))
        return STATUS_INSUFFICIENT_RESOURCES;
    do
        connection->id = ++last_id;
    while (!connection->id || connection_find(connection->id));
    connection->index = index;
    connection->next = buckets[connection->id % N_BUCKETS];
    buckets[connection->id % N_BUCKETS] = connection;
    listener->connections[index] = connection;
    return STATUS_SUCCESS;
}

static NTSTATUS new_connection(struct connection **out, struct port *listener, struct account *payer,
                               uint32_t index)
{
    struct connection *connection = calloc(1, sizeof *connection);
    uint64_t size = channel_memory_size(listener->ring_size);
    NTSTATUS status;

    if (!connection)
        return STATUS_NO_MEMORY;
    connection->channel_fd = -1;
    status = charge_take(&connection->charge, payer, 0, 0, size);
    if (NT_SUCCESS(status))
        status = shm_create(&connection->channel_fd, "ntport-channel", size);
    if (NT_SUCCESS(status))
        status = enter(connection, listener, index);
    if (!NT_SUCCESS(status)) {
        if (connection->channel_fd >= 0)
            close(connection->channel_fd);
        charge_release(&connection->charge);
        free(connection);
        return status;
    }
    *out = connection;
    return STATUS_SUCCESS;
}

static enum bell_kind choose_bell(const struct port *listener, const struct session *client)
{
    uint32_t n = 0, n_of_user = 0;

    if (!port_of_another(listener, client))
        return BELL_OF_QUEUE;
    for (uint32_t i = 1; i < listener->n_connections; i++) {
        const struct connection *other = listener->connections[i];

        if (other && other->bell == BELL_OF_CHANNEL) {
            n++;
            n_of_user += other->charge.account == client->account;
        }
    }
    return n < MAX_FOREIGN_BELLS && n_of_user < MAX_FOREIGN_A_USER ? BELL_OF_CHANNEL : BELL_BY_SERVER;
}

NTSTATUS connection_create(struct connection **out, struct port *listener, struct session *client)
{
    enum bell_kind bell = choose_bell(listener, client);
    NTSTATUS status = new_connection(out, listener, client->account, free_index(listener));

    if (NT_SUCCESS(status)) {
        (*out)->listener = object_ref(listener);
        (*out)->client_session = client;
        (*out)->bell = bell;
        (*out)->max_request = listener->max_message;
    }
    return status;
}

/* Its memory goes with the listener, so it holds no reference to it. */
NTSTATUS connection_loopback(struct connection **out, struct port *listener)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (listener->n_connections && listener->connections[0]) {
        *out = listener->connections[0];
        return status;
    }
    status = new_connection(out, listener, listener->object.charge.account, 0);
    if (NT_SUCCESS(status))
        (*out)->listener = (*out)->client = (*out)->server = listener;
    return status;
}

void connection_free(struct connection *connection)
{
    struct connection **link = &buckets[connection->id % N_BUCKETS];
    struct port *listener = connection->listener;

    while (*link != connection)
        link = &(*link)->next;
    *link = connection->next;
    listener->connections[connection->index] = NULL;
    close(connection->channel_fd);
    parcel_release_all(connection);
    arena_free_place(connection->placement);
    client_security_deinit(&connection->security);
    charge_release(&connection->charge);
    if (connection->client != listener)
        object_unref(listener);
    free(connection);
}

/* Behind the mail: who hears this looks for nothing more. A reader who has the mail as a letter knows by that, and by what a client
 * that closes its port writes into the channel; for who waits elsewhere it is soon enough a little later. */
static void say_closed(const struct port *server, bool mailed)
{
    const struct notice notice = {.type = NOTICE_PEER_CLOSED, .id = server->id};
    const struct port *listener = server->connection->listener;
    bool known = mailed && port_actor.orderly && listener->queue && listener->reader && !listener->mail;

    for (struct port_use *use = server->users; use; use = use->next_of_port)
        if (known && use->session == listener->reader)
            session_notify_soon(use->session, &notice);
        else
            session_notify(use->session, &notice);
}

void connection_disconnect(struct connection *connection)
{
    struct port *server = connection->server;
    int64_t born = 0;
    bool mailed;

    if (connection->connect && connection->connect->connection)
        connect_abandon(connection->connect);
    if (!server || connection->disconnected)
        return;
    connection->disconnected = true;
    if (port_actor.session)
        born = ((struct object *)port_actor.session->process)->create_time;
    if (connection->completed)
        connection->listener->n_clients--;
    mailed = mail_post(connection->listener, connection->index, connection->context, NULL, LPC_PORT_CLOSED,
                       port_actor.pid, port_actor.tid, 0, 0, &born, sizeof born);
    if (mailed)
        mail_send(connection->listener, false);
    say_closed(server, mailed);
}

static void client_left(struct connection *connection)
{
    connection->client = NULL;
    connection_disconnect(connection);
}

static void server_left(struct connection *connection)
{
    struct port *client;
    struct notice gone = {
        .type = NOTICE_CHANNEL_GONE, .id = connection->listener->id,
        .index = connection->index, .channel = connection->id,
    };

    connection->server = NULL;
    if (connection->connect)            /* accepted, never completed */
        connect_end(connection->connect, STATUS_PORT_CONNECTION_REFUSED);
    client = connection->client;        /* a refused one is gone by now */
    if (client) {
        if (connection->completed && !connection->disconnected)
            connection->listener->n_clients--;
        port_notify_users(client, &(struct notice){.type = NOTICE_PEER_CLOSED, .id = client->id}, NULL);
        port_changed(client);
    }
    port_notify_users(connection->listener, &gone, port_actor.session);       /* which does it by itself */
}

void connection_leave(struct connection *connection, struct port *port)
{
    connection->n_leaving++;            /* the end of one may be the end of the other */
    if (port->kind == CLIENT_PORT)
        client_left(connection);
    else
        server_left(connection);
    if (!--connection->n_leaving && !connection->client && !connection->server)
        connection_free(connection);
}

/* Channels that a process finds late. */

NTSTATUS handle_open_channel(struct session *session, const struct open_channel_request *req,
                             struct open_channel_reply *reply)
{
    struct port *listener = port_find(req->queue_port);
    struct connection *connection = NULL;
    NTSTATUS status = STATUS_SUCCESS;

    if (!listener || listener->kind > UNCONNECTED_PORT || !port_reads_queue(session, listener))
        return STATUS_INVALID_PARAMETER;
    if (req->index == 0)
        status = connection_loopback(&connection, listener);
    else if (req->index < listener->n_connections)
        connection = listener->connections[req->index];
    if (!NT_SUCCESS(status))
        return status;
    if (!connection || !connection->server)
        return STATUS_NOT_FOUND;
    reply->port = connection->server->id;
    reply->channel = connection->id;
    reply->bell = connection->bell;
    reply->ring_size = listener->ring_size;
    reply->send_limit = connection->client ? connection->client->max_message : listener->max_message;
    reply->context = connection->context;
    reply->peer_pid = (uint32_t)(req->index == 0 ? session->pid
                                 : connection->client_session ? connection->client_session->pid : 0);
    session_send_fd(session, connection->channel_fd);
    return STATUS_SUCCESS;
}

static bool holds_client_end(const struct connection *connection, const struct session *session)
{
    return connection->client && (port_used(session, connection->client) ||
                                  connection->client_session == session);
}

NTSTATUS handle_find_channel(struct session *session, const struct find_channel_request *req,
                             struct find_channel_reply *reply)
{
    struct port *listener = port_find(req->queue_port);
    struct session *peer = session_find((pid_t)req->pid);

    if (!listener || !port_reads_queue(session, listener))
        return STATUS_INVALID_PARAMETER;
    for (uint32_t i = req->from; peer && i < listener->n_connections; i++)
        if (listener->connections[i] && holds_client_end(listener->connections[i], peer)) {
            reply->index = i;
            return STATUS_SUCCESS;
        }
    return STATUS_NOT_FOUND;
}

static void tell_users(const struct port *port, const struct notice *notice, const struct port *but_not_of)
{
    for (struct port_use *use = port ? port->users : NULL; use; use = use->next_of_port)
        if (!but_not_of || !port_used(use->session, but_not_of))
            session_notify(use->session, notice);
}

/* R12. Notices that are still unsent are merged, and who rings without having sent anything is broken off by the library. */
NTSTATUS handle_ring_channel(struct session *session, const struct ring_channel_request *req,
                             struct ring_channel_reply *reply)
{
    struct connection *connection = connection_find(req->channel);
    struct notice notice = {.type = NOTICE_RUNG, .channel = req->channel};

    (void)reply;
    if (!connection || connection->bell != BELL_BY_SERVER || !port_holds_end(session, connection, CLIENT_END))
        return STATUS_INVALID_PARAMETER;
    notice.id = connection->listener->id;
    notice.index = connection->index;
    tell_users(connection->listener, &notice, NULL);
    tell_users(connection->server, &notice, connection->listener);
    return STATUS_SUCCESS;
}

/* R31: only of a process that holds the end opposite to one of the caller's. */
NTSTATUS handle_open_peer(struct session *session, const struct open_peer_request *req,
                          struct open_peer_reply *reply)
{
    struct connection *connection = connection_find(req->channel);
    struct session *peer = session_find((pid_t)req->pid);
    bool serves, asks, peer_serves, peer_asks;

    (void)reply;
    if (!connection || !peer)
        return STATUS_INVALID_CID;
    serves = port_reads_queue(session, connection->listener);
    asks = holds_client_end(connection, session);
    peer_serves = port_reads_queue(peer, connection->listener);
    peer_asks = holds_client_end(connection, peer);
    if (!(serves && peer_asks) && !(asks && peer_serves))
        return STATUS_INVALID_CID;
    session_send_fd(session, peer->pidfd);
    return STATUS_SUCCESS;
}
