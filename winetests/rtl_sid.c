/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SIDs: made, compared, taken apart, written as text. Wine's RtlInitializeSid and RtlCopySid return a BOOLEAN where a
 * status is meant, and its text is made of what is no SID, too.
 */
#include "winetests/test.h"

static SID_IDENTIFIER_AUTHORITY nt_authority = {SECURITY_NT_AUTHORITY};

static void test_make(void)
{
    struct { SID sid; ULONG more[14]; } room;
    PSID sid = &room;
    SID_IDENTIFIER_AUTHORITY *authority;

    memset(&room, 0x55, sizeof room);
    ok_equal(RtlLengthRequiredSid(0), 8);
    ok_equal(RtlLengthRequiredSid(15), 68);
    todo_wine ok_status(RtlInitializeSid(sid, &nt_authority, 2), STATUS_SUCCESS);
    ok_equal(room.sid.Revision, SID_REVISION);
    ok_equal(*RtlSubAuthorityCountSid(sid), 2);
    ok_equal(RtlLengthSid(sid), 16);
    ok(RtlValidSid(sid), "a SID is not valid");
    authority = RtlIdentifierAuthoritySid(sid);
    ok_equal(authority->Value[5], 5);
    ok_equal((char *)RtlSubAuthoritySid(sid, 1) - (char *)sid, 12);
    todo_wine ok_equal(*RtlSubAuthoritySid(sid, 1), 0x55555555);
    RtlInitializeSid(sid, &nt_authority, SID_MAX_SUB_AUTHORITIES);
    todo_wine ok_equal(RtlLengthSid(sid), 68);
    todo_wine ok_status(RtlInitializeSid(sid, &nt_authority, SID_MAX_SUB_AUTHORITIES + 1), STATUS_INVALID_PARAMETER);
    todo_wine ok_equal(room.sid.SubAuthorityCount, SID_MAX_SUB_AUTHORITIES);
}

static void test_allocate(void)
{
    PSID sid = NULL, other = NULL;
    ULONG room[32];

    ok_status(RtlAllocateAndInitializeSid(&nt_authority, 9, 1, 2, 3, 4, 5, 6, 7, 8, &sid), STATUS_INVALID_SID);
    ok_status(RtlAllocateAndInitializeSid(&nt_authority, 8, 1, 2, 3, 4, 5, 6, 7, 8, &sid), STATUS_SUCCESS);
    ok_equal(RtlLengthSid(sid), 40);
    for (ULONG i = 0; i < 8; i++)
        ok_equal(*RtlSubAuthoritySid(sid, i), i + 1);
    memset(room, 0x55, sizeof room);
    todo_wine ok_status(RtlCopySid(39, room, sid), STATUS_BUFFER_TOO_SMALL);
    ok_equal(room[0], 0x55555555);
    todo_wine ok_status(RtlCopySid(40, room, sid), STATUS_SUCCESS);
    ok(RtlEqualSid(room, sid), "a copy is not equal");
    ok_equal(room[10], 0x55555555);

    ok_status(RtlAllocateAndInitializeSid(&nt_authority, 8, 1, 2, 3, 4, 5, 6, 7, 9, &other), STATUS_SUCCESS);
    ok(!RtlEqualSid(sid, other), "different SIDs are equal");
    ok(RtlEqualPrefixSid(sid, other), "they differ in the last number only");
    *RtlSubAuthoritySid(other, 6) = 77;
    ok(!RtlEqualPrefixSid(sid, other), "they differ in another number");
    *RtlSubAuthoritySid(other, 6) = 7;
    RtlIdentifierAuthoritySid(other)->Value[0] = 1;
    ok(!RtlEqualPrefixSid(sid, other), "they differ in their authority");
    ok_equal(RtlFreeSid(other), NULL);
    *RtlSubAuthorityCountSid(room) = 7;
    ok(!RtlEqualSid(room, sid) && !RtlEqualPrefixSid(room, sid), "SIDs of different lengths are equal");
    RtlFreeSid(sid);
}

static void test_valid(void)
{
    SID sid = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {0}};
    SID *at_end = memory_before_fault(sizeof sid);

    ok(RtlValidSid(&sid), "Everyone is not valid");
    memcpy(at_end, &sid, sizeof sid);
    ok(RtlValidSid(at_end), "a SID at the end of memory is not valid");
    sid.Revision = 2;
    ok(!RtlValidSid(&sid), "revision 2 is valid");
    sid.Revision = SID_REVISION;
    sid.SubAuthorityCount = SID_MAX_SUB_AUTHORITIES + 1;
    ok(!RtlValidSid(&sid), "16 numbers are valid");
    ok(!RtlValidSid(no_memory()), "a SID that cannot be read is valid");
    at_end->SubAuthorityCount = 2;
    todo_wine ok(!RtlValidSid(at_end), "a SID beyond memory is valid"); /* Wine reads its head only */
}

static void check_text(PSID sid, const char *wanted)
{
    UNICODE_STRING text = {0};

    test_context(wanted);
    ok_status(RtlConvertSidToUnicodeString(&text, sid, TRUE), STATUS_SUCCESS);
    ok(name_is(&text, wanted), "another text");
    RtlFreeUnicodeString(&text);
    test_context(NULL);
}

static void test_text(void)
{
    SID_IDENTIFIER_AUTHORITY large = {{0x01, 0x23, 0x45, 0x67, 0x89, 0xab}};
    SID_IDENTIFIER_AUTHORITY long_one = {{0, 0, 0xff, 0xff, 0xff, 0xff}};
    WCHAR buffer[20];
    UNICODE_STRING text = {0, 0, buffer};
    PSID admins, high, low;

    RtlAllocateAndInitializeSid(&nt_authority, 2, 32, 544, 0, 0, 0, 0, 0, 0, &admins);
    RtlAllocateAndInitializeSid(&large, 1, MAXDWORD, 0, 0, 0, 0, 0, 0, 0, &high);
    RtlAllocateAndInitializeSid(&long_one, 1, 0, 0, 0, 0, 0, 0, 0, 0, &low);
    check_text(admins, "S-1-5-32-544");
    if (!running_under_wine())          /* knows no long authorities */
        check_text(high, "S-1-0x0123456789ab-4294967295");
    check_text(low, "S-1-4294967295-0");

    text.MaximumLength = 22;
    ok_status(RtlConvertSidToUnicodeString(&text, admins, FALSE), STATUS_BUFFER_OVERFLOW);
    memset(buffer, 0x55, sizeof buffer);
    text.MaximumLength = 26;
    ok_status(RtlConvertSidToUnicodeString(&text, admins, FALSE), STATUS_SUCCESS);
    ok_equal(text.Length, 24);
    ok_equal(buffer[11], '4');
    ok_equal(buffer[12], 0);
    *RtlSubAuthorityCountSid(admins) = 16;
    todo_wine ok_status(RtlConvertSidToUnicodeString(&text, admins, TRUE), STATUS_INVALID_SID);
    RtlFreeSid(admins);
    RtlFreeSid(high);
    RtlFreeSid(low);
}

/* TrustedInstaller's is known to everybody. */
static void test_service(void)
{
    struct name name;
    struct { SID sid; ULONG more[14]; } room;
    ULONG length = 0;

    if (!have_function("RtlCreateServiceSid")) {
        win_skip("no RtlCreateServiceSid");
        return;
    }
    NAME_SET(&name, "trustedINSTALLER");
    ok_status(RtlCreateServiceSid(&name.string, &room, &length), STATUS_BUFFER_TOO_SMALL);
    ok_equal(length, 32);
    length = sizeof room;
    ok_status(RtlCreateServiceSid(&name.string, &room, &length), STATUS_SUCCESS);
    ok_equal(length, 32);
    check_text(&room, "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464");
}

START_TEST(rtl_sid)
{
    test_make();
    test_allocate();
    test_valid();
    test_text();
    test_service();
}
