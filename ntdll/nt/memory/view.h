/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Views: sections mapped into this process. A table of them answers NtUnmapViewOfSection and
 * NtQueryVirtualMemory. Not inherited by fork.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>
#include <winternl.h>

struct view {
    uint64_t section_size, offset, size;        /* offset and size: whole pages */
    uint32_t section_protection;                /* PAGE_* of the section */
    uint32_t attributes;                        /* SEC_* */
    uint32_t protection;                        /* PAGE_* wanted */
};

/* Maps fd as described, where the system likes or, when *base is not NULL, exactly there, over
 * whatever is reserved there (fixed) or failing with STATUS_CONFLICTING_ADDRESSES. The caller
 * keeps fd. STATUS_SECTION_PROTECTION, STATUS_INVALID_VIEW_SIZE, STATUS_NO_MEMORY */
NTSTATUS view_map(void **base, const struct view *view, int fd, bool fixed);
/* The same below an address (0: no matter); see place.h. */
NTSTATUS view_map_below(void **base, const struct view *view, int fd, bool fixed, uintptr_t limit);
/* base: any address in it. STATUS_NOT_MAPPED_VIEW */
NTSTATUS view_unmap(void *base);
/* A placed view gives its place back as a reservation that nobody can use meanwhile. */
NTSTATUS view_unmap_to_reservation(void *base);
/* Addresses set aside for placed views: as long as none is there they are free, to
 * NtQueryVirtualMemory. */
void view_set_aside(void *base, size_t size);
bool view_is_set_aside(uintptr_t address);
