/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the server says unasked, on the watcher's thread. */
#include "ntdll/channel/pending.h"
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/lpc/lpc.h"
#include "ntdll/nt/port/port_private.h"
#include "ntdll/nt/port/port_table.h"

DEBUG_CHANNEL(port);

/* A client port has come to its end, and whoever looks at it now sees that: a packet says so. Of a client's end there is
 * mail. */
static void post_end(struct port *port)
{
    struct signal_port_request request = {.port = port->queue->port, .signaled = SIGNAL_ARRIVED};

    if (port->kind == CLIENT_PORT && shm_load(&port->queue->memory->watched) & WATCHED_BY_COMPLETION && self())
        call_signal_port(&request, NULL, NULL);
}

static void on_port(const struct notice *notice)
{
    struct port *port = port_by_id(notice->id, notice);

    if (!port)
        return;
    switch (notice->type) {
    case NOTICE_PEER_CLOSED:
        channel_peer_closed(port->channel);
        post_end(port);
        break;
    case NOTICE_PEER_DIED:
        channel_peer_died(port->channel, notice->pid);
        break;
    case NOTICE_SHARER_DIED:
        if (port->channel)
            channel_sharer_died(port->channel, notice->pid);
        queue_wake_all(port->queue);
        break;
    case NOTICE_CONNECTED:
        shm_store(&port->channel->send_limit, notice->limit);
        shm_store_release(&port->state, PORT_CONNECTED);
        break;
    case NOTICE_REFUSED:
        shm_store_release(&port->state, PORT_REFUSED);
        queue_wake_all(port->queue);
        post_end(port);
        break;
    }
    port_put(port);
    alpc_ports_changed();
}

static void forget_channel(struct queue *queue, uint32_t index, uint32_t id)
{
    struct channel *channel = queue_channel(queue, index);

    if (channel && channel->id == id) {
        pending_purge(channel);
        views_of_channel_end(channel);
        queue_detach(queue, channel);
    }
    channel_unref(channel);
}

static void on_queue(const struct notice *notice)
{
    struct queue *queue = port_queue_or_later(notice->id, notice);
    struct port *owner;

    if (!queue)
        return;
    switch (notice->type) {
    case NOTICE_MAIL:
        shm_store_release(&queue->mail, 1);
        queue_wake_all(queue);
        break;
    case NOTICE_QUEUE_CLOSED:
        owner = port_by_id(notice->id, NULL);
        port_close_queue(queue, owner ? owner->channel : NULL);
        if (owner)
            port_put(owner);
        break;
    case NOTICE_CHANNEL_GONE:
        forget_channel(queue, notice->index, notice->channel);
        break;
    case NOTICE_RUNG:
        queue_rung(queue, notice->index, notice->channel);
        break;
    }
    queue_unref(queue);
}

void port_notice(const struct notice *notice)
{
    TRACE("notice %u about %u", notice->type, notice->id);
    switch (notice->type) {
    case NOTICE_MAIL:
    case NOTICE_QUEUE_CLOSED:
    case NOTICE_CHANNEL_GONE:
    case NOTICE_RUNG:
        on_queue(notice);
        break;
    case NOTICE_PEER_CLOSED:
    case NOTICE_PEER_DIED:
    case NOTICE_SHARER_DIED:
    case NOTICE_CONNECTED:
    case NOTICE_REFUSED:
        on_port(notice);
        break;
    case NOTICE_ASKED:
        shared_asked(notice->id);
        break;
    case NOTICE_PORT_DELETED:
        port_unmap_views(notice->id);
        break;
    case NOTICE_PORT_LEFT:
        port_detach(notice->id);
        break;
    case NOTICE_HANDLE_CLOSED:
        port_handle_closing(notice->handle);
        break;
    default:
        WARN("unknown notice %u", notice->type);
    }
}
