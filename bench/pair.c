/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starting, commanding and ending the processes of a pair; see pair.h. */
#include "bench/pair.h"

#include "bench/client.h"
#include "bench/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The first calls after a pause run in the sleeping state, whatever comes later. */
#define WARM_UP_CALLS 300

static volatile sig_atomic_t interrupted;

void pair_interrupt(void)
{
    interrupted = 1;
}

bool pair_interrupted(void)
{
    return interrupted;
}

static bool run_role(struct pair *pair, enum role role)
{
    const struct transport *transport = pair->transport;

    switch (role) {
    case CLIENT_ROLE:
        client_run(pair);
        return true;
    case SERVER_ROLE:
        return transport->serve(pair->state);
    case RELAY_ROLE:
        return transport->relay(pair->state);
    default:
        return false;
    }
}

static void __attribute__((noreturn)) child_main(struct pair *pair, enum role role, pid_t parent)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it died before we asked to be told */
        _exit(1);
    close(pair->control[0]);
    if (!placement_enter(pair->placement, role))
        _exit(1);
    pair->memory->countable[role] = syscall_counter_attach(&pair->memory->syscalls[role]);
    _exit(run_role(pair, role) ? 0 : 1);
}

static bool pair_fork(struct pair *pair, enum role role)
{
    pid_t parent = getpid();

    pair->pids[role] = fork();
    if (pair->pids[role] == 0)
        child_main(pair, role, parent);
    if (pair->pids[role] > 0)
        return true;
    perror("fork");
    pair->pids[role] = 0;
    return false;
}

bool pair_start(struct pair *pair, const struct transport *transport,
                const struct placement *placement, size_t size)
{
    const struct order connect = {.kind = ORDER_CONNECT, .slice_ms = CONNECT_MS};

    *pair = (struct pair){
        .transport = transport,
        .placement = placement,
        .control = {-1, -1},
    };
    pair->failed = true; /* until all is there */
    pair->memory = mmap(NULL, sizeof(*pair->memory), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pair->memory == MAP_FAILED) {
        pair->memory = NULL;
        perror("mmap");
        return false;
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair->control) < 0) {
        perror("socketpair");
        return false;
    }
    pair->state = transport->setup(size);
    if (!pair->state || !pair_fork(pair, SERVER_ROLE) ||
        (transport->relay && !pair_fork(pair, RELAY_ROLE)) || !pair_fork(pair, CLIENT_ROLE))
        return false;
    close(pair->control[1]);
    pair->control[1] = -1;
    pair->failed = false;
    return pair_order(pair, &connect);
}

/* Waits for the client's word; false when none came in time, or the client is gone. */
static bool await_answer(const struct pair *pair, int timeout_ms, bool *answer)
{
    uint64_t end = clock_ns() + (uint64_t)timeout_ms * 1000000;
    struct pollfd ready = {.fd = pair->control[0], .events = POLLIN};

    while (!interrupted) {
        int64_t left = (int64_t)(end - clock_ns()) / 1000000;
        int n = poll(&ready, 1, left > 0 ? (int)left : 0);

        if (n > 0)
            return recv(pair->control[0], answer, sizeof(*answer), 0) == sizeof(*answer);
        if (n == 0 || errno != EINTR)
            break;
    }
    return false;
}

bool pair_order(struct pair *pair, const struct order *order)
{
    bool done = false;

    if (pair->failed || interrupted)
        return false;
    if (send(pair->control[0], order, sizeof(*order), MSG_NOSIGNAL) != sizeof(*order) ||
        !await_answer(pair, (int)order->slice_ms + WATCHDOG_MS, &done)) {
        if (!interrupted)
            fprintf(stderr, "%s, %s: the client does not answer\n", pair->transport->name,
                    pair->placement->title);
        done = false;
    }
    pair->failed = !done;
    return done;
}

void pair_do_slice(struct pair *pair, struct series *series, unsigned slice_ms)
{
    const struct order order = {
        .kind = ORDER_SLICE, .warm_up = WARM_UP_CALLS, .slice_ms = slice_ms};

    if (pair_order(pair, &order))
        series_add(series, pair->memory->samples, pair->memory->n_samples,
                   pair->memory->ns_per_tick);
    else
        series_add_failed(series);
}

/* Killed, not asked: a pair that has failed may not be able to listen. */
static void kill_role(struct pair *pair, enum role role)
{
    if (!pair->pids[role])
        return;
    kill(pair->pids[role], SIGKILL);
    while (waitpid(pair->pids[role], NULL, 0) < 0 && errno == EINTR)
        ;
    pair->pids[role] = 0;
}

void pair_end(struct pair *pair)
{
    /* The client first: nobody else complains when the other end goes. */
    for (int role = 0; role < N_ROLES; role++)
        kill_role(pair, role);
    for (int i = 0; i < 2; i++)
        if (pair->control[i] >= 0)
            close(pair->control[i]);
    if (pair->state)
        pair->transport->teardown(pair->state);
    if (pair->memory)
        munmap(pair->memory, sizeof(*pair->memory));
    *pair = (struct pair){.control = {-1, -1}, .failed = true};
}
