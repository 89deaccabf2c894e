/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens that have less than another one (NtFilterToken), and tokens made of nothing (NtCreateToken). */
#include "common/acl.h"
#include "common/sid_known.h"
#include "server/access.h"
#include "server/namespace.h"
#include "server/objects/token.h"
#include "server/request.h"

#include <string.h>

#define RESTRICTING  (SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED)
#define FILTER_FLAGS (DISABLE_MAX_PRIVILEGE | SANDBOX_INERT | LUA_TOKEN | WRITE_RESTRICTED)

/* ---- filtered --------------------------------------------------------------------------------------------- */

static void deny_only(struct token *token, uint32_t place)
{
    struct token_group *group = &token->groups[place];

    group->attributes &= ~(uint32_t)(SE_GROUP_ENABLED | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_OWNER);
    group->attributes |= SE_GROUP_USE_FOR_DENY_ONLY;
    if (token->owner == place)
        token->owner = 0;
}

static void disable_groups(struct token *token, const wire_blob *blob)
{
    struct token_group group;
    uint32_t at = 0, place;
    NTSTATUS status;

    while (next_group(blob, &at, &group, &status)) {
        place = token_find(token->groups, token->n_groups, group.sid);
        if (place != UINT32_MAX && place != token->integrity)
            deny_only(token, place);
    }
}

/* What a standard user does not have of what administrators have. */
static void make_standard(struct token *token)
{
    const void *administrators = known_sid_of_letters("BA")->bytes;
    static const uint8_t kept[] = {SE_CHANGE_NOTIFY_PRIVILEGE, SE_SHUTDOWN_PRIVILEGE, SE_UNDOCK_PRIVILEGE,
                                   SE_INC_WORKING_SET_PRIVILEGE, SE_TIME_ZONE_PRIVILEGE};
    uint32_t place = token_find(token->groups, token->n_groups, administrators), n = 0;

    if (place != UINT32_MAX)
        deny_only(token, place);
    for (uint32_t i = 0; i < token->n_privileges; i++)
        if (token->privileges[i].luid < 256 && memchr(kept, (int)token->privileges[i].luid, sizeof kept))
            token->privileges[n++] = token->privileges[i];
    token->n_privileges = n;
}

static void delete_privileges(struct token *token, const struct filter_token_request *req, uint32_t n_deleted)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < token->n_privileges; i++) {
        bool kept = !(req->flags & DISABLE_MAX_PRIVILEGE) || token->privileges[i].luid == SE_CHANGE_NOTIFY_PRIVILEGE;

        for (uint32_t j = 0; kept && j < n_deleted; j++)
            kept = privilege_at(&req->deleted, j).luid != token->privileges[i].luid;
        if (kept)
            token->privileges[n++] = token->privileges[i];
    }
    token->n_privileges = n;
}

/* A token that is restricted already only keeps what both lists have: when that is none, S-1-0-0, which nobody is, since
 * without any it would not be restricted. */
static void restrict_to(struct token *token, uint32_t n_before, const wire_blob *blob)
{
    static const struct token_group nobody = {RESTRICTING, {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
    struct token_group group, *old = token->restricted;
    uint32_t at = 0, n = 0;
    NTSTATUS status;

    if (!blob->size) {
        token->n_restricted = n_before;
        return;
    }
    while (next_group(blob, &at, &group, &status)) {
        if (n_before && token_find(old, n_before, group.sid) == UINT32_MAX)
            continue;
        group.attributes = RESTRICTING;
        token->restricted[n_before + n++] = group;
    }
    if (!n)
        token->restricted[n_before + n++] = nobody;
    memmove(token->restricted, token->restricted + n_before, n * sizeof group);
    token->n_restricted = n;
}

NTSTATUS handle_filter_token(struct session *session, const struct filter_token_request *req,
                             struct filter_token_reply *reply)
{
    _cleanup_(object_unrefp) struct token *token = NULL, *filtered = NULL;
    uint32_t granted, attributes, n_disabled, n_deleted, n_restricting;
    NTSTATUS status;

    if (req->flags & ~(uint32_t)FILTER_FLAGS)
        return STATUS_INVALID_PARAMETER;
    token = handle_get_granted(session, req->token, &token_type, TOKEN_DUPLICATE, &granted, &attributes, &status);
    if (!token)
        return status;
    status = count_groups(&req->disabled, &n_disabled);
    if (NT_SUCCESS(status))
        status = count_privileges(&req->deleted, &n_deleted);
    if (NT_SUCCESS(status))
        status = count_groups(&req->restricting, &n_restricting);
    if (NT_SUCCESS(status))
        status = token_copy(&filtered, session->account, token, n_restricting);
    if (!NT_SUCCESS(status))
        return status;
    disable_groups(filtered, &req->disabled);
    delete_privileges(filtered, req, n_deleted);
    restrict_to(filtered, token->n_restricted, &req->restricting);
    if (req->flags & LUA_TOKEN)
        make_standard(filtered);
    filtered->sandbox_inert |= (req->flags & SANDBOX_INERT) != 0;
    /* of two lists the stricter use counts */
    if (req->restricting.size && (!token->n_restricted || token->write_restricted))
        filtered->write_restricted = (req->flags & WRITE_RESTRICTED) != 0;
    filtered->less_privileged = true;
    filtered->ids.modified = luid_new();
    return token_publish(&reply->handle, session, filtered, granted, 0);
}

/* ---- made of nothing -------------------------------------------------------------------------------------- */

static NTSTATUS fill_groups(struct token *token, const wire_blob *blob)
{
    uint32_t at = 0, n = 0;
    NTSTATUS status;

    while (next_group(blob, &at, &token->groups[n], &status))
        n++;
    token->groups[0].attributes &= SE_GROUP_USE_FOR_DENY_ONLY;
    for (uint32_t i = 1; i < n; i++) {
        struct token_group *group = &token->groups[i];

        if (group->attributes & SE_GROUP_MANDATORY)
            group->attributes |= SE_GROUP_ENABLED | SE_GROUP_ENABLED_BY_DEFAULT;
        if (!(group->attributes & SE_GROUP_INTEGRITY))
            continue;
        if (!sid_is_label(group->sid))
            return STATUS_INVALID_LABEL;
        token->integrity = i;
    }
    return status;
}

static NTSTATUS fill_defaults(struct token *token, const struct create_token_request *req)
{
    if (!sid_valid(req->primary_group.data, req->primary_group.size) ||
        (req->owner.size && !sid_valid(req->owner.data, req->owner.size)))
        return STATUS_INVALID_SID;
    token->primary_group = token_find(token->groups, token->n_groups, req->primary_group.data);
    if (token->primary_group == UINT32_MAX)
        return STATUS_INVALID_PRIMARY_GROUP;
    if (req->owner.size && !token_may_own(token, req->owner.data))
        return STATUS_INVALID_OWNER;
    if (req->owner.size)
        token->owner = token_find(token->groups, token->n_groups, req->owner.data);
    if (req->default_dacl.size &&
        (!acl_valid(req->default_dacl.data, req->default_dacl.size) || acl_size(req->default_dacl.data) != req->default_dacl.size))
        return STATUS_INVALID_ACL;
    return token_set_default_dacl(token, req->default_dacl.data, req->default_dacl.size);
}

static NTSTATUS check_new(const struct session *session, const struct create_token_request *req, uint32_t *n_groups,
                          uint32_t *n_privileges)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (!caller_has_privilege(session, SE_CREATE_TOKEN_PRIVILEGE))
        return STATUS_PRIVILEGE_NOT_HELD;
    if ((req->type != TokenPrimary && req->type != TokenImpersonation) || req->source.size != sizeof(TOKEN_SOURCE))
        return STATUS_INVALID_PARAMETER;
    if (req->type == TokenImpersonation && req->level > SecurityDelegation)
        return STATUS_BAD_IMPERSONATION_LEVEL;
    status = count_groups(&req->groups, n_groups);
    if (NT_SUCCESS(status) && !*n_groups)
        status = STATUS_INVALID_PARAMETER;
    return NT_SUCCESS(status) ? count_privileges(&req->privileges, n_privileges) : status;
}

NTSTATUS handle_create_token(struct session *session, const struct create_token_request *req,
                             struct create_token_reply *reply)
{
    _cleanup_(object_unrefp) struct token *token = NULL;
    uint32_t n_groups, n_privileges;
    NTSTATUS status = check_new(session, req, &n_groups, &n_privileges);

    if (NT_SUCCESS(status))
        status = token_new(&token, session->account, n_groups, 0, n_privileges);
    if (!NT_SUCCESS(status))
        return status;
    token->type = (TOKEN_TYPE)req->type;
    token->level = req->type == TokenImpersonation ? (SECURITY_IMPERSONATION_LEVEL)req->level : SecurityAnonymous;
    token->ids.authentication = req->authentication;
    token->ids.modified = luid_new();
    token->session_id = session->token->session_id;
    token->mandatory_policy = TOKEN_MANDATORY_POLICY_NO_WRITE_UP;
    memcpy(&token->source, req->source.data, sizeof token->source);
    for (uint32_t i = 0; i < n_privileges; i++)
        token->privileges[i] = privilege_at(&req->privileges, i);
    status = fill_groups(token, &req->groups);
    if (NT_SUCCESS(status))
        status = fill_defaults(token, req);
    return NT_SUCCESS(status)
               ? namespace_create(session, &req->path, &req->sd, &token->object, req->access, &reply->handle)
               : status;
}
