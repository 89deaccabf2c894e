/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Completion ports. One of ours, which no program sees, is what all of a process's ports are
 * associated with; a thread of Wine's, the ferry, takes the packets from it and posts them to the
 * completion port of Wine's that was meant. A packet's key there is the number of the association.
 *
 * When a port is gone, a packet of our own follows its last one, and ends the association. That of a
 * server port stays, since the queue is the connection port's.
 */
#include "wine/completion.h"

#include "wine/handles.h"
#include "wine/library.h"
#include "wine/object.h"
#include "wine/thread.h"
#include "wine/wine.h"

#include <ntalpcapi.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CURRENT_PROCESS   ((uint64_t)-1)
#define PATIENCE          (-10000000ll)     /* 1 s */
#define GONE              1u                /* status of the last packet */
#define IO_COMPLETION_ALL 0x1f0003u

struct association {
    struct association *next;
    uint64_t id, key, completion;           /* the program's key; a handle of Wine's */
};

static struct association *associations;
static uint64_t hidden, last_id;
static bool ferry_runs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* --- the ferry --- */

static struct association **find(uint64_t id)
{
    struct association **at = &associations;

    while (*at && (*at)->id != id)
        at = &(*at)->next;
    return at;
}

static void association_free(struct association *association)
{
    wine_close(association->completion);
    free(association);
}

static void post(uint64_t id, uint32_t packet_status, uint64_t context, uint64_t information)
{
    struct association **at, *over = NULL;
    uint64_t completion = 0, key = 0;

    pthread_mutex_lock(&lock);
    at = find(id);
    if (*at) {
        completion = (*at)->completion;
        key = (*at)->key;
        if (packet_status == GONE) {
            over = *at;
            *at = over->next;
        }
    }
    pthread_mutex_unlock(&lock);
    if (over)
        association_free(over);
    else if (completion)
        wine_call(wine.NtSetIoCompletion, completion, key, context, packet_status, information, 0, 0);
}

/* The server has ended: nothing will come any more. */
static void forget_all(void)
{
    struct association *all, *next;

    pthread_mutex_lock(&lock);
    all = associations;
    associations = NULL;
    hidden = 0;
    pthread_mutex_unlock(&lock);
    for (; all; all = next) {
        next = all->next;
        association_free(all);
    }
}

static bool may_leave(void)
{
    bool leaves = thread_is_last();

    pthread_mutex_lock(&lock);
    leaves = leaves || !associations;
    if (leaves)
        ferry_runs = false;
    pthread_mutex_unlock(&lock);
    return leaves;
}

static void ferry(void *argument)
{
    const int64_t patience = PATIENCE;

    (void)argument;
    for (;;) {
        uint64_t id = 0, context = 0, io[2] = {0};
        uint32_t status = ours_call("NtRemoveIoCompletion", hidden, (uintptr_t)&id, (uintptr_t)&context,
                                    (uintptr_t)io, (uintptr_t)&patience);

        if (status == STATUS_SUCCESS)
            post(id, (uint32_t)io[0], context, io[1]);
        else if (status != STATUS_TIMEOUT)
            forget_all();
        if (status != STATUS_SUCCESS && may_leave())
            return;
    }
}

/* --- associating --- */

/* Behind what was posted before: the port has been closed. */
static void port_gone(uint64_t id)
{
    ours_call("NtSetIoCompletion", hidden, id, 0, GONE, 0);
}

static uint32_t completion_port_check(uint64_t handle)
{
    enum object_type type = object_type_of_wine(handle);

    if (type == OBJECT_NONE)
        return (uint32_t)STATUS_INVALID_HANDLE;
    if (type != OBJECT_COMPLETION)
        return (uint32_t)STATUS_OBJECT_TYPE_MISMATCH;
    return object_access(handle) & IO_COMPLETION_MODIFY_STATE ? 0 : (uint32_t)STATUS_ACCESS_DENIED;
}

/* What the associations need, under lock. */
static uint32_t prepare(void)
{
    uint32_t status = 0;

    if (!hidden)
        status = ours_call("NtCreateIoCompletion", (uintptr_t)&hidden, IO_COMPLETION_ALL, 0, 1);
    if (status || ferry_runs)
        return status;
    ferry_runs = thread_start(ferry, NULL);
    return ferry_runs ? 0 : (uint32_t)STATUS_NO_MEMORY;
}

static uint32_t association_make(uint64_t *id, uint64_t key, uint64_t completion)
{
    struct association *association = calloc(1, sizeof *association);
    uint32_t status;

    if (!association)
        return (uint32_t)STATUS_NO_MEMORY;
    status = (uint32_t)wine_call(wine.NtDuplicateObject, CURRENT_PROCESS, completion, CURRENT_PROCESS,
                                 (uintptr_t)&association->completion, 0, 0, DUPLICATE_SAME_ACCESS);
    if (status) {
        free(association);
        return status;
    }
    pthread_mutex_lock(&lock);
    association->id = *id = ++last_id;
    association->key = key;
    association->next = associations;
    associations = association;
    status = prepare();
    if (status)
        associations = association->next;
    pthread_mutex_unlock(&lock);
    if (status)
        association_free(association);
    return status;
}

static void association_drop(uint64_t id)
{
    post(id, GONE, 0, 0);
}

static uint32_t set(const uint64_t *a, uint64_t key, uint64_t completion)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT ours = {(PVOID)(uintptr_t)key, (HANDLE)(uintptr_t)completion};
    uint64_t changed[MAX_ARGUMENTS];

    memcpy(changed, a, sizeof changed);
    changed[2] = (uintptr_t)&ours;
    return (uint32_t)windows_call(library_call("NtAlpcSetInformation"), changed);
}

static uint32_t associate(const uint64_t *a, uint64_t handle,
                          const ALPC_PORT_ASSOCIATE_COMPLETION_PORT *wanted)
{
    const uint64_t completion = (uintptr_t)wanted->CompletionPort;
    uint32_t status = completion_port_check(completion);
    uint64_t id = 0;

    if (!status)
        status = association_make(&id, (uintptr_t)wanted->CompletionKey, completion);
    if (status)
        return status;
    status = set(a, id, hidden);
    if (status)
        association_drop(id);
    else
        handle_attach(handle, port_gone, id);
    return status;
}

uint64_t completion_set_information(const uint64_t *a, const uint64_t *given)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT wanted;

    if ((uint32_t)a[1] != AlpcAssociateCompletionPortInformation || (uint32_t)a[3] != sizeof wanted)
        return windows_call(library_call("NtAlpcSetInformation"), a);
    memcpy(&wanted, (const void *)(uintptr_t)a[2], sizeof wanted);      /* a fault is Wine's to answer */
    return associate(a, given[0], &wanted);
}
