/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The namespace: directories, names, symbolic links, and NT's order of checks on the way.
 */
#pragma once

#include "common/protocol.h"
#include "server/handle.h"

/* The existing object of a path, with a reference. type NULL: any. Symbolic links are followed, except a
 * last one when the type is symlink_type. OBJ_CASE_INSENSITIVE in path->attributes counts.
 * The object's security descriptor is not asked: see access_check.
 * NULL with STATUS_OBJECT_NAME_INVALID (no name, empty), STATUS_OBJECT_PATH_SYNTAX_BAD (not absolute),
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH,
 * STATUS_OBJECT_PATH_INVALID (goes through something that holds no names), STATUS_ACCESS_DENIED */
void *namespace_lookup(struct session *session, const wire_path *path,
                       const struct object_type *type, NTSTATUS *status);

/* For Nt{Open}X: lookup, access check, handle. */
NTSTATUS namespace_open(struct session *session, const wire_path *path, const struct object_type *type,
                        uint32_t access, uint64_t *handle);

/* For NtCreateX: puts the fresh object at the path (an empty name: nowhere), with its security
 * descriptor (validated; empty: the default), and makes the handle with `access` granted after the generic mapping.
 * OBJ_OPENIF with an existing object of the type opens that one: STATUS_OBJECT_NAME_EXISTS.
 * STATUS_OBJECT_NAME_COLLISION, STATUS_INVALID_SECURITY_DESCR, STATUS_INVALID_PARAMETER for
 * attributes the type does not take, and the lookup's. Takes no reference away from the caller. */
NTSTATUS namespace_create(struct session *session, const wire_path *path, const wire_blob *sd,
                          struct object *object, uint32_t access, uint64_t *handle);

/* Takes the name away at once, for whoever must not be found any more. */
void namespace_remove(struct object *object);
/* The whole path of an object: UTF-16, size in bytes; 0 when it has no name. buffer may be NULL. */
uint32_t namespace_path(struct object *object, uint16_t *buffer, uint32_t size);
NTSTATUS namespace_init(void);
