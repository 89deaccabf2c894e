/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtQueryInformationProcess. What the object server knows comes from it, the rest from /proc.
 */
#include "common/utf16.h"
#include "ntdll/client/call.h"
#include "ntdll/client/teb.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/process/process_stat.h"

#include <limits.h>
#include <ntpsapi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NORMAL_PRIORITY 8

static NTSTATUS ask(struct query_process_reply *reply, HANDLE process)
{
    struct query_process_request request = {
        .handle = wire_handle(process), .access = PROCESS_QUERY_LIMITED_INFORMATION,
    };

    return call_query_process(&request, reply, NULL);
}

static ULONG_PTR affinity_of(pid_t pid)
{
    ULONG_PTR mask = 0;
    cpu_set_t set;

    if (sched_getaffinity(pid, sizeof set, &set))
        return 0;
    for (int i = 0; i < 64; i++)
        if (CPU_ISSET(i, &set))
            mask |= (ULONG_PTR)1 << i;
    return mask;
}

static NTSTATUS query_basic(const struct query_process_reply *process, PVOID to, ULONG length,
                            PULONG needed)
{
    bool own = (pid_t)process->pid == getpid();
    struct process_stat stat;
    PROCESS_BASIC_INFORMATION result;

    (void)length;
    process_stat_read(&stat, process->pid, 0);
    result = (PROCESS_BASIC_INFORMATION){
        .ExitStatus = process->exit_status,
        .PebBaseAddress = own ? peb() : NULL,
        .AffinityMask = affinity_of((pid_t)process->pid),
        .BasePriority = NORMAL_PRIORITY,
        .UniqueProcessId = process->pid,
        .InheritedFromUniqueProcessId = stat.parent,
    };
    return write_exact(to, &result, sizeof result, needed);
}

static FILETIME file_time(int64_t time)
{
    return (FILETIME){(DWORD)time, (DWORD)((uint64_t)time >> 32)};
}

static NTSTATUS query_times(const struct query_process_reply *process, PVOID to, ULONG length,
                            PULONG needed)
{
    struct process_stat stat;
    KERNEL_USER_TIMES result;

    (void)length;
    process_stat_read(&stat, process->pid, 0);
    result.CreateTime = file_time(process->create_time);
    result.ExitTime = file_time(process->exit_time);
    result.KernelTime.QuadPart = stat.kernel_time;
    result.UserTime.QuadPart = stat.user_time;
    return write_exact(to, &result, sizeof result, needed);
}

static NTSTATUS query_handle_count(const struct query_process_reply *process, PVOID to,
                                   ULONG length, PULONG needed)
{
    ULONG count = process->handle_count;

    (void)length;
    return write_exact(to, &count, sizeof count, needed);
}

static NTSTATUS query_session(const struct query_process_reply *process, PVOID to, ULONG length,
                              PULONG needed)
{
    ULONG session = peb()->SessionId;

    (void)process, (void)length;
    return write_exact(to, &session, sizeof session, needed);
}

static NTSTATUS query_wow64(const struct query_process_reply *process, PVOID to, ULONG length,
                            PULONG needed)
{
    ULONG_PTR none = 0;

    (void)process, (void)length;
    return write_exact(to, &none, sizeof none, needed);
}

/* A UNICODE_STRING and behind it the path, as Linux spells it. */
static NTSTATUS query_image(const struct query_process_reply *process, PVOID to, ULONG length,
                            PULONG needed_out)
{
    char link[40], path[PATH_MAX];
    UNICODE_STRING header;
    size_t n_units = 0;
    WCHAR *text;
    ULONG needed;
    bool written;
    ssize_t n;

    snprintf(link, sizeof link, "/proc/%u/exe", process->pid);
    n = readlink(link, path, sizeof path);
    text = calloc((n < 0 ? 0 : (size_t)n) + 1, sizeof *text);
    if (!text)
        return STATUS_NO_MEMORY;
    if (n > 0)
        utf16_from_utf8(text, (size_t)n, &n_units, path, (size_t)n);
    header.Length = (USHORT)(n_units * sizeof *text);
    header.MaximumLength = (USHORT)(header.Length + sizeof *text);
    header.Buffer = (PWSTR)((char *)to + sizeof header);
    needed = (ULONG)sizeof header + header.MaximumLength;
    written = write_optional(needed_out, &needed, sizeof needed);
    if (written && length >= needed)
        written = user_write(to, &header, sizeof header) &&
                  user_write(header.Buffer, text, header.MaximumLength);
    free(text);
    if (!written)
        return STATUS_ACCESS_VIOLATION;
    return length < needed ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS;
}

static const struct query_class {
    PROCESSINFOCLASS class;
    size_t length;                          /* 0: it varies */
    NTSTATUS (*query)(const struct query_process_reply *process, PVOID to, ULONG length,
                      PULONG needed);
} classes[] = {
    {ProcessBasicInformation, sizeof(PROCESS_BASIC_INFORMATION), query_basic},
    {ProcessTimes, sizeof(KERNEL_USER_TIMES), query_times},
    {ProcessHandleCount, sizeof(ULONG), query_handle_count},
    {ProcessSessionInformation, sizeof(ULONG), query_session},
    {ProcessWow64Information, sizeof(ULONG_PTR), query_wow64},
    {ProcessImageFileName, 0, query_image},
};

NTSTATUS NTAPI NtQueryInformationProcess(HANDLE ProcessHandle,
                                         PROCESSINFOCLASS ProcessInformationClass,
                                         PVOID ProcessInformation, ULONG ProcessInformationLength,
                                         PULONG ReturnLength)
{
    const struct query_class *found = NULL;
    struct query_process_reply process = {0};
    NTSTATUS status = STATUS_SUCCESS;

    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (classes[i].class == ProcessInformationClass)
            found = &classes[i];
    if (!found)
        return STATUS_INVALID_INFO_CLASS;
    if (found->length)
        status = check_exact_length(ProcessInformation, ProcessInformationLength, found->length,
                                    ReturnLength);
    else if (!user_writable(ProcessInformation, ProcessInformationLength))
        status = STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status))
        status = ask(&process, ProcessHandle);
    if (!NT_SUCCESS(status))
        return status;
    return found->query(&process, ProcessInformation, ProcessInformationLength, ReturnLength);
}
ZW_TWIN(QueryInformationProcess)
