/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security descriptors: making them and their parts, in either form. */
#include "ntdll/rtl/security/sd.h"

#include "common/sid.h"
#include "ntdll/client/usermem.h"

#include <ntrtl.h>

/* What a caller may change of the control bits. */
#define SETTABLE 0x3fc0u

struct sd_parts rtl_sd_parts(PSECURITY_DESCRIPTOR descriptor)
{
    const SECURITY_DESCRIPTOR *sd = descriptor;

    if (sd->Control & SE_SELF_RELATIVE)
        return sd_parts_of(sd);
    return (struct sd_parts){
        .control = sd->Control,
        .owner = sd->Owner,
        .group = sd->Group,
        .sacl = sd->Control & SE_SACL_PRESENT ? sd->Sacl : NULL,
        .dacl = sd->Control & SE_DACL_PRESENT ? sd->Dacl : NULL,
    };
}

static bool acl_fits(const void *acl)
{
    return !acl || RtlValidAcl((PACL)(uintptr_t)acl);
}

static bool sid_fits(const void *sid)
{
    return !sid || RtlValidSid((PSID)(uintptr_t)sid);
}

BOOLEAN NTAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    const SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    struct sd_parts parts;

    if (!user_readable(sd, sizeof(SECURITY_DESCRIPTOR_RELATIVE)) || sd->Revision != SECURITY_DESCRIPTOR_REVISION)
        return FALSE;
    if (!(sd->Control & SE_SELF_RELATIVE) && !user_readable(sd, sizeof *sd))
        return FALSE;
    parts = rtl_sd_parts(SecurityDescriptor);
    return sid_fits(parts.owner) && sid_fits(parts.group) && acl_fits(parts.sacl) && acl_fits(parts.dacl);
}

BOOLEAN NTAPI RtlValidRelativeSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptorInput,
                                                 ULONG SecurityDescriptorLength,
                                                 SECURITY_INFORMATION RequiredInformation)
{
    const SECURITY_DESCRIPTOR_RELATIVE *sd = SecurityDescriptorInput;

    return sd_valid(sd, SecurityDescriptorLength < SD_MAX_SIZE ? SecurityDescriptorLength : SD_MAX_SIZE) &&
           (!(RequiredInformation & OWNER_SECURITY_INFORMATION) || sd->Owner) &&
           (!(RequiredInformation & GROUP_SECURITY_INFORMATION) || sd->Group) &&
           (!(RequiredInformation & DACL_SECURITY_INFORMATION) || sd->Control & SE_DACL_PRESENT) &&
           (!(RequiredInformation & SACL_SECURITY_INFORMATION) || sd->Control & SE_SACL_PRESENT);
}

NTSTATUS NTAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Revision)
{
    if (Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    *(SECURITY_DESCRIPTOR *)SecurityDescriptor = (SECURITY_DESCRIPTOR){.Revision = SECURITY_DESCRIPTOR_REVISION};
    return STATUS_SUCCESS;
}

ULONG NTAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    struct sd_parts parts = rtl_sd_parts(SecurityDescriptor);
    ULONG size = sd_written_size(&parts);

    if (((SECURITY_DESCRIPTOR *)SecurityDescriptor)->Control & SE_SELF_RELATIVE)
        return size;
    return size - sizeof(SECURITY_DESCRIPTOR_RELATIVE) + sizeof(SECURITY_DESCRIPTOR);
}

NTSTATUS NTAPI RtlGetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                               PSECURITY_DESCRIPTOR_CONTROL Control, PULONG Revision)
{
    const SECURITY_DESCRIPTOR *sd = SecurityDescriptor;

    *Revision = sd->Revision;
    if (sd->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    *Control = sd->Control;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                               SECURITY_DESCRIPTOR_CONTROL ControlBitsOfInterest,
                                               SECURITY_DESCRIPTOR_CONTROL ControlBitsToSet)
{
    SECURITY_DESCRIPTOR *sd = SecurityDescriptor;

    if ((ControlBitsOfInterest | ControlBitsToSet) & ~SETTABLE)
        return STATUS_INVALID_PARAMETER;
    sd->Control &= (WORD)~ControlBitsOfInterest;
    sd->Control |= ControlBitsToSet & ControlBitsOfInterest;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetAttributesSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                                  SECURITY_DESCRIPTOR_CONTROL Control, PULONG Revision)
{
    SECURITY_DESCRIPTOR *sd = SecurityDescriptor;

    *Revision = sd->Revision;
    if (sd->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    Control &= SETTABLE;
    return RtlSetControlSecurityDescriptor(sd, Control, Control);
}

BOOLEAN NTAPI RtlGetSecurityDescriptorRMControl(PSECURITY_DESCRIPTOR SecurityDescriptor, PUCHAR RMControl)
{
    const SECURITY_DESCRIPTOR *sd = SecurityDescriptor;

    *RMControl = sd->Control & SE_RM_CONTROL_VALID ? sd->Sbz1 : 0;
    return (sd->Control & SE_RM_CONTROL_VALID) != 0;
}

VOID NTAPI RtlSetSecurityDescriptorRMControl(PSECURITY_DESCRIPTOR SecurityDescriptor, PUCHAR RMControl)
{
    SECURITY_DESCRIPTOR *sd = SecurityDescriptor;

    sd->Control &= (WORD)~SE_RM_CONTROL_VALID;
    sd->Control |= RMControl ? SE_RM_CONTROL_VALID : 0;
    sd->Sbz1 = RMControl ? *RMControl : 0;
}

/* ---- owner and group --------------------------------------------------------------------------------- */

/* Gets want a revision that we know; sets an absolute descriptor besides. */
static NTSTATUS check_form(const SECURITY_DESCRIPTOR *sd, bool set)
{
    if (sd->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    return set && sd->Control & SE_SELF_RELATIVE ? STATUS_INVALID_SECURITY_DESCR : STATUS_SUCCESS;
}

static void set_bit(SECURITY_DESCRIPTOR *sd, WORD bit, bool on)
{
    sd->Control &= (WORD)~bit;
    sd->Control |= on ? bit : 0;
}

NTSTATUS NTAPI RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Owner,
                                             PBOOLEAN OwnerDefaulted)
{
    const SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    NTSTATUS status = check_form(sd, false);

    if (!NT_SUCCESS(status))
        return status;
    *Owner = (PSID)(uintptr_t)rtl_sd_parts(SecurityDescriptor).owner;
    *OwnerDefaulted = (sd->Control & SE_OWNER_DEFAULTED) != 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Owner, BOOLEAN OwnerDefaulted)
{
    SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    NTSTATUS status = check_form(sd, true);

    if (!NT_SUCCESS(status))
        return status;
    sd->Owner = Owner;
    set_bit(sd, SE_OWNER_DEFAULTED, OwnerDefaulted);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Group,
                                             PBOOLEAN GroupDefaulted)
{
    const SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    NTSTATUS status = check_form(sd, false);

    if (!NT_SUCCESS(status))
        return status;
    *Group = (PSID)(uintptr_t)rtl_sd_parts(SecurityDescriptor).group;
    *GroupDefaulted = (sd->Control & SE_GROUP_DEFAULTED) != 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Group, BOOLEAN GroupDefaulted)
{
    SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    NTSTATUS status = check_form(sd, true);

    if (!NT_SUCCESS(status))
        return status;
    sd->Group = Group;
    set_bit(sd, SE_GROUP_DEFAULTED, GroupDefaulted);
    return STATUS_SUCCESS;
}

/* ---- the ACLs ---------------------------------------------------------------------------------------- */

NTSTATUS NTAPI RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PBOOLEAN DaclPresent, PACL *Dacl,
                                            PBOOLEAN DaclDefaulted)
{
    const SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    NTSTATUS status = check_form(sd, false);

    if (!NT_SUCCESS(status))
        return status;
    *DaclPresent = (sd->Control & SE_DACL_PRESENT) != 0;
    if (*DaclPresent) {
        *Dacl = (PACL)(uintptr_t)rtl_sd_parts(SecurityDescriptor).dacl;
        *DaclDefaulted = (sd->Control & SE_DACL_DEFAULTED) != 0;
    }
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PBOOLEAN SaclPresent, PACL *Sacl,
                                            PBOOLEAN SaclDefaulted)
{
    const SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    NTSTATUS status = check_form(sd, false);

    if (!NT_SUCCESS(status))
        return status;
    *SaclPresent = (sd->Control & SE_SACL_PRESENT) != 0;
    if (*SaclPresent) {
        *Sacl = (PACL)(uintptr_t)rtl_sd_parts(SecurityDescriptor).sacl;
        *SaclDefaulted = (sd->Control & SE_SACL_DEFAULTED) != 0;
    }
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN DaclPresent, PACL Dacl,
                                            BOOLEAN DaclDefaulted)
{
    SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    NTSTATUS status = check_form(sd, true);

    if (!NT_SUCCESS(status))
        return status;
    set_bit(sd, SE_DACL_PRESENT, DaclPresent);
    if (DaclPresent) {
        sd->Dacl = Dacl;
        set_bit(sd, SE_DACL_DEFAULTED, DaclDefaulted);
    }
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN SaclPresent, PACL Sacl,
                                            BOOLEAN SaclDefaulted)
{
    SECURITY_DESCRIPTOR *sd = SecurityDescriptor;
    NTSTATUS status = check_form(sd, true);

    if (!NT_SUCCESS(status))
        return status;
    set_bit(sd, SE_SACL_PRESENT, SaclPresent);
    if (SaclPresent) {
        sd->Sacl = Sacl;
        set_bit(sd, SE_SACL_DEFAULTED, SaclDefaulted);
    }
    return STATUS_SUCCESS;
}
