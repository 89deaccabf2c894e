/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long ports and channels live; see life.h. */
#include "ntdll/channel/life.h"

#include <linux/membarrier.h>
#include <pthread.h>
#include <stdlib.h>

__thread struct hands *own_hands;
uint64_t over_filter[N_LIFE_KINDS];     /* atomic; changed under that kind's lock, below */

static struct hands *all;               /* of all threads; atomic */
static pthread_key_t end_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_barriers;

/* Those without a reference. */
static struct {
    pthread_mutex_t lock;
    void (*end)(struct life *life);     /* under lock, */
    struct life *first;                 /* as struct life's fields but for the count */
} over[N_LIFE_KINDS] = {{.lock = PTHREAD_MUTEX_INITIALIZER}, {.lock = PTHREAD_MUTEX_INITIALIZER}};

static int membarrier(int command)
{
    return (int)syscall(SYS_membarrier, command, 0, 0);
}

static void give_place_back(void *place);

static void begin(void)
{
    has_barriers = !membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) &&
                   !pthread_key_create(&end_key, give_place_back);
}

/* Every thread of the process is either before or behind this with what it stores and loads. */
static void barrier(void)
{
    const struct timespec enough = {.tv_nsec = 1000000};

    pthread_once(&once, begin);
    if (has_barriers && membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED))
        nanosleep(&enough, NULL);       /* a sandbox that came later forbids it: no store takes that long to get through */
}

static struct hands *new_place(void)
{
    struct hands *place = calloc(1, sizeof *place), *first;

    if (!place)
        return NULL;
    place->taken = true;
    do
        place->next = first = shm_load_acquire(&all);
    while (!shm_compare_exchange(&all, first, place));
    return place;
}

/* The calling thread's, from its first call on. NULL: it has to count. */
struct hands *hands_find(void)
{
    struct hands *place;

    pthread_once(&once, begin);
    if (!has_barriers)
        return NULL;
    for (place = shm_load_acquire(&all); place; place = place->next)
        if (shm_compare_exchange(&place->taken, false, true))
            break;
    if (!place)
        place = new_place();
    if (place && pthread_setspecific(end_key, place)) {
        give_place_back(place);
        return NULL;
    }
    own_hands = place;
    return place;
}

static bool in_hand(enum life_kind kind, const struct life *life)
{
    for (const struct hands *place = shm_load_acquire(&all); place; place = place->next)
        if (shm_load_acquire(&place->has[kind]) == life)
            return true;
    return false;
}

/* Under lock: takes those out that nobody has in hand. One that got a reference meanwhile is not over after all. */
static struct life *take_ended(enum life_kind kind)
{
    struct life *ended = NULL, *life;
    uint64_t filter = 0;

    for (struct life **link = &over[kind].first; (life = *link);) {
        /* in this order: who has it in hand may count it and then let it go */
        bool held = in_hand(kind, life), lives = shm_load_acquire(&life->n_references);

        if (held && !lives) {
            filter |= life_bit(life);
            link = &life->next;
            continue;
        }
        *link = life->next;
        life->over = false;
        if (lives)
            continue;
        life->next = ended;
        ended = life;
    }
    shm_store(&over_filter[kind], filter);
    return ended;
}

/* (2) What is over was written down, then the barrier, then the looks into the hands: pairs with hand_take() and
 * hand_give(), which need none of their own. */
void life_sweep(enum life_kind kind)
{
    struct life *ended, *next;
    void (*end)(struct life *life);

    pthread_mutex_lock(&over[kind].lock);
    barrier();                          /* for all that is in the list by now */
    end = over[kind].end;
    ended = take_ended(kind);
    pthread_mutex_unlock(&over[kind].lock);
    for (; ended; ended = next) {
        next = ended->next;
        end(ended);
    }
}

/* The thread ends, perhaps in the midst of a call. */
static void give_place_back(void *data)
{
    struct hands *place = data;

    own_hands = NULL;
    for (enum life_kind kind = 0; kind < N_LIFE_KINDS; kind++)
        if (place->has[kind])
            hand_let_go(place, kind, place->has[kind]);
    shm_store_release(&place->taken, false);
}

/* The last reference goes under the lock: nobody ends it before we are through with it. */
static bool drop_last(enum life_kind kind, struct life *life, void (*end)(struct life *life))
{
    bool last;

    pthread_mutex_lock(&over[kind].lock);
    last = shm_fetch_add(&life->n_references, -1u) == 1;
    over[kind].end = end;
    if (last && !life->over) {
        life->over = true;
        life->next = over[kind].first;
        over[kind].first = life;
        shm_store(&over_filter[kind], over_filter[kind] | life_bit(life));
    }
    pthread_mutex_unlock(&over[kind].lock);
    return last;
}

void life_unref(enum life_kind kind, struct life *life, void (*end)(struct life *life))
{
    uint32_t n = shm_load(&life->n_references);

    while (n > 1) {
        if (shm_compare_exchange(&life->n_references, n, n - 1))
            return;
        n = shm_load(&life->n_references);
    }
    if (drop_last(kind, life, end))
        life_sweep(kind);
}

void hands_forget(void)
{
    for (struct hands *place = all; place; place = place->next) {
        for (int kind = 0; kind < N_LIFE_KINDS; kind++)
            place->has[kind] = NULL;
        place->taken = place == own_hands;
    }
    for (int kind = 0; kind < N_LIFE_KINDS; kind++) {
        pthread_mutex_init(&over[kind].lock, NULL);
        over[kind].first = NULL;
        over_filter[kind] = 0;
    }
    if (has_barriers)
        membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
}
