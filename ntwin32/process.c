/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes, and the memory of others. */
#include "ntwin32/error.h"

#include <ntmmapi.h>
#include <ntpsapi.h>
#include <windows.h>

HANDLE WINAPI GetCurrentProcess(VOID)
{
    return NtCurrentProcess();
}

DWORD WINAPI GetCurrentProcessId(VOID)
{
    return (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess;
}

HANDLE WINAPI OpenProcess(DWORD dwDesiredAccess, WINBOOL bInheritHandle, DWORD dwProcessId)
{
    CLIENT_ID id = {.UniqueProcess = (HANDLE)(ULONG_PTR)dwProcessId};
    OBJECT_ATTRIBUTES attributes;
    HANDLE process = NULL;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, bInheritHandle ? OBJ_INHERIT : 0, NULL, NULL);
    status = NtOpenProcess(&process, dwDesiredAccess, &attributes, &id);
    return opened(process, status);
}

static BOOL basic_information(HANDLE process, PROCESS_BASIC_INFORMATION *information)
{
    return succeeded(NtQueryInformationProcess(process, ProcessBasicInformation, information,
                                               sizeof *information, NULL));
}

DWORD WINAPI GetProcessId(HANDLE Process)
{
    PROCESS_BASIC_INFORMATION information;

    return basic_information(Process, &information) ? (DWORD)information.UniqueProcessId : 0;
}

WINBOOL WINAPI GetExitCodeProcess(HANDLE hProcess, LPDWORD lpExitCode)
{
    PROCESS_BASIC_INFORMATION information;

    if (!basic_information(hProcess, &information))
        return FALSE;
    *lpExitCode = (DWORD)information.ExitStatus;
    return TRUE;
}

static FILETIME duration(LARGE_INTEGER time)
{
    return (FILETIME){time.LowPart, (DWORD)time.HighPart};
}

WINBOOL WINAPI GetProcessTimes(HANDLE hProcess, LPFILETIME lpCreationTime, LPFILETIME lpExitTime,
                               LPFILETIME lpKernelTime, LPFILETIME lpUserTime)
{
    KERNEL_USER_TIMES times;

    if (!succeeded(NtQueryInformationProcess(hProcess, ProcessTimes, &times, sizeof times, NULL)))
        return FALSE;
    *lpCreationTime = times.CreateTime;
    *lpExitTime = times.ExitTime;
    *lpKernelTime = duration(times.KernelTime);
    *lpUserTime = duration(times.UserTime);
    return TRUE;
}

WINBOOL WINAPI GetProcessHandleCount(HANDLE hProcess, PDWORD pdwHandleCount)
{
    return succeeded(NtQueryInformationProcess(hProcess, ProcessHandleCount, pdwHandleCount,
                                               sizeof *pdwHandleCount, NULL));
}

WINBOOL WINAPI ProcessIdToSessionId(DWORD dwProcessId, DWORD *pSessionId)
{
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, dwProcessId);
    BOOL known;

    if (!process)
        return FALSE;
    known = succeeded(NtQueryInformationProcess(process, ProcessSessionInformation, pSessionId,
                                                sizeof *pSessionId, NULL));
    NtClose(process);
    return known;
}

WINBOOL WINAPI TerminateProcess(HANDLE hProcess, UINT uExitCode)
{
    if (!hProcess)
        return failed_with(ERROR_INVALID_HANDLE);
    return succeeded(NtTerminateProcess(hProcess, (NTSTATUS)uExitCode));
}

VOID WINAPI ExitProcess(UINT uExitCode)
{
    RtlExitUserProcess((NTSTATUS)uExitCode);
    __builtin_unreachable();
}

WINBOOL WINAPI ReadProcessMemory(HANDLE hProcess, LPCVOID lpBaseAddress, LPVOID lpBuffer,
                                 SIZE_T nSize, SIZE_T *lpNumberOfBytesRead)
{
    return succeeded(
        NtReadVirtualMemory(hProcess, (PVOID)lpBaseAddress, lpBuffer, nSize, lpNumberOfBytesRead));
}

WINBOOL WINAPI WriteProcessMemory(HANDLE hProcess, LPVOID lpBaseAddress, LPCVOID lpBuffer,
                                  SIZE_T nSize, SIZE_T *lpNumberOfBytesWritten)
{
    return succeeded(NtWriteVirtualMemory(hProcess, lpBaseAddress, (PVOID)lpBuffer, nSize,
                                          lpNumberOfBytesWritten));
}
