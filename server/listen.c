/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Exactly one server for a path (P13): whoever holds the lock decides whether the socket there is a dead
 * one, makes a new one, or takes its own away. A client that lost the race gets ECONNREFUSED or ENOENT and starts over.
 */
#include "server/listen.h"

#include "common/socket_path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un address_of(const char *path, const char *suffix)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(address.sun_path, sizeof address.sun_path, "%s%s", path, suffix);
    return address;
}

int listen_connect(const char *path)
{
    struct sockaddr_un address = address_of(path, "");
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static int listen_at(const char *path, const char *suffix)
{
    struct sockaddr_un address = address_of(path, suffix);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    unlink(address.sun_path);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 4096)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The lock file goes with its server, so the one we have locked may be an old one without a name. */
static int take_lock(const char *path)
{
    for (;;) {
        struct stat ours, named;
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

        if (fd < 0 || flock(fd, LOCK_EX) || fstat(fd, &ours))
            return -1;
        if (stat(path, &named) == 0 && named.st_ino == ours.st_ino && named.st_dev == ours.st_dev)
            return fd;
        close(fd);
    }
}

enum listen_result listen_begin(struct listening *l, const char *path, const char **why)
{
    struct sockaddr_un lock_path = address_of(path, LOCK_SUFFIX);
    int other;

    *l = (struct listening){-1, -1, -1};
    l->lock = take_lock(lock_path.sun_path);
    if (l->lock < 0) {
        *why = strerror(errno);
        return LISTEN_FAILED;
    }
    other = listen_connect(path);
    if (other >= 0) {
        close(other);
        close(l->lock);
        return ANOTHER_LISTENS;
    }
    l->deposit = listen_at(path, DEPOSIT_SUFFIX);
    l->listener = l->deposit < 0 ? -1 : listen_at(path, "");
    if (l->listener < 0) {
        *why = strerror(errno);
        return LISTEN_FAILED;
    }
    flock(l->lock, LOCK_UN);
    return LISTENING;
}

bool listen_end(const struct listening *l, const char *path, bool in_any_case)
{
    struct pollfd backlog = {.fd = l->listener, .events = POLLIN};
    struct sockaddr_un address = address_of(path, "");

    flock(l->lock, LOCK_EX);
    if (!in_any_case && poll(&backlog, 1, 0) > 0) {
        flock(l->lock, LOCK_UN);
        return false;
    }
    unlink(address.sun_path);
    /* Who found it a moment before and is in the backlog now sees the end of its connection, and starts over. */
    address = address_of(path, DEPOSIT_SUFFIX);
    unlink(address.sun_path);
    close(l->listener);
    address = address_of(path, LOCK_SUFFIX);
    unlink(address.sun_path);
    flock(l->lock, LOCK_UN);
    return true;
}
