/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capturing a CLIENT_ID and the attributes that go with it. */
#include "ntdll/nt/process/client_id.h"

#include "ntdll/client/usermem.h"
#include "ntdll/nt/object/object.h"

NTSTATUS client_id_capture(struct client_id_wanted *wanted, PHANDLE handle,
                           const OBJECT_ATTRIBUTES *attributes, const CLIENT_ID *client_id)
{
    struct captured_attributes captured;
    bool named;
    CLIENT_ID id;
    NTSTATUS status;

    status = object_begin_create(&captured, handle, attributes);
    if (!NT_SUCCESS(status))
        return status;
    named = captured.path.name.size;
    wanted->attributes = captured.path.attributes;
    captured_free(&captured);
    if (client_id && !user_read(&id, client_id, sizeof id))
        return STATUS_ACCESS_VIOLATION;
    if (named || !client_id)
        return STATUS_INVALID_PARAMETER_MIX;
    if (!attributes)
        return STATUS_ACCESS_VIOLATION;
    if ((uintptr_t)id.UniqueProcess > UINT32_MAX || (uintptr_t)id.UniqueThread > UINT32_MAX)
        return STATUS_INVALID_CID;
    wanted->pid = (uint32_t)(uintptr_t)id.UniqueProcess;
    wanted->tid = (uint32_t)(uintptr_t)id.UniqueThread;
    return STATUS_SUCCESS;
}
