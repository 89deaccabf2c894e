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
#include "wine/object.h"
#include "wine/wine.h"

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

static void *map(uint64_t section, uint32_t protection)
{
    uint64_t base = 0, size = 0;
    uint32_t status = ours_call("NtMapViewOfSection", section, CURRENT_PROCESS, (uintptr_t)&base, 0, 0, 0,
                                (uintptr_t)&size, VIEW_UNMAP, 0, protection);

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
    if (ours_call("NtCreateSection", (uintptr_t)&section, SECTION_ALL_ACCESS, (uintptr_t)&name.attributes,
                  (uintptr_t)&size, PAGE_READWRITE, SEC_COMMIT, 0))
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
    ours_call("NtUnmapViewOfSection", CURRENT_PROCESS, (uintptr_t)page);
}

static const struct page *page_open(uint32_t system_pid)
{
    const struct page *page;
    struct page_name name;
    uint64_t section = 0;

    make_name(&name, system_pid);
    if (ours_call("NtOpenSection", (uintptr_t)&section, SECTION_MAP_READ, (uintptr_t)&name.attributes))
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
        wine_close(process);
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

    ours_call("NtOpenDirectoryObject", (uintptr_t)&directory, DIRECTORY_QUERY, (uintptr_t)&attributes);
    return directory;
}

static bool find_in(struct census_ids *systems, uint64_t directory, const struct census_ids *wines)
{
    union { OBJECT_DIRECTORY_INFORMATION one; uint8_t bytes[2048]; } entry;
    uint32_t context = 0, system_pid;
    bool found = false;

    while (!found && !ours_call("NtQueryDirectoryObject", directory, (uintptr_t)&entry, sizeof entry, true, false,
                                (uintptr_t)&context, 0))
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
