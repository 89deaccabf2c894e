/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts with tokens and with objects that are one user's: whose tokens a process gets at, as whom it acts, and what it
 * may open then.
 */
#include "tests/process/acts.h"

#include <ntobapi.h>
#include <ntexapi.h>
#include <ntmmapi.h>
#include <ntpsapi.h>
#include <ntrtlsecurity.h>
#include <ntseapi.h>

#include <grp.h>
#include <stdlib.h>

static HANDLE token, guarded;

static HANDLE process_of(long long pid, ACCESS_MASK access, NTSTATUS *status)
{
    CLIENT_ID id = { (HANDLE)(ULONG_PTR)pid, NULL };
    OBJECT_ATTRIBUTES attributes;
    HANDLE process = NULL;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    *status = NtOpenProcess(&process, access, &attributes, &id);
    return process;
}

/* token-of PID: opens it, and keeps it */
static NTSTATUS token_of(char *arguments)
{
    NTSTATUS status;
    HANDLE process = process_of(next_number(&arguments), PROCESS_QUERY_LIMITED_INFORMATION, &status);

    if (!NT_SUCCESS(status))
        return status;
    status = NtOpenProcessToken(process, TOKEN_DUPLICATE | TOKEN_QUERY, &token);
    NtClose(process);
    return status;
}

static NTSTATUS copy_at(HANDLE from, long long level, HANDLE *copy)
{
    SECURITY_QUALITY_OF_SERVICE quality = { sizeof(quality), (SECURITY_IMPERSONATION_LEVEL)level, 0, FALSE };
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    attributes.SecurityQualityOfService = &quality;
    return NtDuplicateToken(from, TOKEN_ALL_ACCESS, &attributes, FALSE, TokenImpersonation, copy);
}

static NTSTATUS set_thread_token(HANDLE handle)
{
    return NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, &handle, sizeof(handle));
}

/* act-as LEVEL: as the token, whose handle is closed at once */
static NTSTATUS act_as(char *arguments)
{
    HANDLE copy;
    NTSTATUS status = copy_at(token, next_number(&arguments), &copy);

    if (!NT_SUCCESS(status))
        return status;
    status = set_thread_token(copy);
    NtClose(copy);
    return status;
}

static NTSTATUS revert(char *arguments)
{
    (void)arguments;
    return set_thread_token(NULL);
}

/* who: as whom this thread acts; the last number of the user's SID, and the level */
static NTSTATUS who(char *arguments)
{
    SECURITY_IMPERSONATION_LEVEL level = SecurityAnonymous;
    union {
        TOKEN_USER user;
        UCHAR room[128];
    } user;
    HANDLE token;
    ULONG length;
    NTSTATUS status = NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token);

    (void)arguments;
    if (!NT_SUCCESS(status))
        return status;
    status = NtQueryInformationToken(token, TokenUser, &user, sizeof(user), &length);
    if (NT_SUCCESS(status))
        status = NtQueryInformationToken(token, TokenImpersonationLevel, &level, sizeof(level), &length);
    if (NT_SUCCESS(status))
        add(" user=%lu level=%d",
            (unsigned long)*RtlSubAuthoritySid(user.user.User.Sid, *RtlSubAuthorityCountSid(user.user.User.Sid) - 1),
            level);
    NtClose(token);
    return status;
}

/* raise: a copy of that token, of a higher level */
static NTSTATUS raise_level(char *arguments)
{
    HANDLE own, copy;
    NTSTATUS status = NtOpenThreadToken(NtCurrentThread(), TOKEN_DUPLICATE, TRUE, &own);

    (void)arguments;
    if (!NT_SUCCESS(status))
        return status;
    status = copy_at(own, SecurityImpersonation, &copy);
    if (!NT_SUCCESS(status))
        status = NtDuplicateToken(own, TOKEN_ALL_ACCESS, NULL, FALSE, TokenPrimary, &copy);
    NtClose(own);
    if (NT_SUCCESS(status))
        NtClose(copy);
    return status;
}

/* give-token PID: the process gets a copy with which one could act */
static NTSTATUS give_token(char *arguments)
{
    NTSTATUS status;
    HANDLE process = process_of(next_number(&arguments), PROCESS_DUP_HANDLE, &status), copy, there = NULL;

    if (!NT_SUCCESS(status))
        return status;
    status = copy_at(token, SecurityImpersonation, &copy);
    if (NT_SUCCESS(status)) {
        status = NtDuplicateObject(NtCurrentProcess(), copy, process, &there, TOKEN_ALL_ACCESS, 0, 0);
        NtClose(copy);
    }
    NtClose(process);
    add(" handle=%lld", (long long)(ULONG_PTR)there);
    return status;
}

/* take-token HANDLE: that one is used from here on */
static NTSTATUS take_token(char *arguments)
{
    token = (HANDLE)(ULONG_PTR)next_number(&arguments);
    return STATUS_SUCCESS;
}

/* ---- objects -------------------------------------------------------------------------------------- */

/* guard UID NAME: an event for that user alone */
static NTSTATUS guard(char *arguments)
{
    SECURITY_DESCRIPTOR *descriptor = descriptor_for((ULONG)next_number(&arguments));
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, descriptor);
    return NtCreateEvent(&guarded, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
}

/* guard-section UID NAME, guard-directory UID NAME: likewise */
static NTSTATUS guard_section(char *arguments)
{
    SECURITY_DESCRIPTOR *descriptor = descriptor_for((ULONG)next_number(&arguments));
    LARGE_INTEGER size = { .QuadPart = 4096 };
    OBJECT_ATTRIBUTES attributes;
    HANDLE section;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, descriptor);
    return NtCreateSection(&section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE, SEC_COMMIT, NULL);
}

static NTSTATUS guard_directory(char *arguments)
{
    SECURITY_DESCRIPTOR *descriptor = descriptor_for((ULONG)next_number(&arguments));
    OBJECT_ATTRIBUTES attributes;
    HANDLE directory;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, descriptor);
    return NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, &attributes);
}

/* open-guarded ACCESS NAME */
static NTSTATUS open_guarded(char *arguments)
{
    ACCESS_MASK access = (ACCESS_MASK)next_number(&arguments);
    OBJECT_ATTRIBUTES attributes;
    HANDLE opened;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, NULL);
    status = NtOpenEvent(&opened, access, &attributes);
    if (NT_SUCCESS(status))
        NtClose(opened);
    return status;
}

/* look ACCESS NAME: into a directory */
static NTSTATUS look(char *arguments)
{
    ACCESS_MASK access = (ACCESS_MASK)next_number(&arguments);
    OBJECT_ATTRIBUTES attributes;
    HANDLE opened;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, NULL);
    status = NtOpenDirectoryObject(&opened, access, &attributes);
    if (NT_SUCCESS(status))
        NtClose(opened);
    return status;
}

/* reguard UID: the event is another user's from here on */
static NTSTATUS reguard(char *arguments)
{
    return NtSetSecurityObject(guarded, DACL_SECURITY_INFORMATION, descriptor_for((ULONG)next_number(&arguments)));
}

/* knock N NAME: opens it so often; how often that was allowed */
static NTSTATUS knock(char *arguments)
{
    long long n = next_number(&arguments);
    OBJECT_ATTRIBUTES attributes;
    int allowed = 0, odd = 0;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, NULL);
    while (n-- > 0) {
        HANDLE opened;
        NTSTATUS status = NtOpenEvent(&opened, EVENT_ALL_ACCESS, &attributes);

        allowed += NT_SUCCESS(status);
        odd += !NT_SUCCESS(status) && status != STATUS_ACCESS_DENIED;
        if (NT_SUCCESS(status))
            NtClose(opened);
    }
    add(" allowed=%d odd=%d", allowed, odd);
    return STATUS_SUCCESS;
}

/* churn N NAME: makes or opens it and lets it go, so often. It is made for the maker alone, so it is one's own or
 * somebody else's or not there */
static NTSTATUS churn(char *arguments)
{
    long long n = next_number(&arguments);
    OBJECT_ATTRIBUTES attributes;
    int made = 0, odd = 0;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, NULL);
    while (n-- > 0) {
        HANDLE one = NULL, two = NULL;
        NTSTATUS first = NtCreateEvent(&one, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
        NTSTATUS second = NtOpenEvent(&two, EVENT_ALL_ACCESS, &attributes);

        made += first == STATUS_SUCCESS;
        if (first == STATUS_SUCCESS)        /* its maker can open it, as long as he holds it */
            odd += second != STATUS_SUCCESS;
        else
            odd += first != STATUS_OBJECT_NAME_COLLISION ||
                   (second != STATUS_ACCESS_DENIED && second != STATUS_OBJECT_NAME_NOT_FOUND);
        if (one)
            NtClose(one);
        if (two)
            NtClose(two);
    }
    add(" made=%d odd=%d", made, odd);
    return STATUS_SUCCESS;
}

/* bypass ON: SeChangeNotifyPrivilege */
static NTSTATUS bypass(char *arguments)
{
    BOOLEAN was;

    return RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, next_number(&arguments) != 0, FALSE, &was);
}

/* join N: has that many groups from here on */
static NTSTATUS join(char *arguments)
{
    size_t n = (size_t)next_number(&arguments);
    gid_t *groups = calloc(n, sizeof(*groups));
    int failed = -1;

    for (size_t i = 0; groups && i < n; i++)
        groups[i] = (gid_t)(70000 + i);
    if (groups)
        failed = setgroups(n, groups);
    free(groups);
    return failed ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

const struct act token_acts[] = {
    { "token-of", token_of },
    { "act-as", act_as },
    { "revert", revert },
    { "who", who },
    { "raise", raise_level },
    { "give-token", give_token },
    { "take-token", take_token },
    { "guard", guard },
    { "guard-section", guard_section },
    { "guard-directory", guard_directory },
    { "open-guarded", open_guarded },
    { "look", look },
    { "reguard", reguard },
    { "knock", knock },
    { "churn", churn },
    { "bypass", bypass },
    { "join", join },
    { NULL, NULL },
};
