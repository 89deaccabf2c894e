/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting; see wait.h. A wait stands in the list of each of its objects, in order of arrival. It is
 * satisfied whole or not at all, in one turn of the loop, so nothing can come between.
 */
#include "server/wait.h"

#include "server/handle.h"
#include "server/objects/wait_packet.h"
#include "server/request.h"
#include "server/thread.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WAIT 64     /* MAXIMUM_WAIT_OBJECTS */

struct waiter {
    struct waiter *next, **link;        /* in the object's list */
    struct wait *wait;
    struct object *object;              /* a reference */
};

struct wait {
    struct thread *thread;              /* one of these two */
    struct wait_packet *packet;
    bool all;
    uint32_t n;
    struct waiter waiters[];
};

static struct wait *wait_new(uint32_t n)
{
    return calloc(1, sizeof(struct wait) + n * sizeof(struct waiter));
}

static bool is_signaled(struct object *object, const struct thread *thread)
{
    return !object->type->signaled || object->type->signaled(object, thread);
}

static NTSTATUS satisfy(const struct waiter *waiter)
{
    const struct object_type *type = waiter->object->type;

    return type->satisfied ? type->satisfied(waiter->object, waiter->wait->thread) : STATUS_SUCCESS;
}

/* Of all: whichever of them is abandoned, it is the wait's status. */
static NTSTATUS satisfy_all(const struct wait *wait)
{
    NTSTATUS result = STATUS_WAIT_0;

    for (uint32_t i = 0; i < wait->n; i++) {
        NTSTATUS status = satisfy(&wait->waiters[i]);

        if (status != STATUS_SUCCESS)
            result = status;
    }
    return result;
}

/* Takes what the wait waits for; false: it is not there (yet). */
static bool try_wait(struct wait *wait, NTSTATUS *status)
{
    uint32_t n_signaled = 0, first = 0;

    for (uint32_t i = wait->n; i-- > 0;)
        if (is_signaled(wait->waiters[i].object, wait->thread)) {
            n_signaled++;
            first = i;
        }
    if (wait->all ? n_signaled < wait->n : !n_signaled)
        return false;
    *status = wait->all ? satisfy_all(wait) : satisfy(&wait->waiters[first]);
    if (!wait->all && NT_SUCCESS(*status))
        *status += (NTSTATUS)first;
    return true;
}

static void enlist(struct wait *wait)
{
    for (uint32_t i = 0; i < wait->n; i++) {
        struct waiter *waiter = &wait->waiters[i], **link = &waiter->object->waiters;

        while (*link)
            link = &(*link)->next;
        waiter->link = link;
        *link = waiter;
    }
}

static void wait_free(struct wait *wait)
{
    for (uint32_t i = 0; i < wait->n; i++) {
        struct waiter *waiter = &wait->waiters[i];

        if (waiter->link) {
            *waiter->link = waiter->next;
            if (waiter->next)
                waiter->next->link = waiter->link;
        }
    }
    if (wait->thread && wait->thread->wait == wait) {
        wait->thread->wait = NULL;
        worker_runs(wait->thread);
    }
    for (uint32_t i = 0; i < wait->n; i++)
        object_unref(wait->waiters[i].object);
    free(wait);
}

/* Its waiter, too, is through with it. */
static void finish(struct wait *wait, NTSTATUS status)
{
    struct thread *thread = wait->thread;
    struct wait_packet *packet = wait->packet;

    wait_free(wait);
    if (thread)
        session_ring(thread->session, thread->slot, status);
    else
        wait_packet_signaled(packet);
}

void wake_waiters(struct object *object)
{
    struct waiter *waiter = object->waiters;

    object_ref(object);
    while (waiter && is_signaled(object, waiter->wait->thread)) {
        NTSTATUS status;

        if (!try_wait(waiter->wait, &status)) {
            waiter = waiter->next;
            continue;
        }
        finish(waiter->wait, status);
        waiter = object->waiters;       /* the list has changed; the order of arrival has not */
    }
    object_unref(object);
}

void wait_abandon(struct thread *thread)
{
    if (thread->wait)
        wait_free(thread->wait);
    worker_abandon(thread);
    keyed_wait_abandon(thread);
}

static bool is_waiting(const struct thread *thread)
{
    return thread->wait || thread->worker.waits_for || thread->keyed.event;
}

bool wait_interrupt(struct thread *thread, uint32_t alert, NTSTATUS status)
{
    if (!is_waiting(thread) || !(thread->wait_alerts & alert))
        return false;
    wait_abandon(thread);
    session_ring(thread->session, thread->slot, status);
    return true;
}

NTSTATUS wait_check_alerts(struct thread *thread, uint32_t alerts)
{
    bool *alerted = alerts & WAIT_BY_ID ? &thread->alerted_by_id : &thread->alerted;

    if (alerts && *alerted) {
        *alerted = false;
        return STATUS_ALERTED;
    }
    return alerts & WAIT_ALERTABLE && thread->apcs ? STATUS_USER_APC : STATUS_SUCCESS;
}

struct wait *wait_begin_packet(struct wait_packet *packet, struct object *object)
{
    struct wait *wait = wait_new(1);

    if (!wait)
        return NULL;
    wait->packet = packet;
    wait->waiters[wait->n++] = (struct waiter){.wait = wait, .object = object_ref(object)};
    enlist(wait);
    return wait;
}

void wait_end_packet(struct wait *wait)
{
    wait_free(wait);
}

bool wait_try_object(struct object *object)
{
    if (!is_signaled(object, NULL))
        return false;
    if (object->type->satisfied)
        object->type->satisfied(object, NULL);
    return true;
}

static NTSTATUS collect(struct wait *wait, struct session *session, const wire_blob *handles)
{
    NTSTATUS result = STATUS_SUCCESS, status;

    for (uint32_t i = 0; i < handles->size / 8; i++) {
        struct object *object;
        uint64_t handle;

        memcpy(&handle, (const uint8_t *)handles->data + i * 8, 8);
        object = handle_get(session, handle, NULL, SYNCHRONIZE, &status);
        if (!object)
            return status;
        wait->waiters[wait->n++] = (struct waiter){.wait = wait, .object = object};
        for (uint32_t k = 0; wait->all && k < i; k++)
            if (wait->waiters[k].object == object)
                return STATUS_INVALID_PARAMETER_MIX;
        if (object->type->can_wait && !object->type->can_wait(object))
            result = STATUS_MORE_PROCESSING_REQUIRED;
    }
    return result;
}

static NTSTATUS signal_object(struct object *object, uint32_t granted, struct thread *thread)
{
    return object->type->signal ? object->type->signal(object, granted, thread) : STATUS_OBJECT_TYPE_MISMATCH;
}

/* Everything that can fail, then the signal, then the wait. */
static NTSTATUS start(struct wait *wait, struct session *session, const struct begin_wait_request *req)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    uint32_t granted = 0, attributes;
    NTSTATUS status;

    if (req->signal) {
        object = handle_get_granted(session, req->signal, NULL, 0, &granted, &attributes, &status);
        if (!object)
            return status;
    }
    status = collect(wait, session, &req->handles);
    if (status == STATUS_SUCCESS && object)
        status = signal_object(object, granted, wait->thread);
    if (status != STATUS_SUCCESS || (wait->n && try_wait(wait, &status)))
        return status;
    status = wait_check_alerts(wait->thread, req->alerts);
    if (status != STATUS_SUCCESS)
        return status;
    wait->thread->wait = wait;
    wait->thread->wait_alerts = req->alerts;
    enlist(wait);
    worker_blocks(wait->thread);
    return STATUS_PENDING;
}

NTSTATUS handle_begin_wait(struct session *session, const struct begin_wait_request *req,
                           struct begin_wait_reply *reply)
{
    struct thread *thread = session_thread(session, req->slot);
    struct wait *wait;
    NTSTATUS status;

    (void)reply;
    if (!thread || req->handles.size % 8 || req->handles.size > MAX_WAIT * 8 || (!req->handles.size && !req->alerts))
        return STATUS_INVALID_PARAMETER;
    wait_abandon(thread);
    wait = wait_new(req->handles.size / 8);
    if (!wait)
        return STATUS_NO_MEMORY;
    wait->thread = thread;
    wait->all = req->all;
    status = start(wait, session, req);
    if (status != STATUS_PENDING)
        wait_free(wait);
    return status;
}

NTSTATUS handle_cancel_wait(struct session *session, const struct cancel_wait_request *req,
                            struct cancel_wait_reply *reply)
{
    struct thread *thread = session_thread(session, req->slot);

    (void)reply;
    if (!thread)
        return STATUS_INVALID_PARAMETER;
    if (!is_waiting(thread))            /* it was over: the outcome is in the slot */
        return shm_load(&session->control->slots[req->slot].status);
    wait_abandon(thread);
    return STATUS_TIMEOUT;
}
