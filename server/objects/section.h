/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Section objects: memory that may be mapped by several processes; the server never maps it (R6). */
#pragma once

#include "server/object.h"

#include <sys/types.h>

struct file;

struct section {
    struct object object;
    int fd;                             /* a sealed memfd of ours, or -1 and file's descriptor counts */
    struct file *file;                  /* a reference, for file-backed ones */
    uint64_t size;
    uint32_t protection, attributes;    /* PAGE_*, SEC_* */
};

int section_fd(const struct section *section);
/* R20: a file may be cut under who has mapped it, so only processes of its own user map it. */
bool section_mappable_by(const struct section *section, uid_t uid);
