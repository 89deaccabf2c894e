/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views of sections: where, how much, with which protection, and that several are one memory. */
#include "winetests/actor.h"

#define PAGE 0x1000
#define GRANULE 0x10000

static HANDLE create(SIZE_T size, ULONG protection, ULONG attributes)
{
    LARGE_INTEGER large = { .QuadPart = (LONGLONG)size };
    HANDLE section = NULL;

    ok_status(NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &large, protection, attributes,
                              NULL), STATUS_SUCCESS);
    return section;
}

static NTSTATUS map_at(HANDLE section, PVOID *base, LONGLONG offset, SIZE_T *size, ULONG protection)
{
    LARGE_INTEGER place = { .QuadPart = offset };

    return NtMapViewOfSection(section, NtCurrentProcess(), base, 0, 0, &place, size, ViewUnmap, 0,
                              protection);
}

static NTSTATUS map(HANDLE section, PVOID *base, SIZE_T *size, ULONG protection)
{
    *base = NULL;
    *size = 0;
    return map_at(section, base, 0, size, protection);
}

static NTSTATUS unmap(PVOID base)
{
    return NtUnmapViewOfSection(NtCurrentProcess(), base);
}

static void expect_page(const void *place, ULONG state, ULONG protection)
{
    MEMORY_BASIC_INFORMATION info;

    ok_status(NtQueryVirtualMemory(NtCurrentProcess(), (PVOID)place, MemoryBasicInformation, &info,
                                   sizeof(info), NULL), STATUS_SUCCESS);
    ok_equal(info.State, state);
    ok_equal(info.Protect, protection);
    if (state != MEM_FREE)
        ok_equal(info.Type, MEM_MAPPED);
}

static void test_two_views(void)
{
    HANDLE section = create(2 * PAGE, PAGE_READWRITE, SEC_COMMIT);
    PVOID first, second;
    SIZE_T size;

    ok_status(map(section, &first, &size, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(size, 2 * PAGE);
    ok_equal((ULONG_PTR)first % GRANULE, 0);
    ok_status(map(section, &second, &size, PAGE_READONLY), STATUS_SUCCESS);
    ok(first != second, "the same place");
    ok_equal(*(int *)first, 0);
    *(int *)first = 42;
    ok_equal(*(int *)second, 42);
    expect_page(first, MEM_COMMIT, PAGE_READWRITE);
    expect_page(second, MEM_COMMIT, PAGE_READONLY);

    /* the views stay when the handle goes */
    NtClose(section);
    *(int *)first = 43;
    ok_equal(*(int *)second, 43);
    ok_status(unmap(first), STATUS_SUCCESS);
    ok_equal(*(int *)second, 43);
    expect_page(first, MEM_FREE, PAGE_NOACCESS);
    ok_status(unmap(first), STATUS_NOT_MAPPED_VIEW);
    /* any place in the view names it */
    ok_status(unmap((char *)second + PAGE + 7), STATUS_SUCCESS);
}

static void test_part(void)
{
    HANDLE section = create(3 * GRANULE, PAGE_READWRITE, SEC_COMMIT);
    PVOID whole, part = NULL;
    SIZE_T size;

    map(section, &whole, &size, PAGE_READWRITE);
    ((char *)whole)[GRANULE + 5] = 'x';
    size = PAGE + 1;
    ok_status(map_at(section, &part, GRANULE, &size, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(size, 2 * PAGE);
    ok_equal(((char *)part)[5], 'x');
    unmap(part);

    /* to the end */
    part = NULL;
    size = 0;
    ok_status(map_at(section, &part, 2 * GRANULE, &size, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(size, GRANULE);
    unmap(part);

    part = NULL;
    size = PAGE;
    ok_status(map_at(section, &part, PAGE, &size, PAGE_READWRITE), STATUS_MAPPED_ALIGNMENT);
    size = 3 * GRANULE + 1;
    ok_status(map_at(section, &part, 0, &size, PAGE_READWRITE), STATUS_INVALID_VIEW_SIZE);
    size = 2 * GRANULE + 1;
    ok_status(map_at(section, &part, GRANULE, &size, PAGE_READWRITE), STATUS_INVALID_VIEW_SIZE);
    size = 0;
    /* Wine: STATUS_INVALID_PARAMETER */
    todo_wine ok_status(map_at(section, &part, 3 * GRANULE, &size, PAGE_READWRITE),
                        STATUS_INVALID_VIEW_SIZE);
    unmap(whole);
    NtClose(section);
}

static void test_chosen_address(void)
{
    HANDLE section = create(GRANULE, PAGE_READWRITE, SEC_COMMIT);
    PVOID first, second;
    SIZE_T size;

    map(section, &first, &size, PAGE_READWRITE);
    unmap(first);
    second = first;
    size = 0;
    ok_status(map_at(section, &second, 0, &size, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(second, first);
    size = 0;
    ok_status(map_at(section, &second, 0, &size, PAGE_READWRITE), STATUS_CONFLICTING_ADDRESSES);
    second = (char *)first + PAGE;
    ok_status(map_at(section, &second, 0, &size, PAGE_READWRITE), STATUS_MAPPED_ALIGNMENT);
    unmap(first);
    NtClose(section);
}

static void test_protection(void)
{
    HANDLE section = create(PAGE, PAGE_READWRITE, SEC_COMMIT), readonly, limited;
    PVOID base;
    SIZE_T size;

    /* what the handle allows */
    NtDuplicateObject(NtCurrentProcess(), section, NtCurrentProcess(), &limited, SECTION_MAP_READ,
                      0, 0);
    ok_status(map(limited, &base, &size, PAGE_READWRITE), STATUS_ACCESS_DENIED);
    ok_status(map(limited, &base, &size, PAGE_READONLY), STATUS_SUCCESS);
    unmap(base);
    NtClose(limited);
    NtDuplicateObject(NtCurrentProcess(), section, NtCurrentProcess(), &limited, SECTION_QUERY, 0,
                      0);
    ok_status(map(limited, &base, &size, PAGE_READONLY), STATUS_ACCESS_DENIED);
    NtClose(limited);

    /* what the section allows */
    readonly = create(PAGE, PAGE_READONLY, SEC_COMMIT);
    /* Wine looks at the handle only */
    todo_wine ok_status(map(readonly, &base, &size, PAGE_READWRITE), STATUS_SECTION_PROTECTION);
    ok_status(map(readonly, &base, &size, PAGE_READONLY), STATUS_SUCCESS);
    unmap(base);
    NtClose(readonly);
    NtClose(section);
}

static void test_copy_on_write(void)
{
    HANDLE section = create(PAGE, PAGE_READWRITE, SEC_COMMIT);
    PVOID shared, own;
    SIZE_T size;

    map(section, &shared, &size, PAGE_READWRITE);
    ok_status(map(section, &own, &size, PAGE_WRITECOPY), STATUS_SUCCESS);
    *(int *)shared = 1;
    ok_equal(*(int *)own, 1);
    *(int *)own = 2;
    ok_equal(*(int *)shared, 1);
    unmap(own);
    unmap(shared);
    NtClose(section);
}

static void test_reserved(void)
{
    HANDLE section = create(4 * GRANULE, PAGE_READWRITE, SEC_RESERVE);
    PVOID first, second, place;
    SIZE_T size;

    /* pages of a reserved section are committed through a view, for all views */
    ok_status(map(section, &first, &size, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(size, 4 * GRANULE);
    map(section, &second, &size, PAGE_READWRITE);
    place = (char *)first + GRANULE;
    size = PAGE;
    ok_status(NtAllocateVirtualMemory(NtCurrentProcess(), &place, 0, &size, MEM_COMMIT,
                                      PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(place, (char *)first + GRANULE);
    ok_equal(size, PAGE);
    *(int *)place = 77;
    ok_equal(*(int *)((char *)second + GRANULE), 77);
    unmap(first);
    unmap(second);
    NtClose(section);
}

static void test_arguments(void)
{
    HANDLE section = create(PAGE, PAGE_READWRITE, SEC_COMMIT);
    SIZE_T size = 0;
    PVOID base = NULL;

    /* Wine does not look at it */
    todo_wine ok_status(NtMapViewOfSection(section, NtCurrentProcess(), &base, 0, 0, NULL, &size,
                                           (SECTION_INHERIT)0, 0, PAGE_READWRITE),
                        STATUS_INVALID_PARAMETER_8);
    ok_status(map(section, &base, &size, 0), STATUS_INVALID_PAGE_PROTECTION);
    ok_status(map(NULL, &base, &size, PAGE_READWRITE), STATUS_INVALID_HANDLE);
    ok_status(map(NtCurrentProcess(), &base, &size, PAGE_READWRITE), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtMapViewOfSection(section, NtCurrentProcess(), no_memory(), 0, 0, NULL, &size,
                                 ViewUnmap, 0, PAGE_READWRITE), STATUS_ACCESS_VIOLATION);
    ok_status(unmap(NULL), STATUS_NOT_MAPPED_VIEW);
    ok_status(unmap(&size), STATUS_NOT_MAPPED_VIEW);
    NtClose(section);
}

/* A helper opens the section by name and speaks through it. */
struct view_args {
    struct name name;
    PVOID base;
    unsigned int seen, written;
    NTSTATUS status;
};

static void open_and_map(void *parameter)
{
    struct view_args *args = parameter;
    OBJECT_ATTRIBUTES attributes;
    SIZE_T size;
    HANDLE section;

    args->name.string.Buffer = args->name.buffer;
    InitializeObjectAttributes(&attributes, &args->name.string, 0, NULL, NULL);
    args->status = NtOpenSection(&section, SECTION_MAP_READ | SECTION_MAP_WRITE, &attributes);
    if (args->status)
        return;
    args->status = map(section, &args->base, &size, PAGE_READWRITE);
    NtClose(section);
}

static void look_and_write(void *parameter)
{
    struct view_args *args = parameter;

    args->seen = *(unsigned int *)args->base;
    *(unsigned int *)args->base = args->written;
}

static void test_two_processes(void)
{
    struct actor *actor = actor_process(1);
    LARGE_INTEGER large = { .QuadPart = 1 << 20 };
    struct view_args args = { .written = 0x2222 };
    OBJECT_ATTRIBUTES attributes;
    unsigned int *here;
    struct name name;
    HANDLE section;
    PVOID base;
    SIZE_T size;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-view");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtCreateSection(&section, SECTION_ALL_ACCESS, &attributes, &large, PAGE_READWRITE,
                              SEC_COMMIT, NULL), STATUS_SUCCESS);
    map(section, &base, &size, PAGE_READWRITE);
    here = base;
    args.name = name;
    actor_call(actor, open_and_map, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    *here = 0x1111;
    actor_call(actor, look_and_write, &args, sizeof(args));
    ok_equal(args.seen, 0x1111);
    ok_equal(*here, 0x2222);

    /* its view keeps the section, not the name */
    unmap(base);
    NtClose(section);
    ok_status(NtOpenSection(&section, SECTION_ALL_ACCESS, &attributes),
              STATUS_OBJECT_NAME_NOT_FOUND);
    actor_call(actor, look_and_write, &args, sizeof(args));
    ok_equal(args.seen, 0x2222);
    actor_exit(actor);
}

START_TEST(section_view)
{
    test_two_views();
    test_part();
    test_chosen_address();
    test_protection();
    test_copy_on_write();
    test_reserved();
    test_arguments();
    test_two_processes();
}
