/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole messages over a socket; see stream.h. */
#include "bench/stream.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

bool stream_pair(int ends[2], int type)
{
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) == 0)
        return true;
    perror("socketpair");
    return false;
}

bool stream_read(int fd, void *message, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = recv(fd, (char *)message + done, size - done, 0);

        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return false;
    }
    return true;
}

bool stream_write(int fd, const void *message, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = send(fd, (const char *)message + done, size - done, MSG_NOSIGNAL);

        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return false;
    }
    return true;
}
