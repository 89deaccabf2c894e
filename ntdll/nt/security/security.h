/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the calls on tokens have in common. */
#pragma once

#include "ntdll/client/usermem.h"

/* TOKEN_GROUPS and TOKEN_PRIVILEGES of the caller, as they travel (protocol.h); NULL: none. The caller frees data.
 * STATUS_ACCESS_VIOLATION, STATUS_INVALID_SID, STATUS_INVALID_PARAMETER (too many), STATUS_NO_MEMORY */
NTSTATUS capture_groups(wire_blob *groups, const TOKEN_GROUPS *from);
NTSTATUS capture_privileges(wire_blob *privileges, const TOKEN_PRIVILEGES *from);
/* So many LUID_AND_ATTRIBUTES. */
NTSTATUS capture_privilege_array(wire_blob *privileges, const LUID_AND_ATTRIBUTES *from, uint32_t n);
/* SIDs with attributes: as many as are there, behind those already in the blob. */
NTSTATUS capture_sids(wire_blob *groups, const SID_AND_ATTRIBUTES *from, uint32_t n);

/* The level that the attributes' quality of service names, or NO_LEVEL. STATUS_ACCESS_VIOLATION,
 * STATUS_BAD_IMPERSONATION_LEVEL: there is no such level */
NTSTATUS capture_level(uint32_t *level, const OBJECT_ATTRIBUTES *from);

/* Offsets in a structure become pointers into the buffer where it will be; then it is copied there.
 * STATUS_ACCESS_VIOLATION */
NTSTATUS write_structure(void *to, const wire_blob *info, const wire_blob *pointers);
