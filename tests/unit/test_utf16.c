/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UTF-16: NT's case table, and conversion from and to UTF-8. Sources lie in memory of exactly their
 * size, so that AddressSanitizer sees the first byte too many.
 */
#include "common/utf16.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static void unicode_has_an_upper_case_that_nt_has_not(void)
{
    static const WCHAR exceptions[] = {
        0x00b5, 0x0131, 0x017f, 0x01c5, 0x01c8, 0x01cb, 0x01f2, 0x0345, 0x03c2,
        0x03d0, 0x03d1, 0x03d5, 0x03d6, 0x03f0, 0x03f1, 0x03f5, 0x1c80, 0x1c81,
        0x1c82, 0x1c83, 0x1c84, 0x1c85, 0x1c86, 0x1c87, 0x1c88, 0x1e9b, 0x1fbe,
    };

    CU_ASSERT_EQUAL(sizeof(exceptions) / sizeof(exceptions[0]), 27);
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
        CU_ASSERT_EQUAL(utf16_upcase(exceptions[i]), exceptions[i]);
}

static void case_comes_in_pairs(void)
{
    unsigned n_lower = 0, n_upper = 0;

    for (unsigned c = 0; c < 0x10000; c++) {
        WCHAR up = utf16_upcase(c), down = utf16_downcase(c);

        n_lower += up != c;
        n_upper += down != c;
        if ((up != c && utf16_downcase(up) != c) || (down != c && utf16_upcase(down) != c) ||
            (up != c && down != c)) {
            CU_FAIL("a letter without its partner");
            return;
        }
    }
    CU_ASSERT_EQUAL(n_lower, n_upper);
    CU_ASSERT(n_lower > 1000);
}

static void letters_have_the_case_nt_gives_them(void)
{
    static const WCHAR pairs[][2] = {
        { 'a', 'A' }, { 'z', 'Z' }, { 0xe4, 0xc4 }, { 0xff, 0x178 }, { 0x3c3, 0x3a3 },
        { 0x451, 0x401 }, { 0x10d0, 0x1c90 }, { 0x1f80, 0x1f88 }, { 0x2170, 0x2160 },
        { 0x24d0, 0x24b6 }, { 0xab70, 0x13a0 }, { 0xff41, 0xff21 },
    };
    static const WCHAR alone[] = {
        0, '0', '@', '[', '`', '{', 0xdf, 0x130, 0x149, 0x1e9e, 0x2126, 0x212a, 0x4e00,
        0xd800, 0xdc00, 0xdfff, 0xfffd, 0xffff,
    };

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        CU_ASSERT_EQUAL(utf16_upcase(pairs[i][0]), pairs[i][1]);
        CU_ASSERT_EQUAL(utf16_downcase(pairs[i][1]), pairs[i][0]);
    }
    for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++) {
        CU_ASSERT_EQUAL(utf16_upcase(alone[i]), alone[i]);
        CU_ASSERT_EQUAL(utf16_downcase(alone[i]), alone[i]);
    }
}

static void names_sort_by_units_then_by_length(void)
{
    CU_ASSERT_EQUAL(utf16_compare(NULL, 0, NULL, 0, true), 0);
    CU_ASSERT(utf16_compare(NULL, 0, L"a", 1, false) < 0);
    CU_ASSERT(utf16_compare(L"ab", 2, L"a", 1, false) > 0);
    CU_ASSERT(utf16_compare(L"a", 1, L"B", 1, false) > 0);
    CU_ASSERT(utf16_compare(L"a", 1, L"B", 1, true) < 0);
    CU_ASSERT(utf16_compare(L"_", 1, L"a", 1, true) > 0); /* case is ignored by upcasing */
    CU_ASSERT(utf16_compare(L"\xffff", 1, L"\x1", 1, false) > 0);   /* units have no sign */
    CU_ASSERT(utf16_equal(L"\xe4Z", 2, L"\xc4z", 2, true));
    CU_ASSERT_FALSE(utf16_equal(L"\xe4Z", 2, L"\xc4z", 2, false));
    CU_ASSERT_FALSE(utf16_equal(L"a\0b", 3, L"a\0c", 3, true)); /* a zero is a unit like others */
}

static void every_character_survives_the_round_trip(void)
{
    for (int code = 0; code < 0x110000; code++) {
        WCHAR units[2], back[2];
        char bytes[4];
        size_t n_units, n_bytes, n_back;
        bool ok;

        if (code >= 0xd800 && code < 0xe000)
            continue;
        n_units = utf16_put(units, code);
        ok = utf16_to_utf8(bytes, 4, &n_bytes, units, n_units) == STATUS_SUCCESS &&
             utf16_from_utf8(back, 2, &n_back, bytes, n_bytes) == STATUS_SUCCESS &&
             n_back == n_units && !memcmp(units, back, n_units * sizeof(WCHAR));
        if (!ok) {
            CU_FAIL("a character came back as another");
            return;
        }
    }
}

/* The conversion of a heap copy, into a buffer with something behind its end. */
static NTSTATUS from_utf8(WCHAR to[16], size_t capacity, size_t *length, const char *bytes,
                          size_t n)
{
    char *copy = malloc(n);
    NTSTATUS status;

    if (n)
        memcpy(copy, bytes, n);
    for (int i = 0; i < 16; i++)
        to[i] = 0x5555;
    status = utf16_from_utf8(to, capacity, length, copy, n);
    free(copy);
    for (size_t i = *length; i < 16; i++)
        CU_ASSERT_EQUAL(to[i], 0x5555);
    return status;
}

static NTSTATUS to_utf8(char to[16], size_t capacity, size_t *length, const WCHAR *units, size_t n)
{
    WCHAR *copy = malloc(n * sizeof(WCHAR));
    NTSTATUS status;

    if (n)
        memcpy(copy, units, n * sizeof(WCHAR));
    memset(to, 0x55, 16);
    status = utf16_to_utf8(to, capacity, length, copy, n);
    free(copy);
    for (size_t i = *length; i < 16; i++)
        CU_ASSERT_EQUAL(to[i], 0x55);
    return status;
}

static void a_bad_piece_becomes_one_replacement(void)
{
    static const struct {
        const char *bytes;
        const WCHAR *units;
    } bad[] = {
        { "\x80", L"\xfffd" },
        { "\xc0\x80", L"\xfffd\xfffd" },                            /* overlong */
        { "\xe0\x9f\xbf", L"\xfffd\xfffd\xfffd" },
        { "\xf0\x8f\xbf\xbf", L"\xfffd\xfffd\xfffd\xfffd" },
        { "\xed\xa0\x80", L"\xfffd\xfffd\xfffd" },                  /* a surrogate */
        { "\xf4\x90\x80\x80", L"\xfffd\xfffd\xfffd\xfffd" },        /* beyond U+10FFFF */
        { "\xf8\x88\x80\x80", L"\xfffd\xfffd\xfffd\xfffd" },
        { "\xe4\xb8", L"\xfffd" },                                  /* cut by the end */
        { "\xe4\xb8z", L"\xfffdz" },                                /* cut by what follows */
        { "\xf0\x9f\x98", L"\xfffd" },
        { "\xf0\x9f\x98\xe4\xb8\x80", L"\xfffd\x4e00" },
        { "a\xff" "b", L"a\xfffd" "b" },
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        WCHAR to[16];
        size_t length;

        CU_ASSERT_EQUAL(from_utf8(to, 16, &length, bad[i].bytes, strlen(bad[i].bytes)),
                        STATUS_SOME_NOT_MAPPED);
        CU_ASSERT_FALSE(memcmp(to, bad[i].units, length * sizeof(WCHAR)));
        CU_ASSERT_EQUAL(bad[i].units[length], 0);
    }
}

static void a_lone_surrogate_becomes_a_replacement(void)
{
    char to[16];
    size_t length;

    CU_ASSERT_EQUAL(to_utf8(to, 16, &length, L"a\xd800", 2), STATUS_SOME_NOT_MAPPED);
    CU_ASSERT(length == 4 && !memcmp(to, "a\xef\xbf\xbd", 4));
    CU_ASSERT_EQUAL(to_utf8(to, 16, &length, L"\xdc00\xd800z", 3), STATUS_SOME_NOT_MAPPED);
    CU_ASSERT(length == 7 && !memcmp(to, "\xef\xbf\xbd\xef\xbf\xbdz", 7));
    CU_ASSERT_EQUAL(to_utf8(to, 16, &length, L"\xd83d\xd83d\xde00", 3), STATUS_SOME_NOT_MAPPED);
    CU_ASSERT(length == 7 && !memcmp(to, "\xef\xbf\xbd\xf0\x9f\x98\x80", 7));
}

static void a_small_buffer_gets_whole_characters(void)
{
    static const char bytes[] = "a\xc3\xa4\xf0\x9f\x98\x80z";       /* 1, 2, 4 and 1 bytes */
    static const WCHAR units[] = L"a\xe4\xd83d\xde00z";
    static const size_t units_that_fit[] = { 0, 1, 2, 2, 4, 5 };
    static const size_t bytes_that_fit[] = { 0, 1, 1, 3, 3, 3, 3, 7, 8 };
    size_t length;

    for (size_t capacity = 0; capacity <= 5; capacity++) {
        NTSTATUS wanted = capacity < 5 ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
        WCHAR to[16];

        CU_ASSERT_EQUAL(from_utf8(to, capacity, &length, bytes, sizeof(bytes) - 1), wanted);
        CU_ASSERT_EQUAL(length, units_that_fit[capacity]);
        CU_ASSERT_FALSE(memcmp(to, units, length * sizeof(WCHAR)));
    }
    for (size_t capacity = 0; capacity <= 8; capacity++) {
        NTSTATUS wanted = capacity < 8 ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
        char to[16];

        CU_ASSERT_EQUAL(to_utf8(to, capacity, &length, units, 5), wanted);
        CU_ASSERT_EQUAL(length, bytes_that_fit[capacity]);
        CU_ASSERT_FALSE(memcmp(to, bytes, length));
    }
}

static void without_a_buffer_the_length_is_told(void)
{
    size_t length;

    CU_ASSERT_EQUAL(utf16_from_utf8(NULL, 0, &length, "a\xf0\x9f\x98\x80", 5), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(length, 3);
    CU_ASSERT_EQUAL(utf16_to_utf8(NULL, 0, &length, L"a\xd83d\xde00", 3), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(length, 5);
    CU_ASSERT_EQUAL(utf16_to_utf8(NULL, 0, &length, NULL, 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(length, 0);
}

static void no_bytes_lead_outside_the_source(void)
{
    uint64_t seed = 1;

    for (int round = 0; round < 200000; round++) {
        char bytes[8];
        WCHAR to[16];
        size_t n = unit_random(&seed) % 8, length, needed;

        for (size_t i = 0; i < n; i++)
            bytes[i] = unit_random(&seed) & 1 ? unit_random(&seed) : 0x80 | unit_random(&seed);
        from_utf8(to, 8, &length, bytes, n);
        utf16_from_utf8(NULL, 0, &needed, bytes, n);
        if (length != needed || length > n) {
            CU_FAIL("the length told is not the length written");
            return;
        }
    }
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(unicode_has_an_upper_case_that_nt_has_not),
        TEST(case_comes_in_pairs),
        TEST(letters_have_the_case_nt_gives_them),
        TEST(names_sort_by_units_then_by_length),
        TEST(every_character_survives_the_round_trip),
        TEST(a_bad_piece_becomes_one_replacement),
        TEST(a_lone_surrogate_becomes_a_replacement),
        TEST(a_small_buffer_gets_whole_characters),
        TEST(without_a_buffer_the_length_is_told),
        TEST(no_bytes_lead_outside_the_source),
    };

    return RUN_SUITE("utf16", tests);
}
