/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of ALPC ports and of who sent a message: alpc 8.3, 14, 15; the Alpc* helpers. */
#include "winetests/alpc.h"

static HANDLE port;
static struct name name;

#define CONTEXT ((PVOID)(ULONG_PTR)0x0badcafe)

/* 7, 19 */
static void test_helpers(void)
{
    static const struct {
        ULONG bit, size;
    } kinds[] = {
        { ALPC_MESSAGE_SECURITY_ATTRIBUTE, 24 }, { ALPC_MESSAGE_VIEW_ATTRIBUTE, 32 },
        { ALPC_MESSAGE_CONTEXT_ATTRIBUTE, 32 }, { ALPC_MESSAGE_HANDLE_ATTRIBUTE, 24 },
        { ALPC_MESSAGE_TOKEN_ATTRIBUTE, 24 }, { ALPC_MESSAGE_DIRECT_ATTRIBUTE, 8 },
        { ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE, 8 },
    };
    union {
        ALPC_MESSAGE_ATTRIBUTES header;
        UCHAR bytes[0xa0];
    } buffer;
    ULONG all = 0, offset = 8, i;
    SIZE_T needed = 0;

    ok_equal(AlpcMaxAllowedMessageLength(), 0xffff);
    ok_equal(AlpcGetHeaderSize(0), 8);
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        ok_equal(AlpcGetHeaderSize(kinds[i].bit), 8 + kinds[i].size);
        all |= kinds[i].bit;
    }
    ok_equal(AlpcGetHeaderSize(all), 0xa0);
    ok_equal(AlpcGetHeaderSize(0xffffffff), 0xa0);
    ok_equal(AlpcGetHeaderSize(ALPC_MESSAGE_ATTRIBUTES_ALL), 0x78);
    memset(&buffer, 0x5a, sizeof(buffer));
    ok_status(AlpcInitializeMessageAttribute(all, &buffer.header, sizeof(buffer) - 1, &needed),
              STATUS_BUFFER_TOO_SMALL);
    ok_equal(needed, sizeof(buffer));
    ok_equal(buffer.header.AllocatedAttributes, 0x5a5a5a5a);
    ok_status(AlpcInitializeMessageAttribute(all, NULL, sizeof(buffer), &needed), STATUS_SUCCESS);
    ok_status(AlpcInitializeMessageAttribute(all, &buffer.header, sizeof(buffer), &needed), STATUS_SUCCESS);
    ok_equal(buffer.header.AllocatedAttributes, all);
    ok_equal(buffer.header.ValidAttributes, 0);
    ok_equal(buffer.bytes[8], 0x5a);
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        ok_equal((ULONG_PTR)AlpcGetMessageAttribute(&buffer.header, kinds[i].bit),
                 (ULONG_PTR)&buffer + offset);
        offset += kinds[i].size;
    }
    ok(!AlpcGetMessageAttribute(&buffer.header, 0), "none");
    ok(!AlpcGetMessageAttribute(&buffer.header, all), "several");
    ok(!AlpcGetMessageAttribute(&buffer.header, 1), "unknown");
    /* those that are not there make the others move up */
    ok_status(AlpcInitializeMessageAttribute(ALPC_MESSAGE_HANDLE_ATTRIBUTE | ALPC_MESSAGE_VIEW_ATTRIBUTE,
                                             &buffer.header, sizeof(buffer), &needed), STATUS_SUCCESS);
    ok_equal((ULONG_PTR)AlpcGetMessageAttribute(&buffer.header, ALPC_MESSAGE_HANDLE_ATTRIBUTE),
             (ULONG_PTR)&buffer + 8 + 32);
    ok(!AlpcGetMessageAttribute(&buffer.header, ALPC_MESSAGE_CONTEXT_ATTRIBUTE), "not allocated");
}

/* 7: what a sender may say of its attributes */
static void test_attribute_buffers(struct alpc_connection *c)
{
    struct {
        ALPC_MESSAGE_ATTRIBUTES header;
        ALPC_WORK_ON_BEHALF_ATTR work;
    } attributes = { { ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE, ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE },
                     { 0x1122334455667788 } };
    struct alpc_message message;
    SIZE_T length = sizeof(message);
    LARGE_INTEGER timeout;

    alpc_text(&message, "text");
    ok_status(NtAlpcSendWaitReceivePort(c->server_port, 0, (PPORT_MESSAGE)((PUCHAR)&message + 1), NULL, NULL, NULL, NULL,
                                        NULL), STATUS_DATATYPE_MISALIGNMENT);
    attributes.header.AllocatedAttributes = 0;
    ok_status(NtAlpcSendWaitReceivePort(c->server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header,
                                        &attributes.header, NULL, NULL, NULL, NULL), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcSendWaitReceivePort(c->server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, no_memory(),
                                        NULL, NULL, NULL, NULL), STATUS_ACCESS_VIOLATION);
    /* 7.6: a ticket is carried */
    attributes.header.AllocatedAttributes = ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE;
    ok_status(NtAlpcSendWaitReceivePort(c->client_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header,
                                        &attributes.header, NULL, NULL, NULL, NULL), STATUS_SUCCESS);
    attributes.header.ValidAttributes = 0;
    attributes.work.Ticket = 0;
    ok_status(NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &message.header, &length, &attributes.header,
                                        timeout_ms(&timeout, PATIENCE_MS)), STATUS_SUCCESS);
    ok_equal(attributes.header.ValidAttributes, ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE);
    ok_equal(attributes.work.Ticket, 0x1122334455667788);
}

static void test_port(struct alpc_connection *c)
{
    ALPC_SERVER_SESSION_INFORMATION session;
    ALPC_BASIC_INFORMATION basic;
    ALPC_PORT_ATTRIBUTES attributes;
    UCHAR sid[12] = { 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    ULONG size = 0;

    ok_status(NtAlpcQueryInformation(c->server_port, AlpcBasicInformation, &basic, sizeof(basic), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(basic));
    ok_equal((ULONG_PTR)basic.PortContext, (ULONG_PTR)CONTEXT);
    ok_status(NtAlpcQueryInformation(port, AlpcBasicInformation, &basic, sizeof(basic), NULL), STATUS_SUCCESS);
    ok_equal(basic.Flags, ALPC_PORFLG_ALLOW_LPC_REQUESTS);
    ok_status(NtAlpcQueryInformation(port, AlpcBasicInformation, &basic, sizeof(basic) - 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtAlpcQueryInformation(port, AlpcBasicInformation, no_memory(), sizeof(basic), NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcQueryInformation(port, (ALPC_PORT_INFORMATION_CLASS)99, &basic, sizeof(basic), NULL),
              STATUS_INVALID_INFO_CLASS);
    ok_status(NtAlpcQueryInformation(BAD_HANDLE, AlpcBasicInformation, &basic, sizeof(basic), NULL),
              STATUS_INVALID_HANDLE);
    ok_status(NtAlpcQueryInformation(c->client_port, AlpcServerSessionInformation, &session, sizeof(session),
                                     NULL), STATUS_SUCCESS);
    ok_equal(session.ProcessId, (ULONG_PTR)own_id().UniqueProcess);
    ok_status(NtAlpcQueryInformation(port, AlpcServerSessionInformation, &session, sizeof(session), NULL),
              STATUS_INVALID_PORT_HANDLE);
    ok_status(NtAlpcQueryInformation(c->client_port, AlpcConnectedSIDInformation, sid, sizeof(sid), NULL),
              STATUS_SERVER_SID_MISMATCH);

    attributes = alpc_port_attributes(0, sizeof(struct alpc_message));
    ok_status(NtAlpcSetInformation(port, AlpcPortInformation, &attributes, sizeof(attributes)), STATUS_SUCCESS);
    ok_status(NtAlpcQueryInformation(port, AlpcBasicInformation, &basic, sizeof(basic), NULL), STATUS_SUCCESS);
    ok_equal(basic.Flags, 0);
    attributes.Flags = ALPC_PORFLG_WAITABLE_PORT;
    ok_status(NtAlpcSetInformation(port, AlpcPortInformation, &attributes, sizeof(attributes)),
              STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcSetInformation(port, AlpcPortInformation, &attributes, sizeof(attributes) - 1),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtAlpcSetInformation(port, (ALPC_PORT_INFORMATION_CLASS)99, NULL, 0), STATUS_INVALID_INFO_CLASS);
}

static ULONG_PTR process_of(HANDLE process)
{
    PROCESS_BASIC_INFORMATION information = { 0 };

    NtQueryInformationProcess(process, ProcessBasicInformation, &information, sizeof(information), NULL);
    return (ULONG_PTR)information.UniqueProcessId;
}

/* What can be asked of this unfinished message; its thread waits or not. */
static void check_sender(struct alpc_connection *c, HANDLE on, struct alpc_message *message, bool waits)
{
    OBJECT_ATTRIBUTES attributes;
    ULONGLONG modified = 0;
    UCHAR sid[68];
    HANDLE handle;
    ULONG size = 0;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtAlpcOpenSenderProcess(&handle, on, &message->header, 0, PROCESS_QUERY_INFORMATION, &attributes),
              STATUS_SUCCESS);
    ok_equal(process_of(handle), (ULONG_PTR)actor_id(c->client).UniqueProcess);
    ok_status(NtClose(handle), STATUS_SUCCESS);
    if (waits) {
        ok_status(NtAlpcOpenSenderThread(&handle, on, &message->header, 0, THREAD_QUERY_INFORMATION, &attributes),
                  STATUS_SUCCESS);
        ok_status(NtClose(handle), STATUS_SUCCESS);
    } else {
        ok_status(NtAlpcOpenSenderThread(&handle, on, &message->header, 0, THREAD_QUERY_INFORMATION, &attributes),
                  STATUS_ACCESS_DENIED);
    }
    ok_status(NtAlpcQueryInformationMessage(on, &message->header, AlpcMessageSidInformation, sid, 3, &size),
              STATUS_BUFFER_TOO_SMALL);
    ok(size >= 12 && size <= sizeof(sid), "a SID of %u bytes", (unsigned int)size);
    ok_status(NtAlpcQueryInformationMessage(on, &message->header, AlpcMessageSidInformation, sid, size, &size),
              STATUS_SUCCESS);
    ok_equal(sid[0], 1);
    ok_equal(size, 8u + 4u * sid[1]);
    ok_status(NtAlpcQueryInformationMessage(on, &message->header, AlpcMessageTokenModifiedIdInformation, &modified,
                                            sizeof(modified), &size), STATUS_SUCCESS);
    ok(modified != 0, "no id");
}

static void test_sender(void)
{
    struct alpc_connection c = { .client = actor_process(1) };
    struct alpc_attributes attributes;
    struct alpc_connect_args connect;
    OBJECT_ATTRIBUTES nothing;
    struct alpc_message message;
    ULONGLONG modified = 0;
    HANDLE handle;

    InitializeObjectAttributes(&nothing, NULL, 0, NULL, NULL);
    c.id = actor_sender(c.client);
    alpc_connect_prepare(&connect, &name, ALPC_MSGFLG_SYNC_REQUEST, "who am I?");
    actor_begin(c.client, alpc_connect_run, &connect, sizeof(connect));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    check_sender(&c, port, &message, true);
    ok_status(NtAlpcAcceptConnectPort(&c.server_port, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    actor_end(c.client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    c.client_port = connect.port;

    alpc_request_begin(&c, "waiting");
    ok_status(alpc_receive(port, &message, &attributes), STATUS_SUCCESS);
    ok_equal(attributes.header.ValidAttributes, ALPC_CONTEXT_AND_TOKEN);
    check_sender(&c, port, &message, true);
    check_sender(&c, c.server_port, &message, true);
    ok_status(NtAlpcQueryInformationMessage(port, &message.header, AlpcMessageTokenModifiedIdInformation, &modified,
                                            sizeof(modified), NULL), STATUS_SUCCESS);
    ok_equal(attributes.token.ModifiedId, modified);
    ok(attributes.token.TokenId && attributes.token.AuthenticationId, "no ids");
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_request_end(&c, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcOpenSenderProcess(&handle, port, &message.header, 0, PROCESS_QUERY_INFORMATION, &nothing),
              STATUS_INVALID_MESSAGE);
    ok_status(alpc_client_send(&c, 0, 0, "asynchronous"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    check_sender(&c, port, &message, false);
    ok_status(NtAlpcOpenSenderProcess(&handle, port, &message.header, 0, PROCESS_QUERY_INFORMATION, NULL),
              STATUS_ACCESS_VIOLATION);
    InitializeObjectAttributes(&nothing, &name.string, 0, NULL, NULL);
    ok_status(NtAlpcOpenSenderProcess(&handle, port, &message.header, 0, PROCESS_QUERY_INFORMATION, &nothing),
              STATUS_INVALID_PARAMETER_MIX);
    ok_status(NtAlpcQueryInformationMessage(port, &message.header, MaxAlpcMessageInfoClass, NULL, 0, NULL),
              STATUS_INVALID_INFO_CLASS);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    alpc_connection_end(&c, port);
    actor_finish(c.client);
}

START_TEST(alpc_query)
{
    struct alpc_connection c;

    if (!alpc_available())
        return;
    port = alpc_create(&name, ALPC_PORFLG_ALLOW_LPC_REQUESTS);
    test_helpers();
    alpc_connection_make(&c, port, &name, actor_thread(), 0, CONTEXT);
    test_attribute_buffers(&c);
    test_port(&c);
    alpc_connection_end(&c, port);
    actor_leave(c.client);
    test_sender();
    ok_status(NtClose(port), STATUS_SUCCESS);
}
