/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The threads of the thread pool: they wait at one completion port, shared by all that is bound to the pool. There are
 * some only while something is bound.
 */
#pragma once

#include <nttp.h>
#include <stdbool.h>
#include <stdint.h>
#include <ntstatus.h>

struct pool;

/* One more thing is bound, whose packets are to have a key of its own, not 0. STATUS_NO_MEMORY, STATUS_SERVER_DISABLED */
struct pool *pool_join(NTSTATUS *status);
void pool_leave(struct pool *pool);
HANDLE pool_completion(const struct pool *pool);

/* What a callback has been told to send when it is over. */
struct _TP_CALLBACK_INSTANCE {
    HANDLE port;
    ULONG flags;
    PORT_MESSAGE *message;              /* NULL: nothing */
};

/* A callback on its way. It stays where it is, since what is called has a pointer to its instance. */
struct pool_call {
    PTP_ALPC alpc;                      /* NULL: none */
    struct _TP_CALLBACK_INSTANCE instance;
};

/* Written by who binds things: there is a packet with that key, or there will be none any more, since the server died. false:
 * nothing is to be called. In the second form the calls are asked for one by one, *key is 0 at first. */
bool pool_call_begin(struct pool_call *call, uintptr_t key);
bool pool_call_begin_broken(struct pool_call *call, uintptr_t *key, const struct pool *pool);
/* Makes it; or what it is, for somebody else to make it: a function and its arguments, in Windows' convention. */
void pool_call_make(struct pool_call *call);
void pool_call_tell(void *outside[5], struct pool_call *call);
void pool_call_end(struct pool_call *call);

/* fork: the child has no threads. */
void pool_forget(void);
