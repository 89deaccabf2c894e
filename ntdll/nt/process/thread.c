/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads: opening and ending them. thread_create.c starts them, thread_query.c asks about them.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/process/client_id.h"
#include "ntdll/nt/object/object.h"

#include <ntpsapi.h>
#include <ntrtl.h>
#include <pthread.h>

DEBUG_CHANNEL(thread);

NTSTATUS NTAPI NtOpenThread(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes, PCLIENT_ID ClientId)
{
    struct open_thread_request request = {.access = DesiredAccess};
    struct open_thread_reply reply = {0};
    struct client_id_wanted wanted;
    NTSTATUS status;

    status = client_id_capture(&wanted, ThreadHandle, ObjectAttributes, ClientId);
    if (!NT_SUCCESS(status))
        return status;
    request.attributes = wanted.attributes;
    request.pid = wanted.pid;
    request.tid = wanted.tid;
    status = call_open_thread(&request, &reply, NULL);
    TRACE("%u of %u: %s", wanted.tid, wanted.pid, debug_status(status));
    return object_end(ThreadHandle, reply.handle, status);
}
ZW_TWIN(OpenThread)

/* Destructors and cleanup handlers of the thread run, since pthreads know no other end. */
VOID NTAPI RtlExitUserThread(NTSTATUS ExitStatus)
{
    self_set_exit_status(ExitStatus);
    pthread_exit(NULL);
}

/* Only a thread itself can end: another one may hold any lock of the C library. */
NTSTATUS NTAPI NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus)
{
    struct query_thread_request request = {.handle = wire_handle(ThreadHandle),
                                           .access = THREAD_TERMINATE};
    struct query_thread_reply reply = {0};
    struct self *caller;
    NTSTATUS status;

    if (ThreadHandle && ThreadHandle != NtCurrentThread()) {
        caller = self();
        if (!caller)
            return STATUS_SERVER_DISABLED;
        status = call_query_thread(&request, &reply, NULL);
        if (!NT_SUCCESS(status))
            return status;
        if (reply.pid != caller->pid || reply.tid != caller->tid)
            return STATUS_NOT_IMPLEMENTED;
    }
    RtlExitUserThread(ExitStatus);
    return STATUS_SUCCESS;
}
ZW_TWIN(TerminateThread)
