/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Receiving from an ALPC port (alpc 6, 13). */
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/alpc/completion_list.h"
#include "ntdll/nt/sync/sync.h"

#include <errno.h>

/* Moves on with every end of a port; see alpc_ports_changed(). */
static uint32_t changes, n_in_vain;     /* who waits for one */

void alpc_ports_changed(void)
{
    shm_fetch_add(&changes, 1);
    if (shm_load(&n_in_vain))           /* who comes later sees the change */
        futex_wake(&changes, INT_MAX);
}

NTSTATUS alpc_over(struct port *port)
{
    if (shm_load_acquire(&port->detached))
        return STATUS_PORT_CLOSED;
    if (shm_load(&port->disconnected))
        return STATUS_PORT_DISCONNECTED;
    if (port->kind == CLIENT_PORT && shm_load_acquire(&port->state) == PORT_REFUSED)
        return STATUS_PORT_CONNECTION_REFUSED;
    if (port->kind == CLIENT_PORT || port->kind == SERVER_PORT)
        return channel_is_left(port->channel) ? STATUS_PORT_DISCONNECTED : STATUS_PENDING;
    return shm_load_acquire(&port->dead) || shm_load_acquire(&port->queue->closed) ? STATUS_PORT_CLOSED : STATUS_PENDING;
}

/* A server communication port receives nothing: what its client sends comes to the connection port (alpc 1). */
static NTSTATUS wait_in_vain(struct port *port, const LARGE_INTEGER *timeout, struct self *alertable)
{
    struct timespec at;
    const struct timespec *until = timeout_until(&at, timeout);

    for (;;) {
        uint32_t seen = shm_load_acquire(&changes);
        struct futex_word also;
        NTSTATUS end = alpc_over(port);
        bool in_time;

        if (end == STATUS_PENDING && alertable)
            end = alertable_begin(alertable, &also);
        if (end != STATUS_PENDING)
            return end;
        shm_fetch_add(&n_in_vain, 1);
        in_time = futex_sleep_either(&changes, seen, alertable ? &also : NULL, until) != ETIMEDOUT;
        shm_fetch_add(&n_in_vain, -1u);
        if (alertable && (end = alertable_end(alertable)) != STATUS_TIMEOUT)
            return end;
        if (!in_time)
            return STATUS_TIMEOUT;
    }
}

/* What came along with a connection reply can be asked for until the connection ends. */
static void keep_extras(struct port *port, struct arrival *arrival)
{
    struct pending record = {
        .key = key_of(&arrival->sink.header), .datagram = true, .channel = port->channel, .slot = NO_SLOT,
        .parcel = arrival->sink.attributes.parcel, .security = arrival->sink.attributes.security,
    };

    if (pending_begin(&record, new_message_id))
        arrival->sink.header.MessageId = record.key.message_id;
}

static void be_connected(struct port *port, struct arrival *arrival)
{
    shm_store(&port->channel->send_limit, arrival->limit);
    shm_store_release(&port->state, PORT_CONNECTED);
    if (arrival->sink.attributes.parcel || arrival->sink.attributes.security)
        keep_extras(port, arrival);
}

NTSTATUS alpc_receive(struct port *port, const LARGE_INTEGER *timeout, struct arrival *arrival)
{
    NTSTATUS status;

    if (port->kind == SERVER_PORT)
        return wait_in_vain(port, timeout, arrival->alertable);
    arrival->source = completion_list_source(port);
    status = receive_message(port, timeout, alpc_over, arrival);
    if (status != STATUS_SUCCESS)
        return status;
    if (arrival->sink.header.u2.s2.Type == LPC_CONNECTION_REQUEST)
        arrival->sink.header.u2.s2.Type |= LPC_CONTINUATION_REQUIRED;
    if (arrival->sink.header.u2.s2.Type == LPC_INTERNAL_CONNECTION_REPLY)
        be_connected(port, arrival);
    return status;
}
