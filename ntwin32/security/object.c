/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Security descriptors of kernel objects, by handle and by name. There are no objects of other kinds (files, the
 * registry, services): ERROR_NOT_SUPPORTED.
 */
#include "ntwin32/error.h"
#include "ntwin32/name.h"

#include <aclapi.h>
#include <ntexapi.h>
#include <ntioapi.h>
#include <ntmmapi.h>
#include <ntobapi.h>
#include <ntrtl.h>
#include <windows.h>

WINBOOL WINAPI GetKernelObjectSecurity(HANDLE Handle, SECURITY_INFORMATION RequestedInformation,
                                       PSECURITY_DESCRIPTOR pSecurityDescriptor, DWORD nLength,
                                       LPDWORD lpnLengthNeeded)
{
    return succeeded(
        NtQuerySecurityObject(Handle, RequestedInformation, pSecurityDescriptor, nLength, lpnLengthNeeded));
}

WINBOOL WINAPI SetKernelObjectSecurity(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                       PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    return succeeded(NtSetSecurityObject(Handle, SecurityInformation, SecurityDescriptor));
}

#define DACL_PARTS (DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION | \
                    UNPROTECTED_DACL_SECURITY_INFORMATION)
#define SACL_PARTS (SACL_SECURITY_INFORMATION | PROTECTED_SACL_SECURITY_INFORMATION | \
                    UNPROTECTED_SACL_SECURITY_INFORMATION)

VOID WINAPI QuerySecurityAccessMask(SECURITY_INFORMATION SecurityInformation, LPDWORD DesiredAccess)
{
    DWORD access = 0;

    if (SecurityInformation & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION |
                               LABEL_SECURITY_INFORMATION))
        access |= READ_CONTROL;
    if (SecurityInformation & SACL_SECURITY_INFORMATION)
        access |= ACCESS_SYSTEM_SECURITY;
    *DesiredAccess = access;
}

VOID WINAPI SetSecurityAccessMask(SECURITY_INFORMATION SecurityInformation, LPDWORD DesiredAccess)
{
    DWORD access = 0;

    if (SecurityInformation & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION))
        access |= WRITE_OWNER;
    if (SecurityInformation & DACL_PARTS)
        access |= WRITE_DAC;
    if (SecurityInformation & SACL_PARTS)
        access |= ACCESS_SYSTEM_SECURITY;
    *DesiredAccess = access;
}

/* ---- by handle ------------------------------------------------------------------------------------------- */

static DWORD is_kernel_object(SE_OBJECT_TYPE type)
{
    if (type == SE_KERNEL_OBJECT)
        return ERROR_SUCCESS;
    return type == SE_UNKNOWN_OBJECT_TYPE || type > SE_REGISTRY_WOW64_32KEY ? ERROR_INVALID_PARAMETER
                                                                           : ERROR_NOT_SUPPORTED;
}

static NTSTATUS read_descriptor(PSECURITY_DESCRIPTOR *descriptor, HANDLE handle, SECURITY_INFORMATION info)
{
    ULONG size = 0;
    NTSTATUS status = NtQuerySecurityObject(handle, info, NULL, 0, &size);

    *descriptor = NULL;
    while (status == STATUS_BUFFER_TOO_SMALL) {         /* somebody may change it in between */
        LocalFree(*descriptor);
        *descriptor = LocalAlloc(LMEM_FIXED, size);
        status = *descriptor ? NtQuerySecurityObject(handle, info, *descriptor, size, &size) : STATUS_NO_MEMORY;
    }
    if (!NT_SUCCESS(status)) {
        LocalFree(*descriptor);
        *descriptor = NULL;
    }
    return status;
}

/* Where the parts stand; each is optional. */
static void give_parts(PSECURITY_DESCRIPTOR descriptor, PSID *owner, PSID *group, PACL *dacl, PACL *sacl)
{
    BOOLEAN present, defaulted;

    if (owner)
        RtlGetOwnerSecurityDescriptor(descriptor, owner, &defaulted);
    if (group)
        RtlGetGroupSecurityDescriptor(descriptor, group, &defaulted);
    if (dacl) {
        *dacl = NULL;
        RtlGetDaclSecurityDescriptor(descriptor, &present, dacl, &defaulted);
    }
    if (sacl) {
        *sacl = NULL;
        RtlGetSaclSecurityDescriptor(descriptor, &present, sacl, &defaulted);
    }
}

DWORD WINAPI GetSecurityInfo(HANDLE handle, SE_OBJECT_TYPE ObjectType, SECURITY_INFORMATION SecurityInfo,
                             PSID *ppsidOwner, PSID *ppsidGroup, PACL *ppDacl, PACL *ppSacl,
                             PSECURITY_DESCRIPTOR *ppSecurityDescriptor)
{
    DWORD error = is_kernel_object(ObjectType);
    NTSTATUS status;

    if (error)
        return error;
    if (!ppSecurityDescriptor)                          /* what the parts stand in must be given back */
        return ERROR_INVALID_PARAMETER;
    status = read_descriptor(ppSecurityDescriptor, handle, SecurityInfo);
    if (NT_SUCCESS(status))
        give_parts(*ppSecurityDescriptor, ppsidOwner, ppsidGroup, ppDacl, ppSacl);
    return RtlNtStatusToDosError(status);
}

DWORD WINAPI SetSecurityInfo(HANDLE handle, SE_OBJECT_TYPE ObjectType, SECURITY_INFORMATION SecurityInfo,
                             PSID psidOwner, PSID psidGroup, PACL pDacl, PACL pSacl)
{
    DWORD error = is_kernel_object(ObjectType);
    SECURITY_DESCRIPTOR descriptor;

    if (error)
        return error;
    RtlCreateSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    if (SecurityInfo & OWNER_SECURITY_INFORMATION)
        RtlSetOwnerSecurityDescriptor(&descriptor, psidOwner, FALSE);
    if (SecurityInfo & GROUP_SECURITY_INFORMATION)
        RtlSetGroupSecurityDescriptor(&descriptor, psidGroup, FALSE);
    if (SecurityInfo & DACL_SECURITY_INFORMATION)
        RtlSetDaclSecurityDescriptor(&descriptor, TRUE, pDacl, FALSE);
    if (SecurityInfo & (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION))
        RtlSetSaclSecurityDescriptor(&descriptor, TRUE, pSacl, FALSE);
    return RtlNtStatusToDosError(NtSetSecurityObject(handle, SecurityInfo, &descriptor));
}

/* ---- by name --------------------------------------------------------------------------------------------- */

/* The name does not say of what type the object is, so each is tried. */
static DWORD open_of_any_type(HANDLE *handle, LPCWSTR name, SE_OBJECT_TYPE type, DWORD access)
{
    static open_call *const calls[] = {NtOpenEvent, NtOpenSection,      NtOpenMutant, NtOpenSemaphore,
                                       NtOpenTimer, NtOpenIoCompletion,
    };
    DWORD error = is_kernel_object(type);

    if (!error && !name)
        error = ERROR_INVALID_PARAMETER;
    if (error)
        return error;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        *handle = open_by_name(calls[i], access, FALSE, name);
        if (*handle || GetLastError() != ERROR_INVALID_HANDLE)          /* it is of another type */
            break;
    }
    return *handle ? ERROR_SUCCESS : GetLastError();
}

DWORD WINAPI GetNamedSecurityInfoW(LPCWSTR pObjectName, SE_OBJECT_TYPE ObjectType, SECURITY_INFORMATION SecurityInfo,
                                   PSID *ppsidOwner, PSID *ppsidGroup, PACL *ppDacl, PACL *ppSacl,
                                   PSECURITY_DESCRIPTOR *ppSecurityDescriptor)
{
    DWORD access, error;
    HANDLE handle;

    QuerySecurityAccessMask(SecurityInfo, &access);
    error = open_of_any_type(&handle, pObjectName, ObjectType, access);
    if (error)
        return error;
    error = GetSecurityInfo(handle, ObjectType, SecurityInfo, ppsidOwner, ppsidGroup, ppDacl, ppSacl,
                            ppSecurityDescriptor);
    NtClose(handle);
    return error;
}

DWORD WINAPI SetNamedSecurityInfoW(LPWSTR pObjectName, SE_OBJECT_TYPE ObjectType, SECURITY_INFORMATION SecurityInfo,
                                   PSID psidOwner, PSID psidGroup, PACL pDacl, PACL pSacl)
{
    DWORD access, error;
    HANDLE handle;

    SetSecurityAccessMask(SecurityInfo, &access);
    error = open_of_any_type(&handle, pObjectName, ObjectType, access);
    if (error)
        return error;
    error = SetSecurityInfo(handle, ObjectType, SecurityInfo, psidOwner, psidGroup, pDacl, pSacl);
    NtClose(handle);
    return error;
}

DWORD WINAPI GetNamedSecurityInfoA(LPCSTR pObjectName, SE_OBJECT_TYPE ObjectType, SECURITY_INFORMATION SecurityInfo,
                                   PSID *ppsidOwner, PSID *ppsidGroup, PACL *ppDacl, PACL *ppSacl,
                                   PSECURITY_DESCRIPTOR *ppSecurityDescriptor)
{
    UNICODE_STRING name;
    DWORD error;

    if (!wide_name(&name, pObjectName))
        return GetLastError();
    error = GetNamedSecurityInfoW(name.Buffer, ObjectType, SecurityInfo, ppsidOwner, ppsidGroup, ppDacl, ppSacl,
                                  ppSecurityDescriptor);
    RtlFreeUnicodeString(&name);
    return error;
}

DWORD WINAPI SetNamedSecurityInfoA(LPSTR pObjectName, SE_OBJECT_TYPE ObjectType, SECURITY_INFORMATION SecurityInfo,
                                   PSID psidOwner, PSID psidGroup, PACL pDacl, PACL pSacl)
{
    UNICODE_STRING name;
    DWORD error;

    if (!wide_name(&name, pObjectName))
        return GetLastError();
    error = SetNamedSecurityInfoW(name.Buffer, ObjectType, SecurityInfo, psidOwner, psidGroup, pDacl, pSacl);
    RtlFreeUnicodeString(&name);
    return error;
}
