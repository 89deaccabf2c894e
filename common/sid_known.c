/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Well-known SIDs; see sid_known.h. */
#include "common/sid_known.h"

#include <string.h>

#define LE32(n) (n) & 0xff, (n) >> 8 & 0xff, 0, 0

const struct known_sid known_sids[] = {
#define KNOWN(type, letters, authority, n, first, second, domain, name) \
    {{1, n, 0, 0, 0, 0, 0, authority, LE32(first), LE32(second)}, type, letters, domain, name},
#include "common/sid_known.def"
};
const size_t n_known_sids = sizeof known_sids / sizeof known_sids[0];

const struct known_sid *known_sid_find(const void *sid)
{
    for (size_t i = 0; i < n_known_sids; i++)
        if (sid_equal(known_sids[i].bytes, sid))
            return &known_sids[i];
    return NULL;
}

const struct known_sid *known_sid_of_letters(const char letters[2])
{
    for (size_t i = 0; i < n_known_sids; i++)
        if (known_sids[i].letters[0] && !memcmp(known_sids[i].letters, letters, 2))
            return &known_sids[i];
    return NULL;
}
