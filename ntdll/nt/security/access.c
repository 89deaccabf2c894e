/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtAccessCheck and its relatives, NtPrivilegeCheck. ntserver decides; here arguments are copied and results
 * written.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/security/security.h"

#include <ntseapi.h>
#include <stdlib.h>
#include <string.h>

DEBUG_CHANNEL(token);

NTSTATUS NTAPI NtPrivilegeCheck(HANDLE ClientToken, PPRIVILEGE_SET RequiredPrivileges, PBOOLEAN Result)
{
    struct check_privileges_request request = {.token = wire_handle(ClientToken)};
    uint8_t used[TOKEN_PRIVILEGES_MAX];
    struct check_privileges_reply reply = {.used = {used, sizeof used}};
    PRIVILEGE_SET head;
    BOOLEAN result;
    NTSTATUS status;

    if (!user_read(&head, RequiredPrivileges, offsetof(PRIVILEGE_SET, Privilege)) ||
        !user_writable(Result, sizeof *Result))
        return STATUS_ACCESS_VIOLATION;
    request.all = head.Control & PRIVILEGE_SET_ALL_NECESSARY;
    status = capture_privilege_array(&request.privileges, RequiredPrivileges->Privilege, head.PrivilegeCount);
    if (NT_SUCCESS(status))
        status = call_check_privileges(&request, &reply, NULL);
    for (uint32_t i = 0; NT_SUCCESS(status) && i < head.PrivilegeCount; i++) {
        DWORD attributes = ((struct wire_privilege *)request.privileges.data)[i].attributes;

        attributes |= used[i] ? SE_PRIVILEGE_USED_FOR_ACCESS : 0;
        if (!user_write(&RequiredPrivileges->Privilege[i].Attributes, &attributes, sizeof attributes))
            status = STATUS_ACCESS_VIOLATION;
    }
    free(request.privileges.data);
    result = reply.result != 0;
    if (NT_SUCCESS(status) && !user_write(Result, &result, sizeof result))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(PrivilegeCheck)

/* ---- access ----------------------------------------------------------------------------------------------- */

/* A question, and where its answers go. */
struct access_call {
    PSECURITY_DESCRIPTOR descriptor;
    PSID self;
    HANDLE token;
    ACCESS_MASK desired;
    POBJECT_TYPE_LIST types;
    ULONG n_types;
    PGENERIC_MAPPING mapping;
    PPRIVILEGE_SET privileges;
    PULONG privileges_length;
    PACCESS_MASK granted;               /* n_types of both when each_type */
    PNTSTATUS statuses;
    bool each_type;
};

static NTSTATUS capture_types(wire_blob *types, const OBJECT_TYPE_LIST *from, ULONG n)
{
    struct wire_type *to;

    if (n > ACCESS_TYPES_MAX)
        return STATUS_INVALID_PARAMETER;
    to = calloc(n + 1, sizeof *to);
    if (!to)
        return STATUS_NO_MEMORY;
    *types = (wire_blob){to, n * (uint32_t)sizeof *to};
    for (ULONG i = 0; i < n; i++) {
        OBJECT_TYPE_LIST entry;

        if (!user_read(&entry, &from[i], sizeof entry) ||
            !user_read(to[i].type, entry.ObjectType, sizeof to[i].type))
            return STATUS_ACCESS_VIOLATION;
        to[i].level = entry.Level;
    }
    return STATUS_SUCCESS;
}

/* The privileges that were used. Room for one is always wanted, as NT does. */
static NTSTATUS write_used(const struct access_call *call, const uint32_t *used, uint32_t n)
{
    ULONG length, needed = offsetof(PRIVILEGE_SET, Privilege) + (n ? n : 1) * (ULONG)sizeof(LUID_AND_ATTRIBUTES);
    PRIVILEGE_SET head = {.PrivilegeCount = n};
    bool written;

    if (!user_read(&length, call->privileges_length, sizeof length))
        return STATUS_ACCESS_VIOLATION;
    if (length < needed)
        return user_write(call->privileges_length, &needed, sizeof needed) ? STATUS_BUFFER_TOO_SMALL
                                                                           : STATUS_ACCESS_VIOLATION;
    written = user_write(call->privileges, &head, offsetof(PRIVILEGE_SET, Privilege));
    for (uint32_t i = 0; written && i < n; i++) {
        LUID_AND_ATTRIBUTES one = {{used[i], 0}, SE_PRIVILEGE_USED_FOR_ACCESS};

        written = user_write(&call->privileges->Privilege[i], &one, sizeof one);
    }
    return written ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS write_answers(const struct access_call *call, const struct wire_access *answers, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        ACCESS_MASK granted = answers[i].granted;
        NTSTATUS status = answers[i].status;

        if (!user_write(&call->granted[i], &granted, sizeof granted) ||
            !user_write(&call->statuses[i], &status, sizeof status))
            return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS probe(const struct access_call *call, ULONG n)
{
    ULONG length;

    if (!user_writable(call->granted, n * sizeof *call->granted) ||
        !user_writable(call->statuses, n * sizeof *call->statuses) ||
        !user_read(&length, call->privileges_length, sizeof length) ||
        !user_writable(call->privileges_length, sizeof length) ||
        (length && !user_writable(call->privileges, length)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

static NTSTATUS access_call(const struct access_call *call)
{
    struct check_access_request request = {
        .token = wire_handle(call->token), .desired = call->desired, .each_type = call->each_type,
    };
    uint32_t used[8], n = call->each_type ? call->n_types : 1;
    struct wire_access answers[ACCESS_TYPES_MAX];
    struct check_access_reply reply = {.answers = {answers, sizeof answers}, .used = {used, sizeof used}};
    GENERIC_MAPPING mapping;
    uint8_t self[68];
    NTSTATUS status = n && n <= ACCESS_TYPES_MAX ? probe(call, n) : STATUS_INVALID_PARAMETER;

    if (!NT_SUCCESS(status))
        return status;
    if (!user_read(&mapping, call->mapping, sizeof mapping))
        return STATUS_ACCESS_VIOLATION;
    request.mapping = (wire_blob){&mapping, sizeof mapping};
    request.self.data = self;
    status = call->self ? capture_sid(self, &request.self.size, call->self) : STATUS_SUCCESS;
    if (NT_SUCCESS(status))
        status = capture_descriptor(&request.sd, call->descriptor);
    if (NT_SUCCESS(status))
        status = capture_types(&request.types, call->types, call->n_types);
    if (NT_SUCCESS(status))
        status = call_check_access(&request, &reply, NULL);
    free(request.sd.data);
    free(request.types.data);
    TRACE("%p, %#x: %s", call->token, (unsigned)call->desired, debug_status(status));
    if (NT_SUCCESS(status))
        status = write_used(call, used, reply.used.size / (uint32_t)sizeof *used);
    return NT_SUCCESS(status) ? write_answers(call, answers, n) : status;
}

NTSTATUS NTAPI NtAccessCheck(PSECURITY_DESCRIPTOR SecurityDescriptor, HANDLE ClientToken, ACCESS_MASK DesiredAccess,
                             PGENERIC_MAPPING GenericMapping, PPRIVILEGE_SET PrivilegeSet, PULONG PrivilegeSetLength,
                             PACCESS_MASK GrantedAccess, PNTSTATUS AccessStatus)
{
    return access_call(&(struct access_call){SecurityDescriptor, NULL, ClientToken, DesiredAccess, NULL, 0,
                                             GenericMapping, PrivilegeSet, PrivilegeSetLength, GrantedAccess,
                                             AccessStatus, false});
}
ZW_TWIN(AccessCheck)

NTSTATUS NTAPI NtAccessCheckByType(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID PrincipalSelfSid, HANDLE ClientToken,
                                   ACCESS_MASK DesiredAccess, POBJECT_TYPE_LIST ObjectTypeList,
                                   ULONG ObjectTypeListLength, PGENERIC_MAPPING GenericMapping,
                                   PPRIVILEGE_SET PrivilegeSet, PULONG PrivilegeSetLength, PACCESS_MASK GrantedAccess,
                                   PNTSTATUS AccessStatus)
{
    return access_call(&(struct access_call){SecurityDescriptor, PrincipalSelfSid, ClientToken, DesiredAccess,
                                             ObjectTypeList, ObjectTypeListLength, GenericMapping, PrivilegeSet,
                                             PrivilegeSetLength, GrantedAccess, AccessStatus, false});
}
ZW_TWIN(AccessCheckByType)

NTSTATUS NTAPI NtAccessCheckByTypeResultList(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID PrincipalSelfSid,
                                             HANDLE ClientToken, ACCESS_MASK DesiredAccess,
                                             POBJECT_TYPE_LIST ObjectTypeList, ULONG ObjectTypeListLength,
                                             PGENERIC_MAPPING GenericMapping, PPRIVILEGE_SET PrivilegeSet,
                                             PULONG PrivilegeSetLength, PACCESS_MASK GrantedAccess,
                                             PNTSTATUS AccessStatus)
{
    return access_call(&(struct access_call){SecurityDescriptor, PrincipalSelfSid, ClientToken, DesiredAccess,
                                             ObjectTypeList, ObjectTypeListLength, GenericMapping, PrivilegeSet,
                                             PrivilegeSetLength, GrantedAccess, AccessStatus, true});
}
ZW_TWIN(AccessCheckByTypeResultList)
