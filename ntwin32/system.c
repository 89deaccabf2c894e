/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process's surroundings: command line, debugger, machine. */
#include "ntwin32/error.h"

#include <ntexapi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <windows.h>

LPWSTR WINAPI GetCommandLineW(VOID)
{
    return RtlGetCurrentPeb()->ProcessParameters->CommandLine.Buffer;
}

/* Made once, for the life of the process. */
LPSTR WINAPI GetCommandLineA(VOID)
{
    static SRWLOCK lock = SRWLOCK_INIT;
    static ANSI_STRING line;

    AcquireSRWLockExclusive(&lock);
    if (!line.Buffer)
        RtlUnicodeStringToAnsiString(&line, &RtlGetCurrentPeb()->ProcessParameters->CommandLine,
                                     TRUE);
    ReleaseSRWLockExclusive(&lock);
    return line.Buffer;
}

WINBOOL WINAPI IsDebuggerPresent(VOID)
{
    return RtlGetCurrentPeb()->BeingDebugged;
}

VOID WINAPI DebugBreak(VOID)
{
    raise(SIGTRAP);
}

/* Nobody listens, as without a debugger; NTDEBUG=+debugstr shows it. */
VOID WINAPI OutputDebugStringA(LPCSTR lpOutputString)
{
    const char *channels = getenv("NTDEBUG");

    if (lpOutputString && channels && strstr(channels, "+debugstr"))
        fprintf(stderr, "%d: %s", (int)getpid(), lpOutputString);
}

VOID WINAPI OutputDebugStringW(LPCWSTR lpOutputString)
{
    UNICODE_STRING wide;
    ANSI_STRING bytes;

    RtlInitUnicodeString(&wide, lpOutputString);
    if (!NT_SUCCESS(RtlUnicodeStringToAnsiString(&bytes, &wide, TRUE)))
        return;
    OutputDebugStringA(bytes.Buffer);
    RtlFreeAnsiString(&bytes);
}

VOID WINAPI GetSystemInfo(LPSYSTEM_INFO lpSystemInfo)
{
    SYSTEM_BASIC_INFORMATION basic = {0};

    NtQuerySystemInformation(SystemBasicInformation, &basic, sizeof basic, NULL);
    *lpSystemInfo = (SYSTEM_INFO){
        .wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64,
        .dwPageSize = basic.PhysicalPageSize,
        .lpMinimumApplicationAddress = (LPVOID)basic.LowestUserAddress,
        .lpMaximumApplicationAddress = (LPVOID)basic.HighestUserAddress,
        .dwActiveProcessorMask = basic.ActiveProcessors,
        .dwNumberOfProcessors = (DWORD)basic.NumberOfProcessors,
        .dwProcessorType = PROCESSOR_AMD_X8664,
        .dwAllocationGranularity = basic.AllocationGranularity,
    };
}

VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO lpSystemInfo)
{
    GetSystemInfo(lpSystemInfo);
}
