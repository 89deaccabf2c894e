/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Heaps over malloc. A block has a header in front of it with its size, which RtlSizeHeap and
 * growing with zeroes need, and a word that only this block of this heap can have: so a pointer
 * that is not ours, or was freed already, is refused instead of corrupting something. glibc uses
 * the first 16 bytes of a freed block for itself, therefore that word stands behind them.
 *
 * A heap keeps a list of its blocks for RtlDestroyHeap, behind a lock. The process heap cannot be
 * destroyed and so has neither: allocating in many threads is as fast as malloc is. RtlLockHeap on
 * it excludes other callers of RtlLockHeap only.
 *
 * No exceptions are raised: with HEAP_GENERATE_EXCEPTIONS a failed call returns NULL all the same.
 */
#include "ntdll/rtl/heap.h"

#include <assert.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEAP_MAGIC  0x70616548          /* "Heap" */
#define BLOCK_MAGIC 0x6b636f6c42207061

struct block {
    struct block *next, *previous;
    uint64_t magic;
    size_t size;
};
static_assert(sizeof(struct block) % 16 == 0, "what the caller gets is aligned as on Windows");

struct heap {
    uint32_t magic;
    uint32_t flags;
    bool listed;                        /* blocks stand in the list; needs the lock */
    size_t limit;                       /* bytes in blocks, 0: none */
    size_t used;
    pthread_mutex_t lock;               /* guards used and blocks; recursive, for RtlLockHeap */
    struct block blocks;                /* head of the ring */
    struct heap *next;                  /* guarded by heaps_lock */
};

static struct heap process_heap = {
    .magic = HEAP_MAGIC,
    .flags = HEAP_GROWABLE,
    .lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
};

static pthread_mutex_t heaps_lock = PTHREAD_MUTEX_INITIALIZER;
static struct heap *heaps = &process_heap;

PVOID rtl_process_heap(void)
{
    return &process_heap;
}

void *rtl_allocate(size_t size)
{
    return RtlAllocateHeap(&process_heap, 0, size);
}

void rtl_free(void *block)
{
    RtlFreeHeap(&process_heap, 0, block);
}

static struct heap *heap_get(PVOID handle)
{
    struct heap *heap = handle;

    return heap && heap->magic == HEAP_MAGIC ? heap : NULL;
}

static void heap_lock(struct heap *heap, ULONG flags)
{
    if (heap->listed && !((heap->flags | flags) & HEAP_NO_SERIALIZE))
        pthread_mutex_lock(&heap->lock);
}

static void heap_unlock(struct heap *heap, ULONG flags)
{
    if (heap->listed && !((heap->flags | flags) & HEAP_NO_SERIALIZE))
        pthread_mutex_unlock(&heap->lock);
}

static uint64_t block_magic(const struct heap *heap, const struct block *block)
{
    return BLOCK_MAGIC ^ (uintptr_t)heap ^ (uintptr_t)block << 16;
}

static struct block *block_get(const struct heap *heap, PVOID address)
{
    struct block *block;

    if (!address || (uintptr_t)address % 16)
        return NULL;
    block = (struct block *)address - 1;
    return block->magic == block_magic(heap, block) ? block : NULL;
}

static void block_link(struct heap *heap, struct block *block)
{
    block->magic = block_magic(heap, block);
    if (!heap->listed)
        return;
    block->next = &heap->blocks;
    block->previous = heap->blocks.previous;
    block->previous->next = block;
    heap->blocks.previous = block;
}

static void block_unlink(struct heap *heap, struct block *block)
{
    block->magic = 0;
    if (!heap->listed)
        return;
    block->previous->next = block->next;
    block->next->previous = block->previous;
}

/* Whether the heap may hold size bytes where it held before. */
static bool heap_has_room(const struct heap *heap, size_t before, size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(struct block))
        return false;
    return !heap->limit || size <= heap->limit - (heap->used - before);
}

PVOID NTAPI RtlCreateHeap(ULONG Flags, PVOID HeapBase, SIZE_T ReserveSize, SIZE_T CommitSize,
                          PVOID Lock, PRTL_HEAP_PARAMETERS Parameters)
{
    pthread_mutexattr_t recursive;
    struct heap *heap;

    (void)Lock;                         /* a heap has its own */
    (void)Parameters;                   /* tuning that malloc does not need */
    if (HeapBase || (ReserveSize && CommitSize > ReserveSize))
        return NULL;
    heap = calloc(1, sizeof(*heap));
    if (!heap)
        return NULL;
    heap->magic = HEAP_MAGIC;
    heap->flags = Flags;
    heap->listed = true;
    heap->limit = Flags & HEAP_GROWABLE ? 0 : ReserveSize;
    heap->blocks.next = heap->blocks.previous = &heap->blocks;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&heap->lock, &recursive);
    pthread_mutexattr_destroy(&recursive);

    pthread_mutex_lock(&heaps_lock);
    heap->next = process_heap.next;
    process_heap.next = heap;
    pthread_mutex_unlock(&heaps_lock);
    return heap;
}

/* NULL when it is done, else the heap. */
PVOID NTAPI RtlDestroyHeap(PVOID HeapHandle)
{
    struct heap *heap = heap_get(HeapHandle);
    struct heap **link;

    if (!heap || heap == &process_heap)
        return HeapHandle;

    pthread_mutex_lock(&heaps_lock);
    for (link = &heaps; *link && *link != heap; link = &(*link)->next)
        ;
    if (*link)
        *link = heap->next;
    pthread_mutex_unlock(&heaps_lock);

    while (heap->blocks.next != &heap->blocks) {
        struct block *block = heap->blocks.next;

        block_unlink(heap, block);
        free(block);
    }
    heap->magic = 0;
    pthread_mutex_destroy(&heap->lock);
    free(heap);
    return NULL;
}

PVOID NTAPI RtlAllocateHeap(PVOID HeapHandle, ULONG Flags, SIZE_T Size)
{
    struct heap *heap = heap_get(HeapHandle);
    struct block *block = NULL;

    if (!heap)
        return NULL;
    heap_lock(heap, Flags);
    if (heap_has_room(heap, 0, Size)) {
        if ((heap->flags | Flags) & HEAP_ZERO_MEMORY)
            block = calloc(1, sizeof(*block) + Size);
        else
            block = malloc(sizeof(*block) + Size);
    }
    if (block) {
        block->size = Size;
        if (heap->listed)
            heap->used += Size;
        block_link(heap, block);
    }
    heap_unlock(heap, Flags);
    return block ? block + 1 : NULL;
}

BOOLEAN NTAPI RtlFreeHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress)
{
    struct heap *heap = heap_get(HeapHandle);
    struct block *block;

    if (!heap)
        return FALSE;
    if (!BaseAddress)
        return TRUE;
    heap_lock(heap, Flags);
    block = block_get(heap, BaseAddress);
    if (block) {
        if (heap->listed)
            heap->used -= block->size;
        block_unlink(heap, block);
    }
    heap_unlock(heap, Flags);
    free(block);
    return block != NULL;
}

/* The block with another size, perhaps elsewhere; NULL: it is as it was. */
static struct block *block_resize(struct heap *heap, struct block *block, size_t size,
                                  bool in_place)
{
    struct block *resized;

    if (!heap_has_room(heap, heap->listed ? block->size : 0, size))
        return NULL;
    /* malloc's own count would do for both, but realloc also gives back what a smaller block frees.
     */
    if (in_place)
        return size <= malloc_usable_size(block) - sizeof(*block) ? block : NULL;

    block_unlink(heap, block);
    resized = realloc(block, sizeof(*block) + size);
    block_link(heap, resized ? resized : block);
    return resized;
}

PVOID NTAPI RtlReAllocateHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress, SIZE_T Size)
{
    struct heap *heap = heap_get(HeapHandle);
    struct block *block;

    if (!heap)
        return NULL;
    heap_lock(heap, Flags);
    block = block_get(heap, BaseAddress);
    if (block)
        block = block_resize(heap, block, Size, Flags & HEAP_REALLOC_IN_PLACE_ONLY);
    if (block) {
        size_t before = block->size;

        if (Size > before && (heap->flags | Flags) & HEAP_ZERO_MEMORY)
            memset((char *)(block + 1) + before, 0, Size - before);
        if (heap->listed)
            heap->used += Size - before;
        block->size = Size;
    }
    heap_unlock(heap, Flags);
    return block ? block + 1 : NULL;
}

SIZE_T NTAPI RtlSizeHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress)
{
    struct heap *heap = heap_get(HeapHandle);
    struct block *block;
    SIZE_T size;

    if (!heap)
        return (SIZE_T)-1;
    heap_lock(heap, Flags);
    block = block_get(heap, BaseAddress);
    size = block ? block->size : (SIZE_T)-1;
    heap_unlock(heap, Flags);
    return size;
}

/* One block, or, with NULL, all of them (of the process heap: none, since it does not know them).
 */
BOOLEAN NTAPI RtlValidateHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress)
{
    struct heap *heap = heap_get(HeapHandle);
    BOOLEAN valid = TRUE;

    if (!heap)
        return FALSE;
    heap_lock(heap, Flags);
    if (BaseAddress) {
        valid = block_get(heap, BaseAddress) != NULL;
    } else if (heap->listed) {
        for (struct block *b = heap->blocks.next; valid && b != &heap->blocks; b = b->next)
            valid = b->magic == block_magic(heap, b) && b->next->previous == b;
    }
    heap_unlock(heap, Flags);
    return valid;
}

BOOLEAN NTAPI RtlLockHeap(PVOID HeapHandle)
{
    struct heap *heap = heap_get(HeapHandle);

    return heap && !(heap->flags & HEAP_NO_SERIALIZE) && pthread_mutex_lock(&heap->lock) == 0;
}

BOOLEAN NTAPI RtlUnlockHeap(PVOID HeapHandle)
{
    struct heap *heap = heap_get(HeapHandle);

    return heap && !(heap->flags & HEAP_NO_SERIALIZE) && pthread_mutex_unlock(&heap->lock) == 0;
}

/* How many heaps there are; as many as fit are written, the process heap first. */
ULONG NTAPI RtlGetProcessHeaps(ULONG NumberOfHeaps, PVOID *ProcessHeaps)
{
    ULONG n = 0;

    pthread_mutex_lock(&heaps_lock);
    for (struct heap *heap = heaps; heap; heap = heap->next) {
        if (n < NumberOfHeaps)
            ProcessHeaps[n] = heap;
        n++;
    }
    pthread_mutex_unlock(&heaps_lock);
    return n;
}

/* The largest block that could be allocated is not known; 0 is what Windows answers then. */
SIZE_T NTAPI RtlCompactHeap(PVOID HeapHandle, ULONG Flags)
{
    (void)Flags;
    if (heap_get(HeapHandle))
        malloc_trim(0);
    return 0;
}
