/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trustees; see trustee.h. */
#include "ntwin32/security/trustee.h"

#include <ntrtl.h>
#include <wchar.h>

static DWORD sid_of_name(uint8_t sid[SID_MAX_SIZE], LPCWSTR name)
{
    DWORD n_sid = SID_MAX_SIZE, n_user, n_domain;
    WCHAR user[256], domain[64];
    SID_NAME_USE use;

    n_user = sizeof user / sizeof user[0];
    n_domain = sizeof domain / sizeof domain[0];
    if (!name)
        return ERROR_INVALID_PARAMETER;
    if (!wcscmp(name, L"CURRENT_USER")) {
        if (!GetUserNameW(user, &n_user))
            return GetLastError();
        name = user;
    }
    return LookupAccountNameW(NULL, name, sid, &n_sid, domain, &n_domain, &use) ? ERROR_SUCCESS : GetLastError();
}

DWORD trustee_sid(uint8_t sid[SID_MAX_SIZE], const TRUSTEE_W *trustee)
{
    PSID given = (PSID)trustee->ptstrName;

    if (trustee->MultipleTrusteeOperation != NO_MULTIPLE_TRUSTEE)
        return ERROR_CALL_NOT_IMPLEMENTED;
    if (trustee->TrusteeForm == TRUSTEE_IS_NAME)
        return sid_of_name(sid, trustee->ptstrName);
    if (trustee->TrusteeForm != TRUSTEE_IS_SID)
        return ERROR_CALL_NOT_IMPLEMENTED;
    if (!RtlValidSid(given))
        return ERROR_INVALID_SID;
    RtlCopySid(SID_MAX_SIZE, sid, given);
    return ERROR_SUCCESS;
}

VOID WINAPI BuildTrusteeWithSidW(PTRUSTEE_W pTrustee, PSID pSid)
{
    *pTrustee = (TRUSTEE_W){.TrusteeForm = TRUSTEE_IS_SID, .ptstrName = pSid};
}

VOID WINAPI BuildTrusteeWithSidA(PTRUSTEE_A pTrustee, PSID pSid)
{
    *pTrustee = (TRUSTEE_A){.TrusteeForm = TRUSTEE_IS_SID, .ptstrName = pSid};
}

VOID WINAPI BuildTrusteeWithNameW(PTRUSTEE_W pTrustee, LPWSTR pName)
{
    *pTrustee = (TRUSTEE_W){.TrusteeForm = TRUSTEE_IS_NAME, .ptstrName = pName};
}

VOID WINAPI BuildTrusteeWithNameA(PTRUSTEE_A pTrustee, LPSTR pName)
{
    *pTrustee = (TRUSTEE_A){.TrusteeForm = TRUSTEE_IS_NAME, .ptstrName = pName};
}

VOID WINAPI BuildExplicitAccessWithNameW(PEXPLICIT_ACCESS_W pExplicitAccess, LPWSTR pTrusteeName,
                                         DWORD AccessPermissions, ACCESS_MODE AccessMode, DWORD Inheritance)
{
    *pExplicitAccess = (EXPLICIT_ACCESS_W){AccessPermissions, AccessMode, Inheritance, {0}};
    BuildTrusteeWithNameW(&pExplicitAccess->Trustee, pTrusteeName);
}

VOID WINAPI BuildExplicitAccessWithNameA(PEXPLICIT_ACCESS_A pExplicitAccess, LPSTR pTrusteeName,
                                         DWORD AccessPermissions, ACCESS_MODE AccessMode, DWORD Inheritance)
{
    *pExplicitAccess = (EXPLICIT_ACCESS_A){AccessPermissions, AccessMode, Inheritance, {0}};
    BuildTrusteeWithNameA(&pExplicitAccess->Trustee, pTrusteeName);
}
