/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wait completion packets: the server waits instead of a thread, and posts a packet.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntioapi.h>

DEBUG_CHANNEL(completion);

NTSTATUS NTAPI NtCreateWaitCompletionPacket(PHANDLE WaitCompletionPacketHandle,
                                            ACCESS_MASK DesiredAccess,
                                            POBJECT_ATTRIBUTES ObjectAttributes)
{
    struct create_wait_packet_request request = {.access = DesiredAccess};
    struct create_wait_packet_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_create(&captured, WaitCompletionPacketHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = call_create_wait_packet(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(WaitCompletionPacketHandle, reply.handle, status);
}
ZW_TWIN(CreateWaitCompletionPacket)

NTSTATUS NTAPI NtAssociateWaitCompletionPacket(HANDLE WaitCompletionPacketHandle,
                                               HANDLE IoCompletionHandle, HANDLE TargetObjectHandle,
                                               PVOID KeyContext, PVOID ApcContext, NTSTATUS IoStatus,
                                               ULONG_PTR IoStatusInformation,
                                               PBOOLEAN AlreadySignaled)
{
    struct associate_wait_packet_request request = {
        .packet = wire_handle(WaitCompletionPacketHandle),
        .completion = wire_handle(IoCompletionHandle), .target = wire_handle(TargetObjectHandle),
        .key = (uintptr_t)KeyContext, .context = (uintptr_t)ApcContext,
        .information = IoStatusInformation, .status = IoStatus,
    };
    struct associate_wait_packet_reply reply = {0};
    BOOLEAN signaled;
    NTSTATUS status;

    if (AlreadySignaled && !user_writable(AlreadySignaled, sizeof *AlreadySignaled))
        return STATUS_ACCESS_VIOLATION;
    status = call_associate_wait_packet(&request, &reply, NULL);
    TRACE("%p: %s", WaitCompletionPacketHandle, debug_status(status));
    signaled = reply.signaled != 0;
    if (NT_SUCCESS(status) && !write_optional(AlreadySignaled, &signaled, sizeof signaled))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(AssociateWaitCompletionPacket)

NTSTATUS NTAPI NtCancelWaitCompletionPacket(HANDLE WaitCompletionPacketHandle,
                                            BOOLEAN RemoveSignaledPacket)
{
    struct cancel_wait_packet_request request = {
        .packet = wire_handle(WaitCompletionPacketHandle), .withdraw = RemoveSignaledPacket ? 1 : 0,
    };

    return call_cancel_wait_packet(&request, NULL, NULL);
}
ZW_TWIN(CancelWaitCompletionPacket)
