/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Context memory, written; see context.h. */
#include "server/context.h"

#include "common/context.h"
#include "server/account.h"
#include "server/session.h"
#include "server/shm.h"
#include "server/thread.h"
#include "server/token.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct context {
    struct context_memory *memory;
    int fd;
    struct charge charge;
};

/* token NULL: nothing of its own. */
static void write_entry(struct context_entry *entry, uint32_t tid, const struct token *token)
{
    uint32_t sequence = shm_load(&entry->sequence);

    shm_store(&entry->sequence, sequence + 1);
    shm_fence();                        /* with context_read() */
    shm_store(&entry->tid, tid);
    if (token) {
        shm_store(&entry->level, (uint32_t)(token->type == TokenPrimary ? SecurityDelegation : token->level));
        shm_store(&entry->token_id, token->ids.token);
        shm_store(&entry->authentication_id, token->ids.authentication);
        shm_store(&entry->modified_id, token->ids.modified);
    }
    shm_store_release(&entry->sequence, sequence + 2);
}

void context_publish_thread(const struct thread *thread)
{
    struct context_memory *memory = thread->session->context ? thread->session->context->memory : NULL;
    struct context_entry *entry;
    bool acted;

    if (!memory)
        return;
    entry = &memory->threads[thread->slot];
    acted = shm_load(&entry->tid) != 0;
    if (thread->token && thread->slot >= shm_load(&memory->n_threads))
        shm_store_release(&memory->n_threads, thread->slot + 1);
    if (thread->token && !acted)
        shm_store_release(&memory->n_acting, shm_load(&memory->n_acting) + 1);
    write_entry(entry, thread->token ? (uint32_t)thread->tid : 0, thread->token);
    if (!thread->token && acted)
        shm_store_release(&memory->n_acting, shm_load(&memory->n_acting) - 1);
}

void context_publish_token(const struct token *token)
{
    if (token->session && token->session->context)
        write_entry(&token->session->context->memory->process, 0, token);
    for (const struct thread *thread = token->threads; thread; thread = thread->next_of_token)
        context_publish_thread(thread);
}

static NTSTATUS make(struct session *session)
{
    struct context *context = calloc(1, sizeof *context);
    void *memory;
    NTSTATUS status;

    if (!context)
        return STATUS_NO_MEMORY;
    status = charge_take(&context->charge, session->account, 0, 0, sizeof *context->memory);
    if (NT_SUCCESS(status))
        status = shm_create_published(&context->fd, &memory, "ntport-context", sizeof *context->memory);
    if (!NT_SUCCESS(status)) {
        charge_release(&context->charge);
        free(context);
        return status;
    }
    context->memory = memory;
    session->context = context;
    write_entry(&context->memory->process, 0, session->token);
    for (uint32_t slot = 0; slot < CONTROL_SLOTS; slot++)
        if (session->threads[slot] && session->threads[slot]->token)
            context_publish_thread(session->threads[slot]);
    return STATUS_SUCCESS;
}

NTSTATUS context_open(int *fd, struct session *session)
{
    NTSTATUS status = session->context ? STATUS_SUCCESS : make(session);

    if (NT_SUCCESS(status))
        *fd = session->context->fd;
    return status;
}

void context_free(struct session *session)
{
    struct context *context = session->context;

    if (!context)
        return;
    session->context = NULL;
    munmap(context->memory, sizeof *context->memory);
    close(context->fd);
    charge_release(&context->charge);
    free(context);
}
