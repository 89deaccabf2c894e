/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: SIDs and security descriptors as text, both ways. */
#include "winetests/win32.h"

#include <sddl.h>

static void sid_is(const char *text, const char *wanted)
{
    PSID sid = NULL;
    LPSTR back = NULL;

    test_context(text);
    ok_win32(ConvertStringSidToSidA(text, &sid));
    if (sid) {
        ok_win32(ConvertSidToStringSidA(sid, &back));
        ok(back && !strcmp(back, wanted), "got %s", back ? back : "nothing");
        LocalFree(back);
        LocalFree(sid);
    }
    test_context(NULL);
}

static void no_sid(const char *text)
{
    PSID sid = NULL;

    test_context(text);
    ok_fails(ConvertStringSidToSidA(text, &sid), ERROR_INVALID_SID);
    test_context(NULL);
}

static void test_sids(void)
{
    SID bad = {SID_REVISION, 16, {SECURITY_NT_AUTHORITY}, {0}};
    LPWSTR wide = NULL;
    LPSTR text;
    PSID sid = NULL;

    sid_is("S-1-1-0", "S-1-1-0");
    sid_is("S-1-5-32-544", "S-1-5-32-544");
    sid_is("S-1-5-21-1-2-4294967295-500", "S-1-5-21-1-2-4294967295-500");
    sid_is("BA", "S-1-5-32-544");
    sid_is("SY", "S-1-5-18");
    sid_is("WD", "S-1-1-0");
    sid_is("AN", "S-1-5-7");
    sid_is("LW", "S-1-16-4096");
    no_sid("S");
    no_sid("S-1");
    no_sid("S-1-5-");
    no_sid("S-1-5-18x");
    no_sid("??");
    if (!running_under_wine()) {        /* reads numbers with whatever is behind them */
        no_sid("");
        no_sid("S-1-5-18-");
        sid_is("S-1-0x123456789abc-1", "S-1-0x123456789abc-1");
        no_sid("S-1-5");
        no_sid("S-2-5-18");
        no_sid("S-1-5-4294967296");
        no_sid("S-1-0x1000000000000-1");
        no_sid("S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16");
        no_sid("WDandmore");
    }
    ok_win32(ConvertStringSidToSidW(L"S-1-5-18", &sid));
    ok_win32(ConvertSidToStringSidW(sid, &wide));
    ok(wide && !lstrcmpW(wide, L"S-1-5-18"), "another text");
    LocalFree(wide);
    LocalFree(sid);
    todo_wine ok(!ConvertStringSidToSidW(L"S-1-5-\x661", &sid), "a digit of another script is one");
    ok_fails(ConvertSidToStringSidA(&bad, &text), ERROR_INVALID_SID);
    ok_fails(ConvertStringSidToSidA(NULL, &sid), ERROR_INVALID_PARAMETER);
}

#define ALL (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | \
             SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)

static void sd_is(const char *text, const char *wanted)
{
    PSECURITY_DESCRIPTOR sd = NULL;
    ULONG size = 0, length = 0;
    LPSTR back = NULL;

    test_context(text);
    ok_win32(ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, &sd, &size));
    if (sd) {
        ok_equal(size, GetSecurityDescriptorLength(sd));
        ok_win32(ConvertSecurityDescriptorToStringSecurityDescriptorA(sd, SDDL_REVISION_1, ALL, &back, &length));
        ok(back && !strcmp(back, wanted), "got %s", back ? back : "nothing");
        ok(!back || length > strlen(wanted), "a length of %lu", (unsigned long)length);
        LocalFree(back);
        LocalFree(sd);
    }
    test_context(NULL);
}

static void no_sd(const char *text, DWORD error)
{
    PSECURITY_DESCRIPTOR sd = NULL;

    test_context(text);
    SetLastError(NO_ERROR_YET);
    ok(!ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, &sd, NULL), "it is a descriptor");
    if (!running_under_wine())          /* has other errors for what is wrong in an entry */
        ok_equal(GetLastError(), error);
    test_context(NULL);
}

static void test_descriptors(void)
{
    sd_is("O:SYG:BA", "O:SYG:BA");
    sd_is("O:S-1-5-18G:S-1-22-2-7", "O:SYG:S-1-22-2-7");
    sd_is("D:(A;;GA;;;WD)", "D:(A;;GA;;;WD)");
    sd_is("D:(D;OICI;0x80000001;;;WD)", "D:(D;OICI;CCGR;;;WD)");
    sd_is("D:(A;;RPWPCCDC;;;BU)(A;IO;0x120089;;;SY)", "D:(A;;CCDCRPWP;;;BU)(A;IO;FR;;;SY)");
    sd_is("D:(A;;0x200000;;;AU)", "D:(A;;0x200000;;;AU)");
    sd_is("D:P(A;;GR;;;WD)", "D:P(A;;GR;;;WD)");
    sd_is("S:(AU;SAFA;GA;;;WD)", "S:(AU;SAFA;GA;;;WD)");
    if (!running_under_wine()) {
        sd_is("", "");
        sd_is("S:(ML;;NW;;;LW)", "S:(ML;;NW;;;LW)");
        sd_is("D:PARAI(A;;GR;;;WD)", "D:PARAI(A;;GR;;;WD)");
        sd_is("D:", "D:");
        sd_is("D:NO_ACCESS_CONTROL", "D:NO_ACCESS_CONTROL");
        sd_is("D:(OA;CI;RP;01234567-89ab-cdef-0123-456789abcdef;;AN)",
              "D:(OA;CI;RP;01234567-89ab-cdef-0123-456789abcdef;;AN)");
        sd_is("D:(OD;;WP;;01234567-89ab-cdef-0123-456789abcdef;S-1-22-1-1000)",
              "D:(OD;;WP;;01234567-89ab-cdef-0123-456789abcdef;S-1-22-1-1000)");
        sd_is("S:(AU;SA;GA;;;WD)(ML;;NWNR;;;ME)D:(A;;GA;;;BA)O:SY", "O:SYD:(A;;GA;;;BA)S:(AU;SA;GA;;;WD)(ML;;NWNR;;;ME)");
    }
    no_sd("Q:(A;;GA;;;WD)", ERROR_INVALID_PARAMETER);
    no_sd("D:(not;;GA;;;WD)", ERROR_INVALID_ACL);
    no_sd("D:(A;XX;GA;;;WD)", ERROR_INVALID_ACL);
    no_sd("D:(A;;GA;;;WD", ERROR_INVALID_ACL);
    no_sd("D:(A;;GA;;WD)", ERROR_INVALID_ACL);
    if (!running_under_wine()) {
        no_sd("O:SYO:SY", ERROR_INVALID_PARAMETER);
        no_sd("D:(A;;GA;;;WD)D:(A;;GA;;;WD)", ERROR_INVALID_PARAMETER);
        no_sd("O:??", ERROR_INVALID_SID);
        no_sd("D:(A;;GAX;;;WD)", ERROR_INVALID_ACL);
        no_sd("D:(A;;0x100000000;;;WD)", ERROR_INVALID_ACL);
        no_sd("D:(A;;GA;01234567-89ab-cdef-0123-456789abcdef;;WD)", ERROR_INVALID_ACL);
        no_sd("D:(OA;;GA;01234567-89ab-cdef-0123-456789abcde;;WD)", ERROR_INVALID_ACL);
        no_sd("D:(XA;;GA;;;WD;(1))", ERROR_INVALID_FUNCTION);       /* conditions are not supported */
    }
}

static void test_arguments(void)
{
    SECURITY_DESCRIPTOR absolute;
    PSECURITY_DESCRIPTOR sd = NULL;
    LPWSTR text = NULL;
    ULONG n = 0;

    ok_fails(ConvertStringSecurityDescriptorToSecurityDescriptorW(L"O:SY", 2, &sd, NULL), ERROR_UNKNOWN_REVISION);
    ok_fails(ConvertStringSecurityDescriptorToSecurityDescriptorW(NULL, 1, &sd, NULL), ERROR_INVALID_PARAMETER);
    ok_win32(ConvertStringSecurityDescriptorToSecurityDescriptorW(L"O:SYG:BAD:(A;;GR;;;WD)", 1, &sd, NULL));
    ok_win32(ConvertSecurityDescriptorToStringSecurityDescriptorW(sd, 1, GROUP_SECURITY_INFORMATION, &text, &n));
    ok(text && !lstrcmpW(text, L"G:BA"), "another text");
    ok_equal(n, 5);
    LocalFree(text);
    LocalFree(sd);

    ok_win32(InitializeSecurityDescriptor(&absolute, 1));
    SetSecurityDescriptorDacl(&absolute, TRUE, NULL, FALSE);
    if (running_under_wine())
        return;
    ok_win32(ConvertSecurityDescriptorToStringSecurityDescriptorW(&absolute, 1, ALL, &text, NULL));
    ok(text && !lstrcmpW(text, L"D:NO_ACCESS_CONTROL"), "another text");
    LocalFree(text);
    absolute.Revision = 2;
    ok_fails(ConvertSecurityDescriptorToStringSecurityDescriptorW(&absolute, 1, ALL, &text, NULL),
             ERROR_INVALID_SECURITY_DESCR);
}

/* What the text says decides who may open what. */
static void test_objects(void)
{
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, NULL, FALSE};
    struct win32_name name;
    HANDLE event, again;

    win32_name_make(&name, "sddl");
    ok_win32(ConvertStringSecurityDescriptorToSecurityDescriptorW(L"D:(D;;0x2;;;WD)(A;;0x100002;;;WD)", 1,
                                                                  &attributes.lpSecurityDescriptor, NULL));
    ok_win32(event = CreateEventW(&attributes, TRUE, FALSE, name.text));
    LocalFree(attributes.lpSecurityDescriptor);
    ok_win32(again = OpenEventW(SYNCHRONIZE, FALSE, name.text));
    ok_fails(SetEvent(again), ERROR_ACCESS_DENIED);
    CloseHandle(again);
    ok_fails(OpenEventW(EVENT_MODIFY_STATE, FALSE, name.text), ERROR_ACCESS_DENIED);
    todo_wine ok_fails(OpenEventW(DELETE, FALSE, name.text), ERROR_ACCESS_DENIED);
    CloseHandle(event);
}

START_TEST(win32_sddl)
{
    test_sids();
    test_descriptors();
    test_arguments();
    test_objects();
}
