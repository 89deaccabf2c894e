/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counted strings: ntdll/rtl/string.c, string_compare.c.
 */
#include "tests/unit/suite.h"

#include <ntrtl.h>

#include <string.h>

#define MARK 0x2121

static WCHAR memory[40];

/* A string with that much text ("xx...") in a buffer of that size, with marks all around. */
static UNICODE_STRING string_of(USHORT length, USHORT size)
{
    UNICODE_STRING string = { length, size, memory };

    for (int i = 0; i < 40; i++)
        memory[i] = i < length / 2 ? 'x' : MARK;
    return string;
}

static UNICODE_STRING name(const WCHAR *text)
{
    UNICODE_STRING string;

    RtlInitUnicodeString(&string, text);
    return string;
}

static STRING narrow(const char *text)
{
    STRING string;

    RtlInitString(&string, text);
    return string;
}

static void fill(WCHAR *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text[i] = 'x';
    text[n] = 0;
}

static void a_string_stands_for_the_text_where_it_is(void)
{
    static const WCHAR text[] = L"abc";
    UNICODE_STRING string = { 1, 1, memory };
    STRING bytes = { 1, 1, NULL };

    RtlInitUnicodeString(&string, text);
    CU_ASSERT(string.Length == 6 && string.MaximumLength == 8 && string.Buffer == text);
    RtlInitUnicodeString(&string, L"");
    CU_ASSERT(string.Length == 0 && string.MaximumLength == 2);
    RtlInitUnicodeString(&string, NULL);
    CU_ASSERT(string.Length == 0 && string.MaximumLength == 0 && string.Buffer == NULL);
    RtlInitAnsiString(&bytes, "abc");
    CU_ASSERT(bytes.Length == 3 && bytes.MaximumLength == 4);
    RtlInitAnsiString(&bytes, NULL);
    CU_ASSERT(bytes.Length == 0 && bytes.MaximumLength == 0 && bytes.Buffer == NULL);
}

static void what_16_bits_cannot_count_is_cut_or_refused(void)
{
    static WCHAR wide[32768];
    static char bytes[65537];
    UNICODE_STRING string = { 0 };
    STRING ansi = { 0 };

    fill(wide, 32766);
    CU_ASSERT_EQUAL(RtlInitUnicodeStringEx(&string, wide), STATUS_SUCCESS);
    CU_ASSERT(string.Length == 0xfffc && string.MaximumLength == 0xfffe);
    CU_ASSERT(RtlCreateUnicodeString(&string, wide));
    RtlFreeUnicodeString(&string);

    fill(wide, 32767);
    RtlInitUnicodeString(&string, wide);
    CU_ASSERT(string.Length == 0xfffc && string.MaximumLength == 0xfffe);
    string.Length = 7;
    CU_ASSERT_EQUAL(RtlInitUnicodeStringEx(&string, wide), STATUS_NAME_TOO_LONG);
    CU_ASSERT_EQUAL(string.Length, 7);
    CU_ASSERT_FALSE(RtlCreateUnicodeString(&string, wide));

    memset(bytes, 'x', 65534);
    CU_ASSERT_EQUAL(RtlInitAnsiStringEx(&ansi, bytes), STATUS_SUCCESS);
    CU_ASSERT(ansi.Length == 65534 && ansi.MaximumLength == 65535);
    bytes[65534] = 'x';
    CU_ASSERT_EQUAL(RtlInitAnsiStringEx(&ansi, bytes), STATUS_NAME_TOO_LONG);
    RtlInitAnsiString(&ansi, bytes);
    CU_ASSERT_EQUAL(ansi.Length, 65534);
}

static void an_allocated_string_is_freed_and_cleared(void)
{
    UNICODE_STRING string;

    CU_ASSERT(RtlCreateUnicodeString(&string, L"abc"));
    CU_ASSERT(string.Length == 6 && string.MaximumLength == 8 && string.Buffer[3] == 0);
    RtlFreeUnicodeString(&string);
    CU_ASSERT(string.Length == 0 && string.MaximumLength == 0 && string.Buffer == NULL);
    RtlFreeUnicodeString(&string);
    CU_ASSERT(RtlCreateUnicodeStringFromAsciiz(&string, "\xc3\xa4"));
    CU_ASSERT(string.Length == 2 && string.Buffer[0] == 0xe4 && string.Buffer[1] == 0);
    /* from the process heap, as programs that free it themselves rely on */
    CU_ASSERT(RtlFreeHeap(RtlProcessHeap(), 0, string.Buffer));
}

static void copying_leaves_out_what_does_not_fit(void)
{
    UNICODE_STRING source = name(L"abcd");

    for (USHORT size = 0; size <= 12; size++) {
        UNICODE_STRING to = string_of(4, size);

        RtlCopyUnicodeString(&to, &source);
        CU_ASSERT_EQUAL(to.Length, size < 8 ? size : 8);
        CU_ASSERT_FALSE(memcmp(memory, L"abcd", to.Length));
        CU_ASSERT_EQUAL(memory[4], size >= 10 ? 0 : MARK);
        CU_ASSERT_EQUAL(memory[5], MARK);
    }
    source = string_of(4, 8);
    RtlCopyUnicodeString(&source, NULL);
    CU_ASSERT(source.Length == 0 && memory[0] == 'x');
}

static void appending_needs_room_for_all_of_it(void)
{
    UNICODE_STRING source = name(L"ab"), to;

    for (USHORT size = 4; size <= 12; size++) {
        to = string_of(4, size);
        if (size < 8) {
            CU_ASSERT_EQUAL(RtlAppendUnicodeStringToString(&to, &source), STATUS_BUFFER_TOO_SMALL);
            CU_ASSERT(to.Length == 4 && memory[2] == MARK);
        } else {
            CU_ASSERT_EQUAL(RtlAppendUnicodeStringToString(&to, &source), STATUS_SUCCESS);
            CU_ASSERT(to.Length == 8 && !memcmp(memory, L"xxab", 8));
            CU_ASSERT_EQUAL(memory[4], size >= 10 ? 0 : MARK);
        }
    }
    to = string_of(4, 12);
    CU_ASSERT_EQUAL(RtlAppendUnicodeToString(&to, NULL), STATUS_SUCCESS);
    CU_ASSERT(to.Length == 4 && memory[2] == MARK);
    CU_ASSERT_EQUAL(RtlAppendUnicodeToString(&to, L"abc"), STATUS_SUCCESS);
    CU_ASSERT(to.Length == 10 && memory[5] == 0);
    CU_ASSERT_EQUAL(RtlAppendUnicodeToString(&to, L"de"), STATUS_BUFFER_TOO_SMALL);
}

static void narrow_strings_append_without_a_terminator(void)
{
    char bytes[9] = "xx!!!!!!";
    STRING to = { 2, 6, bytes }, source = narrow("ab");

    CU_ASSERT_EQUAL(RtlAppendStringToString(&to, &source), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(RtlAppendAsciizToString(&to, "cd"), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(bytes, "xxabcd!!");
    CU_ASSERT_EQUAL(RtlAppendAsciizToString(&to, "e"), STATUS_BUFFER_TOO_SMALL);
    CU_ASSERT_EQUAL(RtlAppendAsciizToString(&to, NULL), STATUS_SUCCESS);
    source = narrow("abcdefgh");
    RtlCopyString(&to, &source);
    CU_ASSERT_STRING_EQUAL(bytes, "abcdef!!");
    RtlUpperString(&to, &source);
    CU_ASSERT_STRING_EQUAL(bytes, "ABCDEF!!");
}

static void duplicates_follow_their_flags(void)
{
    UNICODE_STRING full = name(L"abcd"), empty = { 0, 8, (PWSTR)L"abcd" };
    UNICODE_STRING none = { 0 }, odd = { 7, 8, (PWSTR)L"abcd" }, wrong = { 8, 6, (PWSTR)L"abcd" };
    UNICODE_STRING copy;

    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(0, &full, &copy), STATUS_SUCCESS);
    CU_ASSERT(copy.Length == 8 && copy.MaximumLength == 8 && !memcmp(copy.Buffer, L"abcd", 8));
    RtlFreeUnicodeString(&copy);
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(1, &full, &copy), STATUS_SUCCESS);
    CU_ASSERT(copy.Length == 8 && copy.MaximumLength == 10 && copy.Buffer[4] == 0);
    RtlFreeUnicodeString(&copy);
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(1, &empty, &copy), STATUS_SUCCESS);
    CU_ASSERT(copy.Length == 0 && copy.MaximumLength == 0 && copy.Buffer == NULL);
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(3, &none, &copy), STATUS_SUCCESS);
    CU_ASSERT(copy.Length == 0 && copy.MaximumLength == 2 && copy.Buffer[0] == 0);
    RtlFreeUnicodeString(&copy);
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(2, &full, &copy), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(4, &full, &copy), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(0, &odd, &copy), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(0, &wrong, &copy), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(0, NULL, &copy), STATUS_INVALID_PARAMETER);
    full = (UNICODE_STRING){ 0xfffe, 0xfffe, (PWSTR)L"abcd" };
    CU_ASSERT_EQUAL(RtlDuplicateUnicodeString(1, &full, &copy), STATUS_NAME_TOO_LONG);
}

static void comparing_heeds_case_only_if_asked(void)
{
    UNICODE_STRING lower = name(L"z\xe4"), upper = name(L"Z\xc4"), longer = name(L"z\xe4x");

    CU_ASSERT(RtlEqualUnicodeString(&lower, &upper, TRUE));
    CU_ASSERT_FALSE(RtlEqualUnicodeString(&lower, &upper, FALSE));
    CU_ASSERT_EQUAL(RtlCompareUnicodeString(&lower, &upper, TRUE), 0);
    CU_ASSERT(RtlCompareUnicodeString(&lower, &upper, FALSE) > 0);
    CU_ASSERT(RtlCompareUnicodeString(&lower, &longer, TRUE) < 0);
    CU_ASSERT(RtlCompareUnicodeStrings(L"b", 1, L"a", 1, TRUE) > 0);
    CU_ASSERT(RtlPrefixUnicodeString(&upper, &longer, TRUE));
    CU_ASSERT_FALSE(RtlPrefixUnicodeString(&upper, &longer, FALSE));
    CU_ASSERT_FALSE(RtlPrefixUnicodeString(&longer, &lower, TRUE));
}

static void narrow_case_is_that_of_ascii(void)
{
    STRING lower = narrow("z\xc3\xa4"), upper = narrow("Z\xc3\xa4"), other = narrow("z\xc3\x84");

    CU_ASSERT(RtlEqualString(&lower, &upper, TRUE));
    CU_ASSERT_FALSE(RtlEqualString(&lower, &upper, FALSE));
    CU_ASSERT_FALSE(RtlEqualString(&lower, &other, TRUE));
    CU_ASSERT(RtlCompareString(&lower, &other, FALSE) > 0);
    CU_ASSERT(RtlPrefixString(&upper, &lower, TRUE));
    CU_ASSERT_EQUAL(RtlUpperChar('a'), 'A');
    CU_ASSERT_EQUAL(RtlUpperChar((CHAR)0xe4), (CHAR)0xe4);
}

static void case_changes_in_place_or_in_a_new_buffer(void)
{
    WCHAR text[] = L"aB\xe4";
    UNICODE_STRING string = name(text), copy = { 0 };

    CU_ASSERT_EQUAL(RtlUpcaseUnicodeString(&string, &string, FALSE), STATUS_SUCCESS);
    CU_ASSERT_FALSE(memcmp(text, L"AB\xc4", 8));
    CU_ASSERT_EQUAL(RtlDowncaseUnicodeString(&copy, &string, TRUE), STATUS_SUCCESS);
    CU_ASSERT(copy.Length == 6 && copy.MaximumLength == 6 && !memcmp(copy.Buffer, L"ab\xe4", 6));
    string.MaximumLength = 4;
    CU_ASSERT_EQUAL(RtlUpcaseUnicodeString(&string, &copy, FALSE), STATUS_BUFFER_OVERFLOW);
    RtlFreeUnicodeString(&copy);
    CU_ASSERT_EQUAL(RtlUpcaseUnicodeChar(0xff), 0x178);
    CU_ASSERT_EQUAL(RtlDowncaseUnicodeChar(0x178), 0xff);
}

static void equal_names_have_equal_hashes(void)
{
    UNICODE_STRING lower = name(L"test"), upper = name(L"TEST"), empty = { 0 };
    ULONG a = 0, b = 1;

    CU_ASSERT_EQUAL(RtlHashUnicodeString(&lower, TRUE, HASH_STRING_ALGORITHM_DEFAULT, &a),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(RtlHashUnicodeString(&upper, FALSE, HASH_STRING_ALGORITHM_X65599, &b),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(a, b);
    CU_ASSERT_EQUAL(RtlHashUnicodeString(&lower, FALSE, 0, &b), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(b, ((('t' * 65599u + 'e') * 65599u + 's') * 65599u + 't'));
    CU_ASSERT_EQUAL(RtlHashUnicodeString(&empty, FALSE, 0, &b), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(b, 0);
    CU_ASSERT_EQUAL(RtlHashUnicodeString(&lower, FALSE, 2, &a), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlHashUnicodeString(NULL, FALSE, 0, &a), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(RtlHashUnicodeString(&lower, FALSE, 0, NULL), STATUS_INVALID_PARAMETER);
}

static USHORT find(ULONG flags, const WCHAR *text, const WCHAR *set)
{
    UNICODE_STRING string = name(text), characters = name(set);
    USHORT place = 77;
    NTSTATUS status = RtlFindCharInUnicodeString(flags, &string, &characters, &place);

    if (NT_SUCCESS(status))
        return place;
    CU_ASSERT_EQUAL(place, 0);
    return status == STATUS_NOT_FOUND ? 1000 : 2000;
}

static void a_character_is_found_from_either_end(void)
{
    CU_ASSERT_EQUAL(find(0, L"abcabc", L"cb"), 4);
    CU_ASSERT_EQUAL(find(1, L"abcabc", L"ab"), 8);
    CU_ASSERT_EQUAL(find(2, L"abcabc", L"ab"), 6);
    CU_ASSERT_EQUAL(find(3, L"abcabc", L"c"), 8);
    CU_ASSERT_EQUAL(find(0, L"abcabc", L"B"), 1000);
    CU_ASSERT_EQUAL(find(4, L"abcabc", L"B"), 4);
    CU_ASSERT_EQUAL(find(0, L"", L"a"), 1000);
    CU_ASSERT_EQUAL(find(8, L"abc", L"a"), 2000);
}

static void erasing_leaves_nothing(void)
{
    UNICODE_STRING string = string_of(4, 8), none = { 0 };

    RtlEraseUnicodeString(&string);
    CU_ASSERT(string.Length == 0 && string.MaximumLength == 8);
    CU_ASSERT_FALSE(memcmp(memory, L"\0\0\0\0", 8));
    CU_ASSERT_EQUAL(memory[4], MARK);
    RtlEraseUnicodeString(&none);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(a_string_stands_for_the_text_where_it_is),
        TEST(what_16_bits_cannot_count_is_cut_or_refused),
        TEST(an_allocated_string_is_freed_and_cleared),
        TEST(copying_leaves_out_what_does_not_fit),
        TEST(appending_needs_room_for_all_of_it),
        TEST(narrow_strings_append_without_a_terminator),
        TEST(duplicates_follow_their_flags),
        TEST(comparing_heeds_case_only_if_asked),
        TEST(narrow_case_is_that_of_ascii),
        TEST(case_changes_in_place_or_in_a_new_buffer),
        TEST(equal_names_have_equal_hashes),
        TEST(a_character_is_found_from_either_end),
        TEST(erasing_leaves_nothing),
    };

    return RUN_SUITE("rtl_string", tests);
}
