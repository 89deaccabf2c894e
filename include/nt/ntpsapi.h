/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Processes and threads as objects.
 *
 * A process id is Linux's, and so is a thread id. Handles to them can be waited on: they are
 * signalled at the end.
 */
#ifndef NT_PSAPI_H
#define NT_PSAPI_H
#pragma GCC system_header

#include <nt_base.h>

/* Rights to threads that mingw-w64 does not name (phnt) */
#define THREAD_ALERT 0x0004
#ifndef THREAD_RESUME
#define THREAD_RESUME 0x1000
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Handles that always stand for the caller, and need not be closed. */
#define NtCurrentProcess() ((HANDLE)(LONG_PTR)-1)
#define ZwCurrentProcess() NtCurrentProcess()
#define NtCurrentThread() ((HANDLE)(LONG_PTR)-2)
#define ZwCurrentThread() NtCurrentThread()

/* <winnt.h> declares NtCurrentTeb; what is in the blocks is in <ntpebteb.h>. */
#define NtCurrentPeb() (NtCurrentTeb()->ProcessEnvironmentBlock)
#define NtCurrentProcessId() (NtCurrentTeb()->ClientId.UniqueProcess)
#define NtCurrentThreadId() (NtCurrentTeb()->ClientId.UniqueThread)

/* --- Processes -------------------------------------------------------------------------------- */

/**
 * NtOpenProcess - open a process by its id
 * @ProcessHandle:      receives the handle
 * @DesiredAccess:      PROCESS_*
 * @ObjectAttributes:   no name; Attributes may have OBJ_INHERIT
 * @ClientId:           UniqueProcess, and UniqueThread 0 or one of its threads
 *
 * STATUS_INVALID_PARAMETER_MIX     a name and a ClientId, or neither
 * STATUS_INVALID_CID               no such process that uses this object server, or no such thread
 */
NTSTATUS NTAPI NtOpenProcess(PHANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, PCLIENT_ID ClientId);

/**
 * NtTerminateProcess - end a process
 * @ProcessHandle:      needs PROCESS_TERMINATE; NULL ends the other threads of the calling one
 * @ExitStatus:         what it ends with
 *
 * STATUS_PROCESS_IS_TERMINATING    it has ended
 */
NTSTATUS NTAPI NtTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus);

/**
 * NtQueryInformationProcess - ask about a process
 * @ProcessHandle:              needs PROCESS_QUERY_INFORMATION or PROCESS_QUERY_LIMITED_INFORMATION
 * @ProcessInformationClass:    ProcessBasicInformation    PROCESS_BASIC_INFORMATION; PebBaseAddress
 *                              of the own process only
 *                              ProcessHandleCount         ULONG
 *                              ProcessTimes               KERNEL_USER_TIMES
 *                              ProcessImageFileName       UNICODE_STRING and the path
 *                              ProcessWow64Information    ULONG_PTR, 0
 * @ProcessInformation:         receives it
 * @ProcessInformationLength:   bytes in it
 * @ReturnLength:               optional; receives the bytes that were or would be needed
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      another length than the structure's
 */
NTSTATUS NTAPI NtQueryInformationProcess(HANDLE ProcessHandle,
                                         PROCESSINFOCLASS ProcessInformationClass,
                                         PVOID ProcessInformation, ULONG ProcessInformationLength,
                                         PULONG ReturnLength);

/* Change a process. Not implemented in this version. */
NTSTATUS NTAPI NtSetInformationProcess(HANDLE ProcessHandle,
                                       PROCESSINFOCLASS ProcessInformationClass,
                                       PVOID ProcessInformation, ULONG ProcessInformationLength);

/* --- Threads ---------------------------------------------------------------------------------- */

/**
 * NtOpenThread - open a thread by its id
 * @ThreadHandle:       receives the handle
 * @DesiredAccess:      THREAD_*
 * @ObjectAttributes:   no name; Attributes may have OBJ_INHERIT
 * @ClientId:           UniqueThread, and UniqueProcess 0 or its process
 *
 * STATUS_INVALID_PARAMETER_MIX     a name and a ClientId, or neither
 * STATUS_INVALID_CID               no such thread that has called libntdll
 */
NTSTATUS NTAPI NtOpenThread(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes, PCLIENT_ID ClientId);

typedef NTSTATUS (NTAPI *PUSER_THREAD_START_ROUTINE)(PVOID ThreadParameter);

/* What NtCreateThreadEx can give back besides the handle; Attribute is a PS_ATTRIBUTE_*. */
typedef struct _PS_ATTRIBUTE {
    ULONG_PTR Attribute;
    SIZE_T Size;
    union {
        ULONG_PTR Value;
        PVOID ValuePtr;
    };
    PSIZE_T ReturnLength;
} PS_ATTRIBUTE, *PPS_ATTRIBUTE;

typedef struct _PS_ATTRIBUTE_LIST {
    SIZE_T TotalLength;
    PS_ATTRIBUTE Attributes[1];
} PS_ATTRIBUTE_LIST, *PPS_ATTRIBUTE_LIST;

#define PS_ATTRIBUTE_CLIENT_ID 0x00010003       /* receives a CLIENT_ID */
#define PS_ATTRIBUTE_TEB_ADDRESS 0x00010004     /* receives a PTEB */

#define THREAD_CREATE_FLAGS_NONE 0x00000000
#define THREAD_CREATE_FLAGS_CREATE_SUSPENDED 0x00000001

/**
 * NtCreateThreadEx - start a thread in this process; it is a pthread
 * @ThreadHandle:       receives the handle
 * @DesiredAccess:      THREAD_*
 * @ObjectAttributes:   optional; no name
 * @ProcessHandle:      NtCurrentProcess(); this version knows no other
 * @StartRoutine:       runs with Argument, under the convention NTAPI; what it returns is the exit
 *                      status
 * @Argument:           for StartRoutine
 * @CreateFlags:        THREAD_CREATE_FLAGS_CREATE_SUSPENDED: it runs after NtResumeThread
 * @ZeroBits:           ignored
 * @StackSize:          ignored
 * @MaximumStackSize:   bytes of stack; 0 is the default
 * @AttributeList:      optional
 *
 * STATUS_INVALID_PARAMETER     another flag
 */
NTSTATUS NTAPI NtCreateThreadEx(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle,
                                PUSER_THREAD_START_ROUTINE StartRoutine, PVOID Argument,
                                ULONG CreateFlags, SIZE_T ZeroBits, SIZE_T StackSize,
                                SIZE_T MaximumStackSize, PPS_ATTRIBUTE_LIST AttributeList);

/**
 * NtTerminateThread - end a thread
 * @ThreadHandle:       NtCurrentThread(), or a handle that has THREAD_TERMINATE
 * @ExitStatus:         what it ends with
 */
NTSTATUS NTAPI NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus);

/**
 * NtSuspendThread - stop a thread
 * @ThreadHandle:           needs THREAD_SUSPEND_RESUME
 * @PreviousSuspendCount:   optional; receives how often it was stopped before
 */
NTSTATUS NTAPI NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);

/**
 * NtResumeThread - let a thread go on, once it was resumed as often as it was stopped
 * @ThreadHandle:           needs THREAD_SUSPEND_RESUME
 * @PreviousSuspendCount:   optional; receives how often it was stopped before
 */
NTSTATUS NTAPI NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);

typedef struct _THREAD_BASIC_INFORMATION {
    NTSTATUS ExitStatus;            /* STATUS_PENDING while it runs */
    PTEB TebBaseAddress;            /* of the own process only */
    CLIENT_ID ClientId;
    ULONG_PTR AffinityMask;
    KPRIORITY Priority;
    KPRIORITY BasePriority;
} THREAD_BASIC_INFORMATION, *PTHREAD_BASIC_INFORMATION;

/**
 * NtQueryInformationThread - ask about a thread
 * @ThreadHandle:               needs THREAD_QUERY_INFORMATION or THREAD_QUERY_LIMITED_INFORMATION
 * @ThreadInformationClass:     ThreadBasicInformation     THREAD_BASIC_INFORMATION
 *                              ThreadTimes                KERNEL_USER_TIMES
 *                              ThreadAmILastThread        ULONG
 * @ThreadInformation:          receives it
 * @ThreadInformationLength:    bytes in it
 * @ReturnLength:               optional; receives the bytes that were or would be needed
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      another length than the structure's
 */
NTSTATUS NTAPI NtQueryInformationThread(HANDLE ThreadHandle, THREADINFOCLASS ThreadInformationClass,
                                        PVOID ThreadInformation, ULONG ThreadInformationLength,
                                        PULONG ReturnLength);

/* Change a thread. Not implemented in this version. */
NTSTATUS NTAPI NtSetInformationThread(HANDLE ThreadHandle, THREADINFOCLASS ThreadInformationClass,
                                      PVOID ThreadInformation, ULONG ThreadInformationLength);

/* On which processor the caller runs, from 0. */
ULONG NTAPI NtGetCurrentProcessorNumber(VOID);

/* Described in <ntlpcapi.h>. */
NTSTATUS NTAPI NtRegisterThreadTerminatePort(HANDLE PortHandle);
LOGICAL NTAPI NtQueryPortInformationProcess(VOID);

/* --- Alerts and user APCs --------------------------------------------------------------------- */

#ifndef THREAD_ALERT
#define THREAD_ALERT 0x0004
#endif

/**
 * NtAlertThread - end a thread's alertable wait with STATUS_ALERTED: this one, or the next
 * @ThreadHandle:   needs THREAD_ALERT
 */
NTSTATUS NTAPI NtAlertThread(HANDLE ThreadHandle);

/**
 * NtTestAlert - has the caller been alerted? Runs its user APCs
 *
 * STATUS_ALERTED       it had been; it is over
 * STATUS_SUCCESS       it had not
 */
NTSTATUS NTAPI NtTestAlert(VOID);

/**
 * NtAlertThreadByThreadId - end a thread's NtWaitForAlertByThreadId: this one, or the next
 * @ThreadId:   of a thread of this process
 *
 * STATUS_INVALID_CID       there is no such thread
 * STATUS_ACCESS_DENIED     it is in another process
 */
NTSTATUS NTAPI NtAlertThreadByThreadId(HANDLE ThreadId);

/**
 * NtWaitForAlertByThreadId - wait for that
 * @Address:    what the program waits about; not looked at
 * @Timeout:    optional; units of 100 ns, negative from now
 *
 * STATUS_ALERTED       the success
 * STATUS_TIMEOUT
 */
NTSTATUS NTAPI NtWaitForAlertByThreadId(PVOID Address, PLARGE_INTEGER Timeout);

typedef VOID(NTAPI *PPS_APC_ROUTINE)(PVOID ApcArgument1, PVOID ApcArgument2, PVOID ApcArgument3);

/**
 * NtQueueApcThread - have a thread run something when it waits alertably
 * @ThreadHandle:   needs THREAD_SET_CONTEXT
 * @ApcRoutine:     an address in that thread's process
 * @ApcArgument1:   what it is given; so are the others
 * @ApcArgument2:   "
 * @ApcArgument3:   "
 *
 * An alertable wait that could not be satisfied at once ends with STATUS_USER_APC when the thread
 * has run all that was queued. The calls on ports are not alertable in this version.
 *
 * STATUS_UNSUCCESSFUL                      the thread has ended
 * STATUS_QUOTA_EXCEEDED, STATUS_NO_MEMORY  too many are queued
 */
NTSTATUS NTAPI NtQueueApcThread(HANDLE ThreadHandle, PPS_APC_ROUTINE ApcRoutine, PVOID ApcArgument1,
                                PVOID ApcArgument2, PVOID ApcArgument3);

typedef enum _MEMORY_RESERVE_TYPE {
    MemoryReserveUserApc,
    MemoryReserveIoCompletion,
    MemoryReserveTypeMax
} MEMORY_RESERVE_TYPE;

/**
 * NtAllocateReserveObject - take now what a later call will need
 * @MemoryReserveHandle:    receives the handle
 * @ObjectAttributes:       optional; its name
 * @Type:                   MemoryReserveIoCompletion: a packet for NtSetIoCompletionEx
 *
 * STATUS_INVALID_PARAMETER     Type is none of them
 * STATUS_NOT_IMPLEMENTED       MemoryReserveUserApc
 * the name's statuses
 */
NTSTATUS NTAPI NtAllocateReserveObject(PHANDLE MemoryReserveHandle, POBJECT_ATTRIBUTES ObjectAttributes,
                                       MEMORY_RESERVE_TYPE Type);

#ifdef __cplusplus
}
#endif

#endif
