/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bridge into Wine, with this program in the place of Wine's ntdll.so: which convention it has,
 * and its table of system services.
 */
#include "tests/unit/suite.h"

#include "wine/call.h"
#include "wine/table.h"

#include <dlfcn.h>

struct counted_string {
    uint16_t length, maximum;
    void *buffer;
};

/* RtlInitUnicodeString, as Wine's unix side has it up to 8.9, and from 8.10 on. */
static void WINDOWS_CALL init_windows(struct counted_string *string, const void *source)
{
    *string = (struct counted_string){source ? 2 : 0, source ? 4 : 0, (void *)(uintptr_t)source};
}

static void init_system(struct counted_string *string, const void *source)
{
    *string = (struct counted_string){source ? 2 : 0, source ? 4 : 0, (void *)(uintptr_t)source};
}

static void init_nothing(void)
{
}

static void the_convention_up_to_8_9_is_windows(void)
{
    bool ms_abi = false;

    CU_ASSERT_TRUE(abi_detect(&ms_abi, (void *)init_windows));
    CU_ASSERT_TRUE(ms_abi);
}

static void the_convention_from_8_10_is_the_systems(void)
{
    bool ms_abi = true;

    CU_ASSERT_TRUE(abi_detect(&ms_abi, (void *)init_system));
    CU_ASSERT_FALSE(ms_abi);
}

static void a_function_that_does_something_else_tells_nothing(void)
{
    bool ms_abi;

    CU_ASSERT_FALSE(abi_detect(&ms_abi, (void *)init_nothing));
}

#define PARAMETERS uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f,       \
                   uint64_t g, uint64_t h, uint64_t i, uint64_t j, uint64_t k
#define IN_ORDER   a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k

static uint64_t WINDOWS_CALL sum_windows(PARAMETERS)
{
    return IN_ORDER;
}

static uint64_t sum_system(PARAMETERS)
{
    return IN_ORDER;
}

static void all_arguments_arrive_in_either_convention(void)
{
    const uint64_t all[MAX_ARGUMENTS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    wine_is_ms_abi = true;
    CU_ASSERT_EQUAL(wine_call_all((void *)sum_windows, all), 506);
    CU_ASSERT_EQUAL(wine_call((void *)sum_windows, 1, 2, 3, 4, 5, 6, 7), 140);
    wine_is_ms_abi = false;
    CU_ASSERT_EQUAL(wine_call_all((void *)sum_system, all), 506);
    CU_ASSERT_EQUAL(wine_call((void *)sum_system, 1, 2, 3, 4, 5, 6, 7), 140);
}

/* Wine's: an array of addresses that only the dynamic linker writes. */
static void once_a(void) { }
static void once_b(void) { }
static void twice(void) { }
static void never(void) { }
static void ours(void) { }

static void *const volatile table[] = {
    (void *)once_a, (void *)twice, (void *)once_b, (void *)twice,
};

static const struct link_map *this_program(void)
{
    struct link_map *map = NULL;

    dlinfo(dlopen(NULL, RTLD_NOW), RTLD_DI_LINKMAP, &map);
    return map;
}

static bool is_untouched(void)
{
    return table[0] == (void *)once_a && table[1] == (void *)twice &&
           table[2] == (void *)once_b && table[3] == (void *)twice;
}

static void an_entry_that_stands_once_is_replaced(void)
{
    CU_ASSERT_TRUE(table_replace(this_program(), (void *)once_a, (void *)ours));
    CU_ASSERT_PTR_EQUAL(table[0], (void *)ours);
    CU_ASSERT_PTR_EQUAL(table[2], (void *)once_b);
    table_restore();
    CU_ASSERT_TRUE(is_untouched());
}

static void an_entry_that_is_not_there_is_refused(void)
{
    CU_ASSERT_FALSE(table_replace(this_program(), (void *)never, (void *)ours));
    CU_ASSERT_TRUE(is_untouched());
}

static void an_entry_that_stands_twice_is_refused_and_all_put_back(void)
{
    CU_ASSERT_TRUE(table_replace(this_program(), (void *)once_a, (void *)ours));
    CU_ASSERT_TRUE(table_replace(this_program(), (void *)once_b, (void *)ours));
    CU_ASSERT_FALSE(table_replace(this_program(), (void *)twice, (void *)ours));
    table_restore();
    CU_ASSERT_TRUE(is_untouched());
}

int main(void)
{
#ifdef __SANITIZE_ADDRESS__
    return 77;                          /* what is looked through has its red zones */
#endif
    static const struct unit_test tests[] = {
        TEST(the_convention_up_to_8_9_is_windows),
        TEST(the_convention_from_8_10_is_the_systems),
        TEST(a_function_that_does_something_else_tells_nothing),
        TEST(all_arguments_arrive_in_either_convention),
        TEST(an_entry_that_stands_once_is_replaced),
        TEST(an_entry_that_is_not_there_is_refused),
        TEST(an_entry_that_stands_twice_is_refused_and_all_put_back),
    };

    return RUN_SUITE("wine", tests);
}
