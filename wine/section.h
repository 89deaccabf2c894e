/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sections of Wine's, given to our calls. */
#pragma once

#include <stdint.h>

struct _OBJECT_ATTRIBUTES;

/* A section of ours over the same memory, with the access that the handle has, to be closed by ours_close.
 * attributes: its name, or NULL. */
uint32_t section_import(uint64_t *object, uint64_t section, const struct _OBJECT_ATTRIBUTES *attributes);
