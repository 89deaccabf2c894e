/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The threads of the thread pool: they wait at one completion port, shared by all that is bound to the pool. There are
 * some only while something is bound.
 */
#pragma once

#include <stdint.h>
#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

struct pool;

/* One more thing is bound, whose packets are to have a key of its own, not 0. STATUS_NO_MEMORY, STATUS_SERVER_DISABLED */
struct pool *pool_join(NTSTATUS *status);
void pool_leave(struct pool *pool);
HANDLE pool_completion(const struct pool *pool);

/* Written by who binds things: there is a packet with that key; there will be none any more, since the server died. */
void pool_packet(uint64_t key);
void pool_broken(const struct pool *pool);

/* fork: the child has no threads. */
void pool_forget(void);
