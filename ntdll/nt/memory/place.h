/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where in the address space something may lie. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <windows.h>

/* The highest address that Windows gives a program, and the lowest. */
#define HIGHEST_ADDRESS  0x7ffffffeffffull
#define LOWEST_ADDRESS   0x10000ull

/* What ZeroBits demands: addresses must stay below *limit (0: no demand). false: it makes no
 * sense. */
bool place_limit(uintptr_t *limit, ULONG_PTR zero_bits);
/* Reserves size bytes, which nobody can use yet: at *base when that is not NULL, else anywhere
 * below limit at a multiple of 64 KiB. STATUS_CONFLICTING_ADDRESSES, STATUS_NO_MEMORY */
NTSTATUS place_reserve(void **base, size_t size, uintptr_t limit);
