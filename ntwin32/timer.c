/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waitable timers. */
#include "ntwin32/error.h"
#include "ntwin32/name.h"

#include <ntexapi.h>
#include <windows.h>

HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES lpTimerAttributes, LPCWSTR lpTimerName,
                                     DWORD dwFlags, DWORD dwDesiredAccess)
{
    TIMER_TYPE type = dwFlags & CREATE_WAITABLE_TIMER_MANUAL_RESET ? NotificationTimer
                                                                   : SynchronizationTimer;
    struct object_name name;
    HANDLE timer = NULL;
    NTSTATUS status;

    if (dwFlags & ~(DWORD)CREATE_WAITABLE_TIMER_MANUAL_RESET) {
        failed_with(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    status = object_name_create(&name, lpTimerName, lpTimerAttributes);
    if (NT_SUCCESS(status))
        status = NtCreateTimer(&timer, dwDesiredAccess, &name.attributes, type);
    object_name_free(&name);
    return created(timer, status);
}

HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES lpTimerAttributes, WINBOOL bManualReset,
                                   LPCWSTR lpTimerName)
{
    return CreateWaitableTimerExW(lpTimerAttributes, lpTimerName,
                                  bManualReset ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0,
                                  TIMER_ALL_ACCESS);
}

HANDLE WINAPI OpenWaitableTimerW(DWORD dwDesiredAccess, WINBOOL bInheritHandle, LPCWSTR lpTimerName)
{
    return open_by_name(NtOpenTimer, dwDesiredAccess, bInheritHandle, lpTimerName);
}

/* Windows tells who wants the machine to be woken by a last error, and sets the timer all the same. */
WINBOOL WINAPI SetWaitableTimer(HANDLE hTimer, const LARGE_INTEGER *lpDueTime, LONG lPeriod,
                                PTIMERAPCROUTINE pfnCompletionRoutine, LPVOID lpArgToCompletionRoutine,
                                WINBOOL fResume)
{
    NTSTATUS status = NtSetTimer(hTimer, (PLARGE_INTEGER)lpDueTime,
                                 (PTIMER_APC_ROUTINE)pfnCompletionRoutine, lpArgToCompletionRoutine,
                                 fResume != FALSE, lPeriod, NULL);

    if (!succeeded(status))
        return FALSE;
    if (status == STATUS_TIMER_RESUME_IGNORED)
        SetLastError(ERROR_NOT_SUPPORTED);
    return TRUE;
}

WINBOOL WINAPI CancelWaitableTimer(HANDLE hTimer)
{
    return succeeded(NtCancelTimer(hTimer, NULL));
}
