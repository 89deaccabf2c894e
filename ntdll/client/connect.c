/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding the server, making sure that it is ours, and having it started.
 *
 * Of many first clients one starts it: the one that gets a record lock on the server's lock file
 * (the server itself uses flock() there, which is another kind). The lock only saves work, since
 * servers settle among themselves which one stays; so whoever cannot get it in time goes on
 * without.
 */
#include "ntdll/client/connect.h"

#include "common/shmem.h"
#include "common/socket_path.h"
#include "ntdll/client/packet.h"
#include "ntdll/client/start.h"
#include "ntdll/client/timeout.h"
#include "ntdll/debug.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

DEBUG_CHANNEL(server);

#define PATIENCE       100000000ll          /* 100 ns: how long a start may take in all */
#define LOCK_PATIENCE  50000000ll           /* how long somebody else's start may take */
#define PAUSE          2000000l             /* ns */
#define MAX_STARTS     5
#define LOWEST_FD      64                   /* out of the way of programs that count theirs */

/* Says it once; programs without a server go on calling. */
static void complain(const char *path, const char *why)
{
    static bool said;

    if (!shm_exchange(&said, true))
        ERR("%s: %s", path, why);
    else
        WARN("%s: %s", path, why);
}

static bool is_trusted(int fd)
{
    struct ucred listener;
    socklen_t size = sizeof listener;

    return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &listener, &size) &&
           (listener.uid == geteuid() || listener.uid == 0);
}

/* Not 0, 1 or 2, which a program that has closed them would take for its own. */
static int open_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), higher;

    if (fd < 0)
        return -1;
    higher = fcntl(fd, F_DUPFD_CLOEXEC, LOWEST_FD);
    if (higher < 0)
        return fd;
    close(fd);
    return higher;
}

/* 0, or the error number. */
static int try_connect(const char *path, int *fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int error;

    memcpy(address.sun_path, path, strlen(path));
    *fd = open_socket();
    if (*fd < 0)
        return errno;
    do
        error = connect(*fd, (struct sockaddr *)&address, sizeof address) ? errno : 0;
    while (error == EINTR);
    if (error && error != EISCONN)
        close_fds(fd, 1);
    return *fd < 0 ? error : 0;
}

static bool nobody_listens(int error)
{
    return error == ENOENT || error == ECONNREFUSED;
}

static int open_lock(const char *path)
{
    char lock_path[SOCKET_PATH_SIZE + sizeof LOCK_SUFFIX];

    snprintf(lock_path, sizeof lock_path, "%s%s", path, LOCK_SUFFIX);
    return open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static bool try_lock(int fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    return !fcntl(fd, F_OFD_SETLK, &whole);
}

/* Connects, starting a server when it is our turn. An error number. */
static int connect_or_start(const char *path, int lock, int *fd)
{
    int64_t begun = monotonic_time(), waited;
    struct timespec pause = {.tv_nsec = PAUSE};
    int error, n_starts = 0;

    for (;;) {
        bool ours = lock < 0 || try_lock(lock);

        error = try_connect(path, fd);
        waited = monotonic_time() - begun;
        if (!nobody_listens(error) || waited > PATIENCE || n_starts == MAX_STARTS)
            return error;
        if (ours || waited > LOCK_PATIENCE) {
            if (!server_start())
                return ECHILD;
            n_starts++;
        } else {
            nanosleep(&pause, NULL);
        }
    }
}

static int start_and_connect(const char *path, int *fd, const char **why)
{
    int error, lock;

    if (!socket_directory_make(path, false, why) || !socket_directory_safe(path, why))
        return ECHILD;
    lock = open_lock(path);
    error = connect_or_start(path, lock, fd);
    close_fds(&lock, 1);
    *why = error == ECHILD ? "no object server" : strerror(error);
    return error;
}

/* Where the server is to be, if that can be trusted; whether we may start one there. */
static bool find_place(char path[SOCKET_PATH_SIZE], bool *start, const char **why)
{
    if (!socket_path(path, why))
        return false;
    *start = *start && !socket_path_is_system(path);
    return (!*start || socket_directory_make(path, false, why)) && socket_directory_safe(path, why);
}

bool server_connect(bool start, int *fd)
{
    char path[SOCKET_PATH_SIZE];
    const char *why = NULL;
    int error = EACCES;

    *fd = -1;
    if (find_place(path, &start, &why)) {
        error = try_connect(path, fd);
        why = strerror(error);
        if (start && nobody_listens(error))
            error = start_and_connect(path, fd, &why);
    }
    if (!error && !is_trusted(*fd)) {
        close_fds(fd, 1);
        why = "somebody else listens there (R28)";
        error = EACCES;
    }
    if (error)
        complain(path, why);
    return !error;
}

bool server_connect_deposit(int *fd)
{
    char path[SOCKET_PATH_SIZE];
    const char *why;

    *fd = -1;
    if (!socket_path(path, &why) || !socket_directory_safe(path, &why))
        return false;
    strcat(path, DEPOSIT_SUFFIX);               /* socket_path leaves room for it */
    if (!try_connect(path, fd) && !is_trusted(*fd))
        close_fds(fd, 1);
    return *fd >= 0;
}
