/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs and entries that the tests of descriptors speak of. */
#pragma once

#include "common/acl.h"
#include "common/sid.h"

#include <windows.h>

static const uint8_t everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
static const uint8_t creator_owner[] = {1, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0};
static const uint8_t local_system[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
static const uint8_t users[] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x21, 2, 0, 0};

static const uint8_t guid_a[GUID_SIZE] = "aaaaaaaaaaaaaaa";
static const uint8_t guid_b[GUID_SIZE] = "bbbbbbbbbbbbbbb";

static inline void add_entry(struct acl_builder *builder, uint8_t type, uint8_t flags, uint32_t mask, const void *sid)
{
    struct ace ace = {.type = type, .flags = flags, .mask = mask, .sid = sid};

    acl_builder_add(builder, &ace);
}

/* The entry at that place; type 0xff: there is none. */
static inline struct ace entry_at(const void *acl, uint32_t index)
{
    uint32_t position = 0;
    struct ace ace;

    while (acl_next(acl, &position, &ace))
        if (!index--)
            return ace;
    return (struct ace){.type = 0xff};
}

static inline bool entry_is(const void *acl, uint32_t index, uint8_t flags, uint32_t mask, const void *sid)
{
    struct ace ace = entry_at(acl, index);

    return ace.type != 0xff && ace.flags == flags && ace.mask == mask && ace.sid && sid_equal(ace.sid, sid);
}
