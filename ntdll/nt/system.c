/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine: NtQuerySystemInformation as far as port programs ask, and numbers that are given out
 * once.
 */
#include "ntdll/client/timeout.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/memory/place.h"
#include "ntdll/nt/memory/region.h"

#include <ntexapi.h>
#include <ntpsapi.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define TIMER_RESOLUTION 156250

/* All of it; <winternl.h> shows only the number of processors. */
struct basic_information {
    ULONG Reserved;
    ULONG TimerResolution;
    ULONG PageSize;
    ULONG NumberOfPhysicalPages;
    ULONG LowestPhysicalPageNumber;
    ULONG HighestPhysicalPageNumber;
    ULONG AllocationGranularity;
    ULONG_PTR MinimumUserModeAddress;
    ULONG_PTR MaximumUserModeAddress;
    ULONG_PTR ActiveProcessorsAffinityMask;
    CCHAR NumberOfProcessors;
};
_Static_assert(sizeof(struct basic_information) == 64, "SYSTEM_BASIC_INFORMATION");

static ULONG_PTR processors(CCHAR *n)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    if (count < 1)
        count = 1;
    if (count > 64)
        count = 64;                             /* what one mask holds */
    *n = (CCHAR)count;
    return count == 64 ? ~(ULONG_PTR)0 : ((ULONG_PTR)1 << count) - 1;
}

static NTSTATUS query_basic(PVOID information, ULONG length, PULONG return_length)
{
    struct basic_information result = {
        .TimerResolution = TIMER_RESOLUTION,
        .PageSize = PAGE_BYTES,
        .NumberOfPhysicalPages = (ULONG)get_phys_pages(),
        .LowestPhysicalPageNumber = 1,
        .AllocationGranularity = GRANULARITY,
        .MinimumUserModeAddress = LOWEST_ADDRESS,
        .MaximumUserModeAddress = HIGHEST_ADDRESS,
    };
    NTSTATUS status = check_exact_length(information, length, sizeof result, return_length);

    if (!NT_SUCCESS(status))
        return status;
    result.HighestPhysicalPageNumber = result.NumberOfPhysicalPages;
    result.ActiveProcessorsAffinityMask = processors(&result.NumberOfProcessors);
    return write_exact(information, &result, sizeof result, return_length);
}

NTSTATUS NTAPI NtQuerySystemInformation(SYSTEM_INFORMATION_CLASS SystemInformationClass,
                                        PVOID SystemInformation, ULONG SystemInformationLength,
                                        PULONG ReturnLength)
{
    if (SystemInformationClass == SystemBasicInformation)
        return query_basic(SystemInformation, SystemInformationLength, ReturnLength);
    return STATUS_NOT_IMPLEMENTED;
}
ZW_TWIN(QuerySystemInformation)

/* Not from a counter, which would need the server: of 62 random bits none comes twice. */
NTSTATUS NTAPI NtAllocateLocallyUniqueId(PLUID Luid)
{
    uint64_t random;
    LUID luid;

    if (!user_writable(Luid, sizeof luid))
        return STATUS_ACCESS_VIOLATION;
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        return STATUS_INSUFFICIENT_RESOURCES;
    luid.LowPart = (ULONG)random;
    luid.HighPart =
        (LONG)(random >> 34) | 0x10000000; /* far above those that NT gives to well-known things */
    return user_write(Luid, &luid, sizeof luid) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
ZW_TWIN(AllocateLocallyUniqueId)

ULONG NTAPI NtGetCurrentProcessorNumber(VOID)
{
    int cpu = sched_getcpu();

    return cpu < 0 ? 0 : (ULONG)cpu;
}
ZW_TWIN(GetCurrentProcessorNumber)
