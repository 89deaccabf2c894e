/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The access check a second time, for tests (threat-model T7): small numbers instead of SIDs and bytes, and one right
 * of one part of an object at a time. It shares no code with the server's, and is written from MS-DTYP 2.5.3.2 and
 * 2.5.3.3 and Microsoft's documentation of access tokens, restricted tokens and mandatory integrity.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <windows.h>

#define MODEL_NOBODY (-1)

/* SIDs that have a meaning of their own; the others are the test's. */
enum { MODEL_SELF, MODEL_OWNER_RIGHTS, MODEL_FIRST_SID };

enum model_group_state { GROUP_ON, GROUP_OFF, GROUP_DENIES };

struct model_token {
    int sids[8];                        /* the user first */
    enum model_group_state states[8];   /* the user's is not GROUP_OFF */
    int restricting[4];
    int n_sids, n_restricting;
    bool write_restricted, has_security, has_take_ownership, has_relabel;
    int level;                          /* of trust: 0 untrusted to 4 system */
    bool no_write_up;                   /* its policy */
};

struct model_ace {
    bool allows, inherit_only;
    uint32_t mask;                      /* may have generic rights */
    int sid, type;                      /* type: of the part, MODEL_NOBODY: of all */
};

struct model_label {                    /* the entry in the SACL */
    bool exists, inherit_only;
    int level;
    uint32_t policy;                    /* SYSTEM_MANDATORY_LABEL_NO_*_UP */
};

struct model_sd {
    int owner;
    bool has_dacl;                      /* else everybody may do everything */
    struct model_ace aces[8];
    int n_aces;
    struct model_label labels[2];
};

struct model_node {
    int level, type;                    /* the first is level 0 */
};

struct model_question {
    const struct model_token *token;
    const struct model_sd *sd;
    const GENERIC_MAPPING *mapping;
    const struct model_node *nodes;
    int n_nodes;
    int self;                           /* who MODEL_SELF is, or MODEL_NOBODY */
};

/* May the token use this one right of that node? */
bool model_allows(const struct model_question *question, int node, uint32_t right);
