/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections that have nothing to say: what memory they take, and what time of a CPU. */
#include "bench/nt_port.h"
#include "bench/object_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PORT_NAME L"\\RPC Control\\ntbench-idle"
#define N_MORE    100
#define WATCH_US  1000000

struct idle_state {
    struct object_server server;
    HANDLE port;
    pid_t peer; /* the port's server */
    struct nt_message message;
};

static void *setup(size_t size)
{
    struct idle_state *state = calloc(1, sizeof(*state));

    (void)size;
    if (!state || !object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    return state;
}

static bool serve(void *data)
{
    struct idle_state *state = data;
    HANDLE port, accepted;

    object_server_use(&state->server);
    if (!nt_port_create(&port, PORT_NAME, nt_limits(sizeof(state->message))))
        return false;
    for (;;) {
        SIZE_T length = sizeof(state->message);
        NTSTATUS status = NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &state->message.header, &length, NULL, NULL);

        if (!NT_SUCCESS(status))
            return nt_failed("a receiving NtAlpcSendWaitReceivePort", status);
        if (nt_message_type(&state->message.header) == LPC_CONNECTION_REQUEST &&
            !nt_port_accept(&accepted, port, &state->message.header, 0))
            return false;
    }
}

static bool connect_one(struct idle_state *state, HANDLE *port)
{
    return nt_port_connect(port, PORT_NAME, nt_limits(sizeof(state->message)));
}

static bool connect_first(void *data)
{
    struct idle_state *state = data;
    ALPC_SERVER_SESSION_INFORMATION information;
    NTSTATUS status;

    object_server_use(&state->server);
    if (!connect_one(state, &state->port))
        return false;
    status = NtAlpcQueryInformation(state->port, AlpcServerSessionInformation, &information, sizeof(information), NULL);
    state->peer = (pid_t)information.ProcessId;
    return NT_SUCCESS(status) || nt_failed("NtAlpcQueryInformation", status);
}

/* The number that the format finds in a line of that file; negative: none. */
static double find(pid_t pid, const char *file, const char *format)
{
    char path[64], line[256];
    long long value = -1;
    FILE *from;

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
    from = fopen(path, "re");
    while (from && fgets(line, sizeof(line), from))
        if (sscanf(line, format, &value) == 1)
            break;
    if (from)
        fclose(from);
    return (double)value;
}

/* By the share of each page that is theirs. Nobody may look that closely at the object server, which maps nothing of a
 * connection. */
static double resident(const struct idle_state *state)
{
    pid_t server = object_server_pid(&state->server);

    return find(getpid(), "smaps_rollup", "Pss: %lld") + find(state->peer, "smaps_rollup", "Pss: %lld") +
           find(server, "statm", "%*d %lld") * 4;
}

static double measure_memory(void *data, unsigned ms)
{
    struct idle_state *state = data;
    double before = resident(state);
    HANDLE port;

    (void)ms;
    for (int i = 0; i < N_MORE; i++)
        if (!connect_one(state, &port))
            return -1;
    return before > 0 ? (resident(state) - before) / N_MORE : -1;
}

static double used(const struct idle_state *state)
{
    return find(state->peer, "schedstat", "%lld") + find(object_server_pid(&state->server), "schedstat", "%lld");
}

/* In percent; of the client only its helper threads could do anything, as its main one watches. */
static double measure_cpu(void *data, unsigned ms)
{
    struct idle_state *state = data;
    double before = used(state);

    (void)ms;
    usleep(WATCH_US);
    return before >= 0 ? (used(state) - before) / (WATCH_US * 1000.0) * 100 : -1;
}

static void teardown(void *data)
{
    struct idle_state *state = data;

    object_server_remove(&state->server);
    free(state);
}

#define IDLE(id, name_, measure_, title_)                                                         \
    const struct transport id = {                                                                 \
        .name = name_,                                                                            \
        .title = title_,                                                                          \
        .setup = setup,                                                                           \
        .serve = serve,                                                                           \
        .connect = connect_first,                                                                 \
        .measure = measure_,                                                                      \
        .teardown = teardown,                                                                     \
    };

IDLE(idle_memory, "idle-memory", measure_memory, "one connection, both sides")
IDLE(idle_cpu, "idle-cpu", measure_cpu, "port server, object server")
