/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copies of object attributes, names, security descriptors and SIDs: complete, self-relative, and
 * refused with NT's statuses when they are not what they claim to be.
 */
#include "tests/unit/suite.h"

#include "ntdll/client/usermem.h"

#include <string.h>

static const uint8_t everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
static const uint8_t admins[] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0};

static UNICODE_STRING text(const WCHAR *from, size_t n)
{
    return (UNICODE_STRING){(USHORT)(2 * n), (USHORT)(2 * n), (PWSTR)(uintptr_t)from};
}

static OBJECT_ATTRIBUTES attributes_of(UNICODE_STRING *name, void *sd)
{
    return (OBJECT_ATTRIBUTES){
        .Length = sizeof(OBJECT_ATTRIBUTES), .ObjectName = name, .Attributes = OBJ_CASE_INSENSITIVE,
        .SecurityDescriptor = sd,
    };
}

static NTSTATUS capture_only(const OBJECT_ATTRIBUTES *attributes)
{
    struct captured_attributes captured;
    NTSTATUS status = capture_attributes(&captured, attributes);

    if (NT_SUCCESS(status))
        captured_free(&captured);
    CU_ASSERT_PTR_NULL(captured.memory);
    return status;
}

static void no_attributes_are_no_name_and_no_descriptor(void)
{
    struct captured_attributes captured;

    CU_ASSERT_EQUAL(capture_attributes(&captured, NULL), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(captured.path.name.size, 0);
    CU_ASSERT_EQUAL(captured.sd.size, 0);
    CU_ASSERT_PTR_NULL(captured.memory);
    captured_free(&captured);
}

static void a_name_is_copied(void)
{
    static const WCHAR letters[] = {'\\', 'a', 0, 'b'};
    UNICODE_STRING name = text(letters, 4);
    OBJECT_ATTRIBUTES attributes = attributes_of(&name, NULL);
    struct captured_attributes captured;

    attributes.RootDirectory = (HANDLE)0x13;
    CU_ASSERT_EQUAL_FATAL(capture_attributes(&captured, &attributes), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(captured.path.root, 0x10);
    CU_ASSERT_EQUAL(captured.path.attributes, OBJ_CASE_INSENSITIVE);
    CU_ASSERT_EQUAL(captured.path.name.size, 8);
    CU_ASSERT_EQUAL(memcmp(captured.path.name.data, letters, 8), 0);
    CU_ASSERT_PTR_NOT_EQUAL(captured.path.name.data, letters);
    captured_free(&captured);
}

static void what_is_wrong_with_attributes_has_its_status(void)
{
    static const WCHAR letters[] = {'\\', 'a'};
    UNICODE_STRING name = text(letters, 2);
    OBJECT_ATTRIBUTES attributes = attributes_of(&name, NULL);

    CU_ASSERT_EQUAL(capture_only((void *)0x1000), STATUS_ACCESS_VIOLATION);
    CU_ASSERT_EQUAL(capture_only((void *)((char *)&attributes + 1)), STATUS_DATATYPE_MISALIGNMENT);
    attributes.Length = 47;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_INVALID_PARAMETER);
    attributes.Length = 48;
    attributes.Attributes = 0x10000;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_INVALID_PARAMETER);
    attributes.Attributes = 0;
    attributes.ObjectName = (void *)0x1000;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_ACCESS_VIOLATION);
    attributes.ObjectName = NULL;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_SUCCESS);
    attributes.RootDirectory = (HANDLE)4;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_OBJECT_NAME_INVALID);
    attributes.ObjectName = &name;
    name.Length = 3;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_OBJECT_NAME_INVALID);
    name.Length = 4;
    name.Buffer = (PWSTR)0x1000;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_ACCESS_VIOLATION);
    name.Buffer = (PWSTR)0x1001;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_DATATYPE_MISALIGNMENT);
    name.Length = 0;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_SUCCESS);
}

static void check_descriptor(const struct captured_attributes *captured)
{
    SECURITY_DESCRIPTOR_RELATIVE header;
    const uint8_t *bytes = captured->sd.data;

    CU_ASSERT_FATAL(captured->sd.size >= sizeof header);
    memcpy(&header, bytes, sizeof header);
    CU_ASSERT_EQUAL(header.Control, SE_SELF_RELATIVE | SE_DACL_PRESENT);
    CU_ASSERT_EQUAL(captured->sd.size,
                    sizeof header + sizeof everyone + sizeof admins + sizeof(ACL));
    CU_ASSERT_EQUAL(memcmp(bytes + header.Owner, everyone, sizeof everyone), 0);
    CU_ASSERT_EQUAL(memcmp(bytes + header.Group, admins, sizeof admins), 0);
    CU_ASSERT_EQUAL(header.Sacl, 0);
    CU_ASSERT_EQUAL(header.Dacl % 4, 0);
    CU_ASSERT_EQUAL(bytes[header.Dacl], ACL_REVISION);
}

static void a_descriptor_becomes_self_relative(void)
{
    ACL acl = {.AclRevision = ACL_REVISION, .AclSize = sizeof acl};
    SECURITY_DESCRIPTOR sd = {
        .Revision = SECURITY_DESCRIPTOR_REVISION, .Control = SE_DACL_PRESENT,
        .Owner = (void *)(uintptr_t)everyone, .Group = (void *)(uintptr_t)admins, .Dacl = &acl,
        .Sacl = (ACL *)0x1000,                  /* not present, so nobody looks */
    };
    OBJECT_ATTRIBUTES attributes = attributes_of(NULL, &sd);
    struct captured_attributes first, again;

    CU_ASSERT_EQUAL_FATAL(capture_attributes(&first, &attributes), STATUS_SUCCESS);
    check_descriptor(&first);
    attributes.SecurityDescriptor = first.sd.data;
    CU_ASSERT_EQUAL_FATAL(capture_attributes(&again, &attributes), STATUS_SUCCESS);
    check_descriptor(&again);
    CU_ASSERT_EQUAL(memcmp(first.sd.data, again.sd.data, first.sd.size), 0);
    captured_free(&again);
    captured_free(&first);
}

static void a_null_dacl_stays_one(void)
{
    SECURITY_DESCRIPTOR sd = {.Revision = SECURITY_DESCRIPTOR_REVISION, .Control = SE_DACL_PRESENT};
    OBJECT_ATTRIBUTES attributes = attributes_of(NULL, &sd);
    SECURITY_DESCRIPTOR_RELATIVE header;
    struct captured_attributes captured;

    CU_ASSERT_EQUAL_FATAL(capture_attributes(&captured, &attributes), STATUS_SUCCESS);
    memcpy(&header, captured.sd.data, sizeof header);
    CU_ASSERT_EQUAL(captured.sd.size, sizeof header);
    CU_ASSERT_EQUAL(header.Control, SE_SELF_RELATIVE | SE_DACL_PRESENT);
    CU_ASSERT_EQUAL(header.Dacl, 0);
    captured_free(&captured);
}

static void what_is_wrong_with_a_descriptor_has_its_status(void)
{
    uint8_t bad_sid[] = {1, 16, 0, 0, 0, 0, 0, 1};
    ACL acl = {.AclRevision = 9, .AclSize = sizeof acl};
    SECURITY_DESCRIPTOR sd = {.Revision = 2};
    OBJECT_ATTRIBUTES attributes = attributes_of(NULL, &sd);

    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_UNKNOWN_REVISION);
    sd.Revision = SECURITY_DESCRIPTOR_REVISION;
    sd.Owner = bad_sid;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_INVALID_SID);
    sd.Owner = (void *)0x1000;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_ACCESS_VIOLATION);
    sd.Owner = NULL;
    sd.Control = SE_DACL_PRESENT;
    sd.Dacl = &acl;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_INVALID_ACL);
    acl.AclRevision = ACL_REVISION;
    acl.AclSize = 7;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_INVALID_ACL);
    attributes.SecurityDescriptor = (void *)0x1000;
    CU_ASSERT_EQUAL(capture_only(&attributes), STATUS_ACCESS_VIOLATION);
}

static void a_sid_is_copied_as_long_as_it_says(void)
{
    uint8_t copy[68], bad[] = {2, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    uint32_t size = 0;

    CU_ASSERT_EQUAL(capture_sid(copy, &size, admins), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(size, sizeof admins);
    CU_ASSERT_EQUAL(memcmp(copy, admins, size), 0);
    CU_ASSERT_EQUAL(capture_sid(copy, &size, bad), STATUS_INVALID_SID);
    CU_ASSERT_EQUAL(capture_sid(copy, &size, NULL), STATUS_ACCESS_VIOLATION);
}

static void tags_of_handles_are_dropped_and_the_pseudo_process_kept(void)
{
    CU_ASSERT_EQUAL(wire_handle((HANDLE)0x17), 0x14);
    CU_ASSERT_EQUAL(wire_handle((HANDLE)-1), (uint64_t)-1);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(no_attributes_are_no_name_and_no_descriptor),
        TEST(a_name_is_copied),
        TEST(what_is_wrong_with_attributes_has_its_status),
        TEST(a_descriptor_becomes_self_relative),
        TEST(a_null_dacl_stays_one),
        TEST(what_is_wrong_with_a_descriptor_has_its_status),
        TEST(a_sid_is_copied_as_long_as_it_says),
        TEST(tags_of_handles_are_dropped_and_the_pseudo_process_kept),
    };

    return RUN_SUITE("capture", tests);
}
