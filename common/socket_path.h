/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the server is to be found: $NTPORT_SERVER (not in set-uid programs), a path or the word "system"; else the
 * user's own, $XDG_RUNTIME_DIR/ntport/server, else /tmp/ntport-UID/server.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define SOCKET_PATH_SIZE 108            /* sun_path's */
#define SOCKET_PATH_SYSTEM "/run/ntport/server"     /* the machine-wide server's */
#define DEPOSIT_SUFFIX   ".deposit"     /* where descriptors of files are handed over (R20) */
#define LOCK_SUFFIX      ".lock"

/* false: too long, or there is no home for it; *why says so. The directory need not exist. */
bool socket_path(char path[SOCKET_PATH_SIZE], const char **why);
/* A server there is the administrator's to start, not whoever comes first. */
bool socket_path_is_system(const char *path);
/* Makes the directory when it is missing: mode 0700, or 0755 for everybody. */
bool socket_directory_make(const char *path, bool for_everybody, const char **why);
/* R28: the directory belongs to us or root, and nobody else may put something else in its place. */
bool socket_directory_safe(const char *path, const char **why);
