/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files, as far as sections need them, and I/O completion ports.
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

/*
 * ntport_file_from_fd - a file object of an open descriptor; a name of ours, not NT's
 * @FileHandle:         set to the new handle
 * @Descriptor:         a regular file; stays the caller's
 * @DesiredAccess:      no more than it was opened for
 * @Name:               what NtQueryObject says of it, up to 256 characters; optional
 *
 * So a file can be sent in a message (ALPC_HANDLE_ATTR) by who has opened it with Linux's calls.
 *
 * STATUS_INVALID_HANDLE            no descriptor
 * STATUS_ACCESS_DENIED             it was not opened for that
 * STATUS_NOT_IMPLEMENTED           not a regular file
 * STATUS_OBJECT_NAME_INVALID       too long
 */
NTSTATUS NTAPI ntport_file_from_fd(PHANDLE FileHandle, int Descriptor, ACCESS_MASK DesiredAccess,
                                   PCUNICODE_STRING Name);

/*
 * ntport_file_to_fd - Linux's descriptor of a file object; a name of ours, not NT's
 * @Descriptor:         set to a new descriptor, which the caller closes. With FILE_WRITE_DATA or FILE_APPEND_DATA
 *                      it is the one that the file was opened by, and shares its position
 * @FileHandle:         the file, of a program of the same user
 * @DesiredAccess:      FILE_READ_DATA, FILE_WRITE_DATA ..., which the handle must permit
 *
 * STATUS_INVALID_HANDLE            no such handle
 * STATUS_OBJECT_TYPE_MISMATCH      not a file's
 * STATUS_ACCESS_DENIED             the handle does not permit that, or the file is another user's
 */
NTSTATUS NTAPI ntport_file_to_fd(int *Descriptor, HANDLE FileHandle, ACCESS_MASK DesiredAccess);

/* --- I/O completion ports --------------------------------------------------------------------- */

#ifndef IO_COMPLETION_QUERY_STATE
#define IO_COMPLETION_QUERY_STATE 0x0001
#endif

/**
 * NtCreateIoCompletion - make a queue of packets for worker threads
 * @IoCompletionHandle:         receives the handle
 * @DesiredAccess:              IO_COMPLETION_*
 * @ObjectAttributes:           optional; its name
 * @NumberOfConcurrentThreads:  how many of its workers run at once; 0: as many as there are processors
 *
 * A thread that has taken a packet runs until it takes the next one or waits for objects; a packet
 * wakes the worker that came last, if fewer run than may. Threads that wait in calls on ports count
 * as running here. With SYNCHRONIZE the handle can be waited for: signalled while there are packets.
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                    POBJECT_ATTRIBUTES ObjectAttributes,
                                    ULONG NumberOfConcurrentThreads);

/**
 * NtOpenIoCompletion - open one by its name
 * @IoCompletionHandle: receives the handle
 * @DesiredAccess:      IO_COMPLETION_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                  POBJECT_ATTRIBUTES ObjectAttributes);

typedef enum _IO_COMPLETION_INFORMATION_CLASS {
    IoCompletionBasicInformation            /* q: IO_COMPLETION_BASIC_INFORMATION */
} IO_COMPLETION_INFORMATION_CLASS;

typedef struct _IO_COMPLETION_BASIC_INFORMATION {
    LONG Depth;                             /* packets that wait to be taken */
} IO_COMPLETION_BASIC_INFORMATION, *PIO_COMPLETION_BASIC_INFORMATION;

/**
 * NtQueryIoCompletion - how many packets wait
 * @IoCompletionHandle:             needs IO_COMPLETION_QUERY_STATE
 * @IoCompletionInformationClass:   IoCompletionBasicInformation
 * @IoCompletionInformation:        receives IO_COMPLETION_BASIC_INFORMATION
 * @IoCompletionInformationLength:  4
 * @ReturnLength:                   optional; receives 4
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      another length
 */
NTSTATUS NTAPI NtQueryIoCompletion(HANDLE IoCompletionHandle,
                                   IO_COMPLETION_INFORMATION_CLASS IoCompletionInformationClass,
                                   PVOID IoCompletionInformation,
                                   ULONG IoCompletionInformationLength, PULONG ReturnLength);

/**
 * NtSetIoCompletion - put a packet in
 * @IoCompletionHandle:     needs IO_COMPLETION_MODIFY_STATE
 * @KeyContext:             what comes out again; so do the others
 * @ApcContext:             "
 * @IoStatus:               "
 * @IoStatusInformation:    "
 *
 * STATUS_QUOTA_EXCEEDED, STATUS_NO_MEMORY      too many packets wait
 */
NTSTATUS NTAPI NtSetIoCompletion(HANDLE IoCompletionHandle, PVOID KeyContext, PVOID ApcContext,
                                 NTSTATUS IoStatus, ULONG_PTR IoStatusInformation);

/**
 * NtSetIoCompletionEx - put a packet in that is there already
 * @IoCompletionHandle:         needs IO_COMPLETION_MODIFY_STATE
 * @IoCompletionPacketHandle:   of NtAllocateReserveObject, for completion packets; it can be used again when the packet has
 *                              been taken. NULL: as NtSetIoCompletion
 * @KeyContext:                 what comes out again; so do the others
 * @ApcContext:                 "
 * @IoStatus:                   "
 * @IoStatusInformation:        "
 *
 * STATUS_INVALID_PARAMETER_2   the packet is in a queue
 */
NTSTATUS NTAPI NtSetIoCompletionEx(HANDLE IoCompletionHandle, HANDLE IoCompletionPacketHandle, PVOID KeyContext,
                                   PVOID ApcContext, NTSTATUS IoStatus, ULONG_PTR IoStatusInformation);

/**
 * NtRemoveIoCompletion - take a packet, or wait for one
 * @IoCompletionHandle: needs IO_COMPLETION_MODIFY_STATE
 * @KeyContext:         receives the packet's, 8 bytes
 * @ApcContext:         receives the packet's, 8 bytes
 * @IoStatusBlock:      receives the packet's status and information
 * @Timeout:            optional; units of 100 ns, negative from now
 *
 * STATUS_TIMEOUT       none came in time
 * STATUS_ABANDONED     the last handle was closed meanwhile
 */
NTSTATUS NTAPI NtRemoveIoCompletion(HANDLE IoCompletionHandle, PVOID *KeyContext, PVOID *ApcContext,
                                    PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER Timeout);

/* One packet. */
typedef struct _FILE_IO_COMPLETION_INFORMATION {
    PVOID KeyContext;
    PVOID ApcContext;
    IO_STATUS_BLOCK IoStatusBlock;
} FILE_IO_COMPLETION_INFORMATION, *PFILE_IO_COMPLETION_INFORMATION;

/**
 * NtRemoveIoCompletionEx - take several packets, or wait for one
 * @IoCompletionHandle:         needs IO_COMPLETION_MODIFY_STATE
 * @IoCompletionInformation:    receives the packets, 32 bytes each
 * @Count:                      how many there is room for; no more than 256 are taken at once
 * @NumEntriesRemoved:          receives how many it were; with STATUS_TIMEOUT 0
 * @Timeout:                    optional; units of 100 ns, negative from now
 * @Alertable:                  whether alerts and APCs end the wait (STATUS_ALERTED, STATUS_USER_APC)
 *
 * STATUS_INVALID_PARAMETER     Count is 0
 * STATUS_TIMEOUT               none came in time
 * STATUS_ABANDONED             the last handle was closed meanwhile
 */
NTSTATUS NTAPI NtRemoveIoCompletionEx(HANDLE IoCompletionHandle,
                                      PFILE_IO_COMPLETION_INFORMATION IoCompletionInformation,
                                      ULONG Count, PULONG NumEntriesRemoved, PLARGE_INTEGER Timeout,
                                      BOOLEAN Alertable);

/* --- Waits that post packets ------------------------------------------------------------------ */

/**
 * NtCreateWaitCompletionPacket - make a packet that is posted when an object is signalled
 * @WaitCompletionPacketHandle: receives the handle
 * @DesiredAccess:              1 to use it
 * @ObjectAttributes:           optional; its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateWaitCompletionPacket(PHANDLE WaitCompletionPacketHandle,
                                            ACCESS_MASK DesiredAccess,
                                            POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * NtAssociateWaitCompletionPacket - post it, once, when the object is signalled
 * @WaitCompletionPacketHandle: a packet that neither waits nor lies in a queue
 * @IoCompletionHandle:         where to; needs IO_COMPLETION_MODIFY_STATE
 * @TargetObjectHandle:         what to wait for; needs SYNCHRONIZE. It is as if a thread had waited
 * @KeyContext:                 what NtRemoveIoCompletion gives out; so are the next three
 * @ApcContext:                 "
 * @IoStatus:                   "
 * @IoStatusInformation:        "
 * @AlreadySignaled:            optional; receives whether it was posted at once, 1 byte
 *
 * STATUS_INVALID_PARAMETER_1   it is in use
 * STATUS_INVALID_PARAMETER_3   the object is a mutant, which only a thread can own, or a port
 */
NTSTATUS NTAPI NtAssociateWaitCompletionPacket(HANDLE WaitCompletionPacketHandle,
                                               HANDLE IoCompletionHandle, HANDLE TargetObjectHandle,
                                               PVOID KeyContext, PVOID ApcContext, NTSTATUS IoStatus,
                                               ULONG_PTR IoStatusInformation,
                                               PBOOLEAN AlreadySignaled);

/**
 * NtCancelWaitCompletionPacket - do not wait any more
 * @WaitCompletionPacketHandle: the packet
 * @RemoveSignaledPacket:       also take it out of the queue again
 *
 * STATUS_PENDING       it lies in the queue, and stays there
 * STATUS_CANCELLED     it is not in use
 */
NTSTATUS NTAPI NtCancelWaitCompletionPacket(HANDLE WaitCompletionPacketHandle,
                                            BOOLEAN RemoveSignaledPacket);

#ifdef __cplusplus
}
#endif

#endif
