/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reserves: what a later call needs, taken now, so that the later call cannot fail for want of memory. */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntioapi.h>
#include <ntpsapi.h>

DEBUG_CHANNEL(completion);

NTSTATUS NTAPI NtAllocateReserveObject(PHANDLE MemoryReserveHandle, POBJECT_ATTRIBUTES ObjectAttributes,
                                       MEMORY_RESERVE_TYPE Type)
{
    struct create_completion_reserve_request request = {0};
    struct create_completion_reserve_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    if ((unsigned)Type >= MemoryReserveTypeMax)
        return STATUS_INVALID_PARAMETER;
    if (Type != MemoryReserveIoCompletion)
        return STATUS_NOT_IMPLEMENTED;
    status = object_begin_create(&captured, MemoryReserveHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = call_create_completion_reserve(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(MemoryReserveHandle, reply.handle, status);
}
ZW_TWIN(AllocateReserveObject)

NTSTATUS NTAPI NtSetIoCompletionEx(HANDLE IoCompletionHandle, HANDLE IoCompletionPacketHandle, PVOID KeyContext,
                                   PVOID ApcContext, NTSTATUS IoStatus, ULONG_PTR IoStatusInformation)
{
    struct post_reserved_request request = {
        .handle = wire_handle(IoCompletionHandle), .reserve = wire_handle(IoCompletionPacketHandle),
        .key = (uintptr_t)KeyContext, .context = (uintptr_t)ApcContext, .information = IoStatusInformation,
        .status = IoStatus,
    };
    NTSTATUS status;

    if (!IoCompletionPacketHandle)
        return NtSetIoCompletion(IoCompletionHandle, KeyContext, ApcContext, IoStatus, IoStatusInformation);
    status = call_post_reserved(&request, NULL, NULL);
    TRACE("%p, %p: %s", IoCompletionHandle, IoCompletionPacketHandle, debug_status(status));
    return status;
}
ZW_TWIN(SetIoCompletionEx)
