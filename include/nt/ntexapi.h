/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events and their relatives, and time.
 */
#ifndef NT_EXAPI_H
#define NT_EXAPI_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Events ----------------------------------------------------------------------------------- */

#ifndef EVENT_QUERY_STATE
#define EVENT_QUERY_STATE 0x0001
#endif

#ifndef _NTDEF_
typedef enum _EVENT_TYPE {
    NotificationEvent,          /* stays signalled until it is reset */
    SynchronizationEvent        /* releases one waiter, and is reset by that */
} EVENT_TYPE;
#endif

/**
 * NtCreateEvent - make an event
 * @EventHandle:        receives the handle
 * @DesiredAccess:      EVENT_*
 * @ObjectAttributes:   optional; its name
 * @EventType:          NotificationEvent or SynchronizationEvent
 * @InitialState:       whether it is signalled
 *
 * STATUS_INVALID_PARAMETER     EventType
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, EVENT_TYPE EventType,
                             BOOLEAN InitialState);

/**
 * NtOpenEvent - open an event by its name
 * @EventHandle:        receives the handle
 * @DesiredAccess:      EVENT_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * NtSetEvent - signal an event
 * @EventHandle:        needs EVENT_MODIFY_STATE
 * @PreviousState:      optional; receives whether it was signalled, 4 bytes
 */
NTSTATUS NTAPI NtSetEvent(HANDLE EventHandle, PLONG PreviousState);

/**
 * NtResetEvent - make an event not signalled
 * @EventHandle:        needs EVENT_MODIFY_STATE
 * @PreviousState:      optional; receives whether it was signalled, 4 bytes
 */
NTSTATUS NTAPI NtResetEvent(HANDLE EventHandle, PLONG PreviousState);

/**
 * NtClearEvent - NtResetEvent without the previous state
 * @EventHandle:        needs EVENT_MODIFY_STATE
 */
NTSTATUS NTAPI NtClearEvent(HANDLE EventHandle);

/**
 * NtPulseEvent - release who is waiting now, and leave the event not signalled
 * @EventHandle:        needs EVENT_MODIFY_STATE
 * @PreviousState:      optional; receives whether it was signalled, 4 bytes
 */
NTSTATUS NTAPI NtPulseEvent(HANDLE EventHandle, PLONG PreviousState);

typedef enum _EVENT_INFORMATION_CLASS {
    EventBasicInformation
} EVENT_INFORMATION_CLASS;

typedef struct _EVENT_BASIC_INFORMATION {
    EVENT_TYPE EventType;
    LONG EventState;            /* 1 signalled, 0 not */
} EVENT_BASIC_INFORMATION, *PEVENT_BASIC_INFORMATION;

/**
 * NtQueryEvent - what an event is and whether it is signalled
 * @EventHandle:                needs EVENT_QUERY_STATE
 * @EventInformationClass:      EventBasicInformation
 * @EventInformation:           receives EVENT_BASIC_INFORMATION
 * @EventInformationLength:     8
 * @ReturnLength:               optional; receives 8
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      another length
 */
NTSTATUS NTAPI NtQueryEvent(HANDLE EventHandle, EVENT_INFORMATION_CLASS EventInformationClass,
                            PVOID EventInformation, ULONG EventInformationLength,
                            PULONG ReturnLength);

/* --- Semaphores and mutants: not implemented in this version ---------------------------------- */

#ifndef SEMAPHORE_QUERY_STATE
#define SEMAPHORE_QUERY_STATE 0x0001
#endif
#ifndef MUTANT_QUERY_STATE
#define MUTANT_QUERY_STATE 0x0001
#endif

typedef enum _SEMAPHORE_INFORMATION_CLASS {
    SemaphoreBasicInformation
} SEMAPHORE_INFORMATION_CLASS;

typedef struct _SEMAPHORE_BASIC_INFORMATION {
    LONG CurrentCount;
    LONG MaximumCount;
} SEMAPHORE_BASIC_INFORMATION, *PSEMAPHORE_BASIC_INFORMATION;

typedef enum _MUTANT_INFORMATION_CLASS {
    MutantBasicInformation,
    MutantOwnerInformation
} MUTANT_INFORMATION_CLASS;

typedef struct _MUTANT_BASIC_INFORMATION {
    LONG CurrentCount;
    BOOLEAN OwnedByCaller;
    BOOLEAN AbandonedState;
} MUTANT_BASIC_INFORMATION, *PMUTANT_BASIC_INFORMATION;

/* A count that waits take from and releases add to. */
NTSTATUS NTAPI NtCreateSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                                 POBJECT_ATTRIBUTES ObjectAttributes, LONG InitialCount,
                                 LONG MaximumCount);
NTSTATUS NTAPI NtOpenSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                               POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NTAPI NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount, PLONG PreviousCount);
NTSTATUS NTAPI NtQuerySemaphore(HANDLE SemaphoreHandle,
                                SEMAPHORE_INFORMATION_CLASS SemaphoreInformationClass,
                                PVOID SemaphoreInformation, ULONG SemaphoreInformationLength,
                                PULONG ReturnLength);

/* What one thread at a time owns. */
NTSTATUS NTAPI NtCreateMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN InitialOwner);
NTSTATUS NTAPI NtOpenMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NTAPI NtReleaseMutant(HANDLE MutantHandle, PLONG PreviousCount);
NTSTATUS NTAPI NtQueryMutant(HANDLE MutantHandle, MUTANT_INFORMATION_CLASS MutantInformationClass,
                             PVOID MutantInformation, ULONG MutantInformationLength,
                             PULONG ReturnLength);

/* --- Time ------------------------------------------------------------------------------------- */

/**
 * NtDelayExecution - sleep
 * @Alertable:          whether alerts and APCs end it
 * @DelayInterval:      units of 100 ns, negative from now, positive since 1601; 0 gives way to
 *                      other threads
 */
NTSTATUS NTAPI NtDelayExecution(BOOLEAN Alertable, PLARGE_INTEGER DelayInterval);

/**
 * NtYieldExecution - let other threads run
 *
 * STATUS_NO_YIELD_PERFORMED    there was none (a success)
 */
NTSTATUS NTAPI NtYieldExecution(VOID);

/**
 * NtQuerySystemTime - the time
 * @SystemTime:     receives 100 ns units since 1 January 1601, UTC
 */
NTSTATUS NTAPI NtQuerySystemTime(PLARGE_INTEGER SystemTime);

/**
 * NtQueryPerformanceCounter - a clock that only goes forward
 * @PerformanceCounter:     receives ticks
 * @PerformanceFrequency:   optional; receives ticks a second
 */
NTSTATUS NTAPI NtQueryPerformanceCounter(PLARGE_INTEGER PerformanceCounter,
                                         PLARGE_INTEGER PerformanceFrequency);

/* Milliseconds since the system started, 4 bytes. */
ULONG NTAPI NtGetTickCount(VOID);

/* How fine the clock is, in units of 100 ns: the coarsest, the finest, the present. */
NTSTATUS NTAPI NtQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime);

/* --- The system ------------------------------------------------------------------------------- */

/**
 * NtQuerySystemInformation - ask about the machine
 * @SystemInformationClass:     SystemBasicInformation
 * @SystemInformation:          receives SYSTEM_BASIC_INFORMATION
 * @SystemInformationLength:    64
 * @ReturnLength:               optional; receives 64
 *
 * STATUS_NOT_IMPLEMENTED           another class, in this version
 * STATUS_INFO_LENGTH_MISMATCH      another length
 */
NTSTATUS NTAPI NtQuerySystemInformation(SYSTEM_INFORMATION_CLASS SystemInformationClass,
                                        PVOID SystemInformation, ULONG SystemInformationLength,
                                        PULONG ReturnLength);

/* A number that this object server does not give twice. */
NTSTATUS NTAPI NtAllocateLocallyUniqueId(PLUID Luid);

#ifdef __cplusplus
}
#endif

#endif
