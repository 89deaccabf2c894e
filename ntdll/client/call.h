/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests to the server: call_OP(request, reply, fds) for each line of protocol.def.
 *
 * The first call of a process connects, and starts a server where none listens. A call sends one
 * packet and takes one, under one lock; the server never makes it wait for anybody else. When the
 * server has died: the calls under way and all that belongs to the old session end (session_epoch
 * moves on), and the next call starts over.
 *
 * fds: NULL, or WIRE_MAX_FDS places, filled with the descriptors of the reply and then with -1; the
 * caller closes them. Descriptors nobody asked for are closed here.
 *
 * Besides the request's own statuses: STATUS_SERVER_DISABLED when no server can be had (the reason
 * has been written to the channel "server", once), STATUS_INVALID_HANDLE when it died during the
 * call.
 */
#pragma once

#include "common/protocol.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                                       \
    NTSTATUS call_##op(const struct op##_request *req, struct op##_reply *reply, int *fds);
#include "common/protocol.def"

struct client_session {
    uint32_t epoch;                     /* counts connections to a server; 0: none yet */
    uint32_t pid;                       /* this process, as the server knows it */
    uint32_t server_pid;
    int64_t create_time;
    struct control_memory *control;
    struct session_memory *shared;
};

/* The session, connected if it was not. NULL when there is no server to be had. */
const struct client_session *client_session(void);
/* How many times a session has ended or begun; a load. What was cached under another value is
 * void. */
uint32_t session_epoch(void);
