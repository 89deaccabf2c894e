/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACLs as wholes, and their entries as bytes; ace_add.c makes entries. */
#include "common/acl.h"

#include "ntdll/client/usermem.h"

#include <ntrtl.h>
#include <string.h>

BOOLEAN NTAPI RtlValidAcl(PACL Acl)
{
    return user_readable(Acl, sizeof *Acl) && user_readable(Acl, Acl->AclSize) && acl_valid(Acl, Acl->AclSize);
}

NTSTATUS NTAPI RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision)
{
    if (AclLength < sizeof *Acl)
        return STATUS_BUFFER_TOO_SMALL;
    if (AclRevision < MIN_ACL_REVISION || AclRevision > MAX_ACL_REVISION || AclLength > 0xffff)
        return STATUS_INVALID_PARAMETER;
    *Acl = (ACL){(BYTE)AclRevision, 0, (WORD)(AclLength & ~3u), 0, 0};
    return STATUS_SUCCESS;
}

/* NULL: it lies beyond the ACL's end. */
static ACE_HEADER *ace_at(const ACL *acl, ULONG index)
{
    const char *at = (const char *)(acl + 1), *end = (const char *)acl + acl->AclSize;

    for (; index; index--) {
        if (at + sizeof(ACE_HEADER) > end)
            return NULL;
        at += ((const ACE_HEADER *)(const void *)at)->AceSize;
    }
    return at <= end ? (ACE_HEADER *)(uintptr_t)at : NULL;
}

BOOLEAN NTAPI RtlFirstFreeAce(PACL Acl, PVOID *FirstFree)
{
    const char *end = (const char *)Acl + Acl->AclSize;
    char *at = (char *)(Acl + 1);

    *FirstFree = NULL;
    for (ULONG n = Acl->AceCount; n; n--) {
        if (at >= end)
            return FALSE;
        at += ((const ACE_HEADER *)(void *)at)->AceSize;
    }
    if (at <= end)
        *FirstFree = at;
    return TRUE;
}

NTSTATUS NTAPI RtlGetAce(PACL Acl, ULONG AceIndex, PVOID *Ace)
{
    if (Acl->AclRevision < MIN_ACL_REVISION || Acl->AclRevision > MAX_ACL_REVISION || AceIndex >= Acl->AceCount)
        return STATUS_INVALID_PARAMETER;
    *Ace = ace_at(Acl, AceIndex);
    return *Ace ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS NTAPI RtlDeleteAce(PACL Acl, ULONG AceIndex)
{
    char *ace, *next, *end;

    if (!RtlValidAcl(Acl) || AceIndex >= Acl->AceCount)
        return STATUS_INVALID_PARAMETER;
    ace = (char *)ace_at(Acl, AceIndex);
    next = (char *)ace_at(Acl, AceIndex + 1u);
    end = (char *)ace_at(Acl, Acl->AceCount);
    memmove(ace, next, (size_t)(end - next));
    memset(end - (next - ace), 0, (size_t)(next - ace));
    Acl->AceCount--;
    return STATUS_SUCCESS;
}

/* How many entries fill the list exactly; 0: they do not. */
static ULONG count_aces(const char *list, ULONG size)
{
    ULONG n = 0, at = 0;

    while (at < size) {
        const ACE_HEADER *ace = (const void *)(list + at);

        if (size - at < sizeof *ace || ace->AceSize < sizeof *ace || ace->AceSize > size - at)
            return 0;
        at += ace->AceSize;
        n++;
    }
    return n;
}

NTSTATUS NTAPI RtlAddAce(PACL Acl, ULONG AceRevision, ULONG StartingAceIndex, PVOID AceList, ULONG AceListLength)
{
    ULONG n = count_aces(AceList, AceListLength);
    char *end, *place;
    PVOID free_place;

    if (!RtlValidAcl(Acl) || !RtlFirstFreeAce(Acl, &free_place) || AceRevision > MAX_ACL_REVISION ||
        (AceListLength && !n) || n > 0xffffu - Acl->AceCount)
        return STATUS_INVALID_PARAMETER;
    end = free_place;
    if (!end || AceListLength > (size_t)((char *)Acl + Acl->AclSize - end))
        return STATUS_BUFFER_TOO_SMALL;
    place = StartingAceIndex < Acl->AceCount ? (char *)ace_at(Acl, StartingAceIndex) : end;
    memmove(place + AceListLength, place, (size_t)(end - place));
    memcpy(place, AceList, AceListLength);
    Acl->AceCount = (WORD)(Acl->AceCount + n);
    if (AceRevision > Acl->AclRevision)
        Acl->AclRevision = (BYTE)AceRevision;
    return STATUS_SUCCESS;
}

/* NULL: none of that type. *Index receives its number. */
PVOID NTAPI RtlFindAceByType(PACL Acl, UCHAR AceType, PULONG Index)
{
    for (ULONG i = 0; i < Acl->AceCount; i++) {
        ACE_HEADER *ace = ace_at(Acl, i);

        if (!ace || (char *)(ace + 1) > (char *)Acl + Acl->AclSize)
            return NULL;
        if (ace->AceType != AceType)
            continue;
        if (Index)
            *Index = i;
        return ace;
    }
    return NULL;
}

static NTSTATUS query_size(const ACL *acl, ACL_SIZE_INFORMATION *information)
{
    PVOID end;

    if (!RtlFirstFreeAce((PACL)(uintptr_t)acl, &end))
        return STATUS_INVALID_PARAMETER;
    information->AceCount = acl->AceCount;
    information->AclBytesInUse = end ? (DWORD)((char *)end - (const char *)acl) : acl->AclSize;
    information->AclBytesFree = acl->AclSize - information->AclBytesInUse;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlQueryInformationAcl(PACL Acl, PVOID AclInformation, ULONG AclInformationLength,
                                      ACL_INFORMATION_CLASS AclInformationClass)
{
    if (Acl->AclRevision < MIN_ACL_REVISION || Acl->AclRevision > MAX_ACL_REVISION)
        return STATUS_INVALID_PARAMETER;
    switch (AclInformationClass) {
    case AclRevisionInformation:
        if (AclInformationLength < sizeof(ACL_REVISION_INFORMATION))
            return STATUS_BUFFER_TOO_SMALL;
        ((ACL_REVISION_INFORMATION *)AclInformation)->AclRevision = Acl->AclRevision;
        return STATUS_SUCCESS;
    case AclSizeInformation:
        if (AclInformationLength < sizeof(ACL_SIZE_INFORMATION))
            return STATUS_BUFFER_TOO_SMALL;
        return query_size(Acl, AclInformation);
    }
    return STATUS_INVALID_INFO_CLASS;
}

/* Only the revision can be set, and only upwards. */
NTSTATUS NTAPI RtlSetInformationAcl(PACL Acl, PVOID AclInformation, ULONG AclInformationLength,
                                    ACL_INFORMATION_CLASS AclInformationClass)
{
    const ACL_REVISION_INFORMATION *wanted = AclInformation;

    if (AclInformationClass != AclRevisionInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (AclInformationLength < sizeof *wanted)
        return STATUS_BUFFER_TOO_SMALL;
    if (wanted->AclRevision > MAX_ACL_REVISION || wanted->AclRevision <= Acl->AclRevision)
        return STATUS_INVALID_PARAMETER;
    Acl->AclRevision = (BYTE)wanted->AclRevision;
    return STATUS_SUCCESS;
}
