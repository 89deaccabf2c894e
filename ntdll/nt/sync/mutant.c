/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mutants. Who owns them is the server's to know, since the owner may die; each call is one request.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntexapi.h>

DEBUG_CHANNEL(mutant);

NTSTATUS NTAPI NtCreateMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN InitialOwner)
{
    struct create_mutant_request request = {.access = DesiredAccess, .owned = InitialOwner ? 1 : 0};
    struct create_mutant_reply reply = {0};
    struct captured_attributes captured;
    struct self *caller;
    NTSTATUS status;

    status = object_begin_create(&captured, MutantHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    caller = self();
    request.slot = caller ? caller->slot : 0;
    request.path = captured.path;
    request.sd = captured.sd;
    status = caller ? call_create_mutant(&request, &reply, NULL) : STATUS_SERVER_DISABLED;
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(MutantHandle, reply.handle, status);
}
ZW_TWIN(CreateMutant)

NTSTATUS NTAPI NtOpenMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes)
{
    return object_open(MutantHandle, DesiredAccess, ObjectAttributes, NAMED_MUTANT);
}
ZW_TWIN(OpenMutant)

/* PreviousCount that cannot be written leaves the mutant as it is. */
NTSTATUS NTAPI NtReleaseMutant(HANDLE MutantHandle, PLONG PreviousCount)
{
    struct release_mutant_request request = {.handle = wire_handle(MutantHandle)};
    struct release_mutant_reply reply = {0};
    struct self *caller = self();
    NTSTATUS status;

    if (PreviousCount && !user_writable(PreviousCount, sizeof *PreviousCount))
        return STATUS_ACCESS_VIOLATION;
    if (!caller)
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    status = call_release_mutant(&request, &reply, NULL);
    TRACE("%p: %s", MutantHandle, debug_status(status));
    if (NT_SUCCESS(status) && !write_optional(PreviousCount, &reply.previous, sizeof *PreviousCount))
        return STATUS_ACCESS_VIOLATION;
    return status;
}
ZW_TWIN(ReleaseMutant)

static NTSTATUS query(struct query_mutant_reply *reply, HANDLE mutant)
{
    struct query_mutant_request request = {.handle = wire_handle(mutant)};
    struct self *caller = self();

    if (!caller)
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    return call_query_mutant(&request, reply, NULL);
}

static void fill_basic(MUTANT_BASIC_INFORMATION *basic, const struct query_mutant_reply *reply)
{
    basic->CurrentCount = reply->count;
    basic->OwnedByCaller = reply->owned != 0;
    basic->AbandonedState = reply->abandoned != 0;
}

static void fill_owner(MUTANT_OWNER_INFORMATION *owner, const struct query_mutant_reply *reply)
{
    owner->ClientId.UniqueProcess = (HANDLE)(uintptr_t)reply->pid;
    owner->ClientId.UniqueThread = (HANDLE)(uintptr_t)reply->tid;
}

NTSTATUS NTAPI NtQueryMutant(HANDLE MutantHandle, MUTANT_INFORMATION_CLASS MutantInformationClass,
                             PVOID MutantInformation, ULONG MutantInformationLength,
                             PULONG ReturnLength)
{
    union {
        MUTANT_BASIC_INFORMATION basic;
        MUTANT_OWNER_INFORMATION owner;
    } information = {0};
    bool basic = MutantInformationClass == MutantBasicInformation;
    size_t size = basic ? sizeof information.basic : sizeof information.owner;
    struct query_mutant_reply reply = {0};
    NTSTATUS status;

    if (!basic && MutantInformationClass != MutantOwnerInformation)
        return STATUS_INVALID_INFO_CLASS;
    status = check_exact_length(MutantInformation, MutantInformationLength, size, ReturnLength);
    if (NT_SUCCESS(status))
        status = query(&reply, MutantHandle);
    if (!NT_SUCCESS(status))
        return status;
    if (basic)
        fill_basic(&information.basic, &reply);
    else
        fill_owner(&information.owner, &reply);
    return write_exact(MutantInformation, &information, size, ReturnLength);
}
ZW_TWIN(QueryMutant)
