/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Descriptors of new objects, changed ones, and the parts that a query shows. */
#include "common/sd_make.h"
#include "tests/unit/sids.h"
#include "tests/unit/suite.h"

#include <ntstatus.h>
#include <stdlib.h>

static const GENERIC_MAPPING mapping = {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE,
                                        STANDARD_RIGHTS_REQUIRED | 3};

/* One ACL with one entry. */
static struct acl_builder one_entry(uint8_t flags, uint32_t mask, const void *sid)
{
    struct acl_builder acl;

    acl_builder_init(&acl);
    add_entry(&acl, ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
    return acl;
}

static struct sd_parts born(uint8_t **made, const struct sd_birth *birth)
{
    uint32_t size = 0;

    CU_ASSERT_EQUAL_FATAL(sd_born(made, &size, birth), STATUS_SUCCESS);
    CU_ASSERT_TRUE_FATAL(sd_valid(*made, size));
    return sd_parts_of(*made);
}

static void a_new_object_has_the_tokens_defaults(void)
{
    struct acl_builder token = one_entry(0, GENERIC_READ, users);
    struct sd_birth birth = {.owner = local_system, .group = users, .dacl = token.bytes, .mapping = &mapping};
    struct sd_parts parts;
    uint8_t *made;

    parts = born(&made, &birth);
    CU_ASSERT_TRUE(sid_equal(parts.owner, local_system));
    CU_ASSERT_TRUE(sid_equal(parts.group, users));
    CU_ASSERT_EQUAL(parts.control, SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_DEFAULTED);
    CU_ASSERT_TRUE(entry_is(parts.dacl, 0, 0, STANDARD_RIGHTS_READ | 1, users));
    free(made);
    birth.dacl = NULL;
    parts = born(&made, &birth);
    CU_ASSERT_PTR_NULL(parts.dacl);
    CU_ASSERT_EQUAL(parts.control, SE_SELF_RELATIVE);
    free(made);
    acl_builder_deinit(&token);
}

static void what_can_be_inherited_comes_before_the_default(void)
{
    struct acl_builder parent_dacl = one_entry(OBJECT_INHERIT_ACE, 1, everyone), token = one_entry(0, 2, users);
    struct sd_parts parent = {SE_DACL_PRESENT, users, users, NULL, parent_dacl.bytes}, parts;
    struct sd_birth birth = {.parent = &parent, .owner = local_system, .group = users, .dacl = token.bytes,
                             .flags = SEF_DACL_AUTO_INHERIT | SEF_DEFAULT_OWNER_FROM_PARENT, .mapping = &mapping};
    uint8_t *made;

    parts = born(&made, &birth);
    CU_ASSERT_TRUE(sid_equal(parts.owner, users));
    CU_ASSERT_EQUAL(parts.control, SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_AUTO_INHERITED);
    CU_ASSERT_EQUAL(acl_count(parts.dacl), 1);
    CU_ASSERT_TRUE(entry_is(parts.dacl, 0, INHERITED_ACE, 1, everyone));
    free(made);
    acl_builder_deinit(&parent_dacl);
    acl_builder_deinit(&token);
}

/* Automatic inheritance adds to what the creator says, unless he protects it. */
static void a_creators_dacl_is_kept(void)
{
    struct acl_builder parent_dacl = one_entry(OBJECT_INHERIT_ACE, 1, everyone), own = one_entry(0, GENERIC_WRITE, users);
    struct sd_parts parent = {SE_DACL_PRESENT, users, users, NULL, parent_dacl.bytes}, parts;
    struct sd_parts creator = {SE_DACL_PRESENT, everyone, NULL, NULL, own.bytes};
    struct sd_birth birth = {.parent = &parent, .creator = &creator, .owner = local_system, .group = users,
                             .flags = SEF_DACL_AUTO_INHERIT, .mapping = &mapping};
    uint8_t *made;

    parts = born(&made, &birth);
    CU_ASSERT_TRUE(sid_equal(parts.owner, everyone));
    CU_ASSERT_EQUAL(acl_count(parts.dacl), 2);
    CU_ASSERT_TRUE(entry_is(parts.dacl, 0, 0, STANDARD_RIGHTS_WRITE | 2, users));
    CU_ASSERT_TRUE(entry_is(parts.dacl, 1, INHERITED_ACE, 1, everyone));
    free(made);
    creator.control |= SE_DACL_PROTECTED;
    parts = born(&made, &birth);
    CU_ASSERT_EQUAL(acl_count(parts.dacl), 1);
    CU_ASSERT_TRUE(parts.control & SE_DACL_PROTECTED);
    free(made);
    creator.dacl = NULL;
    parts = born(&made, &birth);
    CU_ASSERT_TRUE(parts.control & SE_DACL_PRESENT);
    CU_ASSERT_PTR_NULL(parts.dacl);
    free(made);
    acl_builder_deinit(&parent_dacl);
    acl_builder_deinit(&own);
}

static void somebody_must_own_it(void)
{
    struct sd_birth birth = {.group = users, .mapping = &mapping};
    uint8_t *made;
    uint32_t size;

    CU_ASSERT_EQUAL(sd_born(&made, &size, &birth), STATUS_INVALID_OWNER);
    birth.owner = users;
    birth.group = NULL;
    CU_ASSERT_EQUAL(sd_born(&made, &size, &birth), STATUS_INVALID_PRIMARY_GROUP);
}

static void a_change_touches_what_it_names(void)
{
    struct acl_builder old = one_entry(0, 1, everyone), given = one_entry(0, GENERIC_READ, users);
    struct sd_parts sd = {SE_DACL_PRESENT, users, users, NULL, old.bytes}, parts;
    struct sd_parts change = {SE_DACL_PRESENT | SE_DACL_PROTECTED, local_system, NULL, NULL, given.bytes};
    uint8_t *made;
    uint32_t size;

    CU_ASSERT_EQUAL_FATAL(sd_changed(&made, &size, &sd, DACL_SECURITY_INFORMATION, &change, 0, &mapping), 0);
    CU_ASSERT_TRUE_FATAL(sd_valid(made, size));
    parts = sd_parts_of(made);
    CU_ASSERT_TRUE(sid_equal(parts.owner, users));
    CU_ASSERT_EQUAL(parts.control, SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_PROTECTED);
    CU_ASSERT_TRUE(entry_is(parts.dacl, 0, 0, STANDARD_RIGHTS_READ | 1, users));
    free(made);
    CU_ASSERT_EQUAL_FATAL(sd_changed(&made, &size, &sd, OWNER_SECURITY_INFORMATION, &change, 0, &mapping), 0);
    parts = sd_parts_of(made);
    CU_ASSERT_TRUE(sid_equal(parts.owner, local_system));
    CU_ASSERT_TRUE(entry_is(parts.dacl, 0, 0, 1, everyone));
    free(made);
    CU_ASSERT_EQUAL(sd_changed(&made, &size, &sd, GROUP_SECURITY_INFORMATION, &change, 0, &mapping),
                    STATUS_INVALID_PRIMARY_GROUP);
    acl_builder_deinit(&old);
    acl_builder_deinit(&given);
}

static void inherited_entries_survive_a_change(void)
{
    struct acl_builder old = one_entry(INHERITED_ACE, 1, everyone), given = one_entry(0, 2, users);
    struct sd_parts sd = {SE_DACL_PRESENT, users, users, NULL, old.bytes}, parts;
    struct sd_parts change = {SE_DACL_PRESENT, NULL, NULL, NULL, given.bytes};
    uint8_t *made;
    uint32_t size;

    CU_ASSERT_EQUAL_FATAL(sd_changed(&made, &size, &sd, DACL_SECURITY_INFORMATION, &change, SEF_DACL_AUTO_INHERIT,
                                     &mapping), 0);
    parts = sd_parts_of(made);
    CU_ASSERT_TRUE(parts.control & SE_DACL_AUTO_INHERITED);
    CU_ASSERT_TRUE(entry_is(parts.dacl, 0, 0, 2, users));
    CU_ASSERT_TRUE(entry_is(parts.dacl, 1, INHERITED_ACE, 1, everyone));
    free(made);
    acl_builder_deinit(&old);
    acl_builder_deinit(&given);
}

/* The label stands in the SACL and is changed and shown by itself. */
static void a_label_is_apart_from_audits(void)
{
    static const uint8_t low[] = {1, 1, 0, 0, 0, 0, 0, 16, 0, 0x10, 0, 0};
    struct acl_builder audits, label;
    struct sd_parts sd, change = {SE_SACL_PRESENT, NULL, NULL, NULL, NULL}, parts;
    uint8_t *made, *shown;
    uint32_t size;

    acl_builder_init(&audits);
    acl_builder_init(&label);
    add_entry(&audits, SYSTEM_AUDIT_ACE_TYPE, SUCCESSFUL_ACCESS_ACE_FLAG, 1, everyone);
    add_entry(&label, SYSTEM_MANDATORY_LABEL_ACE_TYPE, 0, SYSTEM_MANDATORY_LABEL_NO_WRITE_UP, low);
    sd = (struct sd_parts){SE_SACL_PRESENT, users, users, audits.bytes, NULL};
    change.sacl = label.bytes;
    CU_ASSERT_EQUAL_FATAL(sd_changed(&made, &size, &sd, LABEL_SECURITY_INFORMATION, &change, 0, &mapping), 0);
    parts = sd_parts_of(made);
    CU_ASSERT_EQUAL(acl_count(parts.sacl), 2);
    CU_ASSERT_EQUAL_FATAL(sd_shown(&shown, &size, &parts, LABEL_SECURITY_INFORMATION), 0);
    parts = sd_parts_of(shown);
    CU_ASSERT_PTR_NULL(parts.owner);
    CU_ASSERT_EQUAL(acl_count(parts.sacl), 1);
    CU_ASSERT_TRUE(entry_is(parts.sacl, 0, 0, SYSTEM_MANDATORY_LABEL_NO_WRITE_UP, low));
    free(shown);
    free(made);
    acl_builder_deinit(&audits);
    acl_builder_deinit(&label);
}

static const struct unit_test tests[] = {
    TEST(a_new_object_has_the_tokens_defaults),
    TEST(what_can_be_inherited_comes_before_the_default),
    TEST(a_creators_dacl_is_kept),
    TEST(somebody_must_own_it),
    TEST(a_change_touches_what_it_names),
    TEST(inherited_entries_survive_a_change),
    TEST(a_label_is_apart_from_audits),
};

int main(void)
{
    return RUN_SUITE("sd_make", tests);
}
