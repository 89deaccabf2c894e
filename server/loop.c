/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The event loop; see loop.h. What a packet means is in request.c. */
#include "server/loop.h"

#include "server/account.h"
#include "server/deadline.h"
#include "server/listen.h"
#include "server/log.h"
#include "server/request.h"
#include "server/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_A_TURN    64
#define REST_MS          100u           /* without descriptors, when nobody leaves meanwhile */
#define MAX_CONNECTIONS  32768          /* sockets in all; below the descriptor limit by main.c */

struct loop_counters loop_counters;

static int epoll_fd = -1, listener = -1, reserve = -1;
static bool stopping, listening, everybody;
static uint64_t resting_since;          /* while not listening */
static uint32_t n_sockets;
static struct connection_socket *dead;

void loop_stop(void)
{
    stopping = true;
}

bool loop_was_stopped(void)
{
    return stopping;
}

static uint64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* What epoll tells us: a socket, or, with the low bit set, the number of a session whose process has ended: not its
 * address, where another one may live by the time we look. */
#define IS_PROCESS 1ull
#define DEADLINE   2ull         /* a clock has reached a deadline: no address, and no process */

static bool watch(int fd, uint32_t events, uint64_t data)
{
    struct epoll_event event = {.events = events, .data.u64 = data};

    return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

bool loop_watch_process(struct session *session)
{
    return watch(session->pidfd, EPOLLIN, session->number << 1 | IS_PROCESS);
}

void loop_unwatch_process(struct session *session)
{
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, session->pidfd, NULL);
}

void loop_want_write(struct connection_socket *socket, bool want)
{
    struct epoll_event event = {
        .events = EPOLLIN | (want ? (uint32_t)EPOLLOUT : 0), .data.u64 = (uint64_t)(uintptr_t)socket,
    };

    if (socket->wants_write == want)
        return;
    socket->wants_write = want;
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, socket->fd, &event);
}

/* Other events of this turn may still point to it, so it goes at the turn's end. */
void loop_close(struct connection_socket *socket)
{
    if (socket->dead)
        return;
    socket->dead = true;
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, socket->fd, NULL);
    socket->next_dead = dead;
    dead = socket;
}

static void bury(void)
{
    bool freed = dead;

    while (dead) {
        struct connection_socket *socket = dead;

        dead = socket->next_dead;
        close(socket->fd);
        account_disconnect(socket->uid);
        free(socket->unsent);
        free(socket);
        n_sockets--;
    }
    if (!listening && (freed || now_us() - resting_since >= REST_MS * 1000)) {
        if (reserve < 0)
            reserve = dup(listener);
        listening = reserve >= 0 && watch(listener, EPOLLIN, 0);
    }
}

/* R22: the reserved descriptor accepts and closes; then the listener rests until one is free. */
static void out_of_descriptors(void)
{
    int fd;

    if (reserve >= 0)
        close(reserve);
    reserve = -1;
    fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0)
        close(fd);
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, listener, NULL);
    listening = false;
    resting_since = now_us();
    log_warning("out of descriptors or memory; new clients wait");
}

/* R25: who it is comes from the kernel; one of a pid namespace that we cannot see into is nobody. */
static bool admit(struct connection_socket *socket)
{
    struct ucred peer;
    socklen_t size = sizeof peer;

    if (getsockopt(socket->fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
        return false;
    socket->uid = peer.uid;
    socket->gid = peer.gid;
    socket->pid = peer.pid;
    listen_guard(socket->fd);           /* systemd's socket may have taken it in */
    return peer.pid > 0 && (everybody || peer.uid == geteuid() || peer.uid == 0) &&
           account_connect(peer.uid);
}

static void accept_one(void)
{
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    struct connection_socket *socket;

    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
            out_of_descriptors();
        return;
    }
    socket = n_sockets < MAX_CONNECTIONS ? calloc(1, sizeof *socket) : NULL;
    if (!socket) {
        close(fd);
        return;
    }
    socket->fd = fd;
    if (!admit(socket)) {
        loop_counters.refused++;
        close(fd);
        free(socket);
        return;
    }
    n_sockets++;
    if (!watch(fd, EPOLLIN, (uint64_t)(uintptr_t)socket)) {
        loop_counters.refused++;
        loop_close(socket);
    }
}

static void socket_gone(struct connection_socket *socket)
{
    struct session *session = socket->session;

    loop_close(socket);
    if (session)
        session_destroy(session);
}

/* Credentials that the kernel attached; descriptors that came all the same are closed. */
static bool check_control(struct msghdr *message, const struct connection_socket *socket)
{
    bool known = false;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level != SOL_SOCKET)
            continue;
        if (c->cmsg_type == SCM_RIGHTS)
            for (size_t i = 0; i < (c->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++) {
                int fd;
                memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof fd);
                close(fd);
            }
        if (c->cmsg_type == SCM_CREDENTIALS) {
            struct ucred sender;
            memcpy(&sender, CMSG_DATA(c), sizeof sender);
            known = sender.pid == socket->pid && sender.uid == socket->uid;
        }
    }
    return known;
}

static void read_socket(struct connection_socket *socket)
{
    static uint8_t packet[WIRE_MAX] __attribute__((aligned(8)));
    uint8_t control[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(8 * sizeof(int))];
    struct iovec iov = {packet, sizeof packet};
    struct msghdr message = {
        .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control,
    };
    ssize_t n = recvmsg(socket->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        socket_gone(socket);
        return;
    }
    if (message.msg_flags & MSG_TRUNC || !check_control(&message, socket) ||
        !request_dispatch(socket, packet, (size_t)n)) {
        log_warning("process %d: not a request of ours; disconnected", socket->pid);
        socket_gone(socket);
    }
    loop_counters.requests++;
}

static void write_socket(struct connection_socket *socket)
{
    if (socket->is_events) {
        session_flush_notices(socket->session);
        return;
    }
    if (!socket->unsent)
        return;
    if (send(socket->fd, socket->unsent, socket->unsent_size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 &&
        errno == EAGAIN)
        return;
    free(socket->unsent);
    socket->unsent = NULL;
    loop_want_write(socket, false);
}

static void process_ended(uint64_t number)
{
    struct session *session = session_by_number(number);

    if (session)
        session_destroy(session);
}

static void handle_event(const struct epoll_event *event)
{
    struct connection_socket *socket;

    if (!event->data.u64) {
        accept_one();
        return;
    }
    if (event->data.u64 == DEADLINE) {
        deadlines_expire();
        return;
    }
    socket = (struct connection_socket *)(uintptr_t)event->data.u64;
    if (socket->dead)
        return;
    if (event->events & EPOLLOUT)
        write_socket(socket);
    if (!socket->dead && event->events & (EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP))
        read_socket(socket);
}

static void turn(int timeout_ms)
{
    struct epoll_event events[EVENTS_A_TURN];
    int n = epoll_wait(epoll_fd, events, EVENTS_A_TURN, listening ? timeout_ms : (int)REST_MS);
    uint64_t start = now_us(), took;

    for (int i = 0; i < n; i++) {
        /* A process's end is looked at last: its session may have other events before it in this turn. */
        if (!(events[i].data.u64 & IS_PROCESS) || !events[i].data.u64) {
            handle_event(&events[i]);
            sessions_flush();
        }
    }
    for (int i = 0; i < n; i++)
        if (events[i].data.u64 & IS_PROCESS) {
            process_ended(events[i].data.u64 >> 1);
            sessions_flush();
        }
    bury();
    took = now_us() - start;
    loop_counters.turns++;
    if (took > loop_counters.longest_turn_us)
        loop_counters.longest_turn_us = took;
}

int loop_init(int listening_socket, bool for_everybody)
{
    everybody = for_everybody;
    listener = listening_socket;
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    reserve = dup(listener);
    listening = epoll_fd >= 0 && reserve >= 0 && watch(listener, EPOLLIN, 0);
    for (int clock = 0; listening && clock < N_CLOCKS; clock++) {
        int fd = deadline_open_clock(clock);

        listening = fd >= 0 && watch(fd, EPOLLIN, DEADLINE);
    }
    return listening ? 0 : errno;
}

void loop_run(const struct loop_options *options)
{
    uint64_t idle_since = now_us();

    while (!stopping) {
        int64_t left = -1, soon;

        if (n_sockets)
            idle_since = now_us();
        else if (options->idle_seconds >= 0) {
            left = options->idle_seconds * 1000ll - (int64_t)(now_us() - idle_since) / 1000;
            left = left < 0 ? 0 : left;
        }
        soon = sessions_tell_soon();
        if (soon >= 0 && (left < 0 || left > soon))
            left = soon;
        turn((int)left);
        if (left == 0 && !n_sockets)    /* and nobody was at the door */
            return;
    }
}
