/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Self-relative security descriptors and ACLs as bytes. sd_valid looks at every offset, count and length; what
 * it has accepted can be walked without another check.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool sd_valid(const void *sd, uint32_t size);

/* Of a valid descriptor: NULL when it has none. */
const void *sd_owner(const void *sd);
/* NULL: no DACL, or a NULL one: everybody may do everything. */
const void *sd_dacl(const void *sd);

struct ace {
    uint8_t type, flags;
    uint32_t mask;
    const void *sid;                    /* NULL: a type that has none where we look */
};
/* Walks a valid ACL: *position starts at 0. false: no more. */
bool acl_next(const void *acl, uint32_t *position, struct ace *ace);
