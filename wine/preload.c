/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libntport-wine.so: loaded in front of Wine (LD_PRELOAD), it gives Windows programs the ports.
 *
 * Wine's loader opens its ntdll.so by dlopen, which we define; at that moment the library is mapped
 * and none of Wine's code has run. Then its table of system services is changed. Everything else
 * waits until a program begins (exports.c). In processes that are not Wine's programs, wineserver
 * among them, nothing happens.
 */
#include "wine/existing.h"
#include "wine/forward.h"
#include "wine/hooks.h"
#include "wine/table.h"
#include "wine/wine.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *dlopen(const char *file, int mode) __attribute__((visibility("default")));
void ntport_hold_signals(sigset_t *before) __attribute__((visibility("default")));

/* For libntdll's time with a lock (ntdll/client/session.c): Wine ends a thread by the one of these, wherever it is, and
 * suspends it by the other. */
void ntport_hold_signals(sigset_t *before)
{
    sigset_t held;

    sigemptyset(&held);
    sigaddset(&held, SIGQUIT);
    sigaddset(&held, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &held, before);
}

void refuse(const char *format, ...)
{
    char text[400];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(stderr, "ntport: no ports under this Wine: %s\n", text);
}

static bool find_calls(void *library)
{
#define FIND(name) wine.name = dlsym(library, #name);
    HOOKS(FIND)
    USED(FIND)
    FIND(ntdll_init_syscalls)
    FIND(KeAddSystemServiceTable)
#define IS_THERE(name) && wine.name
    return true HOOKS(IS_THERE) USED(IS_THERE) &&
           (wine.ntdll_init_syscalls || wine.KeAddSystemServiceTable);
}

/* Those port calls that Wine has are in its own table; NULL, or the one that is not there so. */
static const char *take_over(void *library, const struct link_map *map)
{
    for (unsigned int i = 0; i < N_CALLS; i++) {
        void *original = dlsym(library, calls[i].name);

        if (!original)
            continue;
        if (!table_replace(map, original, calls[i].entry[wine_is_ms_abi]))
            return calls[i].name;
        existing_add(i, original);
    }
    return NULL;
}

static void begin(void *library)
{
    struct link_map *map = NULL;
    const char *missing;

    if (!find_calls(library) || dlinfo(library, RTLD_DI_LINKMAP, &map) ||
        !abi_detect(&wine_is_ms_abi, wine.RtlInitUnicodeString)) {
        refuse("its ntdll.so is not one that is known");
        return;
    }
    missing = hooks_install(map);
    if (!missing)
        missing = take_over(library, map);
    if (!missing)
        return;
    table_restore();
    refuse("%s is not where it was expected", missing);
}

static bool is_wine(const char *file)
{
    const char *slash = file ? strrchr(file, '/') : NULL;

    return slash && !strcmp(slash, "/ntdll.so");
}

void *dlopen(const char *file, int mode)
{
    static void *(*next)(const char *, int);
    static bool begun;
    void *library;

    if (!next)
        next = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
    library = next(file, mode);
    if (library && !begun && is_wine(file)) {
        begun = true;
        begin(library);
    }
    return library;
}
