/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The intake: a regular file under a ticket gets in and to its own process only; whatever else is sent is closed, and
 * nobody is held up by who says nothing (R19, R20).
 */
#include "tests/unit/suite.h"

#include "server/intake.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MAX_PASSED 253

static char folder[] = "/tmp/ntport-intake-XXXXXX";
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static uint64_t ticket = 1000;

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static int n_descriptors(void)
{
    DIR *fds = opendir("/proc/self/fd");
    int n = 0;

    while (readdir(fds))
        n++;
    closedir(fds);
    return n;
}

/* The thread closes when it comes to it. */
static bool descriptors_return_to(int n)
{
    for (int i = 0; i < 1000 && n_descriptors() != n; i++)
        usleep(2000);
    return n_descriptors() == n;
}

static int file(void)
{
    return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static int caller(void)
{
    const struct timeval patience = {.tv_sec = 10};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    char go;

    CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    recv(fd, &go, 1, 0);                                /* nothing, when there is no room for another */
    return fd;
}

/* One packet of that size with n times the descriptor. true: it was taken. */
static bool deposit(const void *data, size_t size, int fd, size_t n)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(MAX_PASSED * sizeof(int))];
    } control = {.header = {CMSG_LEN(n * sizeof fd), SOL_SOCKET, SCM_RIGHTS}};
    struct iovec part = {(void *)(uintptr_t)data, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    int socket = caller();
    char answer = 0;
    bool taken;

    for (size_t i = 0; i < n; i++)
        memcpy(CMSG_DATA(&control.header) + i * sizeof fd, &fd, sizeof fd);
    if (n) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(n * sizeof fd);
    }
    CU_ASSERT_EQUAL(sendmsg(socket, &message, MSG_NOSIGNAL), (ssize_t)size);
    taken = recv(socket, &answer, 1, 0) == 1 && answer == 1;
    close(socket);
    return taken;
}

static void a_file_is_there_for_its_process_once(void)
{
    int before = n_descriptors(), fd = file(), got;
    struct stat ours, theirs;

    ticket++;
    CU_ASSERT_TRUE(deposit(&ticket, sizeof ticket, fd, 1));
    CU_ASSERT_EQUAL(intake_take(geteuid(), getpid(), ticket + 1), -1);
    CU_ASSERT_EQUAL(intake_take(geteuid() + 1, getpid(), ticket), -1);
    CU_ASSERT_EQUAL(intake_take(geteuid(), getpid() + 1, ticket), -1);
    got = intake_take(geteuid(), getpid(), ticket);
    CU_ASSERT_TRUE_FATAL(got >= 0);
    CU_ASSERT_EQUAL(intake_take(geteuid(), getpid(), ticket), -1);
    CU_ASSERT_EQUAL(fstat(fd, &ours), 0);
    CU_ASSERT_EQUAL(fstat(got, &theirs), 0);
    CU_ASSERT_EQUAL(ours.st_ino, theirs.st_ino);
    CU_ASSERT_EQUAL(fcntl(got, F_GETFD), FD_CLOEXEC);
    intake_close(geteuid(), got);
    close(fd);
    CU_ASSERT_TRUE(descriptors_return_to(before));
}

static void only_regular_files_are_taken(void)
{
    int before = n_descriptors(), others[4], pair[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    others[0] = pair[0];
    others[1] = pair[1];
    others[2] = open("/dev/null", O_RDWR | O_CLOEXEC);
    others[3] = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < 4; i++) {
        ticket++;
        CU_ASSERT_FALSE(deposit(&ticket, sizeof ticket, others[i], 1));
        CU_ASSERT_EQUAL(intake_take(geteuid(), getpid(), ticket), -1);
        close(others[i]);
    }
    CU_ASSERT_TRUE(descriptors_return_to(before));
}

static void what_is_no_deposit_leaves_nothing(void)
{
    static const size_t counts[] = {0, 1, 2, 3, 10, MAX_PASSED}, sizes[] = {1, 7, 9, 16, 4096};
    static const char data[4096] = {1};
    int before = n_descriptors(), fd = file();

    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
            CU_ASSERT_FALSE(deposit(data, sizes[s], fd, counts[c]));
        ticket++;
        if (counts[c] != 1)
            CU_ASSERT_FALSE(deposit(&ticket, sizeof ticket, fd, counts[c]));
    }
    close(fd);
    CU_ASSERT_TRUE(descriptors_return_to(before));
}

static void who_says_nothing_holds_up_nobody(void)
{
    int before = n_descriptors(), fd = file(), silent[200], got;
    int64_t begun = now_ms();
    char byte;

    for (size_t i = 0; i < 200; i++)
        silent[i] = caller();
    ticket++;
    CU_ASSERT_TRUE(deposit(&ticket, sizeof ticket, fd, 1));
    CU_ASSERT_TRUE(now_ms() - begun < 1500);            /* a silent one has 2 seconds */
    got = intake_take(geteuid(), getpid(), ticket);
    CU_ASSERT_TRUE(got >= 0);
    intake_close(geteuid(), got);
    for (size_t i = 0; i < 200; i++) {
        CU_ASSERT_EQUAL(recv(silent[i], &byte, 1, 0), 0);       /* in the end it is hung up on */
        close(silent[i]);
    }
    close(fd);
    CU_ASSERT_TRUE(descriptors_return_to(before));
}

static void deposits_that_nobody_fetches_are_bounded(void)
{
    int before = n_descriptors(), fd = file(), got;

    for (int i = 0; i < 1000; i++) {
        ticket++;
        CU_ASSERT_TRUE(deposit(&ticket, sizeof ticket, fd, 1));
    }
    close(fd);
    CU_ASSERT_TRUE(n_descriptors() <= before + 260);
    for (uint64_t old = ticket - 1000; old <= ticket; old++) {
        got = intake_take(geteuid(), getpid(), old);
        if (got >= 0)
            intake_close(geteuid(), got);
    }
    CU_ASSERT_TRUE(descriptors_return_to(before));
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(a_file_is_there_for_its_process_once),
        TEST(only_regular_files_are_taken),
        TEST(what_is_no_deposit_leaves_nothing),
        TEST(who_says_nothing_holds_up_nobody),
        TEST(deposits_that_nobody_fetches_are_bounded),
    };
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), status;

    if (!mkdtemp(folder))
        return 99;
    snprintf(address.sun_path, sizeof address.sun_path, "%s/deposit", folder);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 300) ||
        !intake_start(listener, false))
        return 99;
    status = RUN_SUITE("intake", tests);
    unlink(address.sun_path);
    rmdir(folder);
    return status;
}
