/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Views of ours in a program's memory. Wine does not know them; so what it takes for free is asked of the
 * library, and what it refuses there is done by it. The arguments are the calls'; status: Wine's answer.
 */
#pragma once

#include <stdint.h>

/* NtQueryVirtualMemory */
uint64_t memory_query(const uint64_t *a, uint64_t status);
/* NtAllocateVirtualMemory, which also commits. */
uint64_t memory_commit(const uint64_t *a, uint64_t status);
/* NtProtectVirtualMemory */
uint64_t memory_protect(const uint64_t *a, uint64_t status);
