/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * File objects: a regular file that a process has opened itself and handed over, so that sections can be
 * made of it. The server never reads, maps or closes the descriptor (R19, R20: intake.c does).
 */
#pragma once

#include "server/object.h"

#include <sys/types.h>

struct file {
    struct object object;
    int fd;
    uid_t uid;                          /* whose deposit it was */
    uint64_t size;                      /* as its opener said; who maps it looks for itself */
    uint16_t *path;
    uint32_t path_size;
};
