/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for objects. What is signalled is the server's to know; the thread sleeps on its own
 * place in the control memory, which the server rings (control.h).
 *
 * Nobody alerts a thread here and there are no APCs, so an alertable wait is like any other.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/port/port_table.h"

#include <ntexapi.h>
#include <ntobapi.h>

DEBUG_CHANNEL(wait);

/* Waitable ports have their state in the memory of their queue: senders are told to tell the
 * server of it. */
static NTSTATUS begin(const struct begin_wait_request *request)
{
    const uint64_t *handles = request->handles.data;
    NTSTATUS status = call_begin_wait(request, NULL, NULL);

    if (status != STATUS_MORE_PROCESSING_REQUIRED)
        return status;
    for (size_t i = 0; i < request->handles.size / sizeof handles[0]; i++)
        port_watch(handles[i]);
    return call_begin_wait(request, NULL, NULL);
}

/* signal: an object to be signalled as the wait begins, or 0. */
static NTSTATUS wait_for(uint64_t *handles, uint32_t n, bool all, uint64_t signal,
                         const LARGE_INTEGER *timeout)
{
    struct begin_wait_request request = {
        .all = all, .signal = signal, .handles = {handles, n * (uint32_t)sizeof handles[0]},
    };
    struct cancel_wait_request cancel;
    struct timespec end;
    const struct timespec *until = timeout_until(&end, timeout);
    struct self *caller = self();
    NTSTATUS status;

    if (!caller || !self_arm(caller))
        return STATUS_SERVER_DISABLED;
    request.slot = cancel.slot = caller->slot;
    status = begin(&request);
    if (status != STATUS_PENDING)
        return status;
    status = self_sleep(caller, until);
    return status == STATUS_TIMEOUT ? call_cancel_wait(&cancel, NULL, NULL) : status;
}

static bool read_timeout(LARGE_INTEGER *timeout, PLARGE_INTEGER from)
{
    return !from || user_read(timeout, from, sizeof *timeout);
}

NTSTATUS NTAPI NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    uint64_t handle = wire_handle(Handle);
    LARGE_INTEGER timeout;
    NTSTATUS status;

    (void)Alertable;
    if (!read_timeout(&timeout, Timeout))
        return STATUS_ACCESS_VIOLATION;
    status = wait_for(&handle, 1, false, 0, Timeout ? &timeout : NULL);
    TRACE("%p: %s", Handle, debug_status(status));
    return status;
}
ZW_TWIN(WaitForSingleObject)

NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG Count, HANDLE Handles[], WAIT_TYPE WaitType,
                                        BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    HANDLE user[MAXIMUM_WAIT_OBJECTS];
    uint64_t handles[MAXIMUM_WAIT_OBJECTS];
    LARGE_INTEGER timeout;
    NTSTATUS status;

    (void)Alertable;
    if (!Count || Count > MAXIMUM_WAIT_OBJECTS)
        return STATUS_INVALID_PARAMETER_1;
    if (WaitType != WaitAll && WaitType != WaitAny)
        return STATUS_INVALID_PARAMETER_3;
    if (!read_timeout(&timeout, Timeout) || !user_read(user, Handles, Count * sizeof user[0]))
        return STATUS_ACCESS_VIOLATION;
    for (ULONG i = 0; i < Count; i++)
        handles[i] = wire_handle(user[i]);
    status = wait_for(handles, Count, WaitType == WaitAll, 0, Timeout ? &timeout : NULL);
    TRACE("%u: %s", Count, debug_status(status));
    return status;
}
ZW_TWIN(WaitForMultipleObjects)

NTSTATUS NTAPI NtSignalAndWaitForSingleObject(HANDLE SignalHandle, HANDLE WaitHandle,
                                              BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    uint64_t signal = wire_handle(SignalHandle), handle = wire_handle(WaitHandle);
    LARGE_INTEGER timeout;
    NTSTATUS status;

    (void)Alertable;
    if (!read_timeout(&timeout, Timeout))
        return STATUS_ACCESS_VIOLATION;
    if (!signal)
        return STATUS_INVALID_HANDLE;
    status = wait_for(&handle, 1, false, signal, Timeout ? &timeout : NULL);
    TRACE("%p, %p: %s", SignalHandle, WaitHandle, debug_status(status));
    return status;
}
ZW_TWIN(SignalAndWaitForSingleObject)
