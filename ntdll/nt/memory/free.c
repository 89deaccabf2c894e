/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtFreeVirtualMemory: pages go and their addresses stay reserved, or all goes.
 */
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/process/process_handle.h"
#include "ntdll/nt/memory/place.h"
#include "ntdll/nt/memory/region.h"

#include <ntmmapi.h>
#include <sys/mman.h>

DEBUG_CHANNEL(virtual);

/* Under the regions' lock: what is to be freed. Size 0 means the whole, and then base is its
 * start. */
static NTSTATUS find_range(struct region **region, uintptr_t *base, size_t *size)
{
    uintptr_t end;

    if (*base > HIGHEST_ADDRESS)
        return STATUS_INVALID_PARAMETER_2;
    if (*size > HIGHEST_ADDRESS + 1 - *base)
        return STATUS_INVALID_PARAMETER_3;
    *region = region_find(*base);
    if (!*region)
        return STATUS_MEMORY_NOT_ALLOCATED;
    if ((*region)->type == MEM_MAPPED)
        return STATUS_UNABLE_TO_DELETE_SECTION;
    end = (*base + *size + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1);
    *base &= ~(uintptr_t)(PAGE_BYTES - 1);
    if (!*size) {
        if (*base != (*region)->start)
            return STATUS_FREE_VM_NOT_AT_BASE;
        end = (*region)->end;
    }
    if (end > (*region)->end)
        return STATUS_UNABLE_TO_FREE_VM;
    *size = end - *base;
    return STATUS_SUCCESS;
}

/* Fresh pages over the old ones: what they held is gone. */
static NTSTATUS decommit(struct region *region, uintptr_t base, size_t size)
{
    if (!region_set(region, base, base + size, 0))
        return STATUS_NO_MEMORY;
    if (mmap((void *)base, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
             -1, 0) == MAP_FAILED)
        return STATUS_NO_MEMORY;
    return STATUS_SUCCESS;
}

static NTSTATUS release(struct region *region, uintptr_t base, size_t size)
{
    if (!region_cut(region, base, base + size))
        return STATUS_NO_MEMORY;
    munmap((void *)base, size);
    return STATUS_SUCCESS;
}

static NTSTATUS free_range(uintptr_t *base, size_t *size, ULONG type)
{
    struct region *region = NULL;
    NTSTATUS status;

    regions_lock();
    status = find_range(&region, base, size);
    if (NT_SUCCESS(status))
        status =
            type == MEM_DECOMMIT ? decommit(region, *base, *size) : release(region, *base, *size);
    regions_unlock();
    return status;
}

NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                   ULONG FreeType)
{
    uintptr_t base;
    size_t size;
    NTSTATUS status;

    if (FreeType != MEM_DECOMMIT && FreeType != MEM_RELEASE)
        return STATUS_INVALID_PARAMETER_4;
    if (!user_read(&base, BaseAddress, sizeof base) || !user_read(&size, RegionSize, sizeof size) ||
        !user_writable(BaseAddress, sizeof base) || !user_writable(RegionSize, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    status = process_check_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (NT_SUCCESS(status))
        status = free_range(&base, &size, FreeType);
    TRACE("%p %#zx %#x: %s", (void *)base, size, FreeType, debug_status(status));
    if (!NT_SUCCESS(status))
        return status;
    if (!user_write(BaseAddress, &base, sizeof base) || !user_write(RegionSize, &size, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(FreeVirtualMemory)
