/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mutexes, which NT calls mutants. */
#include "ntwin32/error.h"
#include "ntwin32/name.h"

#include <ntexapi.h>
#include <windows.h>

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES lpMutexAttributes, LPCWSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    struct object_name name;
    HANDLE mutex = NULL;
    NTSTATUS status;

    if (dwFlags & ~(DWORD)CREATE_MUTEX_INITIAL_OWNER) {
        failed_with(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    status = object_name_create(&name, lpName, lpMutexAttributes);
    if (NT_SUCCESS(status))
        status = NtCreateMutant(&mutex, dwDesiredAccess, &name.attributes,
                                !!(dwFlags & CREATE_MUTEX_INITIAL_OWNER));
    object_name_free(&name);
    return created(mutex, status);
}

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES lpMutexAttributes, LPCSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    UNICODE_STRING name;
    HANDLE mutex;

    if (!wide_name(&name, lpName))
        return NULL;
    mutex = CreateMutexExW(lpMutexAttributes, name.Buffer, dwFlags, dwDesiredAccess);
    RtlFreeUnicodeString(&name);
    return mutex;
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES lpMutexAttributes, WINBOOL bInitialOwner,
                           LPCWSTR lpName)
{
    return CreateMutexExW(lpMutexAttributes, lpName, bInitialOwner ? CREATE_MUTEX_INITIAL_OWNER : 0,
                          MUTEX_ALL_ACCESS);
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES lpMutexAttributes, WINBOOL bInitialOwner,
                           LPCSTR lpName)
{
    return CreateMutexExA(lpMutexAttributes, lpName, bInitialOwner ? CREATE_MUTEX_INITIAL_OWNER : 0,
                          MUTEX_ALL_ACCESS);
}

HANDLE WINAPI OpenMutexW(DWORD dwDesiredAccess, WINBOOL bInheritHandle, LPCWSTR lpName)
{
    return open_by_name(NtOpenMutant, dwDesiredAccess, bInheritHandle, lpName);
}

WINBOOL WINAPI ReleaseMutex(HANDLE hMutex)
{
    return succeeded(NtReleaseMutant(hMutex, NULL));
}
