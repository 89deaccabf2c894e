/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security descriptors; see sd.h. Layout: SECURITY_DESCRIPTOR_RELATIVE of winnt.h. */
#include "common/sd.h"

#include "common/bytes.h"
#include "common/sid.h"

#include <string.h>
#include <windows.h>

/* revision, sbz1, control; then offsets */
enum { CONTROL = 2, OWNER = 4, GROUP = 8, SACL = 12, DACL = 16 };

static bool part_valid(const uint8_t *sd, uint32_t size, uint32_t field, bool is_acl)
{
    uint32_t offset = u32_at(sd + field);

    if (!offset)
        return true;
    if (offset < SD_HEADER || offset % 4 || offset >= size)
        return false;
    return is_acl ? acl_valid(sd + offset, size - offset) : sid_size(sd + offset, size - offset) != 0;
}

bool sd_valid(const void *bytes, uint32_t size)
{
    const uint8_t *sd = bytes;
    uint16_t control;

    if (size < SD_HEADER || size > SD_MAX_SIZE || sd[0] != SECURITY_DESCRIPTOR_REVISION)
        return false;
    control = u16_at(sd + CONTROL);
    return control & SE_SELF_RELATIVE && part_valid(sd, size, OWNER, false) && part_valid(sd, size, GROUP, false) &&
           (!(control & SE_SACL_PRESENT) || part_valid(sd, size, SACL, true)) &&
           (!(control & SE_DACL_PRESENT) || part_valid(sd, size, DACL, true));
}

static const void *part_at(const uint8_t *sd, uint32_t field)
{
    uint32_t offset = u32_at(sd + field);

    return offset ? sd + offset : NULL;
}

struct sd_parts sd_parts_of(const void *sd)
{
    uint16_t control = u16_at((const uint8_t *)sd + CONTROL);

    return (struct sd_parts){
        .control = control,
        .owner = part_at(sd, OWNER),
        .group = part_at(sd, GROUP),
        .sacl = control & SE_SACL_PRESENT ? part_at(sd, SACL) : NULL,
        .dacl = control & SE_DACL_PRESENT ? part_at(sd, DACL) : NULL,
    };
}

const void *sd_owner(const void *sd)
{
    return part_at(sd, OWNER);
}

const void *sd_dacl(const void *sd)
{
    return sd_parts_of(sd).dacl;
}

uint32_t sd_written_size(const struct sd_parts *parts)
{
    return SD_HEADER + (parts->owner ? sid_length(parts->owner) : 0) + (parts->group ? sid_length(parts->group) : 0) +
           (parts->sacl ? acl_size(parts->sacl) : 0) + (parts->dacl ? acl_size(parts->dacl) : 0);
}

static uint32_t write_part(uint8_t *out, uint32_t field, uint32_t at, const void *part, uint32_t size)
{
    put_u32(out + field, at);
    memcpy(out + at, part, size);
    return at + size;
}

void sd_write(uint8_t *out, const struct sd_parts *parts)
{
    uint32_t at = SD_HEADER;

    memset(out, 0, SD_HEADER);
    out[0] = SECURITY_DESCRIPTOR_REVISION;
    put_u16(out + CONTROL, parts->control | SE_SELF_RELATIVE);
    if (parts->sacl)
        at = write_part(out, SACL, at, parts->sacl, acl_size(parts->sacl));
    if (parts->dacl)
        at = write_part(out, DACL, at, parts->dacl, acl_size(parts->dacl));
    if (parts->owner)
        at = write_part(out, OWNER, at, parts->owner, sid_length(parts->owner));
    if (parts->group)
        write_part(out, GROUP, at, parts->group, sid_length(parts->group));
}
