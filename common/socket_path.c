/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's place; see socket_path.h. */
#include "common/socket_path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool socket_path(char path[SOCKET_PATH_SIZE], const char **why)
{
    const char *chosen = secure_getenv("NTPORT_SERVER");
    const char *runtime = secure_getenv("XDG_RUNTIME_DIR");
    int n;

    if (chosen && !strcmp(chosen, "system"))
        chosen = SOCKET_PATH_SYSTEM;
    if (chosen && *chosen)
        n = snprintf(path, SOCKET_PATH_SIZE, "%s", chosen);
    else if (runtime && *runtime == '/')
        n = snprintf(path, SOCKET_PATH_SIZE, "%s/ntport/server", runtime);
    else
        n = snprintf(path, SOCKET_PATH_SIZE, "/tmp/ntport-%u/server", geteuid());
    *why = "the socket's path is too long; set NTPORT_SERVER to a shorter one";
    return n > 0 && (size_t)n + sizeof DEPOSIT_SUFFIX <= SOCKET_PATH_SIZE;
}

bool socket_path_is_system(const char *path)
{
    return !strcmp(path, SOCKET_PATH_SYSTEM);
}

static void directory_of(const char *path, char directory[SOCKET_PATH_SIZE])
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;

    if (!slash) {
        strcpy(directory, ".");
        return;
    }
    memcpy(directory, path, n);
    directory[n] = '\0';
    if (!n)
        strcpy(directory, "/");
}

bool socket_directory_make(const char *path, bool for_everybody, const char **why)
{
    const mode_t mode = for_everybody ? 0755 : 0700;
    char directory[SOCKET_PATH_SIZE];

    directory_of(path, directory);
    *why = "the socket's directory cannot be made";
    if (mkdir(directory, mode) == 0)
        return chmod(directory, mode) == 0;     /* whatever the umask */
    return errno == EEXIST;
}

bool socket_directory_safe(const char *path, const char **why)
{
    char directory[SOCKET_PATH_SIZE];
    struct stat st;

    directory_of(path, directory);
    *why = "the socket's directory is missing";
    if (lstat(directory, &st))
        return false;
    *why = "the socket's directory is not a directory";
    if (!S_ISDIR(st.st_mode))
        return false;
    *why = "the socket's directory belongs to somebody else";
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return false;
    /* In a sticky directory nobody can take our socket away, and its listener is asked who it is. */
    *why = "the socket's directory may be written by others; chmod go-w it, or set NTPORT_SERVER";
    return !(st.st_mode & (S_IWGRP | S_IWOTH)) || st.st_mode & S_ISVTX;
}
