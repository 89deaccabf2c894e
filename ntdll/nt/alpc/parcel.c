/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What goes along with a message: handles and a view (alpc 9, 10). The server keeps it from the send until the
 * receiver lets the message go.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/nt/alpc/alpc.h"

#include <stdlib.h>

#define HANDLE_FLAGS                                                                              \
    (ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS | ALPC_HANDLEFLG_DUPLICATE_SAME_ATTRIBUTES |            \
     ALPC_HANDLEFLG_INDIRECT | ALPC_HANDLEFLG_DUPLICATE_INHERIT)

static struct parcel_handle make_entry(uint64_t handle, uint32_t flags, uint32_t type, uint32_t access)
{
    return (struct parcel_handle){.handle = handle, .flags = flags, .type = type, .access = access};
}

static NTSTATUS capture_array(struct parcel_handle *entries, const ALPC_HANDLE_ATTR32 *user, uint32_t n)
{
    ALPC_HANDLE_ATTR32 one;

    for (uint32_t i = 0; i < n; i++) {
        if (!user_read(&one, user + i, sizeof one))
            return STATUS_ACCESS_VIOLATION;
        if (one.Flags & ~HANDLE_FLAGS || one.Flags & ALPC_HANDLEFLG_INDIRECT)
            return STATUS_INVALID_PARAMETER;
        entries[i] = make_entry(wire_handle((HANDLE)(intptr_t)(LONG)one.Handle), one.Flags, one.ObjectType,
                                one.DesiredAccess);
    }
    return STATUS_SUCCESS;
}

NTSTATUS handles_capture(wire_blob *handles, const struct sent_attributes *sent)
{
    const ALPC_HANDLE_ATTR *given = &sent->handle;
    bool several = given->Flags & ALPC_HANDLEFLG_INDIRECT;
    uint32_t n = several ? given->HandleCount : 1;
    struct parcel_handle *entries;
    NTSTATUS status = STATUS_SUCCESS;

    *handles = (wire_blob){NULL, 0};
    if (!(sent->valid & ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return STATUS_SUCCESS;
    if (given->Flags & ~HANDLE_FLAGS)
        return STATUS_INVALID_PARAMETER;
    if (n > PARCEL_HANDLES_MAX)
        return STATUS_LPC_HANDLE_COUNT_EXCEEDED;
    if (several && n < 2)
        return STATUS_INVALID_PARAMETER;
    entries = malloc(n * sizeof *entries);
    if (!entries)
        return STATUS_NO_MEMORY;
    if (several)
        status = capture_array(entries, given->HandleAttrArray, n);
    else
        entries[0] = make_entry(wire_handle(given->Handle), given->Flags, given->ObjectType, given->DesiredAccess);
    *handles = (wire_blob){entries, n * (uint32_t)sizeof *entries};
    if (!NT_SUCCESS(status)) {
        free(entries);
        handles->data = NULL;
    }
    return status;
}

/* An event that is signalled when the message is finished (alpc 7.5). */
static NTSTATUS add_event(const struct channel *channel, uint32_t *parcel, HANDLE event)
{
    const struct alpc_direct_request request = {
        .channel = channel->id, .end = channel->end, .parcel = *parcel, .event = wire_handle(event),
    };
    NTSTATUS status = call_alpc_direct(&request, NULL, NULL);

    if (!NT_SUCCESS(status)) {
        parcel_release(channel->id, *parcel);
        *parcel = 0;
    }
    return status;
}

NTSTATUS parcel_pack(struct channel *channel, const struct sent_attributes *sent, uint32_t *parcel)
{
    struct alpc_pack_request request = {.channel = channel->id, .end = channel->end};
    struct alpc_pack_reply reply = {0};
    bool direct = sent->valid & ALPC_MESSAGE_DIRECT_ATTRIBUTE;
    NTSTATUS status = STATUS_SUCCESS;

    *parcel = 0;
    if (sent->valid & ALPC_MESSAGE_VIEW_ATTRIBUTE)
        status = view_find_sent(&request, channel, &sent->view);
    if (NT_SUCCESS(status))
        status = handles_capture(&request.handles, sent);
    if (!NT_SUCCESS(status) || (!request.section && !request.handles.size && !direct))
        return status;
    status = call_alpc_pack(&request, &reply, NULL);
    free(request.handles.data);
    *parcel = reply.parcel;
    return NT_SUCCESS(status) && direct ? add_event(channel, parcel, sent->direct.EventHandle) : status;
}

void parcel_release(uint32_t channel, uint32_t parcel)
{
    struct alpc_release_request request = {.channel = channel, .parcel = parcel};
    struct alpc_release_reply reply;

    if (parcel)
        call_alpc_release(&request, &reply, NULL);
}

NTSTATUS parcel_handle_at(uint32_t channel, enum channel_end end, uint32_t parcel, uint32_t index,
                          struct alpc_unpack_reply *reply)
{
    struct alpc_unpack_request request = {.channel = channel, .end = end, .parcel = parcel, .index = index};

    *reply = (struct alpc_unpack_reply){0};
    return call_alpc_unpack(&request, reply, NULL);
}

/* A receiver that knows of arrays asks for each handle when it wants it; another gets the one there is. */
bool handles_deliver(ALPC_HANDLE_ATTR *attribute, uint32_t channel, enum channel_end end, uint32_t parcel,
                     bool several)
{
    struct alpc_unpack_reply reply;

    if (!NT_SUCCESS(parcel_handle_at(channel, end, parcel, several ? PARCEL_COUNT : 0, &reply)) || !reply.count)
        return false;
    *attribute = (ALPC_HANDLE_ATTR){0};
    if (several) {
        attribute->Flags = ALPC_HANDLEFLG_INDIRECT;
        attribute->HandleCount = reply.count;
        return true;
    }
    attribute->Handle = (HANDLE)(uintptr_t)reply.handle;
    attribute->ObjectType = reply.type;
    attribute->GrantedAccess = reply.access;
    return true;
}
