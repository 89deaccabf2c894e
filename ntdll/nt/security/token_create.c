/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtCreateToken: a token made of nothing, by who has the privilege. */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/security/security.h"

#include <ntseapi.h>
#include <stdlib.h>

DEBUG_CHANNEL(token);

/* What the caller gives by pointers to pointers. */
struct parts {
    uint8_t owner[68], group[68];
    TOKEN_SOURCE source;
    LUID authentication;
};

static NTSTATUS capture_pointed_sid(uint8_t sid[68], wire_blob *blob, const void *holder)
{
    NTSTATUS status;
    PSID pointer;

    if (!user_read(&pointer, holder, sizeof pointer))
        return STATUS_ACCESS_VIOLATION;
    status = capture_sid(sid, &blob->size, pointer);
    blob->data = sid;
    return status;
}

/* The user, then the groups. */
static NTSTATUS capture_user_and_groups(wire_blob *groups, const TOKEN_USER *user, const TOKEN_GROUPS *from)
{
    NTSTATUS status;
    DWORD count;

    if (!user_read(&count, &from->GroupCount, sizeof count))
        return STATUS_ACCESS_VIOLATION;
    status = capture_sids(groups, &user->User, 1);
    return NT_SUCCESS(status) ? capture_sids(groups, from->Groups, count) : status;
}

static NTSTATUS capture_default_dacl(wire_blob *acl, const TOKEN_DEFAULT_DACL *from)
{
    TOKEN_DEFAULT_DACL holder = {0};

    if (from && !user_read(&holder, from, sizeof holder))
        return STATUS_ACCESS_VIOLATION;
    return holder.DefaultDacl ? capture_acl(acl, holder.DefaultDacl) : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtCreateToken(PHANDLE TokenHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                             TOKEN_TYPE Type, PLUID AuthenticationId, PLARGE_INTEGER ExpirationTime, PTOKEN_USER User,
                             PTOKEN_GROUPS Groups, PTOKEN_PRIVILEGES Privileges, PTOKEN_OWNER Owner,
                             PTOKEN_PRIMARY_GROUP PrimaryGroup, PTOKEN_DEFAULT_DACL DefaultDacl, PTOKEN_SOURCE Source)
{
    struct create_token_request request = {.access = DesiredAccess, .type = Type};
    struct create_token_reply reply = {0};
    struct captured_attributes captured;
    struct parts parts;
    NTSTATUS status = object_begin_create(&captured, TokenHandle, ObjectAttributes);

    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    if (!user_readable(ExpirationTime, sizeof *ExpirationTime) ||
        !user_read(&parts.authentication, AuthenticationId, sizeof parts.authentication) ||
        !user_read(&parts.source, Source, sizeof parts.source))
        status = STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status))
        status = capture_level(&request.level, ObjectAttributes);
    if (NT_SUCCESS(status))
        status = capture_user_and_groups(&request.groups, User, Groups);
    if (NT_SUCCESS(status))
        status = Privileges ? capture_privileges(&request.privileges, Privileges) : STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status) && Owner)
        status = capture_pointed_sid(parts.owner, &request.owner, Owner);
    if (NT_SUCCESS(status))
        status = capture_pointed_sid(parts.group, &request.primary_group, PrimaryGroup);
    if (NT_SUCCESS(status))
        status = capture_default_dacl(&request.default_dacl, DefaultDacl);
    if (NT_SUCCESS(status)) {
        if (request.level == NO_LEVEL)
            request.level = SecurityAnonymous;
        request.authentication = (uint64_t)(uint32_t)parts.authentication.HighPart << 32 | parts.authentication.LowPart;
        request.source = (wire_blob){&parts.source, sizeof parts.source};
        status = call_create_token(&request, &reply, NULL);
    }
    free(request.groups.data);
    free(request.privileges.data);
    free(request.default_dacl.data);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(TokenHandle, reply.handle, status);
}
ZW_TWIN(CreateToken)
