/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NT's case table as tools/gen-casetable.py makes it. Two levels: the upper bits of a unit choose a
 * block, the lower ones the place in it; there stands what to add, modulo 65,536. For utf16.c
 * alone.
 */
#pragma once

#include <assert.h>
#include <stdint.h>

#define CASETABLE_SHIFT 5
#define CASETABLE_N_INDEX (0x10000 >> CASETABLE_SHIFT)

extern const uint8_t casetable_up_index[CASETABLE_N_INDEX];
extern const uint16_t casetable_up_delta[];
extern const uint8_t casetable_down_index[CASETABLE_N_INDEX];
extern const uint16_t casetable_down_delta[];
