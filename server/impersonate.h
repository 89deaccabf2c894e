/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads that act as somebody else (lpc-semantics 6, R33).
 */
#pragma once

#include "server/token.h"

struct thread;
struct session;

/* What a client lets a server do with its identity. */
struct quality {
    uint32_t level;                     /* SECURITY_IMPERSONATION_LEVEL */
    bool dynamic;                       /* its token of the moment counts, else that of when it connected */
    bool effective_only;
};

/* As whom the thread acts, or else its process. thread NULL: the process. */
struct token *token_in_effect(const struct session *session, const struct thread *thread);
/* The client's token as it is now, at that level. The same statuses. */
NTSTATUS token_captured(struct token **out, const struct session *payer, const struct token *client,
                        const struct quality *quality);
/* A token with which the client can be impersonated so, paid by the session. STATUS_INVALID_PARAMETER: no such level;
 * STATUS_BAD_IMPERSONATION_LEVEL: it acts itself as somebody of whom that is more than it has */
NTSTATUS token_for_server(struct token **out, const struct session *payer, const struct token *client,
                          const struct quality *quality);
/* The thread acts as that from here on; its own reference is taken. A token of somebody else, in a process that may not
 * impersonate, only identifies (lpc-semantics 6.2). On failure the thread acts as before (R33). */
NTSTATUS thread_impersonate(struct thread *thread, struct token *token);
void thread_revert(struct thread *thread);
