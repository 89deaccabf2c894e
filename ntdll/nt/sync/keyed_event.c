/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keyed events. Threads meet in the server.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/sync/sync.h"

#include <ntexapi.h>

DEBUG_CHANNEL(event);

NTSTATUS NTAPI NtCreateKeyedEvent(PHANDLE KeyedEventHandle, ACCESS_MASK DesiredAccess,
                                  POBJECT_ATTRIBUTES ObjectAttributes, ULONG Flags)
{
    struct create_keyed_event_request request = {.access = DesiredAccess};
    struct create_keyed_event_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    if (Flags)
        return STATUS_INVALID_PARAMETER_4;
    status = object_begin_create(&captured, KeyedEventHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = call_create_keyed_event(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(KeyedEventHandle, reply.handle, status);
}
ZW_TWIN(CreateKeyedEvent)

NTSTATUS NTAPI NtOpenKeyedEvent(PHANDLE KeyedEventHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes)
{
    return object_open(KeyedEventHandle, DesiredAccess, ObjectAttributes, NAMED_KEYED_EVENT);
}
ZW_TWIN(OpenKeyedEvent)

static NTSTATUS meet(HANDLE event, PVOID key, bool releases, bool alertable, PLARGE_INTEGER user_timeout)
{
    struct meet_at_keyed_event_request request = {
        .handle = wire_handle(event), .key = (uintptr_t)key, .releases = releases,
        .alerts = alertable ? WAIT_ALERTABLE : 0,
    };
    struct self *caller;
    LARGE_INTEGER timeout;

    if ((uintptr_t)key & 1)
        return STATUS_INVALID_PARAMETER_1;
    if (user_timeout && !user_read(&timeout, user_timeout, sizeof timeout))
        return STATUS_ACCESS_VIOLATION;
    caller = self();
    if (!caller || !self_arm(caller))
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    request.poll = user_timeout && !timeout.QuadPart;
    return wait_out(caller, call_meet_at_keyed_event(&request, NULL, NULL),
                    user_timeout ? &timeout : NULL);
}

NTSTATUS NTAPI NtWaitForKeyedEvent(HANDLE KeyedEventHandle, PVOID KeyValue, BOOLEAN Alertable,
                                   PLARGE_INTEGER Timeout)
{
    NTSTATUS status = meet(KeyedEventHandle, KeyValue, false, Alertable, Timeout);

    TRACE("%p, %p: %s", KeyedEventHandle, KeyValue, debug_status(status));
    return status;
}
ZW_TWIN(WaitForKeyedEvent)

NTSTATUS NTAPI NtReleaseKeyedEvent(HANDLE KeyedEventHandle, PVOID KeyValue, BOOLEAN Alertable,
                                   PLARGE_INTEGER Timeout)
{
    NTSTATUS status = meet(KeyedEventHandle, KeyValue, true, Alertable, Timeout);

    TRACE("%p, %p: %s", KeyedEventHandle, KeyValue, debug_status(status));
    return status;
}
ZW_TWIN(ReleaseKeyedEvent)
