/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* File mappings, which are sections. */
#include "ntwin32/error.h"
#include "ntwin32/name.h"

#include <ntmmapi.h>
#include <windows.h>

#define SECTION_FLAGS                                                                              \
    (SEC_FILE | SEC_IMAGE | SEC_RESERVE | SEC_COMMIT | SEC_NOCACHE | SEC_WRITECOMBINE |            \
     SEC_LARGE_PAGES)
#define EVERY_SECTION (STANDARD_RIGHTS_REQUIRED | SECTION_QUERY)

/* The rights that go with a protection; 0 for none that a section can have. */
static ACCESS_MASK rights_for(ULONG protection)
{
    switch (protection) {
    case PAGE_READONLY:
    case PAGE_WRITECOPY:
        return EVERY_SECTION | SECTION_MAP_READ;
    case PAGE_READWRITE:
        return EVERY_SECTION | SECTION_MAP_READ | SECTION_MAP_WRITE;
    case PAGE_EXECUTE:
    case PAGE_EXECUTE_READ:
    case PAGE_EXECUTE_WRITECOPY:
        return EVERY_SECTION | SECTION_MAP_READ | SECTION_MAP_EXECUTE;
    case PAGE_EXECUTE_READWRITE:
        return EVERY_SECTION | SECTION_MAP_READ | SECTION_MAP_WRITE | SECTION_MAP_EXECUTE;
    default:
        return 0;
    }
}

HANDLE WINAPI CreateFileMappingW(HANDLE hFile, LPSECURITY_ATTRIBUTES lpFileMappingAttributes,
                                 DWORD flProtect, DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow,
                                 LPCWSTR lpName)
{
    LARGE_INTEGER size = {.LowPart = dwMaximumSizeLow, .HighPart = (LONG)dwMaximumSizeHigh};
    ULONG flags = flProtect & SECTION_FLAGS, protection = flProtect & ~(DWORD)SECTION_FLAGS;
    ACCESS_MASK rights = rights_for(protection ? protection : (protection = PAGE_READONLY));
    struct object_name name;
    HANDLE section = NULL;
    NTSTATUS status;

    if (!rights || (hFile == INVALID_HANDLE_VALUE && !size.QuadPart)) {
        failed_with(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    status = object_name_create(&name, lpName, lpFileMappingAttributes);
    if (NT_SUCCESS(status))
        status = NtCreateSection(&section, rights, &name.attributes, size.QuadPart ? &size : NULL,
                                 protection, flags ? flags : SEC_COMMIT,
                                 hFile == INVALID_HANDLE_VALUE ? NULL : hFile);
    object_name_free(&name);
    return created(section, status);
}

HANDLE WINAPI CreateFileMappingA(HANDLE hFile, LPSECURITY_ATTRIBUTES lpFileMappingAttributes,
                                 DWORD flProtect, DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow,
                                 LPCSTR lpName)
{
    UNICODE_STRING name;
    HANDLE section;

    if (!wide_name(&name, lpName))
        return NULL;
    section = CreateFileMappingW(hFile, lpFileMappingAttributes, flProtect, dwMaximumSizeHigh,
                                 dwMaximumSizeLow, name.Buffer);
    RtlFreeUnicodeString(&name);
    return section;
}

/* FILE_MAP_* are the section's rights, except these two. */
static ACCESS_MASK section_rights(DWORD access)
{
    if (access == FILE_MAP_COPY)
        return SECTION_MAP_READ;
    if (access & FILE_MAP_EXECUTE)
        access = (access & ~(DWORD)FILE_MAP_EXECUTE) | SECTION_MAP_EXECUTE;
    return access;
}

HANDLE WINAPI OpenFileMappingW(DWORD dwDesiredAccess, WINBOOL bInheritHandle, LPCWSTR lpName)
{
    struct object_name name;
    HANDLE section = NULL;
    NTSTATUS status = object_name_open(&name, lpName, bInheritHandle);

    if (NT_SUCCESS(status))
        status = NtOpenSection(&section, section_rights(dwDesiredAccess), &name.attributes);
    object_name_free(&name);
    return opened(section, status);
}

HANDLE WINAPI OpenFileMappingA(DWORD dwDesiredAccess, WINBOOL bInheritHandle, LPCSTR lpName)
{
    UNICODE_STRING name;
    HANDLE section;

    if (!wide_name(&name, lpName))
        return NULL;
    section = OpenFileMappingW(dwDesiredAccess, bInheritHandle, name.Buffer);
    RtlFreeUnicodeString(&name);
    return section;
}

/* FILE_MAP_ALL_ACCESS has the bit of FILE_MAP_COPY in it, which so counts alone only. */
static ULONG protection_for(DWORD access)
{
    BOOL execute = (access & FILE_MAP_EXECUTE) != 0;

    access &= ~(DWORD)FILE_MAP_EXECUTE;
    if (access == FILE_MAP_COPY)
        return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    if (access & FILE_MAP_WRITE)
        return execute ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    if (access & FILE_MAP_READ)
        return execute ? PAGE_EXECUTE_READ : PAGE_READONLY;
    return PAGE_NOACCESS;
}

LPVOID WINAPI MapViewOfFileEx(HANDLE hFileMappingObject, DWORD dwDesiredAccess,
                              DWORD dwFileOffsetHigh, DWORD dwFileOffsetLow,
                              SIZE_T dwNumberOfBytesToMap, LPVOID lpBaseAddress)
{
    LARGE_INTEGER offset = {.LowPart = dwFileOffsetLow, .HighPart = (LONG)dwFileOffsetHigh};
    SIZE_T size = dwNumberOfBytesToMap;
    PVOID base = lpBaseAddress;

    if (!succeeded(NtMapViewOfSection(hFileMappingObject, NtCurrentProcess(), &base, 0, 0, &offset,
                                      &size, ViewShare, 0, protection_for(dwDesiredAccess))))
        return NULL;
    return base;
}

LPVOID WINAPI MapViewOfFile(HANDLE hFileMappingObject, DWORD dwDesiredAccess,
                            DWORD dwFileOffsetHigh, DWORD dwFileOffsetLow,
                            SIZE_T dwNumberOfBytesToMap)
{
    return MapViewOfFileEx(hFileMappingObject, dwDesiredAccess, dwFileOffsetHigh, dwFileOffsetLow,
                           dwNumberOfBytesToMap, NULL);
}

WINBOOL WINAPI UnmapViewOfFile(LPCVOID lpBaseAddress)
{
    return succeeded(NtUnmapViewOfSection(NtCurrentProcess(), (PVOID)lpBaseAddress));
}

WINBOOL WINAPI FlushViewOfFile(LPCVOID lpBaseAddress, SIZE_T dwNumberOfBytesToFlush)
{
    PVOID base = (PVOID)lpBaseAddress;
    SIZE_T size = dwNumberOfBytesToFlush;
    IO_STATUS_BLOCK io;

    return succeeded(NtFlushVirtualMemory(NtCurrentProcess(), &base, &size, &io));
}
