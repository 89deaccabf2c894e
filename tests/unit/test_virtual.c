/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nt*VirtualMemory in the own process: needs no server.
 */
#include "tests/unit/suite.h"

#include "ntdll/client/usermem.h"

#include <ntmmapi.h>
#include <ntpsapi.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF NtCurrentProcess()
#define MOST (100ull << 40)             /* of 128 TiB, and the program lies in the middle */

static NTSTATUS allocate(void **base, SIZE_T size, ULONG type, ULONG protection)
{
    return NtAllocateVirtualMemory(SELF, base, 0, &size, type, protection);
}

static NTSTATUS release(void *base)
{
    SIZE_T size = 0;

    return NtFreeVirtualMemory(SELF, &base, &size, MEM_RELEASE);
}

static MEMORY_BASIC_INFORMATION query(void *at)
{
    MEMORY_BASIC_INFORMATION information = {0};
    SIZE_T length = 0;

    CU_ASSERT_EQUAL(NtQueryVirtualMemory(SELF, at, MemoryBasicInformation, &information,
                                         sizeof information, &length),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(length, sizeof information);
    return information;
}

static void committed_memory_is_zero_and_aligned(void)
{
    void *base = NULL;
    SIZE_T size = 5000;

    CU_ASSERT_EQUAL(
        NtAllocateVirtualMemory(SELF, &base, 0, &size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE),
        STATUS_SUCCESS);
    CU_ASSERT_EQUAL(size, 8192);
    CU_ASSERT_EQUAL((uintptr_t)base % 65536, 0);
    for (size_t i = 0; i < size; i++)
        CU_ASSERT_EQUAL(((char *)base)[i], 0);
    memset(base, 1, size);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
    CU_ASSERT_FALSE(user_readable(base, 1));
    CU_ASSERT_EQUAL(release(base), STATUS_MEMORY_NOT_ALLOCATED);
}

static void a_reservation_is_filled_piece_by_piece(void)
{
    void *base = NULL, *piece;
    MEMORY_BASIC_INFORMATION information;

    CU_ASSERT_EQUAL_FATAL(allocate(&base, 0x100000, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    CU_ASSERT_FALSE(user_readable(base, 1));
    piece = (char *)base + 0x5001;
    CU_ASSERT_EQUAL(allocate(&piece, 0x1000, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    CU_ASSERT_PTR_EQUAL(piece, (char *)base + 0x5000);
    CU_ASSERT_TRUE(user_writable(piece, 0x2000));
    CU_ASSERT_FALSE(user_readable((char *)base + 0x7000, 1));

    information = query(base);
    CU_ASSERT_EQUAL(information.State, MEM_RESERVE);
    CU_ASSERT_EQUAL(information.RegionSize, 0x5000);
    CU_ASSERT_EQUAL(information.Protect, 0);
    information = query((char *)base + 0x6abc);
    CU_ASSERT_EQUAL(information.State, MEM_COMMIT);
    CU_ASSERT_PTR_EQUAL(information.BaseAddress, (char *)base + 0x6000);
    CU_ASSERT_PTR_EQUAL(information.AllocationBase, base);
    CU_ASSERT_EQUAL(information.RegionSize, 0x1000);
    CU_ASSERT_EQUAL(information.Protect, PAGE_READWRITE);
    CU_ASSERT_EQUAL(information.AllocationProtect, PAGE_READWRITE);
    CU_ASSERT_EQUAL(information.Type, MEM_PRIVATE);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
    information = query(base);
    CU_ASSERT_EQUAL(information.State, MEM_FREE);
    CU_ASSERT_EQUAL(information.Protect, PAGE_NOACCESS);
    CU_ASSERT_PTR_NULL(information.AllocationBase);
}

static void decommitted_pages_come_back_empty(void)
{
    void *base = NULL, *piece;
    SIZE_T size = 0x1000;

    CU_ASSERT_EQUAL_FATAL(allocate(&base, 0x4000, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE),
                          STATUS_SUCCESS);
    memset(base, 7, 0x4000);
    piece = (char *)base + 0x1000;
    CU_ASSERT_EQUAL(NtFreeVirtualMemory(SELF, &piece, &size, MEM_DECOMMIT), STATUS_SUCCESS);
    CU_ASSERT_FALSE(user_readable(piece, 1));
    CU_ASSERT_EQUAL(query(piece).State, MEM_RESERVE);
    CU_ASSERT_EQUAL(allocate(&piece, 0x1000, MEM_COMMIT, PAGE_READONLY), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(*(char *)piece, 0);
    CU_ASSERT_FALSE(user_writable(piece, 1));
    CU_ASSERT_EQUAL(((char *)base)[0x2000], 7);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
}

static void a_part_can_be_released(void)
{
    void *base = NULL, *piece;
    SIZE_T size = 0x1000;

    CU_ASSERT_EQUAL_FATAL(allocate(&base, 0x4000, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE),
                          STATUS_SUCCESS);
    piece = (char *)base + 0x1000;
    CU_ASSERT_EQUAL(NtFreeVirtualMemory(SELF, &piece, &size, MEM_RELEASE), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(query(piece).State, MEM_FREE);
    CU_ASSERT_EQUAL(query(base).RegionSize, 0x1000);
    CU_ASSERT_EQUAL(query((char *)base + 0x2000).RegionSize, 0x2000);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(release((char *)base + 0x2000), STATUS_SUCCESS);
}

static void wrong_allocations_have_their_status(void)
{
    void *base = NULL, *there;
    SIZE_T size = 0x1000;

    CU_ASSERT_EQUAL(allocate(&base, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_INVALID_PARAMETER_4);
    CU_ASSERT_EQUAL(allocate(&base, ~(SIZE_T)0, MEM_COMMIT, PAGE_READWRITE),
                    STATUS_INVALID_PARAMETER_4);
    CU_ASSERT_EQUAL(allocate(&base, 0x1000, 0, PAGE_READWRITE), STATUS_INVALID_PARAMETER_5);
    CU_ASSERT_EQUAL(allocate(&base, 0x1000, 0x80000000, PAGE_READWRITE),
                    STATUS_INVALID_PARAMETER_5);
    CU_ASSERT_EQUAL(allocate(&base, 0x1000, MEM_COMMIT, 0), STATUS_INVALID_PAGE_PROTECTION);
    CU_ASSERT_EQUAL(allocate(&base, 0x1000, MEM_COMMIT, PAGE_READONLY | PAGE_READWRITE),
                    STATUS_INVALID_PAGE_PROTECTION);
    CU_ASSERT_EQUAL(allocate(&base, 0x1000, MEM_COMMIT, PAGE_WRITECOPY),
                    STATUS_INVALID_PAGE_PROTECTION);
    CU_ASSERT_EQUAL(allocate(&base, 0x1000, MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD),
                    STATUS_NOT_IMPLEMENTED);
    CU_ASSERT_EQUAL(NtAllocateVirtualMemory(SELF, &base, 25, &size, MEM_COMMIT, PAGE_READWRITE),
                    STATUS_INVALID_PARAMETER_3);
    CU_ASSERT_EQUAL(NtAllocateVirtualMemory(SELF, NULL, 0, &size, MEM_COMMIT, PAGE_READWRITE),
                    STATUS_ACCESS_VIOLATION);
    CU_ASSERT_EQUAL(
        NtAllocateVirtualMemory(SELF, &base, 0, (SIZE_T *)8, MEM_COMMIT, PAGE_READWRITE),
        STATUS_ACCESS_VIOLATION);
    there = (void *)0x800000000000;
    CU_ASSERT_EQUAL(allocate(&there, 0x1000, MEM_RESERVE, PAGE_READWRITE),
                    STATUS_INVALID_PARAMETER_2);
    there = (void *)0x23450000;
    CU_ASSERT_EQUAL(allocate(&there, 0x1000, MEM_COMMIT, PAGE_READWRITE),
                    STATUS_CONFLICTING_ADDRESSES);
    CU_ASSERT_EQUAL(allocate(&base, MOST, MEM_RESERVE, PAGE_READWRITE), STATUS_NO_MEMORY);
    CU_ASSERT_PTR_NULL(base);
}

static void what_is_there_already_is_left_alone(void)
{
    void *base = NULL, *again;

    CU_ASSERT_EQUAL_FATAL(allocate(&base, 0x10000, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    again = base;
    CU_ASSERT_EQUAL(allocate(&again, 0x1000, MEM_RESERVE, PAGE_READWRITE),
                    STATUS_CONFLICTING_ADDRESSES);
    again = (char *)base + 0xf000;
    CU_ASSERT_EQUAL(allocate(&again, 0x2000, MEM_COMMIT, PAGE_READWRITE),
                    STATUS_CONFLICTING_ADDRESSES);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
    again = (char *)base + 0x1234;
    CU_ASSERT_EQUAL(allocate(&again, 0x1000, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    CU_ASSERT_PTR_EQUAL(again, base);
    CU_ASSERT_EQUAL(query(base).RegionSize, 0x3000);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
}

static void zero_bits_keep_addresses_low(void)
{
    for (ULONG_PTR bits = 1; bits < 10; bits++) {
        void *base = NULL;
        SIZE_T size = 0x10000;

        CU_ASSERT_EQUAL_FATAL(
            NtAllocateVirtualMemory(SELF, &base, bits, &size, MEM_RESERVE, PAGE_READWRITE),
            STATUS_SUCCESS);
        CU_ASSERT_TRUE((uintptr_t)base + size <= 1ull << (32 - bits));
        CU_ASSERT_EQUAL((uintptr_t)base % 65536, 0);
        CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
    }
}

static void wrong_frees_have_their_status(void)
{
    void *base = NULL, *inside;
    SIZE_T size = 0;

    CU_ASSERT_EQUAL_FATAL(allocate(&base, 0x10000, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    inside = (char *)base + 0x1000;
    CU_ASSERT_EQUAL(NtFreeVirtualMemory(SELF, &inside, &size, MEM_RELEASE),
                    STATUS_FREE_VM_NOT_AT_BASE);
    CU_ASSERT_EQUAL(NtFreeVirtualMemory(SELF, &inside, &size, 0), STATUS_INVALID_PARAMETER_4);
    CU_ASSERT_EQUAL(NtFreeVirtualMemory(SELF, &inside, &size, MEM_RELEASE | MEM_DECOMMIT),
                    STATUS_INVALID_PARAMETER_4);
    size = 0x10000;
    CU_ASSERT_EQUAL(NtFreeVirtualMemory(SELF, &inside, &size, MEM_RELEASE),
                    STATUS_UNABLE_TO_FREE_VM);
    CU_ASSERT_EQUAL(NtFreeVirtualMemory(SELF, NULL, &size, MEM_RELEASE), STATUS_ACCESS_VIOLATION);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
}

static NTSTATUS protect(void *at, SIZE_T size, ULONG protection, ULONG *old)
{
    return NtProtectVirtualMemory(SELF, &at, &size, protection, old);
}

static void protection_changes_and_says_what_it_was(void)
{
    void *base = NULL;
    ULONG old = 0;

    CU_ASSERT_EQUAL_FATAL(allocate(&base, 0x3000, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(protect((char *)base + 0x1fff, 2, PAGE_READONLY, &old), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(old, PAGE_READWRITE);
    CU_ASSERT_TRUE(user_writable(base, 0x1000));
    CU_ASSERT_FALSE(user_writable((char *)base + 0x1000, 1));
    CU_ASSERT_FALSE(user_writable((char *)base + 0x2fff, 1));
    CU_ASSERT_EQUAL(protect((char *)base + 0x1000, 1, PAGE_NOACCESS, &old), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(old, PAGE_READONLY);
    CU_ASSERT_EQUAL(query((char *)base + 0x1000).Protect, PAGE_NOACCESS);
    CU_ASSERT_EQUAL(query((char *)base + 0x1000).State, MEM_COMMIT);
    CU_ASSERT_EQUAL(protect(base, 0x3000, 0x333, &old), STATUS_INVALID_PAGE_PROTECTION);
    CU_ASSERT_EQUAL(protect(base, 0x3000, PAGE_READWRITE, NULL), STATUS_ACCESS_VIOLATION);
    CU_ASSERT_EQUAL(protect(base, 0x5000, PAGE_READWRITE, &old), STATUS_CONFLICTING_ADDRESSES);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
    base = NULL;
    CU_ASSERT_EQUAL_FATAL(allocate(&base, 0x3000, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(protect(base, 0x1000, PAGE_READWRITE, &old), STATUS_NOT_COMMITTED);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
}

/* Memory that malloc or the kernel made is described and protected, too. */
static void foreign_memory_is_known(void)
{
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MEMORY_BASIC_INFORMATION information;
    ULONG old = 0;

    information = query((void *)(uintptr_t)foreign_memory_is_known);
    CU_ASSERT_EQUAL(information.State, MEM_COMMIT);
    CU_ASSERT_EQUAL(information.Type, MEM_IMAGE);
    CU_ASSERT_EQUAL(information.Protect, PAGE_EXECUTE_READ);
    CU_ASSERT_EQUAL(query(&information).Protect, PAGE_READWRITE);
    CU_ASSERT_EQUAL(protect(pages, 8192, PAGE_READONLY, &old), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(old, PAGE_READWRITE);
    CU_ASSERT_FALSE(user_writable(pages, 1));
    munmap(pages, 8192);
    CU_ASSERT_EQUAL(protect(pages, 8192, PAGE_READONLY, &old), STATUS_CONFLICTING_ADDRESSES);
    CU_ASSERT_EQUAL(query(NULL).State, MEM_FREE);
    CU_ASSERT_EQUAL(NtQueryVirtualMemory(SELF, (void *)0x7fffffff0000, MemoryBasicInformation,
                                         &information, sizeof information, NULL),
                    STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(
        NtQueryVirtualMemory(SELF, NULL, MemoryBasicInformation, &information, 40, NULL),
        STATUS_INFO_LENGTH_MISMATCH);
}

static void own_memory_is_read_and_written(void)
{
    char from[64] = "text", to[64] = {0};
    SIZE_T done = 99;

    CU_ASSERT_EQUAL(NtReadVirtualMemory(SELF, from, to, sizeof to, &done), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(done, sizeof to);
    CU_ASSERT_STRING_EQUAL(to, "text");
    CU_ASSERT_EQUAL(NtWriteVirtualMemory(SELF, from, "next", 5, &done), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(from, "next");
    CU_ASSERT_EQUAL(NtReadVirtualMemory(SELF, (void *)16, to, sizeof to, &done),
                    STATUS_PARTIAL_COPY);
    CU_ASSERT_EQUAL(done, 0);
    CU_ASSERT_EQUAL(NtReadVirtualMemory(SELF, from, (void *)16, sizeof to, &done),
                    STATUS_ACCESS_VIOLATION);
    CU_ASSERT_EQUAL(NtReadVirtualMemory(SELF, from, to, 5, (SIZE_T *)16), STATUS_ACCESS_VIOLATION);
}

static void a_child_inherits_what_was_allocated(void)
{
    void *base = NULL;
    int status;
    pid_t pid;

    CU_ASSERT_EQUAL_FATAL(allocate(&base, 0x1000, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    *(int *)base = 42;
    pid = fork();
    if (!pid)
        _exit(*(int *)base == 42 && query(base).State == MEM_COMMIT &&
                      release(base) == STATUS_SUCCESS
                  ? 0
                  : 1);
    CU_ASSERT_TRUE(waitpid(pid, &status, 0) == pid && status == 0);
    CU_ASSERT_EQUAL(release(base), STATUS_SUCCESS);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(committed_memory_is_zero_and_aligned),
        TEST(a_reservation_is_filled_piece_by_piece),
        TEST(decommitted_pages_come_back_empty),
        TEST(a_part_can_be_released),
        TEST(wrong_allocations_have_their_status),
        TEST(what_is_there_already_is_left_alone),
        TEST(zero_bits_keep_addresses_low),
        TEST(wrong_frees_have_their_status),
        TEST(protection_changes_and_says_what_it_was),
        TEST(foreign_memory_is_known),
        TEST(own_memory_is_read_and_written),
        TEST(a_child_inherits_what_was_allocated),
    };

    return RUN_SUITE("virtual", tests);
}
