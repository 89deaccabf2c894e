/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two families of calls as one, for processes that use the library themselves: a port, a connection, datagrams, and
 * requests with their replies. Each message has a buffer of WAY_MESSAGE bytes.
 */
#pragma once

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntlpcapi.h>

#define WAY_MESSAGE 640
#define WAY_DATA    (WAY_MESSAGE - sizeof(PORT_MESSAGE))

struct way {
    /* the receiver's port, which takes whoever comes; accepting is done when a connection request was received */
    NTSTATUS (*create)(void);
    NTSTATUS (*accept)(PORT_MESSAGE *request);
    /* the sender's, as soon as there is such a port */
    NTSTATUS (*connect)(void);
    /* ms -1: waits for ever */
    NTSTATUS (*receive)(PORT_MESSAGE *message, LONGLONG ms);
    NTSTATUS (*datagram)(PORT_MESSAGE *message);
    /* the reply comes in the same place */
    NTSTATUS (*request)(PORT_MESSAGE *message);
    NTSTATUS (*reply)(PORT_MESSAGE *reply);
    /* replies, and receives the next one */
    NTSTATUS (*answer)(PORT_MESSAGE *reply, PORT_MESSAGE *message);
};

extern const struct way way_lpc, way_alpc;
/* Of this process: what it receives from or sends to; the connection that it accepted last. */
extern HANDLE way_port, way_connection;

/* A new message with so many bytes of data behind its header. */
void way_prepare(PORT_MESSAGE *message, size_t size);
/* LPC_REQUEST, LPC_DATAGRAM, ... */
unsigned way_type(const PORT_MESSAGE *message);
