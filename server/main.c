/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntserver: options as wineserver's where they apply. The first process returns when the server listens, or
 * says why not; the server itself is its own session's.
 */
#include "common/protocol.h"
#include "common/socket_path.h"
#include "server/intake.h"
#include "server/listen.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/namespace.h"
#include "server/sandbox.h"
#include "server/session.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IDLE_SECONDS 3
#define KILL_PATIENCE_MS 5000

const char *argp_program_version = "ntserver (ntport) 0.1.0";

enum action { SERVE, KILL, WAIT };

struct arguments {
    enum action action;
    bool foreground, debug, system;
    int idle_seconds;
};

static const struct argp_option options[] = {
    {"foreground", 'f', NULL, 0, "stay in the foreground, log to standard error", 0},
    {"kill", 'k', NULL, 0, "end the server that runs for this user, and wait until it has ended", 0},
    {"persistent", 'p', "SECONDS", OPTION_ARG_OPTIONAL,
     "stay that long after the last process has left; for ever without a number", 0},
    {"wait", 'w', NULL, 0, "wait until the server that runs for this user has ended", 0},
    {"debug", 'd', NULL, 0, "say more", 0},
    {"system", 's', NULL, 0, "serve all users of the machine (not there yet)", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *a = state->input;
    char *end;
    long seconds;

    switch (key) {
    case 'f':
        a->foreground = true;
        return 0;
    case 'k':
        a->action = KILL;
        return 0;
    case 'w':
        a->action = WAIT;
        return 0;
    case 'd':
        a->debug = true;
        return 0;
    case 's':
        a->system = true;
        return 0;
    case 'p':
        a->idle_seconds = -1;
        if (!arg)
            return 0;
        seconds = strtol(arg, &end, 10);
        if (*end || end == arg || seconds < 0 || seconds > 1000000)
            argp_error(state, "'%s' is not a number of seconds", arg);
        a->idle_seconds = (int)seconds;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options, .parser = parse_option,
    .doc = "The object server of ntport: namespace, handles, ports. The library starts it by itself; it "
           "leaves when nobody needs it.\vThe socket is $NTPORT_SERVER, else "
           "$XDG_RUNTIME_DIR/ntport/server, else /tmp/ntport-UID/server.",
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "ntserver: %s: %s\n", what, why);
    return 1;
}

/* -k and -w. */

static bool wait_for_end(int pidfd, int timeout_ms)
{
    struct pollfd end = {.fd = pidfd, .events = POLLIN};

    return poll(&end, 1, timeout_ms) > 0;
}

static bool send_packet(int fd, enum wire_op op, void (*encode)(struct writer *, const void *), const void *m)
{
    uint8_t packet[256], answer[4096];
    struct wire_header header = {.op = op};
    struct writer w = {packet + sizeof header, packet + sizeof packet, false};

    encode(&w, m);
    memcpy(packet, &header, sizeof header);
    return send(fd, packet, (size_t)(w.at - packet), MSG_NOSIGNAL) > 0 &&
           recv(fd, answer, sizeof answer, 0) >= (ssize_t)sizeof header;
}

static void encode_hello(struct writer *w, const void *m)
{
    encode_hello_request(w, m);
}

static void encode_stop(struct writer *w, const void *m)
{
    encode_stop_server_request(w, m);
}

static int end_server(const char *path, bool kill_it)
{
    struct hello_request hello = {PROTOCOL_VERSION, (uint32_t)getpid()};
    struct stop_server_request stop;
    struct ucred peer;
    socklen_t size = sizeof peer;
    int fd = listen_connect(path), pidfd;

    if (fd < 0)                         /* as wineserver: nothing to end is an error for -k only */
        return kill_it ? 1 : 0;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
        return fail(path, "cannot tell who listens");
    pidfd = (int)syscall(SYS_pidfd_open, peer.pid, 0);
    if (pidfd < 0)
        return 0;                       /* it has just ended */
    if (kill_it) {
        if (send_packet(fd, OP_hello, encode_hello, &hello))
            send_packet(fd, OP_stop_server, encode_stop, &stop);
        close(fd);
        if (!wait_for_end(pidfd, KILL_PATIENCE_MS))
            syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    } else {
        close(fd);                      /* waiting does not keep it */
    }
    wait_for_end(pidfd, -1);
    close(pidfd);
    return 0;
}

/* Serving. */

static void on_terminate(int signal)
{
    (void)signal;
    loop_stop();
}

static int serve(const char *path, const struct listening *l, const struct arguments *a)
{
    struct loop_options loop = {a->idle_seconds};
    const char *why;
    int rc = loop_init(l->listener);

    if (rc)
        return fail(path, strerror(rc));
    if (!NT_SUCCESS(session_init()) || !NT_SUCCESS(namespace_init()))
        return fail(path, "no memory");
    if (!sandbox_enter(&why))
        return fail("seccomp", why);
    do
        loop_run(&loop);
    while (!listen_end(l, path, loop_was_stopped()));
    log_info("ends");
    return 0;
}

/* The server's process, from the first process's point of view: it says one byte when it listens. */
static int become_server(const char *path, const struct arguments *a, int ready)
{
    struct listening l;
    const char *why;
    struct sigaction terminate = {.sa_handler = on_terminate};
    char *own_path = strdup(path);
    int rc;

    if (ready >= 0)
        dup2(ready, 3);                 /* survives what closes the rest */
    sandbox_prepare(ready >= 0 ? 3 : -1);
    sigaction(SIGTERM, &terminate, NULL);
    sigaction(SIGINT, &terminate, NULL);
    switch (listen_begin(&l, own_path, &why)) {
    case ANOTHER_LISTENS:
        if (a->debug)
            fprintf(stderr, "ntserver: %s: already running\n", own_path);
        rc = 0;
        break;
    case LISTEN_FAILED:
        rc = fail(own_path, why);
        break;
    default:
        if (!intake_start(l.deposit))
            return fail(own_path, "cannot start a thread");
        if (ready >= 0) {
            int null = open("/dev/null", O_RDWR | O_CLOEXEC);

            if (write(3, "", 1) < 0)
                return 1;
            close(3);
            dup2(null, 0);
            dup2(null, 1);
            if (!a->debug)
                dup2(null, 2);
            close(null);
        }
        rc = serve(own_path, &l, a);
        free(own_path);
        return rc;
    }
    if (ready >= 0 && rc == 0 && write(3, "", 1) < 0)
        rc = 1;
    free(own_path);
    return rc;
}

/* Twice forked, so that nobody inherits it and nobody must wait for it. */
static int daemonize(const char *path, const struct arguments *a)
{
    int ready[2];
    char byte;
    pid_t child;

    if (pipe2(ready, O_CLOEXEC))
        return fail("pipe", strerror(errno));
    child = fork();
    if (child < 0)
        return fail("fork", strerror(errno));
    if (!child) {
        close(ready[0]);
        setsid();
        if (fork())
            _exit(0);
        _exit(become_server(path, a, ready[1]));
    }
    close(ready[1]);
    return read(ready[0], &byte, 1) == 1 ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct arguments a = {.idle_seconds = IDLE_SECONDS};
    char path[SOCKET_PATH_SIZE];
    const char *why;

    argp_parse(&argp, argc, argv, 0, NULL, &a);
    if (a.system)
        return fail("--system", "the machine-wide server is not there yet; start it without, one for each user");
    if (!socket_path(path, &why))
        return fail("cannot tell where the socket is", why);
    if (a.action != SERVE)
        return end_server(path, a.action == KILL);
    if (a.debug)
        log_verbose();
    if (path[0] != '/') {               /* the server lives in /, its socket here */
        char absolute[SOCKET_PATH_SIZE], cwd[SOCKET_PATH_SIZE];

        if (!getcwd(cwd, sizeof cwd) ||
            (size_t)snprintf(absolute, sizeof absolute, "%s/%s", cwd, path) >=
                sizeof absolute - sizeof DEPOSIT_SUFFIX)
            return fail(path, "the path is too long");
        strcpy(path, absolute);
    }
    if (!socket_directory_make(path, &why) || !socket_directory_safe(path, &why))
        return fail(path, why);
    return a.foreground ? become_server(path, &a, -1) : daemonize(path, &a);
}
