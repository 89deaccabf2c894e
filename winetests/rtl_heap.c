/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Heaps: the process's and one's own. */
#include "winetests/test.h"

static void test_process_heap(void)
{
    HANDLE heap = RtlGetCurrentPeb()->ProcessHeap;
    unsigned char *block, *other;
    size_t i;

    ok(heap != NULL, "the process has no heap");
    block = RtlAllocateHeap(heap, 0, 100);
    ok(block != NULL, "no memory");
    ok(((ULONG_PTR)block & 15) == 0, "not aligned to 16");
    ok_equal(RtlSizeHeap(heap, 0, block), 100);
    memset(block, 0xaa, 100);

    other = RtlAllocateHeap(heap, HEAP_ZERO_MEMORY, 1000);
    for (i = 0; i < 1000 && !other[i]; i++)
        ;
    ok_equal(i, 1000);
    ok(RtlFreeHeap(heap, 0, other), "RtlFreeHeap failed");

    block = RtlReAllocateHeap(heap, HEAP_ZERO_MEMORY, block, 5000);
    ok(block != NULL, "no memory");
    ok_equal(RtlSizeHeap(heap, 0, block), 5000);
    for (i = 0; i < 100 && block[i] == 0xaa; i++)
        ;
    ok_equal(i, 100);
    for (; i < 5000 && !block[i]; i++)
        ;
    ok_equal(i, 5000);
    block = RtlReAllocateHeap(heap, 0, block, 10);
    ok_equal(RtlSizeHeap(heap, 0, block), 10);
    ok_equal(block[9], 0xaa);
    ok(RtlFreeHeap(heap, 0, block), "RtlFreeHeap failed");
}

static void test_edges(void)
{
    HANDLE heap = RtlGetCurrentPeb()->ProcessHeap;
    void *block;

    /* nothing is a block too, and freeing no block is fine */
    block = RtlAllocateHeap(heap, 0, 0);
    ok(block != NULL, "no memory");
    ok_equal(RtlSizeHeap(heap, 0, block), 0);
    ok(RtlFreeHeap(heap, 0, block), "RtlFreeHeap failed");
    ok(RtlFreeHeap(heap, 0, NULL), "RtlFreeHeap of NULL failed");
    ok_equal(RtlReAllocateHeap(heap, 0, NULL, 10), NULL);
    ok_equal(RtlAllocateHeap(heap, 0, ~(SIZE_T)0), NULL);
    ok_equal(RtlAllocateHeap(heap, 0, ~(SIZE_T)0 - 15), NULL);

    block = RtlAllocateHeap(heap, 0, 32);
    ok_equal(RtlReAllocateHeap(heap, 0, block, ~(SIZE_T)0 - 100), NULL);
    ok_equal(RtlSizeHeap(heap, 0, block), 32);
    ok(RtlReAllocateHeap(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 16) == block,
       "cannot shrink in place");
    ok(RtlFreeHeap(heap, 0, block), "RtlFreeHeap failed");
}

static void test_own_heap(void)
{
    HANDLE heap = RtlCreateHeap(HEAP_GROWABLE, NULL, 0, 0, NULL, NULL);
    void *small, *big;

    ok(heap != NULL, "no heap");
    small = RtlAllocateHeap(heap, 0, 16);
    big = RtlAllocateHeap(heap, 0, 4 << 20);
    ok(small && big, "no memory");
    memset(big, 0x11, 4 << 20);
    ok_equal(RtlSizeHeap(heap, 0, big), 4 << 20);
    ok(RtlFreeHeap(heap, 0, small), "RtlFreeHeap failed");
    /* what was not freed goes with the heap */
    ok_equal(RtlDestroyHeap(heap), NULL);
}

START_TEST(rtl_heap)
{
    test_process_heap();
    test_edges();
    test_own_heap();
}
