/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The access check on objects, and the descriptors they are born with; see access.h. */
#include "server/access.h"

#include "common/sd_make.h"
#include "server/access_check.h"
#include "server/account.h"
#include "server/objects/directory.h"
#include "server/session.h"
#include "server/thread.h"

#include <stdlib.h>
#include <string.h>

struct token *caller_token(const struct session *session)
{
    return session->caller && session->caller->token ? session->caller->token : session->token;
}

static bool may_act(const struct token *token)
{
    return token->type == TokenPrimary || token->level >= SecurityImpersonation;
}

bool caller_has_privilege(const struct session *session, uint32_t privilege)
{
    const struct token *token = caller_token(session);

    return may_act(token) && token_has_privilege(token, privilege);
}

/* ---- the check ------------------------------------------------------------------------------------------ */

/* All that the object's descriptor allows; without one, all there is. */
static NTSTATUS decide(const struct token *token, const struct object *object, uint32_t desired, uint32_t *allowed)
{
    struct access_node node = {0};
    struct sd_parts sd;
    uint32_t used;
    NTSTATUS status;

    *allowed = object->type->valid_access;
    if (!object->sd) {
        if (token_has_privilege(token, SE_SECURITY_PRIVILEGE))
            *allowed |= ACCESS_SYSTEM_SECURITY;
        return desired & ACCESS_SYSTEM_SECURITY & ~*allowed ? STATUS_PRIVILEGE_NOT_HELD : STATUS_SUCCESS;
    }
    sd = sd_parts_of(object->sd);
    status = access_decide(&(struct access_question){.token = token, .sd = &sd, .desired = desired,
                                                     .mapping = &object->type->access, .nodes = &node, .n_nodes = 1},
                           &used);
    *allowed = node.granted & (object->type->valid_access | ACCESS_SYSTEM_SECURITY);
    return status;
}

NTSTATUS access_check_token(const struct token *token, const struct object *object, uint32_t desired,
                            uint32_t *granted)
{
    uint32_t allowed;
    NTSTATUS status;

    desired = generic_mapped(desired, &object->type->access);
    status = decide(token, object, desired, &allowed);
    if (!NT_SUCCESS(status))
        return status;
    if (desired & MAXIMUM_ALLOWED) {
        desired &= ~(uint32_t)MAXIMUM_ALLOWED;
        allowed &= ~(uint32_t)ACCESS_SYSTEM_SECURITY | desired;
        if (!allowed)
            return STATUS_ACCESS_DENIED;
        *granted = allowed;
    } else {
        *granted = desired;
    }
    return desired & ~allowed ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

NTSTATUS access_check(const struct session *session, const struct object *object, uint32_t desired,
                      uint32_t *granted)
{
    const struct token *token = caller_token(session);

    return may_act(token) ? access_check_token(token, object, desired, granted) : STATUS_BAD_IMPERSONATION_LEVEL;
}

NTSTATUS access_check_debug(const struct session *session, const struct object *object, uint32_t desired,
                            uint32_t *granted)
{
    uint32_t all = access_of_creator(object->type, desired & ~(uint32_t)ACCESS_SYSTEM_SECURITY);
    bool known = !(generic_mapped(desired & ~(uint32_t)MAXIMUM_ALLOWED, &object->type->access) & ~object->type->valid_access);

    if (!known || !caller_has_privilege(session, SE_DEBUG_PRIVILEGE))
        return access_check(session, object, desired, granted);
    *granted = all;
    return STATUS_SUCCESS;
}

bool token_allowed_by(const struct token *token, const struct object_type *type, void *sd, uint32_t size,
                      uint32_t desired)
{
    struct object described = {.type = type, .sd = sd, .sd_size = size};
    uint32_t granted;

    return NT_SUCCESS(access_check_token(token, &described, desired, &granted));
}

uint32_t access_of_creator(const struct object_type *type, uint32_t access)
{
    if (access & MAXIMUM_ALLOWED)
        access |= type->valid_access;
    return generic_mapped(access, &type->access) & type->valid_access;
}

/* ---- descriptors ---------------------------------------------------------------------------------------- */

NTSTATUS check_owner(const struct session *session, const void *owner)
{
    const struct token *token = caller_token(session);
    bool may_own = may_act(token) && token_may_own(token, owner);       /* who only identifies owns nothing (R33) */

    return may_own || caller_has_privilege(session, SE_RESTORE_PRIVILEGE) ? STATUS_SUCCESS : STATUS_INVALID_OWNER;
}

/* A label up to one's own is everybody's to give; the rest of a SACL needs the privilege. */
NTSTATUS check_sacl(const struct session *session, const void *sacl)
{
    uint32_t position = 0;
    struct ace ace;

    while (sacl && acl_next(sacl, &position, &ace)) {
        const uint8_t *sid = ace.sid;

        if (ace.type != SYSTEM_MANDATORY_LABEL_ACE_TYPE) {
            if (!caller_has_privilege(session, SE_SECURITY_PRIVILEGE))
                return STATUS_PRIVILEGE_NOT_HELD;
            continue;
        }
        if (!sid || !sid[1])
            return STATUS_INVALID_LABEL;
        if (sid_last(sid) > token_integrity(caller_token(session)) && !caller_has_privilege(session, SE_RELABEL_PRIVILEGE))
            return STATUS_PRIVILEGE_NOT_HELD;
    }
    return STATUS_SUCCESS;
}

NTSTATUS object_take_descriptor(struct object *object, uint8_t *sd, uint32_t size)
{
    NTSTATUS status = charge_take(&object->charge, object->charge.account, 0, 0, size);

    if (!NT_SUCCESS(status)) {
        free(sd);
        return status;
    }
    charge_give_back(&object->charge, 0, 0, object->sd_size);
    free(object->sd);
    object->sd = sd;
    object->sd_size = size;
    return STATUS_SUCCESS;
}

static NTSTATUS check_creator(const struct session *session, const struct sd_parts *creator)
{
    NTSTATUS status = creator->owner ? check_owner(session, creator->owner) : STATUS_SUCCESS;

    if (NT_SUCCESS(status) && creator->control & SE_SACL_PRESENT)
        status = check_sacl(session, creator->sacl);
    return status;
}

NTSTATUS object_secure(struct object *object, const struct session *session, const struct directory *parent, const void *sd,
                       uint32_t sd_size)
{
    const struct token *token = caller_token(session);
    struct sd_parts container, creator;
    struct sd_birth birth = {
        .container = object->type == &directory_type, .mapping = &object->type->access,
        .owner = token->groups[token->owner].sid, .group = token->groups[token->primary_group].sid,
        .dacl = token->default_dacl,
    };
    NTSTATUS status = STATUS_SUCCESS;
    uint8_t *made;
    uint32_t size;

    if (sd_size && !sd_valid(sd, sd_size))
        return STATUS_INVALID_SECURITY_DESCR;
    if (sd_size) {
        creator = sd_parts_of(sd);
        birth.creator = &creator;
        status = check_creator(session, &creator);
    }
    if (parent && parent->object.sd) {
        container = sd_parts_of(parent->object.sd);
        birth.parent = &container;
    }
    if (NT_SUCCESS(status))
        status = sd_born(&made, &size, &birth);
    return NT_SUCCESS(status) ? object_take_descriptor(object, made, size) : status;
}
