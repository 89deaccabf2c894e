/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The thread pool's side of ALPC (alpc 18): TpAllocAlpcCompletion and its companions.
 *
 * An object binds its port to the pool's completion port (alpc 16), with a number as the key, so that a packet that comes
 * late is about nobody. A packet says that there is something; the callback receives.
 */
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/alpc/completion_list.h"
#include "ntdll/nt/alpc/pool.h"

#include <ntioapi.h>
#include <nttp.h>
#include <pthread.h>
#include <stdlib.h>

DEBUG_CHANNEL(alpc);

struct _TP_ALPC {
    struct _TP_ALPC *next;
    uintptr_t key;
    struct pool *pool;
    struct port *port;                  /* a reference */
    PTP_ALPC_CALLBACK callback;         /* one of these two */
    PTP_ALPC_CALLBACK_EX callback_ex;
    void *context;
    unsigned n_references;              /* the program's, and one for each callback that runs */
    unsigned n_running;
    bool has_list;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;        /* for all objects and their list */
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER;          /* a callback has returned */
static struct _TP_ALPC *objects;        /* those that are not released */
static uintptr_t last_key;

static void free_object(struct _TP_ALPC *alpc)
{
    port_unref(alpc->port);
    free(alpc);
}

/* The object with that key, entered by a callback; NULL: it has been released. */
static struct _TP_ALPC *enter(uintptr_t key)
{
    struct _TP_ALPC *alpc;

    pthread_mutex_lock(&lock);
    for (alpc = objects; alpc && alpc->key != key; alpc = alpc->next)
        ;
    if (alpc) {
        alpc->n_references++;
        alpc->n_running++;
        if (alpc->has_list)
            completion_list_worker(alpc->port, true);
    }
    pthread_mutex_unlock(&lock);
    return alpc;
}

static bool is_listed(const struct _TP_ALPC *alpc)
{
    const struct _TP_ALPC *object = objects;

    while (object && object != alpc)
        object = object->next;
    return object;
}

/* What the last callback has left there is for the next one: nobody else may ever be told of it. */
static void leave(struct _TP_ALPC *alpc)
{
    bool left, last;

    pthread_mutex_lock(&lock);
    if (alpc->has_list)
        completion_list_worker(alpc->port, false);
    left = !--alpc->n_running && is_listed(alpc) && !shm_load(&alpc->port->detached) && !shm_load(&alpc->port->dead) &&
           (queue_has_work(alpc->port->queue) || completion_list_has_work(alpc->port));
    if (left)
        NtSetIoCompletion(pool_completion(alpc->pool), (PVOID)alpc->key, NULL, STATUS_SUCCESS, 0);
    last = !--alpc->n_references;
    pthread_cond_broadcast(&idle);
    pthread_mutex_unlock(&lock);
    if (last)
        free_object(alpc);
}

bool pool_call_begin(struct pool_call *call, uintptr_t key)
{
    *call = (struct pool_call){.alpc = enter(key)};
    return call->alpc;
}

static uintptr_t next_key(uintptr_t key, const struct pool *pool)
{
    uintptr_t next = 0;

    pthread_mutex_lock(&lock);
    for (const struct _TP_ALPC *alpc = objects; alpc; alpc = alpc->next)
        if (alpc->pool == pool && alpc->key > key && (!next || alpc->key < next))
            next = alpc->key;
    pthread_mutex_unlock(&lock);
    return next;
}

/* Each learns of its port's end. */
bool pool_call_begin_broken(struct pool_call *call, uintptr_t *key, const struct pool *pool)
{
    while ((*key = next_key(*key, pool)))
        if (pool_call_begin(call, *key))
            return true;
    return false;
}

void pool_call_make(struct pool_call *call)
{
    struct _TP_ALPC *alpc = call->alpc;

    if (alpc->callback_ex)
        alpc->callback_ex(&call->instance, alpc->context, alpc, NULL);
    else
        alpc->callback(&call->instance, alpc->context, alpc);
}

void pool_call_tell(void *outside[5], struct pool_call *call)
{
    struct _TP_ALPC *alpc = call->alpc;

    outside[0] = alpc->callback_ex ? (void *)(uintptr_t)alpc->callback_ex : (void *)(uintptr_t)alpc->callback;
    outside[1] = &call->instance;
    outside[2] = alpc->context;
    outside[3] = alpc;
    outside[4] = NULL;
}

void pool_call_end(struct pool_call *call)
{
    TpCallbackSendPendingAlpcMessage(&call->instance);
    leave(call->alpc);
    call->alpc = NULL;
}

void tp_alpc_forget(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&idle, NULL);
    objects = NULL;
    pool_forget();
}

/* Under lock: the first packet may come before this has returned. */
static NTSTATUS bind(struct _TP_ALPC *alpc, HANDLE handle)
{
    NTSTATUS status;

    alpc->pool = pool_join(&status);
    if (!alpc->pool)
        return status;
    do
        alpc->key = ++last_key;
    while (!alpc->key);
    status = alpc_associate(alpc->port, handle, pool_completion(alpc->pool), (PVOID)alpc->key);
    if (!NT_SUCCESS(status)) {
        pool_leave(alpc->pool);
        return status;
    }
    alpc->next = objects;
    objects = alpc;
    return STATUS_SUCCESS;
}

static NTSTATUS allocate(PTP_ALPC *out, HANDLE handle, PTP_ALPC_CALLBACK callback, PTP_ALPC_CALLBACK_EX callback_ex,
                         void *context)
{
    struct _TP_ALPC *alpc;
    struct port *port;
    NTSTATUS status;

    if (!user_writable(out, sizeof *out))
        return STATUS_ACCESS_VIOLATION;
    if (!callback && !callback_ex)
        return STATUS_INVALID_PARAMETER;
    alpc = calloc(1, sizeof *alpc);
    if (!alpc)
        return STATUS_NO_MEMORY;
    port = port_get(handle, 0, &status);
    if (!port) {
        free(alpc);
        return status;
    }
    *alpc = (struct _TP_ALPC){
        .port = port_ref(port), .callback = callback, .callback_ex = callback_ex, .context = context, .n_references = 1,
    };
    port_put(port);
    pthread_mutex_lock(&lock);
    status = user_write(out, &alpc, sizeof alpc) ? bind(alpc, handle) : STATUS_ACCESS_VIOLATION;
    pthread_mutex_unlock(&lock);
    if (!NT_SUCCESS(status))
        free_object(alpc);
    TRACE("handle %p: %s", handle, debug_status(status));
    return status;
}

NTSTATUS NTAPI TpAllocAlpcCompletion(PTP_ALPC *AlpcReturn, HANDLE AlpcPort, PTP_ALPC_CALLBACK Callback, PVOID Context,
                                     PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    (void)CallbackEnviron;              /* there is one pool */
    return allocate(AlpcReturn, AlpcPort, Callback, NULL, Context);
}

NTSTATUS NTAPI TpAllocAlpcCompletionEx(PTP_ALPC *AlpcReturn, HANDLE AlpcPort, PTP_ALPC_CALLBACK_EX Callback,
                                       PVOID Context, PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    (void)CallbackEnviron;
    return allocate(AlpcReturn, AlpcPort, NULL, Callback, Context);
}

VOID NTAPI TpWaitForAlpcCompletion(PTP_ALPC Alpc)
{
    pthread_mutex_lock(&lock);
    while (Alpc->n_running)
        pthread_cond_wait(&idle, &lock);
    pthread_mutex_unlock(&lock);
}

/* A callback that runs goes on; the port can be received from directly, and bound again. */
VOID NTAPI TpReleaseAlpcCompletion(PTP_ALPC Alpc)
{
    struct _TP_ALPC **link = &objects;
    bool last;

    pthread_mutex_lock(&lock);
    while (*link && *link != Alpc)
        link = &(*link)->next;
    if (*link)
        *link = Alpc->next;
    alpc_dissociate(Alpc->port);
    pool_leave(Alpc->pool);
    last = !--Alpc->n_references;
    pthread_mutex_unlock(&lock);
    if (last)
        free_object(Alpc);
}

static void set_has_list(struct _TP_ALPC *alpc, bool has_list)
{
    pthread_mutex_lock(&lock);
    for (unsigned i = 0; alpc->has_list != has_list && i < alpc->n_running; i++)
        completion_list_worker(alpc->port, has_list);   /* those that run already */
    alpc->has_list = has_list;
    pthread_mutex_unlock(&lock);
}

VOID NTAPI TpAlpcRegisterCompletionList(PTP_ALPC Alpc)
{
    set_has_list(Alpc, true);
}

VOID NTAPI TpAlpcUnregisterCompletionList(PTP_ALPC Alpc)
{
    set_has_list(Alpc, false);
}

static NTSTATUS copy_message(PORT_MESSAGE **copy, const PORT_MESSAGE *user)
{
    PORT_MESSAGE header;
    NTSTATUS status = alpc_capture_header(&header, user);

    if (!NT_SUCCESS(status))
        return status;
    *copy = malloc(total_of(&header));
    if (!*copy)
        return STATUS_NO_MEMORY;
    **copy = header;
    if (user_read(*copy + 1, user + 1, total_of(&header) - sizeof header))
        return STATUS_SUCCESS;
    free(*copy);
    return STATUS_ACCESS_VIOLATION;
}

/* One at a time: what was to be sent before goes first. */
NTSTATUS NTAPI TpCallbackSendAlpcMessageOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE PortHandle, ULONG Flags,
                                                     PPORT_MESSAGE MessageToSend)
{
    PORT_MESSAGE *copy;
    NTSTATUS status;

    if (!Instance || Flags & ALPC_MSGFLG_SYNC_REQUEST)
        return STATUS_INVALID_PARAMETER;
    status = copy_message(&copy, MessageToSend);
    if (!NT_SUCCESS(status))
        return status;
    TpCallbackSendPendingAlpcMessage(Instance);
    *Instance = (struct _TP_CALLBACK_INSTANCE){PortHandle, Flags, copy};
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI TpCallbackSendPendingAlpcMessage(PTP_CALLBACK_INSTANCE Instance)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (!Instance)
        return STATUS_INVALID_PARAMETER;
    if (Instance->message)
        status = NtAlpcSendWaitReceivePort(Instance->port, Instance->flags, Instance->message, NULL, NULL, NULL, NULL,
                                           NULL);
    free(Instance->message);
    Instance->message = NULL;
    TRACE("%s", debug_status(status));
    return status;
}
