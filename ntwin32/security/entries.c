/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ACLs changed by EXPLICIT_ACCESS. The result stands in the canonical order: what denies, what allows, what is
 * inherited; in each of the first two the new entries come first.
 */
#include "common/acl.h"
#include "ntwin32/name.h"
#include "ntwin32/security/local_copy.h"
#include "ntwin32/security/trustee.h"

#include <ntrtl.h>
#include <stdlib.h>
#include <string.h>

struct wish {
    const EXPLICIT_ACCESS_W *access;
    uint8_t sid[SID_MAX_SIZE];
};

static BOOL allows(uint8_t type)
{
    return type == ACCESS_ALLOWED_ACE_TYPE || type == ACCESS_ALLOWED_OBJECT_ACE_TYPE ||
           type == ACCESS_ALLOWED_CALLBACK_ACE_TYPE || type == ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE;
}

static BOOL audits(uint8_t type)
{
    return type == SYSTEM_AUDIT_ACE_TYPE || type == SYSTEM_AUDIT_OBJECT_ACE_TYPE;
}

/* SET_ACCESS discards what the trustee had; REVOKE_ACCESS what allowed him something, and audits of him. */
static BOOL is_discarded(const struct ace *ace, const struct wish *wishes, ULONG n)
{
    for (ULONG i = 0; ace->sid && i < n; i++) {
        ACCESS_MODE mode = wishes[i].access->grfAccessMode;

        if (!sid_equal(ace->sid, wishes[i].sid))
            continue;
        if (mode == SET_ACCESS && !audits(ace->type))
            return TRUE;
        if (mode == REVOKE_ACCESS && (allows(ace->type) || audits(ace->type)))
            return TRUE;
    }
    return FALSE;
}

enum section { DENY_SECTION, ALLOW_SECTION, INHERITED_SECTION };

static enum section section_of(const struct ace *ace)
{
    if (ace->flags & INHERITED_ACE)
        return INHERITED_SECTION;
    return allows(ace->type) ? ALLOW_SECTION : DENY_SECTION;
}

/* false: the wish makes no entry. */
static BOOL entry_of(struct ace *ace, const struct wish *wish)
{
    DWORD flags = wish->access->grfInheritance & VALID_INHERIT_FLAGS;

    *ace = (struct ace){.flags = (uint8_t)flags, .mask = wish->access->grfAccessPermissions, .sid = wish->sid};
    switch (wish->access->grfAccessMode) {
    case GRANT_ACCESS:
    case SET_ACCESS:
        ace->type = ACCESS_ALLOWED_ACE_TYPE;
        return TRUE;
    case DENY_ACCESS:
        ace->type = ACCESS_DENIED_ACE_TYPE;
        return TRUE;
    case SET_AUDIT_SUCCESS:
    case SET_AUDIT_FAILURE:
        ace->type = SYSTEM_AUDIT_ACE_TYPE;
        ace->flags |= wish->access->grfAccessMode == SET_AUDIT_SUCCESS ? SUCCESSFUL_ACCESS_ACE_FLAG
                                                                       : FAILED_ACCESS_ACE_FLAG;
        return TRUE;
    default:
        return FALSE;
    }
}

static void add_section(struct acl_builder *out, enum section section, const struct wish *wishes, ULONG n,
                        const ACL *old)
{
    uint32_t position = 0;
    struct ace ace;

    for (ULONG i = 0; i < n; i++)
        if (entry_of(&ace, &wishes[i]) && section_of(&ace) == section)
            acl_builder_add(out, &ace);
    while (old && acl_next(old, &position, &ace))
        if (section_of(&ace) == section && (section == INHERITED_SECTION || !is_discarded(&ace, wishes, n)))
            acl_builder_add(out, &ace);
}

static DWORD build(PACL *new_acl, const struct wish *wishes, ULONG n, const ACL *old)
{
    struct acl_builder out;
    DWORD error;

    acl_builder_init(&out);
    for (enum section section = DENY_SECTION; section <= INHERITED_SECTION; section++)
        add_section(&out, section, wishes, n, old);
    if (!out.failed)
        *new_acl = local_copy(out.bytes, out.size);
    if (*new_acl)
        error = ERROR_SUCCESS;
    else
        error = out.failed && out.bytes ? ERROR_INVALID_ACL : ERROR_NOT_ENOUGH_MEMORY;
    acl_builder_deinit(&out);
    return error;
}

DWORD WINAPI SetEntriesInAclW(ULONG cCountOfExplicitEntries, PEXPLICIT_ACCESS_W pListOfExplicitEntries, PACL OldAcl,
                              PACL *NewAcl)
{
    struct wish *wishes;
    DWORD error = ERROR_SUCCESS;

    if (!NewAcl || (cCountOfExplicitEntries && !pListOfExplicitEntries))
        return ERROR_INVALID_PARAMETER;
    *NewAcl = NULL;
    if (OldAcl && !RtlValidAcl(OldAcl))
        return ERROR_INVALID_ACL;
    if (!cCountOfExplicitEntries && !OldAcl)
        return ERROR_SUCCESS;
    wishes = calloc((size_t)cCountOfExplicitEntries + 1, sizeof *wishes);
    if (!wishes)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; !error && i < cCountOfExplicitEntries; i++) {
        wishes[i].access = &pListOfExplicitEntries[i];
        error = trustee_sid(wishes[i].sid, &pListOfExplicitEntries[i].Trustee);
    }
    if (!error)
        error = build(NewAcl, wishes, cCountOfExplicitEntries, OldAcl);
    free(wishes);
    return error;
}

/* The wide form of one entry; a name becomes the caller's to free. */
static BOOL widen(EXPLICIT_ACCESS_W *wide, UNICODE_STRING *name, const EXPLICIT_ACCESS_A *access)
{
    const TRUSTEE_A *trustee = &access->Trustee;

    *wide = (EXPLICIT_ACCESS_W){access->grfAccessPermissions, access->grfAccessMode, access->grfInheritance, {0}};
    wide->Trustee.MultipleTrusteeOperation = trustee->MultipleTrusteeOperation;
    wide->Trustee.TrusteeForm = trustee->TrusteeForm;
    wide->Trustee.TrusteeType = trustee->TrusteeType;
    wide->Trustee.ptstrName = (LPWSTR)(PVOID)trustee->ptstrName;
    if (trustee->TrusteeForm != TRUSTEE_IS_NAME)
        return TRUE;
    if (!wide_name(name, trustee->ptstrName))
        return FALSE;
    wide->Trustee.ptstrName = name->Buffer;
    return TRUE;
}

DWORD WINAPI SetEntriesInAclA(ULONG cCountOfExplicitEntries, PEXPLICIT_ACCESS_A pListOfExplicitEntries, PACL OldAcl,
                              PACL *NewAcl)
{
    EXPLICIT_ACCESS_W *wide = calloc((size_t)cCountOfExplicitEntries + 1, sizeof *wide);
    UNICODE_STRING *names = calloc((size_t)cCountOfExplicitEntries + 1, sizeof *names);
    DWORD error = wide && names ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;

    if (cCountOfExplicitEntries && !pListOfExplicitEntries)
        error = ERROR_INVALID_PARAMETER;
    for (ULONG i = 0; !error && i < cCountOfExplicitEntries; i++)
        if (!widen(&wide[i], &names[i], &pListOfExplicitEntries[i]))
            error = ERROR_NOT_ENOUGH_MEMORY;
    if (!error)
        error = SetEntriesInAclW(cCountOfExplicitEntries, wide, OldAcl, NewAcl);
    for (ULONG i = 0; names && i < cCountOfExplicitEntries; i++)
        RtlFreeUnicodeString(&names[i]);
    free(names);
    free(wide);
    return error;
}

/* ---- and back ---------------------------------------------------------------------------------------- */

static ACCESS_MODE mode_of(const struct ace *ace)
{
    if (allows(ace->type))
        return GRANT_ACCESS;
    if (audits(ace->type))
        return ace->flags & SUCCESSFUL_ACCESS_ACE_FLAG ? SET_AUDIT_SUCCESS : SET_AUDIT_FAILURE;
    return DENY_ACCESS;
}

static BOOL is_explicit(const struct ace *ace)
{
    return ace->sid && !(ace->flags & INHERITED_ACE) && ace->type <= SYSTEM_AUDIT_ACE_TYPE;
}

/* One block: the entries, and behind them their SIDs. */
DWORD WINAPI GetExplicitEntriesFromAclW(PACL pacl, PULONG pcCountOfExplicitEntries,
                                        PEXPLICIT_ACCESS_W *pListOfExplicitEntries)
{
    uint32_t position = 0;
    ULONG n = 0;
    struct ace ace;
    uint8_t *sids;

    *pcCountOfExplicitEntries = 0;
    *pListOfExplicitEntries = NULL;
    if (pacl && !RtlValidAcl(pacl))
        return ERROR_INVALID_ACL;
    while (pacl && acl_next(pacl, &position, &ace))
        n += is_explicit(&ace);
    if (!n)
        return ERROR_SUCCESS;
    *pListOfExplicitEntries = LocalAlloc(LMEM_ZEROINIT, n * (sizeof(EXPLICIT_ACCESS_W) + SID_MAX_SIZE));
    if (!*pListOfExplicitEntries)
        return ERROR_NOT_ENOUGH_MEMORY;
    sids = (uint8_t *)(*pListOfExplicitEntries + n);
    for (position = 0, n = 0; acl_next(pacl, &position, &ace);) {
        EXPLICIT_ACCESS_W *access = *pListOfExplicitEntries + n;

        if (!is_explicit(&ace))
            continue;
        *access = (EXPLICIT_ACCESS_W){ace.mask, mode_of(&ace), ace.flags & VALID_INHERIT_FLAGS, {0}};
        memcpy(sids + n * SID_MAX_SIZE, ace.sid, sid_length(ace.sid));
        BuildTrusteeWithSidW(&access->Trustee, sids + n++ * SID_MAX_SIZE);
    }
    *pcCountOfExplicitEntries = n;
    return ERROR_SUCCESS;
}
