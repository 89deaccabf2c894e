/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Views of a section's memory, which here is a memfd of the test's own.
 */
#include "tests/unit/suite.h"

#include "ntdll/client/usermem.h"
#include "ntdll/nt/memory/view.h"

#include <ntmmapi.h>
#include <ntpsapi.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 0x30000u

static int memory;

static struct view view_of(uint64_t offset, uint64_t size, uint32_t protection)
{
    return (struct view){
        .section_size = SIZE, .offset = offset, .size = size, .section_protection = PAGE_READWRITE,
        .attributes = SEC_COMMIT, .protection = protection,
    };
}

static NTSTATUS map(void **base, const struct view *view)
{
    *base = NULL;
    return view_map(base, view, memory, false);
}

static void two_views_show_the_same(void)
{
    struct view whole = view_of(0, SIZE, PAGE_READWRITE),
                part = view_of(0x10000, 0x1000, PAGE_READONLY);
    char *first, *second;

    CU_ASSERT_EQUAL_FATAL(map((void **)&first, &whole), STATUS_SUCCESS);
    CU_ASSERT_EQUAL_FATAL(map((void **)&second, &part), STATUS_SUCCESS);
    CU_ASSERT_EQUAL((uintptr_t)first % 65536, 0);
    first[0x10005] = 'x';
    CU_ASSERT_EQUAL(second[5], 'x');
    CU_ASSERT_FALSE(user_writable(second, 1));
    CU_ASSERT_EQUAL(view_unmap(first + 0x2ffff), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(view_unmap(first), STATUS_NOT_MAPPED_VIEW);
    CU_ASSERT_EQUAL(view_unmap(second), STATUS_SUCCESS);
    CU_ASSERT_FALSE(user_readable(second, 1));
}

static void a_copied_view_keeps_its_changes_to_itself(void)
{
    struct view shared = view_of(0, 0x1000, PAGE_READWRITE),
                copied = view_of(0, 0x1000, PAGE_WRITECOPY);
    char *first, *second;

    CU_ASSERT_EQUAL_FATAL(map((void **)&first, &shared), STATUS_SUCCESS);
    CU_ASSERT_EQUAL_FATAL(map((void **)&second, &copied), STATUS_SUCCESS);
    first[7] = 'a';
    second[8] = 'b';
    CU_ASSERT_EQUAL(second[7], 'a');
    CU_ASSERT_EQUAL(first[8], 0);
    view_unmap(first);
    view_unmap(second);
}

static void what_does_not_fit_the_section_has_its_status(void)
{
    struct view view = view_of(SIZE, 0x1000, PAGE_READWRITE);
    void *base;

    CU_ASSERT_EQUAL(map(&base, &view), STATUS_INVALID_VIEW_SIZE);
    view = view_of(0x20000, 0x11000, PAGE_READWRITE);
    CU_ASSERT_EQUAL(map(&base, &view), STATUS_INVALID_VIEW_SIZE);
    view = view_of(0, ~(uint64_t)0xfff, PAGE_READWRITE);
    CU_ASSERT_EQUAL(map(&base, &view), STATUS_INVALID_VIEW_SIZE);
    view = view_of(0, 0x1000, PAGE_READWRITE);
    view.section_protection = PAGE_READONLY;
    CU_ASSERT_EQUAL(map(&base, &view), STATUS_SECTION_PROTECTION);
    view.protection = PAGE_EXECUTE_READ;
    CU_ASSERT_EQUAL(map(&base, &view), STATUS_SECTION_PROTECTION);
    CU_ASSERT_PTR_NULL(base);
    view.protection = PAGE_WRITECOPY;
    CU_ASSERT_EQUAL(map(&base, &view), STATUS_SUCCESS);
    view_unmap(base);
}

static void a_view_goes_where_it_is_told(void)
{
    struct view view = view_of(0, 0x1000, PAGE_READWRITE);
    void *place = mmap(NULL, 0x10000, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *base = place;
    void *other = NULL;
    SIZE_T size = 0x1000;

    CU_ASSERT_EQUAL(view_map(&base, &view, memory, false), STATUS_CONFLICTING_ADDRESSES);
    CU_ASSERT_EQUAL(view_map(&base, &view, memory, true), STATUS_SUCCESS);
    CU_ASSERT_PTR_EQUAL(base, place);
    *(char *)base = 1;
    CU_ASSERT_EQUAL(view_unmap_to_reservation(base), STATUS_SUCCESS);
    CU_ASSERT_FALSE(user_readable(base, 1));
    other = base;
    CU_ASSERT_EQUAL(
        NtAllocateVirtualMemory(NtCurrentProcess(), &other, 0, &size, MEM_RESERVE, PAGE_READWRITE),
        STATUS_CONFLICTING_ADDRESSES);
    munmap(place, 0x10000);
}

static void views_answer_to_the_calls_for_pages(void)
{
    struct view view = view_of(0, 0x3000, PAGE_READWRITE);
    MEMORY_BASIC_INFORMATION information;
    void *base, *at;
    SIZE_T size = 0;
    ULONG old;

    CU_ASSERT_EQUAL_FATAL(map(&base, &view), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(NtQueryVirtualMemory(NtCurrentProcess(), base, MemoryBasicInformation,
                                         &information, sizeof information, NULL),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(information.Type, MEM_MAPPED);
    CU_ASSERT_EQUAL(information.RegionSize, 0x3000);
    at = base;
    CU_ASSERT_EQUAL(NtFreeVirtualMemory(NtCurrentProcess(), &at, &size, MEM_RELEASE),
                    STATUS_UNABLE_TO_DELETE_SECTION);
    size = 0x1000;
    CU_ASSERT_EQUAL(
        NtAllocateVirtualMemory(NtCurrentProcess(), &at, 0, &size, MEM_COMMIT, PAGE_READWRITE),
        STATUS_ALREADY_COMMITTED);
    CU_ASSERT_EQUAL(NtProtectVirtualMemory(NtCurrentProcess(), &at, &size, PAGE_EXECUTE_READ, &old),
                    STATUS_SECTION_PROTECTION);
    CU_ASSERT_EQUAL(NtProtectVirtualMemory(NtCurrentProcess(), &at, &size, PAGE_READONLY, &old),
                    STATUS_SUCCESS);
    CU_ASSERT_FALSE(user_writable(base, 1));
    CU_ASSERT_EQUAL(NtUnmapViewOfSection(NtCurrentProcess(), base), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(NtUnmapViewOfSection(NtCurrentProcess(), base), STATUS_NOT_MAPPED_VIEW);
}

static void a_reserved_section_is_committed_through_its_view(void)
{
    struct view view = view_of(0, 0x3000, PAGE_READWRITE);
    MEMORY_BASIC_INFORMATION information;
    void *base, *at;
    SIZE_T size = 0x1000;

    view.attributes = SEC_RESERVE;
    CU_ASSERT_EQUAL_FATAL(map(&base, &view), STATUS_SUCCESS);
    at = (char *)base + 0x1000;
    CU_ASSERT_EQUAL(
        NtAllocateVirtualMemory(NtCurrentProcess(), &at, 0, &size, MEM_COMMIT, PAGE_READWRITE),
        STATUS_SUCCESS);
    *(char *)at = 1;
    NtQueryVirtualMemory(NtCurrentProcess(), base, MemoryBasicInformation, &information,
                         sizeof information, NULL);
    CU_ASSERT_EQUAL(information.State, MEM_RESERVE);
    CU_ASSERT_EQUAL(information.RegionSize, 0x1000);
    view_unmap(base);
}

static void a_child_has_no_views(void)
{
    struct view view = view_of(0, 0x3000, PAGE_READWRITE);
    void *base;
    int status;
    pid_t pid;

    CU_ASSERT_EQUAL_FATAL(map(&base, &view), STATUS_SUCCESS);
    pid = fork();
    if (!pid)
        _exit(!user_readable(base, 1) && view_unmap(base) == STATUS_NOT_MAPPED_VIEW ? 0 : 1);
    CU_ASSERT_TRUE(waitpid(pid, &status, 0) == pid && status == 0);
    view_unmap(base);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(two_views_show_the_same),
        TEST(a_copied_view_keeps_its_changes_to_itself),
        TEST(what_does_not_fit_the_section_has_its_status),
        TEST(a_view_goes_where_it_is_told),
        TEST(views_answer_to_the_calls_for_pages),
        TEST(a_reserved_section_is_committed_through_its_view),
        TEST(a_child_has_no_views),
    };

    memory = memfd_create("view", MFD_CLOEXEC);
    if (memory < 0 || ftruncate(memory, SIZE))
        return 99;
    return RUN_SUITE("view", tests);
}
