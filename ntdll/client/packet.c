/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests and replies on a SOCK_SEQPACKET socket. A packet is never half of one, so an answer that
 * is cut, has another number, or brings other descriptors than it says is the end of the
 * connection.
 */
#include "ntdll/client/packet.h"

#include "common/shmem.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool told;                       /* atomic */

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

bool packet_told(void)
{
    return shm_load(&told);
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

    shm_store(&told, true);
    return request_send(connection, &header, writer);
}

bool packet_exchange(struct connection *connection, uint32_t op, uint32_t caller, const struct writer *writer,
                     struct packet_reply *reply)
{
    struct wire_header header = {.op = op, .caller = caller};
    size_t size;
    int n_fds = 0;

    memset(reply->fds, -1, sizeof reply->fds);
    if (!request_send(connection, &header, writer))
        return false;
    size = packet_receive(connection, reply->fds, &n_fds);
    if (size >= sizeof header)
        memcpy(&header, connection->packet, sizeof header);
    if (size < sizeof header || header.op != op || header.serial != connection->serial ||
        header.n_fds != (uint32_t)n_fds) {
        close_fds(reply->fds, WIRE_MAX_FDS);
        return false;
    }
    shm_store(&told, false);
    reply->status = header.status;
    reply->reader = (struct reader){
        .at = connection->packet + sizeof header, .end = connection->packet + size,
    };
    return true;
}
