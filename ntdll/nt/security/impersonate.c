/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Acting as somebody else, without a port; ntserver keeps as whom each thread acts. */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/security/security.h"

#include <ntpsapi.h>
#include <ntrtl.h>
#include <ntseapi.h>

DEBUG_CHANNEL(token);

NTSTATUS NTAPI NtImpersonateThread(HANDLE ServerThreadHandle, HANDLE ClientThreadHandle,
                                   PSECURITY_QUALITY_OF_SERVICE SecurityQos)
{
    struct impersonate_thread_request request = {
        .server = wire_handle(ServerThreadHandle), .client = wire_handle(ClientThreadHandle),
    };
    SECURITY_QUALITY_OF_SERVICE quality;
    NTSTATUS status;

    if (!user_read(&quality, SecurityQos, sizeof quality))
        return STATUS_ACCESS_VIOLATION;
    request.level = (uint32_t)quality.ImpersonationLevel;
    request.effective_only = quality.EffectiveOnly;
    status = call_impersonate_thread(&request, NULL, NULL);
    TRACE("%p as %p: %s", ServerThreadHandle, ClientThreadHandle, debug_status(status));
    return status;
}
ZW_TWIN(ImpersonateThread)

NTSTATUS NTAPI NtImpersonateAnonymousToken(HANDLE ThreadHandle)
{
    struct impersonate_anonymous_request request = {.thread = wire_handle(ThreadHandle)};

    return call_impersonate_anonymous(&request, NULL, NULL);
}
ZW_TWIN(ImpersonateAnonymousToken)

NTSTATUS NTAPI RtlImpersonateSelf(SECURITY_IMPERSONATION_LEVEL ImpersonationLevel)
{
    SECURITY_QUALITY_OF_SERVICE quality = {sizeof quality, ImpersonationLevel, SECURITY_STATIC_TRACKING, FALSE};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes, .SecurityQualityOfService = &quality};
    HANDLE own, copy;
    NTSTATUS status = NtOpenProcessToken(NtCurrentProcess(), TOKEN_DUPLICATE, &own);

    if (!NT_SUCCESS(status))
        return status;
    status = NtDuplicateToken(own, TOKEN_IMPERSONATE, &attributes, FALSE, TokenImpersonation, &copy);
    NtClose(own);
    if (!NT_SUCCESS(status))
        return status;
    status = NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, &copy, sizeof copy);
    NtClose(copy);
    return status;
}

NTSTATUS NTAPI RtlAdjustPrivilege(ULONG Privilege, BOOLEAN Enable, BOOLEAN CurrentThread, PBOOLEAN Enabled)
{
    TOKEN_PRIVILEGES wanted = {1, {{{Privilege, 0}, Enable ? SE_PRIVILEGE_ENABLED : 0}}}, previous = {0};
    ULONG length;
    HANDLE token;
    NTSTATUS status;

    if (!user_writable(Enabled, sizeof *Enabled))
        return STATUS_ACCESS_VIOLATION;
    status = CurrentThread ? NtOpenThreadToken(NtCurrentThread(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, FALSE, &token)
                           : NtOpenProcessToken(NtCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token);

    if (!NT_SUCCESS(status))
        return status;
    status = NtAdjustPrivilegesToken(token, FALSE, &wanted, sizeof previous, &previous, &length);
    NtClose(token);
    if (status == STATUS_NOT_ALL_ASSIGNED)
        return STATUS_PRIVILEGE_NOT_HELD;
    if (NT_SUCCESS(status))             /* nothing changed: it was so before */
        *Enabled = previous.PrivilegeCount ? (previous.Privileges[0].Attributes & SE_PRIVILEGE_ENABLED) != 0 : Enable != 0;
    return status;
}
