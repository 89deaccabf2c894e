/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtAlpcSendWaitReceivePort: sending, receiving, or both (alpc 6). */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/sync/sync.h"

DEBUG_CHANNEL(alpc);

struct exchange {
    struct alpc_send send;
    ALPC_MESSAGE_ATTRIBUTES *send_attributes;
    struct receive_buffer buffer;
    const LARGE_INTEGER *timeout;       /* NULL, or the captured one below */
    LARGE_INTEGER captured_timeout;
    struct self *self;
};

/* Alpc 6.2, in order. */
static NTSTATUS check_flags(ULONG flags, bool sends, bool receives)
{
    bool synchronous = flags & ALPC_MSGFLG_SYNC_REQUEST;

    if (synchronous && (!sends || flags & (ALPC_MSGFLG_RELEASE_MESSAGE | ALPC_MSGFLG_INTERNAL_REJECT)))
        return STATUS_INVALID_PARAMETER_2;
    if (synchronous && !receives)
        return STATUS_LPC_RECEIVE_BUFFER_EXPECTED;
    return sends && flags & ALPC_MSGFLG_INTERNAL_REJECT ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

static NTSTATUS capture(struct exchange *x, const LARGE_INTEGER *timeout)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (timeout && !user_read(&x->captured_timeout, timeout, sizeof *timeout))
        return STATUS_ACCESS_VIOLATION;
    x->timeout = timeout ? &x->captured_timeout : NULL;
    if (x->send.user)
        status = alpc_capture_header(&x->send.header, x->send.user);
    if (NT_SUCCESS(status) && x->send.user)
        status = attributes_capture(&x->send.attributes, x->send_attributes);
    return status;
}

static NTSTATUS send_message(struct port *port, struct exchange *x, struct conversation *conversation)
{
    struct alpc_send *send = &x->send;
    NTSTATUS status;

    if (!send->attributes.valid)
        return alpc_send(port, send, x->self, conversation);
    status = security_prepare(port, &send->attributes);
    if (NT_SUCCESS(status)) {
        status = alpc_send(port, send, x->self, conversation);
        security_was_sent(port, x->send_attributes, &send->attributes, status);
    }
    if (NT_SUCCESS(status) && send->sent_id)
        attributes_tell_id(x->send_attributes, &send->attributes, send->sent_id);
    return status;
}

static NTSTATUS run(struct port *port, struct exchange *x)
{
    struct conversation conversation;
    struct arrival arrival;
    struct timespec at;
    NTSTATUS status = x->buffer.message ? receive_buffer_capture(&x->buffer, port->max_message) : STATUS_SUCCESS;

    if (NT_SUCCESS(status) && x->send.user)
        status = send_message(port, x, &conversation);
    if (!NT_SUCCESS(status) || !x->buffer.message)
        return status;
    receive_buffer_aim(&x->buffer, &arrival);
    arrival.alertable = x->send.flags & ALPC_MSGFLG_WAIT_ALERTABLE ? x->self : NULL;
    if (x->send.flags & ALPC_MSGFLG_SYNC_REQUEST) {
        status = alpc_await(port, &conversation, timeout_until(&at, x->timeout), &arrival);
        channel_release(x->send.held);
    } else {
        status = alpc_receive(port, x->timeout, &arrival);
    }
    return receive_buffer_finish(&x->buffer, &arrival, port, status);
}

/* Who waits for AlpcWaitForPortReferences is told of each that ends. */
static void track(struct port *port, ULONG flags, int by)
{
    if (!(flags & ALPC_MSGFLG_TRACK_PORT_REFERENCES))
        return;
    shm_fetch_add(&port->n_tracked, (uint32_t)by);
    if (by < 0)
        futex_wake(&port->n_tracked, INT_MAX);
}

NTSTATUS NTAPI NtAlpcSendWaitReceivePort(HANDLE PortHandle, ULONG Flags, PPORT_MESSAGE MessageToSend,
                                         PALPC_MESSAGE_ATTRIBUTES SendMessageAttributes,
                                         PPORT_MESSAGE ReceiveMessage, PSIZE_T BufferLength,
                                         PALPC_MESSAGE_ATTRIBUTES ReceiveMessageAttributes,
                                         PLARGE_INTEGER Timeout)
{
    struct exchange x;
    struct port *port;
    NTSTATUS status = check_flags(Flags, MessageToSend, ReceiveMessage);

    x.send.user = MessageToSend;
    x.send.flags = Flags;
    x.send.sent_id = 0;
    x.send.held = NULL;
    x.send_attributes = SendMessageAttributes;
    x.buffer = (struct receive_buffer){ReceiveMessage, BufferLength, ReceiveMessageAttributes, 0};
    if (NT_SUCCESS(status))
        status = capture(&x, Timeout);
    if (!NT_SUCCESS(status))
        return status;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    x.self = self();
    track(port, Flags, 1);
    status = x.self ? run(port, &x) : STATUS_SERVER_DISABLED;
    track(port, Flags, -1);
    port_put(port);
    if (status == STATUS_USER_APC)
        run_apcs(x.self);
    TRACE("handle %p, flags %x: %s", PortHandle, Flags, debug_status(status));
    return status;
}
ZW_TWIN(AlpcSendWaitReceivePort)
