/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making ALPC ports, and connecting to them: alpc 5, 19. */
#include "winetests/alpc.h"

static HANDLE port;
static struct name name;

#define CONTEXT ((PVOID)(ULONG_PTR)0x55667788)

static void test_create(void)
{
    ALPC_PORT_ATTRIBUTES port_attributes;
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle;

    ok_status(NtAlpcCreatePort(&handle, NULL, NULL), STATUS_SUCCESS);
    ok_status(NtClose(handle), STATUS_SUCCESS);
    ok_status(NtAlpcCreatePort(no_memory(), NULL, NULL), STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcCreatePort(&handle, no_memory(), NULL), STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcCreatePort(&handle, NULL, no_memory()), STATUS_ACCESS_VIOLATION);
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtAlpcCreatePort(&handle, &attributes, NULL), STATUS_OBJECT_NAME_COLLISION);
    InitializeObjectAttributes(&attributes, NULL, 0x10000, NULL, NULL);
    ok_status(NtAlpcCreatePort(&handle, &attributes, NULL), STATUS_INVALID_PARAMETER);
    InitializeObjectAttributes(&attributes, NULL, OBJ_CASE_INSENSITIVE, NULL, NULL);
    ok_status(NtAlpcCreatePort(&handle, &attributes, NULL), STATUS_SUCCESS);
    ok_status(NtClose(handle), STATUS_SUCCESS);

    /* 3.3, 19 */
    port_attributes = alpc_port_attributes(0, 0xffff);
    ok_status(NtAlpcCreatePort(&handle, NULL, &port_attributes), STATUS_SUCCESS);
    ok_status(NtClose(handle), STATUS_SUCCESS);
    port_attributes.MaxMessageLength = 0x10000;
    ok_status(NtAlpcCreatePort(&handle, NULL, &port_attributes), STATUS_INVALID_PARAMETER);
    port_attributes.MaxMessageLength = sizeof(PORT_MESSAGE) - 1;
    ok_status(NtAlpcCreatePort(&handle, NULL, &port_attributes), STATUS_INVALID_PARAMETER);
    port_attributes.MaxMessageLength = sizeof(PORT_MESSAGE);
    port_attributes.Flags = ALPC_PORFLG_SYSTEM_PROCESS;
    ok_status(NtAlpcCreatePort(&handle, NULL, &port_attributes), STATUS_INVALID_PARAMETER);
    port_attributes.Flags = ALPC_PORFLG_LPC_MODE;
    ok_status(NtAlpcCreatePort(&handle, NULL, &port_attributes), STATUS_INVALID_PARAMETER);
}

/* 5.1, point 2; arguments */
static void test_names(void)
{
    struct alpc_connect_args args;
    UNICODE_STRING string;
    WCHAR missing[] = L"\\RPC Control\\there is none";
    WCHAR nowhere[] = L"\\there is none\\port";
    WCHAR relative[] = L"port";
    WCHAR directory[] = L"\\RPC Control";
    HANDLE handle;

    RtlInitUnicodeString(&string, missing);
    ok_status(NtAlpcConnectPort(&handle, &string, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_NAME_NOT_FOUND);
    RtlInitUnicodeString(&string, nowhere);
    ok_status(NtAlpcConnectPort(&handle, &string, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_PATH_NOT_FOUND);
    RtlInitUnicodeString(&string, relative);
    ok_status(NtAlpcConnectPort(&handle, &string, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_PATH_SYNTAX_BAD);
    RtlInitUnicodeString(&string, directory);
    ok_status(NtAlpcConnectPort(&handle, &string, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL),
              STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtAlpcConnectPort(no_memory(), &name.string, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcConnectPort(&handle, no_memory(), NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcConnectPort(&handle, &name.string, NULL, NULL, 0, NULL, no_memory(), NULL, NULL, NULL, NULL),
              STATUS_ACCESS_VIOLATION);
    /* longer than the server takes */
    alpc_connect_prepare(&args, &name, 0, "");
    args.message.header.u1.s1.DataLength = ALPC_DATA + 1;
    args.message.header.u1.s1.TotalLength = sizeof(args.message) + 1;
    alpc_connect_run(&args);
    ok_status(args.status, STATUS_PORT_MESSAGE_TOO_LONG);
}

/* 5.1, 5.5: nobody, somebody, refused */
static void test_synchronous(struct actor *client)
{
    struct alpc_connect_args args;
    struct alpc_attributes attributes;
    struct alpc_message message;
    HANDLE server_port = UNTOUCHED;

    /* the time-out takes the request back */
    alpc_connect_prepare(&args, &name, ALPC_MSGFLG_SYNC_REQUEST, NULL);
    args.give_timeout = true;
    args.timeout = 10;
    actor_call(client, alpc_connect_run, &args, sizeof(args));
    ok_status(args.status, STATUS_TIMEOUT);
    ok(args.port == UNTOUCHED, "a handle");
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);

    alpc_connect_prepare(&args, &name, ALPC_MSGFLG_SYNC_REQUEST, "refuse me");
    actor_begin(client, alpc_connect_run, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, &attributes), STATUS_SUCCESS);
    alpc_expect(&message, LPC_CONNECTION_REQUEST | GOES_ON, "refuse me");
    ok(message.header.ClientId.UniqueProcess == actor_sender(client).UniqueProcess &&
       message.header.ClientId.UniqueThread == actor_sender(client).UniqueThread, "another sender");
    ok(attributes.header.ValidAttributes & ALPC_MESSAGE_CONTEXT_ATTRIBUTE, "no context");
    ok_equal((ULONG_PTR)attributes.context.PortContext, 0);
    ok(actor_blocked(client), "did not wait");
    ok_status(NtAlpcAcceptConnectPort(NULL, port, 0, NULL, NULL, NULL, &message.header, NULL, FALSE),
              STATUS_SUCCESS);
    actor_end(client, &args);
    ok_status(args.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_status(NtAlpcAcceptConnectPort(NULL, port, 0, NULL, NULL, NULL, &message.header, NULL, FALSE),
              STATUS_REPLY_MESSAGE_MISMATCH);

    /* 9: the server's word is too long for the client */
    alpc_connect_prepare(&args, &name, ALPC_MSGFLG_SYNC_REQUEST, "short");
    args.length = sizeof(PORT_MESSAGE) + 6;
    actor_begin(client, alpc_connect_run, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_answer(&message, "a longer one");
    ok_status(NtAlpcAcceptConnectPort(&server_port, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    actor_end(client, &args);
    ok_status(args.status, STATUS_BUFFER_TOO_SMALL);
    ok_equal(args.length, sizeof(PORT_MESSAGE) + sizeof("a longer one"));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    ok_status(NtClose(server_port), STATUS_SUCCESS);

    /* nothing is said on either side, and nothing is asked for */
    alpc_connect_prepare(&args, &name, ALPC_MSGFLG_SYNC_REQUEST, NULL);
    args.give_attributes = false;
    actor_begin(client, alpc_connect_run, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_CONNECTION_REQUEST | GOES_ON, NULL);
    ok_status(NtAlpcAcceptConnectPort(&server_port, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    actor_end(client, &args);
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(actor_close(client, args.port), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    ok_status(NtClose(server_port), STATUS_SUCCESS);
}

/* 5.2 */
static void test_asynchronous(struct actor *client)
{
    struct alpc_connection c = { .client = client, .id = actor_sender(client) };
    struct alpc_connect_args args;
    struct alpc_message message;

    alpc_connect_prepare(&args, &name, 0, "later");
    actor_call(client, alpc_connect_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    c.client_port = args.port;
    ok_status(alpc_client_send(&c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "too soon"), STATUS_LPC_REQUESTS_NOT_ALLOWED);
    ok_status(alpc_client_receive(&c, 0, &message), STATUS_TIMEOUT);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_CONNECTION_REQUEST | GOES_ON, "later");
    alpc_answer(&message, "now");
    ok_status(NtAlpcAcceptConnectPort(&c.server_port, port, 0, NULL, NULL, CONTEXT, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_SUCCESS);
    alpc_expect(&message, LPC_INTERNAL_CONNECTION_REPLY, "now");
    ok(message.header.ClientId.UniqueProcess == own_id().UniqueProcess, "not from the server");
    ok_status(alpc_client_send(&c, ALPC_MSGFLG_RELEASE_MESSAGE, 0, "at last"), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM, "at last");
    alpc_connection_end(&c, port);

    /* refused */
    actor_call(client, alpc_connect_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    c.client_port = args.port;
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(NULL, port, 0, NULL, NULL, NULL, &message.header, NULL, FALSE),
              STATUS_SUCCESS);
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_PORT_CONNECTION_REFUSED);
    ok_status(alpc_client_send(&c, 0, 0, "but"), STATUS_PORT_CONNECTION_REFUSED);
    ok_status(actor_close(client, c.client_port), STATUS_SUCCESS);

    /* closed before anybody looked, and before it was accepted */
    actor_call(client, alpc_connect_run, &args, sizeof(args));
    ok_status(actor_close(client, args.port), STATUS_SUCCESS);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    actor_call(client, alpc_connect_run, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(actor_close(client, args.port), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(&c.server_port, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_REPLY_MESSAGE_MISMATCH);
}

/* 5.5, 19: arguments */
static void test_accept_args(struct actor *client)
{
    struct alpc_connect_args args;
    struct alpc_message message, wrong;
    HANDLE handle = UNTOUCHED, unnamed;

    alpc_connect_prepare(&args, &name, ALPC_MSGFLG_SYNC_REQUEST, "hello");
    actor_begin(client, alpc_connect_run, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(no_memory(), port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcAcceptConnectPort(&handle, port, 0, NULL, NULL, NULL, no_memory(), NULL, TRUE),
              STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcAcceptConnectPort(&handle, BAD_HANDLE, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_INVALID_HANDLE);
    ok_status(NtAlpcAcceptConnectPort(&handle, NtCurrentProcess(), 0, NULL, NULL, NULL, &message.header, NULL,
                                      TRUE), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtAlpcCreatePort(&unnamed, NULL, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(&handle, unnamed, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_INVALID_PORT_HANDLE);
    ok_status(NtClose(unnamed), STATUS_SUCCESS);
    wrong = message;
    wrong.header.MessageId++;
    ok_status(NtAlpcAcceptConnectPort(&handle, port, 0, NULL, NULL, NULL, &wrong.header, NULL, TRUE),
              STATUS_REPLY_MESSAGE_MISMATCH);
    wrong.header.MessageId = 0;
    ok_status(NtAlpcAcceptConnectPort(&handle, port, 0, NULL, NULL, NULL, &wrong.header, NULL, TRUE),
              STATUS_REPLY_MESSAGE_MISMATCH);
    ok(actor_blocked(client), "connected by mistake");
    /* nothing but the id counts */
    memset(&wrong.header, 0, sizeof(wrong.header));
    wrong.header.u1.s1.TotalLength = sizeof(wrong.header);
    wrong.header.MessageId = message.header.MessageId;
    ok_status(NtAlpcAcceptConnectPort(&handle, port, ALPC_SYNC_CONNECTION, NULL, NULL, NULL, &wrong.header, NULL,
                                      TRUE), STATUS_SUCCESS);
    actor_end(client, &args);
    ok_status(args.status, STATUS_SUCCESS);
    ok_equal(ALPC_SIZE(&args.message), 0);
    ok_status(actor_close(client, args.port), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
    ok_status(NtClose(handle), STATUS_SUCCESS);
}

/* 5.4: a name below a directory's handle; what the server must be */
struct connect_ex_args {
    struct name name;
    UCHAR sid[16];              /* whom the descriptor allows */
    bool requires;
    HANDLE port;
    NTSTATUS status;
};

static void connect_ex_run(void *parameter)
{
    struct connect_ex_args *args = parameter;
    OBJECT_ATTRIBUTES target, directory;
    UNICODE_STRING path, leaf;
    WCHAR parent[] = L"\\RPC Control";
    struct {
        SECURITY_DESCRIPTOR_RELATIVE header;
        ACL acl;
        ACCESS_ALLOWED_ACE ace;
        UCHAR more[12];
    } sd = {
        .header = { .Revision = 1, .Control = SE_DACL_PRESENT | SE_SELF_RELATIVE },
        .acl = { .AclRevision = 2, .AclSize = sizeof(ACL) + 8 + 12, .AceCount = 1 },
        .ace = { .Header = { ACCESS_ALLOWED_ACE_TYPE, 0, 8 + 12 }, .Mask = PORT_CONNECT },
    };
    LARGE_INTEGER timeout;
    HANDLE root;

    sd.header.Dacl = offsetof(__typeof__(sd), acl);
    memcpy(&sd.ace.SidStart, args->sid, 12);
    RtlInitUnicodeString(&path, parent);
    InitializeObjectAttributes(&directory, &path, 0, NULL, NULL);
    if (running_under_wine()) {         /* its directories are not those of the ports */
        root = NULL;
        leaf = args->name.string;
        leaf.Buffer = args->name.buffer;
    } else {
        args->status = NtOpenDirectoryObject(&root, DIRECTORY_TRAVERSE, &directory);
        if (args->status)
            return;
        leaf.Buffer = args->name.buffer + 13;
        leaf.Length = leaf.MaximumLength = args->name.string.Length - 26;
    }
    InitializeObjectAttributes(&target, &leaf, 0, root, NULL);
    args->status = NtAlpcConnectPortEx(&args->port, &target, NULL, NULL, ALPC_MSGFLG_SYNC_REQUEST,
                                       args->requires ? (PSECURITY_DESCRIPTOR)&sd : NULL, NULL, NULL, NULL, NULL,
                                       timeout_ms(&timeout, PATIENCE_MS));
    if (root)
        NtClose(root);
}

static void test_connect_ex(struct actor *client)
{
    static const UCHAR everyone[12] = { 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 };
    static const UCHAR nobody[12] = { 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    struct connect_ex_args args = { .name = name };
    struct alpc_message message;
    HANDLE server_port;
    int i;

    args.requires = true;
    memcpy(args.sid, nobody, sizeof(nobody));
    actor_call(client, connect_ex_run, &args, sizeof(args));
    ok_status(args.status, STATUS_ACCESS_DENIED);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    memcpy(args.sid, everyone, sizeof(everyone));
    for (i = 0; i < 2; i++) {
        args.requires = i;
        actor_begin(client, connect_ex_run, &args, sizeof(args));
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
        ok_status(NtAlpcAcceptConnectPort(&server_port, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
                  STATUS_SUCCESS);
        actor_end(client, &args);
        ok_status(args.status, STATUS_SUCCESS);
        ok_status(actor_close(client, args.port), STATUS_SUCCESS);
        ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
        ok_status(NtClose(server_port), STATUS_SUCCESS);
    }
}

/* 8.4: the server's SID */
static void test_server_sid(void)
{
    UCHAR sid[12] = { 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    HANDLE handle = UNTOUCHED;
    struct alpc_message message;

    ok_status(NtAlpcConnectPort(&handle, &name.string, NULL, NULL, 0, sid, NULL, NULL, NULL, NULL, NULL),
              STATUS_SERVER_SID_MISMATCH);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);
    sid[1] = 16;
    ok_status(NtAlpcConnectPort(&handle, &name.string, NULL, NULL, 0, sid, NULL, NULL, NULL, NULL, NULL),
              STATUS_INVALID_SID);
}

/* 13: the connection port is closed, or its process dies, while clients wait */
static void test_server_leaves(struct actor *client)
{
    struct alpc_connection c = { .client = client };
    struct alpc_connect_args args;
    struct alpc_message message;

    alpc_connect_prepare(&args, &name, 0, "hello");
    actor_call(client, alpc_connect_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    c.client_port = args.port;
    args.flags = ALPC_MSGFLG_SYNC_REQUEST;
    args.port = UNTOUCHED;
    actor_begin(client, alpc_connect_run, &args, sizeof(args));
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok(actor_blocked(client), "did not wait");
    ok_status(NtClose(port), STATUS_SUCCESS);
    actor_end(client, &args);
    ok_status(args.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_status(alpc_client_receive(&c, PATIENCE_MS, &message), STATUS_PORT_CONNECTION_REFUSED);
    ok_status(actor_close(client, c.client_port), STATUS_SUCCESS);
    actor_call(client, alpc_connect_run, &args, sizeof(args));
    ok_status(args.status, STATUS_OBJECT_NAME_NOT_FOUND);
}

START_TEST(alpc_connect)
{
    struct actor *client;

    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    client = actor_process(1);
    test_create();
    test_names();
    test_synchronous(client);
    test_asynchronous(client);
    test_accept_args(client);
    test_connect_ex(client);
    test_server_sid();
    test_server_leaves(client);
    actor_finish(client);
}
