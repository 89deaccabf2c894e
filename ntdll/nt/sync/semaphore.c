/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Semaphores. Their count is the server's; each call is one request.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntexapi.h>

DEBUG_CHANNEL(semaphore);

NTSTATUS NTAPI NtCreateSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                                 POBJECT_ATTRIBUTES ObjectAttributes, LONG InitialCount,
                                 LONG MaximumCount)
{
    struct create_semaphore_request request = {
        .access = DesiredAccess, .initial = InitialCount, .maximum = MaximumCount,
    };
    struct create_semaphore_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_create(&captured, SemaphoreHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = call_create_semaphore(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(SemaphoreHandle, reply.handle, status);
}
ZW_TWIN(CreateSemaphore)

NTSTATUS NTAPI NtOpenSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                               POBJECT_ATTRIBUTES ObjectAttributes)
{
    return object_open(SemaphoreHandle, DesiredAccess, ObjectAttributes, NAMED_SEMAPHORE);
}
ZW_TWIN(OpenSemaphore)

/* PreviousCount that cannot be written leaves the semaphore as it is. */
NTSTATUS NTAPI NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount, PLONG PreviousCount)
{
    struct release_semaphore_request request = {
        .handle = wire_handle(SemaphoreHandle), .count = ReleaseCount,
    };
    struct release_semaphore_reply reply = {0};
    NTSTATUS status;

    if (PreviousCount && !user_writable(PreviousCount, sizeof *PreviousCount))
        return STATUS_ACCESS_VIOLATION;
    status = call_release_semaphore(&request, &reply, NULL);
    TRACE("%p, %d: %s", SemaphoreHandle, ReleaseCount, debug_status(status));
    if (NT_SUCCESS(status) && !write_optional(PreviousCount, &reply.previous, sizeof *PreviousCount))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(ReleaseSemaphore)

NTSTATUS NTAPI NtQuerySemaphore(HANDLE SemaphoreHandle,
                                SEMAPHORE_INFORMATION_CLASS SemaphoreInformationClass,
                                PVOID SemaphoreInformation, ULONG SemaphoreInformationLength,
                                PULONG ReturnLength)
{
    struct query_semaphore_request request = {.handle = wire_handle(SemaphoreHandle)};
    struct query_semaphore_reply reply = {0};
    SEMAPHORE_BASIC_INFORMATION information;
    NTSTATUS status;

    if (SemaphoreInformationClass != SemaphoreBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    status = check_exact_length(SemaphoreInformation, SemaphoreInformationLength,
                                sizeof information, ReturnLength);
    if (NT_SUCCESS(status))
        status = call_query_semaphore(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    information.CurrentCount = reply.count;
    information.MaximumCount = reply.maximum;
    return write_exact(SemaphoreInformation, &information, sizeof information, ReturnLength);
}
ZW_TWIN(QuerySemaphore)
