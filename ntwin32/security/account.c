/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accounts: well-known SIDs, and the machine's users and groups, S-1-22-1-uid and S-1-22-2-gid, in the domains
 * "Unix User" and "Unix Group". There is one machine: this one.
 */
#include "common/bytes.h"
#include "common/sid_known.h"
#include "ntwin32/error.h"
#include "ntwin32/security/token_handle.h"

#include <grp.h>
#include <ntobapi.h>
#include <ntrtl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wchar.h>

#define UNIX_AUTHORITY 22u
#define USERS          1u
#define GROUPS         2u
#define USER_DOMAIN    "Unix User"
#define GROUP_DOMAIN   "Unix Group"
#define ROOM           16384            /* for what the C library reads of one account */

struct account {
    uint8_t sid[SID_MAX_SIZE];
    char domain[64], name[256];         /* UTF-8 */
    SID_NAME_USE use;
};

/* ---- found ------------------------------------------------------------------------------------------- */

static BOOL unix_name(struct account *account, uint32_t kind, uint32_t id)
{
    char *room = malloc(ROOM);
    struct passwd user, *found_user = NULL;
    struct group group, *found_group = NULL;

    if (room && kind == USERS && !getpwuid_r(id, &user, room, ROOM, &found_user) && found_user)
        snprintf(account->name, sizeof account->name, "%s", user.pw_name);
    if (room && kind == GROUPS && !getgrgid_r(id, &group, room, ROOM, &found_group) && found_group)
        snprintf(account->name, sizeof account->name, "%s", group.gr_name);
    free(room);
    return found_user || found_group;
}

static BOOL set_unix(struct account *account, uint32_t kind, uint32_t id)
{
    const uint32_t subs[] = {kind, id};

    sid_make(account->sid, UNIX_AUTHORITY, subs, 2);
    strcpy(account->domain, kind == USERS ? USER_DOMAIN : GROUP_DOMAIN);
    account->use = kind == USERS ? SidTypeUser : SidTypeGroup;
    return unix_name(account, kind, id);
}

static void set_known(struct account *account, const struct known_sid *known)
{
    memcpy(account->sid, known->bytes, sid_length(known->bytes));
    snprintf(account->domain, sizeof account->domain, "%s", known->domain);
    snprintf(account->name, sizeof account->name, "%s", known->name);
    if (known->type == WinBuiltinDomainSid)
        account->use = SidTypeDomain;
    else if (known->bytes[7] == 16)
        account->use = SidTypeLabel;
    else
        account->use = known->bytes[1] == 2 && known->bytes[7] == 5 ? SidTypeAlias : SidTypeWellKnownGroup;
}

static BOOL find_sid(struct account *account, const uint8_t *sid)
{
    static const uint8_t unix_head[] = {1, 2, 0, 0, 0, 0, 0, UNIX_AUTHORITY};
    const struct known_sid *known = known_sid_find(sid);

    if (known)
        set_known(account, known);
    return known || (!memcmp(sid, unix_head, sizeof unix_head) && set_unix(account, u32_at(sid + 8), u32_at(sid + 12)));
}

static BOOL find_known(struct account *account, const char *domain, const char *name)
{
    for (size_t i = 0; i < n_known_sids; i++)
        if (!strcasecmp(known_sids[i].name, name) && (!domain || !strcasecmp(known_sids[i].domain, domain))) {
            set_known(account, &known_sids[i]);
            return TRUE;
        }
    return FALSE;
}

static BOOL find_unix(struct account *account, const char *domain, const char *name)
{
    char *room = malloc(ROOM);
    struct passwd user, *found_user = NULL;
    struct group group, *found_group = NULL;
    BOOL found = FALSE;

    if (room && (!domain || !strcasecmp(domain, USER_DOMAIN)))
        getpwnam_r(name, &user, room, ROOM, &found_user);
    if (found_user)
        found = set_unix(account, USERS, user.pw_uid);
    else if (room && (!domain || !strcasecmp(domain, GROUP_DOMAIN)))
        getgrnam_r(name, &group, room, ROOM, &found_group);
    if (found_group)
        found = set_unix(account, GROUPS, group.gr_gid);
    free(room);
    return found;
}

/* "domain\name" or "name". */
static BOOL find_name(struct account *account, char *text)
{
    char *slash = strchr(text, '\\');
    const char *domain = slash ? text : NULL, *name = slash ? slash + 1 : text;

    if (slash)
        *slash = 0;
    return find_known(account, domain, name) || find_unix(account, domain, name);
}

/* ---- given ------------------------------------------------------------------------------------------- */

/* A text in characters of one size; what it needs, with its terminator. */
static DWORD units_of(const char *text, BOOL wide)
{
    ULONG size = 0;

    if (!wide)
        return (DWORD)strlen(text) + 1;
    RtlUTF8ToUnicodeN(NULL, 0, &size, text, (ULONG)strlen(text) + 1);
    return size / sizeof(WCHAR);
}

static void write_units(PVOID out, DWORD room, const char *text, BOOL wide)
{
    ULONG size;

    if (wide)
        RtlUTF8ToUnicodeN(out, room * sizeof(WCHAR), &size, text, (ULONG)strlen(text) + 1);
    else
        memcpy(out, text, strlen(text) + 1);
}

/* Both texts, or, where one does not fit, how much each needs. */
static WINBOOL give_texts(const char *const texts[2], PVOID const outs[2], DWORD *const rooms[2], BOOL wide)
{
    BOOL fit = TRUE;

    for (int i = 0; i < 2; i++)
        if (texts[i] && (!outs[i] || *rooms[i] < units_of(texts[i], wide)))
            fit = FALSE;
    for (int i = 0; i < 2; i++) {
        DWORD n = texts[i] ? units_of(texts[i], wide) : 0;

        if (texts[i] && fit)
            write_units(outs[i], *rooms[i], texts[i], wide);
        if (texts[i])
            *rooms[i] = fit ? n - 1 : n;
    }
    return fit || failed_with(ERROR_INSUFFICIENT_BUFFER);
}

static WINBOOL look_up_sid(BOOL elsewhere, PSID sid, PVOID const outs[2], DWORD *const rooms[2], PSID_NAME_USE use,
                           BOOL wide)
{
    struct account account;
    const char *const texts[2] = {account.name, account.domain};

    if (elsewhere)
        return failed_with(RPC_S_SERVER_UNAVAILABLE);
    if (!RtlValidSid(sid))
        return failed_with(ERROR_INVALID_PARAMETER);
    if (!find_sid(&account, sid))
        return failed_with(ERROR_NONE_MAPPED);
    *use = account.use;
    return give_texts(texts, outs, rooms, wide);
}

WINBOOL WINAPI LookupAccountSidW(LPCWSTR lpSystemName, PSID Sid, LPWSTR Name, LPDWORD cchName,
                                 LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, PSID_NAME_USE peUse)
{
    return look_up_sid(lpSystemName && *lpSystemName, Sid, (PVOID const[]){Name, ReferencedDomainName},
                       (DWORD *const[]){cchName, cchReferencedDomainName}, peUse, TRUE);
}

WINBOOL WINAPI LookupAccountSidA(LPCSTR lpSystemName, PSID Sid, LPSTR Name, LPDWORD cchName,
                                 LPSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, PSID_NAME_USE peUse)
{
    return look_up_sid(lpSystemName && *lpSystemName, Sid, (PVOID const[]){Name, ReferencedDomainName},
                       (DWORD *const[]){cchName, cchReferencedDomainName}, peUse, FALSE);
}

/* name: "domain\name" or "name", which is written to. */
static WINBOOL look_up_name(BOOL elsewhere, char *name, PSID sid, DWORD *sid_room, PVOID domain, DWORD *domain_room,
                            PSID_NAME_USE use, BOOL wide)
{
    struct account account;
    const char *const texts[2] = {NULL, account.domain};
    DWORD size, room = *sid_room;

    if (elsewhere)
        return failed_with(RPC_S_SERVER_UNAVAILABLE);
    if (!find_name(&account, name))
        return failed_with(ERROR_NONE_MAPPED);
    size = sid_length(account.sid);
    *sid_room = size;
    if (!sid || room < size) {
        *domain_room = units_of(account.domain, wide);
        return failed_with(ERROR_INSUFFICIENT_BUFFER);
    }
    if (!give_texts(texts, (PVOID const[]){NULL, domain}, (DWORD *const[]){NULL, domain_room}, wide))
        return FALSE;
    memcpy(sid, account.sid, size);
    *use = account.use;
    return TRUE;
}

WINBOOL WINAPI LookupAccountNameA(LPCSTR lpSystemName, LPCSTR lpAccountName, PSID Sid, LPDWORD cbSid,
                                  LPSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, PSID_NAME_USE peUse)
{
    char name[320];

    if (!lpAccountName)
        return failed_with(ERROR_NONE_MAPPED);
    snprintf(name, sizeof name, "%s", lpAccountName);
    return look_up_name(lpSystemName && *lpSystemName, name, Sid, cbSid, ReferencedDomainName, cchReferencedDomainName,
                        peUse, FALSE);
}

WINBOOL WINAPI LookupAccountNameW(LPCWSTR lpSystemName, LPCWSTR lpAccountName, PSID Sid, LPDWORD cbSid,
                                  LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, PSID_NAME_USE peUse)
{
    char name[320];
    ULONG size = 0;

    if (!lpAccountName)
        return failed_with(ERROR_NONE_MAPPED);
    RtlUnicodeToUTF8N(name, sizeof name - 1, &size, lpAccountName, (ULONG)(wcslen(lpAccountName) * sizeof(WCHAR)));
    name[size] = 0;
    return look_up_name(lpSystemName && *lpSystemName, name, Sid, cbSid, ReferencedDomainName, cchReferencedDomainName,
                        peUse, TRUE);
}

/* As whom the thread acts. */
static BOOL find_caller(struct account *account)
{
    HANDLE token;
    PVOID user = NULL;
    BOOL found;
    NTSTATUS status = effective_token(&token, TOKEN_QUERY);

    if (NT_SUCCESS(status)) {
        status = token_query(&user, token, TokenUser);
        NtClose(token);
    }
    if (!succeeded(status))
        return FALSE;
    found = find_sid(account, ((TOKEN_USER *)user)->User.Sid);
    RtlFreeHeap(RtlProcessHeap(), 0, user);
    return found || failed_with(ERROR_NONE_MAPPED);
}

/* The length counts the terminator here, with or without success. */
static WINBOOL give_user(PVOID out, DWORD *room, BOOL wide)
{
    struct account account;
    BOOL fits;
    DWORD n;

    if (!room)
        return failed_with(ERROR_INVALID_PARAMETER);
    if (!find_caller(&account))
        return FALSE;
    n = units_of(account.name, wide);
    fits = out && *room >= n;
    *room = n;
    if (fits)
        write_units(out, n, account.name, wide);
    return fits || failed_with(ERROR_INSUFFICIENT_BUFFER);
}

WINBOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer)
{
    return give_user(lpBuffer, pcbBuffer, FALSE);
}

WINBOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer)
{
    return give_user(lpBuffer, pcbBuffer, TRUE);
}
