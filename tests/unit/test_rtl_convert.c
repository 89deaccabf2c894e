/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counted strings as bytes, as numbers and as GUIDs: ntdll/rtl/string_convert.c, string_number.c.
 */
#include "tests/unit/suite.h"

#include <ntrtl.h>

#include <stdbool.h>
#include <string.h>

static void ansi_is_utf8(void)
{
    STRING bytes = { 7, 7, (PCHAR) "a\xc3\xa4\xf0\x9f\x98\x80" }, back;
    UNICODE_STRING string;

    CU_ASSERT_EQUAL(RtlAnsiStringToUnicodeSize(&bytes), 10);
    CU_ASSERT_EQUAL(RtlAnsiStringToUnicodeString(&string, &bytes, TRUE), STATUS_SUCCESS);
    CU_ASSERT(string.Length == 8 && string.MaximumLength == 10);
    CU_ASSERT_FALSE(memcmp(string.Buffer, L"a\xe4\xd83d\xde00", 10));
    CU_ASSERT_EQUAL(RtlUnicodeStringToAnsiSize(&string), 8);
    CU_ASSERT_EQUAL(RtlUnicodeStringToOemString(&back, &string, TRUE), STATUS_SUCCESS);
    CU_ASSERT(back.Length == 7 && back.MaximumLength == 8 && !memcmp(back.Buffer, bytes.Buffer, 8));
    RtlFreeUnicodeString(&string);
    RtlFreeAnsiString(&back);
}

static void a_unicode_string_is_filled_wholly_or_not_at_all(void)
{
    STRING bytes = { 3, 3, (PCHAR) "abc" };

    for (USHORT size = 0; size <= 10; size++) {
        WCHAR memory[6] = L"!!!!!";
        UNICODE_STRING to = { 0, size, memory };
        NTSTATUS status = RtlAnsiStringToUnicodeString(&to, &bytes, FALSE);

        CU_ASSERT_EQUAL(to.Length, 6);
        CU_ASSERT_EQUAL(status, size < 8 ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS);
        CU_ASSERT_FALSE(memcmp(memory, size < 8 ? L"!!!!!" : L"abc\0!", 10));
    }
}

static void an_ansi_string_gets_what_fits(void)
{
    UNICODE_STRING string = { 4, 4, (PWSTR)L"a\xe4" };
    char memory[6] = "!!!!!";
    STRING to = { 0, 0, memory };

    CU_ASSERT_EQUAL(RtlUnicodeStringToAnsiString(&to, &string, FALSE), STATUS_BUFFER_OVERFLOW);
    CU_ASSERT_STRING_EQUAL(memory, "!!!!!");
    to.MaximumLength = 3;               /* the second character would be cut in two */
    CU_ASSERT_EQUAL(RtlUnicodeStringToAnsiString(&to, &string, FALSE), STATUS_BUFFER_OVERFLOW);
    CU_ASSERT(to.Length == 1 && !memcmp(memory, "a\0!!!", 5));
    to.MaximumLength = 4;
    CU_ASSERT_EQUAL(RtlUnicodeStringToAnsiString(&to, &string, FALSE), STATUS_SUCCESS);
    CU_ASSERT(to.Length == 3 && !memcmp(memory, "a\xc3\xa4\0!", 5));
}

static void a_string_too_long_for_16_bits_is_refused(void)
{
    static char many[40000];
    STRING bytes = { 40000, 40000, many };
    UNICODE_STRING string = { 0 };

    memset(many, 'x', sizeof(many));
    CU_ASSERT_EQUAL(RtlAnsiStringToUnicodeString(&string, &bytes, TRUE),
                    STATUS_INVALID_PARAMETER_2);
}

static void multi_byte_conversion_fills_and_succeeds(void)
{
    WCHAR wide[4] = L"!!!";
    char narrow[5] = "!!!!";
    ULONG size;

    CU_ASSERT_EQUAL(RtlMultiByteToUnicodeN(wide, 5, &size, "abc", 3), STATUS_SUCCESS);
    CU_ASSERT(size == 4 && !memcmp(wide, L"ab!", 8));
    CU_ASSERT_EQUAL(RtlUnicodeToMultiByteN(narrow, 2, &size, L"\x4e00z", 4), STATUS_SUCCESS);
    CU_ASSERT(size == 0 && !strcmp(narrow, "!!!!"));
    CU_ASSERT_EQUAL(RtlUnicodeToOemN(narrow, 3, NULL, L"ab", 4), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(narrow, "ab!!");
    CU_ASSERT_EQUAL(RtlMultiByteToUnicodeSize(&size, "a\xc3\xa4", 3), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(size, 4);
    CU_ASSERT_EQUAL(RtlUnicodeToMultiByteSize(&size, (PWCH)L"a\xe4", 4), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(size, 3);
}

static void utf8_conversion_says_what_happened(void)
{
    WCHAR wide[4] = L"!!!";
    char narrow[5];
    ULONG size;

    CU_ASSERT_EQUAL(RtlUTF8ToUnicodeN(wide, 8, &size, "a\xff", 2), STATUS_SOME_NOT_MAPPED);
    CU_ASSERT(size == 4 && !memcmp(wide, L"a\xfffd!", 6));
    CU_ASSERT_EQUAL(RtlUTF8ToUnicodeN(wide, 3, &size, "ab", 2), STATUS_BUFFER_TOO_SMALL);
    CU_ASSERT_EQUAL(size, 2);
    CU_ASSERT_EQUAL(RtlUTF8ToUnicodeN(NULL, 0, &size, "abc", 3), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(size, 6);
    CU_ASSERT_EQUAL(RtlUTF8ToUnicodeN(wide, 8, NULL, "abc", 3), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlUTF8ToUnicodeN(wide, 8, &size, NULL, 3), STATUS_INVALID_PARAMETER_4);
    CU_ASSERT_EQUAL(RtlUnicodeToUTF8N(narrow, 5, &size, L"\xd800", 2), STATUS_SOME_NOT_MAPPED);
    CU_ASSERT_EQUAL(size, 3);
    CU_ASSERT_EQUAL(RtlUnicodeToUTF8N(narrow, 5, &size, L"abc", 3), STATUS_INVALID_PARAMETER_5);
    CU_ASSERT_EQUAL(RtlUnicodeToUTF8N(NULL, 0, &size, L"\xe4", 2), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(size, 2);
}

static bool writes(ULONG value, ULONG base, const WCHAR *text)
{
    WCHAR memory[40];
    UNICODE_STRING to = { 0, sizeof(memory), memory }, wanted;

    RtlInitUnicodeString(&wanted, text);
    return RtlIntegerToUnicodeString(value, base, &to) == STATUS_SUCCESS &&
           to.Length == wanted.Length && !memcmp(memory, text, to.Length + sizeof(WCHAR));
}

static void numbers_are_written_in_four_bases(void)
{
    WCHAR memory[20] = L"!!!!";
    UNICODE_STRING to = { 0, 6, memory };

    CU_ASSERT(writes(0, 0, L"0"));
    CU_ASSERT(writes(4294967295, 10, L"4294967295"));
    CU_ASSERT(writes(0xcafe, 16, L"CAFE"));
    CU_ASSERT(writes(8, 8, L"10"));
    CU_ASSERT(writes(5, 2, L"101"));
    CU_ASSERT_EQUAL(RtlIntegerToUnicodeString(1, 3, &to), STATUS_INVALID_PARAMETER);
    /* three digits would fit, but not their zero */
    CU_ASSERT_EQUAL(RtlIntegerToUnicodeString(123, 10, &to), STATUS_BUFFER_OVERFLOW);
    CU_ASSERT(to.Length == 6 && memory[0] == '!');
    to.MaximumLength = sizeof(memory);
    CU_ASSERT_EQUAL(RtlInt64ToUnicodeString(0x123456789abcdef0, 16, &to), STATUS_SUCCESS);
    CU_ASSERT_FALSE(memcmp(memory, L"123456789ABCDEF0", 34));
}

static void digits_fill_a_byte_buffer(void)
{
    char bytes[9] = "!!!!!!!!";

    CU_ASSERT_EQUAL(RtlIntegerToChar(255, 16, 2, bytes), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(bytes, "FF!!!!!!");
    CU_ASSERT_EQUAL(RtlIntegerToChar(12, 0, 3, bytes), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(bytes, "12");
    CU_ASSERT_EQUAL(RtlIntegerToChar(12, 10, -4, bytes), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(bytes, "0012!!!!");
    CU_ASSERT_EQUAL(RtlIntegerToChar(123, 10, 2, bytes), STATUS_BUFFER_OVERFLOW);
    CU_ASSERT_EQUAL(RtlIntegerToChar(1, 10, 5, NULL), STATUS_ACCESS_VIOLATION);
    CU_ASSERT_EQUAL(RtlIntegerToChar(1, 7, 5, bytes), STATUS_INVALID_PARAMETER);
}

static void numbers_are_read_until_no_digit_follows(void)
{
    static const struct {
        const char *text;
        ULONG base, value;
    } numbers[] = {
        { "123", 10, 123 }, { " \t+12x", 10, 12 }, { "-1", 10, 0xffffffff }, { "", 10, 0 },
        { "zz", 16, 0 }, { "ff", 16, 255 }, { "0x1F", 0, 31 }, { "0X1F", 0, 0 }, { "0b101", 0, 5 },
        { "0o17", 0, 15 }, { "017", 0, 17 }, { "0x10", 16, 0 }, { "- 1", 10, 0 }, { "12", 2, 1 },
        { "4294967297", 10, 1 },        /* wraps */
    };
    ULONG value;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        UNICODE_STRING string;

        value = 0xdead;
        CU_ASSERT_EQUAL(RtlCharToInteger(numbers[i].text, numbers[i].base, &value), STATUS_SUCCESS);
        CU_ASSERT_EQUAL(value, numbers[i].value);
        value = 0xdead;
        CU_ASSERT(RtlCreateUnicodeStringFromAsciiz(&string, numbers[i].text));
        CU_ASSERT_EQUAL(RtlUnicodeStringToInteger(&string, numbers[i].base, &value),
                        STATUS_SUCCESS);
        CU_ASSERT_EQUAL(value, numbers[i].value);
        RtlFreeUnicodeString(&string);
    }
    CU_ASSERT_EQUAL(RtlCharToInteger("1", 3, &value), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlCharToInteger("1", 10, NULL), STATUS_ACCESS_VIOLATION);
}

static NTSTATUS read_guid(const WCHAR *text, GUID *guid)
{
    UNICODE_STRING string;

    RtlInitUnicodeString(&string, text);
    return RtlGUIDFromString(&string, guid);
}

static void guids_go_to_text_and_back(void)
{
    static const GUID guid = {
        0x00112233, 0x4455, 0x6677, { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff }
    };
    UNICODE_STRING string;
    GUID back = { 0 };

    CU_ASSERT_EQUAL(RtlStringFromGUID(&guid, &string), STATUS_SUCCESS);
    CU_ASSERT(string.Length == 76 && string.MaximumLength == 78);
    CU_ASSERT_FALSE(memcmp(string.Buffer, L"{00112233-4455-6677-8899-AABBCCDDEEFF}", 78));
    CU_ASSERT_EQUAL(RtlGUIDFromString(&string, &back), STATUS_SUCCESS);
    CU_ASSERT_FALSE(memcmp(&guid, &back, sizeof(guid)));
    /* every shorter text is refused, and leaves the GUID as it was */
    memset(&back, 0x55, sizeof(back));
    while (string.Length) {
        string.Length -= sizeof(WCHAR);
        CU_ASSERT_EQUAL(RtlGUIDFromString(&string, &back), STATUS_INVALID_PARAMETER);
    }
    CU_ASSERT_EQUAL(back.Data1, 0x55555555);
    RtlFreeUnicodeString(&string);
    CU_ASSERT_EQUAL(read_guid(L"{00112233-4455-6677-8899-aabbccddeeff}", &back), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(read_guid(L"{0011223g-4455-6677-8899-aabbccddeeff}", &back),
                    STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(read_guid(L"{00112233-4455-6677-88-99aabbccddeeff}", &back),
                    STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(read_guid(L"00112233-4455-6677-8899-aabbccddeeff", &back),
                    STATUS_INVALID_PARAMETER);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(ansi_is_utf8),
        TEST(a_unicode_string_is_filled_wholly_or_not_at_all),
        TEST(an_ansi_string_gets_what_fits),
        TEST(a_string_too_long_for_16_bits_is_refused),
        TEST(multi_byte_conversion_fills_and_succeeds),
        TEST(utf8_conversion_says_what_happened),
        TEST(numbers_are_written_in_four_bases),
        TEST(digits_fill_a_byte_buffer),
        TEST(numbers_are_read_until_no_digit_follows),
        TEST(guids_go_to_text_and_back),
    };

    return RUN_SUITE("rtl_convert", tests);
}
