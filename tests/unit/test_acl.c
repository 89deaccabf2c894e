/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACLs as bytes: written, read again, refused when they lie, and inherited. */
#include "common/acl_inherit.h"
#include "tests/unit/sids.h"
#include "tests/unit/suite.h"

#include <string.h>

static const GENERIC_MAPPING mapping = {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE,
                                        STANDARD_RIGHTS_REQUIRED | 3};

static void what_is_written_is_read(void)
{
    struct ace object = {.type = ACCESS_DENIED_OBJECT_ACE_TYPE, .mask = 5, .sid = users, .inherited_type = guid_a};
    struct acl_builder acl;
    struct ace got;

    acl_builder_init(&acl);
    add_entry(&acl, ACCESS_ALLOWED_ACE_TYPE, 3, 1, everyone);
    CU_ASSERT_EQUAL(acl.bytes[0], ACL_REVISION);
    acl_builder_add(&acl, &object);
    CU_ASSERT_EQUAL(acl.bytes[0], ACL_REVISION_DS);
    CU_ASSERT_TRUE(acl_valid(acl.bytes, acl.size));
    CU_ASSERT_EQUAL(acl_count(acl.bytes), 2);
    CU_ASSERT_TRUE(entry_is(acl.bytes, 0, 3, 1, everyone));
    CU_ASSERT_TRUE(entry_is(acl.bytes, 1, 0, 5, users));
    got = entry_at(acl.bytes, 1);
    CU_ASSERT_PTR_NULL(got.object_type);
    CU_ASSERT_PTR_NOT_NULL_FATAL(got.inherited_type);
    CU_ASSERT_EQUAL(memcmp(got.inherited_type, guid_a, GUID_SIZE), 0);
    CU_ASSERT_EQUAL(got.size, ace_written_size(&got));
    acl_builder_deinit(&acl);
}

/* A condition stands behind the SID, and stays there. */
static void what_follows_a_sid_is_kept(void)
{
    uint8_t bytes[64] = {ACL_REVISION, 0, 32, 0, 1, 0, 0, 0, ACCESS_ALLOWED_CALLBACK_ACE_TYPE, 0, 24, 0, 1};
    struct acl_builder copy;
    struct ace ace;

    memcpy(bytes + 16, everyone, sizeof everyone);
    memcpy(bytes + 28, "artx", 4);
    CU_ASSERT_TRUE_FATAL(acl_valid(bytes, 32));
    ace = entry_at(bytes, 0);
    acl_builder_init(&copy);
    acl_builder_add(&copy, &ace);
    CU_ASSERT_EQUAL(copy.size, 32);
    CU_ASSERT_EQUAL(memcmp(copy.bytes, bytes, 32), 0);
    acl_builder_deinit(&copy);
}

/* Every byte, set to every value: it is either refused, or every entry lies inside. */
static void lying_acls_are_refused_or_stay_inside(void)
{
    struct ace object = {.type = ACCESS_ALLOWED_OBJECT_ACE_TYPE, .sid = users, .object_type = guid_a,
                         .inherited_type = guid_b};
    struct acl_builder acl;
    uint32_t n_accepted = 0;

    acl_builder_init(&acl);
    add_entry(&acl, ACCESS_ALLOWED_ACE_TYPE, 0, 1, everyone);
    acl_builder_add(&acl, &object);
    for (uint32_t at = 0; at < acl.size; at++) {
        for (int value = 0; value < 256; value++) {
            uint8_t was = acl.bytes[at];
            uint32_t position = 0;
            struct ace ace;

            acl.bytes[at] = (uint8_t)value;
            if (acl_valid(acl.bytes, acl.size)) {
                n_accepted++;
                while (acl_next(acl.bytes, &position, &ace)) {
                    CU_ASSERT_TRUE_FATAL(ace.bytes + ace.size <= acl.bytes + acl.size);
                    CU_ASSERT_TRUE_FATAL(!ace.sid || (const uint8_t *)ace.sid + sid_length(ace.sid) <= ace.bytes + ace.size);
                    CU_ASSERT_TRUE_FATAL(ace_written_size(&ace) <= ace.size);
                }
            }
            acl.bytes[at] = was;
        }
    }
    CU_ASSERT_TRUE(n_accepted > acl.size);
    for (uint32_t size = 0; size < acl.size; size++)
        CU_ASSERT_FALSE(acl_valid(acl.bytes, size));
    acl_builder_deinit(&acl);
}

static void an_acl_ends_at_64k(void)
{
    struct acl_builder acl;

    acl_builder_init(&acl);
    for (int i = 0; i < 4000; i++)
        add_entry(&acl, ACCESS_ALLOWED_ACE_TYPE, 0, 1, everyone);
    CU_ASSERT_TRUE(acl.failed);
    CU_ASSERT_TRUE(acl_valid(acl.bytes, acl.size));
    CU_ASSERT_TRUE(acl.size <= ACL_MAX_SIZE);
    acl_builder_deinit(&acl);
}

/* ---- inherited --------------------------------------------------------------------------------------- */

static void leaves_inherit_object_entries_only(void)
{
    struct acl_heir leaf = {false, true, local_system, users, NULL, &mapping};
    struct acl_builder parent, made;

    acl_builder_init(&parent);
    acl_builder_init(&made);
    add_entry(&parent, ACCESS_ALLOWED_ACE_TYPE, 0, 1, everyone);
    add_entry(&parent, ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE, 2, everyone);
    add_entry(&parent, ACCESS_ALLOWED_ACE_TYPE, OBJECT_INHERIT_ACE | INHERIT_ONLY_ACE, GENERIC_READ, creator_owner);
    acl_inherit(&made, parent.bytes, &leaf);
    CU_ASSERT_EQUAL(acl_count(made.bytes), 1);
    CU_ASSERT_TRUE(entry_is(made.bytes, 0, INHERITED_ACE, STANDARD_RIGHTS_READ | 1, local_system));
    acl_builder_deinit(&parent);
    acl_builder_deinit(&made);
}

/* The child gets the rights, its own children the rule that it came from. */
static void containers_pass_the_rule_on(void)
{
    struct acl_heir container = {true, false, local_system, users, NULL, &mapping};
    const uint8_t both = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
    struct acl_builder parent, made;

    acl_builder_init(&parent);
    acl_builder_init(&made);
    add_entry(&parent, ACCESS_ALLOWED_ACE_TYPE, both, GENERIC_ALL, creator_owner);
    add_entry(&parent, ACCESS_DENIED_ACE_TYPE, both, 1, users);
    add_entry(&parent, ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE | NO_PROPAGATE_INHERIT_ACE, 2, users);
    add_entry(&parent, ACCESS_ALLOWED_ACE_TYPE, OBJECT_INHERIT_ACE, 4, users);
    acl_inherit(&made, parent.bytes, &container);
    CU_ASSERT_EQUAL(acl_count(made.bytes), 5);
    CU_ASSERT_TRUE(entry_is(made.bytes, 0, 0, STANDARD_RIGHTS_REQUIRED | 3, local_system));
    CU_ASSERT_TRUE(entry_is(made.bytes, 1, both | INHERIT_ONLY_ACE, GENERIC_ALL, creator_owner));
    CU_ASSERT_TRUE(entry_is(made.bytes, 2, both, 1, users));
    CU_ASSERT_TRUE(entry_is(made.bytes, 3, 0, 2, users));
    CU_ASSERT_TRUE(entry_is(made.bytes, 4, OBJECT_INHERIT_ACE | INHERIT_ONLY_ACE, 4, users));
    acl_builder_deinit(&parent);
    acl_builder_deinit(&made);
}

static void entries_for_a_type_reach_that_type(void)
{
    struct ace for_a = {.type = ACCESS_ALLOWED_OBJECT_ACE_TYPE, .flags = OBJECT_INHERIT_ACE, .mask = 1, .sid = users,
                        .inherited_type = guid_a};
    struct acl_heir a = {false, false, local_system, users, guid_a, &mapping}, b = a, untyped = a;
    struct acl_builder parent, made;

    b.type = guid_b;
    untyped.type = NULL;
    acl_builder_init(&parent);
    acl_builder_init(&made);
    acl_builder_add(&parent, &for_a);
    acl_inherit(&made, parent.bytes, &b);
    acl_inherit(&made, parent.bytes, &untyped);
    CU_ASSERT_EQUAL(acl_count(made.bytes), 0);
    acl_inherit(&made, parent.bytes, &a);
    CU_ASSERT_EQUAL(acl_count(made.bytes), 1);
    CU_ASSERT_PTR_NULL(entry_at(made.bytes, 0).inherited_type);
    acl_builder_deinit(&parent);
    acl_builder_deinit(&made);
}

static const struct unit_test tests[] = {
    TEST(what_is_written_is_read),
    TEST(what_follows_a_sid_is_kept),
    TEST(lying_acls_are_refused_or_stay_inside),
    TEST(an_acl_ends_at_64k),
    TEST(leaves_inherit_object_entries_only),
    TEST(containers_pass_the_rule_on),
    TEST(entries_for_a_type_reach_that_type),
};

int main(void)
{
    return RUN_SUITE("acl", tests);
}
