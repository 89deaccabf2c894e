/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Between UTF-16 and bytes, and between text, numbers and GUIDs. What the process's code page says
 * of a byte above 127 differs from system to system, so only UTF-8 is asked for those.
 */
#include "winetests/test.h"

static const WCHAR wide[] = { 'w', 'i', 'd', 'e', 0 };

static void test_ansi_to_unicode(void)
{
    UNICODE_STRING string;
    ANSI_STRING ansi;
    WCHAR buffer[8];

    RtlInitAnsiString(&ansi, "hello");
    ok_equal(RtlxAnsiStringToUnicodeSize(&ansi), 12);
    ok_status(RtlAnsiStringToUnicodeString(&string, &ansi, TRUE), STATUS_SUCCESS);
    ok_equal(string.Length, 10);
    ok_equal(string.MaximumLength, 12);
    ok(name_is(&string, "hello"), "another text");
    ok_equal(string.Buffer[5], 0);
    RtlFreeUnicodeString(&string);

    /* the terminator needs its place too */
    string = (UNICODE_STRING){ 0, 10, buffer };
    ok_status(RtlAnsiStringToUnicodeString(&string, &ansi, FALSE), STATUS_BUFFER_OVERFLOW);
    string = (UNICODE_STRING){ 0, 12, buffer };
    ok_status(RtlAnsiStringToUnicodeString(&string, &ansi, FALSE), STATUS_SUCCESS);
    ok(name_is(&string, "hello"), "another text");
    ok_equal(buffer[5], 0);
}

static void test_unicode_to_ansi(void)
{
    UNICODE_STRING string;
    ANSI_STRING ansi;
    char buffer[8];

    RtlInitUnicodeString(&string, wide);
    ok_equal(RtlxUnicodeStringToAnsiSize(&string), 5);
    ok_status(RtlUnicodeStringToAnsiString(&ansi, &string, TRUE), STATUS_SUCCESS);
    ok_equal(ansi.Length, 4);
    ok_equal(ansi.MaximumLength, 5);
    ok(!strcmp(ansi.Buffer, "wide"), "another text");
    RtlFreeAnsiString(&ansi);
    ok_equal(ansi.Buffer, NULL);

    /* too small: as much as there is room for, and a terminator */
    ansi = (ANSI_STRING){ 0, 4, buffer };
    ok_status(RtlUnicodeStringToAnsiString(&ansi, &string, FALSE), STATUS_BUFFER_OVERFLOW);
    ok_equal(ansi.Length, 3);
    ok(!strcmp(buffer, "wid"), "another text");
    ansi = (ANSI_STRING){ 0, 5, buffer };
    ok_status(RtlUnicodeStringToAnsiString(&ansi, &string, FALSE), STATUS_SUCCESS);
    ok(!strcmp(buffer, "wide"), "another text");
}

static void test_counted(void)
{
    WCHAR text[8];
    char bytes[8];
    ULONG size;

    ok_status(RtlMultiByteToUnicodeSize(&size, "abcd", 4), STATUS_SUCCESS);
    ok_equal(size, 8);
    ok_status(RtlMultiByteToUnicodeN(text, sizeof(text), &size, "abcd", 4), STATUS_SUCCESS);
    ok_equal(size, 8);
    ok(text[0] == 'a' && text[3] == 'd', "another text");
    ok_status(RtlMultiByteToUnicodeN(text, 4, &size, "xyz", 3), STATUS_SUCCESS);
    ok_equal(size, 4);
    ok(text[1] == 'y' && text[2] == 'c', "written beyond the end");
    ok_status(RtlUnicodeToMultiByteSize(&size, (PWCH)wide, 8), STATUS_SUCCESS);
    ok_equal(size, 4);
    ok_status(RtlUnicodeToMultiByteN(bytes, sizeof(bytes), &size, wide, 8), STATUS_SUCCESS);
    ok_equal(size, 4);
    ok(!memcmp(bytes, "wide", 4), "another text");
    bytes[2] = '!';
    ok_status(RtlUnicodeToMultiByteN(bytes, 2, &size, wide, 8), STATUS_SUCCESS);
    ok_equal(size, 2);
    ok_equal(bytes[2], '!');
    ok_status(RtlMultiByteToUnicodeN(text, sizeof(text), NULL, "a", 1), STATUS_SUCCESS);
}

static void test_utf8(void)
{
    /* two, three and four bytes; the last one is a pair of surrogates */
    static const WCHAR text[] = { 'a', 0xe4, 0x20ac, 0xd83d, 0xde00, 0 };
    static const char utf8[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
    static const WCHAR lone[] = { 'a', 0xd800, 'b' };
    static const char broken[] = "a\xff" "b";
    WCHAR wide_out[16];
    char out[16];
    ULONG size;

    ok_status(RtlUnicodeToUTF8N(NULL, 0, &size, text, sizeof(text)), STATUS_SUCCESS);
    ok_equal(size, sizeof(utf8));
    ok_status(RtlUnicodeToUTF8N(out, sizeof(out), &size, text, sizeof(text)), STATUS_SUCCESS);
    ok_equal(size, sizeof(utf8));
    ok(!memcmp(out, utf8, sizeof(utf8)), "another text");
    /* only whole characters are written */
    memset(out, 0x55, sizeof(out));
    ok_status(RtlUnicodeToUTF8N(out, 5, &size, text, sizeof(text)), STATUS_BUFFER_TOO_SMALL);
    ok_equal(size, 3);
    ok_equal(out[3], 0x55);
    ok_status(RtlUnicodeToUTF8N(out, sizeof(out), &size, lone, sizeof(lone)),
              STATUS_SOME_NOT_MAPPED);
    ok_equal(size, 5);
    ok(!memcmp(out, "a\xef\xbf\xbd" "b", 5), "another text");

    ok_status(RtlUTF8ToUnicodeN(NULL, 0, &size, utf8, sizeof(utf8)), STATUS_SUCCESS);
    ok_equal(size, sizeof(text));
    ok_status(RtlUTF8ToUnicodeN(wide_out, sizeof(wide_out), &size, utf8, sizeof(utf8)),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(text));
    ok(!memcmp(wide_out, text, sizeof(text)), "another text");
    ok_status(RtlUTF8ToUnicodeN(wide_out, 4, &size, utf8, sizeof(utf8)), STATUS_BUFFER_TOO_SMALL);
    ok_equal(size, 4);
    ok_status(RtlUTF8ToUnicodeN(wide_out, sizeof(wide_out), &size, broken, 3),
              STATUS_SOME_NOT_MAPPED);
    ok_equal(size, 6);
    ok_equal(wide_out[1], 0xfffd);
    ok_status(RtlUTF8ToUnicodeN(wide_out, sizeof(wide_out), &size, NULL, 3),
              STATUS_INVALID_PARAMETER_4);
    ok_status(RtlUnicodeToUTF8N(out, sizeof(out), &size, NULL, 2), STATUS_INVALID_PARAMETER_4);
    ok_status(RtlUnicodeToUTF8N(NULL, 0, NULL, text, 2), STATUS_INVALID_PARAMETER);
    ok_status(RtlUnicodeToUTF8N(out, sizeof(out), &size, text, 3), STATUS_INVALID_PARAMETER_5);
}

static void to_number(const char *text, ULONG base, NTSTATUS status, ULONG wanted)
{
    struct name name;
    ULONG value = 0x5555;
    NTSTATUS got;

    NAME_SET(&name, text);
    got = RtlUnicodeStringToInteger(&name.string, base, &value);
    ok(got == status, "'%s' in base %u: got %s", text, (unsigned int)base, status_name(got));
    if (!status)
        ok(value == wanted, "'%s' in base %u: got %u", text, (unsigned int)base,
           (unsigned int)value);
    value = 0x5555;
    got = RtlCharToInteger(text, base, &value);
    ok(got == status, "narrow '%s' in base %u: got %s", text, (unsigned int)base, status_name(got));
    if (!status)
        ok(value == wanted, "narrow '%s' in base %u: got %u", text, (unsigned int)base,
           (unsigned int)value);
}

static void from_number(ULONG value, ULONG base, USHORT room, NTSTATUS status, const char *wanted)
{
    WCHAR buffer[40];
    UNICODE_STRING string = { 0, room, buffer };

    ok_status(RtlIntegerToUnicodeString(value, base, &string), status);
    if (!status)
        ok(name_is(&string, wanted), "%u in base %u is not '%s'", (unsigned int)value,
           (unsigned int)base, wanted);
}

static void test_numbers(void)
{
    to_number("0", 0, STATUS_SUCCESS, 0);
    to_number("1234", 0, STATUS_SUCCESS, 1234);
    to_number(" \t+12", 0, STATUS_SUCCESS, 12);
    to_number("-12", 0, STATUS_SUCCESS, (ULONG)-12);
    to_number("0x1f", 0, STATUS_SUCCESS, 0x1f);
    to_number("0o17", 0, STATUS_SUCCESS, 017);
    to_number("0b101", 0, STATUS_SUCCESS, 5);
    to_number("0x1f", 16, STATUS_SUCCESS, 0);
    to_number("fF", 16, STATUS_SUCCESS, 0xff);
    to_number("12z", 10, STATUS_SUCCESS, 12);
    to_number("777", 8, STATUS_SUCCESS, 0777);
    to_number("4294967296", 10, STATUS_SUCCESS, 0);
    to_number("12", 7, STATUS_INVALID_PARAMETER, 0);

    from_number(0, 10, 40, STATUS_SUCCESS, "0");
    from_number(1234, 0, 40, STATUS_SUCCESS, "1234");
    from_number(0xffffffff, 16, 40, STATUS_SUCCESS, "FFFFFFFF");
    from_number(5, 2, 40, STATUS_SUCCESS, "101");
    from_number(64, 8, 40, STATUS_SUCCESS, "100");
    /* the terminator needs its place too */
    from_number(1234, 10, 10, STATUS_SUCCESS, "1234");
    from_number(1234, 10, 8, STATUS_BUFFER_OVERFLOW, "");
    from_number(1, 3, 40, STATUS_INVALID_PARAMETER, "");
}

static void test_guid(void)
{
    static const GUID guid = { 0x01020304, 0x0506, 0x0708, { 9, 10, 11, 12, 13, 14, 15, 16 } };
    static const char text[] = "{01020304-0506-0708-090A-0B0C0D0E0F10}";
    UNICODE_STRING string;
    struct name name;
    GUID back;

    ok_status(RtlStringFromGUID(&guid, &string), STATUS_SUCCESS);
    ok_equal(string.Length, 76);
    ok_equal(string.MaximumLength, 78);
    ok(name_is(&string, text), "another text");
    RtlFreeUnicodeString(&string);

    NAME_SET(&name, text);
    ok_status(RtlGUIDFromString(&name.string, &back), STATUS_SUCCESS);
    ok(!memcmp(&guid, &back, sizeof(guid)), "another GUID");
    NAME_SET(&name, "{01020304-0506-0708-090a-0b0c0d0e0f10}");
    ok_status(RtlGUIDFromString(&name.string, &back), STATUS_SUCCESS);
    ok(!memcmp(&guid, &back, sizeof(guid)), "another GUID");
    NAME_SET(&name, "01020304-0506-0708-090A-0B0C0D0E0F10");
    ok_status(RtlGUIDFromString(&name.string, &back), STATUS_INVALID_PARAMETER);
    NAME_SET(&name, "{01020304-0506-0708-090A-0B0C0D0E0F1}");
    ok_status(RtlGUIDFromString(&name.string, &back), STATUS_INVALID_PARAMETER);
    NAME_SET(&name, "{0102030x-0506-0708-090A-0B0C0D0E0F10}");
    ok_status(RtlGUIDFromString(&name.string, &back), STATUS_INVALID_PARAMETER);
}

START_TEST(rtl_convert)
{
    test_ansi_to_unicode();
    test_unicode_to_ansi();
    test_counted();
    test_utf8();
    test_numbers();
    test_guid();
}
