/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory that is shared: made here, sized once, sealed before anyone else has the descriptor (R1).
 */
#pragma once

#include "server/object.h"

/* A sealed memfd of the size, zero-filled and sparse. STATUS_NO_MEMORY, STATUS_INSUFFICIENT_RESOURCES */
NTSTATUS shm_create(int *fd, const char *name, uint64_t size);
/* The same, mapped here read/write, and by nobody else but to be read (R3). */
NTSTATUS shm_create_published(int *fd, void **mapping, const char *name, uint64_t size);
/* One of them, mapped here read/write; NULL: it cannot be. */
void *shm_map(int fd, uint64_t size);
/* The same as shm_create, and mapped here read/write. */
NTSTATUS shm_create_mapped(int *fd, void **mapping, const char *name, uint64_t size);
