/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A descriptor's two forms: pointers to its parts, or all in one piece. */
#include "common/sid.h"
#include "ntdll/rtl/security/sd.h"

#include <ntrtl.h>
#include <string.h>

NTSTATUS NTAPI RtlMakeSelfRelativeSD(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                     PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor, PULONG BufferLength)
{
    struct sd_parts parts = rtl_sd_parts(SecurityDescriptor);
    SECURITY_DESCRIPTOR_RELATIVE *made = SelfRelativeSecurityDescriptor;
    ULONG size = sd_written_size(&parts);

    if (*BufferLength < size) {
        *BufferLength = size;
        return STATUS_BUFFER_TOO_SMALL;
    }
    sd_write(SelfRelativeSecurityDescriptor, &parts);
    made->Sbz1 = ((SECURITY_DESCRIPTOR *)SecurityDescriptor)->Sbz1;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAbsoluteToSelfRelativeSD(PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
                                           PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor, PULONG BufferLength)
{
    if (((SECURITY_DESCRIPTOR *)AbsoluteSecurityDescriptor)->Control & SE_SELF_RELATIVE)
        return STATUS_BAD_DESCRIPTOR_FORMAT;
    return RtlMakeSelfRelativeSD(AbsoluteSecurityDescriptor, SelfRelativeSecurityDescriptor, BufferLength);
}

/* One part of the absolute form: where it goes, how much room there is. */
struct place {
    const void *from;
    void *to;
    ULONG size, *room;
};

/* Each length is told, whether or not it sufficed. */
static bool all_fit(struct place *places, size_t n)
{
    bool fit = true;

    for (size_t i = 0; i < n; i++) {
        if (*places[i].room < places[i].size)
            fit = false;
        *places[i].room = places[i].size;
    }
    return fit;
}

NTSTATUS NTAPI RtlSelfRelativeToAbsoluteSD(PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
                                           PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
                                           PULONG AbsoluteSecurityDescriptorSize, PACL Dacl, PULONG DaclSize, PACL Sacl,
                                           PULONG SaclSize, PSID Owner, PULONG OwnerSize, PSID PrimaryGroup,
                                           PULONG PrimaryGroupSize)
{
    const SECURITY_DESCRIPTOR_RELATIVE *sd = SelfRelativeSecurityDescriptor;
    SECURITY_DESCRIPTOR made = {.Revision = sd->Revision, .Sbz1 = sd->Sbz1,
                                .Control = (WORD)(sd->Control & ~SE_SELF_RELATIVE)};
    struct sd_parts parts;

    if (!(sd->Control & SE_SELF_RELATIVE))
        return STATUS_BAD_DESCRIPTOR_FORMAT;
    parts = sd_parts_of(sd);
    made.Owner = parts.owner ? Owner : NULL;
    made.Group = parts.group ? PrimaryGroup : NULL;
    made.Sacl = parts.sacl ? Sacl : NULL;
    made.Dacl = parts.dacl ? Dacl : NULL;
    struct place places[] = {
        {&made, AbsoluteSecurityDescriptor, sizeof made, AbsoluteSecurityDescriptorSize},
        {parts.dacl, Dacl, parts.dacl ? acl_size(parts.dacl) : 0, DaclSize},
        {parts.sacl, Sacl, parts.sacl ? acl_size(parts.sacl) : 0, SaclSize},
        {parts.owner, Owner, parts.owner ? sid_length(parts.owner) : 0, OwnerSize},
        {parts.group, PrimaryGroup, parts.group ? sid_length(parts.group) : 0, PrimaryGroupSize},
    };
    if (!all_fit(places, sizeof places / sizeof places[0]))
        return STATUS_BUFFER_TOO_SMALL;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (places[i].size)
            memcpy(places[i].to, places[i].from, places[i].size);
    return STATUS_SUCCESS;
}
