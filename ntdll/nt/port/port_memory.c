/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the descriptors that come with a port become: queues and channels, mapped. */
#include "ntdll/nt/port/port_memory.h"

#include "common/control.h"
#include "ntdll/client/session.h"

#include <sys/mman.h>

static void *map_part(int fd, size_t offset, size_t size)
{
    void *memory = fd < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);

    if (memory == MAP_FAILED)
        return NULL;
    madvise(memory, size, MADV_DONTFORK);       /* R7 */
    return memory;
}

void *port_map_memory(int fd, size_t size)
{
    return map_part(fd, 0, size);
}

void port_close_fds(int *fds, int n)
{
    for (int i = 0; i < n; i++)
        if (fds[i] >= 0) {
            close(fds[i]);
            fds[i] = -1;
        }
}

static const uint32_t *message_clock(void)
{
    const struct client_session *session = client_session();

    return session ? &session->shared->message_id : NULL;
}

/* The queue of a connection or unconnected port, from its memory. */
static struct queue *map_queue(uint32_t id, int queue_fd, int holder_fd, bool fresh)
{
    size_t size = QUEUE_MEMORY_SIZE;
    void *memory = port_map_memory(queue_fd, size);
    void *holder = port_map_memory(holder_fd, holder_memory_size(MAX_CHANNELS));
    struct queue *queue = memory && holder ? queue_new(id, memory, size, holder, MAX_CHANNELS) : NULL;

    if (queue)
        queue->clock = message_clock();
    if (queue && fresh)
        holder_init(holder, MAX_CHANNELS);
    else if (queue)
        queue->mail = 1;                /* there may be some that came before we were told of any */
    if (!queue) {
        if (memory)
            munmap(memory, size);
        if (holder)
            munmap(holder, holder_memory_size(MAX_CHANNELS));
    }
    return queue;
}

/* A client port's two queues and its channel. */
static bool map_client(struct port *port, const struct port_memory *from, bool fresh)
{
    size_t size = QUEUE_MEMORY_SIZE;
    void *queue_memory = port_map_memory(from->fds[0], size);
    struct holder_memory *holder = map_part(from->fds[1], from->holder_page * SHARED_PAGE, holder_memory_size(1));
    struct channel_memory *memory = port_map_memory(from->fds[2], channel_memory_size(from->ring_size));

    if (!queue_memory || !holder || !memory)
        goto failed;
    if (from->bell == BELL_OF_QUEUE) {
        port->peer_queue = queue_new(from->queue_port, queue_memory, size, NULL, 0);
        if (!port->peer_queue)
            goto failed;
        queue_memory = NULL;
        port->queue = queue_new(from->port, &memory->client_queue, 0, holder, 1);
    } else {
        port->queue = queue_new(from->port, queue_memory, size, holder, 1);
    }
    if (!port->queue)
        goto failed;
    queue_memory = NULL;
    if (fresh)
        holder_init(holder, 1);
    port->queue->mail = !fresh;
    port->channel = channel_new(from->channel, from->index, CLIENT_END, from->bell, memory, from->ring_size,
                                port->queue, port->peer_queue);
    if (!port->channel)
        goto failed;
    return queue_attach(port->queue, port->channel);

failed:
    if (queue_memory)
        munmap(queue_memory, size);
    if (holder && !port->queue)
        munmap(holder, holder_memory_size(1));
    if (memory)
        munmap(memory, channel_memory_size(from->ring_size));
    return false;
}

struct channel *port_map_server_end(struct queue *queue, const struct port_memory *from, bool fresh)
{
    void *memory = port_map_memory(from->fds[2], channel_memory_size(from->ring_size));
    struct channel *channel;

    if (!memory)
        return NULL;
    if (fresh)
        channel_state_init(&queue->holder->channels[from->index]);
    channel = channel_new(from->channel, from->index, SERVER_END, from->bell, memory, from->ring_size, queue, NULL);
    if (!channel) {
        munmap(memory, channel_memory_size(from->ring_size));
        return NULL;
    }
    channel->peer_pid = from->peer_pid;
    channel->send_limit = from->send_limit;
    channel->context = (void *)(uintptr_t)from->context;
    if (queue_attach(queue, channel))
        return channel;
    channel_unref(channel);
    return NULL;
}

bool port_map(struct port *port, const struct port_memory *from, bool fresh, struct queue *known)
{
    switch (port->kind) {
    case CLIENT_PORT:
        if (!map_client(port, from, fresh))
            return false;
        port->channel->peer_pid = from->peer_pid;
        port->channel->send_limit = from->send_limit;
        return true;
    case SERVER_PORT:
        port->queue = known ? queue_ref(known) : map_queue(from->queue_port, from->fds[0], from->fds[1], false);
        if (!port->queue)
            return false;
        port->channel = queue_channel(port->queue, from->index);
        if (port->channel && port->channel->id == from->channel && !port->channel->draining)
            return true;
        channel_unref(port->channel);
        port->channel = port_map_server_end(port->queue, from, fresh);
        return port->channel;
    default:
        port->queue = known ? queue_ref(known) : map_queue(from->port, from->fds[0], from->fds[1], fresh);
        return port->queue;
    }
}

void port_unmap(struct port *port)
{
    if (port->kind == CLIENT_PORT && port->queue)
        queue_clear(port->queue);
    channel_unref(port->channel);
    queue_unref(port->queue);
    queue_unref(port->peer_queue);
    port->channel = NULL;
    port->queue = port->peer_queue = NULL;
}
