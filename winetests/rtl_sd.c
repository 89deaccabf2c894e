/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Security descriptors: their parts, both forms, and those of private objects. Wine's RtlValidSecurityDescriptor
 * returns a status where a BOOLEAN is meant, and its RtlGetDaclSecurityDescriptor clears what it need not.
 */
#include "winetests/test.h"

static SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {0}};
static SID system_sid = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_LOCAL_SYSTEM_RID}};
static const GENERIC_MAPPING mapping = {0x20001, 0x20002, 0x20004, 0xf0007};

struct acl {
    ACL acl;
    ACCESS_ALLOWED_ACE aces[3];
};

static void make_acl(struct acl *acl, ULONG flags, ACCESS_MASK mask, PSID sid)
{
    ok_status(RtlCreateAcl(&acl->acl, 28, ACL_REVISION), STATUS_SUCCESS);
    ok_status(RtlAddAccessAllowedAceEx(&acl->acl, ACL_REVISION, flags, mask, sid), STATUS_SUCCESS);
}

static void test_parts(void)
{
    SECURITY_DESCRIPTOR sd;
    struct acl acl;
    BOOLEAN present = 2, defaulted = 2;
    PSID sid;
    PACL got;

    memset(&sd, 0x55, sizeof sd);
    ok_status(RtlCreateSecurityDescriptor(&sd, 2), STATUS_UNKNOWN_REVISION);
    ok_status(RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION), STATUS_SUCCESS);
    ok_equal(sd.Control, 0);
    ok_equal(sd.Owner, NULL);
    todo_wine ok(RtlValidSecurityDescriptor(&sd), "an empty one is not valid");
    ok_equal(RtlLengthSecurityDescriptor(&sd), sizeof sd);

    ok_status(RtlSetOwnerSecurityDescriptor(&sd, &everyone, TRUE), STATUS_SUCCESS);
    ok_status(RtlSetGroupSecurityDescriptor(&sd, &system_sid, FALSE), STATUS_SUCCESS);
    ok_equal(sd.Control, SE_OWNER_DEFAULTED);
    ok_status(RtlGetOwnerSecurityDescriptor(&sd, &sid, &defaulted), STATUS_SUCCESS);
    ok_equal(sid, &everyone);
    ok_equal(defaulted, TRUE);
    ok_status(RtlGetGroupSecurityDescriptor(&sd, &sid, &defaulted), STATUS_SUCCESS);
    ok_equal(sid, &system_sid);
    ok_equal(defaulted, FALSE);

    got = (PACL)1;
    ok_status(RtlGetDaclSecurityDescriptor(&sd, &present, &got, &defaulted), STATUS_SUCCESS);
    ok_equal(present, FALSE);
    todo_wine ok_equal(got, 1);
    make_acl(&acl, 0, 1, &everyone);
    ok_status(RtlSetDaclSecurityDescriptor(&sd, TRUE, &acl.acl, TRUE), STATUS_SUCCESS);
    ok_status(RtlGetDaclSecurityDescriptor(&sd, &present, &got, &defaulted), STATUS_SUCCESS);
    ok_equal(present, TRUE);
    ok_equal(got, &acl);
    ok_equal(defaulted, TRUE);
    ok_status(RtlSetSaclSecurityDescriptor(&sd, TRUE, NULL, FALSE), STATUS_SUCCESS);
    ok_status(RtlGetSaclSecurityDescriptor(&sd, &present, &got, &defaulted), STATUS_SUCCESS);
    ok_equal(present, TRUE);
    ok_equal(got, NULL);
    ok_equal(sd.Control, SE_OWNER_DEFAULTED | SE_DACL_PRESENT | SE_DACL_DEFAULTED | SE_SACL_PRESENT);
    ok_equal(RtlLengthSecurityDescriptor(&sd), sizeof sd + 12 + 12 + 28);
    ok_status(RtlSetDaclSecurityDescriptor(&sd, FALSE, NULL, FALSE), STATUS_SUCCESS);
    ok(!(sd.Control & SE_DACL_PRESENT), "a DACL that was taken away is there");
    sd.Revision = 2;
    ok_status(RtlSetOwnerSecurityDescriptor(&sd, &everyone, TRUE), STATUS_UNKNOWN_REVISION);
    todo_wine ok(!RtlValidSecurityDescriptor(&sd), "revision 2 is valid");
}

static void test_control(void)
{
    SECURITY_DESCRIPTOR sd;
    SECURITY_DESCRIPTOR_CONTROL control = 0x5555;
    ULONG revision = 0;
    UCHAR rm = 0;

    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    ok_status(RtlSetControlSecurityDescriptor(&sd, SE_DACL_PROTECTED | SE_SACL_PROTECTED, SE_DACL_PROTECTED),
              STATUS_SUCCESS);
    ok_status(RtlGetControlSecurityDescriptor(&sd, &control, &revision), STATUS_SUCCESS);
    ok_equal(control, SE_DACL_PROTECTED);
    ok_equal(revision, SECURITY_DESCRIPTOR_REVISION);
    ok_status(RtlSetControlSecurityDescriptor(&sd, SE_DACL_PRESENT, SE_DACL_PRESENT), STATUS_INVALID_PARAMETER);
    ok_status(RtlSetControlSecurityDescriptor(&sd, SE_SELF_RELATIVE, 0), STATUS_INVALID_PARAMETER);
    ok_status(RtlSetControlSecurityDescriptor(&sd, SE_DACL_PROTECTED, 0), STATUS_SUCCESS);
    ok_equal(sd.Control, 0);
    if (have_function("RtlSetAttributesSecurityDescriptor")) {
        ok_status(RtlSetAttributesSecurityDescriptor(&sd, SE_DACL_AUTO_INHERITED | SE_DACL_PRESENT, &revision),
                  STATUS_SUCCESS);
        ok_equal(sd.Control, SE_DACL_AUTO_INHERITED);
    }
    if (!have_function("RtlSetSecurityDescriptorRMControl")) {
        win_skip("no RtlSetSecurityDescriptorRMControl");
        return;
    }
    ok(!RtlGetSecurityDescriptorRMControl(&sd, &rm), "a byte where none was set");
    rm = 42;
    RtlSetSecurityDescriptorRMControl(&sd, &rm);
    rm = 0;
    ok(RtlGetSecurityDescriptorRMControl(&sd, &rm), "no byte");
    ok_equal(rm, 42);
    RtlSetSecurityDescriptorRMControl(&sd, NULL);
    ok(!RtlGetSecurityDescriptorRMControl(&sd, &rm), "a byte that was taken away");
}

static void make_full(SECURITY_DESCRIPTOR *sd, struct acl *acl)
{
    make_acl(acl, 0, 5, &everyone);
    RtlCreateSecurityDescriptor(sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetOwnerSecurityDescriptor(sd, &system_sid, FALSE);
    RtlSetGroupSecurityDescriptor(sd, &everyone, FALSE);
    RtlSetDaclSecurityDescriptor(sd, TRUE, &acl->acl, FALSE);
}

static void test_forms(void)
{
    BYTE bytes[128], group[12], owner[12];
    SECURITY_DESCRIPTOR sd, back;
    SECURITY_DESCRIPTOR_RELATIVE *relative = (void *)bytes;
    struct acl acl, dacl;
    ULONG size = 71, sd_size = sizeof back, dacl_size = 27, sacl_size = 0, owner_size = 12, group_size = 12;
    BOOLEAN defaulted;
    PSID sid;

    make_full(&sd, &acl);
    ok_status(RtlAbsoluteToSelfRelativeSD(&sd, bytes, &size), STATUS_BUFFER_TOO_SMALL);
    ok_equal(size, 72);
    ok_status(RtlAbsoluteToSelfRelativeSD(&sd, bytes, &size), STATUS_SUCCESS);
    ok_equal(relative->Control, SE_SELF_RELATIVE | SE_DACL_PRESENT);
    ok_equal(relative->Sacl, 0);
    todo_wine ok(RtlValidSecurityDescriptor(relative), "it is not valid");
    ok_equal(RtlLengthSecurityDescriptor(relative), 72);
    ok_status(RtlGetOwnerSecurityDescriptor(relative, &sid, &defaulted), STATUS_SUCCESS);
    ok(RtlEqualSid(sid, &system_sid), "another owner");
    ok_status(RtlSetOwnerSecurityDescriptor(relative, &everyone, FALSE), STATUS_INVALID_SECURITY_DESCR);
    ok_status(RtlAbsoluteToSelfRelativeSD(relative, bytes, &size), STATUS_BAD_DESCRIPTOR_FORMAT);
    ok_status(RtlMakeSelfRelativeSD(&sd, bytes, &size), STATUS_SUCCESS);

    ok_status(RtlSelfRelativeToAbsoluteSD(relative, &back, &sd_size, &dacl.acl, &dacl_size, NULL, &sacl_size, owner,
                                          &owner_size, group, &group_size), STATUS_BUFFER_TOO_SMALL);
    ok_equal(dacl_size, 28);
    ok_status(RtlSelfRelativeToAbsoluteSD(relative, &back, &sd_size, &dacl.acl, &dacl_size, NULL, &sacl_size, owner,
                                          &owner_size, group, &group_size), STATUS_SUCCESS);
    ok_equal(back.Control, SE_DACL_PRESENT);
    ok_equal(back.Dacl, &dacl);
    ok_equal(back.Owner, owner);
    ok_equal(back.Sacl, NULL);
    ok(!memcmp(&dacl, &acl, 28), "another DACL");
    ok(RtlEqualSid(back.Group, &everyone), "another group");
    todo_wine ok_status(RtlSelfRelativeToAbsoluteSD(&back, &back, &sd_size, &dacl.acl, &dacl_size, NULL, &sacl_size,
                                                    owner, &owner_size, group, &group_size),
                        STATUS_BAD_DESCRIPTOR_FORMAT);
}

static void test_relative_valid(void)
{
    BYTE bytes[128];
    SECURITY_DESCRIPTOR_RELATIVE *relative = (void *)bytes;
    SECURITY_DESCRIPTOR sd;
    struct acl acl;
    ULONG size = sizeof bytes;

    if (running_under_wine()) {
        skip("RtlValidRelativeSecurityDescriptor is a stub there");
        return;
    }
    make_full(&sd, &acl);
    RtlMakeSelfRelativeSD(&sd, bytes, &size);
    size = RtlLengthSecurityDescriptor(bytes);
    ok(RtlValidRelativeSecurityDescriptor(bytes, size, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION),
       "it is not valid");
    ok(!RtlValidRelativeSecurityDescriptor(bytes, size - 1, 0), "a part beyond the end is valid");
    ok(!RtlValidRelativeSecurityDescriptor(bytes, size, SACL_SECURITY_INFORMATION), "there is no SACL");
    relative->Owner = 124;
    ok(!RtlValidRelativeSecurityDescriptor(bytes, size, 0), "an owner beyond the end is valid");
    relative->Owner = 0;
    ok(RtlValidRelativeSecurityDescriptor(bytes, size, 0), "it is not valid without an owner");
    ok(!RtlValidRelativeSecurityDescriptor(bytes, size, OWNER_SECURITY_INFORMATION), "there is no owner");
    ok(!RtlValidRelativeSecurityDescriptor(&sd, sizeof sd, 0), "an absolute one is valid");
}

/* The first entry of a descriptor's DACL. */
static ACCESS_ALLOWED_ACE *first_ace(PSECURITY_DESCRIPTOR sd, ULONG n_wanted)
{
    BOOLEAN present = FALSE, defaulted;
    ACCESS_ALLOWED_ACE *ace = NULL;
    PACL dacl = NULL;

    ok_status(RtlGetDaclSecurityDescriptor(sd, &present, &dacl, &defaulted), STATUS_SUCCESS);
    ok(present && dacl, "no DACL");
    if (!present || !dacl)
        return NULL;
    ok_equal(dacl->AceCount, n_wanted);
    ok_status(RtlGetAce(dacl, 0, (void **)&ace), STATUS_SUCCESS);
    return ace;
}

/* Without a token: what container and creator say. */
static void test_private_object(void)
{
    SECURITY_DESCRIPTOR parent, creator, absolute;
    PSECURITY_DESCRIPTOR made = NULL;
    struct acl parent_acl, creator_acl;
    ACCESS_ALLOWED_ACE *ace;
    BYTE shown[128];
    ULONG length = 0;

    if (running_under_wine()) {
        skip("RtlNewSecurityObject is a stub there");
        return;
    }
    make_full(&creator, &creator_acl);
    make_full(&parent, &parent_acl);
    make_acl(&parent_acl, OBJECT_INHERIT_ACE, GENERIC_READ, &system_sid);
    RtlSetDaclSecurityDescriptor(&creator, FALSE, NULL, FALSE);
    ok_status(RtlNewSecurityObject(&parent, &creator, &made, FALSE, NULL, &mapping), STATUS_SUCCESS);
    ok(RtlValidRelativeSecurityDescriptor(made, RtlLengthSecurityDescriptor(made), OWNER_SECURITY_INFORMATION),
       "it is not valid");
    ace = first_ace(made, 1);
    ok_equal(ace->Mask, 0x20001);
    ok_equal(ace->Header.AceFlags, 0);

    ok_status(RtlQuerySecurityObject(made, OWNER_SECURITY_INFORMATION, shown, 31, &length), STATUS_BUFFER_TOO_SMALL);
    ok_equal(length, 32);
    ok_status(RtlQuerySecurityObject(made, OWNER_SECURITY_INFORMATION, shown, 32, &length), STATUS_SUCCESS);
    ok_equal(((SECURITY_DESCRIPTOR_RELATIVE *)(void *)shown)->Control, SE_SELF_RELATIVE);

    make_acl(&creator_acl, 0, GENERIC_WRITE, &everyone);
    RtlSetDaclSecurityDescriptor(&creator, TRUE, &creator_acl.acl, FALSE);
    ok_status(RtlSetSecurityObject(DACL_SECURITY_INFORMATION, &creator, &made, &mapping, NULL), STATUS_SUCCESS);
    ace = first_ace(made, 1);
    ok_equal(ace->Mask, 0x20002);
    RtlSetOwnerSecurityDescriptor(&creator, NULL, FALSE);
    ok_status(RtlSetSecurityObject(OWNER_SECURITY_INFORMATION, &creator, &made, &mapping, NULL), STATUS_INVALID_OWNER);
    absolute = creator;
    ok_status(RtlSetSecurityObject(DACL_SECURITY_INFORMATION, &creator, (void *[]){&absolute}, &mapping, NULL),
              STATUS_BAD_DESCRIPTOR_FORMAT);
    ok_status(RtlDeleteSecurityObject(&made), STATUS_SUCCESS);
    ok_equal(made, NULL);

    ok_status(RtlNewSecurityObject(NULL, NULL, &made, FALSE, NULL, &mapping), STATUS_INVALID_OWNER);
    RtlSetGroupSecurityDescriptor(&creator, NULL, FALSE);
    RtlSetOwnerSecurityDescriptor(&creator, &everyone, FALSE);
    ok_status(RtlNewSecurityObject(NULL, &creator, &made, FALSE, NULL, &mapping), STATUS_INVALID_PRIMARY_GROUP);
    ok(!NT_SUCCESS(RtlNewSecurityObject(NULL, &creator, &made, FALSE, (HANDLE)0xdeadbeef, &mapping)),
       "a token that is none gave its defaults");
    everyone.Revision = 2;
    ok_status(RtlNewSecurityObject(NULL, &creator, &made, FALSE, NULL, &mapping), STATUS_INVALID_SECURITY_DESCR);
    everyone.Revision = SID_REVISION;
}

START_TEST(rtl_sd)
{
    test_parts();
    test_control();
    test_forms();
    test_relative_valid();
    test_private_object();
}
