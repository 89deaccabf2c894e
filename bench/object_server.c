/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The benchmark's own object server; see object_server.h. */
#include "bench/object_server.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define END_TIMEOUT_MS 3000

bool object_server_prepare(struct object_server *server)
{
    const char *tmp = getenv("TMPDIR");

    /* A socket's path has room for 107 bytes. */
    snprintf(server->directory, sizeof(server->directory), "%s/ntbench.XXXXXX",
             tmp && strlen(tmp) < 40 ? tmp : "/tmp");
    if (!mkdtemp(server->directory)) {
        perror(server->directory);
        return false;
    }
    snprintf(server->socket, sizeof(server->socket), "%s/server", server->directory);
    return true;
}

void object_server_use(const struct object_server *server)
{
    setenv("NTPORT_SERVER", server->socket, 1);
}

/* Who listens: the kernel noted it when listen() was called. */
pid_t object_server_pid(const struct object_server *server)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct ucred peer = {0};
    socklen_t size = sizeof(peer);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return 0;
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", server->socket);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        peer.pid = 0;
    close(fd);
    return peer.pid;
}

static void end_server(pid_t pid)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd ended = {.fd = fd, .events = POLLIN};

    if (fd < 0)
        return;
    syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 0);
    if (poll(&ended, 1, END_TIMEOUT_MS) <= 0) {
        fprintf(stderr, "ntbench: the object server %d does not end, killing it\n", (int)pid);
        syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
        poll(&ended, 1, END_TIMEOUT_MS);
    }
    close(fd);
}

/* The socket and the lock file beside it; the server makes no directories. */
static void remove_directory(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry;

    if (!directory)
        return;
    while ((entry = readdir(directory)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(directory), entry->d_name, 0);
    closedir(directory);
    if (rmdir(path) < 0)
        perror(path);
}

void object_server_remove(const struct object_server *server)
{
    pid_t pid = object_server_pid(server);

    if (pid)
        end_server(pid);
    remove_directory(server->directory);
}
