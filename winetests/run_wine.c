/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How Wine is started for the PE build: a prefix of its own that is kept from run to run, no
 * display, no messages, and its server asked to leave at the end.
 */
#include "winetests/run.h"

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Making a prefix takes a while the first time. */
#define PREFIX_SECONDS 300

static const char *const programs[] = {"/usr/bin/wine", "/usr/bin/wine64", "/usr/lib/wine/wine64"};

const char *wine_program(void)
{
    size_t i;

    for (i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
        if (!access(programs[i], X_OK))
            return programs[i];
    return NULL;
}

static void wineboot(char *option, unsigned int seconds)
{
    char *const args[] = {(char *)wine_program(), "wineboot.exe", option, NULL};
    struct outcome outcome = {0};

    command_run(&outcome, args, seconds, "/dev/null");
}

/* One run at a time in a prefix: the end of one takes Wine away under the others. Held until this
 * process ends. */
static void lock_prefix(const char *prefix)
{
    char path[300];
    int lock;

    snprintf(path, sizeof(path), "%s/winetests.lock", prefix);
    lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    while (lock >= 0 && flock(lock, LOCK_EX))
        ;
}

bool wine_begin(void)
{
    char prefix[256];

    if (!wine_program()) {
        printf("there is no Wine here; on Debian: apt-get install wine\n");
        return false;
    }
    snprintf(prefix, sizeof(prefix), "/tmp/ntport-winetests-wine-%u", (unsigned int)getuid());
    mkdir(prefix, 0700);
    lock_prefix(prefix);
    setenv("WINEPREFIX", prefix, 1);
    setenv("WINEDEBUG", "-all", 1);
    setenv("WINEDLLOVERRIDES", "mscoree,mshtml=", 1);
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    wineboot("-u", PREFIX_SECONDS);
    return true;
}

/* A short file of the kernel's, with a zero behind it; how long it is. */
static size_t read_file(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

    if (fd >= 0)
        close(fd);
    text[n < 0 ? 0 : n] = 0;
    return n < 0 ? 0 : (size_t)n;
}

static bool is_dead(const char *pid)
{
    char path[300], text[1024];

    snprintf(path, sizeof(path), "/proc/%s/status", pid);
    read_file(path, text, sizeof(text));
    return strstr(text, "\nState:\tZ") != NULL;
}

/* Does the thread run in our prefix? */
static bool is_ours(const char *environ_path)
{
    static char text[65536];
    const char *prefix = getenv("WINEPREFIX");
    size_t size = read_file(environ_path, text, sizeof(text));

    for (size_t i = 0; i < size; i += strlen(text + i) + 1)
        if (!strncmp(text + i, "WINEPREFIX=", 11) && !strcmp(text + i + 11, prefix))
            return true;
    return false;
}

/* Now and then Wine's explorer leaves a thread that waits for an answer of the wineserver that has gone. Its process is dead but
 * for that, and holds what it has inherited for ever. */
static void bury(void)
{
    glob_t threads;

    if (glob("/proc/[0-9]*/task/*/environ", 0, NULL, &threads))
        return;
    for (size_t i = 0; i < threads.gl_pathc; i++) {
        char pid[16] = "";

        sscanf(threads.gl_pathv[i], "/proc/%15[0-9]", pid);
        if (is_dead(pid) && is_ours(threads.gl_pathv[i]))
            kill((pid_t)atoi(pid), SIGKILL);
    }
    globfree(&threads);
}

void wine_end(void)
{
    wineboot("-k", PREFIX_SECONDS);
    bury();
}
