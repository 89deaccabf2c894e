/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The descriptor of a private object: born, changed, shown, freed. common/sd_make.h knows how. */
#include "common/sd_make.h"

#include "ntdll/rtl/heap.h"
#include "ntdll/rtl/security/sd.h"
#include "ntdll/rtl/security/token.h"

#include <ntrtl.h>
#include <ntstatus.h>
#include <stdlib.h>
#include <string.h>

/* Takes a descriptor from the C heap to the one that callers know. */
static NTSTATUS hand_out(PSECURITY_DESCRIPTOR *out, uint8_t *made, uint32_t size)
{
    void *copy = rtl_allocate(size);

    if (copy)
        memcpy(copy, made, size);
    free(made);
    if (!copy)
        return STATUS_NO_MEMORY;
    *out = copy;
    return STATUS_SUCCESS;
}

/* parts is written, and *given points to it, when there is a descriptor. */
static NTSTATUS take_apart(const struct sd_parts **given, struct sd_parts *parts, PSECURITY_DESCRIPTOR descriptor)
{
    *given = NULL;
    if (!descriptor)
        return STATUS_SUCCESS;
    if (!RtlValidSecurityDescriptor(descriptor))
        return STATUS_INVALID_SECURITY_DESCR;
    *parts = rtl_sd_parts(descriptor);
    *given = parts;
    return STATUS_SUCCESS;
}

static NTSTATUS be_born(PSECURITY_DESCRIPTOR *out, struct sd_birth *birth, HANDLE token)
{
    struct token_defaults defaults;
    NTSTATUS status = token_defaults_init(&defaults, token);
    uint8_t *made;
    uint32_t size;

    if (NT_SUCCESS(status) && token) {
        birth->owner = defaults.owner->Owner;
        birth->group = defaults.group->PrimaryGroup;
        birth->dacl = defaults.dacl->DefaultDacl;
    }
    if (NT_SUCCESS(status))
        status = sd_born(&made, &size, birth);
    token_defaults_deinit(&defaults);
    return NT_SUCCESS(status) ? hand_out(out, made, size) : status;
}

NTSTATUS NTAPI RtlNewSecurityObjectEx(PSECURITY_DESCRIPTOR ParentDescriptor, PSECURITY_DESCRIPTOR CreatorDescriptor,
                                      PSECURITY_DESCRIPTOR *NewDescriptor, GUID *ObjectType, BOOLEAN IsDirectoryObject,
                                      ULONG AutoInheritFlags, HANDLE TokenHandle,
                                      const GENERIC_MAPPING *GenericMapping)
{
    struct sd_birth birth = {.container = IsDirectoryObject, .flags = AutoInheritFlags, .type = ObjectType,
                             .mapping = GenericMapping};
    struct sd_parts parent, creator;
    NTSTATUS status = take_apart(&birth.parent, &parent, ParentDescriptor);

    if (NT_SUCCESS(status))
        status = take_apart(&birth.creator, &creator, CreatorDescriptor);
    if (NT_SUCCESS(status) && birth.creator && creator.owner && TokenHandle &&
        !(AutoInheritFlags & SEF_AVOID_OWNER_CHECK))
        status = token_check_owner(TokenHandle, creator.owner);
    return NT_SUCCESS(status) ? be_born(NewDescriptor, &birth, TokenHandle) : status;
}

NTSTATUS NTAPI RtlNewSecurityObject(PSECURITY_DESCRIPTOR ParentDescriptor, PSECURITY_DESCRIPTOR CreatorDescriptor,
                                    PSECURITY_DESCRIPTOR *NewDescriptor, BOOLEAN IsDirectoryObject, HANDLE TokenHandle,
                                    const GENERIC_MAPPING *GenericMapping)
{
    return RtlNewSecurityObjectEx(ParentDescriptor, CreatorDescriptor, NewDescriptor, NULL, IsDirectoryObject, 0,
                                  TokenHandle, GenericMapping);
}

NTSTATUS NTAPI RtlSetSecurityObjectEx(SECURITY_INFORMATION SecurityInformation,
                                      PSECURITY_DESCRIPTOR ModificationDescriptor,
                                      PSECURITY_DESCRIPTOR *ObjectsSecurityDescriptor, ULONG AutoInheritFlags,
                                      const GENERIC_MAPPING *GenericMapping, HANDLE TokenHandle)
{
    PSECURITY_DESCRIPTOR old = *ObjectsSecurityDescriptor;
    const struct sd_parts *given;
    struct sd_parts parts, change;
    uint8_t *made;
    uint32_t size;
    NTSTATUS status;

    if (!RtlValidSecurityDescriptor(old))
        return STATUS_INVALID_SECURITY_DESCR;
    parts = rtl_sd_parts(old);
    if (!(parts.control & SE_SELF_RELATIVE))
        return STATUS_BAD_DESCRIPTOR_FORMAT;
    status = take_apart(&given, &change, ModificationDescriptor);
    if (NT_SUCCESS(status) && !given)
        status = STATUS_INVALID_SECURITY_DESCR;
    if (NT_SUCCESS(status) && SecurityInformation & OWNER_SECURITY_INFORMATION && change.owner && TokenHandle &&
        !(AutoInheritFlags & SEF_AVOID_OWNER_CHECK))
        status = token_check_owner(TokenHandle, change.owner);
    if (NT_SUCCESS(status))
        status = sd_changed(&made, &size, &parts, SecurityInformation, &change, AutoInheritFlags, GenericMapping);
    if (NT_SUCCESS(status))
        status = hand_out(ObjectsSecurityDescriptor, made, size);
    if (NT_SUCCESS(status))
        rtl_free(old);
    return status;
}

NTSTATUS NTAPI RtlSetSecurityObject(SECURITY_INFORMATION SecurityInformation, PSECURITY_DESCRIPTOR ModificationDescriptor,
                                    PSECURITY_DESCRIPTOR *ObjectsSecurityDescriptor,
                                    const GENERIC_MAPPING *GenericMapping, HANDLE TokenHandle)
{
    return RtlSetSecurityObjectEx(SecurityInformation, ModificationDescriptor, ObjectsSecurityDescriptor, 0,
                                  GenericMapping, TokenHandle);
}

NTSTATUS NTAPI RtlQuerySecurityObject(PSECURITY_DESCRIPTOR ObjectDescriptor, SECURITY_INFORMATION SecurityInformation,
                                      PSECURITY_DESCRIPTOR ResultantDescriptor, ULONG DescriptorLength,
                                      PULONG ReturnLength)
{
    struct sd_parts parts = rtl_sd_parts(ObjectDescriptor);
    uint8_t *shown;
    uint32_t size;
    NTSTATUS status = sd_shown(&shown, &size, &parts, SecurityInformation);

    if (!NT_SUCCESS(status))
        return status;
    *ReturnLength = size;
    if (DescriptorLength >= size)
        memcpy(ResultantDescriptor, shown, size);
    else
        status = STATUS_BUFFER_TOO_SMALL;
    free(shown);
    return status;
}

NTSTATUS NTAPI RtlDeleteSecurityObject(PSECURITY_DESCRIPTOR *ObjectDescriptor)
{
    rtl_free(*ObjectDescriptor);
    *ObjectDescriptor = NULL;
    return STATUS_SUCCESS;
}
