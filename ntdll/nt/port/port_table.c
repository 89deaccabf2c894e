/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of ports, and the cache from handles to them; see port.h.
 *
 * The cache may forget: a handle that is not in it is asked of the server. It may not be wrong: closing
 * takes the entry out before the server hears of it, and the server says when somebody else closed one.
 */
#include "ntdll/nt/port/port_table.h"

#include "ntdll/channel/pending.h"
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/client/usermem.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/alpc/completion_list.h"
#include "ntdll/nt/port/port_memory.h"
#include "ntdll/nt/port/port_private.h"

#include <pthread.h>
#include <stdlib.h>

DEBUG_CHANNEL(port);

#define N_BUCKETS 1024

struct cached_handle {
    uint64_t handle;                    /* 0: nothing here */
    struct port *port;
    uint32_t id, access;                /* id: the port's; it may have become another one */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* guards all below but reads of the cache */
static struct cached_handle cache[16384];
static struct port *buckets[N_BUCKETS];
static struct port *unused;

/* Notices about ports that are not attached yet: the server speaks of a port as soon as it has told us of it, on another
 * connection. */
#define N_EARLY 256
static struct notice early[N_EARLY];
static uint32_t n_early;                /* how many there have ever been */

static struct cached_handle *cache_entry(uint64_t handle)
{
    return &cache[handle / 4 % (sizeof cache / sizeof cache[0])];
}

/* Under lock. Readers check handle after they have taken their reference. */
static void cache_store(uint64_t handle, struct port *port, uint32_t access)
{
    struct cached_handle *entry = cache_entry(handle);

    shm_store_release(&entry->handle, 0);
    shm_fence();
    shm_store(&entry->port, port);
    shm_store(&entry->id, port->id);
    shm_store(&entry->access, access);
    shm_store_release(&entry->handle, handle);
}

static bool port_try_ref(struct port *port)
{
    uint32_t n = shm_load(&port->life.n_references);

    while (n)
        if (shm_compare_exchange(&port->life.n_references, n, n + 1))
            return true;
        else
            n = shm_load(&port->life.n_references);
    return false;
}

/* false: it is no port any more. */
static inline bool port_hold(struct port *port)
{
    if (!hand_take(LIFE_OF_PORT, &port->life))
        return port_try_ref(port);
    if (shm_load_acquire(&port->life.n_references))
        return true;
    port_put(port);
    return false;
}

static inline struct port *cache_find(uint64_t handle, uint32_t *access)
{
    struct cached_handle *entry = cache_entry(handle);
    struct port *port;
    uint32_t id;

    if (!handle || shm_load_acquire(&entry->handle) != handle)
        return NULL;
    port = shm_load(&entry->port);
    id = shm_load(&entry->id);
    *access = shm_load(&entry->access);
    if (!port_hold(port))
        return NULL;
    if (shm_load_acquire(&entry->handle) == handle && shm_load(&entry->port) == port && port->id == id)
        return port;
    port_put(port);
    return NULL;
}

static struct port **bucket_of(uint32_t id)
{
    return &buckets[id % N_BUCKETS];
}

static struct port *find_by_id(uint32_t id)
{
    struct port *port = *bucket_of(id);

    while (port && port->id != id)
        port = port->next;
    return port;
}

/* The queue of that port, by the port itself or any port of ours that receives there. */
static struct queue *find_queue(uint32_t queue_port)
{
    struct port *owner = find_by_id(queue_port);

    if (owner)
        return owner->queue;
    for (size_t i = 0; i < N_BUCKETS; i++)
        for (struct port *port = buckets[i]; port; port = port->next)
            if (port->queue->port == queue_port)
                return port->queue;
    return NULL;
}

static struct port *new_port(void)
{
    struct port *port = unused;

    if (port)
        unused = port->next;
    else
        port = calloc(1, sizeof *port);
    return port;
}

/* Under lock. */
static void keep_early(const struct notice *notice)
{
    early[n_early++ % N_EARLY] = *notice;
}

/* Under lock: those about the port, which are not early any more. */
static uint32_t take_early(uint32_t id, struct notice taken[N_EARLY])
{
    uint32_t n = 0;

    for (uint32_t i = n_early > N_EARLY ? n_early - N_EARLY : 0; i != n_early; i++)
        if (early[i % N_EARLY].id == id && early[i % N_EARLY].type) {
            taken[n++] = early[i % N_EARLY];
            early[i % N_EARLY].type = NOTICE_none;
        }
    return n;
}

static uint32_t handles_changed(void)
{
    const struct client_session *session = client_session();

    return session ? shm_load_acquire(&session->control->handles_changed) : 0;
}

struct port *port_attach(uint64_t handle, uint32_t access, const struct port_memory *from, bool fresh,
                         NTSTATUS *status)
{
    struct notice missed[N_EARLY];
    uint32_t n_missed = 0;
    struct port *port;

    pthread_mutex_lock(&lock);
    port = find_by_id(from->port);
    if (port) {
        life_ref(&port->life);
    } else if ((port = new_port())) {
        *port = (struct port){
            .id = from->port, .kind = from->kind, .flags = from->flags,
            .peer_flags = from->peer_flags,
            .max_message = from->max_message, .state = from->state,
            .max_section = UINT64_MAX, .max_view = UINT64_MAX, .max_total_section = UINT64_MAX,
            .only_handle = fresh && from->kind >= CLIENT_PORT ? handle : 0, .handles_changed = handles_changed(),
        };
        if (port_map(port, from, fresh, find_queue(port->kind == SERVER_PORT ? from->queue_port : from->port))) {
            if (port->flags & PORT_ALPC)
                shm_store(&port->queue->alpc, true);
            port->queue->n_ports++;
            port->next = *bucket_of(port->id);
            *bucket_of(port->id) = port;
            shm_store_release(&port->life.n_references, 2);     /* the table's and the caller's */
            n_missed = take_early(port->id, missed);
        } else {
            port_unmap(port);
            port->next = unused;
            unused = port;
            port = NULL;
        }
    }
    if (port)
        cache_store(handle, port, access);
    pthread_mutex_unlock(&lock);
    port_close_fds(from->fds, 3);
    for (uint32_t i = 0; i < n_missed; i++)
        port_notice(&missed[i]);
    if (!port)
        *status = STATUS_NO_MEMORY;
    return port;
}

/* A handle that came by duplication, or that the cache forgot. */
static struct port *open_port(uint64_t handle, uint32_t *access, NTSTATUS *status)
{
    struct open_port_request request = {.handle = handle};
    struct open_port_reply reply = {0};
    struct port_memory memory;
    int fds[WIRE_MAX_FDS];

    if (!watcher_start()) {
        *status = STATUS_SERVER_DISABLED;
        return NULL;
    }
    *status = call_open_port(&request, &reply, fds);
    if (!NT_SUCCESS(*status))
        return NULL;
    *access = reply.access;
    memory = (struct port_memory)PORT_MEMORY(&reply, fds, .kind = reply.kind, .flags = reply.flags, .state = reply.state,
                                             .context = reply.context, .holder_page = reply.holder_page);
    return port_attach(handle, reply.access, &memory, false, status);
}

static struct port *check_access(struct port *port, ACCESS_MASK access, uint32_t granted, NTSTATUS *status)
{
    if (!port || !(access & ~granted))
        return port;
    port_put(port);
    *status = STATUS_ACCESS_DENIED;
    return NULL;
}

static struct port *get_unknown(HANDLE handle, ACCESS_MASK access, NTSTATUS *status)
{
    uint32_t granted = 0;
    struct port *port = open_port(wire_handle(handle), &granted, status);

    return check_access(port, access, granted, status);
}

/* The cache knows handles as they travel, without the two bits that are the program's. */
struct port *port_get(HANDLE handle, ACCESS_MASK access, NTSTATUS *status)
{
    uint32_t granted;
    struct port *port = cache_find((uintptr_t)handle & ~(uint64_t)3, &granted);

    return port ? check_access(port, access, granted, status) : get_unknown(handle, access, status);
}

/* The end of a port here. */

static void purge_channel(struct channel *channel, void *data)
{
    (void)data;
    pending_purge(channel);
}

/* The peer sees that before the server's word arrives. */
static void close_end(struct port *port)
{
    if (port->kind >= CLIENT_PORT)
        channel_close(port->channel);
}

/* Nobody has the port any more when there was but this one handle, which goes with it. */
static bool leave(struct port *port, uint32_t slot)
{
    struct leave_port_request request = {.handle = port->only_handle, .port = port->id, .slot = slot};

    if (!shm_exchange(&port->leaving, 0))
        return false;
    close_end(port);
    call_leave_port(&request, NULL, NULL);
    return true;
}

static bool detach(struct port *port, uint32_t slot)
{
    struct detach_port_request request = {.port = port->id, .slot = slot};
    struct detach_port_reply reply = {0};

    if (!NT_SUCCESS(call_detach_port(&request, &reply, NULL)) || !reply.deleted)
        return false;
    close_end(port);
    return true;
}

/* Nobody is in a call on it and no handle names it: the server may delete the object. */
static void port_destroy(struct life *life)
{
    struct port *port = (struct port *)((char *)life - offsetof(struct port, life));
    struct self *caller = shm_load(&port->dead) ? NULL : self();
    uint32_t slot = caller ? caller->slot : 0;
    bool last_here;

    if (port->dead || leave(port, slot) || detach(port, slot))
        port_unmap_views(port->id);
    sections_of_port_end(port->id, !port->dead);
    reserves_of_port_end(port->id);
    completion_list_of_port_ends(port->id);

    pthread_mutex_lock(&lock);
    last_here = !--port->queue->n_ports;
    pthread_mutex_unlock(&lock);
    if (port->channel) {
        pending_purge(port->channel);
        views_of_channel_end(port->channel);
        if (port->kind == SERVER_PORT) {
            channel_peer_closed(port->channel);
            queue_detach(port->queue, port->channel);
        }
    }
    if (last_here) {
        queue_each(port->queue, purge_channel, NULL);
        queue_clear(port->queue);
    }
    pthread_mutex_lock(&lock);
    port_unmap(port);
    port->next = unused;
    unused = port;
    pthread_mutex_unlock(&lock);
}

struct port *port_ref(struct port *port)
{
    life_ref(&port->life);
    return port;
}

void port_unref(struct port *port)
{
    life_unref(LIFE_OF_PORT, &port->life, port_destroy);
}

/* Under lock: no new call finds it. The table's reference goes to the caller. */
static struct port *take_out(uint32_t id)
{
    struct port **link = bucket_of(id), *port;

    while (*link && (*link)->id != id)
        link = &(*link)->next;
    port = *link;
    if (port)
        *link = port->next;
    return port;
}

void port_handle_closing(uint64_t handle)
{
    struct cached_handle *entry = cache_entry(handle & ~(uint64_t)3);

    pthread_mutex_lock(&lock);
    if (entry->handle == (handle & ~(uint64_t)3))
        shm_store_release(&entry->handle, 0);
    pthread_mutex_unlock(&lock);
}

/* The port that owns the queue has no handle left in any process: what is queued is freed (lpc-semantics 12). */
void port_close_queue(struct queue *queue, struct channel *loopback)
{
    queue_purge(queue);
    shm_store_release(&queue->closed, 1);
    if (loopback)
        channel_peer_closed(loopback);  /* who has asked the port itself gets no answer */
    queue_wake_all(queue);
}

/* No handle of this process names it, and it is not in the table any more. */
static void port_ends(struct port *port, uint32_t detach)
{
    TRACE("port %u, kind %d%s", port->id, port->kind, detach & DETACH_LAST ? ", its last handle" : "");
    shm_store_release(&port->detached, true);
    if (port->flags & PORT_ALPC) {      /* STATUS_PORT_CLOSED to who waits there */
        queue_wake_all(port->queue);
        alpc_ports_changed();
    }
    if (port->kind <= UNCONNECTED_PORT && detach & DETACH_LAST)
        port_close_queue(port->queue, port->channel);
    port_put(port);
}

void port_detach(uint32_t detach)
{
    uint32_t id = detach & ~DETACH_LAST;
    struct port *port;

    if (!id)
        return;
    pthread_mutex_lock(&lock);
    port = take_out(id);
    pthread_mutex_unlock(&lock);
    if (port)
        port_ends(port, detach);
}

/* Under lock: the port that this is the only handle to. Who asks to be connected takes that back by closing it, and the server
 * must have heard so. */
static struct port *find_left(uint64_t handle)
{
    const struct cached_handle *entry = cache_entry(handle);
    struct port *port = entry->handle == handle ? find_by_id(entry->id) : NULL;

    return port && port->only_handle == handle && port->handles_changed == handles_changed() &&
                   shm_load(&port->state) == PORT_CONNECTED ? port : NULL;
}

bool port_leave(uint64_t handle, uint32_t slot)
{
    static uint64_t last_ticket;
    struct close_handle_request request = {.handle = handle & ~(uint64_t)3, .slot = slot};
    uint64_t ticket = 0;
    struct port *port;

    pthread_mutex_lock(&lock);
    port = find_left(request.handle);
    if (port) {
        shm_store_release(&cache_entry(request.handle)->handle, 0);
        take_out(port->id);
        ticket = ++last_ticket;
        shm_store(&port->leaving, ticket);
    }
    pthread_mutex_unlock(&lock);
    if (!port)
        return false;
    port_ends(port, 0);
    /* Somebody is in a call on it: the handle goes now, the rest when he has returned. */
    if (shm_compare_exchange(&port->leaving, ticket, 0))
        call_close_handle(&request, NULL, NULL);
    return true;
}

bool port_knows_queue(uint32_t queue_port)
{
    bool known;

    pthread_mutex_lock(&lock);
    known = find_queue(queue_port);
    pthread_mutex_unlock(&lock);
    return known;
}

struct port *port_by_id(uint32_t id, const struct notice *if_early)
{
    struct port *port;

    pthread_mutex_lock(&lock);
    port = find_by_id(id);
    if (!port && if_early)
        keep_early(if_early);
    if (port && !port_try_ref(port))
        port = NULL;
    pthread_mutex_unlock(&lock);
    return port;
}

struct queue *port_queue_or_later(uint32_t id, const struct notice *if_early)
{
    struct queue *queue;

    pthread_mutex_lock(&lock);
    queue = find_queue(id);
    if (queue)
        queue_ref(queue);
    else if (if_early)
        keep_early(if_early);
    pthread_mutex_unlock(&lock);
    return queue;
}

struct queue *port_queue(uint32_t queue_port)
{
    return port_queue_or_later(queue_port, NULL);
}

void port_expect_mail(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < N_BUCKETS; i++)
        for (struct port *port = buckets[i]; port; port = port->next)
            if (shm_load(&port->queue->memory->watched) & WATCHED_BY_COMPLETION)
                shm_store_release(&port->queue->mail, 1);
    pthread_mutex_unlock(&lock);
}

/* Everything that the dead server knew ends here; handles mean nothing any more. */
void port_server_died(void)
{
    for (;;) {
        struct port *port = NULL;

        pthread_mutex_lock(&lock);
        for (size_t i = 0; i < N_BUCKETS && !port; i++)
            if (buckets[i])
                port = take_out(buckets[i]->id);
        if (port)
            shm_store_release(&port->dead, true);
        for (size_t i = 0; i < sizeof cache / sizeof cache[0]; i++)
            shm_store_release(&cache[i].handle, 0);
        pthread_mutex_unlock(&lock);
        if (!port)
            return;
        shm_store_release(&port->queue->closed, 1);
        if (port->channel)
            channel_peer_closed(port->channel);
        queue_wake_all(port->queue);
        alpc_ports_changed();
        port_put(port);
    }
}

void port_forget_all(void)
{
    pthread_mutex_init(&lock, NULL);
    for (size_t i = 0; i < sizeof cache / sizeof cache[0]; i++)
        cache[i].handle = 0;
    for (size_t i = 0; i < N_BUCKETS; i++)
        buckets[i] = NULL;
    port_views_forget();
    n_early = 0;
    port_channels_forget();
    alpc_views_forget();
    reserves_forget();
    completion_lists_forget();
    tp_alpc_forget();
}
