/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: semaphores, mutexes, waitable timers, I/O completion ports. */
#include "winetests/win32.h"

static void test_semaphores(void)
{
    HANDLE semaphore = CreateSemaphoreW(NULL, 1, 2, NULL), same;
    struct win32_name name;
    LONG previous;

    ok_win32(semaphore);
    ok_equal(WaitForSingleObject(semaphore, 0), WAIT_OBJECT_0);
    ok_equal(WaitForSingleObject(semaphore, 0), WAIT_TIMEOUT);
    ok_win32(ReleaseSemaphore(semaphore, 2, &previous));
    ok_equal(previous, 0);
    ok_fails(ReleaseSemaphore(semaphore, 1, NULL), ERROR_TOO_MANY_POSTS);
    CloseHandle(semaphore);
    ok_fails(ReleaseSemaphore(semaphore, 1, NULL), ERROR_INVALID_HANDLE);
    ok_fails(CreateSemaphoreW(NULL, 3, 2, NULL), ERROR_INVALID_PARAMETER);

    win32_name_make(&name, "semaphore");
    ok_fails(OpenSemaphoreW(SEMAPHORE_ALL_ACCESS, FALSE, name.text), ERROR_FILE_NOT_FOUND);
    semaphore = CreateSemaphoreExW(NULL, 0, 1, name.text, 0, SEMAPHORE_ALL_ACCESS);
    ok_equal(GetLastError(), ERROR_SUCCESS);
    ok_win32(semaphore);
    same = CreateSemaphoreW(NULL, 1, 1, name.text);
    ok_equal(GetLastError(), ERROR_ALREADY_EXISTS);
    ok_equal(WaitForSingleObject(same, 0), WAIT_TIMEOUT);
    CloseHandle(same);
    same = OpenSemaphoreW(SYNCHRONIZE, FALSE, name.text);
    ok_win32(same);
    ok_fails(ReleaseSemaphore(same, 1, NULL), ERROR_ACCESS_DENIED);
    ok_win32(ReleaseSemaphore(semaphore, 1, NULL));
    ok_equal(WaitForSingleObject(same, 0), WAIT_OBJECT_0);
    CloseHandle(same);
    CloseHandle(semaphore);
    semaphore = CreateSemaphoreA(NULL, 1, 1, "ntdll-test ansi semaphore");
    ok_win32(semaphore);
    CloseHandle(semaphore);
}

static DWORD WINAPI own_and_end(void *mutex)
{
    return WaitForSingleObject(mutex, 0);
}

static void test_mutexes(void)
{
    HANDLE mutex = CreateMutexW(NULL, TRUE, NULL), same, thread;
    struct win32_name name;

    ok_win32(mutex);
    ok_equal(WaitForSingleObject(mutex, 0), WAIT_OBJECT_0);
    ok_win32(ReleaseMutex(mutex));
    ok_win32(ReleaseMutex(mutex));
    ok_fails(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    thread = CreateThread(NULL, 0, own_and_end, mutex, 0, NULL);
    ok_equal(WaitForSingleObject(thread, PATIENCE_MS), WAIT_OBJECT_0);
    CloseHandle(thread);
    ok_equal(WaitForSingleObject(mutex, PATIENCE_MS), WAIT_ABANDONED);
    ok_win32(ReleaseMutex(mutex));
    CloseHandle(mutex);

    win32_name_make(&name, "mutex");
    mutex = CreateMutexExW(NULL, name.text, CREATE_MUTEX_INITIAL_OWNER, MUTEX_ALL_ACCESS);
    ok_win32(mutex);
    same = OpenMutexW(SYNCHRONIZE, FALSE, name.text);
    ok_win32(same);
    ok_win32(ReleaseMutex(same));
    CloseHandle(same);
    same = CreateMutexW(NULL, FALSE, name.text);
    ok_equal(GetLastError(), ERROR_ALREADY_EXISTS);
    CloseHandle(same);
    CloseHandle(mutex);
    ok_fails(OpenMutexW(SYNCHRONIZE, FALSE, name.text), ERROR_FILE_NOT_FOUND);
}

static void test_timers(void)
{
    HANDLE timer = CreateWaitableTimerW(NULL, TRUE, NULL);
    struct win32_name name;
    LARGE_INTEGER due;

    ok_win32(timer);
    due.QuadPart = -50000;
    ok_win32(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
    ok_equal(WaitForSingleObject(timer, PATIENCE_MS), WAIT_OBJECT_0);
    ok_equal(WaitForSingleObject(timer, 0), WAIT_OBJECT_0);
    due.QuadPart = -36000000000ll;
    ok_win32(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
    ok_equal(WaitForSingleObject(timer, 0), WAIT_TIMEOUT);
    ok_win32(CancelWaitableTimer(timer));
    ok_win32(SetWaitableTimer(timer, &due, 0, NULL, NULL, TRUE));
    /* Wine hands on its own status */
    todo_wine ok_equal(GetLastError(), ERROR_NOT_SUPPORTED);
    CloseHandle(timer);
    ok_fails(CancelWaitableTimer(timer), ERROR_INVALID_HANDLE);

    win32_name_make(&name, "timer");
    timer = CreateWaitableTimerExW(NULL, name.text, 0, TIMER_ALL_ACCESS);
    ok_win32(timer);
    due.QuadPart = -10000;
    ok_win32(SetWaitableTimer(timer, &due, 1, NULL, NULL, FALSE));
    ok_equal(WaitForSingleObject(timer, PATIENCE_MS), WAIT_OBJECT_0);
    ok_equal(WaitForSingleObject(timer, PATIENCE_MS), WAIT_OBJECT_0);
    CloseHandle(timer);
    ok_fails(OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, name.text), ERROR_FILE_NOT_FOUND);
}

static ULONG_PTR apc_data;

static void CALLBACK on_apc(ULONG_PTR data)
{
    apc_data = data;
}

static void test_apcs(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    OVERLAPPED_ENTRY entry;
    HANDLE port;
    ULONG n;

    ok_win32(QueueUserAPC(on_apc, GetCurrentThread(), 5));
    ok_equal(SleepEx(0, FALSE), 0);
    ok_equal(apc_data, 0);
    ok_equal(SleepEx(PATIENCE_MS, TRUE), WAIT_IO_COMPLETION);
    ok_equal(apc_data, 5);
    QueueUserAPC(on_apc, GetCurrentThread(), 6);
    ok_equal(WaitForSingleObjectEx(event, PATIENCE_MS, TRUE), WAIT_IO_COMPLETION);
    ok_equal(apc_data, 6);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    QueueUserAPC(on_apc, GetCurrentThread(), 7);
    ok_fails(GetQueuedCompletionStatusEx(port, &entry, 1, &n, PATIENCE_MS, TRUE), WAIT_IO_COMPLETION);
    ok_equal(apc_data, 7);
    CloseHandle(port);
    CloseHandle(event);
    ok_fails(QueueUserAPC(on_apc, event, 0), ERROR_INVALID_HANDLE);
}

static DWORD WINAPI post_later(void *port)
{
    Sleep(5);
    return PostQueuedCompletionStatus(port, 8, 9, NULL);
}

static void test_completion(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0), thread;
    OVERLAPPED overlapped = { 0 }, *which;
    OVERLAPPED_ENTRY entries[4];
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    ULONG n;

    ok_win32(port);
    which = &overlapped;
    ok_fails(GetQueuedCompletionStatus(port, &bytes, &key, &which, 0), WAIT_TIMEOUT);
    ok_equal(which, NULL);
    ok_fails(GetQueuedCompletionStatus(port, &bytes, &key, &which, 5), WAIT_TIMEOUT);
    ok_win32(PostQueuedCompletionStatus(port, 123, 456, &overlapped));
    ok_win32(GetQueuedCompletionStatus(port, &bytes, &key, &which, PATIENCE_MS));
    ok_equal(bytes, 123);
    ok_equal(key, 456);
    ok_equal(which, &overlapped);

    ok_win32(PostQueuedCompletionStatus(port, 1, 2, NULL));
    ok_win32(PostQueuedCompletionStatus(port, 3, 4, &overlapped));
    ok_win32(GetQueuedCompletionStatusEx(port, entries, 4, &n, INFINITE, FALSE));
    ok_equal(n, 2);
    ok_equal(entries[0].dwNumberOfBytesTransferred, 1);
    ok_equal(entries[0].lpCompletionKey, 2);
    ok_equal(entries[0].lpOverlapped, NULL);
    ok_equal(entries[1].dwNumberOfBytesTransferred, 3);
    ok_equal(entries[1].lpCompletionKey, 4);
    ok_equal(entries[1].lpOverlapped, &overlapped);
    ok_fails(GetQueuedCompletionStatusEx(port, entries, 4, &n, 0, FALSE), WAIT_TIMEOUT);

    thread = CreateThread(NULL, 0, post_later, port, 0, NULL);
    ok_win32(GetQueuedCompletionStatus(port, &bytes, &key, &which, INFINITE));
    ok_equal(bytes, 8);
    ok_equal(key, 9);
    ok_equal(which, NULL);
    ok_equal(WaitForSingleObject(thread, PATIENCE_MS), WAIT_OBJECT_0);
    CloseHandle(thread);
    ok_fails(CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 0, 0), ERROR_INVALID_PARAMETER);
    CloseHandle(port);
    ok_fails(PostQueuedCompletionStatus(port, 0, 0, NULL), ERROR_INVALID_HANDLE);
    ok_fails(GetQueuedCompletionStatus(port, &bytes, &key, &which, 0), ERROR_INVALID_HANDLE);
}

START_TEST(win32_sync)
{
    test_semaphores();
    test_mutexes();
    test_timers();
    test_apcs();
    test_completion();
}
