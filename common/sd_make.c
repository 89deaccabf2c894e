/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Descriptors made from others; see sd_make.h. */
#include "common/sd_make.h"

#include <ntstatus.h>
#include <stdlib.h>

/* The two ACLs of a descriptor are treated alike; these are the control bits of one. */
struct acl_bits {
    uint16_t present, defaulted, inherit_req, inherited, is_protected;
    uint32_t auto_inherit;              /* SEF_ */
};
static const struct acl_bits dacl_bits = {SE_DACL_PRESENT, SE_DACL_DEFAULTED, SE_DACL_AUTO_INHERIT_REQ,
                                          SE_DACL_AUTO_INHERITED, SE_DACL_PROTECTED, SEF_DACL_AUTO_INHERIT};
static const struct acl_bits sacl_bits = {SE_SACL_PRESENT, SE_SACL_DEFAULTED, SE_SACL_AUTO_INHERIT_REQ,
                                          SE_SACL_AUTO_INHERITED, SE_SACL_PROTECTED, SEF_SACL_AUTO_INHERIT};

static uint16_t all_bits(const struct acl_bits *bits)
{
    return bits->present | bits->defaulted | bits->inherit_req | bits->inherited | bits->is_protected;
}

static NTSTATUS write_out(uint8_t **made, uint32_t *size, const struct sd_parts *parts)
{
    *size = sd_written_size(parts);
    if (*size > SD_MAX_SIZE)
        return STATUS_INVALID_SECURITY_DESCR;
    *made = malloc(*size);
    if (!*made)
        return STATUS_NO_MEMORY;
    sd_write(*made, parts);
    return STATUS_SUCCESS;
}

static NTSTATUS builder_status(const struct acl_builder *builder)
{
    if (!builder->failed)
        return STATUS_SUCCESS;
    return builder->bytes ? STATUS_INVALID_SECURITY_DESCR : STATUS_NO_MEMORY;
}

/* ---- a new object's ---------------------------------------------------------------------------------- */

/* One ACL of the new object goes into out; returns its control bits. */
static uint16_t birth_acl(struct acl_builder *out, const struct sd_birth *birth, const struct acl_bits *bits,
                          const struct acl_heir *heir, const void *parent_acl, const void *own_acl, const void *token_acl)
{
    uint16_t said = birth->creator ? birth->creator->control & all_bits(bits) : 0;
    bool automatic = birth->flags & bits->auto_inherit, is_protected = said & bits->is_protected;
    bool is_default = said & bits->defaulted || birth->flags & SEF_DEFAULT_DESCRIPTOR_FOR_OBJECT;
    uint16_t control = (said & bits->is_protected) | (automatic ? bits->inherited : 0);

    if (said & bits->present && !is_default) {
        if (own_acl)
            acl_adopt(out, own_acl, heir, automatic);
        if (own_acl && automatic && !is_protected && parent_acl)
            acl_inherit(out, parent_acl, heir);
        return control | bits->present;
    }
    if (parent_acl && !is_protected)
        acl_inherit(out, parent_acl, heir);
    if (out->size > ACL_HEADER)
        return control | bits->present;
    if (said & bits->present)
        token_acl = own_acl;
    else if (!token_acl)
        return control;
    if (token_acl)
        acl_adopt(out, token_acl, heir, false);
    return control | bits->present | bits->defaulted;
}

/* A NULL ACL stays NULL. */
static bool stays_null(const struct sd_birth *birth, const struct acl_bits *bits, const void *own_acl,
                       const struct acl_builder *built)
{
    return birth->creator && birth->creator->control & bits->present && !own_acl && built->size == ACL_HEADER;
}

static NTSTATUS birth_acls(uint8_t **made, uint32_t *size, const struct sd_birth *birth, struct sd_parts *parts,
                           const struct acl_heir *plain)
{
    const struct sd_parts none = {0};
    const struct sd_parts *parent = birth->parent ? birth->parent : &none;
    const struct sd_parts *creator = birth->creator ? birth->creator : &none;
    struct acl_heir dacl_heir = *plain, sacl_heir = *plain;
    struct acl_builder dacl, sacl;
    NTSTATUS status;

    dacl_heir.marks = birth->flags & SEF_DACL_AUTO_INHERIT;
    sacl_heir.marks = birth->flags & SEF_SACL_AUTO_INHERIT;
    acl_builder_init(&dacl);
    acl_builder_init(&sacl);
    parts->control |= birth_acl(&dacl, birth, &dacl_bits, &dacl_heir, parent->dacl, creator->dacl, birth->dacl);
    parts->control |= birth_acl(&sacl, birth, &sacl_bits, &sacl_heir, parent->sacl, creator->sacl, NULL);
    if (parts->control & SE_DACL_PRESENT && !stays_null(birth, &dacl_bits, creator->dacl, &dacl))
        parts->dacl = dacl.bytes;
    if (parts->control & SE_SACL_PRESENT && !stays_null(birth, &sacl_bits, creator->sacl, &sacl))
        parts->sacl = sacl.bytes;
    status = builder_status(&dacl);
    if (NT_SUCCESS(status))
        status = builder_status(&sacl);
    if (NT_SUCCESS(status))
        status = write_out(made, size, parts);
    acl_builder_deinit(&dacl);
    acl_builder_deinit(&sacl);
    return status;
}

/* The first that says something: creator, container if that is wanted, token. */
static const void *first_sid(const void *creator, bool from_parent, const void *parent, const void *token)
{
    if (creator)
        return creator;
    return from_parent && parent ? parent : token;
}

NTSTATUS sd_born(uint8_t **made, uint32_t *size, const struct sd_birth *birth)
{
    const struct sd_parts none = {0};
    const struct sd_parts *parent = birth->parent ? birth->parent : &none;
    const struct sd_parts *creator = birth->creator ? birth->creator : &none;
    struct sd_parts parts = {
        .owner = first_sid(creator->owner, birth->flags & SEF_DEFAULT_OWNER_FROM_PARENT, parent->owner, birth->owner),
        .group = first_sid(creator->group, birth->flags & SEF_DEFAULT_GROUP_FROM_PARENT, parent->group, birth->group),
    };
    struct acl_heir heir = {birth->container, false, parts.owner, parts.group, birth->type, birth->mapping};

    if (!parts.owner)
        return STATUS_INVALID_OWNER;
    if (!parts.group)
        return STATUS_INVALID_PRIMARY_GROUP;
    parts.control = creator->control & (SE_OWNER_DEFAULTED | SE_GROUP_DEFAULTED);
    return birth_acls(made, size, birth, &parts, &heir);
}

/* ---- changed ----------------------------------------------------------------------------------------- */

struct acl_change {
    const struct acl_bits *bits;
    const void *old, *given;            /* NULL: none, or a NULL one */
    uint32_t flags;
};

/* The ACL that takes the old one's place; returns the descriptor's control bits with it. */
static uint16_t change_acl(struct acl_builder *out, uint16_t control, uint16_t given, const struct acl_change *change,
                           const struct acl_heir *heir)
{
    const struct acl_bits *bits = change->bits;
    uint16_t both = bits->inherit_req | bits->inherited;
    bool automatic = change->flags & bits->auto_inherit;
    bool keeps = automatic && !(given & bits->is_protected) && !(control & bits->is_protected);

    if (change->given)
        acl_adopt(out, change->given, heir, keeps);
    if (change->given && keeps && change->old)
        acl_keep_inherited(out, change->old);
    control &= (uint16_t)~all_bits(bits);
    control |= given & (bits->present | bits->defaulted | bits->is_protected);
    return automatic || (given & both) == both ? control | bits->inherited : control;
}

/* PROTECTED_…_SECURITY_INFORMATION speaks about a bit alone. */
static uint16_t protect(uint16_t control, SECURITY_INFORMATION info)
{
    if (info & PROTECTED_DACL_SECURITY_INFORMATION)
        control |= SE_DACL_PROTECTED;
    if (info & UNPROTECTED_DACL_SECURITY_INFORMATION)
        control &= (uint16_t)~SE_DACL_PROTECTED;
    if (info & PROTECTED_SACL_SECURITY_INFORMATION)
        control |= SE_SACL_PROTECTED;
    if (info & UNPROTECTED_SACL_SECURITY_INFORMATION)
        control &= (uint16_t)~SE_SACL_PROTECTED;
    return control;
}

static bool is_label(const struct ace *ace)
{
    return ace->type == SYSTEM_MANDATORY_LABEL_ACE_TYPE;
}

static void add_labels(struct acl_builder *out, const void *acl, bool labels)
{
    uint32_t position = 0;
    struct ace ace;

    while (acl && acl_next(acl, &position, &ace))
        if (is_label(&ace) == labels)
            acl_builder_add(out, &ace);
}

/* The SACL's two halves: the label comes from one descriptor, the rest from another. */
static uint16_t change_sacl(struct acl_builder *out, const struct sd_parts *sd, SECURITY_INFORMATION info,
                            const struct sd_parts *change, uint32_t flags, const struct acl_heir *heir)
{
    struct acl_change sacl = {&sacl_bits, sd->sacl, change->sacl, flags};

    if (info & SACL_SECURITY_INFORMATION)
        return change_acl(out, sd->control, change->control, &sacl, heir);
    add_labels(out, sd->sacl, false);
    add_labels(out, change->sacl, true);
    return sd->control | (out->size > ACL_HEADER ? SE_SACL_PRESENT : 0);
}

#define SACL_INFO (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)

NTSTATUS sd_changed(uint8_t **made, uint32_t *size, const struct sd_parts *sd, SECURITY_INFORMATION info,
                    const struct sd_parts *change, uint32_t flags, const GENERIC_MAPPING *mapping)
{
    const uint16_t of_dacl = all_bits(&dacl_bits);
    struct sd_parts parts = *sd;
    struct acl_change dacl_change = {&dacl_bits, sd->dacl, change->dacl, flags};
    struct acl_builder dacl, sacl;
    struct acl_heir heir;
    NTSTATUS status;

    if (info & OWNER_SECURITY_INFORMATION)
        parts.owner = change->owner;
    if (info & GROUP_SECURITY_INFORMATION)
        parts.group = change->group;
    if (info & OWNER_SECURITY_INFORMATION && !parts.owner)
        return STATUS_INVALID_OWNER;
    if (info & GROUP_SECURITY_INFORMATION && !parts.group)
        return STATUS_INVALID_PRIMARY_GROUP;
    heir = (struct acl_heir){true, false, parts.owner, parts.group, NULL, mapping};
    acl_builder_init(&dacl);
    acl_builder_init(&sacl);
    if (info & SACL_INFO) {
        parts.control = change_sacl(&sacl, sd, info, change, flags, &heir);
        parts.sacl = parts.control & SE_SACL_PRESENT && (change->sacl || sacl.size > ACL_HEADER) ? sacl.bytes : NULL;
    }
    if (info & DACL_SECURITY_INFORMATION) {
        uint16_t control = change_acl(&dacl, parts.control, change->control, &dacl_change, &heir);

        parts.control = (parts.control & ~of_dacl) | (control & of_dacl);
        parts.dacl = change->dacl ? dacl.bytes : NULL;
    }
    parts.control = protect(parts.control, info);
    status = builder_status(&dacl);
    if (NT_SUCCESS(status))
        status = builder_status(&sacl);
    if (NT_SUCCESS(status))
        status = write_out(made, size, &parts);
    acl_builder_deinit(&dacl);
    acl_builder_deinit(&sacl);
    return status;
}

/* ---- shown ------------------------------------------------------------------------------------------- */

NTSTATUS sd_shown(uint8_t **made, uint32_t *size, const struct sd_parts *sd, SECURITY_INFORMATION info)
{
    struct sd_parts parts = {0};
    struct acl_builder labels;
    NTSTATUS status;

    acl_builder_init(&labels);
    if (info & OWNER_SECURITY_INFORMATION) {
        parts.owner = sd->owner;
        parts.control |= sd->control & SE_OWNER_DEFAULTED;
    }
    if (info & GROUP_SECURITY_INFORMATION) {
        parts.group = sd->group;
        parts.control |= sd->control & SE_GROUP_DEFAULTED;
    }
    if (info & DACL_SECURITY_INFORMATION) {
        parts.dacl = sd->dacl;
        parts.control |= sd->control & all_bits(&dacl_bits);
    }
    if (info & SACL_SECURITY_INFORMATION) {
        parts.sacl = sd->sacl;
        parts.control |= sd->control & all_bits(&sacl_bits);
    } else if (info & LABEL_SECURITY_INFORMATION) {
        add_labels(&labels, sd->sacl, true);
        parts.sacl = labels.size > ACL_HEADER ? labels.bytes : NULL;
        parts.control |= parts.sacl ? SE_SACL_PRESENT : 0;
    }
    status = builder_status(&labels);
    if (NT_SUCCESS(status))
        status = write_out(made, size, &parts);
    acl_builder_deinit(&labels);
    return status;
}
