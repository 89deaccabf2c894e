/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Symbolic link objects: a name that stands for another path. */
#pragma once

#include "server/object.h"

struct symlink {
    struct object object;
    uint16_t *target;
    uint32_t target_size;       /* bytes */
};
