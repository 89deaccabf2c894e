/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Context memory, read; see context.h. */
#include "ntdll/channel/context.h"

#include "ntdll/channel/channel.h"

#include <sys/mman.h>

#define TRIES 100000            /* the server is between two steps for a few nanoseconds, unless it has died there */

/* false: it was changed all the while. */
static bool read_entry(const struct context_entry *entry, uint32_t tid, struct context_ids *ids, bool *matches)
{
    for (int i = 0; i < TRIES; i++) {
        uint32_t sequence = shm_load_acquire(&entry->sequence);

        *matches = shm_load(&entry->tid) == tid;
        ids->token = shm_load(&entry->token_id);
        ids->authentication = shm_load(&entry->authentication_id);
        ids->modified = shm_load(&entry->modified_id);
        shm_fence_acquire();            /* with write_entry() of the server */
        if (!(sequence & 1) && shm_load(&entry->sequence) == sequence)
            return true;
    }
    return false;
}

/* Of the thread, when it acts as somebody else, or of its process. */
static bool read_memory(const struct context_memory *memory, uint32_t tid, struct context_ids *ids)
{
    uint32_t n = shm_load_acquire(&memory->n_acting) ? shm_load_acquire(&memory->n_threads) : 0;
    bool matches;

    for (uint32_t i = 0; i < n && i < CONTROL_SLOTS; i++)
        if (shm_load(&memory->threads[i].tid) == tid && read_entry(&memory->threads[i], tid, ids, &matches) && matches)
            return true;
    return read_entry(&memory->process, 0, ids, &matches);
}

bool context_look(struct channel *channel, uint32_t tid, struct context_ids *ids)
{
    const struct context_memory *memory = shm_load_acquire(&channel->context_memory);

    if (memory)
        return read_memory(memory, tid, ids);
    if (!shm_load_acquire(&channel->ids_known))
        return false;
    ids->token = shm_load(&channel->ids[0]);
    ids->authentication = shm_load(&channel->ids[1]);
    ids->modified = shm_load(&channel->ids[2]);
    return true;
}

void context_learn(struct channel *channel, const struct context_ids *ids, const struct context_memory *memory)
{
    if (memory) {
        if (!shm_compare_exchange(&channel->context_memory, NULL, memory))
            munmap((void *)memory, sizeof *memory);     /* another thread was faster */
        return;
    }
    shm_store(&channel->ids[0], ids->token);
    shm_store(&channel->ids[1], ids->authentication);
    shm_store(&channel->ids[2], ids->modified);
    shm_store_release(&channel->ids_known, true);
}

void context_forget(struct channel *channel)
{
    if (channel->context_memory)
        munmap((void *)channel->context_memory, sizeof *channel->context_memory);
}
