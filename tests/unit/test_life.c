/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How long ports and channels live: a thing ends once, when it has neither references nor hands, whoever lets go last and
 * however many threads do so at the same time.
 */
#include "ntdll/channel/life.h"
#include "tests/unit/suite.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALIVE 0x5eed5eedu
#define DEAD  0xdeaddeadu

struct thing {
    struct life life;
    uint32_t state;
};

static uint32_t n_ended, n_wrong;

static void end(struct life *life)
{
    struct thing *thing = (struct thing *)life;

    if (shm_exchange(&thing->state, DEAD) != ALIVE)
        shm_fetch_add(&n_wrong, 1);
    shm_fetch_add(&n_ended, 1);
}

static struct thing *make(void)
{
    struct thing *thing = calloc(1, sizeof *thing);

    thing->life.n_references = 1;
    thing->state = ALIVE;
    return thing;
}

static void references_are_counted(void)
{
    struct thing *thing = make();
    uint32_t before = n_ended;

    life_ref(&thing->life);
    life_unref(LIFE_OF_PORT, &thing->life, end);
    CU_ASSERT_EQUAL(n_ended, before);
    life_unref(LIFE_OF_PORT, &thing->life, end);
    CU_ASSERT_EQUAL(n_ended, before + 1);
    free(thing);
}

static void what_is_in_hand_does_not_end(void)
{
    struct thing *thing = make(), *other = make();
    uint32_t before = n_ended;

    CU_ASSERT(hand_take(LIFE_OF_PORT, &thing->life));
    CU_ASSERT_FALSE(hand_take(LIFE_OF_PORT, &other->life));
    CU_ASSERT(hand_take(LIFE_OF_CHANNEL, &other->life));
    CU_ASSERT_FALSE(hand_give(LIFE_OF_PORT, &other->life));
    life_unref(LIFE_OF_PORT, &thing->life, end);
    life_unref(LIFE_OF_CHANNEL, &other->life, end);
    CU_ASSERT_EQUAL(n_ended, before);
    CU_ASSERT(hand_give(LIFE_OF_PORT, &thing->life));
    CU_ASSERT_EQUAL(n_ended, before + 1);
    CU_ASSERT_EQUAL(thing->state, DEAD);
    CU_ASSERT(hand_give(LIFE_OF_CHANNEL, &other->life));
    CU_ASSERT_EQUAL(other->state, DEAD);
    free(thing);
    free(other);
}

/* Who has it in hand may keep it, even when the last reference has gone meanwhile. */
static void what_is_in_hand_may_be_kept(void)
{
    struct thing *thing = make();

    CU_ASSERT(hand_take(LIFE_OF_CHANNEL, &thing->life));
    life_unref(LIFE_OF_CHANNEL, &thing->life, end);
    life_ref(&thing->life);
    CU_ASSERT(hand_give(LIFE_OF_CHANNEL, &thing->life));
    CU_ASSERT_EQUAL(thing->state, ALIVE);
    CU_ASSERT(hand_take(LIFE_OF_CHANNEL, &thing->life));
    life_unref(LIFE_OF_CHANNEL, &thing->life, end);
    CU_ASSERT_EQUAL(thing->state, ALIVE);
    CU_ASSERT(hand_give(LIFE_OF_CHANNEL, &thing->life));
    CU_ASSERT_EQUAL(thing->state, DEAD);
    free(thing);
}

static void *take_and_die(void *thing)
{
    return hand_take(LIFE_OF_PORT, thing) && hand_give(LIFE_OF_PORT, thing) ? thing : NULL;
}

/* The places of threads that have ended are used again. */
static void threads_come_and_go(void)
{
    struct thing *thing = make();
    void *result;
    pthread_t thread;

    for (int i = 0; i < 100; i++) {
        pthread_create(&thread, NULL, take_and_die, thing);
        pthread_join(thread, &result);
        CU_ASSERT_PTR_EQUAL(result, thing);
    }
    life_unref(LIFE_OF_PORT, &thing->life, end);
    CU_ASSERT_EQUAL(thing->state, DEAD);
    free(thing);
}

static void *take_and_leave(void *thing)
{
    return hand_take(LIFE_OF_PORT, thing) ? thing : NULL;
}

static void a_thread_that_ends_lets_go(void)
{
    struct thing *thing = make();
    void *result;
    pthread_t thread;

    pthread_create(&thread, NULL, take_and_leave, thing);
    pthread_join(thread, &result);
    CU_ASSERT_PTR_EQUAL(result, thing);
    CU_ASSERT_EQUAL(thing->state, ALIVE);
    life_unref(LIFE_OF_PORT, &thing->life, end);
    CU_ASSERT_EQUAL(thing->state, DEAD);
    free(thing);
}

static void a_child_has_empty_hands(void)
{
    struct thing *thing = make();
    int status;
    pid_t child;

    CU_ASSERT(hand_take(LIFE_OF_PORT, &thing->life));
    child = fork();
    if (!child) {
        struct thing *own = make();
        bool good;

        hands_forget();
        good = hand_take(LIFE_OF_PORT, &own->life);
        life_unref(LIFE_OF_PORT, &own->life, end);
        good = good && own->state == ALIVE && hand_give(LIFE_OF_PORT, &own->life) && own->state == DEAD;
        _exit(!good);
    }
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT(hand_give(LIFE_OF_PORT, &thing->life));
    life_unref(LIFE_OF_PORT, &thing->life, end);
    free(thing);
}

/* ---- everybody at once: as the ports do it, a table through which things are found, and threads that end them ---- */

#define N_PLACES  4
#define N_THREADS 6
#define N_TURNS   20000

static struct thing *table[N_PLACES];       /* atomic; has a reference */
static struct thing *everything[N_THREADS * N_TURNS + N_PLACES];
static uint32_t n_made;

static struct thing *enter(void)
{
    struct thing *thing = make();

    everything[shm_fetch_add(&n_made, 1)] = thing;      /* memory stays: a late look at it must be harmless */
    return thing;
}

/* As cache_find() of the ports. */
static bool find(uint32_t place, struct thing **out)
{
    struct thing *thing = shm_load_acquire(&table[place]);

    if (!hand_take(LIFE_OF_PORT, &thing->life))
        return false;
    if (shm_load_acquire(&thing->life.n_references)) {
        *out = thing;
        return true;
    }
    hand_give(LIFE_OF_PORT, &thing->life);
    return false;
}

static void *turn(void *seed)
{
    unsigned random = (unsigned)(uintptr_t)seed;
    struct thing *thing;

    for (int i = 0; i < N_TURNS; i++) {
        uint32_t place = (uint32_t)rand_r(&random) % N_PLACES;
        int what = rand_r(&random) % 16;

        if (what == 0) {
            thing = shm_exchange(&table[place], enter());
            life_unref(LIFE_OF_PORT, &thing->life, end);
        } else if (find(place, &thing)) {
            if (shm_load(&thing->state) != ALIVE)
                shm_fetch_add(&n_wrong, 1);
            if (what == 1)
                life_ref(&thing->life);
            hand_give(LIFE_OF_PORT, &thing->life);
            if (what == 1) {
                if (shm_load(&thing->state) != ALIVE)
                    shm_fetch_add(&n_wrong, 1);
                life_unref(LIFE_OF_PORT, &thing->life, end);
            }
        }
    }
    return NULL;
}

static void all_at_once_everything_ends_once(void)
{
    pthread_t threads[N_THREADS];

    n_ended = n_wrong = 0;
    for (uint32_t i = 0; i < N_PLACES; i++)
        table[i] = enter();
    for (uintptr_t i = 0; i < N_THREADS; i++)
        pthread_create(&threads[i], NULL, turn, (void *)(i + 1));
    for (int i = 0; i < N_THREADS; i++)
        pthread_join(threads[i], NULL);
    for (uint32_t i = 0; i < N_PLACES; i++)
        life_unref(LIFE_OF_PORT, &table[i]->life, end);
    CU_ASSERT_EQUAL(n_wrong, 0);
    CU_ASSERT_EQUAL(n_ended, n_made);
    for (uint32_t i = 0; i < n_made; i++) {
        if (everything[i]->state != DEAD)
            n_wrong++;
        free(everything[i]);
    }
    CU_ASSERT_EQUAL(n_wrong, 0);
}

/* ---- one takes, one ends, each on its own CPU: without the barrier a hand is seen too late some fifty times in a million -- */

#define N_ENDS 100000

static struct thing *current;               /* atomic */
static uint32_t stop;

static void pin(int cpu)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

static void *take_again_and_again(void *data)
{
    (void)data;
    pin(1);
    while (!shm_load(&stop)) {
        struct thing *thing = shm_load_acquire(&current);

        if (!hand_take(LIFE_OF_PORT, &thing->life))
            continue;
        if (shm_load_acquire(&thing->life.n_references))
            for (int i = 0; i < 20; i++)
                if (shm_load(&thing->state) == DEAD)
                    shm_fetch_add(&n_wrong, 1);
        hand_give(LIFE_OF_PORT, &thing->life);
    }
    return NULL;
}

static void a_hand_is_seen_in_time(void)
{
    struct thing *things = calloc(N_ENDS, sizeof *things);
    cpu_set_t before;
    pthread_t taker;

    n_wrong = n_ended = 0;
    for (int i = 0; i < N_ENDS; i++)
        things[i] = (struct thing){.life.n_references = 1, .state = ALIVE};
    current = things;
    pthread_getaffinity_np(pthread_self(), sizeof before, &before);
    pin(0);
    pthread_create(&taker, NULL, take_again_and_again, NULL);
    for (int i = 1; i < N_ENDS; i++) {
        shm_store_release(&current, &things[i]);
        life_unref(LIFE_OF_PORT, &things[i - 1].life, end);
    }
    shm_store(&stop, 1);
    pthread_join(taker, NULL);
    pthread_setaffinity_np(pthread_self(), sizeof before, &before);
    CU_ASSERT_EQUAL(n_wrong, 0);
    CU_ASSERT_EQUAL(n_ended, N_ENDS - 1);
    free(things);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(references_are_counted),
        TEST(what_is_in_hand_does_not_end),
        TEST(what_is_in_hand_may_be_kept),
        TEST(threads_come_and_go),
        TEST(a_thread_that_ends_lets_go),
        TEST(a_child_has_empty_hands),
        TEST(all_at_once_everything_ends_once),
        TEST(a_hand_is_seen_in_time),
    };

    return RUN_SUITE("life", tests);
}
