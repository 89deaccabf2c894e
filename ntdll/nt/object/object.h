/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the calls of all object types do alike at their beginning and at their end.
 */
#pragma once

#include "ntdll/client/usermem.h"

/* The beginning of NtCreateX: can the handle be written, what is asked for? */
NTSTATUS object_begin_create(struct captured_attributes *captured, PHANDLE handle,
                             const OBJECT_ATTRIBUTES *attributes);
/* The beginning of NtOpenX, where attributes and a name are needed.
 * STATUS_OBJECT_PATH_SYNTAX_BAD: no name. */
NTSTATUS object_begin_open(struct captured_attributes *captured, PHANDLE handle,
                           const OBJECT_ATTRIBUTES *attributes);
/* All of NtOpenX, where opening needs no more than the name. */
NTSTATUS object_open(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, enum named_type type);
/* The end of both: gives the caller the handle and returns the success status, or closes it again
 * (STATUS_ACCESS_VIOLATION). An error status is returned as it is. */
NTSTATUS object_end(PHANDLE to, uint64_t handle, NTSTATUS status);

/* Writes an optional result. false: it cannot be written. */
bool write_optional(void *to, const void *value, size_t size);
/* An information class of fixed length. STATUS_INFO_LENGTH_MISMATCH, STATUS_ACCESS_VIOLATION */
NTSTATUS check_exact_length(void *information, ULONG length, size_t wanted, PULONG return_length);
NTSTATUS write_exact(void *information, const void *from, size_t size, PULONG return_length);
