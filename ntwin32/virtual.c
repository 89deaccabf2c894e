/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pages of memory. */
#include "ntwin32/error.h"

#include <ntmmapi.h>
#include <windows.h>

LPVOID WINAPI VirtualAllocEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize,
                             DWORD flAllocationType, DWORD flProtect)
{
    PVOID base = lpAddress;
    SIZE_T size = dwSize;

    if (!succeeded(NtAllocateVirtualMemory(hProcess, &base, 0, &size, flAllocationType, flProtect)))
        return NULL;
    return base;
}

LPVOID WINAPI VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType, DWORD flProtect)
{
    return VirtualAllocEx(NtCurrentProcess(), lpAddress, dwSize, flAllocationType, flProtect);
}

/* Releasing takes no size: the native call would release a part. */
WINBOOL WINAPI VirtualFreeEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)
{
    PVOID base = lpAddress;
    SIZE_T size = dwSize;

    if (dwFreeType & MEM_RELEASE && dwSize)
        return failed_with(ERROR_INVALID_PARAMETER);
    return succeeded(NtFreeVirtualMemory(hProcess, &base, &size, dwFreeType));
}

WINBOOL WINAPI VirtualFree(LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)
{
    return VirtualFreeEx(NtCurrentProcess(), lpAddress, dwSize, dwFreeType);
}

WINBOOL WINAPI VirtualProtectEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize,
                                DWORD flNewProtect, PDWORD lpflOldProtect)
{
    PVOID base = lpAddress;
    SIZE_T size = dwSize;

    return succeeded(NtProtectVirtualMemory(hProcess, &base, &size, flNewProtect, lpflOldProtect));
}

WINBOOL WINAPI VirtualProtect(LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect,
                              PDWORD lpflOldProtect)
{
    return VirtualProtectEx(NtCurrentProcess(), lpAddress, dwSize, flNewProtect, lpflOldProtect);
}

SIZE_T WINAPI VirtualQueryEx(HANDLE hProcess, LPCVOID lpAddress, PMEMORY_BASIC_INFORMATION lpBuffer,
                             SIZE_T dwLength)
{
    SIZE_T written = 0;

    return succeeded(NtQueryVirtualMemory(hProcess, (PVOID)lpAddress, MemoryBasicInformation,
                                          lpBuffer, dwLength, &written))
               ? written
               : 0;
}

SIZE_T WINAPI VirtualQuery(LPCVOID lpAddress, PMEMORY_BASIC_INFORMATION lpBuffer, SIZE_T dwLength)
{
    return VirtualQueryEx(NtCurrentProcess(), lpAddress, lpBuffer, dwLength);
}
