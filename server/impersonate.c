/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Acting as somebody else; see impersonate.h. */
#include "server/impersonate.h"

#include "common/acl.h"
#include "common/sd.h"
#include "common/sid_known.h"
#include "server/access.h"
#include "server/context.h"
#include "server/handle.h"
#include "server/request.h"
#include "server/session.h"
#include "server/thread.h"

#include <ntpsapi.h>
#include <stdlib.h>

struct token *token_in_effect(const struct session *session, const struct thread *thread)
{
    return thread && thread->token ? thread->token : session->token;
}

/* Tokens made so are open to the process that acts as them, and to whom they stand for. */
static NTSTATUS secure(struct token *token, const struct session *server)
{
    const struct token *own = server->token;
    const void *const sids[] = {token_user(own), token_user(token), known_sid_of_letters("SY")->bytes};
    struct sd_parts parts = {
        .control = SE_DACL_PRESENT, .owner = own->groups[own->owner].sid, .group = own->groups[own->primary_group].sid,
    };
    struct acl_builder dacl;
    uint8_t *sd = NULL;
    uint32_t size;

    acl_builder_init(&dacl);
    for (size_t i = 0; i < sizeof sids / sizeof sids[0]; i++)
        acl_builder_add(&dacl, &(struct ace){.type = ACCESS_ALLOWED_ACE_TYPE, .mask = TOKEN_ALL_ACCESS, .sid = sids[i]});
    parts.dacl = dacl.bytes;
    size = dacl.failed ? 0 : sd_written_size(&parts);
    if (size)
        sd = malloc(size);
    if (sd)
        sd_write(sd, &parts);
    acl_builder_deinit(&dacl);
    return sd ? object_take_descriptor(&token->object, sd, size) : STATUS_NO_MEMORY;
}

static NTSTATUS check_quality(const struct token *client, const struct quality *quality)
{
    if (quality->level > SecurityDelegation)
        return STATUS_INVALID_PARAMETER;
    if (client->type == TokenImpersonation &&
        (client->level < SecurityImpersonation || quality->level > (uint32_t)client->level))
        return STATUS_BAD_IMPERSONATION_LEVEL;
    return STATUS_SUCCESS;
}

NTSTATUS token_captured(struct token **out, const struct session *payer, const struct token *client,
                        const struct quality *quality)
{
    NTSTATUS status = check_quality(client, quality);

    if (NT_SUCCESS(status))
        status = token_copy(out, payer->account, client, 0);
    if (!NT_SUCCESS(status))
        return status;
    (*out)->type = TokenImpersonation;
    (*out)->level = (SECURITY_IMPERSONATION_LEVEL)quality->level;
    if (quality->effective_only)
        token_drop_disabled(*out);
    return STATUS_SUCCESS;
}

NTSTATUS token_for_server(struct token **out, const struct session *payer, const struct token *client,
                          const struct quality *quality)
{
    NTSTATUS status = check_quality(client, quality);

    if (!NT_SUCCESS(status) || quality->level != SecurityAnonymous)
        return NT_SUCCESS(status) ? token_captured(out, payer, client, quality) : status;
    return token_anonymous(out, payer->account);
}

/* ---- threads -------------------------------------------------------------------------------------------- */

static void forget(struct thread *thread)
{
    struct thread **link = &thread->token->threads;

    while (*link != thread)
        link = &(*link)->next_of_token;
    *link = thread->next_of_token;
    thread->token = object_unref(thread->token);
}

static void act_as(struct thread *thread, struct token *token)
{
    if (thread->token)
        forget(thread);
    if (token) {
        thread->token = object_ref(token);
        thread->next_of_token = token->threads;
        token->threads = thread;
    }
    context_publish_thread(thread);
}

void thread_revert(struct thread *thread)
{
    if (thread->token)
        act_as(thread, NULL);
}

/* To act as one's own user needs nothing, unless that one is trusted more; nor does being nobody. */
static bool may_impersonate(const struct token *process, const struct token *token)
{
    const void *anonymous = known_sid_of_letters("AN")->bytes;

    return token->level < SecurityImpersonation || sid_equal(token_user(token), anonymous) || token_has_privilege(process, SE_IMPERSONATE_PRIVILEGE) ||
           (sid_equal(token_user(process), token_user(token)) && token_integrity(token) <= token_integrity(process));
}

NTSTATUS thread_impersonate(struct thread *thread, struct token *token)
{
    _cleanup_(object_unrefp) struct token *identifying = NULL;
    NTSTATUS status;

    if (!may_impersonate(thread->session->token, token)) {
        status = token_copy(&identifying, thread->session->account, token, 0);
        if (!NT_SUCCESS(status))
            return status;
        identifying->level = SecurityIdentification;
        token = identifying;
    }
    status = token->object.sd ? STATUS_SUCCESS : secure(token, thread->session);
    if (NT_SUCCESS(status))
        act_as(thread, token);
    return status;
}

/* ---- requests ------------------------------------------------------------------------------------------- */

static struct thread *living_thread(struct session *session, uint64_t handle, uint32_t access, NTSTATUS *status)
{
    _cleanup_(object_unrefp) struct thread *thread = NULL;

    thread = handle_get(session, handle, &thread_type, access, status);
    if (!thread)
        return NULL;
    *status = STATUS_THREAD_IS_TERMINATING;
    if (!thread->session)
        return NULL;
    *status = STATUS_SUCCESS;
    return take_ptr(&thread);
}

NTSTATUS handle_set_thread_token(struct session *session, const struct set_thread_token_request *req,
                                 struct set_thread_token_reply *reply)
{
    _cleanup_(object_unrefp) struct thread *thread = NULL;
    _cleanup_(object_unrefp) struct token *token = NULL;
    NTSTATUS status;

    (void)reply;
    thread = living_thread(session, req->thread, THREAD_SET_THREAD_TOKEN, &status);
    if (!thread)
        return status;
    if (!req->token) {
        thread_revert(thread);
        return STATUS_SUCCESS;
    }
    token = handle_get(session, req->token, &token_type, TOKEN_IMPERSONATE, &status);
    if (!token)
        return status;
    return token->type == TokenImpersonation ? thread_impersonate(thread, token) : STATUS_BAD_TOKEN_TYPE;
}

NTSTATUS handle_impersonate_thread(struct session *session, const struct impersonate_thread_request *req,
                                   struct impersonate_thread_reply *reply)
{
    const struct quality quality = {req->level, false, req->effective_only};
    _cleanup_(object_unrefp) struct thread *server = NULL, *client = NULL;
    _cleanup_(object_unrefp) struct token *token = NULL;
    NTSTATUS status;

    (void)reply;
    server = living_thread(session, req->server, THREAD_DIRECT_IMPERSONATION, &status);
    if (!server)
        return status;
    client = living_thread(session, req->client, THREAD_IMPERSONATE, &status);
    if (!client)
        return status;
    status = token_for_server(&token, server->session, token_in_effect(client->session, client), &quality);
    return NT_SUCCESS(status) ? thread_impersonate(server, token) : status;
}

NTSTATUS handle_impersonate_anonymous(struct session *session, const struct impersonate_anonymous_request *req,
                                      struct impersonate_anonymous_reply *reply)
{
    _cleanup_(object_unrefp) struct thread *thread = NULL;
    _cleanup_(object_unrefp) struct token *token = NULL;
    NTSTATUS status;

    (void)reply;
    thread = living_thread(session, req->thread, THREAD_IMPERSONATE, &status);
    if (!thread)
        return status;
    status = token_anonymous(&token, thread->session->account);
    return NT_SUCCESS(status) ? thread_impersonate(thread, token) : status;
}
