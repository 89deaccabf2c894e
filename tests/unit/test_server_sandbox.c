/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sandbox (R38, threat-model 5, P14): every system call there is, tried by a child of its own behind the filter.
 * What is on the list goes through, whatever it then says of its senseless arguments; the rest is killed. Root's
 * capabilities and everything inherited is gone before.
 */
#include "server/sandbox.h"
#include "tests/unit/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_NUMBERS 600           /* beyond the last system call */
#define X32_BIT   0x40000000
#define SKIPPED   77            /* what automake takes for "not run here" */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAVE_SANITIZER 1
#else
#define HAVE_SANITIZER 0
#endif
#define N(array)  (sizeof(array) / sizeof((array)[0]))

/* ---- a child that tries -------------------------------------------------------------------------------- */

static long fd_or_not = -1;     /* the first argument: none that could be valid */

enum outcome { WENT_THROUGH, KILLED, NO_SANDBOX };

/* What comes of an act behind the filter. */
static enum outcome try(void (*act)(const long *), const long *arguments)
{
    pid_t child = fork();
    int status;

    if (!child) {
        const char *why;

        if (!sandbox_enter(&why))
            syscall(SYS_exit_group, 99);
        act(arguments);
        syscall(SYS_exit_group, 0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return NO_SANDBOX;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 99)
        return NO_SANDBOX;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS ? KILLED : WENT_THROUGH;
}

static void call(const long *a)
{
    syscall(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
}

static enum outcome try_number(long number)
{
    const long arguments[7] = {number, fd_or_not};

    return try(call, arguments);
}

static void require(bool condition, long number, const char *what)
{
    char text[80];

    snprintf(text, sizeof text, "system call %ld %s", number, what);
    CU_assertImplementation(condition, __LINE__, text, __FILE__, "", CU_FALSE);
}

static const struct sandbox_rule *rule_of(long number)
{
    for (size_t i = 0; i < n_sandbox_rules; i++)
        if (sandbox_rules[i].number == number)
            return &sandbox_rules[i];
    return NULL;
}

/* ---- the list --------------------------------------------------------------------------------------------- */

static void what_is_listed_goes_through(void)
{
    for (size_t i = 0; i < n_sandbox_rules; i++)
        if (!sandbox_rules[i].conditional)
            require(try_number(sandbox_rules[i].number) == WENT_THROUGH, sandbox_rules[i].number,
                    sandbox_rules[i].name);
}

/* The kernel lets uretprobe (335) and uprobe (336) past every filter, also one that allows nothing (tried on Linux
 * 6.18): they are for its own trampolines, and mean nothing elsewhere. */
static bool kernel_exempts(long number)
{
    return number == 335 || number == 336;
}

static void everything_else_is_killed(void)
{
    for (long number = 0; number < N_NUMBERS; number++)
        if (!rule_of(number) && number != SYS_clone3 && !kernel_exempts(number))
            require(try_number(number) == KILLED, number, "is killed");
}

/* Numbers of the x32 ABI, which mean the same calls. */
static void the_other_abi_is_killed(void)
{
    for (size_t i = 0; i < n_sandbox_rules; i++)
        require(try_number(sandbox_rules[i].number | X32_BIT) == KILLED, sandbox_rules[i].number,
                "is killed as x32's");
}

static void call_32_bit(const long *a)
{
    long number = a[0];

    __asm__ volatile("int $0x80" : "+a"(number) : "b"(0), "c"(0), "d"(0) : "memory", "r8", "r9", "r10", "r11");
}

static void calls_of_32_bit_programs_are_killed(void)
{
    static const long getpid_there[7] = {20}, write_there[7] = {4};

    CU_ASSERT_EQUAL(try(call_32_bit, getpid_there), KILLED);
    CU_ASSERT_EQUAL(try(call_32_bit, write_there), KILLED);
}

/* threat-model 5 names these: no list may ever have them. */
static void the_forbidden_ones_are_not_listed(void)
{
    static const long forbidden[] = {
        SYS_open, SYS_openat, SYS_openat2, SYS_creat, SYS_execve, SYS_execveat, SYS_socket, SYS_connect, SYS_bind,
        SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_pidfd_send_signal, SYS_ptrace,
        SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_prlimit64, SYS_setuid, SYS_setgid,
        SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_unshare, SYS_setns, SYS_bpf, SYS_io_uring_setup,
        SYS_userfaultfd, SYS_clone, SYS_fork, SYS_vfork, SYS_mount, SYS_chroot, SYS_prctl, SYS_seccomp,
        SYS_perf_event_open, SYS_keyctl, SYS_rename, SYS_link, SYS_symlink, SYS_mkdir, SYS_chmod, SYS_chown,
    };

    for (size_t i = 0; i < N(forbidden); i++)
        require(!rule_of(forbidden[i]), forbidden[i], "is not on the list");
}

/* ---- conditions --------------------------------------------------------------------------------------------- */

static enum outcome try_with(long number, long first, long second, long third, long fourth)
{
    const long arguments[7] = {number, first, second, third, fourth, -1, 0};

    return try(call, arguments);
}

static void no_memory_becomes_code(void)
{
    CU_ASSERT_EQUAL(try_with(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS), WENT_THROUGH);
    CU_ASSERT_EQUAL(try_with(SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS), KILLED);
    CU_ASSERT_EQUAL(try_with(SYS_mprotect, 0, 4096, PROT_READ, 0), WENT_THROUGH);
    CU_ASSERT_EQUAL(try_with(SYS_mprotect, 0, 4096, PROT_EXEC, 0), KILLED);
    CU_ASSERT_EQUAL(try_with(SYS_mprotect, 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, 0), KILLED);
}

static void fcntl_seals_and_marks_only(void)
{
    CU_ASSERT_EQUAL(try_with(SYS_fcntl, -1, F_ADD_SEALS, 0, 0), WENT_THROUGH);
    CU_ASSERT_EQUAL(try_with(SYS_fcntl, -1, F_SETFD, FD_CLOEXEC, 0), WENT_THROUGH);
    CU_ASSERT_EQUAL(try_with(SYS_fcntl, -1, F_SETFL, 0, 0), KILLED);
    CU_ASSERT_EQUAL(try_with(SYS_fcntl, -1, F_SETOWN, 1, 0), KILLED);
    CU_ASSERT_EQUAL(try_with(SYS_fcntl, -1, F_NOTIFY, 0, 0), KILLED);
}

/* Whoever reads the log is looked at before. */
static void no_device_is_controlled(void)
{
    CU_ASSERT_EQUAL(try_with(SYS_ioctl, -1, TCGETS, 0, 0), KILLED);
    CU_ASSERT_EQUAL(try_with(SYS_ioctl, -1, TIOCSTI, 0, 0), KILLED);
    CU_ASSERT_EQUAL(try_with(SYS_ioctl, -1, FIONBIO, 0, 0), KILLED);
}

/* Tried for a client whose socket cannot tell its pidfd any more; it may fail, not kill. */
static void a_pidfd_is_no_reason_to_die(void)
{
    CU_ASSERT_EQUAL(try_with(SYS_pidfd_open, getpid(), 0, 0, 0), WENT_THROUGH);
    CU_ASSERT_EQUAL(try_with(SYS_pidfd_open, -1, 0, 0, 0), WENT_THROUGH);
}

static void expect_no_clone3(const long *a)
{
    if (syscall(SYS_clone3, a[1], a[2]) != -1 || errno != ENOSYS)
        syscall(SYS_kill, 0, 0);        /* is killed */
}

static void clone3_is_as_if_unknown_and_fork_is_killed(void)
{
    CU_ASSERT_EQUAL(try(expect_no_clone3, (const long[7]){0}), WENT_THROUGH);
    CU_ASSERT_EQUAL(try_with(SYS_clone, SIGCHLD, 0, 0, 0), KILLED);
    CU_ASSERT_EQUAL(try_with(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0), KILLED);
}

/* A thread that was there before is behind the filter too. */
static void *wait_and_open(void *at)
{
    while (!__atomic_load_n((int *)at, __ATOMIC_ACQUIRE))
        __builtin_ia32_pause();
    syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY, 0);
    return NULL;
}

static void threads_from_before_are_confined(void)
{
    pid_t child = fork();
    int status = 0;

    if (!child) {
        static int entered;
        const char *why;
        pthread_t thread;

        if (pthread_create(&thread, NULL, wait_and_open, &entered) || !sandbox_enter(&why))
            _exit(1);
        __atomic_store_n(&entered, 1, __ATOMIC_RELEASE);
        pthread_join(thread, NULL);
        syscall(SYS_exit_group, 0);
    }
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

/* ---- before the filter ---------------------------------------------------------------------------------------- */

extern char **environ;

static bool no_capability_left(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{0, 0, 0}};

    return syscall(SYS_capget, &header, data) == 0 && !data[0].effective && !data[1].effective &&
           !data[0].permitted && !data[1].permitted;
}

static bool limits_are_set(void)
{
    struct rlimit core, files, size;

    getrlimit(RLIMIT_CORE, &core);
    getrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_FSIZE, &size);
    return core.rlim_cur == 0 && core.rlim_max == 0 && files.rlim_cur == files.rlim_max &&
           size.rlim_cur == size.rlim_max;
}

static bool signals_are_reset(void)
{
    struct sigaction action;
    sigset_t blocked;

    sigprocmask(SIG_SETMASK, NULL, &blocked);
    sigaction(SIGUSR1, NULL, &action);
    if (sigismember(&blocked, SIGUSR2) || action.sa_handler != SIG_DFL)
        return false;
    sigaction(SIGPIPE, NULL, &action);
    return action.sa_handler == SIG_IGN;
}

/* Each property is a bit of the child's exit status; what a bad parent left is made first. */
enum { DUMPABLE = 1, PRIVILEGES = 2, DESCRIPTORS = 4, PLACE = 8, ENVIRONMENT = 16, LIMITS = 32, SIGNALS = 64 };

static int inherit_and_prepare(void)
{
    sigset_t blocked;
    char cwd[64];
    int wrong = 0, fd = dup(0), high = fcntl(0, F_DUPFD, 500);

    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR2);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGUSR1, SIG_IGN);
    setenv("LD_PRELOAD", "nothing", 1);
    umask(0);
    sandbox_prepare(2);
    if (!sandbox_drop_privileges(NULL))
        return 1;
    wrong |= prctl(PR_GET_DUMPABLE) ? DUMPABLE : 0;
    wrong |= prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : PRIVILEGES;
    wrong |= fcntl(fd, F_GETFD) >= 0 || fcntl(high, F_GETFD) >= 0 || fcntl(1, F_GETFD) < 0 ? DESCRIPTORS : 0;
    wrong |= getcwd(cwd, sizeof cwd) && !strcmp(cwd, "/") && umask(0) == 077 ? 0 : PLACE;
    wrong |= !environ || !environ[0] ? 0 : ENVIRONMENT;
    wrong |= limits_are_set() ? 0 : LIMITS;
    wrong |= signals_are_reset() ? 0 : SIGNALS;
    return wrong;
}

static int exit_status_of(int (*act)(void))
{
    pid_t child = fork();
    int status = 0;

    if (!child)
        _exit(act());
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void what_was_inherited_is_gone(void)
{
    CU_ASSERT_EQUAL(exit_status_of(inherit_and_prepare), 0);
}

static int prepare_and_look_for_capabilities(void)
{
    sandbox_prepare(2);
    return sandbox_drop_privileges(NULL) && no_capability_left() ? 0 : 1;
}

/* Means something only where the tests run as root. */
static void no_capability_is_kept(void)
{
    CU_ASSERT_EQUAL(exit_status_of(prepare_and_look_for_capabilities), 0);
}

static void do_nothing(const long *a)
{
    (void)a;
}

/* Opening and making are refused, in a thread that has asked for it; taking away what is there is not. */
static int try_files(const char *path)
{
    int fd;

    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    sandbox_deny_files();
    fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    if (fd >= 0 || errno != EACCES)
        return 1;
    fd = open("/tmp/ntport-made-in-the-sandbox", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0 || errno != EACCES)
        return 2;
    return unlink(path) ? 3 : 0;
}

static void files_are_denied_where_the_kernel_can(void)
{
    char path[] = "/tmp/ntport-sandbox-XXXXXX";
    int fd = mkstemp(path), status = -1;
    pid_t child;

    CU_ASSERT_TRUE(fd >= 0);
    close(fd);
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) <= 0 || HAVE_SANITIZER) {
        unlink(path);
        return;
    }
    child = fork();
    if (!child)
        _exit(try_files(path));
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(what_was_inherited_is_gone),
        TEST(no_capability_is_kept),
        TEST(what_is_listed_goes_through),
        TEST(everything_else_is_killed),
        TEST(the_other_abi_is_killed),
        TEST(calls_of_32_bit_programs_are_killed),
        TEST(the_forbidden_ones_are_not_listed),
        TEST(no_memory_becomes_code),
        TEST(fcntl_seals_and_marks_only),
        TEST(no_device_is_controlled),
        TEST(a_pidfd_is_no_reason_to_die),
        TEST(clone3_is_as_if_unknown_and_fork_is_killed),
        TEST(files_are_denied_where_the_kernel_can),
        TEST(threads_from_before_are_confined),
    };

    /* Sanitizers need calls of their own, so such a build has no filter. */
    if (try_number(SYS_socket) != KILLED) {
        bool can = try(do_nothing, (const long[7]){0}) == WENT_THROUGH;

        puts(can ? "a build with sanitizers: there is no filter to test" : "this kernel has no seccomp");
        return SKIPPED;
    }
    return RUN_SUITE("sandbox", tests);
}
