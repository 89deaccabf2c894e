/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Exactly one server for a path (P13): whoever holds the lock decides whether the socket there is a dead
 * one, makes a new one, or takes its own away. A client that lost the race gets ECONNREFUSED or ENOENT, or sees its
 * connection end before the first answer, and starts over.
 *
 * Nobody waits for the lock without end: its holder may have been stopped.
 */
#include "server/listen.h"

#include "common/socket_options.h"
#include "common/socket_path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG        4096
#define PAUSE_MS       2
#define BEGIN_PATIENCE 5000             /* pauses for the lock: to begin, and to end */
#define END_PATIENCE   500

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

/* A full backlog is one, too: that server is slow, not dead. */
static bool somebody_listens(const char *path)
{
    struct sockaddr_un address = address_of(path, "");
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool listens = fd >= 0 && (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 ||
                               errno == EAGAIN);

    if (fd >= 0)
        close(fd);
    return listens;
}

/* R25, R19: who is accepted inherits these, from its first packet on: the kernel names the sender of each, and,
 * where it can, refuses descriptors for us. Not for deposits, which bring one. */
void listen_guard(int listener)
{
    int one = 1, zero = 0;

    setsockopt(listener, SOL_SOCKET, SO_PASSCRED, &one, sizeof one);
    setsockopt(listener, SOL_SOCKET, SO_PASSRIGHTS_NUMBER, &zero, sizeof zero);
}

static int listen_at(const char *path, const char *suffix, bool for_everybody)
{
    struct sockaddr_un address = address_of(path, suffix);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error;

    if (fd < 0)
        return -1;
    if (!*suffix)
        listen_guard(fd);
    unlink(address.sun_path);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) ||
        (for_everybody && chmod(address.sun_path, 0666)) || listen(fd, BACKLOG)) {
        error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static bool lock_file(int fd, int patience)
{
    while (flock(fd, LOCK_EX | LOCK_NB)) {
        if (patience-- <= 0 || (errno != EWOULDBLOCK && errno != EINTR))
            return false;
        poll(NULL, 0, PAUSE_MS);
    }
    return true;
}

/* The lock file goes with its server, so the one we have locked may be an old one without a name. */
static bool has_name(int fd, const char *path)
{
    struct stat ours, named;

    return fstat(fd, &ours) == 0 && lstat(path, &named) == 0 && named.st_ino == ours.st_ino &&
           named.st_dev == ours.st_dev;
}

static int take_lock(const char *path, const char **why)
{
    for (;;) {
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        struct stat st;

        if (fd < 0 || fstat(fd, &st)) {
            *why = strerror(errno);
            break;
        }
        *why = "the lock file belongs to somebody else";
        if (st.st_uid != geteuid())
            break;
        *why = "another server is starting or ending there, and does not get on";
        if (!lock_file(fd, BEGIN_PATIENCE))
            break;
        if (has_name(fd, path))
            return fd;
        close(fd);
    }
    return -1;
}

enum listen_result listen_begin(struct listening *l, const char *path, bool for_everybody, const char **why)
{
    struct sockaddr_un lock_path = address_of(path, LOCK_SUFFIX);

    *l = (struct listening){-1, -1, -1};
    l->lock = take_lock(lock_path.sun_path, why);
    if (l->lock < 0)
        return LISTEN_FAILED;
    if (somebody_listens(path)) {
        close(l->lock);
        return ANOTHER_LISTENS;
    }
    l->deposit = listen_at(path, DEPOSIT_SUFFIX, for_everybody);
    l->listener = l->deposit < 0 ? -1 : listen_at(path, "", for_everybody);
    if (l->listener < 0) {
        *why = strerror(errno);
        return LISTEN_FAILED;
    }
    flock(l->lock, LOCK_UN);
    return LISTENING;
}

/* Is it for deposits? false, *why: it is no socket of ours. */
static bool adopt(int fd, bool *is_deposit, const char **why)
{
    struct sockaddr_un address = {0};
    socklen_t size = sizeof address, int_size = sizeof(int);
    int type = 0, listens = 0;
    const char *end;

    *why = "what systemd has passed is not a pair of listening SOCK_SEQPACKET sockets in the file system";
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &int_size) || type != SOCK_SEQPACKET ||
        getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &int_size) || !listens ||
        getsockname(fd, (struct sockaddr *)&address, &size) || address.sun_path[0] != '/')
        return false;
    end = strrchr(address.sun_path, '.');
    *is_deposit = end && !strcmp(end, DEPOSIT_SUFFIX);
    /* Again: whoever listened first is whom clients see at the other end, and asks after */
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
           (geteuid() != 0 || listen(fd, BACKLOG) == 0);
}

bool listen_adopt(struct listening *l, const char **why)
{
    const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");

    *why = NULL;
    *l = (struct listening){-1, -1, -1};
    if (!pid || !n || atoi(pid) != getpid())
        return false;
    for (int fd = ADOPTED_FD; fd < ADOPTED_FD + N_ADOPTED; fd++) {
        bool is_deposit;

        if (!adopt(fd, &is_deposit, why))
            return false;
        if (is_deposit)
            l->deposit = fd;
        else
            l->listener = fd;
    }
    if (atoi(n) != N_ADOPTED || l->listener < 0 || l->deposit < 0)
        return false;
    *why = NULL;
    listen_guard(l->listener);
    return true;
}

bool listen_can_refuse_descriptors(const struct listening *l)
{
    int value;
    socklen_t size = sizeof value;

    return getsockopt(l->listener, SOL_SOCKET, SO_PASSRIGHTS_NUMBER, &value, &size) == 0;
}

/* Under the lock. Who found the socket a moment before and is in the backlog now sees the end of its connection. */
static void take_away(const struct listening *l, const char *path)
{
    static const char *const suffixes[] = {"", DEPOSIT_SUFFIX, LOCK_SUFFIX};

    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        struct sockaddr_un address = address_of(path, suffixes[i]);

        unlink(address.sun_path);
    }
    close(l->listener);
}

bool listen_end(const struct listening *l, const char *path, bool in_any_case)
{
    struct sockaddr_un lock_path = address_of(path, LOCK_SUFFIX);
    struct pollfd backlog = {.fd = l->listener, .events = POLLIN};

    if (l->lock < 0)
        return in_any_case || poll(&backlog, 1, 0) <= 0;
    /* Without the lock the names are left alone: the next server finds them dead. Somebody has removed the lock
     * file? Then another may lock a new one, and the names may be its. */
    if (!lock_file(l->lock, in_any_case ? END_PATIENCE : 0))
        return in_any_case;
    if (!in_any_case && poll(&backlog, 1, 0) > 0) {
        flock(l->lock, LOCK_UN);
        return false;
    }
    if (has_name(l->lock, lock_path.sun_path))
        take_away(l, path);
    close(l->lock);
    return true;
}
