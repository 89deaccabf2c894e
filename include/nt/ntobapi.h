/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects: handles, names, directories, symbolic links, waiting.
 *
 * An object lives while it has a handle or something uses it; its name goes with its last handle
 * unless it is permanent. Handles are per process, multiples of 4. Names are paths in one namespace
 * that begins at \ and that all processes of one object server share; comparing is exact unless
 * OBJ_CASE_INSENSITIVE is given.
 */
#ifndef NT_OBAPI_H
#define NT_OBAPI_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * OBJECT_ATTRIBUTES.Attributes has two more, which NtDuplicateObject and NtSetInformationObject set
 * on a handle.
 */
#define OBJ_PROTECT_CLOSE 0x00000001
#define OBJ_AUDIT_OBJECT_CLOSE 0x00000004

#ifndef RTL_CONSTANT_OBJECT_ATTRIBUTES
#define RTL_CONSTANT_OBJECT_ATTRIBUTES(name, attributes) \
    { sizeof(OBJECT_ATTRIBUTES), NULL, (PUNICODE_STRING)(name), (attributes), NULL, NULL }
#define RTL_INIT_OBJECT_ATTRIBUTES(name, attributes) \
    RTL_CONSTANT_OBJECT_ATTRIBUTES(name, attributes)
#endif

/* --- Handles ---------------------------------------------------------------------------------- */

/**
 * NtClose - close a handle
 * @Handle:     any handle of this process; the pseudo-handles of the process and the thread are
 *              accepted and stay
 *
 * STATUS_INVALID_HANDLE            there is no such handle
 * STATUS_HANDLE_NOT_CLOSABLE       it is protected from closing
 */
NTSTATUS NTAPI NtClose(HANDLE Handle);

#ifndef DUPLICATE_SAME_ATTRIBUTES
#define DUPLICATE_SAME_ATTRIBUTES 0x00000004
#endif

/**
 * NtDuplicateObject - make another handle to the object of a handle, in this process or in another
 * @SourceProcessHandle:    whose handle it is; needs PROCESS_DUP_HANDLE
 * @SourceHandle:           that handle; NtCurrentProcess() and NtCurrentThread() give a real handle
 *                          to the caller's
 * @TargetProcessHandle:    whose the new one will be, needs PROCESS_DUP_HANDLE; NULL only closes,
 *                          with DUPLICATE_CLOSE_SOURCE
 * @TargetHandle:           optional; receives the new handle's value, as it is in the target
 *                          process
 * @DesiredAccess:          rights of the new handle; ignored with DUPLICATE_SAME_ACCESS
 * @HandleAttributes:       OBJ_INHERIT, OBJ_PROTECT_CLOSE; ignored with DUPLICATE_SAME_ATTRIBUTES
 * @Options:                DUPLICATE_CLOSE_SOURCE (closes SourceHandle whatever else happens),
 *                          DUPLICATE_SAME_ACCESS, DUPLICATE_SAME_ATTRIBUTES
 *
 * STATUS_INVALID_HANDLE            one of the processes, or SourceHandle
 * STATUS_ACCESS_DENIED             more rights than the source handle has, and the object does not
 *                                  grant them
 * STATUS_PROCESS_IS_TERMINATING    one of the processes has ended
 */
NTSTATUS NTAPI NtDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle,
                                 HANDLE TargetProcessHandle, PHANDLE TargetHandle,
                                 ACCESS_MASK DesiredAccess, ULONG HandleAttributes, ULONG Options);

/**
 * NtCompareObjects - whether two handles stand for one object
 * @FirstObjectHandle:      any handle
 * @SecondObjectHandle:     any handle
 *
 * STATUS_SUCCESS           they do
 * STATUS_NOT_SAME_OBJECT   they do not
 */
NTSTATUS NTAPI NtCompareObjects(HANDLE FirstObjectHandle, HANDLE SecondObjectHandle);

/* --- Information ------------------------------------------------------------------------------ */

/* OBJECT_INFORMATION_CLASS goes on here; 3 and 4 have other names in <winternl.h>. */
#define ObjectTypesInformation ((OBJECT_INFORMATION_CLASS)3)      /* q: OBJECT_TYPES_INFORMATION */
#define ObjectHandleFlagInformation ((OBJECT_INFORMATION_CLASS)4) /* qs: ..._FLAG_INFORMATION */
#define ObjectSessionInformation ((OBJECT_INFORMATION_CLASS)5)
#define ObjectSessionObjectInformation ((OBJECT_INFORMATION_CLASS)6)

/*
 * Followed by the OBJECT_TYPE_INFORMATIONs, each with its name behind it, each at a multiple of 8.
 */
typedef struct _OBJECT_TYPES_INFORMATION {
    ULONG NumberOfTypes;
} OBJECT_TYPES_INFORMATION, *POBJECT_TYPES_INFORMATION;

typedef struct _OBJECT_HANDLE_FLAG_INFORMATION {
    BOOLEAN Inherit;
    BOOLEAN ProtectFromClose;
} OBJECT_HANDLE_FLAG_INFORMATION, *POBJECT_HANDLE_FLAG_INFORMATION;

/**
 * NtQueryObject - what an object or a handle is
 * @Handle:                     any handle; ObjectTypesInformation needs none
 * @ObjectInformationClass:     ObjectBasicInformation     OBJECT_BASIC_INFORMATION, exactly 56
 *                              bytes
 *                              ObjectNameInformation      OBJECT_NAME_INFORMATION and the path; an
 *                              empty one if unnamed
 *                              ObjectTypeInformation      OBJECT_TYPE_INFORMATION and the type's
 *                              name
 *                              ObjectTypesInformation     the same of all types
 *                              ObjectHandleFlagInformation    OBJECT_HANDLE_FLAG_INFORMATION
 * @ObjectInformation:          receives it; strings lie in the buffer behind the structure, with a
 *                              terminator
 * @ObjectInformationLength:    bytes in the buffer
 * @ReturnLength:               optional; receives the bytes that were or would be needed
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      a length that does not fit the structure
 * STATUS_BUFFER_OVERFLOW           ObjectNameInformation: the structure fits, the name does not
 */
NTSTATUS NTAPI NtQueryObject(HANDLE Handle, OBJECT_INFORMATION_CLASS ObjectInformationClass,
                             PVOID ObjectInformation, ULONG ObjectInformationLength,
                             PULONG ReturnLength);

/**
 * NtSetInformationObject - change a handle
 * @Handle:                     any handle
 * @ObjectInformationClass:     ObjectHandleFlagInformation
 * @ObjectInformation:          OBJECT_HANDLE_FLAG_INFORMATION
 * @ObjectInformationLength:    2
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      another length
 */
NTSTATUS NTAPI NtSetInformationObject(HANDLE Handle,
                                      OBJECT_INFORMATION_CLASS ObjectInformationClass,
                                      PVOID ObjectInformation, ULONG ObjectInformationLength);

/**
 * NtMakeTemporaryObject - let a permanent object's name go with its last handle
 * @Handle:     any handle that has DELETE
 */
NTSTATUS NTAPI NtMakeTemporaryObject(HANDLE Handle);

/**
 * NtMakePermanentObject - keep a named object when its last handle is closed
 * @Handle:     any handle
 *
 * STATUS_PRIVILEGE_NOT_HELD    the caller may not create permanent objects
 *                              (SeCreatePermanentPrivilege)
 */
NTSTATUS NTAPI NtMakePermanentObject(HANDLE Handle);

/* --- Security of objects ---------------------------------------------------------------------- */

/**
 * NtQuerySecurityObject - read an object's security descriptor, self-relative
 * @Handle:                 needs READ_CONTROL, for SACL_SECURITY_INFORMATION ACCESS_SYSTEM_SECURITY
 * @SecurityInformation:    which parts
 * @LengthNeeded:           bytes that it has, or would need
 *
 * An object that was made without a name and without a descriptor has none; then all parts are missing.
 *
 * STATUS_BUFFER_TOO_SMALL
 */
NTSTATUS NTAPI NtQuerySecurityObject(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                     PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Length,
                                     PULONG LengthNeeded);

/**
 * NtSetSecurityObject - replace parts of it
 * @Handle:     needs WRITE_OWNER for owner, group and label, WRITE_DAC for the DACL, ACCESS_SYSTEM_SECURITY for the SACL
 *
 * STATUS_INVALID_OWNER             neither the caller's user nor a group of his that may own
 * STATUS_PRIVILEGE_NOT_HELD        a label above the caller's own
 * STATUS_INVALID_SECURITY_DESCR
 * STATUS_NO_SECURITY_ON_OBJECT     it has none
 */
NTSTATUS NTAPI NtSetSecurityObject(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                   PSECURITY_DESCRIPTOR SecurityDescriptor);

/* --- Waiting ---------------------------------------------------------------------------------- */

#ifndef _NTDEF_
typedef enum _WAIT_TYPE {
    WaitAll,
    WaitAny
} WAIT_TYPE;
#endif

/**
 * NtWaitForSingleObject - wait until an object is signalled
 * @Handle:     needs SYNCHRONIZE. Events, waitable ports, processes and threads (signalled when
 *              they have ended); other ports and sections always are
 * @Alertable:  whether alerts and APCs end the wait
 * @Timeout:    optional, forever without it; units of 100 ns, negative from now, positive since
 *              1601; 0 only looks
 *
 * STATUS_WAIT_0    it is; a synchronization event is reset by that
 * STATUS_TIMEOUT   it is not (a success)
 */
NTSTATUS NTAPI NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout);

/**
 * NtWaitForMultipleObjects - wait for one of several objects, or for all of them
 * @Count:      1 to 64
 * @Handles:    as NtWaitForSingleObject
 * @WaitType:   WaitAny: the first that is signalled, counted from 0; WaitAll: all at once, and none
 *              is reset before
 * @Alertable:  as NtWaitForSingleObject
 * @Timeout:    as NtWaitForSingleObject
 *
 * STATUS_WAIT_0 + n            WaitAny: Handles[n]; WaitAll: STATUS_WAIT_0
 * STATUS_TIMEOUT               not yet (a success)
 * STATUS_INVALID_PARAMETER_1   Count
 * STATUS_INVALID_PARAMETER_3   WaitType
 */
NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG Count, HANDLE Handles[], WAIT_TYPE WaitType,
                                        BOOLEAN Alertable, PLARGE_INTEGER Timeout);

/**
 * NtSignalAndWaitForSingleObject - signal one object and wait for another
 * @SignalHandle:   an event; needs EVENT_MODIFY_STATE
 * @WaitHandle:     as NtWaitForSingleObject
 * @Alertable:      as NtWaitForSingleObject
 * @Timeout:        as NtWaitForSingleObject
 *
 * Statuses of NtSetEvent, then of NtWaitForSingleObject.
 */
NTSTATUS NTAPI NtSignalAndWaitForSingleObject(HANDLE SignalHandle, HANDLE WaitHandle,
                                              BOOLEAN Alertable, PLARGE_INTEGER Timeout);

/* --- Directories ------------------------------------------------------------------------------ */

#define DIRECTORY_QUERY 0x0001
#define DIRECTORY_TRAVERSE 0x0002
#define DIRECTORY_CREATE_OBJECT 0x0004
#define DIRECTORY_CREATE_SUBDIRECTORY 0x0008
#define DIRECTORY_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | 0xf)

/**
 * NtCreateDirectoryObject - make a directory
 * @DirectoryHandle:    receives the handle
 * @DesiredAccess:      DIRECTORY_*
 * @ObjectAttributes:   its name; OBJ_OPENIF opens one that exists
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateDirectoryObject(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess,
                                       POBJECT_ATTRIBUTES ObjectAttributes);

/* The same with a second directory that is searched after it. Not implemented in this version. */
NTSTATUS NTAPI NtCreateDirectoryObjectEx(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess,
                                         POBJECT_ATTRIBUTES ObjectAttributes,
                                         HANDLE ShadowDirectoryHandle, ULONG Flags);

/**
 * NtOpenDirectoryObject - open a directory by its name
 * @DirectoryHandle:    receives the handle
 * @DesiredAccess:      DIRECTORY_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenDirectoryObject(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess,
                                     POBJECT_ATTRIBUTES ObjectAttributes);

typedef struct _OBJECT_DIRECTORY_INFORMATION {
    UNICODE_STRING Name;
    UNICODE_STRING TypeName;
} OBJECT_DIRECTORY_INFORMATION, *POBJECT_DIRECTORY_INFORMATION;

/**
 * NtQueryDirectoryObject - list a directory
 * @DirectoryHandle:    needs DIRECTORY_QUERY
 * @Buffer:             receives OBJECT_DIRECTORY_INFORMATIONs, the last one all zero, and behind
 *                      them the strings
 * @Length:             bytes in it
 * @ReturnSingleEntry:  one at a time
 * @RestartScan:        from the start, whatever Context says
 * @Context:            in: where to go on; out: where the next call goes on
 * @ReturnLength:       optional; receives the bytes used, or needed for the next entry
 *
 * STATUS_SUCCESS               ReturnSingleEntry: an entry; else: all that were left
 * STATUS_MORE_ENTRIES          the buffer is full, and there are more (a success)
 * STATUS_NO_MORE_ENTRIES       there are none left
 * STATUS_BUFFER_TOO_SMALL      ReturnSingleEntry: no room for the entry
 */
NTSTATUS NTAPI NtQueryDirectoryObject(HANDLE DirectoryHandle, PVOID Buffer, ULONG Length,
                                      BOOLEAN ReturnSingleEntry, BOOLEAN RestartScan,
                                      PULONG Context, PULONG ReturnLength);

/* --- Symbolic links --------------------------------------------------------------------------- */

#define SYMBOLIC_LINK_QUERY 0x0001
#define SYMBOLIC_LINK_SET 0x0002
#define SYMBOLIC_LINK_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | 0x1)
#define SYMBOLIC_LINK_ALL_ACCESS_EX (STANDARD_RIGHTS_REQUIRED | 0xffff)

/**
 * NtCreateSymbolicLinkObject - make a name that stands for another
 * @LinkHandle:         receives the handle
 * @DesiredAccess:      SYMBOLIC_LINK_*
 * @ObjectAttributes:   its name
 * @LinkTarget:         the path that replaces it; it need not exist
 *
 * the name's statuses
 * STATUS_INVALID_PARAMETER     an empty or odd-sized LinkTarget
 */
NTSTATUS NTAPI NtCreateSymbolicLinkObject(PHANDLE LinkHandle, ACCESS_MASK DesiredAccess,
                                          POBJECT_ATTRIBUTES ObjectAttributes,
                                          PUNICODE_STRING LinkTarget);

/**
 * NtOpenSymbolicLinkObject - open the link itself, not what it stands for
 * @LinkHandle:         receives the handle
 * @DesiredAccess:      SYMBOLIC_LINK_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenSymbolicLinkObject(PHANDLE LinkHandle, ACCESS_MASK DesiredAccess,
                                        POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * NtQuerySymbolicLinkObject - where a link leads
 * @LinkHandle:         needs SYMBOLIC_LINK_QUERY
 * @LinkTarget:         its buffer receives the path, its Length is set; with a terminator where
 *                      there is room
 * @ReturnedLength:     optional; receives the bytes that are needed
 *
 * STATUS_BUFFER_TOO_SMALL      MaximumLength is not enough
 */
NTSTATUS NTAPI NtQuerySymbolicLinkObject(HANDLE LinkHandle, PUNICODE_STRING LinkTarget,
                                         PULONG ReturnedLength);

#ifdef __cplusplus
}
#endif

#endif
