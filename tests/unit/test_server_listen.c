/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One server for a path (P13): races, dead ones' sockets, and leaving while somebody comes. And which directories are
 * good enough for it (R28).
 */
#include "tests/unit/suite.h"

#include "common/socket_path.h"
#include "server/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RACERS 20
#define ROUNDS 30

static char folder[] = "/tmp/ntport-listen-XXXXXX", path[SOCKET_PATH_SIZE];
static const char *why;

static bool exists(const char *suffix)
{
    char name[SOCKET_PATH_SIZE + 16];

    snprintf(name, sizeof name, "%s%s", path, suffix);
    return access(name, F_OK) == 0;
}

static void drop(struct listening *l)
{
    close(l->lock);
    close(l->listener);
    close(l->deposit);
}

static void remove_all(void)
{
    static const char *const suffixes[] = {"", DEPOSIT_SUFFIX, LOCK_SUFFIX};
    char name[SOCKET_PATH_SIZE + 16];

    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

static void the_second_finds_the_first(void)
{
    struct listening first, second;
    int fd;

    CU_ASSERT_EQUAL(listen_connect(path), -1);
    CU_ASSERT_EQUAL_FATAL(listen_begin(&first, path, false, &why), LISTENING);
    CU_ASSERT_EQUAL(listen_begin(&second, path, false, &why), ANOTHER_LISTENS);
    fd = listen_connect(path);
    CU_ASSERT_TRUE(fd >= 0);
    close(fd);
    CU_ASSERT_TRUE(listen_end(&first, path, true));
    CU_ASSERT_FALSE(exists("") || exists(DEPOSIT_SUFFIX) || exists(LOCK_SUFFIX));
    CU_ASSERT_EQUAL(listen_connect(path), -1);
    close(first.deposit);
}

static void a_dead_ones_socket_is_replaced(void)
{
    struct listening dead, l;

    CU_ASSERT_EQUAL_FATAL(listen_begin(&dead, path, false, &why), LISTENING);
    drop(&dead);
    CU_ASSERT_TRUE(exists(""));
    CU_ASSERT_EQUAL_FATAL(listen_begin(&l, path, false, &why), LISTENING);
    CU_ASSERT_TRUE(listen_end(&l, path, false));
    close(l.deposit);
}

static void a_full_backlog_is_no_death(void)
{
    struct listening first, second;
    int fds[3];

    CU_ASSERT_EQUAL_FATAL(listen_begin(&first, path, false, &why), LISTENING);
    CU_ASSERT_EQUAL(listen(first.listener, 1), 0);
    for (int i = 0; i < 2; i++)
        fds[i] = listen_connect(path);
    CU_ASSERT_EQUAL(listen_begin(&second, path, false, &why), ANOTHER_LISTENS);
    close(fds[0]);
    close(fds[1]);
    CU_ASSERT_TRUE(listen_end(&first, path, true));
    close(first.deposit);
}

static void who_comes_at_the_last_moment_is_served(void)
{
    struct listening l;
    int fd, accepted;

    CU_ASSERT_EQUAL_FATAL(listen_begin(&l, path, false, &why), LISTENING);
    fd = listen_connect(path);
    CU_ASSERT_FALSE(listen_end(&l, path, false));
    CU_ASSERT_TRUE(exists(""));
    accepted = accept(l.listener, NULL, NULL);
    CU_ASSERT_TRUE(accepted >= 0);
    close(accepted);
    close(fd);
    CU_ASSERT_TRUE(listen_end(&l, path, false));
    close(l.deposit);
}

/* A server that has been told to end does so, whoever holds the lock, and touches nothing then. */
static void a_lock_that_somebody_holds_keeps_nobody(void)
{
    struct listening l;
    char name[SOCKET_PATH_SIZE + 16];
    int lock;

    snprintf(name, sizeof name, "%s%s", path, LOCK_SUFFIX);
    CU_ASSERT_EQUAL_FATAL(listen_begin(&l, path, false, &why), LISTENING);
    lock = open(name, O_RDWR | O_CLOEXEC);
    CU_ASSERT_EQUAL(flock(lock, LOCK_EX), 0);
    CU_ASSERT_FALSE(listen_end(&l, path, false));       /* somebody is about to start one: stay */
    CU_ASSERT_TRUE(listen_end(&l, path, true));
    CU_ASSERT_TRUE(exists(""));
    close(lock);
    drop(&l);
    remove_all();
}

static void anothers_socket_is_not_taken_away(void)
{
    struct listening old, new;
    int fd;

    CU_ASSERT_EQUAL_FATAL(listen_begin(&old, path, false, &why), LISTENING);
    remove_all();                                       /* a cleaner of /tmp */
    CU_ASSERT_EQUAL_FATAL(listen_begin(&new, path, false, &why), LISTENING);
    CU_ASSERT_TRUE(listen_end(&old, path, true));
    fd = listen_connect(path);
    CU_ASSERT_TRUE(fd >= 0);
    close(fd);
    close(old.listener);
    close(old.deposit);
    CU_ASSERT_TRUE(listen_end(&new, path, true));
    close(new.deposit);
}

/* One of many: 1 when it is the server (and it stays until it is killed), 2 when another one is. */
static void race(int go, int result)
{
    struct listening l;
    uint8_t outcome = 3;
    char byte;

    if (read(go, &byte, 1) != 0)
        _exit(1);
    switch (listen_begin(&l, path, false, &why)) {
    case LISTENING:
        outcome = 1;
        break;
    case ANOTHER_LISTENS:
        outcome = 2;
        break;
    default:
        break;
    }
    if (write(result, &outcome, 1) == 1 && outcome == 1)
        pause();
    _exit(0);
}

static void of_many_one_becomes_the_server(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        int go[2], result[2], n_servers = 0, n_others = 0;
        pid_t racers[RACERS];
        uint8_t outcome;

        CU_ASSERT_EQUAL_FATAL(pipe(go) | pipe(result), 0);
        for (int i = 0; i < RACERS; i++) {
            racers[i] = fork();
            if (!racers[i]) {
                close(go[1]);
                race(go[0], result[1]);
            }
        }
        close(go[1]);                                   /* now; the last round's dead socket is still there */
        for (int i = 0; i < RACERS && read(result[0], &outcome, 1) == 1; i++) {
            n_servers += outcome == 1;
            n_others += outcome == 2;
        }
        CU_ASSERT_EQUAL(n_servers, 1);
        CU_ASSERT_EQUAL(n_others, RACERS - 1);
        for (int i = 0; i < RACERS; i++) {
            kill(racers[i], SIGKILL);
            waitpid(racers[i], NULL, 0);
        }
        close(go[0]);
        close(result[0]);
        close(result[1]);
    }
    remove_all();
}

static void the_directory_is_ours_alone(void)
{
    char inside[SOCKET_PATH_SIZE], link[SOCKET_PATH_SIZE];

    snprintf(inside, sizeof inside, "%s/sub/server", folder);
    CU_ASSERT_FALSE(socket_directory_safe(inside, &why));       /* missing */
    CU_ASSERT_TRUE(socket_directory_make(inside, false, &why));
    CU_ASSERT_TRUE(socket_directory_make(inside, false, &why));
    CU_ASSERT_TRUE(socket_directory_safe(inside, &why));
    inside[strlen(inside) - strlen("/server")] = 0;
    snprintf(link, sizeof link, "%s/link", folder);
    CU_ASSERT_EQUAL(symlink(inside, link), 0);
    strcat(link, "/server");
    CU_ASSERT_FALSE(socket_directory_safe(link, &why));         /* who made that link? */
    link[strlen(link) - strlen("/server")] = 0;
    unlink(link);
    chmod(inside, 0770);
    strcat(inside, "/server");
    CU_ASSERT_FALSE(socket_directory_safe(inside, &why));
    inside[strlen(inside) - strlen("/server")] = 0;
    chmod(inside, 0777);
    strcat(inside, "/server");
    CU_ASSERT_FALSE(socket_directory_safe(inside, &why));
    inside[strlen(inside) - strlen("/server")] = 0;
    chmod(inside, 01777);                                       /* as /tmp */
    strcat(inside, "/server");
    CU_ASSERT_TRUE(socket_directory_safe(inside, &why));
    inside[strlen(inside) - strlen("/server")] = 0;
    if (geteuid() == 0 && chown(inside, 12345, 12345) == 0) {
        strcat(inside, "/server");
        CU_ASSERT_FALSE(socket_directory_safe(inside, &why));
        inside[strlen(inside) - strlen("/server")] = 0;
    }
    rmdir(inside);
}

static void the_environment_says_where(void)
{
    char found[SOCKET_PATH_SIZE], expected[SOCKET_PATH_SIZE], longest[200];

    setenv("NTPORT_SERVER", "/somewhere/else", 1);
    setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
    CU_ASSERT_TRUE(socket_path(found, &why));
    CU_ASSERT_STRING_EQUAL(found, "/somewhere/else");
    CU_ASSERT_FALSE(socket_path_is_system(found));
    setenv("NTPORT_SERVER", "system", 1);
    CU_ASSERT_TRUE(socket_path(found, &why));
    CU_ASSERT_STRING_EQUAL(found, "/run/ntport/server");
    CU_ASSERT_TRUE(socket_path_is_system(found));               /* nobody is to start one there by the way */
    setenv("NTPORT_SERVER", "", 1);
    CU_ASSERT_TRUE(socket_path(found, &why));
    CU_ASSERT_STRING_EQUAL(found, "/run/user/7/ntport/server");
    setenv("XDG_RUNTIME_DIR", "relative", 1);
    CU_ASSERT_TRUE(socket_path(found, &why));
    snprintf(expected, sizeof expected, "/tmp/ntport-%u/server", geteuid());
    CU_ASSERT_STRING_EQUAL(found, expected);

    memset(longest, 'x', sizeof longest);
    longest[0] = '/';
    for (size_t n = 90; n < 120; n++) {                         /* the deposit socket's name must fit, too */
        longest[n] = 0;
        setenv("NTPORT_SERVER", longest, 1);
        CU_ASSERT_EQUAL(socket_path(found, &why), n + strlen(DEPOSIT_SUFFIX) < SOCKET_PATH_SIZE);
        longest[n] = 'x';
    }
    unsetenv("NTPORT_SERVER");
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(the_second_finds_the_first),
        TEST(a_dead_ones_socket_is_replaced),
        TEST(a_full_backlog_is_no_death),
        TEST(who_comes_at_the_last_moment_is_served),
        TEST(a_lock_that_somebody_holds_keeps_nobody),
        TEST(anothers_socket_is_not_taken_away),
        TEST(of_many_one_becomes_the_server),
        TEST(the_directory_is_ours_alone),
        TEST(the_environment_says_where),
    };
    int status;

    if (!mkdtemp(folder))
        return 99;
    snprintf(path, sizeof path, "%s/server", folder);
    status = RUN_SUITE("listen", tests);
    remove_all();
    rmdir(folder);
    return status;
}
