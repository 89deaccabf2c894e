/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Loading libntdll.so. Wine's ntdll.so exports the same names; ours is bound by its own path, is not
 * put into the global scope (RTLD_LOCAL), and its calls bind inside it (-Bsymbolic-functions). So
 * neither sees the other's, and RTLD_DEEPBIND, which would also cut it off from what a sanitizer or
 * an allocator puts in front of the C library, is not needed.
 *
 * $NTPORT_WINE_NTDLL names another file; otherwise it lies beside this library.
 */
#include "wine/library.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *library;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void beside_this(char path[PATH_MAX])
{
    const char *slash;
    Dl_info info;

    path[0] = 0;
    if (!dladdr((void *)(uintptr_t)library_call, &info) || !info.dli_fname)
        return;
    slash = strrchr(info.dli_fname, '/');
    if (slash)
        snprintf(path, PATH_MAX, "%.*s/libntdll.so", (int)(slash - info.dli_fname),
                 info.dli_fname);
}

static void load(void)
{
    const char *chosen = secure_getenv("NTPORT_WINE_NTDLL");
    char path[PATH_MAX];

    beside_this(path);
    if (chosen)
        snprintf(path, sizeof path, "%s", chosen);
    __atomic_store_n(&library, dlopen(path, RTLD_NOW | RTLD_LOCAL), __ATOMIC_RELEASE);
    if (!library)
        fprintf(stderr, "ntport: %s\n", dlerror());
}

void *library_call(const char *name)
{
    pthread_once(&once, load);
    return library ? dlsym(library, name) : NULL;
}

uint64_t library_call_with(const char *name, const uint64_t a[MAX_ARGUMENTS], uint64_t object)
{
    uint64_t changed[MAX_ARGUMENTS];

    memcpy(changed, a, sizeof changed);
    changed[0] = object;
    return windows_call(library_call(name), changed);
}

bool library_is_loaded(void)
{
    return __atomic_load_n(&library, __ATOMIC_ACQUIRE);
}
