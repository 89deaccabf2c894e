/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages that say when they are finished: the DIRECT attribute (alpc 7.5), message class 2 (15). */
#include "winetests/alpc.h"

struct direct_buffer {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_CONTEXT_ATTR context;
    ALPC_DIRECT_ATTR direct;
};
#define CONTEXT_AND_DIRECT (ALPC_MESSAGE_CONTEXT_ATTRIBUTE | ALPC_MESSAGE_DIRECT_ATTRIBUTE)

static HANDLE port, client, server, event;

/* With the event; the id that the message got, in *id unless that is NULL. */
static NTSTATUS send_direct(HANDLE on, ULONG flags, ULONG message_id, HANDLE handle, ULONG *id)
{
    struct direct_buffer buffer = { { CONTEXT_AND_DIRECT, CONTEXT_AND_DIRECT }, { 0 }, { handle } };
    struct alpc_message message, reply;
    SIZE_T length = sizeof(reply);
    LARGE_INTEGER timeout;
    NTSTATUS status;
    bool waits = flags & ALPC_MSGFLG_SYNC_REQUEST;

    alpc_text(&message, "direct");
    message.header.MessageId = message_id;
    status = NtAlpcSendWaitReceivePort(on, flags, &message.header, &buffer.header, waits ? &reply.header : NULL,
                                       waits ? &length : NULL, NULL, timeout_ms(&timeout, PATIENCE_MS));
    if (id)
        *id = buffer.context.MessageId;
    return status;
}

static NTSTATUS direct_status(HANDLE on, ULONG id, ULONG length)
{
    PORT_MESSAGE header = { .u1.s1.TotalLength = sizeof(header), .MessageId = id };

    return NtAlpcQueryInformationMessage(on, &header, AlpcMessageDirectStatusInformation, NULL, length, NULL);
}

static bool is_set(void)
{
    LARGE_INTEGER timeout;

    return NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, 0)) == STATUS_WAIT_0;
}

static void make_connection(void)
{
    struct alpc_connect_args connect;
    struct alpc_message message;
    struct name name;

    port = alpc_create(&name, 0);
    alpc_connect_prepare(&connect, &name, 0, NULL);
    connect.attributes.Flags = ALPC_PORFLG_DIRECT_MESSAGE;
    alpc_connect_run(&connect);
    ok_status(connect.status, STATUS_SUCCESS);
    client = connect.port;
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(&server, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    ok_status(alpc_receive(client, &message, NULL), STATUS_SUCCESS);
}

static void test_arguments(void)
{
    struct alpc_message message;
    HANDLE only;

    ok_status(send_direct(server, ALPC_MSGFLG_RELEASE_MESSAGE, 0, event, NULL), STATUS_INVALID_PARAMETER);
    ok_status(send_direct(client, ALPC_MSGFLG_SYNC_REQUEST, 0, event, NULL), STATUS_INVALID_PARAMETER_2);
    ok_status(send_direct(client, 0, 0, BAD_HANDLE, NULL), STATUS_INVALID_HANDLE);
    ok_status(send_direct(client, 0, 0, port, NULL), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &only, SYNCHRONIZE, 0, 0),
              STATUS_SUCCESS);
    ok_status(send_direct(client, 0, 0, only, NULL), STATUS_ACCESS_DENIED);
    ok_status(NtClose(only), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    ok_status(direct_status(client, 0, 0), STATUS_INVALID_MESSAGE);
    ok_status(direct_status(client, 0x1234567, 0), STATUS_INVALID_MESSAGE);
    ok_status(direct_status(client, 1, 4), STATUS_INFO_LENGTH_MISMATCH);
    ok_status(direct_status(BAD_HANDLE, 1, 0), STATUS_INVALID_HANDLE);
}

/* Finished is a request when it is answered, whether the answer has been received or not. */
static void test_request(void)
{
    struct alpc_message message;
    ULONG id = 0;

    ok_status(send_direct(client, 0, 0, event, &id), STATUS_SUCCESS);
    ok(id != 0, "no id");
    ok_status(direct_status(client, id, 0), STATUS_PENDING);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REQUEST | GOES_ON, "direct");
    ok_status(direct_status(client, id, 0), STATUS_PENDING);
    ok(!is_set(), "finished too early");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok(is_set(), "answered, and nobody says so");
    ok_status(direct_status(client, id, 0), STATUS_SUCCESS);
    ok_status(alpc_receive(client, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REPLY, "direct");
    ok_status(direct_status(client, id, 0), STATUS_INVALID_MESSAGE);
    ok_status(NtClearEvent(event), STATUS_SUCCESS);
}

static NTSTATUS cancel(HANDLE on, ULONG id)
{
    ALPC_CONTEXT_ATTR context = { .MessageId = id };

    return NtAlpcCancelMessage(on, 0, &context);
}

static void test_cancelled(void)
{
    struct alpc_message message;
    ULONG id;

    ok_status(send_direct(client, 0, 0, event, &id), STATUS_SUCCESS);
    ok_status(cancel(client, id), STATUS_SUCCESS);
    ok(is_set(), "withdrawn");
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    ok_status(NtClearEvent(event), STATUS_SUCCESS);

    ok_status(send_direct(client, 0, 0, event, &id), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(cancel(port, message.header.MessageId), STATUS_PENDING);
    ok(is_set(), "refused");
    ok_status(alpc_receive(client, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_CANCEL_MESSAGE, NULL);
    ok_status(NtClearEvent(event), STATUS_SUCCESS);
}

/* A datagram is finished as soon as it is received, and nothing is left to be released. */
static void test_datagram(void)
{
    struct alpc_message message;

    ok_status(send_direct(client, ALPC_MSGFLG_RELEASE_MESSAGE, 0, event, NULL), STATUS_SUCCESS);
    ok(!is_set(), "finished too early");
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM, "direct");
    ok(is_set(), "received, and nobody says so");
    ok_status(NtClearEvent(event), STATUS_SUCCESS);
}

START_TEST(alpc_direct)
{
    ULONG id;

    if (!alpc_available())
        return;
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE), STATUS_SUCCESS);
    make_connection();
    test_arguments();
    test_request();
    test_cancelled();
    test_datagram();
    /* what nobody has received is finished with the connection */
    ok_status(send_direct(client, 0, 0, event, &id), STATUS_SUCCESS);
    ok_status(NtClose(client), STATUS_SUCCESS);
    ok_status(NtClose(server), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
    ok(is_set(), "the connection's end");
    ok_status(NtClose(event), STATUS_SUCCESS);
}
