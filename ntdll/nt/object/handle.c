/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles: closing, duplicating, comparing, and what makes a name outlive them.
 *
 * A port's handle is cached by the library (port_table.h). It leaves the cache before the server is
 * asked to close it, so nobody uses a number that already stands for something else.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/port/port_table.h"

#include <ntobapi.h>
#include <ntpsapi.h>

DEBUG_CHANNEL(handle);

/* NtCurrentProcess and its five sisters need no closing. */
static bool is_pseudo(uint64_t handle)
{
    return handle >= (uint64_t)-6;
}

NTSTATUS NTAPI NtClose(HANDLE Handle)
{
    struct close_handle_request request = {.handle = wire_handle(Handle)};
    struct close_handle_reply reply = {0};
    struct self *caller;
    NTSTATUS status;

    if (is_pseudo(request.handle))
        return STATUS_SUCCESS;
    if (!request.handle ||
        !(session_epoch() & 1)) /* no session, no handles: no reason to begin one */
        return STATUS_INVALID_HANDLE;
    caller = self();
    if (!caller)
        return STATUS_INVALID_HANDLE;
    request.slot = caller->slot;
    if (port_leave(request.handle, caller->slot))
        return STATUS_SUCCESS;
    port_handle_closing(request.handle);
    status = call_close_handle(&request, &reply, NULL);
    TRACE("%p: %s", Handle, debug_status(status));
    if (NT_SUCCESS(status))
        port_detach(reply.detach);
    return status;
}
ZW_TWIN(Close)

/* The new handle could not be told to the caller: takes it away again, in whosever table it is. */
static void close_in(uint64_t process, uint64_t handle, uint32_t slot)
{
    struct duplicate_object_request request = {
        .source_process = process,
        .source = handle,
        .options = DUPLICATE_CLOSE_SOURCE,
        .slot = slot,
    };
    struct duplicate_object_reply reply = {0};

    if (NT_SUCCESS(call_duplicate_object(&request, &reply, NULL)))
        port_detach(reply.detach);
}

NTSTATUS NTAPI NtDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle,
                                 HANDLE TargetProcessHandle, PHANDLE TargetHandle,
                                 ACCESS_MASK DesiredAccess, ULONG HandleAttributes, ULONG Options)
{
    struct duplicate_object_request request = {
        .source_process = wire_handle(SourceProcessHandle), .source = wire_handle(SourceHandle),
        .target_process = wire_handle(TargetProcessHandle), .access = DesiredAccess,
        .attributes = HandleAttributes, .options = Options,
    };
    struct duplicate_object_reply reply = {0};
    struct self *caller;
    HANDLE value;
    NTSTATUS status;

    if (TargetHandle && !user_writable(TargetHandle, sizeof *TargetHandle))
        return STATUS_ACCESS_VIOLATION;
    caller = self();
    if (!caller)
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    if (Options & DUPLICATE_CLOSE_SOURCE && SourceProcessHandle == NtCurrentProcess())
        port_handle_closing(request.source);
    status = call_duplicate_object(&request, &reply, NULL);
    port_detach(reply.detach); /* the source may be closed whatever else failed */
    TRACE("%p of %p to %p: %#llx, %s", SourceHandle, SourceProcessHandle, TargetProcessHandle,
          (unsigned long long)reply.handle, debug_status(status));
    value = (HANDLE)(uintptr_t)reply.handle;
    if (NT_SUCCESS(status) && reply.handle && !write_optional(TargetHandle, &value, sizeof value)) {
        close_in(request.target_process, reply.handle, request.slot);
        return STATUS_ACCESS_VIOLATION;
    }
    return status;
}
ZW_TWIN(DuplicateObject)

NTSTATUS NTAPI NtCompareObjects(HANDLE FirstObjectHandle, HANDLE SecondObjectHandle)
{
    struct compare_objects_request request = {
        .first = wire_handle(FirstObjectHandle), .second = wire_handle(SecondObjectHandle),
    };

    return call_compare_objects(&request, NULL, NULL);
}
ZW_TWIN(CompareObjects)

NTSTATUS NTAPI NtMakeTemporaryObject(HANDLE Handle)
{
    struct make_temporary_request request = {.handle = wire_handle(Handle)};

    return call_make_temporary(&request, NULL, NULL);
}
ZW_TWIN(MakeTemporaryObject)

NTSTATUS NTAPI NtMakePermanentObject(HANDLE Handle)
{
    struct make_permanent_request request = {.handle = wire_handle(Handle)};

    return call_make_permanent(&request, NULL, NULL);
}
ZW_TWIN(MakePermanentObject)
