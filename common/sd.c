/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security descriptors; see sd.h. Layouts: SECURITY_DESCRIPTOR_RELATIVE, ACL, ACE_HEADER of winnt.h. */
#include "common/sd.h"

#include "common/sid.h"

#include <string.h>
#include <windows.h>

static uint32_t u32_at(const uint8_t *at)
{
    uint32_t v;

    memcpy(&v, at, sizeof v);
    return v;
}

static uint16_t u16_at(const uint8_t *at)
{
    uint16_t v;

    memcpy(&v, at, sizeof v);
    return v;
}

/* Where the SID stands in an ACE of that type; 0: nowhere that we know. */
static uint32_t sid_offset(const uint8_t *ace)
{
    uint32_t flags, offset;

    switch (ace[0]) {
    case ACCESS_ALLOWED_ACE_TYPE:
    case ACCESS_DENIED_ACE_TYPE:
    case SYSTEM_AUDIT_ACE_TYPE:
    case SYSTEM_ALARM_ACE_TYPE:
    case ACCESS_ALLOWED_CALLBACK_ACE_TYPE:
    case ACCESS_DENIED_CALLBACK_ACE_TYPE:
    case SYSTEM_MANDATORY_LABEL_ACE_TYPE:
        return 8;
    case ACCESS_ALLOWED_OBJECT_ACE_TYPE:
    case ACCESS_DENIED_OBJECT_ACE_TYPE:
    case SYSTEM_AUDIT_OBJECT_ACE_TYPE:
        if (u16_at(ace + 2) < 12)
            return 0;
        flags = u32_at(ace + 8);
        offset = 12;
        if (flags & ACE_OBJECT_TYPE_PRESENT)
            offset += 16;
        if (flags & ACE_INHERITED_OBJECT_TYPE_PRESENT)
            offset += 16;
        return offset;
    default:
        return 0;
    }
}

static bool ace_valid(const uint8_t *ace, uint32_t room)
{
    uint32_t size, sid;

    if (room < 8)
        return false;
    size = u16_at(ace + 2);
    if (size < 8 || size % 4 || size > room)
        return false;
    sid = sid_offset(ace);
    if (!sid)
        return true;                    /* a type we do not look into */
    return sid < size && sid_size(ace + sid, size - sid);
}

static bool acl_valid(const uint8_t *acl, uint32_t room)
{
    uint32_t size, at = 8;

    if (room < 8)
        return false;
    size = u16_at(acl + 2);
    if (acl[0] < ACL_REVISION || acl[0] > ACL_REVISION_DS || size < 8 || size % 4 || size > room)
        return false;
    for (uint32_t n = u16_at(acl + 4); n; n--) {
        if (!ace_valid(acl + at, size - at))
            return false;
        at += u16_at(acl + at + 2);
    }
    return true;
}

#define HEADER 20u      /* revision, sbz1, control, owner, group, sacl, dacl */

static bool part_valid(const uint8_t *sd, uint32_t size, uint32_t field, bool is_acl)
{
    uint32_t offset = u32_at(sd + field);

    if (!offset)
        return true;
    if (offset < HEADER || offset % 4 || offset >= size)
        return false;
    return is_acl ? acl_valid(sd + offset, size - offset) : sid_size(sd + offset, size - offset) != 0;
}

bool sd_valid(const void *bytes, uint32_t size)
{
    const uint8_t *sd = bytes;
    uint16_t control;

    if (size < HEADER || size > 65536 || sd[0] != SECURITY_DESCRIPTOR_REVISION)
        return false;
    control = u16_at(sd + 2);
    return control & SE_SELF_RELATIVE && part_valid(sd, size, 4, false) && part_valid(sd, size, 8, false) &&
           (!(control & SE_SACL_PRESENT) || part_valid(sd, size, 12, true)) &&
           (!(control & SE_DACL_PRESENT) || part_valid(sd, size, 16, true));
}

const void *sd_owner(const void *bytes)
{
    const uint8_t *sd = bytes;
    uint32_t offset = u32_at(sd + 4);

    return offset ? sd + offset : NULL;
}

const void *sd_dacl(const void *bytes)
{
    const uint8_t *sd = bytes;
    uint32_t offset = u32_at(sd + 16);

    return u16_at(sd + 2) & SE_DACL_PRESENT && offset ? sd + offset : NULL;
}

/* A position counts entries in its high half and their bytes in its low half; an ACL has less than 64 KiB. */
#define PER_ACE 0x10000u

bool acl_next(const void *bytes, uint32_t *position, struct ace *ace)
{
    const uint8_t *acl = bytes, *at = acl + 8 + *position % PER_ACE;
    uint32_t sid;

    if (*position / PER_ACE >= u16_at(acl + 4))
        return false;
    *position += PER_ACE + u16_at(at + 2);
    sid = sid_offset(at);
    *ace = (struct ace){at[0], at[1], u32_at(at + 4), sid ? at + sid : NULL};
    return true;
}
