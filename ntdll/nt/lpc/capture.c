/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages from the caller's memory and back. A header is read once and only the copy is believed.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/nt/lpc/lpc.h"

#include <string.h>

#define HEADER (sizeof(PORT_MESSAGE))

NTSTATUS capture_header(PORT_MESSAGE *header, const PORT_MESSAGE *user)
{
    if ((uintptr_t)user % sizeof(ULONG))
        return STATUS_DATATYPE_MISALIGNMENT;
    return user_read(header, user, sizeof *header) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* TotalLength is signed: a negative one is more than any limit (section 8). */
static uint64_t total_length(const PORT_MESSAGE *header)
{
    return (uint64_t)(int64_t)(int16_t)header->u1.s1.TotalLength;
}

static uint32_t data_length(const PORT_MESSAGE *header)
{
    return (uint16_t)header->u1.s1.DataLength;
}

bool lengths_fit(const PORT_MESSAGE *header)
{
    return data_length(header) + HEADER <= total_length(header);
}

NTSTATUS check_length(const PORT_MESSAGE *header, uint32_t max_message)
{
    uint64_t total = total_length(header);

    return total > max_message || total > LPC_MESSAGE_MAX || total <= data_length(header)
               ? STATUS_PORT_MESSAGE_TOO_LONG
               : STATUS_SUCCESS;
}

NTSTATUS check_data_information(const PORT_MESSAGE *header, const PORT_MESSAGE *user)
{
    int offset = (int16_t)header->u2.s2.DataInfoOffset;
    int total = (int16_t)header->u1.s1.TotalLength;
    ULONG count;

    if (!offset)
        return STATUS_SUCCESS;
    if (offset < (int)HEADER || total < 0x40 || offset > total - 0x18)
        return STATUS_INVALID_PARAMETER;
    if (!user_read(&count, (const uint8_t *)user + offset, sizeof count))
        return STATUS_ACCESS_VIOLATION;
    if (offset + offsetof(PORT_DATA_INFORMATION, DataEntries) +
            (uint64_t)count * sizeof(PORT_DATA_ENTRY) > (uint64_t)total)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

uint32_t data_information_size(const PORT_MESSAGE *header, const void *data)
{
    uint32_t offset = (uint16_t)header->u2.s2.DataInfoOffset;
    uint32_t total = total_of(header);
    ULONG count;
    uint64_t size;

    if (offset < HEADER || total < 0x40 || offset > total - 0x18)
        return 0;
    memcpy(&count, (const uint8_t *)data + offset - HEADER, sizeof count);
    size = offsetof(PORT_DATA_INFORMATION, DataEntries) + (uint64_t)count * sizeof(PORT_DATA_ENTRY);
    return offset + size <= total ? (uint32_t)size : 0;
}

/* Data information may stand behind the data, so the copy then covers all of TotalLength. */
NTSTATUS capture_data(struct message *message, const PORT_MESSAGE *user)
{
    size_t size = message->header.u2.s2.DataInfoOffset
                      ? (size_t)total_length(&message->header) - HEADER
                      : data_length(&message->header);

    if (!user_read(message->data, user + 1, size))
        return STATUS_ACCESS_VIOLATION;
    message->header.u1.s1.TotalLength = (SHORT)(HEADER + size);
    if (message->header.u2.s2.DataInfoOffset && !data_information_size(&message->header, message->data))
        return STATUS_INVALID_PARAMETER;        /* the count changed since it was checked */
    return STATUS_SUCCESS;
}

NTSTATUS deliver_message(PORT_MESSAGE *user, const struct message *message)
{
    return user_write(user, message, (uint16_t)message->header.u1.s1.TotalLength)
               ? STATUS_SUCCESS
               : STATUS_ACCESS_VIOLATION;
}

void stamp_message(struct message *message, const struct self *sender, uint16_t type)
{
    PORT_MESSAGE *header = &message->header;

    header->u2.s2.Type = (SHORT)type;
    header->ClientId.UniqueProcess = (HANDLE)(uintptr_t)sender->pid;
    header->ClientId.UniqueThread = (HANDLE)(uintptr_t)sender->tid;
    header->MessageId = new_message_id();
    header->ClientViewSize = 0;
}

static uint32_t next_id(uint32_t *counter)
{
    uint32_t id;

    do
        id = (shm_fetch_add(counter, 1) + 1) & MESSAGE_ID_MAX;
    while (!id);
    return id;
}

uint32_t new_message_id(void)
{
    const struct client_session *session = client_session();

    return session ? next_id(&session->shared->message_id) : 1;
}

uint32_t new_callback_id(void)
{
    const struct client_session *session = client_session();

    return session ? next_id(&session->shared->callback_id) : 1;
}
