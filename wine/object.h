/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects of Wine's and of ours that are of the same type. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum object_type {
    OBJECT_NONE,                /* no handle */
    OBJECT_OTHER,
    OBJECT_EVENT,
    OBJECT_SEMAPHORE,
    OBJECT_MUTANT,
    OBJECT_SECTION,
    OBJECT_COMPLETION,
    OBJECT_DIRECTORY,
    OBJECT_FILE,
    OBJECT_PROCESS,
    OBJECT_THREAD,
};

struct _OBJECT_ATTRIBUTES;

enum object_type object_type_of_wine(uint64_t handle);
enum object_type object_type_of_ours(uint64_t object);
/* What a handle of Wine's permits. */
uint32_t object_access(uint64_t handle);
/* Of ours: one of that type, with the same access as a handle of Wine's. */
uint32_t object_create_like(uint64_t *object, enum object_type type, uint64_t handle,
                            const struct _OBJECT_ATTRIBUTES *attributes);

void wine_close(uint64_t handle);
void ours_close(uint64_t object);
/* Wine's handle is inherited if ours is. */
void object_inherit_like(uint64_t handle, uint64_t object);
