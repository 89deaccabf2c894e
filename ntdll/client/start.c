/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting ntserver out of a program that does not know of it, and must not learn of a child it did
 * not make.
 *
 * A child announces its end with the signal it was cloned with, but execve makes that SIGCHLD. So
 * there are two: a helper that never executes anything and ends with no signal at all, for which
 * only waitpid(__WALL) asks; and its child, which becomes the server's first process. What that
 * leaves behind has forked twice more and is nobody's child.
 *
 * Both share our memory, so nothing is copied, and no lock can be in the wrong state; they run on a
 * stack of their own with every signal blocked, since the program's handlers must not run there.
 * The server unblocks them.
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
#define RUNS_ON_OWN_STACK __attribute__((no_sanitize("address", "thread", "undefined"), noinline))

/* What the two say to us, and what they need; all of it made before. */
struct helper {
    const char *binary;
    char stack[2][STACK_SIZE] __attribute__((aligned(16)));
    int error;                              /* why it could not be executed */
    int status;                             /* of the server's first process, as waitpid gives it */
};

/* clone(2) as it is: the C library's is taken for a fork by ThreadSanitizer. run never returns. */
static long clone_onto(char *stack_end, unsigned long flags, void (*run)(struct helper *),
                       struct helper *helper)
{
    void **top = (void **)(void *)stack_end;
    long result;

    *--top = helper;
    *--top = (void *)(uintptr_t)run;
    asm volatile("xor %%edx, %%edx\n"
                 "xor %%r10d, %%r10d\n"
                 "xor %%r8d, %%r8d\n"
                 "syscall\n"
                 "test %%rax, %%rax\n"
                 "jnz 1f\n"
                 "xor %%ebp, %%ebp\n"
                 "pop %%rax\n"
                 "pop %%rdi\n"
                 "call *%%rax\n"
                 "ud2\n"
                 "1:"
                 : "=a"(result)
                 : "a"(SYS_clone), "D"(flags), "S"(top)
                 : "rcx", "rdx", "r8", "r10", "r11", "memory", "cc");
    return result;
}

/* No errno: it is the waiting thread's. Negative error numbers. */
RUNS_ON_OWN_STACK static long system_call(long number, long a, long b, long c, long d)
{
    register long r10 asm("r10") = d;
    long result;

    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
                 : "rcx", "r11", "memory");
    return result;
}

RUNS_ON_OWN_STACK static void execute(struct helper *helper)
{
    char *const arguments[] = {(char *)"ntserver", NULL};

    helper->error =
        (int)-system_call(SYS_execve, (long)helper->binary, (long)arguments, (long)environ, 0);
    system_call(SYS_exit_group, 127, 0, 0, 0);
}

/* Children of who ignores SIGCHLD leave no status; these dispositions are the helper's own copy. */
RUNS_ON_OWN_STACK static void help(struct helper *helper)
{
    static const uint64_t standard[4];      /* the kernel's sigaction: SIG_DFL */
    long pid;

    system_call(SYS_rt_sigaction, SIGCHLD, (long)standard, 0, KERNEL_SIGSET_SIZE);
    pid = clone_onto(helper->stack[1] + STACK_SIZE, CLONE_VM | CLONE_VFORK | SIGCHLD, execute,
                     helper);
    if (pid < 0)
        helper->error = (int)-pid;
    else
        system_call(SYS_wait4, pid, (long)&helper->status, 0, 0);
    system_call(SYS_exit_group, 0, 0, 0, 0);
}

/* false: there could be no helper; errno. */
static bool run(struct helper *helper)
{
    const uint64_t all = ~(uint64_t)0;
    uint64_t before;
    long pid;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, KERNEL_SIGSET_SIZE);
    pid = clone_onto(helper->stack[0] + STACK_SIZE, CLONE_VM, help, helper);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, KERNEL_SIGSET_SIZE);
    if (pid < 0) {
        errno = (int)-pid;
        return false;
    }
    while (waitpid((pid_t)pid, NULL, __WALL) < 0 && errno != ECHILD)
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
    else if (WIFSIGNALED(helper->status))
        ERR("%s was ended by signal %d", helper->binary, WTERMSIG(helper->status));
    else if (helper->status)
        ERR("%s ended with exit status %d", helper->binary, WEXITSTATUS(helper->status));
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
