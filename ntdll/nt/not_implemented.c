/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that are not implemented: see not_implemented.def. Each says so once. What they are called
 * with does not matter: the caller clears the stack in this convention.
 */
#include "common/shmem.h"
#include "ntdll/debug.h"

#include <ntstatus.h>
#include <stdint.h>

DEBUG_CHANNEL(ntdll);

static uintptr_t refuse(const char *name, bool *said, uintptr_t result)
{
    if (!shm_exchange(said, true) && debug_on_(DEBUG_FIXME))
        debug_print(&debug_channel_, DEBUG_FIXME, name, "not implemented");
    return result;
}

#define STATUS_CALL(name)                                                                       \
    NTSTATUS NTAPI name(void);                                                                  \
    NTSTATUS NTAPI name(void)                                                                   \
    {                                                                                           \
        static bool said;                                                                       \
        return (NTSTATUS)refuse(#name, &said, (uintptr_t)STATUS_NOT_IMPLEMENTED);               \
    }
#define NULL_CALL(name)                                                                         \
    uintptr_t NTAPI name(void);                                                                 \
    uintptr_t NTAPI name(void)                                                                  \
    {                                                                                           \
        static bool said;                                                                       \
        return refuse(#name, &said, 0);                                                         \
    }
/* ZW_TWIN spelled out: <windows.h> has macros like CreateSemaphore, which only ## keeps from
 * being expanded. */
#define SERVICE(name)                                                                           \
    STATUS_CALL(Nt##name)                                                                       \
    extern __typeof__(Nt##name) Zw##name __attribute__((alias("Nt" #name)));
#include "ntdll/nt/not_implemented.def"
