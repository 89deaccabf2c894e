/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACLs; see acl.h. Layouts: ACL, ACE_HEADER, ACCESS_ALLOWED_ACE, ACCESS_ALLOWED_OBJECT_ACE of winnt.h. */
#include "common/acl.h"

#include "common/bytes.h"
#include "common/sid.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define ACE_HEAD   8u                   /* header and mask */
#define OBJECT_HEAD 12u                 /* and flags */

bool ace_type_is_object(uint8_t type)
{
    switch (type) {
    case ACCESS_ALLOWED_OBJECT_ACE_TYPE:
    case ACCESS_DENIED_OBJECT_ACE_TYPE:
    case SYSTEM_AUDIT_OBJECT_ACE_TYPE:
    case SYSTEM_ALARM_OBJECT_ACE_TYPE:
    case ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE:
    case ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE:
    case SYSTEM_AUDIT_CALLBACK_OBJECT_ACE_TYPE:
    case SYSTEM_ALARM_CALLBACK_OBJECT_ACE_TYPE:
        return true;
    default:
        return false;
    }
}

static bool type_is_simple(uint8_t type)
{
    switch (type) {
    case ACCESS_ALLOWED_ACE_TYPE:
    case ACCESS_DENIED_ACE_TYPE:
    case SYSTEM_AUDIT_ACE_TYPE:
    case SYSTEM_ALARM_ACE_TYPE:
    case ACCESS_ALLOWED_CALLBACK_ACE_TYPE:
    case ACCESS_DENIED_CALLBACK_ACE_TYPE:
    case SYSTEM_AUDIT_CALLBACK_ACE_TYPE:
    case SYSTEM_ALARM_CALLBACK_ACE_TYPE:
    case SYSTEM_MANDATORY_LABEL_ACE_TYPE:
    case SYSTEM_RESOURCE_ATTRIBUTE_ACE_TYPE:
    case SYSTEM_SCOPED_POLICY_ID_ACE_TYPE:
        return true;
    default:
        return false;
    }
}

/* Of an entry with at least its size word and mask. Its flags are believed only when they fit. */
static uint32_t object_flags(const uint8_t *ace)
{
    return ace_type_is_object(ace[0]) && u16_at(ace + 2) >= OBJECT_HEAD ? u32_at(ace + 8) : 0;
}

/* Where the SID stands in an entry; 0: nowhere that we know. */
static uint32_t sid_offset(const uint8_t *ace)
{
    uint32_t flags;

    if (type_is_simple(ace[0]))
        return ACE_HEAD;
    if (ace[0] == ACCESS_ALLOWED_COMPOUND_ACE_TYPE)
        return OBJECT_HEAD;             /* the server's; the client's follows */
    if (!ace_type_is_object(ace[0]))
        return 0;
    flags = object_flags(ace);
    return OBJECT_HEAD + (flags & ACE_OBJECT_TYPE_PRESENT ? GUID_SIZE : 0) +
           (flags & ACE_INHERITED_OBJECT_TYPE_PRESENT ? GUID_SIZE : 0);
}

static bool ace_valid(const uint8_t *ace, uint32_t room)
{
    uint32_t size, sid, length;

    if (room < ACE_HEAD)
        return false;
    size = u16_at(ace + 2);
    if (size < ACE_HEAD || size % 4 || size > room)
        return false;
    sid = sid_offset(ace);
    if (!sid)
        return true;                    /* a type we do not look into */
    if (sid >= size)
        return false;
    length = sid_size(ace + sid, size - sid);
    if (!length || ace[0] != ACCESS_ALLOWED_COMPOUND_ACE_TYPE)
        return length;
    sid += length;
    return sid < size && sid_size(ace + sid, size - sid);
}

bool acl_valid(const void *bytes, uint32_t room)
{
    const uint8_t *acl = bytes;
    uint32_t size, at = ACL_HEADER;

    if (room < ACL_HEADER)
        return false;
    size = u16_at(acl + 2);
    if (acl[0] < MIN_ACL_REVISION || acl[0] > MAX_ACL_REVISION || size < ACL_HEADER || size % 4 || size > room)
        return false;
    for (uint32_t n = u16_at(acl + 4); n; n--) {
        if (!ace_valid(acl + at, size - at))
            return false;
        at += u16_at(acl + at + 2);
    }
    return true;
}

uint32_t acl_size(const void *acl)
{
    return u16_at((const uint8_t *)acl + 2);
}

uint32_t acl_count(const void *acl)
{
    return u16_at((const uint8_t *)acl + 4);
}

/* A position counts entries in its high half and their bytes in its low half; an ACL has less than 64 KiB. */
#define PER_ACE 0x10000u

bool acl_next(const void *bytes, uint32_t *position, struct ace *ace)
{
    const uint8_t *acl = bytes, *at = acl + ACL_HEADER + *position % PER_ACE, *guids = at + OBJECT_HEAD;
    uint32_t sid, flags;

    if (*position / PER_ACE >= u16_at(acl + 4))
        return false;
    sid = sid_offset(at);
    flags = object_flags(at);
    *ace = (struct ace){.type = at[0], .flags = at[1], .mask = u32_at(at + 4), .sid = sid ? at + sid : NULL,
                        .bytes = at, .size = u16_at(at + 2)};
    if (flags & ACE_OBJECT_TYPE_PRESENT) {
        ace->object_type = guids;
        guids += GUID_SIZE;
    }
    if (flags & ACE_INHERITED_OBJECT_TYPE_PRESENT)
        ace->inherited_type = guids;
    *position += PER_ACE + ace->size;
    return true;
}

/* What stands behind the SID in the entry that this one was read from. */
static const uint8_t *rest_of(const struct ace *ace, uint32_t *size)
{
    uint32_t offset;

    *size = 0;
    if (!ace->bytes)
        return NULL;
    offset = sid_offset(ace->bytes);
    offset += sid_length(ace->bytes + offset);
    *size = ace->size - offset;
    return ace->bytes + offset;
}

uint32_t ace_written_size(const struct ace *ace)
{
    uint32_t rest;

    if (!ace->sid)
        return ace->size;
    rest_of(ace, &rest);
    return (ace_type_is_object(ace->type) || ace->type == ACCESS_ALLOWED_COMPOUND_ACE_TYPE ? OBJECT_HEAD
                                                                                           : ACE_HEAD) +
           (ace->object_type ? GUID_SIZE : 0) + (ace->inherited_type ? GUID_SIZE : 0) +
           sid_length(ace->sid) + rest;
}

static uint8_t *put(uint8_t *at, const void *from, uint32_t size)
{
    if (size)
        memcpy(at, from, size);
    return at + size;
}

void ace_write(uint8_t *out, const struct ace *ace)
{
    uint32_t flags = (ace->object_type ? ACE_OBJECT_TYPE_PRESENT : 0) |
                     (ace->inherited_type ? ACE_INHERITED_OBJECT_TYPE_PRESENT : 0);
    const uint8_t *rest;
    uint32_t n_rest;

    if (!ace->sid) {                    /* a type that we do not understand: as it is */
        memcpy(out, ace->bytes, ace->size);
        out[1] = ace->flags;
        return;
    }
    rest = rest_of(ace, &n_rest);
    out[0] = ace->type;
    out[1] = ace->flags;
    put_u16(out + 2, (uint16_t)ace_written_size(ace));
    put_u32(out + 4, ace->mask);
    out += ACE_HEAD;
    if (ace_type_is_object(ace->type))
        out = put(out, &flags, sizeof flags);
    else if (ace->type == ACCESS_ALLOWED_COMPOUND_ACE_TYPE)
        out = put(out, ace->bytes + ACE_HEAD, OBJECT_HEAD - ACE_HEAD);
    out = put(out, ace->object_type, ace->object_type ? GUID_SIZE : 0);
    out = put(out, ace->inherited_type, ace->inherited_type ? GUID_SIZE : 0);
    out = put(out, ace->sid, sid_length(ace->sid));
    put(out, rest, n_rest);
}

void acl_builder_init(struct acl_builder *builder)
{
    *builder = (struct acl_builder){.room = 256, .size = ACL_HEADER};
    builder->bytes = calloc(1, builder->room);
    if (!builder->bytes) {
        builder->failed = true;
        return;
    }
    builder->bytes[0] = ACL_REVISION;
    put_u16(builder->bytes + 2, ACL_HEADER);
}

void acl_builder_deinit(struct acl_builder *builder)
{
    free(builder->bytes);
    builder->bytes = NULL;
}

static bool make_room(struct acl_builder *builder, uint32_t size)
{
    uint32_t room = builder->room;
    uint8_t *bytes;

    if (size > ACL_MAX_SIZE)
        return false;
    while (room < size)
        room *= 2;
    if (room == builder->room)
        return true;
    bytes = realloc(builder->bytes, room);
    if (!bytes)
        return false;
    builder->bytes = bytes;
    builder->room = room;
    return true;
}

void acl_builder_add(struct acl_builder *builder, const struct ace *ace)
{
    uint32_t size = ace_written_size(ace);

    if (builder->failed || !make_room(builder, builder->size + size)) {
        builder->failed = true;
        return;
    }
    ace_write(builder->bytes + builder->size, ace);
    builder->size += size;
    put_u16(builder->bytes + 2, (uint16_t)builder->size);
    put_u16(builder->bytes + 4, (uint16_t)(u16_at(builder->bytes + 4) + 1));
    if (ace_type_is_object(ace->type))
        builder->bytes[0] = ACL_REVISION_DS;
    else if (ace->type == ACCESS_ALLOWED_COMPOUND_ACE_TYPE && builder->bytes[0] < ACL_REVISION3)
        builder->bytes[0] = ACL_REVISION3;
}
