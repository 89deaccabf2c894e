/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The thread pool's callbacks for ALPC ports: few threads for many ports, several callbacks of one port at once, what a
 * callback leaves or sends, completion lists (alpc 18).
 */
#include "winetests/alpc.h"

#include <nttp.h>

#define N_PORTS 20
#define N_NOTES 10

static HANDLE port;
static struct name name;

static LONG value(const LONG *counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

static LONG count(LONG *counter)
{
    return __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST);
}

static bool await(const LONG *counter, LONG wanted)
{
    LARGE_INTEGER pause;
    int i;

    for (i = 0; i < PATIENCE_MS && value(counter) < wanted; i++)
        NtDelayExecution(FALSE, timeout_ms(&pause, 1));
    return value(counter) >= wanted;
}

/* --- many ports, few threads --- */

struct noted {
    HANDLE port;
    LONG n;
};

static struct noted noted[N_PORTS];
static ULONG_PTR seen_threads[64];
static LONG n_seen;

static void see_thread(void)
{
    ULONG_PTR id = (ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread;
    LONG i, n = value(&n_seen);

    for (i = 0; i < n; i++)
        if (seen_threads[i] == id)
            return;
    if (n < 64)
        seen_threads[count(&n_seen) - 1] = id;
}

static void NTAPI on_note(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_ALPC alpc)
{
    struct noted *one = context;
    struct alpc_message message;

    (void)instance;
    (void)alpc;
    see_thread();
    while (alpc_poll(one->port, &message) == STATUS_SUCCESS)
        if ((ALPC_TYPE(&message) & 0xff) == LPC_CONNECTION_REQUEST)
            count(&one->n);
}

static void test_many_ports(void)
{
    struct alpc_connect_args connect[N_PORTS];
    PTP_ALPC objects[N_PORTS];
    int i;

    for (i = 0; i < N_PORTS; i++) {
        struct name of_port;

        noted[i].port = alpc_create(&of_port, 0);
        ok_status(TpAllocAlpcCompletion(&objects[i], noted[i].port, on_note, &noted[i], NULL), STATUS_SUCCESS);
        alpc_connect_prepare(&connect[i], &of_port, 0, "hello");
    }
    for (i = 0; i < N_PORTS; i++) {
        alpc_connect_run(&connect[i]);
        ok_status(connect[i].status, STATUS_SUCCESS);
        ok(await(&noted[i].n, 1), "port %d: no callback", i);
    }
    ok(value(&n_seen) < N_PORTS / 2, "%u threads for callbacks one after the other", (unsigned int)value(&n_seen));
    for (i = 0; i < N_PORTS; i++) {
        TpReleaseAlpcCompletion(objects[i]);
        ok_status(NtClose(connect[i].port), STATUS_SUCCESS);
        ok_status(NtClose(noted[i].port), STATUS_SUCCESS);
    }
}

/* --- several at once --- */

static LONG n_inside, n_met;

/* Returns when another callback of the same port is inside, too. */
static void NTAPI on_meeting(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_ALPC alpc)
{
    struct alpc_message message;

    (void)instance;
    (void)context;
    (void)alpc;
    if (alpc_poll(port, &message) != STATUS_SUCCESS)
        return;
    count(&n_inside);
    if (await(&n_inside, 2))
        count(&n_met);
}

static void test_at_once(struct alpc_connection *c)
{
    PTP_ALPC alpc;

    ok_status(TpAllocAlpcCompletion(&alpc, port, on_meeting, NULL, NULL), STATUS_SUCCESS);
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "one"), STATUS_SUCCESS);
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "two"), STATUS_SUCCESS);
    ok(await(&n_met, 2), "callbacks of one port wait for each other");
    TpWaitForAlpcCompletion(alpc);
    TpReleaseAlpcCompletion(alpc);
}

/* --- one message a call --- */

static LONG n_taken;

static void NTAPI on_one(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_ALPC alpc)
{
    struct alpc_message message;

    (void)instance;
    (void)context;
    (void)alpc;
    if (alpc_poll(port, &message) == STATUS_SUCCESS)
        count(&n_taken);
}

static void test_leftovers(struct alpc_connection *c)
{
    PTP_ALPC alpc;
    int i;

    /* some are there before the port is bound */
    for (i = 0; i < N_NOTES; i++)
        ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "note"), STATUS_SUCCESS);
    ok_status(TpAllocAlpcCompletion(&alpc, port, on_one, NULL, NULL), STATUS_SUCCESS);
    for (i = 0; i < N_NOTES; i++)
        ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "note"), STATUS_SUCCESS);
    ok(await(&n_taken, 2 * N_NOTES), "%u of %u", (unsigned int)value(&n_taken), 2 * N_NOTES);
    TpWaitForAlpcCompletion(alpc);
    TpReleaseAlpcCompletion(alpc);
}

/* --- sending from a callback --- */

static struct {
    bool at_once;
    LONG n_asked, may_return, n_returned;
    NTSTATUS sent, refused;
} sender;

static void NTAPI on_question(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_ALPC alpc)
{
    struct alpc_message message;

    (void)context;
    (void)alpc;
    if (alpc_poll(port, &message) != STATUS_SUCCESS)
        return;
    sender.refused = TpCallbackSendAlpcMessageOnCompletion(instance, port, ALPC_MSGFLG_SYNC_REQUEST, &message.header);
    alpc_answer(&message, "later");
    sender.sent = TpCallbackSendAlpcMessageOnCompletion(instance, port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header);
    alpc_answer(&message, "the message was copied");
    if (sender.at_once)
        sender.sent = TpCallbackSendPendingAlpcMessage(instance);
    count(&sender.n_asked);
    await(&sender.may_return, 1);
    count(&sender.n_returned);
}

static void test_sending(struct alpc_connection *c)
{
    struct alpc_message reply;
    PTP_ALPC alpc;
    int i;

    ok_status(TpAllocAlpcCompletion(&alpc, port, on_question, NULL, NULL), STATUS_SUCCESS);
    for (i = 0; i < 2; i++) {
        sender.at_once = i;
        sender.may_return = sender.n_asked = sender.n_returned = 0;
        alpc_request_begin(c, "question");
        ok(await(&sender.n_asked, 1), "no callback");
        if (!i) {
            ok(actor_blocked(c->client), "sent before the callback returned");
            count(&sender.may_return);
        }
        ok_status(alpc_request_end(c, &reply), STATUS_SUCCESS);
        alpc_expect(&reply, LPC_REPLY, "later");
        ok_equal(value(&sender.n_returned), !i);
        count(&sender.may_return);
        ok_status(sender.sent, STATUS_SUCCESS);
        ok_status(sender.refused, STATUS_INVALID_PARAMETER);
        TpWaitForAlpcCompletion(alpc);
    }
    TpReleaseAlpcCompletion(alpc);
    ok_status(TpCallbackSendPendingAlpcMessage(NULL), STATUS_INVALID_PARAMETER);
    ok_status(TpCallbackSendAlpcMessageOnCompletion(NULL, port, 0, &reply.header), STATUS_INVALID_PARAMETER);
}

/* --- completion lists --- */

static PALPC_COMPLETION_LIST_HEADER list;
static LONG n_listed, n_registered;

static void NTAPI on_list(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_ALPC alpc)
{
    PALPC_MESSAGE_ATTRIBUTES attributes;
    PPORT_MESSAGE message;

    (void)instance;
    (void)context;
    (void)alpc;
    if (list->State.s1.ActiveThreadCount)
        count(&n_registered);
    message = AlpcGetMessageFromCompletionList(list, &attributes);
    if (!message)
        return;
    count(&n_listed);
    AlpcFreeCompletionListMessage(list, message);
}

static void test_list(struct alpc_connection *c)
{
    SIZE_T size = 0x10000;
    PVOID memory = NULL;
    PTP_ALPC alpc;
    int i;

    ok_status(NtAllocateVirtualMemory(NtCurrentProcess(), &memory, 0, &size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE),
              STATUS_SUCCESS);
    list = memory;
    ok_status(AlpcRegisterCompletionList(port, list, (ULONG)size, 1, 0), STATUS_SUCCESS);
    ok_status(TpAllocAlpcCompletion(&alpc, port, on_list, NULL, NULL), STATUS_SUCCESS);
    TpAlpcRegisterCompletionList(alpc);
    for (i = 0; i < N_NOTES; i++)
        ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "note"), STATUS_SUCCESS);
    ok(await(&n_listed, N_NOTES), "%u of %u", (unsigned int)value(&n_listed), N_NOTES);
    TpWaitForAlpcCompletion(alpc);
    ok(value(&n_registered) >= N_NOTES, "workers are not registered with the list");
    ok_equal(list->State.s1.ActiveThreadCount, 0);
    TpAlpcUnregisterCompletionList(alpc);
    TpReleaseAlpcCompletion(alpc);
    ok_status(AlpcUnregisterCompletionList(port), STATUS_SUCCESS);
    size = 0;
    ok_status(NtFreeVirtualMemory(NtCurrentProcess(), &memory, &size, MEM_RELEASE), STATUS_SUCCESS);
}

static ULONG handle_count(void)
{
    ULONG n = 0;

    NtQueryInformationProcess(NtCurrentProcess(), ProcessHandleCount, &n, sizeof(n), NULL);
    return n;
}

START_TEST(alpc_pool_more)
{
    ULONG before = handle_count();
    struct alpc_connection c;
    LARGE_INTEGER pause;
    int i;

    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    test_many_ports();
    alpc_connection_make(&c, port, &name, actor_process(1), 0, NULL);
    test_leftovers(&c);
    test_at_once(&c);
    test_sending(&c);
    test_list(&c);
    alpc_connection_end(&c, port);
    actor_finish(c.client);
    ok_status(NtClose(port), STATUS_SUCCESS);
    /* the pool's threads leave, and close what is theirs */
    for (i = 0; i < PATIENCE_MS && handle_count() != before; i++)
        NtDelayExecution(FALSE, timeout_ms(&pause, 1));
    ok_equal(handle_count(), before);
}
