/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages that this process has received and that wait for an answer: to which slot of which channel
 * it goes, and a copy of the memory ranges that came along (R30, R31).
 */
#pragma once

#include "ntdll/channel/channel.h"

struct pending_key {
    uint32_t message_id, callback_id;
    uint32_t pid, tid;              /* of the thread that waits */
};

struct pending {
    struct pending_key key;
    struct channel *channel;        /* a reference, also in a found copy */
    uint32_t slot, generation;
    uint32_t info_size;
    const void *info;               /* PORT_DATA_INFORMATION; only until the record is gone */
    struct pending *next, **link, *next_of_channel, **channel_link;
};

/* Remembers it, in place of an older record of the same key. false: no memory. */
bool pending_add(const struct pending_key *key, struct channel *channel, const struct envelope *from,
                 const void *info, uint32_t info_size);
/* The record of the key whose channel pleases may(); a copy without info. */
bool pending_find(const struct pending_key *key, bool (*may)(const struct channel *, const void *),
                  const void *data, struct pending *found);
/* Entry index of its data information. 0 and the entry, or -1: no information, -2: no such index. */
int pending_range(const struct pending *found, uint32_t index, PORT_DATA_ENTRY *entry);
/* It has been answered, or cannot be any more. */
void pending_remove(const struct pending *found);
/* The channel ends here: forgets what came through it. */
void pending_purge(struct channel *channel);
