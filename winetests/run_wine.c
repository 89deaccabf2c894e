/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How Wine is started for the PE build: a prefix of its own that is kept from run to run, no
 * display, no messages, and its server asked to leave at the end.
 */
#include "winetests/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Making a prefix takes a while the first time. */
#define PREFIX_SECONDS 300

static const char *const programs[] = { "/usr/bin/wine", "/usr/bin/wine64",
                                        "/usr/lib/wine/wine64" };

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
    char *const args[] = { (char *)wine_program(), "wineboot.exe", option, NULL };
    struct outcome outcome = { 0 };

    command_run(&outcome, args, seconds, "/dev/null");
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
