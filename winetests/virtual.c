/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory of one's own process: reserving, committing, protecting, freeing, asking.
 * Where todo_wine stands without a comment, Wine has one general status for a wrong argument and
 * Windows names the argument.
 */
#include "winetests/test.h"

#define PAGE 0x1000
#define GRANULE 0x10000

static NTSTATUS allocate(PVOID *base, SIZE_T *size, ULONG type, ULONG protection)
{
    return NtAllocateVirtualMemory(NtCurrentProcess(), base, 0, size, type, protection);
}

static NTSTATUS release(PVOID *base, SIZE_T *size, ULONG type)
{
    return NtFreeVirtualMemory(NtCurrentProcess(), base, size, type);
}

static NTSTATUS protect(PVOID *base, SIZE_T *size, ULONG protection, ULONG *old)
{
    return NtProtectVirtualMemory(NtCurrentProcess(), base, size, protection, old);
}

static void expect_region(const void *place, const void *base, SIZE_T size, ULONG state,
                          ULONG protection)
{
    MEMORY_BASIC_INFORMATION info;
    SIZE_T length;

    ok_status(NtQueryVirtualMemory(NtCurrentProcess(), (PVOID)place, MemoryBasicInformation, &info,
                                   sizeof(info), &length), STATUS_SUCCESS);
    ok_equal(length, sizeof(info));
    ok_equal(info.BaseAddress, (ULONG_PTR)place & ~(ULONG_PTR)(PAGE - 1));
    ok_equal(info.State, state);
    ok_equal(info.Protect, protection);
    if (state == MEM_FREE)
        return;
    ok_equal(info.AllocationBase, base);
    ok_equal(info.RegionSize, size);
    ok_equal(info.Type, MEM_PRIVATE);
}

static void test_commit(void)
{
    SIZE_T size = 10000;
    PVOID base = NULL;
    ULONG i, sum = 0;

    ok_status(allocate(&base, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(size, 3 * PAGE);
    ok_equal((ULONG_PTR)base % GRANULE, 0);
    for (i = 0; i < size; i++)
        sum += ((unsigned char *)base)[i];
    ok_equal(sum, 0);
    memset(base, 0x11, size);
    expect_region(base, base, 3 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    expect_region((char *)base + PAGE + 5, base, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);

    size = 0;
    ok_status(release(&base, &size, MEM_RELEASE), STATUS_SUCCESS);
    ok_equal(size, 3 * PAGE);
    expect_region(base, NULL, 0, MEM_FREE, PAGE_NOACCESS);
    size = 0;
    todo_wine ok_status(release(&base, &size, MEM_RELEASE), STATUS_MEMORY_NOT_ALLOCATED);
}

static void test_reserve(void)
{
    SIZE_T size = 4 * GRANULE;
    PVOID base = NULL, place;

    ok_status(allocate(&base, &size, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    expect_region(base, base, 4 * GRANULE, MEM_RESERVE, 0);

    /* pages in the middle; the place is rounded down, the size up */
    place = (char *)base + GRANULE + 100;
    size = PAGE;
    ok_status(allocate(&place, &size, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(place, (char *)base + GRANULE);
    ok_equal(size, 2 * PAGE);
    memset(place, 0x22, size);
    expect_region(base, base, GRANULE, MEM_RESERVE, 0);
    expect_region(place, base, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);

    /* again: what is there stays */
    ok_status(allocate(&place, &size, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(*(unsigned char *)place, 0x22);

    ok_status(release(&place, &size, MEM_DECOMMIT), STATUS_SUCCESS);
    expect_region(base, base, 4 * GRANULE, MEM_RESERVE, 0);
    ok_status(allocate(&place, &size, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(*(unsigned char *)place, 0);

    size = 0;
    ok_status(release(&place, &size, MEM_RELEASE), STATUS_FREE_VM_NOT_AT_BASE);
    place = base;
    todo_wine ok_status(allocate(&place, &size, MEM_RESERVE, PAGE_READWRITE),
                        STATUS_INVALID_PARAMETER_4);
    size = PAGE;
    ok_status(allocate(&place, &size, MEM_RESERVE, PAGE_READWRITE), STATUS_CONFLICTING_ADDRESSES);
    size = 0;
    ok_status(release(&base, &size, MEM_RELEASE), STATUS_SUCCESS);
}

static void test_chosen_address(void)
{
    SIZE_T size = 2 * GRANULE;
    PVOID base = NULL, place;

    ok_status(allocate(&base, &size, MEM_RESERVE, PAGE_NOACCESS), STATUS_SUCCESS);
    place = base;
    size = 0;
    ok_status(release(&place, &size, MEM_RELEASE), STATUS_SUCCESS);
    place = (char *)base + 100;
    size = PAGE;
    ok_status(allocate(&place, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(place, base);
    ok_equal(size, 2 * PAGE);
    size = 0;
    ok_status(release(&place, &size, MEM_RELEASE), STATUS_SUCCESS);
    /* committing where nothing is reserved */
    size = PAGE;
    todo_wine ok_status(allocate(&place, &size, MEM_COMMIT, PAGE_READWRITE),
                        STATUS_CONFLICTING_ADDRESSES);
}

static void test_protect(void)
{
    SIZE_T size = 4 * PAGE;
    PVOID base = NULL, place;
    ULONG old = 0;

    allocate(&base, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    place = (char *)base + PAGE + 1;
    size = 1;
    ok_status(protect(&place, &size, PAGE_READONLY, &old), STATUS_SUCCESS);
    ok_equal(old, PAGE_READWRITE);
    ok_equal(place, (char *)base + PAGE);
    ok_equal(size, PAGE);
    expect_region(base, base, PAGE, MEM_COMMIT, PAGE_READWRITE);
    expect_region(place, base, PAGE, MEM_COMMIT, PAGE_READONLY);
    expect_region((char *)base + 2 * PAGE, base, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    ok_status(protect(&place, &size, PAGE_NOACCESS, &old), STATUS_SUCCESS);
    ok_equal(old, PAGE_READONLY);
    ok_status(protect(&place, &size, PAGE_EXECUTE_READ, &old), STATUS_SUCCESS);
    ok_equal(old, PAGE_NOACCESS);
    ok_status(protect(&place, &size, 0, &old), STATUS_INVALID_PAGE_PROTECTION);
    ok_status(protect(&place, &size, PAGE_READONLY | PAGE_READWRITE, &old),
              STATUS_INVALID_PAGE_PROTECTION);
    ok_status(protect(&place, &size, PAGE_READWRITE, NULL), STATUS_ACCESS_VIOLATION);

    release(&place, &size, MEM_DECOMMIT);
    ok_status(protect(&place, &size, PAGE_READWRITE, &old), STATUS_NOT_COMMITTED);
    size = 0;
    release(&base, &size, MEM_RELEASE);
}

static void test_bad_arguments(void)
{
    SIZE_T size = PAGE, big = (SIZE_T)1 << 60;
    PVOID base = NULL;

    todo_wine ok_status(allocate(&base, &size, 0, PAGE_READWRITE), STATUS_INVALID_PARAMETER_5);
    todo_wine ok_status(allocate(&base, &size, MEM_RELEASE, PAGE_READWRITE),
                        STATUS_INVALID_PARAMETER_5);
    ok_status(allocate(&base, &size, MEM_COMMIT, 0), STATUS_INVALID_PAGE_PROTECTION);
    ok_status(allocate(&base, &size, MEM_RESERVE, 0x55), STATUS_INVALID_PAGE_PROTECTION);
    ok(allocate(&base, &big, MEM_RESERVE, PAGE_READWRITE) != STATUS_SUCCESS, "2^60 bytes");
    ok_equal(base, NULL);
    ok_status(NtAllocateVirtualMemory(NULL, &base, 0, &size, MEM_RESERVE, PAGE_READWRITE),
              STATUS_INVALID_HANDLE);
    size = 0;
    todo_wine ok_status(release(&base, &size, MEM_RELEASE), STATUS_MEMORY_NOT_ALLOCATED);
    size = PAGE;
    todo_wine ok_status(release(&base, &size, MEM_COMMIT), STATUS_INVALID_PARAMETER_4);
    ok_status(NtQueryVirtualMemory(NtCurrentProcess(), &size, MemoryBasicInformation, &base, 8,
                                   NULL), STATUS_INFO_LENGTH_MISMATCH);
}

static void test_read_write(void)
{
    char from[8] = "abcdefg", to[8] = "";
    SIZE_T n = 0;

    ok_status(NtReadVirtualMemory(NtCurrentProcess(), from, to, 8, &n), STATUS_SUCCESS);
    ok_equal(n, 8);
    ok(!strcmp(to, from), "another text");
    ok_status(NtWriteVirtualMemory(NtCurrentProcess(), to, "xyz", 4, &n), STATUS_SUCCESS);
    ok_equal(n, 4);
    ok(!strcmp(to, "xyz"), "another text");
    /* Wine reads what the program itself may not */
    todo_wine ok_status(NtReadVirtualMemory(NtCurrentProcess(), no_memory(), to, 8, &n),
                        STATUS_PARTIAL_COPY);
    ok_status(NtReadVirtualMemory(NtCurrentProcess(), from, no_memory(), 8, &n),
              STATUS_ACCESS_VIOLATION);
}

START_TEST(virtual)
{
    test_commit();
    test_reserve();
    test_chosen_address();
    test_protect();
    test_bad_arguments();
    test_read_write();
}
