/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What NtQueryObject tells: counts, rights, name, type. Permanent and temporary objects. */
#include "winetests/test.h"

/* A structure with a string in it, and room for the string. */
union info {
    OBJECT_NAME_INFORMATION name;
    OBJECT_TYPE_INFORMATION type;
    unsigned char bytes[512];
};

static void basic(HANDLE handle, OBJECT_BASIC_INFORMATION *info)
{
    ULONG size = 0;

    memset(info, 0x55, sizeof(*info));
    ok_status(NtQueryObject(handle, ObjectBasicInformation, info, sizeof(*info), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(*info));
}

static void test_basic(void)
{
    OBJECT_BASIC_INFORMATION info;
    HANDLE event, other;

    NtCreateEvent(&event, EVENT_MODIFY_STATE | SYNCHRONIZE, NULL, NotificationEvent, FALSE);
    basic(event, &info);
    ok_equal(info.GrantedAccess, EVENT_MODIFY_STATE | SYNCHRONIZE);
    ok_equal(info.Attributes, 0);
    ok_equal(info.HandleCount, 1);
    ok(info.PointerCount >= 1, "no pointer");
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &other, SYNCHRONIZE,
                                OBJ_INHERIT, 0), STATUS_SUCCESS);
    basic(other, &info);
    ok_equal(info.GrantedAccess, SYNCHRONIZE);
    ok_equal(info.HandleCount, 2);
    /* Wine does not tell the handle's attributes here */
    todo_wine ok_equal(info.Attributes, OBJ_INHERIT);
    NtClose(other);
    basic(event, &info);
    ok_equal(info.HandleCount, 1);

    ok_status(NtQueryObject(event, ObjectBasicInformation, &info, sizeof(info) - 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    /* Wine takes it for something that it lacks */
    todo_wine ok_status(NtQueryObject(event, (OBJECT_INFORMATION_CLASS)0x777, &info, sizeof(info),
                                      NULL), STATUS_INVALID_INFO_CLASS);
    NtClose(event);
    ok_status(NtQueryObject(event, ObjectBasicInformation, &info, sizeof(info), NULL),
              STATUS_INVALID_HANDLE);
}

static void test_name(void)
{
    OBJECT_ATTRIBUTES attributes;
    struct name name;
    union info info;
    HANDLE event;
    ULONG size = 0, wanted;
    NTSTATUS status;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-Name");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
    wanted = sizeof(UNICODE_STRING) + name.string.Length + sizeof(WCHAR);

    memset(&info, 0x55, sizeof(info));
    ok_status(NtQueryObject(event, ObjectNameInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok_equal(size, wanted);
    ok(RtlEqualUnicodeString(&info.name.Name, &name.string, FALSE), "another name");
    ok_equal(info.name.Name.MaximumLength, name.string.Length + sizeof(WCHAR));
    ok_equal(info.name.Name.Buffer, &info.name + 1);
    ok_equal(info.name.Name.Buffer[name.string.Length / sizeof(WCHAR)], 0);
    ok_status(NtQueryObject(event, ObjectNameInformation, &info, wanted, &size), STATUS_SUCCESS);
    size = 0;
    /* which of the two has changed from version to version */
    status = NtQueryObject(event, ObjectNameInformation, &info, wanted - 2, &size);
    ok(status == STATUS_BUFFER_OVERFLOW || status == STATUS_INFO_LENGTH_MISMATCH, "got %s",
       status_name(status));
    ok_equal(size, wanted);
    ok_status(NtQueryObject(event, ObjectNameInformation, NULL, 0, &size),
              STATUS_INFO_LENGTH_MISMATCH);
    NtClose(event);

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(NtQueryObject(event, ObjectNameInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(UNICODE_STRING));
    ok_equal(info.name.Name.Length, 0);
    ok_equal(info.name.Name.MaximumLength, 0);
    ok_equal(info.name.Name.Buffer, NULL);
    NtClose(event);
}

static void expect_type(HANDLE handle, const char *name, ACCESS_MASK read, ACCESS_MASK write,
                        ACCESS_MASK execute, ACCESS_MASK all, ACCESS_MASK valid)
{
    union info info;
    ULONG size = 0;

    memset(&info, 0x55, sizeof(info));
    ok_status(NtQueryObject(handle, ObjectTypeInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok(name_is(&info.type.TypeName, name), "not a %s", name);
    ok(size > sizeof(info.type), "%u bytes", (unsigned int)size);
    ok_equal(info.type.TypeName.Buffer, &info.type + 1);
    ok_equal(info.type.GenericMapping.GenericRead, read);
    ok_equal(info.type.GenericMapping.GenericWrite, write);
    ok_equal(info.type.GenericMapping.GenericExecute, execute);
    ok_equal(info.type.GenericMapping.GenericAll, all);
    ok_equal(info.type.ValidAccessMask, valid);
    ok(info.type.TotalNumberOfObjects >= 1, "no such object");
    ok(info.type.TotalNumberOfHandles >= 1, "no such handle");
    ok_status(NtQueryObject(handle, ObjectTypeInformation, &info, sizeof(info.type), &size),
              STATUS_INFO_LENGTH_MISMATCH);
    NtClose(handle);
}

static void test_types(void)
{
    LARGE_INTEGER section_size = { .QuadPart = 4096 };
    OBJECT_ATTRIBUTES attributes;
    struct name name;
    HANDLE handle;

    NtCreateEvent(&handle, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    expect_type(handle, "Event", 0x20001, 0x20002, 0x120000, 0x1f0003, 0x1f0003);
    NtCreateSection(&handle, SECTION_ALL_ACCESS, NULL, &section_size, PAGE_READWRITE, SEC_COMMIT,
                    NULL);
    expect_type(handle, "Section", 0x20005, 0x20002, 0x20008, 0xf001f, 0x1f001f);
    NAME_SET(&name, "\\BaseNamedObjects");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    NtOpenDirectoryObject(&handle, DIRECTORY_QUERY, &attributes);
    expect_type(handle, "Directory", 0x20003, 0x2000c, 0x20003, 0xf000f, 0xf000f);
    NtDuplicateObject(NtCurrentProcess(), NtCurrentProcess(), NtCurrentProcess(), &handle, 0, 0,
                      DUPLICATE_SAME_ACCESS);
    expect_type(handle, "Process", 0x20410, 0x20bea, 0x121001, 0x1fffff, 0x1fffff);
    NtDuplicateObject(NtCurrentProcess(), NtCurrentThread(), NtCurrentProcess(), &handle, 0, 0,
                      DUPLICATE_SAME_ACCESS);
    expect_type(handle, "Thread", 0x20048, 0x20437, 0x121800, 0x1fffff, 0x1fffff);
}

static void test_permanent(void)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE event, other;
    struct name name;
    NTSTATUS status;

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-permanent");
    InitializeObjectAttributes(&attributes, &name.string, OBJ_PERMANENT, NULL, NULL);
    status = NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, TRUE);
    if (status == STATUS_PRIVILEGE_NOT_HELD) {
        skip("permanent objects are not for this user");
        return;
    }
    ok_status(status, STATUS_SUCCESS);
    NtClose(event);
    attributes.Attributes = 0;
    ok_status(NtOpenEvent(&event, EVENT_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    ok_status(NtMakeTemporaryObject(event), STATUS_SUCCESS);
    /* the name stays while there are handles */
    ok_status(NtOpenEvent(&other, EVENT_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    NtClose(event);
    NtClose(other);
    ok_status(NtOpenEvent(&event, EVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);

    if (!have_function("NtMakePermanentObject")) {
        win_skip("no NtMakePermanentObject");
        return;
    }
    NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, TRUE);
    status = NtMakePermanentObject(event);
    NtClose(event);
    if (status == STATUS_PRIVILEGE_NOT_HELD)
        return;
    ok_status(status, STATUS_SUCCESS);
    ok_status(NtOpenEvent(&event, EVENT_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    ok_status(NtMakeTemporaryObject(event), STATUS_SUCCESS);
    NtClose(event);
    ok_status(NtMakeTemporaryObject(event), STATUS_INVALID_HANDLE);
}

START_TEST(object_query)
{
    test_basic();
    test_name();
    test_types();
    test_permanent();
}
