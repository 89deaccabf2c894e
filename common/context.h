/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Context memory: as whom a process and its threads act right now, for whoever is connected to it.
 *
 * ntserver writes it, one for each process that somebody asks about; peers map it read-only, and the seal on it keeps
 * them from more (R3). It has numbers alone: no name, SID or privilege (R36). So a receiver sees that a sender's
 * token has changed without asking anybody.
 *
 * An entry is written between two steps of its sequence, which is odd meanwhile; a reader that finds it odd, or
 * changed, reads again.
 */
#pragma once

#include "common/control.h"

struct context_entry {
    uint32_t sequence;
    uint32_t tid;                       /* of a thread that acts as somebody else; 0: as its process */
    uint32_t level;                     /* SECURITY_IMPERSONATION_LEVEL; of the process: 3 */
    uint32_t unused;
    uint64_t token_id, authentication_id, modified_id;
} __attribute__((aligned(CACHE_LINE)));

struct context_memory {
    uint32_t n_acting;                  /* threads that act as somebody else */
    uint32_t n_threads;                 /* entries that may be in use: the first so many */
    struct context_entry process;
    struct context_entry threads[CONTROL_SLOTS];
};
