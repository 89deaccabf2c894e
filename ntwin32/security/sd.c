/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security descriptors: their parts, their two forms, those of private objects. */
#include "ntwin32/error.h"

#include <ntrtl.h>
#include <windows.h>

WINBOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR pSecurityDescriptor, DWORD dwRevision)
{
    return succeeded(RtlCreateSecurityDescriptor(pSecurityDescriptor, dwRevision));
}

WINBOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR pSecurityDescriptor)
{
    return RtlValidSecurityDescriptor(pSecurityDescriptor) || failed_with(ERROR_INVALID_SECURITY_DESCR);
}

DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR pSecurityDescriptor)
{
    return RtlLengthSecurityDescriptor(pSecurityDescriptor);
}

WINBOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR pSecurityDescriptor,
                                            PSECURITY_DESCRIPTOR_CONTROL pControl, LPDWORD lpdwRevision)
{
    return succeeded(RtlGetControlSecurityDescriptor(pSecurityDescriptor, pControl, lpdwRevision));
}

WINBOOL WINAPI SetSecurityDescriptorControl(PSECURITY_DESCRIPTOR pSecurityDescriptor,
                                            SECURITY_DESCRIPTOR_CONTROL ControlBitsOfInterest,
                                            SECURITY_DESCRIPTOR_CONTROL ControlBitsToSet)
{
    return succeeded(RtlSetControlSecurityDescriptor(pSecurityDescriptor, ControlBitsOfInterest, ControlBitsToSet));
}

WINBOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID *pOwner,
                                          LPBOOL lpbOwnerDefaulted)
{
    BOOLEAN defaulted = FALSE;
    NTSTATUS status = RtlGetOwnerSecurityDescriptor(pSecurityDescriptor, pOwner, &defaulted);

    *lpbOwnerDefaulted = defaulted;
    return succeeded(status);
}

WINBOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID pOwner,
                                          WINBOOL bOwnerDefaulted)
{
    return succeeded(RtlSetOwnerSecurityDescriptor(pSecurityDescriptor, pOwner, bOwnerDefaulted != 0));
}

WINBOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID *pGroup,
                                          LPBOOL lpbGroupDefaulted)
{
    BOOLEAN defaulted = FALSE;
    NTSTATUS status = RtlGetGroupSecurityDescriptor(pSecurityDescriptor, pGroup, &defaulted);

    *lpbGroupDefaulted = defaulted;
    return succeeded(status);
}

WINBOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID pGroup,
                                          WINBOOL bGroupDefaulted)
{
    return succeeded(RtlSetGroupSecurityDescriptor(pSecurityDescriptor, pGroup, bGroupDefaulted != 0));
}

/* What is told of an ACL; whether it was defaulted only if it is there. */
static WINBOOL told(NTSTATUS status, BOOLEAN present, BOOLEAN defaulted, LPBOOL tell_present, LPBOOL tell_defaulted)
{
    if (!succeeded(status))
        return FALSE;
    *tell_present = present;
    if (present)
        *tell_defaulted = defaulted;
    return TRUE;
}

WINBOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR pSecurityDescriptor, LPBOOL lpbDaclPresent, PACL *pDacl,
                                         LPBOOL lpbDaclDefaulted)
{
    BOOLEAN present = FALSE, defaulted = FALSE;
    NTSTATUS status = RtlGetDaclSecurityDescriptor(pSecurityDescriptor, &present, pDacl, &defaulted);

    return told(status, present, defaulted, lpbDaclPresent, lpbDaclDefaulted);
}

WINBOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR pSecurityDescriptor, WINBOOL bDaclPresent, PACL pDacl,
                                         WINBOOL bDaclDefaulted)
{
    return succeeded(RtlSetDaclSecurityDescriptor(pSecurityDescriptor, bDaclPresent != 0, pDacl, bDaclDefaulted != 0));
}

WINBOOL WINAPI GetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR pSecurityDescriptor, LPBOOL lpbSaclPresent, PACL *pSacl,
                                         LPBOOL lpbSaclDefaulted)
{
    BOOLEAN present = FALSE, defaulted = FALSE;
    NTSTATUS status = RtlGetSaclSecurityDescriptor(pSecurityDescriptor, &present, pSacl, &defaulted);

    return told(status, present, defaulted, lpbSaclPresent, lpbSaclDefaulted);
}

WINBOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR pSecurityDescriptor, WINBOOL bSaclPresent, PACL pSacl,
                                         WINBOOL bSaclDefaulted)
{
    return succeeded(RtlSetSaclSecurityDescriptor(pSecurityDescriptor, bSaclPresent != 0, pSacl, bSaclDefaulted != 0));
}

DWORD WINAPI GetSecurityDescriptorRMControl(PSECURITY_DESCRIPTOR SecurityDescriptor, PUCHAR RMControl)
{
    return RtlGetSecurityDescriptorRMControl(SecurityDescriptor, RMControl) ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

DWORD WINAPI SetSecurityDescriptorRMControl(PSECURITY_DESCRIPTOR SecurityDescriptor, PUCHAR RMControl)
{
    RtlSetSecurityDescriptorRMControl(SecurityDescriptor, RMControl);
    return ERROR_SUCCESS;
}

WINBOOL WINAPI MakeSelfRelativeSD(PSECURITY_DESCRIPTOR pAbsoluteSecurityDescriptor,
                                  PSECURITY_DESCRIPTOR pSelfRelativeSecurityDescriptor, LPDWORD lpdwBufferLength)
{
    return succeeded(RtlAbsoluteToSelfRelativeSD(pAbsoluteSecurityDescriptor, pSelfRelativeSecurityDescriptor,
                                                 lpdwBufferLength));
}

WINBOOL WINAPI MakeAbsoluteSD(PSECURITY_DESCRIPTOR pSelfRelativeSecurityDescriptor,
                              PSECURITY_DESCRIPTOR pAbsoluteSecurityDescriptor,
                              LPDWORD lpdwAbsoluteSecurityDescriptorSize, PACL pDacl, LPDWORD lpdwDaclSize, PACL pSacl,
                              LPDWORD lpdwSaclSize, PSID pOwner, LPDWORD lpdwOwnerSize, PSID pPrimaryGroup,
                              LPDWORD lpdwPrimaryGroupSize)
{
    return succeeded(RtlSelfRelativeToAbsoluteSD(
        pSelfRelativeSecurityDescriptor, pAbsoluteSecurityDescriptor, lpdwAbsoluteSecurityDescriptorSize, pDacl,
        lpdwDaclSize, pSacl, lpdwSaclSize, pOwner, lpdwOwnerSize, pPrimaryGroup, lpdwPrimaryGroupSize));
}

WINBOOL WINAPI CreatePrivateObjectSecurity(PSECURITY_DESCRIPTOR ParentDescriptor,
                                           PSECURITY_DESCRIPTOR CreatorDescriptor, PSECURITY_DESCRIPTOR *NewDescriptor,
                                           WINBOOL IsDirectoryObject, HANDLE Token, PGENERIC_MAPPING GenericMapping)
{
    return succeeded(RtlNewSecurityObject(ParentDescriptor, CreatorDescriptor, NewDescriptor, IsDirectoryObject != 0,
                                          Token, GenericMapping));
}

WINBOOL WINAPI CreatePrivateObjectSecurityEx(PSECURITY_DESCRIPTOR ParentDescriptor,
                                             PSECURITY_DESCRIPTOR CreatorDescriptor,
                                             PSECURITY_DESCRIPTOR *NewDescriptor, GUID *ObjectType,
                                             WINBOOL IsContainerObject, ULONG AutoInheritFlags, HANDLE Token,
                                             PGENERIC_MAPPING GenericMapping)
{
    return succeeded(RtlNewSecurityObjectEx(ParentDescriptor, CreatorDescriptor, NewDescriptor, ObjectType,
                                            IsContainerObject != 0, AutoInheritFlags, Token, GenericMapping));
}

WINBOOL WINAPI SetPrivateObjectSecurity(SECURITY_INFORMATION SecurityInformation,
                                        PSECURITY_DESCRIPTOR ModificationDescriptor,
                                        PSECURITY_DESCRIPTOR *ObjectsSecurityDescriptor,
                                        PGENERIC_MAPPING GenericMapping, HANDLE Token)
{
    return succeeded(RtlSetSecurityObject(SecurityInformation, ModificationDescriptor, ObjectsSecurityDescriptor,
                                          GenericMapping, Token));
}

WINBOOL WINAPI GetPrivateObjectSecurity(PSECURITY_DESCRIPTOR ObjectDescriptor,
                                        SECURITY_INFORMATION SecurityInformation,
                                        PSECURITY_DESCRIPTOR ResultantDescriptor, DWORD DescriptorLength,
                                        PDWORD ReturnLength)
{
    return succeeded(RtlQuerySecurityObject(ObjectDescriptor, SecurityInformation, ResultantDescriptor,
                                            DescriptorLength, ReturnLength));
}

WINBOOL WINAPI DestroyPrivateObjectSecurity(PSECURITY_DESCRIPTOR *ObjectDescriptor)
{
    return succeeded(RtlDeleteSecurityObject(ObjectDescriptor));
}
