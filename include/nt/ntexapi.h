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

/* --- Semaphores ------------------------------------------------------------------------------- */

#ifndef SEMAPHORE_QUERY_STATE
#define SEMAPHORE_QUERY_STATE 0x0001
#endif

/**
 * NtCreateSemaphore - make a count that waits take from and releases add to
 * @SemaphoreHandle:    receives the handle
 * @DesiredAccess:      SEMAPHORE_*
 * @ObjectAttributes:   optional; its name
 * @InitialCount:       0 to MaximumCount; signalled while the count is above 0
 * @MaximumCount:       at least 1
 *
 * STATUS_INVALID_PARAMETER     a count out of these bounds
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                                 POBJECT_ATTRIBUTES ObjectAttributes, LONG InitialCount,
                                 LONG MaximumCount);

/**
 * NtOpenSemaphore - open a semaphore by its name
 * @SemaphoreHandle:    receives the handle
 * @DesiredAccess:      SEMAPHORE_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                               POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * NtReleaseSemaphore - add to the count
 * @SemaphoreHandle:    needs SEMAPHORE_MODIFY_STATE
 * @ReleaseCount:       at least 1
 * @PreviousCount:      optional; receives the count before, 4 bytes
 *
 * STATUS_INVALID_PARAMETER         ReleaseCount
 * STATUS_SEMAPHORE_LIMIT_EXCEEDED  it would be above the maximum; the count stays
 */
NTSTATUS NTAPI NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount, PLONG PreviousCount);

typedef enum _SEMAPHORE_INFORMATION_CLASS {
    SemaphoreBasicInformation
} SEMAPHORE_INFORMATION_CLASS;

typedef struct _SEMAPHORE_BASIC_INFORMATION {
    LONG CurrentCount;
    LONG MaximumCount;
} SEMAPHORE_BASIC_INFORMATION, *PSEMAPHORE_BASIC_INFORMATION;

/**
 * NtQuerySemaphore - the two counts
 * @SemaphoreHandle:            needs SEMAPHORE_QUERY_STATE
 * @SemaphoreInformationClass:  SemaphoreBasicInformation
 * @SemaphoreInformation:       receives SEMAPHORE_BASIC_INFORMATION
 * @SemaphoreInformationLength: 8
 * @ReturnLength:               optional; receives 8
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      another length
 */
NTSTATUS NTAPI NtQuerySemaphore(HANDLE SemaphoreHandle,
                                SEMAPHORE_INFORMATION_CLASS SemaphoreInformationClass,
                                PVOID SemaphoreInformation, ULONG SemaphoreInformationLength,
                                PULONG ReturnLength);

/* --- Mutants ---------------------------------------------------------------------------------- */

#ifndef MUTANT_QUERY_STATE
#define MUTANT_QUERY_STATE 0x0001
#endif

/**
 * NtCreateMutant - make something that one thread at a time owns
 * @MutantHandle:       receives the handle
 * @DesiredAccess:      MUTANT_*; SYNCHRONIZE to wait for it, which is how a thread comes to own it
 * @ObjectAttributes:   optional; its name
 * @InitialOwner:       the caller owns it from the beginning, if it did not exist already
 *
 * A thread may own it several times, and must release it as often. When a thread ends that owns it,
 * it is abandoned: the next wait gets it with STATUS_ABANDONED_WAIT_0 plus the object's index.
 */
NTSTATUS NTAPI NtCreateMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN InitialOwner);

/**
 * NtOpenMutant - open a mutant by its name
 * @MutantHandle:       receives the handle
 * @DesiredAccess:      MUTANT_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * NtReleaseMutant - give it up once
 * @MutantHandle:       needs no right
 * @PreviousCount:      optional; receives the count before (0: owned once, -1: twice), 4 bytes
 *
 * STATUS_MUTANT_NOT_OWNED      the caller does not own it
 */
NTSTATUS NTAPI NtReleaseMutant(HANDLE MutantHandle, PLONG PreviousCount);

typedef enum _MUTANT_INFORMATION_CLASS {
    MutantBasicInformation,
    MutantOwnerInformation
} MUTANT_INFORMATION_CLASS;

typedef struct _MUTANT_BASIC_INFORMATION {
    LONG CurrentCount;          /* 1 free, 0 owned once, -1 twice ... */
    BOOLEAN OwnedByCaller;
    BOOLEAN AbandonedState;
} MUTANT_BASIC_INFORMATION, *PMUTANT_BASIC_INFORMATION;

typedef struct _MUTANT_OWNER_INFORMATION {
    CLIENT_ID ClientId;         /* zeros: nobody owns it */
} MUTANT_OWNER_INFORMATION, *PMUTANT_OWNER_INFORMATION;

/**
 * NtQueryMutant - who owns it, and how often
 * @MutantHandle:               needs MUTANT_QUERY_STATE
 * @MutantInformationClass:     MutantBasicInformation (8 bytes) or MutantOwnerInformation (16)
 * @MutantInformation:          receives MUTANT_BASIC_INFORMATION or MUTANT_OWNER_INFORMATION
 * @MutantInformationLength:    exactly its size
 * @ReturnLength:               optional; receives the size
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      another length
 */
NTSTATUS NTAPI NtQueryMutant(HANDLE MutantHandle, MUTANT_INFORMATION_CLASS MutantInformationClass,
                             PVOID MutantInformation, ULONG MutantInformationLength,
                             PULONG ReturnLength);

/* --- Timers ----------------------------------------------------------------------------------- */

#ifndef _NTDEF_
typedef enum _TIMER_TYPE {
    NotificationTimer,          /* stays signalled until it is set again */
    SynchronizationTimer        /* releases one waiter, and is reset by that */
} TIMER_TYPE;
#endif

typedef VOID(NTAPI *PTIMER_APC_ROUTINE)(PVOID TimerContext, ULONG TimerLowValue,
                                        LONG TimerHighValue);

/**
 * NtCreateTimer - make a timer, which does not run yet
 * @TimerHandle:        receives the handle
 * @DesiredAccess:      TIMER_*
 * @ObjectAttributes:   optional; its name
 * @TimerType:          NotificationTimer or SynchronizationTimer
 *
 * STATUS_INVALID_PARAMETER     TimerType
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, TIMER_TYPE TimerType);

/**
 * NtOpenTimer - open a timer by its name
 * @TimerHandle:        receives the handle
 * @DesiredAccess:      TIMER_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * NtSetTimer - have a timer signalled at a time; it is not signalled until then
 * @TimerHandle:        needs TIMER_MODIFY_STATE
 * @DueTime:            units of 100 ns, negative from now, else since 1601 UTC, which follows the
 *                      clock when that is set; what is past is now
 * @TimerApcRoutine:    optional; a user APC to the calling thread each time, with TimerContext and
 *                      the time; the timer stops when that thread ends
 * @TimerContext:       what TimerApcRoutine is given
 * @ResumeTimer:        wake the machine for it: not here, see the status
 * @Period:             ms from one time to the next; 0: once
 * @PreviousState:      optional; receives whether it was signalled, 1 byte
 *
 * STATUS_TIMER_RESUME_IGNORED      ResumeTimer (a success)
 * STATUS_INVALID_PARAMETER_6       Period is negative
 */
NTSTATUS NTAPI NtSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime,
                          PTIMER_APC_ROUTINE TimerApcRoutine, PVOID TimerContext,
                          BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState);

/**
 * NtCancelTimer - stop a timer; it stays as signalled as it is
 * @TimerHandle:        needs TIMER_MODIFY_STATE
 * @CurrentState:       optional; receives whether it is signalled, 1 byte
 */
NTSTATUS NTAPI NtCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState);

typedef enum _TIMER_INFORMATION_CLASS {
    TimerBasicInformation
} TIMER_INFORMATION_CLASS;

typedef struct _TIMER_BASIC_INFORMATION {
    LARGE_INTEGER RemainingTime;    /* units of 100 ns until it is due; negative: since then */
    BOOLEAN TimerState;             /* signalled */
} TIMER_BASIC_INFORMATION, *PTIMER_BASIC_INFORMATION;

/**
 * NtQueryTimer - how long a timer still runs, and whether it is signalled
 * @TimerHandle:            needs TIMER_QUERY_STATE
 * @TimerInformationClass:  TimerBasicInformation
 * @TimerInformation:       receives TIMER_BASIC_INFORMATION
 * @TimerInformationLength: 16
 * @ReturnLength:           optional; receives 16
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      another length
 */
NTSTATUS NTAPI NtQueryTimer(HANDLE TimerHandle, TIMER_INFORMATION_CLASS TimerInformationClass,
                            PVOID TimerInformation, ULONG TimerInformationLength,
                            PULONG ReturnLength);

/* --- Keyed events ----------------------------------------------------------------------------- */

#ifndef KEYEDEVENT_WAIT
#define KEYEDEVENT_WAIT 0x0001
#define KEYEDEVENT_WAKE 0x0002
#define KEYEDEVENT_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | KEYEDEVENT_WAIT | KEYEDEVENT_WAKE)
#endif

/**
 * NtCreateKeyedEvent - make a place where threads of a process meet by keys
 * @KeyedEventHandle:   receives the handle
 * @DesiredAccess:      KEYEDEVENT_*
 * @ObjectAttributes:   optional; its name
 * @Flags:              0
 *
 * STATUS_INVALID_PARAMETER_4   Flags
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateKeyedEvent(PHANDLE KeyedEventHandle, ACCESS_MASK DesiredAccess,
                                  POBJECT_ATTRIBUTES ObjectAttributes, ULONG Flags);

/**
 * NtOpenKeyedEvent - open one by its name
 * @KeyedEventHandle:   receives the handle
 * @DesiredAccess:      KEYEDEVENT_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenKeyedEvent(PHANDLE KeyedEventHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * NtWaitForKeyedEvent - wait until a thread of this process releases the key
 * @KeyedEventHandle:   needs KEYEDEVENT_WAIT; NULL: the one that is always there
 * @KeyValue:           an even number
 * @Alertable:          whether alerts and APCs end the wait
 * @Timeout:            optional; units of 100 ns, negative from now
 *
 * STATUS_INVALID_PARAMETER_1   KeyValue is odd
 * STATUS_TIMEOUT, STATUS_ALERTED, STATUS_USER_APC
 */
NTSTATUS NTAPI NtWaitForKeyedEvent(HANDLE KeyedEventHandle, PVOID KeyValue, BOOLEAN Alertable,
                                   PLARGE_INTEGER Timeout);

/**
 * NtReleaseKeyedEvent - release one thread that waits for the key, or wait until there is one
 * @KeyedEventHandle:   needs KEYEDEVENT_WAKE; NULL: the one that is always there
 * @KeyValue:           as NtWaitForKeyedEvent; so are the others and the statuses
 */
NTSTATUS NTAPI NtReleaseKeyedEvent(HANDLE KeyedEventHandle, PVOID KeyValue, BOOLEAN Alertable,
                                   PLARGE_INTEGER Timeout);

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
