/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests on a SOCK_SEQPACKET socket, and answers there or in memory (control.h). A packet is never half of one, so an answer that
 * is cut, has another number, or brings other descriptors than it says is the end of the
 * connection.
 */
#include "ntdll/client/packet.h"

#include "common/shmem.h"
#include "ntdll/client/timeout.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOOK_EVERY 1000000          /* 100 ns: whether the server is still there */

struct writer packet_begin(struct connection *connection)
{
    return (struct writer){
        .at = connection->packet + sizeof(struct wire_header),
        .end = connection->packet + sizeof connection->packet,
    };
}

void close_fds(int *fds, int n)
{
    int saved = errno;

    for (int i = 0; i < n; i++) {
        if (fds[i] >= 0)
            close(fds[i]);
        fds[i] = -1;
    }
    errno = saved;
}

static bool packet_send(const struct connection *connection, size_t size)
{
    ssize_t sent;

    do
        sent = send(connection->fd, connection->packet, size, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)size;
}

/* The descriptors among the control messages; alignment leaves room for one more than there are
 * places. */
static int take_fds(struct msghdr *message, int fds[WIRE_MAX_FDS])
{
    int n = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        for (size_t i = 0; i < (c->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++) {
            int fd;

            memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
            if (n < WIRE_MAX_FDS)
                fds[n] = fd;
            else
                close(fd);
            n++;
        }
    }
    return n;
}

/* Bytes of the packet, 0 when it is none. */
static size_t packet_receive(struct connection *connection, int fds[WIRE_MAX_FDS], int *n_fds)
{
    union {
        struct cmsghdr aligned;
        char bytes[CMSG_SPACE(WIRE_MAX_FDS * sizeof(int))];
    } control;
    struct iovec part = {connection->packet, sizeof connection->packet};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = control.bytes, .msg_controllen = sizeof control.bytes,
    };
    ssize_t received;

    do
        received = recvmsg(connection->fd, &message, MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    if (received < 0)
        return 0;
    *n_fds = take_fds(&message, fds);
    return message.msg_flags & (MSG_TRUNC | MSG_CTRUNC) ? 0 : (size_t)received;
}

static bool request_send(struct connection *connection, struct wire_header *header, const struct writer *writer)
{
    header->serial = ++connection->serial;
    memcpy(connection->packet, header, sizeof *header);
    return packet_send(connection, (size_t)(writer->at - connection->packet));
}

bool packet_tell(struct connection *connection, uint32_t op, uint32_t caller, const struct writer *writer)
{
    struct wire_header header = {.op = op, .caller = caller};

    shm_store(&connection->told, true);
    return request_send(connection, &header, writer);
}

/* Nobody wakes who waits in memory when the server dies, perhaps after it has sent a packet: the socket knows of both. */
static bool socket_has_something(const struct connection *connection)
{
    char byte;

    return recv(connection->fd, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) >= 0 || (errno != EAGAIN && errno != EINTR);
}

static enum answer_where await_answer(const struct connection *connection)
{
    struct control_answer *answer = connection->answer;
    enum answer_where place;

    while ((place = shm_load_acquire(&answer->place)) == ANSWER_NOT_YET) {
        const LARGE_INTEGER patience = {.QuadPart = -LOOK_EVERY};
        struct timespec until;

        if (futex_sleep(&answer->place, ANSWER_NOT_YET, timeout_until(&until, &patience)) == ETIMEDOUT &&
            socket_has_something(connection)) {
            place = shm_load_acquire(&answer->place);
            return place == ANSWER_NOT_YET ? ANSWER_ON_SOCKET : place;
        }
    }
    return place;
}

/* Bytes of the answer, 0 when it is none. */
static size_t take_answer(struct connection *connection, int fds[WIRE_MAX_FDS], int *n_fds)
{
    const struct control_answer *answer = connection->answer;
    uint32_t size;

    switch (await_answer(connection)) {
    case ANSWER_HERE:
        size = shm_load(&answer->size);
        if (size > sizeof answer->packet)
            return 0;
        memcpy(connection->packet, answer->packet, size);
        return size;
    case ANSWER_ON_SOCKET:              /* or its end */
        return packet_receive(connection, fds, n_fds);
    default:
        return 0;
    }
}

bool packet_exchange(struct connection *connection, uint32_t op, uint32_t caller, bool fds, const struct writer *writer,
                     struct packet_reply *reply)
{
    bool in_memory = connection->answer && !fds;
    struct wire_header header = {.op = op, .caller = caller, .wish = in_memory ? ANSWER_IN_MEMORY : 0};
    size_t size;
    int n_fds = 0;

    memset(reply->fds, -1, sizeof reply->fds);
    if (in_memory)
        shm_store_release(&connection->answer->place, ANSWER_NOT_YET);
    if (!request_send(connection, &header, writer))
        return false;
    size = in_memory ? take_answer(connection, reply->fds, &n_fds) : packet_receive(connection, reply->fds, &n_fds);
    if (size >= sizeof header)
        memcpy(&header, connection->packet, sizeof header);
    if (size < sizeof header || header.op != op || header.serial != connection->serial ||
        header.n_fds != (uint32_t)n_fds) {
        close_fds(reply->fds, WIRE_MAX_FDS);
        return false;
    }
    shm_store(&connection->told, false);
    reply->status = header.status;
    reply->reader = (struct reader){
        .at = connection->packet + sizeof header, .end = connection->packet + size,
    };
    return true;
}
