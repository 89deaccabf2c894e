/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: last errors, handles, events, file mappings, and the names of objects. */
#include "winetests/win32.h"

static void test_last_error(void)
{
    SetLastError(4711);
    ok_equal(GetLastError(), 4711);
    ok_equal(NtCurrentTeb()->LastErrorValue, 4711);
    ok_equal(RtlGetLastWin32Error(), 4711);
    ok_fails(CloseHandle(BAD_HANDLE), ERROR_INVALID_HANDLE);
    ok_fails(CloseHandle(NULL), ERROR_INVALID_HANDLE);
}

static void test_handles(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), other;
    DWORD flags;

    ok_win32(event);
    ok_win32(DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &other, 0, FALSE,
                             DUPLICATE_SAME_ACCESS));
    ok_win32(SetEvent(other));
    ok_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    ok_win32(CloseHandle(other));

    ok_win32(DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &other, SYNCHRONIZE,
                             TRUE, 0));
    ok_fails(SetEvent(other), ERROR_ACCESS_DENIED);
    ok_win32(GetHandleInformation(other, &flags));
    ok_equal(flags, HANDLE_FLAG_INHERIT);
    ok_win32(SetHandleInformation(other, HANDLE_FLAG_INHERIT, 0));
    ok_win32(GetHandleInformation(other, &flags));
    ok_equal(flags, 0);
    ok_win32(CloseHandle(other));
    ok_fails(GetHandleInformation(other, &flags), ERROR_INVALID_HANDLE);
    ok_fails(DuplicateHandle(GetCurrentProcess(), BAD_HANDLE, GetCurrentProcess(), &other, 0, FALSE,
                             DUPLICATE_SAME_ACCESS),
             ERROR_INVALID_HANDLE);
    ok_win32(CloseHandle(event));

    /* what GetCurrentProcess and GetCurrentThread return can be made real */
    ok_win32(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &other,
                             0, FALSE, DUPLICATE_SAME_ACCESS));
    ok_equal(GetProcessId(other), GetCurrentProcessId());
    CloseHandle(other);
}

static void test_events(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, TRUE, NULL);

    ok_win32(event);
    ok_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    ok_equal(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    ok_win32(SetEvent(event));
    ok_win32(ResetEvent(event));
    ok_equal(WaitForSingleObjectEx(event, 1, FALSE), WAIT_TIMEOUT);
    ok_win32(PulseEvent(event));
    ok_equal(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    CloseHandle(event);
    ok_fails(SetEvent(event), ERROR_INVALID_HANDLE);
    ok_fails(ResetEvent(NULL), ERROR_INVALID_HANDLE);
    ok_fails(SetEvent(GetCurrentProcess()), ERROR_INVALID_HANDLE);

    event = CreateEventExW(NULL, NULL, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET,
                           SYNCHRONIZE);
    ok_win32(event);
    ok_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    ok_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    ok_fails(ResetEvent(event), ERROR_ACCESS_DENIED);
    CloseHandle(event);
}

static void test_waits(void)
{
    HANDLE handles[3], event;
    DWORD i;

    for (i = 0; i < 3; i++)
        handles[i] = CreateEventW(NULL, TRUE, i == 2, NULL);
    event = handles[0];
    ok_equal(WaitForMultipleObjects(3, handles, FALSE, INFINITE), WAIT_OBJECT_0 + 2);
    ok_equal(WaitForMultipleObjects(3, handles, TRUE, 0), WAIT_TIMEOUT);
    SetEvent(handles[0]);
    SetEvent(handles[1]);
    ok_equal(WaitForMultipleObjects(3, handles, TRUE, INFINITE), WAIT_OBJECT_0);
    ok_equal(WaitForMultipleObjectsEx(3, handles, FALSE, 0, FALSE), WAIT_OBJECT_0);

    SetLastError(NO_ERROR_YET);
    ok_equal(WaitForMultipleObjects(0, handles, FALSE, 0), WAIT_FAILED);
    ok_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    ok_equal(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, handles, FALSE, 0), WAIT_FAILED);
    ok_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    ok_equal(WaitForSingleObject(BAD_HANDLE, 0), WAIT_FAILED);
    ok_equal(GetLastError(), ERROR_INVALID_HANDLE);

    ResetEvent(event);
    ok_equal(SignalObjectAndWait(event, handles[1], INFINITE, FALSE), WAIT_OBJECT_0);
    ok_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    for (i = 0; i < 3; i++)
        CloseHandle(handles[i]);
    ok_equal(SleepEx(1, TRUE), 0);
    Sleep(0);
}

/* Whether an event of that name is where the native API finds it. */
static bool is_at(const WCHAR *directory, const WCHAR *name)
{
    OBJECT_ATTRIBUTES attributes;
    WCHAR path[2 * NAME_CHARS];
    UNICODE_STRING string;
    NTSTATUS status;
    HANDLE event;

    lstrcpyW(path, directory);
    lstrcatW(path, name);
    RtlInitUnicodeString(&string, path);
    InitializeObjectAttributes(&attributes, &string, 0, NULL, NULL);
    status = NtOpenEvent(&event, EVENT_ALL_ACCESS, &attributes);
    if (NT_SUCCESS(status))
        NtClose(event);
    return NT_SUCCESS(status);
}

static void test_names(void)
{
    struct win32_name name, upper;
    HANDLE first, second;

    win32_name_make(&name, "win32-name-");
    ok_fails(OpenEventW(EVENT_ALL_ACCESS, FALSE, name.text), ERROR_FILE_NOT_FOUND);
    SetLastError(NO_ERROR_YET);
    first = CreateEventW(NULL, TRUE, FALSE, name.text);
    ok_equal(GetLastError(), ERROR_SUCCESS);
    ok_win32(first);
    SetLastError(NO_ERROR_YET);
    second = CreateEventW(NULL, FALSE, TRUE, name.text);
    ok_equal(GetLastError(), ERROR_ALREADY_EXISTS);
    ok_win32(second);
    /* it is the first, as it was made */
    SetEvent(second);
    ok_equal(WaitForSingleObject(first, 0), WAIT_OBJECT_0);
    ok_equal(WaitForSingleObject(first, 0), WAIT_OBJECT_0);
    CloseHandle(second);
    second = OpenEventW(SYNCHRONIZE, FALSE, name.text);
    ok_win32(second);
    ok_fails(SetEvent(second), ERROR_ACCESS_DENIED);
    CloseHandle(second);

    ok(is_at(L"\\Sessions\\1\\BaseNamedObjects\\", name.text),
       "it is not in the session's directory");
    upper = name;
    upper.text[0] = 'W';
    ok_fails(OpenEventW(SYNCHRONIZE, FALSE, upper.text), ERROR_FILE_NOT_FOUND);
    /* another type of that name */
    ok_fails(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, name.text),
             ERROR_INVALID_HANDLE);
    ok_fails(OpenFileMappingW(FILE_MAP_READ, FALSE, name.text), ERROR_INVALID_HANDLE);
    CloseHandle(first);
    ok_fails(OpenEventW(SYNCHRONIZE, FALSE, name.text), ERROR_FILE_NOT_FOUND);

    /* no name */
    first = CreateEventW(NULL, TRUE, FALSE, L"");
    ok_win32(first);
    SetLastError(NO_ERROR_YET);
    second = CreateEventA(NULL, TRUE, FALSE, "");
    ok_equal(GetLastError(), ERROR_SUCCESS);
    CloseHandle(first);
    CloseHandle(second);
    ok_fails(OpenEventW(SYNCHRONIZE, FALSE, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(CreateEventW(NULL, TRUE, FALSE, L"no such\\directory"), ERROR_PATH_NOT_FOUND);
}

static void test_prefixes(void)
{
    struct win32_name local, global;
    HANDLE event, other;

    win32_name_make(&local, "Local\\win32-local-");
    event = CreateEventW(NULL, TRUE, FALSE, local.text);
    ok_win32(event);
    other = OpenEventW(SYNCHRONIZE, FALSE, local.text + 6);
    ok_win32(other);
    ok(is_at(L"\\Sessions\\1\\BaseNamedObjects\\", local.text + 6),
       "it is not in the session's directory");
    CloseHandle(other);
    CloseHandle(event);

    win32_name_make(&global, "Global\\win32-global-");
    event = CreateEventW(NULL, TRUE, FALSE, global.text);
    ok_win32(event);
    ok_fails(OpenEventW(SYNCHRONIZE, FALSE, global.text + 7), ERROR_FILE_NOT_FOUND);
    ok(is_at(L"\\BaseNamedObjects\\", global.text + 7), "it is not in the global directory");
    CloseHandle(event);
}

static void test_mapping(void)
{
    MEMORY_BASIC_INFORMATION memory;
    struct win32_name name;
    HANDLE section, other;
    ULONG *view, *second;

    win32_name_make(&name, "win32-section-");
    ok_fails(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0, NULL),
             ERROR_INVALID_PARAMETER);
    ok_fails(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_NOACCESS, 0, 4096, NULL),
             ERROR_INVALID_PARAMETER);
    SetLastError(NO_ERROR_YET);
    section =
        CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 2 * 65536, name.text);
    ok_equal(GetLastError(), ERROR_SUCCESS);
    ok_win32(section);
    view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    ok_win32(view);
    view[0] = 1;
    view[65536 / sizeof(ULONG)] = 2;

    other = OpenFileMappingW(FILE_MAP_READ, FALSE, name.text);
    ok_win32(other);
    ok_fails(MapViewOfFile(other, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    second = MapViewOfFile(other, FILE_MAP_READ, 0, 65536, 0);
    ok_win32(second);
    ok_equal(second[0], 2);
    ok_equal(VirtualQuery(second, &memory, sizeof(memory)), sizeof(memory));
    ok_equal(memory.Protect, PAGE_READONLY);
    ok_equal(memory.RegionSize, 65536);
    ok_equal(memory.Type, MEM_MAPPED);
    ok_win32(UnmapViewOfFile(second));
    ok_fails(UnmapViewOfFile(second), ERROR_INVALID_ADDRESS);
    ok_fails(MapViewOfFile(section, FILE_MAP_READ, 0, 4096, 0), ERROR_MAPPED_ALIGNMENT);
    ok_fails(MapViewOfFile(section, FILE_MAP_READ, 0, 0, 3 * 65536), ERROR_ACCESS_DENIED);

    /* a copy is the reader's own */
    second = MapViewOfFile(other, FILE_MAP_COPY, 0, 0, 0);
    ok_win32(second);
    second[0] = 7;
    ok_equal(view[0], 1);
    ok_win32(UnmapViewOfFile(second));
    ok_win32(UnmapViewOfFile(view));
    CloseHandle(other);
    CloseHandle(section);
}

START_TEST(win32_object)
{
    test_last_error();
    test_handles();
    test_events();
    test_waits();
    test_names();
    test_prefixes();
    test_mapping();
}
