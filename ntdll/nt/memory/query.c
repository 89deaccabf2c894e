/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtQueryVirtualMemory: what is at an address, from the table of regions or else from the kernel.
 */
#include "ntdll/client/usermem.h"
#include "ntdll/export.h"
#include "ntdll/nt/process/process_handle.h"
#include "ntdll/nt/memory/view.h"
#include "ntdll/nt/memory/maps.h"
#include "ntdll/nt/memory/place.h"
#include "ntdll/nt/memory/protection.h"
#include "ntdll/nt/memory/region.h"

#include <ntmmapi.h>
#include <sys/mman.h>

/* Under the regions' lock. */
static void describe_region(MEMORY_BASIC_INFORMATION *information, const struct region *region,
                            uintptr_t address)
{
    uintptr_t end;
    uint32_t protection = region_protection(region, address, &end);

    information->AllocationBase = (void *)region->start;
    information->AllocationProtect = region->protection;
    information->RegionSize = end - address;
    information->State = protection ? MEM_COMMIT : MEM_RESERVE;
    information->Protect = protection;
    information->Type = region->type;
}

static void describe_mapping(MEMORY_BASIC_INFORMATION *information, const struct mapping *mapping,
                             uintptr_t address)
{
    information->AllocationBase = (void *)mapping->start;
    information->AllocationProtect = protection_from_kernel(mapping->prot);
    information->RegionSize = mapping->end - address;
    information->State = MEM_COMMIT;
    information->Protect = information->AllocationProtect;
    if (mapping->shared)
        information->Type = MEM_MAPPED;
    else
        information->Type = mapping->file ? MEM_IMAGE : MEM_PRIVATE;
}

static void describe_nothing(MEMORY_BASIC_INFORMATION *information, uintptr_t next,
                             uintptr_t address)
{
    if (!next || next > HIGHEST_ADDRESS)
        next = HIGHEST_ADDRESS + 1;
    information->RegionSize = next - address;
    information->State = MEM_FREE;
    information->Protect = PAGE_NOACCESS;
}

static NTSTATUS describe(MEMORY_BASIC_INFORMATION *information, uintptr_t address)
{
    struct mapping mapping;
    struct region *region;

    *information = (MEMORY_BASIC_INFORMATION){.BaseAddress = (void *)address};
    regions_lock();
    region = region_find(address);
    if (region)
        describe_region(information, region, address);
    regions_unlock();
    if (region)
        return STATUS_SUCCESS;
    if (!maps_find(&mapping, address))
        return STATUS_INSUFFICIENT_RESOURCES;
    if (mapping.end && mapping.start <= address && view_is_set_aside(address))
        describe_nothing(information, mapping.end, address);
    else if (mapping.end && mapping.start <= address)
        describe_mapping(information, &mapping, address);
    else
        describe_nothing(information, mapping.start, address);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress,
                                    MEMORY_INFORMATION_CLASS MemoryInformationClass,
                                    PVOID MemoryInformation, SIZE_T MemoryInformationLength,
                                    PSIZE_T ReturnLength)
{
    uintptr_t address = (uintptr_t)BaseAddress & ~(uintptr_t)(PAGE_BYTES - 1);
    MEMORY_BASIC_INFORMATION information;
    SIZE_T length = sizeof information;
    NTSTATUS status;

    if (MemoryInformationClass != MemoryBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (MemoryInformationLength < sizeof information)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (address > HIGHEST_ADDRESS)
        return STATUS_INVALID_PARAMETER;
    if (!user_writable(MemoryInformation, sizeof information) ||
        (ReturnLength && !user_writable(ReturnLength, sizeof length)))
        return STATUS_ACCESS_VIOLATION;
    status = process_check_self(ProcessHandle, PROCESS_QUERY_LIMITED_INFORMATION);
    if (NT_SUCCESS(status))
        status = describe(&information, address);
    if (!NT_SUCCESS(status))
        return status;
    if (!user_write(MemoryInformation, &information, sizeof information) ||
        (ReturnLength && !user_write(ReturnLength, &length, sizeof length)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
ZW_TWIN(QueryVirtualMemory)
