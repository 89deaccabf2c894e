/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Regions: what NtAllocateVirtualMemory has reserved and what is mapped from sections, with the
 * state of each page. The kernel knows protections; that pages are reserved but not committed, and
 * what belongs together, is known only here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_BYTES   4096u
#define GRANULARITY  65536u

/* Pages that are alike, from here to the next span or the region's end. protection 0: reserved
 * only. */
struct span {
    uintptr_t start;
    uint32_t protection;                    /* PAGE_* */
};

struct region {
    uintptr_t start, end;
    uint32_t type;                          /* MEM_PRIVATE or MEM_MAPPED */
    uint32_t protection;                    /* PAGE_* that it was made with */
    uint32_t attributes;                    /* views: SEC_* of the section */
    struct span *spans;                     /* at least one */
    size_t n_spans;
};

/* All below under this lock. */
void regions_lock(void);
void regions_unlock(void);
/* fork: no other thread changes anything meanwhile, and views are not inherited. */
void regions_after_fork(void);

/* A region whose pages are all alike, entered into the table. NULL: no memory. */
struct region *region_create(uintptr_t start, size_t size, uint32_t type, uint32_t protection,
                             bool committed);
/* Takes it out and frees it; the pages are the caller's business. */
void region_destroy(struct region *region);
/* Takes out a part; what is left behind it becomes a region of its own. false: no memory,
 * nothing done. */
bool region_cut(struct region *region, uintptr_t from, uintptr_t to);
/* The one that holds the address, or NULL. */
struct region *region_find(uintptr_t address);
/* Changes a part. false: no memory, nothing done. */
bool region_set(struct region *region, uintptr_t from, uintptr_t to, uint32_t protection);
/* The protection at an address, and where the pages stop being alike. */
uint32_t region_protection(const struct region *region, uintptr_t address, uintptr_t *end);
bool region_is_committed(const struct region *region, uintptr_t from, uintptr_t to);
