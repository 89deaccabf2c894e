/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Channels that this process finds late: of a client that another process has accepted, and of a port to itself. */
#include "ntdll/client/call.h"
#include "ntdll/nt/port/port_memory.h"
#include "ntdll/nt/port/port_private.h"

#include <pthread.h>
#include <sys/mman.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* one loopback a port */

static NTSTATUS fetch_channel(struct queue *queue, uint32_t index, struct open_channel_reply *reply, int *fds)
{
    struct open_channel_request request = {.queue_port = queue->port, .index = index};

    return call_open_channel(&request, reply, fds);
}

NTSTATUS port_open_channel(struct queue *queue, uint32_t index)
{
    struct open_channel_reply reply = {0};
    int fds[WIRE_MAX_FDS];
    NTSTATUS status = fetch_channel(queue, index, &reply, fds);
    struct port_memory memory;
    struct channel *channel;

    if (!NT_SUCCESS(status)) {
        queue_forget(queue, index);
        return status;
    }
    memory = (struct port_memory){
        .channel = reply.channel, .index = index, .bell = reply.bell, .ring_size = reply.ring_size,
        .send_limit = reply.send_limit, .peer_pid = reply.peer_pid, .context = reply.context,
        .fds = (int[]){-1, -1, fds[0]},
    };
    channel = port_map_server_end(queue, &memory, false);
    port_close_fds(fds, WIRE_MAX_FDS);
    if (!channel)
        return STATUS_NO_MEMORY;
    channel_unref(channel);                 /* the queue has it */
    return STATUS_SUCCESS;
}

NTSTATUS port_open_loopback(struct port *port)
{
    struct open_channel_reply reply = {0};
    int fds[WIRE_MAX_FDS];
    NTSTATUS status = STATUS_SUCCESS;
    struct channel *channel = NULL;
    void *memory;

    pthread_mutex_lock(&lock);
    if (port->channel)
        goto out;
    status = fetch_channel(port->queue, 0, &reply, fds);
    if (!NT_SUCCESS(status))
        goto out;
    memory = port_map_memory(fds[0], channel_memory_size(reply.ring_size));
    port_close_fds(fds, WIRE_MAX_FDS);
    if (memory)
        channel = channel_new(reply.channel, 0, CLIENT_END, BELL_OF_QUEUE, memory, reply.ring_size,
                              port->queue, port->queue);
    if (!channel) {
        if (memory)
            munmap(memory, channel_memory_size(reply.ring_size));
        status = STATUS_NO_MEMORY;
        goto out;
    }
    channel->peer_pid = reply.peer_pid;
    channel->send_limit = reply.send_limit;
    port->channel = channel;
out:
    pthread_mutex_unlock(&lock);
    return status;
}

void port_channels_forget(void)
{
    pthread_mutex_init(&lock, NULL);
}
