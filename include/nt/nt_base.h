/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What every native-API header stands on: Windows' basic types, the structures of <winternl.h> and
 * all status codes as NTSTATUS. It leaves <windows.h> itself to the program, before or after.
 *
 * How the calls are documented. A parameter says what it takes and gives, in bytes unless another
 * unit is named; "optional" means that NULL may be passed. Statuses stand in the order in which
 * they are tested. Those that every call has are not repeated:
 *
 * STATUS_SUCCESS                   done; what is written is written only then, unless the call says
 *                                  otherwise
 * STATUS_ACCESS_VIOLATION          a pointer that cannot be read, or written where the call gives
 *                                  something back
 * STATUS_DATATYPE_MISALIGNMENT     a pointer that is not aligned as its type demands
 * STATUS_INVALID_HANDLE            a handle that the process does not have
 * STATUS_OBJECT_TYPE_MISMATCH      a handle to an object of another type
 * STATUS_ACCESS_DENIED             a handle without the access right that the call needs
 * STATUS_NO_MEMORY, STATUS_INSUFFICIENT_RESOURCES, STATUS_QUOTA_EXCEEDED
 *                                  the process, its user or the machine has no more of what the
 *                                  call needs
 * STATUS_SERVER_DISABLED           the object server is gone and could not be started
 *
 * "The name's statuses" are those of a call that creates or opens by name (lpc-semantics 5.3):
 *
 * STATUS_INVALID_PARAMETER         an attribute that the type does not allow, or a wrong
 *                                  OBJECT_ATTRIBUTES.Length
 * STATUS_OBJECT_NAME_INVALID       an empty name where one is needed, or an odd length
 * STATUS_OBJECT_PATH_SYNTAX_BAD    no root directory and the name does not begin with a backslash
 * STATUS_OBJECT_PATH_NOT_FOUND     a directory on the way does not exist
 * STATUS_OBJECT_NAME_NOT_FOUND     open: the name does not exist
 * STATUS_OBJECT_NAME_COLLISION     create: the name exists, and OBJ_OPENIF was not given
 * STATUS_OBJECT_NAME_EXISTS        create with OBJ_OPENIF: it existed and was opened (a success)
 * STATUS_OBJECT_TYPE_MISMATCH      the name belongs to an object of another type
 * STATUS_ACCESS_DENIED             the object, or the directory for a new name, does not permit it
 *
 * Places like "lpc-semantics 8.4" name the section of the behavioural reference in which the fact
 * is argued.
 */
#ifndef NT_BASE_H
#define NT_BASE_H
#pragma GCC system_header

#include <windef.h>
#include <winternl.h>
#include <ntstatus.h>

/* The marks of older headers for parameters; they mean nothing to the compiler. */
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif

/* Zero or not, in 4 bytes: what the native API returns where Win32 has BOOL. */
typedef ULONG LOGICAL, *PLOGICAL;

typedef short CSHORT, *PCSHORT;

#endif
