/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From a process handle to the process. A pid is only a label: the pidfd is opened while the server
 * still says that the process lives, and then stands for that very process (R26, R31).
 */
#include "ntdll/nt/process/process_handle.h"

#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"

#include <ntpsapi.h>
#include <poll.h>
#include <sys/pidfd.h>
#include <unistd.h>

static NTSTATUS query(struct query_process_reply *reply, HANDLE process, ACCESS_MASK access)
{
    struct query_process_request request = {.handle = wire_handle(process), .access = access};

    return call_query_process(&request, reply, NULL);
}

NTSTATUS process_check_self(HANDLE process, ACCESS_MASK access)
{
    const struct client_session *session;
    struct query_process_reply reply = {0};
    NTSTATUS status;

    if (process == NtCurrentProcess())
        return STATUS_SUCCESS;
    status = query(&reply, process, access);
    if (!NT_SUCCESS(status))
        return status;
    session = client_session();
    return session && reply.pid == session->pid ? STATUS_SUCCESS : STATUS_NOT_IMPLEMENTED;
}

NTSTATUS process_refer(struct process_reference *reference, HANDLE process, ACCESS_MASK access)
{
    struct query_process_reply reply = {0};
    NTSTATUS status = query(&reply, process, access);

    if (!NT_SUCCESS(status))
        return status;
    reference->pid = (pid_t)reply.pid;
    reference->pidfd = reply.exit_time ? -1 : pidfd_open(reference->pid, 0);
    if (reference->pidfd < 0)
        return STATUS_PROCESS_IS_TERMINATING;
    status = query(&reply, process, access);
    if (NT_SUCCESS(status) && reply.exit_time)
        status = STATUS_PROCESS_IS_TERMINATING;
    if (!NT_SUCCESS(status))
        process_reference_release(reference);
    return status;
}

bool process_still_lives(const struct process_reference *reference)
{
    struct pollfd polled = {.fd = reference->pidfd, .events = POLLIN};

    return poll(&polled, 1, 0) == 0;
}

void process_reference_release(struct process_reference *reference)
{
    close(reference->pidfd);
    reference->pidfd = -1;
}
