/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all transports do that have an ALPC port. A call that fails has said why on stderr. */
#pragma once

#include "bench/transport.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntalpcapi.h>
#include <ntobapi.h>
#include <ntrtl.h>

struct nt_message {
    PORT_MESSAGE header;
    uint8_t data[LPC_DATA_MAX];
};

/* The same, as long as an ALPC message can be. */
struct nt_long_message {
    PORT_MESSAGE header;
    uint8_t data[MESSAGE_MAX];
};

/* Says so, and is false. */
bool nt_failed(const char *call, NTSTATUS status);
bool nt_port_create(HANDLE *port, const WCHAR *name, ALPC_PORT_ATTRIBUTES limits);
/* Waits until there is a server of that name. */
bool nt_port_connect(HANDLE *port, const WCHAR *name, ALPC_PORT_ATTRIBUTES limits);
bool nt_port_accept(HANDLE *accepted, HANDLE port, PORT_MESSAGE *request, uintptr_t context);
/* A round trip, with room for a message of that size. */
bool nt_port_call(HANDLE port, PORT_MESSAGE *room, size_t size, const void *request, void *reply);
/* Sends back what has come as a request. */
bool nt_port_reply(HANDLE port, PORT_MESSAGE *message);
/* Sends one way, and whatever is in front of the data. */
bool nt_port_send(HANDLE port, PORT_MESSAGE *message, size_t size);
/* Begins a message with so many bytes of data, in place: made elsewhere, its header costs as much to copy as a datagram to send. */
static inline void nt_new_message(PORT_MESSAGE *message, size_t size)
{
    *message = (PORT_MESSAGE){
        .u1.s1.DataLength = (CSHORT)size,
        .u1.s1.TotalLength = (CSHORT)(sizeof(PORT_MESSAGE) + size),
    };
}
/* The ports' limits, if no message is longer than that. */
ALPC_PORT_ATTRIBUTES nt_limits(size_t message);
/* Of a message that has come. */
static inline int nt_message_type(const PORT_MESSAGE *message)
{
    return message->u2.s2.Type & 0xff;
}
