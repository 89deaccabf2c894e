/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may do what with objects: the check at every open, create and connect, and the descriptors of new objects.
 *
 * A request is judged by the token as which the asking thread acts, or else by its process's own. It is the one of
 * the moment when the request came (R37).
 */
#pragma once

#include "server/object.h"
#include "server/token.h"

struct session;

/* As whom the session's request under way is made. */
struct token *caller_token(const struct session *session);
/* Has it that privilege, switched on, and may it be used for access? */
bool caller_has_privilege(const struct session *session, uint32_t privilege);

/* Maps generic rights, and checks desired against the object's descriptor. MAXIMUM_ALLOWED gives all
 * that is allowed. STATUS_ACCESS_DENIED: a right that is not allowed, or that the type does not know;
 * STATUS_PRIVILEGE_NOT_HELD: ACCESS_SYSTEM_SECURITY; STATUS_BAD_IMPERSONATION_LEVEL: the thread acts as
 * somebody whom it may only identify (R33). */
NTSTATUS access_check(const struct session *session, const struct object *object, uint32_t desired,
                      uint32_t *granted);
/* The same for a process or a thread, where SeDebugPrivilege gives everything. */
NTSTATUS access_check_debug(const struct session *session, const struct object *object, uint32_t desired,
                            uint32_t *granted);
/* The same for some token. */
NTSTATUS access_check_token(const struct token *token, const struct object *object, uint32_t desired,
                            uint32_t *granted);
/* Does the descriptor, self-relative and valid, allow the token these rights of the type? */
bool token_allowed_by(const struct token *token, const struct object_type *type, void *sd, uint32_t size,
                      uint32_t desired);

/* The rights that whoever makes an object of the type gets when it asks for these. */
uint32_t access_of_creator(const struct object_type *type, uint32_t access);

/* A new object's descriptor: what its creator says (empty: nothing), what the directory hands down (NULL: none), what
 * the token has for such cases. STATUS_INVALID_SECURITY_DESCR; STATUS_INVALID_OWNER: not one that the caller may
 * name; STATUS_PRIVILEGE_NOT_HELD: a SACL; STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED */
NTSTATUS object_secure(struct object *object, const struct session *session, const struct directory *parent, const void *sd,
                       uint32_t sd_size);
/* Another descriptor in the place of its own, on the C heap, which the object then owns or which is freed. */
NTSTATUS object_take_descriptor(struct object *object, uint8_t *sd, uint32_t size);
/* May the caller make that the owner, and these the SACL's entries? */
NTSTATUS check_owner(const struct session *session, const void *owner);
NTSTATUS check_sacl(const struct session *session, const void *sacl);
