/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Descriptors made from others: a new object's (MS-DTYP 2.5.3.4.1), one of which parts are replaced, and one that
 * shows parts of another. Nothing here asks who may do that. Results are self-relative and on the C
 * heap.
 */
#pragma once

#include "common/acl_inherit.h"
#include "common/sd.h"

#include <windows.h>
#include <winternl.h>

struct sd_birth {
    const struct sd_parts *parent, *creator;    /* either may be NULL */
    bool container;
    uint32_t flags;                             /* SEF_* */
    const void *type;                           /* the new object's GUID, or NULL */
    const void *owner, *group, *dacl;           /* the token's defaults; dacl may be NULL */
    const GENERIC_MAPPING *mapping;
};
/* STATUS_NO_MEMORY; STATUS_INVALID_OWNER, STATUS_INVALID_PRIMARY_GROUP: nobody says which;
 * STATUS_INVALID_SECURITY_DESCR: it would be too large. */
NTSTATUS sd_born(uint8_t **made, uint32_t *size, const struct sd_birth *birth);

/* sd with the parts that info names taken from change. SEF_DACL_AUTO_INHERIT and SEF_SACL_AUTO_INHERIT keep what the
 * object has inherited. The same statuses. */
NTSTATUS sd_changed(uint8_t **made, uint32_t *size, const struct sd_parts *sd, SECURITY_INFORMATION info,
                    const struct sd_parts *change, uint32_t flags, const GENERIC_MAPPING *mapping);

/* The parts that info names. */
NTSTATUS sd_shown(uint8_t **made, uint32_t *size, const struct sd_parts *sd, SECURITY_INFORMATION info);
