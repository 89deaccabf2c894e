/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who sent a message: NtAlpcOpenSenderProcess, NtAlpcOpenSenderThread, NtAlpcQueryInformationMessage (alpc 8.3, 15).
 *
 * A message is known as long as it is unfinished: by our record of it, or, if it asks to be connected, by the
 * server's.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/object/object.h"

DEBUG_CHANNEL(alpc);

struct sender {
    uint32_t channel, parcel;           /* what came along with the message, or 0 */
    enum channel_end end;
    uint32_t pid, tid;
    bool waits;                         /* its thread does, for the answer */
    ALPC_TOKEN_ATTR token;
    uint8_t sid[68];
    uint32_t sid_size;
};

static NTSTATUS ask_server(struct sender *sender, const struct query_peer_request *request)
{
    struct query_peer_reply reply = {.sid = {sender->sid, sizeof sender->sid}};
    NTSTATUS status = call_query_peer(request, &reply, NULL);

    sender->token = (ALPC_TOKEN_ATTR){reply.token_id, reply.authentication_id, reply.modified_id};
    sender->sid_size = reply.sid.size;
    if (reply.tid) {                    /* a connection request */
        sender->pid = reply.pid;
        sender->tid = reply.tid;
        sender->waits = true;
    }
    return NT_SUCCESS(status) && reply.sid.size <= sizeof sender->sid ? STATUS_SUCCESS : STATUS_INVALID_MESSAGE;
}

static NTSTATUS find_sender(struct sender *sender, struct port *port, uint32_t message_id)
{
    struct query_peer_request request = {.queue_port = port->queue->port, .message_id = message_id};
    struct pending found;
    bool known;

    *sender = (struct sender){0};
    if (shared_find(port, message_id, &found)) {
        const struct reply_slot *slot = channel_peer_slot(found.channel, found.slot);

        sender->pid = found.key.pid;
        sender->tid = found.key.tid;
        sender->channel = found.channel->id;
        sender->end = found.channel->end;
        sender->parcel = found.parcel;
        sender->waits = slot && slot_waits(slot, found.generation);
        known = peer_token(found.channel, found.key.tid, &sender->token);
        channel_release(found.channel);
        return known && found.turn != TURN_NOBODYS ? STATUS_SUCCESS : STATUS_INVALID_MESSAGE;
    }
    return ask_server(sender, &request);
}

/* The user of a sender that is connected: what names a user is ntserver's to say (R36). */
static NTSTATUS find_sid(struct sender *sender)
{
    struct query_peer_request request = {.channel = sender->channel, .tid = sender->tid};

    return sender->sid_size ? STATUS_SUCCESS : ask_server(sender, &request);
}

/* The message's sender, by the port and the header that the caller names. */
static NTSTATUS sender_of(struct sender *sender, HANDLE handle, const PORT_MESSAGE *user)
{
    PORT_MESSAGE header;
    struct port *port;
    NTSTATUS status = capture_header(&header, user);

    if (!NT_SUCCESS(status))
        return status;
    port = port_get(handle, 0, &status);
    if (!port)
        return status;
    status = header.MessageId ? find_sender(sender, port, header.MessageId) : STATUS_INVALID_MESSAGE;
    port_put(port);
    return status;
}

/* Attributes are needed, and say nothing but how the handle is. */
static NTSTATUS check_attributes(HANDLE *handle, ULONG flags, const OBJECT_ATTRIBUTES *user, uint32_t *attributes)
{
    struct captured_attributes captured;
    NTSTATUS status;

    if (!user_writable(handle, sizeof *handle) || !user)
        return STATUS_ACCESS_VIOLATION;
    if (flags)
        return STATUS_INVALID_PARAMETER;
    status = capture_attributes(&captured, user);
    if (!NT_SUCCESS(status))
        return status;
    *attributes = captured.path.attributes;
    if (captured.path.name.size)
        status = STATUS_INVALID_PARAMETER_MIX;
    captured_free(&captured);
    return status;
}

NTSTATUS NTAPI NtAlpcOpenSenderProcess(PHANDLE ProcessHandle, HANDLE PortHandle, PPORT_MESSAGE PortMessage,
                                       ULONG Flags, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    struct open_process_request request = {.access = DesiredAccess};
    struct open_process_reply reply = {0};
    struct sender sender;
    NTSTATUS status = check_attributes(ProcessHandle, Flags, ObjectAttributes, &request.attributes);

    if (NT_SUCCESS(status))
        status = sender_of(&sender, PortHandle, PortMessage);
    if (!NT_SUCCESS(status))
        return status;
    request.pid = sender.pid;
    status = call_open_process(&request, &reply, NULL);
    return object_end(ProcessHandle, reply.handle, status);
}
ZW_TWIN(AlpcOpenSenderProcess)

/* Only of a thread that still waits, so that it cannot be another one by now. */
NTSTATUS NTAPI NtAlpcOpenSenderThread(PHANDLE ThreadHandle, HANDLE PortHandle, PPORT_MESSAGE PortMessage,
                                      ULONG Flags, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    struct open_thread_request request = {.access = DesiredAccess};
    struct open_thread_reply reply = {0};
    struct sender sender;
    NTSTATUS status = check_attributes(ThreadHandle, Flags, ObjectAttributes, &request.attributes);

    if (NT_SUCCESS(status))
        status = sender_of(&sender, PortHandle, PortMessage);
    if (NT_SUCCESS(status) && !sender.waits)
        status = STATUS_ACCESS_DENIED;
    if (!NT_SUCCESS(status))
        return status;
    request.pid = sender.pid;
    request.tid = sender.tid;
    status = call_open_thread(&request, &reply, NULL);
    return object_end(ThreadHandle, reply.handle, status);
}
ZW_TWIN(AlpcOpenSenderThread)

static NTSTATUS answer(const void *data, ULONG size, void *buffer, ULONG length, ULONG *needed, NTSTATUS too_short)
{
    if (needed && !user_write(needed, &size, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    if (length < size)
        return too_short;
    return user_write(buffer, data, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* One of the handles that came along, duplicated now. */
static NTSTATUS handle_at(const struct sender *sender, void *buffer, ULONG length, ULONG *needed)
{
    ALPC_MESSAGE_HANDLE_INFORMATION information;
    struct alpc_unpack_reply reply;
    NTSTATUS status;

    if (length < sizeof information)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&information, buffer, sizeof information) || !user_writable(buffer, sizeof information))
        return STATUS_ACCESS_VIOLATION;
    if (!sender->parcel || information.Index == PARCEL_COUNT)
        return STATUS_INVALID_HANDLE;
    status = parcel_handle_at(sender->channel, sender->end, sender->parcel, information.Index, &reply);
    if (!NT_SUCCESS(status))
        return status;
    information.Flags = 0;
    information.Handle = (ULONG)reply.handle;
    information.ObjectType = reply.type;
    information.GrantedAccess = reply.access;
    return answer(&information, sizeof information, buffer, length, needed, STATUS_INFO_LENGTH_MISMATCH);
}

/* Of a message that was sent from here: is it finished (alpc 7.5)? */
static NTSTATUS direct_status(HANDLE handle, const PORT_MESSAGE *user, ULONG length)
{
    struct alpc_direct_status_request request;
    struct pending found;
    PORT_MESSAGE header;
    struct port *port;
    NTSTATUS status = capture_header(&header, user);

    if (NT_SUCCESS(status) && length)
        status = STATUS_INFO_LENGTH_MISMATCH;
    port = NT_SUCCESS(status) ? port_get(handle, 0, &status) : NULL;
    if (!port)
        return status;
    status = STATUS_INVALID_MESSAGE;
    if (header.MessageId && shared_find(port, header.MessageId, &found)) {
        request = (struct alpc_direct_status_request){found.channel->id, found.channel->end, found.parcel};
        status = found.turn != TURN_PEERS ? STATUS_SUCCESS
                 : found.parcel           ? call_alpc_direct_status(&request, NULL, NULL)
                                          : STATUS_PENDING;
        channel_release(found.channel);
    }
    port_put(port);
    return status;
}

NTSTATUS NTAPI NtAlpcQueryInformationMessage(HANDLE PortHandle, PPORT_MESSAGE PortMessage,
                                             ALPC_MESSAGE_INFORMATION_CLASS MessageInformationClass,
                                             PVOID MessageInformation, ULONG Length, PULONG ReturnLength)
{
    struct sender sender;
    NTSTATUS status;

    if ((ULONG)MessageInformationClass >= MaxAlpcMessageInfoClass)
        return STATUS_INVALID_INFO_CLASS;
    if (MessageInformationClass == AlpcMessageDirectStatusInformation)
        return direct_status(PortHandle, PortMessage, Length);
    status = sender_of(&sender, PortHandle, PortMessage);
    if (!NT_SUCCESS(status))
        return status;
    switch (MessageInformationClass) {
    case AlpcMessageSidInformation:
        status = find_sid(&sender);
        if (!NT_SUCCESS(status))
            return status;
        return answer(sender.sid, sender.sid_size, MessageInformation, Length, ReturnLength,
                      STATUS_BUFFER_TOO_SMALL);
    case AlpcMessageTokenModifiedIdInformation:
        return answer(&sender.token.ModifiedId, sizeof sender.token.ModifiedId, MessageInformation, Length,
                      ReturnLength, STATUS_INFO_LENGTH_MISMATCH);
    case AlpcMessageHandleInformation:
        return handle_at(&sender, MessageInformation, Length, ReturnLength);
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
}
ZW_TWIN(AlpcQueryInformationMessage)
