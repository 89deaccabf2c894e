/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Well-known SIDs: those of common/sid_known.def, and the accounts that every domain has. */
#include "common/sid_known.h"
#include "ntwin32/error.h"

#include <ntrtl.h>
#include <string.h>
#include <windows.h>

#define DOMAIN_SUBS 4u                  /* 21 and the three numbers of a domain */

/* Accounts of a domain by their number. MS-DTYP 2.4.2.4. */
static const struct {
    WELL_KNOWN_SID_TYPE type;
    DWORD rid;
} accounts[] = {
    {WinAccountAdministratorSid, DOMAIN_USER_RID_ADMIN},
    {WinAccountGuestSid, DOMAIN_USER_RID_GUEST},
    {WinAccountKrbtgtSid, DOMAIN_USER_RID_KRBTGT},
    {WinAccountDomainAdminsSid, DOMAIN_GROUP_RID_ADMINS},
    {WinAccountDomainUsersSid, DOMAIN_GROUP_RID_USERS},
    {WinAccountDomainGuestsSid, DOMAIN_GROUP_RID_GUESTS},
    {WinAccountComputersSid, DOMAIN_GROUP_RID_COMPUTERS},
    {WinAccountControllersSid, DOMAIN_GROUP_RID_CONTROLLERS},
    {WinAccountCertAdminsSid, DOMAIN_GROUP_RID_CERT_ADMINS},
    {WinAccountSchemaAdminsSid, DOMAIN_GROUP_RID_SCHEMA_ADMINS},
    {WinAccountEnterpriseAdminsSid, DOMAIN_GROUP_RID_ENTERPRISE_ADMINS},
    {WinAccountPolicyAdminsSid, DOMAIN_GROUP_RID_POLICY_ADMINS},
    {WinAccountRasAndIasServersSid, DOMAIN_ALIAS_RID_RAS_SERVERS},
};

/* 0: it is no account of a domain. */
static DWORD rid_of(WELL_KNOWN_SID_TYPE type)
{
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++)
        if (accounts[i].type == type)
            return accounts[i].rid;
    return 0;
}

static const struct known_sid *known_of(WELL_KNOWN_SID_TYPE type)
{
    for (size_t i = 0; i < n_known_sids; i++)
        if (known_sids[i].type == type)
            return &known_sids[i];
    return NULL;
}

static WINBOOL give(PSID to, DWORD *room, const void *sid)
{
    DWORD size = sid_length(sid);
    BOOL fits = to && *room >= size;

    *room = size;
    if (!fits)
        return failed_with(ERROR_INSUFFICIENT_BUFFER);
    memcpy(to, sid, size);
    return TRUE;
}

static BOOL is_domain(PSID sid)
{
    static const SID_IDENTIFIER_AUTHORITY nt_authority = {SECURITY_NT_AUTHORITY};

    return RtlValidSid(sid) && *RtlSubAuthorityCountSid(sid) >= DOMAIN_SUBS &&
           !memcmp(RtlIdentifierAuthoritySid(sid), &nt_authority, sizeof nt_authority) &&
           *RtlSubAuthoritySid(sid, 0) == SECURITY_NT_NON_UNIQUE;
}

WINBOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE WellKnownSidType, PSID DomainSid, PSID pSid, DWORD *cbSid)
{
    const struct known_sid *known = known_of(WellKnownSidType);
    DWORD rid = rid_of(WellKnownSidType);
    struct {
        SID sid;
        DWORD more[SID_MAX_SUB_AUTHORITIES];
    } account;
    DWORD n;

    if (!cbSid || (DomainSid && !RtlValidSid(DomainSid)))
        return failed_with(ERROR_INVALID_PARAMETER);
    if (known)
        return give(pSid, cbSid, known->bytes);
    if (!rid || !DomainSid || !is_domain(DomainSid) || *RtlSubAuthorityCountSid(DomainSid) != DOMAIN_SUBS)
        return failed_with(ERROR_INVALID_PARAMETER);
    RtlCopySid(sizeof account, &account, DomainSid);
    n = account.sid.SubAuthorityCount++;
    *RtlSubAuthoritySid(&account, n) = rid;
    return give(pSid, cbSid, &account);
}

WINBOOL WINAPI IsWellKnownSid(PSID pSid, WELL_KNOWN_SID_TYPE WellKnownSidType)
{
    const struct known_sid *known = known_of(WellKnownSidType);
    DWORD rid = rid_of(WellKnownSidType);

    if (!RtlValidSid(pSid))
        return FALSE;
    if (known)
        return sid_equal(known->bytes, pSid);
    return rid && is_domain(pSid) && *RtlSubAuthorityCountSid(pSid) == DOMAIN_SUBS + 1 &&
           *RtlSubAuthoritySid(pSid, DOMAIN_SUBS) == rid;
}
