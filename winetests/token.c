/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens: opened, asked, duplicated, compared. */
#include "winetests/token.h"

static void test_open(void)
{
    HANDLE token = UNTOUCHED, event;

    ok_status(NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, readonly_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtOpenProcessToken(BAD_HANDLE, TOKEN_QUERY, &token), STATUS_INVALID_HANDLE);
    ok_status(NtOpenProcessToken(NtCurrentThread(), TOKEN_QUERY, &token), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtOpenProcessTokenEx(BAD_HANDLE, TOKEN_QUERY, 0, &token), STATUS_INVALID_HANDLE);
    ok_status(NtOpenThreadToken(BAD_HANDLE, TOKEN_QUERY, TRUE, &token), STATUS_INVALID_HANDLE);
    ok_status(NtOpenThreadToken(NtCurrentProcess(), TOKEN_QUERY, TRUE, &token), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token), STATUS_NO_TOKEN);
    ok_status(NtOpenThreadTokenEx(NtCurrentThread(), TOKEN_QUERY, FALSE, 0, &token), STATUS_NO_TOKEN);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(NtOpenProcessToken(event, TOKEN_QUERY, &token), STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
    /* Wine clears what the handle goes to */
    todo_wine ok_equal(token, UNTOUCHED);
    ok_status(NtOpenProcessTokenEx(NtCurrentProcess(), TOKEN_ALL_ACCESS, 0, &token), STATUS_SUCCESS);
    NtClose(token);
    ok_status(NtOpenProcessToken(NtCurrentProcess(), MAXIMUM_ALLOWED, &token), STATUS_SUCCESS);
    NtClose(token);
}

/* Classes of a fixed size, and of which each answer is a number. */
static const struct {
    TOKEN_INFORMATION_CLASS class;
    ULONG size;                         /* 0: it varies */
    bool lacks_wine;
} classes[] = {
    {TokenUser, 0, false},
    {TokenGroups, 0, false},
    {TokenPrivileges, 0, false},
    {TokenOwner, 0, false},
    {TokenPrimaryGroup, 0, false},
    {TokenDefaultDacl, 0, false},
    {TokenType, 4, false},
    {TokenStatistics, sizeof(TOKEN_STATISTICS), false},
    {TokenRestrictedSids, 0, true},
    {TokenSessionId, 4, false},
    {TokenGroupsAndPrivileges, 0, true},
    {TokenSandBoxInert, 4, true},
    {TokenOrigin, sizeof(TOKEN_ORIGIN), true},
    {TokenElevationType, 4, false},
    {TokenElevation, 4, false},
    {TokenHasRestrictions, 4, true},
    {TokenVirtualizationAllowed, 4, true},
    {TokenVirtualizationEnabled, 4, false},
    {TokenIntegrityLevel, 0, false},
    {TokenUIAccess, 4, false},
    {TokenMandatoryPolicy, 4, true},
    {TokenLogonSid, 0, false},
    {TokenIsAppContainer, 4, false},
    {TokenCapabilities, 0, true},
    {TokenAppContainerSid, sizeof(TOKEN_APPCONTAINER_INFORMATION), false},
    {TokenAppContainerNumber, 4, true},
    {(TOKEN_INFORMATION_CLASS)40, 4, true},     /* TokenIsRestricted */
};

static bool may_lack(TOKEN_INFORMATION_CLASS class, NTSTATUS status)
{
    /* root and Anonymous have no logon SID */
    return class == TokenLogonSid && status == STATUS_NOT_FOUND;
}

static void test_classes(void)
{
    HANDLE token = own_token(TOKEN_QUERY | TOKEN_QUERY_SOURCE), other;
    struct token_buffer buffer;
    TOKEN_SOURCE source;
    ULONG length;
    NTSTATUS status;

    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        char context[32];
        char *exact;

        if (classes[i].lacks_wine && running_under_wine())
            continue;
        snprintf(context, sizeof context, "class %d", classes[i].class);
        test_context(context);
        memset(&buffer, 0x55, sizeof buffer);
        status = query_token(token, classes[i].class, &buffer);
        if (may_lack(classes[i].class, status))
            continue;
        /* Wine lacks TokenUIAccess, and puts an empty SID behind TokenAppContainerSid */
        todo_wine_if(classes[i].class == TokenUIAccess) ok_status(status, STATUS_SUCCESS);
        if (classes[i].size)
            todo_wine_if(classes[i].class == TokenUIAccess || classes[i].class == TokenAppContainerSid)
                ok_equal(buffer.length, classes[i].size);
        length = 0x5555;
        status = NtQueryInformationToken(token, classes[i].class, NULL, 0, &length);
        /* Wine answers some with another status */
        todo_wine_if(status != STATUS_BUFFER_TOO_SMALL) ok_status(status, STATUS_BUFFER_TOO_SMALL);
        ok_equal(length, buffer.length);
        if (running_under_wine())
            continue;
        ok_status(NtQueryInformationToken(token, classes[i].class, buffer.bytes, buffer.length - 1, &length),
                  STATUS_BUFFER_TOO_SMALL);
        exact = memory_before_fault(buffer.length);
        ok_status(NtQueryInformationToken(token, classes[i].class, exact, buffer.length, &length), STATUS_SUCCESS);
        ok_status(NtQueryInformationToken(token, classes[i].class, exact + 1, buffer.length, &length),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtQueryInformationToken(token, classes[i].class, readonly_memory(), buffer.length, &length),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtQueryInformationToken(token, classes[i].class, buffer.bytes, buffer.length, no_memory()),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtQueryInformationToken(BAD_HANDLE, classes[i].class, buffer.bytes, buffer.length, &length),
                  STATUS_INVALID_HANDLE);
        ok_status(NtQueryInformationToken(NtCurrentThread(), classes[i].class, buffer.bytes, buffer.length, &length),
                  STATUS_OBJECT_TYPE_MISMATCH);
    }
    test_context(NULL);
    todo_wine ok_status(NtQueryInformationToken(token, TokenImpersonationLevel, buffer.bytes, 4, &length),
              STATUS_INVALID_INFO_CLASS);                       /* Wine: INVALID_PARAMETER */
    todo_wine ok_status(NtQueryInformationToken(token, (TOKEN_INFORMATION_CLASS)0, buffer.bytes, 4, &length),
              STATUS_INVALID_INFO_CLASS);                       /* Wine: NOT_IMPLEMENTED */
    todo_wine ok_status(NtQueryInformationToken(token, (TOKEN_INFORMATION_CLASS)999, buffer.bytes, 4, &length),
              STATUS_INVALID_INFO_CLASS);
    if (!running_under_wine()) {
        ok_status(query_token(token, TokenLinkedToken, &buffer), STATUS_NO_SUCH_LOGON_SESSION);
        ok_status(NtQueryInformationToken(token, TokenSource, &source, sizeof source, &length), STATUS_SUCCESS);
        ok_equal(length, sizeof source);
        /* each class with the right it needs */
        ok_status(NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, &other), STATUS_SUCCESS);
        ok_status(NtQueryInformationToken(other, TokenSource, &source, sizeof source, &length), STATUS_ACCESS_DENIED);
        NtClose(other);
        ok_status(NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY_SOURCE, &other), STATUS_SUCCESS);
        ok_status(NtQueryInformationToken(other, TokenSource, &source, sizeof source, &length), STATUS_SUCCESS);
        ok_status(query_token(other, TokenUser, &buffer), STATUS_ACCESS_DENIED);
        NtClose(other);
    }
    NtClose(token);
}

/* What the classes say agrees with each other. */
static void test_consistent(void)
{
    HANDLE token = own_token(TOKEN_QUERY);
    struct token_buffer user, groups, both, other;
    TOKEN_STATISTICS statistics = statistics_of(token);
    bool found = false;
    ULONG i;

    ok_status(query_token(token, TokenUser, &user), STATUS_SUCCESS);
    ok_status(query_token(token, TokenGroups, &groups), STATUS_SUCCESS);
    ok(RtlValidSid(user.user.User.Sid), "the user is no SID");
    ok_equal(statistics.GroupCount, groups.groups.GroupCount);
    ok_equal(statistics.TokenType, TokenPrimary);
    for (i = 0; i < groups.groups.GroupCount; i++)
        found |= RtlValidSid(groups.groups.Groups[i].Sid) && RtlEqualSid(groups.groups.Groups[i].Sid, &sid_everyone);
    ok(found, "not everyone is everyone");
    ok_status(query_token(token, TokenPrivileges, &other), STATUS_SUCCESS);
    ok_equal(other.privileges.PrivilegeCount, statistics.PrivilegeCount);
    ok_equal(privilege_state(token, SE_CHANGE_NOTIFY_PRIVILEGE), SE_PRIVILEGE_ENABLED);
    if (!running_under_wine()) {        /* which has no such class */
        ok_status(query_token(token, TokenGroupsAndPrivileges, &both), STATUS_SUCCESS);
        ok_equal(both.both.SidCount, groups.groups.GroupCount + 1);
        ok(RtlEqualSid(both.both.Sids[0].Sid, user.user.User.Sid), "the first SID is not the user's");
        ok_equal(both.both.PrivilegeCount, statistics.PrivilegeCount);
        ok_equal(both.both.RestrictedSidCount, 0);
        ok_equal(both.both.RestrictedSids, NULL);
    }
    ok_status(query_token(token, TokenIntegrityLevel, &other), STATUS_SUCCESS);
    ok_equal(RtlIdentifierAuthoritySid(other.label.Label.Sid)->Value[5], 16);
    ok_status(query_token(token, TokenDefaultDacl, &other), STATUS_SUCCESS);
    ok(RtlValidAcl(other.default_dacl.DefaultDacl), "the default DACL is not valid");
    NtClose(token);
}

/* 1: may be made of that. Types and levels of the existing token × of the new one. */
static void test_levels(void)
{
    static const struct {
        int from, to;                   /* level, or -1: a primary token */
        NTSTATUS status;
    } cases[] = {
        {-1, -1, STATUS_SUCCESS}, {-1, 0, STATUS_SUCCESS}, {-1, 1, STATUS_SUCCESS}, {-1, 2, STATUS_SUCCESS},
        {-1, 3, STATUS_SUCCESS},
        {0, -1, STATUS_BAD_IMPERSONATION_LEVEL}, {0, 0, STATUS_SUCCESS}, {0, 1, STATUS_BAD_IMPERSONATION_LEVEL},
        {0, 2, STATUS_BAD_IMPERSONATION_LEVEL}, {0, 3, STATUS_BAD_IMPERSONATION_LEVEL},
        {1, -1, STATUS_BAD_IMPERSONATION_LEVEL}, {1, 0, STATUS_SUCCESS}, {1, 1, STATUS_SUCCESS},
        {1, 2, STATUS_BAD_IMPERSONATION_LEVEL}, {1, 3, STATUS_BAD_IMPERSONATION_LEVEL},
        {2, -1, STATUS_SUCCESS}, {2, 0, STATUS_SUCCESS}, {2, 1, STATUS_SUCCESS}, {2, 2, STATUS_SUCCESS},
        {2, 3, STATUS_BAD_IMPERSONATION_LEVEL},
        {3, -1, STATUS_SUCCESS}, {3, 0, STATUS_SUCCESS}, {3, 1, STATUS_SUCCESS}, {3, 2, STATUS_SUCCESS},
        {3, 3, STATUS_SUCCESS},
    };
    struct token_buffer buffer;
    ULONG length;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        HANDLE from = cases[i].from < 0 ? primary_copy() : token_at((SECURITY_IMPERSONATION_LEVEL)cases[i].from);
        HANDLE copy = UNTOUCHED;
        bool primary = cases[i].to < 0;
        char context[48];

        snprintf(context, sizeof context, "level %d to %d", cases[i].from, cases[i].to);
        test_context(context);
        /* Wine makes primary tokens of any level */
        todo_wine_if(primary && !NT_SUCCESS(cases[i].status))
            ok_status(duplicate_token(from, TOKEN_QUERY, FALSE, primary ? TokenPrimary : TokenImpersonation,
                                      primary ? SecurityAnonymous : (SECURITY_IMPERSONATION_LEVEL)cases[i].to, &copy),
                      cases[i].status);
        if (NT_SUCCESS(cases[i].status)) {
            ok_status(query_token(copy, TokenType, &buffer), STATUS_SUCCESS);
            ok_equal(buffer.number, primary ? TokenPrimary : TokenImpersonation);
            if (!primary) {
                ok_status(NtQueryInformationToken(copy, TokenImpersonationLevel, buffer.bytes, 4, &length),
                          STATUS_SUCCESS);
                ok_equal(buffer.number, cases[i].to);
            }
            NtClose(copy);
        } else if (!running_under_wine()) {
            ok_equal(copy, UNTOUCHED);
        }
        NtClose(from);
    }
    test_context(NULL);
}

static void test_duplicate(void)
{
    HANDLE own = own_token(TOKEN_DUPLICATE | TOKEN_QUERY), copy = UNTOUCHED, event, weak;
    OBJECT_BASIC_INFORMATION info;
    SECURITY_QUALITY_OF_SERVICE quality = {sizeof quality, (SECURITY_IMPERSONATION_LEVEL)4, 0, FALSE};
    OBJECT_ATTRIBUTES attributes;
    struct token_buffer buffer;
    TOKEN_STATISTICS first, second;
    ULONG length;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    ok_status(NtDuplicateToken(BAD_HANDLE, 0, NULL, FALSE, TokenPrimary, &copy), STATUS_INVALID_HANDLE);
    ok_status(NtDuplicateToken(event, 0, NULL, FALSE, TokenPrimary, &copy), STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
    ok_status(NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, &weak), STATUS_SUCCESS);
    ok_status(NtDuplicateToken(weak, 0, NULL, FALSE, TokenPrimary, &copy), STATUS_ACCESS_DENIED);
    NtClose(weak);
    if (!running_under_wine()) {        /* which does not look at them */
        ok_status(NtDuplicateToken(own, 0, NULL, FALSE, TokenPrimary, no_memory()), STATUS_ACCESS_VIOLATION);
        ok_status(NtDuplicateToken(own, 0, no_memory(), FALSE, TokenPrimary, &copy), STATUS_ACCESS_VIOLATION);
        ok_status(NtDuplicateToken(own, 0, NULL, FALSE, (TOKEN_TYPE)0, &copy), STATUS_INVALID_PARAMETER);
        ok_status(NtDuplicateToken(own, 0, NULL, FALSE, (TOKEN_TYPE)3, &copy), STATUS_INVALID_PARAMETER);
        InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
        attributes.SecurityQualityOfService = &quality;
        ok_status(NtDuplicateToken(own, 0, &attributes, FALSE, TokenImpersonation, &copy),
                  STATUS_BAD_IMPERSONATION_LEVEL);
        attributes.SecurityQualityOfService = no_memory();
        ok_status(NtDuplicateToken(own, 0, &attributes, FALSE, TokenImpersonation, &copy), STATUS_ACCESS_VIOLATION);
        ok_equal(copy, UNTOUCHED);
    }
    /* access 0 is what the existing handle has; without a quality it is anonymous */
    ok_status(NtDuplicateToken(own, 0, NULL, FALSE, TokenImpersonation, &copy), STATUS_SUCCESS);
    ok_status(NtQueryObject(copy, ObjectBasicInformation, &info, sizeof info, NULL), STATUS_SUCCESS);
    ok_equal(info.GrantedAccess, TOKEN_DUPLICATE | TOKEN_QUERY);
    ok_status(NtQueryInformationToken(copy, TokenImpersonationLevel, buffer.bytes, 4, &length), STATUS_SUCCESS);
    ok_equal(buffer.number, SecurityAnonymous);
    first = statistics_of(own);
    second = statistics_of(copy);
    ok(luid_value(first.TokenId) != luid_value(second.TokenId), "two tokens have one id");
    ok_equal(luid_value(first.AuthenticationId), luid_value(second.AuthenticationId));
    ok_equal(first.GroupCount, second.GroupCount);
    NtClose(copy);
    NtClose(own);
}

/* Only what is switched on. */
static void test_effective_only(void)
{
    HANDLE own = primary_copy(), copy = NULL;
    TOKEN_PRIVILEGES off = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, 0);
    struct token_buffer buffer;
    ULONG i;

    ok_status(NtAdjustPrivilegesToken(own, FALSE, &off, 0, NULL, NULL), STATUS_SUCCESS);
    ok_status(duplicate_token(own, TOKEN_QUERY, TRUE, TokenImpersonation, SecurityImpersonation, &copy), STATUS_SUCCESS);
    if (!running_under_wine()) {        /* which leaves nothing out */
        ok_equal(privilege_state(copy, SE_CHANGE_NOTIFY_PRIVILEGE), ~0u);
        ok_status(query_token(copy, TokenPrivileges, &buffer), STATUS_SUCCESS);
        for (i = 0; i < buffer.privileges.PrivilegeCount; i++)
            ok(buffer.privileges.Privileges[i].Attributes & SE_PRIVILEGE_ENABLED, "one that is off is there");
    }
    NtClose(copy);
    NtClose(own);
}

static void test_compare(void)
{
    HANDLE own = primary_copy(), same = NULL, other = NULL, weak;
    TOKEN_PRIVILEGES off = one_privilege(SE_CHANGE_NOTIFY_PRIVILEGE, 0);
    TOKEN_GROUPS once = {1, {{&sid_everyone, 0}}};
    struct {
        TOKEN_GROUPS groups;
        SID_AND_ATTRIBUTES second;
    } two = {{2, {{&sid_everyone, 0}}}, {&sid_system, 0}}, twice = {{2, {{&sid_everyone, 0}}}, {&sid_everyone, 0}};
    BOOLEAN equal = 2;

    if (running_under_wine()) {
        skip("Wine's NtCompareTokens is a stub");
        NtClose(own);
        return;
    }
    ok_status(duplicate_token(own, TOKEN_ALL_ACCESS, FALSE, TokenImpersonation, SecurityIdentification, &same), STATUS_SUCCESS);
    ok_status(NtCompareTokens(own, same, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtCompareTokens(BAD_HANDLE, same, &equal), STATUS_INVALID_HANDLE);
    ok_status(NtCompareTokens(own, BAD_HANDLE, &equal), STATUS_INVALID_HANDLE);
    ok_status(NtCompareTokens(own, NtCurrentProcess(), &equal), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtDuplicateObject(NtCurrentProcess(), own, NtCurrentProcess(), &weak, TOKEN_DUPLICATE, 0, 0), STATUS_SUCCESS);
    ok_status(NtCompareTokens(own, weak, &equal), STATUS_ACCESS_DENIED);
    NtClose(weak);
    ok_equal(equal, 2);
    ok_status(NtCompareTokens(own, own, &equal), STATUS_SUCCESS);
    ok_equal(equal, TRUE);
    ok_status(NtCompareTokens(own, same, &equal), STATUS_SUCCESS);      /* levels do not count */
    ok_equal(equal, TRUE);
    ok_status(NtAdjustPrivilegesToken(same, FALSE, &off, 0, NULL, NULL), STATUS_SUCCESS);
    ok_status(NtCompareTokens(own, same, &equal), STATUS_SUCCESS);
    ok_equal(equal, FALSE);
    NtClose(same);
    /* restricted, and restricted otherwise */
    ok_status(NtFilterToken(own, 0, NULL, NULL, &once, &same), STATUS_SUCCESS);
    ok_status(NtCompareTokens(own, same, &equal), STATUS_SUCCESS);
    ok_equal(equal, FALSE);
    ok_status(NtFilterToken(own, WRITE_RESTRICTED, NULL, NULL, &once, &other), STATUS_SUCCESS);
    ok_status(NtCompareTokens(same, other, &equal), STATUS_SUCCESS);
    ok_equal(equal, FALSE);
    NtClose(same);
    NtClose(other);
    ok_status(NtFilterToken(own, 0, NULL, NULL, &two.groups, &same), STATUS_SUCCESS);
    ok_status(NtFilterToken(own, 0, NULL, NULL, &twice.groups, &other), STATUS_SUCCESS);
    ok_status(NtCompareTokens(same, other, &equal), STATUS_SUCCESS);
    ok_equal(equal, FALSE);
    ok_status(NtCompareTokens(other, same, &equal), STATUS_SUCCESS);
    ok_equal(equal, FALSE);
    NtClose(same);
    NtClose(other);
    NtClose(own);
}

START_TEST(token)
{
    test_open();
    test_classes();
    test_consistent();
    test_levels();
    test_duplicate();
    test_effective_only();
    test_compare();
}
