/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens with less than another one has, and tokens made of nothing. */
#include "winetests/token.h"

static TOKEN_GROUPS one_group(PSID sid)
{
    return (TOKEN_GROUPS){1, {{sid, 0}}};
}

static void test_arguments(void)
{
    HANDLE token = primary_copy(), weak = own_token(TOKEN_QUERY), filtered = UNTOUCHED;
    TOKEN_GROUPS group = one_group(&sid_everyone), broken = one_group(no_memory()), *exact;
    TOKEN_PRIVILEGES many = {1000, {{{1, 0}, 0}}};
    SID bad = {9, 1, {SECURITY_WORLD_SID_AUTHORITY}, {0}};

    ok_status(NtFilterToken(BAD_HANDLE, 0, NULL, NULL, NULL, &filtered), STATUS_INVALID_HANDLE);
    ok_status(NtFilterToken(NtCurrentProcess(), 0, NULL, NULL, NULL, &filtered), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtFilterToken(weak, 0, NULL, NULL, NULL, &filtered), STATUS_ACCESS_DENIED);
    if (!running_under_wine()) {        /* which looks at none of this */
        ok_status(NtFilterToken(token, 0x10, NULL, NULL, NULL, &filtered), STATUS_INVALID_PARAMETER);
        ok_status(NtFilterToken(token, 0, NULL, NULL, NULL, no_memory()), STATUS_ACCESS_VIOLATION);
        ok_status(NtFilterToken(token, 0, no_memory(), NULL, NULL, &filtered), STATUS_ACCESS_VIOLATION);
        ok_status(NtFilterToken(token, 0, &broken, NULL, NULL, &filtered), STATUS_ACCESS_VIOLATION);
        ok_status(NtFilterToken(token, 0, NULL, no_memory(), NULL, &filtered), STATUS_ACCESS_VIOLATION);
        ok_status(NtFilterToken(token, 0, NULL, &many, NULL, &filtered), STATUS_INVALID_PARAMETER);
        ok_status(NtFilterToken(token, 0, NULL, NULL, no_memory(), &filtered), STATUS_ACCESS_VIOLATION);
        broken.Groups[0].Sid = &bad;
        ok_status(NtFilterToken(token, 0, NULL, NULL, &broken, &filtered), STATUS_INVALID_SID);
        exact = memory_before_fault(sizeof group);
        *exact = group;
        ok_status(NtFilterToken(token, 0, exact, NULL, exact, &filtered), STATUS_SUCCESS);
        NtClose(filtered);
        exact->GroupCount = 2;
        filtered = UNTOUCHED;
        ok_status(NtFilterToken(token, 0, exact, NULL, NULL, &filtered), STATUS_ACCESS_VIOLATION);
        ok_equal(filtered, UNTOUCHED);
    }
    NtClose(weak);
    NtClose(token);
}

static ULONG group_attributes(HANDLE token, TOKEN_INFORMATION_CLASS class, PSID sid)
{
    struct token_buffer buffer;

    if (NT_SUCCESS(query_token(token, class, &buffer)))
        for (ULONG i = 0; i < buffer.groups.GroupCount; i++)
            if (RtlEqualSid(buffer.groups.Groups[i].Sid, sid))
                return buffer.groups.Groups[i].Attributes;
    return ~0u;
}

static void test_less(void)
{
    HANDLE token = primary_copy(), filtered;
    TOKEN_GROUPS group = one_group(&sid_everyone);
    TOKEN_PRIVILEGES notify = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, 0);
    struct token_buffer buffer;

    ok_status(NtFilterToken(token, 0, &group, &notify, NULL, &filtered), STATUS_SUCCESS);
    ok_equal(group_attributes(filtered, TokenGroups, &sid_everyone) & (SE_GROUP_ENABLED | SE_GROUP_USE_FOR_DENY_ONLY),
             SE_GROUP_USE_FOR_DENY_ONLY);
    ok_equal(privilege_state(filtered, SE_CHANGE_NOTIFY_PRIVILEGE), ~0u);
    ok(group_attributes(token, TokenGroups, &sid_everyone) & SE_GROUP_ENABLED, "the source has changed");
    NtClose(filtered);
    ok_status(NtFilterToken(token, DISABLE_MAX_PRIVILEGE, NULL, NULL, NULL, &filtered), STATUS_SUCCESS);
    ok_status(query_token(filtered, TokenPrivileges, &buffer), STATUS_SUCCESS);
    todo_wine ok_equal(buffer.privileges.PrivilegeCount, 1);    /* Wine deletes it, too */
    if (!running_under_wine())
        ok_equal(buffer.privileges.Privileges[0].Luid.LowPart, SE_CHANGE_NOTIFY_PRIVILEGE);
    NtClose(filtered);
    if (!running_under_wine()) {        /* which has no such flags */
        ok_status(NtFilterToken(token, LUA_TOKEN | SANDBOX_INERT, NULL, NULL, NULL, &filtered), STATUS_SUCCESS);
        ok_equal(privilege_state(filtered, SE_TCB_PRIVILEGE), ~0u);
        ok_equal(privilege_state(filtered, SE_IMPERSONATE_PRIVILEGE), ~0u);
        ok_status(query_token(filtered, TokenElevation, &buffer), STATUS_SUCCESS);
        ok_equal(buffer.number, 0);
        ok_status(query_token(filtered, TokenSandBoxInert, &buffer), STATUS_SUCCESS);
        ok_equal(buffer.number, 1);
        NtClose(filtered);
    }
    NtClose(token);
}

static SID sid_high = {SID_REVISION, 1, {SECURITY_MANDATORY_LABEL_AUTHORITY}, {SECURITY_MANDATORY_HIGH_RID}};

static bool is_restricted(HANDLE token)
{
    struct token_buffer buffer;

    ok_status(query_token(token, (TOKEN_INFORMATION_CLASS)40, &buffer), STATUS_SUCCESS);
    return buffer.number;
}

/* May somebody with that token read and write what everybody may? */
static ACCESS_MASK allowed_to(HANDLE primary)
{
    static GENERIC_MAPPING mapping = {READ_CONTROL | 1, 2, 4, READ_CONTROL | 7};
    SECURITY_DESCRIPTOR sd;
    PRIVILEGE_SET privileges;
    ULONG length = sizeof privileges;
    ACCESS_MASK granted = 0;
    NTSTATUS status;
    struct list list;
    HANDLE token;

    list_begin(&list);
    RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, 7 | DELETE | WRITE_DAC, &sid_everyone);
    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetOwnerSecurityDescriptor(&sd, &sid_high, FALSE);       /* nobody */
    RtlSetGroupSecurityDescriptor(&sd, &sid_stranger, FALSE);
    RtlSetDaclSecurityDescriptor(&sd, TRUE, &list.acl, FALSE);
    ok_status(duplicate_token(primary, TOKEN_QUERY, FALSE, TokenImpersonation, SecurityIdentification, &token), STATUS_SUCCESS);
    ok_status(NtAccessCheck(&sd, token, MAXIMUM_ALLOWED, &mapping, &privileges, &length, &granted, &status), STATUS_SUCCESS);
    NtClose(token);
    return status == STATUS_SUCCESS ? granted & (7 | DELETE | WRITE_DAC) : 0;
}

/* What is restricted can be restricted more, and never less. */
static void test_restricted(void)
{
    HANDLE token = primary_copy(), first, second;
    TOKEN_GROUPS everyone = one_group(&sid_everyone), stranger = one_group(&sid_stranger);

    if (running_under_wine()) {
        skip("Wine's tokens have no restricting SIDs");
        NtClose(token);
        return;
    }
    ok(!is_restricted(token), "the own token is restricted");
    ok_equal(allowed_to(token), 7 | DELETE | WRITE_DAC);
    ok_status(NtFilterToken(token, 0, NULL, NULL, &everyone, &first), STATUS_SUCCESS);
    ok(is_restricted(first), "it is not restricted");
    ok_equal(group_attributes(first, TokenRestrictedSids, &sid_everyone),
             SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED);
    ok_equal(allowed_to(first), 7 | DELETE | WRITE_DAC);
    /* the lists have nothing in common: nothing is allowed, rather than everything */
    ok_status(NtFilterToken(first, 0, NULL, NULL, &stranger, &second), STATUS_SUCCESS);
    ok(is_restricted(second), "two restrictions make none");
    ok_equal(allowed_to(second), 0);
    NtClose(second);
    /* no list: as before. And what is restricted in all does not become so in writing alone */
    ok_status(NtFilterToken(first, WRITE_RESTRICTED, NULL, NULL, NULL, &second), STATUS_SUCCESS);
    ok(is_restricted(second), "it is no longer restricted");
    NtClose(second);
    NtClose(first);
    ok_status(NtFilterToken(token, 0, NULL, NULL, &stranger, &first), STATUS_SUCCESS);
    ok_equal(allowed_to(first), 0);
    ok_status(NtFilterToken(first, WRITE_RESTRICTED, NULL, NULL, &stranger, &second), STATUS_SUCCESS);
    ok_equal(allowed_to(second), 0);
    NtClose(second);
    NtClose(first);
    /* write-restricted: reads as before, and changes nothing; deleting and another DACL would be changes */
    ok_status(NtFilterToken(token, WRITE_RESTRICTED, NULL, NULL, &stranger, &first), STATUS_SUCCESS);
    ok_equal(allowed_to(first), 1 | 4);
    ok_status(NtFilterToken(first, WRITE_RESTRICTED, NULL, NULL, &stranger, &second), STATUS_SUCCESS);
    ok_equal(allowed_to(second), 1 | 4);
    NtClose(second);
    ok_status(NtFilterToken(first, 0, NULL, NULL, &stranger, &second), STATUS_SUCCESS);
    ok_equal(allowed_to(second), 0);
    NtClose(second);
    NtClose(first);
    NtClose(token);
}

/* ---- made of nothing -------------------------------------------------------------------------------------- */

struct recipe {
    TOKEN_USER user;
    struct {
        TOKEN_GROUPS groups;
        SID_AND_ATTRIBUTES label;
    } groups;
    TOKEN_PRIVILEGES privileges;
    TOKEN_OWNER owner;
    TOKEN_PRIMARY_GROUP primary;
    TOKEN_DEFAULT_DACL dacl;
    TOKEN_SOURCE source;
    LUID logon;
    LARGE_INTEGER expires;
    TOKEN_TYPE type;
};

static struct recipe recipe(void)
{
    struct recipe r = {
        .user = {{&sid_stranger, 0}},
        .groups = {{1, {{&sid_everyone, SE_GROUP_MANDATORY}}}, {&sid_high, SE_GROUP_INTEGRITY | SE_GROUP_INTEGRITY_ENABLED}},
        .privileges = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, SE_PRIVILEGE_ENABLED),
        .owner = {&sid_stranger}, .primary = {&sid_everyone}, .source = {"recipe", {7, 8}}, .logon = {0x3e7, 0},
        .type = TokenPrimary,
    };

    r.groups.groups.GroupCount = 2;
    return r;
}

static NTSTATUS cook(struct recipe *r, HANDLE *token)
{
    return NtCreateToken(token, TOKEN_ALL_ACCESS, NULL, r->type, &r->logon, &r->expires, &r->user, &r->groups.groups,
                         &r->privileges, r->owner.Owner ? &r->owner : NULL, &r->primary, &r->dacl, &r->source);
}

static void test_create(void)
{
    TOKEN_PRIVILEGES create = one_privilege(SE_CREATE_TOKEN_PRIVILEGE, SE_PRIVILEGE_ENABLED);
    HANDLE own = own_token(TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY), token = UNTOUCHED;
    struct recipe r = recipe();
    struct token_buffer buffer;
    BOOLEAN was;

    if (running_under_wine()) {
        skip("Wine's NtCreateToken makes what it likes");
        NtClose(own);
        return;
    }
    ok_status(cook(&r, &token), STATUS_PRIVILEGE_NOT_HELD);     /* root's is off at first */
    if (NtAdjustPrivilegesToken(own, FALSE, &create, 0, NULL, NULL) != STATUS_SUCCESS) {
        skip("SeCreateTokenPrivilege is needed, which root has");
        NtClose(own);
        return;
    }
    ok_status(cook(&r, no_memory()), STATUS_ACCESS_VIOLATION);
    r.owner.Owner = &sid_system;
    ok_status(cook(&r, &token), STATUS_INVALID_OWNER);
    r = recipe(), r.primary.PrimaryGroup = &sid_system;
    ok_status(cook(&r, &token), STATUS_INVALID_PRIMARY_GROUP);
    r = recipe(), r.primary.PrimaryGroup = no_memory();
    ok_status(cook(&r, &token), STATUS_ACCESS_VIOLATION);
    r = recipe(), r.user.User.Sid = no_memory();
    ok_status(cook(&r, &token), STATUS_ACCESS_VIOLATION);
    r = recipe(), r.type = (TOKEN_TYPE)9;
    ok_status(cook(&r, &token), STATUS_INVALID_PARAMETER);
    r = recipe(), r.groups.label.Sid = &sid_system;             /* no label */
    ok_status(cook(&r, &token), STATUS_INVALID_LABEL);
    r = recipe(), r.dacl.DefaultDacl = no_memory();
    ok_status(cook(&r, &token), STATUS_ACCESS_VIOLATION);
    ok_equal(token, UNTOUCHED);
    r = recipe();
    ok_status(cook(&r, &token), STATUS_SUCCESS);
    ok_status(query_token(token, TokenUser, &buffer), STATUS_SUCCESS);
    ok(RtlEqualSid(buffer.user.User.Sid, &sid_stranger), "another user");
    ok_equal(group_attributes(token, TokenGroups, &sid_everyone),
             SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED);
    ok_equal(luid_value(statistics_of(token).AuthenticationId), 0x3e7);
    ok_status(query_token(token, TokenIntegrityLevel, &buffer), STATUS_SUCCESS);
    ok(RtlEqualSid(buffer.label.Label.Sid, &sid_high), "another label");
    NtClose(token);
    r.groups.groups.GroupCount = 1;     /* no label: not trusted, and surely not labelled with the user's name */
    ok_status(cook(&r, &token), STATUS_SUCCESS);
    ok_status(query_token(token, TokenIntegrityLevel, &buffer), STATUS_SUCCESS);
    ok_equal(RtlIdentifierAuthoritySid(buffer.label.Label.Sid)->Value[5], 16);
    ok_equal(*RtlSubAuthoritySid(buffer.label.Label.Sid, 0), 0);
    NtClose(token);
    ok_status(RtlAdjustPrivilege(SE_CREATE_TOKEN_PRIVILEGE, FALSE, FALSE, &was), STATUS_SUCCESS);
    NtClose(own);
}

START_TEST(token_filter)
{
    test_arguments();
    test_less();
    test_restricted();
    test_create();
}
