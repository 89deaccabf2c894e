/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The process and thread environment blocks, PEB and TEB, with every member at the place it has on
 * x64 Windows. <winternl.h> includes this: it gives the names of the SDK (Reserved1, ...) and the
 * full ones side by side.
 *
 * What libntdll fills in is said at the member; all the rest is zero.
 */
#pragma GCC system_header

/*
 * Outside the guard: whoever starts here gets <winternl.h> first, and it comes back for the rest.
 */
#include <winternl.h>

#ifndef NT_PEBTEB_H
#define NT_PEBTEB_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _CURDIR {
    UNICODE_STRING DosPath;
    HANDLE Handle;
} CURDIR, *PCURDIR;

typedef struct _RTL_USER_PROCESS_PARAMETERS {
    union {
        struct {
            BYTE Reserved1[16];
            PVOID Reserved2[10];
        };
        struct {
            ULONG MaximumLength;
            ULONG Length;
            ULONG Flags;
            ULONG DebugFlags;
            HANDLE ConsoleHandle;
            ULONG ConsoleFlags;
            HANDLE StandardInput;
            HANDLE StandardOutput;
            HANDLE StandardError;
            CURDIR CurrentDirectory;    /* the working directory when the process started */
            UNICODE_STRING DllPath;
        };
    };
    UNICODE_STRING ImagePathName;       /* the program's path */
    UNICODE_STRING CommandLine;         /* the arguments, as CommandLineToArgvW splits them */
    PVOID Environment;
} RTL_USER_PROCESS_PARAMETERS, *PRTL_USER_PROCESS_PARAMETERS;

typedef struct _PEB_LDR_DATA {
    union {
        BYTE Reserved1[8];
        struct {
            ULONG Length;
            BOOLEAN Initialized;
        };
    };
    union {
        PVOID Reserved2[3];
        struct {
            HANDLE SsHandle;
            LIST_ENTRY InLoadOrderModuleList;
        };
    };
    LIST_ENTRY InMemoryOrderModuleList;
    LIST_ENTRY InInitializationOrderModuleList;
} PEB_LDR_DATA, *PPEB_LDR_DATA;

typedef struct _PEB {
    union {
        BYTE Reserved1[2];
        struct {
            BOOLEAN InheritedAddressSpace;
            BOOLEAN ReadImageFileExecOptions;
        };
    };
    BYTE BeingDebugged;
    union {
        BYTE Reserved2[1];
        BYTE BitField;
    };
    union {
        PVOID Reserved3[2];
        struct {
            HANDLE Mutant;
            PVOID ImageBaseAddress;     /* where the program was loaded */
        };
    };
    PPEB_LDR_DATA Ldr;
    PRTL_USER_PROCESS_PARAMETERS ProcessParameters;
    union {
        PVOID Reserved4[3];
        struct {
            PVOID SubSystemData;
            PVOID ProcessHeap;          /* the heap of RtlAllocateHeap */
            PRTL_CRITICAL_SECTION FastPebLock;
        };
    };
    PVOID AtlThunkSListPtr;
    PVOID Reserved5;
    ULONG Reserved6;
    PVOID Reserved7;
    ULONG Reserved8;
    ULONG AtlThunkSListPtr32;
    union {
        struct {
            PVOID Reserved9[45];
            BYTE Reserved10[96];
        };
        struct {
            PVOID ApiSetMap;
            ULONG TlsExpansionCounter;
            PVOID TlsBitmap;
            ULONG TlsBitmapBits[2];
            PVOID ReadOnlySharedMemoryBase;
            PVOID SharedData;
            PVOID *ReadOnlyStaticServerData;
            PVOID AnsiCodePageData;
            PVOID OemCodePageData;
            PVOID UnicodeCaseTableData;
            ULONG NumberOfProcessors;   /* that the system has */
            ULONG NtGlobalFlag;
            LARGE_INTEGER CriticalSectionTimeout;
            SIZE_T HeapSegmentReserve;
            SIZE_T HeapSegmentCommit;
            SIZE_T HeapDeCommitTotalFreeThreshold;
            SIZE_T HeapDeCommitFreeBlockThreshold;
            ULONG NumberOfHeaps;
            ULONG MaximumNumberOfHeaps;
            PVOID *ProcessHeaps;
            PVOID GdiSharedHandleTable;
            PVOID ProcessStarterHelper;
            ULONG GdiDCAttributeList;
            PRTL_CRITICAL_SECTION LoaderLock;
            ULONG OSMajorVersion;       /* 10, 0, 19041: what the calls behave like */
            ULONG OSMinorVersion;
            USHORT OSBuildNumber;
            USHORT OSCSDVersion;
            ULONG OSPlatformId;         /* 2 */
            ULONG ImageSubsystem;
            ULONG ImageSubsystemMajorVersion;
            ULONG ImageSubsystemMinorVersion;
            ULONG_PTR ActiveProcessAffinityMask;
            ULONG GdiHandleBuffer[60];
        };
    };
    PPS_POST_PROCESS_INIT_ROUTINE PostProcessInitRoutine;
    union {
        struct {
            BYTE Reserved11[128];
            PVOID Reserved12[1];
        };
        struct {
            PVOID TlsExpansionBitmap;
            ULONG TlsExpansionBitmapBits[32];
        };
    };
    ULONG SessionId;                    /* 0 */
    ULONGLONG Reserved13[160];
} PEB, *PPEB;

typedef struct _TEB {
    union {
        PVOID Reserved1[12];
        struct {
            NT_TIB NtTib;               /* stack limits, and in Self the block's own address */
            PVOID EnvironmentPointer;
            CLIENT_ID ClientId;         /* of this process and thread */
            PVOID ActiveRpcHandle;
            PVOID ThreadLocalStoragePointer;
        };
    };
    PPEB ProcessEnvironmentBlock;
    union {
        struct {
            PVOID Reserved2[399];
            BYTE Reserved3[1952];
        };
        struct {
            ULONG LastErrorValue;       /* of RtlSetLastWin32Error */
            ULONG CountOfOwnedCriticalSections;
            PVOID CsrClientThread;
            PVOID Win32ThreadInfo;
            ULONG User32Reserved[26];
            ULONG UserReserved[5];
            PVOID WOW32Reserved;
            ULONG CurrentLocale;
            ULONG FpSoftwareStatusRegister;
            BYTE Reserved6[4416];
            NTSTATUS LastStatusValue;   /* of the last call that RtlNtStatusToDosError translated */
            UNICODE_STRING StaticUnicodeString;
            WCHAR StaticUnicodeBuffer[261];
            PVOID DeallocationStack;
        };
    };
    PVOID TlsSlots[64];
    BYTE Reserved4[8];
    PVOID Reserved5[26];
    PVOID ReservedForOle;
    PVOID Reserved7[4];
    PVOID TlsExpansionSlots;
    PVOID Reserved8[22];
} TEB, *PTEB;

#ifdef __cplusplus
}
#endif

#endif
