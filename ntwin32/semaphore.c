/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Semaphores. */
#include "ntwin32/error.h"
#include "ntwin32/name.h"

#include <ntexapi.h>
#include <windows.h>

HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount,
                                 LONG lMaximumCount, LPCWSTR lpName, DWORD dwFlags,
                                 DWORD dwDesiredAccess)
{
    struct object_name name;
    HANDLE semaphore = NULL;
    NTSTATUS status;

    if (dwFlags) {
        failed_with(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    status = object_name_create(&name, lpName, lpSemaphoreAttributes);
    if (NT_SUCCESS(status))
        status = NtCreateSemaphore(&semaphore, dwDesiredAccess, &name.attributes, lInitialCount,
                                   lMaximumCount);
    object_name_free(&name);
    return created(semaphore, status);
}

HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount,
                                 LONG lMaximumCount, LPCSTR lpName, DWORD dwFlags,
                                 DWORD dwDesiredAccess)
{
    UNICODE_STRING name;
    HANDLE semaphore;

    if (!wide_name(&name, lpName))
        return NULL;
    semaphore = CreateSemaphoreExW(lpSemaphoreAttributes, lInitialCount, lMaximumCount, name.Buffer,
                                   dwFlags, dwDesiredAccess);
    RtlFreeUnicodeString(&name);
    return semaphore;
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount,
                               LONG lMaximumCount, LPCWSTR lpName)
{
    return CreateSemaphoreExW(lpSemaphoreAttributes, lInitialCount, lMaximumCount, lpName, 0,
                              SEMAPHORE_ALL_ACCESS);
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount,
                               LONG lMaximumCount, LPCSTR lpName)
{
    return CreateSemaphoreExA(lpSemaphoreAttributes, lInitialCount, lMaximumCount, lpName, 0,
                              SEMAPHORE_ALL_ACCESS);
}

HANDLE WINAPI OpenSemaphoreW(DWORD dwDesiredAccess, WINBOOL bInheritHandle, LPCWSTR lpName)
{
    return open_by_name(NtOpenSemaphore, dwDesiredAccess, bInheritHandle, lpName);
}

WINBOOL WINAPI ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount, LPLONG lpPreviousCount)
{
    return succeeded(NtReleaseSemaphore(hSemaphore, lReleaseCount, lpPreviousCount));
}
