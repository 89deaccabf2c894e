/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* <winternl.h> has been read: see nt_winternl_hide.h. */
#pragma GCC system_header

#ifdef NT_OWN_OBJECT_DATA_INFORMATION
#undef _OBJECT_DATA_INFORMATION
#undef OBJECT_DATA_INFORMATION
#undef POBJECT_DATA_INFORMATION
#endif
#ifdef NT_OWN_OBJECT_NAME_INFORMATION
#undef _OBJECT_NAME_INFORMATION
#undef OBJECT_NAME_INFORMATION
#undef POBJECT_NAME_INFORMATION
#endif
#ifdef NT_OWN_OBJECT_ALL_INFORMATION
#undef _OBJECT_ALL_INFORMATION
#undef OBJECT_ALL_INFORMATION
#undef POBJECT_ALL_INFORMATION
#endif
#ifdef NT_OWN_FILE_DIRECTORY_INFORMATION
#undef _FILE_DIRECTORY_INFORMATION
#undef FILE_DIRECTORY_INFORMATION
#undef PFILE_DIRECTORY_INFORMATION
#endif
#ifdef NT_OWN_FILE_FULL_DIR_INFORMATION
#undef _FILE_FULL_DIR_INFORMATION
#undef FILE_FULL_DIR_INFORMATION
#undef PFILE_FULL_DIR_INFORMATION
#endif
#ifdef NT_OWN_FILE_ID_FULL_DIR_INFORMATION
#undef _FILE_ID_FULL_DIR_INFORMATION
#undef FILE_ID_FULL_DIR_INFORMATION
#undef PFILE_ID_FULL_DIR_INFORMATION
#endif
#ifdef NT_OWN_FILE_BOTH_DIR_INFORMATION
#undef _FILE_BOTH_DIR_INFORMATION
#undef FILE_BOTH_DIR_INFORMATION
#undef PFILE_BOTH_DIR_INFORMATION
#endif
#ifdef NT_OWN_FILE_ID_BOTH_DIR_INFORMATION
#undef _FILE_ID_BOTH_DIR_INFORMATION
#undef FILE_ID_BOTH_DIR_INFORMATION
#undef PFILE_ID_BOTH_DIR_INFORMATION
#endif
#ifdef NT_OWN_FILE_BASIC_INFORMATION
#undef _FILE_BASIC_INFORMATION
#undef FILE_BASIC_INFORMATION
#undef PFILE_BASIC_INFORMATION
#endif
#ifdef NT_OWN_FILE_STANDARD_INFORMATION
#undef _FILE_STANDARD_INFORMATION
#undef FILE_STANDARD_INFORMATION
#undef PFILE_STANDARD_INFORMATION
#endif
#ifdef NT_OWN_FILE_INTERNAL_INFORMATION
#undef _FILE_INTERNAL_INFORMATION
#undef FILE_INTERNAL_INFORMATION
#undef PFILE_INTERNAL_INFORMATION
#endif
#ifdef NT_OWN_FILE_EA_INFORMATION
#undef _FILE_EA_INFORMATION
#undef FILE_EA_INFORMATION
#undef PFILE_EA_INFORMATION
#endif
#ifdef NT_OWN_FILE_ACCESS_INFORMATION
#undef _FILE_ACCESS_INFORMATION
#undef FILE_ACCESS_INFORMATION
#undef PFILE_ACCESS_INFORMATION
#endif
#ifdef NT_OWN_FILE_LINK_INFORMATION
#undef _FILE_LINK_INFORMATION
#undef FILE_LINK_INFORMATION
#undef PFILE_LINK_INFORMATION
#endif
#ifdef NT_OWN_FILE_NAME_INFORMATION
#undef _FILE_NAME_INFORMATION
#undef FILE_NAME_INFORMATION
#undef PFILE_NAME_INFORMATION
#endif
#ifdef NT_OWN_FILE_RENAME_INFORMATION
#undef _FILE_RENAME_INFORMATION
#undef FILE_RENAME_INFORMATION
#undef PFILE_RENAME_INFORMATION
#endif
#ifdef NT_OWN_FILE_NAMES_INFORMATION
#undef _FILE_NAMES_INFORMATION
#undef FILE_NAMES_INFORMATION
#undef PFILE_NAMES_INFORMATION
#endif
#ifdef NT_OWN_FILE_DISPOSITION_INFORMATION
#undef _FILE_DISPOSITION_INFORMATION
#undef FILE_DISPOSITION_INFORMATION
#undef PFILE_DISPOSITION_INFORMATION
#endif
#ifdef NT_OWN_FILE_POSITION_INFORMATION
#undef _FILE_POSITION_INFORMATION
#undef FILE_POSITION_INFORMATION
#undef PFILE_POSITION_INFORMATION
#endif
#ifdef NT_OWN_FILE_ALIGNMENT_INFORMATION
#undef _FILE_ALIGNMENT_INFORMATION
#undef FILE_ALIGNMENT_INFORMATION
#undef PFILE_ALIGNMENT_INFORMATION
#endif
#ifdef NT_OWN_FILE_ALLOCATION_INFORMATION
#undef _FILE_ALLOCATION_INFORMATION
#undef FILE_ALLOCATION_INFORMATION
#undef PFILE_ALLOCATION_INFORMATION
#endif
#ifdef NT_OWN_FILE_END_OF_FILE_INFORMATION
#undef _FILE_END_OF_FILE_INFORMATION
#undef FILE_END_OF_FILE_INFORMATION
#undef PFILE_END_OF_FILE_INFORMATION
#endif
#ifdef NT_OWN_FILE_NETWORK_OPEN_INFORMATION
#undef _FILE_NETWORK_OPEN_INFORMATION
#undef FILE_NETWORK_OPEN_INFORMATION
#undef PFILE_NETWORK_OPEN_INFORMATION
#endif
#ifdef NT_OWN_FILE_FULL_EA_INFORMATION
#undef _FILE_FULL_EA_INFORMATION
#undef FILE_FULL_EA_INFORMATION
#undef PFILE_FULL_EA_INFORMATION
#endif
#ifdef NT_OWN_FILE_MODE_INFORMATION
#undef _FILE_MODE_INFORMATION
#undef FILE_MODE_INFORMATION
#undef PFILE_MODE_INFORMATION
#endif
#ifdef NT_OWN_FILE_STREAM_INFORMATION
#undef _FILE_STREAM_INFORMATION
#undef FILE_STREAM_INFORMATION
#undef PFILE_STREAM_INFORMATION
#endif
#ifdef NT_OWN_FILE_ATTRIBUTE_TAG_INFORMATION
#undef _FILE_ATTRIBUTE_TAG_INFORMATION
#undef FILE_ATTRIBUTE_TAG_INFORMATION
#undef PFILE_ATTRIBUTE_TAG_INFORMATION
#endif
#ifdef NT_OWN_FILE_MAILSLOT_QUERY_INFORMATION
#undef _FILE_MAILSLOT_QUERY_INFORMATION
#undef FILE_MAILSLOT_QUERY_INFORMATION
#undef PFILE_MAILSLOT_QUERY_INFORMATION
#endif
#ifdef NT_OWN_FILE_MAILSLOT_SET_INFORMATION
#undef _FILE_MAILSLOT_SET_INFORMATION
#undef FILE_MAILSLOT_SET_INFORMATION
#undef PFILE_MAILSLOT_SET_INFORMATION
#endif
#ifdef NT_OWN_FILE_PIPE_LOCAL_INFORMATION
#undef _FILE_PIPE_LOCAL_INFORMATION
#undef FILE_PIPE_LOCAL_INFORMATION
#undef PFILE_PIPE_LOCAL_INFORMATION
#endif
#ifdef NT_OWN_FILE_ALL_INFORMATION
#undef _FILE_ALL_INFORMATION
#undef FILE_ALL_INFORMATION
#undef PFILE_ALL_INFORMATION
#endif
#ifdef NT_OWN_FILE_FS_VOLUME_INFORMATION
#undef _FILE_FS_VOLUME_INFORMATION
#undef FILE_FS_VOLUME_INFORMATION
#undef PFILE_FS_VOLUME_INFORMATION
#endif
#ifdef NT_OWN_FILE_FS_LABEL_INFORMATION
#undef _FILE_FS_LABEL_INFORMATION
#undef FILE_FS_LABEL_INFORMATION
#undef PFILE_FS_LABEL_INFORMATION
#endif
#ifdef NT_OWN_FILE_FS_SIZE_INFORMATION
#undef _FILE_FS_SIZE_INFORMATION
#undef FILE_FS_SIZE_INFORMATION
#undef PFILE_FS_SIZE_INFORMATION
#endif
#ifdef NT_OWN_FILE_FS_DEVICE_INFORMATION
#undef _FILE_FS_DEVICE_INFORMATION
#undef FILE_FS_DEVICE_INFORMATION
#undef PFILE_FS_DEVICE_INFORMATION
#endif
#ifdef NT_OWN_FILE_FS_ATTRIBUTE_INFORMATION
#undef _FILE_FS_ATTRIBUTE_INFORMATION
#undef FILE_FS_ATTRIBUTE_INFORMATION
#undef PFILE_FS_ATTRIBUTE_INFORMATION
#endif
#ifdef NT_OWN_FILE_FS_FULL_SIZE_INFORMATION
#undef _FILE_FS_FULL_SIZE_INFORMATION
#undef FILE_FS_FULL_SIZE_INFORMATION
#undef PFILE_FS_FULL_SIZE_INFORMATION
#endif
#ifdef NT_OWN_FILE_FS_OBJECTID_INFORMATION
#undef _FILE_FS_OBJECTID_INFORMATION
#undef FILE_FS_OBJECTID_INFORMATION
#undef PFILE_FS_OBJECTID_INFORMATION
#endif
#ifdef NT_OWN_VM_COUNTERS
#undef _VM_COUNTERS
#undef VM_COUNTERS
#undef PVM_COUNTERS
#endif
#ifdef NT_OWN_CLIENT_ID
#undef _CLIENT_ID
#undef CLIENT_ID
#undef PCLIENT_ID
#endif
#ifdef NT_OWN_SYSTEM_THREADS
#undef _SYSTEM_THREADS
#undef SYSTEM_THREADS
#undef PSYSTEM_THREADS
#endif
#ifdef NT_OWN_KERNEL_USER_TIMES
#undef _KERNEL_USER_TIMES
#undef KERNEL_USER_TIMES
#undef PKERNEL_USER_TIMES
#endif
#ifdef NT_OWN_SYSTEM_PROCESSOR_INFORMATION
#undef _SYSTEM_PROCESSOR_INFORMATION
#undef SYSTEM_PROCESSOR_INFORMATION
#undef PSYSTEM_PROCESSOR_INFORMATION
#endif
#ifdef NT_OWN_SYSTEM_HANDLE_ENTRY
#undef _SYSTEM_HANDLE_ENTRY
#undef SYSTEM_HANDLE_ENTRY
#undef PSYSTEM_HANDLE_ENTRY
#endif
#ifdef NT_OWN_SYSTEM_HANDLE_INFORMATION
#undef _SYSTEM_HANDLE_INFORMATION
#undef SYSTEM_HANDLE_INFORMATION
#undef PSYSTEM_HANDLE_INFORMATION
#endif
#ifdef NT_OWN_SYSTEM_PAGEFILE_INFORMATION
#undef _SYSTEM_PAGEFILE_INFORMATION
#undef SYSTEM_PAGEFILE_INFORMATION
#undef PSYSTEM_PAGEFILE_INFORMATION
#endif
#ifdef NT_OWN_RTL_HEAP_PARAMETERS
#undef _RTL_HEAP_PARAMETERS
#undef RTL_HEAP_PARAMETERS
#undef PRTL_HEAP_PARAMETERS
#undef RtlCreateHeap
#endif
#ifdef NT_OWN_FILE_INFORMATION_CLASS
#undef _FILE_INFORMATION_CLASS
#undef FILE_INFORMATION_CLASS
#undef PFILE_INFORMATION_CLASS
#undef NtQueryInformationFile
#undef NtSetInformationFile
#undef NtSetVolumeInformationFile
#endif
#if defined NT_OWN_FILE_INFORMATION_CLASS || defined NT_OWN_VALUES_FILE_INFORMATION_CLASS
#undef FileDirectoryInformation
#undef FileFullDirectoryInformation
#undef FileBothDirectoryInformation
#undef FileBasicInformation
#undef FileStandardInformation
#undef FileInternalInformation
#undef FileEaInformation
#undef FileAccessInformation
#undef FileNameInformation
#undef FileRenameInformation
#undef FileLinkInformation
#undef FileNamesInformation
#undef FileDispositionInformation
#undef FilePositionInformation
#undef FileFullEaInformation
#undef FileModeInformation
#undef FileAlignmentInformation
#undef FileAllInformation
#undef FileAllocationInformation
#undef FileEndOfFileInformation
#undef FileAlternateNameInformation
#undef FileStreamInformation
#undef FilePipeInformation
#undef FilePipeLocalInformation
#undef FilePipeRemoteInformation
#undef FileMailslotQueryInformation
#undef FileMailslotSetInformation
#undef FileCompressionInformation
#undef FileObjectIdInformation
#undef FileCompletionInformation
#undef FileMoveClusterInformation
#undef FileQuotaInformation
#undef FileReparsePointInformation
#undef FileNetworkOpenInformation
#undef FileAttributeTagInformation
#undef FileTrackingInformation
#undef FileIdBothDirectoryInformation
#undef FileIdFullDirectoryInformation
#undef FileValidDataLengthInformation
#undef FileShortNameInformation
#undef FileSfioReserveInformation
#undef FileSfioVolumeInformation
#undef FileHardLinkInformation
#undef FileNormalizedNameInformation
#undef FileIdGlobalTxDirectoryInformation
#undef FileStandardLinkInformation
#undef FileMaximumInformation
#endif
#ifdef NT_OWN_FS_INFORMATION_CLASS
#undef _FSINFOCLASS
#undef FS_INFORMATION_CLASS
#undef PFS_INFORMATION_CLASS
#undef NtQueryVolumeInformationFile
#endif
#if defined NT_OWN_FS_INFORMATION_CLASS || defined NT_OWN_VALUES_FS_INFORMATION_CLASS
#undef FileFsVolumeInformation
#undef FileFsLabelInformation
#undef FileFsSizeInformation
#undef FileFsDeviceInformation
#undef FileFsAttributeInformation
#undef FileFsControlInformation
#undef FileFsFullSizeInformation
#undef FileFsObjectIdInformation
#undef FileFsDriverPathInformation
#undef FileFsVolumeFlagsInformation
#undef FileFsMaximumInformation
#endif
#ifdef NT_OWN_THREAD_STATE
#undef _THREAD_STATE
#undef THREAD_STATE
#endif
#if defined NT_OWN_THREAD_STATE || defined NT_OWN_VALUES_THREAD_STATE
#undef StateInitialized
#undef StateReady
#undef StateRunning
#undef StateStandby
#undef StateTerminated
#undef StateWait
#undef StateTransition
#undef StateUnknown
#endif
#ifdef NT_OWN_KWAIT_REASON
#undef _KWAIT_REASON
#undef KWAIT_REASON
#endif
#if defined NT_OWN_KWAIT_REASON || defined NT_OWN_VALUES_KWAIT_REASON
#undef Executive
#undef FreePage
#undef PageIn
#undef PoolAllocation
#undef DelayExecution
#undef Suspended
#undef UserRequest
#undef WrExecutive
#undef WrFreePage
#undef WrPageIn
#undef WrPoolAllocation
#undef WrDelayExecution
#undef WrSuspended
#undef WrUserRequest
#undef WrEventPair
#undef WrQueue
#undef WrLpcReceive
#undef WrLpcReply
#undef WrVirtualMemory
#undef WrPageOut
#undef WrRendezvous
#undef Spare2
#undef Spare3
#undef Spare4
#undef Spare5
#undef Spare6
#undef WrKernel
#undef MaximumWaitReason
#endif
#ifdef NT_OWN_PROCESSINFOCLASS
#undef _PROCESSINFOCLASS
#undef PROCESSINFOCLASS
#undef NtQueryInformationProcess
#undef NtSetInformationProcess
#endif
#if defined NT_OWN_PROCESSINFOCLASS || defined NT_OWN_VALUES_PROCESSINFOCLASS
#undef ProcessBasicInformation
#undef ProcessQuotaLimits
#undef ProcessIoCounters
#undef ProcessVmCounters
#undef ProcessTimes
#undef ProcessBasePriority
#undef ProcessRaisePriority
#undef ProcessDebugPort
#undef ProcessExceptionPort
#undef ProcessAccessToken
#undef ProcessLdtInformation
#undef ProcessLdtSize
#undef ProcessDefaultHardErrorMode
#undef ProcessIoPortHandlers
#undef ProcessPooledUsageAndLimits
#undef ProcessWorkingSetWatch
#undef ProcessUserModeIOPL
#undef ProcessEnableAlignmentFaultFixup
#undef ProcessPriorityClass
#undef ProcessWx86Information
#undef ProcessHandleCount
#undef ProcessAffinityMask
#undef ProcessPriorityBoost
#undef ProcessDeviceMap
#undef ProcessSessionInformation
#undef ProcessForegroundInformation
#undef ProcessWow64Information
#undef ProcessImageFileName
#undef ProcessLUIDDeviceMapsEnabled
#undef ProcessBreakOnTermination
#undef ProcessDebugObjectHandle
#undef ProcessDebugFlags
#undef ProcessHandleTracing
#undef ProcessIoPriority
#undef ProcessExecuteFlags
#undef ProcessTlsInformation
#undef ProcessCookie
#undef ProcessImageInformation
#undef ProcessCycleTime
#undef ProcessPagePriority
#undef ProcessInstrumentationCallback
#undef ProcessThreadStackAllocation
#undef ProcessWorkingSetWatchEx
#undef ProcessImageFileNameWin32
#undef ProcessImageFileMapping
#undef ProcessAffinityUpdateMode
#undef ProcessMemoryAllocationMode
#undef ProcessGroupInformation
#undef ProcessTokenVirtualizationEnabled
#undef ProcessConsoleHostProcess
#undef ProcessWindowInformation
#undef MaxProcessInfoClass
#endif
#ifdef NT_OWN_THREADINFOCLASS
#undef _THREADINFOCLASS
#undef THREADINFOCLASS
#undef NtQueryInformationThread
#endif
#if defined NT_OWN_THREADINFOCLASS || defined NT_OWN_VALUES_THREADINFOCLASS
#undef ThreadBasicInformation
#undef ThreadTimes
#undef ThreadPriority
#undef ThreadBasePriority
#undef ThreadAffinityMask
#undef ThreadImpersonationToken
#undef ThreadDescriptorTableEntry
#undef ThreadEnableAlignmentFaultFixup
#undef ThreadEventPair
#undef ThreadQuerySetWin32StartAddress
#undef ThreadZeroTlsCell
#undef ThreadPerformanceCount
#undef ThreadAmILastThread
#undef ThreadIdealProcessor
#undef ThreadPriorityBoost
#undef ThreadSetTlsArrayAddress
#undef ThreadIsIoPending
#undef ThreadHideFromDebugger
#endif
#ifdef NT_OWN_SYSTEM_INFORMATION_CLASS
#undef _SYSTEM_INFORMATION_CLASS
#undef SYSTEM_INFORMATION_CLASS
#undef NtQuerySystemInformation
#endif
#if defined NT_OWN_SYSTEM_INFORMATION_CLASS || defined NT_OWN_VALUES_SYSTEM_INFORMATION_CLASS
#undef SystemBasicInformation
#undef SystemProcessorInformation
#undef SystemPerformanceInformation
#undef SystemTimeOfDayInformation
#undef SystemProcessInformation
#undef SystemProcessorPerformanceInformation
#undef SystemHandleInformation
#undef SystemPagefileInformation
#undef SystemInterruptInformation
#undef SystemExceptionInformation
#undef SystemRegistryQuotaInformation
#undef SystemLookasideInformation
#endif
#ifdef NT_OWN_OBJECT_INFORMATION_CLASS
#undef _OBJECT_INFORMATION_CLASS
#undef OBJECT_INFORMATION_CLASS
#undef POBJECT_INFORMATION_CLASS
#undef NtQueryObject
#endif
#if defined NT_OWN_OBJECT_INFORMATION_CLASS || defined NT_OWN_VALUES_OBJECT_INFORMATION_CLASS
#undef ObjectBasicInformation
#undef ObjectNameInformation
#undef ObjectTypeInformation
#undef ObjectAllInformation
#undef ObjectDataInformation
#endif
