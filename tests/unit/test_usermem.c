/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The caller's memory: what can be copied is, what cannot gives false, and faults that are none of
 * ours go where they always went.
 */
#include "tests/unit/suite.h"

#include "ntdll/client/usermem.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE     4096u
#define LONGEST  1500u

/* Two pages, of which the second cannot be touched. */
static uint8_t *edge_page(int prot)
{
    uint8_t *pages =
        mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    CU_ASSERT_FATAL(pages != MAP_FAILED);
    memset(pages, 0x5a, 2 * PAGE);
    mprotect(pages + PAGE, PAGE, PROT_NONE);
    mprotect(pages, PAGE, prot);
    return pages;
}

static void drop(uint8_t *pages)
{
    munmap(pages, 2 * PAGE);
}

static void every_length_is_copied_exactly(void)
{
    uint8_t from[LONGEST + 8], to[LONGEST + 8];

    for (size_t i = 0; i < sizeof from; i++)
        from[i] = (uint8_t)(i * 7 + 1);
    for (size_t n = 0; n <= LONGEST; n++)
        for (size_t shift = 0; shift < 3; shift++) {
            memset(to, 0xee, sizeof to);
            CU_ASSERT_TRUE(user_read(to + 1, from + shift, n));
            CU_ASSERT_EQUAL(memcmp(to + 1, from + shift, n), 0);
            CU_ASSERT_EQUAL(to[0], 0xee);
            CU_ASSERT_EQUAL(to[n + 1], 0xee);
        }
}

static void reading_up_to_a_pages_end_works_and_one_byte_more_fails(void)
{
    uint8_t *pages = edge_page(PROT_READ), to[LONGEST];

    for (size_t n = 1; n < LONGEST; n++) {
        CU_ASSERT_TRUE(user_read(to, pages + PAGE - n, n));
        CU_ASSERT_FALSE(user_read(to, pages + PAGE - n + 1, n));
        CU_ASSERT_FALSE(user_read(to, pages + PAGE, n));
    }
    drop(pages);
}

static void writing_up_to_a_pages_end_works_and_one_byte_more_fails(void)
{
    uint8_t *pages = edge_page(PROT_READ | PROT_WRITE), from[LONGEST] = {1};

    for (size_t n = 1; n < LONGEST; n++) {
        CU_ASSERT_TRUE(user_write(pages + PAGE - n, from, n));
        CU_ASSERT_FALSE(user_write(pages + PAGE - n + 1, from, n));
    }
    drop(pages);
}

static void read_only_memory_is_not_written(void)
{
    uint8_t *pages = edge_page(PROT_READ), byte = 1;

    CU_ASSERT_FALSE(user_write(pages, &byte, 1));
    CU_ASSERT_FALSE(user_writable(pages, 1));
    CU_ASSERT_TRUE(user_readable(pages, PAGE));
    CU_ASSERT_EQUAL(pages[0], 0x5a);
    drop(pages);
}

static void no_pointer_crashes(void)
{
    static const uintptr_t bad[] = {
        0, 1, 0xfff, 0x10000, 0x7fffffffe000, 0x7ffffffff000, 0x800000000000, 0x123456789abcdef0,
        0xffff800000000000, 0xffffffff81000000, (uintptr_t)-4096, (uintptr_t)-1,
    };
    uint8_t buffer[LONGEST] = {0};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (size_t n = 1; n < LONGEST; n = n * 3 / 2 + 1) {
            CU_ASSERT_FALSE(user_read(buffer, (void *)bad[i], n));
            CU_ASSERT_FALSE(user_write((void *)bad[i], buffer, n));
            CU_ASSERT_FALSE(user_writable((void *)bad[i], n));
            CU_ASSERT_FALSE(user_readable((void *)bad[i], n));
        }
}

static void nothing_needs_no_memory(void)
{
    CU_ASSERT_TRUE(user_read(NULL, NULL, 0));
    CU_ASSERT_TRUE(user_write(NULL, NULL, 0));
    CU_ASSERT_TRUE(user_writable(NULL, 0));
    CU_ASSERT_TRUE(user_readable((void *)-1, 0));
    CU_ASSERT_EQUAL(user_probe_write((void *)1, 0, 4), STATUS_SUCCESS);
}

static void a_size_beyond_everything_fails(void)
{
    uint8_t here = 7;

    CU_ASSERT_FALSE(user_writable(&here, SIZE_MAX));
    CU_ASSERT_FALSE(user_readable(&here, SIZE_MAX));
    CU_ASSERT_FALSE(user_readable(&here, (size_t)1 << 62));
}

static void probing_changes_nothing_and_sees_every_page(void)
{
    uint8_t *pages =
        mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memset(pages, 0x77, 3 * PAGE);
    CU_ASSERT_TRUE(user_writable(pages + 100, 2 * PAGE));
    for (size_t i = 0; i < 3 * PAGE; i++)
        CU_ASSERT_EQUAL(pages[i], 0x77);
    mprotect(pages + PAGE, PAGE, PROT_NONE);
    CU_ASSERT_FALSE(user_writable(pages + 100, 2 * PAGE));
    CU_ASSERT_FALSE(user_readable(pages + PAGE - 1, 2));
    CU_ASSERT_TRUE(user_readable(pages, PAGE));
    CU_ASSERT_TRUE(user_writable(pages + 2 * PAGE, PAGE));
    munmap(pages, 3 * PAGE);
}

static void probes_look_at_alignment_first(void)
{
    uint32_t words[2];

    CU_ASSERT_EQUAL(user_probe_write((char *)words + 1, 4, 4), STATUS_DATATYPE_MISALIGNMENT);
    CU_ASSERT_EQUAL(user_probe_read((void *)3, 4, 4), STATUS_DATATYPE_MISALIGNMENT);
    CU_ASSERT_EQUAL(user_probe_read((void *)4, 4, 4), STATUS_ACCESS_VIOLATION);
    CU_ASSERT_EQUAL(user_probe_write(words, sizeof words, 4), STATUS_SUCCESS);
}

static void memory_behind_the_end_of_its_file_gives_false(void)
{
    FILE *file = tmpfile();
    uint8_t *mapped, byte = 0;

    CU_ASSERT_FATAL(file && !ftruncate(fileno(file), PAGE));
    mapped = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    CU_ASSERT_FATAL(mapped != MAP_FAILED);
    CU_ASSERT_TRUE(user_read(&byte, mapped + PAGE - 1, 1));
    CU_ASSERT_FALSE(user_read(&byte, mapped + PAGE, 1));        /* SIGBUS */
    CU_ASSERT_FALSE(user_write(mapped + PAGE, &byte, 1));
    munmap(mapped, 2 * PAGE);
    fclose(file);
}

/* Other people's faults. */

static sigjmp_buf way_out;
static volatile int n_caught;

static void escape(int number)
{
    (void)number;
    n_caught++;
    siglongjmp(way_out, 1);
}

/* A null pointer that the compiler does not see through. */
static volatile int *volatile nowhere;

static void touch_nowhere(void)
{
    if (!sigsetjmp(way_out, 1))
        *nowhere = 1;
}

/* In a process of its own, since the handler that was there before cannot be put back below
 * ours. */
static int in_child(int (*run)(void))
{
    int status = 0;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (!pid)
        _exit(run());
    CU_ASSERT_FATAL(pid > 0 && waitpid(pid, &status, 0) == pid);
    return status;
}

static int catch_often(void)
{
    uint8_t byte;

    signal(SIGSEGV, escape);
    usermem_install();                          /* theirs is now behind ours */
    for (int i = 0; i < 5; i++) {
        touch_nowhere();
        if (user_read(&byte, (void *)16, 1))
            return 2;
    }
    return n_caught == 5 ? 0 : 1;
}

static void a_programs_own_handler_gets_its_faults(void)
{
    CU_ASSERT_EQUAL(in_child(catch_often), 0);
}

static struct sigaction before_theirs;

static void call_predecessor(int number, siginfo_t *info, void *context)
{
    n_caught++;
    if (n_caught > 10)
        _exit(3);
    before_theirs.sa_sigaction(number, info, context);
}

static int chain_in_a_circle(void)
{
    struct sigaction theirs = {.sa_sigaction = call_predecessor, .sa_flags = SA_SIGINFO};

    sigaction(SIGSEGV, &theirs, &before_theirs);        /* their predecessor is ours, */
    usermem_install();                                  /* and ours is theirs */
    *nowhere = 1;
    return 4;
}

static void handlers_that_call_each_other_end(void)
{
    int status = in_child(chain_in_a_circle);

    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

static int crash(void)
{
    signal(SIGSEGV, SIG_DFL);
    usermem_install();
    *nowhere = 1;
    return 0;
}

static int be_killed(void)
{
    signal(SIGSEGV, SIG_DFL);
    usermem_install();
    raise(SIGSEGV);
    return 0;
}

static int ignore(void)
{
    signal(SIGSEGV, SIG_IGN);
    usermem_install();
    raise(SIGSEGV);
    return 7;
}

static void without_a_handler_a_fault_is_the_end(void)
{
    int status = in_child(crash);

    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    status = in_child(be_killed);
    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    CU_ASSERT_EQUAL(in_child(ignore), 7 << 8);
}

/* Several threads fault at once, each on a stack for signals that is full of something else. */
static void *fault_often(void *count)
{
    uint8_t *pages = edge_page(PROT_READ | PROT_WRITE), buffer[64];

    for (int i = 0; i < 2000; i++)
        if (user_read(buffer, pages + PAGE - 32, sizeof buffer) ||
            user_write(pages + PAGE, buffer, 1))
            *(int *)count += 1;
    drop(pages);
    return NULL;
}

static void threads_fault_independently(void)
{
    pthread_t threads[4];
    int wrong[4] = {0};

    for (int i = 0; i < 4; i++)
        CU_ASSERT_FATAL(!pthread_create(&threads[i], NULL, fault_often, &wrong[i]));
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        CU_ASSERT_EQUAL(wrong[i], 0);
    }
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(every_length_is_copied_exactly),
        TEST(reading_up_to_a_pages_end_works_and_one_byte_more_fails),
        TEST(writing_up_to_a_pages_end_works_and_one_byte_more_fails),
        TEST(read_only_memory_is_not_written),
        TEST(no_pointer_crashes),
        TEST(nothing_needs_no_memory),
        TEST(a_size_beyond_everything_fails),
        TEST(probing_changes_nothing_and_sees_every_page),
        TEST(probes_look_at_alignment_first),
        TEST(memory_behind_the_end_of_its_file_gives_false),
        TEST(a_programs_own_handler_gets_its_faults),
        TEST(handlers_that_call_each_other_end),
        TEST(without_a_handler_a_fault_is_the_end),
        TEST(threads_fault_independently),
    };

    return RUN_SUITE("usermem", tests);
}
