/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The requests of protocol.def as functions. Each is: lock, encode, exchange, decode, unlock.
 *
 * A signal handler must not come here while its thread is in a call, as it must not call malloc.
 */
#include "ntdll/client/call.h"

#include "ntdll/client/self.h"
#include "ntdll/client/session.h"
#include "ntdll/debug.h"

#include <string.h>

DEBUG_CHANNEL(call);

struct call {
    uint32_t op;
    int *fds;                           /* where the caller wants descriptors, or NULL */
    struct connection *connection;
    struct writer writer;
    struct packet_reply reply;
};

/* Fields that mean something to one session only: whoever has such a number had a session, and
 * another one cannot answer for it. */
static inline bool is_bound(const char *field)
{
    return !strcmp(field, "slot") || !strcmp(field, "port") || !strcmp(field, "channel") ||
           !strcmp(field, "queue_port");
}

static bool call_begin(struct call *call, bool bound, NTSTATUS *status)
{
    if (call->fds)
        memset(call->fds, -1, WIRE_MAX_FDS * sizeof(int));
    if (bound && self_is_new())
        self();                         /* what it names, another thread of the process has been told of */
    call->connection = session_lock(!bound, status);
    if (call->connection && bound && self_is_stale()) {
        session_unlock();
        call->connection = NULL;
        *status = STATUS_INVALID_HANDLE;
    }
    if (!call->connection)
        return false;
    call->writer = packet_begin(call->connection);
    return true;
}

/* false: there is nothing to decode; status is what to return. */
static bool call_exchange(struct call *call, NTSTATUS *status)
{
    bool silent = wire_op_is_silent(call->op), done;

    if (call->writer.full) {
        *status = STATUS_INSUFFICIENT_RESOURCES;
        return false;
    }
    done = silent ? packet_tell(call->connection, call->op, self_caller(), &call->writer)
                  : packet_exchange(call->connection, call->op, self_caller(), call->fds, &call->writer, &call->reply);
    if (!done) {
        session_break();
        *status = STATUS_INVALID_HANDLE;
        return false;
    }
    if (silent) {
        *status = STATUS_SUCCESS;
        return false;
    }
    *status = call->reply.status;
    if (call->fds)
        memcpy(call->fds, call->reply.fds, sizeof call->reply.fds);
    else
        close_fds(call->reply.fds, WIRE_MAX_FDS);
    return true;
}

static void call_garbled(struct call *call, NTSTATUS *status)
{
    ERR("%s: the server's answer makes no sense", wire_op_name(call->op));
    if (call->fds)
        close_fds(call->fds, WIRE_MAX_FDS);
    session_break();
    *status = STATUS_INVALID_HANDLE;
}

static void call_end(const struct call *call, NTSTATUS status)
{
    session_unlock();
    TRACE("%s: %s", wire_op_name(call->op), debug_status(status));
}

#define ARG(type, name) || is_bound(#name)
#define RET(type, name)
#define REQUEST(op_, states, args, rets)                                                        \
    NTSTATUS call_##op_(const struct op_##_request *req, struct op_##_reply *reply, int *fds)   \
    {                                                                                           \
        struct call call = {.op = OP_##op_, .fds = fds};                                        \
        struct op_##_reply unwanted;                                                            \
        NTSTATUS status;                                                                        \
                                                                                                \
        memset(&unwanted, 0, sizeof unwanted);                                                  \
        if (!call_begin(&call, false args, &status))                                            \
            return status;                                                                      \
        encode_##op_##_request(&call.writer, req);                                              \
        if (call_exchange(&call, &status) &&                                                    \
            !decode_##op_##_reply(&call.reply.reader, reply ? reply : &unwanted))               \
            call_garbled(&call, &status);                                                       \
        call_end(&call, status);                                                                \
        return status;                                                                          \
    }
#include "common/protocol.def"
