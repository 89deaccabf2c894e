/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of Win32 objects; see name.h. */
#include "ntwin32/name.h"

#include "ntwin32/error.h"

#include <limits.h>
#include <ntrtl.h>
#include <stdio.h>
#include <wchar.h>

#define DIRECTORY_CHARS  48
#define GLOBAL_DIRECTORY L"\\BaseNamedObjects\\"

/* Where the name's prefix leads to; *text is moved behind it. */
static void directory_of(WCHAR directory[DIRECTORY_CHARS], LPCWSTR *text)
{
    ULONG session = RtlGetCurrentPeb()->SessionId;
    BOOL global = !wcsncmp(*text, L"Global\\", 7);

    if (global)
        *text += 7;
    else if (!wcsncmp(*text, L"Local\\", 6))
        *text += 6;
    if (global || !session)
        wcscpy(directory, GLOBAL_DIRECTORY);
    else
        _snwprintf(directory, DIRECTORY_CHARS, L"\\Sessions\\%u" GLOBAL_DIRECTORY, session);
}

static NTSTATUS make_path(UNICODE_STRING *path, LPCWSTR text)
{
    WCHAR directory[DIRECTORY_CHARS];
    size_t size;

    directory_of(directory, &text);
    size = (wcslen(directory) + wcslen(text) + 1) * sizeof(WCHAR);
    if (size > USHRT_MAX)
        return STATUS_NAME_TOO_LONG;
    path->Buffer = RtlAllocateHeap(RtlProcessHeap(), 0, size);
    if (!path->Buffer)
        return STATUS_NO_MEMORY;
    wcscpy(path->Buffer, directory);
    wcscat(path->Buffer, text);
    path->Length = (USHORT)(size - sizeof(WCHAR));
    path->MaximumLength = (USHORT)size;
    return STATUS_SUCCESS;
}

NTSTATUS object_name_create(struct object_name *name, LPCWSTR text, const SECURITY_ATTRIBUTES *sa)
{
    ULONG flags = sa && sa->bInheritHandle ? OBJ_INHERIT : 0;
    BOOL named = text && *text;

    name->path = (UNICODE_STRING){0};
    InitializeObjectAttributes(&name->attributes, named ? &name->path : NULL,
                               named ? flags | OBJ_OPENIF : flags, NULL,
                               sa ? sa->lpSecurityDescriptor : NULL);
    return named ? make_path(&name->path, text) : STATUS_SUCCESS;
}

NTSTATUS object_name_open(struct object_name *name, LPCWSTR text, BOOL inherit)
{
    name->path = (UNICODE_STRING){0};
    InitializeObjectAttributes(&name->attributes, &name->path, inherit ? OBJ_INHERIT : 0, NULL,
                               NULL);
    return text ? make_path(&name->path, text) : STATUS_INVALID_PARAMETER;
}

void object_name_free(struct object_name *name)
{
    RtlFreeUnicodeString(&name->path);
}

HANDLE open_by_name(open_call *open, DWORD access, BOOL inherit, LPCWSTR text)
{
    struct object_name name;
    HANDLE handle = NULL;
    NTSTATUS status = object_name_open(&name, text, inherit);

    if (NT_SUCCESS(status))
        status = open(&handle, access, &name.attributes);
    object_name_free(&name);
    return opened(handle, status);
}

BOOL wide_name(UNICODE_STRING *wide, LPCSTR text)
{
    *wide = (UNICODE_STRING){0};
    return !text || RtlCreateUnicodeStringFromAsciiz(wide, text) ||
           failed_with(ERROR_NOT_ENOUGH_MEMORY);
}
