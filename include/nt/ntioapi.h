/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files, as far as sections need them, and I/O completion ports, which are declared only in this
 * version: their calls return
 * STATUS_NOT_IMPLEMENTED.
 */
#ifndef NT_IOAPI_H
#define NT_IOAPI_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Files ------------------------------------------------------------------------------------ */

/**
 * NtCreateFile - open or create a regular file, to make a section of it
 * @FileHandle:         receives the handle
 * @DesiredAccess:      FILE_READ_DATA, FILE_WRITE_DATA, ...; it must agree with what the file
 *                      permits this process
 * @ObjectAttributes:   the name: \??\unix\PATH or \??\Z:\PATH, with slashes or backslashes, from
 *                      Linux's root, in the exact case
 * @IoStatusBlock:      receives the status, and in Information FILE_OPENED, FILE_CREATED,
 *                      FILE_OVERWRITTEN
 * @AllocationSize:     ignored
 * @FileAttributes:     ignored
 * @ShareAccess:        ignored
 * @CreateDisposition:  FILE_OPEN, FILE_CREATE, FILE_OPEN_IF, FILE_OVERWRITE, FILE_OVERWRITE_IF,
 *                      FILE_SUPERSEDE
 * @CreateOptions:      what asks for a directory is not implemented
 * @EaBuffer:           NULL
 * @EaLength:           0
 *
 * STATUS_INVALID_PARAMETER         CreateDisposition
 * STATUS_NOT_IMPLEMENTED           a directory, a device, extended attributes
 * STATUS_FILE_IS_A_DIRECTORY       the name is one's
 * STATUS_ACCESS_DENIED             Linux does not permit it
 * STATUS_TOO_MANY_OPENED_FILES     the process has no descriptor left
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                            PLARGE_INTEGER AllocationSize, ULONG FileAttributes, ULONG ShareAccess,
                            ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer,
                            ULONG EaLength);

/* NtCreateFile with FILE_OPEN. */
NTSTATUS NTAPI NtOpenFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
                          POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                          ULONG ShareAccess, ULONG OpenOptions);

/* --- I/O completion ports --------------------------------------------------------------------- */

#ifndef IO_COMPLETION_QUERY_STATE
#define IO_COMPLETION_QUERY_STATE 0x0001
#endif

typedef enum _IO_COMPLETION_INFORMATION_CLASS {
    IoCompletionBasicInformation            /* q: IO_COMPLETION_BASIC_INFORMATION */
} IO_COMPLETION_INFORMATION_CLASS;

typedef struct _IO_COMPLETION_BASIC_INFORMATION {
    LONG Depth;                             /* packets that wait to be taken */
} IO_COMPLETION_BASIC_INFORMATION, *PIO_COMPLETION_BASIC_INFORMATION;

/* One packet. */
typedef struct _FILE_IO_COMPLETION_INFORMATION {
    PVOID KeyContext;
    PVOID ApcContext;
    IO_STATUS_BLOCK IoStatusBlock;
} FILE_IO_COMPLETION_INFORMATION, *PFILE_IO_COMPLETION_INFORMATION;

/* Make one, or open it by its name. */
NTSTATUS NTAPI NtCreateIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                    POBJECT_ATTRIBUTES ObjectAttributes,
                                    ULONG NumberOfConcurrentThreads);
NTSTATUS NTAPI NtOpenIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                  POBJECT_ATTRIBUTES ObjectAttributes);

/* How many packets wait. */
NTSTATUS NTAPI NtQueryIoCompletion(HANDLE IoCompletionHandle,
                                   IO_COMPLETION_INFORMATION_CLASS IoCompletionInformationClass,
                                   PVOID IoCompletionInformation,
                                   ULONG IoCompletionInformationLength, PULONG ReturnLength);

/* Put a packet in. */
NTSTATUS NTAPI NtSetIoCompletion(HANDLE IoCompletionHandle, PVOID KeyContext, PVOID ApcContext,
                                 NTSTATUS IoStatus, ULONG_PTR IoStatusInformation);

/* Take one, or up to Count of them; STATUS_TIMEOUT when none came. */
NTSTATUS NTAPI NtRemoveIoCompletion(HANDLE IoCompletionHandle, PVOID *KeyContext, PVOID *ApcContext,
                                    PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER Timeout);
NTSTATUS NTAPI NtRemoveIoCompletionEx(HANDLE IoCompletionHandle,
                                      PFILE_IO_COMPLETION_INFORMATION IoCompletionInformation,
                                      ULONG Count, PULONG NumEntriesRemoved, PLARGE_INTEGER Timeout,
                                      BOOLEAN Alertable);

#ifdef __cplusplus
}
#endif

#endif
