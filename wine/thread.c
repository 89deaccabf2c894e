/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A thread of Wine's begins in Windows code. Here that is the stub of a system service, put beside
 * those of the port calls, with the thread's argument for its own; so the service runs as the
 * thread, where every system service runs.
 */
#include "wine/thread.h"

#include "wine/wine.h"

#include <stdlib.h>

#define SKIP_THREAD_ATTACH      0x2         /* no DLL is told */
#define THREAD_AM_I_LAST_THREAD 12
#define CURRENT_PROCESS         ((uint64_t)-1)
#define CURRENT_THREAD          ((uint64_t)-2)

struct start {
    thread_function *run;
    void *argument;
};

static void *entry;

static void service(struct start *given)
{
    struct start start = *given;

    free(given);
    start.run(start.argument);
}

static uint64_t system_service(uint64_t a)
{
    service((struct start *)(uintptr_t)a);
    return 0;
}

static uint64_t WINDOWS_CALL windows_service(uint64_t a)
{
    service((struct start *)(uintptr_t)a);
    return 0;
}

void *const thread_service[2] = {(void *)system_service, (void *)windows_service};

void thread_entry_set(void *code)
{
    entry = code;
}

bool thread_start(thread_function *run, void *argument)
{
    struct start *start = malloc(sizeof *start);
    uint64_t thread = 0;
    uint32_t status;

    if (!start)
        return false;
    *start = (struct start){run, argument};
    status = (uint32_t)wine_call_all(
        wine.NtCreateThreadEx,
        (uint64_t[MAX_ARGUMENTS]){(uintptr_t)&thread, THREAD_ALL_ACCESS, 0, CURRENT_PROCESS,
                                  (uintptr_t)entry, (uintptr_t)start, SKIP_THREAD_ATTACH});
    if (status) {
        free(start);
        return false;
    }
    wine_call(wine.NtClose, thread, 0, 0, 0, 0, 0, 0);
    return true;
}

bool thread_is_last(void)
{
    uint32_t last = 0;

    wine_call(wine.NtQueryInformationThread, CURRENT_THREAD, THREAD_AM_I_LAST_THREAD,
              (uintptr_t)&last, sizeof last, 0, 0, 0);
    return last;
}
