/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads that act as somebody else, without a port: how they begin and stop, and how opens are judged meanwhile (R33). */
#include "winetests/token.h"

static NTSTATUS open_thread_token(HANDLE *token)
{
    return NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY | TOKEN_IMPERSONATE | TOKEN_DUPLICATE | TOKEN_ADJUST_PRIVILEGES,
                             TRUE, token);
}

/* The id of the token as which this thread acts, or 0. */
static ULONGLONG acting_as(void)
{
    ULONGLONG id;
    HANDLE token;

    if (!NT_SUCCESS(open_thread_token(&token)))
        return 0;
    id = luid_value(statistics_of(token).TokenId);
    NtClose(token);
    return id;
}

static void test_set_token(void)
{
    HANDLE token = token_at(SecurityImpersonation), primary = primary_copy(), weak, event;
    ULONGLONG id = luid_value(statistics_of(token).TokenId);

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(NtDuplicateObject(NtCurrentProcess(), token, NtCurrentProcess(), &weak, TOKEN_QUERY, 0, 0), STATUS_SUCCESS);
    ok_status(act_as(token), STATUS_SUCCESS);
    ok_equal(acting_as(), id);
    /* a failure leaves the thread as it was (R33, I7) */
    ok_status(act_as(BAD_HANDLE), STATUS_INVALID_HANDLE);
    ok_status(act_as(event), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(act_as(weak), STATUS_ACCESS_DENIED);
    todo_wine ok_status(act_as(primary), STATUS_BAD_TOKEN_TYPE);        /* Wine takes it */
    if (running_under_wine())
        act_as(token);
    ok_status(NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, &token, sizeof token - 1),
              running_under_wine() ? STATUS_INVALID_PARAMETER : STATUS_INFO_LENGTH_MISMATCH);
    if (!running_under_wine())
        ok_status(NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, no_memory(), sizeof token),
                  STATUS_ACCESS_VIOLATION);
    ok_status(NtSetInformationThread(BAD_HANDLE, ThreadImpersonationToken, &token, sizeof token), STATUS_INVALID_HANDLE);
    ok_equal(acting_as(), id);
    /* closed while it is used (I10) */
    NtClose(token);
    ok_equal(acting_as(), id);
    ok_status(act_as(NULL), STATUS_SUCCESS);
    ok_equal(acting_as(), 0);
    ok_status(act_as(NULL), STATUS_SUCCESS);
    NtClose(weak);
    NtClose(event);
    NtClose(primary);
}

/* One after the other, and back (I9): the last counts, and going back ends all. */
static void test_nested(void)
{
    HANDLE tokens[5];
    int i;

    for (i = 0; i < 5; i++) {
        tokens[i] = token_at(SecurityImpersonation);
        ok_status(act_as(tokens[i]), STATUS_SUCCESS);
        ok_equal(acting_as(), luid_value(statistics_of(tokens[i]).TokenId));
    }
    ok_status(act_as(tokens[4]), STATUS_SUCCESS);
    ok_status(act_as(tokens[1]), STATUS_SUCCESS);
    ok_equal(acting_as(), luid_value(statistics_of(tokens[1]).TokenId));
    for (i = 0; i < 5; i++)
        NtClose(tokens[i]);
    ok_status(act_as(NULL), STATUS_SUCCESS);
    ok_equal(acting_as(), 0);
}

/* Opens and creates at each level (I1). */
static void test_levels(void)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE event, other, token, own;
    struct name name, second;
    int level;

    if (running_under_wine()) {
        skip("Wine does not look at the level");
        return;
    }
    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-level");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE), STATUS_SUCCESS);
    for (level = SecurityAnonymous; level <= SecurityDelegation; level++) {
        NTSTATUS wanted = level < SecurityImpersonation ? STATUS_BAD_IMPERSONATION_LEVEL : STATUS_SUCCESS;
        CLIENT_ID id = {NtCurrentTeb()->ClientId.UniqueProcess, NULL};
        OBJECT_ATTRIBUTES none, created;
        char context[16];

        snprintf(context, sizeof context, "level %d", level);
        test_context(context);
        token = token_at((SECURITY_IMPERSONATION_LEVEL)level);
        ok_status(act_as(token), STATUS_SUCCESS);
        InitializeObjectAttributes(&none, NULL, 0, NULL, NULL);
        ok_status(NtOpenEvent(&other, EVENT_MODIFY_STATE, &attributes), wanted);
        if (NT_SUCCESS(wanted))
            NtClose(other);
        ok_status(NtOpenProcess(&other, PROCESS_QUERY_LIMITED_INFORMATION, &none, &id), wanted);
        if (NT_SUCCESS(wanted))
            NtClose(other);
        NAME_UNIQUE(&second, "\\BaseNamedObjects\\ntdll-test-level");
        InitializeObjectAttributes(&created, &second.string, 0, NULL, NULL);
        ok_status(NtCreateEvent(&other, EVENT_ALL_ACCESS, &created, NotificationEvent, FALSE), wanted);
        if (NT_SUCCESS(wanted))
            NtClose(other);
        ok_status(NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, &own), wanted);
        if (NT_SUCCESS(wanted))
            NtClose(own);
        ok_status(NtSetEvent(event, NULL), STATUS_SUCCESS);     /* handles that are there go on */
        ok_status(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &own),
                  level == SecurityAnonymous ? STATUS_CANT_OPEN_ANONYMOUS : STATUS_SUCCESS);
        if (level != SecurityAnonymous)
            NtClose(own);
        ok_status(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, FALSE, &own),
                  level == SecurityAnonymous ? STATUS_CANT_OPEN_ANONYMOUS : wanted);
        if (NT_SUCCESS(wanted))
            NtClose(own);
        ok_status(act_as(NULL), STATUS_SUCCESS);
        NtClose(token);
    }
    test_context(NULL);
    NtClose(event);
}

/* Who only identifies gives nothing away in the other's name. */
static void test_owner_at_identification(void)
{
    HANDLE token, event, own;
    struct token_buffer user;
    SECURITY_DESCRIPTOR sd;
    OBJECT_ATTRIBUTES attributes;
    struct name name;

    if (running_under_wine())           /* no levels */
        return;
    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-owner");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE), STATUS_SUCCESS);
    own = own_token(TOKEN_QUERY);
    ok_status(query_token(own, TokenUser, &user), STATUS_SUCCESS);
    NtClose(own);
    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetOwnerSecurityDescriptor(&sd, user.user.User.Sid, FALSE);
    token = token_at(SecurityIdentification);
    ok_status(NtSetSecurityObject(event, OWNER_SECURITY_INFORMATION, &sd), STATUS_SUCCESS);
    ok_status(act_as(token), STATUS_SUCCESS);
    ok_status(NtSetSecurityObject(event, OWNER_SECURITY_INFORMATION, &sd), STATUS_INVALID_OWNER);
    ok_status(act_as(NULL), STATUS_SUCCESS);
    NtClose(token);
    NtClose(event);
}

static void test_anonymous(void)
{
    struct token_buffer user;
    OBJECT_ATTRIBUTES attributes;
    HANDLE event, other, token;
    struct name name;
    static SID anonymous = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_ANONYMOUS_LOGON_RID}};
    ULONG needed;
    char room[512];

    if (running_under_wine()) {
        skip("Wine has no NtImpersonateAnonymousToken");
        return;
    }
    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-anonymous");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE), STATUS_SUCCESS);
    ok_status(NtImpersonateAnonymousToken(BAD_HANDLE), STATUS_INVALID_HANDLE);
    ok_status(NtImpersonateAnonymousToken(NtCurrentProcess()), STATUS_OBJECT_TYPE_MISMATCH);
    ok_equal(acting_as(), 0);
    ok_status(NtImpersonateAnonymousToken(NtCurrentThread()), STATUS_SUCCESS);
    ok_status(NtOpenEvent(&other, EVENT_MODIFY_STATE, &attributes), STATUS_ACCESS_DENIED);
    ok_status(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY | READ_CONTROL, TRUE, &token), STATUS_SUCCESS);
    ok_status(query_token(token, TokenUser, &user), STATUS_SUCCESS);
    ok(RtlEqualSid(user.user.User.Sid, &anonymous), "somebody else");
    /* tokens always have a descriptor, those that the server makes, too */
    ok_status(NtQuerySecurityObject(token, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, room, sizeof room,
                                    &needed), STATUS_SUCCESS);
    ok(needed > sizeof(SECURITY_DESCRIPTOR_RELATIVE), "it has no descriptor");
    NtClose(token);
    ok_status(act_as(NULL), STATUS_SUCCESS);
    ok_status(NtOpenEvent(&other, EVENT_MODIFY_STATE, &attributes), STATUS_SUCCESS);
    NtClose(other);
    NtClose(event);
}

static void test_self(void)
{
    struct token_buffer buffer;
    HANDLE token;
    ULONG length;
    int level;

    for (level = SecurityIdentification; level <= SecurityDelegation; level++) {
        ok_status(RtlImpersonateSelf((SECURITY_IMPERSONATION_LEVEL)level), STATUS_SUCCESS);
        ok_status(open_thread_token(&token), STATUS_SUCCESS);
        ok_status(NtQueryInformationToken(token, TokenImpersonationLevel, buffer.bytes, 4, &length), STATUS_SUCCESS);
        ok_equal(buffer.number, level);
        NtClose(token);
        ok_status(act_as(NULL), STATUS_SUCCESS);
    }
    if (!running_under_wine())
        ok_status(RtlImpersonateSelf((SECURITY_IMPERSONATION_LEVEL)4), STATUS_BAD_IMPERSONATION_LEVEL);
    ok_equal(acting_as(), 0);
}

static void act_anonymously(void *args)
{
    *(NTSTATUS *)args = NtImpersonateAnonymousToken(NtCurrentThread());
}

static void stop_acting(void *args)
{
    *(NTSTATUS *)args = act_as(NULL);
}

static void test_thread(void)
{
    SECURITY_QUALITY_OF_SERVICE quality = {sizeof quality, SecurityImpersonation, SECURITY_STATIC_TRACKING, FALSE};
    struct actor *actor;
    HANDLE thread, weak, token;
    struct token_buffer buffer;
    ULONG length;
    NTSTATUS status;
    int level;

    if (running_under_wine()) {
        skip("Wine has no NtImpersonateThread");
        return;
    }
    actor = actor_thread();
    thread = actor_open_thread(actor, THREAD_ALL_ACCESS);
    weak = actor_open_thread(actor, THREAD_QUERY_LIMITED_INFORMATION);
    ok_status(NtImpersonateThread(NtCurrentThread(), thread, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtImpersonateThread(NtCurrentThread(), BAD_HANDLE, &quality), STATUS_INVALID_HANDLE);
    ok_status(NtImpersonateThread(BAD_HANDLE, thread, &quality), STATUS_INVALID_HANDLE);
    ok_status(NtImpersonateThread(NtCurrentThread(), NtCurrentProcess(), &quality), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtImpersonateThread(NtCurrentThread(), weak, &quality), STATUS_ACCESS_DENIED);
    ok_status(NtImpersonateThread(weak, thread, &quality), STATUS_ACCESS_DENIED);
    quality.ImpersonationLevel = (SECURITY_IMPERSONATION_LEVEL)77;
    ok(!NT_SUCCESS(NtImpersonateThread(NtCurrentThread(), thread, &quality)), "level 77");
    ok_equal(acting_as(), 0);
    for (level = SecurityIdentification; level <= SecurityDelegation; level++) {
        quality.ImpersonationLevel = (SECURITY_IMPERSONATION_LEVEL)level;
        ok_status(NtImpersonateThread(NtCurrentThread(), thread, &quality), STATUS_SUCCESS);
        ok_status(open_thread_token(&token), STATUS_SUCCESS);
        ok_status(NtQueryInformationToken(token, TokenImpersonationLevel, buffer.bytes, 4, &length), STATUS_SUCCESS);
        ok_equal(buffer.number, level);
        NtClose(token);
        ok_status(act_as(NULL), STATUS_SUCCESS);
    }
    /* as whom the other acts itself; more than that is none of its to give */
    actor_call(actor, act_anonymously, &status, sizeof status);
    ok_status(status, STATUS_SUCCESS);
    quality.ImpersonationLevel = SecurityDelegation;
    ok_status(NtImpersonateThread(NtCurrentThread(), thread, &quality), STATUS_BAD_IMPERSONATION_LEVEL);
    ok_equal(acting_as(), 0);
    quality.ImpersonationLevel = SecurityImpersonation;
    ok_status(NtImpersonateThread(NtCurrentThread(), thread, &quality), STATUS_SUCCESS);
    ok(acting_as() != 0, "it acts as itself");
    ok_status(act_as(NULL), STATUS_SUCCESS);
    actor_call(actor, stop_acting, &status, sizeof status);
    actor_leave(actor);
    ok_status(NtImpersonateThread(NtCurrentThread(), thread, &quality), STATUS_THREAD_IS_TERMINATING);
    ok_status(NtImpersonateThread(thread, NtCurrentThread(), &quality), STATUS_THREAD_IS_TERMINATING);
    NtClose(weak);
    NtClose(thread);
}

START_TEST(impersonate)
{
    test_set_token();
    test_nested();
    test_levels();
    test_owner_at_identification();
    test_anonymous();
    test_self();
    test_thread();
}
