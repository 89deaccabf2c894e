/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clocks and delays. Never that something was fast, only that it was long enough. */
#include "winetests/test.h"

#include <time.h>

/* The clocks may disagree about a moment by their grain; 1 ms in units of 100 ns. */
#define GRAIN 10000

static void test_clocks(void)
{
    LARGE_INTEGER before, after, counter, later, frequency;
    ULONG seconds;

    ok_status(NtQuerySystemTime(&before), STATUS_SUCCESS);
    ok_status(NtQuerySystemTime(&after), STATUS_SUCCESS);
    ok(after.QuadPart >= before.QuadPart, "time runs backwards");
    ok(RtlTimeToSecondsSince1970(&before, &seconds), "RtlTimeToSecondsSince1970 failed");
    ok((time_t)seconds <= time(NULL) + 1 && (time_t)seconds >= time(NULL) - 60,
       "another time than the C library's");

    ok_status(NtQueryPerformanceCounter(&counter, &frequency), STATUS_SUCCESS);
    ok(frequency.QuadPart >= 1000, "a clock of %u Hz", (unsigned int)frequency.QuadPart);
    ok_status(NtQueryPerformanceCounter(&later, NULL), STATUS_SUCCESS);
    ok(later.QuadPart >= counter.QuadPart, "time runs backwards");
    ok_equal(RtlQueryPerformanceFrequency(&later), 1);
    ok_equal(later.QuadPart, frequency.QuadPart);
    ok_equal(RtlQueryPerformanceCounter(&later), 1);
    ok(later.QuadPart >= counter.QuadPart, "time runs backwards");
    ok_status(NtQueryPerformanceCounter(no_memory(), NULL), STATUS_ACCESS_VIOLATION);
    ok_status(NtQueryPerformanceCounter(&counter, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtQuerySystemTime(no_memory()), STATUS_ACCESS_VIOLATION);
}

static void test_1970(void)
{
    LARGE_INTEGER when = { .QuadPart = 116444736000000000 };
    ULONG seconds = 1;

    ok(RtlTimeToSecondsSince1970(&when, &seconds), "1970 cannot be told");
    ok_equal(seconds, 0);
    when.QuadPart -= 10000000;
    ok(!RtlTimeToSecondsSince1970(&when, &seconds), "1969 can be told");
    RtlSecondsSince1970ToTime(0x7fffffff, &when);
    ok_equal(when.QuadPart, 116444736000000000 + 0x7fffffffll * 10000000);
    ok(RtlTimeToSecondsSince1970(&when, &seconds), "2038 cannot be told");
    ok_equal(seconds, 0x7fffffff);
}

static void test_delay(void)
{
    LARGE_INTEGER before, after, delay;

    /* relative */
    NtQuerySystemTime(&before);
    ok_status(NtDelayExecution(FALSE, timeout_ms(&delay, 20)), STATUS_SUCCESS);
    NtQuerySystemTime(&after);
    ok(after.QuadPart - before.QuadPart >= 20 * 10000 - GRAIN, "only %u units of 100 ns",
       (unsigned int)(after.QuadPart - before.QuadPart));

    /* absolute */
    NtQuerySystemTime(&delay);
    delay.QuadPart += 20 * 10000;
    ok_status(NtDelayExecution(FALSE, &delay), STATUS_SUCCESS);
    NtQuerySystemTime(&after);
    ok(after.QuadPart >= delay.QuadPart - GRAIN, "too early");

    /* past, and none */
    delay.QuadPart = 1;
    ok_status(NtDelayExecution(FALSE, &delay), STATUS_SUCCESS);
    delay.QuadPart = 0;
    NtDelayExecution(FALSE, &delay);
    /* Wine says STATUS_TIMEOUT of an alertable delay that nothing ended */
    todo_wine ok_status(NtDelayExecution(TRUE, timeout_ms(&delay, 1)), STATUS_SUCCESS);
}

START_TEST(time)
{
    test_clocks();
    test_1970();
    test_delay();
}
