/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* I/O completion ports. There are no files with asynchronous I/O to bind to one. */
#include "ntwin32/error.h"

#include <ntioapi.h>
#include <windows.h>

#define TICKS_PER_MS 10000

HANDLE WINAPI CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort,
                                     ULONG_PTR CompletionKey, DWORD NumberOfConcurrentThreads)
{
    HANDLE port = NULL;

    (void)CompletionKey;
    if (FileHandle != INVALID_HANDLE_VALUE) {
        failed_with(ERROR_NOT_SUPPORTED);
        return NULL;
    }
    if (ExistingCompletionPort) {
        failed_with(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    succeeded(NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL,
                                   NumberOfConcurrentThreads));
    return port;
}

WINBOOL WINAPI PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred,
                                          ULONG_PTR dwCompletionKey, LPOVERLAPPED lpOverlapped)
{
    return succeeded(NtSetIoCompletion(CompletionPort, (PVOID)dwCompletionKey, lpOverlapped,
                                       STATUS_SUCCESS, dwNumberOfBytesTransferred));
}

static PLARGE_INTEGER time_out(PLARGE_INTEGER out, DWORD ms)
{
    out->QuadPart = -(LONGLONG)ms * TICKS_PER_MS;
    return ms == INFINITE ? NULL : out;
}

/* No packet: FALSE and lpOverlapped NULL. A packet of something that failed: FALSE and its lpOverlapped. */
WINBOOL WINAPI GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred,
                                         PULONG_PTR lpCompletionKey, LPOVERLAPPED *lpOverlapped,
                                         DWORD dwMilliseconds)
{
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK io;
    NTSTATUS status;
    PVOID context;
    PVOID key;

    *lpOverlapped = NULL;
    status = NtRemoveIoCompletion(CompletionPort, &key, &context, &io,
                                  time_out(&timeout, dwMilliseconds));
    if (status == STATUS_TIMEOUT)
        return failed_with(WAIT_TIMEOUT);
    if (status == STATUS_ABANDONED)
        return failed_with(ERROR_ABANDONED_WAIT_0);
    if (!succeeded(status))
        return FALSE;
    *lpNumberOfBytesTransferred = (DWORD)io.Information;
    *lpCompletionKey = (ULONG_PTR)key;
    *lpOverlapped = context;
    return succeeded(io.Status);
}

/* OVERLAPPED_ENTRY is FILE_IO_COMPLETION_INFORMATION with the status in Internal. */
WINBOOL WINAPI GetQueuedCompletionStatusEx(HANDLE CompletionPort,
                                           LPOVERLAPPED_ENTRY lpCompletionPortEntries, ULONG ulCount,
                                           PULONG ulNumEntriesRemoved, DWORD dwMilliseconds,
                                           WINBOOL fAlertable)
{
    LARGE_INTEGER timeout;
    NTSTATUS status;

    _Static_assert(sizeof(OVERLAPPED_ENTRY) == sizeof(FILE_IO_COMPLETION_INFORMATION), "layout");
    status = NtRemoveIoCompletionEx(CompletionPort,
                                    (PFILE_IO_COMPLETION_INFORMATION)lpCompletionPortEntries, ulCount,
                                    ulNumEntriesRemoved, time_out(&timeout, dwMilliseconds),
                                    fAlertable != FALSE);
    if (status == STATUS_SUCCESS)
        return TRUE;
    switch (status) {
    case STATUS_TIMEOUT:
        return failed_with(WAIT_TIMEOUT);
    case STATUS_ABANDONED:
        return failed_with(ERROR_ABANDONED_WAIT_0);
    case STATUS_USER_APC:
        return failed_with(WAIT_IO_COMPLETION);
    default:
        return succeeded(status);
    }
}
