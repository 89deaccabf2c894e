/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What becomes of an ACL's entries when an object is made: those it inherits from its container, and those its
 * creator gives it (MS-DTYP 2.5.3.4: ComputeACL, ComputeInheritedACLFromParent, PostProcessACL).
 *
 * An entry that is effective on the new object has its generic rights mapped and CREATOR OWNER and CREATOR GROUP
 * replaced. Where children shall inherit the original, it stays beside it as an inherit-only entry.
 */
#pragma once

#include "common/acl.h"

#include <windef.h>

struct acl_heir {                       /* the new object */
    bool container;
    bool marks;                         /* inherited entries are marked so: INHERITED_ACE */
    const void *owner, *group;          /* SIDs; may be NULL */
    const void *type;                   /* GUID, or NULL: entries for a type are for children only */
    const GENERIC_MAPPING *mapping;
};

/* Adds what the heir inherits from a container's ACL. */
void acl_inherit(struct acl_builder *out, const void *parent_acl, const struct acl_heir *heir);
/* Adds what its creator said. explicit_only: without what the creator had inherited itself. */
void acl_adopt(struct acl_builder *out, const void *acl, const struct acl_heir *heir, bool explicit_only);
/* Adds the entries that are marked as inherited, as they are. */
void acl_keep_inherited(struct acl_builder *out, const void *acl);

/* Replaces generic rights by those that they stand for. */
uint32_t generic_mapped(uint32_t mask, const GENERIC_MAPPING *mapping);
