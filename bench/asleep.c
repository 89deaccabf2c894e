/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two CPUs and nobody spins: what a round trip is when both peers have to be woken for it, each
 * time. libntdll reads NTPORT_SPIN when it is loaded; so this part of a run is done by a second
 * ntbench, which has it in its environment from the start and finds the run in shared memory.
 */
#include "bench/pair.h"
#include "bench/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static struct run *map_run(int fd)
{
    void *memory = mmap(NULL, sizeof(struct run), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

static void __attribute__((noreturn)) exec_self(int fd, const char *cpus, pid_t parent)
{
    char fd_option[32], cpus_option[64];

    prctl(PR_SET_PDEATHSIG, SIGTERM); /* it has processes of its own to take down */
    if (getppid() != parent)
        _exit(1);
    setenv("NTPORT_SPIN", "0", 1);
    snprintf(fd_option, sizeof(fd_option), "--asleep-run=%d", fd);
    snprintf(cpus_option, sizeof(cpus_option), "--cpus=%s", cpus ? cpus : "");
    execl("/proc/self/exe", "ntbench", fd_option, cpus ? cpus_option : NULL, (char *)NULL);
    perror("/proc/self/exe");
    _exit(1);
}

/* Its watchdogs are its own; ours only passes on that we are to end. */
static bool await_child(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return false;
        if (pair_interrupted())
            kill(pid, SIGTERM);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void run_asleep(struct run *run, const char *cpus)
{
    int fd = memfd_create("ntbench-run", 0);
    struct run *shared = NULL;
    pid_t parent = getpid(), pid = -1;

    if (fd >= 0 && ftruncate(fd, sizeof(*run)) == 0)
        shared = map_run(fd);
    if (shared) {
        *shared = *run;
        pid = fork();
    }
    if (pid == 0)
        exec_self(fd, cpus, parent);
    if (pid < 0)
        perror("ntbench: the run without spinning");
    if (pid < 0 || !await_child(pid))
        run->failed = true;
    else
        *run = *shared;
    if (shared)
        munmap(shared, sizeof(*shared));
    if (fd >= 0)
        close(fd);
}

int run_asleep_main(int fd)
{
    struct run *run = map_run(fd);

    if (!run) {
        perror("ntbench: the run to continue");
        return EXIT_FAILURE;
    }
    run_placement(run, ASLEEP);
    return pair_interrupted() ? EXIT_FAILURE : EXIT_SUCCESS;
}
