/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Views of a connection (section 9), and the arena: a reserved range of this process in which the server
 * places the views that a port server gives its clients, so that accepting need not wait for us.
 */
#include "ntdll/nt/lpc/lpc.h"
#include "ntdll/nt/memory/view.h"

#include <pthread.h>
#include <sys/mman.h>

#define GRANULARITY 0x10000ull
#define ARENA_SIZE  (64ull << 30)

/* Below NtMapViewOfSection its alignment checks do not apply: an odd offset enlarges the view. */
NTSTATUS lpc_map_view(void **base, uint64_t *offset, uint64_t *size, const struct lpc_section *section,
                      bool fixed)
{
    uint64_t start = *offset & ~(GRANULARITY - 1), end = *offset + *size;
    struct view view;
    NTSTATUS status;

    if (*offset >= section->size)
        return STATUS_INVALID_VIEW_SIZE;
    if (!*size)
        end = section->size;
    else if (end < *offset || end > ((section->size + 4095) & ~4095ull))
        return STATUS_INVALID_VIEW_SIZE;
    view = (struct view){
        .section_size = section->size,
        .offset = start,
        .size = (end - start + 4095) & ~4095ull,
        .section_protection = section->protection,
        .attributes = section->attributes,
        .protection = PAGE_READWRITE,
    };
    status = view_map(base, &view, section->fd, fixed);
    if (NT_SUCCESS(status)) {
        *offset = start;
        *size = view.size;
    }
    return status;
}

void lpc_arena(uint64_t *base, uint64_t *size)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static void *arena;
    static pid_t owner;

    pthread_mutex_lock(&lock);
    if (!arena || owner != getpid()) {
        void *at = mmap(NULL, ARENA_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

        arena = at == MAP_FAILED ? NULL : at;
        owner = getpid();
        view_set_aside(arena, arena ? ARENA_SIZE : 0);
    }
    *base = ((uint64_t)(uintptr_t)arena + GRANULARITY - 1) & ~(GRANULARITY - 1);
    *size = arena ? ARENA_SIZE - GRANULARITY : 0;
    pthread_mutex_unlock(&lock);
}
