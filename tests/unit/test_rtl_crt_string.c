/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The C library for 2-byte characters, without its streams: ntdll/rtl/crt_string.c, crt_search.c,
 * crt_character.c, crt_number.c, crt_convert.c, crt_start.c. The functions have the names here that
 * ported code gives them, which the wrapper headers bind to libntdll.
 */
#include "ntdll/rtl/crt.h"
#include "tests/unit/suite.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

static bool same(const WCHAR *a, const WCHAR *b)
{
    return wcscmp(a, b) == 0;
}

static void strings_have_characters_of_two_bytes(void)
{
    WCHAR text[8] = L"!!!!!!!";

    CU_ASSERT_EQUAL(wcslen(L""), 0);
    CU_ASSERT_EQUAL(wcslen(L"abc"), 3);
    CU_ASSERT_EQUAL(wcsnlen(L"abc", 2), 2);
    CU_ASSERT_PTR_EQUAL(wcscpy(text, L"ab"), text);
    CU_ASSERT_FALSE(memcmp(text, L"ab\0!!!!", 16));
    CU_ASSERT(same(wcscat(text, L"cd"), L"abcd"));
    CU_ASSERT(same(wcsncat(text, L"efgh", 2), L"abcdef"));
    wcsncpy(text, L"x", 3);
    CU_ASSERT_FALSE(memcmp(text, L"x\0\0def", 14));
    wcsncpy(text, L"xyz", 2);
    CU_ASSERT_FALSE(memcmp(text, L"xy\0def", 14));
}

static void copies_and_changes(void)
{
    WCHAR text[] = L"aB\xe4\x3c2";
    WCHAR *copy = _wcsdup(text);

    CU_ASSERT(same(copy, text));
    free(copy);
    CU_ASSERT(same(_wcsupr(text), L"AB\xc4\x3c2"));     /* the final sigma has no capital on NT */
    CU_ASSERT(same(_wcslwr(text), L"ab\xe4\x3c2"));
    CU_ASSERT(same(_wcsrev(text), L"\x3c2\xe4" L"ba"));
    wmemset(text, L'z', 2);
    wmemmove(text + 1, text, 3);
    CU_ASSERT(same(text, L"zzzb"));
    wmemcpy(text, L"abc", 3);
    CU_ASSERT(same(text, L"abcb"));
}

static void comparing_takes_units_without_sign(void)
{
    CU_ASSERT(wcscmp(L"abc", L"abd") < 0);
    CU_ASSERT(wcscmp(L"abc", L"ab") > 0);
    CU_ASSERT(wcscmp(L"\xffff", L"\x1") > 0);
    CU_ASSERT_EQUAL(wcsncmp(L"abc", L"abd", 2), 0);
    CU_ASSERT_EQUAL(wcsncmp(L"ab", L"ab\0x", 9), 0);
    CU_ASSERT_EQUAL(_wcsicmp(L"\xc4" L"bc", L"\xe4" L"BC"), 0);
    CU_ASSERT(_wcsicmp(L"_", L"a") < 0); /* case is ignored downwards, as on Windows */
    CU_ASSERT_EQUAL(_wcsnicmp(L"ABx", L"aby", 2), 0);
    CU_ASSERT(wcscoll(L"a", L"B") > 0);
    CU_ASSERT_EQUAL(wmemcmp(L"a\0b", L"a\0b", 3), 0);
    CU_ASSERT(wmemcmp(L"a\0b", L"a\0c", 3) < 0);
}

static void searching_finds_the_place(void)
{
    static const WCHAR text[] = L"abcabc";

    CU_ASSERT_PTR_EQUAL(wcschr(text, L'b'), text + 1);
    CU_ASSERT_PTR_EQUAL(wcsrchr(text, L'b'), text + 4);
    CU_ASSERT_PTR_EQUAL(wcschr(text, 0), text + 6);
    CU_ASSERT_PTR_EQUAL(wcsrchr(text, 0), text + 6);
    CU_ASSERT_PTR_NULL(wcschr(text, L'z'));
    CU_ASSERT_PTR_EQUAL(wcsstr(text, L"ca"), text + 2);
    CU_ASSERT_PTR_EQUAL(wcsstr(text, L""), text);
    CU_ASSERT_PTR_EQUAL(wcsstr(text, L"abc"), text);
    CU_ASSERT_PTR_NULL(wcsstr(text, L"abcabcd"));
    CU_ASSERT_PTR_NULL(wcsstr(L"", L"a"));
    CU_ASSERT_EQUAL(wcsspn(text, L"ba"), 2);
    CU_ASSERT_EQUAL(wcscspn(text, L"xc"), 2);
    CU_ASSERT_EQUAL(wcscspn(text, L""), 6);
    CU_ASSERT_PTR_EQUAL(wcspbrk(text, L"xc"), text + 2);
    CU_ASSERT_PTR_NULL(wcspbrk(text, L"xyz"));
    CU_ASSERT_PTR_EQUAL(wmemchr(text, L'c', 3), text + 2);
    CU_ASSERT_PTR_NULL(wmemchr(text, L'c', 2));
}

static void tokens_come_one_after_the_other(void)
{
    WCHAR text[] = L",,a,,b", other[] = L"x y";
    WCHAR *context, *of_thread = wcstok(other, L" ", NULL);

    CU_ASSERT(same(of_thread, L"x"));
    CU_ASSERT(same(wcstok(text, L",", &context), L"a"));
    CU_ASSERT(same(wcstok(NULL, L",", &context), L"b"));
    CU_ASSERT_PTR_NULL(wcstok(NULL, L",", &context));
    CU_ASSERT_PTR_NULL(wcstok(NULL, L",", &context));
    CU_ASSERT(same(wcstok(NULL, L" ", NULL), L"y"));
    CU_ASSERT_PTR_NULL(wcstok(NULL, L" ", NULL));
}

static void ascii_has_the_classes_of_the_c_locale(void)
{
    for (int c = 0; c < 0x80; c++) {
        bool ok = !iswalpha(c) == !isalpha(c) && !iswdigit(c) == !isdigit(c) &&
                  !iswspace(c) == !isspace(c) && !iswxdigit(c) == !isxdigit(c) &&
                  !iswalnum(c) == !isalnum(c) && !iswlower(c) == !islower(c) &&
                  !iswupper(c) == !isupper(c) && !iswprint(c) == !isprint(c) &&
                  !iswpunct(c) == !ispunct(c) && !iswcntrl(c) == !iscntrl(c) &&
                  !iswgraph(c) == !isgraph(c) && !iswblank(c) == !isblank(c) &&
                  towupper(c) == (wint_t)toupper(c) && towlower(c) == (wint_t)tolower(c);

        CU_ASSERT(ok);
    }
}

static void beyond_ascii_there_are_the_letters_of_nt(void)
{
    CU_ASSERT(iswalpha(0xe4) && iswlower(0xe4) && !iswupper(0xe4) && iswprint(0xe4));
    CU_ASSERT(iswalpha(0xc4) && iswupper(0xc4) && iswalnum(0xc4) && !iswspace(0xc4));
    CU_ASSERT_FALSE(iswalpha(0x3c2));
    CU_ASSERT_FALSE(iswalpha(WEOF));
    CU_ASSERT_FALSE(iswprint(0x10400));
    CU_ASSERT_EQUAL(towupper(0xff), 0x178);
    CU_ASSERT_EQUAL(towlower(0x178), 0xff);
    CU_ASSERT_EQUAL(towupper(WEOF), WEOF);
    CU_ASSERT_EQUAL(towupper(0x10428), 0x10428);
    CU_ASSERT(iswctype(L'a', wctype("alpha")));
    CU_ASSERT_FALSE(iswctype(L'a', wctype("digit")));
    CU_ASSERT_EQUAL(wctype("nonsense"), 0);
}

static bool reads(const WCHAR *text, int base, long long value, size_t taken, int error)
{
    long long found;
    WCHAR *end;

    errno = 0;
    found = wcstoll(text, &end, base);
    return found == value && end == text + taken && errno == error;
}

static void numbers_are_read_as_iso_says(void)
{
    WCHAR *end;

    CU_ASSERT(reads(L" \t-12x", 10, -12, 5, 0));
    CU_ASSERT(reads(L"+0x1fg", 0, 31, 5, 0));
    CU_ASSERT(reads(L"0x1f", 16, 31, 4, 0));
    CU_ASSERT(reads(L"0xg", 0, 0, 1, 0));
    CU_ASSERT(reads(L"017", 0, 15, 3, 0));
    CU_ASSERT(reads(L"zZ", 36, 35 * 37, 2, 0));
    CU_ASSERT(reads(L"9223372036854775807", 10, LLONG_MAX, 19, 0));
    CU_ASSERT(reads(L"9223372036854775808", 10, LLONG_MAX, 19, ERANGE));
    CU_ASSERT(reads(L"-9223372036854775808", 10, LLONG_MIN, 20, 0));
    CU_ASSERT(reads(L"-99999999999999999999", 10, LLONG_MIN, 21, ERANGE));
    CU_ASSERT(reads(L" x", 10, 0, 0, 0));
    CU_ASSERT(reads(L"1", 1, 0, 0, EINVAL));
    CU_ASSERT_EQUAL(wcstoull(L"18446744073709551615", &end, 10), ULLONG_MAX);
    CU_ASSERT_EQUAL(*end, 0);
    CU_ASSERT_EQUAL(wcstoull(L"-1", NULL, 10), ULLONG_MAX);
    CU_ASSERT_EQUAL(wcstol(L"4294967296", NULL, 10), 4294967296);
    CU_ASSERT_EQUAL(wcstoul(L"ffffffffff", NULL, 16), 0xffffffffff);
}

static void windows_own_readers_stay_in_range(void)
{
    CU_ASSERT_EQUAL(_wtoi(L"-12"), -12);
    CU_ASSERT_EQUAL(_wtoi(L"4294967296"), INT_MAX);
    CU_ASSERT_EQUAL(_wtol(L"-4294967296"), INT_MIN);
    CU_ASSERT_EQUAL(_wtoi64(L"4294967296"), 4294967296);
    CU_ASSERT_EQUAL(_wtoi(L"x"), 0);
}

static void floating_numbers_end_where_they_end(void)
{
    WCHAR long_one[300], *end;

    CU_ASSERT_EQUAL(wcstod(L" -1.5e2x", &end), -150);
    CU_ASSERT(same(end, L"x"));
    CU_ASSERT_EQUAL(wcstod(L"0x10", NULL), 16);
    CU_ASSERT_EQUAL(wcstod(L"  x", &end), 0);
    CU_ASSERT(same(end, L"  x"));
    CU_ASSERT_EQUAL(wcstod(L"2\x4e00", &end), 2);
    CU_ASSERT(same(end, L"\x4e00"));
    wmemset(long_one, L'0', 298);
    long_one[298] = L'7';
    long_one[299] = 0;
    CU_ASSERT_EQUAL(_wtof(long_one), 7);
}

static void numbers_are_written_in_any_radix(void)
{
    WCHAR text[70];

    CU_ASSERT(same(_itow(-12, text, 10), L"-12"));
    CU_ASSERT(same(_itow(-1, text, 16), L"ffffffff"));
    CU_ASSERT(same(_itow(INT_MIN, text, 10), L"-2147483648"));
    CU_ASSERT(same(_ltow(35, text, 36), L"z"));
    CU_ASSERT(same(_ultow(4294967295, text, 10), L"4294967295"));
    CU_ASSERT(same(_i64tow(LLONG_MIN, text, 10), L"-9223372036854775808"));
    CU_ASSERT_EQUAL(wcslen(_ui64tow(ULLONG_MAX, text, 2)), 64);
    CU_ASSERT(same(_ui64tow(0, text, 8), L"0"));
    CU_ASSERT(same(_itow(5, text, 1), L""));
}

static void bytes_are_utf8(void)
{
    WCHAR wide[8] = L"!!!!!!!", unit;
    char bytes[8] = "!!!!!!!";

    CU_ASSERT_EQUAL(mbstowcs(NULL, "a\xc3\xa4\xf0\x9f\x98\x80", 0), 4);
    CU_ASSERT_EQUAL(mbstowcs(wide, "a\xc3\xa4\xf0\x9f\x98\x80", 8), 4);
    CU_ASSERT_FALSE(memcmp(wide, L"a\xe4\xd83d\xde00\0!!", 14));
    CU_ASSERT_EQUAL(mbstowcs(wide, "xy\xf0\x9f\x98\x80", 3), 2);        /* a pair is not cut */
    CU_ASSERT_EQUAL(wcstombs(NULL, L"a\xe4\xd83d\xde00", 0), 7);
    CU_ASSERT_EQUAL(wcstombs(bytes, L"a\xe4", 8), 3);
    CU_ASSERT_FALSE(memcmp(bytes, "a\xc3\xa4\0!!!", 8));
    CU_ASSERT_EQUAL(wcstombs(bytes, L"xy\xe4", 3), 2);
    errno = 0;
    CU_ASSERT(mbstowcs(NULL, "a\xff", 0) == (size_t)-1 && errno == EILSEQ);
    errno = 0;
    CU_ASSERT(wcstombs(NULL, L"a\xd800", 0) == (size_t)-1 && errno == EILSEQ);
    CU_ASSERT_EQUAL(mbtowc(&unit, "\xc3\xa4z", 3), 2);
    CU_ASSERT_EQUAL(unit, 0xe4);
    CU_ASSERT_EQUAL(mbtowc(&unit, "", 1), 0);
    CU_ASSERT_EQUAL(mbtowc(&unit, "\xc3\xa4", 1), -1);
    CU_ASSERT_EQUAL(mbtowc(&unit, "\xf0\x9f\x98\x80", 4), -1);
    CU_ASSERT_EQUAL(mbtowc(NULL, NULL, 0), 0);
    CU_ASSERT_EQUAL(wctomb(bytes, 0x4e00), 3);
    CU_ASSERT_EQUAL(wctomb(bytes, 0xd800), -1);
}

static int n_arguments;
static bool arguments_are_right;

static int wmain(int argc, WCHAR **argv, WCHAR **envp)
{
    n_arguments = argc;
    arguments_are_right = same(argv[0], L"program") && same(argv[1], L"\xe4") && !argv[2] &&
                          same(envp[0], L"A=\xfffd") && !envp[1];
    /* here a program ends; the test gives back what it would keep */
    for (int i = 0; i < 2; i++)
        free(argv[i]);
    free(envp[0]);
    free(argv);
    free(envp);
    return 7;
}

static void wmain_gets_its_arguments_in_utf16(void)
{
    char *argv[] = { "program", "\xc3\xa4", NULL }, *envp[] = { "A=\xff", NULL };

    CU_ASSERT_EQUAL(ntcrt_start_wmain(2, argv, envp, wmain), 7);
    CU_ASSERT_EQUAL(n_arguments, 2);
    CU_ASSERT(arguments_are_right);
}

static void values_of_the_environment_stay(void)
{
    const WCHAR *before, *again;

    setenv("NTCRT_TEST_\xc3\xa4", "\xc3\xb6", 1);
    before = _wgetenv(L"NTCRT_TEST_\xe4");
    CU_ASSERT_PTR_NOT_NULL_FATAL(before);
    CU_ASSERT(same(before, L"\xf6"));
    again = _wgetenv(L"NTCRT_TEST_\xe4");
    CU_ASSERT_PTR_EQUAL(before, again);
    setenv("NTCRT_TEST_\xc3\xa4", "x", 1);
    CU_ASSERT(same(_wgetenv(L"NTCRT_TEST_\xe4"), L"x"));
    CU_ASSERT(same(before, L"\xf6"));
    CU_ASSERT_PTR_NULL(_wgetenv(L"NTCRT_TEST_NOT"));
    CU_ASSERT_PTR_NULL(_wgetenv(L"\xd800"));
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(strings_have_characters_of_two_bytes),
        TEST(copies_and_changes),
        TEST(comparing_takes_units_without_sign),
        TEST(searching_finds_the_place),
        TEST(tokens_come_one_after_the_other),
        TEST(ascii_has_the_classes_of_the_c_locale),
        TEST(beyond_ascii_there_are_the_letters_of_nt),
        TEST(numbers_are_read_as_iso_says),
        TEST(windows_own_readers_stay_in_range),
        TEST(floating_numbers_end_where_they_end),
        TEST(numbers_are_written_in_any_radix),
        TEST(bytes_are_utf8),
        TEST(wmain_gets_its_arguments_in_utf16),
        TEST(values_of_the_environment_stay),
    };

    return RUN_SUITE("rtl_crt_string", tests);
}
