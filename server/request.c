/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Dispatch: from a packet to its handler, and back. Made from protocol.def, like the decoders: a request that the list
 * does not know, or not in this state of the connection, never reaches a handler (R17).
 */
#include "server/request.h"

#include "server/log.h"
#include "server/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The reply under way. */
static int reply_fds[WIRE_MAX_FDS];
static uint32_t n_reply_fds;
static int given_fd = -1;                       /* closed when the reply is out */
static void *kept[WIRE_MAX_FDS];                /* objects that live until then */
static uint32_t n_kept;
static uint8_t scratch[WIRE_MAX] __attribute__((aligned(8)));
static uint8_t reply_packet[WIRE_MAX] __attribute__((aligned(8)));
static struct connection_socket *current;       /* for the two requests that come before a session */

void session_send_fd(struct session *session, int fd)
{
    (void)session;
    if (n_reply_fds < WIRE_MAX_FDS && fd >= 0)
        reply_fds[n_reply_fds++] = fd;
}

void session_give_fd(struct session *session, int fd)
{
    session_send_fd(session, fd);
    given_fd = fd;
}

void session_keep_object(struct session *session, void *object)
{
    (void)session;
    if (n_kept < WIRE_MAX_FDS)
        kept[n_kept++] = object_ref(object);
}

void *session_scratch(struct session *session)
{
    (void)session;
    return scratch;
}

static bool dispatch(uint32_t op, unsigned state, struct reader *r, struct writer *w, NTSTATUS *status)
{
    struct session *session = current->session;

    switch (op) {
#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                              \
    case OP_##op: {                                                                  \
        struct op##_request request;                                                 \
        struct op##_reply reply;                                                     \
        memset(&request, 0, sizeof request);                                         \
        memset(&reply, 0, sizeof reply);                                             \
        if (!(state & (states)) || !decode_##op##_request(r, &request))              \
            return false;                                                            \
        *status = handle_##op(session, &request, &reply);                            \
        encode_##op##_reply(w, &reply);                                              \
        return true;                                                                 \
    }
#include "common/protocol.def"
    default:
        return false;
    }
}

static void send_packet(struct connection_socket *socket, size_t size)
{
    uint8_t control[CMSG_SPACE(sizeof reply_fds)];
    struct iovec iov = {reply_packet, size};
    struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1};

    if (n_reply_fds) {
        struct cmsghdr *c;

        memset(control, 0, sizeof control);
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(n_reply_fds * sizeof(int));
        c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(n_reply_fds * sizeof(int));
        memcpy(CMSG_DATA(c), reply_fds, n_reply_fds * sizeof(int));
    }
    if (sendmsg(socket->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
        return;
    /* Somebody who asks without reading the answers: one reply is kept, then it is over (R18). */
    if (errno == EAGAIN && !socket->unsent && !n_reply_fds && (socket->unsent = malloc(size))) {
        memcpy(socket->unsent, reply_packet, size);
        socket->unsent_size = size;
        loop_want_write(socket, true);
        return;
    }
    log_warning("process %d: its reply cannot be sent: %s", socket->pid, strerror(errno));
    if (socket->session)
        session_destroy(socket->session);
    else
        loop_close(socket);
}

static void send_reply(struct connection_socket *socket, size_t size, uint32_t wish)
{
    if (wish == ANSWER_IN_MEMORY && socket->session) {
        if (!n_reply_fds && session_answer(socket->session, reply_packet, size))
            return;
        send_packet(socket, size);
        if (socket->session)            /* that has not been its end */
            session_answered(socket->session, ANSWER_ON_SOCKET);
    } else {
        send_packet(socket, size);
    }
}

bool request_dispatch(struct connection_socket *socket, const uint8_t *packet, size_t size)
{
    struct wire_header header;
    struct reader r = {packet + sizeof header, packet + size, false};
    struct writer w = {reply_packet + sizeof header, reply_packet + sizeof reply_packet, false};
    NTSTATUS status = STATUS_SUCCESS;
    uint32_t wish;

    if (size < sizeof header || socket->is_events || socket->unsent)
        return false;
    memcpy(&header, packet, sizeof header);
    wish = socket->session ? header.wish : 0;
    current = socket;
    if (socket->session)
        socket->session->caller = header.caller ? session_thread(socket->session, header.caller - 1) : NULL;
    n_reply_fds = 0;
    if (!dispatch(header.op, socket->session ? READY : NEW, &r, &w, &status))
        return false;
    if (w.full) {                       /* a reply of ours that does not fit: never by a client's doing */
        log_error("reply to %s is too long", wire_op_name(header.op));
        return false;
    }
    if (!NT_SUCCESS(status) && status != STATUS_PORT_CONNECTION_REFUSED)
        n_reply_fds = 0;
    header.status = status;
    header.n_fds = n_reply_fds;
    memcpy(reply_packet, &header, sizeof header);
    if (!wire_op_is_silent(header.op))
        send_reply(socket, (size_t)(w.at - reply_packet), wish);
    if (given_fd >= 0)
        close(given_fd);
    given_fd = -1;
    while (n_kept)
        object_unref(kept[--n_kept]);
    return true;
}

/* The first words. */

NTSTATUS handle_hello(struct session *none, const struct hello_request *req, struct hello_reply *reply)
{
    struct session *session;
    NTSTATUS status;

    (void)none;
    if (req->version != PROTOCOL_VERSION)
        return STATUS_REVISION_MISMATCH;
    session = session_find(current->pid);
    if (session)                        /* it has executed another program, or begins again */
        session_destroy(session);
    status = session_create(&session, current);
    if (!NT_SUCCESS(status))
        return status;
    reply->pid = (uint32_t)session->pid;
    reply->server_pid = (uint32_t)getpid();
    reply->secret = session->secret;
    reply->create_time = ((struct object *)session->process)->create_time;
    return STATUS_SUCCESS;
}

NTSTATUS handle_attach_events(struct session *none, const struct attach_events_request *req,
                              struct attach_events_reply *reply)
{
    struct session *session;

    (void)none, (void)reply;
    if (req->version != PROTOCOL_VERSION)
        return STATUS_REVISION_MISMATCH;
    session = session_by_secret(req->secret, current->pid);
    if (!session)
        return STATUS_ACCESS_DENIED;
    session->events = current;
    current->session = session;
    current->is_events = true;
    return STATUS_SUCCESS;
}

NTSTATUS handle_stop_server(struct session *session, const struct stop_server_request *req,
                            struct stop_server_reply *reply)
{
    (void)req, (void)reply;
    if (session->uid != geteuid() && session->uid != 0)
        return STATUS_ACCESS_DENIED;
    loop_stop();
    return STATUS_SUCCESS;
}
