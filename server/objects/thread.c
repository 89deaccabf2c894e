/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Thread objects; see thread.h. A thread becomes one when it first makes a call. */
#include "server/thread.h"

#include "server/access.h"
#include "server/apc.h"
#include "server/handle.h"
#include "server/impersonate.h"
#include "server/objects/mutant.h"
#include "server/objects/port.h"
#include "server/objects/timer.h"
#include "server/request.h"
#include "server/wait.h"

#include <ntpsapi.h>
#include <stdio.h>

static bool thread_signaled(struct object *object, const struct thread *waiter)
{
    (void)waiter;
    return ((struct thread *)object)->exit_time != 0;
}

static void thread_destroy(struct object *object)
{
    object_unref(((struct thread *)object)->process);
}

static void thread_describe(struct object *object, char *buffer, size_t size)
{
    struct thread *thread = (struct thread *)object;

    snprintf(buffer, size, "\"pid\": %d, \"tid\": %d, \"running\": %s", thread->process->pid, thread->tid,
             thread->session ? "true" : "false");
}

const struct object_type thread_type = {
    .name = "Thread",
    .size = sizeof(struct thread),
    .access = {STANDARD_RIGHTS_READ | THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION,
               STANDARD_RIGHTS_WRITE | THREAD_TERMINATE | THREAD_SUSPEND_RESUME | THREAD_ALERT |
                   THREAD_SET_CONTEXT | THREAD_SET_INFORMATION | THREAD_SET_LIMITED_INFORMATION,
               STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION | THREAD_RESUME,
               THREAD_ALL_ACCESS},
    .valid_access = THREAD_ALL_ACCESS,
    .always_secured = true,
    .signaled = thread_signaled,
    .destroy = thread_destroy,
    .describe = thread_describe,
};

/* The thread keeps its own object while it runs. */
NTSTATUS handle_register_thread(struct session *session, const struct register_thread_request *req,
                                struct register_thread_reply *reply)
{
    struct thread *thread = thread_find(session, req->tid);
    uint32_t slot = 0;
    NTSTATUS status;

    if (thread)
        thread_end(thread, STATUS_SUCCESS);     /* an earlier one of that number went without a word */
    while (slot < CONTROL_SLOTS && session->threads[slot])
        slot++;
    if (slot == CONTROL_SLOTS)
        return STATUS_QUOTA_EXCEEDED;
    thread = object_new(&thread_type, session->account, &status);
    if (!thread)
        return status;
    thread->process = object_ref(session->process);
    thread->session = session;
    thread->slot = slot;
    thread->tid = (pid_t)req->tid;
    thread->teb = req->teb;
    thread->apcs_end = &thread->apcs;
    status = object_secure(&thread->object, session, NULL, NULL, 0);
    if (!NT_SUCCESS(status)) {
        object_unref(thread);
        return status;
    }
    session->threads[slot] = thread;
    reply->slot = slot;
    reply->create_time = thread->object.create_time;
    return STATUS_SUCCESS;
}

void thread_end(struct thread *thread, int32_t status)
{
    wait_abandon(thread);
    worker_exit(thread);
    timer_thread_exit(thread);
    apc_thread_exit(thread);
    mutant_thread_exit(thread);
    port_thread_exit(thread);
    thread_revert(thread);
    if (thread->session->caller == thread)
        thread->session->caller = NULL;
    thread->session->threads[thread->slot] = NULL;
    thread->session = NULL;
    thread->exit_status = status;
    thread->exit_time = nt_time_now();
    wake_waiters(&thread->object);
    object_unref(thread);
}

NTSTATUS handle_exit_thread(struct session *session, const struct exit_thread_request *req,
                            struct exit_thread_reply *reply)
{
    struct thread *thread = session_thread(session, req->slot);

    (void)reply;
    if (!thread)
        return STATUS_INVALID_PARAMETER;
    thread_end(thread, req->status);
    return STATUS_SUCCESS;
}

NTSTATUS handle_open_thread(struct session *session, const struct open_thread_request *req,
                            struct open_thread_reply *reply)
{
    struct thread *thread = NULL;
    uint32_t granted;
    NTSTATUS status;

    for (struct session *s = sessions; s && !thread; s = s->next)
        if (req->pid ? (uint32_t)s->pid == req->pid : session_may_open(session, s))
            thread = thread_find(s, req->tid);
    if (!thread)
        return STATUS_INVALID_CID;
    status = access_check_debug(session, &thread->object, req->access, &granted);
    if (!NT_SUCCESS(status))
        return status;
    if (granted & THREAD_QUERY_INFORMATION)
        granted |= THREAD_QUERY_LIMITED_INFORMATION;      /* as NT since 6.0 */
    return handle_create(&reply->handle, session, &thread->object, granted, req->attributes);
}

NTSTATUS handle_query_thread(struct session *session, const struct query_thread_request *req,
                             struct query_thread_reply *reply)
{
    _cleanup_(object_unrefp) struct thread *thread = NULL;
    NTSTATUS status;

    thread = handle_get(session, req->handle, &thread_type, req->access, &status);
    if (!thread)
        return status;
    reply->pid = (uint32_t)thread->process->pid;
    reply->tid = (uint32_t)thread->tid;
    reply->exit_status = thread->exit_time ? thread->exit_status : STATUS_PENDING;
    reply->teb = thread->teb;
    reply->create_time = thread->object.create_time;
    reply->exit_time = thread->exit_time;
    return STATUS_SUCCESS;
}
