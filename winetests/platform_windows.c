/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests need from Windows or Wine outside of ntdll: see platform.h. */
#include "winetests/platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

bool pipe_create(pipe_end *reader, pipe_end *writer)
{
    HANDLE ends[2];

    if (!CreatePipe(&ends[0], &ends[1], NULL, 65536))
        return false;
    *reader = (pipe_end)ends[0];
    *writer = (pipe_end)ends[1];
    return true;
}

void pipe_close(pipe_end end)
{
    if (end != PIPE_CLOSED)
        CloseHandle((HANDLE)end);
}

void pipe_keep(pipe_end end)
{
    SetHandleInformation((HANDLE)end, HANDLE_FLAG_INHERIT, 0);
}

bool pipe_write(pipe_end writer, const void *block, size_t size)
{
    DWORD n;

    return WriteFile((HANDLE)writer, block, (DWORD)size, &n, NULL) && n == size;
}

enum pipe_result pipe_read(pipe_end reader, void *block, size_t size, int ms)
{
    char *place = block;
    DWORD n, waited;

    /* an anonymous pipe cannot be waited for */
    for (waited = 0; ms >= 0; waited++) {
        if (!PeekNamedPipe((HANDLE)reader, NULL, 0, NULL, &n, NULL))
            return PIPE_END;
        if (n)
            break;
        if (waited >= (DWORD)ms)
            return PIPE_TIMEOUT;
        Sleep(1);
    }
    while (size) {
        if (!ReadFile((HANDLE)reader, place, (DWORD)size, &n, NULL) || !n)
            return PIPE_END;
        place += n;
        size -= n;
    }
    return PIPE_DONE;
}

#define MAX_PROCESSES 256
static HANDLE alive[MAX_PROCESSES];

struct process {
    HANDLE handle;
    DWORD id;
};

static void alive_change(HANDLE from, HANDLE to)
{
    size_t i;

    for (i = 0; i < MAX_PROCESSES; i++)
        if (InterlockedCompareExchangePointer(&alive[i], to, from) == from)
            return;
}

struct process *process_start(const pipe_end *ends, unsigned int n_ends)
{
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    struct process *process = calloc(1, sizeof(*process));
    size_t size = MAX_PATH + 32 + n_ends * 24, length;
    char *command = calloc(1, size);
    PROCESS_INFORMATION info;
    unsigned int i;
    BOOL done;

    command[0] = '"';
    GetModuleFileNameA(NULL, command + 1, MAX_PATH);
    length = strlen(command);
    length += snprintf(command + length, size - length, "\" --actor");
    for (i = 0; i < n_ends; i++) {
        SetHandleInformation((HANDLE)ends[i], HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
        length += snprintf(command + length, size - length, " %llu", (unsigned long long)ends[i]);
    }
    done = CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &info);
    for (i = 0; i < n_ends; i++)
        pipe_keep(ends[i]);
    free(command);
    if (!done) {
        printf("cannot start a helper process: error %lu\n", GetLastError());
        free(process);
        return NULL;
    }
    CloseHandle(info.hThread);
    process->handle = info.hProcess;
    process->id = info.dwProcessId;
    alive_change(NULL, process->handle);
    return process;
}

uint32_t process_id(const struct process *process)
{
    return process->id;
}

int process_wait(struct process *process)
{
    DWORD code = (DWORD)-1;

    if (WaitForSingleObject(process->handle, 20000))
        TerminateProcess(process->handle, (UINT)-1);
    else
        GetExitCodeProcess(process->handle, &code);
    alive_change(process->handle, NULL);
    CloseHandle(process->handle);
    free(process);
    return (int)code;
}

void process_kill(struct process *process)
{
    TerminateProcess(process->handle, (UINT)-1);
}

static char watchdog_text[160];

static DWORD WINAPI watchdog_run(void *seconds)
{
    size_t i;

    Sleep((DWORD)(DWORD_PTR)seconds * 1000);
    printf("%s", watchdog_text);
    fflush(stdout);
    for (i = 0; i < MAX_PROCESSES; i++)
        if (alive[i])
            TerminateProcess(alive[i], 4);
    TerminateProcess(GetCurrentProcess(), 4);
    return 0;
}

/* Linux takes its system calls from whoever makes them. */
static uintptr_t linux_call(uintptr_t number)
{
    uintptr_t result;

    __asm__ volatile("syscall" : "=a"(result) : "a"(number) : "rcx", "r11", "memory");
    return result;
}

#define LINUX_GETPID 39
#define LINUX_GETTID 186

void linux_ids(uintptr_t *process, uintptr_t *thread)
{
    *process = linux_call(LINUX_GETPID);
    *thread = linux_call(LINUX_GETTID);
}

void watchdog_start(unsigned int seconds, const char *what)
{
    snprintf(watchdog_text, sizeof(watchdog_text), "%s: Test failed: not over after %u seconds\n",
             what, seconds);
    CloseHandle(CreateThread(NULL, 0, watchdog_run, (void *)(DWORD_PTR)seconds, 0, NULL));
}

struct holdings holdings_count(void)
{
    return (struct holdings){ 0 };
}
