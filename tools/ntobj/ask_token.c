/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who the caller is to the server: the token of this process, which is as good as that of any other program that the
 * user starts. Names are the well-known ones and the machine's.
 */
#include "tools/ntobj/ask.h"

#include "common/bytes.h"
#include "common/sd.h"
#include "common/sddl.h"
#include "common/sid_known.h"
#include "common/sid_text.h"
#include "tools/ntobj/say.h"

#include <grp.h>
#include <json-c/json.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <winternl.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <ntseapi.h>
#include <ntstatus.h>

#define NAME_SIZE 320

/* ---- names ---------------------------------------------------------------------------------------------------- */

/* S-1-22-1-uid and S-1-22-2-gid. "": nobody has that one. */
static void unix_name(char name[NAME_SIZE], const uint8_t *sid)
{
    static const uint8_t head[] = {1, 2, 0, 0, 0, 0, 0, 22};
    const struct passwd *user = NULL;
    const struct group *group = NULL;

    *name = 0;
    if (memcmp(sid, head, sizeof head) != 0)
        return;
    if (u32_at(sid + 8) == 1)
        user = getpwuid(u32_at(sid + 12));
    else if (u32_at(sid + 8) == 2)
        group = getgrgid(u32_at(sid + 12));
    if (user)
        snprintf(name, NAME_SIZE, "Unix User\\%s", user->pw_name);
    else if (group)
        snprintf(name, NAME_SIZE, "Unix Group\\%s", group->gr_name);
}

static void name_of(char name[NAME_SIZE], const uint8_t *sid)
{
    const struct known_sid *known = known_sid_find(sid);

    if (known)
        snprintf(name, NAME_SIZE, "%s%s%s", known->domain, *known->domain ? "\\" : "", known->name);
    else
        unix_name(name, sid);
}

static void add_text(struct json_object *to, const char *key, const char *text)
{
    json_object_object_add(to, key, json_object_new_string(text));
}

/* { "sid", "name" } */
static struct json_object *account(const void *sid)
{
    struct json_object *object = json_object_new_object();
    char text[SID_TEXT_MAX], name[NAME_SIZE];

    sid_print(text, sid);
    name_of(name, sid);
    add_text(object, "sid", text);
    add_text(object, "name", name);
    return object;
}

/* ---- what the token says -------------------------------------------------------------------------------------- */

static void *query(HANDLE token, TOKEN_INFORMATION_CLASS class)
{
    ULONG size = 0;
    NTSTATUS status = NtQueryInformationToken(token, class, NULL, 0, &size);
    void *information = allocate(size + 1);

    if (status == STATUS_BUFFER_TOO_SMALL)
        status = NtQueryInformationToken(token, class, information, size, &size);
    if (!NT_SUCCESS(status))
        fail_status(status, "your token");
    return information;
}

struct flag {
    DWORD bits;
    const char *name;
};

/* "mandatory, enabled": those whose bits are all set. */
static void add_flags(struct json_object *to, const char *key, DWORD value, const struct flag *flags, size_t n)
{
    char text[160] = "";

    for (size_t i = 0; i < n; i++)
        if ((value & flags[i].bits) == flags[i].bits)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", *text ? ", " : "", flags[i].name);
    add_text(to, key, text);
}

static struct json_object *group_list(const TOKEN_GROUPS *groups)
{
    static const struct flag flags[] = {
        {SE_GROUP_MANDATORY, "mandatory"},     {SE_GROUP_ENABLED, "enabled"}, {SE_GROUP_USE_FOR_DENY_ONLY, "deny only"},
        {SE_GROUP_OWNER, "owner"},             {SE_GROUP_LOGON_ID, "logon"},  {SE_GROUP_RESOURCE, "resource"},
        {SE_GROUP_INTEGRITY, "integrity"},
    };
    struct json_object *list = json_object_new_array();

    for (DWORD i = 0; i < groups->GroupCount; i++) {
        struct json_object *group = account(groups->Groups[i].Sid);

        add_flags(group, "attributes", groups->Groups[i].Attributes, flags, sizeof flags / sizeof flags[0]);
        json_object_array_add(list, group);
    }
    return list;
}

static const char *privilege_name(const LUID *luid)
{
    static const struct {
        DWORD number;
        const char *name;
    } names[] = {
#define PRIVILEGE(number, name) {number, name},
#include "common/privileges.def"
    };

    for (size_t i = 0; !luid->HighPart && i < sizeof names / sizeof names[0]; i++)
        if (names[i].number == luid->LowPart)
            return names[i].name;
    return "";
}

static struct json_object *privilege_list(const TOKEN_PRIVILEGES *privileges)
{
    struct json_object *list = json_object_new_array();

    for (DWORD i = 0; i < privileges->PrivilegeCount; i++) {
        const LUID_AND_ATTRIBUTES *at = &privileges->Privileges[i];
        struct json_object *privilege = json_object_new_object();

        add_text(privilege, "state", at->Attributes & SE_PRIVILEGE_ENABLED ? "enabled" : "disabled");
        json_object_object_add(privilege, "by_default",
                               json_object_new_boolean(!!(at->Attributes & SE_PRIVILEGE_ENABLED_BY_DEFAULT)));
        add_text(privilege, "name", privilege_name(&at->Luid));
        json_object_array_add(list, privilege);
    }
    return list;
}

/* The LUID of the logon session, as people write it. */
static void add_logon(struct json_object *to, HANDLE token)
{
    TOKEN_STATISTICS *statistics = query(token, TokenStatistics);
    char text[32];

    snprintf(text, sizeof text, "%x:%x", (unsigned)statistics->AuthenticationId.HighPart,
             (unsigned)statistics->AuthenticationId.LowPart);
    add_text(to, "logon", text);
    release(statistics);
}

static void add_default_dacl(struct json_object *to, HANDLE token)
{
    TOKEN_DEFAULT_DACL *dacl = query(token, TokenDefaultDacl);
    struct sd_parts parts = {.control = SE_DACL_PRESENT, .dacl = (const void *)dacl->DefaultDacl};
    char *text = NULL;

    if (dacl->DefaultDacl && NT_SUCCESS(sddl_print(&text, &parts, DACL_SECURITY_INFORMATION)))
        add_text(to, "default_dacl", text);
    free(text);
    release(dacl);
}

static HANDLE open_own(void)
{
    HANDLE token = NULL;
    NTSTATUS status = NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, &token);

    if (!NT_SUCCESS(status))
        fail_status(status, "your token");
    return token;
}

/* A class whose structure begins with the pointer to a SID. */
static void add_account(struct json_object *to, const char *key, HANDLE token, TOKEN_INFORMATION_CLASS class)
{
    void *information = query(token, class);

    json_object_object_add(to, key, account(*(void *const *)information));
    release(information);
}

struct json_object *ask_token(void)
{
    struct json_object *answer = json_object_new_object();
    HANDLE token = open_own();
    void *information;

    add_account(answer, "user", token, TokenUser);
    add_account(answer, "owner", token, TokenOwner);
    add_account(answer, "primary_group", token, TokenPrimaryGroup);
    add_account(answer, "integrity", token, TokenIntegrityLevel);
    add_logon(answer, token);
    add_default_dacl(answer, token);
    information = query(token, TokenGroups);
    json_object_object_add(answer, "groups", group_list(information));
    release(information);
    information = query(token, TokenPrivileges);
    json_object_object_add(answer, "privileges", privilege_list(information));
    release(information);
    NtClose(token);
    return answer;
}
