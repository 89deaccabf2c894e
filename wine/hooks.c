/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hooks. Each does its part when the handle is ours, and is the original otherwise. The three that
 * concern memory and the registry only tell when a program begins: one of them is the first call
 * that Wine's loader makes in it, before any import is looked up.
 */
#include "wine/hooks.h"

#include "wine/census.h"
#include "wine/exports.h"
#include "wine/handles.h"
#include "wine/impersonate.h"
#include "wine/library.h"
#include "wine/loan.h"
#include "wine/memory.h"
#include "wine/table.h"
#include "wine/wait.h"
#include "wine/wine.h"

#include <stddef.h>

#define CURRENT_PROCESS ((uint64_t)-1)

struct wine wine;

#define ORIGINAL(name) wine_call_all(wine.name, a)

static uint64_t hook_NtClose(const uint64_t *a)
{
    struct handle_taken taken = handle_take(a[0]);
    uint64_t status;

    loan_closed(a[0]);
    status = ORIGINAL(NtClose);
    if ((uint32_t)status)
        handle_put_back(&taken, a[0]);
    else
        handle_give_up(&taken);
    return status;
}

static uint64_t hook_NtDuplicateObject(const uint64_t *a)
{
    bool here = a[0] == CURRENT_PROCESS && handle_living(a[1]);
    uint64_t status = ORIGINAL(NtDuplicateObject);

    if ((uint32_t)status || !here)
        return status;
    if (a[2] == CURRENT_PROCESS && a[3])
        handle_duplicated(a[1], *(uint64_t *)(uintptr_t)a[3], (uint32_t)a[4], (uint32_t)a[6]);
    if (a[6] & DUPLICATE_CLOSE_SOURCE)
        handle_closed(a[1]);
    return status;
}

static uint64_t hook_NtQueryObject(const uint64_t *a)
{
    uint64_t object = handle_living(a[0]);

    return object ? library_call_with("NtQueryObject", a, object) : ORIGINAL(NtQueryObject);
}

static uint64_t hook_NtWaitForSingleObject(const uint64_t *a)
{
    uint64_t object = handle_living(a[0]);

    return object || loan_of_event(a[0]) ? wait_single(a, object) : ORIGINAL(NtWaitForSingleObject);
}

static uint64_t hook_NtWaitForMultipleObjects(const uint64_t *a)
{
    const uint64_t *handles = (const uint64_t *)(uintptr_t)a[1];
    uint32_t n = (uint32_t)a[0], n_ours = 0;
    uint64_t objects[MAX_WAIT];

    for (uint32_t i = 0; n <= MAX_WAIT && handles && i < n; i++) {
        objects[i] = handle_living(handles[i]);
        n_ours += objects[i] || loan_of_event(handles[i]);
    }
    return n_ours ? wait_multiple(a, objects) : ORIGINAL(NtWaitForMultipleObjects);
}

static uint64_t hook_NtSignalAndWaitForSingleObject(const uint64_t *a)
{
    uint64_t signalled = handle_living(a[0]), waited = handle_living(a[1]);

    return signalled || waited ? wait_after_signal(a, signalled, waited)
                               : ORIGINAL(NtSignalAndWaitForSingleObject);
}

/* Views of ours are not in Wine's list. */
static uint64_t hook_NtUnmapViewOfSection(const uint64_t *a)
{
    uint64_t status = ORIGINAL(NtUnmapViewOfSection);

    if ((uint32_t)status != (uint32_t)STATUS_NOT_MAPPED_VIEW || a[0] != CURRENT_PROCESS || !library_is_loaded())
        return status;
    return windows_call(library_call("NtUnmapViewOfSection"), a);
}

static uint64_t hook_NtOpenProcess(const uint64_t *a)
{
    return census_open_process(a);
}

static uint64_t hook_NtOpenThread(const uint64_t *a)
{
    return census_open_thread(a);
}

static uint64_t hook_NtSetInformationThread(const uint64_t *a)
{
    return impersonate_set_thread(a);
}

static uint64_t hook_NtTerminateProcess(const uint64_t *a)
{
    return census_end_process(a);
}

#define ON_OBJECT(name)                                                                           \
    static uint64_t hook_##name(const uint64_t *a)                                                \
    {                                                                                             \
        uint64_t object = handle_living(a[0]);                                                    \
                                                                                                  \
        if (object)                                                                               \
            return library_call_with(#name, a, object);                                           \
        loan_pull(a[0]);                                                                          \
        return ORIGINAL(name);                                                                    \
    }
OBJECT_HOOKS(ON_OBJECT)

static uint64_t hook_NtAllocateVirtualMemory(const uint64_t *a)
{
    exports_extend();
    return memory_commit(a, ORIGINAL(NtAllocateVirtualMemory));
}

static uint64_t hook_NtQueryVirtualMemory(const uint64_t *a)
{
    exports_extend();
    return memory_query(a, ORIGINAL(NtQueryVirtualMemory));
}

static uint64_t hook_NtProtectVirtualMemory(const uint64_t *a)
{
    return memory_protect(a, ORIGINAL(NtProtectVirtualMemory));
}

static uint64_t hook_NtOpenKeyEx(const uint64_t *a)
{
    exports_extend();
    return ORIGINAL(NtOpenKeyEx);
}

#define PARAMETERS uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f,       \
                   uint64_t g, uint64_t h, uint64_t i, uint64_t j
#define GATHER     (const uint64_t[MAX_ARGUMENTS]){a, b, c, d, e, f, g, h, i, j}

#define ENTRIES(name)                                                                             \
    static uint64_t system_##name(PARAMETERS)                                                     \
    {                                                                                             \
        return hook_##name(GATHER);                                                               \
    }                                                                                             \
    static uint64_t WINDOWS_CALL windows_##name(PARAMETERS)                                       \
    {                                                                                             \
        return hook_##name(GATHER);                                                               \
    }
HOOKS(ENTRIES)

#define ROW(name) {#name, offsetof(struct wine, name), {(void *)system_##name, (void *)windows_##name}},
static const struct hook {
    const char *name;
    size_t original;
    void *entry[2];
} hooks[] = {HOOKS(ROW)};

const char *hooks_install(const struct link_map *library)
{
    for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
        void *original = *(void **)(void *)((char *)&wine + hooks[i].original);

        if (!table_replace(library, original, hooks[i].entry[wine_is_ms_abi]))
            return hooks[i].name;
    }
    return NULL;
}
