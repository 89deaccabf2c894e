/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who a process is, from what the kernel says of it (R25).
 *
 * Users and groups have the SIDs that Samba gives them. There are four roles, and what each may do follows what
 * Windows gives to Local System, to its service accounts, to a standard user, and to nobody: root, the uids
 * below 1000, the other ones, and the overflow uid (R27).
 */
#include "server/token.h"

#include "common/acl.h"
#include "common/sid_known.h"

#include <string.h>

#define OVERFLOW_UID   65534u
#define FIRST_USER_UID 1000u

#define SYSTEM_LOGON    0x3e7u          /* LUIDs that NT gives these */
#define ANONYMOUS_LOGON 0x3e6u

enum role { ROOT = 1, SERVICE = 2, USER = 4, NOBODY = 8, ALL = 15 };

/* Who has it, and for whom it is switched on from the start. */
static const struct {
    uint8_t luid, held_by, enabled_for;
} privileges[] = {
    {SE_CREATE_TOKEN_PRIVILEGE, ROOT, 0},
    {SE_ASSIGNPRIMARYTOKEN_PRIVILEGE, ROOT | SERVICE, 0},
    {SE_LOCK_MEMORY_PRIVILEGE, ROOT, ROOT},
    {SE_INCREASE_QUOTA_PRIVILEGE, ROOT | SERVICE, 0},
    {SE_TCB_PRIVILEGE, ROOT, ROOT},
    {SE_SECURITY_PRIVILEGE, ROOT, 0},
    {SE_TAKE_OWNERSHIP_PRIVILEGE, ROOT, 0},
    {SE_LOAD_DRIVER_PRIVILEGE, ROOT, 0},
    {SE_SYSTEM_PROFILE_PRIVILEGE, ROOT, ROOT},
    {SE_SYSTEMTIME_PRIVILEGE, ROOT, 0},
    {SE_PROF_SINGLE_PROCESS_PRIVILEGE, ROOT, ROOT},
    {SE_INC_BASE_PRIORITY_PRIVILEGE, ROOT, ROOT},
    {SE_CREATE_PAGEFILE_PRIVILEGE, ROOT, ROOT},
    {SE_CREATE_PERMANENT_PRIVILEGE, ROOT, ROOT},
    {SE_BACKUP_PRIVILEGE, ROOT, 0},
    {SE_RESTORE_PRIVILEGE, ROOT, 0},
    {SE_SHUTDOWN_PRIVILEGE, ROOT | SERVICE | USER, 0},
    {SE_DEBUG_PRIVILEGE, ROOT, ROOT},
    {SE_AUDIT_PRIVILEGE, ROOT | SERVICE, ROOT},
    {SE_SYSTEM_ENVIRONMENT_PRIVILEGE, ROOT, 0},
    {SE_CHANGE_NOTIFY_PRIVILEGE, ALL, ALL},
    {SE_UNDOCK_PRIVILEGE, ROOT | SERVICE | USER, 0},
    {SE_MANAGE_VOLUME_PRIVILEGE, ROOT, 0},
    {SE_IMPERSONATE_PRIVILEGE, ROOT | SERVICE, ROOT | SERVICE},
    {SE_CREATE_GLOBAL_PRIVILEGE, ROOT | SERVICE, ROOT | SERVICE},
    {SE_RELABEL_PRIVILEGE, ROOT, 0},
    {SE_INC_WORKING_SET_PRIVILEGE, ROOT | SERVICE | USER, ROOT},
    {SE_TIME_ZONE_PRIVILEGE, ROOT | SERVICE | USER, ROOT},
    {SE_CREATE_SYMBOLIC_LINK_PRIVILEGE, ROOT, ROOT},
};
#define N_PRIVILEGES (sizeof privileges / sizeof privileges[0])

static enum role role_of(uid_t uid)
{
    if (uid == OVERFLOW_UID)
        return NOBODY;
    if (!uid)
        return ROOT;
    return uid < FIRST_USER_UID ? SERVICE : USER;
}

#define MANDATORY (SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED)

static void add(struct token *token, uint32_t attributes, uint8_t authority, uint8_t n, uint32_t first,
                uint32_t second, uint32_t third)
{
    const uint32_t subs[] = {first, second, third};
    struct token_group *group = &token->groups[token->n_groups++];

    group->attributes = attributes;
    sid_make(group->sid, authority, subs, n);
}

#define SID_OF(authority, n, first, second) authority, n, first, second, 0
#define USERS_LOGON 1u                  /* high half of users' logons, whose low half is the uid */
#define MAX_GROUPS  12u                 /* besides the supplementary ones */

static void add_well_known(struct token *token, enum role role, uid_t uid)
{
    if (role == ROOT) {
        add(token, MANDATORY, SID_OF(22, 2, 1, 0));             /* its Unix name */
        add(token, SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED | SE_GROUP_OWNER | SE_GROUP_MANDATORY,
            SID_OF(5, 2, 32, 544));                             /* Administrators */
    }
    add(token, MANDATORY, SID_OF(1, 1, 0, 0));                  /* Everyone */
    if (role == NOBODY)
        return;
    add(token, MANDATORY, SID_OF(5, 1, 11, 0));                 /* Authenticated Users */
    add(token, MANDATORY, SID_OF(5, 2, 32, 545));               /* Users */
    add(token, MANDATORY, SID_OF(2, 1, 0, 0));                  /* LOCAL */
    if (role == SERVICE)
        add(token, MANDATORY, SID_OF(5, 1, 6, 0));
    if (role == USER)
        add(token, MANDATORY, SID_OF(5, 1, 4, 0));              /* INTERACTIVE */
    add(token, MANDATORY | SE_GROUP_LOGON_ID, 5, 3, 5, USERS_LOGON, uid);
}

static void add_label(struct token *token, enum role role)
{
    bool high = role == ROOT || role == SERVICE;

    token->integrity = token->n_groups;
    token->mandatory_policy = TOKEN_MANDATORY_POLICY_NO_WRITE_UP | TOKEN_MANDATORY_POLICY_NEW_PROCESS_MIN;
    add(token, SE_GROUP_INTEGRITY | SE_GROUP_INTEGRITY_ENABLED,
        SID_OF(16, 1, high ? SECURITY_MANDATORY_SYSTEM_RID : SECURITY_MANDATORY_MEDIUM_RID, 0));
}

static void add_privileges(struct token *token, enum role role)
{
    for (size_t i = 0; i < N_PRIVILEGES; i++)
        if (privileges[i].held_by & role)
            token->privileges[token->n_privileges++] = (struct token_privilege){
                privileges[i].luid,
                privileges[i].enabled_for & role ? SE_PRIVILEGE_ENABLED | SE_PRIVILEGE_ENABLED_BY_DEFAULT : 0,
            };
}

static void allow(struct acl_builder *dacl, uint32_t mask, const void *sid)
{
    acl_builder_add(dacl, &(struct ace){.type = ACCESS_ALLOWED_ACE_TYPE, .mask = mask, .sid = sid});
}

/* What new objects get: everything for the user and for Local System, reading for Administrators or the logon. */
static NTSTATUS add_default_dacl(struct token *token, enum role role)
{
    struct acl_builder dacl;
    NTSTATUS status;

    acl_builder_init(&dacl);
    allow(&dacl, GENERIC_ALL, token_user(token));
    if (role == ROOT)
        allow(&dacl, GENERIC_READ | GENERIC_EXECUTE | READ_CONTROL, known_sid_of_letters("BA")->bytes);
    else
        allow(&dacl, GENERIC_ALL, known_sid_of_letters("SY")->bytes);
    for (uint32_t i = 0; role == USER && i < token->n_groups; i++)
        if (token->groups[i].attributes & SE_GROUP_LOGON_ID)
            allow(&dacl, GENERIC_READ | GENERIC_EXECUTE, token->groups[i].sid);
    status = dacl.failed ? STATUS_NO_MEMORY : token_set_default_dacl(token, dacl.bytes, dacl.size);
    acl_builder_deinit(&dacl);
    return status;
}

static uint64_t logon_of(enum role role, uid_t uid)
{
    if (role == ROOT)
        return SYSTEM_LOGON;
    return role == NOBODY ? ANONYMOUS_LOGON : (uint64_t)USERS_LOGON << 32 | uid;
}

static void add_user(struct token *token, enum role role, uid_t uid)
{
    if (role == NOBODY)
        add(token, 0, SID_OF(5, 1, 7, 0));                      /* Anonymous */
    else if (role == ROOT)
        add(token, 0, SID_OF(5, 1, 18, 0));                     /* Local System */
    else
        add(token, 0, SID_OF(22, 2, 1, uid));
}

NTSTATUS token_of_process(struct token **out, struct account *payer, uid_t uid, gid_t gid, const gid_t *groups,
                          size_t n_groups)
{
    _cleanup_(object_unrefp) struct token *token = NULL;
    enum role role = role_of(uid);
    NTSTATUS status = token_new(&token, payer, (uint32_t)n_groups + MAX_GROUPS, 0, N_PRIVILEGES);

    if (!NT_SUCCESS(status))
        return status;
    token->n_groups = token->n_privileges = 0;
    token->type = TokenPrimary;
    token->session_id = 1;
    token->ids.authentication = logon_of(role, uid);
    token->ids.modified = luid_new();
    memcpy(token->source.SourceName, role == ROOT ? "*SYSTEM*" : "Unix\0\0\0", sizeof token->source.SourceName);
    add_user(token, role, uid);
    add_well_known(token, role, uid);
    token->primary_group = role == NOBODY ? 0 : token->n_groups;
    for (size_t i = 0; i <= n_groups && role != NOBODY; i++) {
        gid_t id = i ? groups[i - 1] : gid;

        if (!i || id != gid)
            add(token, MANDATORY, SID_OF(22, 2, 2, id));
    }
    add_label(token, role);
    add_privileges(token, role);
    status = add_default_dacl(token, role);
    if (NT_SUCCESS(status))
        *out = take_ptr(&token);
    return status;
}

NTSTATUS token_anonymous(struct token **out, struct account *payer)
{
    NTSTATUS status = token_of_process(out, payer, OVERFLOW_UID, OVERFLOW_UID, NULL, 0);

    if (!NT_SUCCESS(status))
        return status;
    (*out)->type = TokenImpersonation;
    (*out)->level = SecurityImpersonation;      /* so that NT's checks take place with it */
    return STATUS_SUCCESS;
}
