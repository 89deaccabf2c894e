/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sections as objects: making, opening, asking, extending; backed by the page file. */
#include "winetests/test.h"

#define PAGE 0x1000

static NTSTATUS create(HANDLE *section, ULONGLONG size, ULONG protection, ULONG attributes)
{
    LARGE_INTEGER large = { .QuadPart = (LONGLONG)size };

    return NtCreateSection(section, SECTION_ALL_ACCESS, NULL, &large, protection, attributes, NULL);
}

static void test_create(void)
{
    HANDLE section;

    ok_status(create(&section, PAGE, PAGE_READWRITE, SEC_COMMIT), STATUS_SUCCESS);
    NtClose(section);
    ok_status(create(&section, 1, PAGE_READONLY, SEC_COMMIT), STATUS_SUCCESS);
    NtClose(section);
    ok_status(create(&section, PAGE, PAGE_EXECUTE_READWRITE, SEC_RESERVE), STATUS_SUCCESS);
    NtClose(section);
    ok_status(create(&section, (ULONGLONG)64 << 20, PAGE_READWRITE, SEC_RESERVE), STATUS_SUCCESS);
    NtClose(section);
}

/* Wine has STATUS_INVALID_PARAMETER for most of it, and takes a protection without access. */
static void test_arguments(void)
{
    LARGE_INTEGER size = { .QuadPart = PAGE };
    HANDLE section;

    todo_wine ok_status(create(&section, 0, PAGE_READWRITE, SEC_COMMIT),
                        STATUS_INVALID_PARAMETER_4);
    todo_wine ok_status(NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READWRITE,
                                        SEC_COMMIT, NULL), STATUS_INVALID_PARAMETER_4);
    ok_status(create(&section, PAGE, 0, SEC_COMMIT), STATUS_INVALID_PAGE_PROTECTION);
    todo_wine ok_status(create(&section, PAGE, PAGE_NOACCESS, SEC_COMMIT),
                        STATUS_INVALID_PAGE_PROTECTION);
    todo_wine ok_status(create(&section, PAGE, PAGE_READWRITE | PAGE_GUARD, SEC_COMMIT),
                        STATUS_INVALID_PAGE_PROTECTION);
    todo_wine ok_status(create(&section, PAGE, PAGE_READWRITE, 0), STATUS_INVALID_PARAMETER_6);
    todo_wine ok_status(create(&section, PAGE, PAGE_READWRITE, SEC_COMMIT | SEC_RESERVE),
                        STATUS_INVALID_PARAMETER_6);
    ok_status(NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE, SEC_COMMIT,
                              (HANDLE)(ULONG_PTR)0xdeadbee0), STATUS_INVALID_HANDLE);
    ok_status(NtCreateSection(no_memory(), SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE,
                              SEC_COMMIT, NULL), STATUS_ACCESS_VIOLATION);
}

static void test_query(void)
{
    SECTION_BASIC_INFORMATION info;
    HANDLE section, limited;
    SIZE_T size = 0;

    create(&section, PAGE + 1, PAGE_READWRITE, SEC_COMMIT);
    memset(&info, 0x55, sizeof(info));
    ok_status(NtQuerySection(section, SectionBasicInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(info));
    ok_equal(info.BaseAddress, NULL);
    ok_equal(info.AllocationAttributes, SEC_COMMIT);
    ok_equal(info.MaximumSize.QuadPart, 2 * PAGE);
    ok_status(NtQuerySection(section, SectionBasicInformation, &info, sizeof(info) - 1, &size),
              STATUS_INFO_LENGTH_MISMATCH);
    /* Wine takes it for something that it lacks */
    todo_wine ok_status(NtQuerySection(section, (SECTION_INFORMATION_CLASS)0x77, &info,
                                       sizeof(info), &size), STATUS_INVALID_INFO_CLASS);
    NtDuplicateObject(NtCurrentProcess(), section, NtCurrentProcess(), &limited, SECTION_MAP_READ,
                      0, 0);
    ok_status(NtQuerySection(limited, SectionBasicInformation, &info, sizeof(info), &size),
              STATUS_ACCESS_DENIED);
    NtClose(limited);
    NtClose(section);
    ok_status(NtQuerySection(section, SectionBasicInformation, &info, sizeof(info), NULL),
              STATUS_INVALID_HANDLE);
    ok_status(NtQuerySection(NtCurrentProcess(), SectionBasicInformation, &info, sizeof(info),
                             NULL), STATUS_OBJECT_TYPE_MISMATCH);

    create(&section, PAGE, PAGE_READWRITE, SEC_RESERVE);
    ok_status(NtQuerySection(section, SectionBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok_equal(info.AllocationAttributes, SEC_RESERVE);
    NtClose(section);
}

static void test_named(void)
{
    LARGE_INTEGER size = { .QuadPart = PAGE }, bigger = { .QuadPart = 2 * PAGE };
    SECTION_BASIC_INFORMATION info;
    OBJECT_ATTRIBUTES attributes;
    HANDLE section, other;
    struct name name;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-section");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtOpenSection(&other, SECTION_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(NtCreateSection(&section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE,
                              SEC_COMMIT, NULL), STATUS_SUCCESS);
    ok_status(NtCreateSection(&other, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE,
                              SEC_COMMIT, NULL), STATUS_OBJECT_NAME_COLLISION);
    attributes.Attributes = OBJ_OPENIF;
    ok_status(NtCreateSection(&other, SECTION_ALL_ACCESS, &attributes, &bigger, PAGE_READWRITE,
                              SEC_COMMIT, NULL), STATUS_OBJECT_NAME_EXISTS);
    ok_status(NtQuerySection(other, SectionBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok_equal(info.MaximumSize.QuadPart, PAGE);
    NtClose(other);
    attributes.Attributes = 0;
    ok_status(NtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_SUCCESS);
    NtClose(section);
    NtClose(other);
    ok_status(NtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_extend(void)
{
    LARGE_INTEGER size = { .QuadPart = 4 * PAGE };
    HANDLE section;

    if (!have_function("NtExtendSection")) {
        win_skip("no NtExtendSection");
        return;
    }
    /* only what a file is behind can grow */
    create(&section, PAGE, PAGE_READWRITE, SEC_COMMIT);
    ok_status(NtExtendSection(section, &size), STATUS_SECTION_NOT_EXTENDED);
    NtClose(section);
    ok_status(NtExtendSection(section, &size), STATUS_INVALID_HANDLE);
    ok_status(NtExtendSection(NtCurrentProcess(), &size), STATUS_OBJECT_TYPE_MISMATCH);
}

START_TEST(section)
{
    test_create();
    test_arguments();
    test_query();
    test_named();
    test_extend();
}
