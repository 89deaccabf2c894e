/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mirrors: an event or semaphore of Wine's together with the one of ours that went to somebody else in its place, for the
 * process that sent it.
 *
 * A notification event has one state, which is carried over when it differs. What wakes one waiter, a signal or
 * a count, is in one of the two: in ours while others have that, so that they get it, too; this process looks
 * into both.
 */
#pragma once

#include "wine/object.h"

struct mirror {
    uint64_t wines, ours;               /* handles in the two servers */
    enum object_type type;
    bool stays;                         /* a notification event: its state ends no wait */
    bool last;                          /* as which ours was seen then */
};

/* Is there anything to be mirrored? */
bool mirror_begin(struct mirror *mirror, enum object_type type, uint64_t wines, uint64_t ours);
/* What is there goes over to ours, or comes back. */
void mirror_lend(struct mirror *mirror);
void mirror_return(struct mirror *mirror);
/* For who gets Wine's instead of ours: what has come to ours meanwhile. */
void mirror_hand_over(struct mirror *mirror);
/* What somebody else has done to a notification event. */
void mirror_sync(struct mirror *mirror);
/* What ours has for one waiter, who has looked at Wine's in vain. */
bool mirror_take(struct mirror *mirror);

/* The calls. out: others have ours. previous: as the caller is told. */
struct mirrored {
    bool out;
    uint32_t count, previous;
};
typedef uint32_t mirror_function(struct mirror *mirror, struct mirrored *call);
mirror_function mirror_set_event, mirror_reset_event, mirror_pulse_event, mirror_release_semaphore;
/* What a call does that signals anything; count: 1 */
mirror_function mirror_signal;
/* previous: what ours has besides what Wine's says */
mirror_function mirror_query;
