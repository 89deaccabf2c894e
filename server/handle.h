/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handle tables: one for each process. A handle is a multiple of four, its value is not given out
 * again soon (P11), and it carries granted access and attributes.
 */
#pragma once

#include "server/object.h"

/* Pseudo handles: NtCurrentProcess travels as it is, NtCurrentThread with the caller's slot (protocol.h). */
#define PSEUDO_PROCESS ((uint64_t)-1)

/* A new handle with this granted access; takes its own reference.
 * STATUS_QUOTA_EXCEEDED, STATUS_NO_MEMORY */
NTSTATUS handle_create(uint64_t *handle, struct session *session, struct object *object,
                       uint32_t granted, uint32_t attributes);
/* The only door from a handle to an object: existence, type (NULL: any), access, in NT's order, and a
 * reference. NULL with STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED. */
void *handle_get(struct session *session, uint64_t handle, const struct object_type *type,
                 uint32_t access, NTSTATUS *status);
/* The same, and what was granted. */
void *handle_get_granted(struct session *session, uint64_t handle, const struct object_type *type,
                         uint32_t access, uint32_t *granted, uint32_t *attributes, NTSTATUS *status);
/* STATUS_INVALID_HANDLE, STATUS_HANDLE_NOT_CLOSABLE */
NTSTATUS handle_close(struct session *session, uint64_t handle, uint32_t slot);
/* The process is gone: closes all. */
void handle_close_all(struct session *session);
void handle_table_free(struct session *session);
uint32_t handle_count(const struct session *session);
/* The first handle at or behind this one, or 0: to walk the table. */
uint64_t handle_next(const struct session *session, uint64_t from, struct object **object,
                     uint32_t *granted, uint32_t *attributes);
/* OBJ_INHERIT, OBJ_PROTECT_CLOSE of a handle. STATUS_INVALID_HANDLE */
NTSTATUS handle_set_attributes(struct session *session, uint64_t handle, uint32_t attributes);
/* does the process still have any handle to it? */
bool handle_exists(struct session *session, const struct object *object);
