/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The thread pool's side of ALPC (alpc 18): TpAllocAlpcCompletion and its companions.
 *
 * Each object has a thread that sleeps where receivers of the port sleep, and calls back when there is something. It
 * takes nothing itself: the callback receives, until there is nothing more, or it is called again.
 */
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/nt/alpc/alpc.h"

#include <nttp.h>
#include <stdlib.h>

DEBUG_CHANNEL(alpc);

struct _TP_ALPC {
    struct port *port;                  /* a reference */
    PTP_ALPC_CALLBACK callback;         /* one of these two */
    PTP_ALPC_CALLBACK_EX callback_ex;
    void *context;
    pthread_mutex_t lock;
    pthread_cond_t idle;
    unsigned n_references;              /* the program's, and the thread's */
    bool running, released;             /* the callback; by the program */
};

static void drop(struct _TP_ALPC *alpc)
{
    bool last;

    pthread_mutex_lock(&alpc->lock);
    last = !--alpc->n_references;
    pthread_mutex_unlock(&alpc->lock);
    if (!last)
        return;
    pthread_mutex_destroy(&alpc->lock);
    pthread_cond_destroy(&alpc->idle);
    free(alpc);
}

static bool may_run(struct _TP_ALPC *alpc)
{
    bool may;

    pthread_mutex_lock(&alpc->lock);
    may = !alpc->released;
    alpc->running = may;
    pthread_mutex_unlock(&alpc->lock);
    return may;
}

static void call_back(struct _TP_ALPC *alpc)
{
    if (alpc->callback_ex)
        alpc->callback_ex(NULL, alpc->context, alpc, NULL);
    else
        alpc->callback(NULL, alpc->context, alpc);
    pthread_mutex_lock(&alpc->lock);
    alpc->running = false;
    pthread_cond_broadcast(&alpc->idle);
    pthread_mutex_unlock(&alpc->lock);
}

static bool is_released(struct _TP_ALPC *alpc)
{
    bool released;

    pthread_mutex_lock(&alpc->lock);
    released = alpc->released;
    pthread_mutex_unlock(&alpc->lock);
    return released;
}

/* Until there is something on the port, or it has just come to its end. false: nobody wants to know any more. */
static bool await_port(struct _TP_ALPC *alpc, bool *over)
{
    for (;;) {
        uint32_t ticket = queue_ticket(alpc->port->queue);
        bool ends = alpc_over(alpc->port) != STATUS_PENDING;

        if (is_released(alpc))
            return false;
        if (queue_has_work(alpc->port->queue) || (ends && !*over)) {
            *over = ends;
            return true;
        }
        queue_await(alpc->port->queue, NULL, ticket, NULL, NULL);
    }
}

static void *thread_main(void *parameter)
{
    struct _TP_ALPC *alpc = parameter;
    bool over = false;

    while (await_port(alpc, &over) && may_run(alpc))
        call_back(alpc);
    queue_pass_on(alpc->port->queue);   /* who wakes us meant somebody who receives */
    shm_store_release(&alpc->port->has_completion, false);
    port_put(alpc->port);
    drop(alpc);
    return NULL;
}

static bool start_thread(struct _TP_ALPC *alpc)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, thread_main, alpc))
        return false;
    pthread_detach(thread);
    return true;
}

static NTSTATUS bind(struct _TP_ALPC *alpc, HANDLE handle)
{
    NTSTATUS status;

    alpc->port = port_get(handle, 0, &status);
    if (!alpc->port)
        return status;
    if (shm_exchange(&alpc->port->has_completion, true)) {
        port_put(alpc->port);
        return STATUS_PORT_ALREADY_SET;
    }
    if (start_thread(alpc))
        return STATUS_SUCCESS;
    shm_store_release(&alpc->port->has_completion, false);
    port_put(alpc->port);
    return STATUS_NO_MEMORY;
}

static NTSTATUS allocate(PTP_ALPC *out, HANDLE handle, PTP_ALPC_CALLBACK callback, PTP_ALPC_CALLBACK_EX callback_ex,
                         void *context)
{
    struct _TP_ALPC *alpc;
    NTSTATUS status;

    if (!user_writable(out, sizeof *out))
        return STATUS_ACCESS_VIOLATION;
    if (!callback && !callback_ex)
        return STATUS_INVALID_PARAMETER;
    alpc = calloc(1, sizeof *alpc);
    if (!alpc)
        return STATUS_NO_MEMORY;
    alpc->callback = callback;
    alpc->callback_ex = callback_ex;
    alpc->context = context;
    alpc->n_references = 2;
    pthread_mutex_init(&alpc->lock, NULL);
    pthread_cond_init(&alpc->idle, NULL);
    status = user_write(out, &alpc, sizeof alpc) ? bind(alpc, handle) : STATUS_ACCESS_VIOLATION;
    if (!NT_SUCCESS(status))
        free(alpc);
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
    pthread_mutex_lock(&Alpc->lock);
    while (Alpc->running)
        pthread_cond_wait(&Alpc->idle, &Alpc->lock);
    pthread_mutex_unlock(&Alpc->lock);
}

/* A callback that runs goes on; the port can be received from directly. */
VOID NTAPI TpReleaseAlpcCompletion(PTP_ALPC Alpc)
{
    pthread_mutex_lock(&Alpc->lock);
    Alpc->released = true;
    queue_wake_all(Alpc->port->queue);  /* its thread keeps the port as long as it has not seen this */
    pthread_mutex_unlock(&Alpc->lock);
    drop(Alpc);
}
