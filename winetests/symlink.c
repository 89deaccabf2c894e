/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Symbolic links: making, reading, and following them to something else. */
#include "winetests/test.h"

static NTSTATUS make_link(HANDLE *link, struct name *name, const char *target, ULONG flags)
{
    OBJECT_ATTRIBUTES attributes;
    struct name wide;

    NAME_SET(&wide, target);
    InitializeObjectAttributes(&attributes, &name->string, flags, NULL, NULL);
    return NtCreateSymbolicLinkObject(link, SYMBOLIC_LINK_ALL_ACCESS, &attributes, &wide.string);
}

static NTSTATUS open_event(HANDLE *event, const UNICODE_STRING *base, const char *rest)
{
    char ascii[2 * NAME_CHARS];
    OBJECT_ATTRIBUTES attributes;
    struct name name;
    size_t i;

    for (i = 0; i < base->Length / sizeof(WCHAR); i++)
        ascii[i] = (char)base->Buffer[i];
    snprintf(ascii + i, sizeof(ascii) - i, "%s", rest);
    NAME_SET(&name, ascii);
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    return NtOpenEvent(event, EVENT_ALL_ACCESS, &attributes);
}

static void test_query(void)
{
    WCHAR buffer[64];
    UNICODE_STRING target = { 0, sizeof(buffer), buffer };
    OBJECT_ATTRIBUTES attributes;
    HANDLE link, other;
    struct name name;
    ULONG size = 0;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-link");
    ok_status(make_link(&link, &name, "\\BaseNamedObjects\\Target", 0), STATUS_SUCCESS);
    /* Wine follows the first for the second */
    todo_wine ok_status(make_link(&other, &name, "\\BaseNamedObjects\\Target", 0),
                        STATUS_OBJECT_NAME_COLLISION);
    ok_status(NtQuerySymbolicLinkObject(link, &target, &size), STATUS_SUCCESS);
    ok(name_is(&target, "\\BaseNamedObjects\\Target"), "another target");
    ok_equal(size, target.Length + sizeof(WCHAR));
    target = (UNICODE_STRING){ 0, 10, buffer };
    size = 0;
    ok_status(NtQuerySymbolicLinkObject(link, &target, &size), STATUS_BUFFER_TOO_SMALL);
    ok_equal(size, sizeof("\\BaseNamedObjects\\Target") * sizeof(WCHAR));

    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtOpenSymbolicLinkObject(&other, READ_CONTROL, &attributes), STATUS_SUCCESS);
    target = (UNICODE_STRING){ 0, sizeof(buffer), buffer };
    ok_status(NtQuerySymbolicLinkObject(other, &target, NULL), STATUS_ACCESS_DENIED);
    NtClose(other);
    NtClose(link);
    ok_status(NtOpenSymbolicLinkObject(&other, SYMBOLIC_LINK_QUERY, &attributes),
              STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_arguments(void)
{
    UNICODE_STRING target = { 0 };
    OBJECT_ATTRIBUTES attributes;
    struct name name;
    HANDLE link;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-link");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_ALL_ACCESS, &attributes, &target),
              STATUS_INVALID_PARAMETER);
    ok_status(NtCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_ALL_ACCESS, &attributes, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtQuerySymbolicLinkObject(NULL, &target, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtQuerySymbolicLinkObject(NtCurrentProcess(), &target, NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
}

static void test_follow(void)
{
    HANDLE directory_link, event_link, event, opened;
    struct name link_name, link2_name, event_name;
    OBJECT_ATTRIBUTES attributes;
    char rest[NAME_CHARS], target[NAME_CHARS];
    size_t i;

    NAME_UNIQUE(&event_name, "\\BaseNamedObjects\\ntdll-test-target");
    InitializeObjectAttributes(&attributes, &event_name.string, 0, NULL, NULL);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
    for (i = 0; i <= event_name.string.Length / sizeof(WCHAR); i++)
        target[i] = (char)event_name.buffer[i];
    snprintf(rest, sizeof(rest), "%s", strrchr(target, '\\'));

    /* in the middle of a path, and at its end */
    NAME_UNIQUE(&link_name, "\\BaseNamedObjects\\ntdll-test-link");
    ok_status(make_link(&directory_link, &link_name, "\\BaseNamedObjects", 0), STATUS_SUCCESS);
    ok_status(open_event(&opened, &link_name.string, rest), STATUS_SUCCESS);
    ok_status(NtSetEvent(opened, NULL), STATUS_SUCCESS);
    NtClose(opened);
    NAME_UNIQUE(&link2_name, "\\BaseNamedObjects\\ntdll-test-link");
    ok_status(make_link(&event_link, &link2_name, target, 0), STATUS_SUCCESS);
    ok_status(open_event(&opened, &link2_name.string, ""), STATUS_SUCCESS);
    NtClose(opened);

    /* a new object's name is taken by the link; with OBJ_OPENIF the link is followed */
    InitializeObjectAttributes(&attributes, &link2_name.string, 0, NULL, NULL);
    ok_status(NtCreateEvent(&opened, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE),
              STATUS_OBJECT_NAME_COLLISION);
    attributes.Attributes = OBJ_OPENIF;
    ok_status(NtCreateEvent(&opened, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE),
              STATUS_OBJECT_NAME_EXISTS);
    NtClose(opened);

    NtClose(event);
    /* for Wine it is the link that leads nowhere */
    todo_wine ok_status(open_event(&opened, &link2_name.string, ""), STATUS_OBJECT_NAME_NOT_FOUND);
    NtClose(directory_link);
    NtClose(event_link);
}

static void test_loop(void)
{
    struct name first, second;
    HANDLE links[2], event;
    char target[NAME_CHARS];
    size_t i;
    NTSTATUS status;

    NAME_UNIQUE(&first, "\\BaseNamedObjects\\ntdll-test-loop");
    NAME_UNIQUE(&second, "\\BaseNamedObjects\\ntdll-test-loop");
    for (i = 0; i <= second.string.Length / sizeof(WCHAR); i++)
        target[i] = (char)second.buffer[i];
    make_link(&links[0], &first, target, 0);
    for (i = 0; i <= first.string.Length / sizeof(WCHAR); i++)
        target[i] = (char)first.buffer[i];
    make_link(&links[1], &second, target, 0);
    /* an end, and not a success; which status it is differs */
    status = open_event(&event, &first.string, "");
    ok(!NT_SUCCESS(status), "a loop leads to %s", status_name(status));
    NtClose(links[0]);
    NtClose(links[1]);
}

START_TEST(symlink)
{
    test_query();
    test_arguments();
    test_follow();
    test_loop();
}
