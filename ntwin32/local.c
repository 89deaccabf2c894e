/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LocalAlloc and GlobalAlloc: blocks of the process heap.
 *
 * A fixed block is its own handle. A movable one has a handle that leads to it, so that it may move
 * while nobody has locked it. The two are told apart by the address: blocks are aligned to 16, and
 * a handle points 8 bytes behind.
 */
#include "ntwin32/error.h"

#include <windows.h>

#define MAGIC     0x656c6261766f4d20u /* "Movable" */
#define MAX_LOCKS 0xff                /* what LocalFlags has room for */

struct movable {
    ULONG64 magic;
    PVOID block; /* the handle is this member's address; NULL: of size 0, or discarded */
    ULONG locks;
    BOOL discarded;
};

static struct movable *movable_of(HLOCAL handle)
{
    struct movable *movable;

    if ((ULONG_PTR)handle % 16 != offsetof(struct movable, block))
        return NULL;
    movable = CONTAINING_RECORD(handle, struct movable, block);
    return movable->magic == MAGIC ? movable : NULL;
}

static ULONG heap_flags(UINT flags)
{
    return flags & LMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0;
}

static HLOCAL make_movable(UINT flags, SIZE_T size)
{
    struct movable *movable = RtlAllocateHeap(RtlProcessHeap(), HEAP_ZERO_MEMORY, sizeof *movable);

    if (movable && size)
        movable->block = RtlAllocateHeap(RtlProcessHeap(), heap_flags(flags), size);
    if (!movable || (size && !movable->block)) {
        RtlFreeHeap(RtlProcessHeap(), 0, movable);
        return NULL;
    }
    movable->magic = MAGIC;
    movable->discarded = !size;
    return &movable->block;
}

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
    HLOCAL handle = uFlags & LMEM_MOVEABLE
                        ? make_movable(uFlags, uBytes)
                        : RtlAllocateHeap(RtlProcessHeap(), heap_flags(uFlags), uBytes);

    if (!handle)
        failed_with(ERROR_NOT_ENOUGH_MEMORY);
    return handle;
}

/* NULL, or the handle when it is none. */
HLOCAL WINAPI LocalFree(HLOCAL hMem)
{
    struct movable *movable = movable_of(hMem);
    PVOID block = hMem;

    if (movable) {
        RtlFreeHeap(RtlProcessHeap(), 0, movable->block);
        movable->magic = 0;
        block = movable;
    }
    if (RtlFreeHeap(RtlProcessHeap(), 0, block))
        return NULL;
    failed_with(ERROR_INVALID_HANDLE);
    return hMem;
}

LPVOID WINAPI LocalLock(HLOCAL hMem)
{
    struct movable *movable = movable_of(hMem);

    if (!movable)
        return hMem;
    if (!movable->block) {
        failed_with(ERROR_DISCARDED);
        return NULL;
    }
    if (movable->locks < MAX_LOCKS)
        movable->locks++;
    return movable->block;
}

/* TRUE while it is still locked; with FALSE the last error says whether it was. */
WINBOOL WINAPI LocalUnlock(HLOCAL hMem)
{
    struct movable *movable = movable_of(hMem);

    if (!movable || !movable->locks)
        return failed_with(ERROR_NOT_LOCKED);
    return --movable->locks || failed_with(ERROR_SUCCESS);
}

SIZE_T WINAPI LocalSize(HLOCAL hMem)
{
    struct movable *movable = movable_of(hMem);
    SIZE_T size;

    if (movable && !movable->block)
        return 0;
    size = RtlSizeHeap(RtlProcessHeap(), 0, movable ? movable->block : hMem);
    if (size != (SIZE_T)-1)
        return size;
    failed_with(ERROR_INVALID_HANDLE);
    return 0;
}

UINT WINAPI LocalFlags(HLOCAL hMem)
{
    struct movable *movable = movable_of(hMem);

    if (!movable)
        return 0;
    return movable->locks | (movable->discarded ? LMEM_DISCARDED : 0u);
}

/* The handle of a locked block's address. Only fixed blocks can be asked for: their address is it.
 */
HLOCAL WINAPI LocalHandle(LPCVOID pMem)
{
    return (HLOCAL)pMem;
}

/* A movable block, whose handle stays; one of size 0 has no memory. */
static HLOCAL resize_movable(struct movable *movable, SIZE_T size, UINT flags)
{
    PVOID block = NULL;

    if (size) {
        block = movable->block
                    ? RtlReAllocateHeap(RtlProcessHeap(), heap_flags(flags), movable->block, size)
                    : RtlAllocateHeap(RtlProcessHeap(), heap_flags(flags), size);
        if (!block)
            return NULL;
    } else {
        RtlFreeHeap(RtlProcessHeap(), 0, movable->block);
    }
    movable->block = block;
    movable->discarded = !size;
    return &movable->block;
}

/* A fixed block moves only when LMEM_MOVEABLE permits it. */
HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags)
{
    struct movable *movable = movable_of(hMem);
    ULONG in_place = uFlags & LMEM_MOVEABLE ? 0 : HEAP_REALLOC_IN_PLACE_ONLY;
    HLOCAL result = hMem;

    if (uFlags & LMEM_MODIFY)
        return result;
    if (movable)
        result = resize_movable(movable, uBytes, uFlags);
    else
        result = RtlReAllocateHeap(RtlProcessHeap(), heap_flags(uFlags) | in_place, hMem, uBytes);
    if (!result)
        failed_with(ERROR_NOT_ENOUGH_MEMORY);
    return result;
}

/* There has been one heap for both since 32-bit Windows. The flags have the same values. */
HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes)
{
    return LocalAlloc(uFlags, dwBytes);
}

HGLOBAL WINAPI GlobalFree(HGLOBAL hMem)
{
    return LocalFree(hMem);
}

LPVOID WINAPI GlobalLock(HGLOBAL hMem)
{
    return LocalLock(hMem);
}

WINBOOL WINAPI GlobalUnlock(HGLOBAL hMem)
{
    return movable_of(hMem) ? LocalUnlock(hMem) : TRUE;
}

SIZE_T WINAPI GlobalSize(HGLOBAL hMem)
{
    return LocalSize(hMem);
}

UINT WINAPI GlobalFlags(HGLOBAL hMem)
{
    return LocalFlags(hMem);
}

HGLOBAL WINAPI GlobalHandle(LPCVOID pMem)
{
    return LocalHandle(pMem);
}

HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags)
{
    return LocalReAlloc(hMem, dwBytes, uFlags);
}
