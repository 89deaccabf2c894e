/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding addresses. The kernel gives multiples of 4 KiB and NT multiples of 64: so more is taken
 * than is needed, and the ends given back.
 */
#include "ntdll/nt/memory/place.h"

#include "ntdll/nt/memory/region.h"

#include <ntstatus.h>
#include <sys/mman.h>

#define TRIES 4096

static void *reserve(uintptr_t at, size_t size, int flags)
{
    return mmap((void *)at, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags,
                -1, 0);
}

/* Zero bits up to 21 count from bit 31 down; larger values are a mask of the bits that may be
 * used. */
bool place_limit(uintptr_t *limit, ULONG_PTR zero_bits)
{
    *limit = 0;
    if (!zero_bits)
        return true;
    if (zero_bits <= 21)
        *limit = (uintptr_t)1 << (32 - zero_bits);
    else if (zero_bits >= 32)
        *limit = (uintptr_t)1 << (64 - __builtin_clzll(zero_bits));
    return *limit;
}

static NTSTATUS reserve_at(void *base, size_t size)
{
    uintptr_t start = (uintptr_t)base;

    if (start < LOWEST_ADDRESS || start + size < start || start + size - 1 > HIGHEST_ADDRESS)
        return STATUS_CONFLICTING_ADDRESSES;
    return reserve(start, size, MAP_FIXED_NOREPLACE) == MAP_FAILED ? STATUS_CONFLICTING_ADDRESSES
                                                                  : STATUS_SUCCESS;
}

/* The kernel has no such wish, except for the lowest 2 GiB: tries one place after the other,
 * from above. */
static void *reserve_below(uintptr_t limit, size_t size)
{
    uintptr_t step = (limit / TRIES + GRANULARITY) & ~(uintptr_t)(GRANULARITY - 1);
    uintptr_t at;

    if (size >= limit)
        return NULL;
    for (at = (limit - size) & ~(uintptr_t)(GRANULARITY - 1); at >= LOWEST_ADDRESS; at -= step) {
        if (reserve(at, size, MAP_FIXED_NOREPLACE) != MAP_FAILED)
            return (void *)at;
        if (at < LOWEST_ADDRESS + step)
            break;
    }
    return NULL;
}

static void *reserve_anywhere(size_t size)
{
    size_t more = size + GRANULARITY - PAGE_BYTES;
    char *got = more < size ? MAP_FAILED : reserve(0, more, 0);
    char *start;

    if (got == MAP_FAILED)
        return NULL;
    start = (char *)(((uintptr_t)got + GRANULARITY - 1) & ~(uintptr_t)(GRANULARITY - 1));
    if (start > got)
        munmap(got, (size_t)(start - got));
    if (got + more > start + size)
        munmap(start + size, (size_t)(got + more - start - size));
    return start;
}

NTSTATUS place_reserve(void **base, size_t size, uintptr_t limit)
{
    void *found;

    if (*base)
        return reserve_at(*base, size);
    found = limit ? reserve_below(limit, size) : reserve_anywhere(size);
    if (!found)
        return STATUS_NO_MEMORY;
    *base = found;
    return STATUS_SUCCESS;
}
