/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The access check (MS-DTYP 2.5.3.2 and 2.5.3.3): what a security descriptor gives a token. It knows no objects and
 * no sessions; access.h does.
 */
#pragma once

#include "common/sd.h"
#include "server/token.h"

/* The object, or a part of it that has a type of its own: a tree, in which a node's children follow it with a higher
 * level. */
struct access_node {
    uint32_t level;
    uint8_t type[GUID_SIZE];
    uint32_t granted;                   /* the answer: what of it the token may do */
    uint32_t allowed, denied;           /* the check's own */
};

struct access_question {
    const struct token *token;
    const struct sd_parts *sd;
    const void *self;                   /* who PRINCIPAL SELF is; NULL: nobody */
    uint32_t desired;                   /* generic rights mapped; may have MAXIMUM_ALLOWED */
    const GENERIC_MAPPING *mapping;
    struct access_node *nodes;          /* the first is the object itself */
    uint32_t n_nodes;
};

/* Privileges that were needed for the answer, by bits of this. */
#define USED_SECURITY       1u
#define USED_TAKE_OWNERSHIP 2u
#define USED_RELABEL        4u

/* Fills each node's granted: all that is allowed, whatever is desired. *used: privileges that gave some of what is
 * desired. STATUS_PRIVILEGE_NOT_HELD: ACCESS_SYSTEM_SECURITY is desired, and the privilege is missing */
NTSTATUS access_decide(const struct access_question *question, uint32_t *used);
