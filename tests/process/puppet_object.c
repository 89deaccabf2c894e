/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts of objects and handles, and what a puppet can say of itself.
 */
#include "tests/process/acts.h"

#include <ntexapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <ntmmapi.h>

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static HANDLE event, foreign_process;

/* event NAME: makes it or opens it */
static NTSTATUS make_event(char *arguments)
{
    OBJECT_ATTRIBUTES attributes;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, nt_name(arguments), OBJ_OPENIF, NULL, NULL);
    status = NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
    add(" handle=0x%llx", (unsigned long long)(ULONG_PTR)event);
    return status;
}

static NTSTATUS set_event(char *arguments)
{
    (void)arguments;
    return NtSetEvent(event, NULL);
}

/* wait [MS] */
static NTSTATUS wait_event(char *arguments)
{
    long long ms = *arguments ? next_number(&arguments) : -1;

    return NtWaitForSingleObject(event, FALSE, nt_timeout(ms));
}

/* how many handles there are to the event, in all processes */
static NTSTATUS count_event_handles(char *arguments)
{
    OBJECT_BASIC_INFORMATION basic;
    NTSTATUS status = NtQueryObject(event, ObjectBasicInformation, &basic, sizeof(basic), NULL);

    (void)arguments;
    if (NT_SUCCESS(status))
        add(" handles=%u", (unsigned)basic.HandleCount);
    return status;
}

static NTSTATUS close_event(char *arguments)
{
    (void)arguments;
    return NtClose(event);
}

/* give-event PID: a handle to it appears in that process */
static NTSTATUS give_event(char *arguments)
{
    CLIENT_ID id = { (HANDLE)(ULONG_PTR)next_number(&arguments), NULL };
    OBJECT_ATTRIBUTES attributes;
    HANDLE given;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    status = NtOpenProcess(&foreign_process, PROCESS_DUP_HANDLE, &attributes, &id);
    if (!NT_SUCCESS(status))
        return status;
    status = NtDuplicateObject(NtCurrentProcess(), event, foreign_process, &given, 0, 0,
                               DUPLICATE_SAME_ACCESS);
    NtClose(foreign_process);
    return status;
}

/* hoard N: so many unnamed events and sections, never closed */
static NTSTATUS hoard(char *arguments)
{
    long long n = next_number(&arguments);
    NTSTATUS status = STATUS_SUCCESS;

    for (long long i = 0; i < n && NT_SUCCESS(status); i++) {
        LARGE_INTEGER size;
        HANDLE handle;

        size.QuadPart = 64 * 1024;
        if (i % 2)
            status = NtCreateEvent(&handle, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
        else
            status = NtCreateSection(&handle, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE,
                                     SEC_COMMIT, NULL);
    }
    return status;
}

static unsigned count_descriptors(void)
{
    DIR *list = opendir("/proc/self/fd");
    unsigned n = 0;

    while (list && readdir(list))
        n++;
    if (list)
        closedir(list);
    return n;
}

/* descriptors, and mappings of memory that the server made */
static NTSTATUS self_count(char *arguments)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    unsigned n = 0;
    char line[512];

    (void)arguments;
    while (maps && fgets(line, sizeof(line), maps))
        n += strstr(line, "/memfd:") != NULL;
    if (maps)
        fclose(maps);
    add(" fds=%u memfds=%u", count_descriptors(), n);
    return STATUS_SUCCESS;
}

static NTSTATUS self_ids(char *arguments)
{
    (void)arguments;
    add(" pid=%d", getpid());
    return STATUS_SUCCESS;
}

const struct act object_acts[] = {
    { "event", make_event },
    { "set", set_event },
    { "wait", wait_event },
    { "event-handles", count_event_handles },
    { "close-event", close_event },
    { "give-event", give_event },
    { "hoard", hoard },
    { "count", self_count },
    { "ids", self_ids },
    { NULL, NULL },
};
