/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PAGE_* and what they mean to the kernel and to each other. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>

/* Exactly one kind, known modifiers. STATUS_INVALID_PAGE_PROTECTION; STATUS_NOT_IMPLEMENTED for
 * guard pages. */
NTSTATUS protection_check(uint32_t protection);
/* PROT_* */
int protection_to_kernel(uint32_t protection);
/* PAGE_* of pages that have these PROT_* */
uint32_t protection_from_kernel(int prot);
bool protection_is_copy(uint32_t protection);
/* May a view of a section made with `section` have this one? */
bool protection_fits_section(uint32_t protection, uint32_t section);
/* SECTION_MAP_* that the handle must grant. */
uint32_t protection_to_access(uint32_t protection);
