/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The classes of NtAlpcQueryInformation and NtAlpcSetInformation in both directions: alpc 14. */
#include "winetests/alpc.h"

static HANDLE port;
static struct name name;

static NTSTATUS query(HANDLE on, int class, void *buffer, ULONG length)
{
    return NtAlpcQueryInformation(on, (ALPC_PORT_INFORMATION_CLASS)class, buffer, length, NULL);
}

static NTSTATUS set(HANDLE on, int class, void *buffer, ULONG length)
{
    return NtAlpcSetInformation(on, (ALPC_PORT_INFORMATION_CLASS)class, buffer, length);
}

/* Which class can be asked for, which set, and with how many bytes. */
static void test_directions(HANDLE on)
{
    static const struct {
        int class;
        bool query, set;
        ULONG size;
    } classes[] = {
        { AlpcBasicInformation, true, false, sizeof(ALPC_BASIC_INFORMATION) },
        { AlpcPortInformation, false, true, sizeof(ALPC_PORT_ATTRIBUTES) },
        { AlpcAssociateCompletionPortInformation, false, true, sizeof(ALPC_PORT_ASSOCIATE_COMPLETION_PORT) },
        { AlpcMessageZoneInformation, false, true, sizeof(ALPC_PORT_MESSAGE_ZONE_INFORMATION) },
        { AlpcRegisterCompletionListInformation, false, true, sizeof(ALPC_PORT_COMPLETION_LIST_INFORMATION) },
        { AlpcUnregisterCompletionListInformation, false, true, 0 },
        { AlpcAdjustCompletionListConcurrencyCountInformation, false, true, sizeof(ULONG) },
        { AlpcRegisterCallbackInformation, false, false, sizeof(ALPC_REGISTER_CALLBACK) },
        { AlpcCompletionListRundownInformation, false, true, 0 },
        { AlpcWaitForPortReferences, true, false, sizeof(ULONG) },
        { AlpcServerSessionInformation, true, false, sizeof(ALPC_SERVER_SESSION_INFORMATION) },
        { AlpcServerSessionInformation + 1, false, false, 8 },
        { -1, false, false, 8 },
    };
    UCHAR buffer[128];
    size_t i;

    for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
        ULONG size = classes[i].size;
        NTSTATUS wrong = STATUS_INFO_LENGTH_MISMATCH;

        memset(buffer, 0, sizeof(buffer));
        if (!classes[i].query)
            ok_status(query(on, classes[i].class, buffer, size), STATUS_INVALID_INFO_CLASS);
        else
            ok_status(query(on, classes[i].class, buffer, size - 1), wrong);
        if (!classes[i].set)
            ok_status(set(on, classes[i].class, buffer, size), STATUS_INVALID_INFO_CLASS);
        else
            ok_status(set(on, classes[i].class, buffer, size + 1), wrong);
        if (classes[i].set && size)
            ok_status(set(on, classes[i].class, no_memory(), size),
                      classes[i].class == AlpcMessageZoneInformation ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION);
        if (classes[i].query)
            ok_status(query(on, classes[i].class, no_memory(), size), STATUS_ACCESS_VIOLATION);
    }
    ok_status(query(BAD_HANDLE, AlpcWaitForPortReferences, buffer, 4), STATUS_INVALID_HANDLE);
    ok_status(set(BAD_HANDLE, AlpcMessageZoneInformation, buffer, 16), STATUS_INVALID_HANDLE);
    ok_status(query(NtCurrentProcess(), AlpcBasicInformation, buffer, 16), STATUS_OBJECT_TYPE_MISMATCH);
}

/* Class 4, about the actor's thread. */
union server_information {
    ALPC_SERVER_INFORMATION fixed;
    UCHAR bytes[256];
};

static NTSTATUS ask_server(HANDLE thread, union server_information *out, ULONG length, ULONG *size)
{
    memset(out, 0, sizeof(*out));
    out->fixed.In.ThreadHandle = thread;
    return NtAlpcQueryInformation(NULL, AlpcServerInformation, out, length, size);
}

/* What has been sent may be received before its sender has gone to sleep. */
static void await_blocked(HANDLE thread)
{
    union server_information out = { 0 };
    LARGE_INTEGER pause;
    int i;

    for (i = 0; i < PATIENCE_MS && !out.fixed.Out.ThreadBlocked; i++) {
        ok_status(ask_server(thread, &out, sizeof(out), NULL), STATUS_SUCCESS);
        if (!out.fixed.Out.ThreadBlocked)
            NtDelayExecution(FALSE, timeout_ms(&pause, 1));
    }
}

static void expect_blocked(HANDLE thread, bool blocked)
{
    union server_information out;
    ULONG size = 0, full = (ULONG)sizeof(out.fixed) + name.string.Length + 2;

    if (blocked) {
        await_blocked(thread);
        ok_status(ask_server(thread, &out, full - 1, &size), STATUS_INFO_LENGTH_MISMATCH);
        ok_equal(size, full);
    }
    ok_status(ask_server(thread, &out, sizeof(out), &size), STATUS_SUCCESS);
    ok_equal(out.fixed.Out.ThreadBlocked, blocked);
    ok_equal(size, blocked ? full : sizeof(out.fixed));
    if (blocked) {
        ok_equal(out.fixed.Out.ConnectedProcessId, own_id().UniqueProcess);
        ok(RtlEqualUnicodeString(&out.fixed.Out.ConnectionPortName, &name.string, FALSE), "another name");
        ok_equal((ULONG_PTR)out.fixed.Out.ConnectionPortName.Buffer, (ULONG_PTR)&out + sizeof(out.fixed));
    } else {
        ok_equal(out.fixed.Out.ConnectedProcessId, 0);
        ok_equal(out.fixed.Out.ConnectionPortName.Length, 0);
    }
}

static void test_server_information(struct actor *client)
{
    HANDLE thread = actor_open_thread(client, THREAD_QUERY_LIMITED_INFORMATION), weak = actor_open_thread(client, SYNCHRONIZE);
    struct alpc_connection c = { .client = client };
    struct alpc_connect_args connect;
    union server_information out;
    struct alpc_message message;

    ok_status(ask_server(thread, &out, sizeof(out.fixed) - 1, NULL), STATUS_INFO_LENGTH_MISMATCH);
    ok_status(ask_server(BAD_HANDLE, &out, sizeof(out), NULL), STATUS_INVALID_HANDLE);
    ok_status(ask_server(port, &out, sizeof(out), NULL), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(ask_server(weak, &out, sizeof(out), NULL), STATUS_ACCESS_DENIED);
    ok_status(NtAlpcQueryInformation(NULL, AlpcServerInformation, no_memory(), sizeof(out), NULL),
              STATUS_ACCESS_VIOLATION);
    expect_blocked(thread, false);

    alpc_connect_prepare(&connect, &name, ALPC_MSGFLG_SYNC_REQUEST, "hello");
    actor_begin(client, alpc_connect_run, &connect, sizeof(connect));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok(actor_blocked(client), "connected");
    expect_blocked(thread, true);
    ok_status(NtAlpcAcceptConnectPort(&c.server_port, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    c.client_port = connect.port;
    expect_blocked(thread, false);

    alpc_request_begin(&c, "question");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    expect_blocked(thread, true);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_request_end(&c, NULL), STATUS_SUCCESS);
    expect_blocked(thread, false);
    alpc_connection_end(&c, port);
    ok_status(NtClose(thread), STATUS_SUCCESS);
    ok_status(NtClose(weak), STATUS_SUCCESS);
}

/* Class 11: until no more calls than that are under way that want to be counted. */
struct reference_args {
    HANDLE port;
    ULONG flags, most;
    NTSTATUS status;
};

static void receive_run(void *parameter)
{
    struct reference_args *args = parameter;
    struct alpc_message message;
    SIZE_T length = sizeof(message);

    args->status = NtAlpcSendWaitReceivePort(args->port, args->flags, NULL, NULL, &message.header, &length, NULL,
                                             NULL);
}

static void wait_run(void *parameter)
{
    struct reference_args *args = parameter;

    args->status = query(args->port, AlpcWaitForPortReferences, &args->most, sizeof(args->most));
}

static void test_references(struct alpc_connection *c)
{
    struct actor *receiver = actor_thread(), *other = actor_thread(), *waiter = actor_thread();
    struct reference_args tracked = { .port = port, .flags = ALPC_MSGFLG_TRACK_PORT_REFERENCES };
    struct reference_args untracked = { .port = port }, wait = { .port = port, .most = 5 };

    wait_run(&wait);
    ok_status(wait.status, STATUS_SUCCESS);
    ok_equal(wait.most, 0);
    actor_begin(receiver, receive_run, &tracked, sizeof(tracked));
    ok(actor_blocked(receiver), "it received something");
    wait.most = 1;
    wait_run(&wait);
    ok_status(wait.status, STATUS_SUCCESS);
    ok_equal(wait.most, 1);
    wait.most = 0;
    actor_begin(waiter, wait_run, &wait, sizeof(wait));
    ok(actor_blocked(waiter), "the receiver was not waited for");
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "go"), STATUS_SUCCESS);
    actor_end(receiver, &tracked);
    ok_status(tracked.status, STATUS_SUCCESS);
    wait.most = 1;
    actor_end(waiter, &wait);
    ok_status(wait.status, STATUS_SUCCESS);
    ok_equal(wait.most, 0);

    actor_begin(other, receive_run, &untracked, sizeof(untracked));
    ok(actor_blocked(other), "it received something");
    wait_run(&wait);
    ok_equal(wait.most, 0);
    ok_status(alpc_client_send(c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "go"), STATUS_SUCCESS);
    actor_end(other, &untracked);
    actor_leave(receiver);
    actor_leave(other);
    actor_leave(waiter);
}

START_TEST(alpc_classes)
{
    struct alpc_connection c;
    struct actor *process;

    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    alpc_connection_make(&c, port, &name, actor_thread(), 0, NULL);
    test_directions(c.client_port);
    test_references(&c);
    alpc_connection_end(&c, port);
    test_server_information(c.client);
    actor_leave(c.client);
    process = actor_process(1);
    test_server_information(process);
    actor_finish(process);
    ok_status(NtClose(port), STATUS_SUCCESS);
}
