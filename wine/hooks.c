/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hooks. Each does its part when the handle is ours, and is the original otherwise. The three that
 * concern memory and the registry only tell when a program begins: one of them is the first call
 * that Wine's loader makes in it, before any import is looked up.
 */
#include "wine/hooks.h"

#include "wine/exports.h"
#include "wine/handles.h"
#include "wine/impersonate.h"
#include "wine/library.h"
#include "wine/loan.h"
#include "wine/memory.h"
#include "wine/process.h"
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

/* 0: it may not be asked by this handle. */
static uint64_t ask_process_id(uint64_t process)
{
    PROCESS_BASIC_INFORMATION information;
    uint32_t status = (uint32_t)wine_call(wine.NtQueryInformationProcess, process, ProcessBasicInformation,
                                          (uintptr_t)&information, sizeof information, 0, 0, 0);

    return status ? 0 : (uintptr_t)information.UniqueProcessId;
}

static uint64_t process_id(uint64_t process)
{
    uint64_t id = ask_process_id(process), askable = 0;

    if (id)
        return id;
    wine_call(wine.NtDuplicateObject, CURRENT_PROCESS, process, CURRENT_PROCESS, (uintptr_t)&askable,
              PROCESS_QUERY_INFORMATION, 0, 0);
    if (!askable)
        return 0;
    id = ask_process_id(askable);
    wine_call(wine.NtClose, askable, 0, 0, 0, 0, 0, 0);
    return id;
}

static bool is_this_process(uint64_t process)
{
    return process == CURRENT_PROCESS || process_id(process) == process_id(CURRENT_PROCESS);
}

/* One that is moved is taken out before, as in closing it: Wine closes the source even when there is no copy, unless it is
 * protected; and the copy may have its number. */
static uint64_t duplicate_of_ours(const uint64_t *a)
{
    const bool moves = a[6] & DUPLICATE_CLOSE_SOURCE;
    struct handle_taken source = moves ? handle_take(a[1]) : handle_hold(a[1]);
    uint64_t status = ORIGINAL(NtDuplicateObject);

    if (!(uint32_t)status && a[3] && is_this_process(a[2]))
        handle_duplicated(&source, *(uint64_t *)(uintptr_t)a[3], (uint32_t)a[4], (uint32_t)a[6]);
    if (!moves)
        handle_let_go(&source);
    else if ((uint32_t)status && handle_is_noted(a[1]))
        handle_put_back(&source, a[1]);
    else
        handle_give_up(&source);
    return status;
}

static uint64_t hook_NtDuplicateObject(const uint64_t *a)
{
    uint64_t *copy = (uint64_t *)(uintptr_t)a[3];
    uint64_t status;

    if (handle_living(a[1]) && is_this_process(a[0])) {
        if (copy)
            *copy = 0;                  /* as Wine does; a fault is Wine's to answer, before we hold anything */
        return duplicate_of_ours(a);
    }
    if (a[6] & DUPLICATE_CLOSE_SOURCE && !is_this_process(a[0]))
        handle_closes_elsewhere(a[0], process_id(a[0]), a[1]);
    status = ORIGINAL(NtDuplicateObject);
    if (!(uint32_t)status && copy && handle_known(*copy) && is_this_process(a[2]))
        handle_closed(*copy);           /* one that had this number was closed behind our back */
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

    return object || loan_of(a[0]) ? wait_single(a, object) : ORIGINAL(NtWaitForSingleObject);
}

static uint64_t hook_NtWaitForMultipleObjects(const uint64_t *a)
{
    const uint64_t *handles = (const uint64_t *)(uintptr_t)a[1];
    uint32_t n = (uint32_t)a[0], n_ours = 0;
    uint64_t objects[MAX_WAIT];

    for (uint32_t i = 0; n <= MAX_WAIT && handles && i < n; i++) {
        objects[i] = handle_living(handles[i]);
        n_ours += objects[i] || loan_of(handles[i]);
    }
    return n_ours ? wait_multiple(a, objects) : ORIGINAL(NtWaitForMultipleObjects);
}

static uint64_t hook_NtSignalAndWaitForSingleObject(const uint64_t *a)
{
    uint64_t signalled = handle_living(a[0]), waited = handle_living(a[1]);

    return signalled || waited || loan_of(a[0]) || loan_of(a[1]) ? wait_after_signal(a, signalled, waited)
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
    return process_open(a);
}

static uint64_t hook_NtOpenThread(const uint64_t *a)
{
    return process_open_thread(a);
}

static uint64_t hook_NtSetInformationThread(const uint64_t *a)
{
    return impersonate_set_thread(a);
}

static uint64_t hook_NtTerminateProcess(const uint64_t *a)
{
    return process_end(a);
}

#define ON_OBJECT(name)                                                                           \
    static uint64_t hook_##name(const uint64_t *a)                                                \
    {                                                                                             \
        uint64_t object = handle_living(a[0]);                                                    \
                                                                                                  \
        return object ? library_call_with(#name, a, object) : ORIGINAL(name);                     \
    }
OBJECT_HOOKS(ON_OBJECT)

/* The same, when it may be an object of Wine's that was sent: both change. */
static uint64_t act_on_both(const uint64_t *a, uint64_t (*original)(const uint64_t *a), mirror_function *act,
                            struct mirrored *call, uint32_t *previous)
{
    uint32_t status;

    if (!loan_act(&status, a[0], act, call))
        return original(a);
    if (!status && previous)
        *previous = call->previous;     /* a fault is Wine's to answer */
    return status;
}

#define ON_BOTH(name, act, how_many, place)                                                       \
    static uint64_t original_##name(const uint64_t *a)                                            \
    {                                                                                             \
        return ORIGINAL(name);                                                                    \
    }                                                                                             \
                                                                                                  \
    static uint64_t hook_##name(const uint64_t *a)                                                \
    {                                                                                             \
        uint64_t object = handle_living(a[0]);                                                    \
        struct mirrored call = {.count = (uint32_t)(how_many)};                                   \
                                                                                                  \
        if (object)                                                                               \
            return library_call_with(#name, a, object);                                           \
        return act_on_both(a, original_##name, act, &call, (uint32_t *)(uintptr_t)(place));       \
    }
ON_BOTH(NtSetEvent, mirror_set_event, 0, a[1])
ON_BOTH(NtResetEvent, mirror_reset_event, 0, a[1])
ON_BOTH(NtClearEvent, mirror_reset_event, 0, 0)
ON_BOTH(NtPulseEvent, mirror_pulse_event, 0, a[1])
ON_BOTH(NtReleaseSemaphore, mirror_release_semaphore, a[1], a[2])

/* Wine's answer, and what ours has. position: of what changes in it */
static uint64_t query_both(const uint64_t *a, uint64_t status, unsigned int position)
{
    uint32_t *information = (uint32_t *)(uintptr_t)a[2], ignored;
    struct mirrored call = {0};

    if (!(uint32_t)status && loan_act(&ignored, a[0], mirror_query, &call))
        information[position] = position ? information[position] | call.previous : information[position] + call.previous;
    return status;
}

#define EVENT_STATE     1
#define SEMAPHORE_COUNT 0

static uint64_t hook_NtQueryEvent(const uint64_t *a)
{
    uint64_t object = handle_living(a[0]);

    return object ? library_call_with("NtQueryEvent", a, object) : query_both(a, ORIGINAL(NtQueryEvent), EVENT_STATE);
}

static uint64_t hook_NtQuerySemaphore(const uint64_t *a)
{
    uint64_t object = handle_living(a[0]);

    return object ? library_call_with("NtQuerySemaphore", a, object)
                  : query_both(a, ORIGINAL(NtQuerySemaphore), SEMAPHORE_COUNT);
}

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
