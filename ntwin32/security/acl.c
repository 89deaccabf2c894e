/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACLs, their entries, access masks. */
#include "ntwin32/error.h"

#include <ntrtl.h>
#include <windows.h>

WINBOOL WINAPI InitializeAcl(PACL pAcl, DWORD nAclLength, DWORD dwAclRevision)
{
    return succeeded(RtlCreateAcl(pAcl, nAclLength, dwAclRevision));
}

WINBOOL WINAPI IsValidAcl(PACL pAcl)
{
    return RtlValidAcl(pAcl) || failed_with(ERROR_INVALID_ACL);
}

WINBOOL WINAPI GetAclInformation(PACL pAcl, LPVOID pAclInformation, DWORD nAclInformationLength,
                                 ACL_INFORMATION_CLASS dwAclInformationClass)
{
    return succeeded(RtlQueryInformationAcl(pAcl, pAclInformation, nAclInformationLength, dwAclInformationClass));
}

WINBOOL WINAPI SetAclInformation(PACL pAcl, LPVOID pAclInformation, DWORD nAclInformationLength,
                                 ACL_INFORMATION_CLASS dwAclInformationClass)
{
    return succeeded(RtlSetInformationAcl(pAcl, pAclInformation, nAclInformationLength, dwAclInformationClass));
}

WINBOOL WINAPI FindFirstFreeAce(PACL pAcl, LPVOID *pAce)
{
    return RtlFirstFreeAce(pAcl, pAce) || failed_with(ERROR_INVALID_ACL);
}

WINBOOL WINAPI GetAce(PACL pAcl, DWORD dwAceIndex, LPVOID *pAce)
{
    return succeeded(RtlGetAce(pAcl, dwAceIndex, pAce));
}

WINBOOL WINAPI DeleteAce(PACL pAcl, DWORD dwAceIndex)
{
    return succeeded(RtlDeleteAce(pAcl, dwAceIndex));
}

WINBOOL WINAPI AddAce(PACL pAcl, DWORD dwAceRevision, DWORD dwStartingAceIndex, LPVOID pAceList, DWORD nAceListLength)
{
    return succeeded(RtlAddAce(pAcl, dwAceRevision, dwStartingAceIndex, pAceList, nAceListLength));
}

WINBOOL WINAPI AddAccessAllowedAce(PACL pAcl, DWORD dwAceRevision, DWORD AccessMask, PSID pSid)
{
    return succeeded(RtlAddAccessAllowedAce(pAcl, dwAceRevision, AccessMask, pSid));
}

WINBOOL WINAPI AddAccessAllowedAceEx(PACL pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD AccessMask, PSID pSid)
{
    return succeeded(RtlAddAccessAllowedAceEx(pAcl, dwAceRevision, AceFlags, AccessMask, pSid));
}

WINBOOL WINAPI AddAccessAllowedObjectAce(PACL pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD AccessMask,
                                         GUID *ObjectTypeGuid, GUID *InheritedObjectTypeGuid, PSID pSid)
{
    return succeeded(RtlAddAccessAllowedObjectAce(pAcl, dwAceRevision, AceFlags, AccessMask, ObjectTypeGuid,
                                                  InheritedObjectTypeGuid, pSid));
}

WINBOOL WINAPI AddAccessDeniedAce(PACL pAcl, DWORD dwAceRevision, DWORD AccessMask, PSID pSid)
{
    return succeeded(RtlAddAccessDeniedAce(pAcl, dwAceRevision, AccessMask, pSid));
}

WINBOOL WINAPI AddAccessDeniedAceEx(PACL pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD AccessMask, PSID pSid)
{
    return succeeded(RtlAddAccessDeniedAceEx(pAcl, dwAceRevision, AceFlags, AccessMask, pSid));
}

WINBOOL WINAPI AddAccessDeniedObjectAce(PACL pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD AccessMask,
                                        GUID *ObjectTypeGuid, GUID *InheritedObjectTypeGuid, PSID pSid)
{
    return succeeded(RtlAddAccessDeniedObjectAce(pAcl, dwAceRevision, AceFlags, AccessMask, ObjectTypeGuid,
                                                 InheritedObjectTypeGuid, pSid));
}

WINBOOL WINAPI AddAuditAccessAce(PACL pAcl, DWORD dwAceRevision, DWORD dwAccessMask, PSID pSid, WINBOOL bAuditSuccess,
                                 WINBOOL bAuditFailure)
{
    return succeeded(RtlAddAuditAccessAce(pAcl, dwAceRevision, dwAccessMask, pSid, bAuditSuccess != 0,
                                          bAuditFailure != 0));
}

WINBOOL WINAPI AddAuditAccessAceEx(PACL pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD dwAccessMask, PSID pSid,
                                   WINBOOL bAuditSuccess, WINBOOL bAuditFailure)
{
    return succeeded(RtlAddAuditAccessAceEx(pAcl, dwAceRevision, AceFlags, dwAccessMask, pSid, bAuditSuccess != 0,
                                            bAuditFailure != 0));
}

WINBOOL WINAPI AddMandatoryAce(PACL pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD MandatoryPolicy, PSID pLabelSid)
{
    return succeeded(RtlAddMandatoryAce(pAcl, dwAceRevision, AceFlags, MandatoryPolicy,
                                        SYSTEM_MANDATORY_LABEL_ACE_TYPE, pLabelSid));
}

VOID WINAPI MapGenericMask(PDWORD AccessMask, PGENERIC_MAPPING GenericMapping)
{
    RtlMapGenericMask(AccessMask, GenericMapping);
}

WINBOOL WINAPI AreAllAccessesGranted(DWORD GrantedAccess, DWORD DesiredAccess)
{
    return RtlAreAllAccessesGranted(GrantedAccess, DesiredAccess);
}

WINBOOL WINAPI AreAnyAccessesGranted(DWORD GrantedAccess, DWORD DesiredAccess)
{
    return RtlAreAnyAccessesGranted(GrantedAccess, DesiredAccess);
}
