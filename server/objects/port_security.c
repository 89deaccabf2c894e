/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who the client of a connection is, and how far its server may act as it (lpc-semantics 6, alpc 7.3, 8).
 *
 * What the client lets its server do is said once, when it connects. With static tracking its token of that moment counts,
 * with dynamic tracking the one as which its thread acts when it is asked for. A security context is another token that
 * comes along with single messages, and that the port's holder made.
 *
 * Which message it is about is the server's library's word (it keeps the records); that a classic client's thread does wait
 * for an answer through this connection is what its own control memory says (R30).
 */
#include "server/access.h"
#include "server/context.h"
#include "server/handle.h"
#include "server/objects/port_private.h"
#include "server/thread.h"

#include <stdlib.h>
#include <string.h>

struct security_context {
    struct security_context *next;
    uint64_t handle;
    struct token *token;                /* a reference; its level is the context's */
    bool revoked, leaving;
};

#define MAX_LEAVING 64u                 /* of a port: their sender has let them go, messages may still name them */

/* ---- what the client lets its server do --------------------------------------------------------------------- */

NTSTATUS client_security_init(struct client_security *security, const struct session *session,
                              const struct thread *thread, const struct quality *quality, bool allowed)
{
    *security = (struct client_security){.quality = *quality, .allowed = allowed};
    return quality->dynamic ? STATUS_SUCCESS
                            : token_captured(&security->token, session, token_in_effect(session, thread), quality);
}

void client_security_deinit(struct client_security *security)
{
    if (security->token)
        security->token = object_unref(security->token);
}

/* ---- contexts ------------------------------------------------------------------------------------------------ */

static struct security_context *find(const struct port *port, uint64_t handle)
{
    struct security_context *context = port ? port->contexts : NULL;

    while (context && context->handle != handle)
        context = context->next;
    return context;
}

/* One that the holders of that end have made. */
static struct security_context *find_at(const struct connection *connection, enum channel_end end, uint64_t handle)
{
    struct security_context *context;

    if (end == CLIENT_END)
        return find(connection->client, handle);
    context = find(connection->server, handle);
    return context ? context : find(connection->listener, handle);
}

static void delete(struct port *port, struct security_context *context)
{
    struct security_context **link = &port->contexts;

    while (*link != context)
        link = &(*link)->next;
    *link = context->next;
    object_unref(context->token);
    free(context);
}

void contexts_free(struct port *port)
{
    while (port->contexts)
        delete(port, port->contexts);
}

/* The port, if the session uses it. */
static struct port *used_port(const struct session *session, uint32_t id)
{
    struct port *port = port_find(id);

    return port && port_used(session, port) ? port : NULL;
}

NTSTATUS context_create(uint64_t *handle, struct port *port, const struct session *session, const struct quality *quality)
{
    static uint64_t last;
    struct security_context *context = calloc(1, sizeof *context);
    NTSTATUS status;

    if (!context)
        return STATUS_NO_MEMORY;
    status = token_captured(&context->token, session, caller_token(session), quality);
    if (!NT_SUCCESS(status)) {
        free(context);
        return status;
    }
    context->handle = *handle = ++last;
    context->next = port->contexts;
    port->contexts = context;
    return STATUS_SUCCESS;
}

NTSTATUS handle_alpc_create_context(struct session *session, const struct alpc_create_context_request *req,
                                    struct alpc_create_context_reply *reply)
{
    const struct quality quality = {req->level, req->dynamic, req->effective_only};
    struct port *port = used_port(session, req->port);

    return port ? context_create(&reply->context, port, session, &quality) : STATUS_INVALID_PARAMETER;
}

/* The oldest go when there are too many. */
static void leave(struct port *port, struct security_context *context)
{
    struct security_context *oldest = NULL;
    uint32_t n = 0;

    context->leaving = true;
    for (struct security_context *c = port->contexts; c; c = c->next)
        if (c->leaving) {
            oldest = c;
            n++;
        }
    if (n > MAX_LEAVING)
        delete(port, oldest);
}

/* One's own, or one of the other end's, which may have been received. A listener's is shared with all its clients: none of
 * them ends it for the others. */
static struct security_context *find_to_end(struct port **owner, struct port *port, uint64_t handle)
{
    struct connection *connection = port->connection;
    struct security_context *context = find(port, handle);

    *owner = port;
    if (context || !connection)
        return context;
    *owner = port->kind == CLIENT_PORT ? connection->server : connection->client;
    return find(*owner, handle);
}

NTSTATUS handle_alpc_end_context(struct session *session, const struct alpc_end_context_request *req,
                                 struct alpc_end_context_reply *reply)
{
    struct port *port = used_port(session, req->port);
    struct security_context *context;

    (void)reply;
    if (!port || req->how > CONTEXT_LEAVE)
        return STATUS_INVALID_PARAMETER;
    context = find_to_end(&port, port, req->context);
    if (!context)
        return STATUS_INVALID_HANDLE;
    if (req->how == CONTEXT_REVOKE)
        context->revoked = true;
    else if (req->how == CONTEXT_LEAVE)
        leave(port, context);
    else
        delete(port, context);
    return STATUS_SUCCESS;
}

/* ---- who the peer is ----------------------------------------------------------------------------------------- */

static const struct connect *asks_for(const struct session *session, uint32_t queue_port, uint32_t message_id)
{
    struct port *listener = port_find(queue_port);
    struct connect *connect = listener && port_reads_queue(session, listener) ? listener->connects : NULL;

    while (connect && (connect->message_id != message_id || connect->state != CONNECT_QUEUED))
        connect = connect->next;
    return connect;
}

/* The other end's process, and as whom it shows itself. The end that asks is the one the session holds; one that holds
 * both asks for the client. */
static struct session *peer_of(const struct session *session, const struct connection *connection,
                               const struct client_security **security)
{
    *security = NULL;
    if (port_holds_end(session, connection, SERVER_END)) {
        *security = &connection->security;
        return connection->client_session;
    }
    return port_holds_end(session, connection, CLIENT_END) ? connection->listener->creator->session : NULL;
}

/* As whom that thread of the peer's is seen. */
static const struct token *shown_token(struct session *peer, const struct client_security *security, uint32_t tid)
{
    return security && security->token ? security->token : token_in_effect(peer, thread_find(peer, tid));
}

NTSTATUS handle_query_peer(struct session *session, const struct query_peer_request *req,
                           struct query_peer_reply *reply)
{
    const struct connection *connection = req->channel ? connection_find(req->channel) : NULL;
    const struct connect *connect = req->channel ? NULL : asks_for(session, req->queue_port, req->message_id);
    const struct client_security *security = connect ? connect_security(connect) : NULL;
    struct session *peer = connection ? peer_of(session, connection, &security) : connect ? connect->session : NULL;
    const struct token *token;
    NTSTATUS status = STATUS_SUCCESS;
    int fd;

    if (!peer)
        return STATUS_INVALID_CID;
    token = shown_token(peer, security, connect ? connect->client_tid : req->tid);
    reply->token_id = token->ids.token;
    reply->authentication_id = token->ids.authentication;
    reply->modified_id = token->ids.modified;
    reply->pid = (uint32_t)peer->pid;
    reply->tid = connect ? connect->client_tid : 0;
    reply->sid = (wire_blob){session_scratch(session), sid_length(token_user(token))};
    memcpy(reply->sid.data, token_user(token), reply->sid.size);
    if (!req->wants_memory || (security && security->token))
        return STATUS_SUCCESS;
    status = context_open(&fd, peer);
    if (NT_SUCCESS(status))
        session_send_fd(session, fd);
    return status;
}

/* ---- acting as the peer -------------------------------------------------------------------------------------- */

static NTSTATUS token_of_context(struct token **out, const struct connection *connection, enum channel_end end,
                                 uint64_t handle)
{
    const struct security_context *context = find_at(connection, end, handle);

    if (!context)
        return STATUS_ACCESS_DENIED;
    if (context->revoked)
        return STATUS_CANNOT_IMPERSONATE;
    *out = object_ref(context->token);
    return STATUS_SUCCESS;
}

/* As that thread of the client's (NULL: its process), as far as the client has said. */
static NTSTATUS token_allowed(struct token **out, const struct session *server, const struct client_security *security,
                              const struct session *client, const struct thread *thread)
{
    if (!security->allowed)
        return STATUS_ACCESS_DENIED;
    if (!security->token)
        return token_for_server(out, server, token_in_effect(client, thread), &security->quality);
    if (security->quality.level == SecurityAnonymous)
        return token_anonymous(out, server->account);
    *out = object_ref(security->token);
    return STATUS_SUCCESS;
}

static NTSTATUS token_of_client(struct token **out, const struct session *server, const struct connection *connection,
                                uint32_t tid)
{
    struct session *client = connection->client_session;
    const struct thread *thread;

    if (!client)
        return STATUS_PORT_DISCONNECTED;
    thread = thread_find(client, tid);
    if (connection->security.allowed && connection->client && !(connection->client->flags & PORT_ALPC) &&
        connection_awaited(thread) != connection)
        return STATUS_REPLY_MESSAGE_MISMATCH;
    return token_allowed(out, server, &connection->security, client, thread);
}

static NTSTATUS token_of_asker(struct token **out, const struct session *session,
                               const struct impersonate_client_request *req)
{
    const struct connect *connect = asks_for(session, req->queue_port, req->message_id);

    if (!connect)
        return STATUS_ACCESS_DENIED;
    if (connect->context)
        return token_of_context(out, connect->connection, CLIENT_END, connect->context);
    return token_allowed(out, session, connect_security(connect), connect->session,
                         thread_find(connect->session, connect->client_tid));
}

static NTSTATUS token_of_peer(struct token **out, const struct session *session, const struct connection *connection,
                              const struct impersonate_client_request *req)
{
    if (req->end > SERVER_END || !port_holds_end(session, connection, (enum channel_end)req->end))
        return STATUS_PORT_DISCONNECTED;
    if (req->context)
        return token_of_context(out, connection, (enum channel_end)!req->end, req->context);
    return req->end == SERVER_END ? token_of_client(out, session, connection, req->tid) : STATUS_INVALID_PORT_HANDLE;
}

NTSTATUS handle_impersonate_client(struct session *session, const struct impersonate_client_request *req,
                                   struct impersonate_client_reply *reply)
{
    const struct connection *connection = req->channel ? connection_find(req->channel) : NULL;
    struct thread *thread = session_thread(session, req->slot);
    _cleanup_(object_unrefp) struct token *token = NULL;
    NTSTATUS status;

    (void)reply;
    if (!thread)
        return STATUS_INVALID_PARAMETER;
    status = connection     ? token_of_peer(&token, session, connection, req)
             : req->channel ? STATUS_PORT_DISCONNECTED
                            : token_of_asker(&token, session, req);
    if (NT_SUCCESS(status) && (uint32_t)token->level < req->least_level) {
        object_unref(take_ptr(&token));
        status = STATUS_BAD_IMPERSONATION_LEVEL;
    }
    if (!NT_SUCCESS(status) && req->or_anonymous)
        status = token_anonymous(&token, session->account);
    return NT_SUCCESS(status) ? thread_impersonate(thread, token) : status;
}
