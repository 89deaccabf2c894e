/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Views of connections: how they are rounded, and where the server places them in a client that is
 * waiting (the client reserves a range of its addresses for that when it connects).
 */
#include "server/objects/port_private.h"

#include <stdlib.h>

#define GRANULARITY 0x10000ull

struct placement {
    struct placement *next;             /* by address */
    struct arena *arena;
    uint64_t base, size;
};

struct arena {
    uint64_t base, size;
    uint64_t next;                      /* look from here on: a place just freed is still being unmapped */
    struct placement *placements;
    bool orphaned;                      /* the process is gone; freed with the last placement */
};

NTSTATUS view_round(const struct section *section, uint64_t *offset, uint64_t *size)
{
    uint64_t start = *offset & ~(GRANULARITY - 1), end = *offset + *size;
    uint64_t limit = (section->size + 4095) & ~4095ull;

    if (!(section->protection & (PAGE_READWRITE | PAGE_EXECUTE_READWRITE)))
        return STATUS_SECTION_PROTECTION;
    if (*offset >= section->size || end < *offset || (*size && end > limit))
        return STATUS_INVALID_VIEW_SIZE;
    if (!*size)
        end = section->size;
    *offset = start;
    *size = (end - start + 4095) & ~4095ull;
    return STATUS_SUCCESS;
}

static struct arena *session_arena(struct session *session, uint64_t base, uint64_t size)
{
    struct arena *arena = session->arena;

    if (arena)
        return arena;
    if (!base || base % GRANULARITY || size > UINT64_MAX - base)
        return NULL;
    arena = calloc(1, sizeof *arena);
    if (arena) {
        arena->base = arena->next = base;
        arena->size = size;
        session->arena = arena;
    }
    return arena;
}

/* The first hole at or behind from. */
static struct placement **find_hole(struct arena *arena, uint64_t from, uint64_t size, uint64_t *base)
{
    struct placement **link = &arena->placements;
    uint64_t at = from;

    for (; *link; link = &(*link)->next) {
        if ((*link)->base + (*link)->size <= at)
            continue;
        if (at + size <= (*link)->base)
            break;
        at = (*link)->base + (*link)->size;
    }
    if (at + size < at || at + size > arena->base + arena->size)
        return NULL;
    *base = at;
    return link;
}

void *arena_place(struct session *session, uint64_t base, uint64_t arena_size, uint64_t size,
                  uint64_t *place)
{
    struct arena *arena = session_arena(session, base, arena_size);
    struct placement *placement, **link;

    size = (size + GRANULARITY - 1) & ~(GRANULARITY - 1);
    if (!arena || !size || size > arena->size)
        return NULL;
    link = find_hole(arena, arena->next, size, place);
    if (!link)
        link = find_hole(arena, arena->base, size, place);
    placement = link ? malloc(sizeof *placement) : NULL;
    if (!placement)
        return NULL;
    *placement = (struct placement){*link, arena, *place, size};
    *link = placement;
    arena->next = *place + size;
    return placement;
}

void arena_free_place(void *pointer)
{
    struct placement *placement = pointer, **link;

    if (!placement)
        return;
    link = &placement->arena->placements;
    while (*link != placement)
        link = &(*link)->next;
    *link = placement->next;
    if (placement->arena->orphaned && !placement->arena->placements)
        free(placement->arena);
    free(placement);
}

void arena_free(struct session *session)
{
    if (session->arena && session->arena->placements)
        session->arena->orphaned = true;
    else
        free(session->arena);
    session->arena = NULL;
}
