/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NTDEBUG=help lists the channels and ends the program, as Wine's does. */
#include "ntdll/debug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

DEBUG_CHANNEL(relay);                   /* nt-run --trace; it is in a library of its own */

/* Around the section that DEBUG_CHANNEL fills. */
extern struct debug_channel *const __start_ntdll_channels[]
    __attribute__((visibility("hidden"), weak));
extern struct debug_channel *const __stop_ntdll_channels[]
    __attribute__((visibility("hidden"), weak));

static int by_name(const void *a, const void *b)
{
    const struct debug_channel *const *first = a, *const *second = b;

    return strcmp((*first)->name, (*second)->name);
}

static void print_help(void)
{
    size_t n = (size_t)(__stop_ntdll_channels - __start_ntdll_channels);
    struct debug_channel **sorted = malloc(n * sizeof *sorted);

    fputs(
        "NTDEBUG=[program:][class][+|-]channel,...   classes: fixme err warn trace   channels: all",
        stderr);
    if (sorted) {
        memcpy(sorted, __start_ntdll_channels, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_name);
        for (size_t i = 0; i < n; i++)
            if (!i || strcmp(sorted[i]->name, sorted[i - 1]->name))
                fprintf(stderr, " %s", sorted[i]->name);
        free(sorted);
    }
    fputc('\n', stderr);
}

__attribute__((constructor)) static void help_if_asked(void)
{
    const char *value = secure_getenv("NTDEBUG");

    if (value && !strcmp(value, "help")) {
        print_help();
        _exit(0);
    }
}
