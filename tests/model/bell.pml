/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sleeping at a queue and waking who sleeps: ntdll/channel/bell.c and queue.c, step by step and under their
 * names. SENDERS channels with MESSAGES each, with MAIL one who announces mail; two threads receive, of which one, with
 * LEAVES, goes away after its first message, and with DEATH may be killed at any step.
 *
 * Memory is weaker than x86's, about as weak as C allows: a plain store stands in its author's buffer until the author
 * fences or the memory gets to it, in any order; an atomic change drains its author's buffer; a receiver's taking a lock
 * and giving it back do not, a sender's giving it back does. So a fence is needed wherever C needs one, also where the x86 code around it would do. The
 * futex compares and falls asleep in one step, as the kernel does under a lock of its own, and wakes anybody; it is not
 * asked to order what we stored before.
 *
 * Promise: when nothing moves any more, everything that was sent has been taken. No message waits beside a sleeper.
 *
 * Seeded faults, each of which must break the promise:
 *   NO_FENCE_SLEEPER   queue_await() without its fence (2)
 *   NO_FENCE_SENDER    a send lock that is given back without a fence (1)
 *   HINTS_FIRST        gather() takes the hints before the summary
 *   NO_PASS_ON         a receiver that leaves work behind wakes nobody
 *   NO_FLAG_AGAIN      who has been woken does not say that others still sleep
 *   NO_DEATH_NOTICE    the other holders do not hear of one that was killed
 */
#ifndef SENDERS
#define SENDERS 1
#endif
#ifndef MESSAGES
#define MESSAGES 1
#endif
#define LAST (SENDERS - 1)

/* what is shared */
byte tail[SENDERS];                     /* rings: published up to here */
bool pending[SENDERS], summary;         /* hints: one word of each */
byte polled;                            /* queue memory's copy: the channel, plus one */
bool mail;
bool sleeping;
byte bell_word;

/* what the holders share */
byte owner;                             /* of the lock: the receiver, plus one */
bool owner_died;
byte head[SENDERS];
bool ready[SENDERS];
byte holder_polled, last_index = 255;
byte n_asleep;

/* the buffers of stores */
byte buffered_tail[SENDERS];            /* so many messages more */
bool buffered_mail;
bool buffered_sleeping[2];
byte buffered_polled[2];                /* plus one; 0: nothing */

/* the futex */
bool asleep[2];

byte taken;
bool mail_taken, kill, dead;

#define DRAIN_SENDER(s) tail[s] = tail[s] + buffered_tail[s]; buffered_tail[s] = 0
#define DRAIN(r)                                                                                    \
    if :: buffered_sleeping[r] -> sleeping = true; buffered_sleeping[r] = false :: else fi;         \
    if :: buffered_polled[r] -> polled = buffered_polled[r] - 1; buffered_polled[r] = 0 :: else fi

/* Whatever stands in a buffer gets to the memory some time. */
active proctype memory()
{
end:
    do
    :: atomic { buffered_tail[0] -> tail[0]++; buffered_tail[0]-- }
#if SENDERS > 1
    :: atomic { buffered_tail[1] -> tail[1]++; buffered_tail[1]-- }
#endif
    :: atomic { buffered_mail -> mail = true; buffered_mail = false }
    :: atomic { buffered_sleeping[0] -> sleeping = true; buffered_sleeping[0] = false }
    :: atomic { buffered_sleeping[1] -> sleeping = true; buffered_sleeping[1] = false }
    :: atomic { buffered_polled[0] -> polled = buffered_polled[0] - 1; buffered_polled[0] = 0 }
    :: atomic { buffered_polled[1] -> polled = buffered_polled[1] - 1; buffered_polled[1] = 0 }
    od
}

inline ring_if_asleep()
{
    if
    :: sleeping ->
        if
        :: atomic { sleeping -> sleeping = false };     /* the exchange says that we were the one */
            bell_word++;
            if
            :: atomic { asleep[0] -> asleep[0] = false }
            :: atomic { asleep[1] -> asleep[1] = false }
            :: !asleep[0] && !asleep[1]
            fi
        :: !sleeping
        fi
    :: else
    fi
}

inline set_hint(i)
{
    pending[i] = true;
    if :: !summary -> summary = true :: else fi
}

proctype sender(byte s)
{
    byte n;

    do
    :: n < MESSAGES ->
        atomic { buffered_tail[s]++; n++ };             /* ring_put() */
#ifndef NO_FENCE_SENDER
        d_step { DRAIN_SENDER(s) };                     /* unlocking the send lock (1) */
#endif
        if
        :: polled != s + 1 ->
            d_step { DRAIN_SENDER(s); pending[s] = true };
            if :: !summary -> summary = true :: else fi
        :: else
        fi;
        ring_if_asleep()
    :: else -> break
    od
}

proctype postman()                      /* queue_announce_mail() */
{
    buffered_mail = true;
#ifndef NO_FENCE_SENDER
    d_step { mail = true; buffered_mail = false };
#endif
    ring_if_asleep()
}

/* After a death of its owner the heap is forgotten and every ring looked at (queue_recover). */
inline lock(r)
{
    atomic {
        !owner -> owner = r + 1;
        if
        :: owner_died ->
            owner_died = false;
            ready[0] = false; ready[LAST] = false;
            pending[0] = true; pending[LAST] = true; summary = true
        :: else
        fi
    }
}

inline unlock(r) { owner = 0 }

inline gather_channel(c)
{
    if :: !ready[c] && tail[c] != head[c] -> ready[c] = true :: else fi
}

#define TAKE_HINTS                                                                                  \
    d_step { hint0 = pending[0]; hint1 = pending[LAST]; pending[0] = false; pending[LAST] = false }

inline gather()
{
    if :: holder_polled -> gather_channel(holder_polled - 1) :: else fi;
    if
    :: summary ->
#ifdef HINTS_FIRST
        TAKE_HINTS;
        summary = false;
#else
        summary = false;
        TAKE_HINTS;
#endif
        if :: hint0 -> gather_channel(0) :: else fi;
        if :: hint1 -> gather_channel(LAST) :: else fi;
        d_step { hint0 = false; hint1 = false }
    :: else
    fi
}

inline note_source(r, c)
{
    if
    :: holder_polled != c + 1 && last_index == c ->
        d_step { before = holder_polled; holder_polled = c + 1; buffered_polled[r] = c + 2 };
        d_step { DRAIN(r) };                            /* set_polled() */
        if :: before -> set_hint(before - 1) :: else fi;
        before = 0
    :: else
    fi;
    last_index = c
}

inline has_work(r)
{
    lock(r);
    gather();
    work = ready[0] || ready[LAST];
    unlock(r);
    if :: !work -> work = mail :: else fi
}

inline pass_on(r)
{
    if
    :: n_asleep ->
        d_step { DRAIN(r) };                            /* as (2) */
        if
        :: sleeping ->
            has_work(r);
            if :: work -> ring_if_asleep() :: else fi;
            work = false
        :: else
        fi
    :: else
    fi
}

/* receive_message() for ever */
inline receive_messages(r)
{
    do
    ::  ticket = bell_word;
        if
        :: atomic { mail -> mail = false; mail_taken = true; DRAIN(r); got = true }
        :: else ->
            lock(r);
            gather();
            d_step {
                if :: ready[0] -> c = 0; got = true
                :: !ready[0] && ready[LAST] -> c = LAST; got = true
                :: else
                fi
            };
            if
            :: got ->
                d_step { head[c]++; taken++ };
                if :: tail[c] == head[c] -> ready[c] = false :: else fi;
                note_source(r, c);
                c = 0
            :: else
            fi;
            unlock(r)
        fi;
        if
        :: got -> d_step { got = false; ticket = 0 };
#ifndef NO_PASS_ON
            pass_on(r);
#endif
#ifdef LEAVES
            if :: r == 0 -> break :: else fi
#endif
        :: else ->                                      /* queue_await() */
            d_step { n_asleep++; DRAIN(r) };
            buffered_sleeping[r] = true;
#ifndef NO_FENCE_SLEEPER
            d_step { DRAIN(r) };                        /* (2) */
#endif
            has_work(r);
            if
            :: !work ->
                d_step { if :: bell_word == ticket -> asleep[r] = true :: else fi };
end:            !asleep[r]
            :: else
            fi;
            d_step {                                    /* queue_wait_ends() */
                n_asleep--; work = false; ticket = 0;
#ifndef NO_FLAG_AGAIN
                if :: n_asleep -> buffered_sleeping[r] = true :: else fi
#endif
            }
        fi
    od
}

proctype receiver(byte r)
{
    byte ticket, c, before;
    bool work, got, hint0, hint1;

    receive_messages(r)
}

/* What it had stored is stored; the kernel gives its robust lock back and takes it off the futex. */
proctype victim()
{
    byte ticket, c, before;
    bool work, got, hint0, hint1;

    { receive_messages(0); skip } unless { kill };
    d_step {
        DRAIN(0);
        if :: owner == 1 -> owner = 0; owner_died = true :: else fi;
        asleep[0] = false
    };
#ifndef NO_DEATH_NOTICE
    bell_word++;                                        /* its death is noticed: queue_wake_all() */
    if :: n_asleep -> asleep[1] = false :: else fi
#endif
}

init
{
    atomic {
#ifdef DEATH
        run victim();
#else
        run receiver(0);
#endif
        run receiver(1);
        run sender(0);
#if SENDERS > 1
        run sender(1);
#endif
#ifdef MAIL
        run postman()
#endif
    };
#ifdef DEATH
    kill = true;
#endif
    timeout ->
    assert(taken == SENDERS * MESSAGES);
#ifdef MAIL
    assert(mail_taken)
#endif
}
