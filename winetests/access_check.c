/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtAccessCheck and its relatives: their arguments, and what the rules are; random ones are in tests/unit. */
#include "winetests/token.h"

static GENERIC_MAPPING mapping = {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE | 4,
                                  STANDARD_RIGHTS_ALL | 7};

struct described {
    SECURITY_DESCRIPTOR sd;
    struct list dacl, sacl;
};

static void describe(struct described *d)
{
    list_begin(&d->dacl);
    list_begin(&d->sacl);
    RtlCreateSecurityDescriptor(&d->sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetOwnerSecurityDescriptor(&d->sd, &sid_stranger, FALSE);
    RtlSetGroupSecurityDescriptor(&d->sd, &sid_stranger, FALSE);
    RtlSetDaclSecurityDescriptor(&d->sd, TRUE, &d->dacl.acl, FALSE);
}

static void allow(struct described *d, ACCESS_MASK mask, PSID sid)
{
    ok_status(RtlAddAccessAllowedAce(&d->dacl.acl, ACL_REVISION, mask, sid), STATUS_SUCCESS);
}

static void deny(struct described *d, ACCESS_MASK mask, PSID sid)
{
    ok_status(RtlAddAccessDeniedAce(&d->dacl.acl, ACL_REVISION, mask, sid), STATUS_SUCCESS);
}

static NTSTATUS check(struct described *d, HANDLE token, ACCESS_MASK desired, ACCESS_MASK *granted)
{
    PRIVILEGE_SET privileges;
    ULONG length = sizeof privileges;
    NTSTATUS answer = 0x5555;

    *granted = 0x5555;
    ok_status(NtAccessCheck(&d->sd, token, desired, &mapping, &privileges, &length, granted, &answer), STATUS_SUCCESS);
    return answer;
}

static void test_arguments(void)
{
    HANDLE token = token_at(SecurityIdentification), anonymous = token_at(SecurityAnonymous), primary = primary_copy();
    HANDLE event;
    PRIVILEGE_SET privileges;
    ULONG length = sizeof privileges;
    ACCESS_MASK granted = 0x5555;
    NTSTATUS answer = 0x5555;
    struct described d;

    describe(&d);
    allow(&d, 1, &sid_everyone);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
#define CHECK(sd, token, desired, mapping, privileges, length, granted, answer, status) \
    ok_status(NtAccessCheck(sd, token, desired, mapping, privileges, length, granted, answer), status)
    CHECK(&d.sd, BAD_HANDLE, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_INVALID_HANDLE);
    CHECK(&d.sd, event, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_OBJECT_TYPE_MISMATCH);
    CHECK(&d.sd, primary, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_NO_IMPERSONATION_TOKEN);
    CHECK(&d.sd, token, GENERIC_READ, &mapping, &privileges, &length, &granted, &answer, STATUS_GENERIC_NOT_MAPPED);
    if (!running_under_wine()) {        /* which reads and writes unguarded, and knows no levels here */
        CHECK(no_memory(), token, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_ACCESS_VIOLATION);
        CHECK(&d.sd, token, 1, no_memory(), &privileges, &length, &granted, &answer, STATUS_ACCESS_VIOLATION);
        CHECK(&d.sd, token, 1, &mapping, no_memory(), &length, &granted, &answer, STATUS_ACCESS_VIOLATION);
        CHECK(&d.sd, token, 1, &mapping, &privileges, no_memory(), &granted, &answer, STATUS_ACCESS_VIOLATION);
        CHECK(&d.sd, token, 1, &mapping, &privileges, &length, no_memory(), &answer, STATUS_ACCESS_VIOLATION);
        CHECK(&d.sd, token, 1, &mapping, &privileges, &length, &granted, no_memory(), STATUS_ACCESS_VIOLATION);
        CHECK(&d.sd, token, 1, &mapping, &privileges, &length, readonly_memory(), &answer, STATUS_ACCESS_VIOLATION);
        CHECK(&d.sd, anonymous, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_BAD_IMPERSONATION_LEVEL);
        RtlSetOwnerSecurityDescriptor(&d.sd, NULL, FALSE);
        CHECK(&d.sd, token, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_INVALID_SECURITY_DESCR);
        RtlSetOwnerSecurityDescriptor(&d.sd, &sid_stranger, FALSE);
        RtlSetGroupSecurityDescriptor(&d.sd, NULL, FALSE);
        CHECK(&d.sd, token, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_INVALID_SECURITY_DESCR);
        RtlSetGroupSecurityDescriptor(&d.sd, &sid_stranger, FALSE);
        length = 0;
        CHECK(&d.sd, token, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_BUFFER_TOO_SMALL);
        ok_equal(length, sizeof privileges);
        ok_equal(granted, 0x5555);
        ok_equal(answer, 0x5555);
    }
    length = sizeof privileges;
    CHECK(&d.sd, token, 1, &mapping, &privileges, &length, &granted, &answer, STATUS_SUCCESS);
    ok_equal(granted, 1);
    ok_status(answer, STATUS_SUCCESS);
    NtClose(event);
    NtClose(primary);
    NtClose(anonymous);
    NtClose(token);
}

static void test_rules(void)
{
    NTSTATUS answer;
    HANDLE token = token_at(SecurityIdentification), own = own_token(TOKEN_QUERY);
    struct token_buffer user;
    struct described d;
    ACCESS_MASK granted;

    ok_status(query_token(own, TokenUser, &user), STATUS_SUCCESS);
    describe(&d);                                       /* an empty list */
    ok_status(check(&d, token, 1, &granted), STATUS_ACCESS_DENIED);
    ok_equal(granted, 0);
    ok_status(check(&d, token, MAXIMUM_ALLOWED, &granted), STATUS_ACCESS_DENIED);
    RtlSetDaclSecurityDescriptor(&d.sd, TRUE, NULL, FALSE);     /* none */
    ok_status(check(&d, token, 7, &granted), STATUS_SUCCESS);
    ok_equal(granted, 7);
    describe(&d);
    deny(&d, 2, user.user.User.Sid);
    allow(&d, 7, &sid_everyone);
    ok_status(check(&d, token, 3, &granted), STATUS_ACCESS_DENIED);
    ok_status(check(&d, token, 5, &granted), STATUS_SUCCESS);
    ok_status(check(&d, token, MAXIMUM_ALLOWED, &granted), STATUS_SUCCESS);
    ok_equal(granted, 5);
    answer = check(&d, token, MAXIMUM_ALLOWED | 2, &granted);
    todo_wine ok_status(answer, STATUS_ACCESS_DENIED);  /* Wine takes MAXIMUM_ALLOWED for all that is wanted */
    describe(&d);
    allow(&d, GENERIC_READ, &sid_everyone);             /* mapped where it stands */
    ok_status(check(&d, token, STANDARD_RIGHTS_READ | 1, &granted), STATUS_SUCCESS);
    ok_status(check(&d, token, 2, &granted), STATUS_ACCESS_DENIED);
    describe(&d);                                       /* what an owner always may */
    RtlSetOwnerSecurityDescriptor(&d.sd, user.user.User.Sid, FALSE);
    deny(&d, READ_CONTROL, &sid_everyone);
    ok_status(check(&d, token, READ_CONTROL | WRITE_DAC, &granted), STATUS_SUCCESS);
    answer = check(&d, token, DELETE, &granted);
    todo_wine ok_status(answer, STATUS_ACCESS_DENIED);  /* Wine: an owner may delete */
    /* an entry cannot give the right that needs a privilege */
    describe(&d);
    allow(&d, ACCESS_SYSTEM_SECURITY | 1, &sid_everyone);
    if (privilege_state(own, SE_SECURITY_PRIVILEGE) != SE_PRIVILEGE_ENABLED)
        ok_status(check(&d, token, ACCESS_SYSTEM_SECURITY, &granted), STATUS_PRIVILEGE_NOT_HELD);
    NtClose(own);
    NtClose(token);
}

/* Privileges that the answer needed come back. */
static void test_privileges(void)
{
    HANDLE token = token_at(SecurityIdentification);
    TOKEN_PRIVILEGES wanted = one_privilege(SE_TAKE_OWNERSHIP_PRIVILEGE, SE_PRIVILEGE_ENABLED);
    PRIVILEGE_SET privileges;
    ULONG length = sizeof privileges;
    ACCESS_MASK granted;
    struct described d;
    NTSTATUS answer;

    describe(&d);
    if (running_under_wine() || NtAdjustPrivilegesToken(token, FALSE, &wanted, 0, NULL, NULL) != STATUS_SUCCESS) {
        skip("SeTakeOwnershipPrivilege is needed");
        NtClose(token);
        return;
    }
    ok_status(NtAccessCheck(&d.sd, token, WRITE_OWNER, &mapping, &privileges, &length, &granted, &answer), STATUS_SUCCESS);
    ok_status(answer, STATUS_SUCCESS);
    ok_equal(granted, WRITE_OWNER);
    ok_equal(privileges.PrivilegeCount, 1);
    ok_equal(privileges.Privilege[0].Luid.LowPart, SE_TAKE_OWNERSHIP_PRIVILEGE);
    ok_equal(privileges.Privilege[0].Attributes, SE_PRIVILEGE_USED_FOR_ACCESS);
    wanted = one_privilege(SE_SECURITY_PRIVILEGE, SE_PRIVILEGE_ENABLED);
    ok_status(NtAdjustPrivilegesToken(token, FALSE, &wanted, 0, NULL, NULL), STATUS_SUCCESS);
    length = sizeof privileges;
    ok_status(NtAccessCheck(&d.sd, token, WRITE_OWNER | ACCESS_SYSTEM_SECURITY, &mapping, &privileges, &length, &granted,
                            &answer), STATUS_BUFFER_TOO_SMALL);
    ok_equal(length, sizeof privileges + sizeof(LUID_AND_ATTRIBUTES));
    NtClose(token);
}

static GUID guids[] = {{1, 0, 0, {0}}, {2, 0, 0, {0}}, {3, 0, 0, {0}}, {4, 0, 0, {0}}};

static void test_types(void)
{
    OBJECT_TYPE_LIST types[] = {{0, 0, &guids[0]}, {1, 0, &guids[1]}, {1, 0, &guids[2]}, {2, 0, &guids[3]}};
    HANDLE token;
    ACCESS_MASK granted[4];
    NTSTATUS answers[4], status;
    PRIVILEGE_SET privileges;
    ULONG length = sizeof privileges;
    struct described d;
    int i;

    if (!have_function("NtAccessCheckByTypeResultList") || running_under_wine()) {
        win_skip("there is no NtAccessCheckByType");
        return;
    }
    token = token_at(SecurityIdentification);
    describe(&d);
    ok_status(RtlAddAccessAllowedObjectAce(&d.dacl.acl, ACL_REVISION_DS, 0, 1, &guids[1], NULL, &sid_everyone),
              STATUS_SUCCESS);
#define BY_TYPE(types, n, self, status_wanted) \
    ok_status(NtAccessCheckByTypeResultList(&d.sd, self, token, 1, types, n, &mapping, &privileges, &length, granted, \
                                            answers), status_wanted)
    BY_TYPE(types, 0, NULL, STATUS_INVALID_PARAMETER);
    BY_TYPE(types, 0x10000, NULL, STATUS_INVALID_PARAMETER);
    BY_TYPE(no_memory(), 1, NULL, STATUS_ACCESS_VIOLATION);
    BY_TYPE(types, 4, no_memory(), STATUS_ACCESS_VIOLATION);
    types[0].Level = 1;
    BY_TYPE(types, 4, NULL, STATUS_INVALID_PARAMETER);
    types[0].Level = 0, types[1].Level = 2;
    BY_TYPE(types, 4, NULL, STATUS_INVALID_PARAMETER);
    types[1].Level = 0;
    BY_TYPE(types, 4, NULL, STATUS_INVALID_PARAMETER);
    types[1].Level = 1, types[1].ObjectType = no_memory();
    BY_TYPE(types, 4, NULL, STATUS_ACCESS_VIOLATION);
    types[1].ObjectType = &guids[1];
    BY_TYPE(types, 4, NULL, STATUS_SUCCESS);
    for (i = 0; i < 4; i++) {
        ok_status(answers[i], i == 1 ? STATUS_SUCCESS : STATUS_ACCESS_DENIED);
        ok_equal(granted[i], i == 1);
    }
    /* all parts make the whole; but what one has got, a later denial takes from nobody */
    RtlAddAccessDeniedObjectAce(&d.dacl.acl, ACL_REVISION_DS, 0, 1, &guids[1], NULL, &sid_everyone);
    RtlAddAccessAllowedObjectAce(&d.dacl.acl, ACL_REVISION_DS, 0, 1, &guids[2], NULL, &sid_everyone);
    BY_TYPE(types, 4, NULL, STATUS_SUCCESS);
    for (i = 0; i < 4; i++)
        ok_status(answers[i], STATUS_SUCCESS);
    status = 0x5555;
    ok_status(NtAccessCheckByType(&d.sd, NULL, token, 1, types, 4, &mapping, &privileges, &length, granted, &status),
              STATUS_SUCCESS);
    ok_status(status, STATUS_SUCCESS);
    /* a part that is denied denies the whole */
    describe(&d);
    RtlAddAccessDeniedObjectAce(&d.dacl.acl, ACL_REVISION_DS, 0, 1, &guids[3], NULL, &sid_everyone);
    ok_status(RtlAddAccessAllowedAce(&d.dacl.acl, ACL_REVISION_DS, 1, &sid_everyone), STATUS_SUCCESS);
    BY_TYPE(types, 4, NULL, STATUS_SUCCESS);
    for (i = 0; i < 4; i++)
        ok_status(answers[i], i == 1 ? STATUS_SUCCESS : STATUS_ACCESS_DENIED);
    ok_status(NtAccessCheckByType(&d.sd, NULL, token, 1, types, 4, &mapping, &privileges, &length, granted, &status),
              STATUS_SUCCESS);
    ok_status(status, STATUS_ACCESS_DENIED);
    NtClose(token);
}

static void test_self(void)
{
    SID self = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_PRINCIPAL_SELF_RID}};
    PSID whose[] = {NULL, &sid_everyone, &sid_stranger};
    PRIVILEGE_SET privileges;
    ULONG length = sizeof privileges;
    struct described d;
    HANDLE token;
    int i;

    if (running_under_wine())           /* no ByType */
        return;
    token = token_at(SecurityIdentification);
    describe(&d);
    allow(&d, 1, &self);
    for (i = 0; i < 3; i++) {
        ACCESS_MASK granted = 0;
        NTSTATUS answer = 0x5555;

        ok_status(NtAccessCheckByType(&d.sd, whose[i], token, 1, NULL, 0, &mapping, &privileges, &length, &granted,
                                      &answer), STATUS_SUCCESS);
        ok_status(answer, i == 1 ? STATUS_SUCCESS : STATUS_ACCESS_DENIED);
    }
    NtClose(token);
}

/* Who is trusted less does not write, and does not take ownership either. */
static void test_labels(void)
{
    SID low = {SID_REVISION, 1, {SECURITY_MANDATORY_LABEL_AUTHORITY}, {SECURITY_MANDATORY_LOW_RID}};
    SID high = {SID_REVISION, 1, {SECURITY_MANDATORY_LABEL_AUTHORITY}, {SECURITY_MANDATORY_SYSTEM_RID}};
    TOKEN_MANDATORY_LABEL label = {{&low, SE_GROUP_INTEGRITY}};
    TOKEN_PRIVILEGES take = one_privilege(SE_TAKE_OWNERSHIP_PRIVILEGE, SE_PRIVILEGE_ENABLED);
    struct described d;
    ACCESS_MASK granted;
    HANDLE token;

    if (running_under_wine()) {
        skip("Wine does not look at labels");
        return;
    }
    token = token_at(SecurityIdentification);
    ok_status(NtSetInformationToken(token, TokenIntegrityLevel, &label, sizeof label), STATUS_SUCCESS);
    NtAdjustPrivilegesToken(token, FALSE, &take, 0, NULL, NULL);
    describe(&d);
    RtlSetDaclSecurityDescriptor(&d.sd, TRUE, NULL, FALSE);
    ok_status(check(&d, token, 1 | 4 | READ_CONTROL, &granted), STATUS_SUCCESS);        /* medium, unless it says so */
    ok_status(check(&d, token, 2, &granted), STATUS_ACCESS_DENIED);
    ok_status(check(&d, token, WRITE_DAC, &granted), STATUS_ACCESS_DENIED);
    ok_status(check(&d, token, WRITE_OWNER, &granted), STATUS_ACCESS_DENIED);
    ok_status(RtlAddMandatoryAce(&d.sacl.acl, ACL_REVISION, 0, SYSTEM_MANDATORY_LABEL_NO_READ_UP,
                                 SYSTEM_MANDATORY_LABEL_ACE_TYPE, &high), STATUS_SUCCESS);
    RtlSetSaclSecurityDescriptor(&d.sd, TRUE, &d.sacl.acl, FALSE);
    ok_status(check(&d, token, 1, &granted), STATUS_ACCESS_DENIED);
    ok_status(check(&d, token, 2, &granted), STATUS_SUCCESS);
    NtClose(token);
}

START_TEST(access_check)
{
    test_arguments();
    test_rules();
    test_privileges();
    test_types();
    test_self();
    test_labels();
}
