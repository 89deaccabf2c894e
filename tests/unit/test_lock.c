/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Robust locks: one owner at a time, among threads and processes; the next one hears of an owner that died inside. */
#include "ntdll/channel/lock.h"
#include "tests/unit/suite.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_TAKERS 4
#define N_ROUNDS 50000u

static struct shared {
    struct robust_lock lock, other;
    uint32_t n;                         /* under lock */
    uint32_t inside, n_wrong, ready;
} *shared;

static void begin(void)
{
    if (!shared)
        shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *shared = (struct shared){0};
}

static void take_once(bool quickly)
{
    robust_lock(&shared->lock);
    if (shm_exchange(&shared->inside, 1))
        shm_fetch_add(&shared->n_wrong, 1);
    shared->n++;
    shm_store(&shared->inside, 0);
    if (quickly)
        robust_unlock_quickly(&shared->lock);
    else
        robust_unlock(&shared->lock);
}

static void *take_often(void *quickly)
{
    for (uint32_t i = 0; i < N_ROUNDS; i++)
        take_once(quickly != NULL);
    return NULL;
}

static pid_t child(void (*act)(void))
{
    pid_t pid = fork();

    if (pid == 0) {
        lock_forget_owner();
        act();
        _exit(0);
    }
    return pid;
}

static void end_of(pid_t pid)
{
    CU_ASSERT_EQUAL(waitpid(pid, NULL, 0), pid);
}

static void expect_free(bool clean)
{
    CU_ASSERT_EQUAL(robust_lock(&shared->lock), clean);
    CU_ASSERT_EQUAL(shared->lock.word & FUTEX_TID_MASK, (uint32_t)gettid());
    robust_unlock(&shared->lock);
    CU_ASSERT_EQUAL(shared->lock.word & FUTEX_TID_MASK, 0);
}

/* ---- tests --------------------------------------------------------------------------------------------------- */

static void a_free_lock_is_taken_and_given_back(void)
{
    begin();
    expect_free(true);
    CU_ASSERT_TRUE(robust_lock(&shared->lock));
    robust_unlock_quickly(&shared->lock);
    CU_ASSERT_EQUAL(shared->lock.word, 0);
    CU_ASSERT_PTR_NULL(*lock_owner.pending);
}

static void threads_take_turns(void)
{
    pthread_t takers[N_TAKERS];

    for (uintptr_t quickly = 0; quickly < 2; quickly++) {
        begin();
        for (int i = 0; i < N_TAKERS; i++)
            pthread_create(&takers[i], NULL, take_often, (void *)quickly);
        for (int i = 0; i < N_TAKERS; i++)
            pthread_join(takers[i], NULL);
        CU_ASSERT_EQUAL(shared->n, N_TAKERS * N_ROUNDS);
        CU_ASSERT_EQUAL(shared->n_wrong, 0);
    }
}

static void take_quickly_often(void)
{
    take_often(shared);
}

static void processes_take_turns(void)
{
    pid_t takers[N_TAKERS];

    begin();
    for (int i = 0; i < N_TAKERS; i++)
        takers[i] = child(take_quickly_often);
    for (int i = 0; i < N_TAKERS; i++)
        end_of(takers[i]);
    CU_ASSERT_EQUAL(shared->n, N_TAKERS * N_ROUNDS);
    CU_ASSERT_EQUAL(shared->n_wrong, 0);
}

static void die_inside(void)
{
    robust_lock(&shared->lock);
    shm_store_release(&shared->ready, 1);
    kill(getpid(), SIGKILL);
}

static void who_dies_inside_is_known(void)
{
    begin();
    end_of(child(die_inside));
    expect_free(false);
    expect_free(true);
}

static void die_inside_two(void)
{
    robust_lock(&shared->other);
    robust_lock(&shared->lock);
    robust_unlock(&shared->lock);
    kill(getpid(), SIGKILL);
}

static void the_outer_of_two_is_known(void)
{
    begin();
    end_of(child(die_inside_two));
    expect_free(true);
    CU_ASSERT_FALSE(robust_lock(&shared->other));
    robust_unlock(&shared->other);
}

static void *leave_inside(void *unused)
{
    robust_lock(&shared->lock);
    return unused;
}

static void a_thread_that_ends_inside_is_known(void)
{
    pthread_t thread;

    begin();
    pthread_create(&thread, NULL, leave_inside, NULL);
    pthread_join(thread, NULL);
    expect_free(false);
}

static void hold_a_while(void)
{
    robust_lock(&shared->lock);
    shm_store_release(&shared->ready, 1);
    usleep(30000);
    robust_unlock_quickly(&shared->lock);
}

/* Also who is killed while somebody sleeps on it. */
static void who_waits_is_woken(void)
{
    pid_t holder;

    begin();
    holder = child(hold_a_while);
    while (!shm_load_acquire(&shared->ready))
        usleep(100);
    expect_free(true);
    CU_ASSERT_NOT_EQUAL(shared->lock.wary, 0);
    end_of(holder);

    begin();
    holder = child(hold_a_while);
    while (!shm_load_acquire(&shared->ready))
        usleep(100);
    kill(holder, SIGKILL);
    expect_free(false);
    end_of(holder);
}

/* What the C library has under way in a thread that a signal has interrupted comes back. */
static void what_is_under_way_comes_back(void)
{
    void *before;

    begin();
    expect_free(true);
    before = *lock_owner.pending = &shared->other;
    CU_ASSERT_TRUE(robust_lock(&shared->lock));
    CU_ASSERT_PTR_NOT_EQUAL(*lock_owner.pending, before);
    robust_unlock(&shared->lock);
    CU_ASSERT_PTR_EQUAL(*lock_owner.pending, before);
    *lock_owner.pending = NULL;
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(a_free_lock_is_taken_and_given_back),
        TEST(threads_take_turns),
        TEST(processes_take_turns),
        TEST(who_dies_inside_is_known),
        TEST(the_outer_of_two_is_known),
        TEST(a_thread_that_ends_inside_is_known),
        TEST(who_waits_is_woken),
        TEST(what_is_under_way_comes_back),
    };

    alarm(60);                          /* a lock that stays taken */
    return RUN_SUITE("lock", tests);
}
