/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reply slots; see slot.h. */
#include "ntdll/channel/slot.h"

#include "ntdll/channel/spin.h"

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

    slot->sleeping = 0;
    slot->message_id = wait->message_id;
    slot->callback_id = wait->callback_id;
    slot->pid = wait->pid;
    slot->tid = wait->tid;
    slot->info_size = wait->info_size;
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
    slot->sleeping = 0;
    slot->info_size = 0;
    shm_store_release(&slot->word, SLOT_WORD(shm_load(&slot->word) >> 4, SLOT_WAITING));
}

static bool still_waiting(uint32_t word)
{
    return SLOT_STATE(word) == SLOT_WAITING || SLOT_STATE(word) == SLOT_CLAIMED;
}

/* A word of another generation is none of ours: the peer wrote it. */
enum slot_state slot_await(struct reply_slot *slot, uint32_t generation, uint32_t peer_cpu)
{
    struct spin spin = spin_start(peer_cpu);
    uint32_t word;

    /* pairs with slot_publish() (1) */
    while (still_waiting(word = shm_load_acquire(&slot->word)) && word >> 4 == generation) {
        if (spin_again(&spin))
            continue;
        shm_store(&slot->sleeping, 1);
        shm_fence();                            /* (2) pairs with slot_publish() (2) */
        word = shm_load_acquire(&slot->word);
        if (still_waiting(word))
            futex_sleep(&slot->word, word, NULL);
    }
    return word >> 4 == generation ? SLOT_STATE(word) : SLOT_FREE;
}

void slot_copied(struct reply_slot *slot, uint32_t generation)
{
    shm_compare_exchange(&slot->word, SLOT_WORD(generation, SLOT_COPYING),
                         SLOT_WORD(generation, SLOT_CLAIMED));
    futex_wake(&slot->word, 1);
}

bool slot_read(const struct reply_slot *slot, struct message *message)
{
    uint32_t total, data;

    memcpy(&message->header, slot->message, sizeof message->header);
    total = (uint16_t)message->header.u1.s1.TotalLength;
    data = (uint16_t)message->header.u1.s1.DataLength;
    if (total < sizeof message->header || total > sizeof *message ||
        data > total - sizeof message->header)
        return false;
    memcpy(message->data, slot->message + sizeof message->header, total - sizeof message->header);
    return true;
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

void slot_answer(struct reply_slot *slot, uint32_t generation, const struct message *message,
                 const struct envelope *from)
{
    memcpy(slot->message, message, message->header.u1.s1.TotalLength);
    slot->cpu = this_cpu();
    slot->from_slot = from ? from->slot : NO_SLOT;
    slot->from_generation = from ? from->generation : 0;
    slot_publish(slot, generation, SLOT_REPLIED);
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
    futex_wake(&slot->word, 1);         /* whatever stands there: the peer may have written it */
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
