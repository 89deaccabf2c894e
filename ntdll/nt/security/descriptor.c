/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The security descriptors of objects: NtQuerySecurityObject, NtSetSecurityObject. */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/security/security.h"

#include <ntobapi.h>
#include <stdlib.h>

DEBUG_CHANNEL(token);

NTSTATUS NTAPI NtQuerySecurityObject(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                     PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Length, PULONG LengthNeeded)
{
    struct query_security_request request = {.handle = wire_handle(Handle), .info = SecurityInformation};
    struct query_security_reply reply = {0};
    NTSTATUS status;

    if (!user_writable(LengthNeeded, sizeof *LengthNeeded) ||
        (SecurityDescriptor && !user_writable(SecurityDescriptor, Length)))
        return STATUS_ACCESS_VIOLATION;
    reply.sd = (wire_blob){malloc(WIRE_MAX), WIRE_MAX};
    if (!reply.sd.data)
        return STATUS_NO_MEMORY;
    status = call_query_security(&request, &reply, NULL);
    TRACE("%p: %s", Handle, debug_status(status));
    if (NT_SUCCESS(status) && !user_write(LengthNeeded, &reply.sd.size, sizeof *LengthNeeded))
        status = STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status) && (!SecurityDescriptor || Length < reply.sd.size))
        status = STATUS_BUFFER_TOO_SMALL;
    if (NT_SUCCESS(status) && !user_write(SecurityDescriptor, reply.sd.data, reply.sd.size))
        status = STATUS_ACCESS_VIOLATION;
    free(reply.sd.data);
    return status;
}
ZW_TWIN(QuerySecurityObject)

NTSTATUS NTAPI NtSetSecurityObject(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                   PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    struct set_security_request request = {.handle = wire_handle(Handle), .info = SecurityInformation};
    NTSTATUS status = capture_descriptor(&request.sd, SecurityDescriptor);

    if (!NT_SUCCESS(status))
        return status;
    status = call_set_security(&request, NULL, NULL);
    free(request.sd.data);
    TRACE("%p: %s", Handle, debug_status(status));
    return status;
}
ZW_TWIN(SetSecurityObject)
