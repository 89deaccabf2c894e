/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The control socket without the library; see raw.h. */
#include "tests/process/raw.h"

#include "tests/process/harness.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

int raw_connect(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    struct timeval patience = { .tv_sec = 5 };

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", server_socket());
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    require(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0,
            "cannot connect: %s", strerror(errno));
    return fd;
}

uint8_t raw_packet[WIRE_MAX + 4096];

int32_t raw_reply(int fd)
{
    static uint8_t reply[WIRE_MAX];
    char control[CMSG_SPACE(16 * sizeof(int))];
    struct iovec part = { reply, sizeof(reply) };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                              .msg_controllen = sizeof(control) };
    ssize_t n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    struct wire_header header;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); n >= 0 && c; c = CMSG_NXTHDR(&message, c)) {
        for (size_t at = 0; c->cmsg_type == SCM_RIGHTS && CMSG_LEN(at) < c->cmsg_len; at += sizeof(int))
            close(*(int *)(void *)(CMSG_DATA(c) + at));
    }
    require(n >= 0 || errno == ECONNRESET || errno == EPIPE, "no reply: %s", strerror(errno));
    if (n < (ssize_t)sizeof(header))
        return 1;
    memcpy(&header, reply, sizeof(header));
    return header.status;
}

bool raw_send(int fd, const void *data, size_t size)
{
    return send(fd, data, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static bool send_something_else(int fd)
{
    struct wire_header header = { .op = OP_check_client_id };
    uint8_t packet[64];
    struct writer w = { packet + sizeof(header), packet + sizeof(packet), false };

    memcpy(packet, &header, sizeof(header));
    encode_check_client_id_request(&w, &(struct check_client_id_request){ 0 });
    return raw_send(fd, packet, (size_t)(w.at - packet));
}

int32_t raw_ask(int fd, const void *packet, size_t size)
{
    struct wire_header header = { 0 };

    memcpy(&header, packet, size < sizeof(header) ? size : sizeof(header));
    if (!raw_send(fd, packet, size) || (wire_op_is_silent(header.op) && !send_something_else(fd)))
        return 1;
    return raw_reply(fd);
}

void raw_begin(struct writer *w, uint32_t op, uint32_t serial)
{
    struct wire_header header = { .op = op, .serial = serial };

    memcpy(raw_packet, &header, sizeof(header));
    *w = (struct writer){ raw_packet + sizeof(header), raw_packet + WIRE_MAX, false };
}

int raw_session(void)
{
    struct hello_request hello = { PROTOCOL_VERSION, (uint32_t)getpid() };
    int fd = raw_connect();
    struct writer w;

    raw_begin(&w, OP_hello, 1);
    encode_hello_request(&w, &hello);
    require(raw_send(fd, raw_packet, (size_t)(w.at - raw_packet)) && raw_reply(fd) == 0, "hello is refused");
    return fd;
}
