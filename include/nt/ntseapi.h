/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tokens: who a process or thread is, for the object server's access checks.
 *
 * The types are mostly <winnt.h>'s; here are those that it lacks, and the native calls. In this
 * version the calls return
 * STATUS_NOT_IMPLEMENTED.
 */
#ifndef NT_SEAPI_H
#define NT_SEAPI_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* TOKEN_INFORMATION_CLASS goes on here. */
#define TokenProcessTrustLevel ((TOKEN_INFORMATION_CLASS)41) /* q: TOKEN_PROCESS_TRUST_LEVEL */
#define TokenPrivateNameSpace ((TOKEN_INFORMATION_CLASS)42)
#define TokenSingletonAttributes ((TOKEN_INFORMATION_CLASS)43)
#define TokenBnoIsolation ((TOKEN_INFORMATION_CLASS)44) /* q: TOKEN_BNO_ISOLATION_INFORMATION */
#define TokenChildProcessFlags ((TOKEN_INFORMATION_CLASS)45)
#define TokenIsLessPrivilegedAppContainer ((TOKEN_INFORMATION_CLASS)46)
#define TokenIsSandboxed ((TOKEN_INFORMATION_CLASS)47)
#define TokenIsAppSilo ((TOKEN_INFORMATION_CLASS)48)
#define TokenLoggingInformation ((TOKEN_INFORMATION_CLASS)49)
#define TokenLearningMode ((TOKEN_INFORMATION_CLASS)50)

typedef struct _TOKEN_PROCESS_TRUST_LEVEL {
    PSID TokenProcessTrustLevelSid;
} TOKEN_PROCESS_TRUST_LEVEL, *PTOKEN_PROCESS_TRUST_LEVEL;

typedef struct _TOKEN_BNO_ISOLATION_INFORMATION {
    PWSTR IsolationPrefix;
    BOOLEAN IsolationEnabled;
} TOKEN_BNO_ISOLATION_INFORMATION, *PTOKEN_BNO_ISOLATION_INFORMATION;

/* --- Getting at a token ----------------------------------------------------------------------- */

/* The token of a process. */
NTSTATUS NTAPI NtOpenProcessToken(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
                                  PHANDLE TokenHandle);
NTSTATUS NTAPI NtOpenProcessTokenEx(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
                                    ULONG HandleAttributes, PHANDLE TokenHandle);

/* The token as which a thread acts; STATUS_NO_TOKEN when it acts as its process. */
NTSTATUS NTAPI NtOpenThreadToken(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                                 PHANDLE TokenHandle);
NTSTATUS NTAPI NtOpenThreadTokenEx(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                                   BOOLEAN OpenAsSelf, ULONG HandleAttributes, PHANDLE TokenHandle);

/* A copy, of the same or of another type and level. */
NTSTATUS NTAPI NtDuplicateToken(HANDLE ExistingTokenHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN EffectiveOnly,
                                TOKEN_TYPE Type, PHANDLE NewTokenHandle);

/* A copy with less: groups that only deny, privileges removed, restricting SIDs. */
NTSTATUS NTAPI NtFilterToken(HANDLE ExistingTokenHandle, ULONG Flags, PTOKEN_GROUPS SidsToDisable,
                             PTOKEN_PRIVILEGES PrivilegesToDelete, PTOKEN_GROUPS RestrictedSids,
                             PHANDLE NewTokenHandle);

/* --- Asking and changing ---------------------------------------------------------------------- */

/*
 * TOKEN_INFORMATION_CLASS says which structure; STATUS_BUFFER_TOO_SMALL gives the length that is
 * needed.
 */
NTSTATUS NTAPI NtQueryInformationToken(HANDLE TokenHandle,
                                       TOKEN_INFORMATION_CLASS TokenInformationClass,
                                       PVOID TokenInformation, ULONG TokenInformationLength,
                                       PULONG ReturnLength);
NTSTATUS NTAPI NtSetInformationToken(HANDLE TokenHandle,
                                     TOKEN_INFORMATION_CLASS TokenInformationClass,
                                     PVOID TokenInformation, ULONG TokenInformationLength);

/* Switch privileges on and off; STATUS_NOT_ALL_ASSIGNED when the token has not all of them. */
NTSTATUS NTAPI NtAdjustPrivilegesToken(HANDLE TokenHandle, BOOLEAN DisableAllPrivileges,
                                       PTOKEN_PRIVILEGES NewState, ULONG BufferLength,
                                       PTOKEN_PRIVILEGES PreviousState, PULONG ReturnLength);

/* Switch groups on and off. */
NTSTATUS NTAPI NtAdjustGroupsToken(HANDLE TokenHandle, BOOLEAN ResetToDefault,
                                   PTOKEN_GROUPS NewState, ULONG BufferLength,
                                   PTOKEN_GROUPS PreviousState, PULONG ReturnLength);

/* Whether two tokens stand for the same access. */
NTSTATUS NTAPI NtCompareTokens(HANDLE FirstTokenHandle, HANDLE SecondTokenHandle, PBOOLEAN Equal);

/* --- Checks ----------------------------------------------------------------------------------- */

/* What a security descriptor grants to a client's token. */
NTSTATUS NTAPI NtAccessCheck(PSECURITY_DESCRIPTOR SecurityDescriptor, HANDLE ClientToken,
                             ACCESS_MASK DesiredAccess, PGENERIC_MAPPING GenericMapping,
                             PPRIVILEGE_SET PrivilegeSet, PULONG PrivilegeSetLength,
                             PACCESS_MASK GrantedAccess, PNTSTATUS AccessStatus);

/* Whether a client's token has privileges switched on. */
NTSTATUS NTAPI NtPrivilegeCheck(HANDLE ClientToken, PPRIVILEGE_SET RequiredPrivileges,
                                PBOOLEAN Result);

/* Let a thread act as nobody. */
NTSTATUS NTAPI NtImpersonateAnonymousToken(HANDLE ThreadHandle);

#ifdef __cplusplus
}
#endif

#endif
