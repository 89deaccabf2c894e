/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Self-relative security descriptors as bytes. sd_valid looks at every offset, count and length; what
 * it has accepted can be taken apart without another check.
 */
#pragma once

#include "common/acl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SD_HEADER   20u
#define SD_MAX_SIZE 65536u

bool sd_valid(const void *sd, uint32_t size);

/* Of a valid descriptor: NULL when it has none. */
const void *sd_owner(const void *sd);
/* NULL: no DACL, or a NULL one: everybody may do everything. */
const void *sd_dacl(const void *sd);

/* A descriptor in pieces, wherever they stand. An ACL is there when its SE_…_PRESENT is set; then it may be NULL. */
struct sd_parts {
    uint16_t control;                   /* SE_SELF_RELATIVE is of no account */
    const void *owner, *group;          /* SIDs or NULL */
    const void *sacl, *dacl;
};
/* Of a valid descriptor. */
struct sd_parts sd_parts_of(const void *sd);
/* The size of the self-relative form; and that form. */
uint32_t sd_written_size(const struct sd_parts *parts);
void sd_write(uint8_t *out, const struct sd_parts *parts);
