/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a token may do: access checks, privileges, membership. */
#include "common/sid.h"
#include "ntwin32/error.h"
#include "ntwin32/security/token_handle.h"

#include <ntobapi.h>
#include <ntrtl.h>
#include <ntseapi.h>
#include <windows.h>

WINBOOL WINAPI PrivilegeCheck(HANDLE ClientToken, PPRIVILEGE_SET RequiredPrivileges, LPBOOL pfResult)
{
    BOOLEAN result;

    if (!succeeded(NtPrivilegeCheck(ClientToken, RequiredPrivileges, &result)))
        return FALSE;
    *pfResult = result;
    return TRUE;
}

/* ---- access ---------------------------------------------------------------------------------------------- */

/* The check was made; why it gives nothing is the last error. */
static WINBOOL answered(BOOL *granted, NTSTATUS answer)
{
    *granted = NT_SUCCESS(answer);
    if (!*granted)
        SetLastError(RtlNtStatusToDosError(answer));
    return TRUE;
}

WINBOOL WINAPI AccessCheck(PSECURITY_DESCRIPTOR pSecurityDescriptor, HANDLE ClientToken, DWORD DesiredAccess,
                           PGENERIC_MAPPING GenericMapping, PPRIVILEGE_SET PrivilegeSet, LPDWORD PrivilegeSetLength,
                           LPDWORD GrantedAccess, LPBOOL AccessStatus)
{
    NTSTATUS answer;

    return succeeded(NtAccessCheck(pSecurityDescriptor, ClientToken, DesiredAccess, GenericMapping, PrivilegeSet,
                                   PrivilegeSetLength, GrantedAccess, &answer)) &&
           answered(AccessStatus, answer);
}

WINBOOL WINAPI AccessCheckByType(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID PrincipalSelfSid, HANDLE ClientToken,
                                 DWORD DesiredAccess, POBJECT_TYPE_LIST ObjectTypeList, DWORD ObjectTypeListLength,
                                 PGENERIC_MAPPING GenericMapping, PPRIVILEGE_SET PrivilegeSet,
                                 LPDWORD PrivilegeSetLength, LPDWORD GrantedAccess, LPBOOL AccessStatus)
{
    NTSTATUS answer;

    return succeeded(NtAccessCheckByType(pSecurityDescriptor, PrincipalSelfSid, ClientToken, DesiredAccess,
                                         ObjectTypeList, ObjectTypeListLength, GenericMapping, PrivilegeSet,
                                         PrivilegeSetLength, GrantedAccess, &answer)) &&
           answered(AccessStatus, answer);
}

WINBOOL WINAPI AccessCheckByTypeResultList(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID PrincipalSelfSid,
                                           HANDLE ClientToken, DWORD DesiredAccess, POBJECT_TYPE_LIST ObjectTypeList,
                                           DWORD ObjectTypeListLength, PGENERIC_MAPPING GenericMapping,
                                           PPRIVILEGE_SET PrivilegeSet, LPDWORD PrivilegeSetLength,
                                           LPDWORD GrantedAccessList, LPDWORD AccessStatusList)
{
    if (!succeeded(NtAccessCheckByTypeResultList(pSecurityDescriptor, PrincipalSelfSid, ClientToken, DesiredAccess,
                                                 ObjectTypeList, ObjectTypeListLength, GenericMapping, PrivilegeSet,
                                                 PrivilegeSetLength, GrantedAccessList,
                                                 (PNTSTATUS)AccessStatusList)))
        return FALSE;
    for (DWORD i = 0; i < ObjectTypeListLength; i++)
        AccessStatusList[i] = RtlNtStatusToDosError((NTSTATUS)AccessStatusList[i]);
    return TRUE;
}

/* ---- membership ------------------------------------------------------------------------------------------ */

#define MEMBER_ACCESS 1u

/* Whether a descriptor that lets in nobody but that SID lets the token in: a group that only denies does not
 * count, and restricting SIDs do. */
static NTSTATUS is_let_in(BOOL *member, HANDLE token, PSID sid)
{
    GENERIC_MAPPING mapping = {MEMBER_ACCESS, 0, 0, MEMBER_ACCESS};
    union {
        ACL acl;
        BYTE room[sizeof(ACL) + sizeof(ACCESS_ALLOWED_ACE) + SID_MAX_SIZE];
    } dacl;
    PRIVILEGE_SET used;
    ULONG size = sizeof used;
    SECURITY_DESCRIPTOR descriptor;
    ACCESS_MASK granted;
    NTSTATUS answer, status;

    RtlCreateAcl(&dacl.acl, sizeof dacl, ACL_REVISION);
    status = RtlAddAccessAllowedAce(&dacl.acl, ACL_REVISION, MEMBER_ACCESS, sid);
    RtlCreateSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    RtlSetOwnerSecurityDescriptor(&descriptor, sid, FALSE);
    RtlSetGroupSecurityDescriptor(&descriptor, sid, FALSE);
    RtlSetDaclSecurityDescriptor(&descriptor, TRUE, &dacl.acl, FALSE);
    if (NT_SUCCESS(status))
        status = NtAccessCheck(&descriptor, token, MEMBER_ACCESS, &mapping, &used, &size, &granted, &answer);
    *member = NT_SUCCESS(status) && NT_SUCCESS(answer);
    return status;
}

/* The token as which the thread acts, in a form that can be checked. */
static NTSTATUS own_token(HANDLE *token)
{
    NTSTATUS status = NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, token);
    HANDLE process;

    if (status != STATUS_NO_TOKEN)
        return status;
    status = NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &process);
    if (!NT_SUCCESS(status))
        return status;
    status = token_to_impersonate(token, process, TOKEN_QUERY, SecurityIdentification);
    NtClose(process);
    return status;
}

WINBOOL APIENTRY CheckTokenMembership(HANDLE TokenHandle, PSID SidToCheck, PBOOL IsMember)
{
    HANDLE own = NULL;
    NTSTATUS status = TokenHandle ? STATUS_SUCCESS : own_token(&own);

    *IsMember = FALSE;
    if (NT_SUCCESS(status))
        status = is_let_in(IsMember, TokenHandle ? TokenHandle : own, SidToCheck);
    if (own)
        NtClose(own);
    return succeeded(status);
}
