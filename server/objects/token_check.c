/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions about tokens: are two alike, are privileges there, what does a descriptor give one. */
#include "server/access_check.h"
#include "server/objects/token.h"
#include "server/request.h"

#include <stdlib.h>
#include <string.h>

/* ---- alike ------------------------------------------------------------------------------------------------ */

/* Does b have all of a's? */
static bool has_groups(const struct token_group *a, uint32_t n_a, const struct token_group *b, uint32_t n_b)
{
    const uint32_t counts = SE_GROUP_ENABLED | SE_GROUP_USE_FOR_DENY_ONLY;

    for (uint32_t i = 0; i < n_a; i++) {
        uint32_t place = token_find(b, n_b, a[i].sid);

        if (place == UINT32_MAX || (a[i].attributes & counts) != (b[place].attributes & counts))
            return false;
    }
    return true;
}

static bool same_groups(const struct token_group *a, uint32_t n_a, const struct token_group *b, uint32_t n_b)
{
    return has_groups(a, n_a, b, n_b) && has_groups(b, n_b, a, n_a);
}

/* Two lists of the same SIDs may restrict differently much. */
static bool same_restrictions(const struct token *a, const struct token *b)
{
    return same_groups(a->restricted, a->n_restricted, b->restricted, b->n_restricted) &&
           (!a->n_restricted || a->write_restricted == b->write_restricted);
}

static bool same_privileges(const struct token *a, const struct token *b)
{
    if (a->n_privileges != b->n_privileges)
        return false;
    for (uint32_t i = 0; i < a->n_privileges; i++) {
        const struct token_privilege *other = token_privilege(b, a->privileges[i].luid);

        if (!other || (other->attributes & SE_PRIVILEGE_ENABLED) != (a->privileges[i].attributes & SE_PRIVILEGE_ENABLED))
            return false;
    }
    return true;
}

NTSTATUS handle_compare_tokens(struct session *session, const struct compare_tokens_request *req,
                               struct compare_tokens_reply *reply)
{
    _cleanup_(object_unrefp) struct token *a = NULL, *b = NULL;
    NTSTATUS status;

    a = handle_get(session, req->first, &token_type, TOKEN_QUERY, &status);
    if (!a)
        return status;
    b = handle_get(session, req->second, &token_type, TOKEN_QUERY, &status);
    if (!b)
        return status;
    reply->equal = a == b || (sid_equal(token_user(a), token_user(b)) &&
                              same_groups(a->groups, a->n_groups, b->groups, b->n_groups) &&
                              same_restrictions(a, b) &&
                              same_privileges(a, b));
    return STATUS_SUCCESS;
}

/* ---- privileges ------------------------------------------------------------------------------------------- */

NTSTATUS handle_check_privileges(struct session *session, const struct check_privileges_request *req,
                                 struct check_privileges_reply *reply)
{
    uint8_t *used = session_scratch(session);
    _cleanup_(object_unrefp) struct token *token = NULL;
    uint32_t n, n_held = 0;
    NTSTATUS status = count_privileges(&req->privileges, &n);

    if (!NT_SUCCESS(status))
        return status;
    token = handle_get(session, req->token, &token_type, TOKEN_QUERY, &status);
    if (!token)
        return status;
    if (token->type == TokenImpersonation && token->level < SecurityIdentification)
        return STATUS_BAD_IMPERSONATION_LEVEL;
    for (uint32_t i = 0; i < n; i++) {
        const struct token_privilege *held = token_privilege(token, privilege_at(&req->privileges, i).luid);

        used[i] = held && held->attributes & SE_PRIVILEGE_ENABLED;
        n_held += used[i];
    }
    reply->result = req->all ? n_held == n : n_held != 0;
    reply->used = (wire_blob){used, n};
    return STATUS_SUCCESS;
}

/* ---- access ----------------------------------------------------------------------------------------------- */

/* The object's types as nodes; without any, one node for the object itself. The first is level 0, and each
 * next at most one below the one before. */
static NTSTATUS make_nodes(struct access_node **out, uint32_t *n, const wire_blob *types)
{
    struct access_node *nodes;
    uint32_t level = 0;

    *n = types->size / (uint32_t)sizeof(struct wire_type);
    if (types->size % sizeof(struct wire_type) || *n > ACCESS_TYPES_MAX)
        return STATUS_INVALID_PARAMETER;
    nodes = calloc(*n ? *n : 1, sizeof *nodes);
    if (!nodes)
        return STATUS_NO_MEMORY;
    *out = nodes;
    for (uint32_t i = 0; i < *n; i++) {
        struct wire_type type;

        memcpy(&type, (const uint8_t *)types->data + i * sizeof type, sizeof type);
        if (i ? !type.level || type.level > level + 1 : type.level)
            return STATUS_INVALID_PARAMETER;
        level = nodes[i].level = type.level;
        memcpy(nodes[i].type, type.type, sizeof nodes[i].type);
    }
    *n += !*n;
    return STATUS_SUCCESS;
}

static struct wire_access result_of(const struct access_node *node, uint32_t desired)
{
    uint32_t wanted = desired & ~(uint32_t)MAXIMUM_ALLOWED;
    bool all = desired & MAXIMUM_ALLOWED, granted = !(wanted & ~node->granted) && (!all || node->granted);

    if (!granted)
        return (struct wire_access){0, STATUS_ACCESS_DENIED};
    return (struct wire_access){all ? node->granted & ~(uint32_t)(ACCESS_SYSTEM_SECURITY & ~wanted) : wanted, STATUS_SUCCESS};
}

static void say_used(wire_blob *out, uint32_t *places, uint32_t used)
{
    uint32_t n = 0;

    if (used & USED_SECURITY)
        places[n++] = SE_SECURITY_PRIVILEGE;
    if (used & USED_TAKE_OWNERSHIP)
        places[n++] = SE_TAKE_OWNERSHIP_PRIVILEGE;
    if (used & USED_RELABEL)
        places[n++] = SE_RELABEL_PRIVILEGE;
    *out = (wire_blob){places, n * (uint32_t)sizeof *places};
}

static void answer(struct session *session, const struct access_question *question, NTSTATUS status, uint32_t used,
                   bool each, struct check_access_reply *reply)
{
    struct wire_access *answers = session_scratch(session);
    uint32_t *places = (uint32_t *)((uint8_t *)answers + WIRE_MAX / 2);
    uint32_t n = each ? question->n_nodes : 1, n_granted = 0;

    for (uint32_t i = 0; i < n; i++) {
        answers[i] = NT_SUCCESS(status) ? result_of(&question->nodes[i], question->desired) : (struct wire_access){0, status};
        n_granted += NT_SUCCESS(answers[i].status);
    }
    reply->answers = (wire_blob){answers, n * (uint32_t)sizeof *answers};
    say_used(&reply->used, places, n_granted ? used : 0);
}

static NTSTATUS check_question(const struct check_access_request *req, const struct token *token)
{
    if (token->type != TokenImpersonation)
        return STATUS_NO_IMPERSONATION_TOKEN;
    if (token->level < SecurityIdentification)
        return STATUS_BAD_IMPERSONATION_LEVEL;
    if (req->mapping.size != sizeof(GENERIC_MAPPING))
        return STATUS_INVALID_PARAMETER;
    if (req->desired & (GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | (uint32_t)GENERIC_ALL))
        return STATUS_GENERIC_NOT_MAPPED;
    if (!sd_valid(req->sd.data, req->sd.size) || !sd_owner(req->sd.data) || !sd_parts_of(req->sd.data).group)
        return STATUS_INVALID_SECURITY_DESCR;
    return req->self.size && !sid_valid(req->self.data, req->self.size) ? STATUS_INVALID_SID : STATUS_SUCCESS;
}

NTSTATUS handle_check_access(struct session *session, const struct check_access_request *req,
                             struct check_access_reply *reply)
{
    _cleanup_(object_unrefp) struct token *token = NULL;
    struct access_node *nodes = NULL;
    struct access_question question;
    GENERIC_MAPPING mapping;
    struct sd_parts sd;
    uint32_t n, used = 0;
    NTSTATUS status, decision;

    token = handle_get(session, req->token, &token_type, TOKEN_QUERY, &status);
    if (!token)
        return status;
    status = check_question(req, token);
    if (NT_SUCCESS(status))
        status = make_nodes(&nodes, &n, &req->types);
    if (NT_SUCCESS(status)) {
        memcpy(&mapping, req->mapping.data, sizeof mapping);
        sd = sd_parts_of(req->sd.data);
        question = (struct access_question){token, &sd, req->self.size ? req->self.data : NULL, req->desired, &mapping, nodes, n};
        decision = access_decide(&question, &used);
        answer(session, &question, decision, used, req->each_type, reply);
    }
    free(nodes);
    return status;
}
