/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtMapViewOfSection and its reverse: arguments in NT's order, then the section from the server,
 * then view.c.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/packet.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/process/process_handle.h"
#include "ntdll/nt/memory/view.h"
#include "ntdll/nt/memory/place.h"
#include "ntdll/nt/memory/protection.h"
#include "ntdll/nt/memory/region.h"

#include <ntmmapi.h>
#include <sys/mman.h>

DEBUG_CHANNEL(section);

struct map_request {
    void *base;
    uint64_t offset;
    SIZE_T size, commit;
    uintptr_t limit;
    ULONG protection;
};

static NTSTATUS check_flags(SECTION_INHERIT disposition, ULONG type, ULONG protection)
{
    NTSTATUS status;

    if (disposition != ViewShare && disposition != ViewUnmap)
        return STATUS_INVALID_PARAMETER_8;
    if (type & ~(ULONG)(MEM_RESERVE | MEM_TOP_DOWN | MEM_LARGE_PAGES))
        return STATUS_INVALID_PARAMETER_9;
    status = protection_check(protection);
    return NT_SUCCESS(status) && type & MEM_LARGE_PAGES ? STATUS_NOT_IMPLEMENTED : status;
}

static NTSTATUS read_arguments(struct map_request *wanted, PVOID *base, const LARGE_INTEGER *offset,
                               PSIZE_T size, ULONG_PTR zero_bits)
{
    if (!user_read(&wanted->base, base, sizeof wanted->base) ||
        !user_writable(base, sizeof *base) ||
        !user_read(&wanted->size, size, sizeof wanted->size) || !user_writable(size, sizeof *size))
        return STATUS_ACCESS_VIOLATION;
    if (offset && (!user_read(&wanted->offset, offset, sizeof wanted->offset) ||
                   !user_writable((void *)(uintptr_t)offset, sizeof *offset)))
        return STATUS_ACCESS_VIOLATION;
    if ((uintptr_t)wanted->base > HIGHEST_ADDRESS)
        return STATUS_INVALID_PARAMETER_3;
    if (wanted->size > HIGHEST_ADDRESS + 1 - (uintptr_t)wanted->base)
        return STATUS_INVALID_PARAMETER_4;
    if (!place_limit(&wanted->limit, zero_bits))
        return STATUS_INVALID_PARAMETER_4;
    if (((uintptr_t)wanted->base | wanted->offset) & (GRANULARITY - 1))
        return STATUS_MAPPED_ALIGNMENT;
    return STATUS_SUCCESS;
}

/* The whole rest of the section when no size is given. */
static NTSTATUS find_size(struct map_request *wanted, const struct map_section_reply *section)
{
    if (wanted->offset >= section->size)
        return STATUS_INVALID_VIEW_SIZE;
    if (!wanted->size)
        wanted->size = section->size - wanted->offset;
    wanted->size = (wanted->size + PAGE_BYTES - 1) & ~(SIZE_T)(PAGE_BYTES - 1);
    return STATUS_SUCCESS;
}

/* CommitSize of a reserved section: its first pages exist at once. */
static void commit_beginning(const struct map_request *wanted)
{
    SIZE_T commit = (wanted->commit + PAGE_BYTES - 1) & ~(SIZE_T)(PAGE_BYTES - 1);
    struct region *region;

    if (!commit)
        return;
    if (commit > wanted->size)
        commit = wanted->size;
    regions_lock();
    region = region_find((uintptr_t)wanted->base);
    if (region)
        region_set(region, region->start, region->start + commit, wanted->protection);
    regions_unlock();
}

static NTSTATUS map(struct map_request *wanted, HANDLE section)
{
    struct map_section_request request = {
        .handle = wire_handle(section), .access = protection_to_access(wanted->protection),
    };
    struct map_section_reply reply = {0};
    int fds[WIRE_MAX_FDS];
    struct view view;
    NTSTATUS status = call_map_section(&request, &reply, fds);

    if (!NT_SUCCESS(status))
        return status;
    status = find_size(wanted, &reply);
    if (NT_SUCCESS(status)) {
        view = (struct view){
            .section_size = reply.size, .offset = wanted->offset, .size = wanted->size,
            .section_protection = reply.protection, .attributes = reply.attributes,
            .protection = wanted->protection,
        };
        status = view_map_below(&wanted->base, &view, fds[0], false, wanted->limit);
    }
    close_fds(fds, WIRE_MAX_FDS);
    if (NT_SUCCESS(status) && reply.attributes & SEC_RESERVE)
        commit_beginning(wanted);
    return status;
}

NTSTATUS NTAPI NtMapViewOfSection(HANDLE SectionHandle, HANDLE ProcessHandle, PVOID *BaseAddress,
                                  ULONG_PTR ZeroBits, SIZE_T CommitSize,
                                  PLARGE_INTEGER SectionOffset, PSIZE_T ViewSize,
                                  SECTION_INHERIT InheritDisposition, ULONG AllocationType,
                                  ULONG Win32Protect)
{
    struct map_request wanted = {.commit = CommitSize, .protection = Win32Protect};
    NTSTATUS status;

    status = check_flags(InheritDisposition, AllocationType, Win32Protect);
    if (NT_SUCCESS(status))
        status = read_arguments(&wanted, BaseAddress, SectionOffset, ViewSize, ZeroBits);
    if (NT_SUCCESS(status))
        status = process_check_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (NT_SUCCESS(status))
        status = map(&wanted, SectionHandle);
    TRACE("%p at %p, %#llx of %#zx: %s", SectionHandle, wanted.base,
          (unsigned long long)wanted.offset, (size_t)wanted.size, debug_status(status));
    if (!NT_SUCCESS(status))
        return status;
    if (!user_write(BaseAddress, &wanted.base, sizeof wanted.base) ||
        !user_write(ViewSize, &wanted.size, sizeof wanted.size) ||
        !write_optional(SectionOffset, &wanted.offset, sizeof wanted.offset)) {
        view_unmap(wanted.base);
        return STATUS_ACCESS_VIOLATION;
    }
    return status;
}
ZW_TWIN(MapViewOfSection)

NTSTATUS NTAPI NtUnmapViewOfSection(HANDLE ProcessHandle, PVOID BaseAddress)
{
    NTSTATUS status;

    if ((uintptr_t)BaseAddress > HIGHEST_ADDRESS)
        return STATUS_NOT_MAPPED_VIEW;
    status = process_check_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (NT_SUCCESS(status))
        status = view_unmap(BaseAddress);
    TRACE("%p: %s", BaseAddress, debug_status(status));
    return status;
}
ZW_TWIN(UnmapViewOfSection)

/* Flags say in which order pages leave the working set, of which we know nothing. */
NTSTATUS NTAPI NtUnmapViewOfSectionEx(HANDLE ProcessHandle, PVOID BaseAddress, ULONG Flags)
{
    if (Flags & ~(ULONG)3)
        return STATUS_INVALID_PARAMETER_3;
    return NtUnmapViewOfSection(ProcessHandle, BaseAddress);
}
ZW_TWIN(UnmapViewOfSectionEx)
