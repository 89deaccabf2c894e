/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntdll_test: every family in one program, as Wine has it.
 *
 *   ntdll_test NAME...           runs these families
 *   ntdll_test --list            says which there are
 *   ntdll_test --break HOW       does what a runner must notice: fail, hang, crash, linger
 *   ntdll_test --actor ENDS...   a helper process (actor.h)
 *
 * NTPORT_TEST_TIMEOUT is the number of seconds after which a family is over in any case.
 */
#include "winetests/actor.h"

#define FAMILY(name, about) void test_##name(void);
#include "winetests/families.h"

static const struct family {
    const char *name, *about;
    void (*run)(void);
} families[] = {
#define FAMILY(name, about) { #name, about, test_##name },
#include "winetests/families.h"
};

#define N_FAMILIES (sizeof(families) / sizeof(families[0]))
#define DEFAULT_TIMEOUT 120
#define SKIPPED 77              /* as automake's tests say it */

static ULONG handle_count(void)
{
    ULONG count = 0;

    NtQueryInformationProcess(NtCurrentProcess(), ProcessHandleCount, &count, sizeof(count), NULL);
    return count;
}

static void nothing(void *args)
{
    (void)args;
}

/* What the library keeps after its first use is no leak. */
static void warm_up(void)
{
    struct actor *actor = actor_thread();
    LARGE_INTEGER timeout;
    HANDLE event;

    if (!NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE)) {
        NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, 0));
        NtClose(event);
    }
    actor_call(actor, nothing, NULL, 0);
    actor_leave(actor);
    no_memory();
    readonly_memory();
    memory_before_fault(1);
}

/* Back to what was held before: what belongs to a helper that was killed goes a moment later. */
static struct holdings holdings_settle(const struct holdings *wanted)
{
    struct holdings now = holdings_count();
    LARGE_INTEGER pause;
    int tries;

    for (tries = 0; tries < PATIENCE_MS / 10; tries++) {
        if (now.descriptors <= wanted->descriptors && now.mappings <= wanted->mappings)
            break;
        NtDelayExecution(FALSE, timeout_ms(&pause, 10));
        now = holdings_count();
    }
    return now;
}

static void family_run(const struct family *family)
{
    struct holdings before, after;
    ULONG handles;

    warm_up();
    handles = handle_count();
    before = holdings_count();
    family->run();
    after = holdings_settle(&before);
    if (!running_under_wine())
        ok_equal(handle_count(), handles);
    ok(after.descriptors <= before.descriptors, "%u descriptors more than before",
       after.descriptors - before.descriptors);
    ok(after.mappings <= before.mappings, "%u shared mappings more than before",
       after.mappings - before.mappings);
}

/* Wine's summary, line by line what the runner reads. */
static bool summary(const char *name)
{
    struct test_counts counts = test_counts_take();

    printf("%s: %u tests executed (%u marked as todo, %u failures), %u skipped.\n", name,
           counts.tests, counts.todos, counts.failures, counts.skips);
    fflush(stdout);
    return !counts.failures;
}

static int family_find_and_run(const char *name, unsigned int timeout)
{
    size_t i;

    for (i = 0; i < N_FAMILIES; i++) {
        if (!strcmp(families[i].name, name)) {
            watchdog_start(timeout, name);
            family_run(&families[i]);
            if (!summary(name))
                return 1;
            return test_family_was_skipped() ? SKIPPED : 0;
        }
    }
    printf("no family is called %s; ntdll_test --list shows them\n", name);
    return 2;
}

#define LINGER_SECONDS 30

static void wait_at_exit(void)
{
    LARGE_INTEGER delay;

    NtDelayExecution(FALSE, timeout_ms(&delay, LINGER_SECONDS * 1000));
}

/* Makes a helper process stay when its teller has gone. */
static void outlive(void *args)
{
    (void)args;
    atexit(wait_at_exit);
}

static int misbehave(const char *how, unsigned int timeout)
{
    LARGE_INTEGER delay;

    watchdog_start(timeout, how);
    warm_up();
    if (!strcmp(how, "fail"))
        ok(false, "meant to fail");
    else if (!strcmp(how, "crash"))
        *(volatile int *)no_memory() = 0;
    else if (!strcmp(how, "hang"))
        for (;;)
            NtDelayExecution(FALSE, timeout_ms(&delay, 1000));
    else if (!strcmp(how, "linger"))
        actor_call(actor_process(1), outlive, NULL, 0);
    return summary(how) ? 0 : 1;
}

int main(int argc, char **argv)
{
    const char *seconds = getenv("NTPORT_TEST_TIMEOUT");
    unsigned int timeout = seconds ? (unsigned int)atoi(seconds) : DEFAULT_TIMEOUT;
    int i, result = 0, one;

    if (argc >= 3 && !strcmp(argv[1], "--actor")) {
        watchdog_start(timeout + 10, "helper process");
        actor_main(argc - 2, argv + 2);
    }
    if (argc == 2 && !strcmp(argv[1], "--list")) {
        for (i = 0; i < (int)N_FAMILIES; i++)
            printf("%-20s %s\n", families[i].name, families[i].about);
        return 0;
    }
    if (argc == 3 && !strcmp(argv[1], "--break"))
        return misbehave(argv[2], timeout);
    if (argc < 2) {
        printf("usage: ntdll_test NAME... | --list\n");
        return 2;
    }
    for (i = 1; i < argc; i++) {
        one = family_find_and_run(argv[i], timeout);
        if (one > result)
            result = one;
    }
    return result;
}
