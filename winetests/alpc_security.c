/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who an ALPC client is: the TOKEN attribute and how it follows the sender's token, impersonation at each level, security
 * contexts (alpc 7.2, 7.3, 8).
 */
#include "winetests/alpc.h"

#include <ntpsapi.h>
#include <ntrtl.h>
#include <ntseapi.h>

struct security_buffer {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_SECURITY_ATTR security;
    ALPC_TOKEN_ATTR token;
};
#define SECURITY_AND_TOKEN (ALPC_MESSAGE_SECURITY_ATTRIBUTE | ALPC_MESSAGE_TOKEN_ATTRIBUTE)

#define MANY 1000000            /* messages */

static HANDLE port, client, server;
static struct alpc_message message;     /* the last one that the server has received, */
static struct security_buffer received; /* and its attributes */

/* ---- connections ------------------------------------------------------------------------------------------------ */

static void connect_as(ULONG flags, SECURITY_IMPERSONATION_LEVEL level, UCHAR tracking, BOOLEAN effective_only)
{
    struct alpc_connect_args connect;
    struct name name;

    port = alpc_create(&name, 0);
    alpc_connect_prepare(&connect, &name, 0, NULL);
    connect.give_attributes = true;
    connect.attributes = alpc_port_attributes(flags, sizeof(struct alpc_message));
    connect.attributes.SecurityQos =
        (SECURITY_QUALITY_OF_SERVICE){ sizeof(SECURITY_QUALITY_OF_SERVICE), level, tracking, effective_only };
    alpc_connect_run(&connect);
    ok_status(connect.status, STATUS_SUCCESS);
    client = connect.port;
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok_status(NtAlpcAcceptConnectPort(&server, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
              STATUS_SUCCESS);
    ok_status(alpc_receive(client, &message, NULL), STATUS_SUCCESS);
}

static void disconnect(void)
{
    ok_status(NtClose(client), STATUS_SUCCESS);
    ok_status(NtClose(server), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
}

/* An asynchronous request; context 0: without the attribute. */
static NTSTATUS send_from(HANDLE from, struct security_buffer *sent)
{
    struct alpc_message request;

    alpc_text(&request, "who am I");
    return NtAlpcSendWaitReceivePort(from, 0, &request.header, sent ? &sent->header : NULL, NULL, NULL, NULL, NULL);
}

static void receive_at(HANDLE at)
{
    SIZE_T length = sizeof(message);
    LARGE_INTEGER timeout;

    memset(&received, 0, sizeof(received));
    received.header.AllocatedAttributes = SECURITY_AND_TOKEN;
    ok_status(NtAlpcSendWaitReceivePort(at, 0, NULL, NULL, &message.header, &length, &received.header,
                                        timeout_ms(&timeout, PATIENCE_MS)),
              STATUS_SUCCESS);
}

/* A request goes over; its token. */
static ALPC_TOKEN_ATTR ask(void)
{
    ok_status(send_from(client, NULL), STATUS_SUCCESS);
    receive_at(port);
    ok(received.header.ValidAttributes & ALPC_MESSAGE_TOKEN_ATTRIBUTE, "no token");
    return received.token;
}

/* The server has done with it. */
static void finish(void)
{
    struct alpc_message reply;

    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);
    ok_status(alpc_receive(client, &reply, NULL), STATUS_SUCCESS);
}

/* ---- tokens ----------------------------------------------------------------------------------------------------- */

static HANDLE own_token(void)
{
    HANDLE token = NULL;

    ok_status(NtOpenProcessToken(NtCurrentProcess(), TOKEN_ALL_ACCESS, &token), STATUS_SUCCESS);
    return token;
}

static TOKEN_STATISTICS statistics(HANDLE token)
{
    TOKEN_STATISTICS result;
    ULONG length;

    memset(&result, 0, sizeof(result));
    ok_status(NtQueryInformationToken(token, TokenStatistics, &result, sizeof(result), &length), STATUS_SUCCESS);
    return result;
}

static ULONGLONG number(LUID luid)
{
    return (ULONGLONG)(ULONG)luid.HighPart << 32 | luid.LowPart;
}

static ULONGLONG modified_of(const ALPC_TOKEN_ATTR *token)
{
    ULONGLONG id;

    memcpy(&id, &token->ModifiedId, sizeof(id));
    return id;
}

static ULONGLONG id_of(const ALPC_TOKEN_ATTR *token)
{
    ULONGLONG id;

    memcpy(&id, &token->TokenId, sizeof(id));
    return id;
}

static void act_as(HANDLE token)
{
    ok_status(NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, &token, sizeof(token)),
              STATUS_SUCCESS);
}

static HANDLE impersonation_copy(HANDLE token, SECURITY_IMPERSONATION_LEVEL level)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), level, SECURITY_STATIC_TRACKING, FALSE };
    OBJECT_ATTRIBUTES attributes;
    HANDLE copy = NULL;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    attributes.SecurityQualityOfService = &qos;
    ok_status(NtDuplicateToken(token, TOKEN_ALL_ACCESS, &attributes, FALSE, TokenImpersonation, &copy), STATUS_SUCCESS);
    return copy;
}

static void switch_privilege(HANDLE token, ULONG privilege, bool on)
{
    TOKEN_PRIVILEGES state = { 1, { { { privilege, 0 }, on ? SE_PRIVILEGE_ENABLED : 0 } } };

    ok_status(NtAdjustPrivilegesToken(token, FALSE, &state, 0, NULL, NULL), STATUS_SUCCESS);
}

/* ---- the attribute ---------------------------------------------------------------------------------------------- */

static void expect_modified_id(ULONGLONG expected)
{
    ULONGLONG id = 0;
    ULONG length = 0;

    ok_status(NtAlpcQueryInformationMessage(port, &message.header, AlpcMessageTokenModifiedIdInformation, &id,
                                            sizeof(id), &length),
              STATUS_SUCCESS);
    ok(id == expected && length == sizeof(id), "message class 1 says %llx, not %llx", id, expected);
}

static void test_attribute(void)
{
    HANDLE token = own_token();
    TOKEN_STATISTICS own = statistics(token);
    ALPC_TOKEN_ATTR seen;
    ULONGLONG logon;

    connect_as(ALPC_PORFLG_ALLOW_IMPERSONATION, SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE);
    seen = ask();
    ok(id_of(&seen) == number(own.TokenId), "another token");
    memcpy(&logon, &seen.AuthenticationId, sizeof(logon));
    ok(logon == number(own.AuthenticationId), "another logon");
    ok(modified_of(&seen) == number(own.ModifiedId), "another state");
    ok(!(received.header.ValidAttributes & ALPC_MESSAGE_SECURITY_ATTRIBUTE), "a context that nobody sent");
    expect_modified_id(number(own.ModifiedId));
    finish();
    disconnect();
    NtClose(token);
}

/* Each change is seen in the very next message, and what is not one is not. */
static void expect_change(ULONGLONG *last, bool changed, const char *what)
{
    ALPC_TOKEN_ATTR seen = ask();

    ok(!changed == (modified_of(&seen) == *last), "%s: %s", what, changed ? "not seen" : "seen as a change");
    *last = modified_of(&seen);
    expect_modified_id(*last);
    finish();
}

static void change_default_dacl(HANDLE token)
{
    UCHAR memory[1024];
    TOKEN_DEFAULT_DACL *dacl = (TOKEN_DEFAULT_DACL *)memory;
    ULONG length;

    ok_status(NtQueryInformationToken(token, TokenDefaultDacl, memory, sizeof(memory), &length), STATUS_SUCCESS);
    ok_status(NtSetInformationToken(token, TokenDefaultDacl, dacl, sizeof(*dacl)), STATUS_SUCCESS);
}

/* A token with a group that can be switched off. */
static HANDLE token_with_group(HANDLE token)
{
    static SID users = { SID_REVISION, 1, { SECURITY_WORLD_SID_AUTHORITY }, { 0 } };
    TOKEN_GROUPS disabled = { 1, { { &users, 0 } } };
    HANDLE filtered = NULL, copy;

    ok_status(NtFilterToken(token, 0, &disabled, NULL, NULL, &filtered), STATUS_SUCCESS);
    copy = impersonation_copy(filtered, SecurityImpersonation);
    NtClose(filtered);
    return copy;
}

/* A token with a group that can be switched off: only made of nothing, by who may do that. */
static HANDLE token_with_switch(void)
{
    static SID user = { SID_REVISION, 1, { SECURITY_NT_AUTHORITY }, { SECURITY_LOCAL_SYSTEM_RID } };
    static SID group = { SID_REVISION, 1, { SECURITY_NT_AUTHORITY }, { 0x12345 } };
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation, SECURITY_STATIC_TRACKING, FALSE };
    TOKEN_USER token_user = { { &user, 0 } };
    TOKEN_GROUPS groups = { 1, { { &group, SE_GROUP_ENABLED } } };
    TOKEN_PRIVILEGES privileges = { 0 };
    TOKEN_PRIMARY_GROUP primary = { &user };
    TOKEN_SOURCE source = { "test", { 0, 0 } };
    LUID logon = { 0x3e7, 0 };
    LARGE_INTEGER never = { .QuadPart = -1 };
    OBJECT_ATTRIBUTES attributes;
    HANDLE token = NULL;
    BOOLEAN before;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    attributes.SecurityQualityOfService = &qos;
    if (RtlAdjustPrivilege(SE_CREATE_TOKEN_PRIVILEGE, TRUE, FALSE, &before) != STATUS_SUCCESS)
        return NULL;
    status = NtCreateToken(&token, TOKEN_ALL_ACCESS, &attributes, TokenImpersonation, &logon, &never, &token_user, &groups,
                           &privileges, NULL, &primary, NULL, &source);
    ok_status(status, STATUS_SUCCESS);
    ok_status(RtlAdjustPrivilege(SE_CREATE_TOKEN_PRIVILEGE, before, FALSE, &before), STATUS_SUCCESS);
    return token;
}

/* Groups switched off and on, as seen by who receives from the thread that acts so. */
static void test_group(void)
{
    static SID group = { SID_REVISION, 1, { SECURITY_NT_AUTHORITY }, { 0x12345 } };
    TOKEN_GROUPS off = { 1, { { &group, 0 } } }, on = { 1, { { &group, SE_GROUP_ENABLED } } };
    HANDLE token = token_with_switch();
    ULONGLONG last;
    ALPC_TOKEN_ATTR seen;

    if (!token) {
        skip("SeCreateTokenPrivilege is needed");
        return;
    }
    connect_as(ALPC_PORFLG_ALLOW_IMPERSONATION, SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE);
    act_as(token);
    seen = ask();
    last = modified_of(&seen);
    finish();
    ok_status(NtAdjustGroupsToken(token, FALSE, &off, 0, NULL, NULL), STATUS_SUCCESS);
    expect_change(&last, true, "a group switched off");
    ok_status(NtAdjustGroupsToken(token, FALSE, &on, 0, NULL, NULL), STATUS_SUCCESS);
    expect_change(&last, true, "a group switched on");
    ok_status(NtAdjustGroupsToken(token, FALSE, &on, 0, NULL, NULL), STATUS_SUCCESS);
    expect_change(&last, false, "a group that was on");
    act_as(NULL);
    disconnect();
    NtClose(token);
}

static void test_changes(void)
{
    HANDLE token = own_token(), other = impersonation_copy(token, SecurityImpersonation), third = token_with_group(token);
    ALPC_TOKEN_ATTR seen;
    ULONGLONG last;

    connect_as(ALPC_PORFLG_ALLOW_IMPERSONATION, SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE);
    seen = ask();
    last = modified_of(&seen);
    finish();
    for (int i = 0; i < 100; i++)
        expect_change(&last, false, "nothing");
    switch_privilege(token, SE_SHUTDOWN_PRIVILEGE, true);
    expect_change(&last, true, "a privilege switched on");
    switch_privilege(token, SE_SHUTDOWN_PRIVILEGE, true);
    expect_change(&last, false, "a privilege that was on");
    switch_privilege(token, SE_SHUTDOWN_PRIVILEGE, false);
    expect_change(&last, true, "a privilege switched off");
    change_default_dacl(token);
    expect_change(&last, true, "another default DACL");
    act_as(third);
    expect_change(&last, true, "acting as somebody else");
    switch_privilege(third, SE_SHUTDOWN_PRIVILEGE, true);
    expect_change(&last, true, "a privilege of whom it acts as");
    act_as(NULL);
    expect_change(&last, true, "acting as oneself again");
    act_as(other);                      /* a copy has the id of its original until it is changed, but is another token */
    seen = ask();
    ok(id_of(&seen) == number(statistics(other).TokenId), "another token than the thread's");
    finish();
    act_as(NULL);
    seen = ask();
    ok(id_of(&seen) == number(statistics(token).TokenId), "another token than the process's");
    finish();
    disconnect();
    NtClose(third);
    NtClose(other);
    NtClose(token);
}

/* A token that nobody changes is the same in every one of many messages, and one change more is seen at once. */
static void test_many(void)
{
    HANDLE token = own_token();
    ULONGLONG expected;
    int n_changes = 0;

    connect_as(ALPC_PORFLG_ALLOW_IMPERSONATION, SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE);
    expected = number(statistics(token).ModifiedId);
    for (int i = 0; i < MANY; i++) {
        struct alpc_message datagram;
        SIZE_T length = sizeof(message);

        alpc_text(&datagram, "the same");
        if (alpc_send(client, ALPC_MSGFLG_RELEASE_MESSAGE, &datagram) != STATUS_SUCCESS)
            break;
        received.header.AllocatedAttributes = SECURITY_AND_TOKEN;
        if (NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &message.header, &length, &received.header, NULL) !=
            STATUS_SUCCESS)
            break;
        n_changes += modified_of(&received.token) != expected;
    }
    ok(!n_changes, "%d changes in %d messages", n_changes, MANY);
    switch_privilege(token, SE_SHUTDOWN_PRIVILEGE, true);
    expect_change(&expected, true, "a privilege switched on");
    switch_privilege(token, SE_SHUTDOWN_PRIVILEGE, false);
    disconnect();
    NtClose(token);
}

/* With static tracking the client stays who it was. */
static void test_static(void)
{
    HANDLE token = own_token();
    ALPC_TOKEN_ATTR first, second;

    connect_as(ALPC_PORFLG_ALLOW_IMPERSONATION, SecurityImpersonation, SECURITY_STATIC_TRACKING, FALSE);
    first = ask();
    finish();
    switch_privilege(token, SE_SHUTDOWN_PRIVILEGE, true);
    second = ask();
    ok(!memcmp(&first, &second, sizeof(first)), "it has changed");
    finish();
    switch_privilege(token, SE_SHUTDOWN_PRIVILEGE, false);
    disconnect();
    NtClose(token);
}

/* ---- impersonation ---------------------------------------------------------------------------------------------- */

static NTSTATUS impersonate(ULONG_PTR flags)
{
    return NtAlpcImpersonateClientOfPort(server, &message.header, (PVOID)flags);
}

static SECURITY_IMPERSONATION_LEVEL level_now(void)
{
    SECURITY_IMPERSONATION_LEVEL level = (SECURITY_IMPERSONATION_LEVEL)-1;
    HANDLE token;
    ULONG length;
    NTSTATUS status = NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token);

    if (status == STATUS_CANT_OPEN_ANONYMOUS)
        return SecurityAnonymous;
    ok_status(status, STATUS_SUCCESS);
    ok_status(NtQueryInformationToken(token, TokenImpersonationLevel, &level, sizeof(level), &length), STATUS_SUCCESS);
    NtClose(token);
    return level;
}

/* What an open gives while acting so. */
static NTSTATUS try_open(void)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    HANDLE directory;
    NTSTATUS status;

    RtlInitUnicodeString(&name, L"\\BaseNamedObjects");
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    status = NtOpenDirectoryObject(&directory, DIRECTORY_QUERY, &attributes);
    if (NT_SUCCESS(status))
        NtClose(directory);
    return status;
}

static void test_level(SECURITY_IMPERSONATION_LEVEL level, UCHAR tracking, NTSTATUS opens)
{
    HANDLE token;

    connect_as(ALPC_PORFLG_ALLOW_IMPERSONATION, level, tracking, FALSE);
    ask();
    /* nobody is Anonymous in Wine */
    todo_wine_if(level == SecurityAnonymous) ok_status(impersonate(0), STATUS_SUCCESS);
    if (level != SecurityAnonymous)     /* an anonymous one is a token of Anonymous's */
        ok(level_now() == level, "level %d", level_now());
    /* in Wine's own calls the level has no meaning */
    todo_wine_if(opens != STATUS_SUCCESS) ok_status(try_open(), opens);
    act_as(NULL);
    ok_status(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token), STATUS_NO_TOKEN);
    ok_status(try_open(), STATUS_SUCCESS);
    finish();
    disconnect();
}

static void test_levels(void)
{
    static const UCHAR tracking[] = { SECURITY_STATIC_TRACKING, SECURITY_DYNAMIC_TRACKING };

    for (int i = 0; i < 2; i++) {
        test_level(SecurityAnonymous, tracking[i], STATUS_SUCCESS);
        test_level(SecurityIdentification, tracking[i], STATUS_BAD_IMPERSONATION_LEVEL);
        test_level(SecurityImpersonation, tracking[i], STATUS_SUCCESS);
        test_level(SecurityDelegation, tracking[i], STATUS_SUCCESS);
    }
}

/* The message must be one, be here, and be alive. A failure leaves the thread as it was. */
static void test_messages(void)
{
    HANDLE token;

    connect_as(ALPC_PORFLG_ALLOW_IMPERSONATION, SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE);
    ask();
    ok_status(NtAlpcImpersonateClientOfPort(client, &message.header, NULL), STATUS_INVALID_PORT_HANDLE);
    ok_status(NtAlpcImpersonateClientOfPort(BAD_HANDLE, &message.header, NULL), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcImpersonateClientOfPort(server, (PVOID)(ULONG_PTR)0x10, NULL), STATUS_ACCESS_VIOLATION);
    ok_status(impersonate(0x10), STATUS_INVALID_PARAMETER);
    ok_status(impersonate(ALPC_IMPERSONATEFLG_REQUIRE_IMPERSONATE | ALPC_IMPERSONATEFLG_LEVEL_DELEGATION),
              STATUS_BAD_IMPERSONATION_LEVEL);
    message.header.u2.s2.Type |= LPC_NO_IMPERSONATE;
    ok_status(impersonate(0), STATUS_CANNOT_IMPERSONATE);
    message.header.u2.s2.Type &= ~LPC_NO_IMPERSONATE;
    message.header.MessageId++;
    ok_status(impersonate(0), STATUS_ACCESS_DENIED);
    message.header.MessageId--;
    ok_status(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token), STATUS_NO_TOKEN);
    ok_status(NtAlpcImpersonateClientContainerOfPort(server, &message.header, 1), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcImpersonateClientContainerOfPort(server, &message.header, 0), STATUS_SUCCESS);
    ok_status(NtAlpcImpersonateClientOfPort(port, &message.header, NULL), STATUS_SUCCESS);
    act_as(NULL);
    finish();
    ok_status(impersonate(0), STATUS_ACCESS_DENIED);
    ok_status(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token), STATUS_NO_TOKEN);
    disconnect();
}

static void test_consent(void)
{
    connect_as(0, SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE);
    ask();
    ok_status(impersonate(0), STATUS_ACCESS_DENIED);
    todo_wine ok_status(impersonate(ALPC_IMPERSONATEFLG_ANONYMOUS), STATUS_SUCCESS);
    act_as(NULL);
    finish();
    disconnect();
}

/* ---- contexts --------------------------------------------------------------------------------------------------- */

static NTSTATUS create_context(HANDLE on, SECURITY_IMPERSONATION_LEVEL level, ALPC_HANDLE *context)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), level, SECURITY_STATIC_TRACKING, FALSE };
    ALPC_SECURITY_ATTR attribute = { 0, &qos, NULL };
    NTSTATUS status = NtAlpcCreateSecurityContext(on, 0, &attribute);

    *context = attribute.ContextHandle;
    return status;
}

static struct security_buffer with_context(ALPC_HANDLE context, ULONG flags, PSECURITY_QUALITY_OF_SERVICE qos)
{
    struct security_buffer buffer = { { SECURITY_AND_TOKEN, ALPC_MESSAGE_SECURITY_ATTRIBUTE }, { flags, qos, context },
                                      { 0 } };

    return buffer;
}

static void test_contexts(void)
{
    struct security_buffer sent;
    ALPC_SECURITY_ATTR attribute = { 1, NULL, NULL };
    ALPC_HANDLE context = NULL, other = NULL;

    connect_as(0, SecurityAnonymous, SECURITY_STATIC_TRACKING, FALSE);
    ok_status(NtAlpcCreateSecurityContext(client, 0, NULL), STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcCreateSecurityContext(client, 0, &attribute), STATUS_INVALID_PARAMETER);
    attribute.Flags = 0;
    ok_status(NtAlpcCreateSecurityContext(client, 0, &attribute), STATUS_ACCESS_VIOLATION);
    ok_status(create_context(client, (SECURITY_IMPERSONATION_LEVEL)7, &context), STATUS_INVALID_PARAMETER);
    ok_status(create_context(client, SecurityImpersonation, &context), STATUS_SUCCESS);
    ok(context != NULL, "no context");
    sent = with_context(context, 0, NULL);
    ok_status(send_from(client, &sent), STATUS_SUCCESS);
    receive_at(port);
    ok(received.header.ValidAttributes & ALPC_MESSAGE_SECURITY_ATTRIBUTE && received.security.ContextHandle == context,
       "the context did not come along");
    ok_status(impersonate(0), STATUS_SUCCESS);
    ok(level_now() == SecurityImpersonation, "level %d", level_now());
    act_as(NULL);
    ok_status(NtAlpcRevokeSecurityContext(client, 0, context), STATUS_SUCCESS);
    ok_status(impersonate(0), STATUS_CANNOT_IMPERSONATE);
    ok_status(NtAlpcDeleteSecurityContext(client, 1, context), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcDeleteSecurityContext(client, 0, context), STATUS_SUCCESS);
    ok_status(NtAlpcDeleteSecurityContext(client, 0, context), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcRevokeSecurityContext(client, 0, context), STATUS_INVALID_HANDLE);
    ok_status(impersonate(0), STATUS_ACCESS_DENIED);
    finish();

    /* one that is not the sender's own */
    ok_status(create_context(port, SecurityImpersonation, &other), STATUS_SUCCESS);
    sent = with_context(other, 0, NULL);
    ok_status(send_from(client, &sent), STATUS_SUCCESS);
    receive_at(port);
    ok_status(impersonate(0), STATUS_ACCESS_DENIED);
    finish();
    ok_status(NtAlpcDeleteSecurityContext(port, 0, other), STATUS_SUCCESS);
    disconnect();
}

/* Made with the message, and given up with it. */
static void test_made_with_message(void)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityIdentification, SECURITY_STATIC_TRACKING, FALSE };
    struct security_buffer sent;
    ALPC_HANDLE context;

    connect_as(0, SecurityAnonymous, SECURITY_STATIC_TRACKING, FALSE);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, ALPC_SECFLG_CREATE_HANDLE | ALPC_SECFLG_DELETE_EXISTING, &qos);
    ok_status(send_from(client, &sent), STATUS_INVALID_PARAMETER);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, ALPC_SECFLG_CREATE_HANDLE, NULL);
    ok_status(send_from(client, &sent), STATUS_ACCESS_VIOLATION);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, 1, &qos);
    ok_status(send_from(client, &sent), STATUS_INVALID_PARAMETER);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, ALPC_SECFLG_CREATE_HANDLE, &qos);
    ok_status(send_from(client, &sent), STATUS_SUCCESS);
    context = sent.security.ContextHandle;
    ok(context && context != ALPC_SECURITY_CONTEXT_CREATE, "no context");
    receive_at(port);
    ok(received.security.ContextHandle == context, "another context");
    ok_status(impersonate(0), STATUS_SUCCESS);
    ok(level_now() == SecurityIdentification, "level %d", level_now());
    act_as(NULL);
    finish();

    sent = with_context(context, ALPC_SECFLG_DELETE_EXISTING, NULL);
    ok_status(send_from(client, &sent), STATUS_SUCCESS);
    receive_at(port);
    ok_status(impersonate(0), STATUS_SUCCESS);
    act_as(NULL);
    finish();
    disconnect();
}

/* A client may act as the server only when the server says so. */
static void test_server_context(void)
{
    struct security_buffer sent;
    ALPC_HANDLE context;
    struct alpc_message request;

    connect_as(ALPC_PORFLG_ALLOW_IMPERSONATION, SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE);
    ok_status(create_context(server, SecurityIdentification, &context), STATUS_SUCCESS);
    ok_status(send_from(server, NULL), STATUS_SUCCESS);
    receive_at(client);
    ok_status(NtAlpcImpersonateClientOfPort(client, &message.header, NULL), STATUS_INVALID_PORT_HANDLE);
    request = message;
    ok_status(alpc_send(client, ALPC_MSGFLG_RELEASE_MESSAGE, &request), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &request, NULL), STATUS_SUCCESS);
    sent = with_context(context, 0, NULL);
    ok_status(send_from(server, &sent), STATUS_SUCCESS);
    receive_at(client);
    ok_status(NtAlpcImpersonateClientOfPort(client, &message.header, NULL), STATUS_SUCCESS);
    ok(level_now() == SecurityIdentification, "level %d", level_now());
    act_as(NULL);
    disconnect();
}

/* ---- contexts that come along with connecting ------------------------------------------------------------------- */

static NTSTATUS connect_with(struct name *name, ULONG flags, struct security_buffer *sent)
{
    ALPC_PORT_ATTRIBUTES attributes = alpc_port_attributes(flags, sizeof(struct alpc_message));

    attributes.SecurityQos = (SECURITY_QUALITY_OF_SERVICE){ sizeof(SECURITY_QUALITY_OF_SERVICE), SecurityIdentification,
                                                            SECURITY_STATIC_TRACKING, FALSE };
    client = NULL;
    return NtAlpcConnectPort(&client, &name->string, NULL, &attributes, 0, NULL, NULL, NULL,
                             sent ? &sent->header : NULL, NULL, NULL);
}

static NTSTATUS accept_with(struct security_buffer *sent)
{
    server = NULL;
    return NtAlpcAcceptConnectPort(&server, port, 0, NULL, NULL, NULL, &message.header, sent ? &sent->header : NULL, TRUE);
}

static NTSTATUS impersonate_at(HANDLE at)
{
    return NtAlpcImpersonateClientOfPort(at, &message.header, NULL);
}

static void expect_context(ALPC_HANDLE context)
{
    ok(received.header.ValidAttributes & ALPC_MESSAGE_SECURITY_ATTRIBUTE, "no SECURITY attribute");
    ok(received.security.ContextHandle == context, "another context");
}

static void test_refused_attributes(void)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityIdentification, SECURITY_STATIC_TRACKING, FALSE };
    SECURITY_QUALITY_OF_SERVICE odd = { sizeof(odd), (SECURITY_IMPERSONATION_LEVEL)7, SECURITY_STATIC_TRACKING, FALSE };
    struct security_buffer sent;
    struct name name;

    port = alpc_create(&name, 0);
    sent = with_context((ALPC_HANDLE)(ULONG_PTR)1, 0, NULL);
    ok_status(connect_with(&name, 0, &sent), STATUS_INVALID_HANDLE);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, 1, &qos);
    ok_status(connect_with(&name, 0, &sent), STATUS_INVALID_PARAMETER);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, 0, &qos);
    ok_status(connect_with(&name, 0, &sent), STATUS_INVALID_PARAMETER);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, ALPC_SECFLG_CREATE_HANDLE, NULL);
    ok_status(connect_with(&name, 0, &sent), STATUS_ACCESS_VIOLATION);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, ALPC_SECFLG_CREATE_HANDLE, &odd);
    ok_status(connect_with(&name, 0, &sent), STATUS_INVALID_PARAMETER);
    ok_status(alpc_poll(port, &message), STATUS_TIMEOUT);

    /* of the answer: the request stays, and can be answered better; what is made then is a failure that refuses */
    ok_status(connect_with(&name, 0, NULL), STATUS_SUCCESS);
    receive_at(port);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, 1, &qos);
    ok_status(accept_with(&sent), STATUS_INVALID_PARAMETER);
    sent = with_context(ALPC_SECURITY_CONTEXT_CREATE, ALPC_SECFLG_CREATE_HANDLE, &odd);
    ok_status(accept_with(&sent), STATUS_INVALID_PARAMETER);
    ok(!server, "a port");
    ok_status(alpc_receive(client, &message, NULL), STATUS_PORT_CONNECTION_REFUSED);
    ok_status(NtClose(client), STATUS_SUCCESS);
    ok_status(NtClose(port), STATUS_SUCCESS);
}

/* Made by the client with its request, and by the server with its answer. */
static void test_connect_contexts(void)
{
    SECURITY_QUALITY_OF_SERVICE identify = { sizeof(identify), SecurityIdentification, SECURITY_STATIC_TRACKING, FALSE };
    SECURITY_QUALITY_OF_SERVICE full = { sizeof(full), SecurityImpersonation, SECURITY_STATIC_TRACKING, FALSE };
    struct security_buffer asks = with_context(ALPC_SECURITY_CONTEXT_CREATE, ALPC_SECFLG_CREATE_HANDLE, &identify);
    struct security_buffer answers = with_context(ALPC_SECURITY_CONTEXT_CREATE, ALPC_SECFLG_CREATE_HANDLE, &full), later;
    struct name name;

    port = alpc_create(&name, 0);
    ok_status(connect_with(&name, 0, &asks), STATUS_SUCCESS);
    ok(asks.security.ContextHandle && asks.security.ContextHandle != ALPC_SECURITY_CONTEXT_CREATE, "no context");
    receive_at(port);
    expect_context(asks.security.ContextHandle);
    ok_status(impersonate_at(port), STATUS_SUCCESS);
    ok(level_now() == SecurityIdentification, "level %d", level_now());
    act_as(NULL);
    ok_status(accept_with(&answers), STATUS_SUCCESS);
    ok(answers.security.ContextHandle && answers.security.ContextHandle != ALPC_SECURITY_CONTEXT_CREATE, "no context");
    ok_status(impersonate_at(port), STATUS_ACCESS_DENIED);      /* it is answered */

    receive_at(client);
    expect_context(answers.security.ContextHandle);
    ok_status(impersonate_at(client), STATUS_SUCCESS);
    ok(level_now() == SecurityImpersonation, "level %d", level_now());
    act_as(NULL);
    ok_status(NtAlpcRevokeSecurityContext(server, 0, answers.security.ContextHandle), STATUS_SUCCESS);
    ok_status(impersonate_at(client), STATUS_CANNOT_IMPERSONATE);

    later = with_context(asks.security.ContextHandle, 0, NULL);
    ok_status(send_from(client, &later), STATUS_SUCCESS);
    receive_at(port);
    expect_context(asks.security.ContextHandle);
    ok_status(impersonate_at(server), STATUS_SUCCESS);
    act_as(NULL);
    finish();
    disconnect();
}

/* The connection port's own may go with each answer. */
static void test_shared_context(void)
{
    struct security_buffer answers;
    ALPC_HANDLE context;
    struct name name;

    port = alpc_create(&name, 0);
    ok_status(create_context(port, SecurityIdentification, &context), STATUS_SUCCESS);
    answers = with_context(context, 0, NULL);
    ok_status(connect_with(&name, 0, NULL), STATUS_SUCCESS);
    receive_at(port);
    ok(!(received.header.ValidAttributes & ALPC_MESSAGE_SECURITY_ATTRIBUTE), "a context that nobody sent");
    ok_status(accept_with(&answers), STATUS_SUCCESS);
    receive_at(client);
    expect_context(context);
    ok_status(impersonate_at(client), STATUS_SUCCESS);
    ok(level_now() == SecurityIdentification, "level %d", level_now());
    act_as(NULL);
    disconnect();
}

/* A connection request without a context: what the port attributes allow. */
static void test_asker(void)
{
    struct name name;

    port = alpc_create(&name, 0);
    ok_status(connect_with(&name, ALPC_PORFLG_ALLOW_IMPERSONATION, NULL), STATUS_SUCCESS);
    receive_at(port);
    ok_status(impersonate_at(port), STATUS_SUCCESS);
    ok(level_now() == SecurityIdentification, "level %d", level_now());
    act_as(NULL);
    ok_status(accept_with(NULL), STATUS_SUCCESS);
    receive_at(client);
    ok_status(impersonate_at(client), STATUS_INVALID_PORT_HANDLE);
    ok_status(NtClose(client), STATUS_SUCCESS);
    ok_status(NtClose(server), STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    ok(ALPC_TYPE(&message) == LPC_PORT_CLOSED, "type %x", ALPC_TYPE(&message));

    ok_status(connect_with(&name, 0, NULL), STATUS_SUCCESS);
    receive_at(port);
    ok_status(impersonate_at(port), STATUS_ACCESS_DENIED);
    ok_status(accept_with(NULL), STATUS_SUCCESS);
    disconnect();
}

START_TEST(alpc_security)
{
    if (!alpc_available())
        return;
    if (running_under_wine()) {
        win_skip("the TOKEN attribute is about the object server's token, of which Wine does not know");
    } else {
        test_attribute();
        test_changes();
        test_group();
        test_many();
    }
    test_static();
    test_levels();
    test_messages();
    test_consent();
    test_contexts();
    test_made_with_message();
    test_server_context();
    test_refused_attributes();
    test_connect_contexts();
    test_shared_context();
    test_asker();
}
