/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens: opened, asked, copied, changed. */
#include "ntwin32/error.h"
#include "ntwin32/security/token_handle.h"

#include <ntexapi.h>
#include <ntobapi.h>
#include <ntrtl.h>
#include <ntseapi.h>
#include <string.h>
#include <windows.h>

WINBOOL WINAPI OpenProcessToken(HANDLE ProcessHandle, DWORD DesiredAccess, PHANDLE TokenHandle)
{
    return succeeded(NtOpenProcessToken(ProcessHandle, DesiredAccess, TokenHandle));
}

WINBOOL WINAPI OpenThreadToken(HANDLE ThreadHandle, DWORD DesiredAccess, WINBOOL OpenAsSelf, PHANDLE TokenHandle)
{
    return succeeded(NtOpenThreadToken(ThreadHandle, DesiredAccess, OpenAsSelf != 0, TokenHandle));
}

NTSTATUS effective_token(HANDLE *token, ACCESS_MASK access)
{
    NTSTATUS status = NtOpenThreadToken(NtCurrentThread(), access, TRUE, token);

    return status == STATUS_NO_TOKEN ? NtOpenProcessToken(NtCurrentProcess(), access, token) : status;
}

/* ---- asked and changed ----------------------------------------------------------------------------------- */

WINBOOL WINAPI GetTokenInformation(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass,
                                   LPVOID TokenInformation, DWORD TokenInformationLength, PDWORD ReturnLength)
{
    return succeeded(NtQueryInformationToken(TokenHandle, TokenInformationClass, TokenInformation,
                                             TokenInformationLength, ReturnLength));
}

WINBOOL WINAPI SetTokenInformation(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass,
                                   LPVOID TokenInformation, DWORD TokenInformationLength)
{
    return succeeded(
        NtSetInformationToken(TokenHandle, TokenInformationClass, TokenInformation, TokenInformationLength));
}

NTSTATUS token_query(PVOID *information, HANDLE token, TOKEN_INFORMATION_CLASS class)
{
    ULONG room = 0;
    NTSTATUS status = NtQueryInformationToken(token, class, NULL, 0, &room);

    *information = NULL;
    while (status == STATUS_BUFFER_TOO_SMALL) {         /* somebody may change it in between */
        RtlFreeHeap(RtlProcessHeap(), 0, *information);
        *information = RtlAllocateHeap(RtlProcessHeap(), 0, room);
        status = *information ? NtQueryInformationToken(token, class, *information, room, &room) : STATUS_NO_MEMORY;
    }
    if (!NT_SUCCESS(status)) {
        RtlFreeHeap(RtlProcessHeap(), 0, *information);
        *information = NULL;
    }
    return status;
}

WINBOOL WINAPI IsTokenRestricted(HANDLE TokenHandle)
{
    PVOID groups;
    WINBOOL restricted;

    if (!succeeded(token_query(&groups, TokenHandle, TokenRestrictedSids)))
        return FALSE;
    restricted = ((TOKEN_GROUPS *)groups)->GroupCount != 0;
    RtlFreeHeap(RtlProcessHeap(), 0, groups);
    SetLastError(ERROR_SUCCESS);
    return restricted;
}

/* A success that says in the last error whether it was a whole one. */
static BOOL adjusted(NTSTATUS status)
{
    if (!succeeded(status))
        return FALSE;
    SetLastError(status == STATUS_NOT_ALL_ASSIGNED ? ERROR_NOT_ALL_ASSIGNED : ERROR_SUCCESS);
    return TRUE;
}

WINBOOL WINAPI AdjustTokenPrivileges(HANDLE TokenHandle, WINBOOL DisableAllPrivileges, PTOKEN_PRIVILEGES NewState,
                                     DWORD BufferLength, PTOKEN_PRIVILEGES PreviousState, PDWORD ReturnLength)
{
    return adjusted(NtAdjustPrivilegesToken(TokenHandle, DisableAllPrivileges != 0, NewState, BufferLength,
                                            PreviousState, ReturnLength));
}

WINBOOL WINAPI AdjustTokenGroups(HANDLE TokenHandle, WINBOOL ResetToDefault, PTOKEN_GROUPS NewState,
                                 DWORD BufferLength, PTOKEN_GROUPS PreviousState, PDWORD ReturnLength)
{
    return adjusted(NtAdjustGroupsToken(TokenHandle, ResetToDefault != 0, NewState, BufferLength, PreviousState,
                                        ReturnLength));
}

WINBOOL WINAPI AllocateLocallyUniqueId(PLUID Luid)
{
    return succeeded(NtAllocateLocallyUniqueId(Luid));
}

/* ---- copied ---------------------------------------------------------------------------------------------- */

static NTSTATUS duplicate(HANDLE *copy, HANDLE token, ACCESS_MASK access, const SECURITY_ATTRIBUTES *attributes,
                          SECURITY_IMPERSONATION_LEVEL level, TOKEN_TYPE type)
{
    SECURITY_QUALITY_OF_SERVICE qos = {sizeof qos, level, SECURITY_DYNAMIC_TRACKING, FALSE};
    OBJECT_ATTRIBUTES object;

    InitializeObjectAttributes(&object, NULL, attributes && attributes->bInheritHandle ? OBJ_INHERIT : 0, NULL,
                               attributes ? attributes->lpSecurityDescriptor : NULL);
    object.SecurityQualityOfService = &qos;
    return NtDuplicateToken(token, access, &object, FALSE, type, copy);
}

NTSTATUS token_to_impersonate(HANDLE *copy, HANDLE token, ACCESS_MASK access, SECURITY_IMPERSONATION_LEVEL level)
{
    return duplicate(copy, token, access, NULL, level, TokenImpersonation);
}

WINBOOL WINAPI DuplicateToken(HANDLE ExistingTokenHandle, SECURITY_IMPERSONATION_LEVEL ImpersonationLevel,
                              PHANDLE DuplicateTokenHandle)
{
    return succeeded(token_to_impersonate(DuplicateTokenHandle, ExistingTokenHandle, TOKEN_IMPERSONATE | TOKEN_QUERY,
                                          ImpersonationLevel));
}

WINBOOL WINAPI DuplicateTokenEx(HANDLE hExistingToken, DWORD dwDesiredAccess, LPSECURITY_ATTRIBUTES lpTokenAttributes,
                                SECURITY_IMPERSONATION_LEVEL ImpersonationLevel, TOKEN_TYPE TokenType,
                                PHANDLE phNewToken)
{
    return succeeded(
        duplicate(phNewToken, hExistingToken, dwDesiredAccess, lpTokenAttributes, ImpersonationLevel, TokenType));
}

/* The list of the native call, on the process heap; none stays none. */
static NTSTATUS list_of_sids(TOKEN_GROUPS **list, const SID_AND_ATTRIBUTES *sids, DWORD n)
{
    *list = NULL;
    if (!n)
        return STATUS_SUCCESS;
    if (!sids)
        return STATUS_INVALID_PARAMETER;
    *list = RtlAllocateHeap(RtlProcessHeap(), 0, offsetof(TOKEN_GROUPS, Groups) + (SIZE_T)n * sizeof *sids);
    if (!*list)
        return STATUS_NO_MEMORY;
    (*list)->GroupCount = n;
    memcpy((*list)->Groups, sids, n * sizeof *sids);
    return STATUS_SUCCESS;
}

static NTSTATUS list_of_privileges(TOKEN_PRIVILEGES **list, const LUID_AND_ATTRIBUTES *privileges, DWORD n)
{
    *list = NULL;
    if (!n)
        return STATUS_SUCCESS;
    if (!privileges)
        return STATUS_INVALID_PARAMETER;
    *list = RtlAllocateHeap(RtlProcessHeap(), 0,
                            offsetof(TOKEN_PRIVILEGES, Privileges) + (SIZE_T)n * sizeof *privileges);
    if (!*list)
        return STATUS_NO_MEMORY;
    (*list)->PrivilegeCount = n;
    memcpy((*list)->Privileges, privileges, n * sizeof *privileges);
    return STATUS_SUCCESS;
}

WINBOOL APIENTRY CreateRestrictedToken(HANDLE ExistingTokenHandle, DWORD Flags, DWORD DisableSidCount,
                                       PSID_AND_ATTRIBUTES SidsToDisable, DWORD DeletePrivilegeCount,
                                       PLUID_AND_ATTRIBUTES PrivilegesToDelete, DWORD RestrictedSidCount,
                                       PSID_AND_ATTRIBUTES SidsToRestrict, PHANDLE NewTokenHandle)
{
    TOKEN_GROUPS *disabled = NULL, *restricting = NULL;
    TOKEN_PRIVILEGES *deleted = NULL;
    NTSTATUS status = list_of_sids(&disabled, SidsToDisable, DisableSidCount);

    if (NT_SUCCESS(status))
        status = list_of_privileges(&deleted, PrivilegesToDelete, DeletePrivilegeCount);
    if (NT_SUCCESS(status))
        status = list_of_sids(&restricting, SidsToRestrict, RestrictedSidCount);
    if (NT_SUCCESS(status))
        status = NtFilterToken(ExistingTokenHandle, Flags, disabled, deleted, restricting, NewTokenHandle);
    RtlFreeHeap(RtlProcessHeap(), 0, disabled);
    RtlFreeHeap(RtlProcessHeap(), 0, deleted);
    RtlFreeHeap(RtlProcessHeap(), 0, restricting);
    return succeeded(status);
}
