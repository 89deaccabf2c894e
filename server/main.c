/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntserver: options as wineserver's where they apply. The first process returns when the server listens, or
 * says why not; the server itself is its own session's.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#else
#define PACKAGE_VERSION "unknown"
#endif

#include "common/socket_path.h"
#include "server/account.h"
#include "server/intake.h"
#include "server/listen.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/namespace.h"
#include "server/objects/completion.h"
#include "server/sandbox.h"
#include "server/session.h"
#include "server/stop.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define IDLE_SECONDS 3
#define UNSET        INT_MIN
#define SYSTEM_USER  "ntport"           /* whom root's --system becomes, if there is one */
#define INITIAL_USER_NAMESPACE 0xeffffffdu      /* its inode: the kernel's PROC_USER_INIT_INO */
#define KEPT_FD      3

const char *argp_program_version = "ntserver (ntport) " PACKAGE_VERSION;

enum action { SERVE, KILL, WAIT };

struct arguments {
    enum action action;
    bool foreground, debug, system, old_kernel;
    int idle_seconds;
};

static const struct argp_option options[] = {
    {"foreground", 'f', NULL, 0, "stay in the foreground, log to standard error", 0},
    {"kill", 'k', NULL, 0, "end the server that runs for this user, and wait until it has ended", 0},
    {"persistent", 'p', "SECONDS", OPTION_ARG_OPTIONAL,
     "stay that long after the last process has left; for ever without a number", 0},
    {"wait", 'w', NULL, 0, "wait until the server that runs for this user has ended", 0},
    {"debug", 'd', NULL, 0, "say more", 0},
    {"system", 's', NULL, 0, "serve all users of the machine", 0},
    {"old-kernel", 'o', NULL, 0, "with --system: also where a client can make the server wait (before Linux 6.16)", 0},
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
    case 'o':
        a->old_kernel = true;
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
           "$XDG_RUNTIME_DIR/ntport/server, else /tmp/ntport-UID/server; with --system, $NTPORT_SERVER, else "
           SOCKET_PATH_SYSTEM ".",
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "ntserver: %s: %s\n", what, why);
    return 1;
}

/* Serving. */

static void on_terminate(int signal)
{
    (void)signal;
    loop_stop();
}

/* To whoever started us: an empty text when we serve, else why not. */
static int report(int ready, const char *path, const char *why)
{
    char text[512] = "";

    if (ready < 0)
        return why ? fail(path, why) : 0;
    if (why)
        snprintf(text, sizeof text, "%s: %s", path, why);
    if (write(ready, text, strlen(text) + 1) < 0)
        log_info("whoever has started the server is gone");
    close(ready);
    return why ? 1 : 0;
}

static const char *prepare(const struct listening *l, const struct arguments *a)
{
    int error = loop_init(l->listener, a->system);

    if (error)
        return strerror(error);
    if (a->system)
        account_set_limits(&account_limits_system);
    if (a->system && !a->old_kernel && !listen_can_refuse_descriptors(l))
        return "this kernel (before 6.16) lets clients send descriptors that make the server wait; --old-kernel "
               "serves all the same";
    if (!sandbox_drop_privileges(a->system ? SYSTEM_USER : NULL))
        return "cannot become the user " SYSTEM_USER;
    completion_init();
    if (!NT_SUCCESS(namespace_init()))
        return "no memory";
    return NULL;
}

/* From here on nothing is opened. The other thread begins behind that: Landlock holds for a thread and for those it
 * starts, and the system-call filter for all there are. */
static const char *confine(const struct listening *l, bool for_everybody)
{
    const char *why = NULL;

    sandbox_deny_files();
    if (!intake_start(l->deposit, for_everybody))
        return "cannot start a thread";
    return sandbox_enter(&why) ? NULL : why;
}

static void leave_terminal(bool keep_log)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    dup2(null, 0);
    dup2(null, 1);
    if (!keep_log)
        dup2(null, 2);
    close(null);
}

static int serve(const struct listening *l, const char *path, const struct arguments *a, int ready)
{
    struct loop_options loop = {a->idle_seconds};
    const char *why = prepare(l, a);

    if (!why && ready >= 0)
        leave_terminal(a->debug);
    log_open();
    if (!why)
        why = confine(l, a->system);
    if (why) {
        listen_end(l, path, true);
        return report(ready, path, why);
    }
    report(ready, path, NULL);
    do
        loop_run(&loop);
    while (!listen_end(l, path, loop_was_stopped()));
    log_info("ends");
    return 0;
}

/* The server's process. ready: where its starter waits for news, or -1. */
static int become_server(const char *path, const struct arguments *a, int ready)
{
    struct sigaction terminate = {.sa_handler = on_terminate};
    struct listening l = {-1, -1, -1};
    const char *why = NULL;
    bool adopted = a->system && ready < 0 && listen_adopt(&l, &why);

    if (why)
        return report(ready, path, why);
    if (ready >= 0 && dup2(ready, KEPT_FD) >= 0)        /* survives what closes the rest */
        ready = KEPT_FD;
    sandbox_prepare(adopted ? ADOPTED_FD + N_ADOPTED - 1 : ready >= 0 ? ready : 2);
    sigaction(SIGTERM, &terminate, NULL);
    sigaction(SIGINT, &terminate, NULL);
    if (adopted)
        return serve(&l, path, a, ready);
    switch (listen_begin(&l, path, a->system, &why)) {
    case ANOTHER_LISTENS:
        if (a->debug)
            fprintf(stderr, "ntserver: %s: already running\n", path);
        return report(ready, path, NULL);
    case LISTEN_FAILED:
        return report(ready, path, why);
    default:
        return serve(&l, path, a, ready);
    }
}

/* What the server reports; an exit status. */
static int hear(int ready)
{
    char text[512];
    size_t n = 0;
    ssize_t got;

    do {
        got = read(ready, text + n, sizeof text - n);
        n += got > 0 ? (size_t)got : 0;
    } while ((got > 0 && text[n - 1]) || (got < 0 && errno == EINTR));
    if (n == 1)
        return 0;
    return fail("not started", n ? text : "the server has ended at once");
}

/* Twice forked, so that nobody inherits it and nobody must wait for it. */
static int daemonize(const char *path, const struct arguments *a)
{
    int ready[2], rc;
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
    rc = hear(ready[0]);
    waitpid(child, NULL, 0);
    return rc;
}

static bool in_initial_user_namespace(void)
{
    struct stat st;

    return stat("/proc/self/ns/user", &st) == 0 && st.st_ino == INITIAL_USER_NAMESPACE;
}

/* Whoever starts us may have closed these, and then our own files would get their numbers. */
static void open_standard_files(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= 2);
    close(fd);
}

int main(int argc, char **argv)
{
    struct arguments a = {.idle_seconds = UNSET};
    char path[SOCKET_PATH_SIZE];
    const char *why;

    open_standard_files();
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    if (a.system && !in_initial_user_namespace())
        return fail("--system", "only in the machine's first user namespace, where each uid is somebody else (R27)");
    if (a.idle_seconds == UNSET)
        a.idle_seconds = a.system ? -1 : IDLE_SECONDS;
    if (a.system && !getenv("NTPORT_SERVER"))
        setenv("NTPORT_SERVER", "system", 1);
    if (!socket_path(path, &why))
        return fail("cannot tell where the socket is", why);
    if (a.action != SERVE)
        return stop_server(path, a.action == KILL);
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
    if (!socket_directory_make(path, a.system, &why) || !socket_directory_safe(path, &why))
        return fail(path, why);
    return a.foreground ? become_server(path, &a, -1) : daemonize(path, &a);
}
