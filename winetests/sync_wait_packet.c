/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wait completion packets. */
#include "winetests/actor.h"

#include <ntioapi.h>

static HANDLE completion, packet;

static NTSTATUS take(ULONG_PTR wanted, unsigned int ms)
{
    PVOID key = NULL, context = NULL;
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK io;
    NTSTATUS status;

    status = NtRemoveIoCompletion(completion, &key, &context, &io, timeout_ms(&timeout, ms));
    if (status == STATUS_SUCCESS) {
        ok_equal(key, wanted);
        ok_equal(context, wanted + 1);
        ok_equal(io.Status, (NTSTATUS)(wanted + 2));
        ok_equal(io.Information, wanted + 3);
    }
    return status;
}

static NTSTATUS associate(HANDLE object, ULONG_PTR n, BOOLEAN *signaled)
{
    return NtAssociateWaitCompletionPacket(packet, completion, object, (PVOID)n, (PVOID)(n + 1), (NTSTATUS)(n + 2),
                                           n + 3, signaled);
}

static void test_use(void)
{
    LARGE_INTEGER timeout;
    HANDLE event, timer;
    BOOLEAN signaled = 9;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
    ok_status(associate(event, 100, &signaled), STATUS_SUCCESS);
    ok_equal(signaled, FALSE);
    ok_status(take(100, 1), STATUS_TIMEOUT);
    ok_status(associate(event, 100, &signaled), STATUS_INVALID_PARAMETER_1);
    NtSetEvent(event, NULL);
    /* the signal is taken as by a thread */
    ok_status(NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    ok_status(take(100, PATIENCE_MS), STATUS_SUCCESS);
    NtSetEvent(event, NULL);
    ok_status(take(100, 1), STATUS_TIMEOUT);
    /* signalled already */
    ok_status(associate(event, 200, &signaled), STATUS_SUCCESS);
    ok_equal(signaled, TRUE);
    ok_status(associate(event, 200, &signaled), STATUS_INVALID_PARAMETER_1);
    ok_status(take(200, 0), STATUS_SUCCESS);
    /* a timer needs nobody to signal it */
    NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, SynchronizationTimer);
    ok_status(associate(timer, 300, NULL), STATUS_SUCCESS);
    timeout.QuadPart = -50000;
    NtSetTimer(timer, &timeout, NULL, NULL, FALSE, 0, NULL);
    ok_status(take(300, PATIENCE_MS), STATUS_SUCCESS);
    NtClose(timer);
    NtClose(event);
}

static void test_cancel(void)
{
    LARGE_INTEGER timeout;
    HANDLE event;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
    ok_status(NtCancelWaitCompletionPacket(packet, FALSE), STATUS_CANCELLED);
    associate(event, 1, NULL);
    ok_status(NtCancelWaitCompletionPacket(packet, FALSE), STATUS_SUCCESS);
    ok_status(NtCancelWaitCompletionPacket(packet, FALSE), STATUS_CANCELLED);
    NtSetEvent(event, NULL);
    ok_status(take(1, 1), STATUS_TIMEOUT);
    ok_status(NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, 0)), STATUS_SUCCESS);
    /* it lies in the queue already */
    NtSetEvent(event, NULL);
    associate(event, 2, NULL);
    ok_status(NtCancelWaitCompletionPacket(packet, FALSE), STATUS_PENDING);
    ok_status(take(2, 0), STATUS_SUCCESS);
    NtSetEvent(event, NULL);
    associate(event, 3, NULL);
    ok_status(NtCancelWaitCompletionPacket(packet, TRUE), STATUS_SUCCESS);
    ok_status(take(3, 1), STATUS_TIMEOUT);
    /* among others */
    ok_status(NtSetIoCompletion(completion, (PVOID)10, (PVOID)11, 12, 13), STATUS_SUCCESS);
    NtSetEvent(event, NULL);
    associate(event, 4, NULL);
    ok_status(NtCancelWaitCompletionPacket(packet, TRUE), STATUS_SUCCESS);
    ok_status(NtSetIoCompletion(completion, (PVOID)20, (PVOID)21, 22, 23), STATUS_SUCCESS);
    ok_status(take(10, 0), STATUS_SUCCESS);
    ok_status(take(20, 0), STATUS_SUCCESS);
    NtClose(event);
}

static void test_arguments(void)
{
    HANDLE event, mutant, only;
    BOOLEAN signaled;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, TRUE);
    NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, FALSE);
    ok_status(associate(mutant, 1, &signaled), STATUS_INVALID_PARAMETER_3);
    ok_status(associate(NULL, 1, &signaled), STATUS_INVALID_HANDLE);
    ok_status(NtAssociateWaitCompletionPacket(event, completion, event, NULL, NULL, 0, 0, NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtAssociateWaitCompletionPacket(packet, event, event, NULL, NULL, 0, 0, NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(associate(event, 1, no_memory()), STATUS_ACCESS_VIOLATION);
    NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &only, EVENT_MODIFY_STATE, 0, 0);
    ok_status(associate(only, 1, &signaled), STATUS_ACCESS_DENIED);
    NtClose(only);
    /* none of that has used it */
    ok_status(NtCancelWaitCompletionPacket(packet, TRUE), STATUS_CANCELLED);
    ok_status(NtCancelWaitCompletionPacket(event, TRUE), STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(mutant);
    NtClose(event);
}

/* Whatever goes first, nothing is left behind. */
static void test_ends(void)
{
    HANDLE event;
    int i;

    for (i = 0; i < 2; i++) {
        NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, (BOOLEAN)i);
        associate(event, 5, NULL);
        NtClose(packet);
        NtSetEvent(event, NULL);
        ok_status(take(5, 0), i ? STATUS_SUCCESS : STATUS_TIMEOUT);
        ok_status(NtCreateWaitCompletionPacket(&packet, 1, NULL), STATUS_SUCCESS);
        associate(event, 6, NULL);
        NtClose(completion);
        ok_status(NtCancelWaitCompletionPacket(packet, FALSE), STATUS_CANCELLED);
        NtCreateIoCompletion(&completion, IO_COMPLETION_ALL_ACCESS, NULL, 0);
        NtClose(event);
    }
}

START_TEST(sync_wait_packet)
{
    if (!have_function("NtCreateWaitCompletionPacket") || running_under_wine()) {
        skip_family("Wine has no wait completion packets");
        return;
    }
    ok_status(NtCreateIoCompletion(&completion, IO_COMPLETION_ALL_ACCESS, NULL, 0), STATUS_SUCCESS);
    ok_status(NtCreateWaitCompletionPacket(&packet, 1, NULL), STATUS_SUCCESS);
    test_use();
    test_cancel();
    test_arguments();
    test_ends();
    NtClose(packet);
    NtClose(completion);
}
