/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories: making, opening, listing, and what is in one when it goes. */
#include "winetests/test.h"

static NTSTATUS make_event(HANDLE *event, HANDLE root, const char *text)
{
    OBJECT_ATTRIBUTES attributes;
    struct name name;

    NAME_SET(&name, text);
    InitializeObjectAttributes(&attributes, &name.string, 0, root, NULL);
    return NtCreateEvent(event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
}

static NTSTATUS make_directory(HANDLE *directory, HANDLE root, struct name *name, ULONG flags)
{
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, &name->string, flags, root, NULL);
    return NtCreateDirectoryObject(directory, DIRECTORY_ALL_ACCESS, &attributes);
}

static NTSTATUS open_directory(HANDLE *directory, ACCESS_MASK access, const char *text)
{
    OBJECT_ATTRIBUTES attributes;
    struct name name;

    NAME_SET(&name, text);
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    return NtOpenDirectoryObject(directory, access, &attributes);
}

static void test_well_known(void)
{
    static const char *const names[] = { "\\", "\\BaseNamedObjects", "\\??", "\\ObjectTypes",
                                         "\\Sessions", "\\Security", "\\RPC Control" };
    HANDLE directory;
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        /* Wine has none of those that only its kernel would use */
        todo_wine_if(i >= 5)
            ok_status(open_directory(&directory, DIRECTORY_QUERY, names[i]), STATUS_SUCCESS);
        if (i < 5 || !running_under_wine())
            NtClose(directory);
    }
    ok_status(open_directory(&directory, DIRECTORY_QUERY, "\\ntdll-test-no-such"),
              STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_create(void)
{
    HANDLE directory, inner, event, other;
    struct name name, short_name;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-dir");
    ok_status(make_directory(&directory, NULL, &name, 0), STATUS_SUCCESS);
    ok_status(make_directory(&other, NULL, &name, 0), STATUS_OBJECT_NAME_COLLISION);
    ok_status(make_directory(&other, NULL, &name, OBJ_OPENIF), STATUS_OBJECT_NAME_EXISTS);
    NtClose(other);
    NAME_SET(&short_name, "inner");
    ok_status(make_directory(&inner, directory, &short_name, 0), STATUS_SUCCESS);
    ok_status(make_event(&event, inner, "event"), STATUS_SUCCESS);
    ok_status(make_event(&other, directory, "inner\\event"), STATUS_OBJECT_NAME_COLLISION);

    /* what is in a directory outlives its last handle */
    NtClose(inner);
    ok_status(NtSetEvent(event, NULL), STATUS_SUCCESS);
    NtClose(event);
    ok_status(make_event(&event, directory, "inner\\event"), STATUS_OBJECT_PATH_NOT_FOUND);
    ok_status(NtClose(directory), STATUS_SUCCESS);
    ok_status(open_directory(&directory, DIRECTORY_QUERY, "\\BaseNamedObjects"), STATUS_SUCCESS);
    NtClose(directory);
}

static void test_rights(void)
{
    HANDLE directory, limited, event;
    OBJECT_DIRECTORY_INFORMATION *info;
    unsigned char buffer[512];
    struct name name;
    ULONG context = 0;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-dir");
    make_directory(&directory, NULL, &name, 0);
    info = (OBJECT_DIRECTORY_INFORMATION *)buffer;
    NtDuplicateObject(NtCurrentProcess(), directory, NtCurrentProcess(), &limited,
                      DIRECTORY_TRAVERSE, 0, 0);
    ok_status(NtQueryDirectoryObject(limited, info, sizeof(buffer), TRUE, TRUE, &context, NULL),
              STATUS_ACCESS_DENIED);
    NtClose(limited);
    NtClose(directory);
    ok_status(NtQueryDirectoryObject(directory, info, sizeof(buffer), TRUE, TRUE, &context, NULL),
              STATUS_INVALID_HANDLE);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(NtQueryDirectoryObject(event, info, sizeof(buffer), TRUE, TRUE, &context, NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
}

static void test_list_single(void)
{
    OBJECT_DIRECTORY_INFORMATION *info;
    HANDLE directory, events[2];
    unsigned char buffer[512];
    ULONG context, size, found = 0, i;
    struct name name;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-dir");
    make_directory(&directory, NULL, &name, 0);
    info = (OBJECT_DIRECTORY_INFORMATION *)buffer;
    context = 77;
    ok_status(NtQueryDirectoryObject(directory, info, sizeof(buffer), TRUE, TRUE, &context, &size),
              STATUS_NO_MORE_ENTRIES);

    make_event(&events[0], directory, "one");
    make_event(&events[1], directory, "two");
    for (i = 0; i < 2; i++) {
        memset(buffer, 0x55, sizeof(buffer));
        ok_status(NtQueryDirectoryObject(directory, info, sizeof(buffer), TRUE, i == 0, &context,
                                         &size), STATUS_SUCCESS);
        ok_equal(context, i + 1);
        /* the list's end, two strings and their terminators */
        ok_equal(size, 2 * sizeof(*info) + 2 * (3 + 1) + 2 * (5 + 1));
        ok(name_is(&info->TypeName, "Event"), "not an event");
        found |= name_is(&info->Name, "one") ? 1 : name_is(&info->Name, "two") ? 2 : 4;
        ok_equal(info->Name.MaximumLength, info->Name.Length + 2);
        ok_equal(info[1].Name.Length, 0);
        ok_equal(info[1].Name.Buffer, NULL);
        ok_equal(info[1].TypeName.Buffer, NULL);
    }
    ok_equal(found, 3);
    ok_status(NtQueryDirectoryObject(directory, info, sizeof(buffer), TRUE, FALSE, &context, &size),
              STATUS_NO_MORE_ENTRIES);
    /* again from the beginning, with too little room */
    ok_status(NtQueryDirectoryObject(directory, info, 40, TRUE, TRUE, &context, &size),
              STATUS_BUFFER_TOO_SMALL);
    ok_equal(size, 2 * sizeof(*info) + 2 * (3 + 1) + 2 * (5 + 1));
    NtClose(events[0]);
    NtClose(events[1]);
    NtClose(directory);
}

#define N_MANY 40

static void test_list_many(void)
{
    OBJECT_DIRECTORY_INFORMATION *info;
    HANDLE directory, events[N_MANY];
    unsigned char buffer[1024], seen[N_MANY] = { 0 };
    ULONG context = 0, size, n = 0, rounds = 0;
    struct name name;
    char text[16];
    NTSTATUS status;
    int i, number;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-dir");
    make_directory(&directory, NULL, &name, 0);
    for (i = 0; i < N_MANY; i++) {
        snprintf(text, sizeof(text), "event%d", i);
        make_event(&events[i], directory, text);
    }
    info = (OBJECT_DIRECTORY_INFORMATION *)buffer;
    for (;;) {
        status = NtQueryDirectoryObject(directory, info, sizeof(buffer), FALSE, n == 0, &context,
                                        &size);
        if (status != STATUS_SUCCESS && status != STATUS_MORE_ENTRIES)
            break;
        rounds++;
        for (i = 0; info[i].Name.Buffer; i++, n++) {
            for (number = 0; number < N_MANY; number++) {
                snprintf(text, sizeof(text), "event%d", number);
                if (name_is(&info[i].Name, text))
                    seen[number]++;
            }
        }
        ok(i > 0, "nothing in the list");
        if (!i || status == STATUS_SUCCESS)
            break;
    }
    if (status == STATUS_NOT_IMPLEMENTED && running_under_wine()) {
        skip("several entries at once are not there in Wine");
        for (i = 0; i < N_MANY; i++)
            NtClose(events[i]);
        NtClose(directory);
        return;
    }
    ok_status(status, STATUS_SUCCESS);
    ok(rounds > 1, "%u entries fit into %u bytes", (unsigned int)n, (unsigned int)sizeof(buffer));
    ok_equal(n, N_MANY);
    ok_equal(context, N_MANY);
    for (i = 0; i < N_MANY; i++) {
        ok(seen[i] == 1, "event%d seen %d times", i, seen[i]);
        NtClose(events[i]);
    }
    NtClose(directory);
}

START_TEST(directory)
{
    test_well_known();
    test_create();
    test_rights();
    test_list_single();
    test_list_many();
}
