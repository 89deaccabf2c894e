/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens and the access check; see access.h. */
#include "server/access.h"

#include "common/sd.h"
#include "common/sid.h"

#include <stdlib.h>
#include <string.h>

#define OVERFLOW_UID 65534u

struct token_sid {
    uint8_t bytes[SID_MAX_SIZE];
};

struct token {
    size_t n_sids;
    bool is_root;
    struct token_ids ids;
    struct token_sid sids[];            /* the first is the user */
};

static void add(struct token *token, uint8_t authority, uint32_t n, uint32_t first, uint32_t second,
                uint32_t third)
{
    const uint32_t subs[] = {first, second, third};

    sid_make(token->sids[token->n_sids++].bytes, authority, subs, (uint8_t)n);
}

/* One logon for each run of the server. */
static struct token_ids new_ids(void)
{
    static uint64_t last = 0x10000;     /* below it: NT's own */
    static uint64_t logon;

    if (!logon)
        logon = ++last;
    last += 2;
    return (struct token_ids){last - 1, logon, last};
}

struct token *token_create(uid_t uid, gid_t gid, const gid_t *groups, size_t n_groups)
{
    struct token *token = calloc(1, sizeof *token + (n_groups + 8) * sizeof token->sids[0]);

    if (!token)
        return NULL;
    token->ids = new_ids();
    if (uid == OVERFLOW_UID) {
        add(token, 5, 1, 7, 0, 0);                      /* Anonymous */
        add(token, 1, 1, 0, 0, 0);                      /* Everyone */
        return token;
    }
    token->is_root = uid == 0;
    if (token->is_root) {
        add(token, 5, 1, 18, 0, 0);                     /* Local System */
        add(token, 22, 2, 1, 0, 0);                     /* its Unix name */
        add(token, 5, 2, 32, 544, 0);                   /* Administrators */
    } else {
        add(token, 22, 2, 1, uid, 0);
    }
    add(token, 1, 1, 0, 0, 0);                          /* Everyone */
    add(token, 5, 1, 11, 0, 0);                         /* Authenticated Users */
    add(token, 5, 2, 32, 545, 0);                       /* Users */
    add(token, 5, 3, 5, 0, 1);                          /* the logon */
    add(token, 22, 2, 2, gid, 0);
    for (size_t i = 0; i < n_groups; i++)
        add(token, 22, 2, 2, groups[i], 0);
    return token;
}

void token_free(struct token *token)
{
    free(token);
}

bool sid_valid(const void *sid, uint32_t size)
{
    return size && sid_size(sid, size) == size;
}

struct token_ids token_ids(const struct token *token)
{
    return token->ids;
}

const void *token_user(const struct token *token, uint32_t *size)
{
    *size = sid_size(token->sids[0].bytes, SID_MAX_SIZE);
    return token->sids[0].bytes;
}

bool token_is_user(const struct token *token, const void *sid, uint32_t size)
{
    return sid_valid(sid, size) && (sid_equal(sid, token->sids[0].bytes) ||
                                    (token->is_root && sid_equal(sid, token->sids[1].bytes)));
}

static bool has_sid(const struct token *token, const void *sid)
{
    for (size_t i = 0; i < token->n_sids; i++)
        if (sid_equal(sid, token->sids[i].bytes))
            return true;
    return false;
}

static uint32_t map_generic(const struct object_type *type, uint32_t access)
{
    if (access & GENERIC_READ)
        access |= type->access.GenericRead;
    if (access & GENERIC_WRITE)
        access |= type->access.GenericWrite;
    if (access & GENERIC_EXECUTE)
        access |= type->access.GenericExecute;
    if (access & GENERIC_ALL)
        access |= type->access.GenericAll;
    return access & ~(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | (uint32_t)GENERIC_ALL);
}

/* OWNER RIGHTS, S-1-3-4: whoever owns the object. */
static bool is_owner_rights(const void *sid)
{
    static const uint8_t owner_rights[] = {1, 1, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0};

    return sid_equal(sid, owner_rights);
}

/* All that the DACL gives: first come, first decided, right by right. An owner may read and change the descriptor,
 * unless an entry for OWNER RIGHTS says what he may. */
static uint32_t allowed_by(const struct token *token, const struct object *object, const void *dacl)
{
    const void *owner = sd_owner(object->sd);
    bool is_owner = owner && has_sid(token, owner), owner_rights = false;
    uint32_t allowed = 0, denied = 0, position = 0;
    struct ace ace;

    while (acl_next(dacl, &position, &ace)) {
        uint32_t mask = map_generic(object->type, ace.mask);

        if (ace.flags & INHERIT_ONLY_ACE || !ace.sid ||
            (ace.type != ACCESS_ALLOWED_ACE_TYPE && ace.type != ACCESS_DENIED_ACE_TYPE))
            continue;
        if (is_owner_rights(ace.sid))
            owner_rights = true;
        if (!has_sid(token, ace.sid) && !(is_owner && is_owner_rights(ace.sid)))
            continue;
        if (ace.type == ACCESS_ALLOWED_ACE_TYPE)
            allowed |= mask & ~denied;
        else
            denied |= mask & ~allowed;
    }
    return is_owner && !owner_rights ? allowed | READ_CONTROL | WRITE_DAC : allowed;
}

NTSTATUS access_check(const struct token *token, const struct object *object, uint32_t desired,
                      uint32_t *granted)
{
    uint32_t valid = object->type->valid_access, allowed = valid;
    const void *dacl = object->sd ? sd_dacl(object->sd) : NULL;

    desired = map_generic(object->type, desired);
    if (desired & ACCESS_SYSTEM_SECURITY)
        return STATUS_PRIVILEGE_NOT_HELD;
    if (dacl)
        allowed &= allowed_by(token, object, dacl);
    if (desired & MAXIMUM_ALLOWED) {
        desired &= ~(uint32_t)MAXIMUM_ALLOWED;
        if (!allowed)
            return STATUS_ACCESS_DENIED;
        *granted = allowed;
    } else {
        *granted = desired;
    }
    return desired & ~allowed ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

bool token_allowed_by(const struct token *token, const struct object_type *type, void *sd, uint32_t size,
                      uint32_t desired)
{
    struct object described = {.type = type, .sd = sd, .sd_size = size};
    uint32_t granted;

    return NT_SUCCESS(access_check(token, &described, desired, &granted));
}
