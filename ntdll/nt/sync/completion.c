/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * I/O completion ports. Their packets are the server's; a thread that waits for one sleeps on its place in the
 * control memory, where the server puts the packet.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/port/port_table.h"
#include "ntdll/nt/sync/sync.h"

#include <ntioapi.h>

DEBUG_CHANNEL(completion);

NTSTATUS NTAPI NtCreateIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                    POBJECT_ATTRIBUTES ObjectAttributes,
                                    ULONG NumberOfConcurrentThreads)
{
    struct create_completion_request request = {
        .access = DesiredAccess, .limit = NumberOfConcurrentThreads,
    };
    struct create_completion_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_create(&captured, IoCompletionHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = call_create_completion(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(IoCompletionHandle, reply.handle, status);
}
ZW_TWIN(CreateIoCompletion)

NTSTATUS NTAPI NtOpenIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                  POBJECT_ATTRIBUTES ObjectAttributes)
{
    return object_open(IoCompletionHandle, DesiredAccess, ObjectAttributes, NAMED_COMPLETION);
}
ZW_TWIN(OpenIoCompletion)

NTSTATUS NTAPI NtQueryIoCompletion(HANDLE IoCompletionHandle,
                                   IO_COMPLETION_INFORMATION_CLASS IoCompletionInformationClass,
                                   PVOID IoCompletionInformation,
                                   ULONG IoCompletionInformationLength, PULONG ReturnLength)
{
    struct query_completion_request request = {.handle = wire_handle(IoCompletionHandle)};
    struct query_completion_reply reply = {0};
    IO_COMPLETION_BASIC_INFORMATION information;
    NTSTATUS status;

    if (IoCompletionInformationClass != IoCompletionBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    status = check_exact_length(IoCompletionInformation, IoCompletionInformationLength,
                                sizeof information, ReturnLength);
    if (NT_SUCCESS(status))
        status = call_query_completion(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    information.Depth = reply.depth;
    return write_exact(IoCompletionInformation, &information, sizeof information, ReturnLength);
}
ZW_TWIN(QueryIoCompletion)

NTSTATUS NTAPI NtSetIoCompletion(HANDLE IoCompletionHandle, PVOID KeyContext, PVOID ApcContext,
                                 NTSTATUS IoStatus, ULONG_PTR IoStatusInformation)
{
    struct post_completion_request request = {
        .handle = wire_handle(IoCompletionHandle), .key = (uintptr_t)KeyContext,
        .context = (uintptr_t)ApcContext, .information = IoStatusInformation, .status = IoStatus,
    };
    NTSTATUS status = call_post_completion(&request, NULL, NULL);

    TRACE("%p: %s", IoCompletionHandle, debug_status(status));
    return status;
}
ZW_TWIN(SetIoCompletion)

/* What a packet tells us and not the program. */
static void heed(const struct io_packet *packets, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (packets[i].flags & IO_PACKET_MAIL) {
            port_expect_mail();
            return;
        }
}

/* At most max, which is not 0; timeout NULL: waits for ever. */
static NTSTATUS take_packets(HANDLE handle, struct io_packet *packets, uint32_t max, uint32_t *n,
                             const LARGE_INTEGER *timeout, bool alertable)
{
    struct remove_completion_request request = {
        .handle = wire_handle(handle), .max = max < IO_PACKETS_MAX ? max : IO_PACKETS_MAX,
        .poll = timeout && !timeout->QuadPart, .alerts = alertable ? WAIT_ALERTABLE : 0,
    };
    struct remove_completion_reply reply = {0};
    struct self *caller = self();
    NTSTATUS status;

    if (!caller || !self_arm(caller))
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    reply.packets = (wire_blob){packets, request.max * (uint32_t)sizeof *packets};
    status = call_remove_completion(&request, &reply, NULL);
    *n = reply.packets.size / (uint32_t)sizeof *packets;
    if (status == STATUS_PENDING || status == STATUS_USER_APC) {
        *n = 1;
        status = wait_out(caller, status, timeout);
        if (status == STATUS_SUCCESS)
            packets[0] = caller->control->packet;
    }
    if (status == STATUS_SUCCESS)
        heed(packets, *n);
    return status;
}

static IO_STATUS_BLOCK io_status(const struct io_packet *packet)
{
    return (IO_STATUS_BLOCK){.Status = packet->status, .Information = packet->information};
}

NTSTATUS NTAPI NtRemoveIoCompletion(HANDLE IoCompletionHandle, PVOID *KeyContext, PVOID *ApcContext,
                                    PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER Timeout)
{
    struct io_packet packet;
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK result;
    NTSTATUS status;
    uint32_t n;

    if (!user_writable(KeyContext, sizeof *KeyContext) ||
        !user_writable(ApcContext, sizeof *ApcContext) ||
        !user_writable(IoStatusBlock, sizeof *IoStatusBlock) ||
        (Timeout && !user_read(&timeout, Timeout, sizeof timeout)))
        return STATUS_ACCESS_VIOLATION;
    status = take_packets(IoCompletionHandle, &packet, 1, &n, Timeout ? &timeout : NULL, false);
    TRACE("%p: %s", IoCompletionHandle, debug_status(status));
    if (status != STATUS_SUCCESS)
        return status;
    result = io_status(&packet);
    if (!user_write(KeyContext, &packet.key, sizeof packet.key) ||
        !user_write(ApcContext, &packet.context, sizeof packet.context) ||
        !user_write(IoStatusBlock, &result, sizeof result))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(RemoveIoCompletion)

static bool write_packets(PFILE_IO_COMPLETION_INFORMATION to, const struct io_packet *packets, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        FILE_IO_COMPLETION_INFORMATION information = {
            .KeyContext = (PVOID)(uintptr_t)packets[i].key,
            .ApcContext = (PVOID)(uintptr_t)packets[i].context,
            .IoStatusBlock = io_status(&packets[i]),
        };

        if (!user_write(&to[i], &information, sizeof information))
            return false;
    }
    return true;
}

NTSTATUS NTAPI NtRemoveIoCompletionEx(HANDLE IoCompletionHandle,
                                      PFILE_IO_COMPLETION_INFORMATION IoCompletionInformation,
                                      ULONG Count, PULONG NumEntriesRemoved, PLARGE_INTEGER Timeout,
                                      BOOLEAN Alertable)
{
    uint32_t n = Count < IO_PACKETS_MAX ? Count : IO_PACKETS_MAX;
    struct io_packet packets[IO_PACKETS_MAX];
    LARGE_INTEGER timeout;
    NTSTATUS status;

    if (!Count)
        return STATUS_INVALID_PARAMETER;
    if (!user_writable(IoCompletionInformation, n * sizeof *IoCompletionInformation) ||
        !user_writable(NumEntriesRemoved, sizeof *NumEntriesRemoved) ||
        (Timeout && !user_read(&timeout, Timeout, sizeof timeout)))
        return STATUS_ACCESS_VIOLATION;
    status = take_packets(IoCompletionHandle, packets, n, &n, Timeout ? &timeout : NULL, Alertable);
    TRACE("%p: %u, %s", IoCompletionHandle, n, debug_status(status));
    if (status == STATUS_TIMEOUT || status == STATUS_USER_APC || status == STATUS_ALERTED)
        n = 0;
    else if (status != STATUS_SUCCESS)
        return status;
    if (!write_packets(IoCompletionInformation, packets, n) ||
        !user_write(NumEntriesRemoved, &n, sizeof n))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(RemoveIoCompletionEx)
