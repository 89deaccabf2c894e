/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Receiving: NtReplyWaitReceivePort(Ex), NtListenPort (sections 8.5, 8.12, 8.13). */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc/lpc.h"
#include "ntdll/nt/sync/sync.h"

DEBUG_CHANNEL(lpc);

static void is_fed(struct channel *channel, void *data)
{
    bool *fed = data;

    if (channel->index && !channel->draining && !channel_is_left(channel))
        *fed = true;
}

/* Nobody is left who could send (section 12 and its choices). What the last one has sent is there by then, the server's
 * mail about it included. */
static NTSTATUS nobody_left(struct port *port)
{
    bool fed = false;

    if (port->kind == CLIENT_PORT)
        fed = !channel_is_left(port->channel);
    else if (shm_load_acquire(&port->dead))
        fed = false;
    else if (!shm_load_acquire(&port->queue->closed))
        fed = true;
    else if (port->kind == SERVER_PORT)
        fed = !channel_is_left(port->channel);
    else
        queue_each(port->queue, is_fed, &fed);
    return fed ? STATUS_PENDING : STATUS_PORT_DISCONNECTED;
}

/* Somebody waits for the port as an object: tell the server that it is not signaled any more. */
static void unsignal(struct queue *queue)
{
    struct signal_port_request request = {.port = queue->port};
    struct signal_port_reply reply;

    call_signal_port(&request, &reply, NULL);
    shm_fence();
    if (queue_is_empty(queue))
        return;
    request.signaled = 1;                       /* a sender may have been faster than we were */
    call_signal_port(&request, &reply, NULL);
}

static void unsignal_watched(struct queue *queue)
{
    if (shm_load(&queue->memory->watched) & WATCHED_BY_WAIT && queue_is_empty(queue))
        unsignal(queue);
}

/* From the rings. STATUS_NO_MORE_ENTRIES: empty, and *polled is the channel to look at while waiting. */
static inline NTSTATUS take_record(struct queue *queue, uint32_t only, struct arrival *arrival, struct channel **polled)
{
    struct channel *channel = NULL;
    uint32_t index;
    NTSTATUS status;

    for (;;) {
        switch (queue_take(queue, only, &arrival->sink, &channel, &index)) {
        case QUEUE_TAKEN:
            arrival->channel = channel;
            status = arrival_complete(arrival);
            if (status == STATUS_SUCCESS)
                return status;
            channel_release(channel);
            if (status != STATUS_NO_MORE_ENTRIES)
                return status;
            continue;                   /* it was nothing to anybody */
        case QUEUE_LONG:
            return STATUS_BUFFER_TOO_SMALL;
        case QUEUE_FAULT:
            return STATUS_ACCESS_VIOLATION;
        case QUEUE_UNKNOWN:
            if (NT_SUCCESS(port_open_channel(queue, index)))
                continue;
            return STATUS_RETRY;
        case QUEUE_EMPTY:
            *polled = channel;
            return STATUS_NO_MORE_ENTRIES;
        }
    }
}

/* For who must not take what is in the rings. */
static NTSTATUS look_at_rings(struct queue *queue)
{
    return shm_load(&queue->listed) || !queue_is_empty(queue) ? STATUS_ALPC_CHECK_COMPLETION_LIST
                                                              : STATUS_NO_MORE_ENTRIES;
}

/* One look: a message, or STATUS_NO_MORE_ENTRIES with what to look at while waiting. */
static NTSTATUS take_message(struct queue *queue, struct arrival *arrival, struct channel **polled)
{
    uint32_t only = NO_CHANNEL;
    enum mail_result mail;
    NTSTATUS status;

    while (arrival->source == FROM_RINGS) {
        status = take_record(queue, NO_CHANNEL, arrival, polled);
        if (status != STATUS_RETRY)
            return status;
    }
    for (;;) {
        status = shm_load_acquire(&queue->n_kept) ? arrival_from_kept(queue, arrival) : STATUS_NO_MORE_ENTRIES;
        if (status != STATUS_NO_MORE_ENTRIES)
            return status;
        mail = queue_has_mail(queue) ? mail_take(queue, arrival, &only) : MAIL_NONE;
        if (mail == MAIL_TAKEN)
            return STATUS_SUCCESS;
        if (mail == MAIL_LONG || mail == MAIL_FAULT)
            return mail == MAIL_LONG ? STATUS_BUFFER_TOO_SMALL : STATUS_ACCESS_VIOLATION;
        if (mail == MAIL_KEPT)
            continue;
        if (arrival->source != FROM_EVERYWHERE)
            return look_at_rings(queue);
        if (mail == MAIL_NONE)
            only = NO_CHANNEL;
        status = take_record(queue, only, arrival, polled);
        if (status == STATUS_NO_MORE_ENTRIES && mail == MAIL_AFTER) {
            channel_release(*polled);
            *polled = NULL;
        } else if (status != STATUS_RETRY) {
            return status;
        }
    }
}

NTSTATUS take_now(struct port *port, struct arrival *arrival)
{
    struct channel *polled = NULL;
    NTSTATUS status = take_message(port->queue, arrival, &polled);

    channel_release(polled);
    unsignal_watched(port->queue);
    return status;
}

static const LARGE_INTEGER no_time;

/* STATUS_PENDING: there may be something. */
static NTSTATUS await_work(struct queue *queue, const struct channel *polled, uint32_t ticket,
                           struct self *alertable, const struct timespec *until)
{
    struct futex_word also;
    NTSTATUS status = alertable ? alertable_begin(alertable, &also) : STATUS_PENDING;
    bool in_time;

    if (status != STATUS_PENDING)
        return status;
    in_time = queue_await(queue, polled, ticket, alertable ? &also : NULL, until);
    if (alertable) {
        status = alertable_end(alertable);
        if (status != STATUS_TIMEOUT)
            return status;
    }
    return in_time ? STATUS_PENDING : STATUS_TIMEOUT;
}

NTSTATUS receive_message(struct port *port, const LARGE_INTEGER *timeout, NTSTATUS (*over)(struct port *),
                         struct arrival *arrival)
{
    struct queue *queue = port->queue;
    struct timespec at;
    const struct timespec *until = timeout_until(&at, timeout);

    for (;;) {
        uint32_t ticket = queue_ticket(queue);
        struct channel *polled = NULL;
        NTSTATUS end = over(port), status = take_message(queue, arrival, &polled);

        unsignal_watched(queue);
        if (status != STATUS_NO_MORE_ENTRIES) {
            if (status != STATUS_ALPC_CHECK_COMPLETION_LIST)    /* who takes from the list passes on what he leaves */
                queue_pass_on(queue);
            return status;
        }
        if (end == STATUS_PENDING && timeout && timeout->QuadPart == 0)
            end = arrival->alertable ? alertable_poll(arrival->alertable) : STATUS_TIMEOUT;
        status = end == STATUS_PENDING ? await_work(queue, polled, ticket, arrival->alertable, until) : end;
        channel_release(polled);
        if (end != STATUS_PENDING || (status != STATUS_PENDING && status != STATUS_TIMEOUT)) {
            queue_pass_on(queue);       /* who ends our wait does not know that we had been woken for something */
            return status;
        }
        if (status == STATUS_TIMEOUT)
            timeout = &no_time;         /* one last look */
    }
}

struct received {
    struct message message;
    struct arrival arrival;
};

/* A classic receiver sees the types without what is ALPC's. */
static NTSTATUS receive(struct port *port, const LARGE_INTEGER *timeout, struct received *received)
{
    struct arrival *arrival = &received->arrival;
    NTSTATUS status;

    arrival_begin(arrival, received->message.data, sizeof received->message.data, NULL);
    status = receive_message(port, timeout, nobody_left, arrival);
    if (status != STATUS_SUCCESS)
        return status;
    channel_release(arrival->channel);
    received->message.header = arrival->sink.header;
    received->message.header.u2.s2.Type &= ~LPC_CONTINUATION_REQUIRED;
    return STATUS_SUCCESS;
}

static NTSTATUS deliver(const struct received *received, PVOID *context, PPORT_MESSAGE user)
{
    NTSTATUS status = deliver_message(user, &received->message);

    if (NT_SUCCESS(status) && context &&
        !user_write(context, &received->arrival.port_context, sizeof *context))
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
