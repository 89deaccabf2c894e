/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A message in shared memory, and two eventfds to say that it is there: nobody spins, each wait is a blocking read(). */
#include "bench/transport.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

enum { REQUEST, REPLY };

struct eventfd_state {
    int ready[2]; /* of REQUEST and REPLY */
    uint8_t *message;
    size_t size;
};

static void eventfd_teardown(void *data)
{
    struct eventfd_state *state = data;

    for (int i = 0; i < 2; i++)
        if (state->ready[i] >= 0)
            close(state->ready[i]);
    if (state->message != MAP_FAILED)
        munmap(state->message, MESSAGE_MAX);
    free(state);
}

static void *eventfd_setup(size_t size)
{
    struct eventfd_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    for (int i = 0; i < 2; i++)
        state->ready[i] = eventfd(0, EFD_CLOEXEC);
    state->message = mmap(NULL, MESSAGE_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (state->ready[REQUEST] >= 0 && state->ready[REPLY] >= 0 && state->message != MAP_FAILED)
        return state;
    perror("eventfd");
    eventfd_teardown(state);
    return NULL;
}

static bool say(int fd)
{
    return eventfd_write(fd, 1) == 0;
}

static bool hear(int fd)
{
    eventfd_t count;
    int error;

    do
        error = eventfd_read(fd, &count);
    while (error < 0 && errno == EINTR);
    return error == 0;
}

static bool eventfd_serve(void *data)
{
    struct eventfd_state *state = data;
    uint8_t message[MESSAGE_MAX];

    while (hear(state->ready[REQUEST])) {
        memcpy(message, state->message, state->size);
        answer_message(message);
        memcpy(state->message, message, state->size);
        if (!say(state->ready[REPLY]))
            return false;
    }
    return false;
}

static bool eventfd_call(void *data, const void *request, void *reply)
{
    struct eventfd_state *state = data;

    memcpy(state->message, request, state->size);
    if (!say(state->ready[REQUEST]) || !hear(state->ready[REPLY]))
        return false;
    memcpy(reply, state->message, state->size);
    return true;
}

const struct transport eventfd_slot = {
    .name = "eventfd",
    .title = "shared memory and eventfd",
    .setup = eventfd_setup,
    .serve = eventfd_serve,
    .call = eventfd_call,
    .teardown = eventfd_teardown,
};
