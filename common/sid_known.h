/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The SIDs that everybody knows, and what they are called. */
#pragma once

#include "common/sid.h"

#include <windows.h>

struct known_sid {
    uint8_t bytes[SID_HEADER_SIZE + 8];
    WELL_KNOWN_SID_TYPE type;
    char letters[3];                    /* in SDDL; "": it has none */
    const char *domain, *name;
};

extern const struct known_sid known_sids[];
extern const size_t n_known_sids;

/* NULL: there is none. */
const struct known_sid *known_sid_find(const void *sid);
const struct known_sid *known_sid_of_letters(const char letters[2]);
