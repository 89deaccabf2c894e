/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Win32: threads, what they share, and what each has for itself. */
#include "winetests/win32.h"

static DWORD WINAPI thread_returns(LPVOID argument)
{
    return *(DWORD *)argument;
}

static DWORD WINAPI thread_exits(LPVOID argument)
{
    ExitThread(*(DWORD *)argument);
    return 0;
}

static void test_create(void)
{
    DWORD code = 0x12345678, got, id = 0;
    HANDLE thread = CreateThread(NULL, 0, thread_returns, &code, 0, &id), same;

    ok_win32(thread);
    ok(id && id != GetCurrentThreadId(), "id %u", (unsigned int)id);
    ok_equal(GetThreadId(thread), id);
    ok_equal(GetProcessIdOfThread(thread), GetCurrentProcessId());
    ok_equal(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    ok_win32(GetExitCodeThread(thread, &got));
    ok_equal(got, code);
    CloseHandle(thread);

    thread = CreateThread(NULL, 1 << 20, thread_exits, &code, CREATE_SUSPENDED, &id);
    ok_win32(thread);
    ok_equal(WaitForSingleObject(thread, 1), WAIT_TIMEOUT);
    ok_win32(GetExitCodeThread(thread, &got));
    ok_equal(got, STILL_ACTIVE);
    same = OpenThread(THREAD_ALL_ACCESS, FALSE, id);
    ok_win32(same);
    ok_equal(ResumeThread(same), 1);
    ok_equal(WaitForSingleObject(same, INFINITE), WAIT_OBJECT_0);
    ok_win32(GetExitCodeThread(thread, &got));
    ok_equal(got, code);
    CloseHandle(same);
    CloseHandle(thread);

    ok_fails(GetExitCodeThread(BAD_HANDLE, &got), ERROR_INVALID_HANDLE);
    ok_equal(ResumeThread(BAD_HANDLE), (DWORD)-1);
    ok_fails(OpenThread(THREAD_ALL_ACCESS, FALSE, 0), ERROR_INVALID_PARAMETER);
    ok_equal((ULONG_PTR)GetCurrentThread(), (ULONG_PTR)-2);
    ok_equal((ULONG_PTR)GetCurrentProcess(), (ULONG_PTR)-1);
}

#define N_THREADS 4
#define N_ROUNDS  2000

static CRITICAL_SECTION section;
static SRWLOCK srw = SRWLOCK_INIT;
static CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static LONG counter, srw_counter, calls, arrived;

static BOOL WINAPI run_once(PINIT_ONCE init, PVOID parameter, PVOID *context)
{
    (void)init;
    calls++;
    *context = (PVOID)((ULONG_PTR)parameter << INIT_ONCE_CTX_RESERVED_BITS);
    return TRUE;
}

static DWORD WINAPI compete(LPVOID argument)
{
    PVOID context = NULL;
    int i;

    (void)argument;
    if (!InitOnceExecuteOnce(&once, run_once, (PVOID)5, &context) ||
        context != (PVOID)(5 << INIT_ONCE_CTX_RESERVED_BITS))
        return 1;
    for (i = 0; i < N_ROUNDS; i++) {
        EnterCriticalSection(&section);
        counter++;
        LeaveCriticalSection(&section);
        AcquireSRWLockExclusive(&srw);
        srw_counter++;
        ReleaseSRWLockExclusive(&srw);
    }
    EnterCriticalSection(&section);
    arrived++;
    WakeAllConditionVariable(&condition);
    while (arrived < N_THREADS)
        SleepConditionVariableCS(&condition, &section, INFINITE);
    LeaveCriticalSection(&section);
    return 0;
}

static void test_locks(void)
{
    HANDLE threads[N_THREADS];
    DWORD i, code;

    InitializeCriticalSection(&section);
    for (i = 0; i < N_THREADS; i++)
        threads[i] = CreateThread(NULL, 0, compete, NULL, 0, NULL);
    ok_equal(WaitForMultipleObjects(N_THREADS, threads, TRUE, INFINITE), WAIT_OBJECT_0);
    for (i = 0; i < N_THREADS; i++) {
        ok_win32(GetExitCodeThread(threads[i], &code));
        ok_equal(code, 0);
        CloseHandle(threads[i]);
    }
    ok_equal(counter, N_THREADS * N_ROUNDS);
    ok_equal(srw_counter, N_THREADS * N_ROUNDS);
    ok_equal(calls, 1);
    ok_win32(TryEnterCriticalSection(&section));
    ok_fails(SleepConditionVariableCS(&condition, &section, 1), ERROR_TIMEOUT);
    LeaveCriticalSection(&section);
    ok(TryAcquireSRWLockShared(&srw), "the lock is free");
    ok(!TryAcquireSRWLockExclusive(&srw), "the lock is shared");
    ok_fails(SleepConditionVariableSRW(&condition, &srw, 1, CONDITION_VARIABLE_LOCKMODE_SHARED),
             ERROR_TIMEOUT);
    ReleaseSRWLockShared(&srw);
    DeleteCriticalSection(&section);
}

static DWORD slot;

static DWORD WINAPI look_at_slot(LPVOID argument)
{
    bool empty = !TlsGetValue(slot);

    (void)argument;
    TlsSetValue(slot, &slot);
    return empty && TlsGetValue(slot) == &slot;
}

static void test_tls(void)
{
    HANDLE thread;
    DWORD code;

    slot = TlsAlloc();
    ok(slot != TLS_OUT_OF_INDEXES, "no slot");
    SetLastError(NO_ERROR_YET);
    ok_equal(TlsGetValue(slot), NULL);
    ok_equal(GetLastError(), ERROR_SUCCESS);
    ok_win32(TlsSetValue(slot, &code));
    thread = CreateThread(NULL, 0, look_at_slot, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    ok_win32(GetExitCodeThread(thread, &code));
    ok_equal(code, TRUE);
    CloseHandle(thread);
    ok_equal(TlsGetValue(slot), &code);
    ok_win32(TlsFree(slot));
    ok_fails(TlsFree(slot), ERROR_INVALID_PARAMETER);
    /* the next who gets the slot does not find our value */
    ok_equal(TlsAlloc(), slot);
    ok_equal(TlsGetValue(slot), NULL);
    ok_win32(TlsFree(slot));
    ok_fails(TlsSetValue(5000, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(TlsGetValue(5000), ERROR_INVALID_PARAMETER);
    ok_fails(TlsFree(5000), ERROR_INVALID_PARAMETER);
}

START_TEST(win32_thread)
{
    test_create();
    test_locks();
    test_tls();
}
