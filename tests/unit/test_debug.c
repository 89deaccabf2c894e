/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NTDEBUG's grammar, and statuses by name. */
#include "tests/unit/suite.h"

#include "ntdll/debug.h"

#include <ntstatus.h>
#include <stdlib.h>

enum {
    FIXME_BIT = 1,
    ERR_BIT = 2,
    WARN_BIT = 4,
    TRACE_BIT = 8,
    ALL = 15,
    STANDARD = FIXME_BIT | ERR_BIT
};

/* Which classes of the channel are on with this setting. */
static int classes(const char *setting, const char *name)
{
    struct debug_channel channel = {name, 0xff};
    int on = 0;

    setenv("NTDEBUG", setting, 1);
    for (int i = DEBUG_FIXME; i <= DEBUG_TRACE; i++)
        on |= debug_enabled(&channel, (enum debug_class)i) << i;
    return on;
}

static void nothing_said_means_fixme_and_err(void)
{
    CU_ASSERT_EQUAL(classes("", "lpc"), STANDARD);
    CU_ASSERT_EQUAL(classes("+event", "lpc"), STANDARD);
}

static void channels_are_switched_one_by_one(void)
{
    CU_ASSERT_EQUAL(classes("+lpc", "lpc"), ALL);
    CU_ASSERT_EQUAL(classes("lpc", "lpc"), ALL);
    CU_ASSERT_EQUAL(classes("-lpc", "lpc"), 0);
    CU_ASSERT_EQUAL(classes("warn+lpc", "lpc"), STANDARD | WARN_BIT);
    CU_ASSERT_EQUAL(classes("fixme-lpc", "lpc"), ERR_BIT);
    CU_ASSERT_EQUAL(classes("+event,trace+lpc,-event", "lpc"), STANDARD | TRACE_BIT);
    CU_ASSERT_EQUAL(classes("+lpc2,+lp", "lpc"), STANDARD);
}

static void all_means_every_channel_and_later_elements_win(void)
{
    CU_ASSERT_EQUAL(classes("+all", "lpc"), ALL);
    CU_ASSERT_EQUAL(classes("-all", "lpc"), 0);
    CU_ASSERT_EQUAL(classes("-all,+lpc", "lpc"), ALL);
    CU_ASSERT_EQUAL(classes("+all,trace-lpc", "lpc"), ALL & ~TRACE_BIT);
    CU_ASSERT_EQUAL(classes("err-all,warn+all", "lpc"), FIXME_BIT | WARN_BIT);
}

static void a_program_can_be_named(void)
{
    CU_ASSERT_EQUAL(classes("other:+lpc", "lpc"), STANDARD);
    CU_ASSERT_EQUAL(classes("other:-all,+lpc", "lpc"), ALL);
}

static void garbage_switches_nothing(void)
{
    CU_ASSERT_EQUAL(classes(",,+,-,:,nonsense+lpc,+-lpc,:::", "lpc"), STANDARD);
}

static void statuses_have_names(void)
{
    CU_ASSERT_STRING_EQUAL(debug_status(STATUS_SUCCESS), "STATUS_SUCCESS");
    CU_ASSERT_STRING_EQUAL(debug_status(STATUS_INVALID_HANDLE), "STATUS_INVALID_HANDLE");
    CU_ASSERT_STRING_EQUAL(debug_status(STATUS_PORT_DISCONNECTED), "STATUS_PORT_DISCONNECTED");
    CU_ASSERT_STRING_EQUAL(debug_status((NTSTATUS)0xC0ABCDEF), "0xc0abcdef");
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(nothing_said_means_fixme_and_err),
        TEST(channels_are_switched_one_by_one),
        TEST(all_means_every_channel_and_later_elements_win),
        TEST(a_program_can_be_named),
        TEST(garbage_switches_nothing),
        TEST(statuses_have_names),
    };

    return RUN_SUITE("debug", tests);
}
