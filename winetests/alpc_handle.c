/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handles that messages carry: alpc 10. Client and server are threads of this process, so objects can be compared. */
#include "winetests/alpc.h"

struct handle_buffer {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_HANDLE_ATTR handle;
};

static HANDLE event, process;

static void make_objects(void)
{
    OBJECT_ATTRIBUTES attributes;
    CLIENT_ID id = NtCurrentTeb()->ClientId;

    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE), STATUS_SUCCESS);
    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    id.UniqueThread = NULL;
    ok_status(NtOpenProcess(&process, PROCESS_QUERY_INFORMATION, &attributes, &id), STATUS_SUCCESS);
}

/* A connection of this thread with itself; an asynchronous connect lets it be one. */
struct loop {
    HANDLE port, client, server;
};

static void loop_make(struct loop *loop, ULONG server_flags, ULONG client_flags)
{
    struct alpc_connect_args connect;
    struct alpc_message message;
    struct name name;

    loop->port = alpc_create(&name, server_flags);
    alpc_connect_prepare(&connect, &name, 0, NULL);
    connect.attributes.Flags = client_flags;
    alpc_connect_run(&connect);
    ok_status(connect.status, STATUS_SUCCESS);
    loop->client = connect.port;
    ok_status(alpc_receive(loop->port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(&loop->server, loop->port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    ok_status(alpc_receive(loop->client, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_INTERNAL_CONNECTION_REPLY);
}

static void loop_end(struct loop *loop)
{
    ok_status(NtClose(loop->client), STATUS_SUCCESS);
    ok_status(NtClose(loop->server), STATUS_SUCCESS);
    ok_status(NtClose(loop->port), STATUS_SUCCESS);
}

static NTSTATUS send_handle(HANDLE port, HANDLE handle, ULONG flags, ULONG type, ACCESS_MASK access)
{
    struct handle_buffer buffer = { { ALPC_MESSAGE_HANDLE_ATTRIBUTE, ALPC_MESSAGE_HANDLE_ATTRIBUTE }, { 0 } };
    struct alpc_message message;

    buffer.handle.Flags = flags;
    buffer.handle.Handle = handle;
    buffer.handle.ObjectType = type;
    buffer.handle.DesiredAccess = access;
    alpc_text(&message, "handle");
    return NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, &buffer.header, NULL, NULL,
                                     NULL, NULL);
}

static NTSTATUS receive_handle(HANDLE port, struct alpc_message *message, struct handle_buffer *buffer)
{
    SIZE_T length = sizeof(*message);
    LARGE_INTEGER timeout;

    buffer->header.AllocatedAttributes = ALPC_MESSAGE_HANDLE_ATTRIBUTE;
    return NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &message->header, &length, &buffer->header,
                                     timeout_ms(&timeout, PATIENCE_MS));
}

static NTSTATUS release(HANDLE port, struct alpc_message *message)
{
    return alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, message);
}

static ACCESS_MASK granted(HANDLE handle)
{
    OBJECT_BASIC_INFORMATION information = { 0 };

    NtQueryObject(handle, ObjectBasicInformation, &information, sizeof(information), NULL);
    return information.GrantedAccess;
}

static ULONG event_handles(void)
{
    OBJECT_BASIC_INFORMATION information = { 0 };

    NtQueryObject(event, ObjectBasicInformation, &information, sizeof(information), NULL);
    return information.HandleCount;
}

static void expect_handles(ULONG n)
{
    if (!running_under_wine())          /* where what is lent to the port's server has a handle more */
        ok_equal(event_handles(), n);
}

static void expect_type(struct loop *loop, HANDLE object, ULONG type)
{
    struct handle_buffer buffer;
    struct alpc_message message;

    ok_status(send_handle(loop->client, object, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, type, 0), STATUS_SUCCESS);
    ok_status(receive_handle(loop->port, &message, &buffer), STATUS_SUCCESS);
    ok_equal(buffer.handle.ObjectType, type);
    ok_status(NtCompareObjects(buffer.handle.Handle, object), STATUS_SUCCESS);
    NtClose(buffer.handle.Handle);
    ok_status(release(loop->port, &message), STATUS_SUCCESS);
    NtClose(object);
}

static void test_other_types(struct loop *loop)
{
    HANDLE semaphore, mutant;

    NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 0, 1);
    expect_type(loop, semaphore, ALPC_PORFLG_OBJECT_TYPE_SEMAPHORE);
    NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, TRUE);
    expect_type(loop, mutant, ALPC_PORFLG_OBJECT_TYPE_MUTEX);
}

/* One handle, to a receiver that knows of one; both directions */
static void test_single(void)
{
    struct handle_buffer buffer;
    struct alpc_message message;
    struct loop loop;
    int i;

    loop_make(&loop, ALPC_PORFLG_ALLOW_DUP_OBJECT, ALPC_PORFLG_ALLOW_DUP_OBJECT);
    for (i = 0; i < 2; i++) {
        HANDLE from = i ? loop.server : loop.client, to = i ? loop.client : loop.port;

        ok_status(send_handle(from, event, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0), STATUS_SUCCESS);
        expect_handles(1);
        ok_status(receive_handle(to, &message, &buffer), STATUS_SUCCESS);
        alpc_expect(&message, LPC_DATAGRAM | GOES_ON, "handle");
        ok_equal(buffer.header.ValidAttributes, ALPC_MESSAGE_HANDLE_ATTRIBUTE);
        ok_equal(buffer.handle.Flags, 0);
        ok_equal(buffer.handle.ObjectType, ALPC_PORFLG_OBJECT_TYPE_EVENT);
        ok_equal(buffer.handle.GrantedAccess, EVENT_ALL_ACCESS);
        ok_status(NtCompareObjects(buffer.handle.Handle, event), STATUS_SUCCESS);
        ok_status(NtClose(buffer.handle.Handle), STATUS_SUCCESS);
        ok_status(release(i ? loop.client : loop.port, &message), STATUS_SUCCESS);
        ok_status(release(i ? loop.client : loop.port, &message), STATUS_INVALID_MESSAGE);
    }
    test_other_types(&loop);
    /* fewer rights, never more */
    ok_status(send_handle(loop.client, event, 0, ALPC_PORFLG_OBJECT_TYPE_EVENT, EVENT_QUERY_STATE), STATUS_SUCCESS);
    ok_status(receive_handle(loop.port, &message, &buffer), STATUS_SUCCESS);
    ok_equal(buffer.handle.GrantedAccess, EVENT_QUERY_STATE);
    ok_equal(granted(buffer.handle.Handle), EVENT_QUERY_STATE);
    ok_status(release(loop.port, &message), STATUS_SUCCESS);
    ok_status(send_handle(loop.client, buffer.handle.Handle, 0, 0, EVENT_ALL_ACCESS), STATUS_ACCESS_DENIED);
    ok_status(NtClose(buffer.handle.Handle), STATUS_SUCCESS);
    /* what cannot be sent */
    ok_status(send_handle(loop.client, BAD_HANDLE, 0, 0, 0), STATUS_INVALID_HANDLE);
    ok_status(send_handle(loop.client, event, 1, 0, 0), STATUS_INVALID_PARAMETER);
    ok_status(send_handle(loop.client, event, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, ALPC_PORFLG_OBJECT_TYPE_FILE,
                          0), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(send_handle(loop.client, loop.client, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0),
              STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(alpc_poll(loop.port, &message), STATUS_TIMEOUT);
    /* nobody asked for it */
    ok_status(send_handle(loop.client, event, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0), STATUS_SUCCESS);
    ok_status(alpc_receive(loop.port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM | GOES_ON, "handle");
    expect_handles(1);
    loop_end(&loop);
    expect_handles(1);
}

static void test_refused(void)
{
    struct alpc_connect_args connect;
    ALPC_PORT_ATTRIBUTES attributes;
    struct alpc_message message;
    struct loop loop;
    struct name name;

    loop_make(&loop, 0, 0);
    ok_status(send_handle(loop.client, event, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0), STATUS_ACCESS_DENIED);
    ok_status(send_handle(loop.server, event, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0), STATUS_ACCESS_DENIED);
    ok_status(alpc_poll(loop.port, &message), STATUS_TIMEOUT);
    loop_end(&loop);

    /* the server port's own attributes say that it does, but only for processes */
    loop.port = alpc_create(&name, 0);
    alpc_connect_prepare(&connect, &name, 0, NULL);
    connect.attributes.DupObjectTypes = 0;
    alpc_connect_run(&connect);
    loop.client = connect.port;
    ok_status(alpc_receive(loop.port, &message, NULL), STATUS_SUCCESS);
    attributes = alpc_port_attributes(ALPC_PORFLG_ALLOW_DUP_OBJECT, sizeof(message));
    attributes.DupObjectTypes = 0;
    ok_status(NtAlpcAcceptConnectPort(&loop.server, loop.port, 0, NULL, &attributes, NULL, &message.header, NULL,
                                      TRUE), STATUS_SUCCESS);
    ok_status(send_handle(loop.client, process, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0), STATUS_SUCCESS);
    ok_status(send_handle(loop.server, process, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0),
              STATUS_ACCESS_DENIED);
    loop_end(&loop);
}

/* Several, asked for by index */
static void test_several(void)
{
    struct {
        ALPC_MESSAGE_ATTRIBUTES header;
        ALPC_HANDLE_ATTR handle;
    } out = { { ALPC_MESSAGE_HANDLE_ATTRIBUTE, ALPC_MESSAGE_HANDLE_ATTRIBUTE }, { 0 } };
    static ALPC_HANDLE_ATTR32 many[ALPC_INDIRECT_HANDLE_MAX + 1];
    ALPC_MESSAGE_HANDLE_INFORMATION information = { 0 };
    struct handle_buffer buffer;
    struct alpc_message message;
    struct loop loop, single;
    HANDLE first, second;
    ULONG i;

    loop_make(&loop, ALPC_PORFLG_ALLOW_DUP_OBJECT | ALPC_PORFLG_ALLOW_MULTIHANDLE_ATTRIBUTE, 0);
    loop_make(&single, ALPC_PORFLG_ALLOW_DUP_OBJECT, 0);
    for (i = 0; i <= ALPC_INDIRECT_HANDLE_MAX; i++) {
        many[i].Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS;
        many[i].Handle = (ULONG)(ULONG_PTR)(i % 2 ? process : event);
    }
    out.handle.Flags = ALPC_HANDLEFLG_INDIRECT;
    out.handle.HandleAttrArray = many;
    alpc_text(&message, "handles");
    out.handle.HandleCount = 1;
    ok_status(NtAlpcSendWaitReceivePort(loop.client, 0, &message.header, &out.header, NULL, NULL, NULL, NULL),
              STATUS_INVALID_PARAMETER);
    out.handle.HandleCount = ALPC_INDIRECT_HANDLE_MAX + 1;
    ok_status(NtAlpcSendWaitReceivePort(loop.client, 0, &message.header, &out.header, NULL, NULL, NULL, NULL),
              STATUS_LPC_HANDLE_COUNT_EXCEEDED);
    out.handle.HandleCount = 2;
    out.handle.HandleAttrArray = no_memory();
    ok_status(NtAlpcSendWaitReceivePort(loop.client, 0, &message.header, &out.header, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    out.handle.HandleAttrArray = many;
    ok_status(NtAlpcSendWaitReceivePort(single.client, 0, &message.header, &out.header, NULL, NULL, NULL, NULL),
              STATUS_INVALID_PARAMETER);
    ok_status(alpc_poll(loop.port, &message), STATUS_TIMEOUT);

    out.handle.HandleCount = ALPC_INDIRECT_HANDLE_MAX;
    alpc_text(&message, "handles");
    ok_status(NtAlpcSendWaitReceivePort(loop.client, 0, &message.header, &out.header, NULL, NULL, NULL, NULL),
              STATUS_SUCCESS);
    ok_status(receive_handle(loop.port, &message, &buffer), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REQUEST | GOES_ON, "handles");
    ok_equal(buffer.handle.Flags, ALPC_HANDLEFLG_INDIRECT);
    ok_equal(buffer.handle.HandleCount, ALPC_INDIRECT_HANDLE_MAX);
    expect_handles(1);
    information.Index = ALPC_INDIRECT_HANDLE_MAX - 1;
    ok_status(NtAlpcQueryInformationMessage(loop.port, &message.header, AlpcMessageHandleInformation, &information,
                                            sizeof(information), NULL), STATUS_SUCCESS);
    ok_equal(information.ObjectType, ALPC_PORFLG_OBJECT_TYPE_PROCESS);
    first = (HANDLE)(ULONG_PTR)information.Handle;
    ok_status(NtCompareObjects(first, process), STATUS_SUCCESS);
    ok_status(NtClose(first), STATUS_SUCCESS);
    /* twice: two handles */
    information.Index = 0;
    ok_status(NtAlpcQueryInformationMessage(loop.port, &message.header, AlpcMessageHandleInformation, &information,
                                            sizeof(information), NULL), STATUS_SUCCESS);
    first = (HANDLE)(ULONG_PTR)information.Handle;
    ok_status(NtAlpcQueryInformationMessage(loop.port, &message.header, AlpcMessageHandleInformation, &information,
                                            sizeof(information), NULL), STATUS_SUCCESS);
    second = (HANDLE)(ULONG_PTR)information.Handle;
    ok(first != second, "the same handle");
    expect_handles(3);
    ok_status(NtClose(first), STATUS_SUCCESS);
    ok_status(NtClose(second), STATUS_SUCCESS);
    information.Index = ALPC_INDIRECT_HANDLE_MAX;
    ok_status(NtAlpcQueryInformationMessage(loop.port, &message.header, AlpcMessageHandleInformation, &information,
                                            sizeof(information), NULL), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcQueryInformationMessage(loop.port, &message.header, AlpcMessageHandleInformation, &information,
                                            sizeof(information) - 1, NULL), STATUS_INFO_LENGTH_MISMATCH);
    /* the message goes, and with it what nobody asked for */
    ok_status(release(loop.port, &message), STATUS_SUCCESS);
    information.Index = 0;
    ok_status(NtAlpcQueryInformationMessage(loop.port, &message.header, AlpcMessageHandleInformation, &information,
                                            sizeof(information), NULL), STATUS_INVALID_MESSAGE);
    /* one handle takes the same form there */
    ok_status(send_handle(loop.client, event, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0), STATUS_SUCCESS);
    ok_status(receive_handle(loop.port, &message, &buffer), STATUS_SUCCESS);
    ok_equal(buffer.handle.Flags, ALPC_HANDLEFLG_INDIRECT);
    ok_equal(buffer.handle.HandleCount, 1);
    ok_status(release(loop.port, &message), STATUS_SUCCESS);
    loop_end(&single);
    loop_end(&loop);
    expect_handles(1);
}

/* With the request to connect, with the answer to it, and with the answer to a request */
static void test_connecting(void)
{
    struct handle_buffer out = { { ALPC_MESSAGE_HANDLE_ATTRIBUTE, ALPC_MESSAGE_HANDLE_ATTRIBUTE }, { 0 } }, in;
    ALPC_PORT_ATTRIBUTES attributes = alpc_port_attributes(ALPC_PORFLG_ALLOW_DUP_OBJECT, sizeof(struct alpc_message));
    struct alpc_message message;
    struct loop loop;
    struct name name;
    ULONG id;

    out.handle.Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS;
    out.handle.Handle = event;
    loop.port = alpc_create(&name, ALPC_PORFLG_ALLOW_DUP_OBJECT);
    alpc_text(&message, "with an event");
    ok_status(NtAlpcConnectPort(&loop.client, &name.string, NULL, &attributes, 0, NULL, &message.header, NULL,
                                &out.header, NULL, NULL), STATUS_SUCCESS);
    ok_status(receive_handle(loop.port, &message, &in), STATUS_SUCCESS);
    alpc_expect(&message, LPC_CONNECTION_REQUEST | GOES_ON, "with an event");
    ok_equal(in.header.ValidAttributes, ALPC_MESSAGE_HANDLE_ATTRIBUTE);
    ok_status(NtCompareObjects(in.handle.Handle, event), STATUS_SUCCESS);
    ok_status(NtClose(in.handle.Handle), STATUS_SUCCESS);
    out.handle.Handle = process;
    alpc_answer(&message, "with another");
    ok_status(NtAlpcAcceptConnectPort(&loop.server, loop.port, 0, NULL, NULL, NULL, &message.header, &out.header,
                                      TRUE), STATUS_SUCCESS);
    ok_status(receive_handle(loop.client, &message, &in), STATUS_SUCCESS);
    alpc_expect(&message, LPC_INTERNAL_CONNECTION_REPLY, "with another");
    ok_equal(in.header.ValidAttributes, ALPC_MESSAGE_HANDLE_ATTRIBUTE);
    ok_status(NtCompareObjects(in.handle.Handle, process), STATUS_SUCCESS);
    ok_status(NtClose(in.handle.Handle), STATUS_SUCCESS);

    alpc_text(&message, "request");
    ok_status(alpc_send(loop.client, 0, &message), STATUS_SUCCESS);
    ok_status(alpc_receive(loop.port, &message, NULL), STATUS_SUCCESS);
    id = message.header.MessageId;
    alpc_answer(&message, "with another");
    ok_status(NtAlpcSendWaitReceivePort(loop.port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, &out.header, NULL,
                                        NULL, NULL, NULL), STATUS_SUCCESS);
    ok_status(receive_handle(loop.client, &message, &in), STATUS_SUCCESS);
    alpc_expect(&message, LPC_REPLY | GOES_ON, "with another");
    ok_equal(message.header.MessageId, id);
    ok_status(NtCompareObjects(in.handle.Handle, process), STATUS_SUCCESS);
    ok_status(NtClose(in.handle.Handle), STATUS_SUCCESS);
    ok_status(release(loop.client, &message), STATUS_SUCCESS);
    ok_status(alpc_poll(loop.port, &message), STATUS_TIMEOUT);
    loop_end(&loop);
}

/* A receiver that lets nothing go is made to hold so much and no more. */
static void test_unreleased(void)
{
    struct alpc_message message;
    struct handle_buffer buffer;
    NTSTATUS status = STATUS_SUCCESS;
    struct loop loop;
    int n;

    loop_make(&loop, ALPC_PORFLG_ALLOW_DUP_OBJECT, 0);
    for (n = 0; n < 5000; n++) {
        status = send_handle(loop.client, event, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0);
        if (status)
            break;
        status = receive_handle(loop.port, &message, &buffer);
        if (status)
            break;
        NtClose(buffer.handle.Handle);
    }
    ok_status(status, STATUS_QUOTA_EXCEEDED);
    ok_equal(n, 4096);
    ok_status(release(loop.port, &message), STATUS_SUCCESS);
    ok_status(send_handle(loop.client, event, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0), STATUS_SUCCESS);
    loop_end(&loop);
}

static NTSTATUS open_event(HANDLE *handle, struct name *name)
{
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, &name->string, 0, NULL, NULL);
    return NtOpenEvent(handle, EVENT_ALL_ACCESS, &attributes);
}

/* A choice of ours: on its way it has its name, whoever has closed it or died. */
static void test_name(void)
{
    struct handle_buffer buffer;
    struct alpc_message message;
    OBJECT_ATTRIBUTES attributes;
    struct name name;
    struct loop loop;
    HANDLE named;
    int taken;

    if (running_under_wine())
        return;
    NAME_UNIQUE(&name, "\\BaseNamedObjects\\carried");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    loop_make(&loop, ALPC_PORFLG_ALLOW_DUP_OBJECT, 0);
    for (taken = 0; taken < 2; taken++) {
        ok_status(NtCreateEvent(&named, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE), STATUS_SUCCESS);
        ok_status(send_handle(loop.client, named, ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, 0, 0), STATUS_SUCCESS);
        ok_status(NtClose(named), STATUS_SUCCESS);
        ok_status(open_event(&named, &name), STATUS_SUCCESS);
        ok_status(NtClose(named), STATUS_SUCCESS);
        if (taken) {
            ok_status(receive_handle(loop.port, &message, &buffer), STATUS_SUCCESS);
            ok_status(NtClose(buffer.handle.Handle), STATUS_SUCCESS);
        } else {
            ok_status(alpc_receive(loop.port, &message, NULL), STATUS_SUCCESS);
        }
        ok_status(release(loop.port, &message), STATUS_SUCCESS);
        ok_status(open_event(&named, &name), STATUS_OBJECT_NAME_NOT_FOUND);
    }
    loop_end(&loop);
}

START_TEST(alpc_handle)
{
    if (!alpc_available())
        return;
    make_objects();
    test_unreleased();
    test_single();
    test_name();
    test_refused();
    test_several();
    test_connecting();
    ok_status(NtClose(event), STATUS_SUCCESS);
    ok_status(NtClose(process), STATUS_SUCCESS);
}
