/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See signals.h. */
#include "tests/wine/signals.h"

#define N_PINGS     20
#define PATIENCE_MS 20000
#define PAUSE_MS    5
#define N_COUNTS    200
#define LULL_MS     100         /* without a count: it is over, as far as can be seen */

static NTSTATUS await(HANDLE handle, int ms)
{
    LARGE_INTEGER timeout = { .QuadPart = -10000ll * ms };

    return NtWaitForSingleObject(handle, FALSE, &timeout);
}

/* Which of the two it is the call says. */
static NTSTATUS raise(HANDLE handle)
{
    NTSTATUS status = NtSetEvent(handle, NULL);

    return status == STATUS_OBJECT_TYPE_MISMATCH ? NtReleaseSemaphore(handle, 1, NULL) : status;
}

static ULONG64 drain(HANDLE handle, int ms)
{
    ULONG64 n = 0;

    while (!await(handle, ms))
        n++;
    return n;
}

NTSTATUS signal_work(HANDLE handle, struct talk *talk)
{
    switch (talk->command) {
    case TALK_AWAIT:
        return await(handle, PATIENCE_MS);
    case TALK_LOOK:
        return await(handle, 0);
    case TALK_RAISE:
        return raise(handle);
    case TALK_DRAIN:
        talk->number = drain(handle, LULL_MS);
        return STATUS_SUCCESS;
    default:
        return NtResetEvent(handle, NULL);
    }
}

/* --- the client --- */

static NTSTATUS make(HANDLE *handle, bool semaphore, EVENT_TYPE type)
{
    return semaphore ? NtCreateSemaphore(handle, SEMAPHORE_ALL_ACCESS, NULL, 0, N_COUNTS)
                     : NtCreateEvent(handle, EVENT_ALL_ACCESS, NULL, type, FALSE);
}

static NTSTATUS keep(HANDLE port, const struct signal_calls *calls, HANDLE handle, ULONG64 number)
{
    struct talk talk;
    NTSTATUS status;

    talk_init(&talk, TALK_KEEP);
    talk.number = number;
    status = calls->keep(port, &talk, handle);
    return status ? status : talk.status;
}

static NTSTATUS order(HANDLE port, const struct signal_calls *calls, enum command command, ULONG64 number)
{
    struct talk talk;
    NTSTATUS status;

    talk_init(&talk, command);
    talk.number = number;
    status = calls->request(port, &talk);
    return status ? status : talk.status;
}

/* It is there before the server waits for it, or comes while it does. */
static NTSTATUS ping(HANDLE port, const struct signal_calls *calls, HANDLE there, bool early)
{
    LARGE_INTEGER pause = { .QuadPart = -10000ll * PAUSE_MS };
    struct talk talk;
    NTSTATUS status = early ? raise(there) : STATUS_SUCCESS;

    talk_init(&talk, TALK_AWAIT);
    if (!status)
        status = calls->ask(port, &talk);
    if (!early) {
        NtDelayExecution(FALSE, &pause);
        status = status ? status : raise(there);
    }
    if (!status)
        status = calls->answer(port, &talk);
    return status ? status : talk.status;
}

/* Nothing is left, on either side: each signal has woken one. */
static NTSTATUS expect_none(HANDLE port, const struct signal_calls *calls, HANDLE back)
{
    NTSTATUS status = order(port, calls, TALK_LOOK, 0);

    if (status == STATUS_TIMEOUT)
        status = await(back, 0);
    return status == STATUS_TIMEOUT ? STATUS_SUCCESS : STATUS_DATA_ERROR;
}

NTSTATUS signals_ping(HANDLE port, const struct signal_calls *calls, bool semaphores)
{
    HANDLE there = NULL, back = NULL;
    NTSTATUS status;
    int i;

    status = make(&there, semaphores, SynchronizationEvent);
    if (!status)
        status = make(&back, semaphores, SynchronizationEvent);
    if (!status)
        status = keep(port, calls, there, 0);
    if (!status)
        status = keep(port, calls, back, 1);
    for (i = 0; i < N_PINGS && !status; i++) {
        status = ping(port, calls, there, i & 1);
        if (!status)
            status = order(port, calls, TALK_RAISE, 1);
        if (!status)
            status = await(back, PATIENCE_MS);
    }
    if (!status)
        status = expect_none(port, calls, back);
    NtClose(there);
    NtClose(back);
    return status;
}

NTSTATUS signals_shared(HANDLE port, const struct signal_calls *calls)
{
    ULONG64 n_taken = 0;
    struct talk talk;
    HANDLE semaphore;
    NTSTATUS status = make(&semaphore, true, SynchronizationEvent);
    int i;

    if (!status)
        status = keep(port, calls, semaphore, 3);
    talk_init(&talk, TALK_DRAIN);
    talk.number = 3;
    if (!status)
        status = calls->ask(port, &talk);
    for (i = 0; i < N_COUNTS && !status; i++) {
        status = NtReleaseSemaphore(semaphore, 1, NULL);
        if (i % 3 == 0)
            n_taken += !await(semaphore, i % 2);
    }
    if (!status)
        status = calls->answer(port, &talk);
    n_taken += drain(semaphore, 0);
    NtClose(semaphore);
    return !status && talk.number + n_taken != N_COUNTS ? STATUS_DATA_ERROR : status;
}

NTSTATUS signals_state(HANDLE port, const struct signal_calls *calls)
{
    HANDLE event;
    NTSTATUS status = make(&event, false, NotificationEvent);

    if (!status)
        status = keep(port, calls, event, 2);
    if (!status)
        status = raise(event);
    if (!status)
        status = order(port, calls, TALK_AWAIT, 2);
    if (!status)
        status = order(port, calls, TALK_AWAIT, 2);         /* still */
    if (!status)
        status = order(port, calls, TALK_LOWER, 2);
    if (!status && await(event, 0) != STATUS_TIMEOUT)
        status = STATUS_DATA_ERROR;
    if (!status)
        status = order(port, calls, TALK_RAISE, 2);
    if (!status)
        status = await(event, PATIENCE_MS);
    if (!status)
        status = NtResetEvent(event, NULL);
    if (!status && order(port, calls, TALK_LOOK, 2) != STATUS_TIMEOUT)
        status = STATUS_DATA_ERROR;
    NtClose(event);
    return status;
}
