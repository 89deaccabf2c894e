/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Views of sections. First the address, then the memory over it; a view that is unmapped leaves
 * nothing, or the reservation it was placed in.
 *
 * Pages of a SEC_RESERVE section can be used from the start, committed or not: the memory is sparse
 * anyway, and a page that one process commits has to appear in all the others at that moment. What
 * was committed through a view is only remembered for NtQueryVirtualMemory.
 */
#include "ntdll/nt/memory/view.h"

#include "common/shmem.h"

#include "ntdll/nt/memory/place.h"
#include "ntdll/nt/memory/protection.h"
#include "ntdll/nt/memory/region.h"

#include <ntstatus.h>
#include <sys/mman.h>

static NTSTATUS check(const struct view *view)
{
    uint64_t end = (view->section_size + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);

    if (!protection_fits_section(view->protection, view->section_protection))
        return STATUS_SECTION_PROTECTION;
    if (!view->size || view->offset >= end || view->size > end - view->offset)
        return STATUS_INVALID_VIEW_SIZE;
    return STATUS_SUCCESS;
}

/* The memory itself, over what is reserved at base. */
static NTSTATUS map_over(void *base, const struct view *view, int fd)
{
    int sharing = protection_is_copy(view->protection) ? MAP_PRIVATE : MAP_SHARED;
    void *at = mmap(base, view->size, protection_to_kernel(view->protection), sharing | MAP_FIXED,
                    fd, (off_t)view->offset);

    if (at == MAP_FAILED)
        return STATUS_NO_MEMORY;
    madvise(at, view->size, MADV_DONTFORK);
    return STATUS_SUCCESS;
}

/* Nothing can be there, and nobody else can come. */
static void make_reservation(void *base, size_t size)
{
    mmap(base, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

static void give_back(void *base, size_t size, bool fixed)
{
    if (fixed)
        make_reservation(base, size);
    else
        munmap(base, size);
}

NTSTATUS view_map_below(void **base, const struct view *view, int fd, bool fixed, uintptr_t limit)
{
    NTSTATUS status = check(view);
    struct region *region;
    void *at = *base;

    if (NT_SUCCESS(status) && !fixed)
        status = place_reserve(&at, view->size, limit);
    if (!NT_SUCCESS(status))
        return status;
    regions_lock();
    region = region_create((uintptr_t)at, view->size, MEM_MAPPED, view->protection,
                           !(view->attributes & SEC_RESERVE));
    status = region ? map_over(at, view, fd) : STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        region->attributes = view->attributes;
        *base = at;
    } else {
        if (region)
            region_destroy(region);
        give_back(at, view->size, fixed);
    }
    regions_unlock();
    return status;
}

NTSTATUS view_map(void **base, const struct view *view, int fd, bool fixed)
{
    return view_map_below(base, view, fd, fixed, 0);
}

static NTSTATUS unmap(void *base, bool keep_place)
{
    NTSTATUS status = STATUS_NOT_MAPPED_VIEW;
    struct region *region;

    regions_lock();
    region = region_find((uintptr_t)base);
    if (region && region->type == MEM_MAPPED) {
        give_back((void *)region->start, region->end - region->start, keep_place);
        region_destroy(region);
        status = STATUS_SUCCESS;
    }
    regions_unlock();
    return status;
}

NTSTATUS view_unmap(void *base)
{
    return unmap(base, false);
}

NTSTATUS view_unmap_to_reservation(void *base)
{
    return unmap(base, true);
}

/* One range a process; set before any view can be in it, and kept by a forked child, which has
 * it mapped too. */
static uintptr_t aside_start, aside_end;

void view_set_aside(void *base, size_t size)
{
    shm_store(&aside_start, (uintptr_t)base);
    shm_store_release(&aside_end, (uintptr_t)base + size);
}

bool view_is_set_aside(uintptr_t address)
{
    return address < shm_load_acquire(&aside_end) && address >= shm_load(&aside_start);
}
