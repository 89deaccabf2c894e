/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changing a token: privileges and groups switched on and off, NtSetInformationToken. Everything that changes something
 * gives it another ModifiedId.
 */
#include "common/acl.h"
#include "server/access.h"
#include "server/objects/token.h"
#include "server/request.h"

#include <string.h>

/* ---- privileges ------------------------------------------------------------------------------------------- */

struct change {                         /* of one privilege or group */
    uint32_t place, attributes;
    bool removed;
};

/* What would change. *n_found: privileges of the request that the token has. */
static uint32_t plan_privileges(struct change *changes, const struct token *token,
                                const struct adjust_privileges_request *req, uint32_t n, uint32_t *n_found)
{
    uint32_t n_changes = 0;

    *n_found = 0;
    for (uint32_t i = 0; req->disable_all && i < token->n_privileges; i++)
        if (token->privileges[i].attributes & SE_PRIVILEGE_ENABLED)
            changes[n_changes++] = (struct change){i, token->privileges[i].attributes & ~(uint32_t)SE_PRIVILEGE_ENABLED, false};
    for (uint32_t i = 0; !req->disable_all && i < n; i++) {
        struct token_privilege wanted = privilege_at(&req->privileges, i);
        const struct token_privilege *held = token_privilege(token, wanted.luid);
        uint32_t attributes;

        if (!held)
            continue;
        ++*n_found;
        attributes = (held->attributes & ~(uint32_t)SE_PRIVILEGE_ENABLED) | (wanted.attributes & SE_PRIVILEGE_ENABLED);
        if (attributes != held->attributes || wanted.attributes & SE_PRIVILEGE_REMOVED)
            changes[n_changes++] = (struct change){(uint32_t)(held - token->privileges), attributes,
                                                   wanted.attributes & SE_PRIVILEGE_REMOVED};
    }
    return n_changes;
}

static void show_previous(struct wire_privilege *out, const struct token *token, const struct change *changes, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct token_privilege *held = &token->privileges[changes[i].place];

        out[i] = (struct wire_privilege){held->luid, held->attributes & ~(uint32_t)SE_PRIVILEGE_USED_FOR_ACCESS, 0};
    }
}

static void change_privileges(struct token *token, const struct change *changes, uint32_t n)
{
    const uint64_t gone = UINT64_MAX;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < n; i++) {
        token->privileges[changes[i].place].attributes = changes[i].attributes;
        if (changes[i].removed)
            token->privileges[changes[i].place].luid = gone;
    }
    for (uint32_t i = 0; i < token->n_privileges; i++)
        if (token->privileges[i].luid != gone)
            token->privileges[kept++] = token->privileges[i];
    token->n_privileges = kept;
    if (n)
        token_touch(token);
}

NTSTATUS handle_adjust_privileges(struct session *session, const struct adjust_privileges_request *req,
                                  struct adjust_privileges_reply *reply)
{
    struct change *changes = session_scratch(session);
    struct wire_privilege *previous = (struct wire_privilege *)((uint8_t *)changes + WIRE_MAX / 2);
    _cleanup_(object_unrefp) struct token *token = NULL;
    uint32_t n, n_found, n_changes;
    NTSTATUS status = count_privileges(&req->privileges, &n);

    if (!NT_SUCCESS(status))
        return status;
    token = handle_get(session, req->token, &token_type,
                       TOKEN_ADJUST_PRIVILEGES | (req->wants_previous ? TOKEN_QUERY : 0), &status);
    if (!token)
        return status;
    n_changes = plan_privileges(changes, token, req, n, &n_found);
    reply->n_previous = n_changes;
    if (req->wants_previous &&
        offsetof(TOKEN_PRIVILEGES, Privileges) + n_changes * sizeof(LUID_AND_ATTRIBUTES) > req->room)
        return STATUS_BUFFER_TOO_SMALL;
    show_previous(previous, token, changes, n_changes);
    if (req->wants_previous)
        reply->previous = (wire_blob){previous, n_changes * (uint32_t)sizeof *previous};
    change_privileges(token, changes, n_changes);
    return req->disable_all || n_found == n ? STATUS_SUCCESS : STATUS_NOT_ALL_ASSIGNED;
}

/* ---- groups ----------------------------------------------------------------------------------------------- */

static NTSTATUS plan_group(struct change *change, const struct token *token, uint32_t place, bool enable)
{
    uint32_t attributes = token->groups[place].attributes;

    if (enable && attributes & SE_GROUP_USE_FOR_DENY_ONLY)
        return STATUS_CANT_ENABLE_DENY_ONLY;
    if (!enable && attributes & SE_GROUP_MANDATORY)
        return STATUS_CANT_DISABLE_MANDATORY;
    *change = (struct change){place, enable ? attributes | SE_GROUP_ENABLED : attributes & ~(uint32_t)SE_GROUP_ENABLED, false};
    return STATUS_SUCCESS;
}

static bool is_switchable(const struct token *token, uint32_t i)
{
    return i && i != token->integrity &&
           !(token->groups[i].attributes & (SE_GROUP_MANDATORY | SE_GROUP_USE_FOR_DENY_ONLY));
}

static uint32_t plan_reset(struct change *changes, const struct token *token)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < token->n_groups; i++)
        if (is_switchable(token, i) &&
            !(token->groups[i].attributes & SE_GROUP_ENABLED) != !(token->groups[i].attributes & SE_GROUP_ENABLED_BY_DEFAULT))
            plan_group(&changes[n++], token, i, token->groups[i].attributes & SE_GROUP_ENABLED_BY_DEFAULT);
    return n;
}

static NTSTATUS plan_groups(struct change *changes, uint32_t *n, const struct token *token,
                            const struct adjust_groups_request *req, bool *all)
{
    struct token_group wanted;
    uint32_t at = 0, place;
    NTSTATUS status;

    *n = 0;
    *all = true;
    if (req->reset) {
        *n = plan_reset(changes, token);
        return STATUS_SUCCESS;
    }
    while (next_group(&req->groups, &at, &wanted, &status)) {
        struct change change;

        place = token_find(token->groups, token->n_groups, wanted.sid);
        if (place == UINT32_MAX || !place || place == token->integrity) {
            *all = false;
            continue;
        }
        status = plan_group(&change, token, place, wanted.attributes & SE_GROUP_ENABLED);
        if (!NT_SUCCESS(status))
            return status;
        if (change.attributes != token->groups[place].attributes)
            changes[(*n)++] = change;
    }
    return status;
}

NTSTATUS handle_adjust_groups(struct session *session, const struct adjust_groups_request *req,
                              struct adjust_groups_reply *reply)
{
    static struct change changes[2048];
    static struct token_group previous[2048];
    _cleanup_(object_unrefp) struct token *token = NULL;
    struct token_answer answer;
    uint32_t n;
    bool all;
    NTSTATUS status = count_groups(&req->groups, &n);

    if (!NT_SUCCESS(status))
        return status;
    token = handle_get(session, req->token, &token_type,
                       TOKEN_ADJUST_GROUPS | (req->wants_previous ? TOKEN_QUERY : 0), &status);
    if (!token)
        return status;
    status = plan_groups(changes, &n, token, req, &all);
    if (!NT_SUCCESS(status))
        return status;
    for (uint32_t i = 0; i < n; i++)
        previous[i] = token->groups[changes[i].place];
    answer_begin(&answer, session_scratch(session));
    answer_groups(&answer, previous, n);
    reply->needed = answer.size;
    if (req->wants_previous && answer.size > req->room)
        return STATUS_BUFFER_TOO_SMALL;
    if (req->wants_previous)
        answer_end(&answer, &reply->previous, &reply->pointers);
    for (uint32_t i = 0; i < n; i++)
        token->groups[changes[i].place].attributes = changes[i].attributes;
    if (n)
        token_touch(token);
    return all ? STATUS_SUCCESS : STATUS_NOT_ALL_ASSIGNED;
}

/* ---- NtSetInformationToken -------------------------------------------------------------------------------- */

static NTSTATUS set_owner(struct token *token, const wire_blob *sid)
{
    if (!sid_valid(sid->data, sid->size))
        return STATUS_INVALID_SID;
    if (!token_may_own(token, sid->data))
        return STATUS_INVALID_OWNER;
    token->owner = token_find(token->groups, token->n_groups, sid->data);
    return STATUS_SUCCESS;
}

static NTSTATUS set_primary_group(struct token *token, const wire_blob *sid)
{
    uint32_t place;

    if (!sid_valid(sid->data, sid->size))
        return STATUS_INVALID_SID;
    place = token_find(token->groups, token->n_groups, sid->data);
    if (place == UINT32_MAX)
        return STATUS_INVALID_PRIMARY_GROUP;
    token->primary_group = place;
    return STATUS_SUCCESS;
}

static NTSTATUS set_default_dacl(struct token *token, const wire_blob *acl)
{
    if (acl->size && (!acl_valid(acl->data, acl->size) || acl_size(acl->data) != acl->size))
        return STATUS_INVALID_ACL;
    return token_set_default_dacl(token, acl->data, acl->size);
}

/* Anybody may be trusted less; more needs the privilege. */
static NTSTATUS set_integrity(const struct session *session, struct token *token, const wire_blob *sid)
{
    uint32_t level;

    if (!sid_valid(sid->data, sid->size) || !sid_is_label(sid->data))
        return STATUS_INVALID_LABEL;
    memcpy(&level, (const uint8_t *)sid->data + SID_HEADER_SIZE, sizeof level);
    if (level > token_integrity(token) && !caller_has_privilege(session, SE_RELABEL_PRIVILEGE))
        return STATUS_PRIVILEGE_NOT_HELD;
    if (!token->integrity)
        return STATUS_INVALID_LABEL;
    memcpy(token->groups[token->integrity].sid, sid->data, sid->size);
    return STATUS_SUCCESS;
}

/* What only the trusted may set: one number. */
static NTSTATUS set_number(const struct session *session, struct token *token, uint32_t class, const wire_blob *info)
{
    uint64_t value = 0;

    if (info->size)
        memcpy(&value, info->data, info->size < sizeof value ? info->size : sizeof value);
    if (!caller_has_privilege(session, SE_TCB_PRIVILEGE))
        return STATUS_PRIVILEGE_NOT_HELD;
    switch (class) {
    case TokenSessionId:
        token->session_id = (uint32_t)value;
        return STATUS_SUCCESS;
    case TokenOrigin:
        if (!token->origin)
            token->origin = value;
        return STATUS_SUCCESS;
    case TokenUIAccess:
        token->ui_access = value != 0;
        return STATUS_SUCCESS;
    case TokenMandatoryPolicy:
        if (value & ~(uint64_t)TOKEN_MANDATORY_POLICY_VALID_MASK)
            return STATUS_INVALID_PARAMETER;
        token->mandatory_policy = (uint32_t)value;
        return STATUS_SUCCESS;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
}

static NTSTATUS set(const struct session *session, struct token *token, uint32_t class, const wire_blob *info)
{
    switch (class) {
    case TokenOwner:
        return set_owner(token, info);
    case TokenPrimaryGroup:
        return set_primary_group(token, info);
    case TokenDefaultDacl:
        return set_default_dacl(token, info);
    case TokenIntegrityLevel:
        return set_integrity(session, token, info);
    default:
        return set_number(session, token, class, info);
    }
}

NTSTATUS handle_set_token(struct session *session, const struct set_token_request *req, struct set_token_reply *reply)
{
    _cleanup_(object_unrefp) struct token *token = NULL;
    uint32_t access = TOKEN_ADJUST_DEFAULT | (req->class == TokenSessionId ? TOKEN_ADJUST_SESSIONID : 0);
    NTSTATUS status;

    (void)reply;
    token = handle_get(session, req->token, &token_type, access, &status);
    if (!token)
        return status;
    status = set(session, token, req->class, &req->info);
    if (NT_SUCCESS(status))
        token_touch(token);
    return status;
}
