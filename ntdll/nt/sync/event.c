/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events. Their state is the server's; each call is one request.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntexapi.h>

DEBUG_CHANNEL(event);

NTSTATUS NTAPI NtCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, EVENT_TYPE EventType,
                             BOOLEAN InitialState)
{
    struct create_event_request request = {
        .access = DesiredAccess, .type = EventType, .state = InitialState ? 1 : 0,
    };
    struct create_event_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_create(&captured, EventHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    if (EventType != NotificationEvent && EventType != SynchronizationEvent)
        status = STATUS_INVALID_PARAMETER;
    else
        status = call_create_event(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(EventHandle, reply.handle, status);
}
ZW_TWIN(CreateEvent)

NTSTATUS NTAPI NtOpenEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes)
{
    struct open_event_request request = {.access = DesiredAccess};
    struct open_event_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_open(&captured, EventHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    status = call_open_event(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(EventHandle, reply.handle, status);
}
ZW_TWIN(OpenEvent)

/* PreviousState that cannot be written leaves the event as it is. */
static NTSTATUS operate(HANDLE event, enum event_operation operation, PLONG previous)
{
    struct operate_event_request request = {.handle = wire_handle(event), .operation = operation};
    struct operate_event_reply reply = {0};
    NTSTATUS status;

    if (previous && !user_writable(previous, sizeof *previous))
        return STATUS_ACCESS_VIOLATION;
    status = call_operate_event(&request, &reply, NULL);
    TRACE("%p, operation %d: %s", event, operation, debug_status(status));
    if (NT_SUCCESS(status) && !write_optional(previous, &reply.previous, sizeof *previous))
        return STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS NTAPI NtSetEvent(HANDLE EventHandle, PLONG PreviousState)
{
    return operate(EventHandle, EVENT_SET, PreviousState);
}
ZW_TWIN(SetEvent)

NTSTATUS NTAPI NtResetEvent(HANDLE EventHandle, PLONG PreviousState)
{
    return operate(EventHandle, EVENT_RESET, PreviousState);
}
ZW_TWIN(ResetEvent)

NTSTATUS NTAPI NtClearEvent(HANDLE EventHandle)
{
    return operate(EventHandle, EVENT_CLEAR, NULL);
}
ZW_TWIN(ClearEvent)

NTSTATUS NTAPI NtPulseEvent(HANDLE EventHandle, PLONG PreviousState)
{
    return operate(EventHandle, EVENT_PULSE, PreviousState);
}
ZW_TWIN(PulseEvent)

NTSTATUS NTAPI NtQueryEvent(HANDLE EventHandle, EVENT_INFORMATION_CLASS EventInformationClass,
                            PVOID EventInformation, ULONG EventInformationLength,
                            PULONG ReturnLength)
{
    struct query_event_request request = {.handle = wire_handle(EventHandle)};
    struct query_event_reply reply = {0};
    EVENT_BASIC_INFORMATION information;
    NTSTATUS status;

    if (EventInformationClass != EventBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    status = check_exact_length(EventInformation, EventInformationLength, sizeof information,
                                ReturnLength);
    if (NT_SUCCESS(status))
        status = call_query_event(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    information.EventType = (EVENT_TYPE)reply.type;
    information.EventState = reply.state;
    return write_exact(EventInformation, &information, sizeof information, ReturnLength);
}
ZW_TWIN(QueryEvent)
