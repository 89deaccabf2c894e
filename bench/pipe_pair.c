/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two pipes, one for each direction. */
#include "bench/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { READ_END, WRITE_END };

struct pipe_state {
    int request[2], reply[2];
    size_t size;
};

static void pipe_close(int ends[2])
{
    close(ends[READ_END]);
    close(ends[WRITE_END]);
}

static void *pipe_setup(size_t size)
{
    struct pipe_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    if (pipe2(state->request, O_CLOEXEC) < 0)
        goto failed;
    if (pipe2(state->reply, O_CLOEXEC) == 0)
        return state;
    pipe_close(state->request);
failed:
    perror("pipe");
    free(state);
    return NULL;
}

static bool pipe_read(int fd, void *message, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = read(fd, (char *)message + done, size - done);

        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return false;
    }
    return true;
}

static bool pipe_write(int fd, const void *message, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(fd, (const char *)message + done, size - done);

        if (n > 0)
            done += (size_t)n;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

static bool pipe_serve(void *data)
{
    struct pipe_state *state = data;
    uint8_t message[MESSAGE_MAX];

    close(state->request[WRITE_END]);
    close(state->reply[READ_END]);
    while (pipe_read(state->request[READ_END], message, state->size)) {
        answer_message(message);
        if (!pipe_write(state->reply[WRITE_END], message, state->size))
            break;
    }
    return true;
}

static bool pipe_connect(void *data)
{
    struct pipe_state *state = data;

    close(state->request[READ_END]);
    close(state->reply[WRITE_END]);
    return true;
}

static bool pipe_call(void *data, const void *request, void *reply)
{
    struct pipe_state *state = data;

    return pipe_write(state->request[WRITE_END], request, state->size) &&
           pipe_read(state->reply[READ_END], reply, state->size);
}

static void pipe_teardown(void *data)
{
    struct pipe_state *state = data;

    pipe_close(state->request);
    pipe_close(state->reply);
    free(state);
}

const struct transport pipe_pair = {
    .name = "pipe",
    .title = "two pipes",
    .setup = pipe_setup,
    .serve = pipe_serve,
    .connect = pipe_connect,
    .call = pipe_call,
    .teardown = pipe_teardown,
};
