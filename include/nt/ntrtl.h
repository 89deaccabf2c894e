/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The run-time library, Rtl*: counted strings, the heap, threads, status codes; locks are in
 * <ntrtlsync.h>, plain data in <ntrtldata.h>, SIDs, ACLs and security descriptors in
 * <ntrtlsecurity.h>. None of it asks the object server, except where a thread is started or a token
 * is looked at.
 */
#ifndef NT_RTL_H
#define NT_RTL_H
#pragma GCC system_header

#include <nt_base.h>
#include <ntpsapi.h>
#include <ntrtldata.h>
#include <ntrtlsecurity.h>
#include <ntrtlsync.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Counted strings -----------------------------------------------------------------------------
 *
 * Length and MaximumLength are in bytes and do not count a terminator. "Allocated" strings come
 * from the process heap; give them back with RtlFreeUnicodeString or RtlFreeAnsiString. The "ANSI"
 * code page is UTF-8.
 */

#ifndef RTL_CONSTANT_STRING
#define RTL_CONSTANT_STRING(s) { sizeof(s) - sizeof((s)[0]), sizeof(s), (s) }
#endif

/**
 * RtlInitUnicodeString - let a counted string stand for a terminated one, which stays where it is
 * @DestinationString:  receives lengths and address
 * @SourceString:       optional; beyond 65,532 bytes it is cut off
 */
VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString);

/* The same; too long is STATUS_NAME_TOO_LONG, and DestinationString is untouched. */
NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString, PCWSTR SourceString);

/* The same for bytes. */
VOID NTAPI RtlInitString(PSTRING DestinationString, PCSZ SourceString);
VOID NTAPI RtlInitAnsiString(PANSI_STRING DestinationString, PCSZ SourceString);
NTSTATUS NTAPI RtlInitStringEx(PSTRING DestinationString, PCSZ SourceString);
NTSTATUS NTAPI RtlInitAnsiStringEx(PANSI_STRING DestinationString, PCSZ SourceString);

/* An allocated copy of a terminated string; FALSE when there is no memory. */
BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString);
BOOLEAN NTAPI RtlCreateUnicodeStringFromAsciiz(PUNICODE_STRING DestinationString,
                                               PCSZ SourceString);

/* Free an allocated string and clear the structure; one without a buffer is no mistake. */
VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING UnicodeString);
VOID NTAPI RtlFreeAnsiString(PANSI_STRING AnsiString);

#define RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE 0x00000001
#define RTL_DUPLICATE_UNICODE_STRING_ALLOCATE_NULL_STRING 0x00000002

/**
 * RtlDuplicateUnicodeString - an allocated copy
 * @Flags:          RTL_DUPLICATE_UNICODE_STRING_*; a terminator, and memory for an empty string too
 *                  (needs the first)
 * @StringIn:       what is copied
 * @StringOut:      receives the copy
 *
 * STATUS_INVALID_PARAMETER     Flags, or StringIn is malformed
 * STATUS_NAME_TOO_LONG         no room for the terminator in 65,534 bytes
 */
NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG Flags, PCUNICODE_STRING StringIn,
                                         PUNICODE_STRING StringOut);

/*
 * Copy what fits into an existing buffer, with a terminator where there is room; no source empties
 * it.
 */
VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString);
VOID NTAPI RtlCopyString(PSTRING DestinationString, const STRING *SourceString);

/*
 * Append, with a terminator where there is room; STATUS_BUFFER_TOO_SMALL leaves Destination as it
 * was.
 */
NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING Destination, PCUNICODE_STRING Source);
NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source);

NTSTATUS NTAPI RtlAppendStringToString(PSTRING Destination, const STRING *Source);
NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING Destination, PCSZ Source);

/* Overwrite the whole buffer with zeros, and make the string empty. */
VOID NTAPI RtlEraseUnicodeString(PUNICODE_STRING String);

/* Case, by NT's table: one code unit for one. */
WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter);
WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR SourceCharacter);

/**
 * RtlUpcaseUnicodeString - a string in capitals
 * @DestinationString:          receives it; may be SourceString
 * @SourceString:               the string
 * @AllocateDestinationString:  allocate the buffer; otherwise it must be there
 *
 * STATUS_BUFFER_OVERFLOW       the buffer that is there is too short
 */
NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString,
                                      PCUNICODE_STRING SourceString,
                                      BOOLEAN AllocateDestinationString);
NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString,
                                        PCUNICODE_STRING SourceString,
                                        BOOLEAN AllocateDestinationString);

/* ASCII only. */
CHAR NTAPI RtlUpperChar(CHAR Character);
VOID NTAPI RtlUpperString(PSTRING DestinationString, const STRING *SourceString);

/* Below 0, 0 or above 0, by code units; the plural takes lengths in characters. */
LONG NTAPI RtlCompareUnicodeStrings(PCWCH String1, SIZE_T String1Length, PCWCH String2,
                                    SIZE_T String2Length, BOOLEAN CaseInSensitive);
LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                   BOOLEAN CaseInSensitive);
LONG NTAPI RtlCompareString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive);

/* Whether they are the same; whether String2 begins with String1. */
BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                    BOOLEAN CaseInSensitive);
BOOLEAN NTAPI RtlEqualString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive);
BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                     BOOLEAN CaseInSensitive);

BOOLEAN NTAPI RtlPrefixString(const STRING *String1, const STRING *String2,
                              BOOLEAN CaseInSensitive);

#define RTL_FIND_CHAR_IN_UNICODE_STRING_START_AT_END 0x1
#define RTL_FIND_CHAR_IN_UNICODE_STRING_COMPLEMENT_CHAR_SET 0x2
#define RTL_FIND_CHAR_IN_UNICODE_STRING_CASE_INSENSITIVE 0x4

/**
 * RtlFindCharInUnicodeString - find a character of a set
 * @Flags:                      RTL_FIND_CHAR_IN_UNICODE_STRING_*: from the end, one that is not in
 *                              the set, without case
 * @StringToSearch:             the string
 * @CharSet:                    the set
 * @NonInclusivePrefixLength:   receives the bytes up to it: before it from the end, with it from
 *                              the start
 *
 * STATUS_NOT_FOUND             there is none
 * STATUS_INVALID_PARAMETER     another flag
 */
NTSTATUS NTAPI RtlFindCharInUnicodeString(ULONG Flags, PCUNICODE_STRING StringToSearch,
                                          PCUNICODE_STRING CharSet,
                                          PUSHORT NonInclusivePrefixLength);

#define HASH_STRING_ALGORITHM_DEFAULT 0
#define HASH_STRING_ALGORITHM_X65599 1

/* A hash that equal strings share; STATUS_INVALID_PARAMETER for another algorithm. */
NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING String, BOOLEAN CaseInSensitive,
                                    ULONG HashAlgorithm, PULONG HashValue);

/**
 * RtlAnsiStringToUnicodeString - UTF-8 to UTF-16
 * @DestinationString:          receives it, with a terminator
 * @SourceString:               the bytes; what is not UTF-8 becomes U+FFFD
 * @AllocateDestinationString:  allocate the buffer; otherwise it must be there
 *
 * STATUS_INVALID_PARAMETER_2   the result is beyond 65,534 bytes
 * STATUS_BUFFER_OVERFLOW       the buffer that is there is too short
 */
NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString,
                                            PCANSI_STRING SourceString,
                                            BOOLEAN AllocateDestinationString);

/* UTF-16 to UTF-8, likewise; a lone surrogate becomes U+FFFD. */
NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString,
                                            PCUNICODE_STRING SourceString,
                                            BOOLEAN AllocateDestinationString);

/* Bytes that the conversion needs, with the terminator. */
ULONG NTAPI RtlxAnsiStringToUnicodeSize(const STRING *AnsiString);
ULONG NTAPI RtlAnsiStringToUnicodeSize(const STRING *AnsiString);
ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString);
ULONG NTAPI RtlUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString);

/* The "OEM" code page is the same. */
VOID NTAPI RtlFreeOemString(POEM_STRING OemString);
NTSTATUS NTAPI RtlOemStringToUnicodeString(PUNICODE_STRING DestinationString,
                                           PCOEM_STRING SourceString,
                                           BOOLEAN AllocateDestinationString);
NTSTATUS NTAPI RtlUnicodeStringToOemString(POEM_STRING DestinationString,
                                           PCUNICODE_STRING SourceString,
                                           BOOLEAN AllocateDestinationString);
ULONG NTAPI RtlxOemStringToUnicodeSize(const STRING *OemString);
ULONG NTAPI RtlxUnicodeStringToOemSize(PCUNICODE_STRING UnicodeString);
NTSTATUS NTAPI RtlOemToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString,
                                PULONG BytesInUnicodeString, const CHAR *OemString,
                                ULONG BytesInOemString);
NTSTATUS NTAPI RtlUnicodeToOemN(PCHAR OemString, ULONG MaxBytesInOemString, PULONG BytesInOemString,
                                PCWCH UnicodeString, ULONG BytesInUnicodeString);

/*
 * The conversions on plain buffers, in bytes, without terminators: what does not fit is left out,
 * without a status.
 */
NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString,
                                      PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                      ULONG BytesInMultiByteString);
NTSTATUS NTAPI RtlUnicodeToMultiByteN(PCHAR MultiByteString, ULONG MaxBytesInMultiByteString,
                                      PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                      ULONG BytesInUnicodeString);
NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                         ULONG BytesInMultiByteString);
NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG BytesInMultiByteString, PWCH UnicodeString,
                                         ULONG BytesInUnicodeString);

/**
 * RtlUTF8ToUnicodeN - UTF-8 to UTF-16 on plain buffers
 * @UnicodeStringDestination:       optional; without it only the length is computed
 * @UnicodeStringMaxByteCount:      bytes in it
 * @UnicodeStringActualByteCount:   receives the bytes written, or needed; optional with a
 *                                  destination
 * @UTF8StringSource:               the bytes
 * @UTF8StringByteCount:            how many
 *
 * STATUS_SOME_NOT_MAPPED       what is not UTF-8 became U+FFFD (a success)
 * STATUS_BUFFER_TOO_SMALL      what fitted was written
 */
NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination, ULONG UnicodeStringMaxByteCount,
                                 PULONG UnicodeStringActualByteCount, PCCH UTF8StringSource,
                                 ULONG UTF8StringByteCount);

/* UTF-16 to UTF-8, likewise. */
NTSTATUS NTAPI RtlUnicodeToUTF8N(PCHAR UTF8StringDestination, ULONG UTF8StringMaxByteCount,
                                 PULONG UTF8StringActualByteCount, PCWCH UnicodeStringSource,
                                 ULONG UnicodeStringByteCount);

/**
 * RtlUnicodeStringToInteger - read a number
 * @String:     spaces, a sign, 0x 0o 0b if Base is 0, digits; it ends at what is no digit
 * @Base:       0, 2, 8, 10 or 16
 * @Value:      receives it
 *
 * STATUS_INVALID_PARAMETER     Base, or an empty string
 */
NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base, PULONG Value);
NTSTATUS NTAPI RtlCharToInteger(PCSZ String, ULONG Base, PULONG Value);

/*
 * Write a number in base 0 (10), 2, 8, 10 or 16; STATUS_BUFFER_OVERFLOW when the buffer is too
 * short.
 */
NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG Value, ULONG Base, PUNICODE_STRING String);
NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base, PUNICODE_STRING String);

/* The same into bytes; OutputLength below 0 pads with zeros to that many. */
NTSTATUS NTAPI RtlIntegerToChar(ULONG Value, ULONG Base, LONG OutputLength, PCHAR String);

/* {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}, allocated; and back. */
NTSTATUS NTAPI RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString);
NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid);

/* --- Heap ------------------------------------------------------------------------------------- */

/* The heap that every process has. */
#define RtlProcessHeap() (RtlGetCurrentPeb()->ProcessHeap)

/* Make another; Flags HEAP_*, everything else may be 0. NULL when there is no memory. */
PVOID NTAPI RtlCreateHeap(ULONG Flags, PVOID HeapBase, SIZE_T ReserveSize, SIZE_T CommitSize,
                          PVOID Lock, PRTL_HEAP_PARAMETERS Parameters);

/*
 * Free it and all that was allocated from it; returns NULL, or the heap if it cannot be destroyed.
 */
PVOID NTAPI RtlDestroyHeap(PVOID HeapHandle);

/**
 * RtlAllocateHeap - allocate memory, aligned to 16
 * @HeapHandle:     RtlProcessHeap() or a heap of RtlCreateHeap
 * @Flags:          HEAP_ZERO_MEMORY, HEAP_NO_SERIALIZE, HEAP_GENERATE_EXCEPTIONS (ignored)
 * @Size:           bytes; 0 gives an address, too
 *
 * Returns NULL when there is no memory.
 */
PVOID NTAPI RtlAllocateHeap(PVOID HeapHandle, ULONG Flags, SIZE_T Size);

/* Give it back; NULL is no mistake. */
BOOLEAN NTAPI RtlFreeHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress);

/*
 * Change its size; HEAP_ZERO_MEMORY clears what is new, HEAP_REALLOC_IN_PLACE_ONLY refuses to move
 * it. NULL keeps the old.
 */
PVOID NTAPI RtlReAllocateHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress, SIZE_T Size);

/* The bytes that were asked for. */
SIZE_T NTAPI RtlSizeHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress);

/* Whether the heap, or one block of it, is sound. */
BOOLEAN NTAPI RtlValidateHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress);

/* Keep other threads out. */
BOOLEAN NTAPI RtlLockHeap(PVOID HeapHandle);
BOOLEAN NTAPI RtlUnlockHeap(PVOID HeapHandle);

/* Returns how many there are; writes as many as there is room for. */
ULONG NTAPI RtlGetProcessHeaps(ULONG NumberOfHeaps, PVOID *ProcessHeaps);

/* Give free memory back to the system; returns the size of the largest free block, or 0. */
SIZE_T NTAPI RtlCompactHeap(PVOID HeapHandle, ULONG Flags);

/* --- Threads and the process ------------------------------------------------------------------ */

/* The process's environment block; never fails. */
PPEB NTAPI RtlGetCurrentPeb(VOID);

/**
 * RtlCreateUserThread - start a thread in this process: NtCreateThreadEx with other parameters
 * @ProcessHandle:              NtCurrentProcess(); this version knows no other
 * @ThreadSecurityDescriptor:   optional
 * @CreateSuspended:            it runs after NtResumeThread
 * @ZeroBits:                   ignored
 * @MaximumStackSize:           bytes of stack; 0 is the default
 * @CommittedStackSize:         ignored
 * @StartAddress:               runs with Parameter, under the convention NTAPI
 * @Parameter:                  for StartAddress
 * @ThreadHandle:               optional; receives a handle with THREAD_ALL_ACCESS
 * @ClientId:                   optional; receives the ids
 */
NTSTATUS NTAPI RtlCreateUserThread(HANDLE ProcessHandle,
                                   PSECURITY_DESCRIPTOR ThreadSecurityDescriptor,
                                   BOOLEAN CreateSuspended, ULONG ZeroBits, SIZE_T MaximumStackSize,
                                   SIZE_T CommittedStackSize,
                                   PUSER_THREAD_START_ROUTINE StartAddress, PVOID Parameter,
                                   PHANDLE ThreadHandle, PCLIENT_ID ClientId);

/* End this thread, end this process; they do not return. */
VOID NTAPI RtlExitUserThread(NTSTATUS ExitStatus);
VOID NTAPI RtlExitUserProcess(NTSTATUS ExitStatus);

/* --- Status codes ----------------------------------------------------------------------------- */

/*
 * The Win32 error for a status, ERROR_MR_MID_NOT_FOUND if there is none; the first also notes the
 * status in the TEB.
 */
ULONG NTAPI RtlNtStatusToDosError(NTSTATUS Status);
ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS Status);

/* What the TEB has noted. */
NTSTATUS NTAPI RtlGetLastNtStatus(VOID);
LONG NTAPI RtlGetLastWin32Error(VOID);
VOID NTAPI RtlSetLastWin32Error(LONG Win32Error);
VOID NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS Status);

/* Write to standard error, as printf. Variable arguments: not NTAPI. */
ULONG DbgPrint(PCSTR Format, ...);

/* --- Performance counter ---------------------------------------------------------------------- */

/* NtQueryPerformanceCounter in two halves; they return TRUE. */
LOGICAL NTAPI RtlQueryPerformanceCounter(PLARGE_INTEGER PerformanceCounter);
LOGICAL NTAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER PerformanceFrequency);

#ifdef __cplusplus
}
#endif

#endif
