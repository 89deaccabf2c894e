/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Directories by name; listing them is in directory_query.c.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntobapi.h>

DEBUG_CHANNEL(directory);

NTSTATUS NTAPI NtCreateDirectoryObject(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess,
                                       POBJECT_ATTRIBUTES ObjectAttributes)
{
    struct create_directory_request request = {.access = DesiredAccess};
    struct create_directory_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_create(&captured, DirectoryHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = call_create_directory(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(DirectoryHandle, reply.handle, status);
}
ZW_TWIN(CreateDirectoryObject)

NTSTATUS NTAPI NtCreateDirectoryObjectEx(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess,
                                         POBJECT_ATTRIBUTES ObjectAttributes,
                                         HANDLE ShadowDirectoryHandle, ULONG Flags)
{
    if (ShadowDirectoryHandle || Flags)
        return STATUS_NOT_IMPLEMENTED;
    return NtCreateDirectoryObject(DirectoryHandle, DesiredAccess, ObjectAttributes);
}
ZW_TWIN(CreateDirectoryObjectEx)

NTSTATUS NTAPI NtOpenDirectoryObject(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess,
                                     POBJECT_ATTRIBUTES ObjectAttributes)
{
    struct open_directory_request request = {.access = DesiredAccess};
    struct open_directory_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_open(&captured, DirectoryHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    status = call_open_directory(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(DirectoryHandle, reply.handle, status);
}
ZW_TWIN(OpenDirectoryObject)
