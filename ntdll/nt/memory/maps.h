/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that NtAllocateVirtualMemory did not make: the program itself, its stacks, malloc's.
 * The kernel's list answers for it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct mapping {
    uintptr_t start, end; /* start == end: nothing is mapped from here to the end of time */
    int prot;                               /* PROT_* */
    bool shared, file;
};

/* The mapping that holds the address, or else the next one above it. false: /proc cannot be
 * read. */
bool maps_find(struct mapping *mapping, uintptr_t address);
