/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtImpersonateClientOfPort: whom a server may act as, and when (lpc-semantics 6, 8.16). */
#include "winetests/port.h"

#include <ntpsapi.h>
#include <ntseapi.h>

#define ALL_LEVELS 4

static HANDLE port;
static struct name name;
static struct message message;          /* the last one received */

/* Connects with that quality; a client port in the client's process. */
static void make(struct connection *connection, struct actor *client, SECURITY_IMPERSONATION_LEVEL level, BOOLEAN dynamic)
{
    struct connect_args args;

    connect_prepare(&args, &name, NULL, 0);
    args.qos = qos_make(level, dynamic);
    actor_begin(client, connect_run, &args, sizeof(args));
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(NtAcceptConnectPort(&connection->server_port, NULL, &message.header, TRUE, NULL, NULL), STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(connection->server_port), STATUS_SUCCESS);
    actor_end(client, &args);
    ok_status(args.status, STATUS_SUCCESS);
    connection->client = client;
    connection->client_port = args.port;
    connection->id = actor_sender(client);
}

static void ask(struct connection *connection)
{
    request_begin(connection, "who am I");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
}

static void answer(struct connection *connection)
{
    struct message reply;

    message_answer(&message, "you");
    ok_status(NtReplyPort(connection->server_port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(connection, &reply), STATUS_SUCCESS);
}

static NTSTATUS impersonate(const struct connection *connection)
{
    return NtImpersonateClientOfPort(connection->server_port, &message.header);
}

static void revert(void)
{
    HANDLE none = NULL;

    ok_status(NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, &none, sizeof(none)), STATUS_SUCCESS);
}

static NTSTATUS thread_token(HANDLE *token)
{
    return NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, token);
}

static void expect_level(SECURITY_IMPERSONATION_LEVEL expected)
{
    SECURITY_IMPERSONATION_LEVEL level;
    HANDLE token;
    ULONG length;

    ok_status(thread_token(&token), STATUS_SUCCESS);
    ok_status(NtQueryInformationToken(token, TokenImpersonationLevel, &level, sizeof(level), &length), STATUS_SUCCESS);
    ok(level == expected, "level %d", level);
    NtClose(token);
}

static NTSTATUS try_open(void)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING text;
    HANDLE directory;
    NTSTATUS status;

    RtlInitUnicodeString(&text, L"\\BaseNamedObjects");
    InitializeObjectAttributes(&attributes, &text, 0, NULL, NULL);
    status = NtOpenDirectoryObject(&directory, DIRECTORY_QUERY, &attributes);
    if (NT_SUCCESS(status))
        NtClose(directory);
    return status;
}

static void test_levels(struct actor *client)
{
    for (int level = SecurityIdentification; level < ALL_LEVELS; level++)
        for (int dynamic = 0; dynamic < 2; dynamic++) {
            struct connection connection;

            make(&connection, client, (SECURITY_IMPERSONATION_LEVEL)level, (BOOLEAN)dynamic);
            ask(&connection);
            ok_status(impersonate(&connection), STATUS_SUCCESS);
            expect_level((SECURITY_IMPERSONATION_LEVEL)level);
            /* in Wine's own calls the level has no meaning */
            todo_wine_if(level < SecurityImpersonation)
                ok_status(try_open(), level < SecurityImpersonation ? STATUS_BAD_IMPERSONATION_LEVEL : STATUS_SUCCESS);
            revert();
            answer(&connection);
            connection_end(&connection, port);
        }
}

static void test_when(struct actor *client)
{
    struct connection connection;
    struct message_args datagram;
    HANDLE token, little;

    make(&connection, client, SecurityImpersonation, TRUE);
    ok_status(impersonate(&connection), STATUS_REPLY_MESSAGE_MISMATCH);     /* a connection request */
    ask(&connection);
    ok_status(NtImpersonateClientOfPort(connection.server_port, NULL), STATUS_ACCESS_VIOLATION);
    ok_status(NtImpersonateClientOfPort(BAD_HANDLE, &message.header), STATUS_INVALID_HANDLE);
    ok_status(NtImpersonateClientOfPort(port, &message.header), STATUS_INVALID_PORT_HANDLE);
    ok_status(NtDuplicateObject(NtCurrentProcess(), connection.server_port, NtCurrentProcess(), &little, READ_CONTROL, 0, 0),
              STATUS_SUCCESS);
    ok_status(NtImpersonateClientOfPort(little, &message.header), STATUS_ACCESS_DENIED);
    ok_status(NtClose(little), STATUS_SUCCESS);
    message.header.MessageId++;
    ok_status(impersonate(&connection), STATUS_REPLY_MESSAGE_MISMATCH);
    message.header.MessageId--;
    TYPE(&message) |= LPC_NO_IMPERSONATE;
    ok_status(impersonate(&connection), STATUS_ACCESS_DENIED);
    TYPE(&message) &= ~LPC_NO_IMPERSONATE;
    ok_status(thread_token(&token), STATUS_NO_TOKEN);
    ok_status(impersonate(&connection), STATUS_SUCCESS);
    revert();
    answer(&connection);
    ok_status(impersonate(&connection), STATUS_REPLY_MESSAGE_MISMATCH);     /* answered */

    memset(&datagram, 0, sizeof(datagram));
    datagram.port = connection.client_port;
    message_text(&datagram.out, "nobody waits");
    actor_call(client, datagram_run, &datagram, sizeof(datagram));
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_status(impersonate(&connection), STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(thread_token(&token), STATUS_NO_TOKEN);
    connection_end(&connection, port);
}

/* One that is dead, or waits for somebody else. */
static void test_gone(void)
{
    struct actor *client = actor_process(1);
    struct connection connection;
    NTSTATUS status;
    HANDLE token;

    make(&connection, client, SecurityImpersonation, TRUE);
    ask(&connection);
    actor_kill(client);
    do
        status = impersonate(&connection);
    while (status == STATUS_SUCCESS);   /* until its end is known here */
    ok(status == STATUS_INVALID_CID || status == STATUS_PORT_DISCONNECTED || status == STATUS_REPLY_MESSAGE_MISMATCH,
       "status %#x", (unsigned int)status);
    revert();
    ok_status(thread_token(&token), STATUS_NO_TOKEN);
    ok_status(NtClose(connection.server_port), STATUS_SUCCESS);
}

START_TEST(port_impersonate)
{
    struct actor *client;

    if (!ports_available())
        return;
    client = actor_process(1);
    port = port_create(&name);
    test_levels(client);
    test_when(client);
    test_gone();
    actor_finish(client);
    ok_status(NtClose(port), STATUS_SUCCESS);
}
