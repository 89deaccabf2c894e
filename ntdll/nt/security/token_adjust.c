/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Privileges and groups of a token, switched on and off. What they were before comes back, if somebody wants it. */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/security/security.h"

#include <ntseapi.h>
#include <stdlib.h>

DEBUG_CHANNEL(token);

static NTSTATUS check_previous(const void *previous, ULONG length, const ULONG *return_length)
{
    if (!previous)
        return STATUS_SUCCESS;
    return user_writable((void *)previous, length) && user_writable((void *)return_length, sizeof *return_length)
               ? STATUS_SUCCESS
               : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS write_privileges(TOKEN_PRIVILEGES *to, const struct wire_privilege *from, uint32_t n)
{
    DWORD count = n;
    bool written = user_write(&to->PrivilegeCount, &count, sizeof count);

    for (uint32_t i = 0; written && i < n; i++) {
        LUID_AND_ATTRIBUTES one = {{(DWORD)from[i].luid, (LONG)(from[i].luid >> 32)}, from[i].attributes};

        written = user_write(&to->Privileges[i], &one, sizeof one);
    }
    return written ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS NTAPI NtAdjustPrivilegesToken(HANDLE TokenHandle, BOOLEAN DisableAllPrivileges, PTOKEN_PRIVILEGES NewState,
                                       ULONG BufferLength, PTOKEN_PRIVILEGES PreviousState, PULONG ReturnLength)
{
    const ULONG head = offsetof(TOKEN_PRIVILEGES, Privileges);
    struct wire_privilege previous[TOKEN_PRIVILEGES_MAX];
    struct adjust_privileges_request request = {
        .token = wire_handle(TokenHandle), .disable_all = DisableAllPrivileges, .wants_previous = PreviousState != NULL,
        .room = BufferLength,
    };
    struct adjust_privileges_reply reply = {.previous = {previous, sizeof previous}};
    NTSTATUS status = check_previous(PreviousState, BufferLength, ReturnLength), written = STATUS_SUCCESS;
    ULONG needed;

    if (!DisableAllPrivileges && !NewState)
        return STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status) && !DisableAllPrivileges)
        status = capture_privileges(&request.privileges, NewState);
    if (!NT_SUCCESS(status))
        return status;
    status = call_adjust_privileges(&request, &reply, NULL);
    free(request.privileges.data);
    TRACE("%p: %s", TokenHandle, debug_status(status));
    needed = head + reply.n_previous * (ULONG)sizeof(LUID_AND_ATTRIBUTES);
    if (PreviousState && (NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL) &&
        !user_write(ReturnLength, &needed, sizeof needed))
        return STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status) && PreviousState)
        written = write_privileges(PreviousState, previous, reply.n_previous);
    return NT_SUCCESS(written) ? status : written;
}
ZW_TWIN(AdjustPrivilegesToken)

NTSTATUS NTAPI NtAdjustGroupsToken(HANDLE TokenHandle, BOOLEAN ResetToDefault, PTOKEN_GROUPS NewState,
                                   ULONG BufferLength, PTOKEN_GROUPS PreviousState, PULONG ReturnLength)
{
    struct adjust_groups_request request = {
        .token = wire_handle(TokenHandle), .reset = ResetToDefault, .wants_previous = PreviousState != NULL,
        .room = BufferLength,
    };
    struct adjust_groups_reply reply = {0};
    NTSTATUS status = check_previous(PreviousState, BufferLength, ReturnLength), written = STATUS_SUCCESS;
    uint8_t *memory;

    if (!ResetToDefault && !NewState)
        return STATUS_INVALID_PARAMETER;
    memory = malloc(2 * WIRE_MAX);
    if (!memory)
        return STATUS_NO_MEMORY;
    reply.previous = (wire_blob){memory, WIRE_MAX};
    reply.pointers = (wire_blob){memory + WIRE_MAX, WIRE_MAX};
    if (NT_SUCCESS(status) && !ResetToDefault)
        status = capture_groups(&request.groups, NewState);
    if (NT_SUCCESS(status))
        status = call_adjust_groups(&request, &reply, NULL);
    free(request.groups.data);
    TRACE("%p: %s", TokenHandle, debug_status(status));
    if (PreviousState && (NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL) &&
        !user_write(ReturnLength, &reply.needed, sizeof *ReturnLength))
        written = STATUS_ACCESS_VIOLATION;
    else if (NT_SUCCESS(status) && PreviousState)
        written = write_structure(PreviousState, &reply.previous, &reply.pointers);
    free(memory);
    return NT_SUCCESS(written) ? status : written;
}
ZW_TWIN(AdjustGroupsToken)
