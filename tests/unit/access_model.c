/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The access check, one right at a time; see access_model.h. */
#include "tests/unit/access_model.h"

#include <limits.h>

enum pass { AS_HIMSELF, AS_RESTRICTED };

/* ---- who ------------------------------------------------------------------------------------------------ */

/* A group that is off is not there; one that denies is there for entries that deny alone. All restricting SIDs are on. */
static bool has_sid(const struct model_token *token, enum pass pass, int sid, bool to_deny)
{
    for (int i = 0; pass == AS_RESTRICTED && i < token->n_restricting; i++)
        if (token->restricting[i] == sid)
            return true;
    for (int i = 0; pass == AS_HIMSELF && i < token->n_sids; i++)
        if (token->sids[i] == sid)
            return token->states[i] == GROUP_ON || (to_deny && token->states[i] == GROUP_DENIES);
    return false;
}

static bool is_owner(const struct model_question *q, enum pass pass)
{
    return q->sd->owner != MODEL_NOBODY && has_sid(q->token, pass, q->sd->owner, false);
}

static bool speaks_of(const struct model_question *q, enum pass pass, const struct model_ace *ace)
{
    if (ace->sid == MODEL_OWNER_RIGHTS)
        return is_owner(q, pass);
    if (ace->sid == MODEL_SELF)
        return q->self != MODEL_NOBODY && has_sid(q->token, pass, q->self, !ace->allows);
    return has_sid(q->token, pass, ace->sid, !ace->allows);
}

/* ---- of what ---------------------------------------------------------------------------------------------- */

static int parent_of(const struct model_question *q, int node)
{
    int i = node - 1;

    while (i >= 0 && q->nodes[i].level >= q->nodes[node].level)
        i--;
    return i;
}

/* An entry with a type is about the part of that type, and about what that part consists of. */
static bool is_about(const struct model_question *q, const struct model_ace *ace, int node)
{
    if (ace->type == MODEL_NOBODY)
        return true;
    for (; node >= 0; node = parent_of(q, node))
        if (q->nodes[node].type == ace->type)
            return true;
    return false;
}

static uint32_t mapped(uint32_t mask, const GENERIC_MAPPING *mapping)
{
    return mask | (mask & GENERIC_READ ? mapping->GenericRead : 0) | (mask & GENERIC_WRITE ? mapping->GenericWrite : 0) |
           (mask & GENERIC_EXECUTE ? mapping->GenericExecute : 0) | (mask & GENERIC_ALL ? mapping->GenericAll : 0);
}

static bool only_writes(const struct model_question *q, uint32_t right)
{
    return !(right & (q->mapping->GenericRead | q->mapping->GenericExecute));
}

/* ---- the list --------------------------------------------------------------------------------------------- */

/* Which entry decided, and how; none: NEVER. */
struct verdict {
    int when;
    bool yes;
};
#define NEVER INT_MAX

static struct verdict by_entries(const struct model_question *q, enum pass pass, int node, uint32_t right)
{
    for (int i = 0; i < q->sd->n_aces; i++) {
        const struct model_ace *ace = &q->sd->aces[i];

        if (!ace->inherit_only && mapped(ace->mask, q->mapping) & right && is_about(q, ace, node) && speaks_of(q, pass, ace))
            return (struct verdict){i, ace->allows};
    }
    return (struct verdict){NEVER, false};
}

/* A whole is denied as soon as one of its parts is, and allowed once all of them are; or an entry about it decides first. */
static struct verdict by_list(const struct model_question *q, enum pass pass, int node, uint32_t right)
{
    struct verdict verdict = by_entries(q, pass, node, right);
    int last_yes = INT_MIN, first_no = NEVER, n_parts = 0;

    for (int part = node + 1; part < q->n_nodes && q->nodes[part].level > q->nodes[node].level; part++) {
        struct verdict of_part;

        if (parent_of(q, part) != node)
            continue;
        of_part = by_list(q, pass, part, right);
        n_parts++;
        if (!of_part.yes && of_part.when < first_no)
            first_no = of_part.when;
        if (of_part.yes && of_part.when > last_yes)
            last_yes = of_part.when;
        if (!of_part.yes)
            last_yes = NEVER;
    }
    if (first_no < verdict.when)
        verdict = (struct verdict){first_no, false};
    if (n_parts && last_yes < verdict.when)
        verdict = (struct verdict){last_yes, true};
    return verdict;
}

static bool rules_his_owner(const struct model_sd *sd)
{
    for (int i = 0; i < sd->n_aces; i++)
        if (sd->aces[i].sid == MODEL_OWNER_RIGHTS && !sd->aces[i].inherit_only)
            return true;
    return false;
}

static bool list_allows(const struct model_question *q, enum pass pass, int node, uint32_t right)
{
    if (right & (READ_CONTROL | WRITE_DAC) && is_owner(q, pass) && !rules_his_owner(q->sd))
        return true;
    return by_list(q, pass, node, right).yes;
}

/* ---- trust ------------------------------------------------------------------------------------------------ */

/* What has no label is medium, and not written by who is trusted less. */
static struct model_label label_of(const struct model_sd *sd)
{
    for (int i = 0; i < 2; i++)
        if (sd->labels[i].exists && !sd->labels[i].inherit_only)
            return sd->labels[i];
    return (struct model_label){true, false, 2, SYSTEM_MANDATORY_LABEL_NO_WRITE_UP};
}

static bool trusted_enough(const struct model_question *q, uint32_t right)
{
    struct model_label label = label_of(q->sd);
    const GENERIC_MAPPING *mapping = q->mapping;

    if (!q->token->no_write_up || q->token->level >= label.level)
        return true;
    if (right == WRITE_OWNER && q->token->has_relabel)
        return true;
    return (right & mapping->GenericRead && !(label.policy & SYSTEM_MANDATORY_LABEL_NO_READ_UP)) ||
           (right & mapping->GenericExecute && !(label.policy & SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP)) ||
           (right & mapping->GenericWrite && !(label.policy & SYSTEM_MANDATORY_LABEL_NO_WRITE_UP));
}

/* ---- all of it -------------------------------------------------------------------------------------------- */

bool model_allows(const struct model_question *q, int node, uint32_t right)
{
    const struct model_token *token = q->token;

    if (right == ACCESS_SYSTEM_SECURITY)
        return token->has_security;
    if (!trusted_enough(q, right))
        return false;
    if (!q->sd->has_dacl || (right == WRITE_OWNER && token->has_take_ownership))
        return true;
    if (!list_allows(q, AS_HIMSELF, node, right))
        return false;
    return !token->n_restricting || (token->write_restricted && !only_writes(q, right)) ||
           list_allows(q, AS_RESTRICTED, node, right);
}
