/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory: sections, which processes share by mapping views of them, and the pages of a process.
 *
 * Sections and views are in units of pages (4 KiB); a view begins at a multiple of 64 KiB of its
 * section.
 */
#ifndef NT_MMAPI_H
#define NT_MMAPI_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Sections --------------------------------------------------------------------------------- */

/**
 * NtCreateSection - make memory that can be shared, or share a file's
 * @SectionHandle:          receives the handle
 * @DesiredAccess:          SECTION_*
 * @ObjectAttributes:       optional; its name
 * @MaximumSize:            bytes; with a file optional or 0: the file's size
 * @SectionPageProtection:  the most that a view may have: PAGE_READONLY, PAGE_READWRITE,
 *                          PAGE_WRITECOPY, PAGE_EXECUTE_*
 * @AllocationAttributes:   SEC_COMMIT or SEC_RESERVE (pages exist once NtAllocateVirtualMemory
 *                          commits them in a view)
 * @FileHandle:             NULL for memory, or an open file
 *
 * STATUS_INVALID_PARAMETER_6       AllocationAttributes
 * STATUS_INVALID_PAGE_PROTECTION   SectionPageProtection
 * STATUS_INVALID_PARAMETER_4       neither size nor file
 * STATUS_SECTION_TOO_BIG           a size beyond a file that may only be read
 * STATUS_MAPPED_FILE_SIZE_ZERO     an empty file and no size
 * STATUS_INVALID_FILE_FOR_SECTION  not a file that can be mapped
 * the name's statuses
 */
NTSTATUS NTAPI NtCreateSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
                               POBJECT_ATTRIBUTES ObjectAttributes, PLARGE_INTEGER MaximumSize,
                               ULONG SectionPageProtection, ULONG AllocationAttributes,
                               HANDLE FileHandle);

/**
 * NtOpenSection - open a section by its name
 * @SectionHandle:      receives the handle
 * @DesiredAccess:      SECTION_*
 * @ObjectAttributes:   its name
 *
 * the name's statuses
 */
NTSTATUS NTAPI NtOpenSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes);

typedef enum _SECTION_INHERIT {
    ViewShare = 1,              /* child processes get the view */
    ViewUnmap = 2               /* they do not */
} SECTION_INHERIT;

/**
 * NtMapViewOfSection - map a section, or a part of it
 * @SectionHandle:          needs SECTION_MAP_READ, SECTION_MAP_WRITE, SECTION_MAP_EXECUTE as
 *                          Win32Protect asks for
 * @ProcessHandle:          where; needs PROCESS_VM_OPERATION. This version maps in the calling
 *                          process only
 * @BaseAddress:            in: the address, or NULL for any; out: where the view begins
 * @ZeroBits:               high bits of the address that must be 0
 * @CommitSize:             ignored unless the section is SEC_RESERVE
 * @SectionOffset:          optional; in and out: where in the section, a multiple of 64 KiB
 * @ViewSize:               in: bytes, 0 is to the end; out: rounded up to pages
 * @InheritDisposition:     ViewShare or ViewUnmap
 * @AllocationType:         0, MEM_RESERVE, MEM_TOP_DOWN
 * @Win32Protect:           PAGE_*
 *
 * STATUS_INVALID_PARAMETER_8       InheritDisposition
 * STATUS_INVALID_PARAMETER_9       AllocationType
 * STATUS_INVALID_PAGE_PROTECTION   Win32Protect
 * STATUS_MAPPED_ALIGNMENT          SectionOffset or BaseAddress is no multiple of 64 KiB
 * STATUS_SECTION_PROTECTION        the section was not made for Win32Protect
 * STATUS_INVALID_VIEW_SIZE         beyond the section's end
 * STATUS_CONFLICTING_ADDRESSES     something is at BaseAddress
 */
NTSTATUS NTAPI NtMapViewOfSection(HANDLE SectionHandle, HANDLE ProcessHandle, PVOID *BaseAddress,
                                  ULONG_PTR ZeroBits, SIZE_T CommitSize,
                                  PLARGE_INTEGER SectionOffset, PSIZE_T ViewSize,
                                  SECTION_INHERIT InheritDisposition, ULONG AllocationType,
                                  ULONG Win32Protect);

/**
 * NtUnmapViewOfSection - unmap a view
 * @ProcessHandle:      where; needs PROCESS_VM_OPERATION
 * @BaseAddress:        any address in the view
 *
 * STATUS_NOT_MAPPED_VIEW       no view is there
 */
NTSTATUS NTAPI NtUnmapViewOfSection(HANDLE ProcessHandle, PVOID BaseAddress);

/* The same; Flags must be 0. */
NTSTATUS NTAPI NtUnmapViewOfSectionEx(HANDLE ProcessHandle, PVOID BaseAddress, ULONG Flags);

/**
 * NtExtendSection - make a section of a file larger
 * @SectionHandle:      needs SECTION_EXTEND_SIZE
 * @NewSectionSize:     in: bytes; out: the size that it has now
 *
 * STATUS_SECTION_NOT_EXTENDED      not a section of a file
 */
NTSTATUS NTAPI NtExtendSection(HANDLE SectionHandle, PLARGE_INTEGER NewSectionSize);

typedef enum _SECTION_INFORMATION_CLASS {
    SectionBasicInformation,            /* q: SECTION_BASIC_INFORMATION */
    SectionImageInformation,
    SectionRelocationInformation,
    SectionOriginalBaseInformation,
    SectionInternalImageInformation
} SECTION_INFORMATION_CLASS;

typedef struct _SECTION_BASIC_INFORMATION {
    PVOID BaseAddress;                  /* NULL */
    ULONG AllocationAttributes;         /* SEC_* */
    LARGE_INTEGER MaximumSize;          /* in bytes, rounded up to pages */
} SECTION_BASIC_INFORMATION, *PSECTION_BASIC_INFORMATION;

/**
 * NtQuerySection - how large a section is, and of which kind
 * @SectionHandle:              needs SECTION_QUERY
 * @SectionInformationClass:    SectionBasicInformation
 * @SectionInformation:         receives SECTION_BASIC_INFORMATION
 * @SectionInformationLength:   at least 24
 * @ReturnLength:               optional; receives 24, 8 bytes wide
 *
 * STATUS_INVALID_INFO_CLASS        a class that does not exist
 * STATUS_SECTION_NOT_IMAGE         a class for programs; no section is one
 * STATUS_INFO_LENGTH_MISMATCH      too short
 */
NTSTATUS NTAPI NtQuerySection(HANDLE SectionHandle,
                              SECTION_INFORMATION_CLASS SectionInformationClass,
                              PVOID SectionInformation, SIZE_T SectionInformationLength,
                              PSIZE_T ReturnLength);

/* --- Pages ------------------------------------------------------------------------------------ */

/**
 * NtAllocateVirtualMemory - reserve addresses, or put memory there
 * @ProcessHandle:      NtCurrentProcess(); this version knows no other
 * @BaseAddress:        in: the address, or NULL for any; out: rounded down, to 64 KiB where it is
 *                      reserved
 * @ZeroBits:           high bits of the address that must be 0
 * @RegionSize:         in: bytes; out: rounded up to pages
 * @AllocationType:     MEM_RESERVE, MEM_COMMIT, MEM_RESET, MEM_TOP_DOWN
 * @Protect:            PAGE_*
 *
 * STATUS_INVALID_PARAMETER_4       RegionSize is 0 or too large
 * STATUS_INVALID_PARAMETER_5       AllocationType
 * STATUS_INVALID_PAGE_PROTECTION   Protect
 * STATUS_CONFLICTING_ADDRESSES     something is there, or nothing was reserved where pages are to
 *                                  be
 */
NTSTATUS NTAPI NtAllocateVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, ULONG_PTR ZeroBits,
                                       PSIZE_T RegionSize, ULONG AllocationType, ULONG Protect);

/**
 * NtFreeVirtualMemory - take pages away, or give up the addresses
 * @ProcessHandle:      NtCurrentProcess(); this version knows no other
 * @BaseAddress:        in and out: the address; MEM_RELEASE: that of the reservation
 * @RegionSize:         in and out: bytes; 0 is the whole reservation
 * @FreeType:           MEM_DECOMMIT or MEM_RELEASE
 *
 * STATUS_INVALID_PARAMETER_4       FreeType
 * STATUS_MEMORY_NOT_ALLOCATED      nothing is reserved there
 * STATUS_FREE_VM_NOT_AT_BASE       RegionSize 0, and not the reservation's start
 * STATUS_UNABLE_TO_FREE_VM         beyond the reservation
 */
NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                   ULONG FreeType);

/**
 * NtProtectVirtualMemory - change what may be done with pages
 * @ProcessHandle:      NtCurrentProcess(); this version knows no other
 * @BaseAddress:        in and out: the address, rounded down to pages
 * @RegionSize:         in and out: bytes, rounded up to pages
 * @NewProtect:         PAGE_*
 * @OldProtect:         receives what the first page had
 *
 * STATUS_INVALID_PAGE_PROTECTION   NewProtect
 * STATUS_NOT_COMMITTED             not memory that exists
 */
NTSTATUS NTAPI NtProtectVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                      ULONG NewProtect, PULONG OldProtect);

typedef enum _MEMORY_INFORMATION_CLASS {
    MemoryBasicInformation              /* q: MEMORY_BASIC_INFORMATION */
} MEMORY_INFORMATION_CLASS;

/**
 * NtQueryVirtualMemory - what is at an address
 * @ProcessHandle:              NtCurrentProcess(); this version knows no other
 * @BaseAddress:                the address
 * @MemoryInformationClass:     MemoryBasicInformation
 * @MemoryInformation:          receives MEMORY_BASIC_INFORMATION: the pages from there on that are
 *                              alike
 * @MemoryInformationLength:    at least 48
 * @ReturnLength:               optional; receives 48, 8 bytes wide
 *
 * STATUS_INVALID_INFO_CLASS        another class
 * STATUS_INFO_LENGTH_MISMATCH      too short
 * STATUS_INVALID_PARAMETER         not an address of user space
 */
NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress,
                                    MEMORY_INFORMATION_CLASS MemoryInformationClass,
                                    PVOID MemoryInformation, SIZE_T MemoryInformationLength,
                                    PSIZE_T ReturnLength);

/**
 * NtReadVirtualMemory - copy out of a process's memory
 * @ProcessHandle:          needs PROCESS_VM_READ; the kernel may forbid it for another process
 *                          (STATUS_ACCESS_DENIED)
 * @BaseAddress:            the address there
 * @Buffer:                 receives the bytes
 * @NumberOfBytesToRead:    how many
 * @NumberOfBytesRead:      optional; receives how many were copied, also when the call fails
 *
 * STATUS_PARTIAL_COPY              a part of the range is not there
 * STATUS_PROCESS_IS_TERMINATING    the process has ended
 */
NTSTATUS NTAPI NtReadVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, PVOID Buffer,
                                   SIZE_T NumberOfBytesToRead, PSIZE_T NumberOfBytesRead);

/* Into a process's memory, likewise; needs PROCESS_VM_OPERATION and PROCESS_VM_WRITE. */
NTSTATUS NTAPI NtWriteVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, PVOID Buffer,
                                    SIZE_T NumberOfBytesToWrite, PSIZE_T NumberOfBytesWritten);

/**
 * NtFlushVirtualMemory - write a view's pages to its file
 * @ProcessHandle:      NtCurrentProcess(); this version knows no other
 * @BaseAddress:        in and out: the address, rounded down to pages
 * @RegionSize:         in and out: bytes, rounded up to pages; 0 is to the end of the view
 * @IoStatus:           receives the status
 *
 * STATUS_NOT_MAPPED_VIEW   no view is there
 */
NTSTATUS NTAPI NtFlushVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                    PIO_STATUS_BLOCK IoStatus);

#ifdef __cplusplus
}
#endif

#endif
