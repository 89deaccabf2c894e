/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: tokens, privileges, threads that act as somebody else. */
#include "winetests/win32.h"

#include <sddl.h>

static SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {0}};
static SID nobodys = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {4711}};

static HANDLE own_token(DWORD access)
{
    HANDLE token = NULL;

    ok_win32(OpenProcessToken(GetCurrentProcess(), access, &token));
    return token;
}

/* What a class says, on the heap. */
static void *query(HANDLE token, TOKEN_INFORMATION_CLASS class)
{
    DWORD size = 0, again = 0;
    void *information;

    ok_fails(GetTokenInformation(token, class, NULL, 0, &size), ERROR_INSUFFICIENT_BUFFER);
    information = malloc(size);
    ok_win32(GetTokenInformation(token, class, information, size, &again));
    ok_equal(again, size);
    return information;
}

static DWORD query_number(HANDLE token, TOKEN_INFORMATION_CLASS class)
{
    DWORD number = 0xdddddddd, size = 0;

    ok_win32(GetTokenInformation(token, class, &number, sizeof number, &size));
    ok_equal(size, sizeof number);
    return number;
}

/* ---- asked ---------------------------------------------------------------------------------------------------- */

static void test_open(void)
{
    HANDLE token = NULL;

    token = own_token(TOKEN_QUERY);
    CloseHandle(token);
    ok_fails(OpenProcessToken(BAD_HANDLE, TOKEN_QUERY, &token), ERROR_INVALID_HANDLE);
    ok_fails(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token), ERROR_NO_TOKEN);
    ok_fails(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, FALSE, &token), ERROR_NO_TOKEN);
    ok_fails(OpenThreadToken(BAD_HANDLE, TOKEN_QUERY, FALSE, &token), ERROR_INVALID_HANDLE);
}

static void test_user_and_groups(void)
{
    HANDLE token = own_token(TOKEN_QUERY);
    TOKEN_USER *user = query(token, TokenUser);
    TOKEN_GROUPS *groups = query(token, TokenGroups);
    WCHAR name[64], account[64], domain[64];
    DWORD n_name = 64, n_account = 64, n_domain = 64;
    SID_NAME_USE use;
    bool found = false;

    ok(IsValidSid(user->User.Sid), "no valid user");
    ok_equal(user->User.Attributes, 0);
    for (DWORD i = 0; i < groups->GroupCount; i++)
        if (EqualSid(groups->Groups[i].Sid, &everyone))
            found = groups->Groups[i].Attributes & SE_GROUP_ENABLED;
    ok(found, "not of Everyone");
    ok_win32(GetUserNameW(name, &n_name));
    ok_win32(LookupAccountSidW(NULL, user->User.Sid, account, &n_account, domain, &n_domain, &use));
    ok(!lstrcmpW(name, account), "the token's user has another name");
    free(user);
    free(groups);
    CloseHandle(token);
}

static void test_classes(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_QUERY_SOURCE);
    TOKEN_STATISTICS statistics;
    TOKEN_MANDATORY_LABEL *label = query(token, TokenIntegrityLevel);
    TOKEN_OWNER *owner = query(token, TokenOwner);
    TOKEN_DEFAULT_DACL *dacl = query(token, TokenDefaultDacl);
    TOKEN_PRIMARY_GROUP *group = query(token, TokenPrimaryGroup);
    DWORD size;

    ok_equal(query_number(token, TokenType), TokenPrimary);
    ok_win32(GetTokenInformation(token, TokenStatistics, &statistics, sizeof statistics, &size));
    ok_equal(statistics.TokenType, TokenPrimary);
    ok(statistics.TokenId.LowPart || statistics.TokenId.HighPart, "no id");
    ok(IsValidSid(label->Label.Sid), "no label");
    ok(*GetSidSubAuthority(label->Label.Sid, 0) >= SECURITY_MANDATORY_MEDIUM_RID, "of low integrity");
    ok(IsValidSid(owner->Owner) && IsValidSid(group->PrimaryGroup), "owner or group is none");
    ok(dacl->DefaultDacl && IsValidAcl(dacl->DefaultDacl), "no default DACL");
    ok(!IsTokenRestricted(token), "restricted");
    todo_wine ok_fails(GetTokenInformation(token, (TOKEN_INFORMATION_CLASS)4711, &size, sizeof size, &size),
                       ERROR_INVALID_PARAMETER);        /* Wine: no class of its is ERROR_INVALID_FUNCTION */
    ok_fails(GetTokenInformation(BAD_HANDLE, TokenType, &size, sizeof size, &size), ERROR_INVALID_HANDLE);
    free(label);
    free(owner);
    free(dacl);
    free(group);
    CloseHandle(token);
    token = own_token(TOKEN_DUPLICATE);
    ok_fails(GetTokenInformation(token, TokenType, &size, sizeof size, &size), ERROR_ACCESS_DENIED);
    CloseHandle(token);
}

/* ---- changed -------------------------------------------------------------------------------------------------- */

static void privilege_set(TOKEN_PRIVILEGES *one, LPCSTR name, DWORD attributes)
{
    one->PrivilegeCount = 1;
    ok_win32(LookupPrivilegeValueA(NULL, name, &one->Privileges[0].Luid));
    one->Privileges[0].Attributes = attributes;
}

static bool has_enabled(HANDLE token, LPCSTR name)
{
    PRIVILEGE_SET set = {.PrivilegeCount = 1, .Control = PRIVILEGE_SET_ALL_NECESSARY};
    BOOL result = 4711;

    ok_win32(LookupPrivilegeValueA(NULL, name, &set.Privilege[0].Luid));
    ok_win32(PrivilegeCheck(token, &set, &result));
    return result;
}

static void test_privileges(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES);
    TOKEN_PRIVILEGES wanted, previous;
    DWORD size = 0;

    ok(has_enabled(token, SE_CHANGE_NOTIFY_NAME), "SeChangeNotifyPrivilege is off");
    privilege_set(&wanted, SE_CHANGE_NOTIFY_NAME, 0);
    ok_win32(AdjustTokenPrivileges(token, FALSE, &wanted, sizeof previous, &previous, &size));
    ok_equal(GetLastError(), ERROR_SUCCESS);
    ok_equal(previous.PrivilegeCount, 1);
    ok(previous.Privileges[0].Attributes & SE_PRIVILEGE_ENABLED, "it was off before");
    ok(!has_enabled(token, SE_CHANGE_NOTIFY_NAME), "it is still on");
    ok_win32(AdjustTokenPrivileges(token, FALSE, &previous, 0, NULL, NULL));
    ok(has_enabled(token, SE_CHANGE_NOTIFY_NAME), "it is still off");

    privilege_set(&wanted, SE_MACHINE_ACCOUNT_NAME, SE_PRIVILEGE_ENABLED);      /* which nobody here has */
    ok_win32(AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL));
    ok_equal(GetLastError(), ERROR_NOT_ALL_ASSIGNED);
    ok(!has_enabled(token, SE_MACHINE_ACCOUNT_NAME), "it is on all the same");
    CloseHandle(token);
    token = own_token(TOKEN_QUERY);
    privilege_set(&wanted, SE_CHANGE_NOTIFY_NAME, 0);
    ok_fails(AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL), ERROR_ACCESS_DENIED);
    CloseHandle(token);
}

/* The token's groups, with Everyone mandatory. */
static void test_groups(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_ADJUST_GROUPS);
    TOKEN_GROUPS wanted = {1, {{&everyone, 0}}};

    if (running_under_wine()) {         /* a stub */
        CloseHandle(token);
        return;
    }
    ok_fails(AdjustTokenGroups(token, FALSE, &wanted, 0, NULL, NULL), ERROR_CANT_DISABLE_MANDATORY);
    wanted.Groups[0].Sid = &nobodys;
    ok_win32(AdjustTokenGroups(token, FALSE, &wanted, 0, NULL, NULL));
    ok_equal(GetLastError(), ERROR_NOT_ALL_ASSIGNED);
    ok_win32(AdjustTokenGroups(token, TRUE, NULL, 0, NULL, NULL));
    ok_equal(GetLastError(), ERROR_SUCCESS);
    CloseHandle(token);
}

static void test_set(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_DUPLICATE), copy = NULL;
    union { ACL acl; BYTE room[64]; } room;
    TOKEN_DEFAULT_DACL dacl = {&room.acl}, *got;
    TOKEN_OWNER owner = {&nobodys};

    ok_win32(DuplicateTokenEx(token, TOKEN_QUERY | TOKEN_ADJUST_DEFAULT, NULL, SecurityImpersonation, TokenPrimary,
                              &copy));
    InitializeAcl(&room.acl, sizeof room, ACL_REVISION);
    AddAccessAllowedAce(&room.acl, ACL_REVISION, GENERIC_READ, &everyone);
    ok_win32(SetTokenInformation(copy, TokenDefaultDacl, &dacl, sizeof dacl));
    got = query(copy, TokenDefaultDacl);
    ok(got->DefaultDacl && got->DefaultDacl->AceCount == 1, "another DACL");
    free(got);
    ok_fails(SetTokenInformation(copy, TokenDefaultDacl, &dacl, sizeof dacl - 1), ERROR_BAD_LENGTH);
    todo_wine ok_fails(SetTokenInformation(copy, TokenOwner, &owner, sizeof owner), ERROR_INVALID_OWNER);  /* a stub */
    ok_fails(SetTokenInformation(token, TokenDefaultDacl, &dacl, sizeof dacl), ERROR_ACCESS_DENIED);
    CloseHandle(copy);
    CloseHandle(token);
}

/* ---- copied --------------------------------------------------------------------------------------------------- */

static void test_duplicate(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_DUPLICATE), copy = NULL, more = NULL;
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    DWORD flags = 0;

    ok_win32(DuplicateToken(token, SecurityIdentification, &copy));
    ok_equal(query_number(copy, TokenType), TokenImpersonation);
    ok_equal(query_number(copy, TokenImpersonationLevel), SecurityIdentification);
    ok_fails(DuplicateToken(copy, SecurityIdentification, &more), ERROR_ACCESS_DENIED);  /* no TOKEN_DUPLICATE */
    CloseHandle(copy);

    ok_win32(DuplicateTokenEx(token, TOKEN_ALL_ACCESS, &inherit, SecurityIdentification, TokenImpersonation, &copy));
    ok_win32(GetHandleInformation(copy, &flags));
    ok_equal(flags, HANDLE_FLAG_INHERIT);
    ok_fails(DuplicateTokenEx(copy, 0, NULL, SecurityImpersonation, TokenImpersonation, &more),
             ERROR_BAD_IMPERSONATION_LEVEL);
    if (!running_under_wine()) {        /* looks neither at the old level nor at the type */
        ok_fails(DuplicateTokenEx(copy, 0, NULL, SecurityIdentification, TokenPrimary, &more),
                 ERROR_BAD_IMPERSONATION_LEVEL);
        ok_fails(DuplicateTokenEx(token, 0, NULL, SecurityImpersonation, (TOKEN_TYPE)3, &more),
                 ERROR_INVALID_PARAMETER);
    }
    CloseHandle(copy);
    CloseHandle(token);
}

static void test_restricted(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_DUPLICATE), less = NULL, client = NULL;
    SID_AND_ATTRIBUTES disabled = {&everyone, 0}, restricting = {&nobodys, 0};
    LUID_AND_ATTRIBUTES deleted = {{0, 0}, 0};
    BOOL member = 4711;

    ok_win32(CreateRestrictedToken(token, DISABLE_MAX_PRIVILEGE, 1, &disabled, 0, NULL, 0, NULL, &less));
    ok(!IsTokenRestricted(less), "restricted without restricting SIDs");
    todo_wine ok_equal(GetLastError(), ERROR_SUCCESS);             /* Wine: no such class */
    ok(has_enabled(less, SE_CHANGE_NOTIFY_NAME), "SeChangeNotifyPrivilege has gone");
    ok_win32(DuplicateToken(less, SecurityIdentification, &client));
    ok_win32(CheckTokenMembership(client, &everyone, &member));
    ok_equal(member, FALSE);
    CloseHandle(client);
    CloseHandle(less);

    ok_win32(LookupPrivilegeValueA(NULL, SE_CHANGE_NOTIFY_NAME, &deleted.Luid));
    ok_win32(CreateRestrictedToken(token, 0, 0, NULL, 1, &deleted, 1, &restricting, &less));
    todo_wine ok(IsTokenRestricted(less), "not restricted");        /* Wine does not keep restricting SIDs */
    ok(!has_enabled(less, SE_CHANGE_NOTIFY_NAME), "the deleted privilege is there");
    ok_win32(DuplicateToken(less, SecurityIdentification, &client));
    ok_win32(CheckTokenMembership(client, &everyone, &member));
    todo_wine ok_equal(member, FALSE);
    CloseHandle(client);
    CloseHandle(less);
    CloseHandle(token);
}

static void test_membership(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_DUPLICATE), client = NULL;
    BOOL member = 4711;

    ok_win32(CheckTokenMembership(NULL, &everyone, &member));
    ok_equal(member, TRUE);
    ok_win32(CheckTokenMembership(NULL, &nobodys, &member));
    ok_equal(member, FALSE);
    ok_fails(CheckTokenMembership(token, &everyone, &member), ERROR_NO_IMPERSONATION_TOKEN);
    ok_win32(DuplicateToken(token, SecurityIdentification, &client));
    ok_win32(CheckTokenMembership(client, &everyone, &member));
    ok_equal(member, TRUE);
    CloseHandle(client);
    CloseHandle(token);
}

/* ---- acting as somebody else ---------------------------------------------------------------------------------- */

static void acts(DWORD level)
{
    HANDLE token = NULL;

    ok_win32(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token));
    ok_equal(query_number(token, TokenType), TokenImpersonation);
    ok_equal(query_number(token, TokenImpersonationLevel), level);
    CloseHandle(token);
}

static void acts_as_process(void)
{
    HANDLE token = NULL;

    ok_fails(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token), ERROR_NO_TOKEN);
}

static void test_impersonate(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_DUPLICATE | TOKEN_IMPERSONATE), copy = NULL;
    HANDLE thread = GetCurrentThread();
    WCHAR name[64];
    DWORD n_name = 64;

    ok_win32(ImpersonateSelf(SecurityIdentification));
    acts(SecurityIdentification);
    ok_win32(RevertToSelf());
    acts_as_process();
    ok_win32(RevertToSelf());

    ok_win32(ImpersonateLoggedOnUser(token));
    acts(SecurityImpersonation);
    ok_win32(GetUserNameW(name, &n_name));
    ok_win32(SetThreadToken(NULL, NULL));
    acts_as_process();

    ok_win32(DuplicateToken(token, SecurityImpersonation, &copy));
    ok_win32(SetThreadToken(&thread, copy));
    acts(SecurityImpersonation);
    ok_win32(ImpersonateLoggedOnUser(copy));
    acts(SecurityImpersonation);
    ok_win32(RevertToSelf());
    CloseHandle(copy);
    if (!running_under_wine())          /* takes a primary token */
        ok_fails(SetThreadToken(NULL, token), ERROR_BAD_TOKEN_TYPE);
    ok_fails(ImpersonateLoggedOnUser(BAD_HANDLE), ERROR_INVALID_HANDLE);
    acts_as_process();
    CloseHandle(token);
}

static void test_anonymous(void)
{
    struct win32_name name;
    HANDLE event;

    win32_name_make(&name, "token");
    ok_win32(event = CreateEventW(NULL, TRUE, FALSE, name.text));
    if (!running_under_wine()) {        /* a stub */
        ok_win32(ImpersonateAnonymousToken(GetCurrentThread()));
        ok_fails(OpenEventW(EVENT_MODIFY_STATE, FALSE, name.text), ERROR_ACCESS_DENIED);
        ok_win32(RevertToSelf());
    }
    CloseHandle(event);
}

/* A thread that acts as somebody with less is refused what its process may. */
static void test_refused(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_DUPLICATE), less = NULL, client = NULL, event, again = NULL;
    SID_AND_ATTRIBUTES restricting = {&nobodys, 0};
    struct win32_name name;

    win32_name_make(&name, "token");
    ok_win32(event = CreateEventW(NULL, TRUE, FALSE, name.text));
    ok_win32(CreateRestrictedToken(token, 0, 0, NULL, 0, NULL, 1, &restricting, &less));
    ok_win32(DuplicateToken(less, SecurityImpersonation, &client));
    ok_win32(SetThreadToken(NULL, client));
    todo_wine ok_fails(again = OpenEventW(EVENT_MODIFY_STATE, FALSE, name.text), ERROR_ACCESS_DENIED);
    ok_win32(RevertToSelf());
    if (again)
        CloseHandle(again);
    ok_win32(again = OpenEventW(EVENT_MODIFY_STATE, FALSE, name.text));
    CloseHandle(again);
    CloseHandle(event);
    CloseHandle(client);
    CloseHandle(less);
    CloseHandle(token);
}

static void test_ids(void)
{
    LUID first = {0, 0}, second = {0, 0};

    ok_win32(AllocateLocallyUniqueId(&first));
    ok_win32(AllocateLocallyUniqueId(&second));
    ok(first.LowPart != second.LowPart || first.HighPart != second.HighPart, "one id twice");
}

START_TEST(win32_token)
{
    test_open();
    test_user_and_groups();
    test_classes();
    test_privileges();
    test_groups();
    test_set();
    test_duplicate();
    test_restricted();
    test_membership();
    test_impersonate();
    test_anonymous();
    test_refused();
    test_ids();
}
