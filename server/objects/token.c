/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Token objects: their type, opening and duplicating them; and how groups and privileges come in. */
#include "server/objects/token.h"

#include "server/access.h"
#include "server/namespace.h"
#include "server/request.h"
#include "server/thread.h"

#include <assert.h>
#include <ntpsapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void token_destroy(struct object *object)
{
    struct token *token = (struct token *)object;

    assert(!token->threads && !token->session);
    free(token->groups);
    free(token->privileges);
    free(token->default_dacl);
}

static void token_describe(struct object *object, char *buffer, size_t size)
{
    const struct token *token = (struct token *)object;

    snprintf(buffer, size, "\"token_type\": \"%s\", \"level\": %d, \"token_id\": %llu, \"modified_id\": %llu",
             token->type == TokenPrimary ? "primary" : "impersonation", token->level,
             (unsigned long long)token->ids.token, (unsigned long long)token->ids.modified);
}

const struct object_type token_type = {
    .name = "Token",
    .size = sizeof(struct token),
    .access = {TOKEN_READ, TOKEN_WRITE, TOKEN_EXECUTE, TOKEN_ALL_ACCESS},
    .valid_access = TOKEN_ALL_ACCESS,
    .always_secured = true,
    .destroy = token_destroy,
    .describe = token_describe,
};

/* ---- groups and privileges from the wire ------------------------------------------------------------------ */

bool next_group(const wire_blob *blob, uint32_t *at, struct token_group *group, NTSTATUS *status)
{
    struct wire_group head;

    *status = STATUS_SUCCESS;
    if (*at == blob->size)
        return false;
    *status = STATUS_INVALID_SID;
    if (blob->size - *at < sizeof head)
        return false;
    memcpy(&head, (const uint8_t *)blob->data + *at, sizeof head);
    *at += sizeof head;
    if (head.size > blob->size - *at || head.size > SID_MAX_SIZE ||
        !sid_valid((const uint8_t *)blob->data + *at, head.size))
        return false;
    memset(group, 0, sizeof *group);
    group->attributes = head.attributes;
    memcpy(group->sid, (const uint8_t *)blob->data + *at, head.size);
    *at += head.size;
    *status = STATUS_SUCCESS;
    return true;
}

NTSTATUS count_groups(const wire_blob *blob, uint32_t *n)
{
    struct token_group group;
    uint32_t at = 0;
    NTSTATUS status;

    *n = 0;
    while (next_group(blob, &at, &group, &status))
        if (++*n > TOKEN_GROUPS_MAX)
            return STATUS_INVALID_PARAMETER;
    return status;
}

NTSTATUS count_privileges(const wire_blob *blob, uint32_t *n)
{
    *n = blob->size / sizeof(struct wire_privilege);
    return blob->size % sizeof(struct wire_privilege) || *n > TOKEN_PRIVILEGES_MAX ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

struct token_privilege privilege_at(const wire_blob *blob, uint32_t i)
{
    struct wire_privilege privilege;

    memcpy(&privilege, (const uint8_t *)blob->data + i * sizeof privilege, sizeof privilege);
    return (struct token_privilege){privilege.luid, privilege.attributes};
}

struct token_privilege *token_privilege(const struct token *token, uint64_t luid)
{
    for (uint32_t i = 0; i < token->n_privileges; i++)
        if (token->privileges[i].luid == luid)
            return &token->privileges[i];
    return NULL;
}

/* ---- opening ---------------------------------------------------------------------------------------------- */

NTSTATUS handle_open_process_token(struct session *session, const struct open_process_token_request *req,
                                   struct open_process_token_reply *reply)
{
    _cleanup_(object_unrefp) struct process *process = NULL;
    uint32_t granted;
    NTSTATUS status;

    process = handle_get(session, req->process, &process_type, PROCESS_QUERY_LIMITED_INFORMATION, &status);
    if (!process)
        return status;
    if (!process->session)
        return STATUS_PROCESS_IS_TERMINATING;
    status = access_check(session, &process->session->token->object, req->access, &granted);
    if (!NT_SUCCESS(status))
        return status;
    return handle_create(&reply->handle, session, &process->session->token->object, granted, req->attributes);
}

NTSTATUS handle_open_thread_token(struct session *session, const struct open_thread_token_request *req,
                                  struct open_thread_token_reply *reply)
{
    _cleanup_(object_unrefp) struct thread *thread = NULL;
    uint32_t granted;
    NTSTATUS status;

    thread = handle_get(session, req->thread, &thread_type, THREAD_QUERY_LIMITED_INFORMATION, &status);
    if (!thread)
        return status;
    if (!thread->token)
        return STATUS_NO_TOKEN;
    if (thread->token->level == SecurityAnonymous)
        return STATUS_CANT_OPEN_ANONYMOUS;
    status = req->as_self ? access_check_token(session->token, &thread->token->object, req->access, &granted)
                          : access_check(session, &thread->token->object, req->access, &granted);
    return NT_SUCCESS(status) ? handle_create(&reply->handle, session, &thread->token->object, granted, req->attributes)
                              : status;
}

NTSTATUS token_publish(uint64_t *handle, struct session *session, struct token *token, uint32_t access,
                       uint32_t attributes)
{
    return namespace_create(session, &(wire_path){.attributes = attributes}, &(wire_blob){0}, &token->object, access,
                            handle);
}

/* ---- duplicating ------------------------------------------------------------------------------------------- */

/* Nothing becomes more than it was (I8). */
static NTSTATUS check_level(const struct token *token, const struct duplicate_token_request *req, uint32_t *level)
{
    if (req->type != TokenPrimary && req->type != TokenImpersonation)
        return STATUS_INVALID_PARAMETER;
    *level = req->level;
    if (req->level == NO_LEVEL)
        *level = token->type == TokenImpersonation ? (uint32_t)token->level : SecurityAnonymous;
    if (*level > SecurityDelegation)
        return STATUS_BAD_IMPERSONATION_LEVEL;
    if (token->type != TokenImpersonation)
        return STATUS_SUCCESS;
    if (req->type == TokenPrimary ? token->level < SecurityImpersonation : *level > (uint32_t)token->level)
        return STATUS_BAD_IMPERSONATION_LEVEL;
    return STATUS_SUCCESS;
}

NTSTATUS handle_duplicate_token(struct session *session, const struct duplicate_token_request *req,
                                struct duplicate_token_reply *reply)
{
    _cleanup_(object_unrefp) struct token *token = NULL, *copy = NULL;
    uint32_t granted, attributes, level;
    NTSTATUS status;

    token = handle_get_granted(session, req->token, &token_type, TOKEN_DUPLICATE, &granted, &attributes, &status);
    if (!token)
        return status;
    status = check_level(token, req, &level);
    if (NT_SUCCESS(status))
        status = token_copy(&copy, session->account, token, 0);
    if (!NT_SUCCESS(status))
        return status;
    copy->type = (TOKEN_TYPE)req->type;
    copy->level = (SECURITY_IMPERSONATION_LEVEL)level;
    if (req->effective_only)
        token_drop_disabled(copy);
    return namespace_create(session, &req->path, &req->sd, &copy->object, req->access ? req->access : granted,
                            &reply->handle);
}
