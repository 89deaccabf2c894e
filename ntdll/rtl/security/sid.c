/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security identifiers: making, comparing and looking into them. */
#include "common/sid.h"

#include "ntdll/client/usermem.h"
#include "ntdll/rtl/heap.h"

#include <ntrtl.h>
#include <string.h>

#define MOST_GIVEN_SINGLY 8

BOOLEAN NTAPI RtlValidSid(PSID Sid)
{
    const SID *sid = Sid;

    return user_readable(sid, SID_HEADER_SIZE) && sid_size(sid, SID_MAX_SIZE) && user_readable(sid, sid_length(sid));
}

ULONG NTAPI RtlLengthRequiredSid(ULONG SubAuthorityCount)
{
    return SID_HEADER_SIZE + 4 * SubAuthorityCount;
}

ULONG NTAPI RtlLengthSid(PSID Sid)
{
    return sid_length(Sid);
}

NTSTATUS NTAPI RtlInitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY IdentifierAuthority, UCHAR SubAuthorityCount)
{
    SID *sid = Sid;

    if (SubAuthorityCount > SID_MAX_SUBS)
        return STATUS_INVALID_PARAMETER;
    sid->Revision = SID_REVISION;
    sid->SubAuthorityCount = SubAuthorityCount;
    sid->IdentifierAuthority = *IdentifierAuthority;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY IdentifierAuthority, UCHAR SubAuthorityCount,
                                           ULONG SubAuthority0, ULONG SubAuthority1, ULONG SubAuthority2,
                                           ULONG SubAuthority3, ULONG SubAuthority4, ULONG SubAuthority5,
                                           ULONG SubAuthority6, ULONG SubAuthority7, PSID *Sid)
{
    const ULONG subs[MOST_GIVEN_SINGLY] = {SubAuthority0, SubAuthority1, SubAuthority2, SubAuthority3,
                                           SubAuthority4, SubAuthority5, SubAuthority6, SubAuthority7};
    SID *sid;

    if (SubAuthorityCount > MOST_GIVEN_SINGLY)
        return STATUS_INVALID_SID;
    sid = rtl_allocate(RtlLengthRequiredSid(SubAuthorityCount));
    if (!sid)
        return STATUS_NO_MEMORY;
    RtlInitializeSid(sid, IdentifierAuthority, SubAuthorityCount);
    memcpy(sid->SubAuthority, subs, 4u * SubAuthorityCount);
    *Sid = sid;
    return STATUS_SUCCESS;
}

PVOID NTAPI RtlFreeSid(PSID Sid)
{
    rtl_free(Sid);
    return NULL;
}

NTSTATUS NTAPI RtlCopySid(ULONG DestinationSidLength, PSID DestinationSid, PSID SourceSid)
{
    if (DestinationSidLength < sid_length(SourceSid))
        return STATUS_BUFFER_TOO_SMALL;
    memmove(DestinationSid, SourceSid, sid_length(SourceSid));
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI RtlEqualSid(PSID Sid1, PSID Sid2)
{
    const SID *first = Sid1, *second = Sid2;

    return first->Revision == second->Revision && sid_equal(first, second);
}

/* All but the last number, which says who inside the domain. */
BOOLEAN NTAPI RtlEqualPrefixSid(PSID Sid1, PSID Sid2)
{
    const SID *first = Sid1, *second = Sid2;
    size_t n = first->SubAuthorityCount;

    return first->Revision == second->Revision && n == second->SubAuthorityCount &&
           !memcmp(&first->IdentifierAuthority, &second->IdentifierAuthority, sizeof first->IdentifierAuthority) &&
           (n < 2 || !memcmp(first->SubAuthority, second->SubAuthority, 4 * (n - 1)));
}

PULONG NTAPI RtlSubAuthoritySid(PSID Sid, ULONG SubAuthority)
{
    return (PULONG)((SID *)Sid)->SubAuthority + SubAuthority;
}

PUCHAR NTAPI RtlSubAuthorityCountSid(PSID Sid)
{
    return &((SID *)Sid)->SubAuthorityCount;
}

PSID_IDENTIFIER_AUTHORITY NTAPI RtlIdentifierAuthoritySid(PSID Sid)
{
    return &((SID *)Sid)->IdentifierAuthority;
}
