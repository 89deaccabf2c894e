/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Processes: opening and ending them; asking about them is in process_query.c.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/process/client_id.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/process/process_handle.h"

#include <ntpsapi.h>
#include <ntrtl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <unistd.h>

DEBUG_CHANNEL(process);

NTSTATUS NTAPI NtOpenProcess(PHANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, PCLIENT_ID ClientId)
{
    struct open_process_request request = {.access = DesiredAccess};
    struct open_process_reply reply = {0};
    struct client_id_wanted wanted;
    NTSTATUS status;

    status = client_id_capture(&wanted, ProcessHandle, ObjectAttributes, ClientId);
    if (!NT_SUCCESS(status))
        return status;
    request.attributes = wanted.attributes;
    request.pid = wanted.pid;
    request.tid = wanted.tid;
    status = call_open_process(&request, &reply, NULL);
    TRACE("%u: %s", wanted.pid, debug_status(status));
    return object_end(ProcessHandle, reply.handle, status);
}
ZW_TWIN(OpenProcess)

/* What a parent sees of it has 8 bits; an end that is no success must not look like one. */
static int exit_code(NTSTATUS status)
{
    return status && !(status & 0xff) ? 1 : status & 0xff;
}

static NTSTATUS kill_other(HANDLE process, NTSTATUS exit_status)
{
    struct exit_process_request request = {.handle = wire_handle(process), .status = exit_status};
    struct process_reference reference;
    NTSTATUS status = process_refer(&reference, process, PROCESS_TERMINATE);

    if (!NT_SUCCESS(status))
        return status;
    if (reference.pid == getpid())
        status = STATUS_MORE_PROCESSING_REQUIRED;
    else if (!NT_SUCCESS(status = call_exit_process(&request, NULL, NULL)))
        ;                               /* it has ended already */
    else if (pidfd_send_signal(reference.pidfd, SIGKILL, NULL, 0))
        status = STATUS_ACCESS_DENIED;
    process_reference_release(&reference);
    return status;
}

/* NULL, which ends the other threads and returns, has no counterpart: a pthread cannot be ended
 * from outside. */
NTSTATUS NTAPI NtTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus)
{
    struct exit_process_request request = {.handle = wire_handle(NtCurrentProcess()),
                                           .status = ExitStatus};
    NTSTATUS status;

    if (!ProcessHandle)
        return STATUS_NOT_IMPLEMENTED;
    if (ProcessHandle != NtCurrentProcess()) {
        status = kill_other(ProcessHandle, ExitStatus);
        TRACE("%p: %s", ProcessHandle, debug_status(status));
        if (status != STATUS_MORE_PROCESSING_REQUIRED)
            return status;
    }
    if (session_epoch() & 1)
        call_exit_process(&request, NULL, NULL);
    _exit(exit_code(ExitStatus));
}
ZW_TWIN(TerminateProcess)

/* The orderly end, with everything that the program wants done at its exit. */
VOID NTAPI RtlExitUserProcess(NTSTATUS ExitStatus)
{
    exit(exit_code(ExitStatus));
}

/* Nothing that can be changed here means anything to Linux. */
NTSTATUS NTAPI NtSetInformationProcess(HANDLE ProcessHandle,
                                       PROCESSINFOCLASS ProcessInformationClass,
                                       PVOID ProcessInformation, ULONG ProcessInformationLength)
{
    (void)ProcessHandle, (void)ProcessInformationClass;
    (void)ProcessInformation, (void)ProcessInformationLength;
    return STATUS_NOT_IMPLEMENTED;
}
ZW_TWIN(SetInformationProcess)
