/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directory objects: names of other objects. */
#pragma once

#include "server/object.h"

#define DIRECTORY_BUCKETS 64

struct directory {
    struct object object;
    struct object *buckets[DIRECTORY_BUCKETS];  /* by the hash of the upcased name; no references */
    uint32_t n_entries;
    struct directory *next_orphan;      /* directory.c */
};
