/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Process objects; see thread.h. One exists for each session, and as long as anybody has a handle to it. */
#include "server/handle.h"
#include "server/request.h"
#include "server/thread.h"
#include "server/access.h"

#include <ntpsapi.h>
#include <stdio.h>

static bool process_signaled(struct object *object, const struct thread *waiter)
{
    (void)waiter;
    return ((struct process *)object)->exit_time != 0;
}

static void process_describe(struct object *object, char *buffer, size_t size)
{
    struct process *process = (struct process *)object;

    snprintf(buffer, size, "\"pid\": %d, \"running\": %s", process->pid,
             process->session ? "true" : "false");
}

const struct object_type process_type = {
    .name = "Process",
    .size = sizeof(struct process),
    .access = {STANDARD_RIGHTS_READ | PROCESS_VM_READ | PROCESS_QUERY_INFORMATION,
               STANDARD_RIGHTS_WRITE | PROCESS_CREATE_THREAD | PROCESS_VM_OPERATION |
                   PROCESS_VM_WRITE | PROCESS_DUP_HANDLE | PROCESS_CREATE_PROCESS |
                   PROCESS_SET_QUOTA | PROCESS_SET_INFORMATION | PROCESS_SUSPEND_RESUME,
               STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE | PROCESS_TERMINATE |
                   PROCESS_QUERY_LIMITED_INFORMATION,
               PROCESS_ALL_ACCESS},
    .valid_access = PROCESS_ALL_ACCESS,
    .always_secured = true,
    .signaled = process_signaled,
    .describe = process_describe,
};

struct thread *thread_find(struct session *session, uint32_t tid)
{
    for (uint32_t slot = 0; session && slot < CONTROL_SLOTS; slot++)
        if (session->threads[slot] && (uint32_t)session->threads[slot]->tid == tid)
            return session->threads[slot];
    return NULL;
}

/* A process id or a thread's; both given must belong together. */
NTSTATUS handle_open_process(struct session *session, const struct open_process_request *req,
                             struct open_process_reply *reply)
{
    struct session *found = session_find((pid_t)req->pid);
    uint32_t granted;
    NTSTATUS status;

    if (!found && !req->tid)
        return STATUS_INVALID_CID;
    if (req->tid && !req->pid)
        for (found = sessions; found && !(session_may_open(session, found) && thread_find(found, req->tid));)
            found = found->next;
    if (!found || (req->tid && !thread_find(found, req->tid)))
        return STATUS_INVALID_CID;
    status = access_check_debug(session, &found->process->object, req->access, &granted);
    if (!NT_SUCCESS(status))
        return status;
    if (granted & PROCESS_QUERY_INFORMATION)
        granted |= PROCESS_QUERY_LIMITED_INFORMATION;      /* as NT since 6.0 */
    return handle_create(&reply->handle, session, &found->process->object, granted, req->attributes);
}

NTSTATUS handle_query_process(struct session *session, const struct query_process_request *req,
                              struct query_process_reply *reply)
{
    _cleanup_(object_unrefp) struct process *process = NULL;
    NTSTATUS status;

    process = handle_get(session, req->handle, &process_type, req->access, &status);
    if (!process)
        return status;
    reply->pid = (uint32_t)process->pid;
    reply->exit_status = process->exit_time ? process->exit_status : STATUS_PENDING;
    reply->create_time = process->object.create_time;
    reply->exit_time = process->exit_time;
    reply->handle_count = process->session ? handle_count(process->session) : 0;
    return STATUS_SUCCESS;
}

NTSTATUS handle_exit_process(struct session *session, const struct exit_process_request *req,
                             struct exit_process_reply *reply)
{
    _cleanup_(object_unrefp) struct process *process = NULL;
    NTSTATUS status;

    (void)reply;
    process = handle_get(session, req->handle, &process_type, PROCESS_TERMINATE, &status);
    if (!process)
        return status;
    if (!process->session)
        return STATUS_PROCESS_IS_TERMINATING;
    process->exit_status = req->status;
    return STATUS_SUCCESS;
}
