/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests need from Linux itself. Nothing here goes through libntdll, so that a helper can
 * be spoken to, killed and counted whatever the library does.
 */
#include "winetests/platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

bool pipe_create(pipe_end *reader, pipe_end *writer)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC))
        return false;
    *reader = ends[0];
    *writer = ends[1];
    return true;
}

void pipe_close(pipe_end end)
{
    if (end != PIPE_CLOSED)
        close((int)end);
}

void pipe_keep(pipe_end end)
{
    fcntl((int)end, F_SETFD, FD_CLOEXEC);
}

bool pipe_write(pipe_end writer, const void *block, size_t size)
{
    const char *place = block;
    ssize_t n;

    while (size) {
        n = write((int)writer, place, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        place += n;
        size -= n;
    }
    return true;
}

enum pipe_result pipe_read(pipe_end reader, void *block, size_t size, int ms)
{
    struct pollfd look = { .fd = (int)reader, .events = POLLIN };
    char *place = block;
    ssize_t n;
    int ready;

    do
        ready = poll(&look, 1, ms);
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return PIPE_TIMEOUT;
    while (size) {
        n = read((int)reader, place, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return PIPE_END;
        place += n;
        size -= n;
    }
    return PIPE_DONE;
}

/* The helpers that live, for the watchdog, which cannot allocate or lock. */
#define MAX_PROCESSES 256
static pid_t alive[MAX_PROCESSES];

struct process {
    pid_t pid;
};

static void alive_change(pid_t from, pid_t to)
{
    size_t i;

    for (i = 0; i < MAX_PROCESSES; i++) {
        if (__atomic_compare_exchange_n(&alive[i], &(pid_t){ from }, to, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST))
            return;
    }
}

struct process *process_start(const pipe_end *ends, unsigned int n_ends)
{
    struct process *process = calloc(1, sizeof(*process));
    char **args = calloc(n_ends + 3, sizeof(*args));
    posix_spawn_file_actions_t actions;
    unsigned int i;
    int error;

    args[0] = "ntdll_test";
    args[1] = "--actor";
    posix_spawn_file_actions_init(&actions);
    for (i = 0; i < n_ends; i++) {
        if (asprintf(&args[i + 2], "%d", (int)ends[i]) < 0)
            abort();
        /* onto itself: takes the close-on-exec mark away in the new process only */
        posix_spawn_file_actions_adddup2(&actions, (int)ends[i], (int)ends[i]);
    }
    error = posix_spawn(&process->pid, "/proc/self/exe", &actions, NULL, args, environ);
    posix_spawn_file_actions_destroy(&actions);
    for (i = 0; i < n_ends; i++)
        free(args[i + 2]);
    free(args);
    if (error) {
        printf("cannot start a helper process: %s\n", strerror(error));
        free(process);
        return NULL;
    }
    alive_change(0, process->pid);
    return process;
}

uint32_t process_id(const struct process *process)
{
    return process->pid;
}

int process_wait(struct process *process)
{
    const struct timespec pause = { .tv_nsec = 1000000 };
    int status = 0, tries, result = -1;
    pid_t ended = 0;

    for (tries = 0; tries < 20000 && ended == 0; tries++) {
        ended = waitpid(process->pid, &status, WNOHANG);
        if (ended == 0)
            nanosleep(&pause, NULL);
    }
    if (ended == 0) {
        kill(process->pid, SIGKILL);
        waitpid(process->pid, &status, 0);
    } else if (WIFEXITED(status)) {
        result = WEXITSTATUS(status);
    }
    alive_change(process->pid, 0);
    free(process);
    return result;
}

void process_kill(struct process *process)
{
    kill(process->pid, SIGKILL);
}

static char watchdog_text[160];

static void watchdog_bites(int signal)
{
    size_t i;

    (void)signal;
    if (write(STDOUT_FILENO, watchdog_text, strlen(watchdog_text)) < 0)
        _exit(4);
    for (i = 0; i < MAX_PROCESSES; i++)
        if (alive[i] > 0)
            kill(alive[i], SIGKILL);
    _exit(4);
}

void linux_ids(uintptr_t *process, uintptr_t *thread)
{
    *process = (uintptr_t)getpid();
    *thread = (uintptr_t)gettid();
}

void watchdog_start(unsigned int seconds, const char *what)
{
    struct sigaction action = { .sa_handler = watchdog_bites };

    snprintf(watchdog_text, sizeof(watchdog_text), "%s: Test failed: not over after %u seconds\n",
             what, seconds);
    sigaction(SIGALRM, &action, NULL);
    alarm(seconds);
}

struct holdings holdings_count(void)
{
    struct holdings holdings = { 0 };
    struct dirent *entry;
    char line[512];
    DIR *directory;
    FILE *maps;

    directory = opendir("/proc/self/fd");
    while (directory && (entry = readdir(directory)))
        if (entry->d_name[0] != '.')
            holdings.descriptors++;
    if (directory)
        closedir(directory);
    maps = fopen("/proc/self/maps", "re");
    while (maps && fgets(line, sizeof(line), maps))
        if (strstr(line, "/memfd:"))
            holdings.mappings++;
    if (maps)
        fclose(maps);
    return holdings;
}
