/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: several processes. */
#include "winetests/win32.h"

struct share_args {
    WCHAR event[NAME_CHARS], section[NAME_CHARS];
    HANDLE handle;
    char text[32];
    void *address;
    DWORD done;
};

/* Opens both by name; reads what is in the section and answers there. */
static void share(void *data)
{
    struct share_args *args = data;
    HANDLE event = OpenEventW(EVENT_MODIFY_STATE, FALSE, args->event);
    HANDLE section = OpenFileMappingW(FILE_MAP_READ | FILE_MAP_WRITE, FALSE, args->section);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    args->done = view && !strcmp(view, "from the test");
    if (view)
        strcpy(view, "from the helper");
    args->done = args->done && SetEvent(event) && UnmapViewOfFile(view) && CloseHandle(section) &&
                 CloseHandle(event);
}

static void test_share(struct actor *helper)
{
    struct win32_name event_name, section_name;
    struct share_args args;
    HANDLE event, section;
    char *view;

    win32_name_make(&event_name, "win32-event-");
    win32_name_make(&section_name, "Global\\win32-section-");
    event = CreateEventW(NULL, FALSE, FALSE, event_name.text);
    section =
        CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, section_name.text);
    view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    ok_win32(view);
    strcpy(view, "from the test");
    memset(&args, 0, sizeof(args));
    lstrcpyW(args.event, event_name.text);
    lstrcpyW(args.section, section_name.text);
    actor_call(helper, share, &args, sizeof(args));
    ok_equal(args.done, TRUE);
    ok_equal(WaitForSingleObject(event, INFINITE), WAIT_OBJECT_0);
    ok(!strcmp(view, "from the helper"), "not what the helper wrote");
    UnmapViewOfFile(view);
    CloseHandle(section);
    CloseHandle(event);
}

static char helpers_text[32] = "the helper's memory";

static void tell_address(void *data)
{
    ((struct share_args *)data)->address = helpers_text;
    ((struct share_args *)data)->done = helpers_text[0];
}

static void use_handle(void *data)
{
    struct share_args *args = data;

    args->done = SetEvent(args->handle) && CloseHandle(args->handle);
}

static void test_open(struct actor *helper)
{
    DWORD pid = (DWORD)(ULONG_PTR)actor_id(helper).UniqueProcess, code, session;
    HANDLE process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, pid), event, there;
    struct share_args args = {.done = 0};
    char text[32] = "";
    SIZE_T n;

    ok_win32(process);
    ok_equal(GetProcessId(process), pid);
    ok_win32(GetExitCodeProcess(process, &code));
    ok_equal(code, STILL_ACTIVE);
    ok_win32(ProcessIdToSessionId(pid, &session));

    actor_call(helper, tell_address, &args, sizeof(args));
    ok_win32(ReadProcessMemory(process, args.address, text, sizeof(text), &n));
    ok(n == sizeof(text) && !strcmp(text, "the helper's memory"), "not its memory");
    ok_win32(WriteProcessMemory(process, args.address, "X", 1, &n));
    ok_equal(n, 1);
    actor_call(helper, tell_address, &args, sizeof(args));
    ok_equal(args.done, 'X');

    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    ok_win32(DuplicateHandle(GetCurrentProcess(), event, process, &there, 0, FALSE,
                             DUPLICATE_SAME_ACCESS));
    args.handle = there;
    actor_call(helper, use_handle, &args, sizeof(args));
    ok_equal(args.done, TRUE);
    ok_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    CloseHandle(event);
    CloseHandle(process);
    ok_fails(OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0x7ffffffc), ERROR_INVALID_PARAMETER);
}

static void test_terminate(struct actor *helper)
{
    DWORD pid = (DWORD)(ULONG_PTR)actor_id(helper).UniqueProcess, code = 0;
    HANDLE process =
        OpenProcess(PROCESS_TERMINATE | PROCESS_QUERY_INFORMATION | SYNCHRONIZE, FALSE, pid);

    ok_win32(process);
    ok_equal(WaitForSingleObject(process, 0), WAIT_TIMEOUT);
    ok_win32(TerminateProcess(process, 4711));
    ok_equal(WaitForSingleObject(process, INFINITE), WAIT_OBJECT_0);
    ok_win32(GetExitCodeProcess(process, &code));
    ok_equal(code, 4711);
    CloseHandle(process);
    actor_gone(helper);
}

static void leave(void *data)
{
    ExitProcess(*(UINT *)data);
}

static void test_exit(void)
{
    struct actor *helper = actor_process(1);
    DWORD pid = (DWORD)(ULONG_PTR)actor_id(helper).UniqueProcess, code = 0;
    HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | SYNCHRONIZE, FALSE, pid);
    UINT with = 23;

    ok_win32(process);
    ok_fails(TerminateProcess(process, 1), ERROR_ACCESS_DENIED);
    actor_begin(helper, leave, &with, sizeof(with));
    ok_equal(WaitForSingleObject(process, INFINITE), WAIT_OBJECT_0);
    ok_win32(GetExitCodeProcess(process, &code));
    ok_equal(code, 23);
    CloseHandle(process);
    actor_gone(helper);
}

START_TEST(win32_process)
{
    struct actor *helper = actor_process(1);

    test_share(helper);
    test_open(helper);
    test_terminate(helper);
    test_exit();
}
