/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The access check; see access_check.h.
 *
 * Entry by entry, right by right: the first entry that speaks of a right decides it. What a node of the tree is
 * allowed holds for the nodes below it; a node whose children all have a right has it too, and one below
 * which it is denied does not.
 */
#include "server/access_check.h"

#include "common/acl_inherit.h"

#include <string.h>

static const uint8_t owner_rights[] = {1, 1, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0};
static const uint8_t principal_self[] = {1, 1, 0, 0, 0, 0, 0, 5, 10, 0, 0, 0};

/* As whom the token is looked at: with all it has, or with its restricting SIDs. */
struct view {
    const struct access_question *question;
    bool restricted;
    bool owns;                          /* the descriptor's owner is one of its SIDs */
};

static bool holds(const struct view *view, const void *sid, bool to_deny)
{
    const struct token *token = view->question->token;
    uint32_t i;

    if (view->restricted)
        return token_find(token->restricted, token->n_restricted, sid) != UINT32_MAX;
    i = token_find(token->groups, token->n_groups, sid);
    if (i == UINT32_MAX)
        return false;
    if (token->groups[i].attributes & SE_GROUP_USE_FOR_DENY_ONLY)
        return to_deny;
    return !i || token->groups[i].attributes & SE_GROUP_ENABLED;
}

static bool concerns(const struct view *view, const struct ace *ace, bool denies)
{
    const void *sid = ace->sid;

    if (sid_equal(sid, owner_rights))
        return view->owns;
    if (sid_equal(sid, principal_self))
        sid = view->question->self;
    return sid && holds(view, sid, denies);
}

/* How an entry counts. A condition cannot be evaluated, so it allows nothing and denies everything it may. */
static enum { SAYS_NOTHING, ALLOWS, DENIES } effect_of(const struct ace *ace)
{
    if (ace->flags & INHERIT_ONLY_ACE || !ace->sid)
        return SAYS_NOTHING;
    switch (ace->type) {
    case ACCESS_ALLOWED_ACE_TYPE:
    case ACCESS_ALLOWED_OBJECT_ACE_TYPE:
        return ALLOWS;
    case ACCESS_DENIED_ACE_TYPE:
    case ACCESS_DENIED_OBJECT_ACE_TYPE:
    case ACCESS_DENIED_CALLBACK_ACE_TYPE:
    case ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE:
        return DENIES;
    default:
        return SAYS_NOTHING;
    }
}

/* ---- the tree ------------------------------------------------------------------------------------------ */

/* Where the nodes below it end. */
static uint32_t end_of(const struct access_question *q, uint32_t node)
{
    uint32_t end = node + 1;

    while (end < q->n_nodes && q->nodes[end].level > q->nodes[node].level)
        end++;
    return end;
}

/* The node above; of the first one itself. */
static uint32_t parent_of(const struct access_question *q, uint32_t node)
{
    uint32_t above = node;

    while (above && q->nodes[above].level >= q->nodes[node].level)
        above--;
    return above;
}

/* The node that the entry speaks of, or n_nodes. */
static uint32_t node_of(const struct access_question *q, const struct ace *ace)
{
    uint32_t node = 0;

    if (!ace->object_type)
        return 0;
    while (node < q->n_nodes && memcmp(q->nodes[node].type, ace->object_type, GUID_SIZE))
        node++;
    return node;
}

static uint32_t all_children_have(const struct access_question *q, uint32_t parent)
{
    uint32_t have = UINT32_MAX;

    for (uint32_t i = parent + 1, end = end_of(q, parent); i < end; i = end_of(q, i))
        have &= q->nodes[i].allowed;
    return have;
}

static void allow(const struct access_question *q, uint32_t node, uint32_t mask)
{
    for (uint32_t i = node, end = end_of(q, node); i < end; i++)
        q->nodes[i].allowed |= mask & ~q->nodes[i].denied;
    while (node) {
        node = parent_of(q, node);
        q->nodes[node].allowed |= mask & all_children_have(q, node) & ~q->nodes[node].denied;
    }
}

/* What one part has been allowed before, its denial takes away from no whole. */
static void deny(const struct access_question *q, uint32_t node, uint32_t mask)
{
    for (uint32_t i = node, end = end_of(q, node); i < end; i++) {
        uint32_t denied = mask & ~q->nodes[i].allowed;

        q->nodes[i].denied |= denied;
        for (uint32_t above = i; above;) {
            above = parent_of(q, above);
            q->nodes[above].denied |= denied & ~q->nodes[above].allowed;
        }
    }
}

/* ---- the DACL ------------------------------------------------------------------------------------------ */

/* Also one whose condition cannot be evaluated. */
static bool rules_access(const struct ace *ace)
{
    return effect_of(ace) != SAYS_NOTHING ||
           (ace->sid && !(ace->flags & INHERIT_ONLY_ACE) &&
            (ace->type == ACCESS_ALLOWED_CALLBACK_ACE_TYPE || ace->type == ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE));
}

static bool speaks_of_owner_rights(const void *dacl)
{
    uint32_t position = 0;
    struct ace ace;

    while (acl_next(dacl, &position, &ace))
        if (rules_access(&ace) && sid_equal(ace.sid, owner_rights))
            return true;
    return false;
}

/* An owner may read and change the descriptor, unless an entry for OWNER RIGHTS says what he may. */
static void walk_dacl(const struct view *view, const void *dacl)
{
    const struct access_question *q = view->question;
    uint32_t position = 0;
    struct ace ace;

    if (view->owns && !speaks_of_owner_rights(dacl))
        allow(q, 0, READ_CONTROL | WRITE_DAC);
    while (acl_next(dacl, &position, &ace)) {
        int effect = effect_of(&ace);
        uint32_t node = node_of(q, &ace);

        if (effect == SAYS_NOTHING || node == q->n_nodes || !concerns(view, &ace, effect == DENIES))
            continue;
        if (effect == ALLOWS)
            allow(q, node, generic_mapped(ace.mask, q->mapping));
        else
            deny(q, node, generic_mapped(ace.mask, q->mapping));
    }
}

static void look(const struct access_question *q, bool restricted)
{
    struct view view = {q, restricted, false};

    for (uint32_t i = 0; i < q->n_nodes; i++)
        q->nodes[i].allowed = q->nodes[i].denied = 0;
    view.owns = q->sd->owner && holds(&view, q->sd->owner, false);
    if (q->sd->control & SE_DACL_PRESENT && q->sd->dacl)
        walk_dacl(&view, q->sd->dacl);
    else
        allow(q, 0, UINT32_MAX);
}

/* A restricted token gets what both looks give; a write-restricted one only asks twice about writing: all that is neither
 * reading nor executing. Who could delete an object, or rewrite its DACL or owner, would not be restricted. */
static void look_twice(const struct access_question *q)
{
    const struct token *token = q->token;
    uint32_t always = token->write_restricted ? q->mapping->GenericRead | q->mapping->GenericExecute : 0;

    look(q, false);
    for (uint32_t i = 0; i < q->n_nodes; i++)
        q->nodes[i].granted = q->nodes[i].allowed;
    if (!token->n_restricted)
        return;
    look(q, true);
    for (uint32_t i = 0; i < q->n_nodes; i++)
        q->nodes[i].granted &= q->nodes[i].allowed | always;
}

/* ---- the label ------------------------------------------------------------------------------------------ */

struct label {
    uint32_t level, policy;             /* SYSTEM_MANDATORY_LABEL_NO_* */
};

/* An object that has none counts as medium. */
static struct label label_of(const struct sd_parts *sd)
{
    struct label label = {SECURITY_MANDATORY_MEDIUM_RID, SYSTEM_MANDATORY_LABEL_NO_WRITE_UP};
    uint32_t position = 0;
    struct ace ace;

    if (!(sd->control & SE_SACL_PRESENT) || !sd->sacl)
        return label;
    while (acl_next(sd->sacl, &position, &ace)) {
        const uint8_t *sid = ace.sid;

        if (ace.type != SYSTEM_MANDATORY_LABEL_ACE_TYPE || ace.flags & INHERIT_ONLY_ACE || !sid || !sid[1])
            continue;
        label.level = sid_last(sid);
        label.policy = ace.mask;
        return label;
    }
    return label;
}

/* What the label leaves. */
static uint32_t left_by_label(const struct access_question *q, uint32_t *used)
{
    const GENERIC_MAPPING *mapping = q->mapping;
    struct label label = label_of(q->sd);
    uint32_t left = 0;

    if (!(q->token->mandatory_policy & TOKEN_MANDATORY_POLICY_NO_WRITE_UP) ||
        token_integrity(q->token) >= label.level)
        return UINT32_MAX;
    if (!(label.policy & SYSTEM_MANDATORY_LABEL_NO_READ_UP))
        left |= mapping->GenericRead;
    if (!(label.policy & SYSTEM_MANDATORY_LABEL_NO_WRITE_UP))
        left |= mapping->GenericWrite;
    if (!(label.policy & SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP))
        left |= mapping->GenericExecute;
    if (token_has_privilege(q->token, SE_RELABEL_PRIVILEGE)) {
        left |= WRITE_OWNER;
        *used |= USED_RELABEL;
    }
    return left;
}

/* ---- all of it ------------------------------------------------------------------------------------------ */

/* Of what the label leaves: who is trusted less takes no ownership (MS-DTYP 2.5.3.3). */
static uint32_t given_by_privileges(const struct access_question *q, uint32_t left, uint32_t *used)
{
    uint32_t given = 0;

    if (token_has_privilege(q->token, SE_SECURITY_PRIVILEGE) && q->desired & ACCESS_SYSTEM_SECURITY) {
        given |= ACCESS_SYSTEM_SECURITY;
        *used |= USED_SECURITY;
    }
    if (left & WRITE_OWNER && token_has_privilege(q->token, SE_TAKE_OWNERSHIP_PRIVILEGE)) {
        given |= WRITE_OWNER;
        if (q->desired & WRITE_OWNER)
            *used |= USED_TAKE_OWNERSHIP;
    }
    return given;
}

NTSTATUS access_decide(const struct access_question *q, uint32_t *used)
{
    uint32_t label_used = 0, left = left_by_label(q, &label_used), given;

    *used = 0;
    if (q->desired & ACCESS_SYSTEM_SECURITY && !token_has_privilege(q->token, SE_SECURITY_PRIVILEGE))
        return STATUS_PRIVILEGE_NOT_HELD;
    if (q->desired & WRITE_OWNER)
        *used |= label_used;
    given = given_by_privileges(q, left, used);
    look_twice(q);
    for (uint32_t i = 0; i < q->n_nodes; i++)
        q->nodes[i].granted = ((q->nodes[i].granted & ~(uint32_t)ACCESS_SYSTEM_SECURITY & left)) | given;
    return STATUS_SUCCESS;
}
