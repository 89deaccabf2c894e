/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting ntserver out of a program that does not know of it, and must not learn of a child it did not make.
 *
 * A child announces its end with the signal it was cloned with, but execve makes that SIGCHLD. So there are two:
 * a helper that never executes anything and ends with no signal at all, for which only waitpid(__WALL) asks;
 * and its child, which becomes the server's first process. What that leaves behind has forked twice
 * more and is nobody's child.
 *
 * Both share our memory, so nothing is copied, and no lock can be in the wrong state; they run on a stack of
 * their own with every signal blocked, since the program's handlers must not run there. The server unblocks them.
 */
#include "ntdll/client/start.h"

#include "ntdll/debug.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

DEBUG_CHANNEL(server);

#define STACK_SIZE          16384
#define KERNEL_SIGSET_SIZE  8

/* Neither sanitizer may touch what runs there: the memory is the parent's, the stack is not. */
#define RUNS_ON_OWN_STACK __attribute__((no_sanitize("address", "thread", "undefined")))

/* What the two say to us, and what they need; all of it made before. */
struct helper {
    const char *binary;
    char stack[2][STACK_SIZE] __attribute__((aligned(16)));
    int error;                              /* why it could not be executed */
    int status;                             /* of the server's first process, as waitpid gives it */
};

RUNS_ON_OWN_STACK static int execute(void *data)
{
    struct helper *helper = data;
    char *const arguments[] = {(char *)"ntserver", NULL};

    execve(helper->binary, arguments, environ);
    helper->error = errno;
    _exit(127);
}

/* Children of who ignores SIGCHLD leave no status; these dispositions are the helper's own copy. */
RUNS_ON_OWN_STACK static int help(void *data)
{
    static const uint64_t standard[4];      /* the kernel's sigaction: SIG_DFL */
    struct helper *helper = data;
    long pid;

    syscall(SYS_rt_sigaction, SIGCHLD, standard, NULL, KERNEL_SIGSET_SIZE);
    pid = clone(execute, helper->stack[1] + STACK_SIZE, CLONE_VM | CLONE_VFORK | SIGCHLD, helper);
    if (pid < 0)
        helper->error = errno;
    else
        syscall(SYS_wait4, pid, &helper->status, 0, NULL);
    _exit(0);
}

/* false: there could be no helper. */
static bool run(struct helper *helper)
{
    const uint64_t all = ~(uint64_t)0;
    uint64_t before;
    pid_t pid;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, KERNEL_SIGSET_SIZE);
    pid = clone(help, helper->stack[0] + STACK_SIZE, CLONE_VM, helper);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, KERNEL_SIGSET_SIZE);
    if (pid < 0)
        return false;
    while (waitpid(pid, NULL, __WALL) < 0 && errno != ECHILD)
        ;
    return true;
}

/* ../bin/ntserver, seen from the library's own file. */
static bool beside_library(char path[PATH_MAX])
{
    char *library, *slash;
    Dl_info info;
    bool found = false;

    if (!dladdr((void *)(uintptr_t)server_start, &info) || !info.dli_fname)
        return false;
    library = realpath(info.dli_fname, NULL);
    slash = library ? strrchr(library, '/') : NULL;
    if (slash) {
        *slash = 0;
        found = (size_t)snprintf(path, PATH_MAX, "%s/../bin/ntserver", library) < PATH_MAX &&
                !access(path, X_OK);
    }
    free(library);
    return found;
}

static const char *find_binary(char path[PATH_MAX])
{
    const char *chosen = secure_getenv("NTPORT_SERVER_BINARY");

    if (chosen && *chosen)
        return chosen;
    if (beside_library(path))
        return path;
    return NTSERVER_PATH;
}

/* How it went, in one line. */
static bool report(const struct helper *helper, bool ran)
{
    if (!ran)
        ERR("cannot start %s: %s", helper->binary, strerror(errno));
    else if (helper->error)
        ERR("cannot start %s: %s (NTPORT_SERVER_BINARY may name another)", helper->binary,
            strerror(helper->error));
    else if (helper->status)
        ERR("%s ended with %#x", helper->binary, helper->status);
    else
        TRACE("%s", helper->binary);
    return ran && !helper->error && !helper->status;
}

bool server_start(void)
{
    struct helper *helper = malloc(sizeof *helper);
    char path[PATH_MAX];
    bool started;

    if (!helper)
        return false;
    helper->binary = find_binary(path);
    helper->error = helper->status = 0;
    started = report(helper, run(helper));
    free(helper);
    return started;
}
