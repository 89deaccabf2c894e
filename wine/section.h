/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sections of Wine's, given to our calls. */
#pragma once

#include <stdint.h>

/* A section of ours over the same memory, to be closed by section_release. */
uint32_t section_import(uint64_t *object, uint64_t section);
/* The same, with a name, and the access that the handle has. */
struct _OBJECT_ATTRIBUTES;
uint32_t section_import_as(uint64_t *object, uint64_t section, const struct _OBJECT_ATTRIBUTES *attributes);
void section_release(uint64_t object);
