/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ACLs and their entries as bytes. acl_valid looks at every size and count; what it has accepted can be
 * walked and copied without another check.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACL_HEADER   8u
#define ACL_MAX_SIZE 0xfffcu
#define GUID_SIZE    16u

bool acl_valid(const void *acl, uint32_t room);

/* Of a valid ACL. */
uint32_t acl_size(const void *acl);
uint32_t acl_count(const void *acl);

struct ace {
    uint8_t type, flags;
    uint32_t mask;
    const void *sid;                    /* NULL: a type that has none where we look */
    const void *object_type, *inherited_type;   /* GUIDs of object entries, or NULL */
    const uint8_t *bytes;               /* the whole entry */
    uint32_t size;
};
/* Walks a valid ACL: *position starts at 0. false: no more. */
bool acl_next(const void *acl, uint32_t *position, struct ace *ace);

/* Has an entry of that type flags and GUIDs in front of its SID? */
bool ace_type_is_object(uint8_t type);
/* How many bytes ace_write writes: type, flags, mask, GUIDs and SID. What else stood in the entry behind the SID
 * (a condition) is kept when bytes says where it was. */
uint32_t ace_written_size(const struct ace *ace);
void ace_write(uint8_t *out, const struct ace *ace);

/* An ACL that grows. */
struct acl_builder {
    uint8_t *bytes;
    uint32_t size, room;
    bool failed;                        /* no memory, or longer than an ACL can be */
};
void acl_builder_init(struct acl_builder *builder);
void acl_builder_deinit(struct acl_builder *builder);
void acl_builder_add(struct acl_builder *builder, const struct ace *ace);
