/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Beginnings and ends of object calls: see object.h.
 */
#include "ntdll/nt/object/object.h"

#include "ntdll/client/call.h"

#include <ntobapi.h>

NTSTATUS object_begin_create(struct captured_attributes *captured, PHANDLE handle,
                             const OBJECT_ATTRIBUTES *attributes)
{
    *captured = (struct captured_attributes){0};
    if (!user_writable(handle, sizeof *handle))
        return STATUS_ACCESS_VIOLATION;
    return capture_attributes(captured, attributes);
}

NTSTATUS object_begin_open(struct captured_attributes *captured, PHANDLE handle,
                           const OBJECT_ATTRIBUTES *attributes)
{
    NTSTATUS status = object_begin_create(captured, handle, attributes);

    if (!NT_SUCCESS(status))
        return status;
    if (!attributes)
        return STATUS_INVALID_PARAMETER;
    if (!captured->path.name.size && !captured->path.root) {
        captured_free(captured);
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    }
    return STATUS_SUCCESS;
}

NTSTATUS object_open(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, enum named_type type)
{
    struct open_named_request request = {.access = access, .type = type};
    struct open_named_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_open(&captured, handle, attributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    status = call_open_named(&request, &reply, NULL);
    captured_free(&captured);
    return object_end(handle, reply.handle, status);
}

NTSTATUS object_end(PHANDLE to, uint64_t handle, NTSTATUS status)
{
    HANDLE value = (HANDLE)(uintptr_t)handle;

    if (!NT_SUCCESS(status) || user_write(to, &value, sizeof value))
        return status;
    NtClose(value);
    return STATUS_ACCESS_VIOLATION;
}

bool write_optional(void *to, const void *value, size_t size)
{
    return !to || user_write(to, value, size);
}

NTSTATUS check_exact_length(void *information, ULONG length, size_t wanted, PULONG return_length)
{
    ULONG needed = (ULONG)wanted;

    if (return_length && !user_writable(return_length, sizeof needed))
        return STATUS_ACCESS_VIOLATION;
    if (length != wanted) {
        write_optional(return_length, &needed, sizeof needed);
        return STATUS_INFO_LENGTH_MISMATCH;
    }
    return user_writable(information, wanted) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS write_exact(void *information, const void *from, size_t size, PULONG return_length)
{
    ULONG length = (ULONG)size;

    if (!user_write(information, from, size) ||
        !write_optional(return_length, &length, sizeof length))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
