/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Random tokens, descriptors and desired accesses, each decided by the server's access check and by a second
 * implementation (access_model.h), which must agree (catalogue J4, T7). And the control: implementations that are wrong,
 * each in one thing, must be noticed.
 *
 * NTPORT_TEST_ROUNDS in the environment is how many, NTPORT_TEST_SEED which ones.
 */
#include "server/access_check.h"
#include "tests/unit/access_model.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>
#include <winternl.h>

#define N(array)       (sizeof(array) / sizeof((array)[0]))
#define DEFAULT_ROUNDS 200000u
#define CONTROL_ROUNDS 50000u           /* a wrong implementation is noticed in so many */
#define N_SIDS         10
#define MAX_NODES      8
#define ALL_RIGHTS     0x001f003fu

static uint64_t seed;

static uint32_t below(uint32_t n)
{
    return unit_random(&seed) % n;
}

static bool one_in(uint32_t n)
{
    return below(n) == 0;
}

/* ---- a case, in the model's terms ------------------------------------------------------------------------- */

struct test_case {
    struct model_token token;
    struct model_sd sd;
    struct model_node nodes[MAX_NODES];
    int n_nodes, self;
    GENERIC_MAPPING mapping;
    uint32_t desired;
};

static int some_sid(void)
{
    return MODEL_FIRST_SID + (int)below(N_SIDS - MODEL_FIRST_SID);
}

static uint32_t some_rights(void)
{
    return unit_random(&seed) & unit_random(&seed) & ALL_RIGHTS;
}

static bool has(const int *sids, int n, int sid)
{
    for (int i = 0; i < n; i++)
        if (sids[i] == sid)
            return true;
    return false;
}

static void make_token(struct model_token *token)
{
    *token = (struct model_token){
        .n_sids = 1, .sids = {some_sid()}, .states = {one_in(8) ? GROUP_DENIES : GROUP_ON},
        .write_restricted = one_in(2), .has_security = one_in(3), .has_take_ownership = one_in(6),
        .has_relabel = one_in(4), .level = (int)below(5), .no_write_up = !one_in(4),
    };
    for (int n = (int)below(6); n; n--) {
        int sid = some_sid();

        if (has(token->sids, token->n_sids, sid))
            continue;
        token->states[token->n_sids] = one_in(2) ? GROUP_ON : (enum model_group_state)below(3);
        token->sids[token->n_sids++] = sid;
    }
    for (int n = one_in(2) ? 0 : (int)below(5); n; n--)
        token->restricting[token->n_restricting++] = some_sid();
}

static void make_nodes(struct test_case *c)
{
    c->n_nodes = one_in(2) ? 1 : 1 + (int)below(MAX_NODES);
    for (int i = 0; i < c->n_nodes; i++)
        c->nodes[i] = (struct model_node){i ? 1 + (int)below((uint32_t)c->nodes[i - 1].level + 1) : 0, i};
}

static void make_sd(struct test_case *c)
{
    struct model_sd *sd = &c->sd;

    *sd = (struct model_sd){
        .owner = one_in(6) ? MODEL_NOBODY : some_sid(), .has_dacl = !one_in(20), .n_aces = (int)below(N(sd->aces) + 1),
    };
    for (int i = 0; i < sd->n_aces; i++)
        sd->aces[i] = (struct model_ace){
            .allows = !one_in(3), .inherit_only = one_in(8),
            .mask = some_rights() | (one_in(4) ? GENERIC_READ << below(4) : 0) | (one_in(20) ? ACCESS_SYSTEM_SECURITY : 0),
            .sid = one_in(5) ? (int)below(MODEL_FIRST_SID) : some_sid(),
            .type = one_in(3) ? (int)below((uint32_t)c->n_nodes + 1) : MODEL_NOBODY,
        };
    for (size_t i = 0; i < N(sd->labels); i++)
        sd->labels[i] = (struct model_label){one_in(3), one_in(5), (int)below(5), below(8)};
}

static void make_case(struct test_case *c)
{
    static const GENERIC_MAPPING mappings[] = {
        {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE | 4, STANDARD_RIGHTS_ALL | 0x3f},
        {STANDARD_RIGHTS_READ | SYNCHRONIZE | 3, STANDARD_RIGHTS_WRITE | SYNCHRONIZE | 0xc, SYNCHRONIZE | 1, 0x1f003f},
    };

    make_token(&c->token);
    make_nodes(c);
    make_sd(c);
    c->self = one_in(2) ? some_sid() : MODEL_NOBODY;
    c->mapping = mappings[below(N(mappings))];
    if (one_in(4))
        c->mapping = (GENERIC_MAPPING){some_rights(), some_rights(), some_rights(), ALL_RIGHTS};
    c->desired = (one_in(3) ? MAXIMUM_ALLOWED : 0) | (one_in(4) ? ACCESS_SYSTEM_SECURITY : 0) | some_rights();
}

/* ---- the same in the server's ------------------------------------------------------------------------------ */

static uint8_t sids[N_SIDS][SID_MAX_SIZE];
static const uint32_t levels[] = {SECURITY_MANDATORY_UNTRUSTED_RID, SECURITY_MANDATORY_LOW_RID,
                                  SECURITY_MANDATORY_MEDIUM_RID, SECURITY_MANDATORY_HIGH_RID, SECURITY_MANDATORY_SYSTEM_RID};

/* Of many lengths, and some alike but for the last number or the authority. */
static void make_sids(void)
{
    static const struct {
        uint8_t authority, n;
        uint32_t subs[4];
    } all[N_SIDS] = {
        [MODEL_SELF] = {5, 1, {10}}, [MODEL_OWNER_RIGHTS] = {3, 1, {4}}, {1, 1, {0}}, {5, 1, {11}}, {22, 2, {1, 1000}},
        {22, 2, {2, 1000}}, {22, 2, {1, 1001}}, {5, 2, {32, 545}}, {5, 4, {21, 1, 2, 1000}}, {5, 4, {21, 1, 2, 1001}},
    };

    for (size_t i = 0; i < N_SIDS; i++)
        sid_make(sids[i], all[i].authority, all[i].subs, all[i].n);
}

static void put_group(struct token_group *group, const void *sid, uint32_t attributes)
{
    memcpy(group->sid, sid, sid_length(sid));
    group->attributes = attributes;
}

static void put_privilege(struct token *token, uint32_t luid, bool held)
{
    token->privileges[token->n_privileges++] = (struct token_privilege){luid, held ? SE_PRIVILEGE_ENABLED : 0};
}

/* Memory that is used again for the next case. */
struct served {
    struct token token;
    struct token_group groups[16];
    struct token_privilege privileges[4];
    struct acl_builder dacl, sacl;
    struct sd_parts sd;
    struct access_node nodes[MAX_NODES];
    struct access_question question;
};

static void serve_token(struct served *s, const struct model_token *from)
{
    static const uint32_t attributes[] = {[GROUP_ON] = SE_GROUP_ENABLED, [GROUP_OFF] = 0,
                                          [GROUP_DENIES] = SE_GROUP_USE_FOR_DENY_ONLY};
    struct token *token = &s->token;
    uint8_t label[SID_MAX_SIZE];

    memset(s->groups, 0, sizeof s->groups);
    *token = (struct token){
        .groups = s->groups, .restricted = s->groups + 10, .privileges = s->privileges,
        .n_groups = (uint32_t)from->n_sids, .n_restricted = (uint32_t)from->n_restricting,
        .write_restricted = from->write_restricted,
        .mandatory_policy = from->no_write_up ? TOKEN_MANDATORY_POLICY_NO_WRITE_UP : TOKEN_MANDATORY_POLICY_NEW_PROCESS_MIN,
    };
    for (int i = 0; i < from->n_sids; i++)
        put_group(&token->groups[i], sids[from->sids[i]], i || from->states[0] != GROUP_ON ? attributes[from->states[i]] : 0);
    for (int i = 0; i < from->n_restricting; i++)
        put_group(&token->restricted[i], sids[from->restricting[i]], SE_GROUP_ENABLED);
    sid_make(label, 16, &levels[from->level], 1);
    token->integrity = token->n_groups++;
    put_group(&token->groups[token->integrity], label, SE_GROUP_INTEGRITY | SE_GROUP_INTEGRITY_ENABLED);
    put_privilege(token, SE_SECURITY_PRIVILEGE, from->has_security);
    put_privilege(token, SE_TAKE_OWNERSHIP_PRIVILEGE, from->has_take_ownership);
    put_privilege(token, SE_RELABEL_PRIVILEGE, from->has_relabel);
}

static void guid_of(uint8_t guid[GUID_SIZE], int type)
{
    memset(guid, 0x11, GUID_SIZE);
    guid[GUID_SIZE - 1] = (uint8_t)type;
}

static void serve_dacl(struct served *s, const struct model_sd *from)
{
    uint8_t guid[GUID_SIZE];

    for (int i = 0; i < from->n_aces; i++) {
        const struct model_ace *ace = &from->aces[i];
        bool typed = ace->type != MODEL_NOBODY;
        uint8_t plain = ace->allows ? ACCESS_ALLOWED_ACE_TYPE : ACCESS_DENIED_ACE_TYPE;
        uint8_t object = ace->allows ? ACCESS_ALLOWED_OBJECT_ACE_TYPE : ACCESS_DENIED_OBJECT_ACE_TYPE;

        guid_of(guid, ace->type);
        acl_builder_add(&s->dacl, &(struct ace){
            .type = typed ? object : plain, .flags = ace->inherit_only ? INHERIT_ONLY_ACE | OBJECT_INHERIT_ACE : 0,
            .mask = ace->mask, .sid = sids[ace->sid], .object_type = typed ? guid : NULL,
        });
    }
}

static void serve_sacl(struct served *s, const struct model_sd *from)
{
    uint8_t sid[SID_MAX_SIZE];

    for (size_t i = 0; i < N(from->labels); i++) {
        const struct model_label *label = &from->labels[i];

        acl_builder_add(&s->sacl, &(struct ace){.type = SYSTEM_AUDIT_ACE_TYPE, .mask = ALL_RIGHTS, .sid = sids[i]});
        if (!label->exists)
            continue;
        sid_make(sid, 16, &levels[label->level], 1);
        acl_builder_add(&s->sacl, &(struct ace){
            .type = SYSTEM_MANDATORY_LABEL_ACE_TYPE, .flags = label->inherit_only ? INHERIT_ONLY_ACE : 0,
            .mask = label->policy, .sid = sid,
        });
    }
}

static void serve(struct served *s, const struct test_case *c)
{
    bool labelled = c->sd.labels[0].exists || c->sd.labels[1].exists;

    serve_token(s, &c->token);
    acl_builder_init(&s->dacl);
    acl_builder_init(&s->sacl);
    serve_dacl(s, &c->sd);
    serve_sacl(s, &c->sd);
    s->sd = (struct sd_parts){
        .control = (uint16_t)((c->sd.has_dacl || c->self >= 0 ? SE_DACL_PRESENT : 0) | (labelled ? SE_SACL_PRESENT : 0)),
        .owner = c->sd.owner == MODEL_NOBODY ? NULL : sids[c->sd.owner],
        .dacl = c->sd.has_dacl ? s->dacl.bytes : NULL, .sacl = labelled ? s->sacl.bytes : NULL,
    };
    for (int i = 0; i < c->n_nodes; i++) {
        s->nodes[i] = (struct access_node){.level = (uint32_t)c->nodes[i].level};
        guid_of(s->nodes[i].type, c->nodes[i].type);
    }
    s->question = (struct access_question){
        .token = &s->token, .sd = &s->sd, .self = c->self == MODEL_NOBODY ? NULL : sids[c->self], .desired = c->desired,
        .mapping = &c->mapping, .nodes = s->nodes, .n_nodes = (uint32_t)c->n_nodes,
    };
}

static void served_free(struct served *s)
{
    acl_builder_deinit(&s->dacl);
    acl_builder_deinit(&s->sacl);
}

/* ---- compared ------------------------------------------------------------------------------------------------ */

typedef NTSTATUS decider(const struct access_question *question, uint32_t *used);

static bool node_agrees(const struct test_case *c, const struct served *s, int node)
{
    const struct model_question q = {&c->token, &c->sd, &c->mapping, c->nodes, c->n_nodes, c->self};
    const uint32_t rights = ALL_RIGHTS | (c->desired & ACCESS_SYSTEM_SECURITY);

    for (uint32_t right = 1; right && right <= rights; right <<= 1)
        if (right & rights && model_allows(&q, node, right) != !!(s->nodes[node].granted & right))
            return false;
    return true;
}

static bool agrees(const struct test_case *c, decider *decide)
{
    struct served s;
    uint32_t used;
    NTSTATUS status;
    bool same;

    serve(&s, c);
    status = decide(&s.question, &used);
    if (c->desired & ACCESS_SYSTEM_SECURITY && !c->token.has_security) {
        served_free(&s);
        return status == STATUS_PRIVILEGE_NOT_HELD;
    }
    same = status == STATUS_SUCCESS && !(used & USED_SECURITY) == !(c->desired & ACCESS_SYSTEM_SECURITY);
    for (int i = 0; same && i < c->n_nodes; i++)
        same = node_agrees(c, &s, i);
    served_free(&s);
    return same;
}

/* The first that is judged differently, or n. */
static uint32_t first_difference(decider *decide, uint32_t n)
{
    struct test_case c;
    uint32_t i;

    for (i = 0; i < n; i++) {
        make_case(&c);
        if (!agrees(&c, decide))
            break;
    }
    return i;
}

static void two_implementations_agree(void)
{
    const char *rounds = getenv("NTPORT_TEST_ROUNDS"), *chosen = getenv("NTPORT_TEST_SEED");
    uint32_t n = rounds ? (uint32_t)strtoul(rounds, NULL, 10) : DEFAULT_ROUNDS, agreed;

    seed = chosen ? strtoull(chosen, NULL, 10) : 1;
    agreed = first_difference(access_decide, n);
    printf("%u of %u agree ... ", agreed, n);
    CU_ASSERT_EQUAL(agreed, n);
}

/* The cases are of every kind: each answer is given often. */
static void the_cases_are_various(void)
{
    uint32_t n_all = 0, n_none = 0, n_some = 0;

    seed = 1;
    for (uint32_t i = 0; i < 10000; i++) {
        struct test_case c;
        struct served s;
        uint32_t used, granted;

        make_case(&c);
        serve(&s, &c);
        if (access_decide(&s.question, &used) == STATUS_SUCCESS) {
            granted = s.nodes[0].granted & ALL_RIGHTS;
            n_all += granted == ALL_RIGHTS;
            n_none += !granted;
            n_some += granted && granted != ALL_RIGHTS;
        }
        served_free(&s);
    }
    CU_ASSERT_TRUE(n_all > 100);
    CU_ASSERT_TRUE(n_none > 1000);
    CU_ASSERT_TRUE(n_some > 2000);
}

/* ---- the control: implementations with a bug ------------------------------------------------------------------ */

/* What a bug does not see is changed before the check sees it. */
static NTSTATUS decide_with(const struct access_question *q, uint32_t *used, void (*spoil)(struct access_question *q,
                            struct token *token, struct sd_parts *sd))
{
    struct token_group groups[16];
    struct access_question question = *q;
    struct token token = *q->token;
    struct sd_parts sd = *q->sd;

    memcpy(groups, q->token->groups, sizeof groups);
    token.groups = groups;
    question.token = &token;
    question.sd = &sd;
    spoil(&question, &token, &sd);
    return access_decide(&question, used);
}

#define BUG(name, ...)                                                                                       \
    static void spoil_##name(struct access_question *q, struct token *token, struct sd_parts *sd)            \
    {                                                                                                        \
        (void)q, (void)token, (void)sd;                                                                      \
        __VA_ARGS__                                                                                          \
    }                                                                                                        \
    static NTSTATUS bug_##name(const struct access_question *q, uint32_t *used)                              \
    {                                                                                                        \
        return decide_with(q, used, spoil_##name);                                                           \
    }

static void regroup(struct token *token, uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < token->n_groups; i++)
        if (i != token->integrity && (i || from) && (token->groups[i].attributes & ~1u) == from)
            token->groups[i].attributes = to;
}

/* The DACL is the case's own memory. */
static uint8_t *ace_bytes(const struct sd_parts *sd, uint32_t *position)
{
    struct ace ace;

    return sd->dacl && acl_next(sd->dacl, position, &ace) ? (uint8_t *)ace.bytes : NULL;
}

BUG(deny_only_groups_allow, regroup(token, SE_GROUP_USE_FOR_DENY_ONLY, SE_GROUP_ENABLED);)
BUG(deny_only_groups_are_off, regroup(token, SE_GROUP_USE_FOR_DENY_ONLY, 0);)
BUG(disabled_groups_count, regroup(token, 0, SE_GROUP_ENABLED);)
BUG(disabled_groups_deny, regroup(token, 0, SE_GROUP_USE_FOR_DENY_ONLY);)
BUG(restricting_sids_are_forgotten, token->n_restricted = 0;)
BUG(last_restricting_sid_is_forgotten, token->n_restricted -= token->n_restricted > 1;)
BUG(write_restricted_is_restricted, token->write_restricted = false;)
BUG(restricted_is_write_restricted, token->write_restricted = true;)
BUG(nobody_is_self, q->self = NULL;)
BUG(labels_are_forgotten, sd->sacl = NULL;)
BUG(policy_is_forgotten, token->mandatory_policy = 0;)
BUG(policy_is_always_on, token->mandatory_policy = TOKEN_MANDATORY_POLICY_NO_WRITE_UP;)
BUG(owners_are_strangers, sd->owner = NULL;)
BUG(empty_dacl_is_null_dacl, if (sd->dacl && !acl_count(sd->dacl)) sd->dacl = NULL;)
BUG(types_match_nothing, for (uint32_t i = 0; i < q->n_nodes; i++) memset(q->nodes[i].type, 0, GUID_SIZE);)
BUG(the_tree_is_flat, for (uint32_t i = 1; i < q->n_nodes; i++) q->nodes[i].level = 1;)
BUG(everybody_takes_ownership, for (uint32_t i = 0; i < 3; i++) token->privileges[i].attributes |=
    token->privileges[i].luid == SE_TAKE_OWNERSHIP_PRIVILEGE ? SE_PRIVILEGE_ENABLED : 0;)
BUG(disabled_privileges_count, for (uint32_t i = 0; i < 3; i++) token->privileges[i].attributes = SE_PRIVILEGE_ENABLED;)
BUG(relabelling_is_unknown, for (uint32_t i = 0; i < 3; i++) token->privileges[i].attributes &=
    token->privileges[i].luid == SE_RELABEL_PRIVILEGE ? 0 : UINT32_MAX;)
BUG(inherit_only_counts, uint32_t at = 0; for (uint8_t *a; (a = ace_bytes(sd, &at)); ) a[1] = 0;)
BUG(denials_are_ignored, uint32_t at = 0; for (uint8_t *a; (a = ace_bytes(sd, &at)); )
    if (a[0] == ACCESS_DENIED_ACE_TYPE) a[1] = INHERIT_ONLY_ACE;)

/* The right answer but for one right of one object in about two hundred. */
static NTSTATUS bug_a_rare_right_too_many(const struct access_question *q, uint32_t *used)
{
    NTSTATUS status = access_decide(q, used);

    if (q->sd->owner && (q->desired & 0x3f) == 0x15)
        q->nodes[0].granted |= SYNCHRONIZE;
    return status;
}

static void a_wrong_implementation_is_noticed(void)
{
    static const struct {
        const char *name;
        decider *decide;
    } bugs[] = {
#define WRONG(name) {#name, bug_##name}
        WRONG(deny_only_groups_allow), WRONG(deny_only_groups_are_off), WRONG(disabled_groups_count),
        WRONG(disabled_groups_deny), WRONG(restricting_sids_are_forgotten), WRONG(last_restricting_sid_is_forgotten),
        WRONG(write_restricted_is_restricted), WRONG(restricted_is_write_restricted), WRONG(nobody_is_self),
        WRONG(labels_are_forgotten), WRONG(policy_is_forgotten), WRONG(policy_is_always_on), WRONG(owners_are_strangers),
        WRONG(empty_dacl_is_null_dacl), WRONG(types_match_nothing), WRONG(the_tree_is_flat),
        WRONG(everybody_takes_ownership), WRONG(disabled_privileges_count), WRONG(relabelling_is_unknown),
        WRONG(inherit_only_counts), WRONG(denials_are_ignored), WRONG(a_rare_right_too_many),
    };
    uint32_t worst = 0;

    for (size_t i = 0; i < N(bugs); i++) {
        uint32_t after;

        seed = 1;
        after = first_difference(bugs[i].decide, CONTROL_ROUNDS);
        if (after == CONTROL_ROUNDS)
            printf("%s is not noticed\n", bugs[i].name);
        CU_ASSERT_NOT_EQUAL(after, CONTROL_ROUNDS);
        worst = after > worst ? after : worst;
    }
    printf("%zu bugs, the last found in case %u ... ", N(bugs), worst);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(two_implementations_agree),
        TEST(the_cases_are_various),
        TEST(a_wrong_implementation_is_noticed),
    };

    make_sids();
    return RUN_SUITE("access, random", tests);
}
