/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Timers. They run in the server; each call is one request.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntexapi.h>

DEBUG_CHANNEL(timer);

NTSTATUS NTAPI NtCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, TIMER_TYPE TimerType)
{
    struct create_timer_request request = {.access = DesiredAccess, .type = TimerType};
    struct create_timer_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_create(&captured, TimerHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = call_create_timer(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(TimerHandle, reply.handle, status);
}
ZW_TWIN(CreateTimer)

NTSTATUS NTAPI NtOpenTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes)
{
    return object_open(TimerHandle, DesiredAccess, ObjectAttributes, NAMED_TIMER);
}
ZW_TWIN(OpenTimer)

/* The end of both: what has happened is told, whether or not it can be written. */
static NTSTATUS tell_state(PBOOLEAN to, uint32_t state, NTSTATUS status)
{
    BOOLEAN value = state != 0;

    if (NT_SUCCESS(status) && !write_optional(to, &value, sizeof value))
        return STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS NTAPI NtSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime,
                          PTIMER_APC_ROUTINE TimerApcRoutine, PVOID TimerContext,
                          BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState)
{
    struct set_timer_request request = {
        .handle = wire_handle(TimerHandle), .period = (uint32_t)Period,
        .routine = (uintptr_t)TimerApcRoutine, .context = (uintptr_t)TimerContext,
    };
    struct set_timer_reply reply = {0};
    struct self *caller = self();
    LARGE_INTEGER due;
    NTSTATUS status;

    if (!user_read(&due, DueTime, sizeof due) ||
        (PreviousState && !user_writable(PreviousState, sizeof *PreviousState)))
        return STATUS_ACCESS_VIOLATION;
    if (Period < 0)
        return STATUS_INVALID_PARAMETER_6;
    if (!caller)
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    request.due = due.QuadPart;
    status = call_set_timer(&request, &reply, NULL);
    TRACE("%p, %lld: %s", TimerHandle, (long long)due.QuadPart, debug_status(status));
    if (status == STATUS_SUCCESS && ResumeTimer)
        status = STATUS_TIMER_RESUME_IGNORED;
    return tell_state(PreviousState, reply.previous, status);
}
ZW_TWIN(SetTimer)

NTSTATUS NTAPI NtCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState)
{
    struct cancel_timer_request request = {.handle = wire_handle(TimerHandle)};
    struct cancel_timer_reply reply = {0};
    NTSTATUS status;

    if (CurrentState && !user_writable(CurrentState, sizeof *CurrentState))
        return STATUS_ACCESS_VIOLATION;
    status = call_cancel_timer(&request, &reply, NULL);
    TRACE("%p: %s", TimerHandle, debug_status(status));
    return tell_state(CurrentState, reply.previous, status);
}
ZW_TWIN(CancelTimer)

NTSTATUS NTAPI NtQueryTimer(HANDLE TimerHandle, TIMER_INFORMATION_CLASS TimerInformationClass,
                            PVOID TimerInformation, ULONG TimerInformationLength,
                            PULONG ReturnLength)
{
    struct query_timer_request request = {.handle = wire_handle(TimerHandle)};
    struct query_timer_reply reply = {0};
    TIMER_BASIC_INFORMATION information = {0};
    NTSTATUS status;

    if (TimerInformationClass != TimerBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    status = check_exact_length(TimerInformation, TimerInformationLength, sizeof information,
                                ReturnLength);
    if (NT_SUCCESS(status))
        status = call_query_timer(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    information.RemainingTime.QuadPart = reply.remaining;
    information.TimerState = reply.signaled != 0;
    return write_exact(TimerInformation, &information, sizeof information, ReturnLength);
}
ZW_TWIN(QueryTimer)
