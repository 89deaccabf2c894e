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
/* Takes the sockets away. false: somebody has connected meanwhile, or is about to start a server; then it must go on
 * serving. In any case: it ends all the same. */
bool listen_end(const struct listening *listening, const char *path, bool in_any_case);
