/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rtl*: SIDs, ACLs and their entries, security descriptors, access masks. <ntrtl.h> includes it. The
 * structures are <winnt.h>'s. Sizes are in bytes. None of it asks who the caller is, except where a new
 * object's descriptor takes a token's defaults.
 *
 * Sources: the WDK's documentation of each call, MS-DTYP 2.4 and 2.5.3.4 (Open Specifications), Wine's and
 * ReactOS's tests.
 */
#ifndef NT_RTLSECURITY_H
#define NT_RTLSECURITY_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- SIDs ---------------------------------------------------------------------------------------
 *
 * Those that take a PSID and return no status believe it; ask RtlValidSid first where it comes from others.
 */

/* TRUE: readable, revision 1, at most SID_MAX_SUB_AUTHORITIES numbers. */
BOOLEAN NTAPI RtlValidSid(PSID Sid);
/* Of the same revision, authority and numbers? */
BOOLEAN NTAPI RtlEqualSid(PSID Sid1, PSID Sid2);
/* The same but for the last number, that is: of one domain? */
BOOLEAN NTAPI RtlEqualPrefixSid(PSID Sid1, PSID Sid2);
/* The size of a SID with that many numbers. */
ULONG NTAPI RtlLengthRequiredSid(ULONG SubAuthorityCount);
ULONG NTAPI RtlLengthSid(PSID Sid);

/**
 * RtlInitializeSid - write a SID's head; the numbers are set through RtlSubAuthoritySid
 * @Sid:                    room of RtlLengthRequiredSid(SubAuthorityCount)
 *
 * STATUS_INVALID_PARAMETER     more than SID_MAX_SUB_AUTHORITIES numbers
 */
NTSTATUS NTAPI RtlInitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY IdentifierAuthority,
                                UCHAR SubAuthorityCount);

/**
 * RtlAllocateAndInitializeSid - a SID of up to 8 numbers; give it back with RtlFreeSid
 *
 * STATUS_INVALID_SID           more than 8
 * STATUS_NO_MEMORY
 */
NTSTATUS NTAPI RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY IdentifierAuthority,
                                           UCHAR SubAuthorityCount, ULONG SubAuthority0,
                                           ULONG SubAuthority1, ULONG SubAuthority2,
                                           ULONG SubAuthority3, ULONG SubAuthority4,
                                           ULONG SubAuthority5, ULONG SubAuthority6,
                                           ULONG SubAuthority7, PSID *Sid);
/* Returns NULL. */
PVOID NTAPI RtlFreeSid(PSID Sid);

/* STATUS_BUFFER_TOO_SMALL: SourceSid is longer than DestinationSidLength. */
NTSTATUS NTAPI RtlCopySid(ULONG DestinationSidLength, PSID DestinationSid, PSID SourceSid);

/* Where a SID's parts stand. */
PSID_IDENTIFIER_AUTHORITY NTAPI RtlIdentifierAuthoritySid(PSID Sid);
PULONG NTAPI RtlSubAuthoritySid(PSID Sid, ULONG SubAuthority);
PUCHAR NTAPI RtlSubAuthorityCountSid(PSID Sid);

/**
 * RtlConvertSidToUnicodeString - a SID as text: S-1-5-32-544
 * @UnicodeString:              receives it; has a buffer unless AllocateDestinationString
 * @AllocateDestinationString:  make the buffer, to be freed with RtlFreeUnicodeString
 *
 * STATUS_INVALID_SID           Sid is none
 * STATUS_BUFFER_OVERFLOW       the buffer is too small
 * STATUS_NO_MEMORY
 */
NTSTATUS NTAPI RtlConvertSidToUnicodeString(PUNICODE_STRING UnicodeString, PSID Sid,
                                            BOOLEAN AllocateDestinationString);

/**
 * RtlCreateServiceSid - the SID of a service: S-1-5-80 and the SHA-1 of its name in capitals
 * @ServiceSid:                 receives it
 * @ServiceSidLength:           the room; receives the size
 *
 * STATUS_BUFFER_TOO_SMALL      ServiceSidLength says how much is needed
 * STATUS_NO_MEMORY
 */
NTSTATUS NTAPI RtlCreateServiceSid(PUNICODE_STRING ServiceName, PSID ServiceSid,
                                   PULONG ServiceSidLength);

/* --- ACLs ----------------------------------------------------------------------------------------- */

/**
 * RtlCreateAcl - an ACL without entries
 * @AclLength:                  the room; rounded down to a multiple of 4
 * @AclRevision:                ACL_REVISION to ACL_REVISION_DS
 *
 * STATUS_BUFFER_TOO_SMALL      not even the head fits
 * STATUS_INVALID_PARAMETER     longer than 65535, another revision
 */
NTSTATUS NTAPI RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision);

/* TRUE: readable, of a known revision, every entry inside, of at least 8 bytes, with a valid SID where its
 * type has one. */
BOOLEAN NTAPI RtlValidAcl(PACL Acl);

/**
 * RtlFirstFreeAce - where the next entry would stand
 * @FirstFree:                  receives it; NULL: the ACL is full
 *
 * FALSE: the entries do not fit the ACL.
 */
BOOLEAN NTAPI RtlFirstFreeAce(PACL Acl, PVOID *FirstFree);

/* AclRevisionInformation, AclSizeInformation. STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_INFO_CLASS;
 * STATUS_INVALID_PARAMETER: it is no ACL. */
NTSTATUS NTAPI RtlQueryInformationAcl(PACL Acl, PVOID AclInformation, ULONG AclInformationLength,
                                      ACL_INFORMATION_CLASS AclInformationClass);
/* AclRevisionInformation, and only upwards; the same statuses. */
NTSTATUS NTAPI RtlSetInformationAcl(PACL Acl, PVOID AclInformation, ULONG AclInformationLength,
                                    ACL_INFORMATION_CLASS AclInformationClass);

/* STATUS_INVALID_PARAMETER: no ACL, or no such entry. */
NTSTATUS NTAPI RtlGetAce(PACL Acl, ULONG AceIndex, PVOID *Ace);
NTSTATUS NTAPI RtlDeleteAce(PACL Acl, ULONG AceIndex);
/* NULL: there is none. Index is optional. */
PVOID NTAPI RtlFindAceByType(PACL Acl, UCHAR AceType, PULONG Index);

/**
 * RtlAddAce - put entries that exist into an ACL
 * @StartingAceIndex:           before this one; MAXDWORD: at the end
 * @AceList:                    one after the other, AceListLength bytes
 *
 * STATUS_INVALID_PARAMETER     Acl is none, or AceList is not made of entries, or a revision above ACL_REVISION_DS
 * STATUS_BUFFER_TOO_SMALL      they do not fit
 */
NTSTATUS NTAPI RtlAddAce(PACL Acl, ULONG AceRevision, ULONG StartingAceIndex, PVOID AceList,
                         ULONG AceListLength);

/*
 * Put one entry of that kind at the end. AceRevision: the ACL's becomes at least this. AceFlags: how it is
 * inherited. Object entries without a GUID become plain ones; with one they want ACL_REVISION_DS.
 *
 * STATUS_INVALID_ACL               Acl is none
 * STATUS_INVALID_SID               Sid is none
 * STATUS_REVISION_MISMATCH         a revision that is too high, or too low for the kind
 * STATUS_INVALID_PARAMETER         flags beyond VALID_INHERIT_FLAGS; another type
 * STATUS_ALLOTTED_SPACE_EXCEEDED   it does not fit
 */
NTSTATUS NTAPI RtlAddAccessAllowedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask, PSID Sid);
NTSTATUS NTAPI RtlAddAccessAllowedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
                                        ACCESS_MASK AccessMask, PSID Sid);
NTSTATUS NTAPI RtlAddAccessAllowedObjectAce(PACL Acl, ULONG AceRevision, ULONG AceFlags,
                                            ACCESS_MASK AccessMask, GUID *ObjectTypeGuid,
                                            GUID *InheritedObjectTypeGuid, PSID Sid);
NTSTATUS NTAPI RtlAddAccessDeniedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask, PSID Sid);
NTSTATUS NTAPI RtlAddAccessDeniedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
                                       ACCESS_MASK AccessMask, PSID Sid);
NTSTATUS NTAPI RtlAddAccessDeniedObjectAce(PACL Acl, ULONG AceRevision, ULONG AceFlags,
                                           ACCESS_MASK AccessMask, GUID *ObjectTypeGuid,
                                           GUID *InheritedObjectTypeGuid, PSID Sid);
NTSTATUS NTAPI RtlAddAuditAccessAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask, PSID Sid,
                                    BOOLEAN AuditSuccess, BOOLEAN AuditFailure);
NTSTATUS NTAPI RtlAddAuditAccessAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
                                      ACCESS_MASK AccessMask, PSID Sid, BOOLEAN AuditSuccess,
                                      BOOLEAN AuditFailure);
NTSTATUS NTAPI RtlAddAuditAccessObjectAce(PACL Acl, ULONG AceRevision, ULONG AceFlags,
                                          ACCESS_MASK AccessMask, GUID *ObjectTypeGuid,
                                          GUID *InheritedObjectTypeGuid, PSID Sid,
                                          BOOLEAN AuditSuccess, BOOLEAN AuditFailure);
/* MandatoryFlags: SYSTEM_MANDATORY_LABEL_VALID_MASK; AceType: SYSTEM_MANDATORY_LABEL_ACE_TYPE. */
NTSTATUS NTAPI RtlAddMandatoryAce(PACL Acl, ULONG AceRevision, ULONG AceFlags, ULONG MandatoryFlags,
                                  UCHAR AceType, PSID LabelSid);
/* AceType: ACCESS_ALLOWED_COMPOUND_ACE_TYPE; wants ACL_REVISION3. */
NTSTATUS NTAPI RtlAddCompoundAce(PACL Acl, ULONG AceRevision, UCHAR AceType, ACCESS_MASK AccessMask,
                                 PSID ServerSid, PSID ClientSid);

/* --- Security descriptors -------------------------------------------------------------------------
 *
 * Absolute: SECURITY_DESCRIPTOR, with pointers. Self-relative: SECURITY_DESCRIPTOR_RELATIVE, in one piece. Where it
 * is not said, either will do. Calls that get or set one part return STATUS_UNKNOWN_REVISION for a
 * revision other than 1; setting a part of a self-relative one is STATUS_INVALID_SECURITY_DESCR.
 */

/* An absolute one without owner, group, DACL and SACL. STATUS_UNKNOWN_REVISION: not revision 1. */
NTSTATUS NTAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Revision);
/* TRUE: readable, revision 1, and each part that is there is valid. */
BOOLEAN NTAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor);
/* The same for a self-relative one, each part within the length; RequiredInformation must be there. */
BOOLEAN NTAPI RtlValidRelativeSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptorInput,
                                                 ULONG SecurityDescriptorLength,
                                                 SECURITY_INFORMATION RequiredInformation);
/* With all its parts. */
ULONG NTAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor);

NTSTATUS NTAPI RtlGetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                               PSECURITY_DESCRIPTOR_CONTROL Control,
                                               PULONG Revision);
/* The automatic-inheritance, protection, server-security and untrusted bits; others are STATUS_INVALID_PARAMETER. */
NTSTATUS NTAPI RtlSetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                               SECURITY_DESCRIPTOR_CONTROL ControlBitsOfInterest,
                                               SECURITY_DESCRIPTOR_CONTROL ControlBitsToSet);
/* The same bits, added; others are left out. */
NTSTATUS NTAPI RtlSetAttributesSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                                  SECURITY_DESCRIPTOR_CONTROL Control,
                                                  PULONG Revision);
/* The resource manager's byte. FALSE: there is none. Setting NULL takes it away. */
BOOLEAN NTAPI RtlGetSecurityDescriptorRMControl(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                                PUCHAR RMControl);
VOID NTAPI RtlSetSecurityDescriptorRMControl(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                             PUCHAR RMControl);

NTSTATUS NTAPI RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Owner,
                                             PBOOLEAN OwnerDefaulted);
NTSTATUS NTAPI RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Owner,
                                             BOOLEAN OwnerDefaulted);
NTSTATUS NTAPI RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Group,
                                             PBOOLEAN GroupDefaulted);
NTSTATUS NTAPI RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Group,
                                             BOOLEAN GroupDefaulted);
/* Without a DACL only DaclPresent is written. A NULL one that is there allows everything. */
NTSTATUS NTAPI RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                            PBOOLEAN DaclPresent, PACL *Dacl,
                                            PBOOLEAN DaclDefaulted);
NTSTATUS NTAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                            BOOLEAN DaclPresent, PACL Dacl, BOOLEAN DaclDefaulted);
NTSTATUS NTAPI RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                            PBOOLEAN SaclPresent, PACL *Sacl,
                                            PBOOLEAN SaclDefaulted);
NTSTATUS NTAPI RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                            BOOLEAN SaclPresent, PACL Sacl, BOOLEAN SaclDefaulted);

/* A self-relative copy of either form. STATUS_BUFFER_TOO_SMALL: BufferLength says how much is needed. */
NTSTATUS NTAPI RtlMakeSelfRelativeSD(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                     PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
                                     PULONG BufferLength);
/* The same of an absolute one; STATUS_BAD_DESCRIPTOR_FORMAT: it is none. */
NTSTATUS NTAPI RtlAbsoluteToSelfRelativeSD(PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
                                           PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
                                           PULONG BufferLength);
/* Each part into its own room. Each length is the room, and receives what is needed.
 * STATUS_BUFFER_TOO_SMALL: one is too small, nothing is copied; STATUS_BAD_DESCRIPTOR_FORMAT: not self-relative. */
NTSTATUS NTAPI RtlSelfRelativeToAbsoluteSD(PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
                                           PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
                                           PULONG AbsoluteSecurityDescriptorSize, PACL Dacl,
                                           PULONG DaclSize, PACL Sacl, PULONG SaclSize, PSID Owner,
                                           PULONG OwnerSize, PSID PrimaryGroup,
                                           PULONG PrimaryGroupSize);

/* --- A private object's descriptor ---------------------------------------------------------------- */

/**
 * RtlNewSecurityObject - the descriptor of a new object, from its container's, its creator's and a token's defaults
 * @ParentDescriptor:           optional, self-relative or absolute
 * @CreatorDescriptor:          optional; what it says comes first
 * @NewDescriptor:              receives it, self-relative; free it with RtlDeleteSecurityObject
 * @IsDirectoryObject:          it can have children
 * @TokenHandle:                optional, with TOKEN_QUERY; its default owner, group and DACL fill what is missing
 * @GenericMapping:             what generic rights stand for
 *
 * STATUS_INVALID_OWNER             nobody says who; the token may not own things as that one
 * STATUS_INVALID_PRIMARY_GROUP     nobody says which
 * STATUS_INVALID_SECURITY_DESCR    either descriptor is not valid; the result is too large
 * STATUS_NO_MEMORY; NtQueryInformationToken's
 */
NTSTATUS NTAPI RtlNewSecurityObject(PSECURITY_DESCRIPTOR ParentDescriptor,
                                    PSECURITY_DESCRIPTOR CreatorDescriptor,
                                    PSECURITY_DESCRIPTOR *NewDescriptor, BOOLEAN IsDirectoryObject,
                                    HANDLE TokenHandle, const GENERIC_MAPPING *GenericMapping);
/* ObjectType: optional, which entries of the container are for it. AutoInheritFlags: SEF_*; without SEF_AVOID_OWNER_CHECK
 * the creator's owner is compared with the token. */
NTSTATUS NTAPI RtlNewSecurityObjectEx(PSECURITY_DESCRIPTOR ParentDescriptor,
                                      PSECURITY_DESCRIPTOR CreatorDescriptor,
                                      PSECURITY_DESCRIPTOR *NewDescriptor, GUID *ObjectType,
                                      BOOLEAN IsDirectoryObject, ULONG AutoInheritFlags,
                                      HANDLE TokenHandle, const GENERIC_MAPPING *GenericMapping);

/* Copies the parts that are named. STATUS_BUFFER_TOO_SMALL: ReturnLength says how much is needed. */
NTSTATUS NTAPI RtlQuerySecurityObject(PSECURITY_DESCRIPTOR ObjectDescriptor,
                                      SECURITY_INFORMATION SecurityInformation,
                                      PSECURITY_DESCRIPTOR ResultantDescriptor,
                                      ULONG DescriptorLength, PULONG ReturnLength);

/**
 * RtlSetSecurityObject - replace the parts that are named
 * @ModificationDescriptor:     has the new parts
 * @ObjectsSecurityDescriptor:  self-relative, from RtlNewSecurityObject; the changed one takes its place
 * @GenericMapping:             what generic rights in the new entries stand for
 * @TokenHandle:                optional, the caller's; without it an owner is not compared with it
 *
 * STATUS_INVALID_OWNER             none is given, or the token may not own things as that one
 * STATUS_INVALID_PRIMARY_GROUP     none is given
 * STATUS_BAD_DESCRIPTOR_FORMAT     ObjectsSecurityDescriptor is absolute
 * STATUS_INVALID_SECURITY_DESCR    either is not valid; the result is too large
 * STATUS_NO_MEMORY
 */
NTSTATUS NTAPI RtlSetSecurityObject(SECURITY_INFORMATION SecurityInformation,
                                    PSECURITY_DESCRIPTOR ModificationDescriptor,
                                    PSECURITY_DESCRIPTOR *ObjectsSecurityDescriptor,
                                    const GENERIC_MAPPING *GenericMapping, HANDLE TokenHandle);
/* AutoInheritFlags: SEF_DACL_AUTO_INHERIT and SEF_SACL_AUTO_INHERIT keep what the object has inherited;
 * SEF_AVOID_OWNER_CHECK does not compare. */
NTSTATUS NTAPI RtlSetSecurityObjectEx(SECURITY_INFORMATION SecurityInformation,
                                      PSECURITY_DESCRIPTOR ModificationDescriptor,
                                      PSECURITY_DESCRIPTOR *ObjectsSecurityDescriptor,
                                      ULONG AutoInheritFlags, const GENERIC_MAPPING *GenericMapping,
                                      HANDLE TokenHandle);

/* Frees what RtlNewSecurityObject and RtlSetSecurityObject made. */
NTSTATUS NTAPI RtlDeleteSecurityObject(PSECURITY_DESCRIPTOR *ObjectDescriptor);

/* --- Access masks ----------------------------------------------------------------------------------- */

/* Replaces generic rights by those that they stand for. */
VOID NTAPI RtlMapGenericMask(PACCESS_MASK AccessMask, const GENERIC_MAPPING *GenericMapping);
BOOLEAN NTAPI RtlAreAllAccessesGranted(ACCESS_MASK GrantedAccess, ACCESS_MASK DesiredAccess);
BOOLEAN NTAPI RtlAreAnyAccessesGranted(ACCESS_MASK GrantedAccess, ACCESS_MASK DesiredAccess);

#ifdef __cplusplus
}
#endif

#endif
