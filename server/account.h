/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accounts: what each uid makes the server hold, bounded, and zero again when it has nothing left (R21).
 */
#pragma once

#include "server/object.h"

#include <sys/types.h>

/* Takes it from the payer before the thing exists. STATUS_QUOTA_EXCEEDED leaves the charge empty. Adding to a
 * charge that already has something is fine. */
NTSTATUS charge_take(struct charge *charge, struct account *payer, uint64_t objects, uint64_t handles,
                     uint64_t bytes);
void charge_release(struct charge *charge);
/* Gives back part of what a charge holds. */
void charge_give_back(struct charge *charge, uint64_t objects, uint64_t handles, uint64_t bytes);

/* What one uid may make the server hold. */
struct account_limits {
    uint32_t processes, connections;    /* connections: sockets, of which a process has two */
    uint64_t objects, handles, bytes;
};
extern const struct account_limits account_limits_own;      /* of a server that serves its own user */
extern const struct account_limits account_limits_system;   /* of one that serves everybody */
/* Before anybody comes; without it, the own ones. */
void account_set_limits(const struct account_limits *limits);

/* R22: a socket of that uid is there, if it may have another one; and is gone. */
bool account_connect(uid_t uid);
void account_disconnect(uid_t uid);
/* A process of that uid has come: its account, made when it is the first. STATUS_QUOTA_EXCEEDED: too many processes,
 * STATUS_NO_MEMORY, STATUS_INSUFFICIENT_RESOURCES */
NTSTATUS account_enter(struct account **account, uid_t uid);
/* It has gone. The account goes with the last process, socket and charge, and is empty then. */
void account_leave(struct account *account);
/* R30: the counters of ids, which only that user's processes map. */
int account_counters_fd(const struct account *account);
/* The next message id of theirs; never 0. */
uint32_t account_next_message_id(const struct account *account);
/* As a JSON object. */
void account_describe(const struct account *account, char *text, size_t size);
