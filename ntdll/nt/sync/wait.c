/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for objects. What is signalled is the server's to know; the thread sleeps on its own
 * place in the control memory, which the server rings (control.h).
 */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/port/port_table.h"
#include "ntdll/nt/sync/sync.h"

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

NTSTATUS wait_out(struct self *caller, NTSTATUS status, const LARGE_INTEGER *timeout)
{
    struct cancel_wait_request cancel = {.slot = caller->slot};
    struct timespec end;

    if (status == STATUS_PENDING) {
        status = self_sleep(caller, timeout_until(&end, timeout));
        if (status == STATUS_TIMEOUT)
            status = call_cancel_wait(&cancel, NULL, NULL);
    }
    if (status == STATUS_USER_APC)
        run_apcs(caller);
    return status;
}

static NTSTATUS wait_for(struct begin_wait_request *request, const LARGE_INTEGER *timeout)
{
    struct self *caller = self();

    if (!caller || !self_arm(caller))
        return STATUS_SERVER_DISABLED;
    request->slot = caller->slot;
    return wait_out(caller, begin(request), timeout);
}

NTSTATUS wait_for_alert(uint32_t alerts, const LARGE_INTEGER *timeout)
{
    return wait_for(&(struct begin_wait_request){.alerts = alerts}, timeout);
}

NTSTATUS alertable_begin(struct self *caller, struct futex_word *also)
{
    const struct begin_wait_request request = {.slot = caller->slot, .alerts = WAIT_ALERTABLE};

    if (!self_arm(caller))
        return STATUS_SERVER_DISABLED;
    caller->interrupted = false;
    *also = (struct futex_word){.word = &caller->control->word, .interrupted = &caller->interrupted};
    return call_begin_wait(&request, NULL, NULL);
}

NTSTATUS alertable_end(struct self *caller)
{
    const struct cancel_wait_request cancel = {.slot = caller->slot};
    NTSTATUS status = call_cancel_wait(&cancel, NULL, NULL);

    if (!caller->interrupted)
        return status;
    if (status == STATUS_ALERTED)
        NtAlertThread(NtCurrentThread());       /* it was not needed: the next one */
    return STATUS_USER_APC;
}

NTSTATUS alertable_poll(struct self *caller)
{
    static const struct timespec past = {0};
    struct futex_word also;
    NTSTATUS status = alertable_begin(caller, &also);

    if (status != STATUS_PENDING)
        return status;
    if (ntport_sleep_alertably)
        futex_sleep_either(also.word, also.value, &also, &past);
    return alertable_end(caller);
}

/* signal: an object to be signalled as the wait begins, or 0. */
static NTSTATUS wait_for_one(uint64_t handle, uint64_t signal, bool alertable, const LARGE_INTEGER *timeout)
{
    struct begin_wait_request request = {
        .alerts = alertable ? WAIT_ALERTABLE : 0, .signal = signal, .handles = {&handle, sizeof handle},
    };

    return wait_for(&request, timeout);
}

static bool read_timeout(LARGE_INTEGER *timeout, PLARGE_INTEGER from)
{
    return !from || user_read(timeout, from, sizeof *timeout);
}

NTSTATUS NTAPI NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    LARGE_INTEGER timeout;
    NTSTATUS status;

    if (!read_timeout(&timeout, Timeout))
        return STATUS_ACCESS_VIOLATION;
    status = wait_for_one(wire_handle(Handle), 0, Alertable, Timeout ? &timeout : NULL);
    TRACE("%p: %s", Handle, debug_status(status));
    return status;
}
ZW_TWIN(WaitForSingleObject)

NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG Count, HANDLE Handles[], WAIT_TYPE WaitType,
                                        BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    HANDLE user[MAXIMUM_WAIT_OBJECTS];
    uint64_t handles[MAXIMUM_WAIT_OBJECTS];
    struct begin_wait_request request = {
        .all = WaitType == WaitAll, .alerts = Alertable ? WAIT_ALERTABLE : 0,
        .handles = {handles, Count * (uint32_t)sizeof handles[0]},
    };
    LARGE_INTEGER timeout;
    NTSTATUS status;

    if (!Count || Count > MAXIMUM_WAIT_OBJECTS)
        return STATUS_INVALID_PARAMETER_1;
    if (WaitType != WaitAll && WaitType != WaitAny)
        return STATUS_INVALID_PARAMETER_3;
    if (!read_timeout(&timeout, Timeout) || !user_read(user, Handles, Count * sizeof user[0]))
        return STATUS_ACCESS_VIOLATION;
    for (ULONG i = 0; i < Count; i++)
        handles[i] = wire_handle(user[i]);
    status = wait_for(&request, Timeout ? &timeout : NULL);
    TRACE("%u: %s", Count, debug_status(status));
    return status;
}
ZW_TWIN(WaitForMultipleObjects)

NTSTATUS NTAPI NtSignalAndWaitForSingleObject(HANDLE SignalHandle, HANDLE WaitHandle,
                                              BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    uint64_t signal = wire_handle(SignalHandle);
    LARGE_INTEGER timeout;
    NTSTATUS status;

    if (!read_timeout(&timeout, Timeout))
        return STATUS_ACCESS_VIOLATION;
    if (!signal)
        return STATUS_INVALID_HANDLE;
    status = wait_for_one(wire_handle(WaitHandle), signal, Alertable, Timeout ? &timeout : NULL);
    TRACE("%p, %p: %s", SignalHandle, WaitHandle, debug_status(status));
    return status;
}
ZW_TWIN(SignalAndWaitForSingleObject)
