/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mingw-w64's <winternl.h>, with the structures that Microsoft abbreviates (or mingw-w64 spells
 * differently) replaced by their full form, under every name they go by: programs written for the
 * SDK, for phnt and for mingw-w64 all compile.
 *
 * mingw-w64's <winternl.h> declares more than Microsoft's. A program that declares one of these
 * additional types itself says so with -DNT_OWN_name (nt_winternl_hide.h has the list; ntcc finds
 * them in the sources).
 */
#pragma GCC system_header

#include <_mingw.h>

#ifndef NT_WINTERNL
#define NT_WINTERNL

#include <windef.h>

/*
 * Without the filler members that mingw-w64 has for the gaps, so that { sizeof oa, NULL, &name, ...
 * } means what it says.
 */
#ifndef __OBJECT_ATTRIBUTES_DEFINED
#define __OBJECT_ATTRIBUTES_DEFINED
typedef struct _OBJECT_ATTRIBUTES {
    ULONG Length;
    HANDLE RootDirectory;
    struct _UNICODE_STRING *ObjectName;
    ULONG Attributes;
    PVOID SecurityDescriptor;
    PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef const OBJECT_ATTRIBUTES *PCOBJECT_ATTRIBUTES;
#endif

/* Read under other names, declared in full below. */
#define _TEB _nt_mingw_TEB
#define TEB nt_mingw_TEB
#define PTEB nt_mingw_PTEB
#define _PEB _nt_mingw_PEB
#define PEB nt_mingw_PEB
#define PPEB nt_mingw_PPEB
#define _PEB_LDR_DATA _nt_mingw_PEB_LDR_DATA
#define PEB_LDR_DATA nt_mingw_PEB_LDR_DATA
#define PPEB_LDR_DATA nt_mingw_PPEB_LDR_DATA
#define _RTL_USER_PROCESS_PARAMETERS _nt_mingw_RTL_USER_PROCESS_PARAMETERS
#define RTL_USER_PROCESS_PARAMETERS nt_mingw_RTL_USER_PROCESS_PARAMETERS
#define PRTL_USER_PROCESS_PARAMETERS nt_mingw_PRTL_USER_PROCESS_PARAMETERS
#define _PROCESS_BASIC_INFORMATION _nt_mingw_PROCESS_BASIC_INFORMATION
#define PROCESS_BASIC_INFORMATION nt_mingw_PROCESS_BASIC_INFORMATION
#define PPROCESS_BASIC_INFORMATION nt_mingw_PPROCESS_BASIC_INFORMATION
#define _OBJECT_BASIC_INFORMATION nt_mingw__OBJECT_BASIC_INFORMATION
#define OBJECT_BASIC_INFORMATION nt_mingw_OBJECT_BASIC_INFORMATION
#define POBJECT_BASIC_INFORMATION nt_mingw_POBJECT_BASIC_INFORMATION
#define _OBJECT_TYPE_INFORMATION nt_mingw__OBJECT_TYPE_INFORMATION
#define OBJECT_TYPE_INFORMATION nt_mingw_OBJECT_TYPE_INFORMATION
#define POBJECT_TYPE_INFORMATION nt_mingw_POBJECT_TYPE_INFORMATION

#include <nt_winternl_hide.h>
#include <nt_read_begin.h>
#include_next <winternl.h>
#include <nt_read_end.h>

#undef _TEB
#undef TEB
#undef PTEB
#undef _PEB
#undef PEB
#undef PPEB
#undef _PEB_LDR_DATA
#undef PEB_LDR_DATA
#undef PPEB_LDR_DATA
#undef _RTL_USER_PROCESS_PARAMETERS
#undef RTL_USER_PROCESS_PARAMETERS
#undef PRTL_USER_PROCESS_PARAMETERS
#undef _PROCESS_BASIC_INFORMATION
#undef PROCESS_BASIC_INFORMATION
#undef PPROCESS_BASIC_INFORMATION
#undef _OBJECT_BASIC_INFORMATION
#undef OBJECT_BASIC_INFORMATION
#undef POBJECT_BASIC_INFORMATION
#undef _OBJECT_TYPE_INFORMATION
#undef OBJECT_TYPE_INFORMATION
#undef POBJECT_TYPE_INFORMATION

#include <ntpebteb.h>

typedef struct _PROCESS_BASIC_INFORMATION {
    NTSTATUS ExitStatus;
    PPEB PebBaseAddress;
    ULONG_PTR AffinityMask;
    KPRIORITY BasePriority;
    ULONG_PTR UniqueProcessId;
    ULONG_PTR InheritedFromUniqueProcessId;
} PROCESS_BASIC_INFORMATION, *PPROCESS_BASIC_INFORMATION;

#ifndef NT_OWN_OBJECT_BASIC_INFORMATION
/* Each second name is mingw-w64's for the same member. */
typedef struct _OBJECT_BASIC_INFORMATION {
    ULONG Attributes;
    ACCESS_MASK GrantedAccess;
    ULONG HandleCount;
    ULONG PointerCount;
    union {
        ULONG PagedPoolCharge;
        ULONG PagedPoolUsage;
    };
    union {
        ULONG NonPagedPoolCharge;
        ULONG NonPagedPoolUsage;
    };
    ULONG Reserved[3];
    union {
        ULONG NameInfoSize;
        ULONG NameInformationLength;
    };
    union {
        ULONG TypeInfoSize;
        ULONG TypeInformationLength;
    };
    union {
        ULONG SecurityDescriptorSize;
        ULONG SecurityDescriptorLength;
    };
    union {
        LARGE_INTEGER CreationTime;
        LARGE_INTEGER CreateTime;
    };
} OBJECT_BASIC_INFORMATION, *POBJECT_BASIC_INFORMATION;
#endif

#ifndef NT_OWN_OBJECT_TYPE_INFORMATION
typedef struct _OBJECT_TYPE_INFORMATION {
    UNICODE_STRING TypeName;
    ULONG TotalNumberOfObjects;
    ULONG TotalNumberOfHandles;
    ULONG TotalPagedPoolUsage;
    ULONG TotalNonPagedPoolUsage;
    ULONG TotalNamePoolUsage;
    ULONG TotalHandleTableUsage;
    ULONG HighWaterNumberOfObjects;
    ULONG HighWaterNumberOfHandles;
    ULONG HighWaterPagedPoolUsage;
    ULONG HighWaterNonPagedPoolUsage;
    ULONG HighWaterNamePoolUsage;
    ULONG HighWaterHandleTableUsage;
    ULONG InvalidAttributes;
    GENERIC_MAPPING GenericMapping;
    union {
        ULONG ValidAccessMask;
        ULONG ValidAccess;
    };
    BOOLEAN SecurityRequired;
    BOOLEAN MaintainHandleCount;
    UCHAR TypeIndex;
    CHAR ReservedByte;
    ULONG PoolType;
    ULONG DefaultPagedPoolCharge;
    ULONG DefaultNonPagedPoolCharge;
} OBJECT_TYPE_INFORMATION, *POBJECT_TYPE_INFORMATION;
#endif

#include <nt_winternl_show.h>

#endif
