/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Heaps. */
#include "ntwin32/error.h"

#include <windows.h>

HANDLE WINAPI GetProcessHeap(VOID)
{
    return RtlProcessHeap();
}

DWORD WINAPI GetProcessHeaps(DWORD NumberOfHeaps, PHANDLE ProcessHeaps)
{
    return RtlGetProcessHeaps(NumberOfHeaps, ProcessHeaps);
}

HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T dwInitialSize, SIZE_T dwMaximumSize)
{
    ULONG flags = dwMaximumSize ? flOptions : flOptions | HEAP_GROWABLE;
    HANDLE heap;

    if (dwMaximumSize && dwInitialSize > dwMaximumSize) {
        failed_with(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    heap = RtlCreateHeap(flags, NULL, dwMaximumSize, dwInitialSize, NULL, NULL);
    if (!heap)
        failed_with(ERROR_NOT_ENOUGH_MEMORY);
    return heap;
}

WINBOOL WINAPI HeapDestroy(HANDLE hHeap)
{
    return !RtlDestroyHeap(hHeap) || failed_with(ERROR_INVALID_HANDLE);
}

LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
{
    LPVOID block = RtlAllocateHeap(hHeap, dwFlags, dwBytes);

    if (!block)
        failed_with(ERROR_NOT_ENOUGH_MEMORY);
    return block;
}

LPVOID WINAPI HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem, SIZE_T dwBytes)
{
    LPVOID block = RtlReAllocateHeap(hHeap, dwFlags, lpMem, dwBytes);

    if (!block)
        failed_with(ERROR_NOT_ENOUGH_MEMORY);
    return block;
}

WINBOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
{
    return RtlFreeHeap(hHeap, dwFlags, lpMem) || failed_with(ERROR_INVALID_PARAMETER);
}

SIZE_T WINAPI HeapSize(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    return RtlSizeHeap(hHeap, dwFlags, (PVOID)lpMem);
}

WINBOOL WINAPI HeapValidate(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    return RtlValidateHeap(hHeap, dwFlags, (PVOID)lpMem);
}

WINBOOL WINAPI HeapLock(HANDLE hHeap)
{
    return RtlLockHeap(hHeap);
}

WINBOOL WINAPI HeapUnlock(HANDLE hHeap)
{
    return RtlUnlockHeap(hHeap);
}

SIZE_T WINAPI HeapCompact(HANDLE hHeap, DWORD dwFlags)
{
    return RtlCompactHeap(hHeap, dwFlags);
}
