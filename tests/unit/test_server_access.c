/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tokens and the access check (R27, catalogue H5, J4), and descriptors that lie (F5, T4). Random ones are in
 * test_server_access_random.c.
 */
#include "common/sd.h"
#include "common/sid.h"
#include "server/access.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define N(array)      (sizeof(array) / sizeof((array)[0]))
#define READ_RIGHT    1u
#define WRITE_RIGHT   2u
#define OWN_RIGHTS    (READ_CONTROL | WRITE_DAC)

static const struct object_type type = {
    .name = "Test",
    .access = {STANDARD_RIGHTS_READ | READ_RIGHT, STANDARD_RIGHTS_WRITE | WRITE_RIGHT, STANDARD_RIGHTS_EXECUTE,
               STANDARD_RIGHTS_REQUIRED | READ_RIGHT | WRITE_RIGHT},
    .valid_access = STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | READ_RIGHT | WRITE_RIGHT,
};

static uint64_t seed;

/* ---- descriptors, built ---------------------------------------------------------------------------- */

struct builder {
    uint8_t bytes[2048];
    uint32_t size, acl;                 /* acl: where the DACL begins, 0: none */
};

static void put16(uint8_t *at, uint32_t v)
{
    uint16_t v16 = (uint16_t)v;

    memcpy(at, &v16, 2);
}

static void put32(uint8_t *at, uint32_t v)
{
    memcpy(at, &v, 4);
}

struct sid {
    uint8_t bytes[SID_MAX_SIZE];
    uint32_t size;
};

static struct sid make_sid(uint8_t authority, uint8_t n, uint32_t first, uint32_t second)
{
    const uint32_t subs[] = {first, second};
    struct sid sid;

    sid.size = sid_make(sid.bytes, authority, subs, n);
    return sid;
}

#define UID(uid)      make_sid(22, 2, 1, uid)
#define GID(gid)      make_sid(22, 2, 2, gid)
#define EVERYONE      make_sid(1, 1, 0, 0)
#define ANONYMOUS     make_sid(5, 1, 7, 0)
#define AUTHENTICATED make_sid(5, 1, 11, 0)
#define LOCAL_SYSTEM  make_sid(5, 1, 18, 0)
#define ADMINS        make_sid(5, 2, 32, 544)
#define USERS         make_sid(5, 2, 32, 545)
#define OWNER_RIGHTS  make_sid(3, 1, 4, 0)

static void sd_begin(struct builder *b, const struct sid *owner, bool dacl)
{
    memset(b, 0, sizeof *b);
    b->bytes[0] = SECURITY_DESCRIPTOR_REVISION;
    put16(b->bytes + 2, SE_SELF_RELATIVE | (dacl ? SE_DACL_PRESENT : 0));
    b->size = 20;
    if (owner) {
        put32(b->bytes + 4, b->size);
        memcpy(b->bytes + b->size, owner->bytes, owner->size);
        b->size += owner->size;
    }
    if (dacl) {
        b->acl = b->size;
        put32(b->bytes + 16, b->acl);
        b->bytes[b->acl] = ACL_REVISION;
        b->size += 8;
        put16(b->bytes + b->acl + 2, 8);
    }
}

static void sd_ace(struct builder *b, uint8_t ace_type, uint8_t flags, uint32_t mask, struct sid sid)
{
    uint8_t *ace = b->bytes + b->size;
    uint16_t n;

    ace[0] = ace_type;
    ace[1] = flags;
    put16(ace + 2, 8 + sid.size);
    put32(ace + 4, mask);
    memcpy(ace + 8, sid.bytes, sid.size);
    b->size += 8 + sid.size;
    put16(b->bytes + b->acl + 2, b->size - b->acl);
    memcpy(&n, b->bytes + b->acl + 4, 2);
    put16(b->bytes + b->acl + 4, n + 1u);
}

#define ALLOW(b, mask, sid) sd_ace(b, ACCESS_ALLOWED_ACE_TYPE, 0, mask, sid)
#define DENY(b, mask, sid)  sd_ace(b, ACCESS_DENIED_ACE_TYPE, 0, mask, sid)

static struct token *make_token(uid_t uid, const gid_t *groups, size_t n_groups)
{
    struct token *token = NULL;

    CU_ASSERT_EQUAL_FATAL(token_of_process(&token, NULL, uid, uid, groups, n_groups), STATUS_SUCCESS);
    return token;
}

static NTSTATUS check(uid_t uid, struct builder *b, uint32_t desired, uint32_t *granted)
{
    struct object object = {.type = &type, .sd = b ? b->bytes : NULL, .sd_size = b ? b->size : 0};
    const gid_t groups[] = {uid + 1, 50};
    struct token *token = make_token(uid, groups, N(groups));
    NTSTATUS status;

    if (b)
        CU_ASSERT_TRUE(sd_valid(b->bytes, b->size));
    status = access_check_token(token, &object, desired, granted);
    object_unref(token);
    return status;
}

static NTSTATUS check_only(uid_t uid, struct builder *b, uint32_t desired)
{
    uint32_t granted;

    return check(uid, b, desired, &granted);
}

/* ---- what the rules are ------------------------------------------------------------------------------ */

static void no_descriptor_gives_everything(void)
{
    uint32_t granted = 0;

    CU_ASSERT_EQUAL(check(1000, NULL, MAXIMUM_ALLOWED, &granted), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted, type.valid_access);
    CU_ASSERT_EQUAL(check(1000, NULL, GENERIC_READ, &granted), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted, STANDARD_RIGHTS_READ | READ_RIGHT);
}

static void a_null_dacl_is_not_an_empty_one(void)
{
    struct sid other = UID(1);
    struct builder null, empty;

    sd_begin(&null, &other, false);
    sd_begin(&empty, &other, true);
    CU_ASSERT_EQUAL(check_only(1000, &null, READ_RIGHT), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(check_only(1000, &empty, READ_RIGHT), STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(check_only(1000, &empty, MAXIMUM_ALLOWED), STATUS_ACCESS_DENIED);
    /* present, but at no place: a NULL one too */
    put16(null.bytes + 2, SE_SELF_RELATIVE | SE_DACL_PRESENT);
    CU_ASSERT_EQUAL(check_only(1000, &null, READ_RIGHT), STATUS_SUCCESS);
}

static void what_comes_first_decides(void)
{
    struct builder deny_first, allow_first;

    sd_begin(&deny_first, NULL, true);
    DENY(&deny_first, WRITE_RIGHT, UID(1000));
    ALLOW(&deny_first, READ_RIGHT | WRITE_RIGHT, EVERYONE);
    CU_ASSERT_EQUAL(check_only(1000, &deny_first, READ_RIGHT), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(check_only(1000, &deny_first, WRITE_RIGHT), STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(check_only(1000, &deny_first, READ_RIGHT | WRITE_RIGHT), STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(check_only(1001, &deny_first, READ_RIGHT | WRITE_RIGHT), STATUS_SUCCESS);

    sd_begin(&allow_first, NULL, true);
    ALLOW(&allow_first, READ_RIGHT | WRITE_RIGHT, EVERYONE);
    DENY(&allow_first, WRITE_RIGHT, UID(1000));
    CU_ASSERT_EQUAL(check_only(1000, &allow_first, READ_RIGHT | WRITE_RIGHT), STATUS_SUCCESS);
}

static void an_entry_for_inheriting_only_says_nothing_here(void)
{
    struct builder b;

    sd_begin(&b, NULL, true);
    sd_ace(&b, ACCESS_DENIED_ACE_TYPE, INHERIT_ONLY_ACE, READ_RIGHT, EVERYONE);
    sd_ace(&b, ACCESS_ALLOWED_ACE_TYPE, INHERIT_ONLY_ACE, WRITE_RIGHT, EVERYONE);
    ALLOW(&b, READ_RIGHT, EVERYONE);
    CU_ASSERT_EQUAL(check_only(1000, &b, READ_RIGHT), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(check_only(1000, &b, WRITE_RIGHT), STATUS_ACCESS_DENIED);
}

static void generic_rights_in_entries_are_mapped(void)
{
    struct builder b;
    uint32_t granted;

    sd_begin(&b, NULL, true);
    ALLOW(&b, GENERIC_READ, EVERYONE);
    CU_ASSERT_EQUAL(check(1000, &b, MAXIMUM_ALLOWED, &granted), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted, STANDARD_RIGHTS_READ | READ_RIGHT);
    CU_ASSERT_EQUAL(check_only(1000, &b, GENERIC_READ), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(check_only(1000, &b, GENERIC_WRITE), STATUS_ACCESS_DENIED);
}

static void an_owner_may_read_and_change_the_rules(void)
{
    struct sid owner = UID(1000);
    struct builder b;
    uint32_t granted;

    sd_begin(&b, &owner, true);
    DENY(&b, OWN_RIGHTS | READ_RIGHT, EVERYONE);
    CU_ASSERT_EQUAL(check(1000, &b, MAXIMUM_ALLOWED, &granted), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted, OWN_RIGHTS);
    CU_ASSERT_EQUAL(check_only(1001, &b, READ_CONTROL), STATUS_ACCESS_DENIED);
}

/* An OWNER RIGHTS entry takes the place of what an owner has otherwise. */
static void owner_rights_take_the_owners_place(void)
{
    struct sid owner = UID(1000);
    struct builder b, inherited;
    uint32_t granted = 0;

    sd_begin(&b, &owner, true);
    ALLOW(&b, READ_RIGHT, OWNER_RIGHTS);
    CU_ASSERT_EQUAL(check(1000, &b, MAXIMUM_ALLOWED, &granted), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted, READ_RIGHT);
    CU_ASSERT_EQUAL(check_only(1001, &b, READ_RIGHT), STATUS_ACCESS_DENIED);

    sd_begin(&inherited, &owner, true);
    sd_ace(&inherited, ACCESS_ALLOWED_ACE_TYPE, INHERIT_ONLY_ACE, READ_RIGHT, OWNER_RIGHTS);
    CU_ASSERT_EQUAL(check(1000, &inherited, MAXIMUM_ALLOWED, &granted), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted, OWN_RIGHTS);
}

/* An entry for OWNER RIGHTS with a condition, which cannot be evaluated, gives nothing, but takes the place all the same. */
static void owner_rights_with_a_condition_give_nothing(void)
{
    struct sid owner = UID(1000);
    struct builder b;

    sd_begin(&b, &owner, true);
    sd_ace(&b, ACCESS_ALLOWED_CALLBACK_ACE_TYPE, 0, READ_RIGHT, OWNER_RIGHTS);
    CU_ASSERT_EQUAL(check_only(1000, &b, READ_RIGHT), STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(check_only(1000, &b, WRITE_DAC), STATUS_ACCESS_DENIED);
}

static void the_audit_right_needs_a_privilege(void)
{
    CU_ASSERT_EQUAL(check_only(1000, NULL, ACCESS_SYSTEM_SECURITY), STATUS_PRIVILEGE_NOT_HELD);
    CU_ASSERT_EQUAL(check_only(1000, NULL, ACCESS_SYSTEM_SECURITY | READ_RIGHT), STATUS_PRIVILEGE_NOT_HELD);
}

/* Even where all is allowed: a handle never claims a right that its type does not know. */
static void rights_the_type_does_not_have_are_refused(void)
{
    CU_ASSERT_EQUAL(check_only(1000, NULL, 1u << 12), STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(check_only(1000, NULL, READ_RIGHT | 1u << 12), STATUS_ACCESS_DENIED);
}

/* ---- who people are ------------------------------------------------------------------------------------ */

static bool holds(uid_t uid, struct sid sid)
{
    struct builder b;

    sd_begin(&b, NULL, true);
    ALLOW(&b, READ_RIGHT, sid);
    return check_only(uid, &b, READ_RIGHT) == STATUS_SUCCESS;
}

static void a_user_is_himself_his_groups_and_everyone(void)
{
    CU_ASSERT_TRUE(holds(1000, UID(1000)));
    CU_ASSERT_TRUE(holds(1000, GID(1000)));
    CU_ASSERT_TRUE(holds(1000, GID(1001)));         /* a supplementary one */
    CU_ASSERT_TRUE(holds(1000, GID(50)));
    CU_ASSERT_TRUE(holds(1000, EVERYONE));
    CU_ASSERT_TRUE(holds(1000, AUTHENTICATED));
    CU_ASSERT_TRUE(holds(1000, USERS));
    CU_ASSERT_FALSE(holds(1000, UID(1001)));
    CU_ASSERT_FALSE(holds(1000, UID(50)));          /* a group's number is no user's */
    CU_ASSERT_FALSE(holds(1000, GID(51)));
    CU_ASSERT_FALSE(holds(1000, ADMINS));
    CU_ASSERT_FALSE(holds(1000, LOCAL_SYSTEM));
    CU_ASSERT_FALSE(holds(1000, ANONYMOUS));
}

static void root_has_both_its_names(void)
{
    CU_ASSERT_TRUE(holds(0, LOCAL_SYSTEM));
    CU_ASSERT_TRUE(holds(0, UID(0)));
    CU_ASSERT_TRUE(holds(0, ADMINS));
    CU_ASSERT_FALSE(holds(0, UID(1000)));
}

static void nobody_is_anonymous(void)
{
    CU_ASSERT_TRUE(holds(65534, ANONYMOUS));
    CU_ASSERT_FALSE(holds(65534, UID(65534)));
    CU_ASSERT_FALSE(holds(65534, GID(65534)));
    CU_ASSERT_FALSE(holds(65534, AUTHENTICATED));
    CU_ASSERT_FALSE(holds(65534, USERS));
}

static void extreme_uids_are_users_like_others(void)
{
    CU_ASSERT_TRUE(holds(0xfffffffe, UID(0xfffffffe)));
    CU_ASSERT_FALSE(holds(0xfffffffe, LOCAL_SYSTEM));
    CU_ASSERT_TRUE(holds(0x80000000, UID(0x80000000)));
}

static void a_user_is_recognised_by_his_sid(void)
{
    struct token *user = make_token(1000, NULL, 0), *root = make_token(0, NULL, 0);
    struct sid sid = UID(1000), everyone = EVERYONE, system = LOCAL_SYSTEM, uid0 = UID(0);

    CU_ASSERT_TRUE(token_is_user(user, sid.bytes));
    CU_ASSERT_FALSE(token_is_user(user, everyone.bytes));    /* a group of his */
    CU_ASSERT_TRUE(token_is_user(root, system.bytes));
    CU_ASSERT_TRUE(token_is_user(root, uid0.bytes));
    object_unref(user);
    object_unref(root);
}

/* ---- SIDs and descriptors that lie ---------------------------------------------------------------------- */

static void a_sid_is_as_long_as_it_says(void)
{
    uint8_t *bytes = calloc(1, SID_MAX_SIZE + 8);

    CU_ASSERT_FALSE(sid_valid(bytes, 0));           /* nothing is none */
    bytes[0] = 1;
    CU_ASSERT_FALSE(sid_valid(bytes, 0));
    CU_ASSERT_FALSE(sid_valid(bytes, 7));
    CU_ASSERT_TRUE(sid_valid(bytes, 8));
    bytes[1] = 15;
    CU_ASSERT_TRUE(sid_valid(bytes, SID_MAX_SIZE));
    CU_ASSERT_FALSE(sid_valid(bytes, SID_MAX_SIZE - 1));
    CU_ASSERT_FALSE(sid_valid(bytes, SID_MAX_SIZE + 4));
    bytes[1] = 16;
    CU_ASSERT_FALSE(sid_valid(bytes, SID_MAX_SIZE + 4));
    bytes[1] = 255;
    CU_ASSERT_FALSE(sid_valid(bytes, SID_MAX_SIZE));
    bytes[0] = 2, bytes[1] = 0;
    CU_ASSERT_FALSE(sid_valid(bytes, 8));
    free(bytes);
}

/* In memory of just that size, walked as the check walks it. */
static bool survives(const uint8_t *bytes, uint32_t size)
{
    uint8_t *copy = malloc(size);
    bool valid;

    memcpy(copy, bytes, size);
    valid = sd_valid(copy, size);
    if (valid) {
        struct object object = {.type = &type, .sd = copy, .sd_size = size};
        struct token *token = make_token(1000, NULL, 0);
        uint32_t granted;

        access_check_token(token, &object, MAXIMUM_ALLOWED, &granted);
        object_unref(token);
    }
    free(copy);
    return valid;
}

static void build_full(struct builder *b)
{
    struct sid owner = UID(1000);

    sd_begin(b, &owner, true);
    DENY(b, WRITE_RIGHT, GID(7));
    ALLOW(b, GENERIC_READ, EVERYONE);
    ALLOW(b, READ_RIGHT, OWNER_RIGHTS);
}

static void a_cut_descriptor_is_refused(void)
{
    struct builder b;

    build_full(&b);
    CU_ASSERT_TRUE(survives(b.bytes, b.size));
    for (uint32_t size = 0; size < b.size; size++)
        CU_ASSERT_FALSE(survives(b.bytes, size));
}

static void no_descriptor_leads_outside_itself(void)
{
    static const uint32_t values[] = {0, 1, 2, 3, 4, 7, 8, 12, 20, 0x7f, 0x80, 0xff, 0xfffc, 0xffff, 0x7fffffff,
                                      0x80000000, 0xfffffff0, 0xfffffffc, 0xffffffff};
    struct builder good, b;

    build_full(&good);
    for (uint32_t at = 0; at + 4 <= good.size; at++)        /* every place × every hostile value, by width */
        for (size_t i = 0; i < N(values); i++)
            for (uint32_t width = 1; width <= 4; width *= 2) {
                b = good;
                memcpy(b.bytes + at, &values[i], width);
                survives(b.bytes, b.size);
            }
    for (int round = 0; round < 100000; round++) {
        b = good;
        for (uint32_t n = unit_random(&seed) % 6; n; n--)
            b.bytes[unit_random(&seed) % b.size] = (uint8_t)unit_random(&seed);
        survives(b.bytes, unit_random(&seed) % 4 ? b.size : unit_random(&seed) % (b.size + 1));
    }
    CU_PASS("nothing was read outside");
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(no_descriptor_gives_everything),
        TEST(a_null_dacl_is_not_an_empty_one),
        TEST(what_comes_first_decides),
        TEST(an_entry_for_inheriting_only_says_nothing_here),
        TEST(generic_rights_in_entries_are_mapped),
        TEST(an_owner_may_read_and_change_the_rules),
        TEST(owner_rights_take_the_owners_place),
        TEST(owner_rights_with_a_condition_give_nothing),
        TEST(the_audit_right_needs_a_privilege),
        TEST(rights_the_type_does_not_have_are_refused),
        TEST(a_user_is_himself_his_groups_and_everyone),
        TEST(root_has_both_its_names),
        TEST(nobody_is_anonymous),
        TEST(extreme_uids_are_users_like_others),
        TEST(a_user_is_recognised_by_his_sid),
        TEST(a_sid_is_as_long_as_it_says),
        TEST(a_cut_descriptor_is_refused),
        TEST(no_descriptor_leads_outside_itself),
    };

    return RUN_SUITE("access", tests);
}
