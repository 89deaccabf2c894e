/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads. */
#include "ntwin32/error.h"

#include <ntpsapi.h>
#include <windows.h>

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpThreadAttributes, SIZE_T dwStackSize,
                           LPTHREAD_START_ROUTINE lpStartAddress, LPVOID lpParameter,
                           DWORD dwCreationFlags, LPDWORD lpThreadId)
{
    CLIENT_ID id = {0};
    PS_ATTRIBUTE_LIST list = {
        .TotalLength = sizeof list,
        .Attributes = {{.Attribute = PS_ATTRIBUTE_CLIENT_ID, .Size = sizeof id, .ValuePtr = &id}},
    };
    ULONG flags = dwCreationFlags & CREATE_SUSPENDED ? THREAD_CREATE_FLAGS_CREATE_SUSPENDED : 0;
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread;

    InitializeObjectAttributes(
        &attributes, NULL,
        lpThreadAttributes && lpThreadAttributes->bInheritHandle ? OBJ_INHERIT : 0, NULL,
        lpThreadAttributes ? lpThreadAttributes->lpSecurityDescriptor : NULL);
    if (!succeeded(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, &attributes, NtCurrentProcess(),
                                    (PUSER_THREAD_START_ROUTINE)lpStartAddress, lpParameter, flags,
                                    0, dwStackSize, dwStackSize, &list)))
        return NULL;
    if (lpThreadId)
        *lpThreadId = (DWORD)(ULONG_PTR)id.UniqueThread;
    return thread;
}

/* The last thread takes the process with it. */
VOID WINAPI ExitThread(DWORD dwExitCode)
{
    ULONG last = FALSE;

    NtQueryInformationThread(NtCurrentThread(), ThreadAmILastThread, &last, sizeof last, NULL);
    if (last)
        RtlExitUserProcess((NTSTATUS)dwExitCode);
    RtlExitUserThread((NTSTATUS)dwExitCode);
    __builtin_unreachable();
}

HANDLE WINAPI OpenThread(DWORD dwDesiredAccess, WINBOOL bInheritHandle, DWORD dwThreadId)
{
    CLIENT_ID id = {.UniqueThread = (HANDLE)(ULONG_PTR)dwThreadId};
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread = NULL;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, bInheritHandle ? OBJ_INHERIT : 0, NULL, NULL);
    status = NtOpenThread(&thread, dwDesiredAccess, &attributes, &id);
    return opened(thread, status);
}

HANDLE WINAPI GetCurrentThread(VOID)
{
    return NtCurrentThread();
}

DWORD WINAPI GetCurrentThreadId(VOID)
{
    return (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread;
}

static BOOL basic_information(HANDLE thread, THREAD_BASIC_INFORMATION *information)
{
    return succeeded(NtQueryInformationThread(thread, ThreadBasicInformation, information,
                                              sizeof *information, NULL));
}

DWORD WINAPI GetThreadId(HANDLE Thread)
{
    THREAD_BASIC_INFORMATION information;

    return basic_information(Thread, &information)
               ? (DWORD)(ULONG_PTR)information.ClientId.UniqueThread
               : 0;
}

DWORD WINAPI GetProcessIdOfThread(HANDLE Thread)
{
    THREAD_BASIC_INFORMATION information;

    return basic_information(Thread, &information)
               ? (DWORD)(ULONG_PTR)information.ClientId.UniqueProcess
               : 0;
}

WINBOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode)
{
    THREAD_BASIC_INFORMATION information;

    if (!basic_information(hThread, &information))
        return FALSE;
    *lpExitCode = (DWORD)information.ExitStatus;
    return TRUE;
}

WINBOOL WINAPI TerminateThread(HANDLE hThread, DWORD dwExitCode)
{
    return succeeded(NtTerminateThread(hThread, (NTSTATUS)dwExitCode));
}

DWORD WINAPI ResumeThread(HANDLE hThread)
{
    ULONG previous;

    return succeeded(NtResumeThread(hThread, &previous)) ? previous : (DWORD)-1;
}

DWORD WINAPI SuspendThread(HANDLE hThread)
{
    ULONG previous;

    return succeeded(NtSuspendThread(hThread, &previous)) ? previous : (DWORD)-1;
}

DWORD WINAPI GetCurrentProcessorNumber(VOID)
{
    return NtGetCurrentProcessorNumber();
}

DWORD WINAPI QueueUserAPC(PAPCFUNC pfnAPC, HANDLE hThread, ULONG_PTR dwData)
{
    return succeeded(NtQueueApcThread(hThread, (PPS_APC_ROUTINE)(ULONG_PTR)pfnAPC, (PVOID)dwData, NULL, NULL));
}
