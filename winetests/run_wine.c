/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How Wine is started for the PE build: a prefix of its own that is kept from run to run, no
 * display, no messages, and its server asked to leave at the end.
 */
#include "winetests/run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

void wine_end(void)
{
    wineboot("-k", PREFIX_SECONDS);
}
