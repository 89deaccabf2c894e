/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ALPC ports and I/O completion ports (alpc 16). Senders are told, through the queue's memory, to tell the server of
 * each message; who sends to a port that nobody has associated with anything pays for one look.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/nt/alpc/alpc.h"

#include <ntioapi.h>

DEBUG_CHANNEL(alpc);

static NTSTATUS associate(struct port *port, const struct associate_completion_request *request, PVOID key)
{
    HANDLE completion = (HANDLE)(uintptr_t)request->completion;
    NTSTATUS status = call_associate_completion(request, NULL, NULL);

    if (!NT_SUCCESS(status))
        return status;
    queue_watch(port->queue, WATCHED_BY_COMPLETION);
    if (!queue_is_empty(port->queue))   /* sent before anybody knew: one packet for all that */
        NtSetIoCompletion(completion, key, NULL, STATUS_SUCCESS, 0);
    return STATUS_SUCCESS;
}

NTSTATUS alpc_associate_completion(struct port *port, HANDLE handle, const void *user, ULONG length)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT association;
    struct associate_completion_request request = {.port = wire_handle(handle)};
    NTSTATUS status;

    if (length != sizeof association)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&association, user, sizeof association))
        return STATUS_ACCESS_VIOLATION;
    if (shm_exchange(&port->has_completion, true))
        return STATUS_PORT_ALREADY_SET;
    request.completion = wire_handle(association.CompletionPort);
    request.key = (uintptr_t)association.CompletionKey;
    status = associate(port, &request, association.CompletionKey);
    if (!NT_SUCCESS(status))
        shm_store_release(&port->has_completion, false);
    TRACE("%p with %p: %s", handle, association.CompletionPort, debug_status(status));
    return status;
}
