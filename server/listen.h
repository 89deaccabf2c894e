/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Being the one server of a socket path. */
#pragma once

#include <stdbool.h>

struct listening {
    int lock, listener, deposit;
};

enum listen_result { LISTENING, ANOTHER_LISTENS, LISTEN_FAILED };

/* Under the path's lock: another server that lives is left alone, a dead one's socket is replaced. */
enum listen_result listen_begin(struct listening *listening, const char *path, const char **why);
/* A server listens there? Its connected socket, or -1. */
int listen_connect(const char *path);
/* Takes the sockets away, unless somebody has connected meanwhile and it need not end in any case: then false, and it must go on serving. */
bool listen_end(const struct listening *listening, const char *path, bool in_any_case);
