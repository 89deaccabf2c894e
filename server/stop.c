/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ending the server that runs: asked first, killed when it does not answer. Which process that is comes from the
 * kernel (who has listened), and it is only killed when it is our own user's: a socket in our directory may
 * be anybody's.
 */
#include "server/stop.h"

#include "common/protocol.h"
#include "common/socket_options.h"
#include "common/socket_path.h"
#include "server/listen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define PATIENCE_SECONDS    5
#define LAST_WORDS_MS       200         /* for one that has hung up, since it is ending */

static int fail(const char *path, const char *why)
{
    fprintf(stderr, "ntserver: %s: %s\n", path, why);
    return 1;
}

static bool wait_for_end(int pidfd, int timeout_ms)
{
    struct pollfd end = {.fd = pidfd, .events = POLLIN};
    int n;

    do
        n = poll(&end, 1, timeout_ms);
    while (n < 0 && errno == EINTR);
    return n > 0;
}

/* -1: it has ended (ESRCH), or we cannot tell. */
static int open_pidfd(int socket, pid_t pid)
{
    int fd = -1;
    socklen_t size = sizeof fd;

    if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD_NUMBER, &fd, &size) == 0)
        return fd;
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* One request, and any answer to it. */
static bool exchange(int fd, enum wire_op op, uint8_t *packet, const struct writer *w)
{
    struct wire_header header = {.op = op};
    uint8_t answer[4096];

    memcpy(packet, &header, sizeof header);
    return send(fd, packet, (size_t)(w->at - packet), MSG_NOSIGNAL) > 0 &&
           recv(fd, answer, sizeof answer, 0) >= (ssize_t)sizeof header;
}

/* false: it has not answered in time, or has hung up. */
static bool ask_to_end(int fd)
{
    const struct hello_request hello = {PROTOCOL_VERSION, (uint32_t)getpid()};
    const struct stop_server_request stop;
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    uint8_t packet[256];
    struct writer w = {packet + sizeof(struct wire_header), packet + sizeof packet, false};
    struct writer w2 = w;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    encode_hello_request(&w, &hello);
    if (!exchange(fd, OP_hello, packet, &w))
        return false;
    encode_stop_server_request(&w2, &stop);
    return exchange(fd, OP_stop_server, packet, &w2);
}

/* A server that was killed took nothing away: its socket stands there, and its place is looked after like a
 * server's own. */
static void tidy(const char *path)
{
    struct listening listening;
    const char *why;

    if (access(path, F_OK) == 0 && listen_begin(&listening, path, false, &why) == LISTENING)
        listen_end(&listening, path, true);
}

int stop_server(const char *path, bool kill_it)
{
    int fd = listen_connect(path), pidfd;
    struct ucred peer;
    socklen_t size = sizeof peer;
    bool agrees = false;

    if (fd < 0) {                         /* as wineserver: nothing to end is an error for -k only */
        if (kill_it)
            tidy(path);
        return kill_it ? 1 : 0;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
        return fail(path, "cannot tell who listens");
    if (peer.pid == 1)
        return fail(path, "systemd keeps that socket; see systemctl(1), ntserver.service and ntserver.socket");
    if (peer.uid != geteuid() && geteuid() != 0)
        return fail(path, "the server belongs to somebody else");
    pidfd = open_pidfd(fd, peer.pid);
    if (pidfd < 0)
        return errno == ESRCH ? 0 : fail(path, strerror(errno));
    if (kill_it)
        agrees = ask_to_end(fd);
    close(fd);
    if (kill_it && !wait_for_end(pidfd, agrees ? PATIENCE_SECONDS * 1000 : LAST_WORDS_MS)) {
        if (peer.uid != geteuid())
            return fail(path, "the server does not answer");
        syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    }
    wait_for_end(pidfd, -1);
    close(pidfd);
    return 0;
}
