/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for an answer in a reply slot and waking who waits: ntdll/channel/slot.c, step by step and under its
 * names. A thread asks ROUNDS times, a replier claims the slot, may ask for a copy of the waiter's memory, and answers;
 * with LOSES the watcher thread gives the slot up at any step, since the replier is said to be gone.
 * Memory and futex are those of bell.pml.
 *
 * Promise: nobody sleeps for ever; what is read with SLOT_REPLIED is the answer to this very question.
 *
 * Seeded faults, each of which must break the promise:
 *   NO_FENCE_WAITER    slot_await() without its fence (2)
 *   NO_FENCE_REPLIER   slot_publish() stores the word and looks whether somebody sleeps, with no fence between (2)
 *   NO_GENERATION      a claim does not look at the generation
 *   WAKES_ONE          slot_lose() wakes one, though waiter and replier may both sleep on the word
 *   NO_RELEASE         the answer is published by a store that does not come behind its bytes
 */
#ifndef ROUNDS
#define ROUNDS 2
#endif

mtype = { FREE, WAITING, CLAIMED, REPLIED, LOST, COPYING };
#define WAITER  0
#define REPLIER 1

mtype state = FREE;                     /* the word is both of these */
byte generation;
bool sleeping;
byte message;                           /* the round that it answers */
byte asked;                             /* rounds that were sent: the ring, which fences */

/* the buffers of stores */
bool buffered_sleeping;                 /* the waiter's */
bool buffered_reply;                    /* the replier's: the word, SLOT_REPLIED */
byte buffered_message;                  /* the replier's bytes, 0: none */

bool asleep[2];                         /* on the word */
bool over;

active proctype memory()
{
end:
    do
    :: atomic { buffered_sleeping -> sleeping = true; buffered_sleeping = false }
    :: atomic { buffered_reply -> state = REPLIED; buffered_reply = false }
    :: atomic { buffered_message -> message = buffered_message; buffered_message = 0 }
    od
}

#define DRAIN_WAITER  if :: buffered_sleeping -> sleeping = true; buffered_sleeping = false :: else fi
#define DRAIN_MESSAGE if :: buffered_message -> message = buffered_message; buffered_message = 0 :: else fi

inline futex_wake_one()
{
    if
    :: atomic { asleep[WAITER] -> asleep[WAITER] = false }
    :: atomic { asleep[REPLIER] -> asleep[REPLIER] = false }
    :: !asleep[WAITER] && !asleep[REPLIER]
    fi
}

inline wake_if_asleep() { if :: sleeping -> futex_wake_one() :: else fi }

/* One atomic change of the word from CLAIMED, then the look. */
inline slot_publish(g, to)
{
    atomic {
        if
        :: state == CLAIMED && generation == g ->
#ifdef NO_FENCE_REPLIER
            if :: to == REPLIED -> buffered_reply = true :: else -> state = to fi;
#else
            state = to;
#endif
#ifndef NO_RELEASE
            DRAIN_MESSAGE;
#endif
            done = true
        :: else -> done = false
        fi
    };
    if :: done -> wake_if_asleep() :: else fi
}

proctype waiter()
{
    byte round;

    do
    :: round < ROUNDS ->
        round++;
        d_step { sleeping = false; buffered_sleeping = false; generation++; state = WAITING };  /* slot_arm() */
        asked = round;                                          /* channel_send(), which fences */
        do                                                      /* slot_await() */
        :: state == WAITING || state == CLAIMED ->
            buffered_sleeping = true;
#ifndef NO_FENCE_WAITER
            d_step { DRAIN_WAITER };                            /* (2) */
#endif
            /* the kernel compares the word with what was read after the fence: that it is still the same */
            if
            :: state == WAITING ->
                d_step { if :: state == WAITING -> asleep[WAITER] = true :: else fi }
            :: state == CLAIMED ->
                d_step { if :: state == CLAIMED -> asleep[WAITER] = true :: else fi }
            :: !(state == WAITING || state == CLAIMED)
            fi;
            !asleep[WAITER]
        :: state == COPYING ->                                  /* slot_copied() */
            d_step { if :: state == COPYING -> state = CLAIMED :: else fi };
            futex_wake_one()
        :: state == REPLIED || state == LOST -> break
        od;
        if
        :: state == REPLIED -> assert(message == round)
        :: else
        fi;
        d_step { DRAIN_WAITER; state = FREE }                   /* slot_give_back() */
    :: else -> break
    od;
    over = true
}

proctype replier()
{
    byte round, g;
    bool done, claimed;

    do
    :: asked > round ->
        d_step { round++; g = round };
        d_step {                                                /* slot_claim() */
            claimed = false;
            if
#ifdef NO_GENERATION
            :: state == WAITING -> state = CLAIMED; claimed = true; g = generation
#else
            :: state == WAITING && generation == g -> state = CLAIMED; claimed = true
#endif
            :: else
            fi
        };
        if
        :: claimed ->
            if
            :: slot_publish(g, COPYING);                        /* slot_ask_copy(), slot_await_copy() */
                do
                :: d_step { state == COPYING && generation == g -> asleep[REPLIER] = true };
                    !asleep[REPLIER]
                :: !(state == COPYING && generation == g) -> break
                od
            :: skip
            fi;
            if
            :: state == CLAIMED && generation == g ->
                buffered_message = round;                       /* slot_answer() */
                slot_publish(g, REPLIED)
            :: else
            fi
        :: else
        fi
    :: asked == round && round < ROUNDS && !over -> asked > round || over
    :: asked == round && (round == ROUNDS || over) -> break
    od
}

/* slot_lose(): for whoever waits now */
proctype watcher()
{
    d_step { if :: state == WAITING || state == CLAIMED || state == COPYING -> state = LOST :: else fi };
#ifdef WAKES_ONE
    futex_wake_one()
#else
    d_step { asleep[WAITER] = false; asleep[REPLIER] = false }
#endif
}

init
{
    atomic {
        run waiter();
        run replier();
#ifdef LOSES
        run watcher()
#endif
    }
}
