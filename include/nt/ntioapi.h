/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * I/O completion ports. In this version of libntdll they are declared only: the calls return STATUS_NOT_IMPLEMENTED.
 * The calls for files are <winternl.h>'s (NtCreateFile, NtOpenFile); libntdll has none of them either.
 */
#ifndef NT_IOAPI_H
#define NT_IOAPI_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

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
                                    POBJECT_ATTRIBUTES ObjectAttributes, ULONG NumberOfConcurrentThreads);
NTSTATUS NTAPI NtOpenIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes);

/* How many packets wait. */
NTSTATUS NTAPI NtQueryIoCompletion(HANDLE IoCompletionHandle, IO_COMPLETION_INFORMATION_CLASS IoCompletionInformationClass,
                                   PVOID IoCompletionInformation, ULONG IoCompletionInformationLength, PULONG ReturnLength);

/* Put a packet in. */
NTSTATUS NTAPI NtSetIoCompletion(HANDLE IoCompletionHandle, PVOID KeyContext, PVOID ApcContext, NTSTATUS IoStatus,
                                 ULONG_PTR IoStatusInformation);

/* Take one, or up to Count of them; STATUS_TIMEOUT when none came. */
NTSTATUS NTAPI NtRemoveIoCompletion(HANDLE IoCompletionHandle, PVOID *KeyContext, PVOID *ApcContext,
                                    PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER Timeout);
NTSTATUS NTAPI NtRemoveIoCompletionEx(HANDLE IoCompletionHandle, PFILE_IO_COMPLETION_INFORMATION IoCompletionInformation,
                                      ULONG Count, PULONG NumEntriesRemoved, PLARGE_INTEGER Timeout, BOOLEAN Alertable);

#ifdef __cplusplus
}
#endif

#endif
