/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The prelude around mingw-w64's <winnt.h>: see _mingw.h. Its inline functions find the thread's
 * block through the gs register, which on Linux holds nothing of the kind, so they are read under
 * other names and NtCurrentTeb is what libntdll exports. TOKEN_ACCESS_INFORMATION gets the members
 * it has had since Windows 10.
 */
#pragma GCC system_header

#include <_mingw.h>

/* Not readable by itself; <windef.h> comes back here at the right moment. */
#include <windef.h>

#ifndef NT_WINNT
#define NT_WINNT

/* After <ntstatus.h> the status codes are there already, with the better type. */
#pragma push_macro("WIN32_NO_STATUS")
#ifdef _NTSTATUS_
#undef WIN32_NO_STATUS
#define WIN32_NO_STATUS
#endif
#ifndef __MINGW32__
#define NtCurrentTeb nt_mingw_current_teb
#define GetCurrentFiber nt_mingw_current_fiber
#define GetFiberData nt_mingw_fiber_data
#endif
#define _TOKEN_ACCESS_INFORMATION _nt_mingw_TOKEN_ACCESS_INFORMATION
#define TOKEN_ACCESS_INFORMATION nt_mingw_TOKEN_ACCESS_INFORMATION
#define PTOKEN_ACCESS_INFORMATION nt_mingw_PTOKEN_ACCESS_INFORMATION

#include <nt_read_begin.h>
#include_next <winnt.h>
#include <nt_read_end.h>

#include <nt_sal1.h>

#ifndef __MINGW32__
#undef NtCurrentTeb
#undef GetCurrentFiber
#undef GetFiberData
#endif
#undef _TOKEN_ACCESS_INFORMATION
#undef TOKEN_ACCESS_INFORMATION
#undef PTOKEN_ACCESS_INFORMATION
#pragma pop_macro("WIN32_NO_STATUS")

#ifdef __cplusplus
extern "C" {
#endif

#ifndef __MINGW32__
/* The calling thread's environment block; never fails. */
struct _TEB *NTAPI NtCurrentTeb(void);
#endif

typedef struct _TOKEN_ACCESS_INFORMATION {
    PSID_AND_ATTRIBUTES_HASH SidHash;
    PSID_AND_ATTRIBUTES_HASH RestrictedSidHash;
    PTOKEN_PRIVILEGES Privileges;
    LUID AuthenticationId;
    TOKEN_TYPE TokenType;
    SECURITY_IMPERSONATION_LEVEL ImpersonationLevel;
    TOKEN_MANDATORY_POLICY MandatoryPolicy;
    DWORD Flags;
    DWORD AppContainerNumber;
    PSID PackageSid;
    PSID_AND_ATTRIBUTES_HASH CapabilitiesHash;
    PSID TrustLevelSid;
    PVOID SecurityAttributes;
} TOKEN_ACCESS_INFORMATION, *PTOKEN_ACCESS_INFORMATION;

#ifdef __cplusplus
}
#endif

#endif
