/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Heaps: ntdll/rtl/heap.c. A block freed twice is looked at on purpose, and a lock released that is
 * not held, which sanitizers rightly complain about; they do not get to see it.
 */
#include "tests/unit/suite.h"

#include <ntrtl.h>

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#define N_THREADS 4
#define N_ROUNDS  20000

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_WATCHED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_WATCHED true
#endif
#endif
#ifndef IS_WATCHED
#define IS_WATCHED false
#endif

static PVOID growable(void)
{
    return RtlCreateHeap(HEAP_GROWABLE, NULL, 0, 0, NULL, NULL);
}

static bool is_filled(const char *block, size_t from, size_t to, char with)
{
    for (; from < to; from++)
        if (block[from] != with)
            return false;
    return true;
}

static void blocks_are_aligned_and_know_their_size(void)
{
    PVOID heap = growable();

    CU_ASSERT_PTR_NOT_NULL_FATAL(heap);
    for (size_t size = 0; size < 300; size++) {
        char *block = RtlAllocateHeap(heap, HEAP_ZERO_MEMORY, size);

        CU_ASSERT_EQUAL((uintptr_t)block % 16, 0);
        CU_ASSERT_EQUAL(RtlSizeHeap(heap, 0, block), size);
        CU_ASSERT(is_filled(block, 0, size, 0));
        memset(block, 0x55, size);
        CU_ASSERT(RtlValidateHeap(heap, 0, block));
    }
    CU_ASSERT(RtlValidateHeap(heap, 0, NULL));
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heap));   /* and with it the blocks: the leak checker looks */
}

static void too_much_is_refused(void)
{
    PVOID heap = growable();

    CU_ASSERT_PTR_NULL(RtlAllocateHeap(heap, 0, SIZE_MAX));
    CU_ASSERT_PTR_NULL(RtlAllocateHeap(heap, 0, SIZE_MAX - 16));
    CU_ASSERT_PTR_NULL(RtlAllocateHeap(heap, HEAP_GENERATE_EXCEPTIONS, SIZE_MAX / 2));
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heap));
}

static void growing_keeps_and_shrinking_keeps(void)
{
    PVOID heap = growable();
    char *block = RtlAllocateHeap(heap, 0, 100), *other;

    memset(block, 0x55, 100);
    block = RtlReAllocateHeap(heap, HEAP_ZERO_MEMORY, block, 5000);
    CU_ASSERT_EQUAL(RtlSizeHeap(heap, 0, block), 5000);
    CU_ASSERT(is_filled(block, 0, 100, 0x55) && is_filled(block, 100, 5000, 0));
    memset(block, 0x55, 5000);
    /* in place: it shrinks, and what it grows by again is zero if asked for */
    CU_ASSERT_PTR_EQUAL(RtlReAllocateHeap(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 10), block);
    CU_ASSERT_EQUAL(RtlSizeHeap(heap, 0, block), 10);
    other = RtlReAllocateHeap(heap, HEAP_ZERO_MEMORY, block, 60);
    CU_ASSERT(is_filled(other, 0, 10, 0x55) && is_filled(other, 10, 60, 0));
    CU_ASSERT_PTR_NULL(RtlReAllocateHeap(heap, HEAP_REALLOC_IN_PLACE_ONLY, other, 1 << 20));
    CU_ASSERT_PTR_NULL(RtlReAllocateHeap(heap, 0, other, SIZE_MAX - 10));
    CU_ASSERT_EQUAL(RtlSizeHeap(heap, 0, other), 60);
    CU_ASSERT_PTR_NULL(RtlReAllocateHeap(heap, 0, NULL, 10));
    CU_ASSERT(RtlFreeHeap(heap, 0, other));
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heap));
}

static void what_is_no_block_of_the_heap_is_refused(void)
{
    PVOID heap = growable(), other = growable();
    char *block = RtlAllocateHeap(heap, 0, 100);
    static char elsewhere[64] __attribute__((aligned(16)));

    CU_ASSERT(RtlFreeHeap(heap, 0, NULL));
    CU_ASSERT_FALSE(RtlFreeHeap(other, 0, block));
    CU_ASSERT_FALSE(RtlFreeHeap(heap, 0, block + 8));
    CU_ASSERT_FALSE(RtlFreeHeap(heap, 0, block + 64));
    CU_ASSERT_FALSE(RtlFreeHeap(heap, 0, elsewhere + 48));
    CU_ASSERT_FALSE(RtlFreeHeap(NULL, 0, block));
    CU_ASSERT_EQUAL(RtlSizeHeap(heap, 0, block + 48), (SIZE_T)-1);
    CU_ASSERT_FALSE(RtlValidateHeap(other, 0, block));
    CU_ASSERT_PTR_NULL(RtlReAllocateHeap(other, 0, block, 200));
    CU_ASSERT(RtlValidateHeap(heap, 0, block));
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(other));
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heap));
}

static void a_block_is_freed_once(void)
{
    PVOID heap = growable();
    /* volatile: the compiler knows what free() means, and warns */
    char *volatile block = RtlAllocateHeap(heap, 0, 100);

    CU_ASSERT(RtlFreeHeap(heap, 0, block));
    if (!IS_WATCHED) {
        CU_ASSERT_FALSE(RtlFreeHeap(heap, 0, block));
        CU_ASSERT_EQUAL(RtlSizeHeap(heap, 0, block), (SIZE_T)-1);
    }
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heap));
}

static void a_fixed_heap_does_not_grow(void)
{
    PVOID heap = RtlCreateHeap(0, NULL, 0x10000, 0x1000, NULL, NULL);
    char *block = RtlAllocateHeap(heap, 0, 0xc000);

    CU_ASSERT_PTR_NOT_NULL(block);
    CU_ASSERT_PTR_NULL(RtlAllocateHeap(heap, 0, 0xc000));
    block = RtlReAllocateHeap(heap, 0, block, 0xf000);
    CU_ASSERT_PTR_NOT_NULL(block);
    CU_ASSERT_PTR_NULL(RtlReAllocateHeap(heap, 0, block, 0x11000));
    CU_ASSERT(RtlFreeHeap(heap, 0, block));
    CU_ASSERT_PTR_NOT_NULL(RtlAllocateHeap(heap, 0, 0xc000));
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heap));
    CU_ASSERT_PTR_NULL(RtlCreateHeap(0, NULL, 0x1000, 0x2000, NULL, NULL));
}

static void the_process_heap_stays(void)
{
    PVOID process_heap = RtlProcessHeap(), heap = growable(), heaps[2] = { NULL, NULL };
    char *block = RtlAllocateHeap(process_heap, 0, 10);

    CU_ASSERT(RtlGetProcessHeaps(2, heaps) >= 2);
    CU_ASSERT_PTR_EQUAL(heaps[0], process_heap);
    CU_ASSERT_PTR_EQUAL(heaps[1], heap);
    CU_ASSERT_PTR_EQUAL(RtlDestroyHeap(process_heap), process_heap);
    CU_ASSERT(RtlValidateHeap(process_heap, 0, block));
    CU_ASSERT(RtlFreeHeap(process_heap, 0, block));
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heap));
}

static void a_locked_heap_serves_its_owner(void)
{
    PVOID heap = growable();

    CU_ASSERT(RtlLockHeap(heap));
    CU_ASSERT(RtlLockHeap(heap));
    CU_ASSERT_PTR_NOT_NULL(RtlAllocateHeap(heap, 0, 10));
    CU_ASSERT(RtlUnlockHeap(heap));
    CU_ASSERT(RtlUnlockHeap(heap));
    if (!IS_WATCHED)
        CU_ASSERT_FALSE(RtlUnlockHeap(heap));
    CU_ASSERT_FALSE(RtlLockHeap(NULL));
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heap));
}

static void *allocate_and_free(void *heap)
{
    char *blocks[16] = { NULL };
    uint64_t seed = (uintptr_t)&blocks;
    intptr_t n_bad = 0;

    for (int round = 0; round < N_ROUNDS; round++) {
        unsigned i = unit_random(&seed) % 16;
        size_t size = unit_random(&seed) % 200 + 1;

        if (blocks[i]) {
            char mark = blocks[i][0];

            n_bad += !is_filled(blocks[i], 0, RtlSizeHeap(heap, 0, blocks[i]), mark);
            n_bad += !RtlFreeHeap(heap, 0, blocks[i]);
        }
        blocks[i] = RtlAllocateHeap(heap, 0, size);
        memset(blocks[i], round, size);
    }
    for (int i = 0; i < 16; i++)
        RtlFreeHeap(heap, 0, blocks[i]);
    return (void *)n_bad;
}

static void threads_share_a_heap(void)
{
    PVOID heaps[2] = { growable(), RtlProcessHeap() };

    for (int i = 0; i < 2; i++) {
        pthread_t threads[N_THREADS];

        for (int t = 0; t < N_THREADS; t++)
            pthread_create(&threads[t], NULL, allocate_and_free, heaps[i]);
        for (int t = 0; t < N_THREADS; t++) {
            void *n_bad;

            pthread_join(threads[t], &n_bad);
            CU_ASSERT_PTR_NULL(n_bad);
        }
        CU_ASSERT(RtlValidateHeap(heaps[i], 0, NULL));
    }
    CU_ASSERT_PTR_NULL(RtlDestroyHeap(heaps[0]));
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(blocks_are_aligned_and_know_their_size),
        TEST(too_much_is_refused),
        TEST(growing_keeps_and_shrinking_keeps),
        TEST(what_is_no_block_of_the_heap_is_refused),
        TEST(a_block_is_freed_once),
        TEST(a_fixed_heap_does_not_grow),
        TEST(the_process_heap_stays),
        TEST(a_locked_heap_serves_its_owner),
        TEST(threads_share_a_heap),
    };

    return RUN_SUITE("rtl_heap", tests);
}
