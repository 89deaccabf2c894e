// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A program that has nothing to do with ports, and much with what the bridge might break: threads that begin, wait, are
 * ended and queue APCs, C++ exceptions in all of them, faults that a handler mends, children. What it prints and its
 * exit status are always the same.
 *
 *   harmless [child]
 */
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

#include <windows.h>

namespace
{

constexpr int n_threads = 8, n_throws = 200, n_faults = 50;
constexpr DWORD own_code = 0xe0001234;

volatile LONG caught, unwound, mended, raised, apcs;

struct counted {
    ~counted()
    {
        InterlockedIncrement(&unwound);
    }
};

/* What is skipped below has two bytes. */
LONG CALLBACK mend(EXCEPTION_POINTERS *pointers)
{
    switch (pointers->ExceptionRecord->ExceptionCode) {
    case EXCEPTION_ACCESS_VIOLATION:
    case EXCEPTION_INT_DIVIDE_BY_ZERO:
        pointers->ContextRecord->Rip += 2;
        InterlockedIncrement(&mended);
        return EXCEPTION_CONTINUE_EXECUTION;
    case own_code:
        InterlockedIncrement(&raised);
        return EXCEPTION_CONTINUE_EXECUTION;
    default:
        return EXCEPTION_CONTINUE_SEARCH;
    }
}

void read_nothing()
{
    unsigned int value = 0;

    asm volatile("movl (%%rcx), %%eax" : "+a"(value) : "c"(0ull) : "memory");
}

void divide_by_zero()
{
    unsigned int low = 1, high = 0;

    asm volatile("idivl %%ecx" : "+a"(low), "+d"(high) : "c"(0));
}

void throw_deeply(int depth, int what)
{
    counted here;

    if (depth)
        throw_deeply(depth - 1, what);
    else if (what % 2)
        throw std::runtime_error(std::to_string(what));
    else
        throw what;
}

thread_local bool had_apc;

void CALLBACK on_apc(ULONG_PTR)
{
    had_apc = true;
    InterlockedIncrement(&apcs);
}

DWORD WINAPI work(void *go)
{
    WaitForSingleObject(go, INFINITE);
    for (int i = 0; i < n_throws; i++) {
        try {
            throw_deeply(5, i);
        } catch (const std::exception &error) {
            InterlockedExchangeAdd(&caught, std::stoi(error.what()) == i ? 1 : 1000000);
        } catch (int) {
            InterlockedIncrement(&caught);
        }
    }
    for (int i = 0; i < n_faults; i++) {
        read_nothing();
        divide_by_zero();
        RaiseException(own_code, 0, 0, nullptr);
    }
    while (!had_apc)                    /* it may have come when the thread began */
        SleepEx(INFINITE, TRUE);
    return 7;
}

DWORD WINAPI wait_for_ever(void *begun)
{
    SetEvent(begun);
    Sleep(INFINITE);
    return 0;
}

/* One that has begun: with one that has not, a program ended oddly now and then, also in Wine alone. */
HANDLE waiting_thread()
{
    HANDLE begun = CreateEventA(nullptr, TRUE, FALSE, nullptr), thread;

    thread = CreateThread(nullptr, 0, wait_for_ever, begun, 0, nullptr);
    WaitForSingleObject(begun, INFINITE);
    CloseHandle(begun);
    return thread;
}

DWORD child_status()
{
    char path[MAX_PATH + 16];
    STARTUPINFOA startup = {};
    PROCESS_INFORMATION information;
    DWORD code = 0;

    path[0] = '"';
    GetModuleFileNameA(nullptr, path + 1, MAX_PATH);
    strcat(path, "\" child");
    startup.cb = sizeof(startup);
    if (!CreateProcessA(nullptr, path, nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup, &information))
        return GetLastError();
    WaitForSingleObject(information.hProcess, INFINITE);
    GetExitCodeProcess(information.hProcess, &code);
    CloseHandle(information.hThread);
    CloseHandle(information.hProcess);
    return code;
}

void many_threads()
{
    HANDLE go = CreateEventA(nullptr, TRUE, FALSE, nullptr), threads[n_threads];
    DWORD code, sum = 0;

    for (HANDLE &thread : threads)
        thread = CreateThread(nullptr, 0, work, go, 0, nullptr);
    SetEvent(go);
    for (HANDLE thread : threads)
        QueueUserAPC(on_apc, thread, 0);
    WaitForMultipleObjects(n_threads, threads, TRUE, INFINITE);
    for (HANDLE thread : threads) {
        GetExitCodeThread(thread, &code);
        sum += code;
        CloseHandle(thread);
    }
    CloseHandle(go);
    printf("threads ended with %lu in sum\n", sum);
}

void ended_thread()
{
    HANDLE thread = waiting_thread();
    DWORD code = 0;

    TerminateThread(thread, 99);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    printf("a thread that was ended: %lu\n", code);
}

}

int main(int argc, char **)
{
    AddVectoredExceptionHandler(1, mend);
    if (argc > 1) {
        waiting_thread();
        ExitProcess(43);
    }
    many_threads();
    ended_thread();
    printf("caught %ld, unwound %ld, mended %ld, raised %ld, APCs %ld\n", caught, unwound, mended, raised, apcs);
    printf("a child ended with %lu\n", child_status());
    fflush(stdout);
    waiting_thread();
    return 42;
}
