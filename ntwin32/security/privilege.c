/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Privileges by name and by number. There is one machine: this one. */
#include "ntwin32/error.h"
#include "ntwin32/name.h"

#include <ntrtl.h>
#include <wchar.h>
#include <windows.h>

static const struct {
    DWORD number;
    LPCWSTR name;
} privileges[] = {
#define PRIVILEGE(number, name) {number, L##name},
#include "common/privileges.def"
};
#define N_PRIVILEGES (sizeof privileges / sizeof privileges[0])

static BOOL is_here(LPCWSTR system)
{
    return !system || !*system || failed_with(RPC_S_SERVER_UNAVAILABLE);
}

WINBOOL WINAPI LookupPrivilegeValueW(LPCWSTR lpSystemName, LPCWSTR lpName, PLUID lpLuid)
{
    if (!is_here(lpSystemName))
        return FALSE;
    if (!lpLuid)
        return failed_with(ERROR_NOACCESS);
    for (size_t i = 0; lpName && i < N_PRIVILEGES; i++)
        if (!_wcsicmp(privileges[i].name, lpName)) {
            *lpLuid = (LUID){privileges[i].number, 0};
            return TRUE;
        }
    return failed_with(ERROR_NO_SUCH_PRIVILEGE);
}

WINBOOL WINAPI LookupPrivilegeValueA(LPCSTR lpSystemName, LPCSTR lpName, PLUID lpLuid)
{
    UNICODE_STRING system, name;
    WINBOOL found = FALSE;

    if (!wide_name(&system, lpSystemName))
        return FALSE;
    if (wide_name(&name, lpName)) {
        found = LookupPrivilegeValueW(system.Buffer, name.Buffer, lpLuid);
        RtlFreeUnicodeString(&name);
    }
    RtlFreeUnicodeString(&system);
    return found;
}

/* NULL with the last error. */
static LPCWSTR name_of(LPCWSTR system, const LUID *luid)
{
    if (!is_here(system))
        return NULL;
    for (size_t i = 0; !luid->HighPart && i < N_PRIVILEGES; i++)
        if (privileges[i].number == luid->LowPart)
            return privileges[i].name;
    failed_with(ERROR_NO_SUCH_PRIVILEGE);
    return NULL;
}

/* *room counts characters: with the terminator when it is too small, without it when the name was given. */
static BOOL has_room(LPCWSTR name, DWORD *room)
{
    DWORD n = (DWORD)wcslen(name);

    if (*room > n) {
        *room = n;
        return TRUE;
    }
    *room = n + 1;
    return failed_with(ERROR_INSUFFICIENT_BUFFER);
}

WINBOOL WINAPI LookupPrivilegeNameW(LPCWSTR lpSystemName, PLUID lpLuid, LPWSTR lpName, LPDWORD cchName)
{
    LPCWSTR name = name_of(lpSystemName, lpLuid);

    if (!name || !has_room(name, cchName))
        return FALSE;
    wcscpy(lpName, name);
    return TRUE;
}

WINBOOL WINAPI LookupPrivilegeNameA(LPCSTR lpSystemName, PLUID lpLuid, LPSTR lpName, LPDWORD cchName)
{
    LPCWSTR name = name_of(lpSystemName && *lpSystemName ? L"?" : NULL, lpLuid);

    if (!name || !has_room(name, cchName))
        return FALSE;
    for (size_t i = 0; i <= *cchName; i++)
        lpName[i] = (CHAR)name[i];
    return TRUE;
}
