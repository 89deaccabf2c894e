/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtCreatePort and NtCreateWaitablePort: limits, names, attributes (lpc-semantics 5, 8.1, 8.2). */
#include "winetests/port.h"

typedef NTSTATUS NTAPI create_function(PHANDLE, POBJECT_ATTRIBUTES, ULONG, ULONG, ULONG);

static NTSTATUS create(create_function *call, HANDLE *port, HANDLE root, const char *text,
                       ULONG flags)
{
    OBJECT_ATTRIBUTES attributes;
    struct name name;

    NAME_SET(&name, text);
    InitializeObjectAttributes(&attributes, &name.string, flags, root, NULL);
    return call(port, &attributes, 0, 0, 0);
}

static void test_unnamed(create_function *call)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING empty = { 0 };
    HANDLE port = NULL;

    /* 8.1: no attributes, no name, an empty name */
    ok_status(call(&port, NULL, 100, 100, 0), STATUS_SUCCESS);
    ok(port != NULL, "no handle");
    ok_status(NtClose(port), STATUS_SUCCESS);
    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(call(&port, &attributes, 100, 100, 0), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
    InitializeObjectAttributes(&attributes, &empty, 0, NULL, NULL);
    ok_status(call(&port, &attributes, 100, 100, 0), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
}

/* 8.1, rows 3 and 4 */
static void test_limits(create_function *call)
{
    HANDLE port = UNTOUCHED;

    ok_status(call(&port, NULL, MAX_INFO + 1, MAX_TOTAL, 0), STATUS_INVALID_PARAMETER_3);
    ok_status(call(&port, NULL, MAX_INFO, MAX_TOTAL + 1, 0), STATUS_INVALID_PARAMETER_4);
    ok_status(call(&port, NULL, MAX_INFO + 1, MAX_TOTAL + 1, 0), STATUS_INVALID_PARAMETER_3);
    ok_status(call(&port, NULL, ~0u, 0, 0), STATUS_INVALID_PARAMETER_3);
    ok_status(call(&port, NULL, 0, ~0u, 0), STATUS_INVALID_PARAMETER_4);
    ok_equal(port, UNTOUCHED);
    ok_status(call(&port, NULL, MAX_INFO, MAX_TOTAL, ~0u), STATUS_SUCCESS);
    NtClose(port);
    ok_status(call(&port, NULL, 0, 0, 0), STATUS_SUCCESS);
    NtClose(port);
    ok_status(call(&port, NULL, 1, 1, 1), STATUS_SUCCESS);
    NtClose(port);
}

/* 5.1: everything but OBJ_CASE_INSENSITIVE is refused; 8.1: before the limits are looked at */
static void test_attributes(create_function *call)
{
    static const ULONG refused[] = { OBJ_INHERIT, OBJ_PERMANENT, OBJ_EXCLUSIVE, OBJ_OPENIF,
                                     OBJ_OPENLINK };
    OBJECT_ATTRIBUTES attributes;
    struct name name;
    HANDLE port;
    size_t i;

    NAME_UNIQUE(&name, "\\RPC Control\\ntdll-test");
    for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        InitializeObjectAttributes(&attributes, &name.string, refused[i], NULL, NULL);
        ok_status(call(&port, &attributes, 0, 0, 0), STATUS_INVALID_PARAMETER);
        ok_status(call(&port, &attributes, MAX_INFO + 1, MAX_TOTAL + 1, 0),
                  STATUS_INVALID_PARAMETER);
        attributes.ObjectName = NULL;
        ok_status(call(&port, &attributes, 0, 0, 0), STATUS_INVALID_PARAMETER);
    }
    InitializeObjectAttributes(&attributes, &name.string, OBJ_CASE_INSENSITIVE, NULL, NULL);
    ok_status(call(&port, &attributes, 0, 0, 0), STATUS_SUCCESS);
    NtClose(port);
    attributes.Length--;
    ok_status(call(&port, &attributes, 0, 0, 0), STATUS_INVALID_PARAMETER);
}

/* 8.1, row 1: pointers first */
static void test_pointers(create_function *call)
{
    UNICODE_STRING wild = { 20, 20, no_memory() };
    OBJECT_ATTRIBUTES attributes;
    HANDLE port;

    ok_status(call(no_memory(), NULL, MAX_INFO + 1, 0, 0), STATUS_ACCESS_VIOLATION);
    ok_status(call(readonly_memory(), NULL, 0, 0, 0), STATUS_ACCESS_VIOLATION);
    ok_status(call(NULL, NULL, 0, 0, 0), STATUS_ACCESS_VIOLATION);
    ok_status(call(&port, no_memory(), MAX_INFO + 1, 0, 0), STATUS_ACCESS_VIOLATION);
    InitializeObjectAttributes(&attributes, no_memory(), OBJ_PERMANENT, NULL, NULL);
    ok_status(call(&port, &attributes, 0, 0, 0), STATUS_ACCESS_VIOLATION);
    InitializeObjectAttributes(&attributes, &wild, 0, NULL, NULL);
    ok_status(call(&port, &attributes, 0, 0, 0), STATUS_ACCESS_VIOLATION);
}

/* 5.3 */
static void test_names(create_function *call)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE port, other, directory;
    struct name name;

    ok_status(create(call, &port, NULL, "\\ntdll-test-Name", 0), STATUS_SUCCESS);
    ok_status(create(call, &other, NULL, "\\ntdll-test-Name", 0), STATUS_OBJECT_NAME_COLLISION);
    ok_status(create(NtCreatePort, &other, NULL, "\\ntdll-test-Name", 0),
              STATUS_OBJECT_NAME_COLLISION);
    ok_status(create(NtCreateWaitablePort, &other, NULL, "\\ntdll-test-Name", 0),
              STATUS_OBJECT_NAME_COLLISION);
    ok_status(create(call, &other, NULL, "\\NTDLL-TEST-NAME", OBJ_CASE_INSENSITIVE),
              STATUS_OBJECT_NAME_COLLISION);
    ok_status(create(call, &other, NULL, "\\NTDLL-TEST-NAME", 0), STATUS_SUCCESS);
    NtClose(other);
    ok_status(create(call, &other, NULL, "\\ntdll-test-no-such\\port", 0),
              STATUS_OBJECT_PATH_NOT_FOUND);
    ok_status(create(call, &other, NULL, "ntdll-test-relative", 0), STATUS_OBJECT_PATH_SYNTAX_BAD);

    /* 8.1: the collision is found last */
    NAME_SET(&name, "\\ntdll-test-Name");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(call(&other, &attributes, MAX_INFO + 1, 0, 0), STATUS_INVALID_PARAMETER_3);
    ok_status(call(&other, &attributes, 0, MAX_TOTAL + 1, 0), STATUS_INVALID_PARAMETER_4);

    /* the name belongs to every type */
    ok_status(NtCreateEvent(&other, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE),
              STATUS_OBJECT_NAME_COLLISION);
    ok_status(NtOpenEvent(&other, EVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_TYPE_MISMATCH);

    /* it goes with the last handle */
    NtDuplicateObject(NtCurrentProcess(), port, NtCurrentProcess(), &other, 0, 0, 0);
    NtClose(port);
    ok_status(create(call, &port, NULL, "\\ntdll-test-Name", 0), STATUS_OBJECT_NAME_COLLISION);
    NtClose(other);
    ok_status(create(call, &port, NULL, "\\ntdll-test-Name", 0), STATUS_SUCCESS);
    NtClose(port);

    /* below a directory that was opened */
    NAME_SET(&name, "\\RPC Control");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtOpenDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    ok_status(create(call, &port, directory, "ntdll-test-below", 0), STATUS_SUCCESS);
    ok_status(create(call, &other, NULL, "\\RPC Control\\ntdll-test-below", 0),
              STATUS_OBJECT_NAME_COLLISION);
    NtClose(port);
    NtClose(directory);
}

static void test_call(create_function *call)
{
    test_unnamed(call);
    test_limits(call);
    test_attributes(call);
    test_pointers(call);
    test_names(call);
}

START_TEST(port_create)
{
    if (!ports_available())
        return;
    test_context("NtCreatePort");
    test_call(NtCreatePort);
    test_context("NtCreateWaitablePort");
    test_call(NtCreateWaitablePort);
    test_context(NULL);
}
