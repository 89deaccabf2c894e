/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reply slots: where a thread waits for the answer to its request, and where the answer is written.
 *
 * The word goes FREE, WAITING, CLAIMED, REPLIED, FREE: the waiting thread arms it, exactly one replier
 * claims it, the waiting thread frees it, and the generation in it makes an old claim fail. What else can
 * happen: LOST when nobody can answer any more; HELD while the thread works on a callback; COPYING
 * while it copies its own memory for a replier that may not.
 */
#pragma once

#include "common/channel.h"
#include "ntdll/channel/ring.h"

#include <stdbool.h>
#include <time.h>

/* One end's slots and which of them are taken. */
struct slot_bank {
    struct reply_slot *slots;
    uint64_t *taken;            /* bits; NULL: they are the peer's */
    uint32_t n_slots;
};

/* A free slot's number, or NO_SLOT. */
uint32_t slot_take(const struct slot_bank *bank);
void slot_give_back(const struct slot_bank *bank, uint32_t number);

/* Who waits, for what; info: the request's data information, copied to where replier can see it. */
struct slot_wait {
    uint32_t message_id, callback_id;
    uint32_t pid, tid;
    const void *info;
    uint32_t info_size;
};
/* Starts to wait; the generation to send along. */
uint32_t slot_arm(struct reply_slot *slot, const struct slot_wait *wait);
/* The thread works on a callback; and waits again, in the same generation. */
void slot_hold(struct reply_slot *slot);
void slot_resume(struct reply_slot *slot);
/* Looks, then sleeps, until the slot is replied to, lost, or wants a copy. Returns that state; SLOT_WAITING when the
 * time (NULL: for ever) is over, or the other word (NULL: there is none) has changed. */
enum slot_state slot_await(struct reply_slot *slot, uint32_t generation, uint32_t peer_cpu,
                           const struct futex_word *also, const struct timespec *until);
/* Waits no longer. false: somebody is writing the answer right now. */
bool slot_give_up(struct reply_slot *slot, uint32_t generation);
/* The copy that is asked for has been made, or was refused: back to the replier. */
void slot_copied(struct reply_slot *slot, uint32_t generation);
/* The reply, checked and copied out, as ring_take; RING_EMPTY: it stands in the ring, at slot->position. */
enum ring_result slot_read(const struct reply_slot *slot, struct ring_sink *sink);

/* The replier's side. Claims it if it still waits in that generation. */
bool slot_claim(struct reply_slot *slot, uint32_t generation, uint32_t pid);
/* Takes that back. */
void slot_unclaim(struct reply_slot *slot, uint32_t generation);
/* Has the waiting thread do slot->copy; the slot is SLOT_COPYING until it has, and claimed again then. */
void slot_ask_copy(struct reply_slot *slot, uint32_t generation);
/* Not any more: it waits for the answer again. false: it has done it. */
bool slot_withdraw_copy(struct reply_slot *slot, uint32_t generation);
enum slot_state slot_await_copy(struct reply_slot *slot, uint32_t generation, const struct timespec *until);
bool slot_fits(const PORT_MESSAGE *header);
/* Writes the answer into a claimed slot and wakes who waits. from: a callback's author waits there. false: the copy
 * failed, and it is still claimed. */
bool slot_answer(struct reply_slot *slot, uint32_t generation, const struct ring_source *source,
                 const struct envelope *from);
/* The same for one that stands in the ring, as RECORD_FOR_SLOT. */
void slot_answer_in_ring(struct reply_slot *slot, uint32_t generation, uint64_t position,
                         const struct envelope *from);
/* A claimed slot: what it waits for is cancelled. */
void slot_cancel(struct reply_slot *slot, uint32_t generation);
/* There will be no reply: a waiting slot of ours becomes LOST. claimer: also one that this process, now dead,
 * has claimed (0: none); any: whoever has. */
void slot_lose(struct reply_slot *slot, uint32_t claimer, bool any);
bool slot_waits(const struct reply_slot *slot, uint32_t generation);
/* Its thread works on a callback and will wait there again. */
bool slot_holds(const struct reply_slot *slot, uint32_t generation);
