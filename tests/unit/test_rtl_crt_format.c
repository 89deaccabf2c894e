/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The printf family and swscanf: ntdll/rtl/crt_format.c, crt_spec.c, crt_sink.c, crt_printf_wide.c,
 * crt_printf_narrow.c, crt_scan.c.
 */
#include "ntdll/rtl/crt.h"
#include "tests/unit/suite.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <nt_base.h>

#define SIZE 600

/* Whether the wide formatter makes this text, and says how long it is. */
static bool wide_is(const WCHAR *wanted, const WCHAR *format, ...)
{
    size_t length = ntcrt_wcslen(wanted);
    WCHAR text[SIZE];
    va_list args;
    bool ok;

    va_start(args, format);
    ok = ntcrt_vswprintf(text, SIZE, format, args) == (int)length;
    va_end(args);
    va_start(args, format);
    ok = ok && ntcrt__vscwprintf(format, args) == (int)length;
    va_end(args);
    return ok && !memcmp(text, wanted, (length + 1) * sizeof(WCHAR));
}

static bool narrow_is(const char *wanted, const char *format, ...)
{
    char text[SIZE];
    va_list args;
    bool ok;

    va_start(args, format);
    ok = ntcrt_vsnprintf(text, SIZE, format, args) == (int)strlen(wanted);
    va_end(args);
    va_start(args, format);
    ok = ok && ntcrt__vscprintf(format, args) == (int)strlen(wanted);
    va_end(args);
    return ok && !strcmp(text, wanted);
}

static void text_is_of_the_functions_own_kind(void)
{
    CU_ASSERT(wide_is(L"a\xe4|\xe4|\xe4", L"%s|%S|%hs", L"a\xe4", "\xc3\xa4", "\xc3\xa4"));
    CU_ASSERT(wide_is(L"x|y", L"%ls|%ws", L"x", L"y"));
    CU_ASSERT(wide_is(L"\xe4" L"b" L"c", L"%c%C%hc", 0xe4, 'b', 'c'));
    CU_ASSERT(narrow_is("x|\xc3\xa4|\xc3\xa4", "%s|%S|%ls", "x", L"\xe4", L"\xe4"));
    CU_ASSERT(narrow_is("y|z", "%hs|%ws", "y", L"z"));
    CU_ASSERT(narrow_is("a\xc3\xa4\xe4\xb8\x80", "%c%C%lc", 'a', 0xe4, 0x4e00));
    CU_ASSERT(wide_is(L"(null)|(null)", L"%s|%S", NULL, NULL));
    CU_ASSERT(narrow_is("(null)", "%ls", NULL));
}

static void counted_strings_have_no_terminator(void)
{
    UNICODE_STRING string = { 4, 4, (PWSTR)L"abcd" }, none = { 0 };
    STRING bytes = { 3, 3, (PCHAR) "x\xc3\xa4z" };

    CU_ASSERT(wide_is(L"ab|x\xe4", L"%wZ|%Z", &string, &bytes));
    CU_ASSERT(narrow_is("ab|x\xc3\xa4", "%wZ|%Z", &string, &bytes));
    CU_ASSERT(wide_is(L"   a|(null)|(null)", L"%4.1wZ|%wZ|%wZ", &string, &none, NULL));
}

static void width_counts_what_is_written_precision_what_is_read(void)
{
    CU_ASSERT(wide_is(L"  ab|ab  |a", L"%4s|%-4s|%.1s", L"ab", L"ab", L"ab"));
    CU_ASSERT(wide_is(L"  \xe4\xf6", L"%4S", "\xc3\xa4\xc3\xb6"));
    CU_ASSERT(narrow_is(" \xc3\xa4", "%3ls", L"\xe4"));
    CU_ASSERT(narrow_is("\xc3\xa4", "%.1ls", L"\xe4z"));
    CU_ASSERT(wide_is(L"a", L"%.2S", "a\xc3\xa4"));     /* no half of a character */
    CU_ASSERT(wide_is(L"  a|b  ", L"%*s|%*s", 3, L"a", -3, L"b"));
    CU_ASSERT(wide_is(L"abc", L"%.*s", -1, L"abc"));
    CU_ASSERT(wide_is(L"", L"%.s", L"abc"));
    CU_ASSERT(wide_is(L"  a", L"%3c", 'a'));
}

static void a_precision_protects_what_has_no_end(void)
{
    WCHAR *wide = malloc(3 * sizeof(WCHAR));
    char *bytes = malloc(3);

    memcpy(wide, L"abc", 6);
    memcpy(bytes, "abc", 3);
    CU_ASSERT(wide_is(L"abc|ab", L"%.3s|%.2s", wide, wide));
    CU_ASSERT(wide_is(L"abc", L"%.3S", bytes));
    free(wide);
    free(bytes);
}

static void integers_have_the_sizes_of_windows(void)
{
    CU_ASSERT(wide_is(L"-1 4294967295 ffffffff", L"%d %u %x", -1, -1, -1));
    CU_ASSERT(wide_is(L"-1 255 -1 65535", L"%hhd %hhu %hd %hu", 255, -1, 65535, -1));
    CU_ASSERT(wide_is(L"-1 c0000022 7", L"%ld %lx %lu", -1, 0xc0000022, 7));
    CU_ASSERT(wide_is(L"-1 1234567890123 ff", L"%I64d %lld %I64x", -1LL, 1234567890123, 255LL));
    CU_ASSERT(wide_is(L"5 6 7 8 9", L"%Id %zu %I32d %jd %td", 5LL, (size_t)6, 7, 8LL, 9LL));
    CU_ASSERT(narrow_is("-1 1234567890123 x", "%ld %lu %ls", -1L, 1234567890123, L"x"));
    CU_ASSERT(narrow_is("-1 1234567890123", "%ld %I64d", -1L, 1234567890123LL));
    CU_ASSERT(wide_is(L"-2147483648 -9223372036854775808", L"%d %lld", INT_MIN, LLONG_MIN));
    /* beyond the registers, where only 4 of 8 bytes of a LONG are written */
    CU_ASSERT(
        wide_is(L"1 2 3 4 5 6 -7 -8", L"%d %d %d %d %d %d %ld %ld", 1, 2, 3, 4, 5, 6, -7, -8));
}

static void integers_have_flags(void)
{
    CU_ASSERT(wide_is(L"+5| 5|00005|5    |00005", L"%+d|% d|%05d|%-5d|%.5d", 5, 5, 5, 5, 5));
    CU_ASSERT(wide_is(L"-0005|  005|-005 ", L"%05d|%5.3d|%-5.3d", -5, 5, -5));
    CU_ASSERT(wide_is(L"0x1f|0X1F|017|0|0", L"%#x|%#X|%#o|%#x|%#o", 31, 31, 15, 0, 0));
    CU_ASSERT(wide_is(L"0x001f|  0x1f", L"%#06x|%#6x", 31, 31));
    CU_ASSERT(wide_is(L"||0", L"%.0d|%.0x|%#.0o", 0, 0, 0));
    CU_ASSERT(wide_is(L"1777777777777777777777", L"%llo", -1LL));
    CU_ASSERT(wide_is(L"-0005", L"%0*d", 5, -5));
}

static void pointers_have_sixteen_digits(void)
{
    CU_ASSERT(
        wide_is(L"00007FFE12345ABC|0000000000000000", L"%p|%p", (void *)0x7ffe12345abc, NULL));
    /* a narrow format looks as glibc's, whether or not there is something of Windows' in it */
    CU_ASSERT(narrow_is("0xabc", "%p", (void *)0xabc));
    CU_ASSERT(narrow_is("0xabc (nil) x", "%p %p %ls", (void *)0xabc, NULL, L"x"));
}

static void floating_numbers_are_glibcs(void)
{
    static const char *const forms[] = {
        "%f", "%10.2f", "%-10.2f|", "%+010.3f", "% f",  "%e",      "%.0f", "%#.0f",
        "%g", "%G",     "%a",       "%020a",    "%.3A", "%015.4e", "%+g",  "%08f",
    };
    static const double values[] = {0,          -0.0,  1.5,      -2.25,     1e10, 1e-10,
                                    123456.789, 1e300, INFINITY, -INFINITY, NAN};

    for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
        for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
            char wanted[SIZE];
            WCHAR wide_form[40], wide_wanted[SIZE];

            snprintf(wanted, SIZE, forms[f], values[v]);
            ntcrt_mbstowcs(wide_form, forms[f], 40);
            ntcrt_mbstowcs(wide_wanted, wanted, SIZE);
            CU_ASSERT(wide_is(wide_wanted, wide_form, values[v]));
        }
    }
    CU_ASSERT(wide_is(L"1.50|2", L"%.2Lf|%d", 1.5L, 2));
}

static void what_is_no_conversion_stands_for_itself(void)
{
    CU_ASSERT(wide_is(L"100%", L"100%%"));
    CU_ASSERT(wide_is(L"y5", L"%y%d", 5));
    CU_ASSERT(wide_is(L"a", L"a%"));
    CU_ASSERT(wide_is(L"a", L"a%-5.3"));
}

static void a_format_cannot_write_memory(void)
{
    WCHAR text[20];
    char bytes[20];
    int n = 5;

    errno = 0;
    CU_ASSERT_EQUAL(ntcrt_swprintf(text, 20, L"ab%ncd", &n), -1);
    CU_ASSERT(errno == EINVAL && n == 5);
    errno = 0;
    CU_ASSERT_EQUAL(ntcrt_snprintf(bytes, 20, "%ls%n", L"x", &n), -1);
    CU_ASSERT(errno == EINVAL && n == 5);
    CU_ASSERT_EQUAL(ntcrt_swprintf(text, 20, L"%1$d", 5), -1);
}

static void too_long_is_said_in_each_functions_way(void)
{
    WCHAR text[6] = L"!!!!!";
    char bytes[6] = "!!!!!";

    CU_ASSERT_EQUAL(ntcrt_swprintf(text, 4, L"%s", L"abcd"), -1);
    CU_ASSERT_FALSE(memcmp(text, L"abc\0!", 12));
    CU_ASSERT_EQUAL(ntcrt_swprintf(text, 5, L"%s", L"abcd"), 4);
    CU_ASSERT_EQUAL(ntcrt_swprintf(text, 0, L"%s", L""), -1);

    ntcrt_wmemset(text, '!', 5);
    CU_ASSERT_EQUAL(ntcrt__snwprintf(text, 3, L"%s", L"abcd"), -1);
    CU_ASSERT_FALSE(memcmp(text, L"abc!!", 12));
    CU_ASSERT_EQUAL(ntcrt__snwprintf(text, 4, L"%s", L"efgh"), 4);
    CU_ASSERT_FALSE(memcmp(text, L"efgh!", 12));
    CU_ASSERT_EQUAL(ntcrt__snwprintf(text, 5, L"%s", L"abcd"), 4);
    CU_ASSERT_FALSE(memcmp(text, L"abcd\0", 12));
    CU_ASSERT_EQUAL(ntcrt__swprintf(text, L"%d", 12), 2);
    CU_ASSERT_FALSE(memcmp(text, L"12\0d", 10));

    CU_ASSERT_EQUAL(ntcrt_snprintf(bytes, 4, "%ls", L"abcd"), 4);
    CU_ASSERT_FALSE(memcmp(bytes, "abc\0!", 6));
    memset(bytes, '!', 5);
    CU_ASSERT_EQUAL(ntcrt__snprintf(bytes, 3, "%s", "abcd"), -1);
    CU_ASSERT_STRING_EQUAL(bytes, "abc!!");
    CU_ASSERT_EQUAL(ntcrt__snprintf(bytes, 4, "%s", "efgh"), 4);
    CU_ASSERT_STRING_EQUAL(bytes, "efgh!");
    CU_ASSERT_EQUAL(ntcrt_sprintf(bytes, "%ls%d", L"x", 1), 2);
    CU_ASSERT_STRING_EQUAL(bytes, "x1");
    CU_ASSERT_EQUAL(ntcrt__scprintf("%ls", L"\xe4"), 2);
    CU_ASSERT_EQUAL(ntcrt__scwprintf(L"%d", 1000), 4);
}

static void a_width_costs_no_memory(void)
{
    CU_ASSERT_EQUAL(ntcrt__scwprintf(L"%*d", 100000000, 5), 100000000);
    CU_ASSERT_EQUAL(ntcrt__scwprintf(L"%0100000000f", 5.0), 100000000);
    errno = 0;
    CU_ASSERT_EQUAL(ntcrt__scwprintf(L"%2147483647d%d", 5, 5), -1);
    CU_ASSERT_EQUAL(errno, EOVERFLOW);
}

static void halves_of_a_pair_meet_in_bytes(void)
{
    CU_ASSERT(narrow_is("\xf0\x9f\x98\x80", "%lc%lc", 0xd83d, 0xde00));
    CU_ASSERT(narrow_is("\xef\xbf\xbdz", "%lc%s", 0xd83d, "z"));
    CU_ASSERT(narrow_is("\xef\xbf\xbd", "%ls", L"\xd83d"));
    CU_ASSERT(narrow_is("\xef\xbf\xbd", "%ls", L"\xde00"));
}

static void streams_get_utf8(void)
{
    FILE *f = tmpfile();
    char text[2000] = "";
    WCHAR many[701];
    size_t n;

    /* across the edges of whatever the function buffers */
    for (int i = 0; i < 700; i++)
        many[i] = i % 2 ? 0xde00 : 0xd83d;
    many[700] = 0;
    CU_ASSERT_EQUAL(ntcrt_fwprintf(f, L"a%s", many), 701);
    CU_ASSERT_EQUAL(ntcrt_fprintf(f, "%ls%s\n", L"\xe4", "b"), 4);
    CU_ASSERT_EQUAL(ntcrt_fprintf(f, "%d", 5), 1);
    rewind(f);
    n = fread(text, 1, sizeof(text), f);
    fclose(f);
    CU_ASSERT_EQUAL(n, 1 + 350 * 4 + 4 + 1);
    CU_ASSERT_EQUAL(text[0], 'a');
    for (int i = 0; i < 350; i++)
        CU_ASSERT_FALSE(memcmp(text + 1 + i * 4, "\xf0\x9f\x98\x80", 4));
    CU_ASSERT_FALSE(memcmp(text + 1401, "\xc3\xa4" "b\n5", 5));
    f = fopen("/dev/full", "w");
    setvbuf(f, NULL, _IONBF, 0);
    CU_ASSERT_EQUAL(ntcrt_fwprintf(f, L"x"), -1);
    CU_ASSERT_EQUAL(ntcrt_fprintf(f, "%ls", L"x"), -1);
    fclose(f);
}

static void reading_takes_the_formats_of_windows(void)
{
    WCHAR text[10], set[10];
    char bytes[10];
    long long big;
    double real;
    float small;
    LONG number, hex, rest = 77;

    CU_ASSERT_EQUAL(
        ntcrt_swscanf(L" -12 0x1f abc \xe4z", L"%ld %x %s %S", &number, &hex, text, bytes), 4);
    CU_ASSERT(number == -12 && hex == 31 && !ntcrt_wcscmp(text, L"abc") &&
              !strcmp(bytes, "\xc3\xa4z"));
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"12345", L"%2d%*1d%d%n", &number, &hex, &rest), 2);
    CU_ASSERT(number == 12 && hex == 45 && rest == 5);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"1.5 2.5e1,1234567890123", L"%f %lf,%I64d", &small, &real, &big),
                    3);
    CU_ASSERT(small == 1.5 && real == 25 && big == 1234567890123);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"key=a]b", L"%[^=]=%[]a-c]", text, set), 2);
    CU_ASSERT(!ntcrt_wcscmp(text, L"key") && !ntcrt_wcscmp(set, L"a]b"));
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"xyz", L"%2c%c", text, set), 2);
    CU_ASSERT(text[0] == 'x' && text[1] == 'y' && set[0] == 'z');
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"\\\\.\\pipe7", L"\\\\.\\pipe%u", &number), 1);
    CU_ASSERT_EQUAL(number, 7);
}

static void reading_stops_where_nothing_fits(void)
{
    int a = 5, b = 6;

    CU_ASSERT_EQUAL(ntcrt_swscanf(L"", L"%d", &a), EOF);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"  ", L"%d", &a), EOF);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"x", L"%d", &a), 0);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"1,", L"%d,%d", &a, &b), 1);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"1;2", L"%d,%d", &a, &b), 1);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"5%6", L"%d%%%d", &a, &b), 2);
    CU_ASSERT(a == 5 && b == 6);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"1", L"%d%", &a), 1);
    CU_ASSERT_EQUAL(ntcrt_swscanf(L"a", L"%["), 0);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(text_is_of_the_functions_own_kind),
        TEST(counted_strings_have_no_terminator),
        TEST(width_counts_what_is_written_precision_what_is_read),
        TEST(a_precision_protects_what_has_no_end),
        TEST(integers_have_the_sizes_of_windows),
        TEST(integers_have_flags),
        TEST(pointers_have_sixteen_digits),
        TEST(floating_numbers_are_glibcs),
        TEST(what_is_no_conversion_stands_for_itself),
        TEST(a_format_cannot_write_memory),
        TEST(too_long_is_said_in_each_functions_way),
        TEST(a_width_costs_no_memory),
        TEST(halves_of_a_pair_meet_in_bytes),
        TEST(streams_get_utf8),
        TEST(reading_takes_the_formats_of_windows),
        TEST(reading_stops_where_nothing_fits),
    };

    return RUN_SUITE("rtl_crt_format", tests);
}
