/*
 * What programs that show and use their token do on Windows: list it, switch a privilege, act as a copy with less in a
 * thread of its own, let a descriptor decide. Win32 names only; nothing in it knows that this is not Windows.
 */
#define UNICODE
#include <windows.h>
#include <sddl.h>
#include <aclapi.h>
#include <stdio.h>
#include <stdlib.h>

#define EVENT_NAME TEXT("Local\\token-dump")

static void fail(const char *what)
{
    printf("%s: error %lu\n", what, (unsigned long)GetLastError());
    exit(1);
}

static void *query(HANDLE token, TOKEN_INFORMATION_CLASS what)
{
    void *information;
    DWORD size = 0;

    if (GetTokenInformation(token, what, NULL, 0, &size) || GetLastError() != ERROR_INSUFFICIENT_BUFFER)
        fail("GetTokenInformation");
    information = LocalAlloc(LPTR, size);
    if (!information || !GetTokenInformation(token, what, information, size, &size))
        fail("GetTokenInformation");
    return information;
}

static void show_sid(const char *what, PSID sid)
{
    WCHAR name[256], domain[256];
    DWORD n_name = 256, n_domain = 256;
    SID_NAME_USE use;
    LPSTR text;

    if (!ConvertSidToStringSidA(sid, &text))
        fail("ConvertSidToStringSid");
    if (LookupAccountSid(NULL, sid, name, &n_name, domain, &n_domain, &use))
        wprintf(L"%hs %hs %s\\%s\n", what, text, domain, name);
    else
        wprintf(L"%hs %hs\n", what, text);
    LocalFree(text);
}

static void show_privileges(HANDLE token)
{
    TOKEN_PRIVILEGES *privileges = query(token, TokenPrivileges);
    DWORD i;

    for (i = 0; i < privileges->PrivilegeCount; i++) {
        WCHAR name[64];
        DWORD n = 64;

        if (!LookupPrivilegeName(NULL, &privileges->Privileges[i].Luid, name, &n))
            fail("LookupPrivilegeName");
        wprintf(L"privilege %s %hs\n", name,
                privileges->Privileges[i].Attributes & SE_PRIVILEGE_ENABLED ? "on" : "off");
    }
    LocalFree(privileges);
}

static void show(HANDLE token)
{
    TOKEN_USER *user = query(token, TokenUser);
    TOKEN_GROUPS *groups = query(token, TokenGroups);
    TOKEN_MANDATORY_LABEL *label = query(token, TokenIntegrityLevel);
    DWORD i;

    show_sid("user", user->User.Sid);
    for (i = 0; i < groups->GroupCount; i++)
        show_sid("group", groups->Groups[i].Sid);
    show_sid("label", label->Label.Sid);
    show_privileges(token);
    LocalFree(user);
    LocalFree(groups);
    LocalFree(label);
}

static BOOL set_privilege(HANDLE token, LPCWSTR name, BOOL on)
{
    TOKEN_PRIVILEGES privileges;

    privileges.PrivilegeCount = 1;
    if (!LookupPrivilegeValue(NULL, name, &privileges.Privileges[0].Luid))
        fail("LookupPrivilegeValue");
    privileges.Privileges[0].Attributes = on ? SE_PRIVILEGE_ENABLED : 0;
    return AdjustTokenPrivileges(token, FALSE, &privileges, sizeof privileges, NULL, NULL) &&
           GetLastError() == ERROR_SUCCESS;
}

/* Acts as that token while it opens the event. */
static DWORD WINAPI open_as(LPVOID token)
{
    DWORD error = ERROR_SUCCESS;
    HANDLE event;

    if (!ImpersonateLoggedOnUser(token))
        return GetLastError();
    event = OpenEvent(EVENT_MODIFY_STATE, FALSE, EVENT_NAME);
    if (event)
        CloseHandle(event);
    else
        error = GetLastError();
    return RevertToSelf() ? error : ERROR_INVALID_FUNCTION;
}

static DWORD opened_by_thread(HANDLE token)
{
    HANDLE thread = CreateThread(NULL, 0, open_as, token, 0, NULL);
    DWORD code = ~0u;

    if (!thread || WaitForSingleObject(thread, INFINITE) || !GetExitCodeThread(thread, &code))
        fail("CreateThread");
    CloseHandle(thread);
    return code;
}

int main(void)
{
    SID_IDENTIFIER_AUTHORITY world = SECURITY_WORLD_SID_AUTHORITY;
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, NULL, FALSE};
    SID_AND_ATTRIBUTES disabled = {NULL, 0};
    HANDLE token = NULL, copy = NULL, less = NULL, event = NULL;
    BOOL member = FALSE;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &token))
        fail("OpenProcessToken");
    show(token);
    printf("switched %d\n", set_privilege(token, SE_CHANGE_NOTIFY_NAME, FALSE) &&
                                set_privilege(token, SE_CHANGE_NOTIFY_NAME, TRUE));
    printf("missing %d\n", set_privilege(token, SE_SYNC_AGENT_NAME, TRUE));

    /* an event for Everyone; and Everyone is what the copy is no longer */
    if (!ConvertStringSecurityDescriptorToSecurityDescriptor(TEXT("D:(A;;GA;;;WD)"), SDDL_REVISION_1,
                                                             &attributes.lpSecurityDescriptor, NULL) ||
        !(event = CreateEvent(&attributes, TRUE, FALSE, EVENT_NAME)))
        fail("CreateEvent");
    LocalFree(attributes.lpSecurityDescriptor);
    if (!AllocateAndInitializeSid(&world, 1, SECURITY_WORLD_RID, 0, 0, 0, 0, 0, 0, 0, &disabled.Sid) ||
        !CheckTokenMembership(NULL, disabled.Sid, &member))
        fail("CheckTokenMembership");
    printf("member %d\n", member);
    if (!DuplicateTokenEx(token, MAXIMUM_ALLOWED, NULL, SecurityImpersonation, TokenPrimary, &copy) ||
        !CreateRestrictedToken(token, DISABLE_MAX_PRIVILEGE, 1, &disabled, 0, NULL, 0, NULL, &less))
        fail("CreateRestrictedToken");
    printf("as itself %lu\n", (unsigned long)opened_by_thread(copy));
    printf("with less %lu\n", (unsigned long)opened_by_thread(less));
    FreeSid(disabled.Sid);
    CloseHandle(less);
    CloseHandle(copy);
    CloseHandle(event);
    CloseHandle(token);
    return 0;
}
