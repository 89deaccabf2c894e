/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entries of each kind, put at the end of an ACL. */
#include "common/acl.h"

#include "common/bytes.h"
#include "common/sid.h"

#include <ntrtl.h>
#include <string.h>

#define AUDIT_FLAGS (SUCCESSFUL_ACCESS_ACE_FLAG | FAILED_ACCESS_ACE_FLAG)

/* Finds room for an entry and counts it in. */
static NTSTATUS begin_ace(uint8_t **place, ACL *acl, ULONG revision, ULONG size)
{
    PVOID end;

    if (!RtlValidAcl(acl) || !RtlFirstFreeAce(acl, &end))
        return STATUS_INVALID_ACL;
    if (!end || size > (size_t)((char *)acl + acl->AclSize - (char *)end) || acl->AceCount == 0xffff)
        return STATUS_ALLOTTED_SPACE_EXCEEDED;
    *place = end;
    acl->AceCount++;
    if (revision > acl->AclRevision)
        acl->AclRevision = (BYTE)revision;
    return STATUS_SUCCESS;
}

static NTSTATUS add_ace(ACL *acl, ULONG revision, ULONG flags, ULONG valid_flags, struct ace *ace)
{
    uint8_t *place;
    NTSTATUS status;

    if (!RtlValidSid((PSID)(uintptr_t)ace->sid))
        return STATUS_INVALID_SID;
    if (acl->AclRevision > MAX_ACL_REVISION || revision > MAX_ACL_REVISION)
        return STATUS_REVISION_MISMATCH;
    if (flags & ~valid_flags)
        return STATUS_INVALID_PARAMETER;
    ace->flags = (uint8_t)flags;
    status = begin_ace(&place, acl, revision, ace_written_size(ace));
    if (NT_SUCCESS(status))
        ace_write(place, ace);
    return status;
}

static NTSTATUS add_simple(ACL *acl, ULONG revision, ULONG flags, ACCESS_MASK mask, PSID sid, uint8_t type)
{
    struct ace ace = {.type = type, .mask = mask, .sid = sid};

    return add_ace(acl, revision, flags, VALID_INHERIT_FLAGS, &ace);
}

NTSTATUS NTAPI RtlAddAccessAllowedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask, PSID Sid)
{
    return add_simple(Acl, AceRevision, 0, AccessMask, Sid, ACCESS_ALLOWED_ACE_TYPE);
}

NTSTATUS NTAPI RtlAddAccessAllowedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask, PSID Sid)
{
    return add_simple(Acl, AceRevision, AceFlags, AccessMask, Sid, ACCESS_ALLOWED_ACE_TYPE);
}

NTSTATUS NTAPI RtlAddAccessDeniedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask, PSID Sid)
{
    return add_simple(Acl, AceRevision, 0, AccessMask, Sid, ACCESS_DENIED_ACE_TYPE);
}

NTSTATUS NTAPI RtlAddAccessDeniedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask, PSID Sid)
{
    return add_simple(Acl, AceRevision, AceFlags, AccessMask, Sid, ACCESS_DENIED_ACE_TYPE);
}

/* Without a GUID it is an entry of the plain type. */
static NTSTATUS add_object(ACL *acl, ULONG revision, ULONG flags, ULONG valid_flags, uint8_t plain_type, struct ace *ace)
{
    if (!ace->object_type && !ace->inherited_type)
        ace->type = plain_type;
    else if (revision < ACL_REVISION_DS)
        return STATUS_REVISION_MISMATCH;
    return add_ace(acl, revision, flags, valid_flags, ace);
}

NTSTATUS NTAPI RtlAddAccessAllowedObjectAce(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask,
                                            GUID *ObjectTypeGuid, GUID *InheritedObjectTypeGuid, PSID Sid)
{
    struct ace ace = {.type = ACCESS_ALLOWED_OBJECT_ACE_TYPE, .mask = AccessMask, .sid = Sid,
                      .object_type = ObjectTypeGuid, .inherited_type = InheritedObjectTypeGuid};

    return add_object(Acl, AceRevision, AceFlags, VALID_INHERIT_FLAGS, ACCESS_ALLOWED_ACE_TYPE, &ace);
}

NTSTATUS NTAPI RtlAddAccessDeniedObjectAce(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask,
                                           GUID *ObjectTypeGuid, GUID *InheritedObjectTypeGuid, PSID Sid)
{
    struct ace ace = {.type = ACCESS_DENIED_OBJECT_ACE_TYPE, .mask = AccessMask, .sid = Sid,
                      .object_type = ObjectTypeGuid, .inherited_type = InheritedObjectTypeGuid};

    return add_object(Acl, AceRevision, AceFlags, VALID_INHERIT_FLAGS, ACCESS_DENIED_ACE_TYPE, &ace);
}

static ULONG audit_flags(ULONG flags, BOOLEAN success, BOOLEAN failure)
{
    return flags | (success ? SUCCESSFUL_ACCESS_ACE_FLAG : 0) | (failure ? FAILED_ACCESS_ACE_FLAG : 0);
}

NTSTATUS NTAPI RtlAddAuditAccessAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask, PSID Sid, BOOLEAN AuditSuccess,
                                    BOOLEAN AuditFailure)
{
    return RtlAddAuditAccessAceEx(Acl, AceRevision, 0, AccessMask, Sid, AuditSuccess, AuditFailure);
}

NTSTATUS NTAPI RtlAddAuditAccessAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask, PSID Sid,
                                      BOOLEAN AuditSuccess, BOOLEAN AuditFailure)
{
    struct ace ace = {.type = SYSTEM_AUDIT_ACE_TYPE, .mask = AccessMask, .sid = Sid};

    return add_ace(Acl, AceRevision, audit_flags(AceFlags, AuditSuccess, AuditFailure), VALID_INHERIT_FLAGS | AUDIT_FLAGS,
                   &ace);
}

NTSTATUS NTAPI RtlAddAuditAccessObjectAce(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask,
                                          GUID *ObjectTypeGuid, GUID *InheritedObjectTypeGuid, PSID Sid,
                                          BOOLEAN AuditSuccess, BOOLEAN AuditFailure)
{
    struct ace ace = {.type = SYSTEM_AUDIT_OBJECT_ACE_TYPE, .mask = AccessMask, .sid = Sid,
                      .object_type = ObjectTypeGuid, .inherited_type = InheritedObjectTypeGuid};

    return add_object(Acl, AceRevision, audit_flags(AceFlags, AuditSuccess, AuditFailure),
                      VALID_INHERIT_FLAGS | AUDIT_FLAGS, SYSTEM_AUDIT_ACE_TYPE, &ace);
}

NTSTATUS NTAPI RtlAddMandatoryAce(PACL Acl, ULONG AceRevision, ULONG AceFlags, ULONG MandatoryFlags, UCHAR AceType,
                                  PSID LabelSid)
{
    struct ace ace = {.type = AceType, .mask = MandatoryFlags, .sid = LabelSid};

    if (AceType != SYSTEM_MANDATORY_LABEL_ACE_TYPE || MandatoryFlags & ~(ULONG)SYSTEM_MANDATORY_LABEL_VALID_MASK)
        return STATUS_INVALID_PARAMETER;
    return add_ace(Acl, AceRevision, AceFlags, VALID_INHERIT_FLAGS, &ace);
}

/* The layout: header, mask, COMPOUND_ACE_IMPERSONATION (1) and a reserved word, both SIDs. */
NTSTATUS NTAPI RtlAddCompoundAce(PACL Acl, ULONG AceRevision, UCHAR AceType, ACCESS_MASK AccessMask, PSID ServerSid,
                                 PSID ClientSid)
{
    ULONG size = 12, server = 0;
    uint8_t *place;
    NTSTATUS status;

    if (!RtlValidSid(ServerSid) || !RtlValidSid(ClientSid))
        return STATUS_INVALID_SID;
    if (AceType != ACCESS_ALLOWED_COMPOUND_ACE_TYPE)
        return STATUS_INVALID_PARAMETER;
    if (AceRevision < ACL_REVISION3 || AceRevision > MAX_ACL_REVISION)
        return STATUS_REVISION_MISMATCH;
    server = sid_length(ServerSid);
    size += server + sid_length(ClientSid);
    status = begin_ace(&place, Acl, AceRevision, size);
    if (!NT_SUCCESS(status))
        return status;
    memset(place, 0, 12);
    place[0] = AceType;
    put_u16(place + 2, (uint16_t)size);
    put_u32(place + 4, AccessMask);
    put_u16(place + 8, 1);
    memcpy(place + 12, ServerSid, server);
    memcpy(place + 12 + server, ClientSid, sid_length(ClientSid));
    return STATUS_SUCCESS;
}
