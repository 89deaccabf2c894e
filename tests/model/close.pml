/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking while the other end goes: conversation_begin() of ntdll/nt/lpc/conversation.c against channel_peer_closed()
 * of ntdll/channel/channel.c. Who asks arms a slot and then looks whether the channel is closed; who hears of the end
 * closes the channel and then looks for armed slots. Memory and futex are those of bell.pml.
 *
 * Promise: nobody waits for an answer that cannot come.
 *
 * Seeded faults: NO_FENCE_ASKER, NO_FENCE_CLOSER; UNARMED: the slot is armed after the look.
 */
#define ROUNDS 2

bool taken, waiting, closed, asleep, lost;
bool buffered_waiting, buffered_closed;     /* the buffers of stores */

active proctype memory()
{
end:
    do
    :: atomic { buffered_waiting -> waiting = true; buffered_waiting = false }
    :: atomic { buffered_closed -> closed = true; buffered_closed = false }
    od
}

inline arm()
{
    d_step { lost = false; buffered_waiting = true };           /* slot_arm() */
#ifndef NO_FENCE_ASKER
    d_step { if :: buffered_waiting -> waiting = true; buffered_waiting = false :: else fi }
#endif
}

active proctype asker()
{
    byte round;

    do
    :: round < ROUNDS ->
        round++;
        taken = true;                                           /* slot_take(): an atomic change */
#ifndef UNARMED
        arm();
#endif
        if
        :: closed -> break
        :: else
        fi;
#ifdef UNARMED
        arm();
#endif
        /* slot_await(): the word is compared by the kernel, which sees what is in the memory or our own store */
        if
        :: d_step { !lost -> asleep = true }; !asleep
        :: lost
        fi;
        d_step { waiting = false; buffered_waiting = false; taken = false }
    :: else -> break
    od
}

/* The peer answers until it is gone. */
active proctype peer()
{
    do
    :: d_step { waiting && !lost -> lost = true; asleep = false }       /* any end of the wait: an answer */
    :: break
    od;
    buffered_closed = true;                                     /* the watcher: channel_peer_closed() */
#ifndef NO_FENCE_CLOSER
    d_step { if :: buffered_closed -> closed = true; buffered_closed = false :: else fi };
#endif
    if
    :: taken && waiting -> d_step { lost = true; asleep = false }       /* slot_lose() */
    :: else
    fi
}
