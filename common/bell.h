/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ringing at a queue, for whoever makes work there: senders, and the server for mail. Who sleeps there is in
 * ntdll/channel/bell.c, with the rule that both keep.
 */
#pragma once

#include "common/channel.h"
#include "common/shmem.h"

/* After what was made has been published, and a full fence. Wakes one. */
static inline void bell_ring_if_asleep(struct bell *bell)
{
    if (!shm_load(&bell->sleeping) || !shm_exchange(&bell->sleeping, 0))
        return;
    shm_fetch_add(&bell->word, 1);
    futex_wake(&bell->word, 1);
}

/* The server has put something into the queue: whoever looks from here on shall find it. */
static inline void queue_announce_mail(struct queue_memory *memory)
{
    shm_store_release(&memory->mail, 1);
    shm_fence();
    bell_ring_if_asleep(&memory->bell);
}
