/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes and threads; see process.h. */
#include "wine/process.h"

#include "wine/census.h"
#include "wine/library.h"
#include "wine/object.h"
#include "wine/wine.h"

#include <ntalpcapi.h>
#include <ntpsapi.h>
#include <stdio.h>

#define CURRENT_PROCESS ((uint64_t)-1)
#define CURRENT_THREAD  ((uint64_t)-2)
#define END_TIME        (-50000000ll)   /* 5 s */

/* --- opening, by an id or a message --- */

static uint32_t open_by(void *function, const uint64_t *place_access_attributes, const uint64_t id[2])
{
    return (uint32_t)wine_call(function, place_access_attributes[0], place_access_attributes[1],
                               place_access_attributes[2], (uintptr_t)id, 0, 0, 0);
}

static uint32_t process_of_thread(uint32_t thread)
{
    unsigned int process = 0;
    char path[64], line[256];
    FILE *file;

    snprintf(path, sizeof path, "/proc/%u/status", thread);
    file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file) && sscanf(line, "Tgid: %u", &process) != 1)
        ;
    if (file)
        fclose(file);
    return process;
}

static uint64_t open_either(void *function, const uint64_t *a, bool is_thread)
{
    const uint64_t *id = (const uint64_t *)(uintptr_t)a[3];
    uint64_t status = wine_call_all(function, a), changed[2];
    struct census_ids systems, wines;

    if ((uint32_t)status != (uint32_t)STATUS_INVALID_CID || !library_is_loaded())
        return status;
    systems = (struct census_ids){(uint32_t)id[0], is_thread ? (uint32_t)id[1] : 0};
    if (is_thread && !systems.process)
        systems.process = process_of_thread(systems.thread);
    if (!census_find(&wines, &systems))
        return status;
    changed[0] = id[0] ? wines.process : 0;
    changed[1] = wines.thread;
    return open_by(function, a, changed);
}

uint64_t process_open(const uint64_t *a)
{
    return open_either(wine.NtOpenProcess, a, false);
}

uint64_t process_open_thread(const uint64_t *a)
{
    return open_either(wine.NtOpenThread, a, true);
}

/* How our server is asked whom a handle of ours is of. */
struct question {
    const char *open, *query;
    uint64_t access, information;
};
static const struct question of_process = {"NtAlpcOpenSenderProcess", "NtQueryInformationProcess",
                                           PROCESS_QUERY_LIMITED_INFORMATION, ProcessBasicInformation};
static const struct question of_thread = {"NtAlpcOpenSenderThread", "NtQueryInformationThread",
                                          THREAD_QUERY_LIMITED_INFORMATION, ThreadBasicInformation};

union answer {
    PROCESS_BASIC_INFORMATION process;
    THREAD_BASIC_INFORMATION thread;
};

static uint32_t query(struct census_ids *systems, uint64_t object, const struct question *question)
{
    union answer basic = {0};
    uint32_t status = ours_call(question->query, object, question->information, (uintptr_t)&basic,
                                question == &of_thread ? sizeof basic.thread : sizeof basic.process, 0);

    if (question == &of_thread)
        *systems = (struct census_ids){(uint32_t)(uintptr_t)basic.thread.ClientId.UniqueProcess,
                                       (uint32_t)(uintptr_t)basic.thread.ClientId.UniqueThread};
    else
        *systems = (struct census_ids){(uint32_t)basic.process.UniqueProcessId, 0};
    return status;
}

/* Our server says whom, and whether that may be. */
static uint32_t ask(struct census_ids *systems, const uint64_t *a, const struct question *question)
{
    uint64_t object = 0;
    uint32_t status = ours_call(question->open, (uintptr_t)&object, a[1], a[2], a[3], question->access, a[5]);

    if (status)
        return status;
    status = query(systems, object, question);
    ours_close(object);
    return status;
}

static uint32_t open_found(void *function, const uint64_t *a, const struct census_ids *systems)
{
    const uint64_t place_access_attributes[] = {a[0], a[4], a[5]};
    struct census_ids wines;

    if (!census_find(&wines, systems))
        return (uint32_t)STATUS_INVALID_CID;
    return open_by(function, place_access_attributes, (uint64_t[]){wines.process, wines.thread});
}

uint64_t process_open_sender(const uint64_t *a, const uint64_t *given)
{
    struct census_ids systems;
    uint32_t status = ask(&systems, a, &of_process);

    (void)given;
    return status ? status : open_found(wine.NtOpenProcess, a, &systems);
}

uint64_t process_open_sender_thread(const uint64_t *a, const uint64_t *given)
{
    struct census_ids systems;
    uint32_t status = ask(&systems, a, &of_thread);

    (void)given;
    return status ? status : open_found(wine.NtOpenThread, a, &systems);
}

/* --- handles of the one for the other --- */

static uint64_t open_ours(const char *call, uint64_t access, const struct census_ids *systems)
{
    OBJECT_ATTRIBUTES none = {.Length = sizeof none};
    const uint64_t id[2] = {systems->process, systems->thread};
    uint64_t object = 0;

    ours_call(call, (uintptr_t)&object, access, (uintptr_t)&none, (uintptr_t)id);
    return object;
}

uint64_t process_import_thread(uint64_t thread, uint32_t access)
{
    THREAD_BASIC_INFORMATION basic = {0};
    struct census_ids wines, systems;

    if ((uint32_t)wine_call(wine.NtQueryInformationThread, thread, ThreadBasicInformation, (uintptr_t)&basic,
                            sizeof basic, 0, 0, 0))
        return 0;
    wines = (struct census_ids){(uint32_t)(uintptr_t)basic.ClientId.UniqueProcess,
                                (uint32_t)(uintptr_t)basic.ClientId.UniqueThread};
    return census_find_system(&systems, &wines) ? open_ours("NtOpenThread", access, &systems) : 0;
}

uint64_t process_import(uint64_t process, uint32_t access)
{
    PROCESS_BASIC_INFORMATION basic = {0};
    struct census_ids wines = {0}, systems;

    if ((uint32_t)wine_call(wine.NtQueryInformationProcess, process, ProcessBasicInformation, (uintptr_t)&basic,
                            sizeof basic, 0, 0, 0))
        return 0;
    wines.process = (uint32_t)basic.UniqueProcessId;
    return census_find_system(&systems, &wines) ? open_ours("NtOpenProcess", access, &systems) : 0;
}

/* Who was given less than to ask asks by a handle of its own. */
static uint32_t query_anyhow(struct census_ids *systems, uint64_t object, const struct question *question)
{
    uint64_t own = 0;
    uint32_t status = query(systems, object, question);

    if (status != (uint32_t)STATUS_ACCESS_DENIED)
        return status;
    status = ours_call("NtDuplicateObject", CURRENT_PROCESS, object, CURRENT_PROCESS, (uintptr_t)&own,
                       question->access, 0, 0);
    if (status)
        return status;
    status = query(systems, own, question);
    ours_close(own);
    return status;
}

static uint32_t export(uint64_t *handle, uint64_t object, uint32_t access, const struct question *question)
{
    OBJECT_ATTRIBUTES none = {.Length = sizeof none};
    const uint64_t how[] = {(uintptr_t)handle, access, (uintptr_t)&none};
    struct census_ids systems, wines;
    uint32_t status = query_anyhow(&systems, object, question);

    if (status)
        return status;
    if (!census_find(&wines, &systems))
        return (uint32_t)STATUS_INVALID_CID;
    return open_by(question == &of_thread ? wine.NtOpenThread : wine.NtOpenProcess, how,
                   (uint64_t[]){wines.process, wines.thread});
}

uint32_t process_export_thread(uint64_t *thread, uint64_t object, uint32_t access)
{
    return export(thread, object, access, &of_thread);
}

uint32_t process_export(uint64_t *process, uint64_t object, uint32_t access)
{
    return export(process, object, access, &of_process);
}

/* For a thread that has made no call of ours stands this one: it waits for nothing, either. */
static uint32_t thread_to_ask_about(uint64_t *object, uint64_t thread)
{
    THREAD_BASIC_INFORMATION basic;
    uint32_t status = (uint32_t)wine_call(wine.NtQueryInformationThread, thread, ThreadBasicInformation,
                                          (uintptr_t)&basic, sizeof basic, 0, 0, 0);

    if (status)
        return status;
    *object = process_import_thread(thread, THREAD_QUERY_LIMITED_INFORMATION);
    if (!*object)
        *object = CURRENT_THREAD;
    return 0;
}

uint64_t process_query_port(const uint64_t *a, const uint64_t *given)
{
    ALPC_SERVER_INFORMATION *information = (void *)(uintptr_t)a[2];
    uint64_t thread, object;
    uint32_t status;

    (void)given;
    if ((uint32_t)a[1] != AlpcServerInformation || (uint32_t)a[3] < sizeof *information)
        return windows_call(library_call("NtAlpcQueryInformation"), a);
    thread = (uintptr_t)information->In.ThreadHandle;       /* a fault is Wine's to answer */
    status = thread_to_ask_about(&object, thread);
    if (status)
        return status;
    information->In.ThreadHandle = (HANDLE)(uintptr_t)object;
    status = (uint32_t)windows_call(library_call("NtAlpcQueryInformation"), a);
    if (status)
        information->In.ThreadHandle = (HANDLE)(uintptr_t)thread;
    if (object != CURRENT_THREAD)
        ours_close(object);
    return status;
}

uint64_t process_end(const uint64_t *a)
{
    const int64_t patience = END_TIME;
    uint64_t process = a[0] && a[0] != CURRENT_PROCESS && library_is_loaded() ? process_import(a[0], SYNCHRONIZE) : 0;
    uint64_t status = wine_call_all(wine.NtTerminateProcess, a);

    if (!process)
        return status;
    if (!(uint32_t)status)
        ours_call("NtWaitForSingleObject", process, false, (uintptr_t)&patience);
    ours_close(process);
    return status;
}
