/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is wrong with the arguments of the sending, replying and receiving calls, in the order in
 * which it is found (lpc-semantics 8, 8.8 to 8.13). Two mistakes at once show the order.
 */
#include "winetests/port.h"

/* A connection within this process, and a message to make mistakes with. */
static struct connection connection;
static HANDLE port, event;
static struct message message;

static PORT_MESSAGE *with_lengths(CSHORT data, CSHORT total)
{
    message_make(&message, NULL, 0);
    DATA_LENGTH(&message) = data;
    TOTAL_LENGTH(&message) = total;
    message.header.MessageId = 0x7fffffff;
    message.header.ClientId = own_id();
    return &message.header;
}

static PORT_MESSAGE *good(void)
{
    return with_lengths(4, 44);
}

static PORT_MESSAGE *misaligned(void)
{
    static UCHAR bytes[sizeof(struct message) + 8];

    memcpy(bytes + 1, good(), sizeof(struct message));
    return (PORT_MESSAGE *)(bytes + 1);
}

/* One of the five calls, told only the handle and the message that goes out. */
typedef NTSTATUS send_function(HANDLE handle, PORT_MESSAGE *out);

static NTSTATUS request_port(HANDLE handle, PORT_MESSAGE *out)
{
    return NtRequestPort(handle, out);
}

static NTSTATUS request_wait(HANDLE handle, PORT_MESSAGE *out)
{
    struct message in;

    return NtRequestWaitReplyPort(handle, out, &in.header);
}

static NTSTATUS reply_port(HANDLE handle, PORT_MESSAGE *out)
{
    return NtReplyPort(handle, out);
}

static NTSTATUS reply_wait_reply(HANDLE handle, PORT_MESSAGE *out)
{
    return NtReplyWaitReplyPort(handle, out);
}

static NTSTATUS reply_receive(HANDLE handle, PORT_MESSAGE *out)
{
    struct message in;

    return NtReplyWaitReceivePort(handle, NULL, out, &in.header);
}

static NTSTATUS reply_receive_ex(HANDLE handle, PORT_MESSAGE *out)
{
    struct message in;
    LARGE_INTEGER timeout;

    return NtReplyWaitReceivePortEx(handle, NULL, out, &in.header,
                                    timeout_ms(&timeout, PATIENCE_MS));
}

/* 8: length test A before the handle, B after it; negative lengths */
static void test_lengths(send_function *send, HANDLE handle)
{
    ok_status(send(BAD_HANDLE, with_lengths(1, 40)), STATUS_INVALID_PARAMETER);
    ok_status(send(BAD_HANDLE, with_lengths(0, 39)), STATUS_INVALID_PARAMETER);
    ok_status(send(BAD_HANDLE, with_lengths(0, 0)), STATUS_INVALID_PARAMETER);
    ok_status(send(BAD_HANDLE, with_lengths(100, 139)), STATUS_INVALID_PARAMETER);
    ok_status(send(BAD_HANDLE, with_lengths(-1, 100)), STATUS_INVALID_PARAMETER);
    ok_status(send(BAD_HANDLE, with_lengths(0x7fff, 0x7fff)), STATUS_INVALID_PARAMETER);
    ok_status(send(BAD_HANDLE, with_lengths(0, MAX_TOTAL + 1)), STATUS_INVALID_HANDLE);
    ok_status(send(BAD_HANDLE, with_lengths(0, -1)), STATUS_INVALID_HANDLE);
    ok_status(send(handle, with_lengths(MAX_DATA + 1, MAX_TOTAL + 1)),
              STATUS_PORT_MESSAGE_TOO_LONG);
    ok_status(send(handle, with_lengths(0, MAX_TOTAL + 1)), STATUS_PORT_MESSAGE_TOO_LONG);
    ok_status(send(handle, with_lengths(0, 0x7fff)), STATUS_PORT_MESSAGE_TOO_LONG);
    ok_status(send(handle, with_lengths(0, -1)), STATUS_PORT_MESSAGE_TOO_LONG);
    ok_status(send(handle, with_lengths(0, -0x8000)), STATUS_PORT_MESSAGE_TOO_LONG);
}

static void test_handles(send_function *send)
{
    ok_status(send(BAD_HANDLE, good()), STATUS_INVALID_HANDLE);
    ok_status(send(NULL, good()), STATUS_INVALID_HANDLE);
    ok_status(send(event, good()), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(send(NtCurrentProcess(), good()), STATUS_OBJECT_TYPE_MISMATCH);
}

static void test_pointers(send_function *send)
{
    ok_status(send(BAD_HANDLE, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(send(BAD_HANDLE, misaligned()), STATUS_DATATYPE_MISALIGNMENT);
}

/* 8.10 rows 2 to 8, which 8.11 and 8.13 repeat */
static void test_reply_order(send_function *send)
{
    PORT_MESSAGE *reply;

    /* MessageId 0 comes before the handle, too long before the ClientId, that before the match */
    reply = good();
    reply->MessageId = 0;
    ok_status(send(BAD_HANDLE, reply), STATUS_INVALID_PARAMETER);
    reply = with_lengths(1, 40);
    reply->MessageId = 0;
    ok_status(send(BAD_HANDLE, reply), STATUS_INVALID_PARAMETER);
    reply = with_lengths(0, MAX_TOTAL + 1);
    reply->ClientId.UniqueThread = (HANDLE)(ULONG_PTR)0x7ffffff0;
    ok_status(send(port, reply), STATUS_PORT_MESSAGE_TOO_LONG);
    reply = good();
    reply->ClientId.UniqueThread = (HANDLE)(ULONG_PTR)0x7ffffff0;
    ok_status(send(port, reply), STATUS_INVALID_CID);
    reply = good();
    reply->ClientId.UniqueProcess = (HANDLE)(ULONG_PTR)0x7ffffff0;
    ok_status(send(port, reply), STATUS_INVALID_CID);
    reply = good();
    reply->ClientId = (CLIENT_ID){ 0 };
    ok_status(send(port, reply), STATUS_INVALID_CID);
    ok_status(send(port, good()), STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(send(connection.client_port, good()), STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(send(connection.server_port, good()), STATUS_REPLY_MESSAGE_MISMATCH);
}

/* 8.8, rows 2 to 4; 8.9, rows 3 to 5 */
static void test_request_order(void)
{
    PORT_MESSAGE *edge = memory_before_fault(sizeof(*edge)), *request;

    request = with_lengths(1, 40);
    request->u2.s2.Type = LPC_REPLY;
    request->u2.s2.DataInfoOffset = 40;
    ok_status(NtRequestPort(BAD_HANDLE, request), STATUS_INVALID_PARAMETER);
    request = good();
    request->u2.s2.DataInfoOffset = 40;
    ok_status(NtRequestPort(BAD_HANDLE, request), STATUS_INVALID_PARAMETER);
    request = good();
    request->u2.s2.Type = LPC_REPLY;
    ok_status(NtRequestPort(BAD_HANDLE, request), STATUS_INVALID_PARAMETER);
    ok_status(NtRequestWaitReplyPort(BAD_HANDLE, request, request), STATUS_INVALID_PARAMETER);

    /* a header whose data lies nowhere */
    *edge = *with_lengths(8, 48);
    ok_status(NtRequestPort(connection.client_port, edge), STATUS_ACCESS_VIOLATION);
    ok_status(NtRequestWaitReplyPort(connection.client_port, edge, &message.header),
              STATUS_ACCESS_VIOLATION);
    request = good();

    /* both messages are looked at before anything else */
    ok_status(NtRequestWaitReplyPort(BAD_HANDLE, no_memory(), &message.header),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtRequestWaitReplyPort(BAD_HANDLE, request, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtRequestWaitReplyPort(BAD_HANDLE, request, readonly_memory()),
              STATUS_ACCESS_VIOLATION);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
}

/* 8.13, rows 1 and 3: without a reply, and what is probed */
static void test_receive_order(void)
{
    LARGE_INTEGER timeout;
    struct message in;

    timeout_ms(&timeout, 0);
    ok_status(NtReplyWaitReceivePortEx(BAD_HANDLE, NULL, NULL, &in.header, &timeout),
              STATUS_INVALID_HANDLE);
    ok_status(NtReplyWaitReceivePortEx(event, NULL, NULL, &in.header, &timeout),
              STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtReplyWaitReceivePortEx(BAD_HANDLE, no_memory(), NULL, &in.header, &timeout),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtReplyWaitReceivePortEx(BAD_HANDLE, readonly_memory(), NULL, &in.header, &timeout),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtReplyWaitReceivePortEx(BAD_HANDLE, NULL, no_memory(), &in.header, &timeout),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtReplyWaitReceivePortEx(BAD_HANDLE, NULL, NULL, &in.header, no_memory()),
              STATUS_ACCESS_VIOLATION);
    /* the receive buffer is looked at when there is something to write into it */
    ok_status(NtReplyWaitReceivePortEx(BAD_HANDLE, NULL, NULL, no_memory(), &timeout),
              STATUS_INVALID_HANDLE);
    ok_status(NtReplyWaitReceivePortEx(port, NULL, NULL, no_memory(), &timeout), STATUS_TIMEOUT);
}

/* 8.13, row 9: the message is used up */
static void test_receive_fault(void)
{
    PORT_MESSAGE *edge = memory_before_fault(sizeof(*edge));
    struct message in;
    PVOID context = UNTOUCHED;

    message_text(&message, "first");
    ok_status(NtRequestPort(connection.client_port, &message.header), STATUS_SUCCESS);
    message_text(&message, "second");
    ok_status(NtRequestPort(connection.client_port, &message.header), STATUS_SUCCESS);
    message_text(&message, "third");
    ok_status(NtRequestPort(connection.client_port, &message.header), STATUS_SUCCESS);
    ok_status(NtReplyWaitReceivePort(port, NULL, NULL, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtReplyWaitReceivePort(port, &context, NULL, edge), STATUS_ACCESS_VIOLATION);
    ok_status(port_receive(port, NULL, NULL, &in), STATUS_SUCCESS);
    expect_text(&in, LPC_DATAGRAM, own_id(), "third");
}

/* 8.9, row 12: a reply buffer that is too short for what comes; the reply is used up */
struct short_args {
    HANDLE port;
    NTSTATUS status;
};

static void request_short(void *parameter)
{
    struct short_args *args = parameter;
    struct message out;

    message_text(&out, "question");
    args->status = NtRequestWaitReplyPort(args->port, &out.header,
                                          memory_before_fault(sizeof(PORT_MESSAGE)));
}

static void test_short_reply(void)
{
    struct short_args args = { .port = connection.client_port };
    struct message in;

    actor_begin(connection.client, request_short, &args, sizeof(args));
    ok_status(port_receive(port, NULL, NULL, &in), STATUS_SUCCESS);
    message_answer(&in, "answer");
    ok_status(NtReplyPort(port, &in.header), STATUS_SUCCESS);
    actor_end(connection.client, &args);
    ok_status(args.status, STATUS_ACCESS_VIOLATION);
    ok_status(NtReplyPort(port, &in.header), STATUS_REPLY_MESSAGE_MISMATCH);
}

/* 2.3: the limit is the connection port's, for both ends */
static void test_port_limit(void)
{
    struct connection limited;
    struct message in;
    struct name name;
    HANDLE server;

    server = port_create_with(&name, 0, 100, false);
    connection_make(&limited, server, &name, actor_thread(), NULL);
    ok_status(NtRequestPort(limited.client_port, with_lengths(61, 101)),
              STATUS_PORT_MESSAGE_TOO_LONG);
    ok_status(NtRequestPort(limited.client_port, with_lengths(0, 101)),
              STATUS_PORT_MESSAGE_TOO_LONG);
    ok_status(NtRequestPort(limited.client_port, with_lengths(60, 100)), STATUS_SUCCESS);
    ok_status(NtRequestPort(limited.server_port, with_lengths(61, 101)),
              STATUS_PORT_MESSAGE_TOO_LONG);
    ok_status(NtRequestPort(server, with_lengths(61, 101)), STATUS_PORT_MESSAGE_TOO_LONG);
    ok_status(port_receive(server, NULL, NULL, &in), STATUS_SUCCESS);
    ok_equal(DATA_LENGTH(&in), 60);

    request_begin(&limited, "question");
    ok_status(port_receive(server, NULL, NULL, &in), STATUS_SUCCESS);
    DATA_LENGTH(&in) = 61;
    TOTAL_LENGTH(&in) = 101;
    ok_status(NtReplyPort(server, &in.header), STATUS_PORT_MESSAGE_TOO_LONG);
    DATA_LENGTH(&in) = 60;
    TOTAL_LENGTH(&in) = 100;
    ok_status(NtReplyPort(server, &in.header), STATUS_SUCCESS);
    ok_status(request_end(&limited, &in), STATUS_SUCCESS);
    ok_equal(DATA_LENGTH(&in), 60);
    connection_end(&limited, server);
    actor_finish(limited.client);
    NtClose(server);

    /* a limit that not even a header fits into */
    server = port_create_with(&name, 0, 39, false);
    ok_status(NtRequestPort(server, with_lengths(0, 40)), STATUS_PORT_MESSAGE_TOO_LONG);
    NtClose(server);
}

/* The calls that have the tests of sending in common, and whether they reply. */
static const struct {
    const char *name;
    send_function *send;
    bool replies;
} calls[] = {
    { "NtRequestPort", request_port, false },
    { "NtRequestWaitReplyPort", request_wait, false },
    { "NtReplyPort", reply_port, true },
    { "NtReplyWaitReplyPort", reply_wait_reply, true },
    { "NtReplyWaitReceivePort", reply_receive, true },
    { "NtReplyWaitReceivePortEx", reply_receive_ex, true },
};

START_TEST(port_message_args)
{
    struct name name;
    size_t i;

    if (!ports_available())
        return;
    port = port_create(&name);
    connection_make(&connection, port, &name, actor_thread(), NULL);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        test_context(calls[i].name);
        test_lengths(calls[i].send, connection.client_port);
        test_lengths(calls[i].send, connection.server_port);
        test_lengths(calls[i].send, port);
        test_handles(calls[i].send);
        test_pointers(calls[i].send);
        if (calls[i].replies)
            test_reply_order(calls[i].send);
    }
    test_context(NULL);
    test_request_order();
    test_receive_order();
    test_receive_fault();
    test_short_reply();
    test_port_limit();
    NtClose(event);
    connection_end(&connection, port);
    actor_finish(connection.client);
    NtClose(port);
}
