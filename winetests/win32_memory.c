/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: heaps, LocalAlloc and GlobalAlloc, pages. */
#include "winetests/win32.h"

static void test_heap(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    UCHAR *block;

    ok_win32(heap);
    block = HeapAlloc(heap, HEAP_ZERO_MEMORY, 100);
    ok_win32(block);
    ok(!block[0] && !block[99], "not zero");
    ok_equal(HeapSize(heap, 0, block), 100);
    block[99] = 7;
    block = HeapReAlloc(heap, HEAP_ZERO_MEMORY, block, 5000);
    ok_win32(block);
    ok(block[99] == 7 && !block[100] && !block[4999], "not what it was");
    ok_win32(HeapFree(heap, 0, block));
    ok_win32(HeapDestroy(heap));

    ok_equal(GetProcessHeap(), RtlGetCurrentPeb()->ProcessHeap);
    block = HeapAlloc(GetProcessHeap(), 0, 0);
    ok_win32(block);
    ok_equal(HeapSize(GetProcessHeap(), 0, block), 0);
    ok_win32(HeapFree(GetProcessHeap(), 0, block));
    ok_win32(HeapFree(GetProcessHeap(), 0, NULL));
}

static void test_local(void)
{
    char *fixed = LocalAlloc(LPTR, 10), *locked;
    HLOCAL handle;

    ok_win32(fixed);
    ok(!fixed[9], "not zero");
    ok_equal(LocalSize(fixed), 10);
    ok_equal(LocalLock(fixed), fixed);
    ok_fails(LocalUnlock(fixed), ERROR_NOT_LOCKED);
    ok_equal(LocalFlags(fixed), 0);
    fixed[9] = 'x';
    fixed = LocalReAlloc(fixed, 5000, LMEM_MOVEABLE);
    ok_win32(fixed);
    ok_equal(fixed[9], 'x');
    ok_equal(LocalFree(fixed), NULL);
    ok_equal(LocalFree(NULL), NULL);

    handle = LocalAlloc(LHND, 20);
    ok_win32(handle);
    ok_equal(LocalSize(handle), 20);
    locked = LocalLock(handle);
    ok(locked && (HLOCAL)locked != handle, "the block is at its handle");
    ok_equal(LocalFlags(handle), 1);
    strcpy(locked, "movable");
    ok_fails(LocalUnlock(handle), ERROR_SUCCESS);
    ok_fails(LocalUnlock(handle), ERROR_NOT_LOCKED);
    ok_equal(LocalReAlloc(handle, 6000, LMEM_MOVEABLE), handle);
    ok_equal(LocalSize(handle), 6000);
    locked = LocalLock(handle);
    ok(!strcmp(locked, "movable"), "not what it was");
    LocalUnlock(handle);
    ok_equal(LocalFree(handle), NULL);

    handle = GlobalAlloc(GMEM_MOVEABLE, 0);
    ok_win32(handle);
    ok_fails(GlobalLock(handle), ERROR_DISCARDED);
    ok_equal(GlobalFlags(handle), GMEM_DISCARDED);
    ok_equal(GlobalFree(handle), NULL);
    fixed = GlobalAlloc(GPTR, 10);
    ok_equal(GlobalSize(fixed), 10);
    ok_win32(GlobalUnlock(fixed));
    ok_equal(GlobalFree(fixed), NULL);
}

static void test_virtual(void)
{
    MEMORY_BASIC_INFORMATION memory;
    DWORD old;
    char *pages = VirtualAlloc(NULL, 0x3000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    ok_win32(pages);
    pages[0x2fff] = 1;
    ok_win32(VirtualProtect(pages + 0x1000, 10, PAGE_READONLY, &old));
    ok_equal(old, PAGE_READWRITE);
    ok_equal(VirtualQuery(pages + 0x1234, &memory, sizeof(memory)), sizeof(memory));
    ok_equal(memory.BaseAddress, pages + 0x1000);
    ok_equal(memory.AllocationBase, pages);
    ok_equal(memory.RegionSize, 0x1000);
    ok_equal(memory.Protect, PAGE_READONLY);
    ok_equal(memory.State, MEM_COMMIT);
    ok_fails(VirtualFree(pages, 0x3000, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    ok_win32(VirtualFree(pages, 0x1000, MEM_DECOMMIT));
    ok_win32(VirtualFree(pages, 0, MEM_RELEASE));
    /* Wine: ERROR_INVALID_PARAMETER */
    todo_wine ok_fails(VirtualFree(pages, 0, MEM_RELEASE), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualAlloc(NULL, 0, MEM_COMMIT, PAGE_READWRITE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualAlloc(NULL, 4096, MEM_COMMIT, 0), ERROR_INVALID_PARAMETER);
}

static void test_other_memory(void)
{
    char here[16] = "here", there[16];
    SIZE_T n = 99;

    ok_win32(ReadProcessMemory(GetCurrentProcess(), here, there, sizeof(here), &n));
    ok_equal(n, sizeof(here));
    ok(!strcmp(there, "here"), "not what is there");
    ok_win32(WriteProcessMemory(GetCurrentProcess(), there, "there", 6, NULL));
    ok(!strcmp(there, "there"), "not what was written");
    /* Wine reads through the protection of pages */
    todo_wine ok_fails(ReadProcessMemory(GetCurrentProcess(), no_memory(), there, 1, &n),
                       ERROR_PARTIAL_COPY);
    todo_wine ok_equal(n, 0);
}

START_TEST(win32_memory)
{
    test_heap();
    test_local();
    test_virtual();
    test_other_memory();
}
