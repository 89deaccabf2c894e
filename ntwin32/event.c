/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events. */
#include "ntwin32/error.h"
#include "ntwin32/name.h"

#include <ntexapi.h>
#include <ntobapi.h>
#include <windows.h>

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES lpEventAttributes, LPCWSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    EVENT_TYPE type =
        dwFlags & CREATE_EVENT_MANUAL_RESET ? NotificationEvent : SynchronizationEvent;
    struct object_name name;
    HANDLE event = NULL;
    NTSTATUS status;

    if (dwFlags & ~(DWORD)(CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET)) {
        failed_with(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    status = object_name_create(&name, lpName, lpEventAttributes);
    if (NT_SUCCESS(status))
        status = NtCreateEvent(&event, dwDesiredAccess, &name.attributes, type,
                               !!(dwFlags & CREATE_EVENT_INITIAL_SET));
    object_name_free(&name);
    return created(event, status);
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES lpEventAttributes, LPCSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    UNICODE_STRING name;
    HANDLE event;

    if (!wide_name(&name, lpName))
        return NULL;
    event = CreateEventExW(lpEventAttributes, name.Buffer, dwFlags, dwDesiredAccess);
    RtlFreeUnicodeString(&name);
    return event;
}

static DWORD flags_of(BOOL manual, BOOL set)
{
    return (manual ? CREATE_EVENT_MANUAL_RESET : 0u) | (set ? CREATE_EVENT_INITIAL_SET : 0u);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes, WINBOOL bManualReset,
                           WINBOOL bInitialState, LPCWSTR lpName)
{
    return CreateEventExW(lpEventAttributes, lpName, flags_of(bManualReset, bInitialState),
                          EVENT_ALL_ACCESS);
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpEventAttributes, WINBOOL bManualReset,
                           WINBOOL bInitialState, LPCSTR lpName)
{
    return CreateEventExA(lpEventAttributes, lpName, flags_of(bManualReset, bInitialState),
                          EVENT_ALL_ACCESS);
}

HANDLE WINAPI OpenEventW(DWORD dwDesiredAccess, WINBOOL bInheritHandle, LPCWSTR lpName)
{
    return open_by_name(NtOpenEvent, dwDesiredAccess, bInheritHandle, lpName);
}

HANDLE WINAPI OpenEventA(DWORD dwDesiredAccess, WINBOOL bInheritHandle, LPCSTR lpName)
{
    UNICODE_STRING name;
    HANDLE event;

    if (!wide_name(&name, lpName))
        return NULL;
    event = OpenEventW(dwDesiredAccess, bInheritHandle, name.Buffer);
    RtlFreeUnicodeString(&name);
    return event;
}

WINBOOL WINAPI SetEvent(HANDLE hEvent)
{
    return succeeded(NtSetEvent(hEvent, NULL));
}

WINBOOL WINAPI ResetEvent(HANDLE hEvent)
{
    return succeeded(NtResetEvent(hEvent, NULL));
}

WINBOOL WINAPI PulseEvent(HANDLE hEvent)
{
    return succeeded(NtPulseEvent(hEvent, NULL));
}
