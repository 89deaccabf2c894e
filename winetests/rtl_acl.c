/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACLs: made, filled with entries of each kind, searched, shortened, refused; access masks. */
#include "winetests/test.h"

static SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {0}};
static SID system_sid = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_LOCAL_SYSTEM_RID}};
static SID no_sid = {SID_REVISION, 16, {SECURITY_NT_AUTHORITY}, {1}};

#define ROOM 256
static union {
    ACL acl;
    BYTE bytes[ROOM];
} room;
static ACL *acl = &room.acl;

static void make(ULONG length, ULONG revision)
{
    memset(&room, 0, sizeof room);
    ok_status(RtlCreateAcl(acl, length, revision), STATUS_SUCCESS);
}

static void test_create(void)
{
    memset(&room, 0x55, sizeof room);
    ok_status(RtlCreateAcl(acl, sizeof *acl - 1, ACL_REVISION), STATUS_BUFFER_TOO_SMALL);
    ok_status(RtlCreateAcl(acl, ROOM, MIN_ACL_REVISION - 1), STATUS_INVALID_PARAMETER);
    ok_status(RtlCreateAcl(acl, ROOM, MAX_ACL_REVISION + 1), STATUS_INVALID_PARAMETER);
    ok_status(RtlCreateAcl(acl, 0x10000, ACL_REVISION), STATUS_INVALID_PARAMETER);
    ok_equal(acl->AclSize, 0x5555);
    ok_status(RtlCreateAcl(acl, 100, ACL_REVISION), STATUS_SUCCESS);
    ok_equal(acl->AclRevision, ACL_REVISION);
    ok_equal(acl->AclSize, 100);
    ok_equal(acl->AceCount, 0);
    ok(RtlValidAcl(acl), "an empty ACL is not valid");
}

/* The last entry's parts. */
static void check_entry(ULONG index, BYTE type, BYTE flags, WORD size, ACCESS_MASK mask)
{
    ACCESS_ALLOWED_ACE *ace = NULL;

    ok_status(RtlGetAce(acl, index, (void **)&ace), STATUS_SUCCESS);
    if (!ace)
        return;
    ok_equal(ace->Header.AceType, type);
    ok_equal(ace->Header.AceFlags, flags);
    ok_equal(ace->Header.AceSize, size);
    ok_equal(ace->Mask, mask);
}

static void test_add(void)
{
    PVOID ace;

    make(ROOM, ACL_REVISION);
    ok_status(RtlAddAccessAllowedAce(acl, ACL_REVISION, 1, &everyone), STATUS_SUCCESS);
    ok_status(RtlAddAccessDeniedAce(acl, ACL_REVISION, 2, &system_sid), STATUS_SUCCESS);
    ok_status(RtlAddAccessAllowedAceEx(acl, ACL_REVISION, CONTAINER_INHERIT_ACE, 4, &everyone), STATUS_SUCCESS);
    ok_status(RtlAddAccessDeniedAceEx(acl, ACL_REVISION, OBJECT_INHERIT_ACE, 8, &everyone), STATUS_SUCCESS);
    ok_status(RtlAddAuditAccessAce(acl, ACL_REVISION, 16, &everyone, TRUE, FALSE), STATUS_SUCCESS);
    ok_status(RtlAddAuditAccessAceEx(acl, ACL_REVISION, INHERIT_ONLY_ACE, 32, &everyone, FALSE, TRUE),
              STATUS_SUCCESS);
    ok_equal(acl->AceCount, 6);
    check_entry(0, ACCESS_ALLOWED_ACE_TYPE, 0, 20, 1);
    check_entry(1, ACCESS_DENIED_ACE_TYPE, 0, 20, 2);
    check_entry(2, ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE, 20, 4);
    check_entry(3, ACCESS_DENIED_ACE_TYPE, OBJECT_INHERIT_ACE, 20, 8);
    check_entry(4, SYSTEM_AUDIT_ACE_TYPE, SUCCESSFUL_ACCESS_ACE_FLAG, 20, 16);
    check_entry(5, SYSTEM_AUDIT_ACE_TYPE, INHERIT_ONLY_ACE | FAILED_ACCESS_ACE_FLAG, 20, 32);
    ok_status(RtlGetAce(acl, 6, &ace), STATUS_INVALID_PARAMETER);
    ok_status(RtlGetAce(acl, 1, &ace), STATUS_SUCCESS);
    ok(RtlEqualSid((PSID)&((ACCESS_DENIED_ACE *)ace)->SidStart, &system_sid), "another SID");
    ok(RtlValidAcl(acl), "what calls made is not valid");
}

static void test_add_refused(void)
{
    make(27, ACL_REVISION);             /* 24: no entry for a SID with one number */
    todo_wine ok_equal(acl->AclSize, 24);
    ok_status(RtlAddAccessAllowedAce(acl, ACL_REVISION, 1, &everyone), STATUS_ALLOTTED_SPACE_EXCEEDED);
    ok_equal(acl->AceCount, 0);
    make(28, ACL_REVISION);
    ok_status(RtlAddAccessAllowedAce(acl, ACL_REVISION, 1, &no_sid), STATUS_INVALID_SID);
    ok_status(RtlAddAccessAllowedAce(acl, MAX_ACL_REVISION + 1, 1, &everyone), STATUS_REVISION_MISMATCH);
    todo_wine ok_status(RtlAddAccessAllowedAceEx(acl, ACL_REVISION, 0x40, 1, &everyone), STATUS_INVALID_PARAMETER);
    make(28, ACL_REVISION);             /* Wine has added it */
    ok_status(RtlAddAccessAllowedAce(acl, ACL_REVISION4, 1, &everyone), STATUS_SUCCESS);
    ok_equal(acl->AclRevision, ACL_REVISION4);
    ok_status(RtlAddAccessDeniedAce(acl, ACL_REVISION, 1, &everyone), STATUS_ALLOTTED_SPACE_EXCEEDED);
    acl->AceCount = 2;
    ok_status(RtlAddAccessDeniedAce(acl, ACL_REVISION, 1, &everyone), STATUS_INVALID_ACL);
}

static void test_add_object(void)
{
    GUID type = {1, 2, 3, {4}}, child = {5, 6, 7, {8}};
    ACCESS_ALLOWED_OBJECT_ACE *ace = NULL;

    if (running_under_wine()) {
        skip("object entries are stubs there");
        return;
    }
    make(ROOM, ACL_REVISION_DS);
    ok_status(RtlAddAccessAllowedObjectAce(acl, ACL_REVISION_DS, 0, 1, NULL, NULL, &everyone), STATUS_SUCCESS);
    ok_status(RtlAddAccessDeniedObjectAce(acl, ACL_REVISION_DS, 0, 2, NULL, &child, &everyone), STATUS_SUCCESS);
    ok_status(RtlAddAccessAllowedObjectAce(acl, ACL_REVISION_DS, OBJECT_INHERIT_ACE, 4, &type, &child, &everyone),
              STATUS_SUCCESS);
    ok_status(RtlAddAuditAccessObjectAce(acl, ACL_REVISION_DS, 0, 8, &type, NULL, &everyone, TRUE, TRUE),
              STATUS_SUCCESS);
    check_entry(0, ACCESS_ALLOWED_ACE_TYPE, 0, 20, 1);
    check_entry(1, ACCESS_DENIED_OBJECT_ACE_TYPE, 0, 40, 2);
    check_entry(2, ACCESS_ALLOWED_OBJECT_ACE_TYPE, OBJECT_INHERIT_ACE, 56, 4);
    check_entry(3, SYSTEM_AUDIT_OBJECT_ACE_TYPE, SUCCESSFUL_ACCESS_ACE_FLAG | FAILED_ACCESS_ACE_FLAG, 40, 8);
    ok_status(RtlGetAce(acl, 2, (void **)&ace), STATUS_SUCCESS);
    ok_equal(ace->Flags, ACE_OBJECT_TYPE_PRESENT | ACE_INHERITED_OBJECT_TYPE_PRESENT);
    ok_equal(ace->ObjectType.Data1, 1);
    ok_equal(ace->InheritedObjectType.Data1, 5);
    ok(RtlEqualSid((PSID)&ace->SidStart, &everyone), "another SID");
    ok(RtlValidAcl(acl), "what calls made is not valid");
    ok_status(RtlAddAccessAllowedObjectAce(acl, ACL_REVISION, 0, 1, &type, NULL, &everyone),
              STATUS_REVISION_MISMATCH);
}

static void test_add_others(void)
{
    SID low = {SID_REVISION, 1, {SECURITY_MANDATORY_LABEL_AUTHORITY}, {SECURITY_MANDATORY_LOW_RID}};
    BYTE *ace;

    make(ROOM, ACL_REVISION);
    if (have_function("RtlAddMandatoryAce")) {
        ok_status(RtlAddMandatoryAce(acl, ACL_REVISION, 0, SYSTEM_MANDATORY_LABEL_NO_WRITE_UP,
                                     SYSTEM_MANDATORY_LABEL_ACE_TYPE, &low), STATUS_SUCCESS);
        check_entry(0, SYSTEM_MANDATORY_LABEL_ACE_TYPE, 0, 20, SYSTEM_MANDATORY_LABEL_NO_WRITE_UP);
        ok_status(RtlAddMandatoryAce(acl, ACL_REVISION, 0, 8, SYSTEM_MANDATORY_LABEL_ACE_TYPE, &low),
                  STATUS_INVALID_PARAMETER);
        ok_status(RtlAddMandatoryAce(acl, ACL_REVISION, 0, 1, ACCESS_ALLOWED_ACE_TYPE, &low),
                  STATUS_INVALID_PARAMETER);
    }
    if (!have_function("RtlAddCompoundAce")) {
        win_skip("no RtlAddCompoundAce");
        return;
    }
    make(ROOM, ACL_REVISION);
    ok_status(RtlAddCompoundAce(acl, ACL_REVISION, ACCESS_ALLOWED_COMPOUND_ACE_TYPE, 1, &everyone, &system_sid),
              STATUS_REVISION_MISMATCH);
    ok_status(RtlAddCompoundAce(acl, ACL_REVISION3, ACCESS_ALLOWED_ACE_TYPE, 1, &everyone, &system_sid),
              STATUS_INVALID_PARAMETER);
    ok_status(RtlAddCompoundAce(acl, ACL_REVISION3, ACCESS_ALLOWED_COMPOUND_ACE_TYPE, 1, &everyone, &system_sid),
              STATUS_SUCCESS);
    check_entry(0, ACCESS_ALLOWED_COMPOUND_ACE_TYPE, 0, 36, 1);
    ok_status(RtlGetAce(acl, 0, (void **)&ace), STATUS_SUCCESS);
    ok(RtlEqualSid(ace + 12, &everyone), "another server");
    ok(RtlEqualSid(ace + 24, &system_sid), "another client");
    ok(RtlValidAcl(acl), "what calls made is not valid");
}

static void test_lists(void)
{
    bool inserted = !running_under_wine();      /* Wine appends, wherever it shall be */
    BYTE list[40];
    ULONG index = 7;
    PVOID end;

    make(88, ACL_REVISION);
    RtlAddAccessAllowedAce(acl, ACL_REVISION, 1, &everyone);
    RtlAddAccessAllowedAce(acl, ACL_REVISION, 2, &everyone);
    memcpy(list, acl + 1, sizeof list);
    list[4] = 77;            /* the first mask */
    ok_status(RtlAddAce(acl, ACL_REVISION, 1, list, 20), STATUS_SUCCESS);
    ok_equal(acl->AceCount, 3);
    check_entry(0, ACCESS_ALLOWED_ACE_TYPE, 0, 20, 1);
    check_entry(1, ACCESS_ALLOWED_ACE_TYPE, 0, 20, inserted ? 77 : 2);
    check_entry(2, ACCESS_ALLOWED_ACE_TYPE, 0, 20, inserted ? 2 : 77);
    todo_wine ok_status(RtlAddAce(acl, ACL_REVISION, MAXDWORD, list, 40), STATUS_BUFFER_TOO_SMALL);
    ok_status(RtlAddAce(acl, ACL_REVISION, MAXDWORD, list, 20), STATUS_SUCCESS);
    ok(RtlFirstFreeAce(acl, &end), "a full ACL is not right");
    ok_equal((BYTE *)end - room.bytes, 88);
    ok_status(RtlDeleteAce(acl, 4), STATUS_INVALID_PARAMETER);
    ok_status(RtlDeleteAce(acl, 0), STATUS_SUCCESS);
    ok_equal(acl->AceCount, 3);
    check_entry(0, ACCESS_ALLOWED_ACE_TYPE, 0, 20, inserted ? 77 : 2);
    check_entry(1, ACCESS_ALLOWED_ACE_TYPE, 0, 20, inserted ? 2 : 77);
    check_entry(2, ACCESS_ALLOWED_ACE_TYPE, 0, 20, 77);
    ok(RtlFirstFreeAce(acl, &end), "an ACL is not right");
    ok_equal((BYTE *)end - room.bytes, 68);
    ok_equal(room.bytes[68], 0);
    if (!have_function("RtlFindAceByType")) {
        win_skip("no RtlFindAceByType");
        return;
    }
    ok_equal(RtlFindAceByType(acl, ACCESS_DENIED_ACE_TYPE, &index), NULL);
    ok_status(RtlAddAccessDeniedAce(acl, ACL_REVISION, 1, &everyone), STATUS_SUCCESS);
    ok_equal((BYTE *)RtlFindAceByType(acl, ACCESS_DENIED_ACE_TYPE, &index) - room.bytes, 68);
    ok_equal(index, 3);
}

static void test_information(void)
{
    ACL_REVISION_INFORMATION revision = {0};
    ACL_SIZE_INFORMATION size;

    make(ROOM, ACL_REVISION);
    RtlAddAccessAllowedAce(acl, ACL_REVISION, 1, &everyone);
    todo_wine ok_status(RtlQueryInformationAcl(acl, &revision, 3, AclRevisionInformation), STATUS_BUFFER_TOO_SMALL);
    ok_status(RtlQueryInformationAcl(acl, &revision, sizeof revision, AclRevisionInformation), STATUS_SUCCESS);
    ok_equal(revision.AclRevision, ACL_REVISION);
    todo_wine ok_status(RtlQueryInformationAcl(acl, &size, sizeof size - 1, AclSizeInformation),
                        STATUS_BUFFER_TOO_SMALL);
    ok_status(RtlQueryInformationAcl(acl, &size, sizeof size, AclSizeInformation), STATUS_SUCCESS);
    ok_equal(size.AceCount, 1);
    ok_equal(size.AclBytesInUse, 28);
    ok_equal(size.AclBytesFree, ROOM - 28);
    todo_wine ok_status(RtlQueryInformationAcl(acl, &size, sizeof size, 0), STATUS_INVALID_INFO_CLASS);
    if (running_under_wine())           /* a stub there */
        return;
    revision.AclRevision = ACL_REVISION4;
    ok_status(RtlSetInformationAcl(acl, &revision, sizeof revision, AclSizeInformation), STATUS_INVALID_INFO_CLASS);
    ok_status(RtlSetInformationAcl(acl, &revision, 3, AclRevisionInformation), STATUS_BUFFER_TOO_SMALL);
    ok_status(RtlSetInformationAcl(acl, &revision, sizeof revision, AclRevisionInformation), STATUS_SUCCESS);
    ok_equal(acl->AclRevision, ACL_REVISION4);
    ok_status(RtlSetInformationAcl(acl, &revision, sizeof revision, AclRevisionInformation),
              STATUS_INVALID_PARAMETER);
}

static void test_valid(void)
{
    make(ROOM, ACL_REVISION);
    RtlAddAccessAllowedAce(acl, ACL_REVISION, 1, &everyone);
    acl->AclRevision = MAX_ACL_REVISION + 1;
    ok(!RtlValidAcl(acl), "revision 5 is valid");
    acl->AclRevision = ACL_REVISION;
    acl->AceCount = 100;
    todo_wine ok(!RtlValidAcl(acl), "entries beyond the end are valid");
    acl->AceCount = 1;
    ok(!RtlValidAcl(no_memory()), "an ACL that cannot be read is valid");
    if (running_under_wine())           /* looks at sizes only */
        return;
    ((ACCESS_ALLOWED_ACE *)(acl + 1))->Header.AceSize = 16;
    ok(!RtlValidAcl(acl), "an entry without room for its SID is valid");
    ((ACCESS_ALLOWED_ACE *)(acl + 1))->Header.AceSize = 20;
    ok(RtlValidAcl(acl), "an ACL is not valid");
    ((SID *)&((ACCESS_ALLOWED_ACE *)(acl + 1))->SidStart)->Revision = 2;
    ok(!RtlValidAcl(acl), "a SID of another revision is valid");
}

static void test_masks(void)
{
    GENERIC_MAPPING mapping = {0x101, 0x202, 0x404, 0x80f};
    ACCESS_MASK mask = GENERIC_READ | GENERIC_EXECUTE | DELETE;

    RtlMapGenericMask(&mask, &mapping);
    ok_equal(mask, 0x505 | DELETE);
    mask = GENERIC_ALL;
    RtlMapGenericMask(&mask, &mapping);
    ok_equal(mask, 0x80f);
    mask = GENERIC_WRITE;
    RtlMapGenericMask(&mask, &mapping);
    ok_equal(mask, 0x202);
    ok(RtlAreAllAccessesGranted(7, 5), "5 is not in 7");
    ok(!RtlAreAllAccessesGranted(5, 7), "7 is in 5");
    ok(RtlAreAllAccessesGranted(0, 0), "nothing is not in nothing");
    ok(RtlAreAnyAccessesGranted(4, 7), "nothing of 7 in 4");
    ok(!RtlAreAnyAccessesGranted(8, 7), "something of 7 in 8");
}

START_TEST(rtl_acl)
{
    test_create();
    test_add();
    test_add_refused();
    test_add_object();
    test_add_others();
    test_lists();
    test_information();
    test_valid();
    test_masks();
}
