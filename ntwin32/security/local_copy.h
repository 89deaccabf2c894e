/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results that the caller gives back with LocalFree. */
#pragma once

#include <string.h>
#include <windows.h>

/* NULL with the last error. */
static inline PVOID local_copy(const void *bytes, size_t size)
{
    PVOID copy = LocalAlloc(LMEM_FIXED, size);

    return copy ? memcpy(copy, bytes, size) : NULL;
}
