/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtQueryInformationThread and NtSetInformationThread.
 */
#include "common/utf16.h"
#include "ntdll/client/call.h"
#include "ntdll/client/tasks.h"
#include "ntdll/client/watcher.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/process/process_stat.h"

#include <fcntl.h>
#include <ntpsapi.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#define NORMAL_PRIORITY    8
#define NAME_BYTES         15               /* what Linux keeps of a thread's name */
#define THREAD_NAME_CLASS  38               /* ThreadNameInformation */

static NTSTATUS ask(struct query_thread_reply *reply, HANDLE thread, ACCESS_MASK access)
{
    struct query_thread_request request = {.handle = wire_handle(thread), .access = access};

    return call_query_thread(&request, reply, NULL);
}

static ULONG_PTR affinity_of(pid_t tid)
{
    ULONG_PTR mask = 0;
    cpu_set_t set;

    if (sched_getaffinity(tid, sizeof set, &set))
        return 0;
    for (int i = 0; i < 64; i++)
        if (CPU_ISSET(i, &set))
            mask |= (ULONG_PTR)1 << i;
    return mask;
}

static NTSTATUS query_basic(HANDLE handle, PVOID to, PULONG needed)
{
    struct query_thread_reply thread = {0};
    THREAD_BASIC_INFORMATION result;
    NTSTATUS status = ask(&thread, handle, THREAD_QUERY_LIMITED_INFORMATION);

    if (!NT_SUCCESS(status))
        return status;
    result = (THREAD_BASIC_INFORMATION){
        .ExitStatus = thread.exit_status,
        .TebBaseAddress =
            (pid_t)thread.pid == getpid() && !thread.exit_time ? (PTEB)(uintptr_t)thread.teb : NULL,
        .ClientId = {(HANDLE)(uintptr_t)thread.pid, (HANDLE)(uintptr_t)thread.tid},
        .AffinityMask = affinity_of((pid_t)thread.tid),
        .Priority = NORMAL_PRIORITY,
        .BasePriority = 0,
    };
    return write_exact(to, &result, sizeof result, needed);
}

static FILETIME file_time(int64_t time)
{
    return (FILETIME){(DWORD)time, (DWORD)((uint64_t)time >> 32)};
}

static NTSTATUS query_times(HANDLE handle, PVOID to, PULONG needed)
{
    struct query_thread_reply thread = {0};
    struct process_stat stat;
    KERNEL_USER_TIMES result;
    NTSTATUS status = ask(&thread, handle, THREAD_QUERY_LIMITED_INFORMATION);

    if (!NT_SUCCESS(status))
        return status;
    process_stat_read(&stat, thread.pid, thread.tid);
    result.CreateTime = file_time(thread.create_time);
    result.ExitTime = file_time(thread.exit_time);
    result.KernelTime.QuadPart = stat.kernel_time;
    result.UserTime.QuadPart = stat.user_time;
    return write_exact(to, &result, sizeof result, needed);
}

static NTSTATUS query_last(HANDLE handle, PVOID to, PULONG needed)
{
    ULONG last = tasks_running() == (watcher_runs() ? 2 : 1);

    (void)handle;
    return write_exact(to, &last, sizeof last, needed);
}

static const struct query_class {
    THREADINFOCLASS class;
    size_t length;
    NTSTATUS (*query)(HANDLE handle, PVOID to, PULONG needed);
} classes[] = {
    {ThreadBasicInformation, sizeof(THREAD_BASIC_INFORMATION), query_basic},
    {ThreadTimes, sizeof(KERNEL_USER_TIMES), query_times},
    {ThreadAmILastThread, sizeof(ULONG), query_last},
};

NTSTATUS NTAPI NtQueryInformationThread(HANDLE ThreadHandle, THREADINFOCLASS ThreadInformationClass,
                                        PVOID ThreadInformation, ULONG ThreadInformationLength,
                                        PULONG ReturnLength)
{
    NTSTATUS status;

    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (classes[i].class != ThreadInformationClass)
            continue;
        status = check_exact_length(ThreadInformation, ThreadInformationLength, classes[i].length,
                                    ReturnLength);
        return NT_SUCCESS(status) ? classes[i].query(ThreadHandle, ThreadInformation, ReturnLength)
                                  : status;
    }
    return STATUS_INVALID_INFO_CLASS;
}
ZW_TWIN(QueryInformationThread)

/* The kernel's name for it, cut to what it keeps. */
static NTSTATUS set_name(HANDLE handle, PVOID information, ULONG length)
{
    WCHAR units[NAME_BYTES];
    char path[48], name[NAME_BYTES];
    struct query_thread_reply thread = {0};
    UNICODE_STRING string;
    size_t n_units, n = 0;
    NTSTATUS status;
    int fd;

    if (length != sizeof string)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&string, information, sizeof string))
        return STATUS_ACCESS_VIOLATION;
    n_units =
        string.Length / sizeof units[0] < NAME_BYTES ? string.Length / sizeof units[0] : NAME_BYTES;
    if (!user_read(units, string.Buffer, n_units * sizeof units[0]))
        return STATUS_ACCESS_VIOLATION;
    status = ask(&thread, handle, THREAD_SET_LIMITED_INFORMATION);
    if (!NT_SUCCESS(status))
        return status;
    utf16_to_utf8(name, sizeof name, &n, units, n_units);
    snprintf(path, sizeof path, "/proc/%u/task/%u/comm", thread.pid, thread.tid);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return STATUS_ACCESS_DENIED;
    status = write(fd, name, n) < 0 ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
    close(fd);
    return status;
}

/* A token to act as, or NULL: as the process again. */
static NTSTATUS set_token(HANDLE handle, const void *information, ULONG length)
{
    struct set_thread_token_request request = {.thread = wire_handle(handle)};
    HANDLE token;

    if (length != sizeof token)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&token, information, sizeof token))
        return STATUS_ACCESS_VIOLATION;
    request.token = token ? wire_handle(token) : 0;
    return call_set_thread_token(&request, NULL, NULL);
}

/* Hiding from a debugger that does not exist is done. */
NTSTATUS NTAPI NtSetInformationThread(HANDLE ThreadHandle, THREADINFOCLASS ThreadInformationClass,
                                      PVOID ThreadInformation, ULONG ThreadInformationLength)
{
    switch ((int)ThreadInformationClass) {
    case THREAD_NAME_CLASS:
        return set_name(ThreadHandle, ThreadInformation, ThreadInformationLength);
    case ThreadImpersonationToken:
        return set_token(ThreadHandle, ThreadInformation, ThreadInformationLength);
    case ThreadHideFromDebugger:
        return ThreadInformationLength ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS;
    default:
        return STATUS_NOT_IMPLEMENTED;
    }
}
ZW_TWIN(SetInformationThread)
