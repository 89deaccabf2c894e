/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server of its own, in a directory of its own: begun by the first program that needs it, as always. */
#include "tools/nt-run/nt-run.h"

#include "common/socket_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[] = "/tmp/nt-run.XXXXXX";

void private_begin(void)
{
    char socket[sizeof directory + 8];

    if (!mkdtemp(directory))
        fail(EXIT_OURS, "no directory can be made in /tmp for the private server: %s", strerror(errno));
    snprintf(socket, sizeof socket, "%s/server", directory);
    setenv("NTPORT_SERVER", socket, 1);
}

/* It has ended when this returns; that none was ever started is all right. */
static void stop_server(void)
{
    char binary[PATH_MAX];
    int nowhere;
    pid_t pid;

    if (!find_server(binary))
        return;
    pid = fork();
    if (pid == 0) {
        nowhere = open("/dev/null", O_RDWR);
        for (int fd = 0; fd < 3; fd++)
            dup2(nowhere, fd);
        unsetenv("LD_PRELOAD");
        execl(binary, "ntserver", "--kill", (char *)NULL);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

void private_end(void)
{
    static const char *const names[] = {"server", "server" DEPOSIT_SUFFIX, "server" LOCK_SUFFIX};
    char path[sizeof directory + 32];

    stop_server();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        unlink(path);
    }
    if (rmdir(directory) && errno != ENOENT)
        fprintf(stderr, "nt-run: %s is left behind: %s\n", directory, strerror(errno));
}
