/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The census. Each process shows a section in our server, named after the id that the system has for
 * it: Wine's id, its card (identity.h), and both ids of each of its threads that has made one of our
 * calls. Whoever reads it lets Wine and the kernel confirm that the process is the one.
 */
#include "wine/census.h"

#include "wine/identity.h"
#include "wine/library.h"
#include "wine/name.h"
#include "wine/wine.h"

#include <ntalpcapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CURRENT_PROCESS ((uint64_t)-1)
#define CURRENT_THREAD  ((uint64_t)-2)
#define N_THREADS       4096
#define VIEW_UNMAP      2
#define SEC_COMMIT      0x8000000
#define END_TIME        (-50000000ll)   /* 5 s */
#define PAGE_NAME       "ntport-wine-%x"

struct page {
    struct identity identity;
    struct { uint32_t system, wine; } threads[N_THREADS];
};

/* --- one's own --- */

static struct page *mine;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct page_name {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING string;
    uint16_t text[64];
};

static void make_name(struct page_name *name, uint32_t system_pid)
{
    char text[64];
    int n = snprintf(text, sizeof text, "\\BaseNamedObjects\\" PAGE_NAME, system_pid);

    for (int i = 0; i < n; i++)
        name->text[i] = (uint16_t)text[i];
    name->string = (UNICODE_STRING){(USHORT)(2 * n), (USHORT)(2 * n), (PWSTR)name->text};
    name->attributes = (OBJECT_ATTRIBUTES){.Length = sizeof name->attributes, .ObjectName = &name->string};
}

static void ours_close(uint64_t object)
{
    windows_call(library_call("NtClose"), (uint64_t[MAX_ARGUMENTS]){object});
}

static void *map(uint64_t section, uint32_t protection)
{
    uint64_t base = 0, size = 0;
    uint32_t status = (uint32_t)windows_call(
        library_call("NtMapViewOfSection"),
        (uint64_t[MAX_ARGUMENTS]){section, CURRENT_PROCESS, (uintptr_t)&base, 0, 0, 0, (uintptr_t)&size,
                                  VIEW_UNMAP, 0, protection});

    return status ? NULL : (void *)(uintptr_t)base;
}

/* The section stays open, or its name would go. */
static void make_mine(void)
{
    int64_t size = sizeof *mine;
    struct identity identity;
    struct page_name name;
    uint64_t section = 0;

    if (!identity_mine(&identity))
        return;
    make_name(&name, identity.system_pid);
    if ((uint32_t)windows_call(library_call("NtCreateSection"),
                               (uint64_t[MAX_ARGUMENTS]){(uintptr_t)&section, SECTION_ALL_ACCESS,
                                                         (uintptr_t)&name.attributes, (uintptr_t)&size,
                                                         PAGE_READWRITE, SEC_COMMIT, 0}))
        return;
    mine = map(section, PAGE_READWRITE);
    if (mine)
        mine->identity = identity;
}

static uint32_t own_wine_tid(void)
{
    THREAD_BASIC_INFORMATION basic = {0};

    wine_call(wine.NtQueryInformationThread, CURRENT_THREAD, ThreadBasicInformation, (uintptr_t)&basic,
              sizeof basic, 0, 0, 0);
    return (uint32_t)(uintptr_t)basic.ClientId.UniqueThread;
}

/* Under lock. The place of a thread that has ended is free again. */
static void add_thread(uint32_t system, uint32_t wines)
{
    for (uint32_t i = 0; i < N_THREADS; i++) {
        uint32_t there = mine->threads[i].system;

        if (there && there != system && !syscall(SYS_tgkill, getpid(), there, 0))
            continue;
        mine->threads[i].wine = wines;
        __atomic_store_n(&mine->threads[i].system, system, __ATOMIC_RELEASE);
        return;
    }
}

void census_join(void)
{
    static __thread bool joined;
    static bool tried;

    if (__builtin_expect(joined, true))
        return;
    joined = true;
    pthread_mutex_lock(&lock);
    if (!tried) {
        names_begin();
        make_mine();
    }
    tried = true;
    if (mine)
        add_thread((uint32_t)gettid(), own_wine_tid());
    pthread_mutex_unlock(&lock);
}

/* --- others' --- */

static uint32_t thread_in(const struct page *page, uint32_t system)
{
    for (uint32_t i = 0; i < N_THREADS; i++)
        if (__atomic_load_n(&page->threads[i].system, __ATOMIC_ACQUIRE) == system)
            return page->threads[i].wine;
    return 0;
}

/* The one that is alive, if an id has been used again: that joined after the other had ended, in its place or
 * behind it. */
static uint32_t system_thread_in(const struct page *page, uint32_t wines)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < N_THREADS; i++) {
        uint32_t system = __atomic_load_n(&page->threads[i].system, __ATOMIC_ACQUIRE);

        if (system && page->threads[i].wine == wines &&
            !syscall(SYS_tgkill, page->identity.system_pid, system, 0))
            found = system;
    }
    return found;
}

static void page_close(const struct page *page)
{
    windows_call(library_call("NtUnmapViewOfSection"),
                 (uint64_t[MAX_ARGUMENTS]){CURRENT_PROCESS, (uintptr_t)page});
}

static const struct page *page_open(uint32_t system_pid)
{
    const struct page *page;
    struct page_name name;
    uint64_t section = 0;

    make_name(&name, system_pid);
    if ((uint32_t)windows_call(library_call("NtOpenSection"),
                               (uint64_t[MAX_ARGUMENTS]){(uintptr_t)&section, SECTION_MAP_READ,
                                                         (uintptr_t)&name.attributes}))
        return NULL;
    page = map(section, PAGE_READONLY);
    ours_close(section);
    return page;
}

static bool confirm(const struct identity *identity, uint32_t system_pid)
{
    uint64_t process;

    if (identity->system_pid != system_pid)
        return false;
    process = identity_open(identity);
    if (process)
        wine_call(wine.NtClose, process, 0, 0, 0, 0, 0, 0);
    return process;
}

bool census_find(struct census_ids *wines, const struct census_ids *systems)
{
    const struct page *page = page_open(systems->process);
    struct identity identity;

    if (!page)
        return false;
    identity = page->identity;
    *wines = (struct census_ids){identity.wine_pid, systems->thread ? thread_in(page, systems->thread) : 0};
    page_close(page);
    return confirm(&identity, systems->process) && (!systems->thread || wines->thread);
}

static bool is_page_of(struct census_ids *systems, uint32_t system_pid, const struct census_ids *wines)
{
    const struct page *page = page_open(system_pid);
    struct identity identity;

    if (!page)
        return false;
    identity = page->identity;
    *systems = (struct census_ids){system_pid, 0};
    if (identity.wine_pid == wines->process && wines->thread)
        systems->thread = system_thread_in(page, wines->thread);
    page_close(page);
    return identity.wine_pid == wines->process && confirm(&identity, system_pid);
}

/* false: it is not the name of a page */
static bool read_name(uint32_t *system_pid, const UNICODE_STRING *string)
{
    char text[64] = "", rest;

    for (unsigned int i = 0; i < string->Length / 2u && i < sizeof text - 1; i++)
        text[i] = (char)((const uint16_t *)string->Buffer)[i];
    return sscanf(text, PAGE_NAME "%c", system_pid, &rest) == 1;
}

static uint64_t open_directory(void)
{
    static uint16_t text[] = u"\\BaseNamedObjects";
    UNICODE_STRING string = {sizeof text - 2, sizeof text - 2, (PWSTR)text};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes, .ObjectName = &string};
    uint64_t directory = 0;

    windows_call(library_call("NtOpenDirectoryObject"),
                 (uint64_t[MAX_ARGUMENTS]){(uintptr_t)&directory, DIRECTORY_QUERY, (uintptr_t)&attributes});
    return directory;
}

static bool find_in(struct census_ids *systems, uint64_t directory, const struct census_ids *wines)
{
    union { OBJECT_DIRECTORY_INFORMATION one; uint8_t bytes[2048]; } entry;
    uint32_t context = 0, system_pid;
    bool found = false;

    while (!found && !(uint32_t)windows_call(
                         library_call("NtQueryDirectoryObject"),
                         (uint64_t[MAX_ARGUMENTS]){directory, (uintptr_t)&entry, sizeof entry, true, false,
                                                   (uintptr_t)&context, 0}))
        found = read_name(&system_pid, &entry.one.Name) && is_page_of(systems, system_pid, wines);
    return found;
}

bool census_find_system(struct census_ids *systems, const struct census_ids *wines)
{
    uint64_t directory;
    bool found;

    if (mine && mine->identity.wine_pid == wines->process) {
        *systems = (struct census_ids){mine->identity.system_pid, system_thread_in(mine, wines->thread)};
        return !wines->thread || systems->thread;
    }
    directory = open_directory();
    if (!directory)
        return false;
    found = find_in(systems, directory, wines);
    ours_close(directory);
    return found && (!wines->thread || systems->thread);
}

/* --- opening --- */

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

uint64_t census_open_process(const uint64_t *a)
{
    return open_either(wine.NtOpenProcess, a, false);
}

uint64_t census_open_thread(const uint64_t *a)
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
    uint32_t status = (uint32_t)windows_call(
        library_call(question->query),
        (uint64_t[MAX_ARGUMENTS]){object, question->information, (uintptr_t)&basic,
                                  question == &of_thread ? sizeof basic.thread : sizeof basic.process, 0});

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
    uint32_t status = (uint32_t)windows_call(library_call(question->open),
                                             (uint64_t[MAX_ARGUMENTS]){(uintptr_t)&object, a[1], a[2], a[3],
                                                                       question->access, a[5]});

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

uint64_t census_open_sender_process(const uint64_t *a, const uint64_t *given)
{
    struct census_ids systems;
    uint32_t status = ask(&systems, a, &of_process);

    (void)given;
    return status ? status : open_found(wine.NtOpenProcess, a, &systems);
}

uint64_t census_open_sender_thread(const uint64_t *a, const uint64_t *given)
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

    windows_call(library_call(call),
                 (uint64_t[MAX_ARGUMENTS]){(uintptr_t)&object, access, (uintptr_t)&none, (uintptr_t)id});
    return object;
}

uint64_t census_import_thread(uint64_t thread, uint32_t access)
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

uint64_t census_import_process(uint64_t process, uint32_t access)
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
    status = (uint32_t)windows_call(library_call("NtDuplicateObject"),
                                    (uint64_t[MAX_ARGUMENTS]){CURRENT_PROCESS, object, CURRENT_PROCESS,
                                                              (uintptr_t)&own, question->access, 0, 0});
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

uint32_t census_export_thread(uint64_t *thread, uint64_t object, uint32_t access)
{
    return export(thread, object, access, &of_thread);
}

uint32_t census_export_process(uint64_t *process, uint64_t object, uint32_t access)
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
    *object = census_import_thread(thread, THREAD_QUERY_LIMITED_INFORMATION);
    if (!*object)
        *object = CURRENT_THREAD;
    return 0;
}

uint64_t census_query_port(const uint64_t *a, const uint64_t *given)
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

uint64_t census_end_process(const uint64_t *a)
{
    const int64_t patience = END_TIME;
    uint64_t process = a[0] && a[0] != CURRENT_PROCESS && library_is_loaded() ? census_import_process(a[0], SYNCHRONIZE) : 0;
    uint64_t status = wine_call_all(wine.NtTerminateProcess, a);

    if (!process)
        return status;
    if (!(uint32_t)status)
        windows_call(library_call("NtWaitForSingleObject"),
                     (uint64_t[MAX_ARGUMENTS]){process, false, (uintptr_t)&patience});
    ours_close(process);
    return status;
}
