/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views; see memory.h. */
#include "wine/memory.h"

#include "wine/library.h"
#include "wine/wine.h"

#include <string.h>

#define CURRENT_PROCESS   ((uint64_t)-1)
#define BASIC_INFORMATION 0

static bool is_here(uint64_t process)
{
    return process == CURRENT_PROCESS && library_is_loaded();
}

/* What the library knows of an address; false: no view begins or goes on there. */
static bool describe(MEMORY_BASIC_INFORMATION *found, uint64_t address)
{
    memset(found, 0, sizeof *found);
    return !ours_call("NtQueryVirtualMemory", CURRENT_PROCESS, address, BASIC_INFORMATION, (uintptr_t)found,
                      sizeof *found, 0) &&
           found->Type == MEM_MAPPED;
}

static bool is_view(uint64_t address)
{
    MEMORY_BASIC_INFORMATION found;

    return describe(&found, address);
}

uint64_t memory_query(const uint64_t *a, uint64_t status)
{
    MEMORY_BASIC_INFORMATION *answer = (void *)(uintptr_t)a[3], found;

    if ((uint32_t)status || (uint32_t)a[2] != BASIC_INFORMATION || !is_here(a[0]) || answer->State != MEM_FREE)
        return status;
    if (describe(&found, a[1]))
        memcpy(answer, &found, sizeof found);
    return status;
}

uint64_t memory_commit(const uint64_t *a, uint64_t status)
{
    const uint64_t *place = (const uint64_t *)(uintptr_t)a[1];

    if (!(uint32_t)status || (uint32_t)a[4] != MEM_COMMIT || !is_here(a[0]) || !is_view(*place))
        return status;
    return windows_call(library_call("NtAllocateVirtualMemory"), a);
}

uint64_t memory_protect(const uint64_t *a, uint64_t status)
{
    const uint64_t *place = (const uint64_t *)(uintptr_t)a[1];

    if (!(uint32_t)status || !is_here(a[0]) || !is_view(*place))
        return status;
    return windows_call(library_call("NtProtectVirtualMemory"), a);
}
