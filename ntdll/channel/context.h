/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * As whom the other end's threads act, read from memory that only ntserver writes (common/context.h).
 */
#pragma once

#include "common/context.h"

#include <stdbool.h>

struct channel;

/* TokenId, AuthenticationId, ModifiedId. */
struct context_ids {
    uint64_t token, authentication, modified;
};

/* What is known of the channel's peer, without asking. false: nothing yet, and somebody has to ask. */
bool context_look(struct channel *channel, uint32_t tid, struct context_ids *ids);
/* The answer: ids that stay, or with memory (mapped here, taken over) ids that may change. */
void context_learn(struct channel *channel, const struct context_ids *ids, const struct context_memory *memory);
/* The channel goes. */
void context_forget(struct channel *channel);
