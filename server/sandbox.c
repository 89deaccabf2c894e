/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sandbox; see sandbox.h. */
#include "server/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sched.h>
#include <unistd.h>

#define RULE(name)        {#name, SCMP_SYS(name), false}
#define CONDITIONAL(name) {#name, SCMP_SYS(name), true}

/* threat-model 5. Beyond that list: poll, for the intake thread, which waits for two descriptors; unlink, for
 * taking the sockets away at the end, since a socket that nobody listens on looks like a crash; flock, to do that
 * under the lock; getpid and getuid families, which tell us nothing we do not know. */
const struct sandbox_rule sandbox_rules[] = {
    RULE(read), RULE(write), RULE(close), RULE(recvmsg), RULE(recvfrom), RULE(sendmsg), RULE(sendto),
    RULE(accept4), RULE(shutdown), RULE(getsockopt), RULE(setsockopt), RULE(epoll_wait),
    RULE(epoll_pwait), RULE(epoll_ctl), RULE(poll), RULE(futex), RULE(memfd_create), RULE(ftruncate),
    RULE(fallocate), RULE(fstat), RULE(newfstatat), RULE(munmap), RULE(mremap), RULE(madvise), RULE(brk),
    RULE(clock_gettime), RULE(getrandom), RULE(gettid), RULE(getpid), RULE(geteuid), RULE(membarrier),
    RULE(rseq), RULE(set_robust_list), RULE(rt_sigreturn), RULE(rt_sigprocmask), RULE(exit),
    RULE(exit_group), RULE(restart_syscall), RULE(dup), RULE(unlink), RULE(flock), RULE(pidfd_open),
    CONDITIONAL(fcntl), CONDITIONAL(mmap), CONDITIONAL(mprotect), CONDITIONAL(ioctl),
};
const size_t n_sandbox_rules = sizeof sandbox_rules / sizeof sandbox_rules[0];

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAVE_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAVE_SANITIZER 1
#endif
#endif

static void set_limit(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit old, new = {soft, hard};

    if (getrlimit(resource, &old))
        return;
    if (new.rlim_max > old.rlim_max)
        new.rlim_max = old.rlim_max;
    if (new.rlim_cur > new.rlim_max)
        new.rlim_cur = new.rlim_max;
    setrlimit(resource, &new);
}

static void reset_signals(void)
{
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);           /* a low inherited RLIMIT_FSIZE then makes ftruncate fail, not us */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

void sandbox_prepare(int keep)
{
    close_range(keep == 3 ? 4 : 3, ~0u, 0);
    umask(077);
    if (chdir("/"))
        _exit(1);
    clearenv();
    reset_signals();
    set_limit(RLIMIT_CORE, 0, 0);
    set_limit(RLIMIT_NOFILE, RLIM_INFINITY, RLIM_INFINITY);
    set_limit(RLIMIT_FSIZE, RLIM_INFINITY, RLIM_INFINITY);
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static int allow_some_arguments(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    int rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &no_exec);

    if (!rc)
        rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &no_exec);
    if (!rc)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                              SCMP_A1(SCMP_CMP_EQ, F_ADD_SEALS));
    if (!rc)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_SETFD));
    if (!rc)                            /* isatty asks whether the log's reader is a person */
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, 0x5401));
    /* The C library falls back to clone, which is not allowed: all threads exist already. */
    if (!rc)
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    return rc;
}

bool sandbox_enter(const char **why)
{
#ifdef HAVE_SANITIZER
    (void)why;
    (void)allow_some_arguments;
    return true;
#else
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int rc = filter ? seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) : -ENOMEM;     /* all threads */

    for (size_t i = 0; !rc && i < n_sandbox_rules; i++)
        if (!sandbox_rules[i].conditional)
            rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, sandbox_rules[i].number, 0);
    if (!rc)
        rc = allow_some_arguments(filter);
    if (!rc)
        rc = seccomp_load(filter);
    seccomp_release(filter);
    *why = strerror(-rc);
    return rc == 0;
#endif
}
