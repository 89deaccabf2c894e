/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A call that the object server answers: NtResetEvent. The pair's server only has it started, on its own CPU. */
#include "bench/nt_port.h"
#include "bench/object_server.h"

#include <ntexapi.h>

#include <stdlib.h>
#include <unistd.h>

struct call_state {
    struct object_server server;
    size_t size;
    HANDLE event;
};

static void *setup(size_t size)
{
    struct call_state *state = calloc(1, sizeof(*state));

    if (!state || !object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    state->size = size;
    return state;
}

static bool make_event(struct call_state *state)
{
    NTSTATUS status;

    object_server_use(&state->server);
    status = NtCreateEvent(&state->event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    return NT_SUCCESS(status) || nt_failed("NtCreateEvent", status);
}

static bool serve(void *data)
{
    if (!make_event(data))
        return false;
    for (;;)
        pause();
}

/* Whoever comes first starts it. */
static bool connect_server(void *data)
{
    struct call_state *state = data;

    for (int i = 0; i < 1000 && !object_server_pid(&state->server); i++)
        usleep(5000);
    return make_event(state);
}

static bool call(void *data, const void *request, void *reply)
{
    struct call_state *state = data;

    if (!NT_SUCCESS(NtResetEvent(state->event, NULL)))
        return false;
    memcpy(reply, request, state->size);
    answer_message(reply);
    return true;
}

static void teardown(void *data)
{
    struct call_state *state = data;

    object_server_remove(&state->server);
    free(state);
}

const struct transport object_call = {
    .name = "object-call",
    .title = "object-server call",
    .setup = setup,
    .serve = serve,
    .connect = connect_server,
    .call = call,
    .teardown = teardown,
};
