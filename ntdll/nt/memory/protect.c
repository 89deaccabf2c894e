/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtProtectVirtualMemory and NtFlushVirtualMemory: what is done with pages that exist.
 */
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/process/process_handle.h"
#include "ntdll/nt/memory/maps.h"
#include "ntdll/nt/memory/place.h"
#include "ntdll/nt/memory/protection.h"
#include "ntdll/nt/memory/region.h"

#include <errno.h>
#include <ntmmapi.h>
#include <sys/mman.h>

DEBUG_CHANNEL(virtual);

/* Rounds outwards to pages. */
static NTSTATUS find_range(uintptr_t *base, size_t *size)
{
    uintptr_t end;

    if (*base > HIGHEST_ADDRESS)
        return STATUS_INVALID_PARAMETER_2;
    if (!*size || *size > HIGHEST_ADDRESS + 1 - *base)
        return STATUS_INVALID_PARAMETER_3;
    end = (*base + *size + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1);
    *base &= ~(uintptr_t)(PAGE_BYTES - 1);
    *size = end - *base;
    return STATUS_SUCCESS;
}

static NTSTATUS change(uintptr_t base, size_t size, uint32_t protection)
{
    if (!mprotect((void *)base, size, protection_to_kernel(protection)))
        return STATUS_SUCCESS;
    return errno == EACCES ? STATUS_ACCESS_DENIED : STATUS_NO_MEMORY;
}

static NTSTATUS protect_region(struct region *region, uintptr_t base, size_t size,
                               uint32_t protection, ULONG *old)
{
    NTSTATUS status;

    if (base + size > region->end)
        return STATUS_CONFLICTING_ADDRESSES;
    if (!region_is_committed(region, base, base + size))
        return STATUS_NOT_COMMITTED;
    if (region->type == MEM_PRIVATE && protection_is_copy(protection))
        return STATUS_INVALID_PAGE_PROTECTION;
    if (region->type == MEM_MAPPED && !protection_fits_section(protection, region->protection))
        return STATUS_SECTION_PROTECTION;
    *old = region_protection(region, base, NULL);
    if (!region_set(region, base, base + size, protection))
        return STATUS_NO_MEMORY;
    status = change(base, size, protection);
    if (!NT_SUCCESS(status))
        region_set(region, base, base + size, *old);
    return status;
}

/* Pages that are none of ours: all of them must exist. */
static NTSTATUS protect_mappings(uintptr_t base, size_t size, uint32_t protection, ULONG *old)
{
    struct mapping mapping;

    for (uintptr_t at = base; at < base + size; at = mapping.end) {
        if (!maps_find(&mapping, at) || !mapping.end || mapping.start > at)
            return STATUS_CONFLICTING_ADDRESSES;
        if (at == base)
            *old = protection_from_kernel(mapping.prot);
    }
    return change(base, size, protection);
}

static NTSTATUS protect(uintptr_t base, size_t size, uint32_t protection, ULONG *old)
{
    struct region *region;
    NTSTATUS status;

    regions_lock();
    region = region_find(base);
    status = region ? protect_region(region, base, size, protection, old)
                    : protect_mappings(base, size, protection, old);
    regions_unlock();
    return status;
}

NTSTATUS NTAPI NtProtectVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                      ULONG NewProtect, PULONG OldProtect)
{
    uintptr_t base;
    size_t size;
    ULONG old;
    NTSTATUS status = protection_check(NewProtect);

    if (!NT_SUCCESS(status))
        return status;
    if (!user_read(&base, BaseAddress, sizeof base) || !user_read(&size, RegionSize, sizeof size) ||
        !user_writable(BaseAddress, sizeof base) || !user_writable(RegionSize, sizeof size) ||
        !user_writable(OldProtect, sizeof old))
        return STATUS_ACCESS_VIOLATION;
    status = find_range(&base, &size);
    if (NT_SUCCESS(status))
        status = process_check_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (NT_SUCCESS(status))
        status = protect(base, size, NewProtect, &old);
    TRACE("%p %#zx %#x: %s", (void *)base, size, NewProtect, debug_status(status));
    if (!NT_SUCCESS(status))
        return status;
    if (!user_write(OldProtect, &old, sizeof old) || !user_write(BaseAddress, &base, sizeof base) ||
        !user_write(RegionSize, &size, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(ProtectVirtualMemory)

/* Under the regions' lock. Size 0: to the end of the view. */
static NTSTATUS flush(uintptr_t *base, size_t *size)
{
    struct region *region = region_find(*base);
    uintptr_t end;

    if (!region || region->type != MEM_MAPPED)
        return STATUS_NOT_MAPPED_VIEW;
    *base &= ~(uintptr_t)(PAGE_BYTES - 1);
    end = *size ? (*base + *size + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1) : region->end;
    if (end > region->end)
        end = region->end;
    *size = end - *base;
    return msync((void *)*base, *size, MS_SYNC) ? STATUS_IN_PAGE_ERROR : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtFlushVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                    PIO_STATUS_BLOCK IoStatus)
{
    IO_STATUS_BLOCK result = {0};
    uintptr_t base;
    size_t size;
    NTSTATUS status;

    if (!user_read(&base, BaseAddress, sizeof base) || !user_read(&size, RegionSize, sizeof size) ||
        !user_writable(BaseAddress, sizeof base) || !user_writable(RegionSize, sizeof size) ||
        !user_writable(IoStatus, sizeof result))
        return STATUS_ACCESS_VIOLATION;
    if (base > HIGHEST_ADDRESS || size > HIGHEST_ADDRESS + 1 - base)
        return STATUS_INVALID_PARAMETER_2;
    status = process_check_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (!NT_SUCCESS(status))
        return status;
    regions_lock();
    status = flush(&base, &size);
    regions_unlock();
    if (!NT_SUCCESS(status))
        return status;
    if (!user_write(BaseAddress, &base, sizeof base) ||
        !user_write(RegionSize, &size, sizeof size) ||
        !user_write(IoStatus, &result, sizeof result))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(FlushVirtualMemory)
