/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program as it is written for Microsoft's SDK: <windows.h> and <winternl.h>, and everything else
 * of the native API declared by itself. Nothing of ours may come in by those two headers.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <winternl.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STATUS_PORT_CONNECTION_REFUSED ((NTSTATUS)0xC0000041)
#define LPC_REQUEST 1
#define LPC_CONNECTION_REQUEST 10
#define NtCurrentProcess() ((HANDLE)-1)
#define DIRECTORY_QUERY 1
#define OBJ_PROTECT_CLOSE 1

#ifdef NT_OWN_CLIENT_ID
/* What mingw-w64's <winternl.h> has and Microsoft's had not, once its own is out of the way. */
typedef struct _CLIENT_ID {
    HANDLE UniqueProcess;
    HANDLE UniqueThread;
} CLIENT_ID, *PCLIENT_ID;
typedef struct _OBJECT_NAME_INFORMATION {
    UNICODE_STRING Name;
} OBJECT_NAME_INFORMATION, *POBJECT_NAME_INFORMATION;
typedef struct _OBJECT_BASIC_INFORMATION {
    ULONG Attributes;
    ACCESS_MASK DesiredAccess;
    ULONG HandleCount;
    ULONG ReferenceCount;
} OBJECT_BASIC_INFORMATION, *POBJECT_BASIC_INFORMATION;
typedef enum _KWAIT_REASON { Executive, FreePage, PageIn } KWAIT_REASON;
typedef enum _MY_THREADINFOCLASS { ThreadBasicInformation, ThreadTimes } MY_THREADINFOCLASS;
typedef enum _FILE_INFORMATION_CLASS {
    FileDirectoryInformation = 1,
    FileFullDirectoryInformation
} FILE_INFORMATION_CLASS;
NTSTATUS NTAPI NtQueryInformationFile(HANDLE, PIO_STATUS_BLOCK, PVOID, ULONG,
                                      FILE_INFORMATION_CLASS);
#endif

typedef struct _PORT_MESSAGE {
    USHORT DataLength;
    USHORT TotalLength;
    USHORT Type;
    USHORT DataInfoOffset;
    CLIENT_ID ClientId;
    ULONG MessageId;
    ULONG_PTR ClientViewSize;
} PORT_MESSAGE, *PPORT_MESSAGE;

typedef struct _PORT_VIEW {
    ULONG Length;
    HANDLE SectionHandle;
    ULONG SectionOffset;
    SIZE_T ViewSize;
    PVOID ViewBase;
    PVOID ViewRemoteBase;
} PORT_VIEW, *PPORT_VIEW;

typedef struct _REMOTE_PORT_VIEW {
    ULONG Length;
    SIZE_T ViewSize;
    PVOID ViewBase;
} REMOTE_PORT_VIEW, *PREMOTE_PORT_VIEW;

typedef struct _THREAD_BASIC_INFORMATION {
    NTSTATUS ExitStatus;
    PVOID TebBaseAddress;
    CLIENT_ID ClientId;
    KAFFINITY AffinityMask;
    LONG Priority;
    LONG BasePriority;
} THREAD_BASIC_INFORMATION;

typedef struct _OBJECT_DIRECTORY_INFORMATION {
    UNICODE_STRING Name;
    UNICODE_STRING TypeName;
} OBJECT_DIRECTORY_INFORMATION;

typedef enum _SECTION_INHERIT { ViewShare = 1, ViewUnmap = 2 } SECTION_INHERIT;
typedef enum _EVENT_TYPE { NotificationEvent, SynchronizationEvent } EVENT_TYPE;
typedef enum _WAIT_TYPE { WaitAll, WaitAny } WAIT_TYPE;

NTSYSAPI PTEB NTAPI NtCurrentTeb(VOID);
NTSYSAPI NTSTATUS NTAPI NtClose(HANDLE Handle);
NTSYSCALLAPI NTSTATUS NTAPI NtCreatePort(PHANDLE, POBJECT_ATTRIBUTES, ULONG, ULONG, ULONG);
NTSYSCALLAPI NTSTATUS NTAPI NtConnectPort(PHANDLE, PUNICODE_STRING, PSECURITY_QUALITY_OF_SERVICE,
                                          PPORT_VIEW, PREMOTE_PORT_VIEW, PULONG, PVOID, PULONG);
NTSYSCALLAPI NTSTATUS NTAPI NtRequestWaitReplyPort(HANDLE, PPORT_MESSAGE, PPORT_MESSAGE);
__declspec(dllimport) NTSTATUS NTAPI NtCreateEvent(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES,
                                                   EVENT_TYPE, BOOLEAN);
NTSTATUS WINAPI NtMapViewOfSection(HANDLE, HANDLE, PVOID *, ULONG_PTR, SIZE_T, PLARGE_INTEGER,
    PSIZE_T, SECTION_INHERIT, ULONG, ULONG);
PVOID NTAPI RtlAllocateHeap(PVOID, ULONG, SIZE_T);
NTSTATUS NTAPI NtQueryDirectoryObject(HANDLE, PVOID, ULONG, BOOLEAN, BOOLEAN, PULONG, PULONG);

typedef NTSTATUS(NTAPI *PNT_LISTEN_PORT)(HANDLE, PPORT_MESSAGE);

#ifdef __cplusplus
}
#endif

int main(void)
{
    OBJECT_ATTRIBUTES attributes = { sizeof attributes, NULL, NULL, OBJ_CASE_INSENSITIVE, NULL,
                                     NULL };
    HANDLE port = NULL;
    NTSTATUS status;

    status = NtCreatePort(&port, &attributes, 0, sizeof(PORT_MESSAGE) + 64, 0);
    if (status == STATUS_PORT_CONNECTION_REFUSED)
        return 1;
    printf("%p\n", (void *)NtCurrentTeb()->ProcessEnvironmentBlock);
    return NT_SUCCESS(NtClose(port)) ? 0 : 1;
}
