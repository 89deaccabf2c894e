/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The second name of every system service: Zw and Nt are the same function in a program. Declared
 * by the type of the first.
 */
#ifndef NT_ZWAPI_H
#define NT_ZWAPI_H
#pragma GCC system_header

#include <ntalpcapi.h>
#include <ntexapi.h>
#include <ntioapi.h>
#include <ntlpcapi.h>
#include <ntmmapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <ntseapi.h>

#ifdef __cplusplus
extern "C" {
#endif

extern __typeof__(NtAcceptConnectPort) ZwAcceptConnectPort;
extern __typeof__(NtAccessCheck) ZwAccessCheck;
extern __typeof__(NtAccessCheckByType) ZwAccessCheckByType;
extern __typeof__(NtAccessCheckByTypeResultList) ZwAccessCheckByTypeResultList;
extern __typeof__(NtAdjustGroupsToken) ZwAdjustGroupsToken;
extern __typeof__(NtAdjustPrivilegesToken) ZwAdjustPrivilegesToken;
extern __typeof__(NtAlertThread) ZwAlertThread;
extern __typeof__(NtAlertThreadByThreadId) ZwAlertThreadByThreadId;
extern __typeof__(NtAllocateLocallyUniqueId) ZwAllocateLocallyUniqueId;
extern __typeof__(NtAllocateReserveObject) ZwAllocateReserveObject;
extern __typeof__(NtAllocateVirtualMemory) ZwAllocateVirtualMemory;
extern __typeof__(NtAlpcAcceptConnectPort) ZwAlpcAcceptConnectPort;
extern __typeof__(NtAlpcCancelMessage) ZwAlpcCancelMessage;
extern __typeof__(NtAlpcConnectPort) ZwAlpcConnectPort;
extern __typeof__(NtAlpcConnectPortEx) ZwAlpcConnectPortEx;
extern __typeof__(NtAlpcCreatePort) ZwAlpcCreatePort;
extern __typeof__(NtAlpcCreatePortSection) ZwAlpcCreatePortSection;
extern __typeof__(NtAlpcCreateResourceReserve) ZwAlpcCreateResourceReserve;
extern __typeof__(NtAlpcCreateSectionView) ZwAlpcCreateSectionView;
extern __typeof__(NtAlpcCreateSecurityContext) ZwAlpcCreateSecurityContext;
extern __typeof__(NtAlpcDeletePortSection) ZwAlpcDeletePortSection;
extern __typeof__(NtAlpcDeleteResourceReserve) ZwAlpcDeleteResourceReserve;
extern __typeof__(NtAlpcDeleteSectionView) ZwAlpcDeleteSectionView;
extern __typeof__(NtAlpcDeleteSecurityContext) ZwAlpcDeleteSecurityContext;
extern __typeof__(NtAlpcDisconnectPort) ZwAlpcDisconnectPort;
extern __typeof__(NtAlpcImpersonateClientContainerOfPort) ZwAlpcImpersonateClientContainerOfPort;
extern __typeof__(NtAlpcImpersonateClientOfPort) ZwAlpcImpersonateClientOfPort;
extern __typeof__(NtAlpcOpenSenderProcess) ZwAlpcOpenSenderProcess;
extern __typeof__(NtAlpcOpenSenderThread) ZwAlpcOpenSenderThread;
extern __typeof__(NtAlpcQueryInformation) ZwAlpcQueryInformation;
extern __typeof__(NtAlpcQueryInformationMessage) ZwAlpcQueryInformationMessage;
extern __typeof__(NtAlpcRevokeSecurityContext) ZwAlpcRevokeSecurityContext;
extern __typeof__(NtAlpcSendWaitReceivePort) ZwAlpcSendWaitReceivePort;
extern __typeof__(NtAlpcSetInformation) ZwAlpcSetInformation;
extern __typeof__(NtAssociateWaitCompletionPacket) ZwAssociateWaitCompletionPacket;
extern __typeof__(NtCancelTimer) ZwCancelTimer;
extern __typeof__(NtCancelWaitCompletionPacket) ZwCancelWaitCompletionPacket;
extern __typeof__(NtClearEvent) ZwClearEvent;
extern __typeof__(NtClose) ZwClose;
extern __typeof__(NtCompareObjects) ZwCompareObjects;
extern __typeof__(NtCompareTokens) ZwCompareTokens;
extern __typeof__(NtCompleteConnectPort) ZwCompleteConnectPort;
extern __typeof__(NtConnectPort) ZwConnectPort;
extern __typeof__(NtCreateDirectoryObject) ZwCreateDirectoryObject;
extern __typeof__(NtCreateDirectoryObjectEx) ZwCreateDirectoryObjectEx;
extern __typeof__(NtCreateEvent) ZwCreateEvent;
extern __typeof__(NtCreateFile) ZwCreateFile;
extern __typeof__(NtCreateIoCompletion) ZwCreateIoCompletion;
extern __typeof__(NtCreateKeyedEvent) ZwCreateKeyedEvent;
extern __typeof__(NtCreateMutant) ZwCreateMutant;
extern __typeof__(NtCreatePort) ZwCreatePort;
extern __typeof__(NtCreateSection) ZwCreateSection;
extern __typeof__(NtCreateSemaphore) ZwCreateSemaphore;
extern __typeof__(NtCreateSymbolicLinkObject) ZwCreateSymbolicLinkObject;
extern __typeof__(NtCreateThreadEx) ZwCreateThreadEx;
extern __typeof__(NtCreateTimer) ZwCreateTimer;
extern __typeof__(NtCreateToken) ZwCreateToken;
extern __typeof__(NtCreateWaitCompletionPacket) ZwCreateWaitCompletionPacket;
extern __typeof__(NtCreateWaitablePort) ZwCreateWaitablePort;
extern __typeof__(NtDelayExecution) ZwDelayExecution;
extern __typeof__(NtDeviceIoControlFile) ZwDeviceIoControlFile;
extern __typeof__(NtDuplicateObject) ZwDuplicateObject;
extern __typeof__(NtDuplicateToken) ZwDuplicateToken;
extern __typeof__(NtExtendSection) ZwExtendSection;
extern __typeof__(NtFilterToken) ZwFilterToken;
extern __typeof__(NtFlushVirtualMemory) ZwFlushVirtualMemory;
extern __typeof__(NtFreeVirtualMemory) ZwFreeVirtualMemory;
extern __typeof__(NtFsControlFile) ZwFsControlFile;
extern __typeof__(NtGetCurrentProcessorNumber) ZwGetCurrentProcessorNumber;
extern __typeof__(NtGetTickCount) ZwGetTickCount;
extern __typeof__(NtImpersonateAnonymousToken) ZwImpersonateAnonymousToken;
extern __typeof__(NtImpersonateClientOfPort) ZwImpersonateClientOfPort;
extern __typeof__(NtImpersonateThread) ZwImpersonateThread;
extern __typeof__(NtListenPort) ZwListenPort;
extern __typeof__(NtMakePermanentObject) ZwMakePermanentObject;
extern __typeof__(NtMakeTemporaryObject) ZwMakeTemporaryObject;
extern __typeof__(NtMapViewOfSection) ZwMapViewOfSection;
extern __typeof__(NtOpenDirectoryObject) ZwOpenDirectoryObject;
extern __typeof__(NtOpenEvent) ZwOpenEvent;
extern __typeof__(NtOpenFile) ZwOpenFile;
extern __typeof__(NtOpenIoCompletion) ZwOpenIoCompletion;
extern __typeof__(NtOpenKeyedEvent) ZwOpenKeyedEvent;
extern __typeof__(NtOpenMutant) ZwOpenMutant;
extern __typeof__(NtOpenProcess) ZwOpenProcess;
extern __typeof__(NtOpenProcessToken) ZwOpenProcessToken;
extern __typeof__(NtOpenProcessTokenEx) ZwOpenProcessTokenEx;
extern __typeof__(NtOpenSection) ZwOpenSection;
extern __typeof__(NtOpenSemaphore) ZwOpenSemaphore;
extern __typeof__(NtOpenSymbolicLinkObject) ZwOpenSymbolicLinkObject;
extern __typeof__(NtOpenThread) ZwOpenThread;
extern __typeof__(NtOpenThreadToken) ZwOpenThreadToken;
extern __typeof__(NtOpenThreadTokenEx) ZwOpenThreadTokenEx;
extern __typeof__(NtOpenTimer) ZwOpenTimer;
extern __typeof__(NtPrivilegeCheck) ZwPrivilegeCheck;
extern __typeof__(NtProtectVirtualMemory) ZwProtectVirtualMemory;
extern __typeof__(NtPulseEvent) ZwPulseEvent;
extern __typeof__(NtQueryDirectoryObject) ZwQueryDirectoryObject;
extern __typeof__(NtQueryEvent) ZwQueryEvent;
extern __typeof__(NtQueryInformationFile) ZwQueryInformationFile;
extern __typeof__(NtQueryInformationPort) ZwQueryInformationPort;
extern __typeof__(NtQueryInformationProcess) ZwQueryInformationProcess;
extern __typeof__(NtQueryInformationThread) ZwQueryInformationThread;
extern __typeof__(NtQueryInformationToken) ZwQueryInformationToken;
extern __typeof__(NtQueryIoCompletion) ZwQueryIoCompletion;
extern __typeof__(NtQueryMutant) ZwQueryMutant;
extern __typeof__(NtQueryObject) ZwQueryObject;
extern __typeof__(NtQueryPerformanceCounter) ZwQueryPerformanceCounter;
extern __typeof__(NtQueryPortInformationProcess) ZwQueryPortInformationProcess;
extern __typeof__(NtQuerySection) ZwQuerySection;
extern __typeof__(NtQuerySecurityObject) ZwQuerySecurityObject;
extern __typeof__(NtQuerySemaphore) ZwQuerySemaphore;
extern __typeof__(NtQuerySymbolicLinkObject) ZwQuerySymbolicLinkObject;
extern __typeof__(NtQuerySystemInformation) ZwQuerySystemInformation;
extern __typeof__(NtQuerySystemTime) ZwQuerySystemTime;
extern __typeof__(NtQueryTimer) ZwQueryTimer;
extern __typeof__(NtQueryTimerResolution) ZwQueryTimerResolution;
extern __typeof__(NtQueryVirtualMemory) ZwQueryVirtualMemory;
extern __typeof__(NtQueryVolumeInformationFile) ZwQueryVolumeInformationFile;
extern __typeof__(NtQueueApcThread) ZwQueueApcThread;
extern __typeof__(NtReadRequestData) ZwReadRequestData;
extern __typeof__(NtReadVirtualMemory) ZwReadVirtualMemory;
extern __typeof__(NtRegisterThreadTerminatePort) ZwRegisterThreadTerminatePort;
extern __typeof__(NtReleaseKeyedEvent) ZwReleaseKeyedEvent;
extern __typeof__(NtReleaseMutant) ZwReleaseMutant;
extern __typeof__(NtReleaseSemaphore) ZwReleaseSemaphore;
extern __typeof__(NtRemoveIoCompletion) ZwRemoveIoCompletion;
extern __typeof__(NtRemoveIoCompletionEx) ZwRemoveIoCompletionEx;
extern __typeof__(NtReplyPort) ZwReplyPort;
extern __typeof__(NtReplyWaitReceivePort) ZwReplyWaitReceivePort;
extern __typeof__(NtReplyWaitReceivePortEx) ZwReplyWaitReceivePortEx;
extern __typeof__(NtReplyWaitReplyPort) ZwReplyWaitReplyPort;
extern __typeof__(NtRequestPort) ZwRequestPort;
extern __typeof__(NtRequestWaitReplyPort) ZwRequestWaitReplyPort;
extern __typeof__(NtResetEvent) ZwResetEvent;
extern __typeof__(NtResumeThread) ZwResumeThread;
extern __typeof__(NtSecureConnectPort) ZwSecureConnectPort;
extern __typeof__(NtSetEvent) ZwSetEvent;
extern __typeof__(NtSetInformationFile) ZwSetInformationFile;
extern __typeof__(NtSetInformationObject) ZwSetInformationObject;
extern __typeof__(NtSetInformationProcess) ZwSetInformationProcess;
extern __typeof__(NtSetInformationThread) ZwSetInformationThread;
extern __typeof__(NtSetInformationToken) ZwSetInformationToken;
extern __typeof__(NtSetIoCompletion) ZwSetIoCompletion;
extern __typeof__(NtSetIoCompletionEx) ZwSetIoCompletionEx;
extern __typeof__(NtSetSecurityObject) ZwSetSecurityObject;
extern __typeof__(NtSetTimer) ZwSetTimer;
extern __typeof__(NtSignalAndWaitForSingleObject) ZwSignalAndWaitForSingleObject;
extern __typeof__(NtSuspendThread) ZwSuspendThread;
extern __typeof__(NtTerminateProcess) ZwTerminateProcess;
extern __typeof__(NtTerminateThread) ZwTerminateThread;
extern __typeof__(NtTestAlert) ZwTestAlert;
extern __typeof__(NtUnmapViewOfSection) ZwUnmapViewOfSection;
extern __typeof__(NtUnmapViewOfSectionEx) ZwUnmapViewOfSectionEx;
extern __typeof__(NtWaitForAlertByThreadId) ZwWaitForAlertByThreadId;
extern __typeof__(NtWaitForKeyedEvent) ZwWaitForKeyedEvent;
extern __typeof__(NtWaitForMultipleObjects) ZwWaitForMultipleObjects;
extern __typeof__(NtWaitForSingleObject) ZwWaitForSingleObject;
extern __typeof__(NtWriteRequestData) ZwWriteRequestData;
extern __typeof__(NtWriteVirtualMemory) ZwWriteVirtualMemory;
extern __typeof__(NtYieldExecution) ZwYieldExecution;

#ifdef __cplusplus
}
#endif

#endif
