/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Completion lists: alpc 17. */
#include "winetests/alpc.h"

#include <ntioapi.h>

#define PAGE 4096
#define SIZE (16 * PAGE)

static PALPC_COMPLETION_LIST_HEADER memory_make(SIZE_T size)
{
    PVOID base = NULL;

    ok_status(NtAllocateVirtualMemory(NtCurrentProcess(), &base, 0, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE),
              STATUS_SUCCESS);
    return base;
}

static void memory_free(PVOID base)
{
    SIZE_T size = 0;

    ok_status(NtFreeVirtualMemory(NtCurrentProcess(), &base, &size, MEM_RELEASE), STATUS_SUCCESS);
}

static void test_arguments(void)
{
    PALPC_COMPLETION_LIST_HEADER list = memory_make(SIZE);
    HANDLE port, second;
    struct name name;
    ULONG count = 0;

    port = alpc_create(&name, 0);
    ok_status(AlpcRegisterCompletionList(port, (PVOID)((char *)list + 8), SIZE - PAGE, 1, 0), STATUS_INVALID_PARAMETER);
    ok_status(AlpcRegisterCompletionList(port, list, SIZE - 1, 1, 0), STATUS_INVALID_PARAMETER);
    ok_status(AlpcRegisterCompletionList(port, list, 3 * PAGE, 1, 0), STATUS_INVALID_PARAMETER);
    ok_status(AlpcRegisterCompletionList(port, list, ALPC_COMPLETION_LIST_MAX_BUFFER + PAGE, 1, 0),
              STATUS_INVALID_PARAMETER);
    ok_status(AlpcRegisterCompletionList(port, list, SIZE, 0, 0), STATUS_INVALID_PARAMETER);
    ok_status(AlpcRegisterCompletionList(port, list, SIZE, 1, ALPC_MESSAGE_HANDLE_ATTRIBUTE), STATUS_INVALID_PARAMETER);
    ok_status(AlpcRegisterCompletionList(port, no_memory(), SIZE, 1, 0), STATUS_ACCESS_VIOLATION);
    ok_status(AlpcRegisterCompletionList(BAD_HANDLE, list, SIZE, 1, 0), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcSetInformation(port, AlpcRegisterCompletionListInformation, list, 3), STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtAlpcSetInformation(port, AlpcAdjustCompletionListConcurrencyCountInformation, &count, 3),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(AlpcUnregisterCompletionList(port), STATUS_INVALID_PARAMETER);
    ok_status(AlpcRundownCompletionList(port), STATUS_INVALID_PARAMETER);
    ok_status(AlpcAdjustCompletionListConcurrencyCount(port, 2), STATUS_INVALID_PARAMETER);
    ok_equal(AlpcGetMessageFromCompletionList(list, NULL), NULL);
    ok_equal(AlpcRegisterCompletionListWorkerThread(list), FALSE);

    ok_status(AlpcRegisterCompletionList(port, list, SIZE, 1, 0), STATUS_SUCCESS);
    ok_status(AlpcRegisterCompletionList(port, list, SIZE, 1, 0), STATUS_PORT_ALREADY_HAS_COMPLETION_LIST);
    second = alpc_create(&name, 0);
    ok_status(AlpcRegisterCompletionList(second, list, SIZE, 1, 0), STATUS_PORT_ALREADY_HAS_COMPLETION_LIST);
    NtClose(second);
    ok_status(AlpcAdjustCompletionListConcurrencyCount(port, 0), STATUS_INVALID_PARAMETER);
    ok_status(AlpcAdjustCompletionListConcurrencyCount(port, 2), STATUS_SUCCESS);
    ok_status(AlpcRundownCompletionList(port), STATUS_SUCCESS);

    /* the documented layout */
    ok_equal(list->StartMagic, ALPC_COMPLETION_LIST_START_MAGIC);
    ok_equal(list->EndMagic, ALPC_COMPLETION_LIST_END_MAGIC);
    ok_equal(list->TotalSize, SIZE);
    ok(list->ListOffset >= ALPC_COMPLETION_LIST_HEADER_SIZE && list->ListOffset + list->ListSize <= list->BitmapOffset &&
       list->BitmapOffset + list->BitmapSize <= list->DataOffset && list->DataOffset + list->DataSize <= SIZE,
       "list %x+%x, bitmap %x+%x, data %x+%x", (unsigned)list->ListOffset, (unsigned)list->ListSize,
       (unsigned)list->BitmapOffset, (unsigned)list->BitmapSize, (unsigned)list->DataOffset, (unsigned)list->DataSize);
    ok(list->DataSize > SIZE / 2, "only %u bytes for data", (unsigned)list->DataSize);
    ok_equal(list->AttributeSize, AlpcGetHeaderSize(0));
    ok_equal(list->State.s1.Head, ALPC_COMPLETION_LIST_STATE_EMPTY_INDEX);
    ok_equal(list->State.s1.Tail, ALPC_COMPLETION_LIST_STATE_EMPTY_INDEX);

    /* workers */
    ok_equal(AlpcUnregisterCompletionListWorkerThread(list), FALSE);
    ok_equal(AlpcRegisterCompletionListWorkerThread(list), TRUE);
    ok_equal(list->State.s1.ActiveThreadCount, 1);
    ok_status(AlpcUnregisterCompletionList(port), STATUS_RESOURCE_IN_USE);
    ok_equal(AlpcUnregisterCompletionListWorkerThread(list), TRUE);
    ok_status(AlpcUnregisterCompletionList(port), STATUS_SUCCESS);
    ok_status(AlpcUnregisterCompletionList(port), STATUS_INVALID_PARAMETER);
    /* it goes with the port too */
    ok_status(AlpcRegisterCompletionList(port, list, SIZE, 1, 0), STATUS_SUCCESS);
    NtClose(port);
    ok_equal(AlpcGetMessageFromCompletionList(list, NULL), NULL);
    port = alpc_create(&name, 0);
    ok_status(AlpcRegisterCompletionList(port, list, SIZE, 1, 0), STATUS_SUCCESS);
    NtClose(port);
    memory_free(list);
}

static void expect_text(PPORT_MESSAGE message, USHORT type, const char *text)
{
    if (ok(message != NULL, "no message, wanted '%s'", text)) {
        ok_equal((USHORT)message->u2.s2.Type, type);
        ok_equal((USHORT)message->u1.s1.DataLength, strlen(text) + 1);
        ok(!memcmp(message + 1, text, strlen(text) + 1), "not '%s'", text);
    }
}

static void test_messages(bool process)
{
    struct actor *client = process ? actor_process(1) : actor_thread();
    PALPC_COMPLETION_LIST_HEADER list = memory_make(SIZE);
    PALPC_MESSAGE_ATTRIBUTES attributes = NULL;
    struct alpc_connection connection;
    PPORT_MESSAGE taken, others[3];
    struct alpc_message message;
    PALPC_CONTEXT_ATTR context;
    ULONG id, callback;
    struct name name;
    HANDLE port;
    int i;

    port = alpc_create(&name, 0);
    ok_status(AlpcRegisterCompletionList(port, list, SIZE, 1, ALPC_CONTEXT_AND_TOKEN), STATUS_SUCCESS);
    ok_equal(list->AttributeSize, AlpcGetHeaderSize(ALPC_CONTEXT_AND_TOKEN));
    /* the handshake is received as always */
    alpc_connection_make(&connection, port, &name, client, 0, (PVOID)(ULONG_PTR)0xc0de);
    ok_equal(AlpcGetMessageFromCompletionList(list, &attributes), NULL);
    ok_equal(attributes, NULL);

    for (i = 0; i < 3; i++)
        ok_status(alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, i ? "next" : "first"), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_ALPC_CHECK_COMPLETION_LIST);
    taken = AlpcGetMessageFromCompletionList(list, &attributes);
    expect_text(taken, LPC_DATAGRAM, "first");
    ok_equal(taken->ClientId.UniqueThread, connection.id.UniqueThread);
    ok_equal(AlpcGetCompletionListMessageAttributes(list, taken), attributes);
    ok_equal(attributes->AllocatedAttributes, ALPC_CONTEXT_AND_TOKEN);
    ok_equal(attributes->ValidAttributes & ALPC_MESSAGE_CONTEXT_ATTRIBUTE, ALPC_MESSAGE_CONTEXT_ATTRIBUTE);
    context = AlpcGetMessageAttribute(attributes, ALPC_MESSAGE_CONTEXT_ATTRIBUTE);
    ok_equal(context->PortContext, 0xc0de);
    AlpcGetCompletionListLastMessageInformation(list, &id, &callback);
    ok_equal(id, taken->MessageId);
    ok_equal(callback, taken->CallbackId);
    /* the others are in the list now, before they are taken */
    ok_equal(list->PostCount, 3);
    ok_status(alpc_poll(port, &message), STATUS_ALPC_CHECK_COMPLETION_LIST);
    ok_equal(AlpcRegisterCompletionListWorkerThread(list), TRUE);
    ok_equal(AlpcUnregisterCompletionListWorkerThread(list), FALSE);
    for (i = 1; i < 3; i++) {
        others[i] = AlpcGetMessageFromCompletionList(list, NULL);
        expect_text(others[i], LPC_DATAGRAM, "next");
    }
    ok_equal(AlpcGetMessageFromCompletionList(list, NULL), NULL);
    ok_equal(AlpcUnregisterCompletionListWorkerThread(list), TRUE);
    ok_equal(AlpcGetOutstandingCompletionListMessageCount(list), 3);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    /* in any order, each once, and nothing else */
    AlpcFreeCompletionListMessage(list, others[1]);
    AlpcFreeCompletionListMessage(list, taken);
    AlpcFreeCompletionListMessage(list, taken);
    AlpcFreeCompletionListMessage(list, (PPORT_MESSAGE)((char *)others[2] + 8));
    AlpcFreeCompletionListMessage(list, &message.header);
    AlpcFreeCompletionListMessage(list, NULL);
    ok_equal(AlpcGetOutstandingCompletionListMessageCount(list), 1);
    AlpcFreeCompletionListMessage(list, others[2]);
    ok_equal(AlpcGetOutstandingCompletionListMessageCount(list), 0);

    /* a request is answered as always, here where it stands */
    alpc_request_begin(&connection, "question");
    ok_status(alpc_receive(port, &message, NULL), STATUS_ALPC_CHECK_COMPLETION_LIST);
    taken = AlpcGetMessageFromCompletionList(list, &attributes);
    expect_text(taken, LPC_REQUEST | GOES_ON, "question");
    memcpy(taken + 1, "answered", 8);
    ok_status(NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_RELEASE_MESSAGE, taken, NULL, NULL, NULL, NULL, NULL),
              STATUS_SUCCESS);
    AlpcFreeCompletionListMessage(list, taken);
    ok_status(alpc_request_end(&connection, &message), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REPLY, "answered");

    /* what is thrown away; what a client sent before it went comes before its end */
    alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "lost");
    expect_text(AlpcGetMessageFromCompletionList(list, NULL), LPC_DATAGRAM, "lost");
    ok_equal(AlpcGetOutstandingCompletionListMessageCount(list), 1);
    ok_status(AlpcRundownCompletionList(port), STATUS_SUCCESS);
    ok_equal(AlpcGetOutstandingCompletionListMessageCount(list), 0);
    alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "last");
    actor_close(client, connection.client_port);
    ok_status(alpc_receive(port, &message, NULL), STATUS_ALPC_CHECK_COMPLETION_LIST);
    taken = AlpcGetMessageFromCompletionList(list, NULL);
    ok(taken != NULL, "the last message is lost");
    AlpcFreeCompletionListMessage(list, taken);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    NtClose(connection.server_port);
    NtClose(port);
    memory_free(list);
    actor_finish(client);
}

/* Full: what does not fit stays in the ring, and comes when there is room again. */
static void test_full(void)
{
    PALPC_COMPLETION_LIST_HEADER list = memory_make(4 * PAGE);
    struct actor *client = actor_thread();
    struct alpc_connection connection;
    PPORT_MESSAGE taken[256];
    struct name name;
    HANDLE port;
    int i, n;

    port = alpc_create(&name, 0);
    ok_status(AlpcRegisterCompletionList(port, list, 4 * PAGE, 1, 0), STATUS_SUCCESS);
    alpc_connection_make(&connection, port, &name, client, 0, NULL);
    for (i = 0; i < 300; i++)
        ok_status(alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "a message"), STATUS_SUCCESS);
    for (n = 0; n < 256 && (taken[n] = AlpcGetMessageFromCompletionList(list, NULL)); n++)
        ;
    ok(n >= 64 && n < 256, "%d messages in 4 pages", n);
    for (i = 0; i < n; i += 2)
        AlpcFreeCompletionListMessage(list, taken[i]);
    /* every second hole is too short to be sure that a message fits, though it would */
    for (i = 1; i < n; i += 2)
        AlpcFreeCompletionListMessage(list, taken[i]);
    for (i = n; i < 300; i++) {
        PPORT_MESSAGE message = AlpcGetMessageFromCompletionList(list, NULL);

        if (!ok(message != NULL, "message %d is lost", i))
            break;
        AlpcFreeCompletionListMessage(list, message);
    }
    ok_equal(AlpcGetMessageFromCompletionList(list, NULL), NULL);
    ok_equal(list->PostCount, 300);
    ok_equal(list->ReturnCount, 300);
    alpc_connection_end(&connection, port);
    NtClose(port);
    memory_free(list);
    actor_finish(client);
}

/* Whatever stands in the memory, nothing outside of it is touched. */
static void test_garbage(void)
{
    PALPC_COMPLETION_LIST_HEADER list = memory_make(4 * PAGE);
    struct actor *client = actor_thread();
    struct alpc_connection connection;
    struct name name;
    HANDLE port;
    int i;

    port = alpc_create(&name, 0);
    ok_status(AlpcRegisterCompletionList(port, list, 4 * PAGE, 1, 0), STATUS_SUCCESS);
    alpc_connection_make(&connection, port, &name, client, 0, NULL);
    for (i = 0; i < 5; i++) {
        alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "a message");
        memset(list, i * 0x37, 4 * PAGE);
        AlpcGetMessageFromCompletionList(list, NULL);
        memset(list, 0xff - i, 4 * PAGE);
        AlpcGetMessageFromCompletionList(list, NULL);
        memset(list, 0, 4 * PAGE);
        AlpcGetMessageFromCompletionList(list, NULL);
        AlpcRundownCompletionList(port);
    }
    alpc_connection_end(&connection, port);
    NtClose(port);
    memory_free(list);
    actor_finish(client);
}

#define CLIENTS 4
#define REQUESTS 200

struct worker_args {
    HANDLE port, completion;
    PVOID list;
    LONG n;
};

static void serve(struct worker_args *args)
{
    PPORT_MESSAGE message;

    while ((message = AlpcGetMessageFromCompletionList(args->list, NULL))) {
        if ((message->u2.s2.Type & 0xff) == LPC_REQUEST) {
            ok_status(NtAlpcSendWaitReceivePort(args->port, ALPC_MSGFLG_RELEASE_MESSAGE, message, NULL, NULL, NULL,
                                                NULL, NULL), STATUS_SUCCESS);
            args->n++;
        }
        AlpcFreeCompletionListMessage(args->list, message);
    }
}

/* A worker as they are meant: takes until there is nothing more, then waits for a packet. */
static void work_run(void *parameter)
{
    struct worker_args *args = parameter;
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK io;
    PVOID key, context;

    ok_equal(AlpcRegisterCompletionListWorkerThread(args->list), TRUE);
    while (ok_status(NtRemoveIoCompletion(args->completion, &key, &context, &io, timeout_ms(&timeout, PATIENCE_MS)),
                     STATUS_SUCCESS) && key)
        serve(args);
    serve(args);
    AlpcUnregisterCompletionListWorkerThread(args->list);
}

static void test_workers(void)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT association = { (PVOID)1, NULL };
    struct alpc_askers askers;
    struct worker_args args = { .list = memory_make(SIZE) };
    struct actor *workers[3];
    struct name name;
    LONG total = 0;
    int i;

    args.port = alpc_create(&name, 0);
    NtCreateIoCompletion(&args.completion, IO_COMPLETION_ALL_ACCESS, NULL, 0);
    association.CompletionPort = args.completion;
    ok_status(AlpcRegisterCompletionList(args.port, args.list, SIZE, 3, 0), STATUS_SUCCESS);
    alpc_askers_make(&askers, CLIENTS, args.port, &name);
    ok_status(NtAlpcSetInformation(args.port, AlpcAssociateCompletionPortInformation, &association,
                                   sizeof(association)), STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        workers[i] = actor_thread();
        actor_begin(workers[i], work_run, &args, sizeof(args));
    }
    alpc_askers_run(&askers, REQUESTS);
    for (i = 0; i < 3; i++)
        ok_status(NtSetIoCompletion(args.completion, NULL, NULL, 0, 0), STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        struct worker_args result;

        actor_end(workers[i], &result);
        total += result.n;
        actor_leave(workers[i]);
    }
    ok_equal(total, CLIENTS * REQUESTS);
    ok_equal(AlpcGetOutstandingCompletionListMessageCount(args.list), 0);
    alpc_askers_end(&askers, args.port);
    ok_status(AlpcUnregisterCompletionList(args.port), STATUS_SUCCESS);
    NtClose(args.port);
    NtClose(args.completion);
    memory_free(args.list);
}

#define BURST 3

struct burst_args {
    HANDLE port;
    PVOID list;
    LONG *n_taken;              /* in the test's own process, as these workers are */
};

/* Waits at the port, takes one, and is busy with it until the others have theirs. */
static void take_one_run(void *parameter)
{
    struct burst_args *args = parameter;
    struct alpc_message message;
    LARGE_INTEGER pause;
    PPORT_MESSAGE taken;
    int i;

    do {
        if (!ok_status(alpc_receive(args->port, &message, NULL), STATUS_ALPC_CHECK_COMPLETION_LIST))
            return;
    } while (!(taken = AlpcGetMessageFromCompletionList(args->list, NULL)));
    InterlockedIncrement(args->n_taken);
    for (i = 0; i < PATIENCE_MS / 10 && *(volatile LONG *)args->n_taken < BURST; i++)
        NtDelayExecution(FALSE, timeout_ms(&pause, 10));
    AlpcFreeCompletionListMessage(args->list, taken);
}

/* Who moves a burst into the list wakes others for it. */
static void test_burst(void)
{
    struct actor *client = actor_thread(), *workers[BURST];
    LONG n_taken = 0;
    struct burst_args args = { .list = memory_make(SIZE), .n_taken = &n_taken };
    struct alpc_connection connection;
    struct name name;
    int i, round;

    args.port = alpc_create(&name, 0);
    ok_status(AlpcRegisterCompletionList(args.port, args.list, SIZE, BURST, 0), STATUS_SUCCESS);
    alpc_connection_make(&connection, args.port, &name, client, 0, NULL);
    for (i = 0; i < BURST; i++)
        workers[i] = actor_thread();
    for (round = 0; round < 20; round++) {
        n_taken = 0;
        for (i = 0; i < BURST; i++)
            actor_begin(workers[i], take_one_run, &args, sizeof(args));
        ok_equal(actor_blocked(workers[round % BURST]), true);
        for (i = 0; i < BURST; i++)
            ok_status(alpc_client_send(&connection, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "one of a burst"), STATUS_SUCCESS);
        for (i = 0; i < BURST; i++)
            actor_end(workers[i], NULL);
        ok_equal(n_taken, BURST);
    }
    for (i = 0; i < BURST; i++)
        actor_leave(workers[i]);
    alpc_connection_end(&connection, args.port);
    NtClose(args.port);
    memory_free(args.list);
    actor_finish(client);
}

START_TEST(alpc_completion_list)
{
    if (!alpc_available())
        return;
    test_arguments();
    test_messages(false);
    test_messages(true);
    test_full();
    test_garbage();
    test_workers();
    test_burst();
}
