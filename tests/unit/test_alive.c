/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Does a process live: the answer is no before its number can be another one's, kept or not. */
#include "ntdll/channel/alive.h"
#include "tests/unit/suite.h"

#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child that sleeps until it is killed, and its pidfd. */
static pid_t start(int *pidfd)
{
    pid_t pid = fork();

    if (!pid)
        for (;;)
            pause();
    *pidfd = pidfd_open(pid, 0);
    return pid;
}

/* Dead, and not waited for: its number is still its own. */
static void kill_only(pid_t pid)
{
    siginfo_t end;

    kill(pid, SIGKILL);
    waitid(P_PID, (id_t)pid, &end, WEXITED | WNOWAIT);
}

static void says_no_of_the_dead_and_of_the_reaped(bool kept)
{
    int pidfd;
    pid_t pid = start(&pidfd);

    CU_ASSERT_TRUE_FATAL(!kept || alive_keep(pidfd));
    CU_ASSERT_TRUE(is_alive(pidfd, kept));
    kill_only(pid);
    CU_ASSERT_FALSE(is_alive(pidfd, kept));
    CU_ASSERT_FALSE(is_alive(pidfd, kept));
    waitpid(pid, NULL, 0);
    CU_ASSERT_FALSE(is_alive(pidfd, kept));
    alive_give_back(pidfd);
}

static void kept_ones_end(void)
{
    says_no_of_the_dead_and_of_the_reaped(true);
}

static void others_end(void)
{
    says_no_of_the_dead_and_of_the_reaped(false);
}

static void one_end_is_not_another_ones(void)
{
    int first, second;
    pid_t dead = start(&first), living = start(&second);

    CU_ASSERT_TRUE_FATAL(alive_keep(first) && alive_keep(second));
    kill_only(dead);
    CU_ASSERT_FALSE(is_alive(first, true));
    CU_ASSERT_TRUE(is_alive(second, true));
    alive_give_back(first);
    waitpid(dead, NULL, 0);
    CU_ASSERT_TRUE(is_alive(second, true));
    kill_only(living);
    CU_ASSERT_FALSE(is_alive(second, true));
    alive_give_back(second);
    waitpid(living, NULL, 0);
}

/* What a child gives back of the descriptors it was born with is watched on here. */
static void a_child_of_ours_changes_nothing(void)
{
    int pidfd;
    pid_t pid = start(&pidfd), child;

    CU_ASSERT_TRUE_FATAL(alive_keep(pidfd));
    child = fork();
    if (!child) {
        alive_forget();
        alive_give_back(pidfd);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    CU_ASSERT_TRUE(is_alive(pidfd, true));
    kill_only(pid);
    CU_ASSERT_FALSE(is_alive(pidfd, true));
    alive_give_back(pidfd);
    waitpid(pid, NULL, 0);
}

/* The next descriptor that is free. */
static int next_descriptor(void)
{
    int fd = dup(0);

    close(fd);
    return fd;
}

static void nothing_is_left_open(void)
{
    int pidfd, before = next_descriptor();
    pid_t pid = start(&pidfd);

    CU_ASSERT_FALSE(alive_keep(-1));
    CU_ASSERT_TRUE(alive_keep(pidfd));
    alive_give_back(pidfd);
    CU_ASSERT_EQUAL(next_descriptor(), before);
    kill_only(pid);
    waitpid(pid, NULL, 0);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(kept_ones_end),
        TEST(others_end),
        TEST(one_end_is_not_another_ones),
        TEST(a_child_of_ours_changes_nothing),
        TEST(nothing_is_left_open),
    };

    return RUN_SUITE("alive", tests);
}
