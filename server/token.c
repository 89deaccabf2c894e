/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens as data: made, copied, looked into; see token.h. */
#include "server/token.h"

#include "common/acl.h"
#include "server/account.h"
#include "server/context.h"

#include <stdlib.h>
#include <string.h>

uint64_t luid_new(void)
{
    static uint64_t last = 2ull << 32;          /* below it: logons (token_birth.c) and NT's own */

    return ++last;
}

bool sid_valid(const void *sid, uint32_t size)
{
    return size && sid_size(sid, size) == size;
}

bool sid_is_label(const void *sid)
{
    static const uint8_t label[] = {1, 1, 0, 0, 0, 0, 0, 16};

    return !memcmp(sid, label, sizeof label);
}

NTSTATUS token_new(struct token **out, struct account *payer, uint32_t n_groups, uint32_t n_restricted,
                   uint32_t n_privileges)
{
    size_t size = (n_groups + n_restricted) * sizeof(struct token_group) + n_privileges * sizeof(struct token_privilege);
    _cleanup_(object_unrefp) struct token *token = NULL;
    NTSTATUS status;

    token = object_new(&token_type, payer, &status);
    if (!token)
        return status;
    status = charge_take(&token->object.charge, payer, 0, 0, size);
    if (!NT_SUCCESS(status))
        return status;
    token->groups = calloc(n_groups + n_restricted + 1, sizeof *token->groups);
    token->privileges = calloc(n_privileges + 1, sizeof *token->privileges);
    if (!token->groups || !token->privileges)
        return STATUS_NO_MEMORY;
    token->restricted = token->groups + n_groups;
    token->n_groups = n_groups;
    token->n_restricted = n_restricted;
    token->n_privileges = n_privileges;
    token->ids.token = luid_new();
    *out = take_ptr(&token);
    return STATUS_SUCCESS;
}

NTSTATUS token_copy(struct token **out, struct account *payer, const struct token *from, uint32_t n_more)
{
    _cleanup_(object_unrefp) struct token *token = NULL;
    struct token fresh;
    NTSTATUS status = token_new(&token, payer, from->n_groups, from->n_restricted + n_more, from->n_privileges);

    if (!NT_SUCCESS(status))
        return status;
    fresh = *token;
    *token = *from;
    token->object = fresh.object;
    token->ids.token = fresh.ids.token;
    token->groups = fresh.groups;
    token->restricted = fresh.restricted;
    token->privileges = fresh.privileges;
    token->default_dacl = NULL;
    token->default_dacl_size = 0;
    token->session = NULL;
    token->threads = NULL;
    memcpy(token->groups, from->groups, from->n_groups * sizeof *from->groups);
    memcpy(token->restricted, from->restricted, from->n_restricted * sizeof *from->restricted);
    memcpy(token->privileges, from->privileges, from->n_privileges * sizeof *from->privileges);
    status = token_set_default_dacl(token, from->default_dacl, from->default_dacl_size);
    if (NT_SUCCESS(status))
        *out = take_ptr(&token);
    return status;
}

NTSTATUS token_set_default_dacl(struct token *token, const void *acl, uint32_t size)
{
    uint8_t *copy = NULL;
    NTSTATUS status;

    if (size) {
        status = charge_take(&token->object.charge, token->object.charge.account, 0, 0, size);
        if (!NT_SUCCESS(status))
            return status;
        copy = malloc(size);
        if (!copy) {
            charge_give_back(&token->object.charge, 0, 0, size);
            return STATUS_NO_MEMORY;
        }
        memcpy(copy, acl, size);
    }
    charge_give_back(&token->object.charge, 0, 0, token->default_dacl_size);
    free(token->default_dacl);
    token->default_dacl = copy;
    token->default_dacl_size = size;
    return STATUS_SUCCESS;
}

/* The user, the owner, the primary group and the label are needed whatever they are. */
static bool is_kept(const struct token *token, uint32_t i)
{
    const uint32_t off_counts = SE_GROUP_ENABLED | SE_GROUP_USE_FOR_DENY_ONLY | SE_GROUP_INTEGRITY;

    return !i || token->groups[i].attributes & off_counts;
}

static uint32_t moved(const struct token *token, uint32_t place)
{
    uint32_t to = 0;

    if (!is_kept(token, place))
        return 0;
    for (uint32_t i = 0; i < place; i++)
        to += is_kept(token, i);
    return to;
}

void token_drop_disabled(struct token *token)
{
    uint32_t owner = moved(token, token->owner), group = moved(token, token->primary_group);
    uint32_t integrity = moved(token, token->integrity), n = 0;

    for (uint32_t i = 0; i < token->n_groups; i++)
        if (is_kept(token, i))
            token->groups[n++] = token->groups[i];
    token->n_groups = n;
    token->owner = owner;
    token->primary_group = group;
    token->integrity = integrity;
    n = 0;
    for (uint32_t i = 0; i < token->n_privileges; i++)
        if (token->privileges[i].attributes & SE_PRIVILEGE_ENABLED)
            token->privileges[n++] = token->privileges[i];
    token->n_privileges = n;
}

void token_touch(struct token *token)
{
    token->ids.modified = luid_new();
    context_publish_token(token);
}

const void *token_user(const struct token *token)
{
    return token->groups[0].sid;
}

uint32_t token_find(const struct token_group *groups, uint32_t n, const void *sid)
{
    for (uint32_t i = 0; i < n; i++)
        if (sid_equal(groups[i].sid, sid))
            return i;
    return UINT32_MAX;
}

/* Root has two names: S-1-5-18, and S-1-22-1-0 as a group. */
bool token_is_user(const struct token *token, const void *sid)
{
    static const uint8_t unix_root[] = {1, 2, 0, 0, 0, 0, 0, 22, 1, 0, 0, 0, 0, 0, 0, 0};

    return sid_equal(sid, token_user(token)) ||
           (sid_equal(sid, unix_root) && token_find(token->groups, token->n_groups, sid) != UINT32_MAX);
}

bool token_may_own(const struct token *token, const void *sid)
{
    uint32_t i = token_find(token->groups, token->n_groups, sid);

    if (i == UINT32_MAX || token->groups[i].attributes & SE_GROUP_USE_FOR_DENY_ONLY)
        return false;
    return !i || token->groups[i].attributes & SE_GROUP_OWNER || token_is_user(token, sid);
}

bool token_has_privilege(const struct token *token, uint32_t privilege)
{
    for (uint32_t i = 0; i < token->n_privileges; i++)
        if (token->privileges[i].luid == privilege)
            return token->privileges[i].attributes & SE_PRIVILEGE_ENABLED;
    return false;
}

uint32_t token_integrity(const struct token *token)
{
    return token->integrity ? sid_last(token->groups[token->integrity].sid) : 0;
}
