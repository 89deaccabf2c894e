/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections that have nothing to say: what memory they take, and what time of a CPU. */
#include "bench/nt_port.h"
#include "bench/object_server.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PORT_NAME L"\\RPC Control\\ntbench-idle"
#define N_MORE    100
#define WATCH_MS  1000 /* at least */

struct idle_state {
    struct object_server server;
    HANDLE port;
    pid_t peer, authority; /* the port's server; the object server */
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
    state->authority = object_server_pid(&state->server);
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
    return find(getpid(), "smaps_rollup", "Pss: %lld") + find(state->peer, "smaps_rollup", "Pss: %lld") +
           find(state->authority, "statm", "%*d %lld") * 4;
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

/* Nanoseconds that all threads of a process have had; the file of a process is its first thread's. */
static double used_by(pid_t pid)
{
    char path[64];
    double ns = 0;
    struct dirent *entry;
    DIR *threads;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    threads = opendir(path);
    while (threads && (entry = readdir(threads)))
        if (entry->d_name[0] != '.')
            ns += find((pid_t)atoi(entry->d_name), "schedstat", "%lld");
    if (threads)
        closedir(threads);
    return threads ? ns : -1;
}

static double used(const struct idle_state *state)
{
    return used_by(state->peer) + used_by(state->authority);
}

static unsigned watch(unsigned ms)
{
    ms = ms > WATCH_MS ? ms : WATCH_MS;
    usleep(ms * 1000);
    return ms;
}

static double percent(double ns, unsigned ms)
{
    return ns / (ms * 1e6) * 100;
}

static double measure_servers(void *data, unsigned ms)
{
    struct idle_state *state = data;
    double before = used(state);

    ms = watch(ms);
    return before > 0 ? percent(used(state) - before, ms) : -1;
}

/* By its own clock, of all its threads, so that only the sleep itself is in it. */
static double own_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double measure_client(void *data, unsigned ms)
{
    double before = own_ns();

    (void)data;
    ms = watch(ms);
    return percent(own_ns() - before, ms);
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
IDLE(idle_servers, "idle-servers", measure_servers, "port server, object server")
IDLE(idle_client, "idle-client", measure_client, "client")
