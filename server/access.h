/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may do what: tokens made from what the kernel says of a process, and the check of a security
 * descriptor's owner and DACL against them.
 */
#pragma once

#include "server/object.h"

#include <sys/types.h>

struct token;

/* Maps generic rights, and checks desired against the object's descriptor. MAXIMUM_ALLOWED gives all
 * that is allowed. STATUS_ACCESS_DENIED: a right that is not allowed, or that the type does not know;
 * STATUS_PRIVILEGE_NOT_HELD: ACCESS_SYSTEM_SECURITY. */
NTSTATUS access_check(const struct token *token, const struct object *object, uint32_t desired,
                      uint32_t *granted);
/* Is this the token's user (or, for root, its other name)? sid is validated. */
bool token_is_user(const struct token *token, const void *sid, uint32_t size);
/* A SID from a client: well formed, and exactly that long? */
bool sid_valid(const void *sid, uint32_t size);

/* Who a process is, from what the kernel says: S-1-22-1-uid, S-1-22-2-gid, the well-known SIDs; root is
 * S-1-5-18; the overflow uid is Anonymous (R27). NULL: no memory. */
struct token *token_create(uid_t uid, gid_t gid, const gid_t *groups, size_t n_groups);
void token_free(struct token *token);
/* LUIDs: the token's own, its logon's, and the one that changes with its contents. */
struct token_ids {
    uint64_t token, authentication, modified;
};
struct token_ids token_ids(const struct token *token);
/* The user's SID; valid as long as the token. */
const void *token_user(const struct token *token, uint32_t *size);
/* Does the descriptor, self-relative and valid, allow the token these rights of the type? */
bool token_allowed_by(const struct token *token, const struct object_type *type, void *sd, uint32_t size,
                      uint32_t desired);
