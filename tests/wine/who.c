/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whom a server acts as: the client sends once as itself, and once as somebody with fewer privileges. */
#include "tests/wine/talk.h"

#ifndef STATUS_CANNOT_IMPERSONATE
#define STATUS_CANNOT_IMPERSONATE ((NTSTATUS)0xC000010D)
#endif

static NTSTATUS act_as(HANDLE token)
{
    return NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, &token, sizeof(token));
}

static NTSTATUS count_privileges(ULONG64 *number, HANDLE token)
{
    union {
        TOKEN_PRIVILEGES privileges;
        UCHAR bytes[4096];
    } buffer;
    ULONG length, i;
    NTSTATUS status;

    status = NtQueryInformationToken(token, TokenPrivileges, &buffer, sizeof(buffer), &length);
    *number = 0;
    for (i = 0; !status && i < buffer.privileges.PrivilegeCount; i++)
        *number += (buffer.privileges.Privileges[i].Attributes & SE_PRIVILEGE_ENABLED) != 0;
    return status;
}

static NTSTATUS count_and_close(ULONG64 *number, HANDLE token)
{
    NTSTATUS status = count_privileges(number, token);

    NtClose(token);
    return status;
}

/* --- the server --- */

NTSTATUS talk_who(HANDLE port, struct talk *talk, act_function *act)
{
    HANDLE token;
    NTSTATUS status = act(port, talk);

    if (!status)
        status = NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token);
    if (!status)
        status = count_and_close(&talk->number, token);
    if (!status)
        status = act_as(NULL);
    if (!status && NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token) != STATUS_NO_TOKEN)
        status = STATUS_UNSUCCESSFUL;
    return status;
}

/* --- the client --- */

/* What this side says of itself, which the server must see, too; but a Windows server sees no native client, and a
 * native one has its own idea of a Windows client's privileges. */
static NTSTATUS ask_and_compare(HANDLE port, talk_function *request, ULONG64 own)
{
    struct talk talk;
    bool windows;
    NTSTATUS status;

    talk_init(&talk, TALK_WHO);
    windows = talk.windows;
    status = request(port, &talk);
    if (!status)
        status = talk.status;
    if (talk.windows && !windows)
        return status == STATUS_CANNOT_IMPERSONATE ? STATUS_SUCCESS : STATUS_DATA_ERROR;
    return !status && talk.windows == windows && talk.number != own ? STATUS_DATA_ERROR : status;
}

static NTSTATUS make_less(HANDLE *less, HANDLE token)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE };
    OBJECT_ATTRIBUTES attributes;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    attributes.SecurityQualityOfService = &qos;
    status = NtDuplicateToken(token, TOKEN_ALL_ACCESS, &attributes, FALSE, TokenImpersonation, less);
    return status ? status : NtAdjustPrivilegesToken(*less, TRUE, NULL, 0, NULL, NULL);
}

static NTSTATUS ask_as_less(HANDLE port, talk_function *request, HANDLE token, ULONG64 whole)
{
    ULONG64 own;
    HANDLE less;
    NTSTATUS status = make_less(&less, token);

    if (status)
        return status;
    status = act_as(less);
    if (!status)
        status = count_privileges(&own, less);
    if (!status)
        status = own < whole ? ask_and_compare(port, request, own) : STATUS_UNSUCCESSFUL;
    act_as(NULL);
    NtClose(less);
    return status;
}

NTSTATUS talk_ask_who(HANDLE port, talk_function *request)
{
    ULONG64 own;
    HANDLE token;
    NTSTATUS status;

    status = NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &token);
    if (status)
        return status;
    status = count_privileges(&own, token);
    if (!status)
        status = ask_and_compare(port, request, own);
    if (!status)
        status = ask_as_less(port, request, token, own);
    NtClose(token);
    return status;
}
