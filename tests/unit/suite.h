/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program of unit tests: a table of them, each named after what it promises, given to CUnit. Its
 * own end says how many failed.
 */
#pragma once

#include <CUnit/Basic.h>
#include <stddef.h>
#include <stdint.h>

struct unit_test {
    const char *name;
    void (*run)(void);
};

#define TEST(function) {#function, function}

static inline int run_suite(const char *name, const struct unit_test *tests, size_t n)
{
    CU_pSuite suite;
    unsigned n_failed;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 99;
    suite = CU_add_suite(name, NULL, NULL);
    if (!suite)
        return 99;
    for (size_t i = 0; i < n; i++)
        if (!CU_add_test(suite, tests[i].name, tests[i].run))
            return 99;
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    n_failed = CU_get_number_of_tests_failed() + (CU_get_number_of_tests_run() != n);
    CU_cleanup_registry();
    return n_failed ? 1 : 0;
}

#define RUN_SUITE(name, tests) run_suite(name, tests, sizeof(tests) / sizeof((tests)[0]))

/* Numbers that are the same in every run, so that a failure comes again. */
static inline uint32_t unit_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}
