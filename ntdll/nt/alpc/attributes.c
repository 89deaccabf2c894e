/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Message attributes (alpc 7): the Alpc* helpers for their buffers, and what the calls read from and write to
 * them. In a buffer they follow each other by descending bit, those that are allocated.
 */
#include "ntdll/channel/context.h"
#include "ntdll/client/call.h"
#include "ntdll/client/packet.h"
#include "ntdll/client/usermem.h"
#include "ntdll/nt/alpc/alpc.h"

#include <sys/mman.h>

static const struct {
    uint32_t bit, size;
} kinds[] = {
    {ALPC_MESSAGE_SECURITY_ATTRIBUTE, sizeof(ALPC_SECURITY_ATTR)},
    {ALPC_MESSAGE_VIEW_ATTRIBUTE, sizeof(ALPC_DATA_VIEW_ATTR)},
    {ALPC_MESSAGE_CONTEXT_ATTRIBUTE, sizeof(ALPC_CONTEXT_ATTR)},
    {ALPC_MESSAGE_HANDLE_ATTRIBUTE, sizeof(ALPC_HANDLE_ATTR)},
    {ALPC_MESSAGE_TOKEN_ATTRIBUTE, sizeof(ALPC_TOKEN_ATTR)},
    {ALPC_MESSAGE_DIRECT_ATTRIBUTE, sizeof(ALPC_DIRECT_ATTR)},
    {ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE, sizeof(ALPC_WORK_ON_BEHALF_ATTR)},
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

/* Where the attribute of that bit stands when these are allocated; 0: it is none of them. */
static uint32_t offset_of(uint32_t allocated, uint32_t bit)
{
    uint32_t offset = sizeof(ALPC_MESSAGE_ATTRIBUTES);

    for (size_t i = 0; i < N_KINDS; i++) {
        if (kinds[i].bit == bit)
            return allocated & bit ? offset : 0;
        if (allocated & kinds[i].bit)
            offset += kinds[i].size;
    }
    return 0;
}

ULONG NTAPI AlpcMaxAllowedMessageLength(VOID)
{
    return ALPC_MESSAGE_MAX;
}

ULONG NTAPI AlpcGetHeaderSize(ULONG Flags)
{
    ULONG size = sizeof(ALPC_MESSAGE_ATTRIBUTES);

    for (size_t i = 0; i < N_KINDS; i++)
        if (Flags & kinds[i].bit)
            size += kinds[i].size;
    return size;
}

NTSTATUS NTAPI AlpcInitializeMessageAttribute(ULONG AttributeFlags, PALPC_MESSAGE_ATTRIBUTES Buffer,
                                              SIZE_T BufferSize, PSIZE_T RequiredBufferSize)
{
    ALPC_MESSAGE_ATTRIBUTES begin = {.AllocatedAttributes = AttributeFlags};
    SIZE_T size = AlpcGetHeaderSize(AttributeFlags);

    if (!user_write(RequiredBufferSize, &size, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    if (BufferSize < size)
        return STATUS_BUFFER_TOO_SMALL;
    if (Buffer && !user_write(Buffer, &begin, sizeof begin))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

PVOID NTAPI AlpcGetMessageAttribute(PALPC_MESSAGE_ATTRIBUTES Buffer, ULONG AttributeFlag)
{
    uint32_t offset = offset_of(Buffer->AllocatedAttributes, AttributeFlag);

    return offset ? (uint8_t *)Buffer + offset : NULL;
}

/* From the sender. */

static bool read_one(void *to, const ALPC_MESSAGE_ATTRIBUTES *user, const ALPC_MESSAGE_ATTRIBUTES *begin,
                     uint32_t bit, size_t size)
{
    return !(begin->ValidAttributes & bit) ||
           user_read(to, (const uint8_t *)user + offset_of(begin->AllocatedAttributes, bit), size);
}

NTSTATUS attributes_capture(struct sent_attributes *sent, const ALPC_MESSAGE_ATTRIBUTES *user)
{
    ALPC_MESSAGE_ATTRIBUTES begin;

    sent->valid = 0;
    if (!user)
        return STATUS_SUCCESS;
    if (!user_read(&begin, user, sizeof begin))
        return STATUS_ACCESS_VIOLATION;
    if (begin.ValidAttributes & ~begin.AllocatedAttributes)
        return STATUS_INVALID_PARAMETER;
    sent->valid = begin.ValidAttributes;
    return read_one(&sent->security, user, &begin, ALPC_MESSAGE_SECURITY_ATTRIBUTE, sizeof sent->security) &&
                   read_one(&sent->view, user, &begin, ALPC_MESSAGE_VIEW_ATTRIBUTE, sizeof sent->view) &&
                   read_one(&sent->context, user, &begin, ALPC_MESSAGE_CONTEXT_ATTRIBUTE, sizeof sent->context) &&
                   read_one(&sent->handle, user, &begin, ALPC_MESSAGE_HANDLE_ATTRIBUTE, sizeof sent->handle) &&
                   read_one(&sent->direct, user, &begin, ALPC_MESSAGE_DIRECT_ATTRIBUTE, sizeof sent->direct) &&
                   read_one(&sent->work, user, &begin, ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE, sizeof sent->work)
               ? STATUS_SUCCESS
               : STATUS_ACCESS_VIOLATION;
}

NTSTATUS attributes_pack_some(struct record_attributes *record, struct channel *channel,
                              const struct sent_attributes *sent)
{
    const uint32_t packed = ALPC_MESSAGE_HANDLE_ATTRIBUTE | ALPC_MESSAGE_VIEW_ATTRIBUTE | ALPC_MESSAGE_DIRECT_ATTRIBUTE;
    NTSTATUS status = STATUS_SUCCESS;

    *record = (struct record_attributes){
        .valid = sent->valid & (ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE | ALPC_MESSAGE_SECURITY_ATTRIBUTE),
    };
    if (record->valid & ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE)
        record->ticket = sent->work.Ticket;
    if (record->valid & ALPC_MESSAGE_SECURITY_ATTRIBUTE)
        record->security = (uintptr_t)sent->security.ContextHandle;
    if (sent->valid & packed)
        status = parcel_pack(channel, sent, &record->parcel);
    if (record->parcel)
        record->valid |= sent->valid & packed;
    return status;
}

void *attribute_place(ALPC_MESSAGE_ATTRIBUTES *user, uint32_t bit)
{
    uint32_t allocated, offset;

    if (!user_read(&allocated, &user->AllocatedAttributes, sizeof allocated))
        return NULL;
    offset = offset_of(allocated, bit);
    return offset ? (uint8_t *)user + offset : NULL;
}

void attributes_tell_id(ALPC_MESSAGE_ATTRIBUTES *user, const struct sent_attributes *sent, uint32_t message_id)
{
    ALPC_CONTEXT_ATTR *context;

    if (!(sent->valid & ALPC_MESSAGE_CONTEXT_ATTRIBUTE))
        return;
    context = attribute_place(user, ALPC_MESSAGE_CONTEXT_ATTRIBUTE);
    if (context)
        user_write(&context->MessageId, &message_id, sizeof message_id);
}

/* To the receiver. */

/* Asked for once a connection; from then on what may change is in memory that we can read. */
static bool ask_for_context(struct channel *channel, uint32_t tid, struct context_ids *ids)
{
    struct query_peer_request request = {.channel = channel->id, .tid = tid, .wants_memory = true};
    struct query_peer_reply reply = {0};
    void *memory = MAP_FAILED;
    int fds[WIRE_MAX_FDS];

    if (!NT_SUCCESS(call_query_peer(&request, &reply, fds)))
        return false;
    *ids = (struct context_ids){reply.token_id, reply.authentication_id, reply.modified_id};
    if (fds[0] < 0) {
        context_learn(channel, ids, NULL);
        return true;
    }
    memory = mmap(NULL, sizeof(struct context_memory), PROT_READ, MAP_SHARED, fds[0], 0);
    close_fds(fds, WIRE_MAX_FDS);
    if (memory != MAP_FAILED) {
        madvise(memory, sizeof(struct context_memory), MADV_DONTFORK);
        context_learn(channel, ids, memory);
    }
    return true;                        /* without memory it is asked for each time */
}

bool peer_token(struct channel *channel, uint32_t tid, ALPC_TOKEN_ATTR *token)
{
    struct context_ids ids;

    if (!context_look(channel, tid, &ids) && !ask_for_context(channel, tid, &ids))
        return false;
    *token = (ALPC_TOKEN_ATTR){ids.token, ids.authentication, ids.modified};
    return true;
}

/* Of who asks to be connected: there is no channel yet. */
static bool asker_token(const struct port *port, uint32_t message_id, ALPC_TOKEN_ATTR *token)
{
    struct query_peer_request request = {.queue_port = port->queue->port, .message_id = message_id};
    struct query_peer_reply reply = {0};

    if (!NT_SUCCESS(call_query_peer(&request, &reply, NULL)))
        return false;
    *token = (ALPC_TOKEN_ATTR){reply.token_id, reply.authentication_id, reply.modified_id};
    return true;
}

static bool sender_token(const struct arrival *arrival, const struct port *port, ALPC_TOKEN_ATTR *token)
{
    const PORT_MESSAGE *header = &arrival->sink.header;

    if (arrival->channel)
        return peer_token(arrival->channel, (uint32_t)(uintptr_t)header->ClientId.UniqueThread, token);
    return (header->u2.s2.Type & 0xff) == LPC_CONNECTION_REQUEST && asker_token(port, header->MessageId, token);
}

static bool write_one(ALPC_MESSAGE_ATTRIBUTES *user, ALPC_MESSAGE_ATTRIBUTES *begin, uint32_t bit,
                      const void *attribute, size_t size)
{
    begin->ValidAttributes |= bit;
    return user_write((uint8_t *)user + offset_of(begin->AllocatedAttributes, bit), attribute, size);
}

/* The handle attribute, and the view: asked of the server only by who has room for them. */
static bool deliver_parcel(ALPC_MESSAGE_ATTRIBUTES *user, ALPC_MESSAGE_ATTRIBUTES *begin,
                           const struct arrival *arrival, const struct port *port)
{
    const struct record_attributes *record = &arrival->sink.attributes;
    const struct alpc_unpack_view_request request = {
        .channel = arrival->channel_id, .end = arrival->end, .parcel = record->parcel,
    };
    bool several = port->flags & ALPC_PORFLG_ALLOW_MULTIHANDLE_ATTRIBUTE, written = true;
    ALPC_DATA_VIEW_ATTR view;
    ALPC_HANDLE_ATTR handle;

    if (begin->AllocatedAttributes & record->valid & ALPC_MESSAGE_VIEW_ATTRIBUTE &&
        view_deliver(&view, port, &request, arrival->sink.header.MessageId))
        written = write_one(user, begin, ALPC_MESSAGE_VIEW_ATTRIBUTE, &view, sizeof view);
    if (written && begin->AllocatedAttributes & record->valid & ALPC_MESSAGE_HANDLE_ATTRIBUTE &&
        handles_deliver(&handle, arrival->channel_id, arrival->end, record->parcel, several))
        written = write_one(user, begin, ALPC_MESSAGE_HANDLE_ATTRIBUTE, &handle, sizeof handle);
    return written;
}

NTSTATUS attributes_deliver(ALPC_MESSAGE_ATTRIBUTES *user, const struct arrival *arrival, const struct port *port)
{
    const PORT_MESSAGE *header = &arrival->sink.header;
    const struct record_attributes *record = &arrival->sink.attributes;
    ALPC_MESSAGE_ATTRIBUTES begin;
    ALPC_TOKEN_ATTR token;
    bool written = true;

    if (!user)
        return STATUS_SUCCESS;
    if (!user_read(&begin, user, sizeof begin))
        return STATUS_ACCESS_VIOLATION;
    begin.ValidAttributes = 0;
    if (begin.AllocatedAttributes & ALPC_MESSAGE_CONTEXT_ATTRIBUTE) {
        ALPC_CONTEXT_ATTR context = {
            arrival->port_context, arrival->message_context, arrival->sink.sequence, header->MessageId,
            header->CallbackId,
        };

        written = write_one(user, &begin, ALPC_MESSAGE_CONTEXT_ATTRIBUTE, &context, sizeof context);
    }
    if (written && begin.AllocatedAttributes & ALPC_MESSAGE_TOKEN_ATTRIBUTE && sender_token(arrival, port, &token))
        written = write_one(user, &begin, ALPC_MESSAGE_TOKEN_ATTRIBUTE, &token, sizeof token);
    if (written && begin.AllocatedAttributes & record->valid & ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE)
        written = write_one(user, &begin, ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE, &record->ticket,
                            sizeof record->ticket);
    if (written && begin.AllocatedAttributes & record->valid & ALPC_MESSAGE_SECURITY_ATTRIBUTE) {
        ALPC_SECURITY_ATTR security = {.ContextHandle = (ALPC_HANDLE)(uintptr_t)record->security};

        written = write_one(user, &begin, ALPC_MESSAGE_SECURITY_ATTRIBUTE, &security, sizeof security);
    }
    if (written && record->parcel)
        written = deliver_parcel(user, &begin, arrival, port);
    return written && user_write(user, &begin, sizeof begin) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
