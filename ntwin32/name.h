/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of Win32 objects. "name" and "Local\name" stand in the session's
 * \Sessions\1\BaseNamedObjects, "Global\name" in \BaseNamedObjects, as on Windows. Case counts.
 */
#pragma once

#include <nt_base.h>
#include <windows.h>

/* A name and SECURITY_ATTRIBUTES on their way to an Nt call. */
struct object_name {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING path; /* from the process heap; no buffer: no name */
};

/* To make an object: one that exists is opened. NULL and "" are no name. */
NTSTATUS object_name_create(struct object_name *name, LPCWSTR text, const SECURITY_ATTRIBUTES *sa);
/* To open one; STATUS_INVALID_PARAMETER without a name. */
NTSTATUS object_name_open(struct object_name *name, LPCWSTR text, BOOL inherit);
void object_name_free(struct object_name *name);

/* What the calls that open an object by its name do, each with its NtOpenX. */
typedef NTSTATUS NTAPI open_call(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes);
HANDLE open_by_name(open_call *open, DWORD access, BOOL inherit, LPCWSTR text);

/* The wide form of a name in bytes; NULL stays NULL. FALSE with the last error. */
BOOL wide_name(UNICODE_STRING *wide, LPCSTR text);
