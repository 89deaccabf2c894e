/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens that are changed: privileges, groups, NtSetInformationToken; and questions about privileges. */
#include "winetests/token.h"

static void test_privileges(void)
{
    HANDLE token = primary_copy(), weak;
    TOKEN_PRIVILEGES wanted = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, 0), previous;
    TOKEN_PRIVILEGES *exact;
    ULONG length = 0x5555;
    ULONGLONG before;

    ok_status(NtAdjustPrivilegesToken(BAD_HANDLE, FALSE, &wanted, 0, NULL, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtAdjustPrivilegesToken(NtCurrentProcess(), FALSE, &wanted, 0, NULL, NULL), STATUS_OBJECT_TYPE_MISMATCH);
    if (!running_under_wine()) {        /* which reads it unguarded, and needs no TOKEN_QUERY */
        ok_status(NtAdjustPrivilegesToken(token, FALSE, NULL, 0, NULL, NULL), STATUS_INVALID_PARAMETER);
        ok_status(NtAdjustPrivilegesToken(token, FALSE, no_memory(), 0, NULL, NULL), STATUS_ACCESS_VIOLATION);
        ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, sizeof previous, no_memory(), &length),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, sizeof previous, &previous, NULL),
                  STATUS_ACCESS_VIOLATION);
        exact = memory_before_fault(offsetof(TOKEN_PRIVILEGES, Privileges) + 6);
        exact->PrivilegeCount = 1;
        ok_status(NtAdjustPrivilegesToken(token, FALSE, exact, 0, NULL, NULL), STATUS_ACCESS_VIOLATION);
        exact->PrivilegeCount = 0xffffffff;
        ok_status(NtAdjustPrivilegesToken(token, FALSE, exact, 0, NULL, NULL), STATUS_INVALID_PARAMETER);
        ok_status(NtDuplicateObject(NtCurrentProcess(), token, NtCurrentProcess(), &weak, TOKEN_ADJUST_PRIVILEGES, 0, 0),
                  STATUS_SUCCESS);
        ok_status(NtAdjustPrivilegesToken(weak, FALSE, &wanted, sizeof previous, &previous, &length),
                  STATUS_ACCESS_DENIED);
        NtClose(weak);
        ok_equal(privilege_state(token, SE_CHANGE_NOTIFY_PRIVILEGE), SE_PRIVILEGE_ENABLED);

        /* no room: nothing has changed */
        for (ULONG room = 0; room < sizeof previous; room++) {
            length = 0x5555;
            if (!ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, room, &previous, &length),
                           STATUS_BUFFER_TOO_SMALL))
                break;
            ok_equal(length, sizeof previous);
        }
        ok_equal(privilege_state(token, SE_CHANGE_NOTIFY_PRIVILEGE), SE_PRIVILEGE_ENABLED);
    }
    ok_status(NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, &weak), STATUS_SUCCESS);
    ok_status(NtAdjustPrivilegesToken(weak, FALSE, &wanted, 0, NULL, NULL), STATUS_ACCESS_DENIED);
    NtClose(weak);
    before = luid_value(statistics_of(token).ModifiedId);
    ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, sizeof previous, &previous, &length), STATUS_SUCCESS);
    ok_equal(length, sizeof previous);
    ok_equal(previous.PrivilegeCount, 1);
    ok_equal(previous.Privileges[0].Luid.LowPart, SE_CHANGE_NOTIFY_PRIVILEGE);
    ok(previous.Privileges[0].Attributes & SE_PRIVILEGE_ENABLED, "it was on before");
    ok_equal(privilege_state(token, SE_CHANGE_NOTIFY_PRIVILEGE), 0);
    ok(luid_value(statistics_of(token).ModifiedId) != before, "a change does not show");
    /* what is so already is no change; even its answer of no entries needs its head's room */
    before = luid_value(statistics_of(token).ModifiedId);
    ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, sizeof previous, &previous, &length), STATUS_SUCCESS);
    todo_wine ok_equal(previous.PrivilegeCount, 0);             /* Wine names it */
    if (!running_under_wine()) {
        ok_equal(length, offsetof(TOKEN_PRIVILEGES, Privileges));
        ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, 3, &previous, &length), STATUS_BUFFER_TOO_SMALL);
        ok_equal(luid_value(statistics_of(token).ModifiedId), before);
    }
    /* what the token has not */
    wanted = one_privilege(999, SE_PRIVILEGE_ENABLED);
    ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, 0, NULL, NULL), STATUS_NOT_ALL_ASSIGNED);
    wanted = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, SE_PRIVILEGE_ENABLED);
    wanted.Privileges[0].Luid.HighPart = 1;
    ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, 0, NULL, NULL), STATUS_NOT_ALL_ASSIGNED);
    wanted = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, SE_PRIVILEGE_ENABLED);
    ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, 0, NULL, NULL), STATUS_SUCCESS);
    /* all off; then gone for good */
    ok_status(NtAdjustPrivilegesToken(token, TRUE, NULL, 0, NULL, NULL), STATUS_SUCCESS);
    ok_equal(privilege_state(token, SE_CHANGE_NOTIFY_PRIVILEGE), 0);
    wanted = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, SE_PRIVILEGE_REMOVED);
    ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, 0, NULL, NULL), STATUS_SUCCESS);
    ok_equal(privilege_state(token, SE_CHANGE_NOTIFY_PRIVILEGE), ~0u);
    wanted = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, SE_PRIVILEGE_ENABLED);
    ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, 0, NULL, NULL), STATUS_NOT_ALL_ASSIGNED);
    NtClose(token);
}

static void test_groups(void)
{
    HANDLE token = primary_copy(), filtered, weak;
    TOKEN_GROUPS everyone = {1, {{&sid_everyone, 0}}}, stranger = {1, {{&sid_stranger, SE_GROUP_ENABLED}}}, *exact;
    struct token_buffer previous;
    ULONG length = 0x5555;
    ULONGLONG before;

    if (running_under_wine()) {
        skip("Wine's NtAdjustGroupsToken is a stub");
        NtClose(token);
        return;
    }
    ok_status(NtAdjustGroupsToken(BAD_HANDLE, FALSE, &everyone, 0, NULL, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtAdjustGroupsToken(NtCurrentProcess(), FALSE, &everyone, 0, NULL, NULL), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtAdjustGroupsToken(token, FALSE, NULL, 0, NULL, NULL), STATUS_INVALID_PARAMETER);
    ok_status(NtAdjustGroupsToken(token, FALSE, no_memory(), 0, NULL, NULL), STATUS_ACCESS_VIOLATION);
    ok_status(NtAdjustGroupsToken(token, FALSE, &everyone, 100, no_memory(), &length), STATUS_ACCESS_VIOLATION);
    everyone.Groups[0].Sid = no_memory();
    ok_status(NtAdjustGroupsToken(token, FALSE, &everyone, 0, NULL, NULL), STATUS_ACCESS_VIOLATION);
    everyone.Groups[0].Sid = &previous;
    memset(&previous, 0, sizeof previous);
    ok_status(NtAdjustGroupsToken(token, FALSE, &everyone, 0, NULL, NULL), STATUS_INVALID_SID);
    exact = memory_before_fault(offsetof(TOKEN_GROUPS, Groups));
    exact->GroupCount = 0x10000000;
    ok_status(NtAdjustGroupsToken(token, FALSE, exact, 0, NULL, NULL), STATUS_INVALID_PARAMETER);
    everyone.Groups[0].Sid = &sid_everyone;
    weak = own_token(TOKEN_QUERY);
    ok_status(NtAdjustGroupsToken(weak, FALSE, &everyone, 0, NULL, NULL), STATUS_ACCESS_DENIED);
    NtClose(weak);

    before = luid_value(statistics_of(token).ModifiedId);
    ok_status(NtAdjustGroupsToken(token, FALSE, &everyone, 0, NULL, NULL), STATUS_CANT_DISABLE_MANDATORY);
    ok_status(NtAdjustGroupsToken(token, FALSE, &stranger, 0, NULL, NULL), STATUS_NOT_ALL_ASSIGNED);
    everyone.Groups[0].Attributes = SE_GROUP_ENABLED;
    ok_status(NtAdjustGroupsToken(token, FALSE, &everyone, sizeof previous.bytes, &previous.groups, &length), STATUS_SUCCESS);
    ok_equal(previous.groups.GroupCount, 0);
    ok_equal(length, offsetof(TOKEN_GROUPS, Groups));
    ok_status(NtAdjustGroupsToken(token, TRUE, NULL, 0, NULL, NULL), STATUS_SUCCESS);
    ok_equal(luid_value(statistics_of(token).ModifiedId), before);

    ok_status(NtFilterToken(token, 0, &everyone, NULL, NULL, &filtered), STATUS_SUCCESS);
    ok_status(NtAdjustGroupsToken(filtered, FALSE, &everyone, 0, NULL, NULL), STATUS_CANT_ENABLE_DENY_ONLY);
    NtClose(filtered);
    NtClose(token);
}

static void test_set_sids(void)
{
    HANDLE token = primary_copy(), weak;
    struct token_buffer user, buffer;
    TOKEN_OWNER owner = {&sid_stranger};
    TOKEN_PRIMARY_GROUP group = {&sid_stranger};
    ULONGLONG before;

    ok_status(query_token(token, TokenUser, &user), STATUS_SUCCESS);
    todo_wine ok_status(NtSetInformationToken(BAD_HANDLE, TokenPrimaryGroup, &group, sizeof group), STATUS_INVALID_HANDLE);
    if (running_under_wine()) {
        skip("Wine sets the default DACL and nothing else");
        NtClose(token);
        return;
    }
    ok_status(NtSetInformationToken(token, TokenOwner, &owner, sizeof owner), STATUS_INVALID_OWNER);
    owner.Owner = &sid_everyone;                        /* a group, but none that owns */
    ok_status(NtSetInformationToken(token, TokenOwner, &owner, sizeof owner), STATUS_INVALID_OWNER);
    ok_status(NtSetInformationToken(token, TokenPrimaryGroup, &group, sizeof group), STATUS_INVALID_PRIMARY_GROUP);
    ok_status(NtSetInformationToken(token, TokenOwner, &owner, sizeof owner - 1), STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtSetInformationToken(token, TokenOwner, no_memory(), sizeof owner), STATUS_ACCESS_VIOLATION);
    owner.Owner = no_memory();
    ok_status(NtSetInformationToken(token, TokenOwner, &owner, sizeof owner), STATUS_ACCESS_VIOLATION);
    memset(&buffer, 0, sizeof buffer);
    owner.Owner = &buffer;
    ok_status(NtSetInformationToken(token, TokenOwner, &owner, sizeof owner), STATUS_INVALID_SID);
    owner.Owner = user.user.User.Sid;
    ok_status(NtSetInformationToken(NtCurrentProcess(), TokenOwner, &owner, sizeof owner), STATUS_OBJECT_TYPE_MISMATCH);
    weak = own_token(TOKEN_QUERY);
    ok_status(NtSetInformationToken(weak, TokenOwner, &owner, sizeof owner), STATUS_ACCESS_DENIED);
    NtClose(weak);
    before = luid_value(statistics_of(token).ModifiedId);
    ok_status(NtSetInformationToken(token, TokenOwner, &owner, sizeof owner), STATUS_SUCCESS);
    ok(luid_value(statistics_of(token).ModifiedId) != before, "a change does not show");
    group.PrimaryGroup = &sid_everyone;
    ok_status(NtSetInformationToken(token, TokenPrimaryGroup, &group, sizeof group), STATUS_SUCCESS);
    ok_status(query_token(token, TokenPrimaryGroup, &buffer), STATUS_SUCCESS);
    ok(RtlEqualSid(buffer.primary_group.PrimaryGroup, &sid_everyone), "another primary group");
    ok_status(NtSetInformationToken(token, TokenUser, &owner, sizeof owner), STATUS_INVALID_INFO_CLASS);
    ok_status(NtSetInformationToken(token, (TOKEN_INFORMATION_CLASS)999, &owner, 8), STATUS_INVALID_INFO_CLASS);
    NtClose(token);
}

static void test_set_dacl(void)
{
    HANDLE token = primary_copy();
    struct list list;
    TOKEN_DEFAULT_DACL dacl = {&list.acl};
    struct token_buffer buffer;

    list_begin(&list);
    ok_status(RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_ALL, &sid_stranger), STATUS_SUCCESS);
    ok_status(NtSetInformationToken(token, TokenDefaultDacl, &dacl, sizeof dacl), STATUS_SUCCESS);
    ok_status(query_token(token, TokenDefaultDacl, &buffer), STATUS_SUCCESS);
    ok_equal(buffer.default_dacl.DefaultDacl->AceCount, 1);
    if (!running_under_wine()) {        /* which does not look */
        list.acl.AclSize = 4;
        ok_status(NtSetInformationToken(token, TokenDefaultDacl, &dacl, sizeof dacl), STATUS_INVALID_ACL);
        list.acl.AclSize = sizeof list;
        list.acl.AceCount = 100;
        ok_status(NtSetInformationToken(token, TokenDefaultDacl, &dacl, sizeof dacl), STATUS_INVALID_ACL);
        dacl.DefaultDacl = no_memory();
        ok_status(NtSetInformationToken(token, TokenDefaultDacl, &dacl, sizeof dacl), STATUS_ACCESS_VIOLATION);
        ok_status(query_token(token, TokenDefaultDacl, &buffer), STATUS_SUCCESS);
        ok_equal(buffer.default_dacl.DefaultDacl->AceCount, 1);
        dacl.DefaultDacl = NULL;
        ok_status(NtSetInformationToken(token, TokenDefaultDacl, &dacl, sizeof dacl), STATUS_SUCCESS);
        ok_status(query_token(token, TokenDefaultDacl, &buffer), STATUS_SUCCESS);
        ok_equal(buffer.default_dacl.DefaultDacl, NULL);
    }
    NtClose(token);
}

/* Trust goes down for everybody, and up with a privilege. */
static void test_set_label(void)
{
    HANDLE token = primary_copy();
    SID low = {SID_REVISION, 1, {SECURITY_MANDATORY_LABEL_AUTHORITY}, {SECURITY_MANDATORY_LOW_RID}};
    SID medium = {SID_REVISION, 1, {SECURITY_MANDATORY_LABEL_AUTHORITY}, {SECURITY_MANDATORY_MEDIUM_RID}};
    TOKEN_MANDATORY_LABEL label = {{&low, SE_GROUP_INTEGRITY}};
    TOKEN_PRIVILEGES relabel = one_privilege(SE_RELABEL_PRIVILEGE, SE_PRIVILEGE_REMOVED);
    struct token_buffer buffer;

    if (running_under_wine()) {
        skip("Wine pretends to set it");
        NtClose(token);
        return;
    }
    NtAdjustPrivilegesToken(token, FALSE, &relabel, 0, NULL, NULL);
    ok_status(NtSetInformationToken(token, TokenIntegrityLevel, &label, sizeof label), STATUS_SUCCESS);
    ok_status(query_token(token, TokenIntegrityLevel, &buffer), STATUS_SUCCESS);
    ok(RtlEqualSid(buffer.label.Label.Sid, &low), "another label");
    label.Label.Sid = &medium;          /* the caller's privilege is what counts, and it is off */
    ok_status(NtSetInformationToken(token, TokenIntegrityLevel, &label, sizeof label), STATUS_PRIVILEGE_NOT_HELD);
    label.Label.Sid = &sid_everyone;
    ok_status(NtSetInformationToken(token, TokenIntegrityLevel, &label, sizeof label), STATUS_INVALID_LABEL);
    label.Label.Sid = NULL;
    ok_status(NtSetInformationToken(token, TokenIntegrityLevel, &label, sizeof label), STATUS_ACCESS_VIOLATION);
    NtClose(token);
}

/* Numbers that only the trusted set. */
static void test_set_numbers(void)
{
    static const struct {
        TOKEN_INFORMATION_CLASS class;
        ULONG size;
    } numbers[] = {{TokenSessionId, 4}, {TokenOrigin, 8}, {TokenUIAccess, 4}, {TokenMandatoryPolicy, 4}};
    HANDLE token = primary_copy(), own = own_token(TOKEN_QUERY);
    bool trusted = privilege_state(own, SE_TCB_PRIVILEGE) == SE_PRIVILEGE_ENABLED;
    ULONGLONG one = 1, value;
    ULONG length;

    if (running_under_wine()) {
        skip("Wine sets none of them");
        NtClose(own);
        NtClose(token);
        return;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        TOKEN_INFORMATION_CLASS class = numbers[i].class;

        ok_status(NtSetInformationToken(token, class, &one, numbers[i].size - 1), STATUS_INFO_LENGTH_MISMATCH);
        ok_status(NtSetInformationToken(token, class, no_memory(), numbers[i].size), STATUS_ACCESS_VIOLATION);
        ok_status(NtSetInformationToken(token, class, &one, numbers[i].size),
                  trusted ? STATUS_SUCCESS : STATUS_PRIVILEGE_NOT_HELD);
        value = 0;
        ok_status(NtQueryInformationToken(token, class, &value, numbers[i].size, &length), STATUS_SUCCESS);
        if (trusted)
            ok_equal(value, 1);
    }
    one = 4;
    if (trusted)
        ok_status(NtSetInformationToken(token, TokenMandatoryPolicy, &one, 4), STATUS_INVALID_PARAMETER);
    NtClose(own);
    NtClose(token);
}

static void test_privilege_check(void)
{
    HANDLE token = token_at(SecurityIdentification), anonymous = token_at(SecurityAnonymous);
    struct {
        PRIVILEGE_SET set;
        LUID_AND_ATTRIBUTES second;
    } wanted = {{2, PRIVILEGE_SET_ALL_NECESSARY, {{{SE_CHANGE_NOTIFY_PRIVILEGE, 0}, 0}}}, {{999, 0}, 0}};
    BOOLEAN result = 2;

    ok_status(NtPrivilegeCheck(BAD_HANDLE, &wanted.set, &result), STATUS_INVALID_HANDLE);
    ok_status(NtPrivilegeCheck(NtCurrentProcess(), &wanted.set, &result), STATUS_OBJECT_TYPE_MISMATCH);
    if (!running_under_wine()) {        /* which crashes, and looks at no level */
        ok_status(NtPrivilegeCheck(token, no_memory(), &result), STATUS_ACCESS_VIOLATION);
        ok_status(NtPrivilegeCheck(token, &wanted.set, no_memory()), STATUS_ACCESS_VIOLATION);
        ok_status(NtPrivilegeCheck(anonymous, &wanted.set, &result), STATUS_BAD_IMPERSONATION_LEVEL);
        wanted.set.PrivilegeCount = 0xfffffff;
        ok_status(NtPrivilegeCheck(token, &wanted.set, &result), STATUS_INVALID_PARAMETER);
        wanted.set.PrivilegeCount = 2;
        ok_equal(result, 2);
    }
    ok_status(NtPrivilegeCheck(token, &wanted.set, &result), STATUS_SUCCESS);
    ok_equal(result, FALSE);
    wanted.set.Control = 0;
    ok_status(NtPrivilegeCheck(token, &wanted.set, &result), STATUS_SUCCESS);
    ok_equal(result, TRUE);
    ok_equal(wanted.set.Privilege[0].Attributes, SE_PRIVILEGE_USED_FOR_ACCESS);
    ok_equal(wanted.second.Attributes, 0);
    wanted.set.PrivilegeCount = 1;
    wanted.set.Control = PRIVILEGE_SET_ALL_NECESSARY;
    ok_status(NtPrivilegeCheck(token, &wanted.set, &result), STATUS_SUCCESS);
    ok_equal(result, TRUE);
    NtClose(anonymous);
    NtClose(token);
}

static void test_rtl_adjust(void)
{
    BOOLEAN was = 2;

    ok_status(RtlAdjustPrivilege(999, TRUE, FALSE, &was), STATUS_PRIVILEGE_NOT_HELD);
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, TRUE, TRUE, &was), STATUS_NO_TOKEN);
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, FALSE, FALSE, &was), STATUS_SUCCESS);
    todo_wine ok_equal(was, TRUE);      /* Wine: the attributes as they are, SE_PRIVILEGE_ENABLED */
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, FALSE, FALSE, &was), STATUS_SUCCESS);
    ok_equal(was, FALSE);
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, TRUE, FALSE, &was), STATUS_SUCCESS);
    ok_equal(was, FALSE);
    if (running_under_wine())
        return;
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, FALSE, FALSE, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(RtlImpersonateSelf(SecurityImpersonation), STATUS_SUCCESS);
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, FALSE, TRUE, &was), STATUS_SUCCESS);
    ok_equal(was, TRUE);
    ok_status(act_as(NULL), STATUS_SUCCESS);
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, TRUE, FALSE, &was), STATUS_SUCCESS);
    ok_equal(was, TRUE);                /* the process's own was another one */
}

START_TEST(token_adjust)
{
    test_privileges();
    test_groups();
    test_set_sids();
    test_set_dacl();
    test_set_label();
    test_set_numbers();
    test_privilege_check();
    test_rtl_adjust();
}
