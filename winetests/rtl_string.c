/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UNICODE_STRING and ANSI_STRING: making, copying, comparing, appending, upper and lower case. */
#include "winetests/test.h"

static WCHAR hello[] = { 'h', 'e', 'l', 'l', 'o', 0 };
static const WCHAR empty[] = { 0 };

static bool wide_is(const WCHAR *text, const char *ascii)
{
    while (*ascii && *text == (unsigned char)*ascii)
        text++, ascii++;
    return !*ascii && !*text;
}

static void test_init(void)
{
    static WCHAR longest[0x8001];
    UNICODE_STRING string;
    ANSI_STRING ansi;
    size_t i;

    RtlInitUnicodeString(&string, hello);
    ok_equal(string.Length, 10);
    ok_equal(string.MaximumLength, 12);
    ok_equal(string.Buffer, hello);

    RtlInitUnicodeString(&string, empty);
    ok_equal(string.Length, 0);
    ok_equal(string.MaximumLength, 2);
    ok_equal(string.Buffer, empty);

    memset(&string, 0x55, sizeof(string));
    RtlInitUnicodeString(&string, NULL);
    ok_equal(string.Length, 0);
    ok_equal(string.MaximumLength, 0);
    ok_equal(string.Buffer, NULL);

    RtlInitAnsiString(&ansi, "hello");
    ok_equal(ansi.Length, 5);
    ok_equal(ansi.MaximumLength, 6);
    RtlInitString(&ansi, NULL);
    ok_equal(ansi.Length, 0);
    ok_equal(ansi.MaximumLength, 0);
    ok_equal(ansi.Buffer, NULL);

    /* the lengths are 16 bits: the plain call clips, the Ex call refuses */
    for (i = 0; i < 0x8000; i++)
        longest[i] = 'x';
    RtlInitUnicodeString(&string, longest);
    ok_equal(string.Length, 0xfffc);
    ok_equal(string.MaximumLength, 0xfffe);
    ok_status(RtlInitUnicodeStringEx(&string, longest), STATUS_NAME_TOO_LONG);
    longest[0x7ffe] = 0;
    ok_status(RtlInitUnicodeStringEx(&string, longest), STATUS_SUCCESS);
    ok_equal(string.Length, 0xfffc);
    ok_status(RtlInitUnicodeStringEx(&string, NULL), STATUS_SUCCESS);
    ok_equal(string.Buffer, NULL);
    ok_status(RtlInitAnsiStringEx(&ansi, "abc"), STATUS_SUCCESS);
    ok_equal(ansi.Length, 3);
}

static void test_create(void)
{
    UNICODE_STRING string, copy;

    ok(RtlCreateUnicodeString(&string, hello), "RtlCreateUnicodeString failed");
    ok(string.Buffer != hello, "not a copy");
    ok_equal(string.Length, 10);
    ok_equal(string.MaximumLength, 12);
    ok(wide_is(string.Buffer, "hello"), "another text");

    /* flag 0 copies no terminator, flag 1 appends one */
    ok_status(RtlDuplicateUnicodeString(0, &string, &copy), STATUS_SUCCESS);
    ok_equal(copy.Length, 10);
    ok_equal(copy.MaximumLength, 10);
    RtlFreeUnicodeString(&copy);
    ok_status(RtlDuplicateUnicodeString(1, &string, &copy), STATUS_SUCCESS);
    ok_equal(copy.MaximumLength, 12);
    ok(wide_is(copy.Buffer, "hello"), "another text");
    RtlFreeUnicodeString(&copy);
    ok_equal(copy.Buffer, NULL);
    RtlFreeUnicodeString(&string);
    ok_equal(string.Buffer, NULL);
    ok_equal(string.Length, 0);

    string = (UNICODE_STRING){ 0 };
    ok_status(RtlDuplicateUnicodeString(1, &string, &copy), STATUS_SUCCESS);
    ok_equal(copy.Buffer, NULL);
    ok_status(RtlDuplicateUnicodeString(3, &string, &copy), STATUS_SUCCESS);
    ok(copy.Buffer != NULL, "no empty string");
    ok_equal(copy.MaximumLength, 2);
    RtlFreeUnicodeString(&copy);
    ok_status(RtlDuplicateUnicodeString(2, &string, &copy), STATUS_INVALID_PARAMETER);
    ok_status(RtlDuplicateUnicodeString(0, NULL, &copy), STATUS_INVALID_PARAMETER);

    ok(RtlCreateUnicodeStringFromAsciiz(&string, "asciiz"), "no memory");
    ok_equal(string.Length, 12);
    ok_equal(string.MaximumLength, 14);
    ok(wide_is(string.Buffer, "asciiz"), "another text");
    RtlFreeUnicodeString(&string);
}

static void test_copy(void)
{
    WCHAR buffer[4] = { 0x5555, 0x5555, 0x5555, 0x5555 };
    UNICODE_STRING string = { 0, sizeof(buffer) - 2, buffer }, source;
    STRING a = { 0, 3, (char *)buffer }, b;

    /* as much as fits; a terminator only when there is room */
    RtlInitUnicodeString(&source, hello);
    RtlCopyUnicodeString(&string, &source);
    ok_equal(string.Length, 6);
    ok(buffer[0] == 'h' && buffer[2] == 'l', "another text");
    ok_equal(buffer[3], 0x5555);
    source.Length = 2;
    RtlCopyUnicodeString(&string, &source);
    ok_equal(string.Length, 2);
    ok_equal(buffer[1], 0);
    RtlCopyUnicodeString(&string, NULL);
    ok_equal(string.Length, 0);

    RtlInitString(&b, "abcd");
    RtlCopyString(&a, &b);
    ok_equal(a.Length, 3);
    ok(!memcmp(buffer, "abc", 3), "another text");
    RtlCopyString(&a, NULL);
    ok_equal(a.Length, 0);
}

static void test_append(void)
{
    WCHAR buffer[8];
    UNICODE_STRING string = { 0, sizeof(buffer), buffer }, more;

    buffer[7] = 0x5555;
    ok_status(RtlAppendUnicodeToString(&string, hello), STATUS_SUCCESS);
    ok_equal(string.Length, 10);
    ok_equal(buffer[5], 0);
    RtlInitUnicodeString(&more, hello);
    ok_status(RtlAppendUnicodeStringToString(&string, &more), STATUS_BUFFER_TOO_SMALL);
    ok_equal(string.Length, 10);
    more.Length = 6;
    ok_status(RtlAppendUnicodeStringToString(&string, &more), STATUS_SUCCESS);
    ok_equal(string.Length, 16);
    ok_equal(buffer[7], 'l');
    ok_status(RtlAppendUnicodeToString(&string, NULL), STATUS_SUCCESS);
    ok_status(RtlAppendUnicodeToString(&string, hello), STATUS_BUFFER_TOO_SMALL);
    more.Length = 0;
    ok_status(RtlAppendUnicodeStringToString(&string, &more), STATUS_SUCCESS);
}

static void compare(const char *a, const char *b, int exact, int folded)
{
    struct name first, second;
    STRING narrow[2];
    LONG got;

    NAME_SET(&first, a);
    NAME_SET(&second, b);
    got = RtlCompareUnicodeString(&first.string, &second.string, FALSE);
    ok((got > 0) - (got < 0) == exact, "'%s' to '%s': got %d", a, b, (int)got);
    got = RtlCompareUnicodeString(&first.string, &second.string, TRUE);
    ok((got > 0) - (got < 0) == folded, "'%s' to '%s' without case: got %d", a, b, (int)got);
    ok_equal(RtlEqualUnicodeString(&first.string, &second.string, FALSE), !exact);
    ok_equal(RtlEqualUnicodeString(&first.string, &second.string, TRUE), !folded);

    RtlInitString(&narrow[0], a);
    RtlInitString(&narrow[1], b);
    got = RtlCompareString(&narrow[0], &narrow[1], FALSE);
    ok((got > 0) - (got < 0) == exact, "narrow '%s' to '%s': got %d", a, b, (int)got);
    got = RtlCompareString(&narrow[0], &narrow[1], TRUE);
    ok((got > 0) - (got < 0) == folded, "narrow '%s' to '%s' without case: got %d", a, b, (int)got);
    ok_equal(RtlEqualString(&narrow[0], &narrow[1], TRUE), !folded);
}

static void prefix(const char *a, const char *b, bool exact, bool folded)
{
    struct name first, second;

    NAME_SET(&first, a);
    NAME_SET(&second, b);
    ok_equal(RtlPrefixUnicodeString(&first.string, &second.string, FALSE), exact);
    ok_equal(RtlPrefixUnicodeString(&first.string, &second.string, TRUE), folded);
}

static void test_compare(void)
{
    compare("", "", 0, 0);
    compare("", "a", -1, -1);
    compare("abc", "abc", 0, 0);
    compare("abc", "ABC", 1, 0);
    compare("abc", "abd", -1, -1);
    compare("abd", "ABC", 1, 1);
    compare("abc", "abcd", -1, -1);
    compare("abcd", "ABC", 1, 1);
    /* without case it is upper case that is compared: '_' lies between 'Z' and 'a' */
    compare("a", "_", 1, -1);

    prefix("", "abc", true, true);
    prefix("abc", "abc", true, true);
    prefix("ab", "abc", true, true);
    prefix("AB", "abc", false, true);
    prefix("abcd", "abc", false, false);
    prefix("b", "abc", false, false);
}

static void test_hash(void)
{
    struct name name;
    ULONG hash, other;

    NAME_SET(&name, "T");
    ok_status(RtlHashUnicodeString(&name.string, FALSE, 0, &hash), STATUS_SUCCESS);
    ok_equal(hash, 0x54);
    NAME_SET(&name, "Test");
    ok_status(RtlHashUnicodeString(&name.string, FALSE, 0, &hash), STATUS_SUCCESS);
    ok_equal(hash, 0x766bb952);
    ok_status(RtlHashUnicodeString(&name.string, FALSE, 1, &other), STATUS_SUCCESS);
    ok_equal(other, hash);
    ok_status(RtlHashUnicodeString(&name.string, TRUE, 0, &hash), STATUS_SUCCESS);
    NAME_SET(&name, "tEST");
    ok_status(RtlHashUnicodeString(&name.string, TRUE, 0, &other), STATUS_SUCCESS);
    ok_equal(other, hash);
    ok_status(RtlHashUnicodeString(&name.string, FALSE, 2, &hash), STATUS_INVALID_PARAMETER);
    ok_status(RtlHashUnicodeString(NULL, FALSE, 0, &hash), STATUS_INVALID_PARAMETER);
    ok_status(RtlHashUnicodeString(&name.string, FALSE, 0, NULL), STATUS_INVALID_PARAMETER);
}

static void test_case(void)
{
    WCHAR buffer[8];
    UNICODE_STRING out = { 0, sizeof(buffer), buffer };
    struct name name;

    ok_equal(RtlUpcaseUnicodeChar('a'), 'A');
    ok_equal(RtlUpcaseUnicodeChar('A'), 'A');
    ok_equal(RtlUpcaseUnicodeChar('['), '[');
    ok_equal(RtlUpcaseUnicodeChar(0xe4), 0xc4);
    ok_equal(RtlUpcaseUnicodeChar(0xff), 0x178);
    ok_equal(RtlUpcaseUnicodeChar(0xdf), 0xdf);
    ok_equal(RtlUpcaseUnicodeChar(0x3b1), 0x391);
    ok_equal(RtlUpcaseUnicodeChar(0x44f), 0x42f);
    ok_equal(RtlDowncaseUnicodeChar('A'), 'a');
    ok_equal(RtlDowncaseUnicodeChar('{'), '{');
    ok_equal(RtlDowncaseUnicodeChar(0xc4), 0xe4);
    ok_equal(RtlDowncaseUnicodeChar(0x391), 0x3b1);
    /* not the C library's: NT leaves dotless i, long s and the micro sign alone */
    ok_equal(RtlUpcaseUnicodeChar(0x131), 0x131);
    ok_equal(RtlUpcaseUnicodeChar(0x17f), 0x17f);
    ok_equal(RtlUpcaseUnicodeChar(0xb5), 0xb5);
    ok_equal(RtlDowncaseUnicodeChar(0x130), 0x130);

    NAME_SET(&name, "MiXed");
    ok_status(RtlUpcaseUnicodeString(&out, &name.string, FALSE), STATUS_SUCCESS);
    ok(name_is(&out, "MIXED"), "another text");
    ok_status(RtlDowncaseUnicodeString(&out, &name.string, FALSE), STATUS_SUCCESS);
    ok(name_is(&out, "mixed"), "another text");
    /* in place */
    ok_status(RtlUpcaseUnicodeString(&out, &out, FALSE), STATUS_SUCCESS);
    ok(name_is(&out, "MIXED"), "another text");
    out.MaximumLength = 8;
    ok_status(RtlUpcaseUnicodeString(&out, &name.string, FALSE), STATUS_BUFFER_OVERFLOW);
    ok_status(RtlUpcaseUnicodeString(&out, &name.string, TRUE), STATUS_SUCCESS);
    ok(name_is(&out, "MIXED"), "another text");
    RtlFreeUnicodeString(&out);
    ok_status(RtlDowncaseUnicodeString(&out, &name.string, TRUE), STATUS_SUCCESS);
    ok(name_is(&out, "mixed"), "another text");
    RtlFreeUnicodeString(&out);
}

START_TEST(rtl_string)
{
    test_init();
    test_create();
    test_copy();
    test_append();
    test_compare();
    test_hash();
    test_case();
}
