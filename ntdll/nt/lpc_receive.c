/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Receiving: NtReplyWaitReceivePort(Ex), NtListenPort (sections 8.5, 8.12, 8.13). */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc.h"

DEBUG_CHANNEL(lpc);

struct received {
    struct message message;
    void *context;
};

/* What the receiver knows better than the sender (R29), and the record of who waits for an answer. */
static NTSTATUS complete_message(struct received *received, struct channel *channel,
                                 const struct envelope *envelope)
{
    PORT_MESSAGE *header = &received->message.header;
    bool request = envelope->slot != NO_SLOT;
    bool loopback = channel->end == SERVER_END && channel->index == 0;
    struct pending_key key;
    uint32_t info_size;

    identify_sender(channel, header);
    header->u2.s2.Type = request ? LPC_REQUEST : LPC_DATAGRAM;
    header->ClientViewSize = 0;
    shm_store(&channel->peer_cpu, envelope->cpu);
    received->context = channel->end == SERVER_END && !loopback ? channel->context : NULL;
    info_size = request ? data_information_size(&received->message) : 0;
    if (!info_size)
        header->u2.s2.DataInfoOffset = 0;
    if (!request || channel->draining)
        return STATUS_SUCCESS;
    key = key_of(header);
    return pending_add(&key, channel, envelope,
                       (uint8_t *)header + (uint16_t)header->u2.s2.DataInfoOffset, info_size)
               ? STATUS_SUCCESS
               : STATUS_NO_MEMORY;
}

static void is_fed(struct channel *channel, void *data)
{
    bool *fed = data;

    if (channel->index && !channel->draining && !channel_is_left(channel))
        *fed = true;
}

/* Nobody is left who could send (section 12 and its choices). Asked before looking for messages: what the last one
 * has sent is there by then, the server's mail about it included. */
static bool nobody_left(struct port *port)
{
    bool fed = false;

    if (port->kind == CLIENT_PORT)
        return channel_is_left(port->channel);
    if (port->dead)
        return true;
    if (!shm_load_acquire(&port->queue->closed))
        return false;
    if (port->kind == SERVER_PORT)
        return channel_is_left(port->channel);
    queue_each(port->queue, is_fed, &fed);
    return !fed;
}

/* Somebody waits for the port as an object: tell the server that it is not signaled any more. */
static void unsignal_watched(struct queue *queue)
{
    struct signal_port_request request = {.port = queue->port};
    struct signal_port_reply reply;

    if (!shm_load(&queue->memory->watched) || !queue_is_empty(queue))
        return;
    call_signal_port(&request, &reply, NULL);
    shm_fence();
    if (queue_is_empty(queue))
        return;
    request.signaled = 1;                       /* a sender may have been faster than we were */
    call_signal_port(&request, &reply, NULL);
}

/* One look: STATUS_SUCCESS with a message, STATUS_NO_MORE_ENTRIES when there is none; then *polled is what to look at
 * while waiting. */
static NTSTATUS take_message(struct queue *queue, struct received *received, struct channel **polled)
{
    struct envelope envelope;
    struct channel *channel = NULL;
    uint32_t only = NO_CHANNEL, index;
    enum mail_result mail;
    NTSTATUS status;

    for (;;) {
        mail = mail_take(queue, &received->message, &received->context, &only);
        if (mail == MAIL_TAKEN)
            return STATUS_SUCCESS;
        if (mail == MAIL_NONE)
            only = NO_CHANNEL;
        switch (queue_take(queue, only, &received->message, &envelope, &channel, &index)) {
        case QUEUE_TAKEN:
            status = complete_message(received, channel, &envelope);
            channel_unref(channel);
            return status;
        case QUEUE_UNKNOWN:
            if (NT_SUCCESS(port_open_channel(queue, index)))
                continue;
            break;
        case QUEUE_EMPTY:
            if (mail == MAIL_NONE) {
                *polled = channel;
                return STATUS_NO_MORE_ENTRIES;
            }
            channel_unref(channel);
            break;
        }
    }
}

static const LARGE_INTEGER no_time;

static NTSTATUS receive(struct port *port, const LARGE_INTEGER *timeout, struct received *received)
{
    struct queue *queue = port->queue;
    struct timespec at;
    const struct timespec *until = timeout_until(&at, timeout);

    for (;;) {
        uint32_t ticket = queue_ticket(queue);
        struct channel *polled = NULL;
        bool over = nobody_left(port), in_time;
        NTSTATUS status = take_message(queue, received, &polled);

        if (status != STATUS_NO_MORE_ENTRIES) {
            unsignal_watched(queue);
            queue_pass_on(queue);
            return status;
        }
        unsignal_watched(queue);
        status = over ? STATUS_PORT_DISCONNECTED
                 : timeout && timeout->QuadPart == 0 ? STATUS_TIMEOUT : STATUS_PENDING;
        in_time = status != STATUS_PENDING || queue_await(queue, polled, ticket, until);
        channel_unref(polled);
        if (status != STATUS_PENDING)
            return status;
        if (!in_time)
            timeout = &no_time;         /* one last look */
    }
}

static NTSTATUS deliver(const struct received *received, PVOID *context, PPORT_MESSAGE user)
{
    NTSTATUS status = deliver_message(user, &received->message);

    if (NT_SUCCESS(status) && context && !user_write(context, &received->context, sizeof *context))
        status = STATUS_ACCESS_VIOLATION;
    return status;
}

/* The checks before the handle, in their order; has: there is a reply. */
static NTSTATUS capture_arguments(PVOID *context, const PORT_MESSAGE *reply, const LARGE_INTEGER *user_timeout,
                                  PORT_MESSAGE *header, LARGE_INTEGER *timeout)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (context && !user_writable(context, sizeof *context))
        return STATUS_ACCESS_VIOLATION;
    if (reply)
        status = capture_header(header, reply);
    if (!NT_SUCCESS(status))
        return status;
    if (user_timeout && !user_read(timeout, user_timeout, sizeof *timeout))
        return STATUS_ACCESS_VIOLATION;
    if (reply && (!lengths_fit(header) || !header->MessageId))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtReplyWaitReceivePortEx(HANDLE PortHandle, PVOID *PortContext, PPORT_MESSAGE ReplyMessage,
                                        PPORT_MESSAGE ReceiveMessage, PLARGE_INTEGER Timeout)
{
    struct received received;
    LARGE_INTEGER timeout;
    PORT_MESSAGE header;
    struct self *caller;
    struct port *port;
    NTSTATUS status = capture_arguments(PortContext, ReplyMessage, Timeout, &header, &timeout);

    if (!NT_SUCCESS(status))
        return status;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    caller = self();
    status = caller ? STATUS_SUCCESS : STATUS_SERVER_DISABLED;
    if (NT_SUCCESS(status) && ReplyMessage)
        status = reply_send(port, &header, ReplyMessage, caller);
    if (NT_SUCCESS(status))
        status = receive(port, Timeout ? &timeout : NULL, &received);
    port_put(port);
    if (status == STATUS_SUCCESS)
        status = deliver(&received, PortContext, ReceiveMessage);
    TRACE("handle %p: %s", PortHandle, debug_status(status));
    return status;
}
ZW_TWIN(ReplyWaitReceivePortEx)

NTSTATUS NTAPI NtReplyWaitReceivePort(HANDLE PortHandle, PVOID *PortContext, PPORT_MESSAGE ReplyMessage,
                                      PPORT_MESSAGE ReceiveMessage)
{
    return NtReplyWaitReceivePortEx(PortHandle, PortContext, ReplyMessage, ReceiveMessage, NULL);
}
ZW_TWIN(ReplyWaitReceivePort)

NTSTATUS NTAPI NtListenPort(HANDLE PortHandle, PPORT_MESSAGE ConnectionRequest)
{
    struct received received;
    struct port *port;
    NTSTATUS status;

    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    do {                                        /* every other message is dropped */
        status = self() ? receive(port, NULL, &received) : STATUS_SERVER_DISABLED;
        if (status == STATUS_SUCCESS)
            status = deliver_message(ConnectionRequest, &received.message);
    } while (status == STATUS_SUCCESS &&
             received.message.header.u2.s2.Type != LPC_CONNECTION_REQUEST);
    port_put(port);
    return status;
}
ZW_TWIN(ListenPort)
