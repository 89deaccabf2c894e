/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wide characters and bytes. Every code page of the machine is UTF-8. */
#include "ntwin32/error.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

UINT WINAPI GetACP(VOID)
{
    return CP_UTF8;
}

UINT WINAPI GetOEMCP(VOID)
{
    return CP_UTF8;
}

UINT WINAPI GetConsoleOutputCP(VOID)
{
    return CP_UTF8;
}

static BOOL is_utf8(UINT page)
{
    return page == CP_ACP || page == CP_OEMCP || page == CP_THREAD_ACP || page == CP_UTF8;
}

/* What both directions ask first; 0 for what may go on. */
static DWORD look(UINT page, const void *from, int n, const void *to, int room)
{
    if (!from || !n || room < 0 || (!to && room) || to == from || !is_utf8(page))
        return ERROR_INVALID_PARAMETER;
    return 0;
}

/* What the conversion has written or would write; n is in bytes there, and so divided by the unit.
 */
static int result(NTSTATUS status, ULONG size, size_t unit, BOOL strict)
{
    if (status == STATUS_SOME_NOT_MAPPED && strict)
        failed_with(ERROR_NO_UNICODE_TRANSLATION);
    else if (succeeded(status))
        return (int)(size / unit);
    return 0;
}

int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCCH lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar)
{
    DWORD error = look(CodePage, lpMultiByteStr, cbMultiByte, lpWideCharStr, cchWideChar);
    size_t n;
    ULONG size;
    NTSTATUS status;

    if (!error &&
        dwFlags & ~(DWORD)(MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | MB_ERR_INVALID_CHARS))
        error = ERROR_INVALID_FLAGS;
    if (error)
        return failed_with(error);
    n = cbMultiByte < 0 ? strlen(lpMultiByteStr) + 1 : (size_t)cbMultiByte;
    if (n > INT_MAX / sizeof(WCHAR))
        return failed_with(ERROR_INVALID_PARAMETER);
    status = RtlUTF8ToUnicodeN(cchWideChar ? lpWideCharStr : NULL,
                               (ULONG)cchWideChar * sizeof(WCHAR), &size, lpMultiByteStr, (ULONG)n);
    return result(status, size, sizeof(WCHAR), (dwFlags & MB_ERR_INVALID_CHARS) != 0);
}

int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWCH lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte, LPCCH lpDefaultChar,
                               LPBOOL lpUsedDefaultChar)
{
    DWORD error = look(CodePage, lpWideCharStr, cchWideChar, lpMultiByteStr, cbMultiByte);
    size_t n;
    ULONG size;
    NTSTATUS status;

    if (!error && CodePage == CP_UTF8 && (lpDefaultChar || lpUsedDefaultChar))
        error = ERROR_INVALID_PARAMETER;
    if (error)
        return failed_with(error);
    n = cchWideChar < 0 ? wcslen(lpWideCharStr) + 1 : (size_t)cchWideChar;
    if (n > INT_MAX / 4)
        return failed_with(ERROR_INVALID_PARAMETER);
    status = RtlUnicodeToUTF8N(cbMultiByte ? lpMultiByteStr : NULL, (ULONG)cbMultiByte, &size,
                               lpWideCharStr, (ULONG)(n * sizeof(WCHAR)));
    if (lpUsedDefaultChar)
        *lpUsedDefaultChar = status == STATUS_SOME_NOT_MAPPED;
    return result(status, size, 1, (dwFlags & WC_ERR_INVALID_CHARS) != 0);
}

int WINAPI lstrlenA(LPCSTR lpString)
{
    return lpString ? (int)strlen(lpString) : 0;
}

int WINAPI lstrlenW(LPCWSTR lpString)
{
    return lpString ? (int)wcslen(lpString) : 0;
}

LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2)
{
    return strcpy(lpString1, lpString2);
}

LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2)
{
    return wcscpy(lpString1, lpString2);
}

/* At most iMaxLength characters with the terminator, which is always there. */
LPSTR WINAPI lstrcpynA(LPSTR lpString1, LPCSTR lpString2, int iMaxLength)
{
    size_t n;

    if (iMaxLength <= 0)
        return lpString1;
    n = strnlen(lpString2, (size_t)iMaxLength - 1);
    memmove(lpString1, lpString2, n);
    lpString1[n] = 0;
    return lpString1;
}

LPWSTR WINAPI lstrcpynW(LPWSTR lpString1, LPCWSTR lpString2, int iMaxLength)
{
    size_t n;

    if (iMaxLength <= 0)
        return lpString1;
    n = wcsnlen(lpString2, (size_t)iMaxLength - 1);
    memmove(lpString1, lpString2, n * sizeof(WCHAR));
    lpString1[n] = 0;
    return lpString1;
}

LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2)
{
    return strcat(lpString1, lpString2);
}

LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2)
{
    return wcscat(lpString1, lpString2);
}

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

/* NULL sorts before everything. */
int WINAPI lstrcmpA(LPCSTR lpString1, LPCSTR lpString2)
{
    return lpString1 && lpString2 ? sign(strcmp(lpString1, lpString2)) : !!lpString1 - !!lpString2;
}

int WINAPI lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    return lpString1 && lpString2 ? sign(wcscmp(lpString1, lpString2)) : !!lpString1 - !!lpString2;
}

int WINAPI lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2)
{
    return lpString1 && lpString2 ? sign(strcasecmp(lpString1, lpString2))
                                  : !!lpString1 - !!lpString2;
}

int WINAPI lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    return lpString1 && lpString2 ? sign(_wcsicmp(lpString1, lpString2))
                                  : !!lpString1 - !!lpString2;
}
