/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded behind libntport-wine.so, this makes Wine look like another one. The environment says how:
 *
 *   FALSE_WINE_VERSION  what it says that it is
 *   FALSE_WINE_PORTS    it makes ports itself: NtCreatePort gives FALSE_PORT
 *   FALSE_WINE_TWICE    its NtCreatePort stands twice in its table, in the place of NtListenPort, too
 *
 * Our dlopen is called by the shim's, before it looks at anything; and what it looks up it asks our dlsym. "Next" is to the C
 * library whoever comes behind its caller, which is us or, when the compiler makes a jump of our last call, who asked us. So
 * our dlsym says itself that our dlopen is next to the shim's.
 */
#include "wine/call.h"
#include "wine/table.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED            __attribute__((visibility("default")))
#define FALSE_PORT          0x4711c
#define SYSTEM_WINE_VERSION 1000

static void *open_library(const char *file, int mode);

static void *wine_library, *query_system_information, *create_port;
static void *(*real_dlsym)(void *, const char *);

static uint64_t query(const uint64_t *a)
{
    const char *version = getenv("FALSE_WINE_VERSION");

    if (a[0] != SYSTEM_WINE_VERSION || !version)
        return wine_call_all(query_system_information, a);
    snprintf((char *)(uintptr_t)a[1], (uint32_t)a[2], "%s", version);
    return 0;
}

static uint64_t create(const uint64_t *a)
{
    *(uint64_t *)(uintptr_t)a[0] = FALSE_PORT;
    return 0;
}

#define PARAMETERS uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e
#define ARGUMENTS  (const uint64_t[MAX_ARGUMENTS]){a, b, c, d, e}
#define BOTH(name)                                                                                \
    static uint64_t WINDOWS_CALL windows_##name(PARAMETERS) { return name(ARGUMENTS); }           \
    static uint64_t system_##name(PARAMETERS) { return name(ARGUMENTS); }
BOTH(query)
BOTH(create)
#define OF_WINE(name) (wine_is_ms_abi ? (void *)windows_##name : (void *)system_##name)

static void *look_up(void *handle, const char *name)
{
    if (!real_dlsym)
        real_dlsym = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
    return real_dlsym(handle, name);
}

EXPORTED void *dlsym(void *handle, const char *name)
{
    if (handle == RTLD_NEXT && !strcmp(name, "dlopen"))
        return (void *)open_library;
    if (handle && handle == wine_library && !strcmp(name, "NtQuerySystemInformation"))
        return OF_WINE(query);
    if (handle && handle == wine_library && create_port && !strcmp(name, "NtCreatePort"))
        return create_port;
    return look_up(handle, name);
}

static void change(void *library)
{
    struct link_map *map = NULL;

    dlinfo(library, RTLD_DI_LINKMAP, &map);
    abi_detect(&wine_is_ms_abi, dlsym(library, "RtlInitUnicodeString"));
    query_system_information = dlsym(library, "NtQuerySystemInformation");
    if (getenv("FALSE_WINE_PORTS")) {
        table_replace(map, dlsym(library, "NtCreatePort"), OF_WINE(create));
        create_port = OF_WINE(create);
    }
    if (getenv("FALSE_WINE_TWICE"))
        table_replace(map, dlsym(library, "NtListenPort"), dlsym(library, "NtCreatePort"));
    wine_library = library;
}

static void *open_library(const char *file, int mode)
{
    void *(*next)(const char *, int) = (void *(*)(const char *, int))look_up(RTLD_NEXT, "dlopen");
    const char *slash = file ? strrchr(file, '/') : NULL;
    void *library = next(file, mode);

    if (library && !wine_library && slash && !strcmp(slash, "/ntdll.so"))
        change(library);
    return library;
}

/* The name alone is the shim's, which comes first. */
EXPORTED void *dlopen(const char *file, int mode)
{
    return open_library(file, mode);
}
