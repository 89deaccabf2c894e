/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages whose conversation is not over: received ones that wait for an answer, with the slot of the channel
 * to which it goes and a copy of the memory ranges that came along (R30, R31); sent ones whose answer will
 * come as a message; and ones that go back and forth. A peer's numbers are only believed within its own channel.
 */
#pragma once

#include "ntdll/channel/channel.h"

struct pending_key {
    uint32_t message_id, callback_id;
    uint32_t pid, tid;              /* of the thread that waits */
};

/* Whose turn it is. */
enum pending_turn {
    TURN_OURS,                      /* to answer */
    TURN_PEERS,
    TURN_NOBODYS,                   /* it was cancelled */
};

struct pending {
    struct pending_key key;
    uint32_t wire_id;               /* the id as it travels; the key's is another one when two peers chose the same */
    enum pending_turn turn;
    bool received;                  /* it began at the peer's end */
    bool datagram;                  /* no answer goes back; it is here for what came with it */
    void *context;                  /* the MessageContext that comes back with the next message of it */
    uint64_t position;              /* in our ring: of a message that began here and is not answered */
    uint32_t parcel;                /* what the server keeps for it */
    uint64_t security;              /* the security context that came with it, or 0 */
    struct channel *channel;        /* a reference; held in a found copy */
    uint32_t slot, generation;
    uint32_t info_size;
    const void *info;               /* PORT_DATA_INFORMATION; only until the record is gone */
    struct pending *next, **link, *next_of_channel, **channel_link;
};

/* Remembers it, in place of an older record of the same key. false: no memory. */
bool pending_add(const struct pending_key *key, struct channel *channel, const struct envelope *from,
                 const void *info, uint32_t info_size);
/* The same for what begins by another call, from a filled record. Its id may be in use by a message of another
 * channel of the same queue: then key.message_id becomes another one, from new_id(). */
bool pending_begin(struct pending *record, uint32_t (*new_id)(void));
/* The record of the key whose channel pleases may(); a copy without info. */
bool pending_find(const struct pending_key *key, bool (*may)(const struct channel *, const void *),
                  const void *data, struct pending *found);
/* By the message's id alone. */
bool pending_find_id(uint32_t message_id, bool (*may)(const struct channel *, const void *), const void *data,
                     struct pending *found);
/* What the peer of the channel calls so. */
bool pending_find_wire(struct channel *channel, uint32_t wire_id, struct pending *found);
/* Takes one away, by its id or by what its peer calls it, if its channel pleases may(); found holds the channel. */
bool pending_take(uint32_t id, bool wire, bool (*may)(const struct channel *, const void *), const void *data,
                  struct pending *found);
/* Enters one as it is. false: there is one of that id already, or no memory. */
bool pending_enter(const struct pending *record);
/* Goes on with a found record: whose turn, where an answer goes, which context, as in found now. */
void pending_update(const struct pending *found);
/* Goes on from what was found to what comes next. false: somebody else was faster, and it is not what was found any
 * more. */
bool pending_pass(const struct pending *found, const struct pending *to);
/* Where a message that began here stands in our ring; it may have been answered already. */
void pending_place(const struct pending *sent);
/* One that was received through the channel and not cancelled, marked as cancelled now; false: there is none. */
bool pending_cancel_next(struct channel *channel, struct pending *cancelled);
/* Entry index of its data information. 0 and the entry, or -1: no information, -2: no such index. */
int pending_range(const struct pending *found, uint32_t index, PORT_DATA_ENTRY *entry);
/* It has been answered, or cannot be any more. */
void pending_remove(const struct pending *found);
/* The channel ends here: forgets what came through it. */
void pending_purge(struct channel *channel);
