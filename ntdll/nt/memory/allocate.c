/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtAllocateVirtualMemory: addresses are reserved, then pages committed into what is reserved.
 */
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/process/process_handle.h"
#include "ntdll/nt/memory/place.h"
#include "ntdll/nt/memory/protection.h"
#include "ntdll/nt/memory/region.h"

#include <ntmmapi.h>
#include <sys/mman.h>

DEBUG_CHANNEL(virtual);

#define KNOWN_TYPES                                                                                \
    (MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_TOP_DOWN | MEM_WRITE_WATCH | MEM_PHYSICAL |        \
     MEM_LARGE_PAGES)
#define UNSUPPORTED_TYPES  (MEM_WRITE_WATCH | MEM_PHYSICAL | MEM_LARGE_PAGES)

struct allocation {
    uintptr_t base, end;
    uintptr_t limit;
    ULONG type, protection;
};

static NTSTATUS check_arguments(struct allocation *wanted, ULONG_PTR zero_bits)
{
    ULONG type = wanted->type;
    NTSTATUS status;

    if (!place_limit(&wanted->limit, zero_bits))
        return STATUS_INVALID_PARAMETER_3;
    if (type & ~(ULONG)KNOWN_TYPES || !(type & (MEM_COMMIT | MEM_RESERVE | MEM_RESET)) ||
        (type & MEM_RESET && type != MEM_RESET))
        return STATUS_INVALID_PARAMETER_5;
    status = protection_check(wanted->protection);
    if (NT_SUCCESS(status) && protection_is_copy(wanted->protection))
        return STATUS_INVALID_PAGE_PROTECTION;
    if (NT_SUCCESS(status) && type & UNSUPPORTED_TYPES)
        return STATUS_NOT_IMPLEMENTED;
    return status;
}

/* Rounds what the caller named. */
static NTSTATUS find_range(struct allocation *wanted, uintptr_t base, size_t size)
{
    uintptr_t unit = wanted->type & MEM_RESERVE ? GRANULARITY : PAGE_BYTES;

    if (base > HIGHEST_ADDRESS)
        return STATUS_INVALID_PARAMETER_2;
    if (!size || size > HIGHEST_ADDRESS + 1 - base)
        return STATUS_INVALID_PARAMETER_4;
    wanted->base = base & ~(unit - 1);
    wanted->end = (base + size + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1);
    if (!base)
        wanted->type |= MEM_RESERVE;
    return STATUS_SUCCESS;
}

static NTSTATUS protect(uintptr_t base, uintptr_t end, uint32_t protection)
{
    return mprotect((void *)base, end - base, protection_to_kernel(protection)) ? STATUS_NO_MEMORY
                                                                                : STATUS_SUCCESS;
}

static NTSTATUS reserve(struct allocation *wanted)
{
    bool commit = wanted->type & MEM_COMMIT;
    size_t size = wanted->end - wanted->base;
    void *base = (void *)wanted->base;
    struct region *region;
    NTSTATUS status;

    status = place_reserve(&base, size, wanted->limit);
    if (!NT_SUCCESS(status))
        return status;
    wanted->base = (uintptr_t)base;
    wanted->end = wanted->base + size;
    region = region_create(wanted->base, size, MEM_PRIVATE, wanted->protection, commit);
    status = region ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    if (region && commit) {
        status = protect(wanted->base, wanted->end, wanted->protection);
        if (!NT_SUCCESS(status))
            region_destroy(region);
    }
    if (!NT_SUCCESS(status))
        munmap(base, size);
    return status;
}

static NTSTATUS commit(const struct allocation *wanted)
{
    struct region *region = region_find(wanted->base);

    if (!region || wanted->end > region->end)
        return STATUS_CONFLICTING_ADDRESSES;
    if (region->type == MEM_MAPPED && !(region->attributes & SEC_RESERVE))
        return STATUS_ALREADY_COMMITTED;
    if (region->type == MEM_MAPPED &&
        !protection_fits_section(wanted->protection, region->protection))
        return STATUS_SECTION_PROTECTION;
    if (!region_set(region, wanted->base, wanted->end, wanted->protection))
        return STATUS_NO_MEMORY;
    return protect(wanted->base, wanted->end, wanted->protection);
}

/* What the pages hold does not matter any more. */
static NTSTATUS reset(const struct allocation *wanted)
{
    struct region *region = region_find(wanted->base);

    if (!region || wanted->end > region->end)
        return STATUS_CONFLICTING_ADDRESSES;
    if (!region_is_committed(region, wanted->base, wanted->end))
        return STATUS_NOT_COMMITTED;
    if (region->type == MEM_PRIVATE)
        madvise((void *)wanted->base, wanted->end - wanted->base, MADV_FREE);
    return STATUS_SUCCESS;
}

static NTSTATUS allocate(struct allocation *wanted)
{
    NTSTATUS status;

    regions_lock();
    if (wanted->type & MEM_RESET)
        status = reset(wanted);
    else if (wanted->type & MEM_RESERVE)
        status = reserve(wanted);
    else
        status = commit(wanted);
    regions_unlock();
    return status;
}

NTSTATUS NTAPI NtAllocateVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, ULONG_PTR ZeroBits,
                                       PSIZE_T RegionSize, ULONG AllocationType, ULONG Protect)
{
    struct allocation wanted = {.type = AllocationType, .protection = Protect};
    uintptr_t base;
    SIZE_T size;
    NTSTATUS status;

    status = check_arguments(&wanted, ZeroBits);
    if (!NT_SUCCESS(status))
        return status;
    if (!user_read(&base, BaseAddress, sizeof base) || !user_read(&size, RegionSize, sizeof size) ||
        !user_writable(BaseAddress, sizeof base) || !user_writable(RegionSize, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    status = find_range(&wanted, base, size);
    if (NT_SUCCESS(status))
        status = process_check_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (NT_SUCCESS(status))
        status = allocate(&wanted);
    TRACE("%p %#zx %#x %#x: %s", (void *)base, (size_t)size, AllocationType, Protect,
          debug_status(status));
    if (!NT_SUCCESS(status))
        return status;
    size = wanted.end - wanted.base;
    if (!user_write(BaseAddress, &wanted.base, sizeof wanted.base) ||
        !user_write(RegionSize, &size, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(AllocateVirtualMemory)
