/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: strings, messages, modules, clocks. */
#include "winetests/win32.h"

static bool wide_is(const WCHAR *wide, const char *ascii)
{
    while (*ascii && *wide == (WCHAR)*ascii)
        wide++, ascii++;
    return !*ascii && !*wide;
}

static void test_convert(void)
{
    static const char text[] = "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80";
    WCHAR wide[32];
    char bytes[32];
    BOOL used = 5;

    ok_equal(MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0), 10);
    ok_equal(MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, 32), 10);
    ok(wide[2] == 0xfc && wide[5] == 0x20ac && wide[7] == 0xd83d && !wide[9], "not the characters");
    ok_equal(WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL), sizeof(text));
    ok_equal(WideCharToMultiByte(CP_UTF8, 0, wide, -1, bytes, 32, NULL, NULL), sizeof(text));
    ok(!strcmp(bytes, text), "not what it was");
    ok_equal(MultiByteToWideChar(CP_UTF8, 0, "abc", 2, wide, 32), 2);
    ok_equal(MultiByteToWideChar(CP_ACP, 0, "abc", -1, wide, 32), 4);
    ok_equal(WideCharToMultiByte(CP_ACP, 0, L"abc", -1, bytes, 32, NULL, &used), 4);
    ok_equal(used, FALSE);

    ok_fails(MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, 9), ERROR_INSUFFICIENT_BUFFER);
    ok_fails(WideCharToMultiByte(CP_UTF8, 0, L"abc", -1, bytes, 3, NULL, NULL),
             ERROR_INSUFFICIENT_BUFFER);
    ok_fails(MultiByteToWideChar(CP_UTF8, 0, text, 0, wide, 9), ERROR_INVALID_PARAMETER);
    ok_fails(MultiByteToWideChar(CP_UTF8, 0, NULL, 1, wide, 9), ERROR_INVALID_PARAMETER);
    ok_fails(MultiByteToWideChar(4711, 0, text, -1, wide, 9), ERROR_INVALID_PARAMETER);
    ok_fails(MultiByteToWideChar(CP_UTF8, 0x100, text, -1, wide, 9), ERROR_INVALID_FLAGS);
    ok_fails(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\xff", -1, wide, 9),
             ERROR_NO_UNICODE_TRANSLATION);
    ok_equal(MultiByteToWideChar(CP_UTF8, 0, "a\xff", -1, wide, 9), 3);
    ok_equal(wide[1], 0xfffd);
    ok_fails(
        WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, L"\xd800", -1, bytes, 9, NULL, NULL),
        ERROR_NO_UNICODE_TRANSLATION);
}

static void test_strings(void)
{
    WCHAR wide[16];
    char bytes[16];

    ok_equal(lstrlenW(L"four"), 4);
    ok_equal(lstrlenA("four"), 4);
    ok_equal(lstrlenW(NULL), 0);
    ok_equal(lstrcpyW(wide, L"abc"), wide);
    ok_equal(lstrcatW(wide, L"def"), wide);
    ok(wide_is(wide, "abcdef"), "lstrcatW");
    ok_equal(lstrcpynW(wide, L"longer than that", 7), wide);
    ok(wide_is(wide, "longer"), "lstrcpynW");
    ok_equal(lstrcpynA(bytes, "longer than that", 7), bytes);
    ok(!strcmp(bytes, "longer"), "lstrcpynA");
    ok_equal(lstrcmpiW(L"ABC", L"abc"), 0);
    ok_equal(lstrcmpW(L"abc", L"abd"), -1);
    ok_equal(lstrcmpA("b", "a"), 1);
    ok_equal(lstrcmpiA("B", "a"), 1);
    ok_equal(lstrcmpW(NULL, L""), -1);
}

static DWORD format(WCHAR *to, DWORD size, DWORD flags, const void *from, ...)
{
    va_list arguments;
    DWORD n;

    va_start(arguments, from);
    n = FormatMessageW(flags, from, 0, 0, to, size, &arguments);
    va_end(arguments);
    return n;
}

static void test_messages(void)
{
    static const DWORD known[] = {ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_INVALID_SID,
                                  ERROR_NO_TOKEN};
    DWORD_PTR array[] = {(DWORD_PTR)L"one", 42, (DWORD_PTR) "bytes"};
    WCHAR wide[200], *allocated = NULL;
    char bytes[200];
    DWORD n, i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        n = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
                           known[i], 0, wide, 200, NULL);
        ok(n > 4 && wide[n - 2] == '\r' && wide[n - 1] == '\n' && !wide[n], "%u: %u characters",
           (unsigned int)known[i], (unsigned int)n);
        ok_equal(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, known[i], 0, bytes, 200, NULL),
                 n);
    }
    n = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL,
                       ERROR_INVALID_HANDLE, 0, (LPWSTR)&allocated, 0, NULL);
    ok_win32(n && allocated && lstrlenW(allocated) == (int)n);
    ok_equal(LocalFree(allocated), NULL);
    ok_fails(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x1fffffff, 0, wide, 200, NULL),
             ERROR_MR_MID_NOT_FOUND);
    ok_fails(
        FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED, 0, wide, 3, NULL),
        ERROR_INSUFFICIENT_BUFFER);
    n = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL,
                       ERROR_ACCESS_DENIED, 0, wide, 200, NULL);
    ok(n > 4 && wide[n - 1] == ' ' && wide[n - 2] != '\n', "line ends are spaces");

    ok_equal(format(wide, 200, FORMAT_MESSAGE_FROM_STRING, L"%2!d! and %1: %%, %1!-5s!%0 never",
                    L"one", 42), 20);
    ok(wide_is(wide, "42 and one: %, one  "), "the list's inserts");
    ok_equal(FormatMessageW(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY,
                            L"%1 %2!04x! %3!hs!%n", 0, 0, wide, 200, (va_list *)array),
             16);
    ok(wide_is(wide, "one 002a bytes\r\n"), "the array's inserts");
    ok_equal(FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY,
                            "%3 %2!u! %1!ls!", 0, 0, bytes, 200, (va_list *)array),
             12);
    ok(!strcmp(bytes, "bytes 42 one"), "the array's inserts in bytes: %s", bytes);
    ok_equal(
        format(wide, 200, FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_IGNORE_INSERTS, L"%1 %2"), 5);
    ok(wide_is(wide, "%1 %2"), "inserts are ignored");
}

typedef NTSTATUS(NTAPI *close_function)(HANDLE handle);
typedef DWORD(WINAPI *id_function)(void);

static void test_modules(void)
{
    HMODULE native = GetModuleHandleW(L"ntdll.dll"), kernel = GetModuleHandleA("KERNEL32");
    close_function close;
    id_function id;

    ok_win32(native);
    ok_win32(kernel);
    ok_equal(GetModuleHandleA("ntdll"), native);
    ok_equal(LoadLibraryW(L"NTDLL.DLL"), native);
    ok_win32(FreeLibrary(native));
    close = (close_function)(void *)GetProcAddress(native, "NtClose");
    ok_win32(close);
    ok_status(close(BAD_HANDLE), STATUS_INVALID_HANDLE);
    id = (id_function)(void *)GetProcAddress(kernel, "GetCurrentProcessId");
    ok_win32(id);
    ok_equal(id(), GetCurrentProcessId());
    ok_fails(GetProcAddress(native, "NtNoSuchCall"), ERROR_PROC_NOT_FOUND);
    ok_fails(GetProcAddress(native, "fork"), ERROR_PROC_NOT_FOUND);
    ok_fails(GetModuleHandleW(L"no-such-module.dll"), ERROR_MOD_NOT_FOUND);
    ok_fails(LoadLibraryA("no-such-module.dll"), ERROR_MOD_NOT_FOUND);
    ok_win32(GetModuleHandleW(NULL));
    ok_win32(LoadLibraryA("advapi32.dll"));
}

static void test_surroundings(void)
{
    WCHAR path[MAX_PATH] = { 0 };
    DWORD n;
    SYSTEM_INFO info;

    n = GetModuleFileNameW(NULL, path, MAX_PATH);
    ok_equal(n, lstrlenW(path));
    ok(lstrlenW(path) > 10, "no path");
    ok_equal(GetModuleFileNameW(NULL, path, 5), 5);
    ok_equal(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    /* Wine leaves out the terminator */
    todo_wine ok_equal(path[4], 0);
    ok_equal(lstrlenW(GetCommandLineW()), lstrlenA(GetCommandLineA()));
    ok(lstrlenA(GetCommandLineA()) > 10, "no command line");
    GetSystemInfo(&info);
    ok_equal(info.dwPageSize, 4096);
    ok_equal(info.dwAllocationGranularity, 65536);
    ok(info.dwNumberOfProcessors >= 1, "no processor");
    OutputDebugStringA("");
    OutputDebugStringW(L"");
}

static void test_clocks(void)
{
    LARGE_INTEGER counter, later, frequency;
    ULONGLONG ticks = GetTickCount64();
    FILETIME time, again;
    SYSTEMTIME system;

    ok_win32(QueryPerformanceCounter(&counter));
    ok_win32(QueryPerformanceFrequency(&frequency));
    ok(frequency.QuadPart > 0, "frequency %lld", (long long)frequency.QuadPart);
    Sleep(20);
    ok_win32(QueryPerformanceCounter(&later));
    ok((later.QuadPart - counter.QuadPart) * 1000 / frequency.QuadPart >= 15, "Sleep(20) took %lld of %lld a second",
       (long long)(later.QuadPart - counter.QuadPart), (long long)frequency.QuadPart);
    while (GetTickCount64() == ticks)           /* Wine's server writes it, when it comes to it */
        Sleep(1);
    ok(GetTickCount64() > ticks, "time goes backwards");
    ok((DWORD)(GetTickCount() - (DWORD)ticks) < 60000, "two clocks");

    GetSystemTimeAsFileTime(&time);
    ok_win32(FileTimeToSystemTime(&time, &system));
    ok(system.wYear >= 2024 && system.wMonth >= 1 && system.wMonth <= 12, "year %d", system.wYear);
    ok_win32(SystemTimeToFileTime(&system, &again));
    ok(CompareFileTime(&again, &time) <= 0, "later than it was");
    system.wMonth = 13;
    ok_fails(SystemTimeToFileTime(&system, &again), ERROR_INVALID_PARAMETER);
    time.dwHighDateTime = 0x80000000;
    ok_fails(FileTimeToSystemTime(&time, &system), ERROR_INVALID_PARAMETER);
}

START_TEST(win32_text)
{
    test_convert();
    test_strings();
    test_messages();
    test_modules();
    test_surroundings();
    test_clocks();
}
