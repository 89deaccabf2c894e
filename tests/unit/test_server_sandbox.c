/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sandbox: every system call there is, made in a process that has entered it (P14). Those on the list may fail as
 * they like, all others end the process.
 */
#include "tests/unit/suite.h"

#include "server/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_CALLS 512                     /* more than Linux has */
#define X32     0x40000000l

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAVE_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAVE_SANITIZER 1
#endif
#endif
#ifndef HAVE_SANITIZER
#define HAVE_SANITIZER 0
#endif

/* How a process ends that enters the sandbox and does this: a wait status. */
static int inside(void (*act)(long), long argument)
{
    pid_t child = fork();
    const char *why;
    int status;

    if (!child) {
        sandbox_prepare(-1);
        if (!sandbox_enter(&why)) {
            fprintf(stderr, "%s\n", why);
            _exit(99);
        }
        act(argument);
        syscall(SYS_exit_group, 0);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static bool is_killed(int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

static bool succeeds(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* With arguments that no call can do anything with. */
static void call(long number)
{
    syscall(number, -1l, -1l, -1l, -1l, -1l, -1l);
}

static const struct sandbox_rule *rule_of(long number)
{
    for (size_t i = 0; i < n_sandbox_rules; i++)
        if (sandbox_rules[i].number == number)
            return &sandbox_rules[i];
    return NULL;
}

static void what_is_on_the_list_works(void)
{
    for (size_t i = 0; i < n_sandbox_rules; i++) {
        int status = sandbox_rules[i].conditional ? 0 : inside(call, sandbox_rules[i].number);

        CU_ASSERT_FALSE(is_killed(status));
        if (is_killed(status))
            fprintf(stderr, "%s is killed\n", sandbox_rules[i].name);
    }
}

/* uretprobe and uprobe belong to the kernel's own trampolines, and seccomp lets them through whatever a filter says
 * (seccomp_uprobe_exception, Linux 6.14); called by anybody else they do nothing or end the process. */
static bool is_never_filtered(long number)
{
    return number == 335 || number == 336;
}

static void what_is_not_on_the_list_kills(void)
{
    for (long number = 0; number < N_CALLS; number++) {
        int status;

        if (rule_of(number) || number == SYS_clone3 || is_never_filtered(number))
            continue;
        status = inside(call, number);
        CU_ASSERT_TRUE(is_killed(status));
        if (!is_killed(status))
            fprintf(stderr, "call %ld is let through (%#x)\n", number, status);
    }
}

static void other_numbers_for_the_same_call_kill(void)
{
    CU_ASSERT_TRUE(is_killed(inside(call, X32 | SYS_getpid)));
    CU_ASSERT_TRUE(is_killed(inside(call, X32 | SYS_openat)));
    CU_ASSERT_TRUE(is_killed(inside(call, 1l << 30)));
}

static void call_as_i386(long number)
{
    int result;

    __asm__ volatile("int $0x80" : "=a"(result) : "a"((int)number) : "memory", "r8", "r9", "r10", "r11");
}

static void another_abi_kills(void)
{
    int status = inside(call_as_i386, 20);              /* its getpid */

    /* a kernel without it raises SIGSEGV */
    CU_ASSERT_TRUE(WIFSIGNALED(status) && (WTERMSIG(status) == SIGSYS || WTERMSIG(status) == SIGSEGV));
}

static void must(bool holds)
{
    if (!holds)
        syscall(SYS_exit_group, 1);
}

static void map(long protection)
{
    must(mmap(NULL, 4096, (int)protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static void protect(long protection)
{
    static char page[8192];
    char *at = page + (-(uintptr_t)page & 4095);

    must(mprotect(at, 4096, (int)protection) == 0);
    must(mprotect(at, 4096, PROT_READ | PROT_WRITE) == 0);
}

static void memory_is_never_executable(void)
{
    CU_ASSERT_TRUE(succeeds(inside(map, PROT_READ | PROT_WRITE)));
    CU_ASSERT_TRUE(is_killed(inside(map, PROT_EXEC)));
    CU_ASSERT_TRUE(is_killed(inside(map, PROT_READ | PROT_WRITE | PROT_EXEC)));
    CU_ASSERT_TRUE(succeeds(inside(protect, PROT_READ)));
    CU_ASSERT_TRUE(is_killed(inside(protect, PROT_READ | PROT_EXEC)));
}

static void control_file(long command)
{
    fcntl(-1, (int)command, 0);
}

static void files_are_sealed_and_otherwise_left_alone(void)
{
    static const int forbidden[] = {F_DUPFD, F_GETFD, F_GETFL, F_SETFL, F_SETLK, F_SETOWN, F_SETSIG, F_SETLEASE,
                                    F_NOTIFY, F_DUPFD_CLOEXEC, F_SETPIPE_SZ, F_GET_SEALS, F_OFD_SETLK};

    CU_ASSERT_TRUE(succeeds(inside(control_file, F_ADD_SEALS)));
    CU_ASSERT_TRUE(succeeds(inside(control_file, F_SETFD)));
    for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
        CU_ASSERT_TRUE(is_killed(inside(control_file, forbidden[i])));
}

static void expect_no_clone3(long unused)
{
    (void)unused;
    must(syscall(SYS_clone3, NULL, 0) < 0 && errno == ENOSYS);
}

static void clone_with(long flags)
{
    syscall(SYS_clone, flags, 0, 0, 0, 0);
}

static void *nothing(void *unused)
{
    return unused;
}

static void begin_thread(long unused)
{
    pthread_t thread;

    (void)unused;
    pthread_create(&thread, NULL, nothing, NULL);
}

static void nothing_new_is_started(void)
{
    CU_ASSERT_TRUE(succeeds(inside(expect_no_clone3, 0)));
    CU_ASSERT_TRUE(is_killed(inside(clone_with, SIGCHLD)));
    CU_ASSERT_TRUE(is_killed(inside(clone_with, CLONE_VM | CLONE_VFORK | SIGCHLD)));
    CU_ASSERT_TRUE(is_killed(inside(clone_with, CLONE_NEWUSER | SIGCHLD)));
    CU_ASSERT_TRUE(is_killed(inside(begin_thread, 0)));
}

/* Where the kernel has something better it is an error (the server tries it then), else it works. */
static void open_pidfd(long unused)
{
    (void)unused;
    must(syscall(SYS_pidfd_open, getpid(), 0) >= 0 || errno == ENOSYS);
}

static void a_pidfd_is_no_reason_to_die(void)
{
    CU_ASSERT_TRUE(succeeds(inside(open_pidfd, 0)));
}

static void *call_from_thread(void *go)
{
    char byte;

    if (read(*(int *)go, &byte, 1) == 1)
        syscall(SYS_getppid);
    return NULL;
}

/* The intake thread is older than the filter. */
static void older_threads_are_inside_too(void)
{
    pid_t child = fork();
    const char *why;
    int status, go[2];

    if (!child) {
        pthread_t thread;

        sandbox_prepare(-1);
        if (pipe(go) || pthread_create(&thread, NULL, call_from_thread, &go[0]) || !sandbox_enter(&why))
            _exit(99);
        if (write(go[1], "", 1) == 1)
            for (int i = 0; i < 50; i++)
                syscall(SYS_poll, NULL, 0, 100);
        syscall(SYS_exit_group, 0);
    }
    waitpid(child, &status, 0);
    CU_ASSERT_TRUE(is_killed(status));
}

/* What somebody might have left for us (B6), and what is left of it (R38). */
static void hostile_start(void)
{
    const struct rlimit low_files = {32, 4096}, low_size = {1, RLIM_INFINITY}, core = {4096, 4096};
    sigset_t all;

    setrlimit(RLIMIT_NOFILE, &low_files);
    setrlimit(RLIMIT_FSIZE, &low_size);
    setrlimit(RLIMIT_CORE, &core);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_DFL);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    umask(0);
    setenv("MALLOC_TRACE", "/tmp/trace", 1);
    for (int i = 0; i < 10; i++)
        dup(0);
}

/* 0, or the number of what is not as it must be. */
static int check_start(void)
{
    struct rlimit limit;
    struct sigaction action;
    sigset_t blocked;
    char cwd[64];
    extern char **environ;

    if (fcntl(3, F_GETFD) < 0)
        return 1;
    for (int fd = 4; fd < 64; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return 2;
    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur != limit.rlim_max)
        return 3;
    if (getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur != RLIM_INFINITY)
        return 4;
    if (getrlimit(RLIMIT_CORE, &limit) || limit.rlim_cur || limit.rlim_max)
        return 5;
    if (sigaction(SIGTERM, NULL, &action) || action.sa_handler != SIG_DFL)
        return 6;
    if (sigaction(SIGPIPE, NULL, &action) || action.sa_handler != SIG_IGN)
        return 7;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    for (int i = 1; i < 32; i++)
        if (sigismember(&blocked, i))
            return 8;
    if (umask(0) != 077)
        return 9;
    if (!getcwd(cwd, sizeof cwd) || strcmp(cwd, "/"))
        return 10;
    if (environ && *environ)
        return 11;
    if (prctl(PR_GET_DUMPABLE) || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
        return 12;
    return 0;
}

static void a_hostile_start_leaves_nothing_behind(void)
{
    pid_t child = fork();
    int status;

    if (!child) {
        hostile_start();
        dup2(2, 3);
        sandbox_prepare(3);
        _exit(check_start());
    }
    waitpid(child, &status, 0);
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(a_hostile_start_leaves_nothing_behind),
        TEST(what_is_on_the_list_works),
        TEST(what_is_not_on_the_list_kills),
        TEST(other_numbers_for_the_same_call_kill),
        TEST(another_abi_kills),
        TEST(memory_is_never_executable),
        TEST(files_are_sealed_and_otherwise_left_alone),
        TEST(nothing_new_is_started),
        TEST(a_pidfd_is_no_reason_to_die),
        TEST(older_threads_are_inside_too),
    };

    /* A build with sanitizers has no filter (sandbox.h). */
    return run_suite("sandbox", tests, HAVE_SANITIZER ? 1 : sizeof tests / sizeof tests[0]);
}
