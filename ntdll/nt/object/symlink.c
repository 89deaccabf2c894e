/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Symbolic links: names that stand for other names.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntobapi.h>
#include <stdlib.h>

DEBUG_CHANNEL(symlink);

#define TARGET_MAX_BYTES 65535u

NTSTATUS NTAPI NtCreateSymbolicLinkObject(PHANDLE LinkHandle, ACCESS_MASK DesiredAccess,
                                          POBJECT_ATTRIBUTES ObjectAttributes,
                                          PUNICODE_STRING LinkTarget)
{
    struct create_symlink_request request = {.access = DesiredAccess};
    struct captured_attributes captured, target = {0};
    struct create_symlink_reply reply = {0};
    NTSTATUS status;

    status = object_begin_create(&captured, LinkHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    status = LinkTarget ? capture_name(&target, LinkTarget) : STATUS_ACCESS_VIOLATION;
    if (status == STATUS_OBJECT_NAME_INVALID || (NT_SUCCESS(status) && !target.path.name.size))
        status = STATUS_INVALID_PARAMETER;      /* an odd length, or none */
    if (NT_SUCCESS(status)) {
        request.path = captured.path;
        request.sd = captured.sd;
        request.target = target.path.name;
        status = call_create_symlink(&request, &reply, NULL);
    }
    captured_free(&target);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(LinkHandle, reply.handle, status);
}
ZW_TWIN(CreateSymbolicLinkObject)

NTSTATUS NTAPI NtOpenSymbolicLinkObject(PHANDLE LinkHandle, ACCESS_MASK DesiredAccess,
                                        POBJECT_ATTRIBUTES ObjectAttributes)
{
    struct open_symlink_request request = {.access = DesiredAccess};
    struct open_symlink_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_open(&captured, LinkHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    status = call_open_symlink(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(LinkHandle, reply.handle, status);
}
ZW_TWIN(OpenSymbolicLinkObject)

/* Without ReturnedLength the target needs no terminator; with it, the terminator counts. Only
 * Length of the caller's string is changed. */
static NTSTATUS put_target(const wire_str *target, PUNICODE_STRING to,
                           const UNICODE_STRING *captured, PULONG returned_length)
{
    ULONG needed = target->size + (returned_length ? (ULONG)sizeof(WCHAR) : 0);
    USHORT length = (USHORT)target->size;
    WCHAR terminator = 0;

    if (!write_optional(returned_length, &needed, sizeof needed))
        return STATUS_ACCESS_VIOLATION;
    if (captured->MaximumLength < needed)
        return STATUS_BUFFER_TOO_SMALL;
    if (!user_write(captured->Buffer, target->data, target->size) ||
        !user_write(&to->Length, &length, sizeof length))
        return STATUS_ACCESS_VIOLATION;
    if (captured->MaximumLength >= target->size + sizeof terminator &&
        !user_write((char *)captured->Buffer + target->size, &terminator, sizeof terminator))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQuerySymbolicLinkObject(HANDLE LinkHandle, PUNICODE_STRING LinkTarget,
                                         PULONG ReturnedLength)
{
    struct query_symlink_request request = {.handle = wire_handle(LinkHandle)};
    struct query_symlink_reply reply = {.target = {NULL, TARGET_MAX_BYTES}};
    UNICODE_STRING to;
    NTSTATUS status;

    if (!user_read(&to, LinkTarget, sizeof to) || !user_writable(LinkTarget, sizeof to) ||
        (ReturnedLength && !user_writable(ReturnedLength, sizeof *ReturnedLength)))
        return STATUS_ACCESS_VIOLATION;
    if (to.MaximumLength && !user_writable(to.Buffer, to.MaximumLength))
        return STATUS_ACCESS_VIOLATION;
    reply.target.data = malloc(TARGET_MAX_BYTES);
    if (!reply.target.data)
        return STATUS_NO_MEMORY;
    status = call_query_symlink(&request, &reply, NULL);
    if (NT_SUCCESS(status))
        status = put_target(&reply.target, LinkTarget, &to, ReturnedLength);
    free(reply.target.data);
    return status;
}
ZW_TWIN(QuerySymbolicLinkObject)
