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

NTSTATUS alpc_associate(struct port *port, HANDLE handle, HANDLE completion, PVOID key)
{
    const struct associate_completion_request request = {
        .handle = wire_handle(handle), .completion = wire_handle(completion), .key = (uintptr_t)key,
    };
    NTSTATUS status;

    if (shm_exchange(&port->has_completion, true))
        return STATUS_PORT_ALREADY_SET;
    status = call_associate_completion(&request, NULL, NULL);
    TRACE("%p with %p: %s", handle, completion, debug_status(status));
    if (!NT_SUCCESS(status)) {
        shm_store_release(&port->has_completion, false);
        return status;
    }
    queue_watch(port->queue, WATCHED_BY_COMPLETION);
    if (!queue_is_empty(port->queue))   /* sent before anybody knew: one packet for all that */
        NtSetIoCompletion(completion, key, NULL, STATUS_SUCCESS, 0);
    return STATUS_SUCCESS;
}

NTSTATUS alpc_associate_completion(struct port *port, HANDLE handle, const void *user, ULONG length)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT association;

    if (length != sizeof association)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&association, user, sizeof association))
        return STATUS_ACCESS_VIOLATION;
    return alpc_associate(port, handle, association.CompletionPort, association.CompletionKey);
}

void alpc_dissociate(struct port *port)
{
    const struct dissociate_completion_request request = {.port = port->id};

    if (shm_load(&port->dead))
        return;
    queue_unwatch(port->queue, WATCHED_BY_COMPLETION);
    call_dissociate_completion(&request, NULL, NULL);
    shm_store_release(&port->has_completion, false);
}
