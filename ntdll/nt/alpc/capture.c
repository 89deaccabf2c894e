/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages, buffers and port attributes from the caller's memory, and back. */
#include "ntdll/client/usermem.h"
#include "ntdll/nt/alpc/alpc.h"

#include <stdlib.h>

#define DEFAULT_SECTIONS (1u << 20)     /* alpc 24, point 11 */

NTSTATUS alpc_capture_header(PORT_MESSAGE *header, const PORT_MESSAGE *user)
{
    NTSTATUS status = capture_header(header, user);

    if (!NT_SUCCESS(status))
        return status;
    if (total_of(header) < sizeof *header ||
        (uint16_t)header->u1.s1.DataLength > total_of(header) - sizeof *header)
        return STATUS_INVALID_PARAMETER;
    header->u2.s2.DataInfoOffset = 0;
    return STATUS_SUCCESS;
}

NTSTATUS alpc_capture_message(struct captured_message *message, const PORT_MESSAGE *user)
{
    NTSTATUS status = alpc_capture_header(&message->header, user);

    message->data = NULL;
    if (!NT_SUCCESS(status))
        return status;
    message->size = (uint16_t)message->header.u1.s1.DataLength;
    message->data = malloc(message->size ? message->size : 1);
    if (!message->data)
        return STATUS_NO_MEMORY;
    if (user_read(message->data, user + 1, message->size))
        return STATUS_SUCCESS;
    free(message->data);
    message->data = NULL;
    return STATUS_ACCESS_VIOLATION;
}

NTSTATUS alpc_capture_port_attributes(ALPC_PORT_ATTRIBUTES *attributes, wire_blob *blob,
                                      const ALPC_PORT_ATTRIBUTES *user)
{
    *blob = (wire_blob){attributes, 0};
    if (!user)
        return STATUS_SUCCESS;
    blob->size = sizeof *attributes;
    return user_read(attributes, user, sizeof *attributes) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* 0 is what a program leaves there that has never heard of it. */
static uint64_t limit_of(SIZE_T given)
{
    return given ? given : DEFAULT_SECTIONS;
}

void alpc_limit_sections(struct port *port, const wire_blob *blob)
{
    const ALPC_PORT_ATTRIBUTES none = {0}, *attributes = blob->size ? blob->data : &none;

    port->max_section = limit_of(attributes->MaxSectionSize);
    port->max_view = limit_of(attributes->MaxViewSize);
    port->max_total_section = limit_of(attributes->MaxTotalSectionSize);
}

NTSTATUS receive_buffer_capture(struct receive_buffer *buffer, SIZE_T greatest)
{
    buffer->size = greatest;
    if (!buffer->message)
        return STATUS_SUCCESS;
    if (buffer->length &&
        (!user_read(&buffer->size, buffer->length, sizeof buffer->size) ||
         !user_writable(buffer->length, sizeof buffer->size)))
        return STATUS_ACCESS_VIOLATION;
    if ((uintptr_t)buffer->message % sizeof(ULONG))
        return STATUS_DATATYPE_MISALIGNMENT;
    if (buffer->size >= sizeof *buffer->message && !user_writable(buffer->message, sizeof *buffer->message))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

void receive_buffer_aim(const struct receive_buffer *buffer, struct arrival *arrival)
{
    SIZE_T header = sizeof arrival->sink.header;
    SIZE_T room = buffer->size > header ? buffer->size - header : 0;

    arrival_begin(arrival, buffer->message + 1, room < UINT32_MAX ? (uint32_t)room : UINT32_MAX, user_write);
    arrival->sink.short_buffer = buffer->size < header;
}

NTSTATUS receive_buffer_finish(const struct receive_buffer *buffer, struct arrival *arrival,
                               const struct port *port, NTSTATUS status)
{
    SIZE_T length;

    if (status != STATUS_SUCCESS && status != STATUS_BUFFER_TOO_SMALL)
        return status;
    length = total_of(&arrival->sink.header);
    if (status == STATUS_BUFFER_TOO_SMALL)
        return !buffer->length || user_write(buffer->length, &length, sizeof length) ? status : STATUS_ACCESS_VIOLATION;
    if (buffer->message && !user_write(buffer->message, &arrival->sink.header, sizeof arrival->sink.header))
        status = STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status) && buffer->length && !user_write(buffer->length, &length, sizeof length))
        status = STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status))
        status = attributes_deliver(buffer->attributes, arrival, port);
    channel_release(arrival->channel);
    arrival->channel = NULL;
    return status;
}
