/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where things are: ours, Wine, the program. */
#include "tools/nt-run/nt-run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_there(const char *directory, const char *name, int mode, char path[PATH_MAX])
{
    return (size_t)snprintf(path, PATH_MAX, "%s/%s", directory, name) < PATH_MAX && access(path, mode) == 0;
}

/* A tree that was installed somewhere else than it was built for: up/ is seen from the folder of this program. */
static bool beside(const char *up, const char *name, int mode, char path[PATH_MAX])
{
    char own[PATH_MAX], directory[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    char *slash;

    own[n < 0 ? 0 : n] = 0;
    slash = strrchr(own, '/');
    if (!slash)
        return false;
    *slash = 0;
    return (size_t)snprintf(directory, sizeof directory, "%s/%s", own, up) < sizeof directory &&
           is_there(directory, name, mode, path);
}

bool find_server(char path[PATH_MAX])
{
    const char *chosen = getenv("NTPORT_SERVER_BINARY");

    if (chosen && *chosen) {
        snprintf(path, PATH_MAX, "%s", chosen);
        return access(path, X_OK) == 0;
    }
    return beside(".", "ntserver", X_OK, path) || is_there(BINDIR, "ntserver", X_OK, path);
}

/* In the first of these folders that has it. */
static bool search(const char *folders, const char *name, int mode, char path[PATH_MAX])
{
    char folder[PATH_MAX];

    for (; *folders; folders += strspn(folders, ":")) {
        size_t length = strcspn(folders, ":");

        if ((size_t)snprintf(folder, sizeof folder, "%.*s", (int)length, folders) < sizeof folder &&
            is_there(folder, name, mode, path))
            return true;
        folders += length;
    }
    return false;
}

bool find_library(const char *name, char path[PATH_MAX])
{
    const char *chosen = getenv("NTPORT_LIBRARIES");
    char ours[NAME_MAX];

    snprintf(ours, sizeof ours, "ntport/%s", name);
    if (chosen && *chosen)
        return search(chosen, name, R_OK, path) || search(chosen, ours, R_OK, path);
    return beside("../lib", name, R_OK, path) || beside("../lib", ours, R_OK, path) ||
           is_there(LIBDIR, name, R_OK, path) || is_there(LIBDIR, ours, R_OK, path);
}

bool find_program(const char *name, char path[PATH_MAX])
{
    const char *folders = getenv("PATH");

    if (!strchr(name, '/') && search(folders ? folders : "/usr/bin:/bin", name, X_OK, path))
        return true;
    snprintf(path, PATH_MAX, "%s", name);
    return strchr(name, '/') && access(name, F_OK) == 0;
}

bool find_wine(char path[PATH_MAX])
{
    const char *chosen = getenv("WINE");

    if (chosen && *chosen)
        return find_program(chosen, path);
    return find_program("wine64", path) || find_program("wine", path) ||
           is_there("/usr/lib/wine", "wine64", X_OK, path);
}
