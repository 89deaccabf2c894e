/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads that act as somebody else. */
#include "ntwin32/error.h"
#include "ntwin32/security/token_handle.h"

#include <ntobapi.h>
#include <ntpsapi.h>
#include <ntseapi.h>
#include <windows.h>

/* NULL: as its process. */
static NTSTATUS act_as(HANDLE thread, HANDLE token)
{
    return NtSetInformationThread(thread, ThreadImpersonationToken, &token, sizeof token);
}

WINBOOL APIENTRY SetThreadToken(PHANDLE Thread, HANDLE Token)
{
    return succeeded(act_as(Thread ? *Thread : NtCurrentThread(), Token));
}

WINBOOL WINAPI RevertToSelf(VOID)
{
    return succeeded(act_as(NtCurrentThread(), NULL));
}

WINBOOL WINAPI ImpersonateSelf(SECURITY_IMPERSONATION_LEVEL ImpersonationLevel)
{
    return succeeded(RtlImpersonateSelf(ImpersonationLevel));
}

WINBOOL APIENTRY ImpersonateAnonymousToken(HANDLE ThreadHandle)
{
    return succeeded(NtImpersonateAnonymousToken(ThreadHandle));
}

/* A primary token needs TOKEN_DUPLICATE, an impersonation token TOKEN_IMPERSONATE; both TOKEN_QUERY. */
WINBOOL WINAPI ImpersonateLoggedOnUser(HANDLE hToken)
{
    TOKEN_TYPE type;
    ULONG size;
    HANDLE copy = NULL;
    NTSTATUS status = NtQueryInformationToken(hToken, TokenType, &type, sizeof type, &size);

    if (NT_SUCCESS(status) && type == TokenPrimary)
        status = token_to_impersonate(&copy, hToken, TOKEN_IMPERSONATE | TOKEN_QUERY, SecurityImpersonation);
    if (NT_SUCCESS(status))
        status = act_as(NtCurrentThread(), copy ? copy : hToken);
    if (copy)
        NtClose(copy);
    return succeeded(status);
}
