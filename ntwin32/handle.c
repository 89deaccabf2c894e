/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handles of every kind. */
#include "ntwin32/error.h"

#include <ntobapi.h>
#include <windows.h>

WINBOOL WINAPI CloseHandle(HANDLE hObject)
{
    return succeeded(NtClose(hObject));
}

WINBOOL WINAPI DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle,
                               HANDLE hTargetProcessHandle, LPHANDLE lpTargetHandle,
                               DWORD dwDesiredAccess, WINBOOL bInheritHandle, DWORD dwOptions)
{
    return succeeded(NtDuplicateObject(hSourceProcessHandle, hSourceHandle, hTargetProcessHandle,
                                       lpTargetHandle, dwDesiredAccess,
                                       bInheritHandle ? OBJ_INHERIT : 0, dwOptions));
}

static NTSTATUS flags_get(HANDLE handle, OBJECT_HANDLE_FLAG_INFORMATION *flags)
{
    return NtQueryObject(handle, ObjectHandleFlagInformation, flags, sizeof *flags, NULL);
}

WINBOOL WINAPI GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags)
{
    OBJECT_HANDLE_FLAG_INFORMATION flags;

    if (!succeeded(flags_get(hObject, &flags)))
        return FALSE;
    *lpdwFlags = (flags.Inherit ? HANDLE_FLAG_INHERIT : 0u) |
                 (flags.ProtectFromClose ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0u);
    return TRUE;
}

WINBOOL WINAPI SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags)
{
    OBJECT_HANDLE_FLAG_INFORMATION flags;

    if (!succeeded(flags_get(hObject, &flags)))
        return FALSE;
    if (dwMask & HANDLE_FLAG_INHERIT)
        flags.Inherit = !!(dwFlags & HANDLE_FLAG_INHERIT);
    if (dwMask & HANDLE_FLAG_PROTECT_FROM_CLOSE)
        flags.ProtectFromClose = !!(dwFlags & HANDLE_FLAG_PROTECT_FROM_CLOSE);
    return succeeded(
        NtSetInformationObject(hObject, ObjectHandleFlagInformation, &flags, sizeof flags));
}

WINBOOL WINAPI CompareObjectHandles(HANDLE hFirstObjectHandle, HANDLE hSecondObjectHandle)
{
    return succeeded(NtCompareObjects(hFirstObjectHandle, hSecondObjectHandle));
}
