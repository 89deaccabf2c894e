/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sandbox; see sandbox.h. */
#include "server/sandbox.h"

#include "common/socket_options.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <malloc.h>
#include <pwd.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>


#define RULE(name)        {#name, SCMP_SYS(name), false}
#define CONDITIONAL(name) {#name, SCMP_SYS(name), true}

/* threat-model 5, without what this server has no use for (making timers, eventfds, clone: all threads exist already).
 * Beyond that list: timerfd_settime, for the two
 * timers that are there from the start; poll, for the intake thread; setsockopt, for SO_PASSCRED; sendto and recvfrom, which are send()
 * and recv(); dup, for the reserved descriptor; fstat, to see what a deposit is; unlink, flock and newfstatat,
 * to take the sockets away at the end under their lock, since a socket that nobody listens on looks like a crash;
 * getpid and geteuid, which tell us nothing that we do not know. */
const struct sandbox_rule sandbox_rules[] = {
    RULE(read), RULE(write), RULE(close), RULE(recvmsg), RULE(recvfrom), RULE(sendmsg), RULE(sendto),
    RULE(accept4), RULE(shutdown), RULE(getsockopt), RULE(setsockopt), RULE(epoll_wait),
    RULE(epoll_pwait), RULE(epoll_ctl), RULE(poll), RULE(futex), RULE(memfd_create), RULE(ftruncate),
    RULE(fallocate), RULE(fstat), RULE(newfstatat), RULE(munmap), RULE(mremap), RULE(madvise), RULE(brk),
    RULE(clock_gettime), RULE(getrandom), RULE(gettid), RULE(getpid), RULE(geteuid), RULE(membarrier),
    RULE(rseq), RULE(set_robust_list), RULE(rt_sigreturn), RULE(rt_sigprocmask), RULE(exit),
    RULE(exit_group), RULE(restart_syscall), RULE(timerfd_settime), RULE(dup), RULE(unlink), RULE(flock),
    CONDITIONAL(fcntl), CONDITIONAL(mmap), CONDITIONAL(mprotect), CONDITIONAL(pidfd_open),
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

/* Root's server needs none of root's powers: what it may use belongs to root. */
static void drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};

    syscall(SYS_capset, &header, none);
}

/* Only root can, and needs no other to be there. */
static bool become(const char *user)
{
    const struct passwd *entry = user && geteuid() == 0 ? getpwnam(user) : NULL;

    return !entry || (setgroups(0, NULL) == 0 && setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) == 0 &&
                      setresuid(entry->pw_uid, entry->pw_uid, entry->pw_uid) == 0);
}

bool sandbox_drop_privileges(const char *user)
{
    if (!become(user))
        return false;
    drop_capabilities();
    return prctl(PR_SET_DUMPABLE, 0) == 0;
}

void sandbox_prepare(int last_kept)
{
    static const int raised[] = {RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_CPU, RLIMIT_AS, RLIMIT_DATA};

    close_range((unsigned)last_kept + 1, ~0u, 0);
    umask(077);
    if (chdir("/"))
        _exit(1);
    clearenv();
    reset_signals();
    set_limit(RLIMIT_CORE, 0, 0);
    for (size_t i = 0; i < sizeof raised / sizeof raised[0]; i++)
        set_limit(raised[i], RLIM_INFINITY, RLIM_INFINITY);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    /* A second arena would have the allocator ask how many processors there are, which is no call of ours. */
    mallopt(M_ARENA_MAX, 1);
}

/* Where the kernel hands out a client's pidfd with its socket (R26), nobody needs to open one by number. */
static bool sockets_have_pidfds(void)
{
    int pair[2], fd = -1;
    socklen_t size = sizeof fd;
    bool have;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
        return false;
    have = getsockopt(pair[0], SOL_SOCKET, SO_PEERPIDFD_NUMBER, &fd, &size) == 0;
    if (have)
        close(fd);
    close(pair[0]);
    close(pair[1]);
    return have;
}

/* What a Landlock of that version can deny: bit 13 came with the second, 14 with the third, 15 with the fifth. */
static uint64_t deniable(long version)
{
    uint64_t rights = (1ull << 13) - 1;

    if (version >= 2)
        rights |= 1ull << 13;
    if (version >= 3)
        rights |= 1ull << 14;
    if (version >= 5)
        rights |= 1ull << 15;
    return rights & ~(uint64_t)LANDLOCK_ACCESS_FS_REMOVE_FILE;
}

void sandbox_deny_files(void)
{
#ifndef HAVE_SANITIZER                  /* which reads its own /proc files */
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct landlock_ruleset_attr denied = {.handled_access_fs = version > 0 ? deniable(version) : 0};
    int ruleset;

    if (version <= 0)
        return;                         /* this kernel has none */
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &denied, sizeof denied, 0);
    if (ruleset < 0)
        return;
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
#else
    (void)deniable;
#endif
}

static int allow_fcntl(scmp_filter_ctx filter, scmp_datum_t command)
{
    const struct scmp_arg_cmp is_command = {.arg = 1, .op = SCMP_CMP_EQ, .datum_a = command};

    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, &is_command);
}

static int allow_some_arguments(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    int rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &no_exec);

    if (!rc)
        rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &no_exec);
    if (!rc)
        rc = allow_fcntl(filter, F_ADD_SEALS);
    if (!rc)
        rc = allow_fcntl(filter, F_SETFD);
    /* An error, since it is tried when the socket's way fails, as it does for a client that has just died. */
    if (!rc)
        rc = seccomp_rule_add(filter, sockets_have_pidfds() ? SCMP_ACT_ERRNO(ENOSYS) : SCMP_ACT_ALLOW,
                              SCMP_SYS(pidfd_open), 0);
    /* The C library falls back to clone, which is not allowed. */
    if (!rc)
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    return rc;
}

static int set_attributes(scmp_filter_ctx filter)
{
    int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);           /* all threads */

    if (!rc)                            /* calls by other ABIs' numbers (i386, x32) */
        rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (!rc)                            /* a binary tree, not one comparison after the other */
        rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    return rc;
}

bool sandbox_enter(const char **why)
{
#ifdef HAVE_SANITIZER
    (void)why;
    (void)allow_some_arguments;
    (void)set_attributes;
    return true;
#else
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int rc = filter ? set_attributes(filter) : -ENOMEM;

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
