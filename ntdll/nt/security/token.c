/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Getting at tokens: opening, duplicating, filtering, comparing. Tokens live in ntserver; each call is one request. */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/security/security.h"

#include <ntseapi.h>
#include <stdlib.h>

DEBUG_CHANNEL(token);

NTSTATUS NTAPI NtOpenProcessTokenEx(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
                                    PHANDLE TokenHandle)
{
    struct open_process_token_request request = {
        .process = wire_handle(ProcessHandle), .access = DesiredAccess, .attributes = HandleAttributes,
    };
    struct open_process_token_reply reply = {0};
    NTSTATUS status;

    if (!user_writable(TokenHandle, sizeof *TokenHandle))
        return STATUS_ACCESS_VIOLATION;
    status = call_open_process_token(&request, &reply, NULL);
    TRACE("%p: %s", ProcessHandle, debug_status(status));
    return object_end(TokenHandle, reply.handle, status);
}
ZW_TWIN(OpenProcessTokenEx)

NTSTATUS NTAPI NtOpenProcessToken(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, PHANDLE TokenHandle)
{
    return NtOpenProcessTokenEx(ProcessHandle, DesiredAccess, 0, TokenHandle);
}
ZW_TWIN(OpenProcessToken)

NTSTATUS NTAPI NtOpenThreadTokenEx(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                                   ULONG HandleAttributes, PHANDLE TokenHandle)
{
    struct open_thread_token_request request = {
        .thread = wire_handle(ThreadHandle), .access = DesiredAccess, .attributes = HandleAttributes, .as_self = OpenAsSelf,
    };
    struct open_thread_token_reply reply = {0};
    NTSTATUS status;

    if (!user_writable(TokenHandle, sizeof *TokenHandle))
        return STATUS_ACCESS_VIOLATION;
    status = call_open_thread_token(&request, &reply, NULL);
    TRACE("%p: %s", ThreadHandle, debug_status(status));
    return object_end(TokenHandle, reply.handle, status);
}
ZW_TWIN(OpenThreadTokenEx)

NTSTATUS NTAPI NtOpenThreadToken(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                                 PHANDLE TokenHandle)
{
    return NtOpenThreadTokenEx(ThreadHandle, DesiredAccess, OpenAsSelf, 0, TokenHandle);
}
ZW_TWIN(OpenThreadToken)

NTSTATUS NTAPI NtDuplicateToken(HANDLE ExistingTokenHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN EffectiveOnly, TOKEN_TYPE Type,
                                PHANDLE NewTokenHandle)
{
    struct duplicate_token_request request = {
        .token = wire_handle(ExistingTokenHandle), .access = DesiredAccess, .effective_only = EffectiveOnly, .type = Type,
    };
    struct duplicate_token_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status = object_begin_create(&captured, NewTokenHandle, ObjectAttributes);

    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = capture_level(&request.level, ObjectAttributes);
    if (NT_SUCCESS(status))
        status = call_duplicate_token(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%p: %s", ExistingTokenHandle, debug_status(status));
    return object_end(NewTokenHandle, reply.handle, status);
}
ZW_TWIN(DuplicateToken)

NTSTATUS NTAPI NtFilterToken(HANDLE ExistingTokenHandle, ULONG Flags, PTOKEN_GROUPS SidsToDisable,
                             PTOKEN_PRIVILEGES PrivilegesToDelete, PTOKEN_GROUPS RestrictedSids,
                             PHANDLE NewTokenHandle)
{
    struct filter_token_request request = {.token = wire_handle(ExistingTokenHandle), .flags = Flags};
    struct filter_token_reply reply = {0};
    NTSTATUS status;

    if (!user_writable(NewTokenHandle, sizeof *NewTokenHandle))
        return STATUS_ACCESS_VIOLATION;
    status = capture_groups(&request.disabled, SidsToDisable);
    if (NT_SUCCESS(status))
        status = capture_privileges(&request.deleted, PrivilegesToDelete);
    if (NT_SUCCESS(status))
        status = capture_groups(&request.restricting, RestrictedSids);
    if (NT_SUCCESS(status))
        status = call_filter_token(&request, &reply, NULL);
    free(request.disabled.data);
    free(request.deleted.data);
    free(request.restricting.data);
    return object_end(NewTokenHandle, reply.handle, status);
}
ZW_TWIN(FilterToken)

NTSTATUS NTAPI NtCompareTokens(HANDLE FirstTokenHandle, HANDLE SecondTokenHandle, PBOOLEAN Equal)
{
    struct compare_tokens_request request = {wire_handle(FirstTokenHandle), wire_handle(SecondTokenHandle)};
    struct compare_tokens_reply reply = {0};
    BOOLEAN equal;
    NTSTATUS status;

    if (!user_writable(Equal, sizeof *Equal))
        return STATUS_ACCESS_VIOLATION;
    status = call_compare_tokens(&request, &reply, NULL);
    equal = reply.equal != 0;
    if (NT_SUCCESS(status) && !user_write(Equal, &equal, sizeof equal))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(CompareTokens)
