/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of regions and their spans: against a plain array of pages that does the same, on
 * random changes.
 */
#include "tests/unit/suite.h"

#include "ntdll/nt/memory/region.h"

#include <string.h>
#include <windows.h>

#define BASE   ((uintptr_t)0x10000000)
#define PAGES  40u
#define RUNS   3000

static uintptr_t page(size_t n)
{
    return BASE + n * PAGE_BYTES;
}

static void compare(const struct region *region, const uint32_t *model, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++) {
        uintptr_t end;
        size_t expected = i + 1;

        CU_ASSERT_EQUAL(region_protection(region, page(i), &end), model[i]);
        while (expected < first + n && model[expected] == model[i])
            expected++;
        CU_ASSERT_EQUAL(end, page(expected));
    }
}

static void spans_say_what_an_array_of_pages_says(void)
{
    uint32_t model[PAGES] = {0};
    uint64_t state = 1;
    struct region *region;

    regions_lock();
    region = region_create(BASE, PAGES * PAGE_BYTES, MEM_PRIVATE, PAGE_READWRITE, false);
    CU_ASSERT_PTR_NOT_NULL_FATAL(region);
    for (int run = 0; run < RUNS; run++) {
        size_t from = unit_random(&state) % PAGES,
               to = from + 1 + unit_random(&state) % (PAGES - from);
        uint32_t protection = unit_random(&state) % 3;
        bool committed = true;

        CU_ASSERT_TRUE(region_set(region, page(from), page(to), protection));
        for (size_t i = from; i < to; i++)
            model[i] = protection;
        compare(region, model, 0, PAGES);
        from = unit_random(&state) % PAGES;
        to = from + 1 + unit_random(&state) % (PAGES - from);
        for (size_t i = from; i < to; i++)
            committed &= model[i] != 0;
        CU_ASSERT_EQUAL(region_is_committed(region, page(from), page(to)), committed);
        CU_ASSERT_TRUE(region->n_spans <= PAGES);
    }
    region_destroy(region);
    regions_unlock();
}

static void cutting_leaves_what_is_before_and_behind(void)
{
    uint32_t model[PAGES];
    struct region *region, *rest;

    regions_lock();
    region = region_create(BASE, PAGES * PAGE_BYTES, MEM_PRIVATE, PAGE_READWRITE, true);
    for (size_t i = 0; i < PAGES; i++) {
        model[i] = i % 3;
        CU_ASSERT_TRUE(region_set(region, page(i), page(i + 1), model[i]));
    }
    CU_ASSERT_TRUE(region_cut(region, page(10), page(20)));
    CU_ASSERT_PTR_EQUAL(region_find(page(9) + 1), region);
    CU_ASSERT_PTR_NULL(region_find(page(10)));
    CU_ASSERT_PTR_NULL(region_find(page(19) + 4095));
    rest = region_find(page(20));
    CU_ASSERT_PTR_NOT_NULL_FATAL(rest);
    compare(region, model, 0, 10);
    compare(rest, model, 20, PAGES - 20);
    CU_ASSERT_TRUE(region_cut(rest, page(20), page(25)));
    CU_ASSERT_TRUE(region_cut(rest, page(35), page(40)));
    compare(rest, model, 25, 10);
    CU_ASSERT_TRUE(region_cut(rest, page(25), page(35)));
    CU_ASSERT_PTR_NULL(region_find(page(30)));
    region_destroy(region);
    CU_ASSERT_PTR_NULL(region_find(page(0)));
    regions_unlock();
}

static void the_table_finds_each_of_many(void)
{
    struct region *regions[500];

    regions_lock();
    for (size_t i = 0; i < 500; i++) {                  /* in an order that is none */
        size_t n = i * 7 % 500;

        regions[n] = region_create(BASE + n * 2 * GRANULARITY, GRANULARITY, MEM_PRIVATE,
                                   PAGE_READONLY, true);
        CU_ASSERT_PTR_NOT_NULL_FATAL(regions[n]);
    }
    for (size_t n = 0; n < 500; n++) {
        CU_ASSERT_PTR_EQUAL(region_find(regions[n]->start), regions[n]);
        CU_ASSERT_PTR_EQUAL(region_find(regions[n]->end - 1), regions[n]);
        CU_ASSERT_PTR_NULL(region_find(regions[n]->end));
    }
    for (size_t i = 0; i < 500; i++)
        region_destroy(regions[i * 11 % 500]);
    CU_ASSERT_PTR_NULL(region_find(BASE));
    regions_unlock();
}

static void after_a_fork_views_are_gone(void)
{
    struct region *kept;

    regions_lock();
    kept = region_create(BASE, GRANULARITY, MEM_PRIVATE, PAGE_READWRITE, true);
    region_create(BASE + GRANULARITY, GRANULARITY, MEM_MAPPED, PAGE_READWRITE, true);
    regions_after_fork();
    CU_ASSERT_PTR_EQUAL(region_find(BASE), kept);
    CU_ASSERT_PTR_NULL(region_find(BASE + GRANULARITY));
    region_destroy(kept);
    regions_unlock();
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(spans_say_what_an_array_of_pages_says),
        TEST(cutting_leaves_what_is_before_and_behind),
        TEST(the_table_finds_each_of_many),
        TEST(after_a_fork_views_are_gone),
    };

    return RUN_SUITE("virtual_region", tests);
}
