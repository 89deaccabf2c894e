/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names: how they are read and what is wrong with them, shown with events and directories.
 * The same rules hold for ports (lpc-semantics 5.3, port_create.c).
 */
#include "winetests/test.h"

static const char base[] = "\\BaseNamedObjects";

static NTSTATUS create(HANDLE *event, HANDLE root, const char *text, ULONG flags)
{
    OBJECT_ATTRIBUTES attributes;
    struct name name;

    NAME_SET(&name, text);
    InitializeObjectAttributes(&attributes, &name.string, flags, root, NULL);
    return NtCreateEvent(event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
}

static NTSTATUS open(HANDLE *event, HANDLE root, const char *text, ULONG flags)
{
    OBJECT_ATTRIBUTES attributes;
    struct name name;

    NAME_SET(&name, text);
    InitializeObjectAttributes(&attributes, &name.string, flags, root, NULL);
    return NtOpenEvent(event, EVENT_ALL_ACCESS, &attributes);
}

static HANDLE open_base(void)
{
    OBJECT_ATTRIBUTES attributes;
    struct name name;
    HANDLE directory = NULL;

    NAME_SET(&name, base);
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtOpenDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    return directory;
}

static void test_syntax(void)
{
    HANDLE event;

    ok_status(create(&event, NULL, "ntdll-test-relative", 0), STATUS_OBJECT_PATH_SYNTAX_BAD);
    ok_status(open(&event, NULL, "ntdll-test-relative", 0), STATUS_OBJECT_PATH_SYNTAX_BAD);
    ok_status(create(&event, NULL, "\\ntdll-test-no-such\\x", 0), STATUS_OBJECT_PATH_NOT_FOUND);
    ok_status(open(&event, NULL, "\\ntdll-test-no-such\\x", 0), STATUS_OBJECT_PATH_NOT_FOUND);
    ok_status(open(&event, NULL, "\\BaseNamedObjects\\ntdll-test-no-such", 0),
              STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(open(&event, NULL, "\\BaseNamedObjects\\ntdll-test-no-such\\x", 0),
              STATUS_OBJECT_PATH_NOT_FOUND);
    ok_status(create(&event, NULL, "\\BaseNamedObjects\\\\x", 0), STATUS_OBJECT_NAME_INVALID);
    ok_status(create(&event, NULL, base, 0), STATUS_OBJECT_NAME_COLLISION);
    ok_status(open(&event, NULL, base, 0), STATUS_OBJECT_TYPE_MISMATCH);
    /* no name, and a name that is empty: an object without one; nothing can be opened */
    ok_status(create(&event, NULL, "", 0), STATUS_SUCCESS);
    NtClose(event);
    ok_status(open(&event, NULL, "", 0), STATUS_OBJECT_PATH_SYNTAX_BAD);
}

static void test_structure(void)
{
    OBJECT_ATTRIBUTES attributes;
    struct name name;
    HANDLE event;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-structure");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    attributes.Length = 0;
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE),
              STATUS_INVALID_PARAMETER);
    attributes.Length = sizeof(attributes) + 8;
    ok_status(NtOpenEvent(&event, EVENT_ALL_ACCESS, &attributes), STATUS_INVALID_PARAMETER);
    attributes.Length = sizeof(attributes);
    name.string.Length--;
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE),
              STATUS_OBJECT_NAME_INVALID);
    ok_status(NtOpenEvent(&event, EVENT_ALL_ACCESS, NULL), STATUS_INVALID_PARAMETER);
}

static void test_case(void)
{
    static const char lower[] = "\\BaseNamedObjects\\ntdll-test-case";
    static const char upper[] = "\\BaseNamedObjects\\NTDLL-TEST-CASE";
    static const char path[] = "\\BASENAMEDOBJECTS\\ntdll-test-case";
    HANDLE event, other;

    ok_status(create(&event, NULL, lower, 0), STATUS_SUCCESS);
    ok_status(open(&other, NULL, upper, 0), STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(open(&other, NULL, path, 0), STATUS_OBJECT_PATH_NOT_FOUND);
    ok_status(open(&other, NULL, upper, OBJ_CASE_INSENSITIVE), STATUS_SUCCESS);
    NtClose(other);
    ok_status(open(&other, NULL, path, OBJ_CASE_INSENSITIVE), STATUS_SUCCESS);
    NtClose(other);
    ok_status(create(&other, NULL, upper, OBJ_CASE_INSENSITIVE), STATUS_OBJECT_NAME_COLLISION);
    /* two objects whose names differ in case only */
    ok_status(create(&other, NULL, upper, 0), STATUS_SUCCESS);
    NtClose(event);
    ok_status(open(&event, NULL, lower, 0), STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(open(&event, NULL, upper, 0), STATUS_SUCCESS);
    NtClose(event);
    NtClose(other);
}

static void test_root(void)
{
    HANDLE directory = open_base(), event, other;

    ok_status(create(&event, directory, "ntdll-test-root", 0), STATUS_SUCCESS);
    ok_status(open(&other, NULL, "\\BaseNamedObjects\\ntdll-test-root", 0), STATUS_SUCCESS);
    NtClose(other);
    ok_status(open(&other, directory, "ntdll-test-root", 0), STATUS_SUCCESS);
    NtClose(other);
    ok_status(create(&other, directory, "\\ntdll-test-root", 0), STATUS_OBJECT_PATH_SYNTAX_BAD);
    ok_status(create(&other, directory, "ntdll-test-root", 0), STATUS_OBJECT_NAME_COLLISION);
    ok_status(open(&other, event, "x", 0), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(open(&other, (HANDLE)(ULONG_PTR)0xdeadbee0, "x", 0), STATUS_INVALID_HANDLE);
    ok(!NT_SUCCESS(open(&other, NULL, "\\BaseNamedObjects\\ntdll-test-root\\x", 0)),
       "an event is no directory");
    NtClose(event);
    NtClose(directory);
}

static void test_lifetime(void)
{
    static const char name[] = "\\BaseNamedObjects\\ntdll-test-life";
    HANDLE event, other, section;
    LARGE_INTEGER size = { .QuadPart = 4096 };
    OBJECT_ATTRIBUTES attributes;
    struct name wide;

    ok_status(create(&event, NULL, name, 0), STATUS_SUCCESS);
    NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &other, 0, 0, 0);
    NtClose(event);
    ok_status(open(&event, NULL, name, 0), STATUS_SUCCESS);

    /* the name is taken for every type */
    NAME_SET(&wide, name);
    InitializeObjectAttributes(&attributes, &wide.string, 0, NULL, NULL);
    ok_status(NtCreateSection(&section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE,
                              SEC_COMMIT, NULL), STATUS_OBJECT_NAME_COLLISION);
    ok_status(NtOpenSection(&section, SECTION_ALL_ACCESS, &attributes),
              STATUS_OBJECT_TYPE_MISMATCH);
    attributes.Attributes = OBJ_OPENIF;
    ok_status(NtCreateSection(&section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE,
                              SEC_COMMIT, NULL), STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
    NtClose(other);
    ok_status(create(&event, NULL, name, 0), STATUS_SUCCESS);
    NtClose(event);
}

START_TEST(namespace)
{
    test_syntax();
    test_structure();
    test_case();
    test_root();
    test_lifetime();
}
