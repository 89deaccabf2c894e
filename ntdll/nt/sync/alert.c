/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Alerts and user APCs. The server keeps them and ends waits; the routines run here, in the thread that
 * asks for them.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/sync/sync.h"

#include <ntpsapi.h>

DEBUG_CHANNEL(wait);

void run_apcs(struct self *caller)
{
    struct take_apc_request request = {.slot = caller->slot};
    struct take_apc_reply apc = {0};

    while (call_take_apc(&request, &apc, NULL) == STATUS_SUCCESS) {
        PPS_APC_ROUTINE routine = (PPS_APC_ROUTINE)(uintptr_t)apc.routine;

        TRACE("%p", (void *)(uintptr_t)apc.routine);
        routine((PVOID)(uintptr_t)apc.argument1, (PVOID)(uintptr_t)apc.argument2,
                (PVOID)(uintptr_t)apc.argument3);
    }
}

NTSTATUS NTAPI NtQueueApcThread(HANDLE ThreadHandle, PPS_APC_ROUTINE ApcRoutine, PVOID ApcArgument1,
                                PVOID ApcArgument2, PVOID ApcArgument3)
{
    struct queue_apc_request request = {
        .handle = wire_handle(ThreadHandle), .routine = (uintptr_t)ApcRoutine,
        .argument1 = (uintptr_t)ApcArgument1, .argument2 = (uintptr_t)ApcArgument2,
        .argument3 = (uintptr_t)ApcArgument3,
    };
    NTSTATUS status = call_queue_apc(&request, NULL, NULL);

    TRACE("%p: %s", ThreadHandle, debug_status(status));
    return status;
}
ZW_TWIN(QueueApcThread)

NTSTATUS NTAPI NtAlertThread(HANDLE ThreadHandle)
{
    struct alert_thread_request request = {.handle = wire_handle(ThreadHandle)};

    return call_alert_thread(&request, NULL, NULL);
}
ZW_TWIN(AlertThread)

NTSTATUS NTAPI NtTestAlert(VOID)
{
    struct test_alert_request request = {0};
    struct test_alert_reply reply = {0};
    struct self *caller = self();
    NTSTATUS status;

    if (!caller)
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    status = call_test_alert(&request, &reply, NULL);
    if (NT_SUCCESS(status) && reply.has_apcs)
        run_apcs(caller);
    return status;
}
ZW_TWIN(TestAlert)

NTSTATUS NTAPI NtAlertThreadByThreadId(HANDLE ThreadId)
{
    struct alert_thread_by_id_request request = {.tid = (uint32_t)(uintptr_t)ThreadId};

    return call_alert_thread_by_id(&request, NULL, NULL);
}
ZW_TWIN(AlertThreadByThreadId)

NTSTATUS NTAPI NtWaitForAlertByThreadId(PVOID Address, PLARGE_INTEGER Timeout)
{
    LARGE_INTEGER timeout;

    (void)Address;
    if (Timeout && !user_read(&timeout, Timeout, sizeof timeout))
        return STATUS_ACCESS_VIOLATION;
    return wait_for_alert(WAIT_BY_ID, Timeout ? &timeout : NULL);
}
ZW_TWIN(WaitForAlertByThreadId)
