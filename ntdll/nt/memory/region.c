/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of regions: an array ordered by address. Programs have few of them, and look far more
 * often than they change something.
 */
#include "ntdll/nt/memory/region.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct region **table;
static size_t n_regions, capacity;

void regions_lock(void)
{
    pthread_mutex_lock(&lock);
}

void regions_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

/* The first region that ends beyond the address. */
static size_t position(uintptr_t address)
{
    size_t low = 0, high = n_regions;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (table[middle]->end > address)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct region *region_find(uintptr_t address)
{
    size_t at = position(address);

    return at < n_regions && table[at]->start <= address ? table[at] : NULL;
}

static bool make_room(void)
{
    size_t larger = capacity ? 2 * capacity : 64;
    struct region **moved;

    if (n_regions < capacity)
        return true;
    moved = realloc(table, larger * sizeof *table);
    if (!moved)
        return false;
    table = moved;
    capacity = larger;
    return true;
}

static void enter(struct region *region)
{
    size_t at = position(region->start);

    memmove(table + at + 1, table + at, (n_regions - at) * sizeof *table);
    table[at] = region;
    n_regions++;
}

static void free_region(struct region *region)
{
    if (region)
        free(region->spans);
    free(region);
}

struct region *region_create(uintptr_t start, size_t size, uint32_t type, uint32_t protection,
                             bool committed)
{
    struct region *region = calloc(1, sizeof *region);
    struct span *span = malloc(sizeof *span);

    if (!region || !span || !make_room()) {
        free(span);
        free(region);
        return NULL;
    }
    *span = (struct span){start, committed ? protection : 0};
    *region = (struct region){
        .start = start, .end = start + size, .type = type, .protection = protection,
        .spans = span, .n_spans = 1,
    };
    enter(region);
    return region;
}

void region_destroy(struct region *region)
{
    size_t at = position(region->start);

    n_regions--;
    memmove(table + at, table + at + 1, (n_regions - at) * sizeof *table);
    free_region(region);
}

/* The span that holds the address. */
static size_t span_at(const struct region *region, uintptr_t address)
{
    size_t at = region->n_spans - 1;

    while (region->spans[at].start > address)
        at--;
    return at;
}

static uintptr_t span_end(const struct region *region, size_t at)
{
    return at + 1 < region->n_spans ? region->spans[at + 1].start : region->end;
}

uint32_t region_protection(const struct region *region, uintptr_t address, uintptr_t *end)
{
    size_t at = span_at(region, address);

    if (end)
        *end = span_end(region, at);
    return region->spans[at].protection;
}

bool region_is_committed(const struct region *region, uintptr_t from, uintptr_t to)
{
    for (size_t at = span_at(region, from); at < region->n_spans && region->spans[at].start < to;
         at++)
        if (!region->spans[at].protection)
            return false;
    return true;
}

static void append(struct span *spans, size_t *n, uintptr_t start, uint32_t protection)
{
    if (*n && spans[*n - 1].protection == protection)
        return;
    spans[(*n)++] = (struct span){start, protection};
}

bool region_set(struct region *region, uintptr_t from, uintptr_t to, uint32_t protection)
{
    struct span *spans = malloc((region->n_spans + 2) * sizeof *spans);
    size_t n = 0, at = 0;

    if (!spans)
        return false;
    for (; at < region->n_spans && region->spans[at].start < from; at++)
        append(spans, &n, region->spans[at].start, region->spans[at].protection);
    append(spans, &n, from, protection);
    if (to < region->end)
        append(spans, &n, to, region->spans[span_at(region, to)].protection);
    for (; at < region->n_spans; at++)
        if (region->spans[at].start > to)
            append(spans, &n, region->spans[at].start, region->spans[at].protection);
    free(region->spans);
    region->spans = spans;
    region->n_spans = n;
    return true;
}

/* Leaves [start, end) of the region; both lie inside it. */
static void trim(struct region *region, uintptr_t start, uintptr_t end)
{
    size_t first = span_at(region, start), n = span_at(region, end - 1) - first + 1;

    memmove(region->spans, region->spans + first, n * sizeof region->spans[0]);
    region->spans[0].start = start;
    region->n_spans = n;
    region->start = start;
    region->end = end;
}

static struct region *copy_of(const struct region *region)
{
    struct region *copy = malloc(sizeof *copy);
    struct span *spans = malloc(region->n_spans * sizeof *spans);

    if (!copy || !spans) {
        free(copy);
        free(spans);
        return NULL;
    }
    *copy = *region;
    copy->spans = memcpy(spans, region->spans, region->n_spans * sizeof *spans);
    return copy;
}

bool region_cut(struct region *region, uintptr_t from, uintptr_t to)
{
    struct region *rest;

    if (from == region->start && to == region->end) {
        region_destroy(region);
        return true;
    }
    if (from == region->start) {
        trim(region, to, region->end);
        return true;
    }
    if (to == region->end) {
        trim(region, region->start, from);
        return true;
    }
    if (!make_room() || !(rest = copy_of(region)))
        return false;
    trim(rest, to, rest->end);
    trim(region, region->start, from);
    enter(rest);
    return true;
}

void regions_after_fork(void)
{
    size_t kept = 0;

    for (size_t i = 0; i < n_regions; i++)
        if (table[i]->type == MEM_MAPPED)
            free_region(table[i]);
        else
            table[kept++] = table[i];
    n_regions = kept;
}
