/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the families about tokens have in common. */
#pragma once

#include "winetests/test.h"
#include "winetests/actor.h"

#include <ntseapi.h>

#define GONE_BUFFER 8192

struct token_buffer {
    ULONG length;
    union {
        TOKEN_USER user;
        TOKEN_GROUPS groups;
        TOKEN_PRIVILEGES privileges;
        TOKEN_OWNER owner;
        TOKEN_PRIMARY_GROUP primary_group;
        TOKEN_DEFAULT_DACL default_dacl;
        TOKEN_STATISTICS statistics;
        TOKEN_GROUPS_AND_PRIVILEGES both;
        TOKEN_MANDATORY_LABEL label;
        ULONG number;
        char bytes[GONE_BUFFER];
        ULONGLONG aligned;
    };
};

static SID __attribute__((unused)) sid_everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {SECURITY_WORLD_RID}};
static SID __attribute__((unused)) sid_system = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_LOCAL_SYSTEM_RID}};
static SID __attribute__((unused)) sid_stranger = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {0x12345}};

/* An access list of a few entries. */
struct list {
    ACL acl;
    UCHAR room[200];
};

static inline void list_begin(struct list *list)
{
    RtlCreateAcl(&list->acl, sizeof *list, ACL_REVISION);
}

static inline HANDLE own_token(ACCESS_MASK access)
{
    HANDLE token = NULL;

    ok_status(NtOpenProcessToken(NtCurrentProcess(), access, &token), STATUS_SUCCESS);
    return token;
}

static inline NTSTATUS duplicate_token(HANDLE token, ACCESS_MASK access, BOOLEAN effective, TOKEN_TYPE type,
                                       SECURITY_IMPERSONATION_LEVEL level, HANDLE *copy)
{
    SECURITY_QUALITY_OF_SERVICE quality = {sizeof quality, level, SECURITY_STATIC_TRACKING, FALSE};
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    attributes.SecurityQualityOfService = &quality;
    return NtDuplicateToken(token, access, &attributes, effective, type, copy);
}

/* A copy of the process's token at that level. */
static inline HANDLE token_at(SECURITY_IMPERSONATION_LEVEL level)
{
    HANDLE own = own_token(TOKEN_DUPLICATE | TOKEN_QUERY), copy = NULL;

    ok_status(duplicate_token(own, TOKEN_ALL_ACCESS, FALSE, TokenImpersonation, level, &copy), STATUS_SUCCESS);
    NtClose(own);
    return copy;
}

static inline HANDLE primary_copy(void)
{
    HANDLE own = own_token(TOKEN_DUPLICATE | TOKEN_QUERY), copy = NULL;

    ok_status(duplicate_token(own, TOKEN_ALL_ACCESS, FALSE, TokenPrimary, SecurityAnonymous, &copy), STATUS_SUCCESS);
    NtClose(own);
    return copy;
}

static inline NTSTATUS query_token(HANDLE token, TOKEN_INFORMATION_CLASS class, struct token_buffer *buffer)
{
    return NtQueryInformationToken(token, class, buffer->bytes, sizeof buffer->bytes, &buffer->length);
}

static inline NTSTATUS act_as(HANDLE token)
{
    return NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, &token, sizeof token);
}

static inline TOKEN_PRIVILEGES one_privilege(ULONG privilege, ULONG attributes)
{
    return (TOKEN_PRIVILEGES){1, {{{privilege, 0}, attributes}}};
}

/* SE_PRIVILEGE_* of it, or ~0: it is not there. */
static inline ULONG privilege_state(HANDLE token, ULONG privilege)
{
    struct token_buffer buffer;

    if (!NT_SUCCESS(query_token(token, TokenPrivileges, &buffer)))
        return ~0u;
    for (ULONG i = 0; i < buffer.privileges.PrivilegeCount; i++)
        if (buffer.privileges.Privileges[i].Luid.LowPart == privilege)
            return buffer.privileges.Privileges[i].Attributes & SE_PRIVILEGE_ENABLED;
    return ~0u;
}

static inline TOKEN_STATISTICS statistics_of(HANDLE token)
{
    struct token_buffer buffer;

    memset(&buffer, 0, sizeof buffer);
    ok_status(query_token(token, TokenStatistics, &buffer), STATUS_SUCCESS);
    return buffer.statistics;
}

static inline ULONGLONG luid_value(LUID luid)
{
    return (ULONGLONG)(ULONG)luid.HighPart << 32 | luid.LowPart;
}
