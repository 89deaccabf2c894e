/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Being the one server of a socket path. */
#pragma once

#include <stdbool.h>

struct listening {
    int lock;                           /* -1: the sockets are somebody else's, and stay */
    int listener, deposit;
};

enum listen_result { LISTENING, ANOTHER_LISTENS, LISTEN_FAILED };

/* Under the path's lock: another server that lives is left alone, a dead one's socket is replaced. */
enum listen_result listen_begin(struct listening *listening, const char *path, bool for_everybody, const char **why);
/* The sockets that systemd has made for us and that will be there when we have ended (sd_listen_fds(3)): descriptors from
 * ADOPTED_FD on. false: there are none, and nothing has been done; or *why they are not usable. */
bool listen_adopt(struct listening *listening, const char **why);
#define ADOPTED_FD 3
#define N_ADOPTED  2
/* Has the kernel a way to refuse descriptors for us (R19)? */
bool listen_can_refuse_descriptors(const struct listening *listening);
/* R25, R19: for the socket that listens for processes, or one of those. */
void listen_guard(int socket);
/* A server listens there? Its connected socket, or -1. */
int listen_connect(const char *path);
/* Takes the sockets away. false: somebody has connected meanwhile, or is about to start a server; then it must go on
 * serving. In any case: it ends all the same. */
bool listen_end(const struct listening *listening, const char *path, bool in_any_case);
