/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plain data: ntdll/rtl/memory.c, bitmap.c, time.c, random.c.
 */
#include "tests/unit/suite.h"

#include <ntrtl.h>

#include <stdbool.h>
#include <string.h>
#include <time.h>

#define NOT_FOUND 0xffffffff

static void memory_functions_are_there_behind_the_macros(void)
{
    char bytes[] = "abcdef";
    ULONG words[4];

    (RtlMoveMemory)(bytes + 1, bytes, 4);
    CU_ASSERT_STRING_EQUAL(bytes, "aabcdf");
    (RtlCopyMemory)(bytes, "xy", 2);
    (RtlFillMemory)(bytes + 2, 2, 'z');
    CU_ASSERT_STRING_EQUAL(bytes, "xyzzdf");
    (RtlZeroMemory)(bytes + 1, 2);
    CU_ASSERT_FALSE(memcmp(bytes, "x\0\0zdf", 7));
    CU_ASSERT_EQUAL(RtlCompareMemory("abcd", "abxd", 4), 2);
    CU_ASSERT_EQUAL(RtlCompareMemory("abcd", "abcd", 4), 4);
    RtlFillMemoryUlong(words, sizeof(words) - 1, 7);
    words[3] = 8;
    CU_ASSERT_EQUAL(RtlCompareMemoryUlong(words, sizeof(words), 7), 12);
    CU_ASSERT_EQUAL(RtlCompareMemoryUlong(words, 7, 7), 4);
    CU_ASSERT_EQUAL(RtlUshortByteSwap(0x1234), 0x3412);
    CU_ASSERT_EQUAL(RtlUlongByteSwap(0x12345678), 0x78563412);
    CU_ASSERT_EQUAL(RtlUlonglongByteSwap(0x123456789abcdef0), 0xf0debc9a78563412);
}

static void the_checksum_is_that_of_zip(void)
{
    CU_ASSERT_EQUAL(RtlComputeCrc32(0, (PVOID) "123456789", 9), 0xcbf43926);
    CU_ASSERT_EQUAL(RtlComputeCrc32(RtlComputeCrc32(0, (PVOID) "12345", 5), (PVOID) "6789", 4),
                    0xcbf43926);
    CU_ASSERT_EQUAL(RtlComputeCrc32(5, NULL, 0), 5);
}

static void bits_outside_the_map_are_never_touched(void)
{
    ULONG words[4] = { 0, 0, 0, 0x55555555 };
    RTL_BITMAP map;

    RtlInitializeBitMap(&map, words, 70);
    RtlSetBits(&map, 60, 11);
    RtlSetBits(&map, 70, 1);
    RtlSetBits(&map, 0, 0);
    CU_ASSERT_EQUAL(RtlNumberOfSetBits(&map), 0);
    CU_ASSERT_FALSE(RtlAreBitsClear(&map, 60, 11));
    CU_ASSERT(RtlAreBitsClear(&map, 60, 10));
    CU_ASSERT_FALSE(RtlAreBitsClear(&map, 0, 0));
    CU_ASSERT_FALSE(RtlTestBit(&map, 1000));
    words[2] = 0xffffffff;
    CU_ASSERT_EQUAL(RtlNumberOfSetBits(&map), 6);
    CU_ASSERT_EQUAL(RtlNumberOfClearBits(&map), 64);
    CU_ASSERT_EQUAL(words[3], 0x55555555);
}

static void runs_are_found_from_the_hint_on_and_around(void)
{
    ULONG words[3] = { 0 };
    RTL_BITMAP map;

    RtlInitializeBitMap(&map, words, 96);
    RtlSetBits(&map, 0, 90);
    RtlClearBits(&map, 28, 8);
    CU_ASSERT_EQUAL(RtlFindClearBits(&map, 8, 0), 28);
    CU_ASSERT_EQUAL(RtlFindClearBits(&map, 9, 0), NOT_FOUND);
    CU_ASSERT_EQUAL(RtlFindClearBits(&map, 3, 30), 30);
    CU_ASSERT_EQUAL(RtlFindClearBits(&map, 7, 30), 28);     /* around, and over the hint */
    CU_ASSERT_EQUAL(RtlFindClearBits(&map, 6, 40), 90);
    CU_ASSERT_EQUAL(RtlFindClearBits(&map, 1, 5000), 28);
    CU_ASSERT_EQUAL(RtlFindClearBits(&map, 97, 0), NOT_FOUND);
    CU_ASSERT_EQUAL(RtlFindSetBits(&map, 50, 0), 36);
    CU_ASSERT_EQUAL(RtlFindClearBitsAndSet(&map, 8, 0), 28);
    CU_ASSERT(RtlAreBitsSet(&map, 0, 90));
    CU_ASSERT_EQUAL(RtlFindSetBitsAndClear(&map, 90, 0), 0);
    CU_ASSERT_EQUAL(RtlNumberOfSetBits(&map), 0);
    RtlSetAllBits(&map);
    CU_ASSERT_EQUAL(RtlFindClearBits(&map, 1, 0), NOT_FOUND);
    RtlClearBit(&map, 95);
    CU_ASSERT_EQUAL(RtlFindClearBitsAndSet(&map, 1, 0), 95);
    RtlClearAllBits(&map);
    RtlSetBit(&map, 32);
    CU_ASSERT(RtlTestBit(&map, 32) && !RtlTestBit(&map, 31) && !RtlTestBit(&map, 33));
}

/* Against a map of bytes, which needs no cleverness. */
static ULONG find_slowly(const bool *bits, ULONG size, ULONG length, ULONG hint)
{
    for (ULONG from = hint; from + length <= size; from++) {
        ULONG n = 0;

        while (n < length && !bits[from + n])
            n++;
        if (n == length)
            return from;
    }
    return hint ? find_slowly(bits, size, length, 0) : NOT_FOUND;
}

static void finding_agrees_with_counting(void)
{
    uint64_t seed = 1;

    for (int round = 0; round < 20000; round++) {
        ULONG words[5] = { 0 }, size = unit_random(&seed) % 150 + 1;
        ULONG length = unit_random(&seed) % 12 + 1, hint = unit_random(&seed) % size;
        bool bits[160] = { false };
        RTL_BITMAP map;

        RtlInitializeBitMap(&map, words, size);
        for (int i = 0; i < 12; i++) {
            ULONG start = unit_random(&seed) % size, n = unit_random(&seed) % 20;

            if (start + n > size)
                continue;
            RtlSetBits(&map, start, n);
            memset(bits + start, 1, n);
        }
        if (RtlFindClearBits(&map, length, hint) != find_slowly(bits, size, length, hint)) {
            CU_FAIL("another place was found");
            return;
        }
    }
}

static void seconds_have_their_ranges(void)
{
    LARGE_INTEGER time;
    ULONG seconds;

    RtlSecondsSince1970ToTime(0, &time);
    CU_ASSERT_EQUAL(time.QuadPart, 116444736000000000);
    CU_ASSERT(RtlTimeToSecondsSince1970(&time, &seconds) && seconds == 0);
    CU_ASSERT_FALSE(RtlTimeToSecondsSince1980(&time, &seconds));
    time.QuadPart--;
    CU_ASSERT_FALSE(RtlTimeToSecondsSince1970(&time, &seconds));
    RtlSecondsSince1970ToTime(0xffffffff, &time);
    CU_ASSERT(RtlTimeToSecondsSince1970(&time, &seconds) && seconds == 0xffffffff);
    time.QuadPart += 10000000;
    CU_ASSERT_FALSE(RtlTimeToSecondsSince1970(&time, &seconds));
    RtlSecondsSince1980ToTime(5, &time);
    CU_ASSERT(RtlTimeToSecondsSince1980(&time, &seconds) && seconds == 5);
}

static void calendar_fields_agree_with_the_c_library(void)
{
    uint64_t seed = 1;

    for (int round = 0; round < 50000; round++) {
        int64_t second = ((int64_t)unit_random(&seed) << 9) % 250000000000;     /* to year 9523 */
        time_t unix_time = second - 11644473600;
        LARGE_INTEGER time = { .QuadPart = second * 10000000 + 1230000 }, back;
        TIME_FIELDS fields;
        struct tm tm;

        gmtime_r(&unix_time, &tm);
        RtlTimeToTimeFields(&time, &fields);
        if (fields.Year != tm.tm_year + 1900 || fields.Month != tm.tm_mon + 1 ||
            fields.Day != tm.tm_mday || fields.Hour != tm.tm_hour || fields.Minute != tm.tm_min ||
            fields.Second != tm.tm_sec || fields.Milliseconds != 123 ||
            fields.Weekday != tm.tm_wday || !RtlTimeFieldsToTime(&fields, &back) ||
            back.QuadPart != time.QuadPart) {
            CU_FAIL("another day");
            return;
        }
    }
}

static void days_that_are_not_in_the_calendar_are_refused(void)
{
    static const TIME_FIELDS bad[] = {
        {1600, 12, 31, 0, 0, 0, 0, 0}, {30828, 1, 1, 0, 0, 0, 0, 0}, {2000, 0, 1, 0, 0, 0, 0, 0},
        {2000, 13, 1, 0, 0, 0, 0, 0},  {2000, 1, 0, 0, 0, 0, 0, 0},  {2001, 2, 29, 0, 0, 0, 0, 0},
        {1900, 2, 29, 0, 0, 0, 0, 0},  {2000, 4, 31, 0, 0, 0, 0, 0}, {2000, 1, 1, 24, 0, 0, 0, 0},
        {2000, 1, 1, 0, 60, 0, 0, 0},  {2000, 1, 1, 0, 0, 60, 0, 0}, {2000, 1, 1, 0, 0, 0, 1000, 0},
        {2000, 1, 1, -1, 0, 0, 0, 0},
    };
    TIME_FIELDS good = { 2000, 2, 29, 23, 59, 59, 999, 77 };
    LARGE_INTEGER time = { .QuadPart = 5 };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        TIME_FIELDS fields = bad[i];

        CU_ASSERT_FALSE(RtlTimeFieldsToTime(&fields, &time));
    }
    CU_ASSERT_EQUAL(time.QuadPart, 5);
    CU_ASSERT(RtlTimeFieldsToTime(&good, &time));
}

static void the_same_seed_gives_the_same_numbers(void)
{
    ULONG seed = 1, first, i;

    CU_ASSERT_EQUAL(RtlUniform(&seed), 0x7fffffb1);     /* what Windows' generator gives */
    for (i = 0; i < 100000; i++)
        if (RtlUniform(&seed) >= 0x7fffffff)
            break;
    CU_ASSERT_EQUAL(i, 100000);
    seed = 5;
    first = RtlRandom(&seed);
    CU_ASSERT(first < 0x7fffffff && seed != 5);
    for (i = 0; i < 1000; i++)
        if (RtlRandomEx(&seed) >= 0x7fffffff)
            break;
    CU_ASSERT_EQUAL(i, 1000);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(memory_functions_are_there_behind_the_macros),
        TEST(the_checksum_is_that_of_zip),
        TEST(bits_outside_the_map_are_never_touched),
        TEST(runs_are_found_from_the_hint_on_and_around),
        TEST(finding_agrees_with_counting),
        TEST(seconds_have_their_ranges),
        TEST(calendar_fields_agree_with_the_c_library),
        TEST(days_that_are_not_in_the_calendar_are_refused),
        TEST(the_same_seed_gives_the_same_numbers),
    };

    return RUN_SUITE("rtl_data", tests);
}
