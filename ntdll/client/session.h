/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The session behind call.h: who may use the connection, and what happens when it ends.
 */
#pragma once

#include "ntdll/client/call.h"
#include "ntdll/client/packet.h"

/* The connection, locked, and connected if begin says so. NULL: STATUS_SERVER_DISABLED when
 * there is no server to be had, STATUS_INVALID_HANDLE when there is no session and none was to
 * begin. */
struct connection *session_lock(bool begin, NTSTATUS *status);
void session_unlock(void);
/* May the server not have heard yet of something that it was told without an answer? */
bool session_told(void);
/* Under lock: the other end is gone. Whoever watches the session will clean up behind it. */
void session_break(void);

/* For the watcher. */

struct session_watch {
    uint32_t epoch;
    int events;                 /* the second connection; the watcher closes it at the end */
    struct control_memory *control;
};
/* Makes the second connection that of the session. false: it ended meanwhile, or somebody
 * watches already. */
bool session_watched(struct session_watch *watch);
/* What attach_events must say. */
uint64_t session_secret(void);
/* The second connection has ended, and so the session has. */
void session_watch_ended(const struct session_watch *watch);
/* Everything of the session has been cleaned up; a new one may begin. Closes the second
 * connection. */
void session_wound_up(const struct session_watch *watch);
/* This thread is the watcher: it never begins a session, nor waits for its own end. */
void session_i_watch(void);

/* fork: the child has none. */
void session_forget(void);
