/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Many clients at one AF_UNIX server with epoll, as one would write it without ports. Once with one client that has
 * many connections, and calls through the last of them.
 */
#include "bench/descriptors.h"
#include "bench/rate.h"
#include "bench/stream.h"
#include "bench/transport.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 4096
#define EVENTS  64

struct epoll_state {
    size_t connections;
    int listener;
    struct sockaddr_un address; /* in the abstract namespace, chosen by the kernel */
    socklen_t address_size;
    int fd; /* the client's last connection */
};

static bool complain(const char *what)
{
    perror(what);
    return false;
}

static bool open_listener(struct epoll_state *state)
{
    state->address.sun_family = AF_UNIX;
    state->address_size = sizeof(state->address);
    state->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return (state->listener >= 0 &&
            bind(state->listener, (struct sockaddr *)&state->address, sizeof(sa_family_t)) == 0 &&
            getsockname(state->listener, (struct sockaddr *)&state->address, &state->address_size) == 0 &&
            listen(state->listener, BACKLOG) == 0) ||
           complain("a listening socket");
}

static void *setup(size_t connections)
{
    struct epoll_state *state = calloc(1, sizeof(*state));

    if (!state || !open_listener(state)) {
        free(state);
        return NULL;
    }
    state->connections = connections;
    return state;
}

static void *single_setup(size_t size)
{
    (void)size;
    return setup(1);
}

static bool watch(int epoll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    return (fd >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0) || complain("a socket to wait for");
}

static void answer(int fd)
{
    uint8_t message[CROWD_MESSAGE];

    if (stream_read(fd, message, sizeof(message))) {
        answer_message(message);
        if (stream_write(fd, message, sizeof(message)))
            return;
    }
    close(fd);
}

static bool serve(void *data)
{
    struct epoll_state *state = data;
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event events[EVENTS];

    if (epoll < 0 || !watch(epoll, state->listener))
        return complain("epoll");
    for (;;) {
        int n = epoll_wait(epoll, events, EVENTS, -1);

        if (n < 0 && errno != EINTR)
            return complain("epoll_wait");
        for (int i = 0; i < n; i++) {
            if (events[i].data.fd != state->listener)
                answer(events[i].data.fd);
            else if (!watch(epoll, accept4(state->listener, NULL, NULL, SOCK_CLOEXEC)))
                return false;
        }
    }
}

static bool connect_one(struct epoll_state *state)
{
    state->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return (state->fd >= 0 &&
            connect(state->fd, (struct sockaddr *)&state->address, state->address_size) == 0) ||
           complain("connect");
}

static bool connect_all(void *data)
{
    struct epoll_state *state = data;

    for (size_t i = 0; i < state->connections; i++)
        if (!connect_one(state))
            return false;
    return true;
}

static bool call(void *data, const void *request, void *reply)
{
    struct epoll_state *state = data;

    return stream_write(state->fd, request, CROWD_MESSAGE) && stream_read(state->fd, reply, CROWD_MESSAGE);
}

static bool connect_once(void *data)
{
    struct epoll_state *state = data;
    uint8_t request[CROWD_MESSAGE] = {0}, reply[CROWD_MESSAGE];
    bool done;

    if (!connect_one(state))
        return false;
    done = call(state, request, reply);
    close(state->fd);
    return done;
}

/* Connecting, being accepted, one request and its answer, and closing. */
static double measure_connects(void *data, unsigned ms)
{
    return rate_of(connect_once, data, ms) / 1e3;
}

static void teardown(void *data)
{
    struct epoll_state *state = data;

    close(state->listener);
    free(state);
}

const struct transport unix_epoll = {
    .name = "unix-epoll",
    .title = "AF_UNIX and epoll",
    .setup = single_setup,
    .serve = serve,
    .connect = connect_all,
    .call = call,
    .teardown = teardown,
};

const struct transport unix_crowd = {
    .name = "unix-crowd",
    .title = "AF_UNIX and epoll",
    .missing = descriptors_missing,
    .setup = setup,
    .serve = serve,
    .connect = connect_all,
    .call = call,
    .teardown = teardown,
};

const struct transport unix_connects = {
    .name = "unix-connects",
    .title = "AF_UNIX and epoll",
    .setup = single_setup,
    .serve = serve,
    .connect = connect_all,
    .measure = measure_connects,
    .teardown = teardown,
};
