/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for objects and for time to pass. */
#include "ntwin32/error.h"

#include <ntexapi.h>
#include <ntobapi.h>
#include <windows.h>

#define TICKS_PER_MS 10000

/* NULL waits for ever. */
static PLARGE_INTEGER time_out(PLARGE_INTEGER out, DWORD ms)
{
    if (ms == INFINITE)
        return NULL;
    out->QuadPart = -(LONGLONG)ms * TICKS_PER_MS;
    return out;
}

/* Whoever alerts a thread means the native API; Win32 waits on. */
static BOOL again(NTSTATUS status, BOOL alertable)
{
    return alertable && status == STATUS_ALERTED;
}

static DWORD outcome(NTSTATUS status)
{
    return succeeded(status) ? (DWORD)status : WAIT_FAILED;
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds, WINBOOL bAlertable)
{
    LARGE_INTEGER timeout;
    NTSTATUS status;

    do
        status =
            NtWaitForSingleObject(hHandle, bAlertable != FALSE, time_out(&timeout, dwMilliseconds));
    while (again(status, bAlertable));
    return outcome(status);
}

DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
{
    return WaitForSingleObjectEx(hHandle, dwMilliseconds, FALSE);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD nCount, CONST HANDLE *lpHandles, WINBOOL bWaitAll,
                                      DWORD dwMilliseconds, WINBOOL bAlertable)
{
    LARGE_INTEGER timeout;
    NTSTATUS status;

    do
        status = NtWaitForMultipleObjects(nCount, (HANDLE *)lpHandles, bWaitAll ? WaitAll : WaitAny,
                                          bAlertable != FALSE, time_out(&timeout, dwMilliseconds));
    while (again(status, bAlertable));
    return outcome(status);
}

DWORD WINAPI WaitForMultipleObjects(DWORD nCount, CONST HANDLE *lpHandles, WINBOOL bWaitAll,
                                    DWORD dwMilliseconds)
{
    return WaitForMultipleObjectsEx(nCount, lpHandles, bWaitAll, dwMilliseconds, FALSE);
}

DWORD WINAPI SignalObjectAndWait(HANDLE hObjectToSignal, HANDLE hObjectToWaitOn,
                                 DWORD dwMilliseconds, WINBOOL bAlertable)
{
    LARGE_INTEGER timeout;

    return outcome(NtSignalAndWaitForSingleObject(
        hObjectToSignal, hObjectToWaitOn, bAlertable != FALSE, time_out(&timeout, dwMilliseconds)));
}

DWORD WINAPI SleepEx(DWORD dwMilliseconds, WINBOOL bAlertable)
{
    LARGE_INTEGER delay;
    NTSTATUS status;

    do {
        if (!time_out(&delay, dwMilliseconds))
            delay.QuadPart = INT64_MIN;
        status = NtDelayExecution(bAlertable != FALSE, &delay);
    } while (again(status, bAlertable));
    return status == STATUS_USER_APC ? WAIT_IO_COMPLETION : 0;
}

VOID WINAPI Sleep(DWORD dwMilliseconds)
{
    SleepEx(dwMilliseconds, FALSE);
}

WINBOOL WINAPI SwitchToThread(VOID)
{
    return NtYieldExecution() == STATUS_SUCCESS;
}
