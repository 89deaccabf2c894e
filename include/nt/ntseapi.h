/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tokens: who a process or thread is, for the object server's access checks.
 *
 * The types are mostly <winnt.h>'s; here are those that it lacks, and the native calls. A process's own token says what
 * the kernel says of it: the user is S-1-22-1-uid (for root S-1-5-18), the groups are S-1-22-2-gid.
 *
 * Common to all: STATUS_ACCESS_VIOLATION for a pointer that cannot be read or written, STATUS_INVALID_HANDLE,
 * STATUS_OBJECT_TYPE_MISMATCH and STATUS_ACCESS_DENIED for a handle. Sources: Microsoft's documentation of the calls and of
 * their Win32 forms, MS-DTYP, phnt.
 */
#ifndef NT_SEAPI_H
#define NT_SEAPI_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Privileges: the low half of their LUIDs, the high one is 0. Source: MS-LSAD 3.1.1.2.1. */
#define SE_CREATE_TOKEN_PRIVILEGE 2L
#define SE_ASSIGNPRIMARYTOKEN_PRIVILEGE 3L
#define SE_LOCK_MEMORY_PRIVILEGE 4L
#define SE_INCREASE_QUOTA_PRIVILEGE 5L
#define SE_MACHINE_ACCOUNT_PRIVILEGE 6L
#define SE_TCB_PRIVILEGE 7L
#define SE_SECURITY_PRIVILEGE 8L
#define SE_TAKE_OWNERSHIP_PRIVILEGE 9L
#define SE_LOAD_DRIVER_PRIVILEGE 10L
#define SE_SYSTEM_PROFILE_PRIVILEGE 11L
#define SE_SYSTEMTIME_PRIVILEGE 12L
#define SE_PROF_SINGLE_PROCESS_PRIVILEGE 13L
#define SE_INC_BASE_PRIORITY_PRIVILEGE 14L
#define SE_CREATE_PAGEFILE_PRIVILEGE 15L
#define SE_CREATE_PERMANENT_PRIVILEGE 16L
#define SE_BACKUP_PRIVILEGE 17L
#define SE_RESTORE_PRIVILEGE 18L
#define SE_SHUTDOWN_PRIVILEGE 19L
#define SE_DEBUG_PRIVILEGE 20L
#define SE_AUDIT_PRIVILEGE 21L
#define SE_SYSTEM_ENVIRONMENT_PRIVILEGE 22L
#define SE_CHANGE_NOTIFY_PRIVILEGE 23L
#define SE_REMOTE_SHUTDOWN_PRIVILEGE 24L
#define SE_UNDOCK_PRIVILEGE 25L
#define SE_SYNC_AGENT_PRIVILEGE 26L
#define SE_ENABLE_DELEGATION_PRIVILEGE 27L
#define SE_MANAGE_VOLUME_PRIVILEGE 28L
#define SE_IMPERSONATE_PRIVILEGE 29L
#define SE_CREATE_GLOBAL_PRIVILEGE 30L
#define SE_TRUSTED_CREDMAN_ACCESS_PRIVILEGE 31L
#define SE_RELABEL_PRIVILEGE 32L
#define SE_INC_WORKING_SET_PRIVILEGE 33L
#define SE_TIME_ZONE_PRIVILEGE 34L
#define SE_CREATE_SYMBOLIC_LINK_PRIVILEGE 35L
#define SE_DELEGATE_SESSION_USER_IMPERSONATE_PRIVILEGE 36L

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

/**
 * NtOpenProcessToken, NtOpenProcessTokenEx - the token of a process
 * @ProcessHandle:      needs PROCESS_QUERY_LIMITED_INFORMATION
 * @DesiredAccess:      TOKEN_*, checked against the token's security descriptor
 * @HandleAttributes:   OBJ_INHERIT
 *
 * STATUS_PROCESS_IS_TERMINATING    it has ended
 */
NTSTATUS NTAPI NtOpenProcessToken(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
                                  PHANDLE TokenHandle);
NTSTATUS NTAPI NtOpenProcessTokenEx(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
                                    ULONG HandleAttributes, PHANDLE TokenHandle);

/**
 * NtOpenThreadToken, NtOpenThreadTokenEx - the token as which a thread acts
 * @ThreadHandle:   needs THREAD_QUERY_LIMITED_INFORMATION
 * @OpenAsSelf:     the access check is made with the process's token, not with that as which the caller acts
 *
 * STATUS_NO_TOKEN                  the thread acts as its process
 * STATUS_CANT_OPEN_ANONYMOUS       it acts as somebody at SecurityAnonymous
 */
NTSTATUS NTAPI NtOpenThreadToken(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                                 PHANDLE TokenHandle);
NTSTATUS NTAPI NtOpenThreadTokenEx(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                                   BOOLEAN OpenAsSelf, ULONG HandleAttributes, PHANDLE TokenHandle);

/**
 * NtDuplicateToken - a copy, of the same or of another type and level
 * @ExistingTokenHandle:    needs TOKEN_DUPLICATE
 * @DesiredAccess:          0: what the existing handle has
 * @ObjectAttributes:       optional; SecurityQualityOfService has the new token's level. Without one an impersonation
 *                          token keeps its level, and of a primary one SecurityAnonymous is made
 * @EffectiveOnly:          leave out groups and privileges that are switched off
 * @Type:                   TokenPrimary or TokenImpersonation
 *
 * STATUS_BAD_IMPERSONATION_LEVEL   no such level; higher than the existing token's; a primary token of one below
 *                                  SecurityImpersonation
 * STATUS_INVALID_PARAMETER         Type
 */
NTSTATUS NTAPI NtDuplicateToken(HANDLE ExistingTokenHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN EffectiveOnly,
                                TOKEN_TYPE Type, PHANDLE NewTokenHandle);

/**
 * NtFilterToken - a copy with less
 * @ExistingTokenHandle:    needs TOKEN_DUPLICATE; the new handle has the same access
 * @Flags:                  DISABLE_MAX_PRIVILEGE (all but SeChangeNotifyPrivilege go), SANDBOX_INERT, LUA_TOKEN (what
 *                          standard users have), WRITE_RESTRICTED (the restricting SIDs count for writing only)
 * @SidsToDisable:          optional; groups that from now on only deny
 * @PrivilegesToDelete:     optional
 * @RestrictedSids:         optional; an access check must succeed with them, too. Of a token that has some already both
 *                          lists' common ones stay
 *
 * STATUS_INVALID_PARAMETER     other flags, more than a token can have
 * STATUS_INVALID_SID
 */
NTSTATUS NTAPI NtFilterToken(HANDLE ExistingTokenHandle, ULONG Flags, PTOKEN_GROUPS SidsToDisable,
                             PTOKEN_PRIVILEGES PrivilegesToDelete, PTOKEN_GROUPS RestrictedSids,
                             PHANDLE NewTokenHandle);

/**
 * NtCreateToken - a token made of nothing
 * @ObjectAttributes:   optional; SecurityQualityOfService has the level
 * @AuthenticationId:   the logon that it belongs to
 * @ExpirationTime:     is not looked at
 * @User:               the first of its SIDs; Groups have the others, and may have a label (SE_GROUP_INTEGRITY)
 * @Owner:              optional; must be the user or a group with SE_GROUP_OWNER
 * @DefaultDacl:        optional
 *
 * STATUS_PRIVILEGE_NOT_HELD        needs SeCreateTokenPrivilege, switched on
 * STATUS_INVALID_OWNER, STATUS_INVALID_PRIMARY_GROUP, STATUS_INVALID_SID, STATUS_INVALID_ACL
 * STATUS_BAD_IMPERSONATION_LEVEL, STATUS_INVALID_PARAMETER
 */
NTSTATUS NTAPI NtCreateToken(PHANDLE TokenHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                             TOKEN_TYPE Type, PLUID AuthenticationId, PLARGE_INTEGER ExpirationTime,
                             PTOKEN_USER User, PTOKEN_GROUPS Groups, PTOKEN_PRIVILEGES Privileges,
                             PTOKEN_OWNER Owner, PTOKEN_PRIMARY_GROUP PrimaryGroup, PTOKEN_DEFAULT_DACL DefaultDacl,
                             PTOKEN_SOURCE Source);

/* --- Asking and changing ---------------------------------------------------------------------- */

/**
 * NtQueryInformationToken - ask a token
 * @TokenHandle:                needs TOKEN_QUERY; for TokenSource TOKEN_QUERY_SOURCE
 * @TokenInformationClass:      TokenUser, TokenGroups, TokenPrivileges, TokenOwner, TokenPrimaryGroup, TokenDefaultDacl,
 *                              TokenSource, TokenType, TokenImpersonationLevel, TokenStatistics, TokenRestrictedSids,
 *                              TokenSessionId, TokenGroupsAndPrivileges, TokenSandBoxInert, TokenOrigin,
 *                              TokenElevationType, TokenLinkedToken, TokenElevation, TokenHasRestrictions,
 *                              TokenVirtualizationAllowed, TokenVirtualizationEnabled, TokenIntegrityLevel,
 *                              TokenUIAccess, TokenMandatoryPolicy, TokenLogonSid, TokenIsAppContainer,
 *                              TokenCapabilities, TokenAppContainerSid, TokenAppContainerNumber, TokenIsRestricted
 * @TokenInformation:           the class's structure; what it points to stands behind it
 * @TokenInformationLength:     bytes
 * @ReturnLength:               bytes that it has, or would need
 *
 * STATUS_BUFFER_TOO_SMALL
 * STATUS_INVALID_INFO_CLASS        another class; TokenImpersonationLevel of a primary token
 * STATUS_NO_SUCH_LOGON_SESSION     TokenLinkedToken: there is none
 * STATUS_NOT_FOUND                 TokenLogonSid: it has none
 */
NTSTATUS NTAPI NtQueryInformationToken(HANDLE TokenHandle,
                                       TOKEN_INFORMATION_CLASS TokenInformationClass,
                                       PVOID TokenInformation, ULONG TokenInformationLength,
                                       PULONG ReturnLength);
/**
 * NtSetInformationToken - change a token
 * @TokenHandle:                needs TOKEN_ADJUST_DEFAULT, for TokenSessionId TOKEN_ADJUST_SESSIONID too
 * @TokenInformationClass:      TokenOwner, TokenPrimaryGroup, TokenDefaultDacl, TokenIntegrityLevel (lower: everybody;
 *                              higher needs SeRelabelPrivilege), and with SeTcbPrivilege TokenSessionId, TokenOrigin,
 *                              TokenUIAccess, TokenMandatoryPolicy
 *
 * The token's ModifiedId changes.
 *
 * STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_INFO_CLASS, STATUS_PRIVILEGE_NOT_HELD
 * STATUS_INVALID_OWNER, STATUS_INVALID_PRIMARY_GROUP, STATUS_INVALID_LABEL, STATUS_INVALID_SID, STATUS_INVALID_ACL
 */
NTSTATUS NTAPI NtSetInformationToken(HANDLE TokenHandle,
                                     TOKEN_INFORMATION_CLASS TokenInformationClass,
                                     PVOID TokenInformation, ULONG TokenInformationLength);

/**
 * NtAdjustPrivilegesToken - switch privileges on and off, or remove them (SE_PRIVILEGE_REMOVED)
 * @TokenHandle:    needs TOKEN_ADJUST_PRIVILEGES, and TOKEN_QUERY for PreviousState
 * @BufferLength:   bytes of PreviousState, which gets those that have changed; ReturnLength says how many bytes that is
 *
 * STATUS_NOT_ALL_ASSIGNED      a success: the token has not all of them
 * STATUS_BUFFER_TOO_SMALL      nothing has changed
 * STATUS_INVALID_PARAMETER     neither all nor NewState
 */
NTSTATUS NTAPI NtAdjustPrivilegesToken(HANDLE TokenHandle, BOOLEAN DisableAllPrivileges,
                                       PTOKEN_PRIVILEGES NewState, ULONG BufferLength,
                                       PTOKEN_PRIVILEGES PreviousState, PULONG ReturnLength);

/**
 * NtAdjustGroupsToken - switch groups on and off
 * @TokenHandle:        needs TOKEN_ADJUST_GROUPS, and TOKEN_QUERY for PreviousState
 * @ResetToDefault:     all as they were at first
 *
 * STATUS_CANT_DISABLE_MANDATORY, STATUS_CANT_ENABLE_DENY_ONLY      nothing has changed
 * STATUS_NOT_ALL_ASSIGNED, STATUS_BUFFER_TOO_SMALL                 as above
 */
NTSTATUS NTAPI NtAdjustGroupsToken(HANDLE TokenHandle, BOOLEAN ResetToDefault,
                                   PTOKEN_GROUPS NewState, ULONG BufferLength,
                                   PTOKEN_GROUPS PreviousState, PULONG ReturnLength);

/* Whether two tokens stand for the same access: user, groups, restricting SIDs, privileges. Both need TOKEN_QUERY. */
NTSTATUS NTAPI NtCompareTokens(HANDLE FirstTokenHandle, HANDLE SecondTokenHandle, PBOOLEAN Equal);

/* --- Checks ----------------------------------------------------------------------------------- */

/**
 * NtAccessCheck - what a security descriptor grants to a client's token
 * @SecurityDescriptor:     with owner and group
 * @ClientToken:            an impersonation token, SecurityIdentification at least; needs TOKEN_QUERY
 * @DesiredAccess:          without generic rights; MAXIMUM_ALLOWED asks for all there is
 * @PrivilegeSet:           gets the privileges that were needed
 * @PrivilegeSetLength:     bytes; at least sizeof(PRIVILEGE_SET)
 * @GrantedAccess:          0 when AccessStatus is a failure
 * @AccessStatus:           STATUS_SUCCESS, STATUS_ACCESS_DENIED, STATUS_PRIVILEGE_NOT_HELD
 *
 * The ByType calls look at the parts of an object: a tree of types, the first of which is the object itself (level 0).
 * In ObjectTypeListLength entries ResultList has an answer for each. PrincipalSelfSid: who S-1-5-10 is, or NULL.
 *
 * STATUS_NO_IMPERSONATION_TOKEN, STATUS_BAD_IMPERSONATION_LEVEL    ClientToken
 * STATUS_GENERIC_NOT_MAPPED, STATUS_INVALID_SECURITY_DESCR, STATUS_INVALID_SID, STATUS_INVALID_PARAMETER (the tree)
 * STATUS_BUFFER_TOO_SMALL                                          PrivilegeSetLength, which says what is needed
 */
NTSTATUS NTAPI NtAccessCheck(PSECURITY_DESCRIPTOR SecurityDescriptor, HANDLE ClientToken,
                             ACCESS_MASK DesiredAccess, PGENERIC_MAPPING GenericMapping,
                             PPRIVILEGE_SET PrivilegeSet, PULONG PrivilegeSetLength,
                             PACCESS_MASK GrantedAccess, PNTSTATUS AccessStatus);
NTSTATUS NTAPI NtAccessCheckByType(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID PrincipalSelfSid, HANDLE ClientToken,
                                   ACCESS_MASK DesiredAccess, POBJECT_TYPE_LIST ObjectTypeList,
                                   ULONG ObjectTypeListLength, PGENERIC_MAPPING GenericMapping,
                                   PPRIVILEGE_SET PrivilegeSet, PULONG PrivilegeSetLength,
                                   PACCESS_MASK GrantedAccess, PNTSTATUS AccessStatus);
NTSTATUS NTAPI NtAccessCheckByTypeResultList(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID PrincipalSelfSid,
                                             HANDLE ClientToken, ACCESS_MASK DesiredAccess,
                                             POBJECT_TYPE_LIST ObjectTypeList, ULONG ObjectTypeListLength,
                                             PGENERIC_MAPPING GenericMapping, PPRIVILEGE_SET PrivilegeSet,
                                             PULONG PrivilegeSetLength, PACCESS_MASK GrantedAccess,
                                             PNTSTATUS AccessStatus);

/* Whether a client's token (TOKEN_QUERY) has privileges switched on: all of them with PRIVILEGE_SET_ALL_NECESSARY,
 * else any. Those that are get SE_PRIVILEGE_USED_FOR_ACCESS. STATUS_BAD_IMPERSONATION_LEVEL: SecurityAnonymous */
NTSTATUS NTAPI NtPrivilegeCheck(HANDLE ClientToken, PPRIVILEGE_SET RequiredPrivileges,
                                PBOOLEAN Result);

/* --- Acting as somebody else ------------------------------------------------------------------ */

/* NtSetInformationThread(ThreadImpersonationToken) lets a thread act as a token, or as its process again. A token of
 * another user, in a process without SeImpersonatePrivilege, only identifies afterwards. */

/**
 * NtImpersonateThread - let a thread act as another one
 * @ServerThreadHandle:     which is to act; needs THREAD_DIRECT_IMPERSONATION
 * @ClientThreadHandle:     as that; needs THREAD_IMPERSONATE
 *
 * STATUS_BAD_IMPERSONATION_LEVEL   more than the client has of whom it acts as itself
 * STATUS_THREAD_IS_TERMINATING     one has ended
 */
NTSTATUS NTAPI NtImpersonateThread(HANDLE ServerThreadHandle, HANDLE ClientThreadHandle,
                                   PSECURITY_QUALITY_OF_SERVICE SecurityQos);

/* Let a thread (THREAD_IMPERSONATE) act as nobody. */
NTSTATUS NTAPI NtImpersonateAnonymousToken(HANDLE ThreadHandle);

/* Let the calling thread act as a copy of its process's token. */
NTSTATUS NTAPI RtlImpersonateSelf(SECURITY_IMPERSONATION_LEVEL ImpersonationLevel);

/* Switch one privilege (SE_*_PRIVILEGE) on or off, of the process or of as whom the thread acts; *Enabled gets what it was.
 * STATUS_PRIVILEGE_NOT_HELD: there is none; STATUS_NO_TOKEN: the thread acts as its process */
NTSTATUS NTAPI RtlAdjustPrivilege(ULONG Privilege, BOOLEAN Enable, BOOLEAN CurrentThread, PBOOLEAN Enabled);

#ifdef __cplusplus
}
#endif

#endif
