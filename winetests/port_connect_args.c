/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is wrong with the arguments of the handshake's calls, in the order in which it is found
 * (lpc-semantics 5.3, 8.4 to 8.7). Two mistakes at once show the order.
 */
#include "winetests/port.h"

#include <ntseapi.h>

static SECURITY_QUALITY_OF_SERVICE qos;

static NTSTATUS connect_text(HANDLE *port, const char *text)
{
    struct name name;

    NAME_SET(&name, text);
    return NtConnectPort(port, &name.string, &qos, NULL, NULL, NULL, NULL, NULL);
}

/* 5.3 */
static void test_names(void)
{
    UNICODE_STRING empty = { 0 };
    OBJECT_ATTRIBUTES attributes;
    HANDLE port = UNTOUCHED, event, server, link;
    struct name name, link_name;
    char wrong_case[NAME_CHARS];
    size_t i;

    ok_status(NtConnectPort(&port, NULL, &qos, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_NAME_INVALID);
    ok_status(NtConnectPort(&port, &empty, &qos, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_NAME_INVALID);
    ok_status(connect_text(&port, "ntdll-test-relative"), STATUS_OBJECT_PATH_SYNTAX_BAD);
    ok_status(connect_text(&port, "\\RPC Control\\ntdll-test-no-such"),
              STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(connect_text(&port, "\\ntdll-test-no-such\\port"), STATUS_OBJECT_PATH_NOT_FOUND);
    ok_status(connect_text(&port, "\\RPC Control"), STATUS_OBJECT_TYPE_MISMATCH);
    NAME_UNIQUE(&name, "\\RPC Control\\ntdll-test-event");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
    ok_status(NtConnectPort(&port, &name.string, &qos, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);

    /* 17: the case of the name counts, whatever the port was made with */
    NAME_UNIQUE(&name, "\\RPC Control\\ntdll-test-case");
    InitializeObjectAttributes(&attributes, &name.string, OBJ_CASE_INSENSITIVE, NULL, NULL);
    ok_status(NtCreatePort(&server, &attributes, 0, 0, 0), STATUS_SUCCESS);
    for (i = 0; i <= name.string.Length / sizeof(WCHAR); i++)
        wrong_case[i] = (char)RtlUpcaseUnicodeChar(name.buffer[i]);
    ok_status(connect_text(&port, wrong_case), STATUS_OBJECT_PATH_NOT_FOUND);
    memcpy(wrong_case, "\\RPC Control", 12);
    ok_status(connect_text(&port, wrong_case), STATUS_OBJECT_NAME_NOT_FOUND);
    NtClose(server);
    ok_status(NtConnectPort(&port, &name.string, &qos, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_NAME_NOT_FOUND);

    /* a link that leads to nothing */
    NAME_UNIQUE(&link_name, "\\RPC Control\\ntdll-test-link");
    InitializeObjectAttributes(&attributes, &link_name.string, 0, NULL, NULL);
    ok_status(NtCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_ALL_ACCESS, &attributes,
                                         &name.string), STATUS_SUCCESS);
    ok_status(NtConnectPort(&port, &link_name.string, &qos, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_NAME_NOT_FOUND);
    NtClose(link);
    ok_equal(port, UNTOUCHED);
}

/* 5.3: links in the path are followed */
static void test_symbolic_link(void)
{
    struct actor *client = actor_process(1);
    OBJECT_ATTRIBUTES attributes;
    struct connection connection;
    struct name name, link_name;
    HANDLE port, link;

    port = port_create(&name);
    NAME_UNIQUE(&link_name, "\\RPC Control\\ntdll-test-link");
    InitializeObjectAttributes(&attributes, &link_name.string, 0, NULL, NULL);
    ok_status(NtCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_ALL_ACCESS, &attributes,
                                         &name.string), STATUS_SUCCESS);
    connection_make(&connection, port, &link_name, client, NULL);
    connection_end(&connection, port);
    NtClose(link);
    NtClose(port);
    actor_finish(client);
}

/* 8.4, rows 1 to 4: pointers and lengths of structures, before the name is looked up */
static void test_connect_order(void)
{
    struct name missing;
    PORT_VIEW client_view = { .Length = sizeof(client_view) };
    REMOTE_PORT_VIEW server_view = { .Length = sizeof(server_view) };
    ULONG length = 16, max;
    HANDLE port = UNTOUCHED;
    UCHAR info[16];

    NAME_SET(&missing, "\\RPC Control\\ntdll-test-no-such");
    client_view.Length--;
    server_view.Length--;
    ok_status(NtConnectPort(no_memory(), &missing.string, &qos, &client_view, NULL, NULL, NULL,
                            NULL), STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(readonly_memory(), &missing.string, &qos, NULL, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(&port, &missing.string, NULL, &client_view, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(&port, &missing.string, no_memory(), NULL, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(&port, &missing.string, &qos, &client_view, NULL, NULL, NULL, NULL),
              STATUS_INVALID_PARAMETER);
    ok_status(NtConnectPort(&port, &missing.string, &qos, NULL, &server_view, NULL, NULL, NULL),
              STATUS_INVALID_PARAMETER);
    ok_status(NtConnectPort(&port, &missing.string, &qos, &client_view, NULL, no_memory(), NULL,
                            NULL), STATUS_INVALID_PARAMETER);
    ok_status(NtConnectPort(&port, &missing.string, &qos, NULL, NULL, no_memory(), NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(&port, &missing.string, &qos, NULL, NULL, &max, info, no_memory()),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(&port, &missing.string, &qos, NULL, NULL, &max, no_memory(), &length),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(&port, &missing.string, &qos, NULL, NULL, &max, readonly_memory(),
                            &length), STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(&port, no_memory(), &qos, NULL, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtConnectPort(&port, &missing.string, &qos, NULL, NULL, &max, info, &length),
              STATUS_OBJECT_NAME_NOT_FOUND);
    ok_equal(length, 16);
    ok_equal(port, UNTOUCHED);
}

/* 8.4, rows 5 to 11: the SID, the name, then security, then the section */
static void test_connect_rights(void)
{
    static const SID everyone = { SID_REVISION, 1, { SECURITY_WORLD_SID_AUTHORITY }, { 0 } };
    static const SID malformed = { 77, 1, { SECURITY_WORLD_SID_AUTHORITY }, { 0 } };
    SECURITY_QUALITY_OF_SERVICE bad_qos = qos_make((SECURITY_IMPERSONATION_LEVEL)9, FALSE);
    PORT_VIEW view = { .Length = sizeof(view), .SectionHandle = BAD_HANDLE };
    struct name missing, name;
    struct message message;
    HANDLE server, port = UNTOUCHED, event, section, weak;
    LARGE_INTEGER size = { .QuadPart = 0x1000 };

    NAME_SET(&missing, "\\RPC Control\\ntdll-test-no-such");
    server = port_create(&name);
    ok_status(NtSecureConnectPort(&port, &missing.string, &qos, NULL, no_memory(), NULL, NULL, NULL,
                                  NULL), STATUS_ACCESS_VIOLATION);
    ok_status(NtSecureConnectPort(&port, &missing.string, &qos, NULL, (PSID)&malformed, NULL, NULL,
                                  NULL, NULL), STATUS_INVALID_SID);
    ok_status(NtSecureConnectPort(&port, &missing.string, &qos, NULL, (PSID)&everyone, NULL, NULL,
                                  NULL, NULL), STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(NtSecureConnectPort(&port, &name.string, &bad_qos, &view, (PSID)&everyone, NULL, NULL,
                                  NULL, NULL), STATUS_SERVER_SID_MISMATCH);
    /* 6.1: static tracking checks the level, dynamic does not */
    ok_status(NtConnectPort(&port, &name.string, &bad_qos, &view, NULL, NULL, NULL, NULL),
              STATUS_INVALID_PARAMETER);
    bad_qos.ContextTrackingMode = SECURITY_DYNAMIC_TRACKING;
    ok_status(NtConnectPort(&port, &name.string, &bad_qos, &view, NULL, NULL, NULL, NULL),
              STATUS_INVALID_HANDLE);

    ok_status(NtConnectPort(&port, &name.string, &qos, &view, NULL, NULL, NULL, NULL),
              STATUS_INVALID_HANDLE);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    view.SectionHandle = event;
    ok_status(NtConnectPort(&port, &name.string, &qos, &view, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
    NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE, SEC_COMMIT, NULL);
    NtDuplicateObject(NtCurrentProcess(), section, NtCurrentProcess(), &weak, SECTION_MAP_READ, 0,
                      0);
    view.SectionHandle = weak;
    ok_status(NtConnectPort(&port, &name.string, &qos, &view, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_DENIED);
    NtClose(weak);
    view.SectionHandle = section;
    view.ViewSize = 0x1001;
    ok_status(NtConnectPort(&port, &name.string, &qos, &view, NULL, NULL, NULL, NULL),
              STATUS_INVALID_VIEW_SIZE);
    ok_equal(view.ViewBase, NULL);
    ok_equal(view.ViewSize, 0x1001);
    NtClose(section);

    /* the server has learned of none of it */
    ok_status(port_poll(server, NULL, &message), STATUS_TIMEOUT);
    ok_equal(port, UNTOUCHED);
    NtClose(server);
}

/* 8.6 */
static void test_accept_order(void)
{
    REMOTE_PORT_VIEW client_view = { .Length = sizeof(client_view) };
    struct actor *client = actor_process(1);
    HANDLE port, server = UNTOUCHED;
    struct connect_args connect;
    struct message message, wrong;
    struct name name;
    PORT_VIEW server_view = { .Length = sizeof(server_view), .SectionHandle = BAD_HANDLE };
    PORT_MESSAGE *edge;

    port = port_create(&name);
    connect_prepare(&connect, &name, "info", 5);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    NtListenPort(port, &message.header);

    /* 1: pointers, also when it is refused */
    server_view.Length--;
    ok_status(NtAcceptConnectPort(no_memory(), NULL, &message.header, FALSE, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtAcceptConnectPort(no_memory(), NULL, &message.header, TRUE, &server_view, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtAcceptConnectPort(&server, NULL, no_memory(), TRUE, &server_view, NULL),
              STATUS_ACCESS_VIOLATION);
    edge = memory_before_fault(sizeof(*edge));
    *edge = message.header;
    ok_status(NtAcceptConnectPort(&server, NULL, edge, TRUE, NULL, NULL), STATUS_ACCESS_VIOLATION);
    /* 2: lengths of structures, before the ClientId */
    wrong = message;
    wrong.header.ClientId.UniqueThread = (HANDLE)(ULONG_PTR)0x7ffffff0;
    ok_status(NtAcceptConnectPort(&server, NULL, &wrong.header, TRUE, &server_view, NULL),
              STATUS_INVALID_PARAMETER);
    client_view.Length++;
    ok_status(NtAcceptConnectPort(&server, NULL, &wrong.header, TRUE, NULL, &client_view),
              STATUS_INVALID_PARAMETER);
    client_view.Length--;
    server_view.Length++;
    /* 3: who */
    ok_status(NtAcceptConnectPort(&server, NULL, &wrong.header, TRUE, NULL, NULL),
              STATUS_INVALID_CID);
    ok_status(NtAcceptConnectPort(&server, NULL, &wrong.header, FALSE, NULL, NULL),
              STATUS_INVALID_CID);
    /* 4: for what */
    wrong = message;
    wrong.header.ClientId = own_id();
    ok_status(NtAcceptConnectPort(&server, NULL, &wrong.header, TRUE, NULL, NULL),
              STATUS_REPLY_MESSAGE_MISMATCH);
    wrong = message;
    wrong.header.MessageId = 0;
    ok_status(NtAcceptConnectPort(&server, NULL, &wrong.header, TRUE, NULL, NULL),
              STATUS_REPLY_MESSAGE_MISMATCH);
    wrong.header.MessageId = message.header.MessageId + 1;
    ok_status(NtAcceptConnectPort(&server, NULL, &wrong.header, FALSE, NULL, NULL),
              STATUS_REPLY_MESSAGE_MISMATCH);
    /* a thread in connect cannot be replied to (lpc-semantics 4, rule 4) */
    wrong = message;
    ok_status(NtReplyPort(port, &wrong.header), STATUS_REPLY_MESSAGE_MISMATCH);
    ok(actor_blocked(client), "the client wakes for a mistake of the server");
    ok_equal(server, UNTOUCHED);

    /* 7: an accept that fails releases the client, which sees a refusal */
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, &server_view, NULL),
              STATUS_INVALID_HANDLE);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_equal(connect.port, UNTOUCHED);
    ok_equal(server, UNTOUCHED);
    NtClose(port);
    actor_finish(client);
}

/* 8.6, row 4: a thread that waits, but not in connect */
static void test_accept_request(void)
{
    struct connection connection;
    struct message message;
    HANDLE port, server = UNTOUCHED;
    struct name name;

    port = port_create(&name);
    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "request");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &message), STATUS_SUCCESS);
    ok_equal(server, UNTOUCHED);
    connection_end(&connection, port);
    NtClose(port);
    actor_finish(connection.client);
}

/* 8.5, 8.7: handles */
static void test_handles(void)
{
    struct message message;
    HANDLE event, port;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(NtListenPort(BAD_HANDLE, &message.header), STATUS_INVALID_HANDLE);
    ok_status(NtListenPort(event, &message.header), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtCompleteConnectPort(BAD_HANDLE), STATUS_INVALID_HANDLE);
    ok_status(NtCompleteConnectPort(event), STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
    NtCreatePort(&port, NULL, 0, 0, 0);
    ok_status(NtCompleteConnectPort(port), STATUS_INVALID_PORT_HANDLE);
    NtClose(port);
    ok_status(NtCompleteConnectPort(port), STATUS_INVALID_HANDLE);
}

START_TEST(port_connect_args)
{
    if (!ports_available())
        return;
    qos = qos_make(SecurityImpersonation, FALSE);
    test_names();
    test_symbolic_link();
    test_connect_order();
    test_connect_rights();
    test_accept_order();
    test_accept_request();
    test_handles();
}
