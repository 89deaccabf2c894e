/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: access checks, and the descriptors of objects. */
#include "winetests/win32.h"

#include <sddl.h>
#include <aclapi.h>

static GENERIC_MAPPING mapping = {0x20001, 0x20002, 0x20004, 0x1f0007};

static HANDLE client_token(void)
{
    HANDLE token = NULL, client = NULL;

    ok_win32(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &token));
    ok_win32(DuplicateToken(token, SecurityIdentification, &client));
    CloseHandle(token);
    return client;
}

static PSECURITY_DESCRIPTOR descriptor_of(LPCSTR text)
{
    PSECURITY_DESCRIPTOR sd = NULL;

    ok_win32(ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, &sd, NULL));
    return sd;
}

/* ---- checks --------------------------------------------------------------------------------------------------- */

static void grants(HANDLE token, LPCSTR text, DWORD desired, DWORD wanted)
{
    PSECURITY_DESCRIPTOR sd = descriptor_of(text);
    PRIVILEGE_SET set;
    DWORD size = sizeof set, granted = 0xdddddddd;
    BOOL allowed = 4711;

    test_context(text);
    ok_win32(AccessCheck(sd, token, desired, &mapping, &set, &size, &granted, &allowed));
    ok_equal(allowed, wanted != 0);
    ok_equal(granted, wanted);
    if (!wanted)
        ok_equal(GetLastError(), ERROR_ACCESS_DENIED);
    test_context(NULL);
    LocalFree(sd);
}

static void test_check(void)
{
    HANDLE token = client_token();

    grants(token, "O:SYG:SYD:(A;;0x3;;;WD)", 1, 1);
    grants(token, "O:SYG:SYD:(A;;0x3;;;WD)", 4, 0);
    grants(token, "O:SYG:SYD:(A;;0x1;;;WD)", 3, 0);
    grants(token, "O:SYG:SYD:(D;;0x1;;;WD)(A;;0x3;;;WD)", 1, 0);
    grants(token, "O:SYG:SYD:(D;;0x1;;;WD)(A;;0x3;;;WD)", 2, 2);
    grants(token, "O:SYG:SYD:(A;;0x3;;;WD)(D;;0x1;;;WD)", 3, 3);
    grants(token, "O:S-1-5-4711G:SYD:(A;;0x5;;;WD)", MAXIMUM_ALLOWED, 5);
    grants(token, "O:SYG:SYD:(A;;0x7;;;S-1-5-4711)", 1, 0);
    grants(token, "O:SYG:SYD:(A;IO;0x7;;;WD)", 1, 0);
    grants(token, "O:SYG:SY", 7, 7);
    CloseHandle(token);
}

static void test_check_arguments(void)
{
    HANDLE token = client_token(), primary = NULL;
    PSECURITY_DESCRIPTOR sd = descriptor_of("O:SYG:SYD:(A;;0x3;;;WD)"), no_owner = descriptor_of("D:(A;;0x3;;;WD)");
    PRIVILEGE_SET set;
    DWORD size = sizeof set, granted;
    BOOL allowed;

    ok_win32(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &primary));
    ok_fails(AccessCheck(sd, primary, 1, &mapping, &set, &size, &granted, &allowed), ERROR_NO_IMPERSONATION_TOKEN);
    ok_fails(AccessCheck(sd, token, GENERIC_READ, &mapping, &set, &size, &granted, &allowed),
             ERROR_GENERIC_NOT_MAPPED);
    ok_fails(AccessCheck(no_owner, token, 1, &mapping, &set, &size, &granted, &allowed), ERROR_INVALID_SECURITY_DESCR);
    ok_fails(AccessCheck(sd, BAD_HANDLE, 1, &mapping, &set, &size, &granted, &allowed), ERROR_INVALID_HANDLE);
    size = 0;
    ok_fails(AccessCheck(sd, token, 1, &mapping, &set, &size, &granted, &allowed), ERROR_INSUFFICIENT_BUFFER);
    ok(size >= sizeof(PRIVILEGE_SET), "needs %lu bytes", (unsigned long)size);
    LocalFree(sd);
    LocalFree(no_owner);
    CloseHandle(primary);
    CloseHandle(token);
}

/* Parts of an object: its own types, one of which Everyone may read. */
static void test_types(void)
{
    static GUID object = {0x11111111, 1, 1, {1}}, part = {0x22222222, 2, 2, {2}}, other = {0x33333333, 3, 3, {3}};
    OBJECT_TYPE_LIST types[] = {{0, 0, &object}, {1, 0, &part}, {1, 0, &other}};
    HANDLE token = client_token();
    PSECURITY_DESCRIPTOR sd = NULL;
    PRIVILEGE_SET set;
    DWORD size = sizeof set, granted[3] = {0}, errors[3] = {0};
    BOOL allowed = 4711;

    if (running_under_wine()) {         /* both are stubs, and SDDL has no object entries */
        CloseHandle(token);
        return;
    }
    sd = descriptor_of("O:SYG:SYD:(OA;;0x1;22222222-0002-0002-0200-000000000000;;WD)");
    ok_win32(AccessCheckByType(sd, NULL, token, 1, types, 3, &mapping, &set, &size, granted, &allowed));
    ok_equal(allowed, FALSE);
    ok_equal(GetLastError(), ERROR_ACCESS_DENIED);
    ok_win32(AccessCheckByTypeResultList(sd, NULL, token, 1, types, 3, &mapping, &set, &size, granted, errors));
    ok_equal(errors[0], ERROR_ACCESS_DENIED);
    ok_equal(errors[1], ERROR_SUCCESS);
    ok_equal(granted[1], 1);
    ok_equal(errors[2], ERROR_ACCESS_DENIED);
    LocalFree(sd);
    CloseHandle(token);
}

/* ---- objects -------------------------------------------------------------------------------------------------- */

static void dacl_is(PSECURITY_DESCRIPTOR sd, LPCSTR wanted)
{
    LPSTR text = NULL;

    ok_win32(ConvertSecurityDescriptorToStringSecurityDescriptorA(sd, SDDL_REVISION_1, DACL_SECURITY_INFORMATION,
                                                                  &text, NULL));
    ok(text && !strcmp(text, wanted), "got %s", text ? text : "nothing");
    LocalFree(text);
}

static HANDLE event_with(const struct win32_name *name, LPCSTR text)
{
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, descriptor_of(text), FALSE};
    HANDLE event;

    ok_win32(event = CreateEventW(&attributes, TRUE, FALSE, name->text));
    LocalFree(attributes.lpSecurityDescriptor);
    return event;
}

static void test_kernel_object(void)
{
    PSECURITY_DESCRIPTOR sd, got;
    struct win32_name name;
    HANDLE event;
    DWORD size = 0;

    win32_name_make(&name, "access");
    event = event_with(&name, "D:(A;;0x1f0003;;;WD)");
    ok_fails(GetKernelObjectSecurity(event, DACL_SECURITY_INFORMATION, NULL, 0, &size), ERROR_INSUFFICIENT_BUFFER);
    got = malloc(size);
    ok_win32(GetKernelObjectSecurity(event, DACL_SECURITY_INFORMATION, got, size, &size));
    dacl_is(got, "D:(A;;0x1f0003;;;WD)");
    free(got);

    sd = descriptor_of("D:(A;;0x160001;;;WD)");
    ok_win32(SetKernelObjectSecurity(event, DACL_SECURITY_INFORMATION, sd));
    ok_fails(SetKernelObjectSecurity(BAD_HANDLE, DACL_SECURITY_INFORMATION, sd), ERROR_INVALID_HANDLE);
    LocalFree(sd);
    ok_fails(OpenEventW(EVENT_MODIFY_STATE, FALSE, name.text), ERROR_ACCESS_DENIED);
    ok_win32(SetEvent(event));                                  /* a handle keeps what it was given */
    CloseHandle(event);
}

static void test_security_info(void)
{
    SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {0}};
    EXPLICIT_ACCESS_W access = {.grfAccessPermissions = 0x160001, .grfAccessMode = SET_ACCESS};
    PSECURITY_DESCRIPTOR sd = NULL;
    PACL dacl = NULL, changed = NULL;
    PSID owner = NULL, group = NULL;
    struct win32_name name;
    HANDLE event;

    win32_name_make(&name, "access");
    event = event_with(&name, "D:(A;;0x1f0003;;;WD)");
    ok_equal(GetSecurityInfo(event, SE_KERNEL_OBJECT,
                             OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                             &owner, &group, &dacl, NULL, &sd), ERROR_SUCCESS);
    ok(IsValidSid(owner) && IsValidSid(group), "owner or group is none");
    BuildTrusteeWithSidW(&access.Trustee, &everyone);
    ok_equal(SetEntriesInAclW(1, &access, dacl, &changed), ERROR_SUCCESS);
    LocalFree(sd);
    ok_equal(SetSecurityInfo(event, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, changed, NULL),
             ERROR_SUCCESS);
    LocalFree(changed);
    ok_equal(GetSecurityInfo(event, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &dacl, NULL, &sd),
             ERROR_SUCCESS);
    ok_equal(dacl->AceCount, 1);
    dacl_is(sd, "D:(A;;0x160001;;;WD)");
    LocalFree(sd);
    ok_fails(OpenEventW(EVENT_MODIFY_STATE, FALSE, name.text), ERROR_ACCESS_DENIED);
    ok_equal(GetSecurityInfo(BAD_HANDLE, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &dacl, NULL, &sd),
             ERROR_INVALID_HANDLE);
    todo_wine ok_equal(SetSecurityInfo(event, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, NULL, NULL, NULL, NULL),
                       ERROR_INVALID_OWNER);            /* Wine: ERROR_INVALID_SECURITY_DESCR */
    CloseHandle(event);
}

/* Wine does not know kernel objects by their names here. */
static void test_named(void)
{
    PSECURITY_DESCRIPTOR sd = NULL;
    struct win32_name name;
    HANDLE mutex;
    PACL dacl = NULL;
    SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {0}};
    union { ACL acl; BYTE room[64]; } room;

    if (running_under_wine())
        return;
    win32_name_make(&name, "named");
    ok_win32(mutex = CreateMutexW(NULL, FALSE, name.text));
    InitializeAcl(&room.acl, sizeof room, ACL_REVISION);
    AddAccessAllowedAce(&room.acl, ACL_REVISION, READ_CONTROL | SYNCHRONIZE, &everyone);
    ok_equal(SetNamedSecurityInfoW(name.text, SE_KERNEL_OBJECT,
                                   DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, NULL, NULL,
                                   &room.acl, NULL), ERROR_SUCCESS);
    ok_equal(GetNamedSecurityInfoW(name.text, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &dacl, NULL,
                                   &sd), ERROR_SUCCESS);
    dacl_is(sd, "D:P(A;;0x120000;;;WD)");
    LocalFree(sd);
    ok_fails(OpenMutexW(MUTANT_QUERY_STATE, FALSE, name.text), ERROR_ACCESS_DENIED);
    CloseHandle(mutex);
    ok_equal(GetNamedSecurityInfoW(name.text, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &dacl, NULL,
                                   &sd), ERROR_FILE_NOT_FOUND);
    ok_equal(GetNamedSecurityInfoW(NULL, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &dacl, NULL, &sd),
             ERROR_INVALID_PARAMETER);
    ok_equal(GetNamedSecurityInfoW(name.text, SE_UNKNOWN_OBJECT_TYPE, DACL_SECURITY_INFORMATION, NULL, NULL, &dacl,
                                   NULL, &sd), ERROR_INVALID_PARAMETER);
    ok_equal(GetNamedSecurityInfoW(name.text, SE_SERVICE, DACL_SECURITY_INFORMATION, NULL, NULL, &dacl, NULL, &sd),
             ERROR_NOT_SUPPORTED);
}

START_TEST(win32_access)
{
    test_check();
    test_check_arguments();
    test_types();
    test_kernel_object();
    test_security_info();
    test_named();
}
