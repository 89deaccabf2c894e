/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: SIDs, ACLs, security descriptors, privileges and accounts by name. */
#include "winetests/win32.h"

#include <sddl.h>
#include <aclapi.h>

static SID_IDENTIFIER_AUTHORITY nt_authority = {SECURITY_NT_AUTHORITY};
static SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {0}};

#define DEBUG_PRIVILEGE       20u
#define IMPERSONATE_PRIVILEGE 29u

static void test_known(void)
{
    struct { SID sid; DWORD more[14]; } sid, domain;
    DWORD size = 0;
    PSID other;

    ok_fails(CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, NULL, &size), ERROR_INSUFFICIENT_BUFFER);
    ok_equal(size, 16);
    ok_win32(CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, &sid, &size));
    ok_win32(AllocateAndInitializeSid(&nt_authority, 2, 32, 544, 0, 0, 0, 0, 0, 0, &other));
    ok(EqualSid(&sid, other), "Administrators are somebody else");
    ok(IsWellKnownSid(&sid, WinBuiltinAdministratorsSid), "not well known");
    ok(!IsWellKnownSid(&sid, WinBuiltinUsersSid), "Administrators are Users");
    FreeSid(other);
    size = sizeof sid;
    ok_win32(CreateWellKnownSid(WinLowLabelSid, NULL, &sid, &size));
    ok_equal(*GetSidSubAuthority(&sid, 0), SECURITY_MANDATORY_LOW_RID);
    ok_win32(InitializeSid(&domain, &nt_authority, 4));
    *GetSidSubAuthority(&domain, 0) = 21;
    size = sizeof sid;
    ok_win32(CreateWellKnownSid(WinAccountDomainAdminsSid, &domain, &sid, &size));
    ok_equal(size, 28);
    ok_equal(*GetSidSubAuthority(&sid, 4), 512);
    todo_wine ok(IsWellKnownSid(&sid, WinAccountDomainAdminsSid), "not well known");
    ok(EqualPrefixSid(&domain, &domain), "not of its own domain");
    ok_fails(CreateWellKnownSid((WELL_KNOWN_SID_TYPE)4711, NULL, &sid, &size), ERROR_INVALID_PARAMETER);
}

static void test_sids(void)
{
    BYTE copy[12];
    SID bad = everyone;

    ok_win32(IsValidSid(&everyone));
    ok_equal(GetLengthSid(&everyone), 12);
    ok_equal(GetSidLengthRequired(3), 20);
    ok_equal(*GetSidSubAuthorityCount(&everyone), 1);
    ok_equal(GetSidIdentifierAuthority(&everyone)->Value[5], 1);
    ok_win32(CopySid(12, copy, &everyone));
    ok_win32(EqualSid(copy, &everyone));
    bad.Revision = 2;
    ok(!IsValidSid(&bad), "revision 2 is valid");
    if (!running_under_wine())
        ok_fails(CopySid(11, copy, &everyone), ERROR_INSUFFICIENT_BUFFER);
}

static void test_acl(void)
{
    union { ACL acl; BYTE bytes[128]; } room;
    ACL_SIZE_INFORMATION size;
    ACCESS_ALLOWED_ACE *ace;
    PACL acl = &room.acl;
    LPVOID end;

    ok_win32(InitializeAcl(acl, sizeof room, ACL_REVISION));
    ok_win32(AddAccessAllowedAce(acl, ACL_REVISION, GENERIC_READ, &everyone));
    ok_win32(AddAccessDeniedAceEx(acl, ACL_REVISION, OBJECT_INHERIT_ACE, 2, &everyone));
    ok_win32(AddAuditAccessAce(acl, ACL_REVISION, 4, &everyone, TRUE, FALSE));
    ok_win32(IsValidAcl(acl));
    ok_win32(GetAclInformation(acl, &size, sizeof size, AclSizeInformation));
    ok_equal(size.AceCount, 3);
    ok_equal(size.AclBytesInUse, 68);
    ok_win32(GetAce(acl, 1, (LPVOID *)&ace));
    ok_equal(ace->Header.AceType, ACCESS_DENIED_ACE_TYPE);
    ok_equal(ace->Header.AceFlags, OBJECT_INHERIT_ACE);
    ok_win32(DeleteAce(acl, 0));
    ok_win32(FindFirstFreeAce(acl, &end));
    ok_equal((BYTE *)end - room.bytes, 48);
    ok_fails(GetAce(acl, 2, (LPVOID *)&ace), ERROR_INVALID_PARAMETER);
    ok_fails(InitializeAcl(acl, 4, ACL_REVISION), ERROR_INSUFFICIENT_BUFFER);
}

static void test_sd(void)
{
    SECURITY_DESCRIPTOR sd, back;
    SECURITY_DESCRIPTOR_CONTROL control;
    BYTE bytes[64], owner[16];
    DWORD size = sizeof bytes, revision, back_size = sizeof back, none = 0, owner_size = sizeof owner;
    WINBOOL defaulted, present;
    PSID sid;
    PACL acl;

    ok_win32(InitializeSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION));
    ok_win32(SetSecurityDescriptorOwner(&sd, &everyone, TRUE));
    ok_win32(SetSecurityDescriptorDacl(&sd, TRUE, NULL, FALSE));
    ok_win32(GetSecurityDescriptorControl(&sd, &control, &revision));
    ok_equal(control, SE_OWNER_DEFAULTED | SE_DACL_PRESENT);
    ok_win32(MakeSelfRelativeSD(&sd, bytes, &size));
    ok_equal(GetSecurityDescriptorLength(bytes), 32);
    ok_win32(IsValidSecurityDescriptor(bytes));
    ok_win32(GetSecurityDescriptorOwner(bytes, &sid, &defaulted));
    ok(EqualSid(sid, &everyone), "another owner");
    ok_equal(defaulted, TRUE);
    ok_win32(GetSecurityDescriptorDacl(bytes, &present, &acl, &defaulted));
    ok_equal(present, TRUE);
    ok_equal(acl, NULL);
    ok_win32(GetSecurityDescriptorSacl(bytes, &present, &acl, &defaulted));
    ok_equal(present, FALSE);
    ok_win32(MakeAbsoluteSD(bytes, &back, &back_size, NULL, &none, NULL, &none, owner, &owner_size, NULL, &none));
    ok(EqualSid(back.Owner, &everyone), "another owner");
    ok_fails(InitializeSecurityDescriptor(&sd, 2), ERROR_UNKNOWN_REVISION);
}

static void test_privileges(void)
{
    LUID luid = {0};
    WCHAR name[32];
    DWORD n = 16;

    ok_win32(LookupPrivilegeValueW(NULL, L"SeDebugPrivilege", &luid));
    ok_equal(luid.LowPart, DEBUG_PRIVILEGE);
    ok_equal(luid.HighPart, 0);
    ok_win32(LookupPrivilegeValueA(NULL, "seIMPERSONATEprivilege", &luid));
    ok_equal(luid.LowPart, IMPERSONATE_PRIVILEGE);
    ok_fails(LookupPrivilegeValueW(NULL, L"SeNoSuchPrivilege", &luid), ERROR_NO_SUCH_PRIVILEGE);
    luid.LowPart = DEBUG_PRIVILEGE;
    ok_fails(LookupPrivilegeNameW(NULL, &luid, name, &n), ERROR_INSUFFICIENT_BUFFER);
    ok_equal(n, 17);
    ok_win32(LookupPrivilegeNameW(NULL, &luid, name, &n));
    ok_equal(n, 16);
    ok(!lstrcmpW(name, L"SeDebugPrivilege"), "another name");
    luid.LowPart = 4711;
    ok_fails(LookupPrivilegeNameW(NULL, &luid, name, &n), ERROR_NO_SUCH_PRIVILEGE);
}

static void test_accounts(void)
{
    struct { SID sid; DWORD more[14]; } sid;
    CHAR name[64], domain[64];
    DWORD n_name = 3, n_domain = 64, n_sid = sizeof sid;
    SID_NAME_USE use;
    SID nobody = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {4711}};

    ok_fails(LookupAccountSidA(NULL, &everyone, name, &n_name, domain, &n_domain, &use), ERROR_INSUFFICIENT_BUFFER);
    ok_equal(n_name, 9);
    n_domain = 64;
    ok_win32(LookupAccountSidA(NULL, &everyone, name, &n_name, domain, &n_domain, &use));
    ok(!strcmp(name, "Everyone") && !domain[0], "got %s, %s", domain, name);
    todo_wine ok_equal(n_name, 8);
    ok_equal(use, SidTypeWellKnownGroup);
    n_domain = 64;
    ok_win32(LookupAccountNameA(NULL, "NT AUTHORITY\\SYSTEM", &sid, &n_sid, domain, &n_domain, &use));
    ok_equal(n_sid, 12);
    ok_equal(*GetSidSubAuthority(&sid, 0), SECURITY_LOCAL_SYSTEM_RID);
    ok(!strcmp(domain, "NT AUTHORITY"), "got %s", domain);
    n_name = n_domain = 64;
    ok_fails(LookupAccountSidA(NULL, &nobody, name, &n_name, domain, &n_domain, &use), ERROR_NONE_MAPPED);
    n_sid = sizeof sid, n_domain = 64;
    ok_fails(LookupAccountNameA(NULL, "no such account here", &sid, &n_sid, domain, &n_domain, &use), ERROR_NONE_MAPPED);
}

/* The user's own name leads to his SID and back; natively that is S-1-22-1-uid, and root's S-1-5-18. */
static void test_user(void)
{
    struct { SID sid; DWORD more[14]; } sid;
    WCHAR user[64], name[64], domain[64];
    DWORD n_user = 1, n_name = 64, n_domain = 64, n_sid = sizeof sid;
    SID_NAME_USE use = SidTypeInvalid;
    bool root;

    ok_fails(GetUserNameW(user, &n_user), ERROR_INSUFFICIENT_BUFFER);
    ok(n_user > 1, "a name of no length");
    ok_win32(GetUserNameW(user, &n_user));
    ok_equal(n_user, lstrlenW(user) + 1);
    ok_win32(LookupAccountNameW(NULL, user, &sid, &n_sid, domain, &n_domain, &use));
    root = !lstrcmpW(user, L"SYSTEM");
    ok_equal(use, root ? SidTypeWellKnownGroup : SidTypeUser);
    n_domain = 64;
    ok_win32(LookupAccountSidW(NULL, &sid, name, &n_name, domain, &n_domain, &use));
    ok(!lstrcmpW(name, user), "another name");
    if (!running_under_wine())
        ok(!lstrcmpW(domain, root ? L"NT AUTHORITY" : L"Unix User"), "another domain");
}

static void dacl_is(PACL acl, const char *wanted)
{
    SECURITY_DESCRIPTOR sd;
    LPSTR text = NULL;

    InitializeSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&sd, TRUE, acl, FALSE);
    ok_win32(ConvertSecurityDescriptorToStringSecurityDescriptorA(&sd, SDDL_REVISION_1, DACL_SECURITY_INFORMATION,
                                                                  &text, NULL));
    ok(text && !strcmp(text, wanted), "got %s, wanted %s", text ? text : "nothing", wanted);
    LocalFree(text);
}

static void test_entries(void)
{
    SID users[] = {everyone, {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_LOCAL_SYSTEM_RID}}};
    WCHAR name[] = L"NT AUTHORITY\\SYSTEM";
    EXPLICIT_ACCESS_W wishes[3] = {0}, *list = NULL;
    PACL first = NULL, second = NULL;
    ULONG n = 0;

    ok_equal(SetEntriesInAclW(0, NULL, NULL, &first), ERROR_SUCCESS);
    ok_equal(first, NULL);
    wishes[0] = (EXPLICIT_ACCESS_W){1, GRANT_ACCESS, SUB_CONTAINERS_AND_OBJECTS_INHERIT, {0}};
    BuildTrusteeWithSidW(&wishes[0].Trustee, &users[0]);
    ok_equal(SetEntriesInAclW(1, wishes, NULL, &first), ERROR_SUCCESS);
    dacl_is(first, "D:(A;OICI;CC;;;WD)");
    if (running_under_wine()) {         /* keeps the order of the wishes, and does not discard */
        LocalFree(first);
        return;
    }
    BuildExplicitAccessWithNameW(&wishes[1], name, 2, GRANT_ACCESS, 0);
    wishes[2] = (EXPLICIT_ACCESS_W){4, DENY_ACCESS, 0, {0}};
    BuildTrusteeWithSidW(&wishes[2].Trustee, &users[0]);
    ok_equal(SetEntriesInAclW(2, wishes + 1, first, &second), ERROR_SUCCESS);
    dacl_is(second, "D:(D;;LC;;;WD)(A;;DC;;;SY)(A;OICI;CC;;;WD)");
    LocalFree(first);

    ok_equal(GetExplicitEntriesFromAclW(second, &n, &list), ERROR_SUCCESS);
    ok_equal(n, 3);
    ok_equal(list[0].grfAccessMode, DENY_ACCESS);
    ok_equal(list[2].grfInheritance, SUB_CONTAINERS_AND_OBJECTS_INHERIT);
    ok(EqualSid((PSID)list[1].Trustee.ptstrName, &users[1]), "another trustee");
    LocalFree(list);

    wishes[0].grfAccessMode = SET_ACCESS;
    ok_equal(SetEntriesInAclW(1, wishes, second, &first), ERROR_SUCCESS);
    dacl_is(first, "D:(A;OICI;CC;;;WD)(A;;DC;;;SY)");
    LocalFree(second);
    wishes[1].grfAccessMode = REVOKE_ACCESS;
    ok_equal(SetEntriesInAclW(1, wishes + 1, first, &second), ERROR_SUCCESS);
    dacl_is(second, "D:(A;OICI;CC;;;WD)");
    LocalFree(first);
    LocalFree(second);

    users[0].Revision = 2;
    ok_equal(SetEntriesInAclW(1, wishes, NULL, &first), ERROR_INVALID_SID);
    name[0] = 'X';
    ok_equal(SetEntriesInAclW(1, wishes + 1, NULL, &first), ERROR_NONE_MAPPED);
}

/* The same with names in bytes. */
static void test_entries_bytes(void)
{
    CHAR name[] = "Everyone";
    EXPLICIT_ACCESS_A wish;
    PACL acl = NULL;

    BuildExplicitAccessWithNameA(&wish, name, GENERIC_ALL, DENY_ACCESS, NO_INHERITANCE);
    ok_equal(SetEntriesInAclA(1, &wish, NULL, &acl), ERROR_SUCCESS);
    dacl_is(acl, "D:(D;;GA;;;WD)");
    LocalFree(acl);
}

START_TEST(win32_sid)
{
    test_known();
    test_sids();
    test_acl();
    test_sd();
    test_privileges();
    test_accounts();
    test_user();
    test_entries();
    test_entries_bytes();
}
