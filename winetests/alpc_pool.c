/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread pool's callbacks for ALPC ports: alpc 18. */
#include "winetests/alpc.h"

#include <nttp.h>

static HANDLE port, accepted;
static struct name name;
static LONG n_calls, n_requests, n_closed;
static PVOID seen_context;
static PTP_ALPC seen_object;

static LONG value(const LONG *counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

static void count(LONG *counter)
{
    __atomic_fetch_add(counter, 1, __ATOMIC_SEQ_CST);
}

static void NTAPI on_message(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_ALPC alpc)
{
    struct alpc_message message;
    HANDLE handle;

    (void)instance;
    seen_context = context;
    seen_object = alpc;
    count(&n_calls);
    while (alpc_poll(port, &message) == STATUS_SUCCESS) {
        switch (ALPC_TYPE(&message) & 0xff) {
        case LPC_CONNECTION_REQUEST:
            if (!NtAlpcAcceptConnectPort(&handle, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE))
                accepted = handle;
            break;
        case LPC_REQUEST:
            count(&n_requests);
            alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message);
            break;
        case LPC_PORT_CLOSED:
            count(&n_closed);
            break;
        }
    }
}

static void NTAPI on_message_ex(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_ALPC alpc, PVOID apc_context)
{
    (void)apc_context;
    on_message(instance, context, alpc);
}

static void wait_for(const LONG *counter, LONG wanted)
{
    LARGE_INTEGER pause;
    int i;

    for (i = 0; i < PATIENCE_MS / 5 && value(counter) < wanted; i++)
        NtDelayExecution(FALSE, timeout_ms(&pause, 5));
    ok_equal(value(counter), wanted);
}

/* A client comes, asks some questions, and goes. */
static void talk(struct actor *client, LONG n)
{
    struct alpc_connect_args connect;
    struct alpc_exchange_args args;
    LONG i, requests = value(&n_requests), closed = value(&n_closed);

    alpc_connect_prepare(&connect, &name, ALPC_MSGFLG_SYNC_REQUEST, "hello");
    actor_call(client, alpc_connect_run, &connect, sizeof(connect));
    ok_status(connect.status, STATUS_SUCCESS);
    for (i = 0; i < n; i++) {
        alpc_request_prepare(&args, connect.port, "question");
        actor_call(client, alpc_exchange_run, &args, sizeof(args));
        ok_status(args.status, STATUS_SUCCESS);
        alpc_expect(&args.in, LPC_REPLY, "question");
    }
    ok_equal(value(&n_requests), requests + n);
    ok_status(actor_close(client, connect.port), STATUS_SUCCESS);
    wait_for(&n_closed, closed + 1);
    ok_status(NtClose(accepted), STATUS_SUCCESS);
}

static void test_arguments(void)
{
    PTP_ALPC alpc;

    ok_status(TpAllocAlpcCompletion(no_memory(), port, on_message, NULL, NULL), STATUS_ACCESS_VIOLATION);
    ok_status(TpAllocAlpcCompletion(&alpc, port, NULL, NULL, NULL), STATUS_INVALID_PARAMETER);
    ok_status(TpAllocAlpcCompletion(&alpc, BAD_HANDLE, on_message, NULL, NULL), STATUS_INVALID_HANDLE);
    ok_status(TpAllocAlpcCompletion(&alpc, NtCurrentProcess(), on_message, NULL, NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
}

START_TEST(alpc_pool)
{
    struct alpc_message message;
    struct actor *client;
    PTP_ALPC alpc, second;
    int i;

    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    test_arguments();
    client = actor_process(1);
    for (i = 0; i < 2; i++) {
        ok_status(i ? TpAllocAlpcCompletionEx(&alpc, port, on_message_ex, &name, NULL)
                    : TpAllocAlpcCompletion(&alpc, port, on_message, &name, NULL), STATUS_SUCCESS);
        ok_status(TpAllocAlpcCompletion(&second, port, on_message, NULL, NULL), STATUS_PORT_ALREADY_SET);
        talk(client, 20);
        ok(seen_context == &name && seen_object == alpc, "another context or object");
        TpWaitForAlpcCompletion(alpc);
        TpReleaseAlpcCompletion(alpc);
    }
    /* the port is as it was */
    {
        struct alpc_connect_args connect;
        LONG calls = value(&n_calls);

        alpc_connect_prepare(&connect, &name, 0, "hello");
        actor_call(client, alpc_connect_run, &connect, sizeof(connect));
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
        alpc_expect(&message, LPC_CONNECTION_REQUEST | GOES_ON, "hello");
        ok_equal(value(&n_calls), calls);
        ok_status(actor_close(client, connect.port), STATUS_SUCCESS);
    }
    actor_finish(client);
    ok_status(NtClose(port), STATUS_SUCCESS);
}
