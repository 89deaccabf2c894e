/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* User APCs and alerts; see apc.h. The routines run in the library, which asks for them one by one. */
#include "server/apc.h"

#include "server/account.h"
#include "server/handle.h"
#include "server/request.h"
#include "server/thread.h"
#include "server/wait.h"

#include <ntpsapi.h>
#include <stdlib.h>

struct queued_apc {                     /* by NtQueueApcThread */
    struct apc apc;
    struct charge charge;
};

void apc_queue(struct thread *thread, struct apc *apc)
{
    apc->thread = thread;
    apc->next = NULL;
    *thread->apcs_end = apc;
    thread->apcs_end = &apc->next;
    wait_interrupt(thread, WAIT_ALERTABLE, STATUS_USER_APC);
}

void apc_withdraw(struct apc *apc)
{
    struct apc **link;

    if (!apc->thread)
        return;
    link = &apc->thread->apcs;
    while (*link != apc)
        link = &(*link)->next;
    *link = apc->next;
    if (!apc->next)
        apc->thread->apcs_end = link;
    apc->thread = NULL;
}

static void drop(struct apc *apc)
{
    apc_withdraw(apc);
    if (apc->gone)
        apc->gone(apc);
}

void apc_thread_exit(struct thread *thread)
{
    while (thread->apcs)
        drop(thread->apcs);
}

static void queued_gone(struct apc *apc)
{
    struct queued_apc *queued = (struct queued_apc *)apc;

    charge_release(&queued->charge);
    free(queued);
}

NTSTATUS handle_queue_apc(struct session *session, const struct queue_apc_request *req,
                          struct queue_apc_reply *reply)
{
    _cleanup_(object_unrefp) struct thread *thread = NULL;
    struct queued_apc *queued;
    NTSTATUS status;

    (void)reply;
    thread = handle_get(session, req->handle, &thread_type, THREAD_SET_CONTEXT, &status);
    if (!thread)
        return status;
    if (!thread->session)
        return STATUS_UNSUCCESSFUL;
    queued = calloc(1, sizeof *queued);
    if (!queued)
        return STATUS_NO_MEMORY;
    status = charge_take(&queued->charge, session->account, 1, 0, 0);
    if (!NT_SUCCESS(status)) {
        free(queued);
        return status;
    }
    queued->apc = (struct apc){
        .routine = req->routine, .arguments = {req->argument1, req->argument2, req->argument3}, .gone = queued_gone,
    };
    apc_queue(thread, &queued->apc);
    return STATUS_SUCCESS;
}

NTSTATUS handle_take_apc(struct session *session, const struct take_apc_request *req, struct take_apc_reply *reply)
{
    struct thread *thread = session_thread(session, req->slot);

    if (!thread)
        return STATUS_INVALID_PARAMETER;
    if (!thread->apcs)
        return STATUS_NO_MORE_ENTRIES;
    reply->routine = thread->apcs->routine;
    reply->argument1 = thread->apcs->arguments[0];
    reply->argument2 = thread->apcs->arguments[1];
    reply->argument3 = thread->apcs->arguments[2];
    drop(thread->apcs);
    return STATUS_SUCCESS;
}

NTSTATUS handle_alert_thread(struct session *session, const struct alert_thread_request *req,
                             struct alert_thread_reply *reply)
{
    _cleanup_(object_unrefp) struct thread *thread = NULL;
    NTSTATUS status;

    (void)reply;
    thread = handle_get(session, req->handle, &thread_type, THREAD_ALERT, &status);
    if (!thread)
        return status;
    if (!wait_interrupt(thread, WAIT_ALERTABLE, STATUS_ALERTED))
        thread->alerted = true;
    return STATUS_SUCCESS;
}

NTSTATUS handle_test_alert(struct session *session, const struct test_alert_request *req,
                           struct test_alert_reply *reply)
{
    struct thread *thread = session_thread(session, req->slot);
    bool alerted;

    if (!thread)
        return STATUS_INVALID_PARAMETER;
    reply->has_apcs = thread->apcs != NULL;
    alerted = thread->alerted;
    thread->alerted = false;
    return alerted ? STATUS_ALERTED : STATUS_SUCCESS;
}

static bool exists_elsewhere(uint32_t tid)
{
    struct session *session = sessions;

    while (session && !thread_find(session, tid))
        session = session->next;
    return session;
}

/* Only threads of the own process have an id to be alerted by. */
NTSTATUS handle_alert_thread_by_id(struct session *session, const struct alert_thread_by_id_request *req,
                                   struct alert_thread_by_id_reply *reply)
{
    struct thread *thread = thread_find(session, req->tid);

    (void)reply;
    if (!thread)
        return exists_elsewhere(req->tid) ? STATUS_ACCESS_DENIED : STATUS_INVALID_CID;
    if (!wait_interrupt(thread, WAIT_BY_ID, STATUS_ALERTED))
        thread->alerted_by_id = true;
    return STATUS_SUCCESS;
}
