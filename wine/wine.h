/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the shim uses of Wine's ntdll.so, and the originals of what it takes over. */
#pragma once

#include "wine/call.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

/* What an object of ours does that came with a message, by its handle as the first argument. */
#define OBJECT_HOOKS(HOOK)                                                                        \
    HOOK(NtReleaseMutant)                                                                         \
    HOOK(NtQueryMutant)                                                                           \
    HOOK(NtMapViewOfSection)                                                                      \
    HOOK(NtQuerySection)

/* Hooks: Wine's own calls that we look into. HOOK(name) */
#define HOOKS(HOOK)                                                                               \
    HOOK(NtClose)                                                                                 \
    HOOK(NtDuplicateObject)                                                                       \
    HOOK(NtQueryObject)                                                                           \
    HOOK(NtWaitForSingleObject)                                                                   \
    HOOK(NtWaitForMultipleObjects)                                                                \
    HOOK(NtSignalAndWaitForSingleObject)                                                          \
    HOOK(NtSetEvent)                                                                              \
    HOOK(NtResetEvent)                                                                            \
    HOOK(NtClearEvent)                                                                            \
    HOOK(NtPulseEvent)                                                                            \
    HOOK(NtQueryEvent)                                                                            \
    HOOK(NtReleaseSemaphore)                                                                      \
    HOOK(NtQuerySemaphore)                                                                        \
    HOOK(NtUnmapViewOfSection)                                                                    \
    HOOK(NtOpenProcess)                                                                           \
    HOOK(NtOpenThread)                                                                            \
    HOOK(NtSetInformationThread)                                                                  \
    HOOK(NtTerminateProcess)                                                                      \
    HOOK(NtAllocateVirtualMemory)                                                                 \
    HOOK(NtQueryVirtualMemory)                                                                    \
    HOOK(NtProtectVirtualMemory)                                                                  \
    HOOK(NtOpenKeyEx)                                                                             \
    OBJECT_HOOKS(HOOK)

/* What we only call. USE(name) */
#define USED(USE)                                                                                 \
    USE(NtCompareObjects)                                                                         \
    USE(NtCreateDirectoryObject)                                                                  \
    USE(NtCreateEvent)                                                                            \
    USE(NtCreateKeyedEvent)                                                                       \
    USE(NtCreateThreadEx)                                                                         \
    USE(NtDuplicateToken)                                                                         \
    USE(NtOpenEvent)                                                                              \
    USE(NtOpenKeyedEvent)                                                                         \
    USE(NtOpenProcessTokenEx)                                                                     \
    USE(NtOpenSymbolicLinkObject)                                                                 \
    USE(NtOpenThreadTokenEx)                                                                      \
    USE(NtQueryInformationProcess)                                                                \
    USE(NtQueryInformationThread)                                                                 \
    USE(NtQuerySymbolicLinkObject)                                                                \
    USE(NtQuerySystemInformation)                                                                 \
    USE(NtSetInformationObject)                                                                   \
    USE(NtSetIoCompletion)                                                                        \
    USE(RtlInitUnicodeString)                                                                     \
    USE(wine_server_fd_to_handle)                                                                 \
    USE(wine_server_handle_to_fd)

struct wine {
#define MEMBER(name) void *name;
    HOOKS(MEMBER)
    USED(MEMBER)
#undef MEMBER
    void *ntdll_init_syscalls, *KeAddSystemServiceTable;    /* one of them */
};
extern struct wine wine;

/* One line on stderr, with the reason why Wine runs without us. */
void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
