/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The last error. */
#include "ntwin32/error.h"

#include <windows.h>

BOOL succeeded(NTSTATUS status)
{
    if (NT_SUCCESS(status))
        return TRUE;
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(status);
    return FALSE;
}

BOOL failed_with(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

HANDLE created(HANDLE handle, NTSTATUS status)
{
    if (!succeeded(status))
        return NULL;
    SetLastError(status == STATUS_OBJECT_NAME_EXISTS ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

HANDLE opened(HANDLE handle, NTSTATUS status)
{
    return succeeded(status) ? handle : NULL;
}

DWORD WINAPI GetLastError(VOID)
{
    return (DWORD)RtlGetLastWin32Error();
}

VOID WINAPI SetLastError(DWORD dwErrCode)
{
    RtlSetLastWin32Error((LONG)dwErrCode);
}
