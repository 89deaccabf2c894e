/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reply slots; see slot.h. */
#include "ntdll/channel/slot.h"

#include "ntdll/channel/spin.h"

#include <errno.h>
#include <string.h>

uint32_t slot_take(const struct slot_bank *bank)
{
    for (uint32_t i = 0; i < bank->n_slots / 64; i++) {
        uint64_t taken = shm_load(&bank->taken[i]);

        while (~taken) {
            uint32_t bit = (uint32_t)__builtin_ctzll(~taken);

            taken = shm_fetch_or(&bank->taken[i], 1ull << bit);
            if (!(taken & 1ull << bit))
                return i * 64 + bit;
        }
    }
    return NO_SLOT;
}

void slot_give_back(const struct slot_bank *bank, uint32_t number)
{
    struct reply_slot *slot = &bank->slots[number];

    shm_store(&slot->word, SLOT_WORD(shm_load(&slot->word) >> 4, SLOT_FREE));
    shm_fetch_and(&bank->taken[number / 64], ~(1ull << number % 64));
}

uint32_t slot_arm(struct reply_slot *slot, const struct slot_wait *wait)
{
    uint32_t generation = ((shm_load(&slot->word) >> 4) + 1) & SLOT_GENERATION_MAX;

    /* Who answered the last time may still look whether somebody sleeps; who may answer looks for the others. */
    shm_store(&slot->sleeping, 0);
    shm_store(&slot->message_id, wait->message_id);
    shm_store(&slot->callback_id, wait->callback_id);
    shm_store(&slot->pid, wait->pid);
    shm_store(&slot->tid, wait->tid);
    shm_store(&slot->info_size, wait->info_size);
    if (wait->info_size)
        memcpy(slot->message, wait->info, wait->info_size);
    shm_store_release(&slot->word, SLOT_WORD(generation, SLOT_WAITING));
    return generation;
}

void slot_hold(struct reply_slot *slot)
{
    shm_store_release(&slot->word, SLOT_WORD(shm_load(&slot->word) >> 4, SLOT_HELD));
}

void slot_resume(struct reply_slot *slot)
{
    shm_store(&slot->sleeping, 0);
    shm_store(&slot->info_size, 0);
    shm_store_release(&slot->word, SLOT_WORD(shm_load(&slot->word) >> 4, SLOT_WAITING));
}

static bool still_waiting(uint32_t word)
{
    return SLOT_STATE(word) == SLOT_WAITING || SLOT_STATE(word) == SLOT_CLAIMED;
}

#define MAX_ROUNDS 64u
static const struct timespec rest = {.tv_nsec = 50000000};

/* A word of another generation is none of ours: the peer wrote it. */
enum slot_state slot_await(struct reply_slot *slot, uint32_t generation, uint32_t peer_cpu,
                           const struct futex_word *also, const struct timespec *until)
{
    struct spin spin = spin_start_first(peer_cpu);
    uint32_t word, rounds = 0;

    /* pairs with slot_publish() (1) */
    while (still_waiting(word = shm_load_acquire(&slot->word)) && word >> 4 == generation) {
        if (spin_again(&spin))
            continue;
        if (++rounds > MAX_ROUNDS)              /* an honest peer wakes us once or twice */
            nanosleep(&rest, NULL);
        shm_store(&slot->sleeping, 1);
        shm_fence();                            /* (2) pairs with slot_publish() (2) */
        word = shm_load_acquire(&slot->word);
        if (still_waiting(word) && futex_sleep_either(&slot->word, word, also, until) == ETIMEDOUT)
            return SLOT_WAITING;
        if (futex_words_changed(also))
            return SLOT_WAITING;
    }
    return word >> 4 == generation ? SLOT_STATE(word) : SLOT_FREE;
}

bool slot_give_up(struct reply_slot *slot, uint32_t generation)
{
    return shm_compare_exchange(&slot->word, SLOT_WORD(generation, SLOT_WAITING),
                                SLOT_WORD(generation, SLOT_FREE));
}

void slot_copied(struct reply_slot *slot, uint32_t generation)
{
    shm_compare_exchange(&slot->word, SLOT_WORD(generation, SLOT_COPYING),
                         SLOT_WORD(generation, SLOT_CLAIMED));
    futex_wake(&slot->word, 1);
}

enum ring_result slot_read(const struct reply_slot *slot, struct ring_sink *sink)
{
    uint32_t total;

    if (shm_load(&slot->in_ring))
        return RING_EMPTY;
    memcpy(&sink->header, slot->message, sizeof sink->header);
    sink->attributes = slot->attributes;
    total = total_of(&sink->header);
    if (total < sizeof sink->header || total > sizeof slot->message ||
        (uint16_t)sink->header.u1.s1.DataLength > total - sizeof sink->header)
        return RING_BROKEN;
    total -= (uint32_t)sizeof sink->header;
    if (sink->short_buffer || total > sink->room)
        return RING_LONG;
    return ring_copy_data(sink->data, slot->message + sizeof sink->header, total, sink->copy) ? RING_DONE
                                                                                             : RING_FAULT;
}

bool slot_claim(struct reply_slot *slot, uint32_t generation, uint32_t pid)
{
    if (!shm_compare_exchange(&slot->word, SLOT_WORD(generation, SLOT_WAITING),
                              SLOT_WORD(generation, SLOT_CLAIMED)))
        return false;
    shm_store(&slot->claimer, pid);
    return true;
}

void slot_unclaim(struct reply_slot *slot, uint32_t generation)
{
    shm_compare_exchange(&slot->word, SLOT_WORD(generation, SLOT_CLAIMED),
                         SLOT_WORD(generation, SLOT_WAITING));
}

/* (1) the new state and (2) a full fence in one, then a look whether somebody sleeps. Fails when the slot
 * was lost meanwhile. */
static void slot_publish(struct reply_slot *slot, uint32_t generation, enum slot_state state)
{
    if (shm_compare_exchange(&slot->word, SLOT_WORD(generation, SLOT_CLAIMED),
                             SLOT_WORD(generation, state)) &&
        shm_load(&slot->sleeping))
        futex_wake(&slot->word, 1);
}

bool slot_withdraw_copy(struct reply_slot *slot, uint32_t generation)
{
    return shm_compare_exchange(&slot->word, SLOT_WORD(generation, SLOT_COPYING),
                                SLOT_WORD(generation, SLOT_WAITING));
}

void slot_ask_copy(struct reply_slot *slot, uint32_t generation)
{
    slot_publish(slot, generation, SLOT_COPYING);
}

enum slot_state slot_await_copy(struct reply_slot *slot, uint32_t generation, const struct timespec *until)
{
    const uint32_t copying = SLOT_WORD(generation, SLOT_COPYING);
    struct spin spin = spin_start(NO_CPU);
    uint32_t word;

    while ((word = shm_load_acquire(&slot->word)) == copying && spin_again(&spin))
        continue;
    if (word == copying) {
        futex_sleep(&slot->word, copying, until);
        word = shm_load_acquire(&slot->word);
    }
    return word >> 4 == generation ? SLOT_STATE(word) : SLOT_FREE;
}

bool slot_fits(const PORT_MESSAGE *header)
{
    return total_of(header) <= sizeof ((struct reply_slot *)NULL)->message;
}

static void answer_from(struct reply_slot *slot, const struct envelope *from)
{
    slot->cpu = this_cpu();
    slot->from_slot = from ? from->slot : NO_SLOT;
    slot->from_generation = from ? from->generation : 0;
}

bool slot_answer(struct reply_slot *slot, uint32_t generation, const struct ring_source *source,
                 const struct envelope *from)
{
    uint32_t size = total_of(source->header) - (uint32_t)sizeof *source->header;

    if (!ring_copy_data(slot->message + sizeof *source->header, source->data, size, source->copy))
        return false;
    memcpy(slot->message, source->header, sizeof *source->header);
    slot->attributes = source->attributes ? *source->attributes : (struct record_attributes){0};
    slot->in_ring = 0;
    answer_from(slot, from);
    slot_publish(slot, generation, SLOT_REPLIED);
    return true;
}

void slot_answer_in_ring(struct reply_slot *slot, uint32_t generation, uint64_t position,
                         const struct envelope *from)
{
    slot->in_ring = 1;
    slot->position = position;
    answer_from(slot, from);
    slot_publish(slot, generation, SLOT_REPLIED);
}

void slot_cancel(struct reply_slot *slot, uint32_t generation)
{
    slot_publish(slot, generation, SLOT_CANCELLED);
}

void slot_lose(struct reply_slot *slot, uint32_t claimer, bool any)
{
    uint32_t word = shm_load_acquire(&slot->word);

    while (still_waiting(word) || SLOT_STATE(word) == SLOT_COPYING) {
        if (SLOT_STATE(word) != SLOT_WAITING && !any && shm_load(&slot->claimer) != claimer)
            return;                     /* its claimer lives and will answer */
        if (!any && SLOT_STATE(word) == SLOT_WAITING)
            return;                     /* somebody else can still answer */
        if (shm_compare_exchange(&slot->word, word, SLOT_WORD(word >> 4, SLOT_LOST)))
            break;
        word = shm_load_acquire(&slot->word);
    }
    futex_wake(&slot->word, 2);         /* who waits, and whoever asked it for a copy; whatever stands there: the
                                         * peer may have written it */
}

bool slot_waits(const struct reply_slot *slot, uint32_t generation)
{
    return shm_load_acquire(&slot->word) == SLOT_WORD(generation, SLOT_WAITING);
}

bool slot_holds(const struct reply_slot *slot, uint32_t generation)
{
    uint32_t word = shm_load_acquire(&slot->word);

    return word == SLOT_WORD(generation, SLOT_HELD) || word == SLOT_WORD(generation, SLOT_CLAIMED) ||
           word == SLOT_WORD(generation, SLOT_COPYING) || word == SLOT_WORD(generation, SLOT_REPLIED);
}
