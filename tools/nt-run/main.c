/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nt-run: runs a ported program, or a Windows one under Wine, with the right server and the right libraries.
 */
#include "config.h"
#include "tools/nt-run/nt-run.h"

#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *argp_program_version = "nt-run (ntport) " PACKAGE_VERSION;

struct arguments {
    const char *server, *trace;
    bool private, traced, doctor;
    char **program;                     /* with its arguments */
};

void fail(int status, const char *format, ...)
{
    va_list args;

    fputs("nt-run: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(status);
}

/* ---- what the program finds in its environment ------------------------------------------------ */

static void preload(const char *library)
{
    const char *before = getenv("LD_PRELOAD");
    char *both;

    if (asprintf(&both, "%s%s%s", library, before && *before ? ":" : "", before ? before : "") < 0)
        fail(EXIT_OURS, "no memory");
    setenv("LD_PRELOAD", both, 1);
    free(both);
}

static void preload_ours(const char *name, const char *what_for)
{
    char path[PATH_MAX];

    if (!find_library(name, path))
        fail(EXIT_OURS, "%s, %s, is not at %s; install ntport ('make install'), or name its folder in "
             "NTPORT_LIBRARIES", name, what_for, path);
    preload(path);
}

static void debug(const char *channels)
{
    const char *before = getenv("NTDEBUG");
    char *both;

    if (asprintf(&both, "%s%s%s", before ? before : "", before && *before ? "," : "", channels) < 0)
        fail(EXIT_OURS, "no memory");
    setenv("NTDEBUG", both, 1);
    free(both);
}

/* Of a Windows program nothing goes through what is preloaded: there are what the library itself says, and Wine's traces. */
static void trace_windows(void)
{
    fputs("nt-run: of a Windows program the library's own traces are shown; WINEDEBUG=+relay shows each call\n", stderr);
    debug("trace+lpc,trace+alpc");
}

/* --trace[=CALLS] */
static void trace(const char *calls)
{
    debug("trace+relay");
    if (calls)
        setenv("NTDEBUG_RELAY", calls, 1);
    preload_ours("libntport-relay.so", "which prints the calls");
}

static void choose_server(const char *server)
{
    char *absolute = NULL, *directory;

    if (!*server)
        fail(EXIT_OURS, "--server needs the path of a server's socket, or 'system'");
    if (*server == '/' || !strcmp(server, "system")) {
        setenv("NTPORT_SERVER", server, 1);
        return;
    }
    directory = getcwd(NULL, 0);        /* the server's own is another one */
    if (!directory || asprintf(&absolute, "%s/%s", directory, server) < 0)
        fail(EXIT_OURS, "the current folder: %s", strerror(errno));
    setenv("NTPORT_SERVER", absolute, 1);
    free(directory);
    free(absolute);
}

static void find_own_server(void)
{
    char path[PATH_MAX];

    if (find_server(path))
        setenv("NTPORT_SERVER_BINARY", path, 1);
    else
        fail(EXIT_OURS, "the object server is not at %s; install ntport ('make install'), or name it in "
             "NTPORT_SERVER_BINARY", path);
}

/* ---- what is executed ------------------------------------------------------------------------ */

/* Wine is given the program as its first argument. */
static char **under_wine(char **program, const char *path)
{
    static char wine[PATH_MAX];
    size_t n = 0;
    char **arguments;

    if (!find_wine(wine))
        fail(EXIT_OURS, "%s is a Windows program and there is no Wine; install it (Debian: apt-get install wine64), or name "
             "it in WINE", path);
    while (program[n])
        n++;
    arguments = calloc(n + 2, sizeof *arguments);
    if (!arguments)
        fail(EXIT_OURS, "no memory");
    arguments[0] = wine;
    memcpy(arguments + 1, program, n * sizeof *arguments);
    arguments[1] = strdup(path);
    return arguments;
}

static char **prepare(const struct arguments *a, char path[PATH_MAX])
{
    char **program = a->program;

    if (!find_program(program[0], path))
        fail(EXIT_NOT_FOUND, "%s: there is no such program%s", program[0],
             strchr(program[0], '/') ? "" : " in PATH; write ./NAME for one in this folder");
    switch (program_kind(path)) {
    case PROGRAM_UNREADABLE:
        fail(EXIT_NOT_RUNNABLE, "%s cannot be read, or is no program", path);
    case PROGRAM_WINDOWS_32:
        fail(EXIT_NOT_RUNNABLE, "%s is a Windows program for another machine than x86-64 (32 bits?); only 64-bit programs "
             "can use ports under Wine", path);
    case PROGRAM_STATIC:
        fprintf(stderr, "nt-run: %s is linked statically: it keeps what it was linked with, and is not traced\n", path);
        break;
    case PROGRAM_WINDOWS:
        program = under_wine(program, path);
        preload_ours("libntport-wine.so", "which brings ports into Wine");
        break;
    case PROGRAM_NATIVE:
        preload_ours("libntdll.so", "which ported programs use");
        break;
    }
    if (a->traced && program != a->program)
        trace_windows();
    else if (a->traced)
        trace(a->trace);
    return program;
}

static void execute(char **program)
{
    execvp(program[0], program);
    fail(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUNNABLE, "%s cannot be executed: %s", program[0], strerror(errno));
}

static pid_t child;

static void pass_signal(int number)
{
    kill(child, number);
}

/* What the terminal sends, the program gets by itself; the rest is passed on. */
static void handle_signals(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, pass = {.sa_handler = pass_signal};

    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGQUIT, &ignore, NULL);
    sigaction(SIGTERM, &pass, NULL);
    sigaction(SIGHUP, &pass, NULL);
}

/* Stays, to end the server afterwards; the exit status is the program's, as shells have it. */
static int run_and_wait(char **program)
{
    int status = 0;

    child = fork();
    if (child < 0)
        fail(EXIT_OURS, "no process can be made: %s", strerror(errno));
    if (child == 0)
        execute(program);
    handle_signals();
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    private_end();
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- the command line ------------------------------------------------------------------------ */

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct arguments *a = state->input;

    switch (key) {
    case 'p':
        a->private = true;
        return 0;
    case 's':
        a->server = text;
        return 0;
    case 't':
        a->traced = true;
        a->trace = text;
        return 0;
    case 'd':
        a->doctor = true;
        return 0;
    case ARGP_KEY_ARG:
        a->program = state->argv + state->next - 1;
        state->next = state->argc;      /* the rest is the program's */
        return 0;
    case ARGP_KEY_END:
        if (a->doctor && a->program)
            argp_error(state, "--doctor runs no program");
        if (a->private && a->server)
            argp_error(state, "--private and --server exclude each other");
        if (!a->doctor && !a->program)
            argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"private", 'p', NULL, 0, "with an object server of its own, which is gone afterwards", 0},
    {"server", 's', "PATH", 0, "with the object server whose socket that is; 'system': the machine's", 0},
    {"trace", 't', "CALLS", OPTION_ARG_OPTIONAL,
     "print each native call on standard error: its arguments, its status, what it gave back. CALLS: patterns as of file "
     "names, with commas: 'NtAlpc*,NtClose'", 0},
    {"doctor", 'd', NULL, 0, "say what is missing on this machine, and what to do about it", 0},
    {0},
};

static const struct argp parser = {
    .options = options,
    .parser = parse_option,
    .args_doc = "PROGRAM [ARGUMENT...]\n--doctor",
    .doc = "Runs a program that was ported to ntport, or a 64-bit Windows program under Wine, whose calls of ports then work."
           "\vThe exit status is the program's; 125 when nt-run itself failed, 126 when the program cannot be run, 127 when "
           "it is not there.",
};

int main(int argc, char **argv)
{
    struct arguments a = {0};
    char path[PATH_MAX], **program;

    argp_err_exit_status = EXIT_OURS;
    argp_parse(&parser, argc, argv, ARGP_IN_ORDER, NULL, &a);
    if (a.server)
        choose_server(a.server);
    if (a.doctor)
        return doctor();
    find_own_server();
    program = prepare(&a, path);
    if (!a.private)
        execute(program);
    private_begin();
    return run_and_wait(program);
}
