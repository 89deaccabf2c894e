/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sections of Wine's, given to our calls. */
#pragma once

#include <stdint.h>

/* A section of ours over the same memory, to be closed by section_release. */
uint32_t section_import(uint64_t *object, uint64_t section);
void section_release(uint64_t object);
