/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A deposit: when the server's first byte says that it takes one, a packet with a ticket of our choice and the
 * descriptor; one byte back when the server has it.
 */
#include "ntdll/client/deposit.h"

#include "ntdll/client/connect.h"

#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

static bool send_deposit(int socket, uint64_t ticket, int fd)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof fd)];
    } control = {.header = {CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS}};
    struct iovec part = {&ticket, sizeof ticket};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = control.bytes, .msg_controllen = sizeof control.bytes,
    };

    memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    return sendmsg(socket, &message, MSG_NOSIGNAL) == (ssize_t)sizeof ticket;
}

bool deposit_file(uint64_t *ticket, int fd)
{
    char answer = 0;
    int socket;
    bool done;

    if (getrandom(ticket, sizeof *ticket, 0) != sizeof *ticket || !server_connect_deposit(&socket))
        return false;
    done = recv(socket, &answer, 1, 0) == 1 && send_deposit(socket, *ticket, fd) &&
           recv(socket, &answer, 1, 0) == 1 && answer == 1;
    close(socket);
    return done;
}
