/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the server publishes of a process's tokens (common/context.h): from when the first peer asks until the
 * process has gone.
 */
#pragma once

#include "server/object.h"

struct session;
struct thread;
struct token;
struct context;

/* The descriptor to hand out, the context's own. STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED */
NTSTATUS context_open(int *fd, struct session *session);
void context_free(struct session *session);
/* The thread acts as somebody else now, or as its process again. */
void context_publish_thread(const struct thread *thread);
/* The token has changed: everywhere where it is shown. */
void context_publish_token(const struct token *token);
