/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting ntserver out of a program that does not know of it.
 *
 * The child shares our memory until it executes the server, so nothing is copied and no lock can be in
 * the wrong state; it runs on a stack of its own with every signal blocked. It ends without a signal (not SIGCHLD), so a
 * program that handles SIGCHLD or waits for any child does not see it; and it is waited for here. What it
 * leaves behind has forked twice and is nobody's child.
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

#define STACK_SIZE 16384
#define KERNEL_SIGSET_SIZE 8

/* What the child needs, all of it made before. */
struct child {
    const char *binary;
    int error;                              /* why it could not be executed */
};

/* Neither sanitizer may touch this: the memory is the parent's, the stack is not. */
__attribute__((no_sanitize("address", "thread", "undefined"))) static int child_main(void *data)
{
    struct child *child = data;
    char *const arguments[] = {(char *)"ntserver", NULL};
    const uint64_t none = 0;

    /* Handlers of ours are the default after execve; ignored signals are the server's business. */
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, KERNEL_SIGSET_SIZE);
    execve(child->binary, arguments, environ);
    child->error = errno;
    _exit(127);
}

/* The exit status as waitpid gives it, or -1. */
static int run(struct child *child)
{
    char *stack = malloc(STACK_SIZE);
    const uint64_t all = ~(uint64_t)0;
    uint64_t before;
    int status = -1;
    pid_t pid;

    if (!stack)
        return -1;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, KERNEL_SIGSET_SIZE);
    pid = clone(child_main, (char *)(((uintptr_t)stack + STACK_SIZE) & ~(uintptr_t)15), CLONE_VM | CLONE_VFORK,
                child);
    if (pid > 0)
        while (waitpid(pid, &status, __WALL) < 0 && errno == EINTR)
            ;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, KERNEL_SIGSET_SIZE);
    free(stack);
    return pid > 0 ? status : -1;
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

bool server_start(void)
{
    char path[PATH_MAX];
    struct child child = {.binary = find_binary(path)};
    int status = run(&child);

    if (status == -1)
        ERR("cannot start %s: %s", child.binary, strerror(errno));
    else if (child.error)
        ERR("cannot start %s: %s (NTPORT_SERVER_BINARY may name another)", child.binary, strerror(child.error));
    else if (!WIFEXITED(status) || WEXITSTATUS(status))
        ERR("%s failed (%#x)", child.binary, status);
    else
        TRACE("%s", child.binary);
    return status == 0;
}
