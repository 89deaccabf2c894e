/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs and privileges on their way in, structures with pointers on their way out; see security.h. */
#include "ntdll/nt/security/security.h"

#include <stdlib.h>
#include <string.h>

#define SID_ROOM   68u

/* Room for the largest SIDs is taken at once. */
static NTSTATUS make_room(wire_blob *groups, uint32_t n)
{
    void *data = realloc(groups->data, groups->size + n * (sizeof(struct wire_group) + SID_ROOM) + 1);

    if (!data)
        return STATUS_NO_MEMORY;
    groups->data = data;
    return STATUS_SUCCESS;
}

static NTSTATUS capture_one(wire_blob *groups, const SID_AND_ATTRIBUTES *from)
{
    uint8_t *at = (uint8_t *)groups->data + groups->size;
    struct wire_group head = {0};
    SID_AND_ATTRIBUTES entry;
    NTSTATUS status;

    if (!user_read(&entry, from, sizeof entry))
        return STATUS_ACCESS_VIOLATION;
    status = capture_sid(at + sizeof head, &head.size, entry.Sid);
    if (!NT_SUCCESS(status))
        return status;
    head.attributes = entry.Attributes;
    memcpy(at, &head, sizeof head);
    groups->size += (uint32_t)sizeof head + head.size;
    return STATUS_SUCCESS;
}

NTSTATUS capture_sids(wire_blob *groups, const SID_AND_ATTRIBUTES *from, uint32_t n)
{
    NTSTATUS status = n > TOKEN_GROUPS_MAX ? STATUS_INVALID_PARAMETER : make_room(groups, n);

    for (uint32_t i = 0; NT_SUCCESS(status) && i < n; i++)
        status = capture_one(groups, &from[i]);
    return status;
}

NTSTATUS capture_groups(wire_blob *groups, const TOKEN_GROUPS *from)
{
    NTSTATUS status = STATUS_SUCCESS;
    DWORD count;

    *groups = (wire_blob){0};
    if (!from)
        return STATUS_SUCCESS;
    if (!user_read(&count, &from->GroupCount, sizeof count))
        return STATUS_ACCESS_VIOLATION;
    status = capture_sids(groups, from->Groups, count);
    if (NT_SUCCESS(status))
        return status;
    free(groups->data);
    *groups = (wire_blob){0};
    return status;
}

NTSTATUS capture_privilege_array(wire_blob *privileges, const LUID_AND_ATTRIBUTES *from, uint32_t n)
{
    struct wire_privilege *to;

    *privileges = (wire_blob){0};
    if (n > TOKEN_PRIVILEGES_MAX)
        return STATUS_INVALID_PARAMETER;
    to = calloc(n + 1, sizeof *to);
    if (!to)
        return STATUS_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) {
        LUID_AND_ATTRIBUTES one;

        if (!user_read(&one, &from[i], sizeof one)) {
            free(to);
            return STATUS_ACCESS_VIOLATION;
        }
        to[i] = (struct wire_privilege){(uint64_t)(uint32_t)one.Luid.HighPart << 32 | one.Luid.LowPart, one.Attributes, 0};
    }
    *privileges = (wire_blob){to, n * (uint32_t)sizeof *to};
    return STATUS_SUCCESS;
}

NTSTATUS capture_privileges(wire_blob *privileges, const TOKEN_PRIVILEGES *from)
{
    DWORD count;

    *privileges = (wire_blob){0};
    if (!from)
        return STATUS_SUCCESS;
    if (!user_read(&count, &from->PrivilegeCount, sizeof count))
        return STATUS_ACCESS_VIOLATION;
    return capture_privilege_array(privileges, from->Privileges, count);
}

NTSTATUS capture_level(uint32_t *level, const OBJECT_ATTRIBUTES *from)
{
    SECURITY_QUALITY_OF_SERVICE quality;
    OBJECT_ATTRIBUTES attributes;

    *level = NO_LEVEL;
    if (!from)
        return STATUS_SUCCESS;
    if (!user_read(&attributes, from, sizeof attributes))
        return STATUS_ACCESS_VIOLATION;
    if (!attributes.SecurityQualityOfService)
        return STATUS_SUCCESS;
    if (!user_read(&quality, attributes.SecurityQualityOfService, sizeof quality))
        return STATUS_ACCESS_VIOLATION;
    *level = (uint32_t)quality.ImpersonationLevel;
    return *level > SecurityDelegation ? STATUS_BAD_IMPERSONATION_LEVEL : STATUS_SUCCESS;
}

NTSTATUS write_structure(void *to, const wire_blob *info, const wire_blob *pointers)
{
    for (uint32_t i = 0; i < pointers->size / sizeof(uint32_t); i++) {
        uint32_t at = ((const uint32_t *)pointers->data)[i];
        uint64_t value;

        memcpy(&value, (uint8_t *)info->data + at, sizeof value);
        value += (uintptr_t)to;
        memcpy((uint8_t *)info->data + at, &value, sizeof value);
    }
    return user_write(to, info->data, info->size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
