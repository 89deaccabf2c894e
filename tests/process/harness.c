/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Running cases: a process each, a watchdog, a directory for the server's socket, and nothing left
 * behind. The process of a case is a subreaper, so whatever loses its parent becomes its child
 * and is counted.
 */
#include "tests/process/harness.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char directory[64], socket_path[96], log_path[96];

int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void pause_ms(unsigned ms)
{
    poll(NULL, 0, (int)ms);
}

const char *built(const char *path)
{
    static char full[4096];
    const char *top = getenv("top_builddir");

    snprintf(full, sizeof(full), "%s/%s", top ? top : ".", path);
    return full;
}

const char *server_socket(void)
{
    return socket_path;
}

const char *server_log(void)
{
    return log_path;
}

bool process_lives(pid_t pid)
{
    return kill(pid, 0) == 0;
}

/* ---- the life of a case -------------------------------------------------------------------- */

static void make_directory(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(directory, sizeof(directory), "%s/ntport-test.XXXXXX",
             tmp && strlen(tmp) < 32 ? tmp : "/tmp");
    if (!mkdtemp(directory)) {
        perror(directory);
        exit(99);
    }
    snprintf(socket_path, sizeof(socket_path), "%s/server", directory);
    snprintf(log_path, sizeof(log_path), "%s/log", directory);
    setenv("NTPORT_SERVER", socket_path, 1);
    setenv("NTPORT_SERVER_BINARY", built("server/ntserver"), 1);
}

static void remove_directory(void)
{
    char command[128];

    snprintf(command, sizeof(command), "rm -rf '%s'", directory);
    if (system(command) != 0)
        fprintf(stderr, "cannot remove %s\n", directory);
}

void case_failed(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    printf("# %s:%d: ", file, line);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
    _exit(1);
}

/* Children of this process, orphans among them, that have not ended. */
static int reap(void)
{
    pid_t pid;

    do {
        pid = waitpid(-1, NULL, WNOHANG);
    } while (pid > 0);
    return pid == 0;
}

static void kill_children(void)
{
    char path[64];
    FILE *list;
    int pid;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
    list = fopen(path, "r");
    if (!list)
        return;
    while (fscanf(list, "%d", &pid) == 1)
        kill(pid, SIGKILL);
    fclose(list);
}

/* In the process of the case: runs it, ends its server, and looks at what is left. */
static void live(const struct test_case *test)
{
    int64_t until;

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    signal(SIGPIPE, SIG_IGN);
    test->run(test->about);
    server_stop();
    for (until = now_ms() + 10000; reap(); pause_ms(5))
        require(now_ms() < until, "processes are left behind");
    require(access(socket_path, F_OK) != 0, "%s is left behind", socket_path);
    _exit(0);
}

/* The guardian is between: it is what kills descendants of a case that failed or hangs. */
static int guard(const struct test_case *test)
{
    int64_t until = now_ms() + (test->seconds ? test->seconds : 60) * 1000;
    int status = 0, result = 1;
    pid_t pid;

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid = fork();
    if (pid == 0)
        live(test);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (now_ms() > until) {
            printf("# it hangs: ended by the watchdog\n");
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            break;
        }
        pause_ms(5);
    }
    if (WIFEXITED(status))
        result = WEXITSTATUS(status);
    else if (now_ms() <= until)
        printf("# it died of signal %d\n", WTERMSIG(status));
    while (reap()) {
        kill_children();
        pause_ms(5);
    }
    fflush(stdout);
    return result;
}

static void show_log(void)
{
    char command[300];

    fflush(stdout);
    snprintf(command, sizeof(command), "test ! -s '%s' || tail -n 8 '%s' | sed 's/^/# /'", log_path,
             log_path);
    if (system(command) != 0)
        printf("# cannot show %s\n", log_path);
}

static bool wanted(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return true;
    }
    return argc < 2;
}

int run_cases(int argc, char **argv, const struct test_case *cases, size_t n)
{
    int passed = 0, failed = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < n; i++) {
        int64_t began = now_ms();
        int status = 1;
        pid_t pid;

        if (!wanted(argc, argv, cases[i].name))
            continue;
        make_directory();
        fflush(stdout);
        pid = fork();
        if (pid == 0)
            _exit(guard(&cases[i]));
        waitpid(pid, &status, 0);
        if (status != 0)
            show_log();
        remove_directory();
        status == 0 ? passed++ : failed++;
        printf("%s %s (%d ms)\n", status == 0 ? "ok" : "not ok", cases[i].name,
               (int)(now_ms() - began));
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed ? 1 : 0;
}
