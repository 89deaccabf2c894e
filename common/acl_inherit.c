/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inheritance; see acl_inherit.h. */
#include "common/acl_inherit.h"

#include "common/sid.h"

#include <string.h>
#include <windows.h>

#define TO_CHILDREN (OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE)

uint32_t generic_mapped(uint32_t mask, const GENERIC_MAPPING *mapping)
{
    if (mask & GENERIC_READ)
        mask |= mapping->GenericRead;
    if (mask & GENERIC_WRITE)
        mask |= mapping->GenericWrite;
    if (mask & GENERIC_EXECUTE)
        mask |= mapping->GenericExecute;
    if (mask & GENERIC_ALL)
        mask |= mapping->GenericAll;
    return mask & ~(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | (uint32_t)GENERIC_ALL);
}

static const void *creator_replaced(const void *sid, const struct acl_heir *heir)
{
    static const uint8_t creator_owner[] = {1, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0};
    static const uint8_t creator_group[] = {1, 1, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0};

    if (heir->owner && sid_equal(sid, creator_owner))
        return heir->owner;
    return heir->group && sid_equal(sid, creator_group) ? heir->group : sid;
}

/* The masks of these are no access rights. */
static bool has_rights(const struct ace *ace)
{
    return ace->sid && ace->type != SYSTEM_MANDATORY_LABEL_ACE_TYPE && ace->type != SYSTEM_RESOURCE_ATTRIBUTE_ACE_TYPE;
}

static struct ace effective(const struct ace *ace, const struct acl_heir *heir)
{
    struct ace made = *ace;

    if (has_rights(ace)) {
        made.mask = generic_mapped(ace->mask, heir->mapping);
        made.sid = creator_replaced(ace->sid, heir);
    }
    made.inherited_type = NULL;
    made.flags &= (uint8_t)~(TO_CHILDREN | NO_PROPAGATE_INHERIT_ACE | INHERIT_ONLY_ACE);
    return made;
}

/* applies: to the heir itself. children: the flags with which its children see the entry; 0: they do not. */
static void add(struct acl_builder *out, const struct ace *ace, const struct acl_heir *heir, bool applies,
                uint8_t children)
{
    struct ace own = effective(ace, heir), theirs = *ace;
    bool same = own.mask == ace->mask && own.sid == ace->sid && !ace->inherited_type;

    theirs.flags = own.flags | children;
    if (applies && children && same) {
        acl_builder_add(out, &theirs);
        return;
    }
    if (applies)
        acl_builder_add(out, &own);
    theirs.flags |= INHERIT_ONLY_ACE;
    if (children)
        acl_builder_add(out, &theirs);
}

static bool is_for(const struct ace *ace, const struct acl_heir *heir)
{
    return !ace->inherited_type || (heir->type && !memcmp(ace->inherited_type, heir->type, GUID_SIZE));
}

void acl_inherit(struct acl_builder *out, const void *parent_acl, const struct acl_heir *heir)
{
    uint8_t wanted = heir->container ? CONTAINER_INHERIT_ACE : OBJECT_INHERIT_ACE;
    uint32_t position = 0;
    struct ace ace;

    while (acl_next(parent_acl, &position, &ace)) {
        bool passes_on = heir->container && !(ace.flags & NO_PROPAGATE_INHERIT_ACE);
        uint8_t children = passes_on ? ace.flags & TO_CHILDREN : 0;

        ace.flags &= (uint8_t)~INHERITED_ACE;
        if (heir->marks)
            ace.flags |= INHERITED_ACE;
        add(out, &ace, heir, ace.flags & wanted && is_for(&ace, heir), children);
    }
}

void acl_adopt(struct acl_builder *out, const void *acl, const struct acl_heir *heir, bool explicit_only)
{
    uint32_t position = 0;
    struct ace ace;

    while (acl_next(acl, &position, &ace)) {
        uint8_t children = ace.flags & (TO_CHILDREN | NO_PROPAGATE_INHERIT_ACE);
        bool applies = !(ace.flags & INHERIT_ONLY_ACE);

        if (explicit_only && ace.flags & INHERITED_ACE)
            continue;
        if (!(children & TO_CHILDREN) && !applies)
            acl_builder_add(out, &ace);         /* for nobody; whoever wrote it finds it again */
        else
            add(out, &ace, heir, applies, children & TO_CHILDREN ? children : 0);
    }
}

void acl_keep_inherited(struct acl_builder *out, const void *acl)
{
    uint32_t position = 0;
    struct ace ace;

    while (acl_next(acl, &position, &ace))
        if (ace.flags & INHERITED_ACE)
            acl_builder_add(out, &ace);
}
