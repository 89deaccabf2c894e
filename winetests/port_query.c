/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known of a port, and which rights its calls need
 * (lpc-semantics 5.1, 5.2, 8.17, 8.18).
 */
#include "winetests/port.h"

union info {
    OBJECT_NAME_INFORMATION name;
    OBJECT_TYPE_INFORMATION type;
    unsigned char bytes[512];
};

/* 5.1: NT 5 has two types, NT 6 and later one of another name; the numbers are the same. */
static void expect_port(HANDLE port, bool waitable)
{
    OBJECT_BASIC_INFORMATION basic;
    union info info;

    ok_status(NtQueryObject(port, ObjectBasicInformation, &basic, sizeof(basic), NULL),
              STATUS_SUCCESS);
    ok_equal(basic.GrantedAccess, PORT_ALL_ACCESS);
    ok_equal(basic.HandleCount, 1);
    ok_status(NtQueryObject(port, ObjectTypeInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok(name_is(&info.type.TypeName, waitable ? "WaitablePort" : "Port") ||
       name_is(&info.type.TypeName, "ALPC Port"), "another type");
    ok_equal(info.type.GenericMapping.GenericRead, 0x20001);
    ok_equal(info.type.GenericMapping.GenericWrite, 0x10001);
    ok_equal(info.type.GenericMapping.GenericExecute, 0);
    ok_equal(info.type.GenericMapping.GenericAll, 0x1f0001);
    ok_equal(info.type.ValidAccessMask, 0x1f0001);
    ok_equal(info.type.InvalidAttributes & 0x7b2, 0x7b2);
    ok_equal(info.type.InvalidAttributes & OBJ_CASE_INSENSITIVE, 0);
    ok_equal(info.type.SecurityRequired, FALSE);
}

static void test_object(void)
{
    struct connection connection;
    struct name name;
    union info info;
    HANDLE port;

    port = port_create(&name);
    expect_port(port, false);
    ok_status(NtQueryObject(port, ObjectNameInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok(RtlEqualUnicodeString(&info.name.Name, &name.string, FALSE), "another name");

    connection_make(&connection, port, &name, actor_thread(), NULL);
    expect_port(connection.server_port, false);
    expect_port(connection.client_port, false);
    ok_status(NtQueryObject(connection.client_port, ObjectNameInformation, &info, sizeof(info),
                            NULL), STATUS_SUCCESS);
    ok_equal(info.name.Name.Length, 0);
    connection_end(&connection, port);
    actor_finish(connection.client);
    NtClose(port);

    port = port_create_with(&name, 0, 0, true);
    expect_port(port, true);
    NtClose(port);
}

/* 8.17 and the choice of 17 */
static void test_information(void)
{
    HANDLE port, event, weak;
    unsigned char buffer[16];
    ULONG size = 77;

    NtCreatePort(&port, NULL, 0, 0, 0);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    memset(buffer, 0xa5, sizeof(buffer));
    ok_status(NtQueryInformationPort(port, PortBasicInformation, buffer, sizeof(buffer), &size),
              STATUS_SUCCESS);
    ok_equal(size, 0);
    ok(buffer[0] == 0xa5 && buffer[15] == 0xa5, "something was written");
    ok_status(NtQueryInformationPort(port, PortBasicInformation, buffer, sizeof(buffer), NULL),
              STATUS_SUCCESS);
    ok_status(NtQueryInformationPort(NULL, PortBasicInformation, buffer, sizeof(buffer), &size),
              STATUS_INVALID_INFO_CLASS);
    ok_status(NtQueryInformationPort(BAD_HANDLE, PortBasicInformation, buffer, sizeof(buffer),
                                     NULL), STATUS_INVALID_HANDLE);
    ok_status(NtQueryInformationPort(event, PortBasicInformation, buffer, sizeof(buffer), NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtQueryInformationPort(port, PortBasicInformation, no_memory(), sizeof(buffer), NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtQueryInformationPort(port, PortBasicInformation, buffer, sizeof(buffer),
                                     no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtDuplicateObject(NtCurrentProcess(), port, NtCurrentProcess(), &weak, SYNCHRONIZE, 0,
                                0), STATUS_SUCCESS);
    ok_status(NtQueryInformationPort(weak, PortBasicInformation, buffer, sizeof(buffer), NULL),
              STATUS_ACCESS_DENIED);
    NtClose(weak);
    NtDuplicateObject(NtCurrentProcess(), port, NtCurrentProcess(), &weak, GENERIC_READ, 0, 0);
    ok_status(NtQueryInformationPort(weak, PortBasicInformation, buffer, sizeof(buffer), NULL),
              STATUS_SUCCESS);
    NtClose(weak);
    NtClose(event);
    NtClose(port);

    ok_equal(NtQueryPortInformationProcess(), 1);
}

static HANDLE weakened(HANDLE port)
{
    HANDLE weak = NULL;

    ok_status(NtDuplicateObject(NtCurrentProcess(), port, NtCurrentProcess(), &weak, 0, 0, 0),
              STATUS_SUCCESS);
    return weak;
}

/* 5.2: messages need no right at all on the handle, five calls need them all */
static void test_rights(void)
{
    struct connection connection;
    struct message message, reply;
    HANDLE port, weak_port, weak_server, weak_client;
    char buffer[8];
    struct name name;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_thread(), NULL);
    weak_port = weakened(port);
    weak_server = weakened(connection.server_port);
    weak_client = weakened(connection.client_port);

    message_text(&message, "datagram");
    ok_status(NtRequestPort(weak_client, &message.header), STATUS_SUCCESS);
    ok_status(port_receive(weak_port, NULL, NULL, &message), STATUS_SUCCESS);
    message_text(&message, "datagram");
    ok_status(NtRequestPort(weak_client, &message.header), STATUS_SUCCESS);
    ok_status(port_receive(weak_server, NULL, NULL, &message), STATUS_SUCCESS);
    request_begin(&connection, "request");
    ok_status(port_receive(weak_port, NULL, NULL, &message), STATUS_SUCCESS);

    DATA_INFO_OFFSET(&message) = 40;
    ok_status(NtReadRequestData(weak_server, &message.header, 0, buffer, 1, NULL),
              STATUS_ACCESS_DENIED);
    ok_status(NtWriteRequestData(weak_server, &message.header, 0, buffer, 1, NULL),
              STATUS_ACCESS_DENIED);
    ok_status(NtCompleteConnectPort(weak_server), STATUS_ACCESS_DENIED);
    ok_status(NtRegisterThreadTerminatePort(weak_client), STATUS_ACCESS_DENIED);
    DATA_INFO_OFFSET(&message) = 0;

    message_answer(&message, "reply");
    ok_status(NtReplyPort(weak_port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);

    NtClose(weak_port);
    NtClose(weak_server);
    NtClose(weak_client);
    connection_end(&connection, port);
    actor_finish(connection.client);
    NtClose(port);
}

START_TEST(port_query)
{
    if (!ports_available())
        return;
    test_object();
    test_information();
    test_rights();
}
